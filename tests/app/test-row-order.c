#include "app/rows/row-order.h"
#include "core/base/random.h"
#include "core/model/model.h"

#include <math.h>

/* The rows shown and their order, against one comparison after another. Scores are a column of the table, so
 * they are what the test says. */

enum { N_ROWS = 60 };

typedef struct {
  double scores[N_ROWS];
  double others[N_ROWS]; /* of a second model */
  guint32 slices[N_ROWS];
  CpTable *table;
  CpOrderRequest *request;
} Fixture;

static const double thresholds[] = {0.5, 0.7};

/* What the difference and the agreement of two columns of scores are worked out from. */
static CpColumnSource *
make_source (Fixture *fixture) {
  static const double of_both[] = {0.5, 0.7, 0.5, 0.7};
  g_autoptr (GError) error = NULL;
  g_autoptr (CpModel) model = cp_model_new_column ("other");
  const CpOrderRequest *request = fixture->request;
  CpColumnSource *source = g_new0 (CpColumnSource, 1);
  source->table = cp_table_ref (fixture->table);
  source->fields = cp_fields_ref (request->fields);
  source->n_models = 2;
  source->scores = g_new0 (CpScores *, 3);
  source->scores[0] = cp_scores_ref (request->scores);
  source->scores[1] = cp_scores_build (model, NULL, fixture->table, NULL, NULL, &error);
  g_assert_no_error (error);
  source->slices = cp_slices_ref (request->slices);
  source->thresholds = g_memdup2 (of_both, sizeof of_both);
  source->row = CP_NO_ROW;
  return source;
}

static void
set_up (Fixture *fixture, gconstpointer data) {
  static const char *const sexes[] = {"Female", "Male"};
  g_autoptr (GError) error = NULL;
  CpRandom random;
  cp_random_init (&random, 11);
  for (guint i = 0; i < N_ROWS; i++) {
    fixture->scores[i] = i % 7 == 3 ? NAN : (double)cp_random_below (&random, 10) / 10; /* with ties */
    fixture->others[i] = (double)cp_random_below (&random, 10) / 10;
    fixture->slices[i] = (guint32)cp_random_below (&random, 2);
  }
  g_autoptr (CpColumn) score = cp_column_new_number ("score", fixture->scores, N_ROWS);
  g_autoptr (CpColumn) other = cp_column_new_number ("other", fixture->others, N_ROWS);
  g_autoptr (CpColumn) sex = cp_column_new_category ("sex", fixture->slices, N_ROWS, sexes, 2);
  fixture->table = cp_table_new ("rows.csv", (CpColumn *[]){score, sex, other}, 3, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) groups = g_ptr_array_new ();
  g_autoptr (CpModel) model = cp_model_new_column ("score");
  CpOrderRequest *request = fixture->request = g_new0 (CpOrderRequest, 1);
  request->table = cp_table_ref (fixture->table);
  request->fields = cp_fields_new (fixture->table, groups);
  request->scores = cp_scores_build (model, NULL, fixture->table, NULL, NULL, &error);
  g_assert_no_error (error);
  request->slices = cp_slices_new (fixture->slices, N_ROWS, sexes, 2);
  request->thresholds = g_memdup2 (thresholds, sizeof thresholds);
  request->source = make_source (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data) {
  cp_order_request_free (fixture->request);
  cp_table_unref (fixture->table);
}

/* What a row is sorted by; NaN is missing. */
static double
get_value (const Fixture *fixture, guint32 row) {
  double score = fixture->scores[row], other = fixture->others[row];
  double threshold = thresholds[fixture->slices[row]];
  switch (fixture->request->key.kind) {
  case CP_ROW_KEY_SCORE:
    return score;
  case CP_ROW_KEY_DECISION:
    return isnan (score) ? NAN : score >= thresholds[fixture->slices[row]];
  case CP_ROW_KEY_FIELD:
    return fixture->slices[row]; /* the words sort as their codes */
  case CP_ROW_KEY_COMPUTED:      /* by difference, or neither, both, only A, only B positive */
    if (isnan (score) || fixture->request->choice.kind == CP_COMPUTED_DIFFERENCE)
      return score - other;
    return score >= threshold ? (other >= threshold ? 1 : 2) : other >= threshold ? 3 : 0;
  case CP_ROW_KEY_ROW:
  default:
    return row;
  }
}

static gboolean
stands_before (const Fixture *fixture, guint32 a, guint32 b) {
  double x = get_value (fixture, a), y = get_value (fixture, b);
  if (isnan (x) || isnan (y))
    return isnan (x) && isnan (y) ? a < b : isnan (y);
  return x == y ? a < b : (x < y) != fixture->request->is_descending;
}

static void
assert_order (Fixture *fixture, gboolean is_filtered) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpRowOrder) order = cp_row_order_build (fixture->request, NULL, &error);
  guint n_expected = 0;
  g_assert_no_error (error);
  for (guint i = 0; i < N_ROWS; i++)
    n_expected += !is_filtered || fixture->slices[i] == 0;
  g_assert_cmpuint (order->n, ==, n_expected);
  for (guint i = 0; i < order->n; i++) {
    guint32 row = order->rows != NULL ? order->rows[i] : i;
    g_assert_true (!is_filtered || fixture->slices[row] == 0);
    g_assert_true (i == 0 || stands_before (fixture, order->rows != NULL ? order->rows[i - 1] : i - 1, row));
  }
}

