#include "core/base/random.h"
#include "core/metrics/intervals.h"
#include "tests/fixture.h"

#include <math.h>
#include <stdlib.h>

static void
test_holders (void) {
  CpGap gap = cp_gap_compute ((double[]){0.5, NAN, 0.2, 0.8, 0.2, 0.8}, 6);
  assert_close (gap.difference, 0.6, 1e-15);
  assert_close (gap.ratio, 0.25, 1e-15);
  g_assert_cmpuint (gap.min_slice, ==, 2); /* ties to the lower index */
  g_assert_cmpuint (gap.max_slice, ==, 3);
  g_assert_cmpfloat (gap.min, ==, 0.2);
  g_assert_cmpfloat (gap.max, ==, 0.8);
  g_assert_true (isnan (gap.difference_interval.low));
}

static void
test_undefined (void) {
  CpGap one = cp_gap_compute ((double[]){NAN, 0.4}, 2);
  g_assert_true (isnan (one.difference) && isnan (one.ratio));
  g_assert_cmpuint (one.min_slice, ==, 1);
  CpGap none = cp_gap_compute ((double[]){NAN, NAN}, 2);
  g_assert_true (isnan (none.min) && isnan (none.max));
  g_assert_cmpuint (none.max_slice, ==, G_MAXUINT32);
  CpGap zeros = cp_gap_compute ((double[]){0, 0}, 2);
  g_assert_cmpfloat (zeros.difference, ==, 0);
  g_assert_true (isnan (zeros.ratio));
  CpGap drawn =
      cp_gap_bootstrap ((CpConfusion[]){{0, 1, 4, 0}, {3, 1, 2, 2}}, 2, CP_METRIC_TPR, 100, 1, 0.95);
  g_assert_true (isnan (drawn.difference) && isnan (drawn.difference_interval.low));
}

static const CpConfusion example[] = {{40, 12, 60, 25}, {18, 20, 30, 9}, {5, 3, 9, 4}};

static int
compare_doubles (gconstpointer a, gconstpointer b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The naive twin: rows drawn with replacement, their decisions counted anew; the lower bound from the slices
 * that hold the observed extremes, the upper one from the extremes of each draw. */
static CpInterval
bootstrap_rows (const CpConfusion *cells, guint n_slices, CpMetric metric, guint n_replicates) {
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint cell = 0; cell < 4 * n_slices; cell++) {
    for (int i = 0; i < ((const double *)cells)[cell]; i++)
      g_array_append_val (rows, cell);
  }
  CpRandom random;
  cp_random_init (&random, 99);
  g_autofree double *found = g_new (double, n_replicates), *pairs = g_new (double, n_replicates);
  double values[8];
  for (guint s = 0; s < n_slices; s++)
    values[s] = cp_metric_from_confusion (metric, &cells[s]);
  CpGap observed = cp_gap_compute (values, n_slices);
  for (guint r = 0; r < n_replicates; r++) {
    CpConfusion drawn[8] = {0};
    for (guint i = 0; i < rows->len; i++)
      ((double *)drawn)[g_array_index (rows, guint, cp_random_below (&random, rows->len))]++;
    for (guint s = 0; s < n_slices; s++)
      values[s] = cp_metric_from_confusion (metric, &drawn[s]);
    found[r] = cp_gap_compute (values, n_slices).difference;
    pairs[r] = values[observed.max_slice] - values[observed.min_slice];
  }
  qsort (found, n_replicates, sizeof *found, compare_doubles);
  qsort (pairs, n_replicates, sizeof *pairs, compare_doubles);
  return (CpInterval){MAX (0, pairs[(gsize)(0.025 * n_replicates)]), found[(gsize)(0.975 * n_replicates)]};
}

static void
test_row_bootstrap (void) {
  static const CpMetric metrics[] = {CP_METRIC_SELECTION_RATE, CP_METRIC_TPR, CP_METRIC_ACCURACY,
                                     CP_METRIC_F1};
  for (gsize m = 0; m < G_N_ELEMENTS (metrics); m++) {
    CpGap counts = cp_gap_bootstrap (example, 3, metrics[m], 20000, 7, 0.95);
    CpInterval rows = bootstrap_rows (example, 3, metrics[m], 20000);
    /* both are estimates of one quantile; 20 000 draws fix it to about 0.004 */
    assert_close (counts.difference_interval.low, rows.low, 0.015);
    assert_close (counts.difference_interval.high, rows.high, 0.015);
  }
}

static void
test_seed (void) {
  CpGap a = cp_gap_bootstrap (example, 3, CP_METRIC_TPR, 500, 1, 0.95);
  CpGap b = cp_gap_bootstrap (example, 3, CP_METRIC_TPR, 500, 1, 0.95);
  CpGap c = cp_gap_bootstrap (example, 3, CP_METRIC_TPR, 500, 2, 0.95);
  g_assert_cmpfloat (a.difference_interval.low, ==, b.difference_interval.low);
  g_assert_cmpfloat (a.ratio_interval.high, ==, b.ratio_interval.high);
  g_assert_cmpfloat (a.difference_interval.high, !=, c.difference_interval.high);
  g_assert_cmpfloat (a.difference_interval.low, <, a.difference);
  g_assert_cmpfloat (a.ratio_interval.low, <, a.ratio);
}

