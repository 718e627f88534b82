#pragma once
#include "core/model/model.h"

/* The tree-ensemble kind: the sum of many trees, then a link. One structure in flat arrays whatever file it
 * came from; scored in blocks of rows × trees. Made by a builder, which checks every index before it is
 * used.
 *
 *   margin(row, o) = base(o) + Σ over the trees of output o of the value of the leaf the row falls in
 *   score (row, ·) = link (margin (row, ·))
 *
 * Splits compare as XGBoost does, in float32: left where x < split. A file that says x ≤ t in double gives
 * the least float above t as split, which decides the same for every float x. A missing value (NaN) goes
 * where the node says. A categorical split sends the categories of its set right, all others left. Sums are
 * in double, in the order of the trees. */
G_BEGIN_DECLS

typedef enum { CP_LINK_IDENTITY, CP_LINK_LOGISTIC, CP_LINK_SOFTMAX, CP_LINK_EXP } CpLink;
const char *cp_link_get_name (CpLink link); /* "linear", "sigmoid", "softmax", "exp", as activations */

/* A leaf is its own left child and splits at NaN. */
typedef struct {
  float split;
  guint32 left;             /* among all nodes; the right child is the next one */
  guint32 feature;          /* 0 in a leaf */
  guint16 missing_is_right; /* 0 or 1 */
  guint8 is_leaf, is_categorical;
} CpTreeNode;

typedef struct { /* read-only */
  guint n_trees, n_features, n_outputs;
  CpLink link;
  double *base;              /* (n_outputs): the margin before the first tree */
  guint32 *roots;            /* (n_trees + 1): a tree's nodes are [roots[t], roots[t + 1]), parents first */
  guint32 *outputs;          /* (n_trees): the one output a tree adds to */
  guint32 *depths;           /* (n_trees): splits on the longest path */
  guint8 *has_sets;          /* (n_trees): whether a split of it is categorical */
  CpTreeNode *nodes;         /* (n_nodes) */
  guint32 *numbers;          /* (n_nodes): what the file calls the node, for messages */
  double *values;            /* (n_nodes): of a leaf, else 0 */
  double *covers;            /* (nullable) (n_nodes), not negative: the training weight that passed */
  guint32 *set_begins;       /* (n_nodes + 1): into set_words */
  guint32 *set_words;        /* bit c % 32 of word c / 32: category c goes right */
  struct _CpTreesWalk *walk; /* of the kind: the layout it scores by */
} CpTrees;

gboolean cp_model_is_trees (const CpModel *model);
const CpTrees *cp_model_get_trees (const CpModel *model); /* @model must be trees; they are the model's */

/* Whether a category, given as a feature's value, is in the set of a categorical split. */
gboolean cp_trees_set_has (const CpTrees *trees, guint32 node, float category);

/* 1 where a row with the value @x goes right at a node that is no leaf, else 0. */
static inline guint32
cp_trees_goes_right (const CpTrees *trees, guint32 node, float x) {
  const CpTreeNode *at = &trees->nodes[node];
  if (at->is_categorical && x == x)
    return cp_trees_set_has (trees, node, x);
  return (guint32)((x >= at->split) | ((x != x) & at->missing_is_right));
}

/* @features (n_rows × n_features), @margins (n_rows × n_outputs) written: the scores before the link */
void cp_trees_predict_margins (const CpTrees *trees, const float *features, gsize n_rows, double *margins);

/* --- the builder: the first error sticks and is returned by _end; trees and nodes are numbered from 0, as in
 * the file --- */

typedef struct _CpTreesBuilder CpTreesBuilder;
CpTreesBuilder *cp_trees_builder_new (const char *place, guint n_features, guint n_outputs);
void cp_trees_builder_free (CpTreesBuilder *builder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpTreesBuilder, cp_trees_builder_free)

/* The next tree, which adds to @output; its nodes are numbered [0, n_nodes) and node 0 is the root. Nodes
 * that cannot be reached from it are left out. */
void cp_trees_builder_tree (CpTreesBuilder *builder, guint output, guint n_nodes);
/* @cover: NaN where the file stores none */
void cp_trees_builder_leaf (CpTreesBuilder *builder, guint node, double value, double cover);
void cp_trees_builder_split (CpTreesBuilder *builder, guint node, guint feature, float split, guint left,
                             guint right, gboolean missing_is_left, double cover);
/* @categories (n_categories): those that go right, each below 2^24 */
void cp_trees_builder_split_set (CpTreesBuilder *builder, guint node, guint feature,
                                 const guint32 *categories, guint n_categories, guint left, guint right,
                                 gboolean missing_is_left, double cover);
/* (transfer full) (nullable): frees the builder. @base (n_outputs): margins. The task: logistic with one
 * output binary, with several multilabel; softmax multiclass; else regression. */
CpModel *cp_trees_builder_end (CpTreesBuilder *builder, CpLink link, const double *base, GError **error);

G_END_DECLS
