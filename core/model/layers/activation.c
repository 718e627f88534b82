#include "core/model/layers/layer.h"

#include <math.h>
#include <string.h>

/* --- the way back, element by element --- */

/* A difference quotient loses its digits where the two ends are near. Close to each other the functions made
 * of exponentials are told by sinh (d/2) / (d/2) and the geometric mean of their derivatives, which is exact
 * for a sigmoid: σ(u) − σ(v) = 2 sinh (d/2) · sqrt (σ'(u) σ'(v)), d = u − v. */
static const float near_enough = 0.25f;

/* sinh (x) / x for |x| <= 1/4 */
static inline float
sinhc (float x) {
  float square = x * x;
  return 1.0f + square * (1.0f / 6 + square * (1.0f / 120 + square * (1.0f / 5040)));
}

/* Two values of a function that is @below times its argument below 0 and its argument above */
static inline float
slope_of_bend (float below, float u, float v, float of_u, float of_v) {
  float slope_u = u > 0.0f ? 1.0f : below, slope_v = v > 0.0f ? 1.0f : below;
  float d = u - v, quotient = (of_u - of_v) / d;
  return slope_u == slope_v || fabsf (d) < 1e-6f ? slope_v : quotient;
}

static inline float
slope_of_sigmoid (float u, float v, float of_u, float of_v) {
  float d = u - v, quotient = (of_u - of_v) / d;
  float mean = sqrtf (of_u * (1.0f - of_u) * (of_v * (1.0f - of_v)));
  return fabsf (d) < near_enough ? mean * sinhc (0.5f * d) : quotient;
}

static inline float
slope_of_tanh (float u, float v, float of_u, float of_v) {
  float d = u - v, quotient = (of_u - of_v) / d;
  float mean = sqrtf ((1.0f - of_u * of_u) * (1.0f - of_v * of_v));
  return fabsf (d) < near_enough ? mean * sinhc (d) : quotient;
}

static inline float
slope_of_elu (float alpha, float u, float v, float of_u, float of_v) {
  float d = u - v, quotient = (of_u - of_v) / d;
  float mean = sqrtf (fmaxf ((of_u + alpha) * (of_v + alpha), 0.0f)) * (alpha < 0.0f ? -1.0f : 1.0f);
  if (u > 0.0f && v > 0.0f)
    return 1.0f;
  if (fabsf (d) < 1e-6f)
    return v > 0.0f ? 1.0f : of_v + alpha;
  return u <= 0.0f && v <= 0.0f && fabsf (d) < near_enough ? mean * sinhc (0.5f * d) : quotient;
}

/* Its derivative is a sigmoid; the mean of that between near ends by Simpson's rule */
static float
slope_of_softplus (float u, float v, float of_u, float of_v) {
  double d = (double)u - (double)v, middle = (double)v + d / 2;
  if (fabs (d) >= (double)near_enough)
    return (float)(((double)of_u - (double)of_v) / d);
  return (float)((1 / (1 + exp (-(double)u)) + 4 / (1 + exp (-middle)) + 1 / (1 + exp (-(double)v))) / 6);
}

/* Every row's slopes are the same for all outputs. @slopes (width) */
static void
find_slopes (CpActivation activation, float alpha, gsize width, const float *u, const float *v,
             const float *of_u, const float *of_v, float *slopes) {
  switch (activation) {
  case CP_ACTIVATION_RELU:
    for (gsize i = 0; i < width; i++)
      slopes[i] = slope_of_bend (0.0f, u[i], v[i], of_u[i], of_v[i]);
    break;
  case CP_ACTIVATION_LEAKY_RELU:
    for (gsize i = 0; i < width; i++)
      slopes[i] = slope_of_bend (alpha, u[i], v[i], of_u[i], of_v[i]);
    break;
  case CP_ACTIVATION_SIGMOID:
    for (gsize i = 0; i < width; i++)
      slopes[i] = slope_of_sigmoid (u[i], v[i], of_u[i], of_v[i]);
    break;
  case CP_ACTIVATION_TANH:
    for (gsize i = 0; i < width; i++)
      slopes[i] = slope_of_tanh (u[i], v[i], of_u[i], of_v[i]);
    break;
  case CP_ACTIVATION_ELU:
    for (gsize i = 0; i < width; i++)
      slopes[i] = slope_of_elu (alpha, u[i], v[i], of_u[i], of_v[i]);
    break;
  case CP_ACTIVATION_SOFTPLUS:
    for (gsize i = 0; i < width; i++)
      slopes[i] = slope_of_softplus (u[i], v[i], of_u[i], of_v[i]);
    break;
  case CP_ACTIVATION_LINEAR:
  case CP_ACTIVATION_SOFTMAX:
    g_assert_not_reached ();
  }
}

