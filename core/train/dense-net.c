#include "core/train/dense-net.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

static void
layer_init_kernel (CpDenseLayer *layer, CpRandom *random) {
  double limit = sqrt (6.0 / (layer->n_in + layer->units));
  gsize n_weights = (gsize)layer->n_in * layer->units;
  for (gsize i = 0; i < n_weights; i++)
    layer->kernel[i] = (float)((2 * cp_random_uniform (random) - 1) * limit);
}

static void
net_lay_out (CpDenseNet *net) {
  net->parameters = g_new0 (float, net->n_parameters);
  net->gradients = g_new0 (float, net->n_parameters);
  gsize offset = 0;
  for (guint l = 0; l < net->n_layers; l++) {
    CpDenseLayer *layer = &net->layers[l];
    gsize n_weights = (gsize)layer->n_in * layer->units;
    layer->kernel = net->parameters + offset;
    layer->kernel_gradient = net->gradients + offset;
    layer->bias = layer->kernel + n_weights;
    layer->bias_gradient = layer->kernel_gradient + n_weights;
    offset += n_weights + layer->units;
    layer->output = g_new (float, net->capacity * layer->units);
    layer->delta = g_new (float, net->capacity * layer->units);
  }
}

CpDenseNet *
cp_dense_net_new (const CpTrainOptions *options, guint n_features, gsize capacity, CpRandom *random) {
  CpDenseNet *net = g_new0 (CpDenseNet, 1);
  net->task = options->task;
  net->loss = options->loss != CP_LOSS_AUTO         ? options->loss
              : options->task == CP_TASK_REGRESSION ? CP_LOSS_MSE
                                                    : CP_LOSS_CROSS_ENTROPY;
  net->n_features = n_features;
  net->n_outputs = options->n_outputs;
  net->capacity = capacity;
  net->n_layers = options->n_hidden + 1;
  net->layers = g_new0 (CpDenseLayer, net->n_layers);
  guint width = n_features;
  for (guint l = 0; l < net->n_layers; l++) {
    CpDenseLayer *layer = &net->layers[l];
    gboolean is_last = l == options->n_hidden;
    layer->n_in = width;
    layer->units = is_last ? options->n_outputs : options->hidden[l];
    layer->activation = is_last ? CP_ACTIVATION_LINEAR : options->activations[l];
    net->n_parameters += (gsize)width * layer->units + layer->units;
    width = layer->units;
  }
  net_lay_out (net);
  for (guint l = 0; l < net->n_layers; l++)
    layer_init_kernel (&net->layers[l], random);
  return net;
}

void
cp_dense_net_free (CpDenseNet *net) {
  if (net == NULL)
    return;
  for (guint l = 0; l < net->n_layers; l++) {
    g_free (net->layers[l].output);
    g_free (net->layers[l].delta);
  }
  g_free (net->layers);
  g_free (net->parameters);
  g_free (net->gradients);
  g_free (net);
}

static void
activate (CpActivation activation, float *values, gsize n_values) {
  switch (activation) {
  case CP_ACTIVATION_RELU:
    for (gsize i = 0; i < n_values; i++)
      values[i] = values[i] > 0 ? values[i] : 0;
    break;
  case CP_ACTIVATION_SIGMOID:
    for (gsize i = 0; i < n_values; i++)
      values[i] = 1 / (1 + expf (-values[i]));
    break;
  case CP_ACTIVATION_TANH:
    for (gsize i = 0; i < n_values; i++)
      values[i] = tanhf (values[i]);
    break;
  case CP_ACTIVATION_ELU:
    for (gsize i = 0; i < n_values; i++)
      values[i] = values[i] > 0 ? values[i] : CP_ELU_ALPHA * expm1f (values[i]);
    break;
  case CP_ACTIVATION_LEAKY_RELU:
    for (gsize i = 0; i < n_values; i++)
      values[i] = values[i] > 0 ? values[i] : CP_LEAKY_RELU_SLOPE * values[i];
    break;
  case CP_ACTIVATION_SOFTPLUS:
    for (gsize i = 0; i < n_values; i++)
      values[i] = fmaxf (values[i], 0) + log1pf (expf (-fabsf (values[i])));
    break;
  case CP_ACTIVATION_LINEAR:
    break;
  case CP_ACTIVATION_SOFTMAX:
    g_assert_not_reached (); /* refused for a hidden layer before training */
  }
}

/* deltas · d activation / d input, which every activation here tells from its own output */
static void
multiply_derivative (CpActivation activation, const float *outputs, float *deltas, gsize n_values) {
  switch (activation) {
  case CP_ACTIVATION_RELU:
    for (gsize i = 0; i < n_values; i++)
      deltas[i] = outputs[i] > 0 ? deltas[i] : 0;
    break;
  case CP_ACTIVATION_SIGMOID:
    for (gsize i = 0; i < n_values; i++)
      deltas[i] *= outputs[i] * (1 - outputs[i]);
    break;
  case CP_ACTIVATION_TANH:
    for (gsize i = 0; i < n_values; i++)
      deltas[i] *= 1 - outputs[i] * outputs[i];
    break;
  case CP_ACTIVATION_ELU:
    for (gsize i = 0; i < n_values; i++)
      deltas[i] *= outputs[i] > 0 ? 1 : outputs[i] + CP_ELU_ALPHA;
    break;
  case CP_ACTIVATION_LEAKY_RELU:
    for (gsize i = 0; i < n_values; i++)
      deltas[i] *= outputs[i] > 0 ? 1 : CP_LEAKY_RELU_SLOPE;
    break;
  case CP_ACTIVATION_SOFTPLUS: /* the sigmoid of the input is 1 − e^−output */
    for (gsize i = 0; i < n_values; i++)
      deltas[i] *= -expm1f (-outputs[i]);
    break;
  case CP_ACTIVATION_LINEAR:
    break;
  case CP_ACTIVATION_SOFTMAX:
    g_assert_not_reached ();
  }
}

