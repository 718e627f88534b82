#include "core/fairness/parity.h"

#include "core/base/sort.h"

#include <math.h>

#define EXACT_COUNT 67108864.0 /* 2^26, see the header */
#define SLACK 1e-12            /* of differences between measures that are not exact */

/* successes = base + tp_sign · tp + fp_sign · fp, so one loop serves every measure */
typedef struct {
  double trials, base;
  int tp_sign, fp_sign;
} Measure;

static Measure
get_measure (const CpSweep *sweep, guint slice, CpMetric metric) {
  double weight = cp_sweep_get_weight (sweep, slice), positives = cp_sweep_get_positives (sweep, slice);
  CpConfusion nobody = cp_sweep_get_confusion (sweep, slice, INFINITY);
  switch (metric) {
  case CP_METRIC_SELECTION_RATE:
    return (Measure){weight, 0, 1, 1};
  case CP_METRIC_TPR:
    return (Measure){positives, 0, 1, 0};
  case CP_METRIC_FPR:
    return (Measure){nobody.tn, 0, 0, 1};
  default:
    g_assert (metric == CP_METRIC_ACCURACY);
    return (Measure){weight, nobody.tn, 1, -1};
  }
}

static void
find_leaves (CpParity *parity, const CpSweep *sweep, CpMetric metric) {
  guint n_slices = cp_sweep_get_n_slices (sweep);
  parity->slices = g_new (guint, n_slices);
  parity->leaves = g_new (guint, n_slices);
  parity->trials = g_new (double, n_slices);
  parity->is_exact = cp_sweep_has_counts (sweep);
  for (guint s = 0; s < n_slices; s++) {
    double trials = get_measure (sweep, s, metric).trials;
    parity->leaves[s] = G_MAXUINT;
    if (!(trials > 0))
      continue;
    gsize n_points;
    cp_sweep_get_points (sweep, s, &n_points);
    parity->n_candidates += n_points + 1;
    parity->is_exact &= cp_sweep_get_weight (sweep, s) < EXACT_COUNT;
    parity->leaves[s] = parity->n_leaves;
    parity->slices[parity->n_leaves] = s;
    parity->trials[parity->n_leaves++] = trials;
  }
}

/* All candidates, leaf after leaf, and their sort keys. */
static void
list_candidates (const CpParity *parity, const CpSweep *sweep, CpMetric metric, const CpCosts *costs,
                 CpCandidate *out, guint64 *out_keys) {
  gsize next = 0;
  for (guint leaf = 0; leaf < parity->n_leaves; leaf++) {
    guint slice = parity->slices[leaf];
    Measure measure = get_measure (sweep, slice, metric);
    double positives = cp_sweep_get_positives (sweep, slice);
    gsize n_points;
    const CpSweepPoint *points = cp_sweep_get_points (sweep, slice, &n_points);
    for (gsize p = 0; p <= n_points; p++, next++) {
      double tp = p > 0 ? points[p - 1].tp : 0, fp = p > 0 ? points[p - 1].fp : 0;
      double count = measure.base + measure.tp_sign * tp + measure.fp_sign * fp;
      double cost = costs->fp_cost * fp + costs->fn_cost * (positives - tp);
      out[next] = (CpCandidate){.count = count, .cost = cost, .leaf = leaf, .point = (guint32)p};
      out_keys[next] = cp_sort_key_from_double (count / measure.trials);
    }
  }
}

CpParity *
cp_parity_new (const CpSweep *sweep, CpMetric measure, const CpCosts *costs, GCancellable *cancellable) {
  g_autoptr (CpParity) parity = g_new0 (CpParity, 1);
  find_leaves (parity, sweep, measure);
  gsize n = parity->n_candidates;
  g_autofree CpCandidate *listed = g_new (CpCandidate, n);
  g_autofree guint64 *keys = g_new (guint64, n);
  g_autofree guint32 *order = g_new (guint32, n);
  list_candidates (parity, sweep, measure, costs, listed, keys);
  for (gsize i = 0; i < n; i++)
    order[i] = (guint32)i;
  if (g_cancellable_is_cancelled (cancellable))
    return NULL;
  cp_sort_keys (keys, order, n);
  if (g_cancellable_is_cancelled (cancellable))
    return NULL;
  parity->candidates = g_new (CpCandidate, n);
  guint32 rank = 0;
  for (gsize i = 0; i < n; i++) {
    rank += i > 0 && keys[i] != keys[i - 1];
    parity->candidates[i] = listed[order[i]];
    parity->candidates[i].rank = rank;
  }
  return g_steal_pointer (&parity);
}

void
cp_parity_free (CpParity *parity) {
  g_free (parity->slices);
  g_free (parity->leaves);
  g_free (parity->trials);
  g_free (parity->candidates);
  g_free (parity);
}

CpSpread
cp_parity_get_spread (const CpParity *parity, const CpCandidate *low, const CpCandidate *high) {
  double low_trials = parity->trials[low->leaf], high_trials = parity->trials[high->leaf];
  if (!parity->is_exact)
    return (CpSpread){high->count / high_trials - low->count / low_trials, 1};
  return (CpSpread){high->count * low_trials - low->count * high_trials, low_trials * high_trials};
}