static void
rescale_elements (CpActivation activation, float alpha, gsize width, const CpReturn *back) {
  gsize stride = cp_kernels_stride (width);
  const CpEnd *row = &back->row, *reference = &back->reference;
  g_autofree float *slopes = g_new0 (float, stride);
  for (gsize pair = 0; pair < back->n_rows; pair++) {
    find_slopes (activation, alpha, width, row->in + pair * row->in_stride,
                 reference->in + pair * reference->in_stride, row->out + pair * row->out_stride,
                 reference->out + pair * reference->out_stride, slopes);
    for (gsize output = 0; output < back->n_outputs; output++) {
      gsize at = (pair * back->n_outputs + output) * stride;
      for (gsize i = 0; i < stride; i++)
        back->below[at + i] = back->above[at + i] * slopes[i];
    }
  }
}

/* --- softmax --- */

/* One pair through e_j = exp z_j, s = Σ e_j, p_k = e_k / s. A product's difference is the sum of each
 * factor's, times the mean of the other: Δp_k = Δe_k · mean (1/s) − mean (e_k) · Δs / (s s'). The shift that
 * keeps the exponentials small is one for both ends, so it does not show. @u, @v: the two inputs; @slopes,
 * @means (width): scratch */
static void
rescale_softmax_pair (const float *u, const float *v, gsize width, gsize stride, const float *above,
                      gsize n_outputs, float *below, double *slopes, double *means) {
  double most = -INFINITY, sum_u = 0, sum_v = 0;
  for (gsize i = 0; i < width; i++)
    most = fmax (most, (double)fmaxf (u[i], v[i]));
  for (gsize i = 0; i < width; i++) {
    double e_u = exp (fmax ((double)u[i] - most, -600)), e_v = exp (fmax ((double)v[i] - most, -600));
    double d = (double)u[i] - (double)v[i];
    slopes[i] = fabs (d) < 1e-6 ? e_v : (e_u - e_v) / d;
    means[i] = (e_u + e_v) / 2;
    sum_u += e_u;
    sum_v += e_v;
  }
  double mean_share = (1 / sum_u + 1 / sum_v) / 2, product = 1 / sum_u / sum_v;
  for (gsize output = 0; output < n_outputs; output++, above += stride, below += stride) {
    double through_sum = 0;
    for (gsize i = 0; i < width; i++)
      through_sum += (double)above[i] * means[i];
    for (gsize i = 0; i < width; i++)
      below[i] = (float)(slopes[i] * ((double)above[i] * mean_share - through_sum * product));
    for (gsize i = width; i < stride; i++)
      below[i] = 0;
  }
}

static void
rescale_softmax (gsize width, const CpReturn *back) {
  gsize stride = cp_kernels_stride (width);
  g_autofree double *scratch = g_new (double, 2 * width);
  for (gsize pair = 0; pair < back->n_rows; pair++)
    rescale_softmax_pair (back->row.in + pair * back->row.in_stride,
                          back->reference.in + pair * back->reference.in_stride, width, stride,
                          back->above + pair * back->n_outputs * stride, back->n_outputs,
                          back->below + pair * back->n_outputs * stride, scratch, scratch + width);
}

void
cp_activation_rescale (CpActivation activation, float alpha, gsize width, const CpReturn *back) {
  gsize n_floats = back->n_rows * back->n_outputs * cp_kernels_stride (width);
  if (activation == CP_ACTIVATION_LINEAR)
    memcpy (back->below, back->above, n_floats * sizeof (float));
  else if (activation == CP_ACTIVATION_SOFTMAX)
    rescale_softmax (width, back);
  else
    rescale_elements (activation, alpha, width, back);
}

/* --- a layer of its own: the values as they are, then the function --- */

static void
prepare (CpStep *step, const CpLayer *layer, const CpLayer *normalization) {
}

static void
forward (const CpStep *step, const CpKernels *kernels, const float *in, gsize in_stride, gsize n_rows,
         float *out) {
  gsize stride = cp_kernels_stride (step->width);
  for (gsize row = 0; row < n_rows; row++) {
    memcpy (out + row * stride, in + row * in_stride, step->width * sizeof *out);
    for (gsize i = step->width; i < stride; i++)
      out[row * stride + i] = 0.0f;
  }
}

static void
rescale (const CpStep *step, const CpReturn *back) {
  cp_activation_rescale (CP_ACTIVATION_LINEAR, 0, step->width, back);
}

const CpLayerClass cp_layer_activation = {.kind = CP_LAYER_ACTIVATION,
                                          .prepare = prepare,
                                          .forward = forward,
                                          .rescale = rescale,
                                          .has_gradient = TRUE};
