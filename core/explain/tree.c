#include "core/explain/tree-game.h"

#include <stdlib.h>

/* Interventional TreeSHAP: v(S) = Σ_b w_b f(x_S, b_rest), exactly, in the space before the link (Lundberg and
 * others 2020). A leaf of value v, met by the row as pattern x and by a background row as pattern b, is
 * reached by a coalition when every slot that x alone passes is in it and every slot that b alone passes is
 * not; a slot that neither passes keeps both out. With n and m such slots the Shapley values are
 *
 *   v (n − 1)! m! / (n + m)! for a slot that x alone passes, −v n! (m − 1)! / (n + m)! for one that b does.
 *
 * Background rows that meet a leaf alike are one pattern with the sum of their weights. */

enum { MOST_COUNTED_SLOTS = 8 };

typedef struct {
  CpTreeGame game;
  const CpTrees *trees;
  gsize n_background, n_groups;
  const double *weights;
  float *lanes;                          /* (n_groups × n_features × CP_TREE_LANES): the background */
  guint8 order[1 << MOST_COUNTED_SLOTS]; /* patterns, those with the most bits first */
  /* [n][m] = (n − 1)! m! / (n + m)!, n ≥ 1 */
  double shares[CP_TREE_MOST_SLOTS + 1][CP_TREE_MOST_SLOTS + 1];
} Interventional;

typedef struct {
  CpTreePattern pattern;
  double weight;
  guint32 n_bits; /* of the pattern */
  guint32 row;
} Met;

/* The background as one tree's leaves meet it: patterns [begins[leaf], begins[leaf + 1]), those with the most
 * bits first, for a row that lacks k bits needs patterns of k bits at least */
typedef struct {
  GArray *met; /* of Met */
  guint32 *begins;
} Prepared;

static int
compare_met (const void *a, const void *b) {
  const Met *one = a, *other = b;
  if (one->n_bits != other->n_bits)
    return one->n_bits > other->n_bits ? -1 : 1;
  if (one->pattern != other->pattern)
    return one->pattern < other->pattern ? -1 : 1;
  return one->row < other->row ? -1 : 1;
}

/* Joins equal patterns: by sorting, for one pattern may be any of many */
static void
append_sorted (GArray *out, const CpTreePattern *patterns, const double *weights, gsize n) {
  g_autofree Met *met = g_new (Met, n);
  for (gsize i = 0; i < n; i++)
    met[i] = (Met){patterns[i], weights[i], (guint32)__builtin_popcountll (patterns[i]), (guint32)i};
  qsort (met, n, sizeof *met, compare_met);
  for (gsize i = 0; i < n; i++) {
    if (i > 0 && met[i].pattern == met[i - 1].pattern)
      g_array_index (out, Met, out->len - 1).weight += met[i].weight;
    else
      g_array_append_val (out, met[i]);
  }
}

/* The same for few slots: by counting */
static void
append_counted (GArray *out, const CpTreePattern *patterns, const double *weights, gsize n,
                const guint8 *order) {
  double sums[1 << MOST_COUNTED_SLOTS] = {0};
  for (gsize i = 0; i < n; i++)
    sums[patterns[i]] += weights[i];
  for (guint i = 0; i < 1u << MOST_COUNTED_SLOTS; i++) {
    guint pattern = order[i];
    Met met = {pattern, sums[pattern], (guint32)__builtin_popcount (pattern), 0};
    if (met.weight > 0)
      g_array_append_val (out, met);
  }
}

static gpointer
prepare (const CpTreeGame *game, const CpTreePaths *paths) {
  const Interventional *self = (const Interventional *)game;
  gsize stride = self->n_groups * CP_TREE_LANES, lanes_size = (gsize)paths->trees->n_features * CP_TREE_LANES;
  g_autofree CpTreePattern *patterns = g_new (CpTreePattern, (gsize)paths->n_nodes * CP_TREE_LANES);
  g_autofree CpTreePattern *met = g_new (CpTreePattern, paths->n_leaves * stride);
  for (gsize group = 0; group < self->n_groups; group++) {
    cp_tree_paths_walk (paths, self->lanes + group * lanes_size, patterns);
    for (guint leaf = 0; leaf < paths->n_leaves; leaf++) {
      const CpTreeLeaf *info = &paths->leaves[leaf];
      for (guint lane = 0; lane < CP_TREE_LANES; lane++)
        met[leaf * stride + group * CP_TREE_LANES + lane] =
            patterns[(gsize)(info->node - paths->root) * CP_TREE_LANES + lane] & cp_tree_leaf_get_full (info);
    }
  }
  Prepared *prepared = g_new (Prepared, 1);
  prepared->met = g_array_new (FALSE, FALSE, sizeof (Met));
  prepared->begins = g_new (guint32, paths->n_leaves + 1);
  for (guint leaf = 0; leaf < paths->n_leaves; leaf++) {
    guint n_slots = paths->leaves[leaf].n_slots;
    prepared->begins[leaf] = prepared->met->len;
    if (n_slots <= MOST_COUNTED_SLOTS)
      append_counted (prepared->met, met + leaf * stride, self->weights, self->n_background, self->order);
    else
      append_sorted (prepared->met, met + leaf * stride, self->weights, self->n_background);
  }
  prepared->begins[paths->n_leaves] = prepared->met->len;
  return prepared;
}

