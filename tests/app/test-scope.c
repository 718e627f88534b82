#include "app/question.h"
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/fairness/thresholds.h"
#include "core/table/edits.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* The rows looked at. The law: what is asked of a scope is answered as if the table held its rows alone,
 * which is the naive twin here: a table made by cp_table_take_rows(). */

enum { N_ROWS = 400 };

typedef struct {
  CpTable *table;
  CpScores *scores[2];
} World;

static void
score (World *world, const CpTable *table) {
  static const char *const columns[] = {"a", "b"};
  for (guint m = 0; m < 2; m++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (CpModel) model = cp_model_new_column (columns[m]);
    world->scores[m] = cp_scores_build (model, NULL, table, NULL, NULL, &error);
    g_assert_no_error (error);
  }
}

static void
make_world (World *world, CpRandom *random) {
  static const char *const sexes[] = {"Female", "Male", "Other"}, *const words[] = {"no", "yes"};
  double a[N_ROWS], b[N_ROWS], weight[N_ROWS];
  guint32 sex[N_ROWS], label[N_ROWS];
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < N_ROWS; i++) {
    a[i] = i % 41 == 7 ? NAN : (double)cp_random_below (random, 40) / 40; /* ties, rows without a score */
    b[i] = (double)cp_random_below (random, 1000) / 1000;
    weight[i] = (double)cp_random_below (random, 4); /* whole, 0 too */
    sex[i] = (guint32)cp_random_below (random, 3);
    label[i] = i % 29 == 3 ? CP_MISSING : (guint32)cp_random_below (random, 2);
  }
  g_autoptr (CpColumn) column_a = cp_column_new_number ("a", a, N_ROWS);
  g_autoptr (CpColumn) column_b = cp_column_new_number ("b", b, N_ROWS);
  g_autoptr (CpColumn) column_weight = cp_column_new_number ("weight", weight, N_ROWS);
  g_autoptr (CpColumn) column_sex = cp_column_new_category ("sex", sex, N_ROWS, sexes, 3);
  g_autoptr (CpColumn) column_label = cp_column_new_category ("label", label, N_ROWS, words, 2);
  world->table = cp_table_new (
      "world.csv", (CpColumn *[]){column_a, column_b, column_weight, column_sex, column_label}, 5, &error);
  g_assert_no_error (error);
  score (world, world->table);
}

static void
take (World *out, const World *world, const GArray *rows) {
  out->table = cp_table_take_rows (world->table, (const guint32 *)(gconstpointer)rows->data, rows->len);
  score (out, out->table);
}

static void
world_clear (World *world) {
  cp_scores_unref (world->scores[0]);
  cp_scores_unref (world->scores[1]);
  cp_table_unref (world->table);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static CpQuestion *
ask (const World *world, const char *weight, CpScope *scope) {
  static const char *const keys[] = {"sex", NULL};
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) absent = g_array_new (FALSE, FALSE, sizeof (guint32));
  CpQuestion *question = cp_question_build (world->table, world->scores, 2, weight, "label", "yes", keys,
                                            scope, absent, NULL, &error);
  g_assert_no_error (error);
  return question;
}

