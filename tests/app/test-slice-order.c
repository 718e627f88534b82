#include "app/panels/slice-columns.h"
#include "tests/app/question-fixture.h"

#include <string.h>

/* The order of the table of slices and the words in its cells. */

static const char *const by_two[] = {"town", "age:6", NULL};

/* ---- the order ---- */

static double
value_of (const CpAudit *audit, guint slice, const char *metric, int model) {
  const CpAuditCell *a = &audit->models[0].slices[slice], *b = &audit->models[1].slices[slice];
  CpMetric m;
  if (g_str_equal (metric, "rows"))
    return a->n;
  gboolean is_threshold = g_str_equal (metric, "threshold");
  g_assert_true (is_threshold || cp_metric_parse (metric, &m));
  double of_a = is_threshold ? a->threshold : a->metrics[m],
         of_b = is_threshold ? b->threshold : b->metrics[m];
  return model == 0 ? of_a : model == 1 ? of_b : fabs (of_b - of_a);
}

/* The naive twin: every pair of neighbours is looked at. */
static void
check (const CpAudit *audit, const char *text, const char *metric, int model, gboolean is_descending) {
  CpSliceSort sort = cp_slice_sort_parse (text);
  g_autofree char *again = cp_slice_sort_to_text (&sort);
  g_assert_cmpstr (again, ==, text);
  g_autofree guint *order = cp_slice_order (audit, &sort);
  guint n = cp_slices_get_n_slices (audit->slices);
  g_autofree guint *n_seen = g_new0 (guint, n);
  for (guint i = 0; i < n; i++)
    n_seen[order[i]]++;
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (n_seen[i], ==, 1);
  for (guint i = 0; i + 1 < n; i++) {
    double here = value_of (audit, order[i], metric, model),
           next = value_of (audit, order[i + 1], metric, model);
    if (isnan (here)) {
      g_assert_true (isnan (next)); /* undefined last, whichever way */
      g_assert_cmpuint (order[i], <, order[i + 1]);
    } else if (here == next) {
      g_assert_cmpuint (order[i], <, order[i + 1]);
    } else if (!isnan (next)) {
      g_assert_true (is_descending ? here > next : here < next);
    }
  }
}

static void
test_order (void) {
  g_auto (Asked) asked;
  asked_open (&asked);
  asked_slice_by (&asked, by_two);
  cp_session_set_threshold (asked.session, 0, 3, 1.5); /* nobody: its precision is undefined */
  cp_session_set_threshold (asked.session, 1, 5, 0.1);
  const CpAudit *audit = cp_session_get_audit (asked.session);
  g_assert_true (isnan (audit->models[0].slices[3].metrics[CP_METRIC_PRECISION]));
  check (audit, "rows:descending", "rows", 0, TRUE);
  check (audit, "rows:ascending", "rows", 0, FALSE);
  check (audit, "threshold:A:descending", "threshold", 0, TRUE);
  check (audit, "threshold:B:ascending", "threshold", 1, FALSE);
  check (audit, "precision:A:ascending", "precision", 0, FALSE);
  check (audit, "precision:A:descending", "precision", 0, TRUE);
  check (audit, "selection_rate:gap:descending", "selection_rate", 2, TRUE);
  check (audit, "tpr:B:descending", "tpr", 1, TRUE);
  CpSliceSort table = cp_slice_sort_parse ("table");
  g_autofree guint *order = cp_slice_order (audit, &table);
  for (guint i = 0; i < cp_slices_get_n_slices (audit->slices); i++)
    g_assert_cmpuint (order[i], ==, i);
}

static void
test_unreadable (void) {
  static const char *const texts[] = {"",
                                      "tpr",
                                      "tpr:A",
                                      "tpr:Z:descending",
                                      "hair:A:descending",
                                      "rows:down",
                                      "tpr:A:down",
                                      "columns:descending"};
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpint (cp_slice_sort_parse (texts[i]).key, ==, CP_SORT_TABLE);
  g_assert_cmpint (cp_slice_sort_parse (NULL).key, ==, CP_SORT_TABLE);
}

/* ---- the columns ---- */

