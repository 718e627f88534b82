#include "app/points/point-follow.h"
#include "app/rows/row-find.h"
#include "core/base/random.h"
#include "core/explain/distance.h"
#include "core/table/edits.h"
#include "tests/fixture.h"

#include <math.h>

/* Computed columns, facets and the points made of them, against what their definitions say of one row after
 * another. Scores are columns of the table, so they are what the test says. */

enum { N_ROWS = 500, N_TOWNS = 9 };

typedef struct {
  double a[N_ROWS], b[N_ROWS], age[N_ROWS];
  guint32 town[N_ROWS], slice[N_ROWS];
  guint8 label[N_ROWS];
  CpColumnSource *source;
} World;

static const double thresholds[2][2] = {{0.5, 0.7}, {0.4, 0.4}};
static const char *const sides[] = {"left", "right"};
static const char *const towns[] = {"Ash", "Birch", "Cedar", "Dogwood", "Elm",
                                    "Fir", "Gorse", "Hazel", "Ivy"};

static void
fill (World *world) {
  CpRandom random;
  cp_random_init (&random, 21);
  for (guint i = 0; i < N_ROWS; i++) {
    world->a[i] = i % 31 == 4 ? NAN : (double)cp_random_below (&random, 20) / 20; /* with ties */
    world->b[i] = i % 37 == 5 ? NAN : (double)cp_random_below (&random, 20) / 20;
    world->age[i] = i % 11 == 3 ? NAN : 18 + (double)cp_random_below (&random, 60);
    double u = cp_random_uniform (&random);
    world->town[i] = i % 23 == 1 ? CP_MISSING : (guint32)(N_TOWNS * u * u); /* the later the rarer */
    world->slice[i] = (guint32)cp_random_below (&random, 2);
    world->label[i] = i % 19 == 2 ? CP_LABEL_NONE : (guint8)cp_random_below (&random, 2);
  }
}

static void
set_up (World *world, gconstpointer data) {
  g_autoptr (GError) error = NULL;
  fill (world);
  g_autoptr (CpColumn) a = cp_column_new_number ("a", world->a, N_ROWS);
  g_autoptr (CpColumn) b = cp_column_new_number ("b", world->b, N_ROWS);
  g_autoptr (CpColumn) age = cp_column_new_number ("age", world->age, N_ROWS);
  g_autoptr (CpColumn) town = cp_column_new_category ("town", world->town, N_ROWS, towns, N_TOWNS);
  g_autoptr (GPtrArray) groups = g_ptr_array_new ();
  CpColumnSource *source = world->source = g_new0 (CpColumnSource, 1);
  source->table = cp_table_new ("world.csv", (CpColumn *[]){a, b, age, town}, 4, &error);
  g_assert_no_error (error);
  source->fields = cp_fields_new (source->table, groups);
  source->n_models = 2;
  source->scores = g_new0 (CpScores *, 3);
  for (guint m = 0; m < 2; m++) {
    g_autoptr (CpModel) model = cp_model_new_column (m == 0 ? "a" : "b");
    source->scores[m] = cp_scores_build (model, NULL, source->table, NULL, NULL, &error);
    g_assert_no_error (error);
  }
  source->slices = cp_slices_new (world->slice, N_ROWS, sides, 2);
  source->thresholds = g_memdup2 (thresholds, sizeof thresholds);
  source->labels = cp_labels_new (g_memdup2 (world->label, N_ROWS), N_ROWS);
  source->row = 17;
  source->state = cp_table_take_rows (source->table, &source->row, 1);
  source->ignored = g_strdupv ((char *[]){(char *)"a", (char *)"b", NULL});
}

static void
tear_down (World *world, gconstpointer data) {
  cp_column_source_free (world->source);
}

