#include "core/metrics/score-bootstrap.h"

#include "core/base/random.h"
#include "tests/fixture.h"

#include <math.h>

enum { N_ROWS = 300, N_REPLICATES = 2000 };
#define AT(metric) ((metric)-CP_N_CONFUSION_METRICS)

static CpSweep *
build (const double *scores, const guint8 *values, const double *weights, gsize n) {
  g_autoptr (CpLabels) labels = cp_labels_new (values, n);
  g_autofree guint32 *slice_of_row = g_new0 (guint32, n);
  const char *names[] = {"all"};
  g_autoptr (CpSlices) slices = cp_slices_new (slice_of_row, n, names, 1);
  CpSweep *sweep = cp_sweep_build (scores, 1, labels, weights, slices, NULL, NULL);
  g_assert_nonnull (sweep);
  return sweep;
}

/* Scores in steps of a hundredth, so that many are shared. */
static void
fill (double *scores, guint8 *labels) {
  CpRandom random;
  cp_random_init (&random, 3);
  for (guint r = 0; r < N_ROWS; r++) {
    double score = cp_random_uniform (&random);
    labels[r] = cp_random_uniform (&random) < score;
    scores[r] = floor (score * 100) / 100;
  }
}

/* The naive twin draws rows one by one with replacement and computes every metric with a sweep of its own.
 * Both see the same distribution but for the number of rows, which a ratio does not feel at 300 of them; the
 * percentiles agree within the noise of 2 000 draws. */
