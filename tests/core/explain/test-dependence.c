#include "core/explain/dependence.h"

#include "core/base/random.h"
#include "core/model/network.h"
#include "core/table/csv.h"
#include "core/table/edits.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* A table with every kind of column and a random network over it. The twin sets the cell in the table,
 * encodes the whole of it anew and predicts: nothing of the module under test. */

#define N_ROWS 700

static CpTable *
make_table (void) {
  CpRandom random;
  cp_random_init (&random, 11);
  g_autoptr (GString) text = g_string_new ("amount,few,city,own,sex_F,sex_M,note\n");
  static const char *const cities[] = {"Ahlen", "Bremen", "Celle"};
  for (guint i = 0; i < N_ROWS; i++) {
    guint sex = (guint)cp_random_below (&random, 2);
    g_string_append_printf (text, "%.4f,%u,%s,%s,%u,%u,note %u\n", 10 * cp_random_uniform (&random),
                            (guint)cp_random_below (&random, 4), cities[cp_random_below (&random, 3)],
                            cp_random_below (&random, 2) ? "true" : "false", sex, 1 - sex, i);
  }
  g_autoptr (GBytes) bytes = g_bytes_new (text->str, text->len);
  g_autoptr (GError) error = NULL;
  CpTable *table = cp_csv_read_bytes (bytes, &(CpCsvOptions){.place = "t.csv"}, NULL, NULL, &error);
  g_assert_no_error (error);
  return table;
}

static const char *const spec =
    "[{\"column\":\"amount\",\"scale\":{\"mean\":5,\"std\":2}},{\"column\":\"few\"},"
    "{\"column\":\"city\",\"encoding\":\"one-hot\",\"values\":[\"Ahlen\",\"Bremen\",\"Celle\"]},"
    "{\"column\":\"own\"},{\"column\":\"sex_F\"},{\"column\":\"sex_M\"}]";

typedef struct {
  CpTable *table;
  GPtrArray *one_hot;
  CpEncoder *encoder;
  CpFeatureGroups *groups;
  CpMatrix *rows;
  CpModel *model;
} Fixture;

static void
fixture_clear (Fixture *f) {
  cp_table_unref (f->table);
  g_ptr_array_unref (f->one_hot);
  cp_encoder_unref (f->encoder);
  cp_feature_groups_unref (f->groups);
  cp_matrix_unref (f->rows);
  cp_model_unref (f->model);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

/* @begins_with_normalization: a network whose first step is not dense goes the other way round */
static CpModel *
make_model (guint n_features, gboolean begins_with_normalization) {
  CpRandom random;
  cp_random_init (&random, 5);
  float values[200];
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = (float)(0.5 * cp_random_normal (&random));
  CpNetworkBuilder *builder = cp_network_builder_new ("m", n_features);
  if (begins_with_normalization) {
    float mean[16] = {0}, variance[16];
    for (guint i = 0; i < 16; i++)
      variance[i] = 1 + (float)i;
    cp_network_builder_batch_normalization (builder, "norm", NULL, NULL, mean, variance, 1e-3f);
  }
  cp_network_builder_dense (builder, "a", 6, values, values + 60, CP_ACTIVATION_TANH, 0);
  cp_network_builder_dense (builder, "b", 2, values + 80, NULL, CP_ACTIVATION_SIGMOID, 0);
  return cp_network_builder_end (builder, NULL);
}

static void
fixture_init (Fixture *f, gboolean begins_with_normalization) {
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) json = json_loads (spec, 0, NULL);
  f->table = make_table ();
  f->one_hot = cp_one_hot_groups_find (f->table);
  f->encoder = cp_encoder_new_from_json (json, "spec.json", &error);
  g_assert_no_error (error);
  f->groups = cp_feature_groups_new (f->encoder, f->table, f->one_hot);
  f->rows = cp_encoder_apply (f->encoder, f->table, NULL, &error);
  g_assert_no_error (error);
  f->model = make_model (cp_encoder_get_n_features (f->encoder), begins_with_normalization);
}

