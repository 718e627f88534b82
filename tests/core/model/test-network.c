#include "core/base/json.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/model/network.h"
#include "tests/fixture.h"
#include "tests/random-network.h"
#include "tests/twin-network.h"

#include <math.h>
#include <string.h>

static void
test_twin (void) {
  CpRandom random;
  cp_random_init (&random, 11);
  for (int run = 0; run < 150; run++) {
    g_autoptr (CpModel) model = draw_network (&random);
    gsize n_rows = 1 + (gsize)cp_random_below (&random, 40);
    g_autofree float *features = draw (&random, n_rows * model->n_features, 1);
    g_autofree double *scores = g_new (double, n_rows * model->n_outputs);
    g_assert_true (cp_model_predict (model, features, n_rows, scores, NULL, NULL));
    for (gsize row = 0; row < n_rows; row++) {
      double in[128], expected[128];
      for (guint i = 0; i < model->n_features; i++)
        in[i] = (double)features[row * model->n_features + i];
      twin_predict (model, in, expected);
      for (guint i = 0; i < model->n_outputs; i++)
        assert_close (scores[row * model->n_outputs + i], expected[i], 1e-5 * MAX (1, fabs (expected[i])));
    }
  }
}

static void
test_row_alone (void) {
  CpRandom random;
  cp_random_init (&random, 12);
  for (int run = 0; run < 25; run++) {
    g_autoptr (CpModel) model = draw_network (&random);
    enum { N_ROWS = 1100 };
    g_autofree float *features = draw (&random, (gsize)N_ROWS * model->n_features, 1);
    g_autofree double *scores = g_new (double, (gsize)N_ROWS * model->n_outputs);
    g_autofree double *alone = g_new (double, model->n_outputs);
    cp_model_predict (model, features, N_ROWS, scores, NULL, NULL);
    for (gsize row = run % 50; row < N_ROWS; row += 50) {
      cp_model_predict (model, features + row * model->n_features, 1, alone, NULL, NULL);
      g_assert_cmpmem (alone, model->n_outputs * sizeof (double), scores + row * model->n_outputs,
                       model->n_outputs * sizeof (double));
    }
  }
}

static void
test_threads (void) {
  CpRandom random;
  cp_random_init (&random, 13);
  g_autoptr (CpModel) model = draw_network (&random);
  enum { N_ROWS = 10000 };
  g_autofree float *features = draw (&random, (gsize)N_ROWS * model->n_features, 1);
  gsize n = (gsize)N_ROWS * model->n_outputs;
  g_autofree double *one = g_new (double, n), *many = g_new (double, n);
  cp_parallel_set_n_threads (1);
  cp_model_predict (model, features, N_ROWS, one, NULL, NULL);
  cp_parallel_set_n_threads (5);
  cp_model_predict (model, features, N_ROWS, many, NULL, NULL);
  cp_parallel_set_n_threads (0);
  g_assert_cmpmem (one, n * sizeof *one, many, n * sizeof *many);
}

static void
test_cancelled (void) {
  CpRandom random;
  cp_random_init (&random, 14);
  g_autoptr (CpModel) model = draw_network (&random);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree float *features = draw (&random, model->n_features, 1);
  g_autofree double *scores = g_new (double, model->n_outputs);
  g_assert_true (cp_model_predict (model, features, 0, NULL, cancellable, NULL));
  g_cancellable_cancel (cancellable);
  g_assert_false (cp_model_predict (model, features, 1, scores, cancellable, &error));
  assert_message (error, "The work was cancelled.");
}

/* --- what a network is --- */

static CpModel *
make_network (CpActivation last, guint n_outputs) {
  const float kernel[] = {1, 2, 3, 4, 5, 6};
  CpNetworkBuilder *builder = cp_network_builder_new ("folder/loan.v2.h5", 2);
  cp_network_builder_identity (builder, "Dropout", "drop");
  cp_network_builder_dense (builder, "score", n_outputs, kernel, kernel, last, 1);
  cp_network_builder_identity (builder, "Flatten", "flat");
  return cp_network_builder_end (builder, NULL);
}

