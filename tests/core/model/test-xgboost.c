#include "core/base/json.h"
#include "core/model/network.h"
#include "core/model/trees.h"
#include "core/model/xgboost.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* The files, and what they must give, come from tests/fixtures/model/xgboost/make.py: Debian's
 * python3-xgboost 1.7.4, which sums in float32. */

static void
check_outputs (const CpModel *model, const json_t *inputs, const json_t *outputs, double absolute,
               double relative) {
  gsize n_rows = json_array_size (inputs), n_features = model->n_features, n_outputs = model->n_outputs;
  g_autofree float *features = g_new (float, n_rows *n_features);
  g_autofree double *scores = g_new (double, n_rows *n_outputs);
  g_assert_cmpuint (json_array_size (outputs), ==, n_rows);
  for (gsize row = 0; row < n_rows; row++) {
    const json_t *values = json_array_get (inputs, row);
    g_assert_cmpuint (json_array_size (values), ==, n_features);
    for (gsize i = 0; i < n_features; i++)
      features[row * n_features + i] = (float)cp_json_to_double (json_array_get (values, i));
  }
  g_assert_true (cp_model_predict (model, features, n_rows, scores, NULL, NULL));
  for (gsize row = 0; row < n_rows; row++) {
    const json_t *expected = json_array_get (outputs, row);
    g_assert_cmpuint (json_array_size (expected), ==, n_outputs);
    for (gsize i = 0; i < n_outputs; i++) {
      double number = json_number_value (json_array_get (expected, i));
      assert_close (scores[row * n_outputs + i], number, absolute + relative * fabs (number));
    }
  }
}

static void
check_names (char **names, const json_t *expected) {
  g_assert_true ((names == NULL) == !json_is_array (expected));
  for (gsize i = 0; i < json_array_size (expected); i++)
    g_assert_cmpstr (names[i], ==, json_string_value (json_array_get (expected, i)));
}