/* By the words of each kind, NULL: missing. */
static const char *
say_naively (const World *world, CpComputedKind kind, guint model, guint i) {
  double scores[2] = {world->a[i], world->b[i]};
  gboolean is_positive[2];
  for (guint m = 0; m < 2; m++)
    is_positive[m] = scores[m] >= thresholds[m][world->slice[i]];
  gboolean has_label = world->label[i] != CP_LABEL_NONE, is_true = world->label[i] == 1;
  switch (kind) {
  case CP_COMPUTED_DECISION:
    return isnan (scores[model]) ? NULL : is_positive[model] ? "Positive" : "Negative";
  case CP_COMPUTED_CORRECTNESS:
    return isnan (scores[model]) || !has_label ? NULL : is_positive[model] == is_true ? "Correct" : "Wrong";
  case CP_COMPUTED_ERROR:
    if (isnan (scores[model]) || !has_label)
      return NULL;
    return is_true ? (is_positive[model] ? "True positive" : "False negative")
                   : (is_positive[model] ? "False positive" : "True negative");
  case CP_COMPUTED_TRUTH:
    return !has_label ? NULL : is_true ? "Truly positive" : "Truly negative";
  case CP_COMPUTED_AGREEMENT:
    if (isnan (scores[0]) || isnan (scores[1]))
      return NULL;
    return is_positive[0] ? (is_positive[1] ? "Both positive" : "Only A positive")
                          : (is_positive[1] ? "Only B positive" : "Both negative");
  default:
    g_assert_not_reached ();
  }
}

static double
compute_naively (World *world, const CpColumnChoice *choice, guint i) {
  if (choice->kind == CP_COMPUTED_SCORE)
    return choice->model == 0 ? world->a[i] : world->b[i];
  if (choice->kind == CP_COMPUTED_DIFFERENCE)
    return world->a[i] - world->b[i];
  guint32 row = i;
  g_autoptr (CpTable) state = cp_table_take_rows (world->source->table, &row, 1);
  return cp_distance_between (world->source->distance, world->source->state, state, CP_NORM_L1);
}

static void
test_kinds (World *world, gconstpointer data) {
  g_autoptr (GArray) list = cp_computed_columns_list (2, TRUE);
  g_assert_cmpuint (list->len, ==, 4 * 2 + 4);
  for (guint c = 0; c < list->len; c++) {
    const CpColumnChoice *choice = &g_array_index (list, CpColumnChoice, c);
    g_autoptr (GError) error = NULL;
    g_autoptr (CpColumnData) column = cp_column_data_build (choice, world->source, NULL, &error);
    g_assert_no_error (error);
    gsize n_missing = 0;
    for (guint i = 0; i < N_ROWS; i++) {
      if (column->numbers != NULL) {
        assert_close (column->numbers[i], compute_naively (world, choice, i), 1e-12);
        n_missing += isnan (column->numbers[i]) != 0;
        continue;
      }
      const char *expected = say_naively (world, choice->kind, choice->model, i);
      g_assert_cmpstr (column->codes[i] == CP_MISSING ? NULL : column->values[column->codes[i]], ==,
                       expected);
      n_missing += expected == NULL;
    }
    g_assert_cmpuint (column->n_missing, ==, n_missing);
  }
}

static void
test_single_row (World *world, gconstpointer data) {
  g_autoptr (GArray) list = cp_computed_columns_list (2, TRUE);
  for (int field = 0; field < 4; field++)
    g_array_append_val (list, ((CpColumnChoice[]){{.field = field}})[0]);
  for (guint c = 0; c < list->len; c++) {
    const CpColumnChoice *choice = &g_array_index (list, CpColumnChoice, c);
    g_autoptr (CpColumnData) column = cp_column_data_build (choice, world->source, NULL, NULL);
    for (guint32 i = 0; i < N_ROWS; i += 7) {
      g_autoptr (CpTable) state = cp_table_take_rows (world->source->table, &i, 1);
      double value =
          cp_column_choice_value (choice, world->source, state, (double[]){world->a[i], world->b[i]}, i);
      double expected = column->numbers != NULL          ? column->numbers[i]
                        : column->codes[i] == CP_MISSING ? NAN
                                                         : column->codes[i];
      assert_close (value, expected, 1e-12);
    }
  }
}