static void
check_task (CpActivation last, guint n_outputs, CpTask expected) {
  g_autoptr (CpModel) model = make_network (last, n_outputs);
  g_assert_cmpstr (cp_task_get_name (model->task), ==, cp_task_get_name (expected));
  g_assert_cmpstr (model->output_activation, ==, cp_activation_get_name (last));
}

static void
test_task (void) {
  check_task (CP_ACTIVATION_SIGMOID, 1, CP_TASK_BINARY);
  check_task (CP_ACTIVATION_SIGMOID, 3, CP_TASK_MULTILABEL);
  check_task (CP_ACTIVATION_SOFTMAX, 3, CP_TASK_MULTICLASS);
  check_task (CP_ACTIVATION_LINEAR, 1, CP_TASK_REGRESSION);
  check_task (CP_ACTIVATION_TANH, 2, CP_TASK_REGRESSION);
}

static void
test_describe (void) {
  g_autoptr (CpModel) model = make_network (CP_ACTIVATION_SOFTMAX, 2);
  g_autoptr (json_t) json = cp_model_describe (model);
  g_autofree char *text = cp_json_dump (json, FALSE);
  g_assert_cmpstr (text, ==,
                   "{\"file\":\"folder/loan.v2.h5\",\"format\":\"network\",\"task\":\"multiclass\","
                   "\"inputs\":[{\"name\":\"input\",\"width\":2,\"type\":\"number\"}],"
                   "\"outputs\":[{\"name\":\"score:0\",\"activation\":\"softmax\"},"
                   "{\"name\":\"score:1\",\"activation\":\"softmax\"}],"
                   "\"layers\":[{\"kind\":\"Dropout\",\"name\":\"drop\",\"shape\":[2]},"
                   "{\"kind\":\"Dense\",\"name\":\"score\",\"shape\":[2,2]},"
                   "{\"kind\":\"Flatten\",\"name\":\"flat\",\"shape\":[2]}],\"parameters\":6}");
}

static void
test_rename (void) {
  CpModel *model = make_network (CP_ACTIVATION_SIGMOID, 1);
  g_assert_cmpstr (model->name, ==, "loan.v2");
  CpModel *second = cp_model_rename (model, "B");
  g_autoptr (CpModel) third = cp_model_rename (second, "C");
  const float row[] = {0.5f, -1};
  double before, after;
  cp_model_predict (model, row, 1, &before, NULL, NULL);
  cp_model_unref (model);
  cp_model_unref (second);
  cp_model_predict (third, row, 1, &after, NULL, NULL);
  g_assert_cmpstr (third->name, ==, "C");
  g_assert_cmpstr (third->output_names[0], ==, "score");
  g_assert_cmpfloat (before, ==, after);
  assert_close (after, 1 / (1 + exp (0.5)), 1e-7); /* 1 + 0.5 · 1 − 1 · 2 */
}

static void
test_column (void) {
  g_autoptr (CpModel) model = cp_model_new_column ("risk");
  g_autoptr (CpModel) renamed = cp_model_rename (model, "B");
  g_autoptr (GError) error = NULL;
  double score;
  g_assert_cmpstr (cp_model_get_column (renamed), ==, "risk");
  g_assert_false (cp_model_predict (model, (const float[]){1}, 1, &score, NULL, &error));
  assert_message (error, "column:risk: its scores stand in the table; an edited row cannot be scored again.");
  g_autoptr (json_t) json = cp_model_describe (model);
  g_autofree char *text = cp_json_dump (json, FALSE);
  g_assert_cmpstr (text, ==,
                   "{\"file\":\"column:risk\",\"format\":\"column\",\"task\":\"binary\",\"inputs\":[],"
                   "\"outputs\":[{\"name\":\"risk\"}],\"layers\":[],\"parameters\":0}");
  g_autoptr (CpModel) network = make_network (CP_ACTIVATION_LINEAR, 1);
  g_assert_null (cp_model_get_column (network));
}