static void
assert_same_slice (const CpQuestion *got, guint slice, const CpQuestion *expected, guint twin, guint model) {
  CpSweep *sweep = got->sweeps[model], *naive = expected->sweeps[model];
  double values[CP_N_METRICS], wanted[CP_N_METRICS];
  for (double threshold = 0; threshold <= 1; threshold += 0.125) {
    cp_sweep_get_metrics (sweep, slice, threshold, values);
    cp_sweep_get_metrics (naive, twin, threshold, wanted);
    for (guint i = 0; i < CP_N_METRICS; i++)
      assert_close (values[i], wanted[i], 1e-12);
  }
  gsize n_points, n_wanted;
  const CpSweepPoint *points = cp_sweep_get_points (sweep, slice, &n_points);
  const CpSweepPoint *naive_points = cp_sweep_get_points (naive, twin, &n_wanted);
  g_assert_cmpmem (points, n_points * sizeof *points, naive_points, n_wanted * sizeof *points);
  g_assert_cmpfloat (cp_sweep_get_weight (sweep, slice), ==, cp_sweep_get_weight (naive, twin));
  g_assert_cmpfloat (cp_sweep_get_effective_n (sweep, slice), ==, cp_sweep_get_effective_n (naive, twin));
  const CpHistogram *histogram = got->histograms[model], *naive_histogram = expected->histograms[model];
  for (guint label = 0; label < 2; label++)
    g_assert_cmpmem (cp_histogram_get_counts (histogram, slice, label), histogram->n_bins * sizeof (double),
                     cp_histogram_get_counts (naive_histogram, twin, label),
                     naive_histogram->n_bins * sizeof (double));
}

/* Scores of a column may lie anywhere; their range is no double here, yet each has a bin. */
static void
test_bins_of_the_widest_range (void) {
  double a[] = {-1e308, 1e308, 0, 9e307}, b[] = {-1.5, 0.5, 2.5, 0};
  g_autoptr (CpColumn) column_a = cp_column_new_number ("a", a, 4),
                       column_b = cp_column_new_number ("b", b, 4);
  g_autoptr (CpColumn) label = cp_column_new_category ("label", (const guint32[]){0, 1, 1, 0}, 4,
                                                       (const char *const[]){"no", "yes"}, 2);
  g_autoptr (CpColumn) sex =
      cp_column_new_category ("sex", (const guint32[]){0, 0, 0, 0}, 4, (const char *const[]){"Female"}, 1);
  g_auto (World)
      world = {.table = cp_table_new ("wide.csv", (CpColumn *[]){column_a, column_b, label, sex}, 4, NULL)};
  score (&world, world.table);
  g_autoptr (CpQuestion) question = ask (&world, NULL, NULL);
  for (guint m = 0; m < 2; m++) {
    const CpHistogram *histogram = question->histograms[m];
    double sum = 0;
    for (guint i = 0; i < histogram->n_bins; i++) {
      g_assert_cmpfloat (histogram->edges[i], <, histogram->edges[i + 1]);
      for (guint l = 0; l < 2; l++)
        sum += cp_histogram_get_counts (histogram, CP_ALL_ROWS, l)[i];
    }
    g_assert_cmpfloat (sum, ==, 4);
    g_assert_cmpfloat (histogram->edges[0], ==, m == 0 ? -1e308 : -1.5);
    g_assert_cmpfloat (histogram->edges[histogram->n_bins], ==, m == 0 ? 1e308 : 2.5);
  }
}

/* (the twin's slice of that label, or CP_ALL_ROWS when it has none) */
static guint
find_slice (const CpSlices *slices, const char *label) {
  for (guint s = 0; s < cp_slices_get_n_slices (slices); s++) {
    if (g_str_equal (cp_slices_get_label (slices, s), label))
      return s;
  }
  return CP_ALL_ROWS;
}

static void
assert_same_thresholds (const CpQuestion *got, const CpQuestion *expected, guint model) {
  const CpCosts costs = {2, 1};
  for (CpStrategy strategy = CP_STRATEGY_SINGLE; strategy < CP_N_STRATEGIES; strategy++) {
    g_autoptr (GError) error = NULL, naive_error = NULL;
    g_autoptr (CpThresholds) found =
        cp_thresholds_optimise (got->sweeps[model], strategy, &costs, 0.05, NULL, NULL, &error);
    g_autoptr (CpThresholds) wanted =
        cp_thresholds_optimise (expected->sweeps[model], strategy, &costs, 0.05, NULL, NULL, &naive_error);
    g_assert_cmpstr (error != NULL ? error->message : NULL, ==,
                     naive_error != NULL ? naive_error->message : NULL);
    if (found == NULL)
      continue;
    assert_close (found->cost, wanted->cost, 1e-9);
    assert_close (found->gap, wanted->gap, 1e-12);
    for (guint s = 0; s < found->n_slices; s++) {
      guint twin = find_slice (expected->slices, cp_slices_get_label (got->slices, s));
      if (twin != CP_ALL_ROWS && cp_sweep_get_weight (got->sweeps[model], s) > 0)
        g_assert_cmpfloat (found->thresholds[s], ==, wanted->thresholds[twin]);
    }
  }
}