static void
test_names (World *world, gconstpointer data) {
  static const char *const expected[] = {"Score of A", "Decision of A", "Label",
                                         "Distance to the selected row"};
  g_autoptr (GArray) one = cp_computed_columns_list (1, FALSE);
  g_assert_cmpuint (one->len, ==, 3); /* nothing to compare with, no label */
  CpColumnChoice choices[] = {{-1, CP_COMPUTED_SCORE, 0},
                              {-1, CP_COMPUTED_DECISION, 0},
                              {-1, CP_COMPUTED_TRUTH, 0},
                              {-1, CP_COMPUTED_DISTANCE, 0}};
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
    g_autofree char *name = cp_column_choice_dup_name (&choices[i], world->source->fields);
    g_assert_cmpstr (name, ==, expected[i]);
  }
  CpColumnChoice town = {.field = 3};
  g_autofree char *name = cp_column_choice_dup_name (&town, world->source->fields);
  g_assert_cmpstr (name, ==, "town");
}

/* ---- facets ---- */

static CpFacetSide *
cut (World *world, int field) {
  CpColumnChoice choice = {.field = field};
  g_autoptr (GError) error = NULL;
  g_autoptr (CpColumnData) column = cp_column_data_build (&choice, world->source, NULL, &error);
  CpFacetSide *side = cp_facet_side_build (column, "column", &error);
  g_assert_no_error (error);
  return side;
}

static void
test_gathering (World *world, gconstpointer data) {
  gsize counts[N_TOWNS + 1] = {0};
  g_autoptr (CpFacetSide) side = cut (world, 3);
  for (guint i = 0; i < N_ROWS; i++)
    counts[world->town[i] == CP_MISSING ? N_TOWNS : world->town[i]]++;
  g_assert_cmpuint (side->n, ==, CP_FACET_MOST);
  g_assert_cmpuint (side->n_gathered, ==, N_TOWNS + 1 - (CP_FACET_MOST - 1));
  g_assert_cmpstr (side->titles[CP_FACET_MOST - 1], ==, "Others (5 values)");
  for (guint i = 0; i < N_ROWS; i++) {
    guint value = world->town[i] == CP_MISSING ? N_TOWNS : world->town[i], n_larger = 0;
    for (guint v = 0; v <= N_TOWNS; v++)
      n_larger += counts[v] > counts[value] || (counts[v] == counts[value] && v < value);
    const char *name = value == N_TOWNS ? "(missing)" : towns[value];
    g_assert_cmpstr (side->titles[side->of_rows[i]], ==,
                     n_larger < CP_FACET_MOST - 1 ? name : "Others (5 values)");
  }
}

static void
test_bins (World *world, gconstpointer data) {
  guint n_bins;
  g_autoptr (CpFacetSide) side = cut (world, 2);
  g_autofree double *edges =
      cp_bins_build (cp_table_get_column (world->source->table, 2), CP_BINS_EQUAL_COUNT, 5, &n_bins);
  g_assert_cmpuint (side->n, ==, 6); /* five bins and the missing */
  g_assert_cmpstr (side->titles[5], ==, "(missing)");
  g_autofree char *first = g_strdup_printf ("[%g, %g)", edges[0], edges[1]);
  g_assert_cmpstr (side->titles[0], ==, first);
  for (guint i = 0; i < N_ROWS; i++) {
    guint bin = 5;
    for (guint k = 0; k < 5 && !isnan (world->age[i]); k++) {
      if (world->age[i] >= edges[k] && (world->age[i] < edges[k + 1] || k == 4))
        bin = MIN (bin, k);
    }
    g_assert_cmpuint (side->of_rows[i], ==, bin);
  }
}

/* ---- points ---- */

static CpPointRequest *
ask (World *world) {
  CpPointRequest *request = cp_point_request_new (world->source);
  request->x = (CpColumnChoice){-1, CP_COMPUTED_SCORE, 0};
  request->y = (CpColumnChoice){.field = 2};
  request->colour = (CpColumnChoice){-1, CP_COMPUTED_AGREEMENT, 0};
  request->has_colour = request->has_facet[0] = request->has_facet[1] = TRUE;
  request->facets[0] = (CpColumnChoice){.field = 3};
  request->facets[1] = (CpColumnChoice){-1, CP_COMPUTED_TRUTH, 0};
  return request;
}

static void
forget (CpPointRequest *request) {
  request->source = NULL; /* the fixture's */
  cp_point_request_unref (request);
}

/* (transfer full): every third row */
static CpScope *
make_scope (void) {
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 i = 0; i < N_ROWS; i += 3)
    g_array_append_val (rows, i);
  return cp_scope_new (rows, "every third row", NULL);
}

