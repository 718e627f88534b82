#include "core/model/keras-layer.h"

#include "core/base/error.h"

#include <math.h>
#include <string.h>

#define KNOWN_LAYERS                                                                                         \
  "Dense, Embedding, GlobalAveragePooling1D, GlobalMaxPooling1D, BatchNormalization, Activation, ReLU, "     \
  "LeakyReLU, ELU, Softmax, Flatten, Dropout and noise layers"
#define KNOWN_ACTIVATIONS "linear, relu, sigmoid, tanh, softmax, elu, leaky_relu and softplus"

/* Do nothing when predicting */
static const char *const identities[] = {"Flatten",
                                         "Dropout",
                                         "SpatialDropout1D",
                                         "AlphaDropout",
                                         "GaussianNoise",
                                         "GaussianDropout",
                                         "InputLayer",
                                         "ActivityRegularization",
                                         NULL};

static const char *
article (const char *word) {
  return strchr ("AEIOU", *word) != NULL ? "an" : "a";
}

static const char *
get_text (const json_t *object, const char *key) {
  return json_string_value (json_object_get (object, key));
}

const char *
cp_keras_layer_find_class (const json_t *json) {
  return get_text (json, "class_name");
}

const char *
cp_keras_layer_find_name (const json_t *json) {
  const char *name = get_text (json_object_get (json, "config"), "name");
  return name != NULL ? name : get_text (json, "name");
}

/* The number at @key, or @preset where it is absent or null. FALSE: something else stands there */
static gboolean
get_number (const json_t *config, const char *key, double preset, double *out) {
  const json_t *value = json_object_get (config, key);
  *out = json_is_number (value) ? json_number_value (value) : preset;
  return value == NULL || json_is_null (value) || json_is_number (value);
}

static gboolean
get_flag (const json_t *config, const char *key) {
  return !json_is_false (json_object_get (config, key)); /* all flags are true unless told */
}

/* --- activations --- */

/* ReLU, LeakyReLU, ELU, Softmax: a layer, or the object an activation argument holds. FALSE: not known, or
 * with arguments that make it another function; *out_reason (nullable) then says which. */
static gboolean
parse_activation_class (const char *class_name, const json_t *config, CpActivation *out_activation,
                        float *out_alpha, const char **out_reason) {
  double slope = 0, most = INFINITY, threshold = 0, axis = -1;
  gboolean plain = TRUE;
  *out_reason = NULL;
  if (g_str_equal (class_name, "ReLU")) {
    plain = get_number (config, "negative_slope", 0, &slope) &&
            get_number (config, "threshold", 0, &threshold) &&
            get_number (config, "max_value", INFINITY, &most) && most == INFINITY && threshold == 0;
    *out_activation = slope == 0 ? CP_ACTIVATION_RELU : CP_ACTIVATION_LEAKY_RELU;
    *out_reason = "with a maximum or a threshold";
  } else if (g_str_equal (class_name, "LeakyReLU")) {
    const char *key = json_object_get (config, "alpha") != NULL ? "alpha" : "negative_slope"; /* Keras 2, 3 */
    plain = get_number (config, key, 0.3, &slope);
    *out_activation = CP_ACTIVATION_LEAKY_RELU;
    *out_reason = "whose slope is no number";
  } else if (g_str_equal (class_name, "ELU")) {
    plain = get_number (config, "alpha", 1, &slope);
    *out_activation = CP_ACTIVATION_ELU;
    *out_reason = "whose slope is no number";
  } else if (g_str_equal (class_name, "Softmax")) {
    plain = get_number (config, "axis", -1, &axis) && (axis == -1 || axis == 1);
    *out_activation = CP_ACTIVATION_SOFTMAX;
    *out_reason = "over another axis than the last";
  } else {
    return FALSE;
  }
  *out_alpha = (float)slope;
  return plain;
}

static gboolean
parse_activation_name (const char *name, CpActivation *out_activation, float *out_alpha) {
  if (!cp_activation_parse (name, out_activation))
    return FALSE;
  /* Keras's presets for the functions; its layers have others */
  *out_alpha = *out_activation == CP_ACTIVATION_LEAKY_RELU ? 0.2f : 1.0f;
  return TRUE;
}

/* An activation argument: null, "relu", {"class_name": "function", "config": "relu"} or
 * {"class_name": "LeakyReLU", "config": {…}}. FALSE with the name of what it is in *out_name. */
static gboolean
parse_activation (const json_t *value, CpActivation *out_activation, float *out_alpha,
                  const char **out_name) {
  const json_t *config = json_object_get (value, "config");
  const char *class_name = get_text (value, "class_name");
  const char *reason;
  *out_activation = CP_ACTIVATION_LINEAR;
  *out_name = "unnamed";
  if (value == NULL || json_is_null (value))
    return TRUE;
  const char *function = json_is_object (value) ? json_string_value (config) : json_string_value (value);
  if (function != NULL) {
    *out_name = function;
    return parse_activation_name (function, out_activation, out_alpha);
  }
  if (class_name == NULL)
    return FALSE;
  *out_name = class_name;
  return parse_activation_class (class_name, config, out_activation, out_alpha, &reason);
}

/* --- layers --- */

typedef struct {
  CpKerasLayer *layer;
  const json_t *config;
  const char *place;
  guint number;
} Parser;

static void
G_GNUC_PRINTF (3, 4) refuse (const Parser *parser, GError **error, const char *format, ...) {
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED, "%s: layer %u '%s' %s", parser->place, parser->number,
               parser->layer->name, text);
}

static gboolean
parse_activation_argument (const Parser *parser, GError **error) {
  const char *name;
  if (parse_activation (json_object_get (parser->config, "activation"), &parser->layer->activation,
                        &parser->layer->alpha, &name))
    return TRUE;
  refuse (parser, error, "has the activation '%s', which is not known; known are " KNOWN_ACTIVATIONS ".",
          name);
  return FALSE;
}