static void
assert_same (const World *world, const char *weight, GArray *rows) {
  g_auto (World) twin = {NULL};
  take (&twin, world, rows);
  g_autoptr (CpScope) scope = cp_scope_new (g_array_ref (rows), "some", NULL);
  g_autoptr (CpQuestion) got = ask (world, weight, scope), expected = ask (&twin, weight, NULL);
  for (guint m = 0; m < 2; m++) {
    assert_same_slice (got, CP_ALL_ROWS, expected, CP_ALL_ROWS, m);
    for (guint s = 0; s < cp_slices_get_n_slices (got->slices); s++) {
      guint of_twin = find_slice (expected->slices, cp_slices_get_label (got->slices, s));
      if (of_twin != CP_ALL_ROWS)
        assert_same_slice (got, s, expected, of_twin, m);
      else
        g_assert_cmpfloat (cp_sweep_get_weight (got->sweeps[m], s), ==, 0);
    }
    assert_close (cp_default_tolerance (got->sweeps[m]), cp_default_tolerance (expected->sweeps[m]), 0);
    assert_same_thresholds (got, expected, m);
  }
}

static void
test_twin (void) {
  CpRandom random;
  cp_random_init (&random, 5);
  g_auto (World) world = {NULL};
  make_world (&world, &random);
  for (guint round = 0; round < 24; round++) {
    const CpColumn *sex = cp_table_find_column (world.table, "sex");
    g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint32));
    for (guint32 row = 0; row < N_ROWS; row++) {
      gboolean is_woman =
          cp_column_get_codes (sex)[row] == 0; /* every third round one slice is left out whole */
      if ((round % 3 > 0 || !is_woman) && cp_random_below (&random, 24) >= round)
        g_array_append_val (rows, row);
    }
    assert_same (&world, round % 2 > 0 ? "weight" : NULL, rows);
  }
}

/* ---- conditions ---- */

static void
test_condition (void) {
  CpRandom random;
  cp_random_init (&random, 6);
  g_auto (World) world = {NULL};
  make_world (&world, &random);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpScope) scope =
      cp_scope_build (world.table, "sex = Male and b >= 0.5", "men, high", NULL, &error);
  g_assert_no_error (error);
  gsize n, found = 0;
  const guint32 *rows = cp_scope_get_rows (scope, &n);
  const CpColumn *sex = cp_table_find_column (world.table, "sex");
  const double *b = cp_column_get_numbers (cp_table_find_column (world.table, "b"));
  for (guint32 row = 0; row < N_ROWS; row++) {
    gboolean is_in =
        g_str_equal (cp_column_get_value (sex, cp_column_get_codes (sex)[row]), "Male") && b[row] >= 0.5;
    g_assert_cmpint (cp_scope_contains (scope, row), ==, is_in);
    if (is_in)
      g_assert_cmpuint (rows[found++], ==, row);
  }
  g_assert_cmpuint (found, ==, n);
  g_assert_cmpstr (cp_scope_get_name (scope), ==, "men, high");
  g_assert_true (cp_scope_contains (NULL, 3));

  g_assert_null (cp_scope_build (world.table, "sexx = Male", "x", NULL, &error));
  g_assert_nonnull (error);
}

