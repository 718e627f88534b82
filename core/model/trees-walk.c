#include "core/model/trees-walk.h"

#include <math.h>
#include <string.h>

enum {
  LANES = 16,           /* rows that go down a tree side by side, so that none waits for another's load */
  MOST_FULL_DEPTH = 16, /* of a tree that is padded */
  MOST_PADDING = 4,     /* times as many leaves */
  LEVELS_BETWEEN_LOOKS = 4,
  BLOCK_FLOATS = 1 << 16,
  MOST_BLOCK_ROWS = 512
};

/* Right where x ≥ split; the feature is one of the row laid out twice. */
typedef struct {
  float split;
  guint32 feature;
} Step;

/* The same with the step on the left, counted from the root's; the step on the right is the next one. A leaf
 * is on its own left and splits at NaN, so walking on stays there. */
typedef struct {
  float split;
  guint32 feature, left;
} Link;

typedef enum { BY_NODE, FULL, LINKED } Layout;

typedef struct {
  Layout layout;
  gsize first_step, first_value; /* of a full tree */
  gsize first_link;              /* of a linked one */
} Tree;

struct _CpTreesWalk {
  const CpTrees *trees;
  Tree *layouts;  /* (n_trees) */
  GArray *steps;  /* of Step */
  GArray *values; /* of double: the leaves of full trees from left to right */
  GArray *links;  /* of Link, a tree's in the order of its nodes */
  guint block_rows;
};

/* --- layout --- */

/* −∞ as a split would send −∞ right, where a missing value may have to go left; it is rare enough. */
static Layout
choose_layout (const CpTrees *trees, guint tree) {
  guint32 begin = trees->roots[tree], end = trees->roots[tree + 1], depth = trees->depths[tree];
  gsize n_leaves = (end - begin) / 2 + 1;
  if (trees->has_sets[tree])
    return BY_NODE;
  for (guint32 i = begin; i < end; i++)
    if (!trees->nodes[i].is_leaf && trees->nodes[i].split == -INFINITY)
      return BY_NODE;
  return depth <= MOST_FULL_DEPTH && (gsize)1 << depth <= MOST_PADDING * n_leaves + 8 ? FULL : LINKED;
}

static Step
make_step (const CpTreeNode *node) {
  return (Step){node->split, 2 * node->feature + node->missing_is_right};
}

static void
append_links (CpTreesWalk *self, guint tree) {
  guint32 root = self->trees->roots[tree];
  for (guint32 i = root; i < self->trees->roots[tree + 1]; i++) {
    const CpTreeNode *node = &self->trees->nodes[i];
    Link link = {node->split, make_step (node).feature, node->left - root};
    g_array_append_val (self->links, link);
  }
}

/* Lays out the tree below @node at step @step of the full tree; a leaf fills all there is below it. */
static void
lay_out (CpTreesWalk *self, const Tree *tree, guint32 depth, guint32 node, gsize step, guint32 level) {
  const CpTreeNode *at = &self->trees->nodes[node];
  if (level == depth) {
    gsize first_leaf = ((gsize)1 << depth) - 1;
    g_array_index (self->values, double, tree->first_value + step - first_leaf) = self->trees->values[node];
    return;
  }
  if (!at->is_leaf)
    g_array_index (self->steps, Step, tree->first_step + step) = make_step (at);
  for (guint right = 0; right < 2; right++)
    lay_out (self, tree, depth, at->is_leaf ? node : at->left + right, 2 * step + 1 + right, level + 1);
}

CpTreesWalk *
cp_trees_walk_new (const CpTrees *trees) {
  CpTreesWalk *self = g_new0 (CpTreesWalk, 1);
  self->trees = trees;
  self->layouts = g_new0 (Tree, trees->n_trees + 1);
  self->steps = g_array_sized_new (FALSE, TRUE, sizeof (Step), 1); /* never no block at all */
  self->values = g_array_sized_new (FALSE, TRUE, sizeof (double), 1);
  self->links = g_array_sized_new (FALSE, TRUE, sizeof (Link), 1);
  self->block_rows = CLAMP (BLOCK_FLOATS / trees->n_features, LANES, MOST_BLOCK_ROWS) / LANES * LANES;
  for (guint t = 0; t < trees->n_trees; t++) {
    Tree *tree = &self->layouts[t];
    *tree = (Tree){choose_layout (trees, t), self->steps->len, self->values->len, self->links->len};
    if (tree->layout == LINKED)
      append_links (self, t);
    if (tree->layout != FULL)
      continue;
    g_array_set_size (self->steps, self->steps->len + (1u << trees->depths[t]) - 1);
    g_array_set_size (self->values, self->values->len + (1u << trees->depths[t]));
    lay_out (self, tree, trees->depths[t], trees->roots[t], 0, 0);
  }
  return self;
}

