#include "tests/core/explain/explain-helpers.h"

static void
test_references (void) {
  const char *const names[] = {"deep_small_relu_logits", "deep_small_tanh_relu_sigmoid"};
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_auto (Case) self = load_case (names[i]);
    g_autoptr (CpAttributions) answer = explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_DEEP});
    g_assert_cmpstr (answer->method, ==, "deep");
    g_assert_null (answer->errors);
    check_case (&self, answer, 1e-5);
  }
}

/* The naive twin: one pair of rows, doubles, layer by layer as they were given; the multipliers of the layers
 * are a product of matrices. Softmax by the quotient's two factors. */
enum { MOST = 64 };

static double
twin_slope (CpActivation activation, double alpha, double u, double v) {
  double h = fabs (u - v) < 1e-6 ? 1e-6 : 0;
  return (twin_function (activation, alpha, u + h) - twin_function (activation, alpha, v - h)) /
         (u - v + 2 * h);
}

/* @matrix (n_in × n_out): how much of each output's difference goes with each input's */
static void
twin_layer (const CpLayer *layer, const double *u, const double *v, double *matrix) {
  guint n = layer->n_out;
  for (guint i = 0; i < layer->n_in; i++)
    for (guint k = 0; k < n; k++)
      matrix[i * n + k] = layer->kind == CP_LAYER_DENSE ? (double)layer->kernel[i * n + k] : i == k;
  for (guint k = 0; k < n && layer->kind == CP_LAYER_BATCH_NORMALIZATION; k++)
    matrix[k * n + k] = (layer->gamma != NULL ? (double)layer->gamma[k] : 1) /
                        sqrt ((double)layer->variance[k] + (double)layer->epsilon);
  if (layer->activation != CP_ACTIVATION_SOFTMAX) {
    for (guint i = 0; i < layer->n_in; i++)
      for (guint k = 0; k < n; k++)
        matrix[i * n + k] *= twin_slope (layer->activation, (double)layer->alpha, u[k], v[k]);
    return;
  }
  double sum_u = 0, sum_v = 0, through[MOST * MOST];
  for (guint k = 0; k < n; k++) {
    sum_u += exp (u[k]);
    sum_v += exp (v[k]);
  }
  for (guint i = 0; i < n; i++) {
    double slope = fabs (u[i] - v[i]) < 1e-6 ? exp (v[i]) : (exp (u[i]) - exp (v[i])) / (u[i] - v[i]);
    for (guint k = 0; k < n; k++)
      through[i * n + k] =
          slope * ((i == k) * (1 / sum_u + 1 / sum_v) / 2 - (exp (u[k]) + exp (v[k])) / 2 / (sum_u * sum_v));
  }
  for (guint i = 0; i < layer->n_in; i++) {
    double row[MOST];
    for (guint k = 0; k < n; k++) {
      row[k] = 0;
      for (guint j = 0; j < n; j++)
        row[k] += matrix[i * n + j] * through[j * n + k];
    }
    memcpy (matrix + i * n, row, n * sizeof *row);
  }
}

/* @out (n_features × n_outputs): the multipliers between two rows */
static void
twin_pair (const CpModel *model, const float *row, const float *reference, double *out) {
  gsize n_layers;
  const CpLayer *layers = cp_network_get_layers (model, &n_layers);
  double u[MOST], v[MOST], matrix[MOST * MOST], next[MOST * MOST];
  guint n_features = model->n_features;
  for (guint i = 0; i < n_features; i++) {
    u[i] = (double)row[i];
    v[i] = (double)reference[i];
  }
  for (guint i = 0; i < n_features * n_features; i++)
    out[i] = i / n_features == i % n_features;
  for (gsize l = 0; l < n_layers; l++) {
    const CpLayer *layer = &layers[l];
    twin_linear (layer, u);
    twin_linear (layer, v);
    twin_layer (layer, u, v, matrix);
    twin_activate (layer, u);
    twin_activate (layer, v);
    for (guint i = 0; i < n_features; i++) {
      for (guint k = 0; k < layer->n_out; k++) {
        next[i * layer->n_out + k] = 0;
        for (guint j = 0; j < layer->n_in; j++)
          next[i * layer->n_out + k] += out[i * layer->n_in + j] * matrix[j * layer->n_out + k];
      }
    }
    memcpy (out, next, sizeof next);
  }
}

