#include "core/base/json.h"
#include "core/model/keras-h5.h"
#include "core/model/network.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* The files, and what they must give, come from tests/fixtures/model/make.py: h5py and numpy in double
 * precision. */

static void
check_outputs (const CpModel *model, const json_t *inputs, const json_t *outputs, double tolerance) {
  gsize row, i;
  json_t *values, *value;
  g_autofree float *features = g_new (float, model->n_features);
  g_autofree double *scores = g_new (double, model->n_outputs);
  g_assert_cmpuint (json_array_size (inputs), ==, json_array_size (outputs));
  json_array_foreach (inputs, row, values) {
    g_assert_cmpuint (json_array_size (values), ==, model->n_features);
    json_array_foreach (values, i, value)
      features[i] = (float)json_number_value (value);
    g_assert_true (cp_model_predict (model, features, 1, scores, NULL, NULL));
    const json_t *expected = json_array_get (outputs, row);
    g_assert_cmpuint (json_array_size (expected), ==, model->n_outputs);
    json_array_foreach (expected, i, value) {
      double number = json_number_value (value);
      assert_close (scores[i], number, tolerance * MAX (1, fabs (number)));
    }
  }
}

static void
test_layouts (void) {
  g_autofree char *path = fixture_path ("model/expected.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) expected = cp_json_load_file (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_object_size (expected), ==, 17);
  const char *name;
  json_t *item, *class_name;
  gsize i, n_layers;
  json_object_foreach (expected, name, item) {
    g_autofree char *local = g_build_filename ("model", name, NULL);
    g_autofree char *file = fixture_path (local);
    g_test_message ("%s", name);
    g_autoptr (CpModel) model = cp_model_load (file, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (model->format, ==, "Keras HDF5");
    g_assert_cmpstr (cp_task_get_name (model->task), ==, json_string_value (json_object_get (item, "task")));
    const CpLayer *layers = cp_network_get_layers (model, &n_layers);
    const json_t *classes = json_object_get (item, "layers");
    g_assert_cmpuint (n_layers, ==, json_array_size (classes));
    json_array_foreach (classes, i, class_name) {
      if (layers[i].kind != CP_LAYER_ACTIVATION) /* ELU and its like are Activation to us */
        g_assert_cmpstr (layers[i].class_name, ==, json_string_value (class_name));
    }
    check_outputs (model, json_object_get (item, "inputs"), json_object_get (item, "outputs"), 2e-6);
  }
}

static void
test_specification (void) {
  g_autofree char *path = fixture_path ("model/inputs.h5");
  g_autoptr (GError) error = NULL;
  g_autoptr (CpModel) model = cp_model_load (path, &error);
  g_assert_no_error (error);
  g_autofree char *text = cp_json_dump (model->inputs, FALSE);
  g_assert_cmpstr (text, ==,
                   "[{\"column\":\"age\",\"encoding\":\"number\",\"scale\":{\"mean\":38.5,\"std\":13.25}},"
                   "{\"column\":\"sex\",\"encoding\":\"one-hot\",\"values\":[\"Female\",\"Male\"]}]");
  g_autoptr (json_t) json = cp_model_describe (model);
  g_autofree char *inputs = cp_json_dump (json_object_get (json, "inputs"), FALSE);
  g_assert_cmpstr (inputs, ==,
                   "[{\"name\":\"age\",\"width\":1,\"type\":\"number\"},"
                   "{\"name\":\"sex\",\"width\":2,\"type\":\"one-hot\",\"vocabulary\":2}]");
}

#define ONE_CHAIN "; only one chain of layers can be read."
#define KNOWN_ACTIVATIONS "; known are linear, relu, sigmoid, tanh, softmax, elu, leaky_relu and softplus."
#define KERNEL "'model_weights/dense/dense/kernel:0'"

static const struct {
  const char *name, *message; /* without the path before it */
} bad_files[] = {
    {"activation", "layer 1 'dense' has the activation 'swish', which is not known" KNOWN_ACTIVATIONS},
    {"activation-object",
     "layer 1 'dense' has the activation 'Custom>mine', which is not known" KNOWN_ACTIVATIONS},
    {"bias-shape", "layer 1 'dense': the bias is 2 × 1, expected 2 by the configuration."},
    {"branch", "layer 'a' feeds both 'b' and 'last'" ONE_CHAIN},
    {"class", "the model is of the class 'MyModel', expected Sequential or Functional."},
    {"concatenate", "layer 'join' (Concatenate) takes 2 inputs" ONE_CHAIN},
    {"config-list", "the attribute model_config holds 2 texts, expected one."},
    {"config-number", "the attribute model_config is not text."},
    {"cycle", "its layers are not one chain from input to output" ONE_CHAIN},
    {"embedding", "layer 1 'words': the file names 0 of its weights, expected 1 by the configuration "
                  "(embedding)."},
    {"epsilon", "layer 1 'norm' has no usable epsilon."},
    {"external-link", KERNEL " is an external link, which is not followed."},
    {"external-storage", "layer 1 'dense': the kernel is kept outside the file, which is not followed."},
    {"filter", "layer 1 'dense': the kernel is packed with the filter 32000, expected none, gzip, shuffle or "
               "fletcher32."},
    {"group", KERNEL " is not a dataset."},
    {"heap-too-large", "is a damaged HDF5 file."},
    {"heap-without-end", "is a damaged HDF5 file."},
    {"inputs", "counterpoint_inputs is not a list of inputs."},
    {"integers", "layer 1 'dense': the kernel does not hold floating-point numbers."},
    {"json", "model_config:2: not valid JSON: unexpected token near end of file."},
    {"kernel-shape", "layer 1 'dense': the kernel is 4 × 2, expected 3 × 2 by the configuration."},
    {"lambda", "layer 3 'lambda_1' is a Lambda layer, which holds Python code; export the model to ONNX."},
    {"layer-without-weights", "layer 2 'dense_1' has no weights in the file, which has those of 'dense'."},
    {"missing-dataset", KERNEL " is missing."},
    {"nested", "layer 2 'inner' is a model inside the model" ONE_CHAIN},
    {"no-layers", "model_config names no layers."},
    {"no-model", "is HDF5 but holds no Keras model; the attribute model_config is missing."},
    {"no-name", "layer 1 in model_config has no name."},
    {"no-weights", "'model_weights' is missing."},
    {"not-finite",
     "layer 1 'dense': the kernel holds a value that is not finite; its training has diverged."},
    {"random", "is no model of a format known here, expected a Keras .h5 or XGBoost model."},
    {"flatten", "a row has 2 dimensions and no Flatten layer (channels_last) makes it one list of features."},
    {"pooling-order", "layer 2 'pool' pools with data_format channels_first, which is not known; expected "
                      "channels_last."},
    {"embedding-order",
     "layer 2 'flatten' puts the values of an Embedding in the order channels_first, which "
     "is not known; expected channels_last."},
    {"rank", "a row has 2 dimensions and no Flatten layer (channels_last) makes it one list of features."},
    {"relu6", "layer 2 'relu6' is a ReLU with a maximum or a threshold, which is not known."},
    {"shape-overflow", "the input shape in model_config is no shape of a row of features."},
    {"shared-layer", "layer 'last' is used 2 times" ONE_CHAIN},
    {"signature-only", "is a damaged HDF5 file."},
    {"soft-link", KERNEL " is a soft link, which is not followed."},
    {"softmax-axis", "layer 2 'softmax' is a Softmax over another axis than the last, which is not known."},
    {"truncated", "is a truncated HDF5 file."},
    {"two-inputs", "the model has 2 input layers ('in', 'other'), expected one."},
    {"two-outputs", "its layers are not one chain from input to output" ONE_CHAIN},
    {"units", "layer 1 'dense' has no usable count of units."},
    {"unknown-producer", "layer 'last' takes the output of 'gone', which is not in the model."},
    {"unwritten", "layer 1 'dense': the kernel cannot be read; the file is damaged."},
    {"variance", "layer 1 'norm': the moving variance of value 2 is -1, expected more than 0."},
    {"virtual", "layer 1 'dense': the kernel is kept outside the file, which is not followed."},
    {"weight-count",
     "layer 1 'dense': the file names 1 of its weights, expected 2 by the configuration (kernel, bias)."},
    {"weights-only", "holds weights without the layers they belong to; save the whole model (model.save), "
                     "not its weights."},
    {"weights-only-3", "holds weights without the layers they belong to; save the whole model (model.save), "
                       "not its weights."},
};

static void
test_bad (void) {
  for (gsize i = 0; i < G_N_ELEMENTS (bad_files); i++) {
    g_autofree char *local = g_strdup_printf ("model/bad-%s.h5", bad_files[i].name);
    g_autofree char *path = fixture_path (local);
    g_autoptr (GError) error = NULL;
    g_assert_null (cp_model_load (path, &error));
    g_autofree char *expected = g_strdup_printf ("%s: %s", path, bad_files[i].message);
    assert_message (error, expected);
  }
}

/* Every fixture with some bytes cut off or changed: never a crash, always one sentence */
static void
test_damaged (void) {
  g_autofree char *source = fixture_path ("model/keras-2.4-fixed.h5");
  g_autofree char *bytes = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (source, &bytes, &length, NULL));
  g_autofree char *folder = g_dir_make_tmp ("counterpoint-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "damaged.h5", NULL);
  for (gsize cut = 0; cut < length; cut += 997) {
    g_autoptr (GError) error = NULL;
    g_assert_true (g_file_set_contents (path, bytes, (gssize)cut, NULL));
    g_assert_null (cp_model_load (path, &error));
    g_assert_true (g_str_has_prefix (error->message, path) && g_str_has_suffix (error->message, "."));
  }
  g_unlink (path);
  g_rmdir (folder);
}

static void
check_real (const char *name) {
  g_autofree char *file = g_strdup_printf ("models/%s", name);
  g_autofree char *other = g_strdup_printf ("models/expected/%s.expected.json", name);
  g_autofree char *path = real_path (file);
  g_autofree char *expected_path = path != NULL ? real_path (other) : NULL;
  if (expected_path == NULL)
    return;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) expected = cp_json_load_file (expected_path, &error);
  g_assert_no_error (error);
  g_autoptr (CpModel) model = cp_model_load (path, &error);
  g_assert_no_error (error);
  double tolerance = json_number_value (json_object_get (expected, "tolerance"));
  check_outputs (model, json_object_get (expected, "inputs"), json_object_get (expected, "outputs"),
                 tolerance > 0 ? tolerance : 1e-6);
}

static void
test_real_ann (void) {
  check_real ("ann-classification.h5");
}

static void
test_real_dice (void) {
  check_real ("dice-adult.h5");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/keras-h5/every-layout-gives-what-numpy-gives", test_layouts);
  g_test_add_func ("/core/keras-h5/carries-the-feature-specification", test_specification);
  g_test_add_func ("/core/keras-h5/bad-files-are-refused-by-name", test_bad);
  g_test_add_func ("/core/keras-h5/a-file-cut-anywhere-is-refused", test_damaged);
  g_test_add_func ("/core/keras-h5/real-ann-classification", test_real_ann);
  g_test_add_func ("/core/keras-h5/real-dice-adult", test_real_dice);
  return g_test_run ();
}
