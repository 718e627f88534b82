#include "core/explain/importance.h"

#include "core/base/random.h"
#include "tests/core/explain/small-model.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* Two outputs of three columns: the first is a + 2·b, the second b alone; c takes no part. */

#define N_ROWS 300
#define N_REPEATS 4

static guint8 truth[2][N_ROWS];

static void
fixture_init (Fixture *f) {
  g_autoptr (GString) text = g_string_new ("a,b,c\n");
  for (gsize row = 0; row < N_ROWS; row++) {
    guint a = row % 7, b = row % 5;
    g_string_append_printf (text, "%u,%u,%u\n", a, b, (guint)(row % 11));
    truth[0][row] = a + 2 * b + row % 3 > 8;
    truth[1][row] = row % 9 == 0 ? CP_LABEL_NONE : b + row % 2 > 2;
  }
  static const float kernel[] = {1, 0, 2, 1, 0, 0};
  fixture_read_linear (f, text->str, kernel, 2);
}

/* All pairs of a positive and a negative row, counted. */
static double
count_auc (const double *scores, const guint8 *labels) {
  double wins = 0, n = 0;
  for (gsize i = 0; i < N_ROWS; i++) {
    for (gsize j = 0; j < N_ROWS; j++) {
      if (labels[i] != 1 || labels[j] != 0)
        continue;
      wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
      n++;
    }
  }
  return wins / n;
}

/* The naive twin: the table written anew with one column shuffled, scored by hand, mean and deviation in two
 * passes. */
static void
test_falls_are_those_of_shuffled_tables (void) {
  g_auto (Fixture) f = {0};
  fixture_init (&f);
  const guint8 *labels[] = {truth[0], truth[1]};
  g_autoptr (CpImportance) got =
      cp_importance_build (f.model, f.groups, f.rows, labels, N_REPEATS, 9, NULL, NULL, NULL);
  const float *values = cp_matrix_get_values (f.rows);
  for (guint o = 0; o < 2; o++) {
    double scores[N_ROWS];
    for (gsize i = 0; i < N_ROWS; i++)
      scores[i] = (double)(o == 0 ? values[i * 3] + 2 * values[i * 3 + 1] : values[i * 3 + 1]);
    double whole = count_auc (scores, truth[o]);
    assert_close (got->by[CP_IMPORTANCE_AUC].whole[o], whole, 1e-12);
    for (guint g = 0; g < 3; g++) {
      double falls[N_REPEATS], mean = 0, squares = 0;
      for (guint r = 0; r < N_REPEATS; r++) {
        guint32 order[N_ROWS];
        CpRandom random;
        for (guint32 i = 0; i < N_ROWS; i++)
          order[i] = i;
        cp_random_init (&random, 9 + 1000003 * (guint64)g + r);
        cp_random_shuffle (&random, order, N_ROWS);
        for (gsize i = 0; i < N_ROWS; i++) {
          double a = (double)values[(g == 0 ? order[i] : i) * 3];
          double b = (double)values[(g == 1 ? order[i] : i) * 3 + 1];
          scores[i] = o == 0 ? a + 2 * b : b;
        }
        falls[r] = whole - count_auc (scores, truth[o]);
        mean += falls[r] / N_REPEATS;
      }
      for (guint r = 0; r < N_REPEATS; r++)
        squares += (falls[r] - mean) * (falls[r] - mean);
      assert_close (got->by[CP_IMPORTANCE_AUC].mean[o * 3 + g], mean, 1e-12);
      assert_close (got->by[CP_IMPORTANCE_AUC].std[o * 3 + g], sqrt (squares / (N_REPEATS - 1)), 1e-12);
    }
  }
  g_assert_cmpfloat (got->by[CP_IMPORTANCE_AUC].mean[1], >,
                     got->by[CP_IMPORTANCE_AUC].mean[0]);        /* b weighs double */
  g_assert_cmpfloat (got->by[CP_IMPORTANCE_AUC].mean[2], ==, 0); /* c is not read */
  g_assert_cmpfloat (got->by[CP_IMPORTANCE_AUC].mean[3], ==, 0); /* nor is a by the second output */
}

/* The definition, a row after another */
static double
count_log_loss (const double *scores, const guint8 *labels) {
  double sum = 0, n = 0;
  for (gsize i = 0; i < N_ROWS; i++) {
    double score = fmin (fmax (scores[i], 1e-15), 1 - 1e-15);
    if (labels[i] == CP_LABEL_NONE)
      continue;
    sum -= labels[i] == 1 ? log (score) : log (1 - score);
    n++;
  }
  return sum / n;
}

/* The same twin by the other loss, of the same shuffles: a decision by a sigmoid, some rows without a label.
 */
