#include "core/base/parallel.h"
#include "tests/core/explain/explain-helpers.h"
#include "tests/core/model/random-trees.h"

#include <math.h>

/* The references: shap 0.49.1 over xgboost 1.7.4 (shared/reference/attributions). The naive twins: every
 * coalition, played on the record of the trees: rows spliced with each background row, or a walk that goes
 * both ways by cover where the feature is not in the coalition. */

enum { MOST_FEATURES = 9 };

/* Numbers with null as missing */
static CpMatrix *
read_rows (const json_t *rows) {
  gsize n_rows = json_array_size (rows), width = json_array_size (json_array_get (rows, 0));
  CpMatrix *matrix = cp_matrix_new (n_rows, width);
  for (gsize i = 0; i < n_rows * width; i++)
    cp_matrix_edit_values (matrix)[i] =
        (float)cp_json_to_double (json_array_get (json_array_get (rows, i / width), i % width));
  return matrix;
}

static void
check_reference (const char *name, CpExplainMethod method) {
  g_autofree char *local = g_strdup_printf ("attributions/%s.json", name), *file = fixture_path (local),
                  *trees = fixture_path ("attributions/tree_xgb_binary.xgb.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) json = cp_json_load_file (file, &error);
  g_assert_no_error (error);
  g_autoptr (CpModel) model = cp_model_load (trees, &error);
  g_assert_no_error (error);
  g_autoptr (CpMatrix) rows = read_rows (json_object_get (json, "rows"));
  g_autoptr (CpBackground) background = NULL;
  if (json_is_array (json_object_get (json, "background"))) {
    g_autoptr (CpMatrix) of_background = read_rows (json_object_get (json, "background"));
    background = cp_background_new (of_background, NULL, name, &error);
    g_assert_no_error (error);
  }
  CpExplainOptions options = {.method = method, .space = CP_SPACE_LOGIT};
  Case self = {json, model, background, rows};
  g_autoptr (CpAttributions) answer = explain_case (&self, &options);
  g_assert_cmpstr (answer->method, ==, cp_explain_method_get_name (method));
  g_assert_cmpint (answer->space, ==, CP_SPACE_LOGIT);
  check_case (&self, answer, 2e-5);
}

static void
test_references (void) {
  check_reference ("tree_xgb_binary_interv", CP_EXPLAIN_TREE);
  check_reference ("tree_xgb_binary_path", CP_EXPLAIN_TREE_PATH);
}

/* --- the twins --- */

/* The value of a coalition: of one row, one output */
typedef double (*Coalition) (const RandomTrees *trees, guint output, const float *row,
                             const CpBackground *background, guint set);

static double
play_background (const RandomTrees *trees, guint output, const float *row, const CpBackground *background,
                 guint set) {
  const float *others = cp_matrix_get_values (background->rows);
  gsize n_others = cp_matrix_get_n_rows (background->rows), n = trees->n_features;
  double sum = trees->base[output];
  for (gsize b = 0; b < n_others; b++) {
    float spliced[MOST_FEATURES];
    for (guint f = 0; f < n; f++)
      spliced[f] = set >> f & 1 ? row[f] : others[b * n + f];
    for (guint t = 0; t < trees->n_trees; t++)
      if (trees->trees[t].output == output)
        sum += background->weights[b] *
               trees->trees[t].nodes[random_tree_walk (&trees->trees[t], spliced)].value;
  }
  return sum;
}

static double
expect (const RandomTree *tree, guint at, const float *row, guint set) {
  const RandomNode *node = &tree->nodes[at];
  if (node->is_leaf)
    return node->value;
  if (set >> node->feature & 1)
    return expect (tree, random_node_goes_right (node, row[node->feature]) ? node->right : node->left, row,
                   set);
  double left = tree->nodes[node->left].cover, right = tree->nodes[node->right].cover, sum = left + right;
  double part = sum > 0 ? left / sum : 0.5;
  return part * expect (tree, node->left, row, set) + (1 - part) * expect (tree, node->right, row, set);
}

static double
play_covers (const RandomTrees *trees, guint output, const float *row, const CpBackground *background,
             guint set) {
  double sum = trees->base[output];
  for (guint t = 0; t < trees->n_trees; t++)
    if (trees->trees[t].output == output)
      sum += expect (&trees->trees[t], 0, row, set);
  return sum;
}

/* @out (n_features): by the definition, with the value of every coalition */
static void
find_shapley (const RandomTrees *trees, guint output, const float *row, const CpBackground *background,
              Coalition coalition, double *out) {
  guint n = trees->n_features;
  double values[1 << MOST_FEATURES], weights[MOST_FEATURES];
  for (guint set = 0; set < 1u << n; set++)
    values[set] = coalition (trees, output, row, background, set);
  for (guint size = 0; size < n; size++)
    weights[size] = exp (lgamma (size + 1) + lgamma (n - size) - lgamma (n + 1));
  for (guint f = 0; f < n; f++) {
    out[f] = 0;
    for (guint set = 0; set < 1u << n; set++)
      if (!(set >> f & 1))
        out[f] += weights[__builtin_popcount (set)] * (values[set | 1u << f] - values[set]);
  }
}

static void
check_twin (const RandomTrees *trees, const CpModel *model, const CpBackground *background, const float *rows,
            gsize n_rows, gsize n_checked, CpExplainMethod method, Coalition coalition) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpAttributions) answer =
      cp_explain (model, background, rows, n_rows,
                  &(CpExplainOptions){.method = method, .space = CP_SPACE_MARGIN}, NULL, NULL, &error);
  g_assert_no_error (error);
  for (gsize row = 0; row < n_rows; row++)
    for (guint k = 0; k < trees->n_outputs; k++)
      assert_close (answer->residuals[row * trees->n_outputs + k], 0, 1e-10);
  for (gsize i = 0; i < n_checked; i++) {
    gsize row = i * n_rows / n_checked;
    const float *x = rows + row * trees->n_features;
    for (guint k = 0; k < trees->n_outputs; k++) {
      double expected[MOST_FEATURES];
      find_shapley (trees, k, x, background, coalition, expected);
      assert_close (answer->base[k], coalition (trees, k, x, background, 0), 1e-10);
      assert_close (answer->scores[row * trees->n_outputs + k], coalition (trees, k, x, background, ~0u),
                    1e-10);
      for (guint f = 0; f < trees->n_features; f++)
        assert_close (cp_attributions_get_values (answer, row, k)[f], expected[f], 1e-10);
    }
  }
}

