#include "core/base/parallel.h"
#include "core/base/sort.h"
#include "core/fairness/parity.h"

/* How the candidates of a parity problem are listed, leaf after leaf and point after point, and then sorted
 * by their measure. */

#define EXACT_COUNT 67108864.0 /* 2^26, see the header */
#define GRAIN 65536

/* What the measure counts is base + tp_sign · tp + fp_sign · fp, so one loop serves every measure. */
typedef struct {
  const CpSweepPoint *points;
  gsize begin; /* where the leaf's points begin in the list */
  double positives, base;
  int tp_sign, fp_sign;
} Leaf;

typedef struct {
  CpParity *parity;
  const CpCosts *costs;
  Leaf *leaves;    /* (n_leaves + 1): the last only begins */
  double scale;    /* of the keys; 0: the doubles' own order */
  guint64 *keys;   /* (n) */
  guint32 *order;  /* (n): place in the list of a sorted candidate */
  guint32 *owners; /* (n): leaf of a place in the list */
} Listing;

static void
listing_clear (Listing *listing) {
  g_free (listing->leaves);
  g_free (listing->keys);
  g_free (listing->order);
  g_free (listing->owners);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Listing, listing_clear)

/* Fills the leaf but for its begin; returns its trials, 0 where the measure is undefined. */
static double
describe_leaf (const CpSweep *sweep, guint slice, CpMetric measure, Leaf *leaf, gsize *out_n_points) {
  double weight = cp_sweep_get_weight (sweep, slice), positives = cp_sweep_get_positives (sweep, slice);
  double negatives = cp_sweep_get_confusion (sweep, slice, INFINITY).tn;
  *leaf = (Leaf){.positives = positives};
  leaf->points = cp_sweep_get_points (sweep, slice, out_n_points);
  switch (measure) {
  case CP_METRIC_SELECTION_RATE:
    leaf->tp_sign = leaf->fp_sign = 1;
    return weight;
  case CP_METRIC_TPR:
    leaf->tp_sign = 1;
    return positives;
  case CP_METRIC_FPR:
    leaf->fp_sign = 1;
    return negatives;
  default:
    g_assert (measure == CP_METRIC_ACCURACY);
    leaf->base = negatives;
    leaf->tp_sign = 1;
    leaf->fp_sign = -1;
    return weight;
  }
}

/* Fixed-point keys take fewer digits to sort than doubles. Two different exact measures are at least
 * 1 / trials² apart, so that four times trials² tells them apart however their quotients were rounded. */
static double
find_scale (const CpParity *parity) {
  double most = 0;
  for (guint leaf = 0; leaf < parity->n_leaves; leaf++)
    most = MAX (most, parity->trials[leaf]);
  return parity->is_exact ? 4 * most * most : 0;
}

static void
find_leaves (Listing *listing, const CpSweep *sweep, CpMetric measure) {
  CpParity *parity = listing->parity;
  guint n_slices = cp_sweep_get_n_slices (sweep);
  parity->slices = g_new (guint, n_slices);
  parity->leaves = g_new (guint, n_slices);
  parity->trials = g_new (double, n_slices);
  parity->is_exact = cp_sweep_has_counts (sweep);
  listing->leaves = g_new (Leaf, (gsize)n_slices + 1);
  for (guint s = 0; s < n_slices; s++) {
    gsize n_points;
    Leaf *leaf = &listing->leaves[parity->n_leaves];
    double trials = describe_leaf (sweep, s, measure, leaf, &n_points);
    parity->leaves[s] = G_MAXUINT;
    if (!(trials > 0))
      continue;
    leaf->begin = parity->n_candidates;
    parity->n_candidates += n_points + 1;
    parity->is_exact &= cp_sweep_get_weight (sweep, s) < EXACT_COUNT;
    parity->leaves[s] = parity->n_leaves;
    parity->slices[parity->n_leaves] = s;
    parity->trials[parity->n_leaves++] = trials;
  }
  listing->leaves[parity->n_leaves].begin = parity->n_candidates;
  listing->scale = find_scale (parity);
}

static inline double
count_successes (const Leaf *leaf, gsize point) {
  if (point == 0)
    return leaf->base;
  const CpSweepPoint *at = &leaf->points[point - 1];
  return leaf->base + leaf->tp_sign * at->tp + leaf->fp_sign * at->fp;
}

static inline double
count_cost (const Leaf *leaf, gsize point, const CpCosts *costs) {
  if (point == 0)
    return costs->fn_cost * leaf->positives;
  const CpSweepPoint *at = &leaf->points[point - 1];
  return costs->fp_cost * at->fp + costs->fn_cost * (leaf->positives - at->tp);
}

static void
list_keys (gsize begin, gsize end, guint worker, gpointer data) {
  Listing *listing = data;
  guint32 l = 0;
  for (gsize i = begin; i < end; i++) {
    while (i >= listing->leaves[l + 1].begin)
      l++;
    const Leaf *leaf = &listing->leaves[l];
    double value = count_successes (leaf, i - leaf->begin) / listing->parity->trials[l];
    listing->keys[i] =
        listing->scale > 0 ? (guint64)(value * listing->scale) : cp_sort_key_from_double (value);
    listing->order[i] = (guint32)i;
    listing->owners[i] = l;
  }
}

static void
fill_candidates (gsize begin, gsize end, guint worker, gpointer data) {
  Listing *listing = data;
  gsize rank = begin;
  while (rank > 0 && listing->keys[rank - 1] == listing->keys[begin])
    rank--;
  for (gsize i = begin; i < end; i++) {
    gsize place = listing->order[i];
    guint32 l = listing->owners[place];
    const Leaf *leaf = &listing->leaves[l];
    gsize point = place - leaf->begin;
    if (listing->keys[i] != listing->keys[rank])
      rank = i;
    listing->parity->candidates[i] = (CpCandidate){.count = count_successes (leaf, point),
                                                   .cost = count_cost (leaf, point, listing->costs),
                                                   .leaf = l,
                                                   .point = (guint32)point,
                                                   .rank = (guint32)rank};
  }
}

CpParity *
cp_parity_new (const CpSweep *sweep, CpMetric measure, const CpCosts *costs, GCancellable *cancellable) {
  g_autoptr (CpParity) parity = g_new0 (CpParity, 1);
  g_auto (Listing) listing = {.parity = parity, .costs = costs};
  find_leaves (&listing, sweep, measure);
  gsize n = parity->n_candidates;
  listing.keys = g_new (guint64, n);
  listing.order = g_new (guint32, n);
  listing.owners = g_new (guint32, n);
  parity->candidates = g_new (CpCandidate, n);
  if (!cp_parallel_for (n, GRAIN, list_keys, &listing, cancellable))
    return NULL;
  cp_sort_keys (listing.keys, listing.order, n);
  if (!cp_parallel_for (n, GRAIN, fill_candidates, &listing, cancellable))
    return NULL;
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
