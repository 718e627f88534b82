#include "core/fairness/thresholds.h"

#include "core/base/error.h"
#include "core/base/format.h"
#include "core/fairness/parity.h"
#include "core/metrics/intervals.h"

#include <math.h>

void
cp_thresholds_free (CpThresholds *thresholds) {
  g_free (thresholds->thresholds);
  g_free (thresholds->is_unconstrained);
  g_free (thresholds);
}

double
cp_default_tolerance (const CpSweep *sweep) {
  double smallest = INFINITY;
  for (guint s = 0; s < cp_sweep_get_n_slices (sweep); s++) {
    double n = cp_sweep_get_effective_n (sweep, s);
    if (cp_sweep_has_counts (sweep))
      n = cp_sweep_get_weight (sweep, s);
    if (n > 0)
      smallest = MIN (smallest, n);
  }
  return MAX (0.01, 1 / smallest);
}

double
cp_cost_get (const CpConfusion *confusion, const CpCosts *costs) {
  return costs->fp_cost * confusion->fp + costs->fn_cost * confusion->fn;
}

gboolean
cp_four_fifths_passes (double ratio) {
  return ratio >= 0.8 * (1 - 0x1p-50); /* exactly four fifths passes, however its quotient was rounded */
}

CpScaledCosts
cp_costs_scale (const CpCosts *costs) {
  for (double unit = 1; unit <= 1e6; unit *= 10) {
    double fp = rint (costs->fp_cost * unit), fn = rint (costs->fn_cost * unit);
    if (fp / unit == costs->fp_cost && fn / unit == costs->fn_cost)
      return (CpScaledCosts){{fp, fn}, unit};
  }
  return (CpScaledCosts){*costs, 1};
}

double
cp_slice_find_cheapest (const CpSweep *sweep, guint slice, const CpCosts *costs, double *out_cost) {
  gsize n_points;
  const CpSweepPoint *points = cp_sweep_get_points (sweep, slice, &n_points);
  double positives = cp_sweep_get_positives (sweep, slice);
  double best = INFINITY, least = costs->fn_cost * positives; /* nobody */
  for (gsize p = 0; p < n_points; p++) {
    double cost = costs->fp_cost * points[p].fp + costs->fn_cost * (positives - points[p].tp);
    if (cost < least) {
      least = cost;
      best = points[p].threshold;
    }
  }
  *out_cost = least;
  return best;
}

double
cp_point_get_threshold (const CpSweep *sweep, guint slice, guint32 point) {
  gsize n_points;
  const CpSweepPoint *points = cp_sweep_get_points (sweep, slice, &n_points);
  return point > 0 ? points[point - 1].threshold : INFINITY;
}

static double
get_difference (const CpSweep *sweep, const double *thresholds, CpMetric measure) {
  guint n_slices = cp_sweep_get_n_slices (sweep);
  g_autofree double *values = g_new (double, n_slices);
  for (guint s = 0; s < n_slices; s++)
    values[s] = cp_sweep_get_metric (sweep, s, thresholds[s], measure);
  return cp_gap_compute (values, n_slices).difference;
}

static double
get_gap (const CpSweep *sweep, const double *thresholds, CpStrategy strategy) {
  if (strategy == CP_STRATEGY_EQUALIZED_ODDS) /* fmax leaves an undefined one out */
    return fmax (get_difference (sweep, thresholds, CP_METRIC_TPR),
                 get_difference (sweep, thresholds, CP_METRIC_FPR));
  int measure = cp_strategy_get_info (strategy)->measure;
  return get_difference (sweep, thresholds, measure >= 0 ? measure : CP_METRIC_SELECTION_RATE);
}

static void
report_unreachable (const CpParity *parity, CpStrategy strategy, double tolerance, GError **error) {
  CpSpread smallest = cp_parity_find_smallest (parity);
  double gap = smallest.difference / smallest.scale;
  double enough = ceil (gap / 2 * 1e4) / 1e4; /* rounded up, so that asking for it succeeds */
  char given[CP_FORMAT_SIZE], needed[CP_FORMAT_SIZE];
  g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
               "%s cannot be held within a tolerance of %s: no thresholds bring the slices closer; allow at "
               "least %s.",
               cp_strategy_get_info (strategy)->label, cp_format_double (given, tolerance),
               cp_format_double (needed, enough));
}