static void
test_columns (void) {
  CpSliceColumns columns = cp_slice_columns_default ();
  cp_slice_columns_show (&columns, CP_METRIC_MCC, TRUE);
  cp_slice_columns_show (&columns, CP_METRIC_FPR, FALSE);
  cp_slice_columns_show (&columns, CP_METRIC_SELECTION_RATE, TRUE); /* its bar is there anyway */
  columns.shows_intervals = TRUE;
  columns.shows_q = TRUE;
  columns.sort = cp_slice_sort_parse ("mcc:gap:ascending");
  g_autoptr (json_t) json = cp_slice_columns_to_json (&columns);
  g_autofree char *text = json_dumps (json, JSON_COMPACT);
  g_assert_cmpstr (
      text, ==,
      "{\"columns\":[\"tpr\",\"accuracy\",\"f1\",\"mcc\",\"roc_auc\"],\"intervals\":true,\"q\":true,"
      "\"sort\":\"mcc:gap:ascending\"}");
  CpSliceColumns again = cp_slice_columns_from_json (json);
  g_assert_cmpmem (again.metrics, again.n * sizeof (CpMetric), columns.metrics,
                   columns.n * sizeof (CpMetric));
  g_assert_true (again.shows_intervals);
  g_assert_true (cp_slice_sort_equal (&again.sort, &columns.sort));
  CpSliceColumns defaults = cp_slice_columns_from_json (NULL);
  g_assert_cmpuint (defaults.n, ==, 5);
  g_assert_false (defaults.shows_intervals);
}

/* ---- the words ---- */

/* 7 of 10 positives, 2 of 8 negatives; Wilson's bounds by R's prop.test (x, n, correct = FALSE):
 * 7/10 0.3968 to 0.8922, 2/8 0.0715 to 0.5907 */
static CpAuditCell
make_cell (double scale) {
  CpAuditCell cell = {.confusion = {7 * scale, 2 * scale, 6 * scale, 3 * scale}, .n = 18 * scale};
  for (int m = 0; m < CP_N_METRICS; m++) {
    double part, whole;
    cell.metrics[m] = m < CP_N_CONFUSION_METRICS ? cp_metric_from_confusion (m, &cell.confusion) : NAN;
    cell.intervals[m] = (CpInterval){NAN, NAN};
    cell.q[m] = NAN;
    if (m < CP_N_CONFUSION_METRICS && cp_metric_get_counts (m, &cell.confusion, &part, &whole))
      cell.intervals[m] = cp_interval_wilson (part, whole, 0.95);
  }
  return cell;
}

static void
assert_words (const CpAuditCell *cell, CpMetric metric, const char *expected) {
  g_autofree char *words = cp_slice_describe_metric (cell, metric);
  g_assert_cmpstr (words, ==, expected);
}

static void
test_words (void) {
  CpAuditCell few = make_cell (1), many = make_cell (10);
  assert_words (
      &few, CP_METRIC_TPR,
      "True-positive rate 70.0\u00a0%: 7 of 10 positives. 95\u00a0% interval 39.7–89.2\u00a0%, Wilson. "
      "Fewer than 30 rows: it says little.");
  assert_words (
      &few, CP_METRIC_FPR,
      "False-positive rate 25.0\u00a0%: 2 of 8 negatives. 95\u00a0% interval 7.1–59.1\u00a0%, Wilson. "
      "Fewer than 30 rows: it says little.");
  many.metrics[CP_METRIC_ROC_AUC] = 0.78;
  many.intervals[CP_METRIC_ROC_AUC] = (CpInterval){0.769, 0.791};
  CpAuditCell apart = make_cell (10);
  apart.q[CP_METRIC_TPR] = 0.0123;
  assert_words (
      &apart, CP_METRIC_TPR,
      "True-positive rate 70.0\u00a0%: 70 of 100 positives. 95\u00a0% interval 60.4–78.1\u00a0%, Wilson. q "
      "0.012 against the other rows.");
  assert_words (&many, CP_METRIC_ROC_AUC,
                "Area under the ROC curve 0.780, of 100 positives and 80 negatives. 95\u00a0% interval "
                "0.769–0.791, DeLong.");
  many.intervals[CP_METRIC_F1] = (CpInterval){0.6, 0.8};
  assert_words (
      &many, CP_METRIC_F1,
      "F1 0.737, of 100 positives and 80 negatives. 95\u00a0% interval 0.600–0.800, bootstrap of the "
      "counts.");
  many.metrics[CP_METRIC_PRECISION] = NAN;
  assert_words (&many, CP_METRIC_PRECISION,
                "Precision is undefined: no row of this slice is decided positive.");
  g_autofree char *none = cp_slice_format_interval (CP_METRIC_TPR, (CpInterval){NAN, NAN});
  g_assert_cmpstr (none, ==, "");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/slice-order/is-that-of-its-naive-twin", test_order);
  g_test_add_func ("/app/slice-order/what-cannot-be-read-is-the-tables-order", test_unreadable);
  g_test_add_func ("/app/slice-columns/come-back-from-the-view", test_columns);
  g_test_add_func ("/app/slice-words/say-the-counts-the-interval-and-its-method", test_words);
  return g_test_run ();
}
