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
  CP_LAYER_IDENTITY
} CpLayerKind;

/* A layer as it was given, for writers and explainers. Prediction runs on a folded copy. */
typedef struct {
  CpLayerKind kind;
  char *class_name; /* Keras's: "Dense", "Dropout", "LeakyReLU", … */
  char *name;
  guint n_in, n_out;
  float *kernel;           /* dense: (n_in × n_out) row-major */
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
