#include "core/model/trees.h"

#include "core/base/json.h"
#include "core/model/model-private.h"
#include "core/model/trees-private.h"

#include <math.h>
#include <string.h>

/* Scoring walks many rows down one tree side by side: each step of a row waits for a load, and the rows do
 * not wait for each other. All take as many steps as the deepest path, for a row that has reached its leaf
 * stays there; so no step asks. A tree is small enough to stay in the first cache for all rows of a block. */

enum { LANES = 16, BLOCK_ROWS = 256, STEPS_BETWEEN_LOOKS = 8 };

static const char *const link_names[] = {"linear", "sigmoid", "softmax", "exp"};

const char *
cp_link_get_name (CpLink link) {
  g_return_val_if_fail ((guint)link < G_N_ELEMENTS (link_names), NULL);
  return link_names[link];
}

gboolean
cp_trees_set_has (const CpTrees *trees, guint32 node, float category) {
  guint32 begin = trees->set_begins[node], n_words = trees->set_begins[node + 1] - begin;
  /* below 0, beyond the set, infinite: in no set */
  if (!(category >= 0 && category < (float)n_words * 32))
    return FALSE;
  guint32 bit = (guint32)category; /* truncated, as XGBoost does */
  return trees->set_words[begin + bit / 32] >> bit % 32 & 1;
}

/* --- walking --- */

/* @at (LANES): leaves, written */
static inline void
walk_lanes (const CpTreeNode *nodes, guint32 root, guint32 depth, const float *features, gsize stride,
            guint32 *at) {
  for (guint lane = 0; lane < LANES; lane++)
    at[lane] = root;
  for (guint32 step = 0; step < depth;) {
    guint32 moved = 0;
    for (guint32 look = MIN (step + STEPS_BETWEEN_LOOKS, depth); step < look; step++) {
      moved = 0;
      for (guint lane = 0; lane < LANES; lane++) {
        const CpTreeNode *node = nodes + at[lane];
        float x = features[lane * stride + node->feature];
        guint32 next = node->left + (guint32)((x >= node->split) | ((x != x) & node->missing_is_right));
        moved |= next ^ at[lane];
        at[lane] = next;
      }
    }
    if (moved == 0)
      return;
  }
}

static guint32
walk_one (const CpTrees *trees, guint32 root, const float *row) {
  guint32 at = root;
  while (!trees->nodes[at].is_leaf)
    at = trees->nodes[at].left + cp_trees_goes_right (trees, at, row[trees->nodes[at].feature]);
  return at;
}

/* Adds tree @tree to the margins of @n_rows rows. */
static void
add_tree (const CpTrees *trees, guint tree, const float *features, gsize n_rows, double *margins) {
  gsize stride = trees->n_features, n_outputs = trees->n_outputs, row = 0;
  guint32 root = trees->roots[tree], at[LANES];
  const double *values = trees->values;
  margins += trees->outputs[tree];
  for (; !trees->has_sets[tree] && row + LANES <= n_rows; row += LANES) {
    walk_lanes (trees->nodes, root, trees->depths[tree], features + row * stride, stride, at);
    for (guint lane = 0; lane < LANES; lane++)
      margins[(row + lane) * n_outputs] += values[at[lane]];
  }
  for (; row < n_rows; row++)
    margins[row * n_outputs] += values[walk_one (trees, root, features + row * stride)];
}

void
cp_trees_predict_margins (const CpTrees *trees, const float *features, gsize n_rows, double *margins) {
  gsize n_outputs = trees->n_outputs;
  for (gsize first = 0; first < n_rows; first += BLOCK_ROWS) {
    gsize n = MIN (n_rows - first, BLOCK_ROWS);
    for (gsize row = first; row < first + n; row++)
      memcpy (margins + row * n_outputs, trees->base, n_outputs * sizeof *margins);
    for (guint tree = 0; tree < trees->n_trees; tree++)
      add_tree (trees, tree, features + first * trees->n_features, n, margins + first * n_outputs);
  }
}

/* --- the link --- */

