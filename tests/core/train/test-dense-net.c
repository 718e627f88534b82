#include "core/train/dense-net.h"

#include "tests/fixture.h"

#include <math.h>

/* The naive twin: one row at a time in doubles, straight from the definitions. */

static double
naive_activation (CpActivation activation, double x) {
  switch (activation) {
  case CP_ACTIVATION_RELU:
    return x > 0 ? x : 0;
  case CP_ACTIVATION_SIGMOID:
    return 1 / (1 + exp (-x));
  case CP_ACTIVATION_TANH:
    return tanh (x);
  case CP_ACTIVATION_ELU:
    return x > 0 ? x : exp (x) - 1;
  case CP_ACTIVATION_LEAKY_RELU:
    return x > 0 ? x : 0.2 * x;
  case CP_ACTIVATION_SOFTPLUS:
    return log1p (exp (x));
  default:
    return x;
  }
}

#define WIDEST 16

static void
naive_logits (const CpDenseNet *net, const double *parameters, const float *features, double *out) {
  double input[WIDEST], output[WIDEST];
  gsize offset = 0;
  for (guint j = 0; j < net->n_features; j++)
    input[j] = features[j];
  for (guint l = 0; l < net->n_layers; l++) {
    const CpDenseLayer *layer = &net->layers[l];
    for (guint k = 0; k < layer->units; k++) {
      double sum = parameters[offset + (gsize)layer->n_in * layer->units + k];
      for (guint j = 0; j < layer->n_in; j++)
        sum += input[j] * parameters[offset + (gsize)j * layer->units + k];
      output[k] = naive_activation (layer->activation, sum);
    }
    offset += (gsize)layer->n_in * layer->units + layer->units;
    for (guint k = 0; k < layer->units; k++)
      input[k] = output[k];
  }
  for (guint k = 0; k < net->n_outputs; k++)
    out[k] = input[k];
}

static double
naive_loss (const CpDenseNet *net, const double *logits, const double *targets, double *scores) {
  guint n = net->n_outputs;
  double target = targets[0];
  if (net->task == CP_TASK_MULTILABEL) { /* Keras' binary cross-entropy: the mean over the outputs */
    double mean = 0;
    for (guint k = 0; k < n; k++) {
      double p = scores[k] = 1 / (1 + exp (-logits[k]));
      mean += (net->loss == CP_LOSS_MSE ? pow (p - targets[k], 2)
                                        : -(targets[k] * log (p) + (1 - targets[k]) * log (1 - p))) /
              n;
    }
    return mean;
  }
  if (net->task == CP_TASK_REGRESSION) {
    scores[0] = logits[0];
    return pow (logits[0] - target, 2);
  }
  if (net->task == CP_TASK_BINARY) {
    double p = scores[0] = 1 / (1 + exp (-logits[0]));
    return net->loss == CP_LOSS_MSE ? pow (p - target, 2) : -(target * log (p) + (1 - target) * log (1 - p));
  }
  double sum = 0, loss = 0;
  for (guint k = 0; k < n; k++)
    sum += exp (logits[k]);
  for (guint k = 0; k < n; k++) {
    scores[k] = exp (logits[k]) / sum;
    loss += net->loss == CP_LOSS_MSE ? pow (scores[k] - (k == target), 2) / n
            : k == target            ? -log (scores[k])
                                     : 0;
  }
  return loss;
}

static double
naive_total (const CpDenseNet *net, const double *parameters, const float *features, const double *targets,
             const float *weights, gsize n_rows, double *out_scores) {
  double total = 0, logits[WIDEST], scores[WIDEST];
  for (gsize row = 0; row < n_rows; row++) {
    naive_logits (net, parameters, features + row * net->n_features, logits);
    total += (double)weights[row] *
             naive_loss (net, logits, targets + row * (net->task == CP_TASK_MULTILABEL ? net->n_outputs : 1),
                         scores);
    for (guint k = 0; k < net->n_outputs && out_scores != NULL; k++)
      out_scores[row * net->n_outputs + k] = scores[k];
  }
  return total;
}

#define N_ROWS 7

