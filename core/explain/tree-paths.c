#include "core/explain/tree-paths.h"

#include <string.h>

/* Takes the slot of a split's feature: that of the nearest split above that asks about it, else the next. */
static guint
find_slot (const CpTreePaths *self, const guint32 *n_slots, guint32 node) {
  const CpTreeNode *nodes = self->trees->nodes + self->root;
  for (guint32 at = node; at != 0;) {
    at = self->parents[at];
    if (nodes[at].feature == nodes[node].feature)
      return self->slots[at];
  }
  return n_slots[node];
}

static void
append_leaf (CpTreePaths *self, GArray *features, guint32 node, guint32 n_slots) {
  const CpTreeNode *nodes = self->trees->nodes + self->root;
  CpTreeLeaf *leaf = &self->leaves[self->n_leaves++];
  *leaf = (CpTreeLeaf){self->root + node, n_slots, features->len};
  g_array_set_size (features, features->len + n_slots);
  for (guint32 at = node; at != 0;) {
    at = self->parents[at];
    g_array_index (features, guint32, leaf->first_slot + self->slots[at]) = nodes[at].feature;
  }
}

gboolean
cp_tree_paths_init (CpTreePaths *self, const CpTrees *trees, guint tree) {
  guint32 root = trees->roots[tree], n_nodes = trees->roots[tree + 1] - root;
  *self = (CpTreePaths){.trees = trees, .root = root, .n_nodes = n_nodes, .output = trees->outputs[tree]};
  self->parents = g_new0 (guint32, n_nodes);
  self->slots = g_new0 (guint8, n_nodes);
  self->leaves = g_new (CpTreeLeaf, n_nodes / 2 + 1);
  g_autoptr (GArray) features = g_array_sized_new (FALSE, TRUE, sizeof (guint32), 1);
  g_autofree guint32 *n_slots = g_new0 (guint32, n_nodes); /* above each node */
  for (guint32 i = 0; i < n_nodes; i++) {
    const CpTreeNode *node = &trees->nodes[root + i];
    if (node->is_leaf) {
      append_leaf (self, features, i, n_slots[i]);
      continue;
    }
    guint slot = find_slot (self, n_slots, i);
    if (slot == CP_TREE_MOST_SLOTS)
      return FALSE;
    self->slots[i] = (guint8)slot;
    for (guint32 child = node->left - root; child < node->left - root + 2; child++) {
      self->parents[child] = i;
      n_slots[child] = MAX (n_slots[i], slot + 1);
    }
  }
  self->features = (guint32 *)(gpointer)g_array_steal (features, NULL);
  return TRUE;
}

void
cp_tree_paths_clear (CpTreePaths *self) {
  g_clear_pointer (&self->parents, g_free);
  g_clear_pointer (&self->slots, g_free);
  g_clear_pointer (&self->leaves, g_free);
  g_clear_pointer (&self->features, g_free);
}

void
cp_tree_lanes_fill (const float *features, gsize n_rows, gsize n_features, float *lanes) {
  for (gsize lane = 0; lane < CP_TREE_LANES; lane++) {
    const float *row = features + MIN (lane, n_rows - 1) * n_features;
    for (gsize f = 0; f < n_features; f++)
      lanes[f * CP_TREE_LANES + lane] = row[f];
  }
}

/* @rights (CP_TREE_LANES): all bits where the lane goes right, else none */
static inline void
decide (const CpTrees *trees, guint32 node, const float *x, CpTreePattern *rights) {
  const CpTreeNode *at = &trees->nodes[node];
  if (at->is_categorical) {
    for (guint lane = 0; lane < CP_TREE_LANES; lane++)
      rights[lane] = -(CpTreePattern)cp_trees_goes_right (trees, node, x[lane]);
    return;
  }
  float split = at->split;
  guint32 missing_is_right = at->missing_is_right;
  for (guint lane = 0; lane < CP_TREE_LANES; lane++) {
    guint32 is_right = (guint32)(x[lane] >= split) | ((guint32)(x[lane] != x[lane]) & missing_is_right);
    rights[lane] = -(CpTreePattern)is_right;
  }
}

void
cp_tree_paths_walk (const CpTreePaths *self, const float *lanes, CpTreePattern *patterns) {
  const CpTreeNode *nodes = self->trees->nodes + self->root;
  memset (patterns, 0xff, CP_TREE_LANES * sizeof *patterns);
  for (guint32 i = 0; i < self->n_nodes; i++) {
    if (nodes[i].is_leaf)
      continue;
    CpTreePattern rights[CP_TREE_LANES], bit = (CpTreePattern)1 << self->slots[i];
    const CpTreePattern *above = patterns + (gsize)i * CP_TREE_LANES;
    CpTreePattern *left = patterns + (gsize)(nodes[i].left - self->root) * CP_TREE_LANES,
                  *right = left + CP_TREE_LANES;
    decide (self->trees, self->root + i, lanes + (gsize)nodes[i].feature * CP_TREE_LANES, rights);
    for (guint lane = 0; lane < CP_TREE_LANES; lane++) {
      left[lane] = above[lane] & ~(bit & rights[lane]);
      right[lane] = above[lane] & ~(bit & ~rights[lane]);
    }
  }
}
