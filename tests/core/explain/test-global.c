#include "core/explain/global.h"

#include "core/model/network.h"
#include "core/model/trees.h"
#include "tests/core/explain/small-model.h"
#include "tests/fixture.h"
#include "tests/random-network.h"

#include <math.h>
#include <string.h>

/* A linear model, so that every attribution is a hand calculation: score x is (1·a + 2·b − 3·c), of
 * regression, attributions w·(x − mean of the background). */

#define N_ROWS 600

static double
a (gsize row) {
  return (double)(row % 7);
}
static double
b (gsize row) {
  return (double)(row % 5) / 2;
}

static void
fixture_init (Fixture *f) {
  g_autoptr (GString) text = g_string_new ("a,b,c,slice\n");
  for (gsize row = 0; row < N_ROWS; row++)
    g_string_append_printf (text, "%g,%g,1,%s\n", a (row), b (row), row % 3 == 0 ? "x" : "y");
  static const float kernel[] = {1, 2, -3};
  fixture_read_linear (f, text->str, kernel, 1);
}

static void
count_batches (CpGlobal *so_far, gpointer data) {
  (*(guint *)data)++;
  g_assert_cmpuint (so_far->n_rows, <, so_far->n_wanted);
  cp_global_unref (so_far);
}

static void
test_means_are_those_of_the_hand_calculation (void) {
  g_auto (Fixture) f = {0};
  fixture_init (&f);
  gsize n;
  g_autofree guint32 *rows = cp_global_choose_rows (N_ROWS, NULL, 0, 10000, 1, &n);
  g_assert_cmpuint (n, ==, N_ROWS);
  const CpSliceKey key = {.column = "slice"};
  g_autoptr (GError) error = NULL;
  g_autoptr (CpSlices) slices = cp_slices_build (f.table, &key, 1, &error);
  g_assert_no_error (error);
  CpGlobalRequest request = {.model = f.model,
                             .encoder = f.encoder,
                             .groups = f.groups,
                             .table = f.table,
                             .background = f.background,
                             .rows = rows,
                             .n_rows = n,
                             .slices = slices};
  guint n_batches = 0;
  g_autoptr (CpGlobal) got = cp_global_explain (&request, count_batches, &n_batches, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_batches, ==, 2); /* 256 + 256 + 88 rows */
  g_assert_cmpstr (got->method, ==, "linear");
  double mean_a = 0, mean_b = 0, mean_slice = 0, present_a = 0;
  gsize n_with_a = 0;
  for (gsize row = 0; row < N_ROWS; row++) {
    mean_a += a (row) / N_ROWS;
    mean_b += 2 * b (row) / N_ROWS;
    mean_slice += row % 3 == 0 ? a (row) / 200 : 0;
    n_with_a += a (row) != 0;
    present_a += a (row);
  }
  assert_close (got->mean[0], mean_a, 1e-9);
  assert_close (got->mean_abs[1], mean_b, 1e-9);
  assert_close (got->mean[2], -3, 1e-9);
  assert_close (got->mean_abs[2], 3, 1e-9);
  assert_close (got->feature_mean[2], -3, 1e-9);
  assert_close (got->slice_mean[0], mean_slice, 1e-9);
  g_assert_cmpuint (got->feature_counts[0], ==, n_with_a);
  assert_close (got->feature_mean_present[0], present_a / (double)n_with_a, 1e-9);
  g_assert_cmpuint (got->slice_counts[0], ==, 200);
  g_assert_cmpfloat (got->worst_residual, <, 1e-5);
  for (gsize i = 0; i < n; i++)
    assert_close ((double)got->values[i * 3], a (got->rows[i]), 1e-6);
}

/* ---- refinement ---- */

#define WIDE 13 /* more features than auto takes exactly, fewer than exact refuses */

/* 64 rows of 13 columns and a network that is not linear, against 4 of the rows: few, so that errors are
 * large. */