const float *
cp_dense_net_forward (CpDenseNet *net, const float *features, gsize n_rows) {
  g_return_val_if_fail (n_rows <= net->capacity, NULL);
  const float *input = features;
  for (guint l = 0; l < net->n_layers; l++) {
    CpDenseLayer *layer = &net->layers[l];
    for (gsize row = 0; row < n_rows; row++)
      memcpy (layer->output + row * layer->units, layer->bias, layer->units * sizeof (float));
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)n_rows, (int)layer->units, (int)layer->n_in,
                 1, input, (int)layer->n_in, layer->kernel, (int)layer->units, 1, layer->output,
                 (int)layer->units);
    activate (layer->activation, layer->output, n_rows * layer->units);
    input = layer->output;
  }
  return input;
}

/* One row of each head: writes the scores and d loss / d logit, returns the loss. */

static double
head_regression (double logit, double target, double *score, double *slope) {
  *score = logit;
  *slope = 2 * (logit - target);
  return (logit - target) * (logit - target);
}

static double
head_binary (CpLoss loss, double logit, double target, double *score, double *slope) {
  double p = 1 / (1 + exp (-logit));
  *score = p;
  if (loss == CP_LOSS_CROSS_ENTROPY) {
    *slope = p - target;
    return MAX (logit, 0) - logit * target + log1p (exp (-fabs (logit)));
  }
  *slope = 2 * (p - target) * p * (1 - p);
  return (p - target) * (p - target);
}

/* The mean square is over the outputs, as Keras takes it. @scores: (n) written, @slopes: (n) written */
static double
head_softmax (CpLoss loss, const float *logits, guint n, guint target, double *scores, double *slopes) {
  double most = logits[0], sum = 0;
  for (guint k = 1; k < n; k++)
    most = MAX (most, logits[k]);
  for (guint k = 0; k < n; k++)
    sum += scores[k] = exp (logits[k] - most);
  for (guint k = 0; k < n; k++)
    scores[k] /= sum;
  if (loss == CP_LOSS_CROSS_ENTROPY) {
    for (guint k = 0; k < n; k++)
      slopes[k] = scores[k] - (k == target);
    return log (sum) - (logits[target] - most);
  }
  double total = 0, mean_slope = 0;
  for (guint k = 0; k < n; k++) {
    double difference = scores[k] - (k == target);
    total += difference * difference / n;
    slopes[k] = 2 * difference / n;
    mean_slope += scores[k] * slopes[k];
  }
  for (guint k = 0; k < n; k++)
    slopes[k] = scores[k] * (slopes[k] - mean_slope);
  return total;
}

/* Each output a decision of its own; the loss is their mean. */
static double
head_multilabel (CpLoss loss, const float *logits, guint n, const double *targets, double *scores,
                 double *slopes) {
  double total = 0;
  for (guint k = 0; k < n; k++) {
    total += head_binary (loss, logits[k], targets[k], &scores[k], &slopes[k]) / n;
    slopes[k] /= n;
  }
  return total;
}

double
cp_dense_net_head (CpDenseNet *net, const double *targets, const float *weights, gsize n_rows,
                   double *out_scores) {
  const CpDenseLayer *last = &net->layers[net->n_layers - 1];
  guint n = net->n_outputs;
  g_autofree double *scratch = g_new (double, 2 * (gsize)n);
  double *slopes = scratch + n, total = 0;
  for (gsize row = 0; row < n_rows; row++) {
    const float *logits = last->output + row * n;
    double *scores = out_scores != NULL ? out_scores + row * n : scratch;
    double loss = net->task == CP_TASK_MULTILABEL
                      ? head_multilabel (net->loss, logits, n, targets + row * n, scores, slopes)
                  : net->task == CP_TASK_REGRESSION
                      ? head_regression (logits[0], targets[row], scores, slopes)
                  : net->task == CP_TASK_BINARY
                      ? head_binary (net->loss, logits[0], targets[row], scores, slopes)
                      : head_softmax (net->loss, logits, n, (guint)targets[row], scores, slopes);
    total += (double)weights[row] * loss;
    for (guint k = 0; k < n; k++)
      last->delta[row * n + k] = (float)(slopes[k] * weights[row] / (double)n_rows);
  }
  return total;
}

void
cp_dense_net_backward (CpDenseNet *net, const float *features, gsize n_rows) {
  for (guint l = net->n_layers; l-- > 0;) {
    CpDenseLayer *layer = &net->layers[l];
    CpDenseLayer *below = l > 0 ? &net->layers[l - 1] : NULL;
    const float *input = below != NULL ? below->output : features;
    int rows = (int)n_rows, units = (int)layer->units, n_in = (int)layer->n_in;
    cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, n_in, units, rows, 1, input, n_in, layer->delta,
                 units, 0, layer->kernel_gradient, units);
    memset (layer->bias_gradient, 0, layer->units * sizeof (float));
    for (gsize row = 0; row < n_rows; row++)
      for (guint k = 0; k < layer->units; k++)
        layer->bias_gradient[k] += layer->delta[row * layer->units + k];
    if (below == NULL)
      break;
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, rows, n_in, units, 1, layer->delta, units,
                 layer->kernel, units, 0, below->delta, n_in);
    multiply_derivative (below->activation, below->output, below->delta, n_rows * below->units);
  }
}
