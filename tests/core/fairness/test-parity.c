#include "core/base/error.h"
#include "core/fairness/parity.h"
#include "core/fairness/thresholds.h"
#include "tests/core/fairness/brute.h"
#include "tests/fixture.h"

#include <math.h>

static const CpStrategy strategies[] = {CP_STRATEGY_DEMOGRAPHIC_PARITY, CP_STRATEGY_EQUAL_OPPORTUNITY,
                                        CP_STRATEGY_PREDICTIVE_EQUALITY, CP_STRATEGY_EQUAL_ACCURACY,
                                        CP_STRATEGY_EQUALIZED_ODDS};
static const CpCosts all_costs[] = {{1, 1}, {3, 1}, {1, 0}, {0, 2}, {0, 0}, {2, 5}};
static const struct {
  int numerator, denominator;
} tolerances[] = {{0, 1}, {1, 100}, {2, 100}, {1, 20}, {1, 10}, {1, 4}, {1, 1}};

static void
check_case (const CpSweep *sweep, CpStrategy strategy, const CpCosts *costs, int numerator, int denominator) {
  g_autoptr (GError) error = NULL;
  BruteBest best = brute_force (sweep, strategy, costs, numerator, denominator);
  g_autoptr (CpThresholds) found =
      cp_thresholds_optimise (sweep, strategy, costs, (double)numerator / denominator, NULL, NULL, &error);
  if (!best.is_found) {
    g_assert_error (error, CP_ERROR, CP_ERROR_VALUE);
    return;
  }
  g_assert_no_error (error);
  g_assert_cmpfloat (found->cost, ==, best.cost);
  gboolean is_one = isnan (found->gap); /* fewer than two slices have the measure: brute force says 0 */
  assert_close (found->gap, is_one ? NAN : best.gap, 1e-12);
  for (guint s = 0; s < found->n_slices; s++)
    g_assert_cmpfloat (found->thresholds[s], ==, best.thresholds[s]);
}

static void
test_twin (void) {
  for (guint64 seed = 0; seed < 800; seed++) {
    guint n_slices = 1 + (guint)(seed % 4);
    g_autoptr (CpSweep) sweep = brute_draw (seed, n_slices, n_slices == 4 ? 20 : 40, FALSE, TRUE);
    for (gsize s = 0; s < G_N_ELEMENTS (strategies); s++) {
      gsize t = (seed + s) % G_N_ELEMENTS (tolerances), c = seed / 4 % G_N_ELEMENTS (all_costs);
      check_case (sweep, strategies[s], &all_costs[c], tolerances[t].numerator, tolerances[t].denominator);
    }
  }
}

static void
test_many_slices (void) {
  for (guint64 seed = 3000; seed < 3150; seed++) {
    g_autoptr (CpSweep) sweep = brute_draw (seed, 5 + (guint)(seed % 3), 15, FALSE, TRUE);
    for (gsize s = 0; s < G_N_ELEMENTS (strategies); s++) {
      gsize t = (seed + s) % G_N_ELEMENTS (tolerances);
      check_case (sweep, strategies[s], &all_costs[seed % 6], tolerances[t].numerator,
                  tolerances[t].denominator);
    }
  }
}

static void
test_counts (void) {
  for (guint64 seed = 1000; seed < 1300; seed++) {
    g_autoptr (CpSweep) sweep = brute_draw (seed, 3, 25, TRUE, TRUE);
    g_assert_true (cp_sweep_has_counts (sweep));
    for (gsize s = 0; s < G_N_ELEMENTS (strategies); s++) {
      gsize t = (seed + s) % G_N_ELEMENTS (tolerances);
      check_case (sweep, strategies[s], &all_costs[seed % 4], tolerances[t].numerator,
                  tolerances[t].denominator);
    }
  }
}

/* With weights that are not whole, measures and costs are doubles: the rule found must hold the tolerance,
 * and no rule of the product that holds it may cost less. */
typedef struct {
  const CpSweep *sweep;
  CpStrategy strategy;
  const CpCosts *costs;
  double tolerance, least;
  double chosen[8];
} Weighted;

static double
get_gap (const Weighted *weighted, const double *thresholds) {
  double low = INFINITY, high = -INFINITY;
  CpMetric measure = cp_strategy_get_info (weighted->strategy)->measure;
  for (guint s = 0; s < cp_sweep_get_n_slices (weighted->sweep); s++) {
    double value = cp_sweep_get_metric (weighted->sweep, s, thresholds[s], measure);
    low = fmin (low, value);
    high = fmax (high, value);
  }
  return high >= low ? high - low : 0;
}

