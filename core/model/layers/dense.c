#include "core/model/layers/layer.h"

#include <cblas.h>

/* With the linear normalisation that follows it (nullable) folded in: the same rounding errors as one after
 * the other, since both scale the same sums. */
static void
prepare (CpStep *step, const CpLayer *layer, const CpLayer *normalization) {
  guint n_in = layer->n_in, n_out = layer->n_out;
  step->kernel = g_memdup2 (layer->kernel, (gsize)n_in * n_out * sizeof (float));
  if (normalization == NULL) {
    cp_packed_dense_init (&step->dense, n_in, n_out, layer->kernel, layer->bias);
    return;
  }
  g_autofree float *bias = g_new (float, n_out);
  for (guint unit = 0; unit < n_out; unit++) {
    double factor = cp_normalization_get_factor (normalization, unit);
    double base = layer->bias != NULL ? (double)layer->bias[unit] : 0.0;
    bias[unit] = (float)((base - (double)normalization->mean[unit]) * factor +
                         cp_normalization_get_beta (normalization, unit));
    for (gsize k = 0; k < n_in; k++)
      step->kernel[k * n_out + unit] = (float)((double)layer->kernel[k * n_out + unit] * factor);
  }
  cp_packed_dense_init (&step->dense, n_in, n_out, step->kernel, bias);
}

static void
forward (const CpStep *step, const CpKernels *kernels, const float *in, gsize in_stride, gsize n_rows,
         float *out) {
  kernels->dense (&step->dense, in, in_stride, n_rows, out);
}

/* m_in = m_out · kernelᵀ, whatever the values */
static void
rescale (const CpStep *step, const CpReturn *back) {
  gsize n = back->n_rows * back->n_outputs, stride = cp_kernels_stride (step->n_in);
  for (gsize row = 0; stride > step->n_in && row < n; row++)
    for (gsize i = step->n_in; i < stride; i++)
      back->below[row * stride + i] = 0;
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int)n, (int)step->n_in, (int)step->width, 1,
               back->above, (int)cp_kernels_stride (step->width), step->kernel, (int)step->width, 0,
               back->below, (int)stride);
}

const CpLayerClass cp_layer_dense = {.kind = CP_LAYER_DENSE,
                                     .folds_normalization = TRUE,
                                     .prepare = prepare,
                                     .forward = forward,
                                     .rescale = rescale,
                                     .has_gradient = TRUE};
