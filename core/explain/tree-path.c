#include "core/explain/quadrature.h"
#include "core/explain/tree-game.h"

/* Path-dependent TreeSHAP (Lundberg and others 2020): a feature outside the coalition sends the row both
 * ways, weighted by how the training rows went. A leaf of value v is then worth
 *
 *   v(S) = v Π_{s in S} x_s Π_{s not in S} r_s
 *
 * with x_s the bit of the row's pattern and r_s the product of the shares of cover along the path's splits on
 * that feature. Its Shapley values are the integral of the slope of its multilinear extension along the
 * diagonal (Owen 1972),
 *
 *   v (x_s − r_s) ∫₀¹ Π_{u ≠ s} (r_u + t (x_u − r_u)) dt,
 *
 * a polynomial of degree slots − 1, which Gauss's rule with half as many points integrates exactly. */

enum { MOST_POINTS = CP_TREE_MOST_SLOTS / 2 };

typedef struct {
  CpTreeGame game;
  double points[MOST_POINTS + 1][MOST_POINTS]; /* [n]: the points of the rule with n of them, in (0, 1) */
  double weights[MOST_POINTS + 1][MOST_POINTS];
} PathDependent;

/* The share of its parent's cover that a node has; one half where neither child has any */
static double
get_share (const CpTreePaths *paths, guint32 node, guint32 parent) {
  const CpTrees *trees = paths->trees;
  guint32 left = trees->nodes[paths->root + parent].left;
  double sum = trees->covers[left] + trees->covers[left + 1];
  return sum > 0 ? trees->covers[paths->root + node] / sum : 0.5;
}

/* (transfer full): by first_slot + slot: r_s of each leaf */
static gpointer
prepare (const CpTreeGame *game, const CpTreePaths *paths) {
  const CpTreeLeaf *last = &paths->leaves[paths->n_leaves - 1];
  gsize n = last->first_slot + last->n_slots;
  double *shares = g_new (double, n + 1);
  for (gsize i = 0; i < n; i++)
    shares[i] = 1;
  for (guint leaf = 0; leaf < paths->n_leaves; leaf++) {
    const CpTreeLeaf *info = &paths->leaves[leaf];
    for (guint32 at = info->node - paths->root; at != 0; at = paths->parents[at])
      shares[info->first_slot + paths->slots[paths->parents[at]]] *=
          get_share (paths, at, paths->parents[at]);
  }
  return shares;
}

static void
share (const CpTreeGame *game, gconstpointer prepared, const CpTreePaths *paths, guint leaf,
       CpTreePattern row, double *out) {
  const PathDependent *self = (const PathDependent *)game;
  const CpTreeLeaf *info = &paths->leaves[leaf];
  const double *shares = (const double *)prepared + info->first_slot;
  guint n_slots = info->n_slots, n_points = (n_slots + 1) / 2;
  double factors[CP_TREE_MOST_SLOTS], value = paths->trees->values[info->node];
  for (guint slot = 0; slot < n_slots; slot++)
    out[slot] = 0;
  for (guint point = 0; point < n_points; point++) {
    double t = self->points[n_points][point], product = self->weights[n_points][point] * value;
    for (guint slot = 0; slot < n_slots; slot++)
      factors[slot] = shares[slot] + t * ((double)(row >> slot & 1) - shares[slot]);
    /* the product of all factors but one: those before it, then those after it */
    double before[CP_TREE_MOST_SLOTS];
    for (guint slot = 0; slot < n_slots; slot++) {
      before[slot] = product;
      product *= factors[slot];
    }
    double after = 1;
    for (guint slot = n_slots; slot-- > 0;) {
      out[slot] += before[slot] * after;
      after *= factors[slot];
    }
  }
  for (guint slot = 0; slot < n_slots; slot++)
    out[slot] *= (double)(row >> slot & 1) - shares[slot];
}

/* (transfer full): (n_outputs): the mean margin by cover */
static double *
find_base (const CpTrees *trees) {
  double *base = g_memdup2 (trees->base, trees->n_outputs * sizeof *base);
  for (guint t = 0; t < trees->n_trees; t++) {
    guint32 root = trees->roots[t], n_nodes = trees->roots[t + 1] - root;
    g_autofree double *reach = g_new (double, n_nodes);
    reach[0] = 1;
    for (guint32 i = 0; i < n_nodes; i++) {
      const CpTreeNode *node = &trees->nodes[root + i];
      if (node->is_leaf) {
        base[trees->outputs[t]] += reach[i] * trees->values[root + i];
        continue;
      }
      double left = trees->covers[node->left], sum = left + trees->covers[node->left + 1];
      double part = sum > 0 ? left / sum : 0.5;
      reach[node->left - root] = reach[i] * part;
      reach[node->left - root + 1] = reach[i] * (1 - part);
    }
  }
  return base;
}

static gboolean
can (const CpModel *model) {
  return cp_model_is_trees (model) && cp_model_get_trees (model)->covers != NULL;
}

static CpAttributions *
explain_tree_path (const CpExplainJob *job, GError **error) {
  g_autofree PathDependent *self = g_new0 (PathDependent, 1);
  self->game = (CpTreeGame){1, prepare, share, g_free};
  for (guint n = 1; n <= MOST_POINTS; n++)
    cp_quadrature_fill (n, self->points[n], self->weights[n]);
  g_autofree double *base = find_base (cp_model_get_trees (job->model));
  return cp_tree_game_play (&self->game, job, "tree-path", base, error);
}

const CpExplainer cp_explainer_tree_path = {.method = CP_EXPLAIN_TREE_PATH,
                                            .is_exact = TRUE,
                                            .kinds = "trees that store how many rows passed each node",
                                            .can = can,
                                            .answers_in = cp_tree_game_answers_in,
                                            .explain = explain_tree_path};