static void
test_cancelled (void) {
  CpRandom random;
  cp_random_init (&random, 7);
  g_auto (World) world = {NULL};
  make_world (&world, &random);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_cancellable_cancel (cancellable);
  g_assert_null (cp_scope_build (world.table, "b >= 0.5", "high", cancellable, &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_CANCELLED);
}

/* ---- the session file ---- */

static void
assert_restored (const CpTable *table, const CpScope *scope) {
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) json = cp_scope_to_json (scope);
  g_autoptr (CpScope) again = cp_scope_from_json (json, table, "here", NULL, &error);
  g_assert_no_error (error);
  gsize n, n_again;
  const guint32 *rows = cp_scope_get_rows (scope, &n), *rows_again = cp_scope_get_rows (again, &n_again);
  g_assert_cmpmem (rows, n * sizeof *rows, rows_again, n_again * sizeof *rows);
  g_assert_cmpstr (cp_scope_get_name (scope), ==, cp_scope_get_name (again));
  g_assert_cmpstr (cp_scope_get_condition (scope), ==, cp_scope_get_condition (again));
}

static void
test_json (void) {
  CpRandom random;
  cp_random_init (&random, 8);
  g_auto (World) world = {NULL};
  make_world (&world, &random);
  const guint32 some[] = {0, 3, 4, 5, 9, 11, 12, N_ROWS - 1};
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_vals (rows, some, G_N_ELEMENTS (some));
  g_autoptr (CpScope) scope = cp_scope_new (rows, "the lasso", NULL);
  g_autoptr (json_t) json = cp_scope_to_json (scope);
  g_autofree char *text = cp_json_dump (json, FALSE);
  g_assert_nonnull (strstr (text, "[3,5]"));
  assert_restored (world.table, scope);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpScope) men = cp_scope_build (world.table, "sex = Male", "Men", NULL, &error);
  g_assert_no_error (error);
  assert_restored (world.table, men);
}

static void
test_bad_json (void) {
  static const char *const bad[] = {"{\"name\":\"x\"}",
                                    "{\"name\":\"x\",\"rows\":[[3,2]]}",
                                    "{\"name\":\"x\",\"rows\":[[2,5],[4,6]]}",
                                    "{\"name\":\"x\",\"rows\":[[0,400]]}",
                                    "{\"name\":\"x\",\"rows\":[[-1,4]]}",
                                    "{\"name\":\"x\",\"rows\":[[0,\"4\"]]}",
                                    "{\"name\":\"x\",\"rows\":7}"};
  CpRandom random;
  cp_random_init (&random, 9);
  g_auto (World) world = {NULL};
  make_world (&world, &random);
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (json_t) json = cp_json_load (bad[i], strlen (bad[i]), "scope", &error);
    g_assert_no_error (error);
    g_assert_null (cp_scope_from_json (json, world.table, "s.counterpoint: view.scope", NULL, &error));
    assert_message (error, "s.counterpoint: view.scope: expected a condition, or rows as ascending pairs "
                           "[first, last] from 0 to 399.");
  }
  g_autoptr (json_t) condition = json_pack ("{s:s,s:s}", "name", "x", "condition", "hue = red");
  g_assert_null (cp_scope_from_json (condition, world.table, "s.counterpoint: view.scope", NULL, &error));
  g_assert_true (g_str_has_prefix (error->message, "s.counterpoint: view.scope: "));
}

int
main (int argc, char *argv[]) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/scope/counts-as-a-table-of-its-rows-alone", test_twin);
  g_test_add_func ("/app/scope/holds-the-rows-of-its-condition", test_condition);
  g_test_add_func ("/app/scope/stops-when-cancelled", test_cancelled);
  g_test_add_func ("/app/scope/is-read-back-as-written", test_json);
  g_test_add_func ("/app/scope/says-what-it-expected-of-a-session-file", test_bad_json);
  g_test_add_func ("/app/scope/scores-of-the-widest-range-have-bins", test_bins_of_the_widest_range);
  return g_test_run ();
}
