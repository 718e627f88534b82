#include "core/model/kernels.h"

#include <string.h>

/* Built with -ffp-contract=fast, so a · b + c is one instruction where the processor has it, and with
 * -fno-trapping-math, without which the clamped exponentials are not made into vectors for AVX2. Each loop is
 * written once, as an always-inlined body; the entry points at the end compile it for one processor each. */
#define BODY static inline __attribute__ ((always_inline))

typedef float Vector4 __attribute__ ((vector_size (16), aligned (4), may_alias));
typedef float Vector8 __attribute__ ((vector_size (32), aligned (4), may_alias));
typedef float Vector16 __attribute__ ((vector_size (64), aligned (4), may_alias));
enum { MOST_ROWS = 14 };

/* --- activations --- */

/* x = n ln 2 + r with |r| <= ln 2 / 2; returns e^r − 1 and 2^n. Adding 1.5 · 2^23 rounds to an integer and
 * leaves that integer in the low bits. The polynomial is a minimax fit of (e^r − 1 − r) / r² with a relative
 * error of e^r below 2^-28. */
BODY float
reduce_exp (float x, float *scale) {
  const float shift = 12582912.0f;
  float shifted = x * 1.44269504f + shift;
  float n = shifted - shift;
  float r = x - n * 0.693359375f; /* ln 2 in two parts, the first exact in n */
  r = r - n * -2.12194440e-4f;
  float p = 1.381459847e-3f;
  p = p * r + 8.368716887e-3f;
  p = p * r + 4.166838805e-2f;
  p = p * r + 1.666652063e-1f;
  p = p * r + 4.999999345e-1f;
  guint32 bits;
  memcpy (&bits, &shifted, sizeof bits);
  bits = (bits - 0x4b400000u + 127u) << 23;
  memcpy (scale, &bits, sizeof bits);
  return p * (r * r) + r;
}

/* Clamped where the result would leave the normal floats; a NaN passes both comparisons. */
BODY float
clamp_exponent (float x) {
  x = x > 88.0f ? 88.0f : x;
  return x < -87.0f ? -87.0f : x;
}

BODY float
exp_of (float x) {
  float scale, r = reduce_exp (clamp_exponent (x), &scale);
  return scale + scale * r;
}

BODY float
expm1_of (float x) {
  float scale, r = reduce_exp (clamp_exponent (x), &scale);
  return scale * r + (scale - 1.0f);
}

BODY float
sigmoid_of (float x) {
  return 1.0f / (1.0f + exp_of (-x));
}

/* tanh |x| = (e^2|x| − 1) / (e^2|x| + 1), by e^x − 1 so that small values keep their digits */
BODY float
tanh_of (float x) {
  float size = __builtin_fabsf (x);
  size = size > 10.0f ? 10.0f : size;
  float e = expm1_of (2.0f * size);
  return __builtin_copysignf (e / (e + 2.0f), x);
}

/* log (1 + e^x) = max (x, 0) + log (1 + t), t = e^−|x|, and log (1 + t) = 2 artanh (t / (2 + t)) by its
 * series, of an argument of at most 1/3. A NaN passes the comparison. */
BODY float
softplus_of (float x) {
  float t = exp_of (-__builtin_fabsf (x));
  float s = t / (2.0f + t), square = s * s;
  float series = 1.0f / 15;
  series = series * square + 1.0f / 13;
  series = series * square + 1.0f / 11;
  series = series * square + 1.0f / 9;
  series = series * square + 1.0f / 7;
  series = series * square + 1.0f / 5;
  series = series * square + 1.0f / 3;
  float log1p = 2.0f * s + 2.0f * s * (square * series);
  return (x < 0.0f ? 0.0f : x) + log1p;
}

/* Three passes over the block, the middle one over whole vectors: e^(x − max), then the share of the sum. */
BODY void
softmax (float *values, gsize n_rows, gsize width, gsize stride) {
  for (gsize row = 0; row < n_rows; row++) {
    float *v = values + row * stride;
    float most = v[0];
    for (gsize i = 1; i < width; i++)
      most = v[i] > most ? v[i] : most;
    for (gsize i = 0; i < width; i++)
      v[i] -= most;
    for (gsize i = width; i < stride; i++)
      v[i] = 0.0f;
  }
  for (gsize i = 0; i < n_rows * stride; i++)
    values[i] = exp_of (values[i]);
  for (gsize row = 0; row < n_rows; row++) {
    float *v = values + row * stride;
    float sum = 0.0f;
    for (gsize i = 0; i < width; i++)
      sum += v[i];
    for (gsize i = 0; i < width; i++)
      v[i] /= sum;
  }
}