static void
test_twin (void) {
  static const CpMetric metrics[] = {CP_METRIC_MEAN_SCORE, CP_METRIC_BRIER, CP_METRIC_LOG_LOSS,
                                     CP_METRIC_AVERAGE_PRECISION};
  double scores[N_ROWS], drawn_scores[N_ROWS];
  guint8 labels[N_ROWS], drawn_labels[N_ROWS];
  double *drawn[G_N_ELEMENTS (metrics)];
  CpInterval found[CP_N_SCORE_INTERVALS];
  CpRandom random;
  fill (scores, labels);
  g_autoptr (CpSweep) sweep = build (scores, labels, NULL, N_ROWS);
  g_assert_true (cp_score_bootstrap (sweep, CP_ALL_ROWS, 1, N_REPLICATES, 5, 0.95, found, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    drawn[i] = g_new (double, N_REPLICATES);
  cp_random_init (&random, 11);
  for (guint r = 0; r < N_REPLICATES; r++) {
    for (guint row = 0; row < N_ROWS; row++) {
      gsize from = cp_random_below (&random, N_ROWS);
      drawn_scores[row] = scores[from];
      drawn_labels[row] = labels[from];
    }
    g_autoptr (CpSweep) of_drawn = build (drawn_scores, drawn_labels, NULL, N_ROWS);
    for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
      drawn[i][r] = cp_sweep_get_metric (of_drawn, CP_ALL_ROWS, 0.5, metrics[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++) {
    CpInterval twin = cp_interval_percentile (drawn[i], N_REPLICATES, 0.95), *ours = &found[AT (metrics[i])];
    double width = twin.high - twin.low;
    double value = cp_sweep_get_metric (sweep, CP_ALL_ROWS, 0.5, metrics[i]);
    assert_close (ours->low, twin.low, 0.14 * width);
    assert_close (ours->high, twin.high, 0.14 * width);
    g_assert_true (ours->low < value && value < ours->high);
    g_free (drawn[i]);
  }
  g_assert_true (isnan (found[AT (CP_METRIC_ROC_AUC)].low));
}

/* A weight that counts is as many rows; a survey's share makes rows fewer, and intervals wider by √(1/share).
 */
static void
test_weights (void) {
  double scores[N_ROWS], weights[N_ROWS], twice[2 * N_ROWS];
  guint8 labels[N_ROWS], labels_twice[2 * N_ROWS];
  fill (scores, labels);
  for (guint r = 0; r < N_ROWS; r++) {
    weights[r] = 2;
    twice[2 * r] = twice[2 * r + 1] = scores[r];
    labels_twice[2 * r] = labels_twice[2 * r + 1] = labels[r];
  }
  g_autoptr (CpSweep) weighted = build (scores, labels, weights, N_ROWS);
  g_autoptr (CpSweep) repeated = build (twice, labels_twice, NULL, 2 * N_ROWS);
  CpInterval first[CP_N_SCORE_INTERVALS], second[CP_N_SCORE_INTERVALS], survey[CP_N_SCORE_INTERVALS];
  g_assert_true (cp_score_bootstrap (weighted, 0, 1, 1000, 5, 0.95, first, NULL));
  g_assert_true (cp_score_bootstrap (repeated, 0, 1, 1000, 5, 0.95, second, NULL));
  g_assert_cmpmem (first, sizeof first, second, sizeof second);
  g_assert_true (cp_score_bootstrap (weighted, 0, 0.25, 1000, 5, 0.95, survey, NULL));
  for (guint m = AT (CP_METRIC_MEAN_SCORE); m <= AT (CP_METRIC_LOG_LOSS); m++) {
    double ratio = (survey[m].high - survey[m].low) / (first[m].high - first[m].low);
    assert_close (ratio, 2, 0.25);
  }
}

static void
test_same_seed (void) {
  double scores[N_ROWS];
  guint8 labels[N_ROWS];
  CpInterval first[CP_N_SCORE_INTERVALS], second[CP_N_SCORE_INTERVALS];
  fill (scores, labels);
  g_autoptr (CpSweep) sweep = build (scores, labels, NULL, N_ROWS);
  g_assert_true (cp_score_bootstrap (sweep, 0, 1, 500, 5, 0.95, first, NULL));
  g_assert_true (cp_score_bootstrap (sweep, 0, 1, 500, 5, 0.95, second, NULL));
  g_assert_cmpmem (first, sizeof first, second, sizeof second);
}

static void
test_undefined (void) {
  const double scores[] = {0.1, 0.4, 0.7};
  const guint8 negative[] = {0, 0, 0}, missing[] = {CP_LABEL_NONE, CP_LABEL_NONE, CP_LABEL_NONE};
  CpInterval found[CP_N_SCORE_INTERVALS];
  g_autoptr (CpSweep) sweep = build (scores, negative, NULL, 3), none = build (scores, missing, NULL, 3);
  g_assert_true (cp_score_bootstrap (sweep, 0, 1, 500, 5, 0.95, found, NULL));
  g_assert_false (isnan (found[AT (CP_METRIC_BRIER)].low));
  g_assert_true (isnan (found[AT (CP_METRIC_AVERAGE_PRECISION)].low));
  g_assert_true (cp_score_bootstrap (none, 0, 1, 500, 5, 0.95, found, NULL));
  for (guint m = 0; m < CP_N_SCORE_INTERVALS; m++)
    g_assert_true (isnan (found[m].low) && isnan (found[m].high));
}

static void
test_cancelled (void) {
  double scores[N_ROWS];
  guint8 labels[N_ROWS];
  CpInterval found[CP_N_SCORE_INTERVALS];
  fill (scores, labels);
  g_autoptr (CpSweep) sweep = build (scores, labels, NULL, N_ROWS);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  g_assert_false (cp_score_bootstrap (sweep, 0, 1, 500, 5, 0.95, found, cancellable));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/score-bootstrap/agrees-with-drawing-rows-one-by-one", test_twin);
  g_test_add_func ("/core/score-bootstrap/weights-are-counts-unless-of-a-survey", test_weights);
  g_test_add_func ("/core/score-bootstrap/the-same-seed-gives-the-same-bytes", test_same_seed);
  g_test_add_func ("/core/score-bootstrap/what-is-undefined-has-no-interval", test_undefined);
  g_test_add_func ("/core/score-bootstrap/stops-when-cancelled", test_cancelled);
  return g_test_run ();
}