static void
choose (Weighted *weighted, guint slice) {
  if (slice == cp_sweep_get_n_slices (weighted->sweep)) {
    CpConfusion total = cp_sweep_get_total (weighted->sweep, weighted->chosen);
    if (get_gap (weighted, weighted->chosen) <= 2 * weighted->tolerance)
      weighted->least = fmin (weighted->least, cp_cost_get (&total, weighted->costs));
    return;
  }
  gsize n;
  const CpSweepPoint *points = cp_sweep_get_points (weighted->sweep, slice, &n);
  for (gsize p = 0; p <= n; p++) {
    weighted->chosen[slice] = p > 0 ? points[p - 1].threshold : INFINITY;
    choose (weighted, slice + 1);
  }
}

static void
test_weighted (void) {
  for (guint64 seed = 2000; seed < 2200; seed++) {
    g_autoptr (CpSweep) sweep = brute_draw (seed, 1 + (guint)(seed % 3), 30, TRUE, FALSE);
    for (gsize s = 0; s < 4; s++) {
      g_autoptr (GError) error = NULL;
      Weighted weighted = {sweep, strategies[s], &all_costs[seed % 5], 0.01 * (double)(seed % 20), INFINITY,
                           {0}};
      choose (&weighted, 0);
      g_autoptr (CpThresholds) found = cp_thresholds_optimise (sweep, strategies[s], weighted.costs,
                                                               weighted.tolerance, NULL, NULL, &error);
      g_assert_cmpint (found == NULL, ==, isinf (weighted.least));
      if (found == NULL)
        continue;
      assert_close (found->cost, weighted.least, 1e-9);
      g_assert_cmpfloat (get_gap (&weighted, found->thresholds), <=, 2 * weighted.tolerance + 1e-9);
    }
  }
}

/* --- single cases -----------------------------------------------------------------------------------------
 */

static const char *const names[] = {"a", "b", "c", "d"};

static CpSweep *
build (const double *scores, const guint8 *labels, const guint32 *rows, gsize n, guint n_slices) {
  g_autoptr (CpLabels) truth = cp_labels_new (labels, n);
  g_autoptr (CpSlices) slices = cp_slices_new (rows, n, names, n_slices);
  return cp_sweep_build (scores, 1, truth, NULL, slices, NULL, NULL);
}

/* Weights that are no counts: the best gap is 5e-13 above the tolerance, within the slack for rounding; a
 * cheaper candidate 7e-13 beyond it is not, and must not be found again while ties are settled. */
static void
test_slack (void) {
  static const double scores[] = {0.5, 0.9, 0.6, 0.3};
  static const guint8 labels[] = {0, 1, 1, 0};
  static const guint32 rows[] = {0, 1, 1, 1};
  static const double weights[] = {1.5, 0.5 + 5e-13, 7e-13, 0.5 - 1.2e-12};
  g_autoptr (CpLabels) truth = cp_labels_new (labels, 4);
  g_autoptr (CpSlices) slices = cp_slices_new (rows, 4, names, 2);
  g_autoptr (CpSweep) sweep = cp_sweep_build (scores, 1, truth, weights, slices, NULL, NULL);
  const CpCosts costs = {1, 1};
  g_autoptr (CpThresholds) found =
      cp_thresholds_optimise (sweep, CP_STRATEGY_DEMOGRAPHIC_PARITY, &costs, 0.25, NULL, NULL, NULL);
  g_assert_nonnull (found);
  g_assert_cmpfloat (found->thresholds[0], ==, INFINITY);
  g_assert_cmpfloat (found->thresholds[1], ==, 0.9);
}

/* Two slices of 100 rows, perfect at 10 and at 67 selected: a gap of 57/100 is allowed at 0.285, although
 * 2 · 0.285 · 100 · 100 is below 5 700 in doubles. */
static void
test_boundary (void) {
  double scores[200];
  guint8 labels[200];
  guint32 rows[200];
  for (guint i = 0; i < 200; i++) {
    rows[i] = i / 100;
    scores[i] = (100 - i % 100) / 100.0;
    labels[i] = i % 100 < (i < 100 ? 10 : 67);
  }
  g_autoptr (CpSweep) sweep = build (scores, labels, rows, 200, 2);
  const CpCosts costs = {1, 1};
  g_autoptr (CpThresholds) enough =
      cp_thresholds_optimise (sweep, CP_STRATEGY_DEMOGRAPHIC_PARITY, &costs, 0.285, NULL, NULL, NULL);
  g_assert_cmpfloat (enough->cost, ==, 0);
  assert_close (enough->gap, 0.57, 1e-15);
  g_autoptr (CpThresholds) less =
      cp_thresholds_optimise (sweep, CP_STRATEGY_DEMOGRAPHIC_PARITY, &costs, 0.2849, NULL, NULL, NULL);
  g_assert_cmpfloat (less->cost, ==, 1);
  assert_close (less->gap, 0.56, 1e-15);
}