static void
test_twin (void) {
  CpRandom random;
  cp_random_init (&random, 1);
  for (guint run = 0; run < 60; run++) {
    CpModel *model = draw_small_network (&random, 1 + run % 30);
    g_auto (Case) self = draw_case (&random, model, 2, 1 + run * 5, MIN (run % 3, model->n_features));
    g_autoptr (CpAttributions) answer = explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_DEEP});
    gsize n = model->n_features, n_background = cp_matrix_get_n_rows (self.background->rows);
    for (gsize row = 0; row < 2; row++) {
      g_autofree double *expected = g_new0 (double, n * model->n_outputs);
      const float *x = cp_matrix_get_values (self.rows) + row * n;
      for (gsize b = 0; b < n_background; b++) {
        static double multipliers[MOST * MOST];
        const float *reference = cp_matrix_get_values (self.background->rows) + b * n;
        twin_pair (model, x, reference, multipliers);
        for (gsize f = 0; f < n; f++)
          for (guint k = 0; k < model->n_outputs; k++)
            expected[k * n + f] += self.background->weights[b] * ((double)x[f] - (double)reference[f]) *
                                   multipliers[f * model->n_outputs + k];
      }
      for (guint k = 0; k < model->n_outputs; k++) {
        for (gsize f = 0; f < n; f++) {
          double value = cp_attributions_get_values (answer, row, k)[f];
          assert_close (value, expected[k * n + f], 3e-5 * MAX (1, fabs (expected[k * n + f])));
          if (f < run % 3)
            g_assert_cmpfloat (value, ==, 0);
        }
        assert_close (answer->residuals[row * model->n_outputs + k], 0,
                      2e-5 * MAX (1, fabs (answer->scores[row * model->n_outputs + k])));
      }
    }
  }
}

/* In log-odds: additive against the log-odds of the scores, and where the network is one layer the closed
 * form w · (x − mean b), of a softmax of two classes its difference. */
static void
test_log_odds (void) {
  CpRandom random;
  cp_random_init (&random, 2);
  for (guint run = 0; run < 40; run++) {
    CpModel *model = draw_small_network (&random, 5);
    if (model->task == CP_TASK_REGRESSION) {
      cp_model_unref (model);
      continue;
    }
    g_auto (Case) self = draw_case (&random, model, 2, 20, 0);
    g_autoptr (CpAttributions) answer =
        explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_DEEP, .space = CP_SPACE_LOGIT});
    for (gsize row = 0; row < 2; row++) {
      double in[5], scores[8];
      for (guint f = 0; f < 5; f++)
        in[f] = (double)cp_matrix_get_values (self.rows)[row * 5 + f];
      twin_predict (model, in, scores);
      for (guint k = 0; k < model->n_outputs; k++) {
        gsize at = row * model->n_outputs + k;
        assert_close (answer->scores[at], twin_logit (scores[k]), 1e-4 * MAX (1, fabs (answer->scores[at])));
        assert_close (answer->residuals[at], 0, 2e-5 * MAX (1, fabs (answer->scores[at])));
      }
    }
  }
}

/* What ends in no sigmoid and no softmax has no log-odds to end the chain in, though its scores be called
 * shares: they are explained as they are, and the answer says so. */
static void
test_no_link (void) {
  CpRandom random;
  cp_random_init (&random, 6);
  CpNetworkBuilder *builder = cp_network_builder_new ("shares", 4);
  add_dense (builder, &random, 6, CP_ACTIVATION_TANH);
  add_dense (builder, &random, 1, CP_ACTIVATION_LINEAR);
  g_autoptr (CpModel) model = cp_network_builder_end (builder, NULL);
  g_auto (Case) self = draw_case (&random, cp_model_with_task (model, CP_TASK_BINARY), 2, 9, 0);
  const CpExplainMethod methods[] = {CP_EXPLAIN_DEEP, CP_EXPLAIN_GRADIENTS, CP_EXPLAIN_EXPECTED_GRADIENTS};
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++) {
    g_autoptr (CpAttributions) asked =
        explain_case (&self, &(CpExplainOptions){.method = methods[i], .space = CP_SPACE_LOGIT});
    g_autoptr (CpAttributions) plain = explain_case (&self, &(CpExplainOptions){.method = methods[i]});
    g_assert_cmpint (asked->space, ==, CP_SPACE_PROBABILITY);
    g_assert_cmpmem (asked->values, 2 * 4 * sizeof (double), plain->values, 2 * 4 * sizeof (double));
    g_assert_cmpmem (asked->scores, 2 * sizeof (double), plain->scores, 2 * sizeof (double));
  }
}