BODY void
activate (CpActivation activation, float alpha, float *values, gsize n_rows, gsize width, gsize stride) {
  gsize n = n_rows * stride;
  switch (activation) {
  case CP_ACTIVATION_LINEAR:
    break;
  case CP_ACTIVATION_RELU:
    for (gsize i = 0; i < n; i++)
      values[i] = values[i] < 0.0f ? 0.0f : values[i];
    break;
  case CP_ACTIVATION_SIGMOID:
    for (gsize i = 0; i < n; i++)
      values[i] = sigmoid_of (values[i]);
    break;
  case CP_ACTIVATION_TANH:
    for (gsize i = 0; i < n; i++)
      values[i] = tanh_of (values[i]);
    break;
  case CP_ACTIVATION_SOFTMAX:
    softmax (values, n_rows, width, stride);
    break;
  case CP_ACTIVATION_ELU:
    for (gsize i = 0; i < n; i++) {
      float below = alpha * expm1_of (values[i]);
      values[i] = values[i] < 0.0f ? below : values[i];
    }
    break;
  case CP_ACTIVATION_LEAKY_RELU:
    for (gsize i = 0; i < n; i++) {
      float below = alpha * values[i];
      values[i] = values[i] < 0.0f ? below : values[i];
    }
    break;
  case CP_ACTIVATION_SOFTPLUS:
    for (gsize i = 0; i < n; i++)
      values[i] = softplus_of (values[i]);
    break;
  }
}

/* --- layers --- */

BODY void
normalize (const float *in, gsize in_stride, gsize n_rows, gsize width, const float *mean,
           const float *factor, const float *beta, float *out, gsize out_stride) {
  for (gsize row = 0; row < n_rows; row++) {
    for (gsize i = 0; i < width; i++)
      out[row * out_stride + i] = (in[row * in_stride + i] - mean[i]) * factor[i] + beta[i];
    for (gsize i = width; i < out_stride; i++)
      out[row * out_stride + i] = 0.0f;
  }
}

/* A panel is @width units side by side, input by input. The tile of @n_rows rows by @n_vectors vectors of its
 * units keeps its sums in registers: all counts are constants where this is inlined. A stride of
 * fewer lanes is one that is not padded. */
#define DEFINE_TILE(Vector)                                                                                  \
  BODY void tile_##Vector (const float *in, gsize in_stride, gsize n_in, const float *panel, gsize width,    \
                           const float *bias, float *out, gsize out_stride, int n_rows, int n_vectors) {     \
    enum { LANES = sizeof (Vector) / sizeof (float) };                                                       \
    Vector sum[MOST_ROWS][2];                                                                                \
    for (int row = 0; row < n_rows; row++)                                                                   \
      for (int v = 0; v < n_vectors; v++)                                                                    \
        sum[row][v] = *(const Vector *)(bias + v * LANES);                                                   \
    for (gsize k = 0; k < n_in; k++, panel += width) {                                                       \
      Vector weights[2];                                                                                     \
      for (int v = 0; v < n_vectors; v++)                                                                    \
        weights[v] = *(const Vector *)(panel + v * LANES);                                                   \
      for (int row = 0; row < n_rows; row++)                                                                 \
        for (int v = 0; v < n_vectors; v++)                                                                  \
          sum[row][v] += in[(gsize)row * in_stride + k] * weights[v];                                        \
    }                                                                                                        \
    for (int row = 0; row < n_rows; row++, out += out_stride) {                                              \
      if (out_stride == 1) /* the loop below would become a call a row */                                    \
        out[0] = sum[row][0][0];                                                                             \
      else if (out_stride < (gsize)n_vectors * LANES)                                                        \
        for (gsize lane = 0; lane < out_stride; lane++)                                                      \
          out[lane] = sum[row][lane / LANES][lane % LANES];                                                  \
      else                                                                                                   \
        for (int v = 0; v < n_vectors; v++)                                                                  \
          *(Vector *)(out + v * LANES) = sum[row][v];                                                        \
    }                                                                                                        \
  }                                                                                                          \
  /* @n_rows rows, @n_together at once as long as there are so many */                                       \
  BODY void pass_##Vector (const float *in, gsize in_stride, gsize n_in, gsize n_rows, const float *panel,   \
                           gsize width, const float *bias, float *out, gsize out_stride, int n_together,     \
                           int n_vectors) {                                                                  \
    gsize row = 0;                                                                                           \
    for (; row + (gsize)n_together <= n_rows; row += (gsize)n_together)                                      \
      tile_##Vector (in + row * in_stride, in_stride, n_in, panel, width, bias, out + row * out_stride,      \
                     out_stride, n_together, n_vectors);                                                     \
    for (; row < n_rows; row++)                                                                              \
      tile_##Vector (in + row * in_stride, in_stride, n_in, panel, width, bias, out + row * out_stride,      \
                     out_stride, 1, n_vectors);                                                              \
  }

