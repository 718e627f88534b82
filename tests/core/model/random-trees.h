#pragma once
#include "core/base/random.h"
#include "core/model/trees.h"

#include <math.h>

/* Random tree ensembles for tests, kept as a plain record beside the model built from them, so that naive
 * twins need nothing of the code they check. Features and splits are small whole numbers, so rows often stand
 * on a split; one in eight values is missing, some values and splits are infinite, one split in six is by
 * category. */

typedef struct {
  gboolean is_leaf, is_set, missing_is_left;
  guint feature, left, right, set; /* set: bit c: category c goes right */
  float split;
  double value, cover;
} RandomNode;

typedef struct {
  guint output, n_nodes;
  RandomNode *nodes;
} RandomTree;

typedef struct {
  guint n_features, n_outputs, n_trees;
  double *base;
  RandomTree *trees;
} RandomTrees;

static inline void
random_trees_free (RandomTrees *self) {
  for (guint t = 0; t < self->n_trees; t++)
    g_free (self->trees[t].nodes);
  g_free (self->trees);
  g_free (self->base);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RandomTrees, random_trees_free)

/* Splits nodes until none may be split: a full tree about half the time, ragged else. Covers are whole
 * numbers that add up, 0 among them. */
static inline RandomTree
random_tree_new (CpRandom *random, guint n_features, guint n_outputs, guint depth) {
  guint most = 2u << depth;
  gboolean is_full = cp_random_below (random, 2) == 0;
  RandomTree tree = {(guint)cp_random_below (random, n_outputs), 1, g_new0 (RandomNode, most)};
  g_autofree guint *depths = g_new0 (guint, most);
  tree.nodes[0].cover = 200;
  for (guint i = 0; i < tree.n_nodes; i++) {
    RandomNode *node = &tree.nodes[i];
    node->is_leaf = depths[i] == depth || (!is_full && i > 0 && cp_random_below (random, 3) == 0);
    node->value = node->is_leaf ? cp_random_normal (random) : 0;
    if (node->is_leaf)
      continue;
    node->feature = (guint)cp_random_below (random, n_features);
    guint split = (guint)cp_random_below (random, 20);
    node->split = split < 16 ? (float)(split / 2) : split == 16 ? -INFINITY : split == 17 ? INFINITY : 4;
    node->missing_is_left = cp_random_below (random, 2) == 0;
    node->is_set = cp_random_below (random, 6) == 0;
    node->set = (guint)cp_random_below (random, 256);
    node->left = tree.n_nodes++;
    node->right = tree.n_nodes++;
    depths[node->left] = depths[node->right] = depths[i] + 1;
    tree.nodes[node->left].cover = floor (node->cover * cp_random_uniform (random));
    tree.nodes[node->right].cover = node->cover - tree.nodes[node->left].cover;
  }
  return tree;
}

static inline RandomTrees *
random_trees_new (CpRandom *random, guint n_features, guint n_outputs, guint n_trees, guint depth) {
  RandomTrees *self = g_new0 (RandomTrees, 1);
  *self =
      (RandomTrees){n_features, n_outputs, n_trees, g_new (double, n_outputs), g_new (RandomTree, n_trees)};
  for (guint i = 0; i < n_outputs; i++)
    self->base[i] = cp_random_normal (random);
  for (guint t = 0; t < n_trees; t++)
    self->trees[t] = random_tree_new (random, n_features, n_outputs, depth);
  return self;
}

static inline gboolean
random_node_goes_right (const RandomNode *node, float x) {
  if (isnan (x))
    return !node->missing_is_left;
  if (node->is_set)
    return x >= 0 && x < 8 && (node->set >> (guint)x & 1);
  return !(x < node->split);
}

/* The leaf @row falls in */
static inline guint
random_tree_walk (const RandomTree *tree, const float *row) {
  guint at = 0;
  while (!tree->nodes[at].is_leaf) {
    const RandomNode *node = &tree->nodes[at];
    at = random_node_goes_right (node, row[node->feature]) ? node->right : node->left;
  }
  return at;
}

/* (transfer full) */
static inline CpModel *
random_trees_build (const RandomTrees *self, CpLink link) {
  CpTreesBuilder *builder = cp_trees_builder_new ("random", self->n_features, self->n_outputs);
  for (guint t = 0; t < self->n_trees; t++) {
    const RandomTree *tree = &self->trees[t];
    cp_trees_builder_tree (builder, tree->output, tree->n_nodes);
    for (guint i = 0; i < tree->n_nodes; i++) {
      const RandomNode *node = &tree->nodes[i];
      guint32 categories[8];
      guint n = 0;
      for (guint c = 0; c < 8; c++)
        if (node->set >> c & 1)
          categories[n++] = c;
      if (node->is_leaf)
        cp_trees_builder_leaf (builder, i, node->value, node->cover);
      else if (node->is_set)
        cp_trees_builder_split_set (builder, i, node->feature, categories, n, node->left, node->right,
                                    node->missing_is_left, node->cover);
      else
        cp_trees_builder_split (builder, i, node->feature, node->split, node->left, node->right,
                                node->missing_is_left, node->cover);
    }
  }
  g_autoptr (GError) error = NULL;
  CpModel *model = cp_trees_builder_end (builder, link, self->base, &error);
  g_assert_no_error (error);
  return model;
}

/* (transfer full): (n_rows × n_features) */
static inline float *
random_trees_make_rows (CpRandom *random, guint n_features, gsize n_rows) {
  float *rows = g_new (float, n_rows *n_features + 1);
  for (gsize i = 0; i < n_rows * n_features; i++) {
    guint kind = (guint)cp_random_below (random, 50);
    rows[i] = kind < 6    ? NAN
              : kind == 6 ? INFINITY
              : kind == 7 ? -INFINITY
                          : (float)cp_random_below (random, 10) - 1;
  }
  return rows;
}