static void
test_undefined (void) {
  const double scores[] = {0.9, 0.4, 0.8, 0.3, 0.7, 0.2};
  const guint8 labels[] = {1, 0, 1, 0, 0, 0}; /* slice b has no positive row; slice c no row at all */
  const guint32 rows[] = {0, 0, 0, 0, 1, 1};
  g_autoptr (CpSweep) sweep = build (scores, labels, rows, 6, 3);
  g_autoptr (CpThresholds) found =
      cp_thresholds_optimise (sweep, CP_STRATEGY_EQUAL_OPPORTUNITY, &(CpCosts){1, 1}, 0.01, NULL, NULL, NULL);
  g_assert_false (found->is_unconstrained[0]);
  g_assert_true (found->is_unconstrained[1] && found->is_unconstrained[2]);
  g_assert_cmpfloat (found->thresholds[0], ==, 0.8);
  g_assert_true (isinf (found->thresholds[1]) && isinf (found->thresholds[2]));
  g_assert_true (isnan (found->gap)); /* one slice alone has no gap */
  g_assert_cmpfloat (found->cost, ==, 0);
}

/* Slice a is right in 3 of 4 whatever it does, slice b in 1 or 0 of 1. */
static void
test_unreachable (void) {
  const double scores[] = {0.5, 0.5, 0.5, 0.5, 0.5};
  const guint8 labels[] = {1, 0, 0, 1, 1};
  const guint32 rows[] = {0, 0, 0, 0, 1};
  g_autoptr (CpSweep) sweep = build (scores, labels, rows, 5, 2);
  g_autoptr (GError) error = NULL;
  g_assert_null (
      cp_thresholds_optimise (sweep, CP_STRATEGY_EQUAL_ACCURACY, &(CpCosts){1, 1}, 0.1, NULL, NULL, &error));
  assert_message (error, "Equal accuracy cannot be held within a tolerance of 0.1: no thresholds bring the "
                         "slices closer; allow at least 0.25.");
  g_autoptr (CpThresholds) found =
      cp_thresholds_optimise (sweep, CP_STRATEGY_EQUAL_ACCURACY, &(CpCosts){1, 1}, 0.25, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (found->gap, ==, 0.5);
}

static void
test_too_large (void) {
  g_autoptr (CpSweep) sweep = brute_draw (5, 3, 60, FALSE, TRUE);
  gsize n_points = 0;
  for (guint s = 0; s < 3; s++) {
    gsize n;
    cp_sweep_get_points (sweep, s, &n);
    n_points += n;
  }
  g_autofree char *message =
      g_strdup_printf ("Equalized odds cannot be solved exactly on %" G_GSIZE_FORMAT
                       " distinct scores in 3 slices within 5 steps; round the scores or take fewer slices.",
                       n_points);
  guint32 points[3];
  g_autoptr (GError) error = NULL;
  g_assert_false (cp_equalized_odds_solve (sweep, &(CpCosts){1, 1}, 0.1, 5, points, NULL, &error));
  assert_message (error, message);
}

static void
test_cancelled (void) {
  g_autoptr (CpSweep) sweep = brute_draw (1, 3, 40, FALSE, TRUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  for (gsize s = 0; s < G_N_ELEMENTS (strategies); s++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (
        cp_thresholds_optimise (sweep, strategies[s], &(CpCosts){1, 1}, 0.1, NULL, cancellable, &error));
    g_assert_error (error, CP_ERROR, CP_ERROR_CANCELLED);
  }
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/parity/every-optimum-equals-the-full-product", test_twin);
  g_test_add_func ("/core/parity/many-slices-equal-the-full-product", test_many_slices);
  g_test_add_func ("/core/parity/whole-weights-are-exact", test_counts);
  g_test_add_func ("/core/parity/other-weights-are-optimal-to-rounding", test_weighted);
  g_test_add_func ("/core/parity/a-gap-within-the-slack-keeps-its-candidates", test_slack);
  g_test_add_func ("/core/parity/a-gap-of-exactly-twice-the-tolerance-passes", test_boundary);
  g_test_add_func ("/core/parity/an-undefined-measure-leaves-the-slice-free", test_undefined);
  g_test_add_func ("/core/parity/a-tolerance-out-of-reach-is-refused", test_unreachable);
  g_test_add_func ("/core/parity/too-large-a-search-is-refused", test_too_large);
  g_test_add_func ("/core/parity/cancelling-stops-every-strategy", test_cancelled);
  return g_test_run ();
}
