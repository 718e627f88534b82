#include "core/model/trees.h"

#include "core/base/json.h"
#include "core/model/model-private.h"
#include "core/model/trees-private.h"
#include "core/model/trees-walk.h"

#include <math.h>

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

void
cp_trees_predict_margins (const CpTrees *trees, const float *features, gsize n_rows, double *margins) {
  gsize block_rows = cp_trees_walk_get_block_rows (trees->walk), n_outputs = trees->n_outputs;
  gsize width = cp_trees_walk_get_scratch_width (trees->walk);
  g_autofree float *scratch = g_new (float, MIN (n_rows, block_rows) * width + 1);
  for (gsize row = 0; row < n_rows; row += block_rows)
    cp_trees_walk_block (trees->walk, features + row * trees->n_features, MIN (n_rows - row, block_rows),
                         margins + row * n_outputs, scratch);
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
  cp_trees_walk_block (trees->walk, features, n_rows, scores, scratch);
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
  g_clear_pointer (&trees->walk, cp_trees_walk_free);
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
  trees->walk = cp_trees_walk_new (trees);
  CpModel *model = cp_model_new (&trees_class, place, "trees", trees);
  model->n_features = trees->n_features;
  model->n_outputs = trees->n_outputs;
  model->task = find_task (trees->link, trees->n_outputs);
  model->output_activation = g_strdup (cp_link_get_name (trees->link));
  model->block_rows = cp_trees_walk_get_block_rows (trees->walk);
  model->scratch_width = cp_trees_walk_get_scratch_width (trees->walk);
  return model;
}
