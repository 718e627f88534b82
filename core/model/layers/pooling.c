#include "core/model/layers/layer.h"

#include <math.h>
#include <string.h>

/* One value a dimension out of a sequence of vectors: their mean, or the highest. */

static void
prepare (CpStep *step, const CpLayer *layer, const CpLayer *normalization) {
  step->n_dims = layer->n_dims;
}

static guint
get_length (const CpStep *step) {
  return step->n_in / step->n_dims;
}

static void
forward_mean (const CpStep *step, const CpKernels *kernels, const float *in, gsize in_stride, gsize n_rows,
              float *out) {
  guint length = get_length (step);
  gsize stride = cp_kernels_stride (step->width);
  for (gsize row = 0; row < n_rows; row++, in += in_stride, out += stride) {
    memset (out, 0, stride * sizeof (float));
    for (guint i = 0; i < length; i++)
      for (guint d = 0; d < step->n_dims; d++)
        out[d] += in[(gsize)i * step->n_dims + d];
    for (guint d = 0; d < step->n_dims; d++)
      out[d] /= (float)length;
  }
}

static void
rescale_mean (const CpStep *step, const CpReturn *back) {
  guint length = get_length (step);
  gsize above_stride = cp_kernels_stride (step->width), below_stride = cp_kernels_stride (step->n_in);
  for (gsize row = 0; row < back->n_rows * back->n_outputs; row++) {
    const float *above = back->above + row * above_stride;
    float *below = back->below + row * below_stride;
    memset (below, 0, below_stride * sizeof (float));
    for (guint i = 0; i < length; i++)
      for (guint d = 0; d < step->n_dims; d++)
        below[(gsize)i * step->n_dims + d] = above[d] / (float)length;
  }
}

/* The first step that holds the highest value of dimension @d; a NaN counts as the highest. */
static guint
find_highest (const CpStep *step, const float *in, guint d) {
  guint highest = 0;
  for (guint i = 1; i < get_length (step); i++) {
    float value = in[(gsize)i * step->n_dims + d], most = in[(gsize)highest * step->n_dims + d];
    if (value > most || (isnan (value) && !isnan (most)))
      highest = i;
  }
  return highest;
}

static void
forward_max (const CpStep *step, const CpKernels *kernels, const float *in, gsize in_stride, gsize n_rows,
             float *out) {
  gsize stride = cp_kernels_stride (step->width);
  for (gsize row = 0; row < n_rows; row++, in += in_stride, out += stride) {
    memset (out, 0, stride * sizeof (float));
    for (guint d = 0; d < step->n_dims; d++)
      out[d] = in[(gsize)find_highest (step, in, d) * step->n_dims + d];
  }
}

/* The difference of the two highest values goes to the step that holds the higher of them, in the end where
 * it stands: the other end's value there is no higher than its own highest, so the multiplier lies in [0, 1].
 */
static void
rescale_max (const CpStep *step, const CpReturn *back) {
  gsize above_stride = cp_kernels_stride (step->width), below_stride = cp_kernels_stride (step->n_in);
  for (gsize row = 0; row < back->n_rows; row++) {
    const float *one = back->row.in + row * back->row.in_stride;
    const float *other = back->reference.in + row * back->reference.in_stride;
    for (gsize output = 0; output < back->n_outputs; output++)
      memset (back->below + (row * back->n_outputs + output) * below_stride, 0,
              below_stride * sizeof (float));
    for (guint d = 0; d < step->n_dims; d++) {
      guint at_one = find_highest (step, one, d), at_other = find_highest (step, other, d);
      float highest_one = one[(gsize)at_one * step->n_dims + d],
            highest_other = other[(gsize)at_other * step->n_dims + d];
      gsize at = (gsize)(highest_one >= highest_other ? at_one : at_other) * step->n_dims + d;
      float moved = one[at] - other[at];
      float share = fabsf (moved) < 1e-6f ? 1 : (highest_one - highest_other) / moved;
      for (gsize output = 0; output < back->n_outputs; output++) {
        gsize pair = row * back->n_outputs + output;
        back->below[pair * below_stride + at] = back->above[pair * above_stride + d] * share;
      }
    }
  }
}

const CpLayerClass cp_layer_global_average = {.kind = CP_LAYER_GLOBAL_AVERAGE,
                                              .prepare = prepare,
                                              .forward = forward_mean,
                                              .rescale = rescale_mean,
                                              .has_gradient = TRUE};
const CpLayerClass cp_layer_global_max = {.kind = CP_LAYER_GLOBAL_MAX,
                                          .prepare = prepare,
                                          .forward = forward_max,
                                          .rescale = rescale_max,
                                          .has_gradient = TRUE};