static void
test_one_layer (void) {
  CpRandom random;
  cp_random_init (&random, 3);
  for (guint n_outputs = 1; n_outputs <= 2; n_outputs++) {
    CpNetworkBuilder *builder = cp_network_builder_new ("line", 4);
    g_autofree float *kernel = draw (&random, 4 * n_outputs, 1);
    cp_network_builder_dense (builder, "dense", n_outputs, kernel, NULL,
                              n_outputs == 1 ? CP_ACTIVATION_SIGMOID : CP_ACTIVATION_SOFTMAX, 1);
    g_auto (Case) self = draw_case (&random, cp_network_builder_end (builder, NULL), 1, 9, 0);
    g_autoptr (CpAttributions) answer =
        explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_DEEP, .space = CP_SPACE_LOGIT});
    for (guint f = 0; f < 4; f++) {
      double mean = 0;
      for (guint b = 0; b < 9; b++)
        mean += self.background->weights[b] * (double)cp_matrix_get_values (self.background->rows)[b * 4 + f];
      double weight = n_outputs == 1 ? (double)kernel[f] : (double)kernel[2 * f + 1] - (double)kernel[2 * f];
      assert_close (cp_attributions_get_values (answer, 0, n_outputs - 1)[f],
                    weight * ((double)cp_matrix_get_values (self.rows)[f] - mean), 1e-5);
    }
  }
}

/* Texts against the empty one: a word that is absent has exactly no part (deep_bow_zero_background of the
 * references, whose weights are not in the folder). */
static void
test_absent_words (void) {
  CpRandom random;
  cp_random_init (&random, 5);
  CpNetworkBuilder *builder = cp_network_builder_new ("words", 60);
  add_dense (builder, &random, 20, CP_ACTIVATION_RELU);
  add_dense (builder, &random, 5, CP_ACTIVATION_SIGMOID);
  g_auto (Case) self = draw_case (&random, cp_network_builder_end (builder, NULL), 4, 1, 0);
  cp_background_unref (self.background);
  self.background = cp_background_zero (60);
  float *rows = cp_matrix_edit_values (self.rows);
  for (gsize i = 0; i < 4 * 60; i++)
    rows[i] = cp_random_below (&random, 5) == 0;
  g_autoptr (CpAttributions) answer =
      explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_DEEP, .halves = TRUE});
  g_assert_null (answer->disagreement); /* one row has no halves */
  for (gsize row = 0; row < 4; row++)
    for (guint k = 0; k < 5; k++)
      for (guint f = 0; f < 60; f++)
        g_assert_true ((cp_attributions_get_values (answer, row, k)[f] == 0) == (rows[row * 60 + f] == 0));
}

static void
test_threads (void) {
  CpRandom random;
  cp_random_init (&random, 4);
  g_auto (Case) self = draw_case (&random, draw_small_network (&random, 33), 40, 300, 0);
  CpExplainOptions options = {.method = CP_EXPLAIN_DEEP, .halves = TRUE};
  check_threads (&self, &options);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/explain/deep/equals-the-references", test_references);
  g_test_add_func ("/core/explain/deep/random-networks-equal-the-plain-loops-in-double-precision", test_twin);
  g_test_add_func ("/core/explain/deep/log-odds-of-sigmoids-and-of-each-class-add-up", test_log_odds);
  g_test_add_func ("/core/explain/deep/scores-of-no-sigmoid-and-no-softmax-have-no-log-odds", test_no_link);
  g_test_add_func ("/core/explain/deep/one-layer-in-log-odds-is-the-closed-form", test_one_layer);
  g_test_add_func ("/core/explain/deep/absent-words-have-no-part", test_absent_words);
  g_test_add_func ("/core/explain/deep/one-thread-and-many-give-the-same-bytes", test_threads);
  return g_test_run ();
}