/* Fills the thresholds of the slices where the measure is defined. */
static gboolean
solve_parity (CpThresholds *result, const CpSweep *sweep, const CpCosts *costs, GCancellable *cancellable,
              GError **error) {
  CpMetric measure = cp_strategy_get_info (result->strategy)->measure;
  g_autoptr (CpParity) parity = cp_parity_new (sweep, measure, costs, cancellable);
  if (parity == NULL)
    return !cp_check_cancelled (cancellable, error);
  for (guint s = 0; s < result->n_slices; s++)
    result->is_unconstrained[s] = parity->leaves[s] == G_MAXUINT;
  if (parity->n_leaves == 0)
    return TRUE;
  CpLimit limit = cp_limit_from_tolerance (result->tolerance);
  CpParityBest best;
  g_autofree guint32 *points = g_new (guint32, parity->n_leaves);
  if (!cp_parity_search (parity, &limit, &best, cancellable))
    return !cp_check_cancelled (cancellable, error);
  if (isinf (best.cost)) {
    report_unreachable (parity, result->strategy, result->tolerance, error);
    return FALSE;
  }
  if (!cp_parity_choose (parity, &best, points, cancellable))
    return !cp_check_cancelled (cancellable, error);
  for (guint leaf = 0; leaf < parity->n_leaves; leaf++) {
    guint slice = parity->slices[leaf];
    result->thresholds[slice] = cp_point_get_threshold (sweep, slice, points[leaf]);
  }
  return TRUE;
}

static gboolean
solve_equalized_odds (CpThresholds *result, const CpSweep *sweep, const CpCosts *costs,
                      GCancellable *cancellable, GError **error) {
  g_autofree guint32 *points = g_new (guint32, result->n_slices);
  if (!cp_equalized_odds_solve (sweep, costs, result->tolerance, CP_ODDS_MAX_STEPS, points, cancellable,
                                error))
    return FALSE;
  for (guint s = 0; s < result->n_slices; s++) {
    result->is_unconstrained[s] = !(cp_sweep_get_weight (sweep, s) > 0);
    result->thresholds[s] = cp_point_get_threshold (sweep, s, points[s]);
  }
  return TRUE;
}

static gboolean
solve (CpThresholds *result, const CpSweep *sweep, const CpCosts *costs, const double *custom,
       GCancellable *cancellable, GError **error) {
  double cost;
  for (guint s = 0; s < result->n_slices; s++) {
    if (result->strategy == CP_STRATEGY_CUSTOM)
      result->thresholds[s] = custom[s];
    else if (result->strategy == CP_STRATEGY_SINGLE)
      result->thresholds[s] = result->single_threshold;
    else
      result->thresholds[s] = cp_slice_find_cheapest (sweep, s, costs, &cost);
  }
  if (result->strategy <= CP_STRATEGY_GROUP)
    return TRUE;
  if (result->strategy == CP_STRATEGY_EQUALIZED_ODDS)
    return solve_equalized_odds (result, sweep, costs, cancellable, error);
  return solve_parity (result, sweep, costs, cancellable, error);
}

CpThresholds *
cp_thresholds_optimise (const CpSweep *sweep, CpStrategy strategy, const CpCosts *costs, double tolerance,
                        const double *custom, GCancellable *cancellable, GError **error) {
  g_return_val_if_fail ((int)strategy >= 0 && strategy < CP_N_STRATEGIES, NULL);
  g_return_val_if_fail (costs->fp_cost >= 0 && costs->fn_cost >= 0, NULL);
  g_return_val_if_fail (isfinite (costs->fp_cost) && isfinite (costs->fn_cost), NULL);
  if (strategy == CP_STRATEGY_CUSTOM && custom == NULL) {
    g_set_error_literal (error, CP_ERROR, CP_ERROR_VALUE,
                         "The strategy custom needs a threshold for every slice.");
    return NULL;
  }
  g_autoptr (CpThresholds) result = g_new0 (CpThresholds, 1);
  result->strategy = strategy;
  result->tolerance = tolerance >= 0 ? tolerance : cp_default_tolerance (sweep);
  result->n_slices = cp_sweep_get_n_slices (sweep);
  result->thresholds = g_new (double, result->n_slices);
  result->is_unconstrained = g_new0 (gboolean, result->n_slices);
  CpScaledCosts scaled = cp_costs_scale (costs);
  result->single_threshold = cp_slice_find_cheapest (sweep, CP_ALL_ROWS, &scaled.costs, &result->single_cost);
  result->single_cost /= scaled.unit;
  if (!solve (result, sweep, &scaled.costs, custom, cancellable, error))
    return NULL;
  CpConfusion total = cp_sweep_get_total (sweep, result->thresholds);
  result->cost = cp_cost_get (&total, &scaled.costs) / scaled.unit;
  result->gap = get_gap (sweep, result->thresholds, strategy);
  return g_steal_pointer (&result);
}