static void
fixture_init_wide (Fixture *f) {
  g_autoptr (GString) text = g_string_new (NULL), spec = g_string_new ("[");
  CpRandom random;
  cp_random_init (&random, 5);
  for (guint c = 0; c < WIDE; c++) {
    g_string_append_printf (text, "f%u%c", c, c + 1 < WIDE ? ',' : '\n');
    g_string_append_printf (spec, "{\"column\":\"f%u\"}%c", c, c + 1 < WIDE ? ',' : ']');
  }
  for (guint i = 0; i < 64 * WIDE; i++)
    g_string_append_printf (text, "%.6f%c", cp_random_normal (&random), (i + 1) % WIDE != 0 ? ',' : '\n');
  fixture_read (f, text->str, spec->str);
  g_autoptr (GError) error = NULL;
  CpNetworkBuilder *builder = cp_network_builder_new ("m", WIDE);
  add_dense (builder, &random, 8, CP_ACTIVATION_RELU);
  add_dense (builder, &random, 1, CP_ACTIVATION_SIGMOID);
  f->model = cp_network_builder_end (builder, &error);
  g_autoptr (CpMatrix) part = cp_matrix_new (4, WIDE);
  memcpy (cp_matrix_edit_values (part), cp_matrix_get_values (f->rows), 4 * WIDE * sizeof (float));
  f->background = cp_background_new (part, NULL, "4 rows", NULL);
}

/* What a page sees on the way: the first answer of all rows, then the better one. */
typedef struct {
  guint n_first, n_after;
  gsize n_rows_of_first;
} Seen;

static void
watch (CpGlobal *so_far, gpointer data) {
  Seen *seen = data;
  seen->n_first += so_far->is_first;
  seen->n_after += !so_far->is_first;
  g_assert_false (so_far->is_last);
  g_assert_cmpuint (so_far->n_rows, ==, so_far->n_wanted);
  if (so_far->is_first) {
    g_assert_cmpstr (so_far->method, ==, "deep");
    g_assert_cmpuint (seen->n_after, ==, 0);
    seen->n_rows_of_first = so_far->n_rows;
  } else {
    g_assert_cmpuint (so_far->n_pairs, ==, 1);
  }
  cp_global_unref (so_far);
}

