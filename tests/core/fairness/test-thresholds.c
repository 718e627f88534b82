#include "core/fairness/thresholds.h"

#include "core/base/random.h"
#include "tests/core/fairness/brute.h"
#include "tests/fixture.h"

#include <math.h>

static void
test_names (void) {
  for (int s = 0; s < CP_N_STRATEGIES; s++) {
    CpStrategy found;
    g_assert_true (cp_strategy_parse (cp_strategy_get_info (s)->name, &found) && (int)found == s);
  }
  CpStrategy found;
  g_assert_false (cp_strategy_parse ("parity", &found));
}

/* One threshold: every distinct score of the table and nobody, tried in turn from the highest. */
static void
test_single (void) {
  for (guint64 seed = 0; seed < 60; seed++) {
    g_autoptr (CpSweep) sweep = brute_draw (seed, 3, 50, seed % 2 == 0, TRUE);
    const CpCosts costs = {1 + (double)(seed % 3), 1 + (double)(seed % 5)};
    gsize n;
    const CpSweepPoint *points = cp_sweep_get_points (sweep, CP_ALL_ROWS, &n);
    double least = INFINITY, best = NAN;
    for (gsize p = 0; p <= n; p++) {
      double threshold = p > 0 ? points[p - 1].threshold : INFINITY;
      CpConfusion c = cp_sweep_get_total (sweep, (double[]){threshold, threshold, threshold});
      if (cp_cost_get (&c, &costs) < least) {
        least = cp_cost_get (&c, &costs);
        best = threshold;
      }
    }
    g_autoptr (CpThresholds) found =
        cp_thresholds_optimise (sweep, CP_STRATEGY_SINGLE, &costs, -1, NULL, NULL, NULL);
    g_assert_cmpfloat (found->cost, ==, least);
    g_assert_cmpfloat (found->single_cost, ==, least);
    g_assert_cmpfloat (found->single_threshold, ==, best);
    for (guint s = 0; s < 3; s++)
      g_assert_cmpfloat (found->thresholds[s], ==, best);
  }
}

static void
test_group (void) {
  for (guint64 seed = 100; seed < 140; seed++) {
    g_autoptr (CpSweep) sweep = brute_draw (seed, 2, 30, FALSE, TRUE);
    const CpCosts costs = {2, 3};
    /* without a limit to the gap parity is each slice's own least cost, and both its ties are the highest */
    g_autoptr (CpThresholds) found =
        cp_thresholds_optimise (sweep, CP_STRATEGY_GROUP, &costs, -1, NULL, NULL, NULL);
    double cost = 0;
    for (guint s = 0; s < 2; s++) {
      double least = INFINITY, best = NAN;
      gsize n;
      const CpSweepPoint *points = cp_sweep_get_points (sweep, s, &n);
      for (gsize p = 0; p <= n; p++) {
        double threshold = p > 0 ? points[p - 1].threshold : INFINITY;
        CpConfusion c = cp_sweep_get_confusion (sweep, s, threshold);
        if (cp_cost_get (&c, &costs) < least) {
          least = cp_cost_get (&c, &costs);
          best = threshold;
        }
      }
      cost += least;
      g_assert_cmpfloat (found->thresholds[s], ==, best);
    }
    g_assert_cmpfloat (found->cost, ==, cost);
    g_assert_cmpfloat (found->cost, <=, found->single_cost);
  }
}

static void
test_custom (void) {
  g_autoptr (CpSweep) sweep = brute_draw (3, 2, 40, FALSE, TRUE);
  const CpCosts costs = {1, 2};
  const double thresholds[] = {0.31, INFINITY};
  g_autoptr (GError) error = NULL;
  g_autoptr (CpThresholds) found =
      cp_thresholds_optimise (sweep, CP_STRATEGY_CUSTOM, &costs, -1, thresholds, NULL, &error);
  g_assert_no_error (error);
  CpConfusion a = cp_sweep_get_confusion (sweep, 0, 0.31), b = cp_sweep_get_confusion (sweep, 1, INFINITY);
  g_assert_cmpfloat (found->cost, ==, a.fp + 2 * a.fn + 2 * b.fn);
  assert_close (found->gap, (a.tp + a.fp) / (a.tp + a.fp + a.tn + a.fn), 1e-15);
  g_assert_null (cp_thresholds_optimise (sweep, CP_STRATEGY_CUSTOM, &costs, -1, NULL, NULL, &error));
  assert_message (error, "The strategy custom needs a threshold for every slice.");
}

