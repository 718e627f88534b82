#include "core/train/epoch-metrics.h"

#include "core/base/random.h"
#include "tests/fixture.h"

#include <math.h>

#define N_ROWS 200

/* The naive twin: every pair of rows for the AUC (Mann and Whitney, ties count half). */
static CpTrainEpoch
naive_binary (const double *scores, const double *targets, const double *weights, gsize n_rows) {
  double tp = 0, fp = 0, tn = 0, fn = 0, squares = 0, wins = 0, pairs = 0;
  for (gsize i = 0; i < n_rows; i++) {
    double w = weights != NULL ? weights[i] : 1;
    *(scores[i] >= 0.5 ? targets[i] == 1 ? &tp : &fp : targets[i] == 1 ? &fn : &tn) += w;
    squares += w * pow (scores[i] - targets[i], 2);
    for (gsize j = 0; j < n_rows; j++) {
      double pair = w * (weights != NULL ? weights[j] : 1);
      if (targets[i] != 1 || targets[j] != 0)
        continue;
      pairs += pair;
      wins += scores[i] > scores[j] ? pair : scores[i] == scores[j] ? pair / 2 : 0;
    }
  }
  double total = tp + fp + tn + fn;
  return (CpTrainEpoch){.accuracy = (tp + tn) / total,
                        .precision = tp / (tp + fp),
                        .recall = tp / (tp + fn),
                        .rmse = sqrt (squares / total),
                        .auc = wins / pairs};
}

static void
check_binary (const double *scores, const double *targets, const double *weights, gsize n_rows) {
  CpTrainEpoch epoch, expected = naive_binary (scores, targets, weights, n_rows);
  cp_epoch_metrics (CP_TASK_BINARY, scores, 1, targets, weights, n_rows, &epoch);
  assert_close (epoch.accuracy, expected.accuracy, 1e-12);
  assert_close (epoch.precision, expected.precision, 1e-12);
  assert_close (epoch.recall, expected.recall, 1e-12);
  assert_close (epoch.rmse, expected.rmse, 1e-12);
  assert_close (epoch.auc, expected.auc, 1e-12);
}

static void
test_binary_metrics_equal_the_naive_twin (void) {
  CpRandom random;
  cp_random_init (&random, 1);
  double scores[N_ROWS], targets[N_ROWS], weights[N_ROWS];
  for (int repeat = 0; repeat < 30; repeat++) {
    gsize n_rows = 1 + cp_random_below (&random, N_ROWS);
    for (gsize row = 0; row < n_rows; row++) {
      scores[row] = (double)cp_random_below (&random, 21) / 20; /* many ties, some at 0.5 */
      targets[row] = (double)cp_random_below (&random, 2);
      weights[row] = 0.25 * (double)(1 + cp_random_below (&random, 8));
    }
    check_binary (scores, targets, NULL, n_rows);
    check_binary (scores, targets, weights, n_rows);
  }
}

static void
test_one_class_has_no_auc (void) {
  const double scores[] = {0.2, 0.7, 0.4}, targets[] = {0, 0, 0};
  CpTrainEpoch epoch;
  cp_epoch_metrics (CP_TASK_BINARY, scores, 1, targets, NULL, 3, &epoch);
  g_assert_true (isnan (epoch.auc));
  g_assert_true (isnan (epoch.recall));
  g_assert_cmpfloat (epoch.precision, ==, 0);
  assert_close (epoch.accuracy, 2.0 / 3, 1e-15);
}

/* By hand; the highest score decides, ties to the first. */
static void
test_other_tasks_have_their_own (void) {
  const double classes[] = {0.2, 0.5, 0.3, 0.4, 0.4, 0.2, 0.1, 0.1, 0.8}, indices[] = {1, 1, 2};
  const double weights[] = {1, 2, 1};
  CpTrainEpoch epoch;
  cp_epoch_metrics (CP_TASK_MULTICLASS, classes, 3, indices, NULL, 3, &epoch);
  assert_close (epoch.accuracy, 2.0 / 3, 1e-15);
  g_assert_true (isnan (epoch.auc) && isnan (epoch.rmse) && isnan (epoch.precision) && isnan (epoch.recall));
  cp_epoch_metrics (CP_TASK_MULTICLASS, classes, 3, indices, weights, 3, &epoch);
  assert_close (epoch.accuracy, 0.5, 1e-15);
  const double values[] = {1, 2, 3}, truth[] = {1, 4, 2};
  cp_epoch_metrics (CP_TASK_REGRESSION, values, 1, truth, NULL, 3, &epoch);
  assert_close (epoch.rmse, sqrt (5.0 / 3), 1e-15);
  g_assert_true (isnan (epoch.accuracy));
  cp_epoch_metrics (CP_TASK_REGRESSION, values, 1, truth, weights, 3, &epoch);
  assert_close (epoch.rmse, 1.5, 1e-15);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/train/binary-metrics-equal-the-naive-twin",
                   test_binary_metrics_equal_the_naive_twin);
  g_test_add_func ("/core/train/one-class-has-no-auc", test_one_class_has_no_auc);
  g_test_add_func ("/core/train/other-tasks-have-their-own-metrics", test_other_tasks_have_their_own);
  return g_test_run ();
}
