#include "core/model/layers/layer.h"

#include <math.h>
#include <string.h>

/* A table of vectors, one a word: the feature is the word's number. With the mean over the words behind it
 * folded in where number 0 is padding that does not count (Keras' mask_zero): the mean needs to know which
 * words were padding. */

static void
prepare (CpStep *step, const CpLayer *layer, const CpLayer *normalization) {
  step->n_words = layer->n_words;
  step->n_dims = layer->n_dims;
  step->kernel = g_memdup2 (layer->kernel, (gsize)layer->n_words * layer->n_dims * sizeof (float));
}

/* (nullable): the vector of a word's number; NULL for what is no number of a word */
static const float *
find_vector (const CpStep *step, float number) {
  if (!(number >= 0 && number < (float)step->n_words) || number != floorf (number))
    return NULL;
  return step->kernel + (gsize)number * step->n_dims;
}

static guint
count_words (const CpStep *step, const float *numbers) {
  guint n = 0;
  for (guint i = 0; i < step->n_in; i++)
    n += numbers[i] != 0;
  return n;
}

/* Dimension @d of what word @i adds to the output: its vector, or its share of the mean. */
static float
get_part (const CpStep *step, float number, guint d, guint n_counted) {
  const float *vector = find_vector (step, number);
  if (vector == NULL)
    return NAN;
  if (!step->averages)
    return vector[d];
  return number != 0 && n_counted > 0 ? vector[d] / (float)n_counted : 0;
}

static void
average (const CpStep *step, const float *numbers, float *out) {
  guint n_counted = count_words (step, numbers);
  memset (out, 0, step->n_dims * sizeof (float));
  for (guint i = 0; i < step->n_in; i++)
    for (guint d = 0; d < step->n_dims; d++)
      out[d] += get_part (step, numbers[i], d, n_counted);
}

static void
forward (const CpStep *step, const CpKernels *kernels, const float *in, gsize in_stride, gsize n_rows,
         float *out) {
  gsize stride = cp_kernels_stride (step->width);
  for (gsize row = 0; row < n_rows; row++, in += in_stride, out += stride) {
    if (step->averages) {
      average (step, in, out);
    } else {
      for (guint i = 0; i < step->n_in; i++) {
        const float *vector = find_vector (step, in[i]);
        for (guint d = 0; d < step->n_dims; d++)
          out[(gsize)i * step->n_dims + d] = vector != NULL ? vector[d] : NAN; /* no such word: no score */
      }
    }
    memset (out + step->width, 0, (stride - step->width) * sizeof (float));
  }
}

/* What word @i adds to the score at one end less what it adds at the other. */
static double
get_difference (const CpStep *step, const float *above, guint i, float one, guint n_one, float other,
                guint n_other) {
  const float *m = step->averages ? above : above + (gsize)i * step->n_dims;
  double sum = 0;
  for (guint d = 0; d < step->n_dims; d++)
    sum +=
        (double)m[d] * ((double)get_part (step, one, d, n_one) - (double)get_part (step, other, d, n_other));
  return sum;
}

/* Σ over the dimensions of m · Δvector, over the difference of the numbers: a number is a name, not a
 * quantity, so there is no gradient, but the sum over the words is still the whole Δscore. In a mean over the
 * counted words an unchanged word weighs more or less when others come or go: what that amounts to is shared
 * evenly by the words that changed. */
static void
rescale (const CpStep *step, const CpReturn *back) {
  gsize above_stride = cp_kernels_stride (step->width), below_stride = cp_kernels_stride (step->n_in);
  for (gsize row = 0; row < back->n_rows; row++) {
    const float *one = back->row.in + row * back->row.in_stride;
    const float *other = back->reference.in + row * back->reference.in_stride;
    guint n_one = count_words (step, one), n_other = count_words (step, other), n_changed = 0;
    for (guint i = 0; i < step->n_in; i++)
      n_changed += one[i] != other[i];
    for (gsize output = 0; output < back->n_outputs; output++) {
      const float *above = back->above + (row * back->n_outputs + output) * above_stride;
      float *below = back->below + (row * back->n_outputs + output) * below_stride;
      memset (below, 0, below_stride * sizeof (float));
      double shared = 0;
      for (guint i = 0; step->averages && n_one != n_other && i < step->n_in; i++)
        if (one[i] == other[i])
          shared += get_difference (step, above, i, one[i], n_one, other[i], n_other);
      for (guint i = 0; i < step->n_in; i++) {
        if (one[i] == other[i])
          continue;
        double own = get_difference (step, above, i, one[i], n_one, other[i], n_other);
        below[i] = (float)((own + shared / n_changed) / (double)(one[i] - other[i]));
      }
    }
  }
}

const CpLayerClass cp_layer_embedding = {.kind = CP_LAYER_EMBEDDING,
                                         .prepare = prepare,
                                         .forward = forward,
                                         .rescale = rescale,
                                         .has_gradient = FALSE};