static void
assert_every_key (Fixture *fixture, gboolean is_filtered) {
  static const CpRowKey keys[] = {{CP_ROW_KEY_ROW, 0},   {CP_ROW_KEY_SCORE, 0},    {CP_ROW_KEY_DECISION, 0},
                                  {CP_ROW_KEY_FIELD, 1}, {CP_ROW_KEY_COMPUTED, 0}, {CP_ROW_KEY_COMPUTED, 1}};
  for (guint i = 0; i < 2 * G_N_ELEMENTS (keys); i++) {
    fixture->request->key = keys[i / 2];
    fixture->request->choice = (CpColumnChoice){
        -1, fixture->request->key.index == 0 ? CP_COMPUTED_DIFFERENCE : CP_COMPUTED_AGREEMENT, 0};
    fixture->request->is_descending = i % 2;
    assert_order (fixture, is_filtered);
  }
}

static void
test_sorted (Fixture *fixture, gconstpointer data) {
  assert_every_key (fixture, FALSE);
}

static void
test_filtered (Fixture *fixture, gconstpointer data) {
  g_autoptr (GError) error = NULL;
  fixture->request->filter = cp_filter_parse ("sex = Female", fixture->table, &error);
  g_assert_no_error (error);
  assert_every_key (fixture, TRUE);
}

/* Only the rows looked at, here every third: by condition and sort they are what is left of a longer order.
 */
static void
test_scope (Fixture *fixture, gconstpointer data) {
  g_autoptr (GError) error = NULL;
  fixture->request->key = (CpRowKey){CP_ROW_KEY_SCORE, 0};
  for (guint round = 0; round < 2; round++) {
    if (round > 0)
      fixture->request->filter = cp_filter_parse ("sex = Female", fixture->table, &error);
    g_assert_no_error (error);
    g_autoptr (CpRowOrder) whole = cp_row_order_build (fixture->request, NULL, NULL);
    GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
    for (guint32 row = 0; row < N_ROWS; row += 3)
      g_array_append_val (rows, row);
    fixture->request->scope = cp_scope_new (rows, "every third", NULL);
    g_autoptr (CpRowOrder) order = cp_row_order_build (fixture->request, NULL, NULL);
    gsize n = 0;
    for (gsize i = 0; i < whole->n; i++) {
      if (whole->rows[i] % 3 == 0)
        g_assert_cmpuint (order->rows[n++], ==, whole->rows[i]);
    }
    g_assert_cmpuint (order->n, ==, n);
    g_clear_pointer (&fixture->request->scope, cp_scope_unref);
  }
}

static void
test_plain (Fixture *fixture, gconstpointer data) {
  g_autoptr (CpRowOrder) order = cp_row_order_build (fixture->request, NULL, NULL);
  g_assert_null (order->rows);
  g_assert_cmpuint (order->n, ==, N_ROWS);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/app/row-order/sorts-by-every-key-both-ways", Fixture, NULL, set_up, test_sorted, tear_down);
  g_test_add ("/app/row-order/sorts-what-the-condition-leaves", Fixture, NULL, set_up, test_filtered,
              tear_down);
  g_test_add ("/app/row-order/sorts-the-rows-of-the-scope", Fixture, NULL, set_up, test_scope, tear_down);
  g_test_add ("/app/row-order/the-table-as-it-is-costs-nothing", Fixture, NULL, set_up, test_plain,
              tear_down);
  return g_test_run ();
}