static void
test_models (void) {
  g_autofree char *path = fixture_path ("model/xgboost/expected.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) expected = cp_json_load_file (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_object_size (expected), ==, 50);
  const char *name;
  json_t *item;
  json_object_foreach (expected, name, item) {
    g_autofree char *local = g_build_filename ("model/xgboost", name, NULL);
    g_autofree char *file = fixture_path (local);
    g_test_message ("%s", name);
    g_autoptr (CpModel) model = cp_model_load (file, &error);
    g_assert_no_error (error);
    gboolean is_linear = g_str_has_prefix (name, "linear-");
    g_assert_true (is_linear ? cp_model_is_network (model) : cp_model_is_trees (model));
    g_assert_cmpstr (model->format, ==, g_str_has_suffix (name, ".ubj") ? "XGBoost UBJSON" : "XGBoost JSON");
    g_assert_cmpstr (cp_task_get_name (model->task), ==, json_string_value (json_object_get (item, "task")));
    check_names (model->feature_names, json_object_get (item, "names"));
    check_outputs (model, json_object_get (item, "inputs"), json_object_get (item, "outputs"), 1e-6, 2e-6);
  }
}

/* The numbers: an own float32 walker beside libxgboost */
static void
test_real (void) {
  g_autofree char *path = real_path ("models/hcg-xgboost.json"), *answers = NULL;
  if (path == NULL || (answers = real_path ("models/expected/hcg-xgboost.json.expected.json")) == NULL)
    return;
  g_autoptr (GError) error = NULL;
  g_autoptr (CpModel) model = cp_model_load (path, &error);
  g_assert_no_error (error);
  g_autoptr (json_t) expected = cp_json_load_file (answers, &error);
  g_assert_no_error (error);
  const json_t *tolerance = json_object_get (expected, "tolerance");
  check_outputs (model, json_object_get (expected, "inputs"), json_object_get (expected, "outputs"),
                 json_number_value (json_object_get (tolerance, "abs")),
                 json_number_value (json_object_get (tolerance, "rel")));
}

static const struct {
  const char *name, *message; /* without the path before it; that of a JSON error begins with the line */
} bad_files[] = {
    {"base-log.json", "the base score -1 is none for its objective."},
    {"base-text.json", "learner.learner_model_param.base_score is neither a number nor a list of 1."},
    {"base.json", "learner.learner_model_param.base_score is neither a number nor a list of 1."},
    {"booster.json", "the booster 'gbforest' is not known, expected gbtree, dart or gblinear."},
    {"category-huge.json", "tree 1: node 1 splits by category 16777216, expected less than 16777216."},
    {"category-size.json", "tree 1: the categories of node 1 are missing."},
    {"category.json", "tree 1: the categories of node 1 are missing."},
    {"child-negative.json", "tree 1: the children of node 1 are not whole numbers."},
    {"child.json", "tree 1: node 1 has the child 99, but the tree has 15 nodes."},
    {"circle.json", "tree 1: node 1 has the root as a child; the nodes run in a circle."},
    {"deep.ubj", "byte 81: values are nested deeper than 64."},
    {"drops.json", "weight_drop holds 5 weights for 6 trees."},
    {"empty-tree.json", "tree 1: it has no nodes."},
    {"feature.json", "tree 1: node 0 splits on feature 18, but the model takes 5 features."},
    {"hinge.json",
     "the objective 'binary:hinge' gives decisions without a score; train with binary:logistic."},
    {"huge-array.ubj", "byte 30: a length of 2305843009213693952 does not fit the file."},
    {"key-twice.ubj", "byte 35: the key 'learner' stands twice."},
    {"leaf.json", "tree 1: leaf 14 holds a value that is not finite."},
    {"learner.json", "holds no XGBoost model; the key 'learner' is missing."},
    {"length.json", "trees[1].split_indices holds 14 values, expected 15."},
    {"linear-exp.json", "the booster 'gblinear' with an objective whose scores are exponentials is not "
                        "known; the boosters gbtree and dart are."},
    {"linear.json", "learner.gradient_booster.model.weights holds 5 values, expected 6."},
    {"marker.ubj", "byte 17: no value begins with the byte 0x78."},
    {"name.json", "learner.feature_names[1] is not a text."},
    {"names.json", "learner.feature_names holds 4 names for 5 features."},
    {"negative.ubj", "byte 21: a length of -1 does not fit the file."},
    {"no-children.json", "trees[1].left_children is missing, expected a list."},
    {"no-trees.json", "the model has no trees."},
    {"objective.json", "the objective 'mine:loss' is not known."},
    {"output.json", "tree 2: it adds to output 1, but the model has 1."},
    {"split.json", "tree 1: node 0 splits at a value that is not a number."},
    {"tail.ubj", "byte 20: something follows the value."},
    {"text-children.json", "trees[1].right_children is not a list."},
    {"tree-info.json", "learner.gradient_booster.model.tree_info holds 3 values, expected 4."},
    {"truncated.json", "1: not valid JSON: ']' expected near end of file."},
    {"truncated.ubj", "byte 1995: a length of 15 does not fit the file."},
    {"two-parents.json", "tree 1: node 2 is a child of node 0 and of node 1, expected one parent."},
    {"typed-object.ubj", "byte 18: an object of values of one type is not known."},
    {"typed.ubj", "byte 19: an array whose type is no number is not known."},
    {"utf8.ubj", "byte 20: a text is not UTF-8 or holds a NUL."},
    {"vector-leaf.json", "tree 1: its leaves hold 3 values (multi_output_tree), which is not known; train "
                         "with one_output_per_tree."},
    {"width-text.json", "learner.learner_model_param.num_feature is not a count."},
    {"width.json", "0 features and 1 outputs, expected 1 to 16777216 features and at most 65536 outputs."},
};

static void
test_bad (void) {
  for (gsize i = 0; i < G_N_ELEMENTS (bad_files); i++) {
    g_autofree char *local = g_strdup_printf ("model/xgboost/bad-%s", bad_files[i].name);
    g_autofree char *path = fixture_path (local);
    g_autofree char *message =
        g_strdup_printf ("%s:%s%s", path, bad_files[i].message[0] == '1' ? "" : " ", bad_files[i].message);
    g_autoptr (GError) error = NULL;
    g_assert_null (cp_model_load (path, &error));
    assert_message (error, message);
  }
}

static void
test_describe (void) {
  g_autofree char *path = fixture_path ("model/xgboost/softprob.ubj");
  g_autoptr (GError) error = NULL;
  g_autoptr (CpModel) model = cp_model_load (path, &error);
  g_assert_no_error (error);
  g_autoptr (json_t) json = cp_model_describe (model);
  g_autofree char *layers = cp_json_dump (json_object_get (json, "layers"), FALSE),
                  *outputs = cp_json_dump (json_object_get (json, "outputs"), FALSE);
  g_assert_cmpstr (outputs, ==,
                   "[{\"name\":\"0\",\"activation\":\"softmax\"},{\"name\":\"1\",\"activation\":\"softmax\"},"
                   "{\"name\":\"2\",\"activation\":\"softmax\"}]");
  g_assert_cmpstr (
      layers, ==,
      "[{\"kind\":\"TreeEnsemble\",\"name\":\"12 trees, depth 3, 83 leaves\",\"shape\":[5,12,3]}]");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/xgboost/every-kind-scores-as-xgboost-does", test_models);
  g_test_add_func ("/core/xgboost/a-real-model-scores-as-expected", test_real);
  g_test_add_func ("/core/xgboost/bad-files-are-refused-with-their-place", test_bad);
  g_test_add_func ("/core/xgboost/inspect-names-trees-depth-and-leaves", test_describe);
  return g_test_run ();
}
