#include "core/explain/global.h"

#include "core/model/network.h"
#include "core/table/csv.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* A linear model, so that every attribution is a hand calculation: score x is (1·a + 2·b − 3·c), of
 * regression, attributions w·(x − mean of the background). */

#define N_ROWS 600

typedef struct {
  CpTable *table;
  CpEncoder *encoder;
  CpFeatureGroups *groups;
  CpMatrix *rows;
  CpModel *model;
  CpBackground *background;
} Fixture;

static void
fixture_clear (Fixture *f) {
  cp_table_unref (f->table);
  cp_encoder_unref (f->encoder);
  cp_feature_groups_unref (f->groups);
  cp_matrix_unref (f->rows);
  cp_model_unref (f->model);
  cp_background_unref (f->background);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

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
  g_autoptr (GBytes) bytes = g_bytes_new (text->str, text->len);
  g_autoptr (GError) error = NULL;
  f->table = cp_csv_read_bytes (bytes, &(CpCsvOptions){.place = "t.csv"}, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (json_t) spec =
      json_loads ("[{\"column\":\"a\"},{\"column\":\"b\"},{\"column\":\"c\"}]", 0, NULL);
  f->encoder = cp_encoder_new_from_json (spec, "spec", &error);
  f->groups = cp_feature_groups_new (f->encoder, f->table, NULL);
  f->rows = cp_encoder_apply (f->encoder, f->table, NULL, &error);
  static const float kernel[] = {1, 2, -3};
  CpNetworkBuilder *builder = cp_network_builder_new ("m", 3);
  cp_network_builder_dense (builder, "out", 1, kernel, NULL, CP_ACTIVATION_LINEAR, 0);
  f->model = cp_network_builder_end (builder, &error);
  f->background = cp_background_zero (3);
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

static void
test_shuffling_what_decides_costs_and_the_rest_is_free (void) {
  g_auto (Fixture) f = {0};
  fixture_init (&f);
  guint8 labels[N_ROWS];
  for (gsize row = 0; row < N_ROWS; row++)
    labels[row] = a (row) + 2 * b (row) > 5;
  double mean[3], std[3];
  g_assert_true (
      cp_permutation_importance (f.model, f.groups, f.rows, labels, 0, 5, 1, mean, std, NULL, NULL));
  g_assert_cmpfloat (mean[0], >, 0.1); /* both decide the label */
  g_assert_cmpfloat (mean[1], >, 0.1);
  assert_close (mean[2], 0, 1e-12); /* constant: any order is the same */
  memset (labels, 1, sizeof labels);
  g_assert_true (
      cp_permutation_importance (f.model, f.groups, f.rows, labels, 0, 2, 1, mean, std, NULL, NULL));
  g_assert_true (isnan (mean[0]));
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
  g_test_add_func ("/core/global/shuffling-what-decides-costs-and-the-rest-is-free",
                   test_shuffling_what_decides_costs_and_the_rest_is_free);
  g_test_add_func ("/core/global/the-first-rows-of-a-sample-are-one",
                   test_the_first_rows_of_a_sample_are_one);
  return g_test_run ();
}
