#include "core/base/random.h"
#include "core/base/sort.h"
#include "core/metrics/intervals.h"
#include "tests/fixture.h"

#include <math.h>

enum { N_REPLICATES = 4000 };

static const CpMetric metrics[] = {CP_METRIC_F1, CP_METRIC_BALANCED_ACCURACY, CP_METRIC_MCC};

/* The naive twin draws rows one by one with replacement; both see the same distribution, so their percentiles
 * agree within the noise of 4 000 draws (a standard error of a 2.5 % quantile of about 4 % of the width). */
static void
test_twin (void) {
  const CpConfusion counts = {120, 30, 90, 60};
  const double cells[] = {counts.tp, counts.fp, counts.tn, counts.fn};
  CpInterval intervals[G_N_ELEMENTS (metrics)];
  cp_interval_bootstrap (&counts, metrics, G_N_ELEMENTS (metrics), N_REPLICATES, 3, 0.95, intervals);
  double *drawn[G_N_ELEMENTS (metrics)];
  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    drawn[i] = g_new (double, N_REPLICATES);
  CpRandom random;
  cp_random_init (&random, 11);
  for (guint r = 0; r < N_REPLICATES; r++) {
    double found[4] = {0};
    for (guint row = 0; row < 300; row++) {
      double place = (double)cp_random_below (&random, 300);
      guint cell = 0;
      while (place >= cells[cell])
        place -= cells[cell++];
      found[cell]++;
    }
    CpConfusion confusion = {found[0], found[1], found[2], found[3]};
    for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
      drawn[i][r] = cp_metric_from_confusion (metrics[i], &confusion);
  }
  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++) {
    CpInterval twin = cp_interval_percentile (drawn[i], N_REPLICATES, 0.95);
    double width = twin.high - twin.low;
    assert_close (intervals[i].low, twin.low, 0.12 * width);
    assert_close (intervals[i].high, twin.high, 0.12 * width);
    g_assert_cmpfloat (intervals[i].low, <, cp_metric_from_confusion (metrics[i], &counts));
    g_assert_cmpfloat (intervals[i].high, >, cp_metric_from_confusion (metrics[i], &counts));
    g_free (drawn[i]);
  }
}

static void
test_same_seed (void) {
  const CpConfusion counts = {12, 3, 9, 6};
  CpInterval first[G_N_ELEMENTS (metrics)], second[G_N_ELEMENTS (metrics)];
  cp_interval_bootstrap (&counts, metrics, G_N_ELEMENTS (metrics), 500, 5, 0.95, first);
  cp_interval_bootstrap (&counts, metrics, G_N_ELEMENTS (metrics), 500, 5, 0.95, second);
  g_assert_cmpmem (first, sizeof first, second, sizeof second);
}

static void
test_undefined (void) {
  const CpConfusion none = {0}, negative = {0, 0, 20, 0};
  CpInterval intervals[G_N_ELEMENTS (metrics)];
  cp_interval_bootstrap (&none, metrics, G_N_ELEMENTS (metrics), 100, 1, 0.95, intervals);
  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    g_assert_true (isnan (intervals[i].low) && isnan (intervals[i].high));
  cp_interval_bootstrap (&negative, metrics, G_N_ELEMENTS (metrics), 100, 1, 0.95, intervals);
  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    g_assert_true (isnan (intervals[i].low) && isnan (intervals[i].high));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/bootstrap/agrees-with-drawing-rows-one-by-one", test_twin);
  g_test_add_func ("/core/bootstrap/the-same-seed-gives-the-same-bytes", test_same_seed);
  g_test_add_func ("/core/bootstrap/what-is-undefined-has-no-interval", test_undefined);
  return g_test_run ();
}