/* Ensembles with missing values, rows on a split, features asked about again, categories, several outputs,
 * and weighted backgrounds; few rows are explained leaf by leaf, many by the tables of patterns. */
static void
test_twins (void) {
  CpRandom random;
  cp_random_init (&random, 8);
  for (guint round = 0; round < 80; round++) {
    guint n_features = 1 + round % MOST_FEATURES, n_outputs = 1 + (guint)cp_random_below (&random, 3);
    gsize n_background = 1 + cp_random_below (&random, 20), n_rows = round % 3 == 0 ? 600 : 1 + round % 20;
    g_autoptr (RandomTrees) trees =
        random_trees_new (&random, n_features, n_outputs, 1 + round % 5, round % 7);
    g_autoptr (CpModel) model = random_trees_build (trees, (CpLink)(round % 4));
    g_autofree float *rows = random_trees_make_rows (&random, n_features, n_rows),
                     *others = random_trees_make_rows (&random, n_features, n_background);
    g_autofree double *weights = g_new (double, n_background);
    g_autoptr (CpMatrix) matrix = cp_matrix_new (n_background, n_features);
    memcpy (cp_matrix_edit_values (matrix), others, n_background * n_features * sizeof *others);
    for (gsize b = 0; b < n_background; b++)
      weights[b] = 0.1 + cp_random_uniform (&random);
    g_autoptr (CpBackground) background = cp_background_new (matrix, weights, "random", NULL);
    check_twin (trees, model, background, rows, n_rows, MIN (n_rows, 3), CP_EXPLAIN_TREE, play_background);
    check_twin (trees, model, background, rows, n_rows, MIN (n_rows, 3), CP_EXPLAIN_TREE_PATH, play_covers);
  }
}

/* --- deep paths, spaces, errors --- */

/* A chain of @n splits, each on its own feature: left, where x < 1, is a leaf. */
static CpModel *
make_chain (guint n) {
  CpTreesBuilder *builder = cp_trees_builder_new ("chain", n, 1);
  cp_trees_builder_tree (builder, 0, 2 * n + 1);
  for (guint i = 0; i < n; i++) {
    cp_trees_builder_split (builder, 2 * i, i, 1, 2 * i + 1, 2 * i + 2, TRUE, 1 + (double)(n - i));
    cp_trees_builder_leaf (builder, 2 * i + 1, 0, 1);
  }
  cp_trees_builder_leaf (builder, 2 * n, 1, 1);
  return cp_trees_builder_end (builder, CP_LINK_IDENTITY, (const double[]){0}, NULL);
}