int
cp_spread_compare (gboolean is_exact, CpSpread a, CpSpread b) {
  if (!is_exact || isinf (a.difference) || isinf (b.difference))
    return (a.difference > b.difference) - (a.difference < b.difference);
  __extension__ typedef __int128 wide; /* both factors are below 2^52 */
  wide left = (wide)(gint64)a.difference * (gint64)b.scale;
  wide right = (wide)(gint64)b.difference * (gint64)a.scale;
  return (left > right) - (left < right);
}

CpSpread
cp_parity_find_smallest (const CpParity *parity) {
  CpSpread best = {INFINITY, 1};
  g_autofree gsize *n_inside = g_new0 (gsize, parity->n_leaves);
  guint n_covered = 0;
  gsize low = 0;
  for (gsize high = 0; high < parity->n_candidates; high++) {
    n_covered += n_inside[parity->candidates[high].leaf]++ == 0;
    for (; n_covered == parity->n_leaves; low++) {
      CpSpread spread = cp_parity_get_spread (parity, &parity->candidates[low], &parity->candidates[high]);
      if (cp_spread_compare (parity->is_exact, spread, best) < 0)
        best = spread;
      n_covered -= --n_inside[parity->candidates[low].leaf] == 0;
    }
  }
  return best;
}

CpLimit
cp_limit_from_tolerance (double tolerance) {
  /* 0.02 stands for two hundredths, not for the double next to them: twice it must let a gap of 4/100 pass */
  return (CpLimit){.width = 2 * tolerance * (1 + 0x1p-50)};
}

CpLimit
cp_limit_from_spread (CpSpread spread) {
  return (CpLimit){.is_spread = TRUE, .spread = spread, .width = spread.difference / spread.scale};
}

gboolean
cp_parity_fits (const CpParity *parity, const CpLimit *limit, const CpCandidate *low,
                const CpCandidate *high) {
  CpSpread spread = cp_parity_get_spread (parity, low, high);
  if (!parity->is_exact)
    return spread.difference <= limit->width + SLACK;
  if (limit->is_spread)
    return cp_spread_compare (TRUE, spread, limit->spread) <= 0;
  return spread.difference <= limit->width * spread.scale;
}

/* The state of one search: the best so far, then the points that reach it. */
typedef struct {
  CpParityBest best;
  guint32 *points; /* (n_leaves) */
  gboolean has_points;
} Search;

static void
visit_least_cost (const CpSlide *slide, gsize low, gpointer data) {
  Search *search = data;
  if (!(slide->nodes[1].cost <= search->best.cost) || isinf (slide->nodes[1].cost))
    return;
  CpSpread spread =
      cp_parity_get_spread (slide->parity, &slide->candidates[low], &slide->candidates[slide->nodes[1].top]);
  if (slide->nodes[1].cost < search->best.cost ||
      cp_spread_compare (slide->parity->is_exact, spread, search->best.spread) < 0)
    search->best = (CpParityBest){slide->nodes[1].cost, spread};
}

gboolean
cp_parity_search (const CpParity *parity, const CpLimit *limit, CpParityBest *out,
                  GCancellable *cancellable) {
  Search search = {.best = {INFINITY, {INFINITY, 1}}};
  g_auto (CpSlide) slide;
  cp_slide_init (&slide, parity, parity->candidates, parity->n_candidates, FALSE);
  if (!cp_slide_run (&slide, limit, visit_least_cost, &search, cancellable))
    return FALSE;
  *out = search.best;
  return TRUE;
}

/* Within a window no wider than the smallest spread every choice of cheapest candidates has that spread. */
static void
visit_highest_thresholds (const CpSlide *slide, gsize low, gpointer data) {
  Search *search = data;
  if (slide->nodes[1].cost != search->best.cost)
    return;
  guint n_leaves = slide->parity->n_leaves, leaf = 0;
  while (search->has_points && leaf < n_leaves &&
         cp_slide_get_front (slide, leaf)->point == search->points[leaf])
    leaf++;
  if (search->has_points &&
      (leaf == n_leaves || cp_slide_get_front (slide, leaf)->point > search->points[leaf]))
    return;
  for (guint i = 0; i < n_leaves; i++)
    search->points[i] = cp_slide_get_front (slide, i)->point;
  search->has_points = TRUE;
}

gboolean
cp_parity_choose (const CpParity *parity, const CpParityBest *best, guint32 *out_points,
                  GCancellable *cancellable) {
  Search search = {.best = *best, .points = out_points};
  CpLimit limit = cp_limit_from_spread (best->spread);
  g_auto (CpSlide) slide;
  cp_slide_init (&slide, parity, parity->candidates, parity->n_candidates, TRUE);
  if (!cp_slide_run (&slide, &limit, visit_highest_thresholds, &search, cancellable))
    return FALSE;
  g_assert (search.has_points);
  return TRUE;
}
