#pragma once
#include "core/model/kernels.h"

/* What a kind of layer brings: how values go forward through it, and how an explanation comes back. A layer
 * added to the network brings both in one file here, so it is explained from its first day.
 *
 * Prediction and explanation both run on steps: layers with what follows them folded in (a normalisation into
 * the dense layer before it, a function into the layer before it). Blocks of values are row-major with the
 * stride cp_kernels_stride (width), their padding finite. */
G_BEGIN_DECLS

typedef struct _CpLayerClass CpLayerClass;

/* One step: the layer's own function, then its activation. */
typedef struct {
  const CpLayerClass *class;
  guint n_in, width; /* values in and out */
  CpActivation activation;
  float alpha;
  CpPackedDense dense;   /* dense */
  float *kernel;         /* dense: (n_in × width) row-major, as folded; embedding: (n_words × n_dims) */
  guint n_words, n_dims; /* embedding, pooling */
  gboolean averages;     /* embedding: with the mean over the words that are not padding folded in */
  float *mean, *factor, *beta; /* normalization: (width) */
} CpStep;

/* What stood before and behind a function at one end of a comparison, row by row. A stride of 0 is one row
 * for all. */
typedef struct {
  const float *in, *out;
  gsize in_stride, out_stride;
} CpEnd;

/* The task of coming back through a function: multipliers with respect to its output become multipliers with
 * respect to its input, for each of @n_rows pairs of rows (an explained row and a reference) and each of
 * @n_outputs scores of the network.
 *
 * A multiplier m says how much of Δscore goes with Δvalue between the two ends: Δscore = Σ m · Δvalue
 * (DeepLIFT's rescale rule, Shrikumar, Greenside and Kundaje 2017). Where the two ends are the same row it is
 * the gradient, so one rule serves both. */
typedef struct {
  CpEnd row, reference;
  gsize n_rows, n_outputs;
  const float *above; /* (n_rows × n_outputs × stride of the function's output) */
  float *below;       /* (n_rows × n_outputs × stride of its input), written; never @above */
} CpReturn;

struct _CpLayerClass {
  CpLayerKind kind;
  gboolean
      folds_normalization; /* a linear layer of this kind takes the normalisation behind it into itself */
  /* Fills a zeroed step (class, n_in, width and the activation are set) from its layer; @normalization
   * (nullable): to be folded in */
  void (*prepare) (CpStep *step, const CpLayer *layer, const CpLayer *normalization);
  /* @out (n_rows × stride of width) = the layer's own function of @in, @in_stride floats a row */
  void (*forward) (const CpStep *step, const CpKernels *kernels, const float *in, gsize in_stride,
                   gsize n_rows, float *out);
  /* The way back through the layer's own function. An input that is an index, not a quantity, has a
   * difference form all the same: Δscore over the difference of the indices, 0 where they are the same. */
  void (*rescale) (const CpStep *step, const CpReturn *back);
  gboolean has_gradient; /* a row against itself gives the gradient; not so for an index, and then gradient
                          * methods refuse the network */
};

extern const CpLayerClass cp_layer_dense, cp_layer_batch_normalization, cp_layer_activation,
    cp_layer_embedding, cp_layer_global_average, cp_layer_global_max;

/* The class of a kind; NULL for CP_LAYER_IDENTITY, which makes no step. */
const CpLayerClass *cp_layer_class_find (CpLayerKind kind);

/* gamma / sqrt (variance + epsilon) and beta of a normalisation, for one value */
double cp_normalization_get_factor (const CpLayer *layer, guint unit);
double cp_normalization_get_beta (const CpLayer *layer, guint unit);

/* The way back through an activation: element by element Δout / Δin, the derivative at the reference where
 * |Δin| < 1e-6; softmax as exponential, sum and quotient in difference form. @width: of the values */
void cp_activation_rescale (CpActivation activation, float alpha, gsize width, const CpReturn *back);

G_END_DECLS
