#include "core/model/layers/layer.h"

#include <math.h>

double
cp_normalization_get_factor (const CpLayer *layer, guint unit) {
  double gamma = layer->gamma != NULL ? (double)layer->gamma[unit] : 1.0;
  return gamma / sqrt ((double)layer->variance[unit] + (double)layer->epsilon);
}

double
cp_normalization_get_beta (const CpLayer *layer, guint unit) {
  return layer->beta != NULL ? (double)layer->beta[unit] : 0.0;
}

static void
prepare (CpStep *step, const CpLayer *layer, const CpLayer *normalization) {
  step->mean = g_memdup2 (layer->mean, layer->n_out * sizeof (float));
  step->factor = g_new (float, layer->n_out);
  step->beta = g_new (float, layer->n_out);
  for (guint unit = 0; unit < layer->n_out; unit++) {
    step->factor[unit] = (float)cp_normalization_get_factor (layer, unit);
    step->beta[unit] = (float)cp_normalization_get_beta (layer, unit);
  }
}

static void
forward (const CpStep *step, const CpKernels *kernels, const float *in, gsize in_stride, gsize n_rows,
         float *out) {
  kernels->normalize (in, in_stride, n_rows, step->width, step->mean, step->factor, step->beta, out,
                      cp_kernels_stride (step->width));
}

static void
rescale (const CpStep *step, const CpReturn *back) {
  gsize stride = cp_kernels_stride (step->width);
  for (gsize row = 0; row < back->n_rows * back->n_outputs; row++)
    for (gsize i = 0; i < stride; i++)
      back->below[row * stride + i] =
          i < step->width ? back->above[row * stride + i] * step->factor[i] : 0.0f;
}

const CpLayerClass cp_layer_batch_normalization = {.kind = CP_LAYER_BATCH_NORMALIZATION,
                                                   .prepare = prepare,
                                                   .forward = forward,
                                                   .rescale = rescale,
                                                   .has_gradient = TRUE};
