#include "core/base/json.h"
#include "core/base/random.h"
#include "core/model/keras-h5.h"
#include "core/model/network-steps.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* The models and what they must give come from tests/fixtures/model/embedding/make.py: h5py, numpy float64.
 */

static CpModel *
load (const char *name) {
  g_autoptr (GError) error = NULL;
  g_autofree char *local = g_strdup_printf ("model/embedding/%s.h5", name), *path = fixture_path (local);
  CpModel *model = cp_model_load (path, &error);
  g_assert_no_error (error);
  return model;
}

static void
check_scores (CpModel *model, const json_t *item) {
  gsize row, i;
  json_t *values, *value;
  float features[5];
  double scores[2];
  g_assert_cmpuint (model->n_features, ==, 5);
  json_array_foreach (json_object_get (item, "rows"), row, values) {
    json_array_foreach (values, i, value)
      features[i] = (float)json_number_value (value);
    g_assert_true (cp_model_predict (model, features, 1, scores, NULL, NULL));
    const json_t *expected = json_array_get (json_object_get (item, "outputs"), row);
    for (guint k = 0; k < 2; k++)
      assert_close (scores[k], json_number_value (json_array_get (expected, k)), 2e-6);
  }
}

static void
test_scores_are_numpys (void) {
  g_autofree char *path = fixture_path ("model/embedding/expected.json");
  g_autoptr (json_t) expected = cp_json_load_file (path, NULL);
  const char *name;
  json_t *item;
  json_object_foreach (expected, name, item) {
    g_autoptr (CpModel) model = load (name);
    g_assert_cmpint (cp_network_takes_any_length (model), ==, g_str_equal (name, "open-average"));
    g_autoptr (CpModel) fitted =
        cp_network_takes_any_length (model) ? cp_network_with_length (model, 5) : cp_model_ref (model);
    check_scores (fitted, item);
    g_autofree char *copy = g_build_filename (g_get_tmp_dir (), "cp-embedding.h5", NULL);
    g_autoptr (GError) error = NULL;
    g_assert_true (cp_keras_h5_write (fitted, NULL, copy, &error));
    g_autoptr (CpModel) again = cp_model_load (copy, &error);
    g_assert_no_error (error);
    check_scores (again, item);
    g_unlink (copy);
  }
}

static void
test_a_number_that_is_no_words_has_no_score (void) {
  g_autoptr (CpModel) model = load ("max");
  const float rows[][5] = {{1, 2, 9, 3, 4}, {1, -1, 2, 3, 4}, {1, 1.5f, 2, 3, 4}, {1, NAN, 2, 3, 4}};
  double scores[8];
  g_assert_true (cp_model_predict (model, &rows[0][0], 4, scores, NULL, NULL));
  for (guint i = 0; i < 8; i++)
    g_assert_true (isnan (scores[i]));
}

/* The law of a multiplier: Σ m · Δin = Σ above · Δout, for every step and random pairs of rows. */
static void
check_step (const CpStep *step, const CpKernels *kernels, CpRandom *random, gboolean is_index) {
  gsize in_stride = cp_kernels_stride (step->n_in), out_stride = cp_kernels_stride (step->width);
  g_autofree float *in = g_new0 (float, 2 * in_stride), *out = g_new0 (float, 2 * out_stride);
  g_autofree float *above = g_new0 (float, out_stride), *below = g_new0 (float, in_stride);
  for (gsize i = 0; i < 2 * in_stride; i++)
    in[i] = is_index ? (float)cp_random_below (random, 9) : (float)cp_random_normal (random);
  for (gsize i = 0; i < step->width; i++)
    above[i] = (float)cp_random_normal (random);
  step->class->forward (step, kernels, in, in_stride, 2, out);
  CpReturn back = {.row = {in, out, 0, 0},
                   .reference = {in + in_stride, out + out_stride, 0, 0},
                   .n_rows = 1,
                   .n_outputs = 1,
                   .above = above,
                   .below = below};
  step->class->rescale (step, &back);
  double sum = 0, expected = 0;
  for (gsize i = 0; i < step->n_in; i++)
    sum += (double)below[i] * (double)(in[i] - in[in_stride + i]);
  for (gsize i = 0; i < step->width; i++)
    expected += (double)above[i] * (double)(out[i] - out[out_stride + i]);
  assert_close (sum, expected, 1e-4);
}

static void
test_the_way_back_adds_up (void) {
  static const char *const names[] = {"masked-average", "open-average", "max", "flatten"};
  CpRandom random;
  cp_random_init (&random, 3);
  for (guint n = 0; n < G_N_ELEMENTS (names); n++) {
    g_autoptr (CpModel) model = load (names[n]);
    gsize n_steps;
    const CpStep *steps = cp_network_get_steps (model, &n_steps);
    for (gsize i = 0; i + 1 < n_steps; i++)
      for (guint round = 0; round < 50; round++)
        check_step (&steps[i], cp_network_get_kernels (model), &random, i == 0);
  }
}

static void
test_shapes_that_do_not_fit_are_refused (void) {
  const float values[12] = {0};
  g_autoptr (GError) error = NULL;
  CpNetworkBuilder *builder = cp_network_builder_new ("m.h5", 4);
  cp_network_builder_embedding (builder, "words", 4, 3, values, FALSE);
  cp_network_builder_dense (builder, "dense", 1, values, NULL, CP_ACTIVATION_SIGMOID, 0);
  g_assert_null (cp_network_builder_end (builder, &error));
  assert_message (error, "m.h5: layer 2 'dense' is a Dense layer over every step of a sequence, which is not "
                         "supported; a pooling or Flatten layer has to stand before it.");
  builder = cp_network_builder_new ("m.h5", 4);
  cp_network_builder_pooling (builder, CP_LAYER_GLOBAL_MAX, "pool");
  g_assert_null (cp_network_builder_end (builder, &error));
  assert_message (error,
                  "m.h5: layer 1 'pool' pools a sequence, and no Embedding layer makes one before it.");
  builder = cp_network_builder_new ("m.h5", 4);
  cp_network_builder_embedding (builder, "words", 4, 3, values, FALSE);
  g_assert_null (cp_network_builder_end (builder, &error));
  assert_message (error, "m.h5: the network ends in a sequence of vectors; expected scores.");
  builder = cp_network_builder_new ("m.h5", 2);
  cp_network_builder_dense (builder, "dense", 2, values, NULL, CP_ACTIVATION_RELU, 0);
  cp_network_builder_embedding (builder, "words", 4, 3, values, FALSE);
  g_assert_null (cp_network_builder_end (builder, &error));
  assert_message (error,
                  "m.h5: layer 2 'words' is an Embedding layer behind other layers; it has to be the first.");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/embedding/scores-are-numpys", test_scores_are_numpys);
  g_test_add_func ("/core/embedding/a-number-that-is-no-words-has-no-score",
                   test_a_number_that_is_no_words_has_no_score);
  g_test_add_func ("/core/embedding/the-way-back-adds-up", test_the_way_back_adds_up);
  g_test_add_func ("/core/embedding/shapes-that-do-not-fit-are-refused",
                   test_shapes_that_do_not_fit_are_refused);
  return g_test_run ();
}