/* The twins: the same pairs asked for one row at a time, and the exact Shapley values. */
static void
test_a_network_is_refined_by_permutations (void) {
  g_auto (Fixture) f = {0};
  fixture_init_wide (&f);
  g_autoptr (GError) error = NULL;
  gsize n;
  g_autofree guint32 *rows = cp_global_choose_rows (64, NULL, 0, 64, 1, &n);
  CpGlobalRequest request = {.model = f.model,
                             .encoder = f.encoder,
                             .groups = f.groups,
                             .table = f.table,
                             .background = f.background,
                             .options = {.seed = 3},
                             .rows = rows,
                             .n_rows = n};
  Seen seen = {0};
  g_autoptr (CpGlobal) got = cp_global_explain (&request, watch, &seen, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seen.n_first, ==, 1);
  g_assert_cmpuint (seen.n_rows_of_first, ==, 64);
  g_assert_cmpstr (got->method, ==, "permutation");
  g_assert_false (got->is_first);
  g_assert_true (got->is_last);
  g_assert_cmpuint (got->n_pairs, >, 2);
  g_assert_cmpuint (got->n_pairs, <=, 32);
  g_assert_cmpuint (seen.n_after, ==, 1); /* the answer of one pair */
  double largest_mean = 0, squares[WIDE] = {0}, mean[WIDE] = {0}, off = 0;
  for (gsize i = 0; i < n; i++) {
    const float *row = cp_matrix_get_values (f.rows) + rows[i] * WIDE;
    const CpExplainOptions pairs = {
        .method = CP_EXPLAIN_PERMUTATION, .seed = 3, .n_permutations = got->n_pairs};
    const CpExplainOptions exact = {.method = CP_EXPLAIN_EXACT};
    g_autoptr (CpAttributions) one = cp_explain (f.model, f.background, row, 1, &pairs, NULL, NULL, NULL);
    g_autoptr (CpAttributions) truth = cp_explain (f.model, f.background, row, 1, &exact, NULL, NULL, NULL);
    for (guint g = 0; g < WIDE; g++) {
      g_assert_cmpfloat (got->values[i * WIDE + g], ==, (float)one->values[g]);
      double spread = one->errors[g] / one->widening;
      squares[g] += spread * spread / (double)n;
      mean[g] += one->values[g] / (double)n;
      off += (one->values[g] - truth->values[g]) * (one->values[g] - truth->values[g]);
    }
  }
  double all = 0;
  for (guint g = 0; g < WIDE; g++) {
    assert_close (got->errors[g], sqrt (squares[g]), 1e-12);
    assert_close (got->mean[g], mean[g], 1e-12);
    largest_mean = fmax (largest_mean, got->mean_abs[g]);
    all += squares[g] * (double)n;
  }
  /* the errors told are those made: mean squares over 832 values, the deviation of their ratio is below 0.2
   */
  g_assert_cmpfloat (off / all, >, 0.5);
  g_assert_cmpfloat (off / all, <, 1.6);
  if (got->n_pairs < 32)
    g_assert_cmpfloat (cp_global_get_largest_error (got, 0), <, 0.03 * largest_mean);
  request.stage = CP_GLOBAL_FIRST;
  seen = (Seen){0};
  g_autoptr (CpGlobal) first = cp_global_explain (&request, watch, &seen, NULL, NULL, &error);
  g_assert_cmpstr (first->method, ==, "deep");
  g_assert_true (first->is_first && !first->is_last);
  g_assert_cmpuint (seen.n_first + seen.n_after, ==, 0); /* returned, not told */
  request.stage = CP_GLOBAL_REST;
  g_autoptr (CpGlobal) rest = cp_global_explain (&request, watch, &seen, NULL, NULL, &error);
  g_assert_cmpuint (seen.n_first, ==, 0);
  g_assert_cmpuint (seen.n_after, ==, 1);
  g_assert_cmpmem (rest->values, n * WIDE * sizeof (float), got->values, n * WIDE * sizeof (float));
  request.stage = CP_GLOBAL_ALL;
  g_autoptr (CpGlobal) at_once = cp_global_explain (&request, NULL, NULL, NULL, NULL, &error);
  g_assert_cmpmem (at_once->values, n * WIDE * sizeof (float), got->values, n * WIDE * sizeof (float));
}

static void
test_what_was_not_sampled_has_no_error (void) {
  g_auto (Fixture) f = {0};
  fixture_init_wide (&f);
  const guint32 rows[] = {3, 1, 2};
  CpGlobalRequest request = {.model = f.model,
                             .encoder = f.encoder,
                             .groups = f.groups,
                             .table = f.table,
                             .background = f.background,
                             .options = {.method = CP_EXPLAIN_DEEP},
                             .rows = rows,
                             .n_rows = 3};
  g_autoptr (CpGlobal) got = cp_global_explain (&request, NULL, NULL, NULL, NULL, NULL);
  g_assert_cmpstr (got->method, ==, "deep");
  g_assert_false (got->is_first); /* it was asked for */
  g_assert_null (got->errors);
  g_assert_true (isnan (cp_global_get_largest_error (got, 0)));
  g_assert_cmpuint (got->n_pairs, ==, 0);
}

