#pragma once
#include "core/model/network.h"

/* The configuration of a Keras model (the JSON text model_config): a Sequential or a Functional model that is
 * one chain of layers, as a list of the layers in the order of computing. What is not known is refused by
 * name. */
G_BEGIN_DECLS

typedef struct {
  CpLayerKind kind;
  char *class_name, *name;
  guint units;                      /* dense */
  gboolean use_bias, center, scale; /* dense; batch normalization */
  CpActivation activation;          /* dense, activation */
  float alpha, epsilon;
} CpKerasLayer;

typedef struct {
  char *input_name;   /* (nullable): of the input layer */
  guint64 n_features; /* 0: only the first kernel knows */
  GArray *layers;     /* of CpKerasLayer, without the input layer */
} CpKerasConfig;

CpKerasConfig *cp_keras_config_new (const char *text, const char *place, GError **error);
void cp_keras_config_free (CpKerasConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpKerasConfig, cp_keras_config_free)

G_END_DECLS
