#include "core/metrics/sweep.h"
#include "tests/fixture.h"

#include <math.h>

static const char *const names[] = {"a", "b", "c"};

/* Slice a by hand: scores 0.9 (positive), 0.8 (negative), 0.8 (positive), 0.4 (negative), 0.1 (positive): P
 * 3, N 2. Slice b has no positive row, slice c no negative one. */
static CpSweep *
build (void) {
  const double scores[] = {0.4, 0.8, 0.9, 0.1, 0.8, 0.5, 0.6};
  g_autoptr (CpLabels) labels = cp_labels_new ((guint8[]){0, 1, 1, 1, 0, 0, 1}, 7);
  g_autoptr (CpSlices) slices = cp_slices_new ((guint32[]){0, 0, 0, 0, 0, 1, 2}, 7, names, 3);
  return cp_sweep_build (scores, 1, labels, NULL, slices, NULL, NULL);
}

static void
check (const CpCurve *curve, gsize n, const double *x, const double *y, const double *thresholds) {
  g_assert_cmpuint (curve->n_points, ==, n);
  for (gsize i = 0; i < n; i++) {
    assert_close (curve->x[i], x[i], 1e-15);
    assert_close (curve->y[i], y[i], 1e-15);
    g_assert_cmpfloat (curve->thresholds[i], ==, thresholds[i]);
  }
}

static const double thresholds[] = {INFINITY, 0.9, 0.8, 0.4, 0.1};

static void
test_roc (void) {
  g_autoptr (CpSweep) sweep = build ();
  g_auto (CpCurve) curve = {0};
  cp_sweep_get_roc (sweep, 0, &curve);
  check (&curve, 5, (double[]){0, 0, 0.5, 1, 1}, (double[]){0, 1 / 3.0, 2 / 3.0, 2 / 3.0, 1}, thresholds);
  /* its area by trapezoids is roc_auc */
  double area = 0;
  for (gsize i = 1; i < curve.n_points; i++)
    area += (curve.x[i] - curve.x[i - 1]) * (curve.y[i] + curve.y[i - 1]) / 2;
  assert_close (area, cp_sweep_get_metric (sweep, 0, 0, CP_METRIC_ROC_AUC), 1e-15);
}

static void
test_precision_recall (void) {
  g_autoptr (CpSweep) sweep = build ();
  g_auto (CpCurve) curve = {0};
  cp_sweep_get_precision_recall (sweep, 0, &curve);
  check (&curve, 5, (double[]){0, 1 / 3.0, 2 / 3.0, 2 / 3.0, 1}, (double[]){NAN, 1, 2 / 3.0, 0.5, 0.6},
         thresholds);
  double average = 0;
  for (gsize i = 1; i < curve.n_points; i++)
    average += (curve.x[i] - curve.x[i - 1]) * curve.y[i];
  assert_close (average, cp_sweep_get_metric (sweep, 0, 0, CP_METRIC_AVERAGE_PRECISION), 1e-15);
}

static void
test_undefined (void) {
  g_autoptr (CpSweep) sweep = build ();
  for (guint slice = 1; slice < 3; slice++) {
    g_auto (CpCurve) curve = {0};
    cp_sweep_get_roc (sweep, slice, &curve);
    g_assert_cmpuint (curve.n_points, ==, 0);
  }
  g_auto (CpCurve) without = {0}, with = {0};
  cp_sweep_get_precision_recall (sweep, 1, &without);
  g_assert_cmpuint (without.n_points, ==, 0);
  cp_sweep_get_precision_recall (sweep, 2, &with);
  g_assert_cmpuint (with.n_points, ==, 2);
  g_assert_cmpfloat (with.y[1], ==, 1);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/curves/roc-equals-the-hand-calculation", test_roc);
  g_test_add_func ("/core/curves/precision-recall-equals-the-hand-calculation", test_precision_recall);
  g_test_add_func ("/core/curves/one-label-gives-no-curve", test_undefined);
  return g_test_run ();
}