static void
apply_softmax (double *scores, gsize n) {
  double most = scores[0], sum = 0;
  for (gsize i = 1; i < n; i++)
    most = MAX (most, scores[i]);
  for (gsize i = 0; i < n; i++)
    sum += scores[i] = exp (scores[i] - most);
  for (gsize i = 0; i < n; i++)
    scores[i] /= sum;
}

static void
apply_link (CpLink link, double *scores, gsize n_rows, gsize n_outputs) {
  switch (link) {
  case CP_LINK_IDENTITY:
    break;
  case CP_LINK_LOGISTIC:
    for (gsize i = 0; i < n_rows * n_outputs; i++)
      scores[i] = 1 / (1 + exp (-scores[i]));
    break;
  case CP_LINK_EXP:
    for (gsize i = 0; i < n_rows * n_outputs; i++)
      scores[i] = exp (scores[i]);
    break;
  case CP_LINK_SOFTMAX:
    for (gsize row = 0; row < n_rows; row++)
      apply_softmax (scores + row * n_outputs, n_outputs);
    break;
  }
}

/* --- the kind --- */

static void
trees_predict_block (const CpModel *model, const float *features, gsize n_rows, double *scores,
                     float *scratch) {
  const CpTrees *trees = model->data;
  cp_trees_predict_margins (trees, features, n_rows, scores);
  apply_link (trees->link, scores, n_rows, trees->n_outputs);
}

/* One layer says what the ensemble is made of: its shape is [features, trees, outputs]. */
static void
trees_describe (const CpModel *model, json_t *out) {
  const CpTrees *trees = model->data;
  gsize n_nodes = trees->roots[trees->n_trees], n_leaves = 0;
  guint32 deepest = 0;
  for (gsize i = 0; i < n_nodes; i++)
    n_leaves += trees->nodes[i].is_leaf;
  for (guint i = 0; i < trees->n_trees; i++)
    deepest = MAX (deepest, trees->depths[i]);
  g_autofree char *name = g_strdup_printf ("%u tree%s, depth %u, %" G_GSIZE_FORMAT " leaves", trees->n_trees,
                                           trees->n_trees == 1 ? "" : "s", deepest, n_leaves);
  json_object_set_new (out, "layers",
                       json_pack ("[{sssss[iii]}]", "kind", "TreeEnsemble", "name", name, "shape",
                                  (int)trees->n_features, (int)trees->n_trees, (int)trees->n_outputs));
  /* a split is one number, and a leaf is one */
  json_object_set_new (out, "parameters", json_integer ((json_int_t)n_nodes));
}

void
cp_trees_free (CpTrees *trees) {
  gpointer const arrays[] = {trees->base,     trees->roots,      trees->outputs,   trees->depths,
                             trees->has_sets, trees->nodes,      trees->numbers,   trees->values,
                             trees->covers,   trees->set_begins, trees->set_words, trees};
  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_free (arrays[i]);
}

static void
trees_clear (gpointer data) {
  cp_trees_free (data);
}

static const CpModelClass trees_class = {
    .kind = "trees",
    .predict_block = trees_predict_block,
    .describe = trees_describe,
    .clear = trees_clear,
    .takes_missing = TRUE,
};

gboolean
cp_model_is_trees (const CpModel *model) {
  return model->class == &trees_class;
}

const CpTrees *
cp_model_get_trees (const CpModel *model) {
  g_return_val_if_fail (cp_model_is_trees (model), NULL);
  return model->data;
}

static CpTask
find_task (CpLink link, guint n_outputs) {
  if (link == CP_LINK_SOFTMAX)
    return CP_TASK_MULTICLASS;
  if (link == CP_LINK_LOGISTIC)
    return n_outputs == 1 ? CP_TASK_BINARY : CP_TASK_MULTILABEL;
  return CP_TASK_REGRESSION;
}

CpModel *
cp_trees_new (const char *place, CpTrees *trees) {
  CpModel *model = cp_model_new (&trees_class, place, "trees", trees);
  model->n_features = trees->n_features;
  model->n_outputs = trees->n_outputs;
  model->task = find_task (trees->link, trees->n_outputs);
  model->output_activation = g_strdup (cp_link_get_name (trees->link));
  model->block_rows = 4 * BLOCK_ROWS;
  return model;
}
