#include "core/base/json.h"
#include "core/fairness/thresholds.h"
#include "core/metrics/intervals.h"
#include "core/table/csv.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* Every number comes from tests/fixtures/fairness (see the README there): an independent implementation and a
 * brute force over all thresholds. */

#define TOLERANCE 1e-9

typedef struct {
  json_t *expected;
  CpSlices *slices;
  CpSweep *sweep;
} Case;

static double
get_number (const json_t *object, const char *name) {
  const json_t *value = json_object_get (object, name);
  g_assert_nonnull (value);
  if (json_is_string (value)) {
    g_assert_cmpstr (json_string_value (value), ==, "inf");
    return INFINITY;
  }
  return json_is_null (value) ? NAN : json_number_value (value);
}

static void
case_open (Case *data, const char *name) {
  g_autofree char *csv = g_strdup_printf ("fairness/%s.csv", name);
  g_autofree char *csv_path = fixture_path (csv);
  g_autofree char *json = g_strdup_printf ("fairness/%s.json", name);
  g_autofree char *json_path = fixture_path (json);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table = cp_csv_read (csv_path, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  data->expected = cp_json_load_file (json_path, &error);
  g_assert_no_error (error);

  g_autoptr (CpLabels) labels = cp_labels_build (table, "label", NULL, &error);
  g_assert_no_error (error);
  data->slices = cp_slices_build (table, &(CpSliceKey){.column = "group"}, 1, &error);
  g_assert_no_error (error);
  const double *scores = cp_column_get_numbers (cp_table_find_column (table, "score"));
  data->sweep = cp_sweep_build (scores, 1, labels, NULL, data->slices, NULL, &error);
  g_assert_no_error (error);
}

static void
case_clear (Case *data) {
  json_decref (data->expected);
  cp_slices_unref (data->slices);
  cp_sweep_unref (data->sweep);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

static const json_t *
get_by_group (const json_t *object, const Case *data, guint slice) {
  const json_t *value = json_object_get (object, cp_slices_get_label (data->slices, slice));
  g_assert_nonnull (value);
  return value;
}

static void
check_cell (const Case *data, guint slice, const json_t *expected) {
  CpConfusion confusion = cp_sweep_get_confusion (data->sweep, slice, 0.5);
  g_assert_cmpfloat (confusion.tp, ==, get_number (expected, "tp"));
  g_assert_cmpfloat (confusion.fp, ==, get_number (expected, "fp"));
  g_assert_cmpfloat (confusion.tn, ==, get_number (expected, "tn"));
  g_assert_cmpfloat (confusion.fn, ==, get_number (expected, "fn"));
  g_assert_cmpfloat (cp_sweep_get_weight (data->sweep, slice), ==, get_number (expected, "n"));
  g_assert_cmpfloat (cp_sweep_get_positives (data->sweep, slice), ==, get_number (expected, "label_pos"));
  double metrics[CP_N_METRICS];
  cp_sweep_get_metrics (data->sweep, slice, 0.5, metrics);
  const json_t *wilson = json_object_get (expected, "wilson95");
  for (int m = 0; m < CP_N_METRICS; m++) {
    const char *name = cp_metric_get_info (m)->name;
    if (m != CP_METRIC_LOG_LOSS) /* the references have none */
      assert_close (metrics[m], get_number (expected, name), TOLERANCE);
    const json_t *interval = json_object_get (wilson, name);
    double successes, trials;
    if (interval == NULL)
      continue;
    g_assert_true (cp_metric_get_counts (m, &confusion, &successes, &trials));
    CpInterval found = cp_interval_wilson (successes, trials, 0.95);
    gboolean is_defined = json_is_array (interval);
    assert_close (found.low, is_defined ? json_number_value (json_array_get (interval, 0)) : NAN, TOLERANCE);
    assert_close (found.high, is_defined ? json_number_value (json_array_get (interval, 1)) : NAN, TOLERANCE);
  }
}

static void
check_gaps (const Case *data) {
  const json_t *disparities = json_object_get (data->expected, "disparities");
  guint n_slices = cp_sweep_get_n_slices (data->sweep), n_compared = 0;
  g_autofree double *values = g_new (double, n_slices);
  CpGap gaps[CP_N_METRICS];
  for (int m = 0; m < CP_N_METRICS; m++) {
    for (guint s = 0; s < n_slices; s++)
      values[s] = cp_sweep_get_metric (data->sweep, s, 0.5, m);
    gaps[m] = cp_gap_compute (values, n_slices);
    const json_t *expected = json_object_get (disparities, cp_metric_get_info (m)->name);
    if (expected == NULL)
      continue;
    n_compared++;
    assert_close (gaps[m].min, get_number (expected, "min"), TOLERANCE);
    assert_close (gaps[m].max, get_number (expected, "max"), TOLERANCE);
    assert_close (gaps[m].difference, get_number (expected, "difference_between_groups"), TOLERANCE);
    assert_close (gaps[m].ratio, get_number (expected, "ratio_between_groups"), TOLERANCE);
  }
  g_assert_cmpuint (n_compared, ==, 13);
  const json_t *summary = json_object_get (disparities, "summary");
  assert_close (gaps[CP_METRIC_SELECTION_RATE].difference,
                get_number (summary, "demographic_parity_difference"), TOLERANCE);
  assert_close (gaps[CP_METRIC_SELECTION_RATE].ratio, get_number (summary, "demographic_parity_ratio"),
                TOLERANCE);
  assert_close (gaps[CP_METRIC_TPR].difference, get_number (summary, "equal_opportunity_difference"),
                TOLERANCE);
  assert_close (MAX (gaps[CP_METRIC_TPR].difference, gaps[CP_METRIC_FPR].difference),
                get_number (summary, "equalized_odds_difference"), TOLERANCE);
}

static void
check_optimum (const Case *data, CpStrategy strategy, const json_t *expected) {
  CpCosts costs = {get_number (data->expected, "cost_ratio_fp_over_fn"), 1};
  g_autoptr (GError) error = NULL;
  g_autoptr (CpThresholds) found = cp_thresholds_optimise (
      data->sweep, strategy, &costs, get_number (data->expected, "tolerance"), NULL, NULL, &error);
  g_assert_no_error (error);
  gboolean is_parity = strategy > CP_STRATEGY_GROUP;
  g_assert_cmpfloat (found->cost, ==, get_number (expected, is_parity ? "min_cost" : "cost"));
  if (is_parity)
    assert_close (found->gap, get_number (expected, "gap"), TOLERANCE);
  for (guint s = 0; s < found->n_slices; s++) {
    CpConfusion counts = cp_sweep_get_confusion (data->sweep, s, found->thresholds[s]);
    double threshold;
    if (strategy == CP_STRATEGY_SINGLE)
      threshold = get_number (expected, "threshold");
    else
      threshold =
          get_number (json_object_get (expected, "thresholds"), cp_slices_get_label (data->slices, s));
    g_assert_cmpfloat (found->thresholds[s], ==, threshold); /* both are scores of the table */
    if (!is_parity)
      continue;
    const json_t *cells = get_by_group (json_object_get (expected, "counts"), data, s);
    g_assert_cmpfloat (counts.tp, ==, get_number (cells, "tp"));
    g_assert_cmpfloat (counts.fp, ==, get_number (cells, "fp"));
    g_assert_cmpfloat (counts.tn, ==, get_number (cells, "tn"));
    g_assert_cmpfloat (counts.fn, ==, get_number (cells, "fn"));
    const json_t *measure = get_by_group (json_object_get (expected, "measure"), data, s);
    g_assert_cmpint (found->is_unconstrained[s], ==, json_is_null (measure));
  }
}

static void
test_case (gconstpointer name) {
  g_auto (Case) data = {0};
  case_open (&data, name);
  check_cell (&data, CP_ALL_ROWS, json_object_get (data.expected, "overall"));
  const json_t *groups = json_object_get (data.expected, "by_group");
  g_assert_cmpuint (json_object_size (groups), ==, cp_slices_get_n_slices (data.slices));
  for (guint s = 0; s < cp_slices_get_n_slices (data.slices); s++)
    check_cell (&data, s, get_by_group (groups, &data, s));
  check_gaps (&data);
  static const struct {
    CpStrategy strategy;
    const char *name;
  } optima[] = {{CP_STRATEGY_SINGLE, "single_threshold"},
                {CP_STRATEGY_GROUP, "group_thresholds"},
                {CP_STRATEGY_DEMOGRAPHIC_PARITY, "demographic_parity"},
                {CP_STRATEGY_EQUAL_OPPORTUNITY, "equal_opportunity"},
                {CP_STRATEGY_EQUAL_ACCURACY, "equal_accuracy"}};
  const json_t *expected = json_object_get (data.expected, "exact_optimum");
  for (gsize i = 0; i < G_N_ELEMENTS (optima); i++)
    check_optimum (&data, optima[i].strategy, json_object_get (expected, optima[i].name));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/core/fairness/two-equal-groups-meet-the-reference", "case1_two_equal", test_case);
  g_test_add_data_func ("/core/fairness/tied-scores-meet-the-reference", "case3_ties_2dec", test_case);
  g_test_add_data_func ("/core/fairness/small-groups-meet-the-reference", "case4_small_groups", test_case);
  return g_test_run ();
}
