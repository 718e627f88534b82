#include "core/base/error.h"
#include "core/base/sort.h"
#include "core/fairness/parity.h"

#include <math.h>
#include <string.h>

/* Equalized odds by branch and bound. Windows stand on every true-positive rate L; the least cost with that
 * constraint alone bounds what is possible there. They are tried from the lowest bound on; in each, the
 * candidates inside go through a second window, over their false-positive rates, until the bounds exceed the
 * best cost found. Along a slice's candidates both rates rise together, so the first cheapest candidate
 * inside both windows is lowest in both rates and highest in threshold: one pass settles cost, gap and ties.
 */

typedef struct {
  double bound;
  CpSpread spread; /* the least where the cost is the bound */
  gsize low;       /* where the window stands: index into tpr->candidates */
} Branch;

typedef struct {
  CpParity *tpr, *fpr;
  CpLimit limit;
  guint n_slices;
  gsize *begins;       /* (n_slices + 1): where a slice's points begin in the places */
  guint32 *tpr_places; /* the candidate of a slice's point in each list */
  guint32 *fpr_places;
  gboolean is_exact;

  GArray *branches;
  double free_cost; /* least cost of the slices without a true-positive rate */

  /* the branch being searched */
  const CpCandidate *low;
  double fixed_cost;       /* of the slices without a false-positive rate */
  guint32 *points;         /* (n_slices) */
  CpCandidate *candidates; /* inside the first window, in the order of fpr */
  guint64 *keys;

  gboolean has_best;
  double best_cost;
  CpSpread best_spread;
  guint32 *best_points;     /* (n_slices) */
  gsize n_steps, max_steps; /* candidates looked at */
} Odds;

static void
odds_clear (Odds *odds) {
  g_clear_pointer (&odds->tpr, cp_parity_free);
  g_clear_pointer (&odds->fpr, cp_parity_free);
  g_clear_pointer (&odds->branches, g_array_unref);
  g_free (odds->begins);
  g_free (odds->tpr_places);
  g_free (odds->fpr_places);
  g_free (odds->points);
  g_free (odds->candidates);
  g_free (odds->keys);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Odds, odds_clear)

static guint32 *
find_places (const Odds *odds, const CpParity *parity) {
  guint32 *places = g_new0 (guint32, odds->begins[odds->n_slices]);
  for (gsize i = 0; i < parity->n_candidates; i++) {
    const CpCandidate *candidate = &parity->candidates[i];
    places[odds->begins[parity->slices[candidate->leaf]] + candidate->point] = (guint32)i;
  }
  return places;
}

static const CpCandidate *
get_tpr (const Odds *odds, guint slice, guint32 point) {
  return &odds->tpr->candidates[odds->tpr_places[odds->begins[slice] + point]];
}

static void
add_branch (const CpSlide *slide, gsize low, gpointer data) {
  Odds *odds = data;
  CpSpread spread =
      cp_parity_get_spread (odds->tpr, &slide->candidates[low], &slide->candidates[slide->nodes[1].top]);
  Branch branch = {slide->nodes[1].cost + odds->free_cost, spread, low};
  if (isfinite (branch.bound))
    g_array_append_val (odds->branches, branch);
}

/* The most promising first: by cost, then spread. */
static int
compare_branches (gconstpointer a, gconstpointer b, gpointer data) {
  const Branch *x = a, *y = b;
  const Odds *odds = data;
  if (x->bound != y->bound)
    return x->bound < y->bound ? -1 : 1;
  int order = cp_spread_compare (odds->is_exact, x->spread, y->spread);
  return order != 0 ? order : (x->low > y->low) - (x->low < y->low);
}

static gboolean
can_improve (const Odds *odds, const Branch *branch) {
  if (!odds->has_best || branch->bound < odds->best_cost)
    return TRUE;
  return branch->bound == odds->best_cost &&
         cp_spread_compare (odds->is_exact, branch->spread, odds->best_spread) <= 0;
}

