#include "core/base/error.h"
#include "core/base/json.h"
#include "core/model/hdf5-file.h"
#include "core/model/keras-h5.h"
#include "core/model/network.h"
#include "tests/fixture.h"

#include <string.h>
#include <sys/stat.h>

typedef struct {
  char *folder, *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused) {
  fixture->folder = g_dir_make_tmp ("counterpoint-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "model.h5", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer unused) {
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0); /* nothing else was left behind */
  g_free (fixture->folder);
  g_free (fixture->path);
}

/* One layer of every kind */
static CpModel *
make_network (void) {
  const float kernel[] = {0.1f, -2, 3, 4, 0.5f, -6}, bias[] = {0.25f, -0.5f};
  const float square[] = {1, -1, 0.5f, 2}, column[] = {1.5f, -2.5f};
  const float mean[] = {0.1f, 0.2f}, variance[] = {1.5f, 0.75f};
  CpNetworkBuilder *builder = cp_network_builder_new ("first.h5", 3);
  cp_network_builder_identity (builder, "Flatten", "flatten");
  cp_network_builder_dense (builder, "dense", 2, kernel, bias, CP_ACTIVATION_LEAKY_RELU, 0.35f);
  cp_network_builder_batch_normalization (builder, "norm", column, NULL, mean, variance, 0.002f);
  cp_network_builder_identity (builder, "Dropout", "dropout");
  cp_network_builder_dense (builder, "dense_1", 2, square, NULL, CP_ACTIVATION_ELU, 1);
  cp_network_builder_activation (builder, "elu", CP_ACTIVATION_ELU, 0.6f);
  cp_network_builder_activation (builder, "tanh", CP_ACTIVATION_TANH, 1);
  cp_network_builder_dense (builder, "score", 1, column, bias, CP_ACTIVATION_SIGMOID, 1);
  return cp_network_builder_end (builder, NULL);
}

static void
test_round_trip (Fixture *fixture, gconstpointer unused) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpModel) model = make_network ();
  const char *text = "[{\"column\":\"Größe\",\"encoding\":\"number\"}]";
  g_autoptr (json_t) inputs = cp_json_load (text, strlen (text), "text", &error);
  g_assert_no_error (error);
  g_assert_true (cp_keras_h5_write (model, inputs, fixture->path, &error));
  g_assert_no_error (error);
  g_autoptr (CpModel) again = cp_model_load (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_true (json_equal (again->inputs, inputs));
  for (int i = 0; i < 20; i++) {
    const float row[] = {0.3f * (float)(i - 10), 0.1f * (float)i, 1 - 0.2f * (float)i};
    double before, after;
    cp_model_predict (model, row, 1, &before, NULL, NULL);
    cp_model_predict (again, row, 1, &after, NULL, NULL);
    g_assert_cmpfloat (before, ==, after);
  }
}

/* The layout of Keras 2 as FORMATS describes it; the same file was looked at with h5py. */
static void
test_layout (Fixture *fixture, gconstpointer unused) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpModel) model = make_network ();
  g_assert_true (cp_keras_h5_write (model, NULL, fixture->path, &error));
  g_autoptr (CpHdf5File) file = cp_hdf5_file_open (fixture->path, &error);
  g_autofree char *version = cp_hdf5_file_read_text (file, "", "keras_version", &error);
  g_autofree char *backend = cp_hdf5_file_read_text (file, "", "backend", &error);
  g_autofree char *config = cp_hdf5_file_read_text (file, "", "model_config", &error);
  g_auto (GStrv) layers = cp_hdf5_file_read_texts (file, "model_weights", "layer_names", &error);
  g_auto (GStrv) dense = cp_hdf5_file_read_texts (file, "model_weights/dense", "weight_names", &error);
  g_auto (GStrv) norm = cp_hdf5_file_read_texts (file, "model_weights/norm", "weight_names", &error);
  g_auto (GStrv) dropout = cp_hdf5_file_read_texts (file, "model_weights/dropout", "weight_names", &error);
  g_assert_no_error (error);
  g_autofree char *layer_list = g_strjoinv (" ", layers), *dense_list = g_strjoinv (" ", dense);
  g_autofree char *norm_list = g_strjoinv (" ", norm);
  g_assert_cmpstr (version, ==, "2.11.0");
  g_assert_cmpstr (backend, ==, "tensorflow");
  g_assert_cmpstr (layer_list, ==, "flatten dense norm dropout dense_1 elu tanh score");
  g_assert_cmpstr (dense_list, ==, "dense/kernel:0 dense/bias:0");
  g_assert_cmpstr (norm_list, ==, "norm/gamma:0 norm/moving_mean:0 norm/moving_variance:0");
  g_assert_cmpuint (g_strv_length (dropout), ==, 0);
  guint64 dims[] = {0, 0};
  g_autofree float *kernel =
      cp_hdf5_file_read_floats (file, "model_weights/dense/dense/kernel:0", "kernel", dims, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (dims[0], ==, 3);
  g_assert_cmpuint (dims[1], ==, 2);
  g_assert_cmpfloat (kernel[5], ==, -6);
  g_assert_false (cp_hdf5_file_has_attribute (file, "", "counterpoint_inputs"));
  g_assert_true (g_str_has_prefix (
      config,
      "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"sequential\",\"layers\":[{\"class_name\":"
      "\"Flatten\",\"config\":{\"name\":\"flatten\",\"trainable\":true,\"batch_input_shape\":[null,3],"));
  g_assert_nonnull (
      strstr (config, "{\"class_name\":\"LeakyReLU\",\"config\":{\"name\":\"dense_activation\""));
}

static void
test_same_bytes (Fixture *fixture, gconstpointer unused) {
  g_autoptr (CpModel) model = make_network ();
  g_autofree char *first = NULL, *second = NULL;
  gsize n_first, n_second;
  g_assert_true (cp_keras_h5_write (model, NULL, fixture->path, NULL));
  g_assert_true (g_file_get_contents (fixture->path, &first, &n_first, NULL));
  g_usleep (1100000); /* a time stamp would have a resolution of a second */
  g_assert_true (cp_keras_h5_write (model, NULL, fixture->path, NULL));
  g_assert_true (g_file_get_contents (fixture->path, &second, &n_second, NULL));
  g_assert_cmpmem (first, n_first, second, n_second);
}

static void
test_missing_folder (Fixture *fixture, gconstpointer unused) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpModel) model = make_network ();
  g_autofree char *path = g_build_filename (fixture->folder, "no-such-folder", "m.h5", NULL);
  g_assert_false (cp_keras_h5_write (model, NULL, path, &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_READ);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_test_message ("%s", error->message);
}

static void
test_full_device (Fixture *fixture, gconstpointer unused) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpModel) model = make_network ();
  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS)) {
    g_test_skip ("/dev/full is absent");
    return;
  }
  g_assert_false (cp_keras_h5_write (model, NULL, "/dev/full", &error));
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_prefix (error->message, "/dev/full: cannot be written: "));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)
  ADD ("/core/keras-h5-write/what-is-written-reads-back-to-the-same-scores", test_round_trip);
  ADD ("/core/keras-h5-write/the-layout-is-that-of-keras-2", test_layout);
  ADD ("/core/keras-h5-write/the-same-model-gives-the-same-bytes", test_same_bytes);
  ADD ("/core/keras-h5-write/a-missing-folder-is-an-error", test_missing_folder);
  ADD ("/core/keras-h5-write/a-full-device-is-an-error", test_full_device);
  return g_test_run ();
}
