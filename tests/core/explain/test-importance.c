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
    assert_close (got->auc[o], whole, 1e-12);
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
      assert_close (got->mean[o * 3 + g], mean, 1e-12);
      assert_close (got->std[o * 3 + g], sqrt (squares / (N_REPEATS - 1)), 1e-12);
    }
  }
  g_assert_cmpfloat (got->mean[1], >, got->mean[0]); /* b weighs double */
  g_assert_cmpfloat (got->mean[2], ==, 0);           /* c is not read */
  g_assert_cmpfloat (got->mean[3], ==, 0);           /* nor is a by the second output */
}

static void
test_one_kind_of_label_has_no_auc (void) {
  g_auto (Fixture) f = {0};
  fixture_init (&f);
  memset (truth[0], 1, N_ROWS);
  const guint8 *labels[] = {truth[0], NULL};
  g_autoptr (CpImportance) got =
      cp_importance_build (f.model, f.groups, f.rows, labels, 2, 1, NULL, NULL, NULL);
  g_assert_true (isnan (got->auc[0]) && isnan (got->mean[0]) && isnan (got->std[0]));
  g_assert_true (isnan (got->auc[1]) && isnan (got->mean[4]) && isnan (got->std[4]));
}

static void
test_one_shuffle_has_no_spread (void) {
  g_auto (Fixture) f = {0};
  fixture_init (&f);
  const guint8 *labels[] = {truth[0], truth[1]};
  g_autoptr (CpImportance) got =
      cp_importance_build (f.model, f.groups, f.rows, labels, 1, 1, NULL, NULL, NULL);
  g_assert_cmpfloat (got->mean[1], >, 0.1);
  g_assert_true (isnan (got->std[1]));
}

/* 1e300 is infinite in float32, and a network makes NaN of two such features: as in an audit, a row without a
 * finite score takes no part. */
static void
test_a_row_without_a_score_takes_no_part (void) {
  g_auto (Fixture) f = {0};
  fixture_init (&f);
  const guint8 *labels[] = {f.labels[0], f.labels[1]};
  g_autoptr (GError) error = NULL;
  for (guint o = 0; o < 2; o++)
    f.labels[o][4] = CP_LABEL_NONE;
  g_autoptr (CpImportance) without =
      cp_importance_build (f.model, f.groups, f.rows, labels, 2, 7, NULL, NULL, &error);
  for (guint o = 0; o < 2; o++)
    f.labels[o][4] = 1;
  cp_matrix_edit_values (f.rows)[4 * 3] = INFINITY;
  cp_matrix_edit_values (f.rows)[4 * 3 + 1] = -INFINITY;
  g_autoptr (CpImportance) with =
      cp_importance_build (f.model, f.groups, f.rows, labels, 2, 7, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint o = 0; o < 2; o++)
    g_assert_cmpfloat (with->auc[o], ==, without->auc[o]);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/importance/falls-are-those-of-shuffled-tables",
                   test_falls_are_those_of_shuffled_tables);
  g_test_add_func ("/core/importance/a-row-without-a-score-takes-no-part",
                   test_a_row_without_a_score_takes_no_part);
  g_test_add_func ("/core/importance/one-kind-of-label-has-no-auc", test_one_kind_of_label_has_no_auc);
  g_test_add_func ("/core/importance/one-shuffle-has-no-spread", test_one_shuffle_has_no_spread);
  return g_test_run ();
}
