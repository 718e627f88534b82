#pragma once
#include "core/model/network.h"

/* The inner loops of the network kind, in some builds of the same code: for processors with AVX-512, with
 * AVX2, and for any. A block of activations is row-major with a padded stride, so loops run over whole
 * vectors; the padding holds finite rubbish. Every value is computed by the same operations whatever the
 * number of rows, so a row scored alone gives the bits it gives in a block. */
G_BEGIN_DECLS

/* Floats a row of a block of @width values takes. */
static inline gsize
cp_kernels_stride (gsize width) {
  return width < 8 ? width : (width + 7) / 8 * 8;
}

/* The kernel and bias of a dense layer, laid out for `dense`. */
typedef struct {
  guint n_in, n_out;
  float *panels; /* 32, at the end 16 or 8 units side by side, input by input; zero beyond n_out */
  float *bias;   /* padded with zeros */
} CpPackedDense;

typedef struct {
  const char *name; /* "avx512", "avx2", "portable" */
  /* @out (n_rows × stride of n_out) = @in (n_rows × n_in, @in_stride floats a row) · kernel + bias */
  void (*dense) (const CpPackedDense *packed, const float *in, gsize in_stride, gsize n_rows, float *out);
  /* @out = (@in − @mean) · @factor + @beta, column by column; @out may be @in */
  void (*normalize) (const float *in, gsize in_stride, gsize n_rows, gsize width, const float *mean,
                     const float *factor, const float *beta, float *out, gsize out_stride);
  /* A way through first layers: row i of @out (n × width) is row i − 1 (@start before the first) moved by
   * (@to − @from) of item i · that item's weights; @weights: (… × width), width as cp_kernels_stride gives it
   */
  void (*advance) (const float *start, const float *weights, gsize width, const guint32 *items, gsize n,
                   const float *from, const float *to, float *out);
  /* in place; the functions are accurate to 4 units in the last place, NaN stays NaN */
  void (*activate) (CpActivation activation, float alpha, float *values, gsize n_rows, gsize width,
                    gsize stride);
} CpKernels;

/* The builds this processor runs, the fastest first, NULL-terminated. */
const CpKernels *const *cp_kernels_list (void);

/* @kernel: (n_in × n_out) row-major; @bias: (nullable) */
void cp_packed_dense_init (CpPackedDense *packed, guint n_in, guint n_out, const float *kernel,
                           const float *bias);
void cp_packed_dense_clear (CpPackedDense *packed);

G_END_DECLS
