#pragma once
#include "core/fairness/thresholds.h"

#include <math.h>

/* The machinery under the parity strategies; used inside core/fairness only.
 *
 * A candidate is one way to decide one slice: point 0 decides nobody, point i takes the i-th distinct score
 * as threshold, so a lower point is a higher threshold. Slices where the measure is defined are the leaves.
 * Parity lists the candidates of all leaves by their measure; a window [L, L + width] slides over the list,
 * L standing on each value in turn, and a monotone queue per leaf keeps its cheapest candidate inside. A
 * tournament tree over the leaves holds the total cost, so a step costs O(log leaves) and no rounding
 * accumulates.
 *
 * Measures are count / trials. With whole weights and less than 2^26 of them in each slice everything is
 * exact: two different such fractions differ by more than 2^-52, so their rounded quotients sort as the
 * fractions do, and cross-multiplied counts stay below 2^52. Otherwise they are doubles, and differences are
 * held against a tolerance with a slack of 1e-12. */
G_BEGIN_DECLS

/* Costs in whole units where both are decimals, so that equal totals are equal doubles. */
typedef struct {
  CpCosts costs;
  double unit; /* one unit in the user's costs is 1 / unit */
} CpScaledCosts;

CpScaledCosts cp_costs_scale (const CpCosts *costs);
/* The slice's own least cost; the highest threshold among equals. */
double cp_slice_find_cheapest (const CpSweep *sweep, guint slice, const CpCosts *costs, double *out_cost);
double cp_point_get_threshold (const CpSweep *sweep, guint slice, guint32 point);

typedef struct {
  double count; /* numerator of the measure */
  double cost;
  guint32 leaf, point;
  guint32 rank; /* place of the first candidate of this measure: equal measures, equal ranks */
} CpCandidate;

typedef struct {
  gboolean is_exact;
  guint n_leaves;
  guint *slices;  /* (n_leaves), ascending */
  guint *leaves;  /* (n_slices): the leaf, or G_MAXUINT where the measure is undefined */
  double *trials; /* (n_leaves): denominators */
  gsize n_candidates;
  CpCandidate *candidates; /* by measure; equal ones by leaf and point */
} CpParity;

/* @measure: selection rate, tpr, fpr or accuracy. (nullable): NULL when cancelled */
CpParity *cp_parity_new (const CpSweep *sweep, CpMetric measure, const CpCosts *costs,
                         GCancellable *cancellable);
void cp_parity_free (CpParity *parity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpParity, cp_parity_free)

/* The distance of two measures, as a fraction. */
typedef struct {
  double difference, scale;
} CpSpread;

static inline CpSpread
cp_parity_get_spread (const CpParity *parity, const CpCandidate *low, const CpCandidate *high) {
  double low_trials = parity->trials[low->leaf], high_trials = parity->trials[high->leaf];
  if (!parity->is_exact)
    return (CpSpread){high->count / high_trials - low->count / low_trials, 1};
  return (CpSpread){high->count * low_trials - low->count * high_trials, low_trials * high_trials};
}

static inline int
cp_spread_compare (gboolean is_exact, CpSpread a, CpSpread b) {
  if (!is_exact || isinf (a.difference) || isinf (b.difference))
    return (a.difference > b.difference) - (a.difference < b.difference);
  __extension__ typedef __int128 wide; /* the factors are below 2^52 */
  wide left = (wide)(gint64)a.difference * (gint64)b.scale;
  wide right = (wide)(gint64)b.difference * (gint64)a.scale;
  return (left > right) - (left < right);
}

/* The smallest spread any choice of one candidate a leaf leaves; scale 0 without leaves. */
CpSpread cp_parity_find_smallest (const CpParity *parity);

/* How wide a window is: a given width, or exactly a spread. */
typedef struct {
  double width;
  gboolean is_spread;
  CpSpread spread;
} CpLimit;

CpLimit cp_limit_from_tolerance (double tolerance); /* 2 · tolerance and a few units in the last place */
CpLimit cp_limit_from_spread (CpSpread spread);
#define CP_PARITY_SLACK 1e-12 /* of differences that are not exact, against a given width */

static inline gboolean
cp_parity_fits (const CpParity *parity, const CpLimit *limit, const CpCandidate *low,
                const CpCandidate *high) {
  CpSpread spread = cp_parity_get_spread (parity, low, high);
  if (!parity->is_exact) /* a spread was found by this very subtraction, so its own candidates are inside */
    return spread.difference <= limit->width + (limit->is_spread ? 0 : CP_PARITY_SLACK);
  if (limit->is_spread)
    return cp_spread_compare (TRUE, spread, limit->spread) <= 0;
  return spread.difference <= limit->width * spread.scale;
}

typedef struct {
  double cost;
  guint32 top; /* the last candidate among the fronts: the highest measure */
} CpSlideNode;

typedef struct {
  const CpParity *parity;
  const CpCandidate *candidates; /* (n), a part of the parity's, in its order */
  gsize n;
  gboolean takes_high_thresholds; /* among equally cheap: the highest threshold, else the lowest measure */
  guint32 *queue;                 /* (n): a queue per leaf */
  gsize *heads, *tails;           /* (n_leaves) into queue */
  guint n_places;                 /* leaves of the tree, a power of two */
  CpSlideNode *nodes;             /* (2 · n_places), the root at 1 */
} CpSlide;

/* Called for each L: @low is the first candidate with that measure; slide->nodes[1] is the state. */
typedef void (*CpSlideFunc) (const CpSlide *slide, gsize low, gpointer data);

void cp_slide_init (CpSlide *slide, const CpParity *parity, const CpCandidate *candidates, gsize n,
                    gboolean takes_high_thresholds);
gboolean cp_slide_run (CpSlide *slide, const CpLimit *limit, CpSlideFunc func, gpointer data,
                       GCancellable *cancellable); /* FALSE when cancelled */
void cp_slide_clear (CpSlide *slide);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CpSlide, cp_slide_clear)

/* The cheapest candidate of @leaf in the window; only where the total cost is finite. */
static inline const CpCandidate *
cp_slide_get_front (const CpSlide *slide, guint leaf) {
  return &slide->candidates[slide->queue[slide->heads[leaf]]];
}

/* The least total cost of the leaves with all measures within @limit, and the smallest spread at that cost;
 * infinite when no choice fits. FALSE when cancelled. */
typedef struct {
  double cost;
  CpSpread spread;
} CpParityBest;
gboolean cp_parity_search (const CpParity *parity, const CpLimit *limit, CpParityBest *out,
                           GCancellable *cancellable);
/* The highest thresholds that reach @best: @out_points (n_leaves). */
gboolean cp_parity_choose (const CpParity *parity, const CpParityBest *best, guint32 *out_points,
                           GCancellable *cancellable);

#define CP_ODDS_MAX_STEPS 100000000 /* some seconds */

/**
 * cp_equalized_odds_solve:
 * @max_steps: how many candidates may be looked at, CP_ODDS_MAX_STEPS but in tests
 * @out_points: (n_slices): a slice's point; 0 for one without rows
 *
 * The least cost with the true-positive and the false-positive rates each within 2 · tolerance.
 *
 * Returns: %FALSE with @error set when cancelled or when there is too much to search
 */
gboolean cp_equalized_odds_solve (const CpSweep *sweep, const CpCosts *costs, double tolerance,
                                  gsize max_steps, guint32 *out_points, GCancellable *cancellable,
                                  GError **error);

G_END_DECLS
