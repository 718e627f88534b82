#pragma once
#include "core/model/network.h"

/* One layer of a Keras configuration: its class, its name, and the arguments that matter when predicting.
 * What is not known is refused by name. */
G_BEGIN_DECLS

typedef struct {
  CpLayerKind kind;
  char *class_name, *name;
  guint units;                      /* dense; embedding: values a word */
  guint n_words, length;            /* embedding: words; steps, 0 where it does not say */
  gboolean masks_zero;              /* embedding */
  gboolean use_bias, center, scale; /* dense; batch normalization */
  CpActivation activation;          /* dense, activation */
  float alpha, epsilon;
  gboolean is_channels_first; /* flatten, pooling: the order of more than one dimension */
} CpKerasLayer;

/**
 * cp_keras_layer_init:
 * @json: {"class_name", "config"}
 * @number: counted from 1 without the input layer, for messages
 *
 * Returns: %FALSE with @error set; @layer then needs no clearing
 */
gboolean cp_keras_layer_init (CpKerasLayer *layer, const json_t *json, guint number, const char *place,
                              GError **error);
void cp_keras_layer_clear (CpKerasLayer *layer);

/* (nullable), owned by @json: also where only the Functional form has it, beside the config */
const char *cp_keras_layer_find_class (const json_t *json);
const char *cp_keras_layer_find_name (const json_t *json);

G_END_DECLS