static void
release (gpointer data) {
  Prepared *prepared = data;
  g_array_unref (prepared->met);
  g_free (prepared->begins);
  g_free (prepared);
}

static void
add_to_slots (CpTreePattern slots, double value, double *out) {
  for (; slots != 0; slots &= slots - 1)
    out[__builtin_ctzll (slots)] += value;
}

static void
share (const CpTreeGame *game, gconstpointer data, const CpTreePaths *paths, guint leaf, CpTreePattern row,
       double *out) {
  const Interventional *self = (const Interventional *)game;
  const Prepared *prepared = data;
  const CpTreeLeaf *info = &paths->leaves[leaf];
  CpTreePattern full = cp_tree_leaf_get_full (info);
  double value = paths->trees->values[info->node];
  for (guint slot = 0; slot < info->n_slots; slot++)
    out[slot] = 0;
  guint32 n_needed = (guint32)__builtin_popcountll (full & ~row);
  for (guint32 i = prepared->begins[leaf]; i < prepared->begins[leaf + 1]; i++) {
    const Met *met = &g_array_index (prepared->met, Met, i);
    if (met->n_bits < n_needed)
      break;
    if ((row | met->pattern) != full)
      continue;
    CpTreePattern by_row = row & ~met->pattern, by_background = met->pattern & ~row;
    int n = __builtin_popcountll (by_row), m = __builtin_popcountll (by_background);
    double worth = value * met->weight;
    if (n > 0)
      add_to_slots (by_row, worth * self->shares[n][m], out);
    if (m > 0)
      add_to_slots (by_background, -worth * self->shares[m][n], out);
  }
}

static void
fill_shares (Interventional *self) {
  for (guint n = 1; n <= CP_TREE_MOST_SLOTS; n++) {
    self->shares[n][0] = 1.0 / n;
    for (guint m = 1; m <= CP_TREE_MOST_SLOTS; m++)
      self->shares[n][m] = self->shares[n][m - 1] * m / (n + m);
  }
}

static void
fill_order (Interventional *self) {
  guint n = 0;
  for (int n_bits = MOST_COUNTED_SLOTS; n_bits >= 0; n_bits--)
    for (guint pattern = 0; pattern < 1u << MOST_COUNTED_SLOTS; pattern++)
      if (__builtin_popcount (pattern) == n_bits)
        self->order[n++] = (guint8)pattern;
}

/* (transfer full): (n_outputs): the weighted mean margin of the background */
static double *
find_base (const CpExplainJob *job, const CpTrees *trees) {
  g_autofree double *margins = g_new (double, job->n_background * trees->n_outputs);
  double *base = g_new0 (double, trees->n_outputs);
  cp_trees_predict_margins (trees, job->background_rows, job->n_background, margins);
  for (gsize b = 0; b < job->n_background; b++)
    for (guint output = 0; output < trees->n_outputs; output++)
      base[output] += job->background->weights[b] * margins[b * trees->n_outputs + output];
  return base;
}

static CpAttributions *
explain_tree (const CpExplainJob *job, GError **error) {
  const CpTrees *trees = cp_model_get_trees (job->model);
  gsize n_features = trees->n_features;
  g_autofree Interventional *self = g_new0 (Interventional, 1);
  self->game = (CpTreeGame){job->n_background, prepare, share, release};
  self->trees = trees;
  self->n_background = job->n_background;
  self->n_groups = (job->n_background + CP_TREE_LANES - 1) / CP_TREE_LANES;
  self->weights = job->background->weights;
  fill_shares (self);
  fill_order (self);
  g_autofree float *lanes = self->lanes = g_new (float, self->n_groups *n_features *CP_TREE_LANES);
  for (gsize group = 0; group < self->n_groups; group++) {
    gsize row = group * CP_TREE_LANES;
    cp_tree_lanes_fill (job->background_rows + row * n_features, MIN (job->n_background - row, CP_TREE_LANES),
                        n_features, lanes + group * n_features * CP_TREE_LANES);
  }
  g_autofree double *base = find_base (job, trees);
  return cp_tree_game_play (&self->game, job, "tree", base, error);
}

const CpExplainer cp_explainer_tree = {.method = CP_EXPLAIN_TREE,
                                       .needs_background = TRUE,
                                       .is_exact = TRUE,
                                       .kinds = "trees",
                                       .can = cp_model_is_trees,
                                       .answers_in = cp_tree_game_answers_in,
                                       .explain = explain_tree};