/* The points of the slice inside the first window: [*out_first, *out_end). */
static void
find_range (const Odds *odds, guint slice, guint32 *out_first, guint32 *out_end) {
  guint32 n = (guint32)(odds->begins[slice + 1] - odds->begins[slice]);
  *out_first = 0;
  *out_end = n;
  if (odds->tpr->leaves[slice] == G_MAXUINT)
    return;
  guint32 from = 0, to = n;
  while (from < to) {
    guint32 middle = from + (to - from) / 2;
    if (get_tpr (odds, slice, middle)->rank < odds->low->rank)
      from = middle + 1;
    else
      to = middle;
  }
  *out_first = from;
  to = n;
  while (from < to) {
    guint32 middle = from + (to - from) / 2;
    if (cp_parity_fits (odds->tpr, &odds->limit, odds->low, get_tpr (odds, slice, middle)))
      from = middle + 1;
    else
      to = middle;
  }
  *out_end = from;
}

/* Fills the candidates of the second window; slices without a false-positive rate take their cheapest. */
static gsize
gather_candidates (Odds *odds) {
  gsize n = 0;
  odds->fixed_cost = 0;
  for (guint s = 0; s < odds->n_slices; s++) {
    guint32 first, end;
    odds->points[s] = 0;
    find_range (odds, s, &first, &end);
    if (odds->fpr->leaves[s] != G_MAXUINT) {
      for (guint32 p = first; p < end; p++)
        odds->keys[n++] = odds->fpr_places[odds->begins[s] + p];
    } else if (odds->tpr->leaves[s] != G_MAXUINT) {
      odds->points[s] = first;
      for (guint32 p = first + 1; p < end; p++) {
        if (get_tpr (odds, s, p)->cost < get_tpr (odds, s, odds->points[s])->cost)
          odds->points[s] = p;
      }
      odds->fixed_cost += get_tpr (odds, s, odds->points[s])->cost;
    }
  }
  cp_sort_keys (odds->keys, NULL, n);
  for (gsize i = 0; i < n; i++)
    odds->candidates[i] = odds->fpr->candidates[odds->keys[i]];
  return n;
}

/* The larger of the two spreads of odds->points. */
static CpSpread
find_spread (const Odds *odds, const CpCandidate *fpr_low, const CpCandidate *fpr_high) {
  const CpCandidate *tpr_high = odds->low;
  for (guint leaf = 0; leaf < odds->tpr->n_leaves; leaf++) {
    guint slice = odds->tpr->slices[leaf];
    const CpCandidate *candidate = get_tpr (odds, slice, odds->points[slice]);
    if (candidate->rank > tpr_high->rank)
      tpr_high = candidate;
  }
  CpSpread tpr = cp_parity_get_spread (odds->tpr, odds->low, tpr_high);
  CpSpread fpr = cp_parity_get_spread (odds->fpr, fpr_low, fpr_high);
  return cp_spread_compare (odds->is_exact, tpr, fpr) >= 0 ? tpr : fpr;
}

static int
compare_points (const guint32 *a, const guint32 *b, guint n) {
  for (guint s = 0; s < n; s++) {
    if (a[s] != b[s])
      return a[s] < b[s] ? -1 : 1;
  }
  return 0;
}

static void
visit_windows (const CpSlide *slide, gsize low, gpointer data) {
  Odds *odds = data;
  double cost = slide->nodes[1].cost + odds->fixed_cost;
  if (isinf (cost) || (odds->has_best && cost > odds->best_cost))
    return;
  for (guint leaf = 0; leaf < odds->fpr->n_leaves; leaf++)
    odds->points[odds->fpr->slices[leaf]] = cp_slide_get_front (slide, leaf)->point;
  CpSpread spread = find_spread (odds, &slide->candidates[low], &slide->candidates[slide->nodes[1].top]);
  if (odds->has_best && cost == odds->best_cost) {
    int order = cp_spread_compare (odds->is_exact, spread, odds->best_spread);
    if (order > 0 || (order == 0 && compare_points (odds->points, odds->best_points, odds->n_slices) >= 0))
      return;
  }
  odds->has_best = TRUE;
  odds->best_cost = cost;
  odds->best_spread = spread;
  memcpy (odds->best_points, odds->points, odds->n_slices * sizeof *odds->points);
}