/* 3 · 0.1 is not 0.3 in doubles: with decimal costs equal totals must still tie, to the highest threshold. */
static void
test_decimal_costs (void) {
  static const char *const names[] = {"a"};
  const double scores[] = {0.9, 0.8, 0.8, 0.8, 0.8};
  g_autoptr (CpLabels) labels = cp_labels_new ((guint8[]){1, 0, 0, 0, 1}, 5);
  g_autoptr (CpSlices) slices = cp_slices_new ((guint32[]){0, 0, 0, 0, 0}, 5, names, 1);
  g_autoptr (CpSweep) sweep = cp_sweep_build (scores, 1, labels, NULL, slices, NULL, NULL);
  const CpCosts costs = {0.1, 0.3}; /* at 0.9: one missed, 0.3; at 0.8: three wrong, 0.3 */
  g_autoptr (CpThresholds) found =
      cp_thresholds_optimise (sweep, CP_STRATEGY_SINGLE, &costs, -1, NULL, NULL, NULL);
  g_assert_cmpfloat (found->cost, ==, 0.3);
  g_assert_cmpfloat (found->single_threshold, ==, 0.9);
}

static void
test_default_tolerance (void) {
  static const char *const names[] = {"a", "b", "c"};
  guint32 rows[220] = {0};
  guint8 labels[220] = {0};
  double scores[220] = {0};
  for (int i = 0; i < 20; i++)
    rows[i] = 1;
  g_autoptr (CpLabels) truth = cp_labels_new (labels, 220);
  g_autoptr (CpSlices) three = cp_slices_new (rows, 220, names, 3); /* 200, 20 and no rows */
  g_autoptr (CpSweep) sweep = cp_sweep_build (scores, 1, truth, NULL, three, NULL, NULL);
  g_assert_cmpfloat (cp_default_tolerance (sweep), ==, 0.05);
  g_autoptr (CpSlices) large = cp_slices_new ((guint32[220]){0}, 220, names, 1);
  g_autoptr (CpSweep) one = cp_sweep_build (scores, 1, truth, NULL, large, NULL, NULL);
  g_assert_cmpfloat (cp_default_tolerance (one), ==, 0.01);
}

/* The law of the frontier: allowing more never costs more; and each point is what optimise finds. */
static void
test_frontier (void) {
  const double tolerances[] = {0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1};
  CpFrontierPoint points[G_N_ELEMENTS (tolerances)];
  for (guint64 seed = 0; seed < 12; seed++) {
    g_autoptr (CpSweep) sweep = brute_draw (seed + 200, 4, 300, seed % 2 == 1, FALSE);
    const CpCosts costs = {1, 0.5 * (double)(1 + seed % 4)};
    for (int s = CP_STRATEGY_SINGLE; s < CP_N_STRATEGIES; s++) {
      g_autoptr (GError) error = NULL;
      gboolean is_done = cp_thresholds_frontier (sweep, s, &costs, tolerances, G_N_ELEMENTS (tolerances),
                                                 points, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (is_done);
      for (gsize i = 0; i < G_N_ELEMENTS (tolerances); i++) {
        g_autoptr (CpThresholds) found =
            cp_thresholds_optimise (sweep, s, &costs, tolerances[i], NULL, NULL, NULL);
        g_assert_cmpfloat (points[i].tolerance, ==, tolerances[i]);
        assert_close (points[i].cost, found != NULL ? found->cost : NAN, 1e-9);
        assert_close (points[i].gap, found != NULL ? found->gap : NAN, 1e-9);
        if (i > 0 && !isnan (points[i - 1].cost))
          g_assert_cmpfloat (points[i].cost, <=, points[i - 1].cost);
      }
    }
  }
}

static void
test_four_fifths (void) {
  g_assert_true (cp_four_fifths_passes (0.8));
  g_assert_true (cp_four_fifths_passes ((4 / 9.0) / (5 / 9.0)));
  g_assert_true (cp_four_fifths_passes (0.7999999999999999)); /* 4/5 as a quotient of rounded rates */
  g_assert_true (cp_four_fifths_passes (1));
  g_assert_false (cp_four_fifths_passes (0.79999));
  g_assert_false (cp_four_fifths_passes (NAN));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/thresholds/every-strategy-has-a-name", test_names);
  g_test_add_func ("/core/thresholds/single-equals-trying-every-score", test_single);
  g_test_add_func ("/core/thresholds/group-is-each-slice-on-its-own", test_group);
  g_test_add_func ("/core/thresholds/custom-is-judged-as-given", test_custom);
  g_test_add_func ("/core/thresholds/decimal-costs-tie-exactly", test_decimal_costs);
  g_test_add_func ("/core/thresholds/the-default-tolerance-fits-the-smallest-slice", test_default_tolerance);
  g_test_add_func ("/core/thresholds/a-wider-tolerance-never-costs-more", test_frontier);
  g_test_add_func ("/core/thresholds/four-fifths-is-a-pass", test_four_fifths);
  return g_test_run ();
}