/* Tables drawn from a known truth: the interval should hold the true difference about 95 times in 100. With
 * the difference well away from 0 and 400 tables, 91 % is more than three standard errors off. */
static void
test_coverage (void) {
  CpRandom random;
  cp_random_init (&random, 31);
  const double rates[] = {0.35, 0.6};
  int n_held = 0;
  for (int table = 0; table < 400; table++) {
    CpConfusion cells[2] = {0};
    for (int s = 0; s < 2; s++) {
      double selected = (double)cp_random_binomial (&random, 250, rates[s]);
      cells[s] = (CpConfusion){.tp = selected, .tn = 250 - selected};
    }
    CpGap gap = cp_gap_bootstrap (cells, 2, CP_METRIC_SELECTION_RATE, 400, (guint64)table, 0.95);
    n_held += gap.difference_interval.low <= 0.25 && 0.25 <= gap.difference_interval.high;
  }
  g_assert_cmpint (n_held, >=, 364);
  g_assert_cmpint (n_held, <=, 396);
}

/* Two slices without any difference: the estimate is above 0 all the same, and an interval of max − min alone
 * would nearly always say that there is a gap. Ours must hold the estimate always and "no gap" about 97.5
 * times in 100 or more; 93 of 100 in 400 tables is more than three standard errors off. */
static void
test_no_gap (void) {
  CpRandom random;
  cp_random_init (&random, 77);
  int n_held = 0;
  for (int table = 0; table < 400; table++) {
    CpConfusion cells[2] = {0};
    for (int s = 0; s < 2; s++) {
      double selected = (double)cp_random_binomial (&random, 200, 0.4);
      cells[s] = (CpConfusion){.tp = selected, .tn = 200 - selected};
    }
    CpGap gap = cp_gap_bootstrap (cells, 2, CP_METRIC_SELECTION_RATE, 400, (guint64)table, 0.95);
    g_assert_cmpfloat (gap.difference_interval.low, <=, gap.difference);
    g_assert_cmpfloat (gap.difference_interval.high, >=, gap.difference);
    g_assert_cmpfloat (gap.ratio_interval.low, <=, gap.ratio);
    g_assert_cmpfloat (gap.ratio_interval.high, >=, gap.ratio);
    n_held += gap.difference_interval.low == 0 && gap.ratio_interval.high == 1;
  }
  g_assert_cmpint (n_held, >=, 372);
}

/* Of two slices the drawn gap is |D|, D normal; its distribution function is Φ((x−d)/s) − Φ((−x−d)/s). The
 * lower bound is that of D itself, d − z s, cut at 0. */
static void
test_normal (void) {
  CpGap far = cp_gap_normal ((double[]){0.5, 0.8}, (double[]){0.0009, 0.0016}, 2, 200000, 3, 0.95);
  assert_close (far.difference_interval.low, 0.3 - 1.959963984540054 * 0.05, 0.001);
  const double values[] = {0.62, NAN, 0.7}, variances[] = {0.0009, NAN, 0.0016};
  CpGap gap = cp_gap_normal (values, variances, 3, 200000, 3, 0.95);
  assert_close (gap.difference, 0.08, 1e-15);
  double s = 0.05 * G_SQRT2;
  CpInterval found = gap.difference_interval;
  double below_high = erfc ((0.08 - found.high) / s) / 2 - erfc ((0.08 + found.high) / s) / 2;
  g_assert_cmpfloat (found.low, ==, 0);
  assert_close (below_high, 0.975, 0.0015);
  g_assert_true (gap.ratio_interval.low < gap.ratio && gap.ratio < gap.ratio_interval.high);
}

static void
test_normal_undefined (void) {
  CpGap no_error = cp_gap_normal ((double[]){0.5, 0.8}, (double[]){0.001, NAN}, 2, 100, 1, 0.95);
  assert_close (no_error.difference, 0.3, 1e-15);
  g_assert_true (isnan (no_error.difference_interval.low) && isnan (no_error.ratio_interval.low));
  CpGap one = cp_gap_normal ((double[]){0.5, NAN}, (double[]){0.001, NAN}, 2, 100, 1, 0.95);
  g_assert_true (isnan (one.difference) && isnan (one.difference_interval.low));
  /* draws never leave [0, 1], so the gap does not either */
  CpGap wide = cp_gap_normal ((double[]){0, 1}, (double[]){1, 1}, 2, 1000, 1, 0.95);
  g_assert_cmpfloat (wide.difference_interval.high, <=, 1);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/gaps/the-extremes-and-who-holds-them", test_holders);
  g_test_add_func ("/core/gaps/undefined-slices-are-left-out", test_undefined);
  g_test_add_func ("/core/gaps/drawing-counts-equals-drawing-rows", test_row_bootstrap);
  g_test_add_func ("/core/gaps/a-seed-fixes-the-interval", test_seed);
  g_test_add_func ("/core/gaps/intervals-cover-the-truth", test_coverage);
  g_test_add_func ("/core/gaps/where-there-is-no-gap-the-interval-says-so", test_no_gap);
  g_test_add_func ("/core/gaps/two-normal-slices-differ-by-the-closed-form", test_normal);
  g_test_add_func ("/core/gaps/a-slice-without-variance-leaves-no-interval", test_normal_undefined);
  return g_test_run ();
}