DEFINE_TILE (Vector4)
DEFINE_TILE (Vector8)
DEFINE_TILE (Vector16)

/* Panels of 32 units, at the end one of 16 or 8 or both: no lane more than the stride has */
static inline gsize
get_panel_width (gsize n_left) {
  return n_left > 24 ? 32 : n_left > 8 ? 16 : 8;
}

/* What the processor has: the widest vector, and how many rows of two and of one vector of sums fit in its
 * registers */
typedef struct {
  int lanes, wide, narrow;
} Registers;

/* Rows are taken in groups whose inputs stay in the second cache while the panels pass over them. */
BODY void
dense (const CpPackedDense *packed, const float *in, gsize in_stride, gsize n_rows, float *out,
       const Registers registers) {
  const gsize out_stride = cp_kernels_stride (packed->n_out), n_in = packed->n_in;
  const gsize group = CLAMP (65536 / n_in / 24 * 24, 24, 960);
  for (gsize begin = 0; begin < n_rows; begin += group) {
    gsize n = MIN (group, n_rows - begin), width;
    const float *rows = in + begin * in_stride;
    for (gsize unit = 0; unit < packed->n_out; unit += width) {
      const float *panel = packed->panels + unit * n_in, *bias = packed->bias + unit;
      float *block = out + begin * out_stride + unit;
      width = get_panel_width (packed->n_out - unit);
      if (registers.lanes == 4)
        for (gsize part = 0; part < width; part += 8)
          pass_Vector4 (rows, in_stride, n_in, n, panel + part, width, bias + part, block + part, out_stride,
                        registers.wide, 2);
      else if (width == 8)
        pass_Vector8 (rows, in_stride, n_in, n, panel, width, bias, block, out_stride, registers.narrow, 1);
      else if (registers.lanes == 8)
        for (gsize part = 0; part < width; part += 16)
          pass_Vector8 (rows, in_stride, n_in, n, panel + part, width, bias + part, block + part, out_stride,
                        registers.wide, 2);
      else if (width == 16)
        pass_Vector16 (rows, in_stride, n_in, n, panel, width, bias, block, out_stride, registers.narrow, 1);
      else
        pass_Vector16 (rows, in_stride, n_in, n, panel, width, bias, block, out_stride, registers.wide, 2);
    }
  }
}

/* --- a way through first layers --- */

/* @n_vectors of a row's vectors, kept in registers from row to row */
BODY void
advance_panel (const float *start, const float *weights, gsize width, const guint32 *items, gsize n,
               const float *from, const float *to, float *out, int n_vectors) {
  Vector8 sum[4];
  for (int v = 0; v < n_vectors; v++)
    sum[v] = *(const Vector8 *)(start + v * 8);
  for (gsize i = 0; i < n; i++, out += width) {
    const float *moves = weights + items[i] * width;
    float step = to[items[i]] - from[items[i]];
    for (int v = 0; v < n_vectors; v++) {
      sum[v] += step * *(const Vector8 *)(moves + v * 8);
      *(Vector8 *)(out + v * 8) = sum[v];
    }
  }
}