/* The last leaf is the product of all: against the row of zeros each of 64 features has one 64th. By cover
 * the base telescopes to 1 / (n + 1): 64/65 · 63/64 · … · 1/2. */
static void
test_chain (void) {
  float rows[65];
  for (guint i = 0; i < 65; i++)
    rows[i] = 1;
  g_autoptr (GError) error = NULL;
  g_autoptr (CpModel) model = make_chain (64);
  g_autoptr (CpBackground) zero = cp_background_zero (64);
  CpExplainOptions options = {.method = CP_EXPLAIN_TREE};
  g_autoptr (CpAttributions) answer = cp_explain (model, zero, rows, 1, &options, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (answer->space, ==, CP_SPACE_PROBABILITY); /* no link: the output as it is */
  for (guint f = 0; f < 64; f++)
    assert_close (answer->values[f], 1.0 / 64, 1e-12);
  options.method = CP_EXPLAIN_TREE_PATH;
  g_autoptr (CpAttributions) by_cover = cp_explain (model, NULL, rows, 1, &options, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_close (by_cover->base[0], 1.0 / 65, 1e-12);
  assert_close (by_cover->residuals[0], 0, 1e-12);
  g_autoptr (CpModel) longer = make_chain (65);
  g_autoptr (CpBackground) wider = cp_background_zero (65);
  g_assert_null (cp_explain (longer, wider, rows, 1, &options, NULL, NULL, &error));
  assert_message (
      error, "chain: a path of tree 0 asks about more than 64 features, too many to be explained exactly.");
}

static CpModel *
make_stump (CpLink link, guint n_outputs, double cover) {
  CpTreesBuilder *builder = cp_trees_builder_new ("stump", 1, n_outputs);
  cp_trees_builder_tree (builder, 0, 3);
  cp_trees_builder_split (builder, 0, 0, 1, 1, 2, TRUE, cover);
  cp_trees_builder_leaf (builder, 1, -1, cover);
  cp_trees_builder_leaf (builder, 2, 2, cover);
  return cp_trees_builder_end (builder, link, (const double[]){0, 0}, NULL);
}

/* What auto answers, and in which space: always the one asked for. */
static void
test_spaces (void) {
  static const struct {
    CpLink link;
    guint n_outputs;
    CpSpace asked, given;
    const char *automatic; /* method */
  } cases[] = {
      {CP_LINK_IDENTITY, 1, CP_SPACE_PROBABILITY, CP_SPACE_PROBABILITY, "tree"},
      {CP_LINK_LOGISTIC, 1, CP_SPACE_LOGIT, CP_SPACE_LOGIT, "tree"},
      {CP_LINK_LOGISTIC, 1, CP_SPACE_PROBABILITY, CP_SPACE_LOGIT, "exact"},
      {CP_LINK_SOFTMAX, 2, CP_SPACE_PROBABILITY, CP_SPACE_MARGIN, "exact"},
      {CP_LINK_SOFTMAX, 2, CP_SPACE_LOGIT, CP_SPACE_MARGIN, "exact"},
      {CP_LINK_EXP, 1, CP_SPACE_PROBABILITY, CP_SPACE_MARGIN, "exact"},
      {CP_LINK_EXP, 1, CP_SPACE_MARGIN, CP_SPACE_MARGIN, "tree"},
      {CP_LINK_LOGISTIC, 1, CP_SPACE_MARGIN, CP_SPACE_LOGIT, "tree"},
  };
  const float row[] = {3};
  g_autoptr (CpBackground) zero = cp_background_zero (1);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (CpModel) model = make_stump (cases[i].link, cases[i].n_outputs, 1);
    CpExplainOptions options = {.space = cases[i].asked};
    g_autoptr (CpAttributions) automatic = cp_explain (model, zero, row, 1, &options, NULL, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (automatic->method, ==, cases[i].automatic);
    assert_close (automatic->residuals[0], 0, 1e-12);
    if (g_str_equal (automatic->method, "exact"))
      g_assert_cmpint (automatic->space, ==, cases[i].asked);
    options.method = CP_EXPLAIN_TREE;
    g_autoptr (CpAttributions) tree = cp_explain (model, zero, row, 1, &options, NULL, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpint (tree->space, ==, cases[i].given);
    assert_close (tree->values[0], 3, 1e-12);
  }
}

static void
check_refused (const CpModel *model, CpExplainOptions options, const char *message) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpBackground) zero = cp_background_zero (model->n_features);
  const float row[] = {3};
  g_assert_null (cp_explain (model, zero, row, 1, &options, NULL, NULL, &error));
  assert_message (error, message);
}

static void
test_refused (void) {
  g_autoptr (CpModel) bare = make_stump (CP_LINK_LOGISTIC, 1, NAN);
  const float kernel[] = {1};
  CpNetworkBuilder *layers = cp_network_builder_new ("net", 1);
  cp_network_builder_dense (layers, "dense", 1, kernel, NULL, CP_ACTIVATION_SIGMOID, 1);
  g_autoptr (CpModel) network = cp_network_builder_end (layers, NULL);
  check_refused (
      bare, (CpExplainOptions){.method = CP_EXPLAIN_TREE_PATH},
      "stump: the method 'tree-path' explains trees that store how many rows passed each node only, "
      "and this model is not one.");
  check_refused (network, (CpExplainOptions){.method = CP_EXPLAIN_TREE_PATH},
                 "net: the method 'tree-path' explains trees that store how many rows passed each node only, "
                 "and this model is not one.");
  check_refused (network, (CpExplainOptions){.method = CP_EXPLAIN_TREE},
                 "net: the method 'tree' explains trees only, and this model is not one.");
  check_refused (
      network, (CpExplainOptions){.method = CP_EXPLAIN_EXACT, .space = CP_SPACE_MARGIN},
      "net: the method 'exact' explains probabilities and log-odds; margins are explained by tree and "
      "tree-path.");
}

/* The pool hands out chunks in any order; the bytes are the same. */
static void
test_again (void) {
  enum { N_ROWS = 5000, N = 6 };
  CpRandom random;
  cp_random_init (&random, 6);
  g_autoptr (RandomTrees) trees = random_trees_new (&random, N, 2, 30, 6);
  g_autoptr (CpModel) model = random_trees_build (trees, CP_LINK_IDENTITY);
  g_autofree float *rows = random_trees_make_rows (&random, N, N_ROWS);
  g_autoptr (CpBackground) zero = cp_background_zero (N);
  const CpExplainOptions options = {.method = CP_EXPLAIN_TREE};
  g_autoptr (CpAttributions) once = cp_explain (model, zero, rows, N_ROWS, &options, NULL, NULL, NULL),
                             again = cp_explain (model, zero, rows, N_ROWS, &options, NULL, NULL, NULL),
                             alone = cp_explain (model, zero, rows + 77 * N, 1, &options, NULL, NULL, NULL);
  g_assert_cmpmem (once->values, N_ROWS * 2 * N * sizeof (double), again->values,
                   N_ROWS * 2 * N * sizeof (double));
  for (guint i = 0; i < 2 * N; i++) /* one row is explained without tables */
    assert_close (alone->values[i], once->values[77 * 2 * N + i], 1e-12);
}

static void
test_cancelled (void) {
  CpRandom random;
  cp_random_init (&random, 5);
  g_autoptr (RandomTrees) trees = random_trees_new (&random, 4, 1, 20, 6);
  g_autoptr (CpModel) model = random_trees_build (trees, CP_LINK_IDENTITY);
  g_autofree float *rows = random_trees_make_rows (&random, 4, 1000);
  g_autoptr (CpBackground) zero = cp_background_zero (4);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_cancellable_cancel (cancellable);
  g_assert_null (cp_explain (model, zero, rows, 1000, &(CpExplainOptions){.method = CP_EXPLAIN_TREE}, NULL,
                             cancellable, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/explain/tree/agrees-with-shap", test_references);
  g_test_add_func ("/core/explain/tree/equals-all-coalitions-of-random-ensembles", test_twins);
  g_test_add_func ("/core/explain/tree/a-path-over-64-features-is-the-longest", test_chain);
  g_test_add_func ("/core/explain/tree/auto-answers-in-the-space-asked", test_spaces);
  g_test_add_func ("/core/explain/tree/what-it-cannot-do-is-refused", test_refused);
  g_test_add_func ("/core/explain/tree/the-same-rows-give-the-same-bytes", test_again);
  g_test_add_func ("/core/explain/tree/can-be-cancelled", test_cancelled);
  return g_test_run ();
}