/* (transfer full): the table with the column set to @cell in every row */
static CpTable *
set_everywhere (const Fixture *f, const CpTable *table, const char *name, const char *cell) {
  CpTable *out = cp_table_ref ((CpTable *)table);
  for (guint i = 0; i < f->one_hot->len; i++) {
    const CpOneHotGroup *group = g_ptr_array_index (f->one_hot, i);
    if (!g_str_equal (group->name, name))
      continue;
    for (gsize row = 0; row < N_ROWS; row++) {
      guint32 code = g_str_equal (group->values[0], cell) ? 0 : 1;
      CpTable *next = cp_one_hot_group_set (group, out, row, code);
      cp_table_unref (out);
      out = next;
    }
    return out;
  }
  gsize column;
  g_assert_true (cp_table_find_column_index (table, name, &column));
  for (gsize row = 0; row < N_ROWS; row++) {
    CpTable *next = cp_table_set_cell (out, row, column, cell, NULL);
    cp_table_unref (out);
    out = next;
  }
  return out;
}

static double *
score (const Fixture *f, const CpTable *table) {
  g_autoptr (CpMatrix) rows = cp_encoder_apply (f->encoder, table, NULL, NULL);
  double *scores = g_new (double, N_ROWS * 2);
  g_assert_true (cp_model_predict (f->model, cp_matrix_get_values (rows), N_ROWS, scores, NULL, NULL));
  return scores;
}

static void
check_column (const Fixture *f, const char *name, guint n_points) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpDependenceGrid) grid = cp_dependence_grid_new (f->table, f->one_hot, name, n_points, &error);
  g_assert_no_error (error);
  g_autoptr (CpDependence) got =
      cp_dependence_build (f->model, f->encoder, f->groups, f->rows, &grid, 1, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (got->n_points, ==, grid->n_points);
  for (guint p = 0; p < grid->n_points; p++) {
    g_autoptr (CpTable) edited = set_everywhere (f, f->table, name, grid->cells[p]);
    g_autofree double *scores = score (f, edited);
    for (guint o = 0; o < 2; o++) {
      double mean = 0;
      for (gsize row = 0; row < N_ROWS; row++) {
        mean += scores[row * 2 + o] / N_ROWS;
        assert_close (got->individual[(row * got->n_points + p) * 2 + o], scores[row * 2 + o], 1e-6);
      }
      assert_close (got->mean[p * 2 + o], mean, 1e-6);
    }
  }
}

static void
test_partial_dependence_is_the_mean_of_edited_tables (void) {
  static const char *const names[] = {"amount", "few", "city", "own", "sex"};
  for (guint kind = 0; kind < 2; kind++) {
    g_auto (Fixture) f = {0};
    fixture_init (&f, kind == 1);
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      check_column (&f, names[i], 5);
  }
}

static void
test_two_columns_move_together (void) {
  g_auto (Fixture) f = {0};
  fixture_init (&f, FALSE);
  g_autoptr (CpDependenceGrid) city = cp_dependence_grid_new (f.table, f.one_hot, "city", 3, NULL);
  g_autoptr (CpDependenceGrid) sex = cp_dependence_grid_new (f.table, f.one_hot, "sex", 3, NULL);
  CpDependenceGrid *grids[] = {city, sex};
  g_autoptr (CpDependence) got =
      cp_dependence_build (f.model, f.encoder, f.groups, f.rows, grids, 2, FALSE, NULL, NULL);
  g_assert_cmpuint (got->n_points, ==, 6);
  for (guint a = 0; a < 3; a++) {
    for (guint b = 0; b < 2; b++) {
      g_autoptr (CpTable) once = set_everywhere (&f, f.table, "city", city->cells[a]);
      g_autoptr (CpTable) twice = set_everywhere (&f, once, "sex", sex->cells[b]);
      g_autofree double *scores = score (&f, twice);
      double mean = 0;
      for (gsize row = 0; row < N_ROWS; row++)
        mean += scores[row * 2] / N_ROWS;
      assert_close (got->mean[(a * 2 + b) * 2], mean, 1e-6);
    }
  }
}