static gboolean
search_branches (Odds *odds, GCancellable *cancellable, GError **error) {
  for (guint b = 0; b < odds->branches->len; b++) {
    const Branch *branch = &g_array_index (odds->branches, Branch, b);
    if (!can_improve (odds, branch)) /* nor can those after it */
      break;
    odds->low = &odds->tpr->candidates[branch->low];
    gsize n = gather_candidates (odds);
    odds->n_steps += n;
    if (odds->n_steps > odds->max_steps) {
      g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                   "Equalized odds cannot be solved exactly on %" G_GSIZE_FORMAT
                   " distinct scores in %u slices within %" G_GSIZE_FORMAT
                   " steps; round the scores or take fewer slices.",
                   odds->begins[odds->n_slices] - odds->n_slices, odds->n_slices, odds->max_steps);
      return FALSE;
    }
    g_auto (CpSlide) slide;
    cp_slide_init (&slide, odds->fpr, odds->candidates, n, FALSE);
    if (!cp_slide_run (&slide, &odds->limit, visit_windows, odds, cancellable))
      return !cp_check_cancelled (cancellable, error);
  }
  return TRUE;
}

static gboolean
odds_prepare (Odds *odds, const CpSweep *sweep, const CpCosts *costs, double tolerance,
              GCancellable *cancellable) {
  odds->n_slices = cp_sweep_get_n_slices (sweep);
  odds->limit = cp_limit_from_tolerance (tolerance);
  odds->tpr = cp_parity_new (sweep, CP_METRIC_TPR, costs, cancellable);
  odds->fpr = cp_parity_new (sweep, CP_METRIC_FPR, costs, cancellable);
  if (odds->tpr == NULL || odds->fpr == NULL)
    return FALSE;
  odds->is_exact = odds->tpr->is_exact && odds->fpr->is_exact;
  odds->tpr->is_exact = odds->fpr->is_exact = odds->is_exact;
  odds->begins = g_new0 (gsize, odds->n_slices + 1);
  for (guint s = 0; s < odds->n_slices; s++) {
    gsize n_points;
    double cost;
    cp_sweep_get_points (sweep, s, &n_points);
    odds->begins[s + 1] = odds->begins[s] + n_points + 1;
    cp_slice_find_cheapest (sweep, s, costs, &cost);
    odds->free_cost += odds->tpr->leaves[s] == G_MAXUINT ? cost : 0;
  }
  odds->tpr_places = find_places (odds, odds->tpr);
  odds->fpr_places = find_places (odds, odds->fpr);
  odds->branches = g_array_new (FALSE, FALSE, sizeof (Branch));
  odds->points = g_new0 (guint32, odds->n_slices);
  odds->candidates = g_new (CpCandidate, odds->begins[odds->n_slices]);
  odds->keys = g_new (guint64, odds->begins[odds->n_slices]);
  return TRUE;
}

/* Without positive rows anywhere, or without negative ones, one rate is all there is. */
static gboolean
solve_one_rate (const Odds *odds, const CpParity *parity, GCancellable *cancellable) {
  CpParityBest best;
  g_autofree guint32 *points = g_new (guint32, parity->n_leaves);
  memset (odds->best_points, 0, odds->n_slices * sizeof (guint32));
  if (parity->n_leaves == 0)
    return TRUE;
  if (!cp_parity_search (parity, &odds->limit, &best, cancellable) ||
      !cp_parity_choose (parity, &best, points, cancellable))
    return FALSE;
  for (guint leaf = 0; leaf < parity->n_leaves; leaf++)
    odds->best_points[parity->slices[leaf]] = points[leaf];
  return TRUE;
}

gboolean
cp_equalized_odds_solve (const CpSweep *sweep, const CpCosts *costs, double tolerance, gsize max_steps,
                         guint32 *out_points, GCancellable *cancellable, GError **error) {
  g_auto (Odds) odds = {.best_points = out_points, .max_steps = max_steps};
  if (!odds_prepare (&odds, sweep, costs, tolerance, cancellable))
    return !cp_check_cancelled (cancellable, error);
  if (odds.tpr->n_leaves == 0 || odds.fpr->n_leaves == 0) {
    const CpParity *parity = odds.tpr->n_leaves > 0 ? odds.tpr : odds.fpr;
    return solve_one_rate (&odds, parity, cancellable) || !cp_check_cancelled (cancellable, error);
  }
  g_auto (CpSlide) slide;
  cp_slide_init (&slide, odds.tpr, odds.tpr->candidates, odds.tpr->n_candidates, FALSE);
  if (!cp_slide_run (&slide, &odds.limit, add_branch, &odds, cancellable))
    return !cp_check_cancelled (cancellable, error);
  g_array_sort_with_data (odds.branches, compare_branches, &odds);
  return search_branches (&odds, cancellable, error);
}