static void
test_points (World *world, gconstpointer data) {
  CpPointRequest *request = ask (world);
  guint n_drawn = (N_ROWS + 2) / 3, n_missing[2] = {0, 0};
  request->scope = make_scope ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CpPointSet) set = cp_point_set_build (request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (set->n_drawn, ==, n_drawn);
  g_assert_cmpuint (set->facets->n_rows, ==, 3); /* truly negative, truly positive, no label */
  double n_differ = 0, in_panels = 0, by_series[CP_MAX_SERIES] = {0};
  for (guint i = 0; i < N_ROWS; i++) {
    if (i % 3 != 0) {
      g_assert_cmpuint (set->points->series[i], ==, CP_POINTS_NOWHERE);
      continue;
    }
    const char *expected = say_naively (world, CP_COMPUTED_AGREEMENT, 0, i);
    g_assert_cmpstr (set->names[set->points->series[i]], ==, expected != NULL ? expected : "No score");
    by_series[set->points->series[i]]++;
    n_missing[0] += isnan (world->a[i]) != 0;
    n_missing[1] += isnan (world->age[i]) != 0;
    n_differ += expected != NULL && g_str_has_prefix (expected, "Only");
    guint panel = set->points->panels[i];
    g_assert_cmpuint (panel % set->facets->n_columns, ==, set->facets->across->of_rows[i]);
    g_assert_cmpuint (panel / set->facets->n_columns, ==, set->facets->down->of_rows[i]);
  }
  for (guint p = 0; p < set->facets->n_columns * set->facets->n_rows; p++)
    in_panels += set->panel_rows[p];
  for (guint s = 0; s < set->n_series; s++)
    assert_close (set->counts[s], by_series[s], 0);
  assert_close (in_panels, n_drawn, 0);
  assert_close (set->n_disagree, n_differ, 0);
  g_assert_cmpuint (set->axes[0].n_missing, ==, n_missing[0]);
  g_assert_cmpuint (set->axes[1].n_missing, ==, n_missing[1]);
  forget (request);
}

/* Figures beside rows of which none has a value would be made up. */
static void
test_no_values (World *world, gconstpointer data) {
  double none[N_ROWS];
  for (guint i = 0; i < N_ROWS; i++)
    none[i] = NAN;
  g_autoptr (CpColumn) age = cp_column_new_number ("age", none, N_ROWS);
  CpTable *empty = cp_table_replace_column (world->source->table, 2, age);
  cp_table_unref (world->source->table);
  world->source->table = empty;
  CpPointRequest *request = ask (world);
  g_autoptr (CpPointSet) set = cp_point_set_build (request, NULL, NULL);
  g_assert_cmpuint (set->axes[1].n_missing, ==, N_ROWS);
  g_assert_cmpstr (set->axes[1].labels[0], ==, "no values");
  g_assert_null (set->axes[1].labels[1]);
  g_assert_null (set->axes[0].labels);
  forget (request);
}

static void
edit (CpPointRequest *request, CpTable *table, guint32 row, double a, double b) {
  g_autoptr (CpTable) state = cp_table_take_rows (table, &row, 1);
  CpEditedRow edited = {row, g_memdup2 ((double[]){a, b}, 2 * sizeof (double)),
                        cp_table_set_cell (state, 0, 2, "99", NULL)};
  g_array_append_val (request->edited, edited);
}

/* An edited row stands, and is coloured, as its last run has it; the counts stay those of the table. */
static void
test_edited (World *world, gconstpointer data) {
  CpPointRequest *request = ask (world);
  edit (request, world->source->table, 0, 0.95, 0.05); /* only A, whatever the slice */
  g_autoptr (CpPointSet) set = cp_point_set_build (request, NULL, NULL);
  assert_close (set->points->x[0], 0.95, 0);
  assert_close (set->points->y[0], 99, 0);
  g_assert_cmpstr (set->names[set->points->series[0]], ==, "Only A positive");
  forget (request);
}

static void
test_edited_outside (World *world, gconstpointer data) {
  CpPointRequest *request = ask (world);
  request->scope = make_scope ();
  edit (request, world->source->table, 1, 0.95, 0.05);
  edit (request, world->source->table, 3, 0.95, 0.05);
  g_autoptr (CpPointSet) set = cp_point_set_build (request, NULL, NULL);
  g_assert_cmpuint (set->points->series[1], ==, CP_POINTS_NOWHERE);
  g_assert_cmpstr (set->names[set->points->series[3]], ==, "Only A positive");
  forget (request);
}

