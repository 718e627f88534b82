#pragma once
#include "core/model/trees.h"

/* A tree as its leaves see it. The splits on the path to a leaf ask about a few distinct features, each of
 * which has a slot: the first asked about has slot 0. How a row meets a leaf is then a pattern: bit s is set
 * where the row's value of the feature in slot s passes all that the path asks of it. A row falls in a leaf
 * when all bits are set; a row of which some features are replaced by another's when the bits of the one or
 * of the other are. */
G_BEGIN_DECLS

typedef guint64 CpTreePattern;
#define CP_TREE_MOST_SLOTS 64
#define CP_TREE_LANES 16 /* rows walked side by side */

typedef struct {
  guint32 node;       /* of the trees */
  guint32 n_slots;    /* distinct features on the path */
  guint32 first_slot; /* into CpTreePaths.features */
} CpTreeLeaf;

typedef struct {
  const CpTrees *trees;
  guint32 root, n_nodes, output;
  guint32 *parents; /* (n_nodes): counted from the root, as what follows; of the root itself 0 */
  guint8 *slots;    /* (n_nodes): of the feature a split asks about */
  guint32 n_leaves;
  CpTreeLeaf *leaves; /* (n_leaves) */
  guint32 *features;  /* by first_slot + slot */
} CpTreePaths;

/* %FALSE where a path asks about more than CP_TREE_MOST_SLOTS features; clear in either case */
gboolean cp_tree_paths_init (CpTreePaths *paths, const CpTrees *trees, guint tree);
void cp_tree_paths_clear (CpTreePaths *paths);

static inline CpTreePattern
cp_tree_leaf_get_full (const CpTreeLeaf *leaf) {
  return leaf->n_slots == 64 ? ~(CpTreePattern)0 : ((CpTreePattern)1 << leaf->n_slots) - 1;
}

/* @features (n_rows × n_features), 1 to CP_TREE_LANES rows; @lanes (n_features × CP_TREE_LANES) written,
 * lanes beyond the rows repeat the last row */
void cp_tree_lanes_fill (const float *features, gsize n_rows, gsize n_features, float *lanes);
/* @patterns (n_nodes × CP_TREE_LANES) written: how each lane meets each node; bits beyond a leaf's slots are
 * set */
void cp_tree_paths_walk (const CpTreePaths *paths, const float *lanes, CpTreePattern *patterns);

G_END_DECLS
