#include "core/fairness/parity.h"

#include <math.h>

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