static void
check_gradients (CpActivation activation, CpTask task, CpLoss loss, CpRandom *random) {
  const guint hidden[] = {6, 4};
  const CpActivation activations[] = {activation, activation};
  CpTrainOptions options;
  cp_train_options_init (&options);
  options.hidden = hidden;
  options.activations = activations;
  options.n_hidden = (guint)cp_random_below (random, 3);
  options.task = task;
  options.loss = loss;
  options.n_outputs = task == CP_TASK_MULTICLASS || task == CP_TASK_MULTILABEL ? 3 : 1;
  g_autoptr (CpDenseNet) net = cp_dense_net_new (&options, 5, N_ROWS, random);
  float features[N_ROWS * 5], weights[N_ROWS];
  double targets[N_ROWS * 3], scores[N_ROWS * 3], naive_scores[N_ROWS * 3];
  for (gsize i = 0; i < G_N_ELEMENTS (features); i++)
    features[i] = (float)cp_random_normal (random);
  for (gsize row = 0; row < N_ROWS; row++)
    weights[row] = (float)(2 * cp_random_uniform (random));
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    targets[i] = task == CP_TASK_REGRESSION
                     ? cp_random_normal (random)
                     : (double)cp_random_below (random, task == CP_TASK_MULTICLASS ? 3 : 2);
  g_autofree double *parameters = g_new (double, net->n_parameters);
  for (gsize i = 0; i < net->n_parameters; i++) {
    net->parameters[i] += (float)(0.1 * cp_random_normal (random)); /* biases too */
    parameters[i] = net->parameters[i];
  }

  cp_dense_net_forward (net, features, N_ROWS);
  double total = cp_dense_net_head (net, targets, weights, N_ROWS, scores);
  cp_dense_net_backward (net, features, N_ROWS);
  assert_close (total, naive_total (net, parameters, features, targets, weights, N_ROWS, naive_scores), 2e-5);
  for (gsize i = 0; i < N_ROWS * (gsize)options.n_outputs; i++)
    assert_close (scores[i], naive_scores[i], 1e-5);
  for (gsize i = 0; i < net->n_parameters; i++) {
    const double step = 1e-6, kept = parameters[i];
    parameters[i] = kept + step;
    double above = naive_total (net, parameters, features, targets, weights, N_ROWS, NULL);
    parameters[i] = kept - step;
    double below = naive_total (net, parameters, features, targets, weights, N_ROWS, NULL);
    parameters[i] = kept;
    assert_close (net->gradients[i], (above - below) / (2 * step) / N_ROWS, 1e-5);
  }
}

static void
test_gradients_equal_finite_differences (void) {
  static const CpActivation activations[] = {
      CP_ACTIVATION_LINEAR, CP_ACTIVATION_RELU,       CP_ACTIVATION_SIGMOID, CP_ACTIVATION_TANH,
      CP_ACTIVATION_ELU,    CP_ACTIVATION_LEAKY_RELU, CP_ACTIVATION_SOFTPLUS};
  static const struct {
    CpTask task;
    CpLoss loss;
  } heads[] = {{CP_TASK_REGRESSION, CP_LOSS_AUTO}, {CP_TASK_BINARY, CP_LOSS_AUTO},
               {CP_TASK_BINARY, CP_LOSS_MSE},      {CP_TASK_MULTICLASS, CP_LOSS_CROSS_ENTROPY},
               {CP_TASK_MULTICLASS, CP_LOSS_MSE},  {CP_TASK_MULTILABEL, CP_LOSS_CROSS_ENTROPY},
               {CP_TASK_MULTILABEL, CP_LOSS_MSE}};
  CpRandom random;
  cp_random_init (&random, 3);
  for (guint a = 0; a < G_N_ELEMENTS (activations); a++)
    for (guint h = 0; h < G_N_ELEMENTS (heads); h++)
      for (int repeat = 0; repeat < 4; repeat++)
        check_gradients (activations[a], heads[h].task, heads[h].loss, &random);
}

/* Far from 0 the plain formula log (1 / (1 + exp (−z))) is infinite; the loss is |z| by its limit. */
static void
test_extreme_logits_have_a_finite_loss (void) {
  CpTrainOptions options;
  cp_train_options_init (&options);
  CpRandom random;
  cp_random_init (&random, 1);
  g_autoptr (CpDenseNet) net = cp_dense_net_new (&options, 1, 4, &random);
  net->layers[0].kernel[0] = 1;
  const float features[] = {5000, -5000, 5000, -5000}, weights[] = {1, 1, 1, 1};
  const double targets[] = {0, 1, 1, 0};
  double scores[4];
  cp_dense_net_forward (net, features, 4);
  g_assert_cmpfloat (cp_dense_net_head (net, targets, weights, 4, scores), ==, 10000);
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat (scores[i], ==, i % 2 == 0 ? 1 : 0);
}

/* Glorot and Bengio 2010, eq. 16: uniform within sqrt (6 / (n_in + n_out)), so the variance is a third of the
 * square. */
static void
test_kernels_start_glorot_uniform (void) {
  const guint hidden[] = {200};
  const CpActivation activations[] = {CP_ACTIVATION_RELU};
  CpTrainOptions options;
  cp_train_options_init (&options);
  options.hidden = hidden;
  options.activations = activations;
  options.n_hidden = 1;
  CpRandom random;
  cp_random_init (&random, 2);
  g_autoptr (CpDenseNet) net = cp_dense_net_new (&options, 100, 1, &random);
  double limit = sqrt (6.0 / 300), squares = 0, most = 0;
  for (gsize i = 0; i < 20000; i++) {
    squares += (double)net->layers[0].kernel[i] * net->layers[0].kernel[i];
    most = MAX (most, fabs (net->layers[0].kernel[i]));
  }
  g_assert_cmpfloat (most, <=, limit);
  g_assert_cmpfloat (most, >, 0.99 * limit);
  assert_close (squares / 20000, limit * limit / 3, 0.02 * limit * limit);
  for (guint k = 0; k < 200; k++)
    g_assert_cmpfloat (net->layers[0].bias[k], ==, 0);
  g_assert_cmpuint (net->n_parameters, ==, 100 * 200 + 200 + 200 + 1);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/train/gradients-equal-finite-differences", test_gradients_equal_finite_differences);
  g_test_add_func ("/core/train/extreme-logits-have-a-finite-loss", test_extreme_logits_have_a_finite_loss);
  g_test_add_func ("/core/train/kernels-start-glorot-uniform", test_kernels_start_glorot_uniform);
  return g_test_run ();
}