/* ---- thresholds that move ---- */

/* (transfer full) */
static GPtrArray *
order_scores (World *world) {
  GPtrArray *orders = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_score_order_free);
  for (guint m = 0; m < 2; m++)
    g_ptr_array_add (orders, cp_score_order_build (world->source->scores[m], NULL, NULL));
  return orders;
}

static void
assert_sets_equal (const CpPointSet *set, const CpPointSet *expected) {
  g_assert_cmpmem (set->points->series, N_ROWS, expected->points->series, N_ROWS);
  g_assert_cmpmem (set->counts, sizeof set->counts, expected->counts, sizeof expected->counts);
  gsize size = (gsize)set->facets->n_columns * set->facets->n_rows * sizeof (double);
  g_assert_cmpmem (set->panel_marked, size, expected->panel_marked, size);
  g_assert_cmpmem (set->thresholds, sizeof thresholds, expected->thresholds, sizeof thresholds);
  assert_close (set->n_disagree, expected->n_disagree, 0);
}

/* One slice of one model, all slices of one, all of both; on a score, so that ties are passed as a whole,
 * beyond every score, and to nobody. */
static void
move (CpColumnSource *source, CpRandom *random) {
  guint from = (guint)cp_random_below (random, 4), to = from + 1 + (guint)cp_random_below (random, 4 - from);
  double value =
      cp_random_below (random, 9) == 0 ? INFINITY : (double)cp_random_below (random, 23) / 20 - 0.05;
  for (guint i = from; i < to; i++)
    source->thresholds[i] = value;
}

static CpPointRequest *
ask_to_follow (World *world, const CpColumnChoice *colour, gboolean has_scope) {
  CpPointRequest *request = ask (world);
  request->has_colour = colour != NULL;
  if (colour != NULL)
    request->colour = *colour;
  request->scope = has_scope ? make_scope () : NULL;
  edit (request, world->source->table, 1, 0.95, 0.05);
  edit (request, world->source->table, 3, 0.2, 0.6);
  return request;
}

static void
test_follow (World *world, gconstpointer data) {
  CpRandom random;
  cp_random_init (&random, 77);
  g_autoptr (GPtrArray) orders = order_scores (world);
  g_autoptr (GArray) colours = cp_computed_columns_list (2, TRUE);
  g_array_append_val (colours, ((CpColumnChoice[]){{.field = 3}})[0]);
  for (guint c = 0; c <= 2 * colours->len + 1; c++) {
    const CpColumnChoice *colour =
        c / 2 < colours->len ? &g_array_index (colours, CpColumnChoice, c / 2) : NULL;
    CpPointRequest *request = ask_to_follow (world, colour, c % 2 == 1);
    g_autoptr (CpPointSet) set = cp_point_set_build (request, NULL, NULL);
    for (guint round = 0; round < 15; round++) {
      move (world->source, &random);
      g_assert_true (cp_point_set_follow (set, world->source, orders));
      g_autoptr (CpPointSet) expected = cp_point_set_build (request, NULL, NULL);
      assert_sets_equal (set, expected);
    }
    forget (request);
  }
}

static void
test_unable_to_follow (World *world, gconstpointer data) {
  g_autoptr (GPtrArray) orders = order_scores (world);
  const CpColumnChoice decision = {-1, CP_COMPUTED_DECISION, 1}, score = {-1, CP_COMPUTED_SCORE, 0};
  for (guint i = 0; i < 3; i++) { /* rows that would lie elsewhere */
    CpPointRequest *request = ask (world);
    request->x = i == 0 ? decision : score;
    request->y = i == 1 ? decision : score;
    request->facets[0] = i == 2 ? decision : request->facets[1];
    g_autoptr (CpPointSet) set = cp_point_set_build (request, NULL, NULL);
    g_assert_false (cp_point_set_follow (set, world->source, orders));
    forget (request);
  }
  CpPointRequest *request = ask (world);
  g_autoptr (CpPointSet) set = cp_point_set_build (request, NULL, NULL);
  CpColumnSource other = *world->source;
  other.labels = NULL; /* another question */
  g_assert_false (cp_point_set_follow (set, &other, orders));
  g_assert_true (cp_point_set_follow (set, world->source, orders));
  forget (request);
}

