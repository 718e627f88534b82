#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/fairness/parity.h"

#include <math.h>

/* One list of candidates serves every tolerance; the tolerances are searched side by side. */
typedef struct {
  const CpParity *parity;
  double unit, other_cost; /* other: the slices where the measure is undefined */
  CpFrontierPoint *points;
  GCancellable *cancellable;
} Frontier;

static void
search_points (gsize begin, gsize end, guint worker, gpointer data) {
  Frontier *frontier = data;
  for (gsize i = begin; i < end; i++) {
    CpFrontierPoint *point = &frontier->points[i];
    CpLimit limit = cp_limit_from_tolerance (point->tolerance);
    CpParityBest best;
    if (!cp_parity_search (frontier->parity, &limit, &best, frontier->cancellable) || isinf (best.cost))
      continue;
    point->cost = (best.cost + frontier->other_cost) / frontier->unit;
    if (frontier->parity->n_leaves >= 2)
      point->gap = best.spread.difference / best.spread.scale;
  }
}

static gboolean
search_parity (const CpSweep *sweep, CpStrategy strategy, const CpCosts *costs, CpFrontierPoint *out,
               gsize n_points, GCancellable *cancellable, GError **error) {
  CpScaledCosts scaled = cp_costs_scale (costs);
  CpMetric measure = cp_strategy_get_info (strategy)->measure;
  g_autoptr (CpParity) parity = cp_parity_new (sweep, measure, &scaled.costs, cancellable);
  if (parity == NULL)
    return !cp_check_cancelled (cancellable, error);
  Frontier frontier = {.parity = parity, .unit = scaled.unit, .points = out, .cancellable = cancellable};
  for (guint s = 0; s < cp_sweep_get_n_slices (sweep); s++) {
    double cost;
    if (parity->leaves[s] != G_MAXUINT)
      continue;
    cp_slice_find_cheapest (sweep, s, &scaled.costs, &cost);
    frontier.other_cost += cost;
  }
  if (parity->n_leaves == 0) {
    for (gsize i = 0; i < n_points; i++)
      out[i].cost = frontier.other_cost / scaled.unit;
    return TRUE;
  }
  cp_parallel_for (n_points, 1, search_points, &frontier, cancellable);
  return !cp_check_cancelled (cancellable, error);
}

gboolean
cp_thresholds_frontier (const CpSweep *sweep, CpStrategy strategy, const CpCosts *costs,
                        const double *tolerances, gsize n_points, CpFrontierPoint *out,
                        GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (strategy > CP_STRATEGY_CUSTOM && strategy < CP_N_STRATEGIES, FALSE);
  for (gsize i = 0; i < n_points; i++)
    out[i] = (CpFrontierPoint){tolerances[i], NAN, NAN};
  if (strategy > CP_STRATEGY_GROUP && strategy != CP_STRATEGY_EQUALIZED_ODDS)
    return search_parity (sweep, strategy, costs, out, n_points, cancellable, error);
  for (gsize i = 0; i < n_points; i++) {
    g_autoptr (CpThresholds) thresholds =
        cp_thresholds_optimise (sweep, strategy, costs, tolerances[i], NULL, cancellable, error);
    if (thresholds == NULL)
      return FALSE;
    out[i].cost = thresholds->cost;
    out[i].gap = thresholds->gap;
  }
  return TRUE;
}
