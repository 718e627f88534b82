#pragma once
#include "core/model/network.h"

#include <math.h>
#include <string.h>

/* The naive twin of a network: one row, doubles, layer by layer as they were given; up to 128 values. */

static inline double
twin_function (CpActivation activation, double alpha, double x) {
  switch (activation) {
  case CP_ACTIVATION_RELU:
    return fmax (x, 0);
  case CP_ACTIVATION_SIGMOID:
    return 1 / (1 + exp (-x));
  case CP_ACTIVATION_TANH:
    return tanh (x);
  case CP_ACTIVATION_ELU:
    return x > 0 ? x : alpha * (exp (x) - 1);
  case CP_ACTIVATION_LEAKY_RELU:
    return x > 0 ? x : alpha * x;
  case CP_ACTIVATION_SOFTPLUS:
    return fmax (x, 0) + log1p (exp (-fabs (x)));
  case CP_ACTIVATION_LINEAR:
  case CP_ACTIVATION_SOFTMAX:
    break;
  }
  return x;
}

/* The layer without its activation. @values: in, then out */
static inline void
twin_linear (const CpLayer *layer, double *values) {
  double next[128];
  for (guint unit = 0; unit < layer->n_out; unit++) {
    double x = values[unit];
    if (layer->kind == CP_LAYER_DENSE) {
      x = layer->bias != NULL ? (double)layer->bias[unit] : 0;
      for (guint k = 0; k < layer->n_in; k++)
        x += values[k] * (double)layer->kernel[k * layer->n_out + unit];
    } else if (layer->kind == CP_LAYER_BATCH_NORMALIZATION) {
      double gamma = layer->gamma != NULL ? (double)layer->gamma[unit] : 1;
      double beta = layer->beta != NULL ? (double)layer->beta[unit] : 0;
      x = gamma * (x - (double)layer->mean[unit]) /
              sqrt ((double)layer->variance[unit] + (double)layer->epsilon) +
          beta;
    }
    next[unit] = x;
  }
  memcpy (values, next, layer->n_out * sizeof *values);
}

static inline void
twin_activate (const CpLayer *layer, double *values) {
  double sum = 0;
  for (guint i = 0; i < layer->n_out; i++) {
    values[i] = layer->activation == CP_ACTIVATION_SOFTMAX
                    ? exp (values[i])
                    : twin_function (layer->activation, (double)layer->alpha, values[i]);
    sum += values[i];
  }
  for (guint i = 0; layer->activation == CP_ACTIVATION_SOFTMAX && i < layer->n_out; i++)
    values[i] /= sum;
}

/* @out (n_outputs) */
static inline void
twin_predict (const CpModel *model, const double *features, double *out) {
  gsize n_layers;
  const CpLayer *layers = cp_network_get_layers (model, &n_layers);
  double values[128];
  memcpy (values, features, model->n_features * sizeof *values);
  for (gsize l = 0; l < n_layers; l++) {
    twin_linear (&layers[l], values);
    twin_activate (&layers[l], values);
  }
  memcpy (out, values, model->n_outputs * sizeof *out);
}