void
cp_trees_walk_free (CpTreesWalk *self) {
  g_free (self->layouts);
  g_array_unref (self->steps);
  g_array_unref (self->values);
  g_array_unref (self->links);
  g_free (self);
}

guint
cp_trees_walk_get_block_rows (const CpTreesWalk *self) {
  return self->block_rows;
}

gsize
cp_trees_walk_get_scratch_width (const CpTreesWalk *self) {
  return 2 * (gsize)self->trees->n_features;
}

/* --- walking --- */

/* @out (n × 2): each value for a step that sends missing ones left, and for one that sends them right */
static void
double_values (const float *features, gsize n, float *out) {
  for (gsize i = 0; i < n; i++) {
    float x = features[i];
    out[2 * i] = x != x ? -INFINITY : x;
    out[2 * i + 1] = x != x ? INFINITY : x;
  }
}

/* Adds the leaf of each of LANES rows to its margin. */
static inline void
walk_full (const Step *steps, const double *values, guint32 depth, const float *rows, gsize stride,
           double *margins, gsize n_outputs) {
  guint32 at[LANES] = {0};
  for (guint32 level = 0; level < depth; level++) {
#pragma GCC unroll 16
    for (guint lane = 0; lane < LANES; lane++) {
      const Step *step = steps + at[lane];
      at[lane] = 2 * at[lane] + 1 + (guint32)(rows[lane * stride + step->feature] >= step->split);
    }
  }
  guint32 first_leaf = (1u << depth) - 1;
  for (guint lane = 0; lane < LANES; lane++)
    margins[lane * n_outputs] += values[at[lane] - first_leaf];
}

/* The same down links: every few levels it looks whether all rows have arrived, which is before the deepest
 * leaf as a rule. @values: of the tree's nodes */
static inline void
walk_linked (const Link *links, const double *values, guint32 depth, const float *rows, gsize stride,
             double *margins, gsize n_outputs) {
  guint32 at[LANES] = {0};
  for (guint32 level = 0, moved = 1; level < depth && moved != 0;) {
    for (guint32 look = MIN (level + LEVELS_BETWEEN_LOOKS, depth); level < look; level++) {
      moved = 0;
#pragma GCC unroll 16
      for (guint lane = 0; lane < LANES; lane++) {
        const Link *link = links + at[lane];
        guint32 next = link->left + (guint32)(rows[lane * stride + link->feature] >= link->split);
        moved |= next ^ at[lane];
        at[lane] = next;
      }
    }
  }
  for (guint lane = 0; lane < LANES; lane++)
    margins[lane * n_outputs] += values[at[lane]];
}

static double
walk_nodes (const CpTrees *trees, guint32 root, const float *row) {
  guint32 at = root;
  while (!trees->nodes[at].is_leaf)
    at = trees->nodes[at].left + cp_trees_goes_right (trees, at, row[trees->nodes[at].feature]);
  return trees->values[at];
}

/* @doubled: the rows laid out twice */
static void
add_tree (const CpTreesWalk *self, guint t, const float *features, const float *doubled, gsize n_rows,
          double *margins) {
  const CpTrees *trees = self->trees;
  const Tree *tree = &self->layouts[t];
  gsize n_outputs = trees->n_outputs, stride = 2 * (gsize)trees->n_features, row = 0;
  guint32 depth = trees->depths[t], root = trees->roots[t];
  margins += trees->outputs[t];
  if (tree->layout == FULL) {
    const Step *steps = (const Step *)(gpointer)self->steps->data + tree->first_step;
    const double *values = (const double *)(gpointer)self->values->data + tree->first_value;
    for (; row + LANES <= n_rows; row += LANES)
      walk_full (steps, values, depth, doubled + row * stride, stride, margins + row * n_outputs, n_outputs);
  } else if (tree->layout == LINKED) {
    const Link *links = (const Link *)(gpointer)self->links->data + tree->first_link;
    for (; row + LANES <= n_rows; row += LANES)
      walk_linked (links, trees->values + root, depth, doubled + row * stride, stride,
                   margins + row * n_outputs, n_outputs);
  }
  for (; row < n_rows; row++)
    margins[row * n_outputs] += walk_nodes (trees, root, features + row * trees->n_features);
}

void
cp_trees_walk_block (const CpTreesWalk *self, const float *features, gsize n_rows, double *margins,
                     float *scratch) {
  const CpTrees *trees = self->trees;
  double_values (features, n_rows * trees->n_features, scratch);
  for (gsize row = 0; row < n_rows; row++)
    memcpy (margins + row * trees->n_outputs, trees->base, trees->n_outputs * sizeof *margins);
  for (guint tree = 0; tree < trees->n_trees; tree++) /* a tree stays in the cache for all rows */
    add_tree (self, tree, features, scratch, n_rows, margins);
}
