#pragma once
#include "core/model/trees.h"

/* The trees laid out for scoring. A tree that is close to full is padded to a full one: the children of step
 * i are the steps 2 i + 1 and 2 i + 2, so a step is one comparison and no branch, no pointer and no leaf to
 * look for. Missing values cost nothing: a row is laid out twice, with −∞ and with +∞ in their place, and
 * each step asks the copy that sends them its way. Other trees (deep and ragged, or by category) are walked
 * node by node. */
G_BEGIN_DECLS

typedef struct _CpTreesWalk CpTreesWalk;

CpTreesWalk *cp_trees_walk_new (const CpTrees *trees); /* (transfer full); borrows @trees */
void cp_trees_walk_free (CpTreesWalk *walk);

/* Rows laid out at a time, and the floats of scratch that takes for each row */
guint cp_trees_walk_get_block_rows (const CpTreesWalk *walk);
gsize cp_trees_walk_get_scratch_width (const CpTreesWalk *walk);

/* Margins (n_rows × n_outputs) of @n_rows rows, at most a block of them; @scratch: as above, for all rows */
void cp_trees_walk_block (const CpTreesWalk *walk, const float *features, gsize n_rows, double *margins,
                          float *scratch);

G_END_DECLS