static void
test_names (void) {
  for (int i = CP_TASK_BINARY; i <= CP_TASK_REGRESSION; i++) {
    CpTask task;
    g_assert_true (cp_task_parse (cp_task_get_name ((CpTask)i), &task));
    g_assert_cmpint (task, ==, i);
  }
  for (int i = CP_ACTIVATION_LINEAR; i <= CP_ACTIVATION_SOFTPLUS; i++) {
    CpActivation activation;
    g_assert_true (cp_activation_parse (cp_activation_get_name ((CpActivation)i), &activation));
    g_assert_cmpint (activation, ==, i);
  }
  CpTask task;
  CpActivation activation;
  g_assert_false (cp_task_parse ("ranking", &task));
  g_assert_false (cp_activation_parse ("swish", &activation));
}

/* --- what a network is not --- */

static void
test_refused (void) {
  g_autoptr (GError) error = NULL;
  const float values[] = {1, NAN, 1, 1}, ones[] = {1, 1, 1, 1}, negative[] = {1, -2};
  CpNetworkBuilder *builder = cp_network_builder_new ("m", 0);
  g_assert_null (cp_network_builder_end (builder, &error));
  assert_message (error, "m: the network takes 0 features, expected 1 to 1048576.");
  builder = cp_network_builder_new ("m", 2);
  g_assert_null (cp_network_builder_end (builder, &error));
  assert_message (error, "m: the network has no layers.");
  builder = cp_network_builder_new ("m", 2);
  cp_network_builder_dense (builder, "d", 0, ones, NULL, CP_ACTIVATION_LINEAR, 1);
  g_assert_null (cp_network_builder_end (builder, &error));
  assert_message (error, "m: layer 1 'd' has 0 units of 2 inputs, expected 1 to 1048576 units and at most "
                         "268435456 weights in all.");
  builder = cp_network_builder_new ("m", 2); /* the first problem is the one told */
  cp_network_builder_dense (builder, "d", 2, values, NULL, CP_ACTIVATION_LINEAR, 1);
  cp_network_builder_dense (builder, "e", 1, values, NULL, CP_ACTIVATION_LINEAR, 1);
  g_assert_cmpuint (cp_network_builder_get_width (builder), ==, 1);
  g_assert_null (cp_network_builder_end (builder, &error));
  assert_message (error,
                  "m: layer 1 'd': the kernel holds a value that is not finite; its training has diverged.");
  builder = cp_network_builder_new ("m", 2);
  cp_network_builder_batch_normalization (builder, "n", NULL, NULL, ones, negative, 0.001f);
  g_assert_null (cp_network_builder_end (builder, &error));
  assert_message (error, "m: layer 1 'n': the moving variance of value 2 is -2, expected more than 0.");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/network/random-networks-equal-the-plain-loops-in-double-precision", test_twin);
  g_test_add_func ("/core/network/a-row-alone-gives-the-same-bits", test_row_alone);
  g_test_add_func ("/core/network/one-thread-and-many-give-the-same-bits", test_threads);
  g_test_add_func ("/core/network/stops-when-cancelled", test_cancelled);
  g_test_add_func ("/core/network/the-last-function-tells-the-task", test_task);
  g_test_add_func ("/core/network/describes-itself", test_describe);
  g_test_add_func ("/core/network/a-renamed-model-outlives-its-origin", test_rename);
  g_test_add_func ("/core/network/a-column-of-scores-cannot-predict", test_column);
  g_test_add_func ("/core/network/names-parse-back", test_names);
  g_test_add_func ("/core/network/refuses-what-cannot-be-computed", test_refused);
  return g_test_run ();
}
