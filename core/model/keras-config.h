#pragma once
#include "core/model/keras-layer.h"

/* The configuration of a Keras model (the JSON text model_config): a Sequential, or a Functional model that
 * is one chain, as the list of its layers in the order of computing. */
G_BEGIN_DECLS

typedef struct {
  char *input_name;   /* (nullable): of the input layer */
  guint64 n_features; /* 0: only the first weights tell */
  GArray *layers;     /* of CpKerasLayer, without the input layer */
} CpKerasConfig;

CpKerasConfig *cp_keras_config_new (const char *text, const char *place, GError **error);
void cp_keras_config_free (CpKerasConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpKerasConfig, cp_keras_config_free)

G_END_DECLS