/* The definition, interval by interval. */
static void
test_accumulated_effects_follow_their_definition (void) {
  g_auto (Fixture) f = {0};
  fixture_init (&f, FALSE);
  const double *values = cp_column_get_numbers (cp_table_find_column (f.table, "amount"));
  g_autoptr (CpDependenceGrid) grid = cp_dependence_grid_new (f.table, f.one_hot, "amount", 6, NULL);
  double got[12], expected[6] = {0}, total = 0;
  gsize counts[6] = {0};
  g_autoptr (GError) error = NULL;
  g_assert_true (
      cp_accumulated_effects (f.model, f.encoder, f.groups, f.rows, values, grid, got, NULL, &error));
  for (guint k = 1; k < 6; k++) {
    g_autoptr (CpTable) low = set_everywhere (&f, f.table, "amount", grid->cells[k - 1]);
    g_autoptr (CpTable) high = set_everywhere (&f, f.table, "amount", grid->cells[k]);
    g_autofree double *at_low = score (&f, low), *at_high = score (&f, high);
    double sum = 0;
    for (gsize row = 0; row < N_ROWS; row++) {
      gboolean is_inside = (k == 1 || values[row] > grid->numbers[k - 1]) && values[row] <= grid->numbers[k];
      counts[k] += is_inside;
      sum += is_inside ? at_high[row * 2] - at_low[row * 2] : 0;
    }
    expected[k] = expected[k - 1] + sum / (double)counts[k];
  }
  for (guint k = 1; k < 6; k++)
    total += (double)counts[k] * (expected[k - 1] + expected[k]) / 2 / N_ROWS;
  for (guint k = 0; k < 6; k++)
    assert_close (got[k * 2], expected[k] - total, 1e-6);
}

static void
test_grids_are_quantiles_and_frequencies_of_the_whole_table (void) {
  g_autoptr (GString) text = g_string_new ("x,c,gone\n");
  for (guint i = 0; i < 101; i++) /* 0 … 100; a: 51 rows, b: 34, c: 16 */
    g_string_append_printf (text, "%u,%s,\n", 100 - i, i < 51 ? "a" : i < 85 ? "b" : "c");
  g_autoptr (GBytes) bytes = g_bytes_new (text->str, text->len);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table =
      cp_csv_read_bytes (bytes, &(CpCsvOptions){.place = "t.csv"}, NULL, NULL, &error);
  g_autoptr (CpDependenceGrid) numbers = cp_dependence_grid_new (table, NULL, "x", 5, &error);
  static const double expected[] = {0, 25, 50, 75, 100};
  g_assert_cmpuint (numbers->n_points, ==, 5);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpfloat (numbers->numbers[i], ==, expected[i]);
  g_autoptr (CpDependenceGrid) words = cp_dependence_grid_new (table, NULL, "c", 2, &error);
  g_assert_cmpuint (words->n_points, ==, 2);
  g_assert_cmpstr (words->cells[0], ==, "a");
  g_assert_cmpuint (words->counts[1], ==, 34);
  g_assert_null (cp_dependence_grid_new (table, NULL, "gone", 5, &error));
  assert_message (error, "t.csv: column 'gone' is missing in every row.");
}

static void
test_one_column_of_a_group_stands_for_the_group (void) {
  g_auto (Fixture) f = {0};
  fixture_init (&f, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpDependenceGrid) whole = cp_dependence_grid_new (f.table, f.one_hot, "sex", 3, &error);
  g_autoptr (CpDependenceGrid) single = cp_dependence_grid_new (f.table, f.one_hot, "sex_F", 3, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (single->name, ==, "sex");
  g_assert_cmpuint (single->n_points, ==, whole->n_points);
  for (guint i = 0; i < whole->n_points; i++)
    g_assert_cmpstr (single->cells[i], ==, whole->cells[i]);
}

static void
test_a_column_of_text_is_refused (void) {
  g_autoptr (CpTable) table = make_table ();
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_dependence_grid_new (table, NULL, "note", 5, &error));
  assert_message (error,
                  "t.csv: column 'note' is a text; expected a number, a category or a boolean to set to "
                  "other values.");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/dependence/partial-dependence-is-the-mean-of-edited-tables",
                   test_partial_dependence_is_the_mean_of_edited_tables);
  g_test_add_func ("/core/dependence/two-columns-move-together", test_two_columns_move_together);
  g_test_add_func ("/core/dependence/accumulated-effects-follow-their-definition",
                   test_accumulated_effects_follow_their_definition);
  g_test_add_func ("/core/dependence/grids-are-quantiles-and-frequencies-of-the-whole-table",
                   test_grids_are_quantiles_and_frequencies_of_the_whole_table);
  g_test_add_func ("/core/dependence/one-column-of-a-group-stands-for-the-group",
                   test_one_column_of_a_group_stands_for_the_group);
  g_test_add_func ("/core/dependence/a-column-of-text-is-refused", test_a_column_of_text_is_refused);
  return g_test_run ();
}