static gboolean
parse_dense (const Parser *parser, GError **error) {
  double units;
  parser->layer->kind = CP_LAYER_DENSE;
  parser->layer->use_bias = get_flag (parser->config, "use_bias");
  if (!get_number (parser->config, "units", 0, &units) || !(units >= 1 && units <= G_MAXINT32) ||
      units != floor (units)) {
    refuse (parser, error, "has no usable count of units.");
    return FALSE;
  }
  parser->layer->units = (guint)units;
  return parse_activation_argument (parser, error);
}

static gboolean
parse_batch_normalization (const Parser *parser, GError **error) {
  double epsilon;
  parser->layer->kind = CP_LAYER_BATCH_NORMALIZATION;
  parser->layer->center = get_flag (parser->config, "center");
  parser->layer->scale = get_flag (parser->config, "scale");
  if (!get_number (parser->config, "epsilon", 1e-3, &epsilon) || !(epsilon >= 0 && epsilon < 1e6)) {
    refuse (parser, error, "has no usable epsilon.");
    return FALSE;
  }
  parser->layer->epsilon = (float)epsilon;
  return TRUE;
}

static gboolean
parse_embedding (const Parser *parser, GError **error) {
  double n_words = 0, n_dims = 0, length = 0;
  parser->layer->kind = CP_LAYER_EMBEDDING;
  parser->layer->masks_zero = json_is_true (json_object_get (parser->config, "mask_zero"));
  gboolean fits = get_number (parser->config, "input_dim", 0, &n_words) &&
                  get_number (parser->config, "output_dim", 0, &n_dims) && n_words >= 1 &&
                  n_words <= G_MAXINT32 && n_dims >= 1 && n_dims <= G_MAXINT32;
  if (!fits) {
    refuse (parser, error, "has no usable count of words and values.");
    return FALSE;
  }
  if (get_number (parser->config, "input_length", 0, &length) && length >= 1 && length <= G_MAXINT32)
    parser->layer->length = (guint)length;
  parser->layer->n_words = (guint)n_words;
  parser->layer->units = (guint)n_dims;
  return TRUE;
}

/* Over the steps; channels_first would be over the values of each step. */
static gboolean
parse_pooling (const Parser *parser, GError **error) {
  if (!parser->layer->is_channels_first)
    return TRUE;
  refuse (parser, error,
          "pools with data_format channels_first, which is not known; expected channels_last.");
  return FALSE;
}

static gboolean
parse_layer (const Parser *parser, GError **error) {
  CpKerasLayer *layer = parser->layer;
  const char *class_name = layer->class_name, *reason = NULL;
  if (g_str_equal (class_name, "Dense"))
    return parse_dense (parser, error);
  if (g_str_equal (class_name, "BatchNormalization") || g_str_equal (class_name, "BatchNormalizationV1") ||
      g_str_equal (class_name, "BatchNormalizationV2"))
    return parse_batch_normalization (parser, error);
  if (g_str_equal (class_name, "Embedding"))
    return parse_embedding (parser, error);
  layer->is_channels_first = g_strcmp0 (get_text (parser->config, "data_format"), "channels_first") == 0;
  layer->kind = CP_LAYER_GLOBAL_AVERAGE;
  if (g_str_equal (class_name, "GlobalAveragePooling1D"))
    return parse_pooling (parser, error);
  layer->kind = CP_LAYER_GLOBAL_MAX;
  if (g_str_equal (class_name, "GlobalMaxPooling1D") || g_str_equal (class_name, "GlobalMaxPool1D"))
    return parse_pooling (parser, error);
  layer->kind = CP_LAYER_ACTIVATION;
  if (g_str_equal (class_name, "Activation"))
    return parse_activation_argument (parser, error);
  if (parse_activation_class (class_name, parser->config, &layer->activation, &layer->alpha, &reason))
    return TRUE;
  layer->kind = CP_LAYER_IDENTITY;
  if (g_strv_contains (identities, class_name))
    return TRUE;

  if (reason != NULL)
    refuse (parser, error, "is %s %s %s, which is not known.", article (class_name), class_name, reason);
  else if (g_str_equal (class_name, "Lambda"))
    refuse (parser, error, "is a Lambda layer, which holds Python code; export the model to ONNX.");
  else if (g_str_equal (class_name, "Sequential") || g_str_equal (class_name, "Functional") ||
           g_str_equal (class_name, "Model"))
    refuse (parser, error, "is a model inside the model; only one chain of layers can be read.");
  else
    refuse (parser, error, "is %s %s layer, which this version does not know; it knows " KNOWN_LAYERS ".",
            article (class_name), class_name);
  return FALSE;
}

gboolean
cp_keras_layer_init (CpKerasLayer *layer, const json_t *json, guint number, const char *place,
                     GError **error) {
  const char *class_name = cp_keras_layer_find_class (json), *name = cp_keras_layer_find_name (json);
  memset (layer, 0, sizeof *layer);
  if (class_name == NULL || name == NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: layer %u in model_config has no %s.", place, number,
                 class_name == NULL ? "class_name" : "name");
    return FALSE;
  }
  layer->class_name = g_strdup (class_name);
  layer->name = g_strdup (name);
  const Parser parser = {layer, json_object_get (json, "config"), place, number};
  if (parse_layer (&parser, error))
    return TRUE;
  cp_keras_layer_clear (layer);
  return FALSE;
}

void
cp_keras_layer_clear (CpKerasLayer *layer) {
  g_clear_pointer (&layer->class_name, g_free);
  g_clear_pointer (&layer->name, g_free);
}