static void
test_rises_of_the_log_loss (void) {
  g_auto (Fixture) f = {0};
  fixture_init (&f);
  static const float kernel[] = {0.5f, 1, 0}, bias[] = {-3};
  CpNetworkBuilder *builder = cp_network_builder_new ("m", 3);
  cp_network_builder_dense (builder, "out", 1, kernel, bias, CP_ACTIVATION_SIGMOID, 0);
  g_autoptr (CpModel) model = cp_network_builder_end (builder, NULL);
  const guint8 *labels[] = {truth[1]};
  g_autoptr (CpImportance) got =
      cp_importance_build (model, f.groups, f.rows, labels, N_REPEATS, 9, NULL, NULL, NULL);
  const CpImportanceTold *told = &got->by[CP_IMPORTANCE_LOG_LOSS];
  const float *values = cp_matrix_get_values (f.rows);
  double scores[N_ROWS];
  for (gsize i = 0; i < N_ROWS; i++)
    scores[i] = 1 / (1 + exp (3 - 0.5 * (double)values[i * 3] - (double)values[i * 3 + 1]));
  double whole = count_log_loss (scores, truth[1]);
  assert_close (told->whole[0], whole, 1e-6);
  for (guint g = 0; g < 3; g++) {
    double rises[N_REPEATS], mean = 0, squares = 0;
    for (guint r = 0; r < N_REPEATS; r++) {
      guint32 order[N_ROWS];
      CpRandom random;
      for (guint32 i = 0; i < N_ROWS; i++)
        order[i] = i;
      cp_random_init (&random, 9 + 1000003 * (guint64)g + r);
      cp_random_shuffle (&random, order, N_ROWS);
      for (gsize i = 0; i < N_ROWS; i++)
        scores[i] = 1 / (1 + exp (3 - 0.5 * (double)values[(g == 0 ? order[i] : i) * 3] -
                                  (double)values[(g == 1 ? order[i] : i) * 3 + 1]));
      rises[r] = count_log_loss (scores, truth[1]) - whole;
      mean += rises[r] / N_REPEATS;
    }
    for (guint r = 0; r < N_REPEATS; r++)
      squares += (rises[r] - mean) * (rises[r] - mean);
    assert_close (told->mean[g], mean, 1e-6);
    assert_close (told->std[g], sqrt (squares / (N_REPEATS - 1)), 1e-6);
  }
  g_assert_cmpfloat (told->mean[1], >, 0.1);
  g_assert_cmpfloat (told->mean[2], ==, 0); /* c is not read */
}

static void
test_losses_have_names (void) {
  CpImportanceLoss loss = CP_IMPORTANCE_AUC;
  g_assert_true (cp_importance_loss_parse ("log_loss", &loss) && loss == CP_IMPORTANCE_LOG_LOSS);
  g_assert_cmpstr (cp_importance_loss_get_name (CP_IMPORTANCE_AUC), ==, "roc_auc");
  g_assert_false (cp_importance_loss_parse ("brier", &loss));
}

static void
test_one_kind_of_label_has_no_auc (void) {
  g_auto (Fixture) f = {0};
  fixture_init (&f);
  memset (truth[0], 1, N_ROWS);
  const guint8 *labels[] = {truth[0], NULL};
  g_autoptr (CpImportance) got =
      cp_importance_build (f.model, f.groups, f.rows, labels, 2, 1, NULL, NULL, NULL);
  g_assert_true (isnan (got->by[CP_IMPORTANCE_AUC].whole[0]) && isnan (got->by[CP_IMPORTANCE_AUC].mean[0]) &&
                 isnan (got->by[CP_IMPORTANCE_AUC].std[0]));
  g_assert_false (isnan (got->by[CP_IMPORTANCE_LOG_LOSS].whole[0])); /* but a log loss */
  g_assert_true (isnan (got->by[CP_IMPORTANCE_LOG_LOSS].whole[1]));
  g_assert_true (isnan (got->by[CP_IMPORTANCE_AUC].whole[1]) && isnan (got->by[CP_IMPORTANCE_AUC].mean[4]) &&
                 isnan (got->by[CP_IMPORTANCE_AUC].std[4]));
}

static void
test_one_shuffle_has_no_spread (void) {
  g_auto (Fixture) f = {0};
  fixture_init (&f);
  const guint8 *labels[] = {truth[0], truth[1]};
  g_autoptr (CpImportance) got =
      cp_importance_build (f.model, f.groups, f.rows, labels, 1, 1, NULL, NULL, NULL);
  g_assert_cmpfloat (got->by[CP_IMPORTANCE_AUC].mean[1], >, 0.1);
  g_assert_true (isnan (got->by[CP_IMPORTANCE_AUC].std[1]));
}

/* 1e300 is infinite in float32, and a network makes NaN of two such features: as in an audit, a row without a
 * finite score takes no part. */
static void
test_a_row_without_a_score_takes_no_part (void) {
  g_auto (Fixture) f = {0};
  fixture_init (&f);
  const guint8 *labels[] = {truth[0], truth[1]};
  g_autoptr (GError) error = NULL;
  for (guint o = 0; o < 2; o++)
    truth[o][4] = CP_LABEL_NONE;
  g_autoptr (CpImportance) without =
      cp_importance_build (f.model, f.groups, f.rows, labels, 2, 7, NULL, NULL, &error);
  for (guint o = 0; o < 2; o++)
    truth[o][4] = 1;
  cp_matrix_edit_values (f.rows)[4 * 3] = INFINITY;
  cp_matrix_edit_values (f.rows)[4 * 3 + 1] = -INFINITY;
  g_autoptr (CpImportance) with =
      cp_importance_build (f.model, f.groups, f.rows, labels, 2, 7, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint loss = 0; loss < CP_IMPORTANCE_N_LOSSES; loss++)
    for (guint o = 0; o < 2; o++)
      g_assert_cmpfloat (with->by[loss].whole[o], ==, without->by[loss].whole[o]);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/importance/falls-are-those-of-shuffled-tables",
                   test_falls_are_those_of_shuffled_tables);
  g_test_add_func ("/core/importance/a-row-without-a-score-takes-no-part",
                   test_a_row_without_a_score_takes_no_part);
  g_test_add_func ("/core/importance/rises-of-the-log-loss-are-those-of-shuffled-tables",
                   test_rises_of_the_log_loss);
  g_test_add_func ("/core/importance/losses-have-names", test_losses_have_names);
  g_test_add_func ("/core/importance/one-kind-of-label-has-no-auc", test_one_kind_of_label_has_no_auc);
  g_test_add_func ("/core/importance/one-shuffle-has-no-spread", test_one_shuffle_has_no_spread);
  return g_test_run ();
}