static void
test_order (World *world, gconstpointer data) {
  g_autoptr (CpScoreOrder) order = cp_score_order_build (world->source->scores[0], NULL, NULL);
  for (double lo = -0.1; lo < 1.2; lo += 0.05) {
    for (double hi = lo; hi < 1.2; hi += 0.15) {
      gsize n, n_expected = 0;
      const guint32 *rows = cp_score_order_find (order, lo, hi, &n);
      for (guint i = 0; i < N_ROWS; i++)
        n_expected += world->a[i] >= lo && world->a[i] < hi;
      g_assert_cmpuint (n, ==, n_expected);
      for (gsize i = 0; i < n; i++)
        g_assert_true (world->a[rows[i]] >= lo && world->a[rows[i]] < hi);
    }
  }
}

/* ---- finding a row ---- */

static void
find (CpTable *table, const char *text, gint64 expected, const char *message) {
  g_autoptr (CpRowQuery) query = cp_row_query_new (table, text);
  g_autoptr (GError) error = NULL;
  g_autofree guint32 *row = cp_row_find (query, NULL, &error);
  g_assert_cmpint (row != NULL ? (gint64)*row : -1, ==, expected);
  g_assert_cmpstr (error != NULL ? error->message : NULL, ==, message);
}

static void
test_find (void) {
  static const char *const names[] = {"k-7", "k-2", "k-9"};
  g_autoptr (CpColumn) key = cp_column_new_text ("key", names, 3);
  g_autoptr (CpColumn) number = cp_column_new_number ("number", (double[]){900, 800, 1700}, 3);
  g_autoptr (CpColumn) same = cp_column_new_number ("same", (double[]){40, 40, 41}, 3);
  g_autoptr (CpTable) table = cp_table_new ("t.csv", (CpColumn *[]){key, number, same}, 3, NULL);
  g_autoptr (CpTable) plain = cp_table_new ("t.csv", &same, 1, NULL);
  find (table, "2", 2, NULL);
  find (table, " k-2 ", 1, NULL);
  find (table, "1700", 2, NULL);
  find (table, "40", -1,
        "Find row: '40' is no row; expected a number from 0 to 2 or a value of 'key', 'number'.");
  find (plain, "-1", -1, "Find row: '-1' is no row; expected a number from 0 to 2.");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/app/computed-column/every-kind-is-its-definition", World, NULL, set_up, test_kinds,
              tear_down);
  g_test_add ("/app/computed-column/one-row-has-the-value-it-has-among-all", World, NULL, set_up,
              test_single_row, tear_down);
  g_test_add ("/app/computed-column/names-say-what-it-is", World, NULL, set_up, test_names, tear_down);
  g_test_add ("/app/facets/rarer-values-are-gathered-and-said-so", World, NULL, set_up, test_gathering,
              tear_down);
  g_test_add ("/app/facets/numbers-are-cut-into-the-bins-of-slices", World, NULL, set_up, test_bins,
              tear_down);
  g_test_add ("/app/point-set/draws-the-scope-in-its-panels", World, NULL, set_up, test_points, tear_down);
  g_test_add ("/app/point-set/an-axis-without-a-value-says-so", World, NULL, set_up, test_no_values,
              tear_down);
  g_test_add ("/app/point-set/an-edited-row-stands-where-its-run-put-it", World, NULL, set_up, test_edited,
              tear_down);
  g_test_add ("/app/point-set/an-edited-row-outside-the-scope-is-not-drawn", World, NULL, set_up,
              test_edited_outside, tear_down);
  g_test_add ("/app/point-set/follows-thresholds-as-if-built-anew", World, NULL, set_up, test_follow,
              tear_down);
  g_test_add ("/app/point-set/says-when-it-has-to-be-built-anew", World, NULL, set_up, test_unable_to_follow,
              tear_down);
  g_test_add ("/app/score-order/finds-the-rows-between-two-thresholds", World, NULL, set_up, test_order,
              tear_down);
  g_test_add_func ("/app/row-find/finds-by-number-and-by-id", test_find);
  return g_test_run ();
}
