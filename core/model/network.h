#pragma once
#include "core/model/model.h"

/* The network kind: a chain of layers over one vector of features, scored in row blocks over BLAS with no
 * allocation inside the loop. Made by a builder: each call appends a layer and checks its shapes; the first
 * error sticks and is returned by _end. Dropout and Flatten do nothing at inference; they are kept so that
 * inspect names them. */
G_BEGIN_DECLS

typedef enum {
  CP_ACTIVATION_LINEAR,
  CP_ACTIVATION_RELU,
  CP_ACTIVATION_SIGMOID,
  CP_ACTIVATION_TANH,
  CP_ACTIVATION_SOFTMAX,
  CP_ACTIVATION_ELU,
  CP_ACTIVATION_LEAKY_RELU,
  CP_ACTIVATION_SOFTPLUS
} CpActivation;
const char *cp_activation_get_name (CpActivation activation); /* Keras's name: "relu", "leaky_relu", … */
gboolean cp_activation_parse (const char *name, CpActivation *out_activation);

typedef enum {
  CP_LAYER_DENSE,
  CP_LAYER_BATCH_NORMALIZATION,
  CP_LAYER_ACTIVATION,
  CP_LAYER_IDENTITY,
  CP_LAYER_EMBEDDING,
  CP_LAYER_GLOBAL_AVERAGE,
  CP_LAYER_GLOBAL_MAX
} CpLayerKind;

/* A layer as it was given, for writers and explainers. Prediction runs on a folded copy. */
typedef struct {
  CpLayerKind kind;
  char *class_name; /* Keras's: "Dense", "Dropout", "LeakyReLU", … */
  char *name;
  guint n_in, n_out;
  float *kernel;           /* dense: (n_in × n_out) row-major; embedding: (n_words × n_dims) */
  guint n_words, n_dims;   /* embedding; pooling: n_dims, of n_in / n_dims steps */
  gboolean masks_zero;     /* embedding: number 0 is padding; pooling: of such words, which do not count */
  float *bias;             /* dense (nullable): (n_out) */
  CpActivation activation; /* dense, activation */
  float alpha;             /* of elu and leaky relu */
  float *gamma, *beta;     /* batch normalization (nullable): (n_out) */
  float *mean, *variance;  /* batch normalization: (n_out) */
  float epsilon;
} CpLayer;

/* @model must be a network; the layers are the model's */
const CpLayer *cp_network_get_layers (const CpModel *model, gsize *out_n_layers);
gboolean cp_model_is_network (const CpModel *model);

/* Whether the features are the words of a sequence whose length the model leaves open, and (transfer full)
 * the same model for another length. */
gboolean cp_network_takes_any_length (const CpModel *model);
CpModel *cp_network_with_length (const CpModel *model, guint length);

typedef struct _CpNetworkBuilder CpNetworkBuilder;
CpNetworkBuilder *cp_network_builder_new (const char *place, guint n_features);
/* @kernel: (n_in × units) row-major as Keras stores it, copied; @bias: (nullable) (units); @alpha: slope of
 * elu and leaky relu (ignored by the others) */
void cp_network_builder_dense (CpNetworkBuilder *builder, const char *name, guint units, const float *kernel,
                               const float *bias, CpActivation activation, float alpha);
/* y = gamma (x − mean) / sqrt (variance + epsilon) + beta; @gamma and @beta nullable (1 and 0); each (width)
 */
void cp_network_builder_batch_normalization (CpNetworkBuilder *builder, const char *name, const float *gamma,
                                             const float *beta, const float *mean, const float *variance,
                                             float epsilon);
/* Features are numbers of words, 0 … n_words − 1, one a step of a sequence; @table: (n_words × n_dims);
 * @masks_zero: 0 is padding, which a mean over the steps leaves out. First layer only. */
void cp_network_builder_embedding (CpNetworkBuilder *builder, const char *name, guint n_words, guint n_dims,
                                   const float *table, gboolean masks_zero);
/* @kind: CP_LAYER_GLOBAL_AVERAGE or CP_LAYER_GLOBAL_MAX: a sequence of vectors becomes one vector */
void cp_network_builder_pooling (CpNetworkBuilder *builder, CpLayerKind kind, const char *name);
void cp_network_builder_activation (CpNetworkBuilder *builder, const char *name, CpActivation activation,
                                    float alpha);
void cp_network_builder_identity (CpNetworkBuilder *builder, const char *kind,
                                  const char *name); /* Dropout, Flatten */
guint cp_network_builder_get_width (const CpNetworkBuilder *builder);
/* (transfer full) (nullable): frees the builder; the task follows from the last activation and width
 * (1 sigmoid: binary; softmax: multiclass; several sigmoids: multilabel; else regression) */
CpModel *cp_network_builder_end (CpNetworkBuilder *builder, GError **error);
void cp_network_builder_free (CpNetworkBuilder *builder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpNetworkBuilder, cp_network_builder_free)

G_END_DECLS
