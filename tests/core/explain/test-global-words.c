#include "core/explain/global-words.h"

#include "core/model/network.h"
#include "core/table/csv.h"
#include "tests/fixture.h"

#include <math.h>

/* Counts of words and a linear model, so that a word's effect is its weight times how often it stands: a hand
 * calculation. Two outputs; the column n is no text. */

typedef struct {
  CpTable *table;
  CpEncoder *encoder;
  CpFeatureGroups *groups;
  CpModel *model;
  CpBackground *background;
  CpGlobal *global;
} Fixture;

static void
fixture_clear (Fixture *f) {
  cp_table_unref (f->table);
  cp_encoder_unref (f->encoder);
  cp_feature_groups_unref (f->groups);
  cp_model_unref (f->model);
  cp_background_unref (f->background);
  cp_global_unref (f->global);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static void
fixture_init (Fixture *f) {
  static const char text[] = "t,n\nplot a plot,1\na table,2\nnothing here,3\nplot table,4\n";
  static const guint32 rows[] = {3, 0, 1, 2};
  /* (reserved, plot, table, a, n) × 2 */
  static const float kernel[] = {0, 0, 2, 0, 1, -3, 0.25f, 0, 1, 1};
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GError) error = NULL;
  f->table = cp_csv_read_bytes (bytes, &(CpCsvOptions){.place = "t.csv"}, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (json_t) spec = json_loads (
      "[{\"column\":\"t\",\"encoding\":\"bag-of-words\",\"tokenizer\":\"keras\",\"mode\":\"count\","
      "\"vocabulary\":[null,\"plot\",\"table\",\"a\"]},{\"column\":\"n\"}]",
      0, NULL);
  f->encoder = cp_encoder_new_from_json (spec, "spec", &error);
  g_assert_no_error (error);
  f->groups = cp_feature_groups_new (f->encoder, f->table, NULL);
  CpNetworkBuilder *builder = cp_network_builder_new ("m", 5);
  cp_network_builder_dense (builder, "out", 2, kernel, NULL, CP_ACTIVATION_LINEAR, 0);
  f->model = cp_network_builder_end (builder, &error);
  f->background = cp_background_zero (5);
  f->global = cp_global_explain (&(CpGlobalRequest){.model = f->model,
                                                    .encoder = f->encoder,
                                                    .groups = f->groups,
                                                    .table = f->table,
                                                    .background = f->background,
                                                    .rows = rows,
                                                    .n_rows = 4},
                                 NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_effects_are_weight_times_count (void) {
  g_auto (Fixture) f = {0};
  fixture_init (&f);
  double effects[4], values[4];
  int plot = cp_global_words_find (f.groups, "plot"), table = cp_global_words_find (f.groups, "table");
  g_assert_cmpint (plot, ==, 1);
  static const double plots[] = {2, 4, 0, 0}, counts[] = {1, 2, 0, 0}, tables[] = {-3, 0, -3, 0};
  cp_global_words_read (f.global, 0, (guint)plot, effects, values); /* rows 3, 0, 1, 2 of the table */
  for (guint i = 0; i < 4; i++) {
    assert_close (effects[i], plots[i], 1e-6);
    assert_close (values[i], counts[i], 1e-6);
  }
  cp_global_words_read (f.global, 1, (guint)plot, effects, NULL); /* the second output does not read it */
  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat (effects[i], ==, 0);
  cp_global_words_read (f.global, 1, (guint)table, effects, NULL);
  for (guint i = 0; i < 4; i++)
    assert_close (effects[i], tables[i], 1e-6);
}

/* Mean |effect| over the rows: plot 6/4, table 2/4, a 0.5/4; of the second output table alone. */
static void
test_those_that_matter_come_first (void) {
  g_auto (Fixture) f = {0};
  fixture_init (&f);
  g_autoptr (GArray) words = cp_global_words_choose (f.global, f.groups, 0, 2);
  g_assert_cmpuint (words->len, ==, 2);
  g_assert_cmpstr (cp_global_words_get_name (f.groups, g_array_index (words, guint, 0)), ==, "plot");
  g_assert_cmpstr (cp_global_words_get_name (f.groups, g_array_index (words, guint, 1)), ==, "table");
  g_autoptr (GArray) second = cp_global_words_choose (f.global, f.groups, 1, 5);
  g_assert_cmpuint (second->len, ==, 1);
  g_assert_cmpint (cp_global_words_find (f.groups, "nothing"), ==, -1);
  g_assert_null (cp_global_words_get_name (f.groups, 4)); /* the number */
  g_assert_null (cp_global_words_get_name (f.groups, 0)); /* reserved */
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/global-words/effects-are-weight-times-count", test_effects_are_weight_times_count);
  g_test_add_func ("/core/global-words/those-that-matter-come-first", test_those_that_matter_come_first);
  return g_test_run ();
}