/* 20 features, of which the first batch varies in two and the last row in all: one method has to do. */
static void
test_rows_to_come_may_vary_in_more_than_exact_takes (void) {
  enum { N = 20, ROWS = 300 };
  g_autoptr (GString) text = g_string_new ("");
  for (guint f = 0; f < N; f++)
    g_string_append_printf (text, "f%u%s", f, f + 1 < N ? "," : "\n");
  for (guint row = 0; row < ROWS; row++)
    for (guint f = 0; f < N; f++)
      g_string_append_printf (text, "%d%s", f < 2 ? (int)(row % 3) : row + 1 == ROWS, f + 1 < N ? "," : "\n");
  g_autoptr (GBytes) bytes = g_bytes_new (text->str, text->len);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table =
      cp_csv_read_bytes (bytes, &(CpCsvOptions){.place = "t.csv"}, NULL, NULL, &error);
  const double base = 0;
  CpTreesBuilder *builder = cp_trees_builder_new ("x.json", N, 1);
  for (guint f = 0; f < N; f++) {
    cp_trees_builder_tree (builder, 0, 3);
    cp_trees_builder_split (builder, 0, f, 0.5f, 1, 2, TRUE, NAN);
    cp_trees_builder_leaf (builder, 1, -0.1, NAN);
    cp_trees_builder_leaf (builder, 2, 0.2, NAN);
  }
  g_autoptr (CpModel) model = cp_trees_builder_end (builder, CP_LINK_LOGISTIC, &base, &error);
  g_autoptr (CpEncoder) encoder = cp_encoder_propose (table, NULL, NULL, N, CP_PROPOSE_PLAIN, &error);
  g_assert_no_error (error);
  g_autoptr (CpFeatureGroups) groups = cp_feature_groups_new (encoder, table, NULL);
  g_autoptr (CpBackground) background = cp_background_zero (N);
  guint32 rows[ROWS];
  for (guint32 row = 0; row < ROWS; row++)
    rows[row] = row;
  CpGlobalRequest request = {.model = model,
                             .encoder = encoder,
                             .groups = groups,
                             .table = table,
                             .background = background,
                             .rows = rows,
                             .n_rows = ROWS};
  g_autoptr (CpGlobal) got = cp_global_explain (&request, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (got->method, ==, "permutation");
  g_assert_cmpuint (got->n_rows, ==, ROWS);
}

static void
test_more_than_a_million_rows_are_not_explained_exactly (void) {
  g_auto (Fixture) f = {0};
  fixture_init (&f);
  gsize n = 1000001;
  g_autofree guint32 *rows = g_new0 (guint32, n);
  CpGlobalRequest request = {.model = f.model,
                             .encoder = f.encoder,
                             .groups = f.groups,
                             .table = f.table,
                             .background = f.background,
                             .options = {.method = CP_EXPLAIN_EXACT},
                             .rows = rows,
                             .n_rows = n};
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_global_explain (&request, NULL, NULL, NULL, NULL, &error));
  assert_message (error, "m: the method 'exact' explains at most 1000000 rows at a time, there are 1000001; "
                         "explain a sample of them.");
}

static void
test_the_first_rows_of_a_sample_are_one (void) {
  gsize n;
  const guint32 scope[] = {4, 8, 15, 16, 23, 42};
  g_autofree guint32 *rows = cp_global_choose_rows (100, scope, 6, 4, 9, &n);
  g_assert_cmpuint (n, ==, 4);
  for (gsize i = 0; i < n; i++) {
    gboolean is_in = FALSE;
    for (gsize k = 0; k < 6; k++)
      is_in = is_in || scope[k] == rows[i];
    g_assert_true (is_in);
  }
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/global/means-are-those-of-the-hand-calculation",
                   test_means_are_those_of_the_hand_calculation);
  g_test_add_func ("/core/global/a-network-is-refined-by-permutations",
                   test_a_network_is_refined_by_permutations);
  g_test_add_func ("/core/global/what-was-not-sampled-has-no-error", test_what_was_not_sampled_has_no_error);
  g_test_add_func ("/core/global/the-first-rows-of-a-sample-are-one",
                   test_the_first_rows_of_a_sample_are_one);
  g_test_add_func ("/core/global/rows-to-come-may-vary-in-more-than-exact-takes",
                   test_rows_to_come_may_vary_in_more_than_exact_takes);
  g_test_add_func ("/core/global/more-than-a-million-rows-are-not-explained-exactly",
                   test_more_than_a_million_rows_are_not_explained_exactly);
  return g_test_run ();
}