BODY void
advance (const float *start, const float *weights, gsize width, const guint32 *items, gsize n,
         const float *from, const float *to, float *out) {
  gsize at = 0;
  for (; width - at >= 32; at += 32)
    advance_panel (start + at, weights + at, width, items, n, from, to, out + at, 4);
  for (; width - at >= 8; at += 8)
    advance_panel (start + at, weights + at, width, items, n, from, to, out + at, 1);
  for (; at < width; at++) { /* narrower than a vector */
    float sum = start[at];
    for (gsize i = 0; i < n; i++) {
      sum += (to[items[i]] - from[items[i]]) * weights[items[i] * width + at];
      out[i * width + at] = sum;
    }
  }
}

/* --- one set of entry points a processor --- */

#define DEFINE_KERNELS(suffix, attributes, ...)                                                              \
  attributes static void dense_##suffix (const CpPackedDense *packed, const float *in, gsize in_stride,      \
                                         gsize n_rows, float *out) {                                         \
    dense (packed, in, in_stride, n_rows, out, (Registers){__VA_ARGS__});                                    \
  }                                                                                                          \
  attributes static void normalize_##suffix (const float *in, gsize in_stride, gsize n_rows, gsize width,    \
                                             const float *mean, const float *factor, const float *beta,      \
                                             float *out, gsize out_stride) {                                 \
    normalize (in, in_stride, n_rows, width, mean, factor, beta, out, out_stride);                           \
  }                                                                                                          \
  attributes static void activate_##suffix (CpActivation activation, float alpha, float *values,             \
                                            gsize n_rows, gsize width, gsize stride) {                       \
    activate (activation, alpha, values, n_rows, width, stride);                                             \
  }                                                                                                          \
  attributes static void advance_##suffix (const float *start, const float *weights, gsize width,            \
                                           const guint32 *items, gsize n, const float *from,                 \
                                           const float *to, float *out) {                                    \
    advance (start, weights, width, items, n, from, to, out);                                                \
  }                                                                                                          \
  static const CpKernels kernels_##suffix = {#suffix, dense_##suffix, normalize_##suffix, advance_##suffix,  \
                                             activate_##suffix};

DEFINE_KERNELS (portable, , 4, 4, 4)
#ifdef __x86_64__
DEFINE_KERNELS (avx2, __attribute__ ((target ("avx2,fma"))), 8, 6, 12)
DEFINE_KERNELS (avx512, __attribute__ ((target ("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), 16, 12, 14)
#endif

const CpKernels *const *
cp_kernels_list (void) {
  static const CpKernels *const all[] = {
#ifdef __x86_64__
      &kernels_avx512, &kernels_avx2,
#endif
      &kernels_portable, NULL};
#ifdef __x86_64__
  if (!__builtin_cpu_supports ("avx2") || !__builtin_cpu_supports ("fma"))
    return all + 2;
  if (!__builtin_cpu_supports ("avx512vl") || !__builtin_cpu_supports ("avx512dq") ||
      !__builtin_cpu_supports ("avx512bw"))
    return all + 1;
#endif
  return all;
}

/* --- packing --- */

void
cp_packed_dense_init (CpPackedDense *packed, guint n_in, guint n_out, const float *kernel,
                      const float *bias) {
  gsize padded = ((gsize)n_out + 7) / 8 * 8, width;
  packed->n_in = n_in;
  packed->n_out = n_out;
  packed->bias = g_new0 (float, padded);
  packed->panels = g_new0 (float, padded *n_in);
  if (bias != NULL)
    memcpy (packed->bias, bias, n_out * sizeof *bias);
  for (gsize unit = 0; unit < n_out; unit += width) {
    float *panel = packed->panels + unit * n_in;
    width = get_panel_width (n_out - unit);
    for (gsize k = 0; k < n_in; k++) {
      for (gsize lane = 0; lane < width && unit + lane < n_out; lane++)
        panel[k * width + lane] = kernel[k * n_out + unit + lane];
    }
  }
}

void
cp_packed_dense_clear (CpPackedDense *packed) {
  g_clear_pointer (&packed->panels, g_free);
  g_clear_pointer (&packed->bias, g_free);
}
