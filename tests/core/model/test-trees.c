#include "core/base/random.h"
#include "core/model/trees.h"
#include "tests/core/model/random-trees.h"
#include "tests/fixture.h"

#include <math.h>

/* Scores against a walk from node to node written here, on random ensembles with every kind of split. */

static double
naive_margin (const RandomTrees *random_trees, guint output, const float *row) {
  double sum = random_trees->base[output];
  for (guint t = 0; t < random_trees->n_trees; t++) {
    const RandomTree *tree = &random_trees->trees[t];
    if (tree->output == output)
      sum += tree->nodes[random_tree_walk (tree, row)].value;
  }
  return sum;
}

static double
naive_score (const RandomTrees *trees, CpLink link, guint output, const float *row) {
  double margin = naive_margin (trees, output, row), sum = 0;
  switch (link) {
  case CP_LINK_IDENTITY:
    return margin;
  case CP_LINK_LOGISTIC:
    return 1 / (1 + exp (-margin));
  case CP_LINK_EXP:
    return exp (margin);
  case CP_LINK_SOFTMAX:
    for (guint i = 0; i < trees->n_outputs; i++)
      sum += exp (naive_margin (trees, i, row) - margin);
    return 1 / sum;
  }
  return NAN;
}

static void
test_random (void) {
  CpRandom random;
  cp_random_init (&random, 3);
  for (guint round = 0; round < 60; round++) {
    guint n_features = 1 + (guint)cp_random_below (&random, 6),
          n_outputs = 1 + (guint)cp_random_below (&random, 3);
    gsize n_rows = cp_random_below (&random, 700);
    CpLink link = (CpLink)(round % 4);
    g_autoptr (RandomTrees) trees =
        random_trees_new (&random, n_features, n_outputs, 1 + round % 12, round % 9);
    g_autoptr (CpModel) model = random_trees_build (trees, link);
    g_autofree float *rows = random_trees_make_rows (&random, n_features, n_rows);
    g_autofree double *scores = g_new (double, n_rows *n_outputs + 1);
    g_assert_true (cp_model_predict (model, rows, n_rows, scores, NULL, NULL));
    for (gsize row = 0; row < n_rows; row++)
      for (guint output = 0; output < n_outputs; output++)
        assert_close (scores[row * n_outputs + output],
                      naive_score (trees, link, output, rows + row * n_features),
                      1e-12 * (1 + fabs (scores[row * n_outputs + output])));
  }
}

/* A chain of 40 splits beside a stump: rows leave it early and late. */
static void
test_chain (void) {
  enum { DEEP = 40, N_ROWS = 1000 };
  CpTreesBuilder *builder = cp_trees_builder_new ("chain", 1, 1);
  cp_trees_builder_tree (builder, 0, 2 * DEEP + 1);
  for (guint i = 0; i < DEEP; i++) {
    cp_trees_builder_split (builder, 2 * i, 0, (float)(i + 1), 2 * i + 1, 2 * i + 2, TRUE, 1);
    cp_trees_builder_leaf (builder, 2 * i + 1, i, 1);
  }
  cp_trees_builder_leaf (builder, 2 * DEEP, DEEP, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpModel) model = cp_trees_builder_end (builder, CP_LINK_IDENTITY, (const double[]){0}, &error);
  g_assert_no_error (error);
  float rows[N_ROWS];
  double scores[N_ROWS];
  for (guint i = 0; i < N_ROWS; i++)
    rows[i] = (float)(i * 7 % 45); /* a value that is a split goes right */
  g_assert_true (cp_model_predict (model, rows, N_ROWS, scores, NULL, NULL));
  for (guint i = 0; i < N_ROWS; i++)
    g_assert_cmpfloat (scores[i], ==, MIN ((double)rows[i], DEEP));
}

static void
test_builder_errors (void) {
  g_autoptr (GError) error = NULL;
  const double base[] = {0, NAN};
  CpTreesBuilder *builder = cp_trees_builder_new ("x", 0, 1);
  g_assert_null (cp_trees_builder_end (builder, CP_LINK_IDENTITY, base, &error));
  assert_message (error, "x: the trees take 0 features, expected 1 to 16777216.");
  builder = cp_trees_builder_new ("x", 1, 0);
  g_assert_null (cp_trees_builder_end (builder, CP_LINK_IDENTITY, base, &error));
  assert_message (error, "x: the trees give 0 outputs, expected 1 to 65536.");
  builder = cp_trees_builder_new ("x", 1, 1);
  cp_trees_builder_tree (builder, 0, 3);
  cp_trees_builder_split (builder, 0, 0, 1, 1, 2, TRUE, 1);
  cp_trees_builder_leaf (builder, 1, 0, 1);
  g_assert_null (cp_trees_builder_end (builder, CP_LINK_IDENTITY, base, &error));
  assert_message (error, "x: tree 0: node 2 is reached but not described.");
  builder = cp_trees_builder_new ("x", 1, 2);
  cp_trees_builder_tree (builder, 0, 1);
  cp_trees_builder_leaf (builder, 0, 0, 1);
  g_assert_null (cp_trees_builder_end (builder, CP_LINK_SOFTMAX, base, &error));
  assert_message (error, "x: the base score of output 1 is not a finite margin.");
}

/* Nodes that no one reaches (XGBoost's pruned ones) are left out, whatever they hold. */
static void
test_unreached (void) {
  g_autoptr (GError) error = NULL;
  CpTreesBuilder *builder = cp_trees_builder_new ("x", 1, 1);
  cp_trees_builder_tree (builder, 0, 5);
  cp_trees_builder_split (builder, 0, 0, 1, 4, 2, TRUE, NAN);
  cp_trees_builder_leaf (builder, 1, NAN, 1);
  cp_trees_builder_leaf (builder, 2, 7, 1);
  cp_trees_builder_leaf (builder, 4, 5, 1);
  g_autoptr (CpModel) model = cp_trees_builder_end (builder, CP_LINK_IDENTITY, (const double[]){1}, &error);
  g_assert_no_error (error);
  const CpTrees *trees = cp_model_get_trees (model);
  g_assert_cmpuint (trees->roots[1], ==, 3);
  g_assert_cmpuint (trees->numbers[1], ==, 4);
  g_assert_null (trees->covers); /* one is missing */
  double score;
  g_assert_true (cp_model_predict (model, (const float[]){0}, 1, &score, NULL, NULL));
  g_assert_cmpfloat (score, ==, 6);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/trees/random-ensembles-equal-the-naive-walk", test_random);
  g_test_add_func ("/core/trees/long-paths-are-walked-to-their-end", test_chain);
  g_test_add_func ("/core/trees/the-builder-refuses-with-tree-and-node", test_builder_errors);
  g_test_add_func ("/core/trees/nodes-out-of-reach-are-left-out", test_unreached);
  return g_test_run ();
}
