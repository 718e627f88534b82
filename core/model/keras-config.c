#include "core/model/keras-config.h"

#include "core/base/error.h"
#include "core/base/json.h"

#include <string.h>

#define ONLY_A_CHAIN "only one chain of layers can be read"

static void
G_GNUC_PRINTF (3, 4) refuse (const char *place, GError **error, const char *format, ...) {
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED, "%s: %s", place, text);
}

static gboolean
is_input (const json_t *layer) {
  return g_strcmp0 (cp_keras_layer_find_class (layer), "InputLayer") == 0;
}

/* --- Functional: the chain --- */

/* Appends the names of the layers whose outputs @json refers to: ["NAME", 0, 0, {…}] in Keras 2,
 * {"class_name":
 * "__keras_tensor__", "config": {"keras_history": ["NAME", 0, 0]}} in Keras 3, in lists of any depth. */
static void
collect_producers (const json_t *json, GPtrArray *names) {
  gsize i;
  const char *key;
  json_t *item;
  if (json_is_array (json)) {
    const json_t *first = json_array_get (json, 0);
    if (json_is_string (first) && json_is_integer (json_array_get (json, 1))) {
      g_ptr_array_add (names, (gpointer)json_string_value (first));
      return;
    }
    json_array_foreach ((json_t *)json, i, item)
      collect_producers (item, names);
  } else if (json_is_object (json)) {
    json_object_foreach ((json_t *)json, key, item) {
      if (!g_str_equal (key, "shape")) /* lists of numbers only */
        collect_producers (item, names);
    }
  }
}

/* @next: (n_layers), −1 filled: which layer takes the output of which */
static gboolean
link_layer (const json_t *layers, gsize index, GHashTable *by_name, gssize *next, const char *place,
            GError **error) {
  const json_t *layer = json_array_get (layers, index);
  const char *name = cp_keras_layer_find_name (layer);
  const json_t *nodes = json_object_get (layer, "inbound_nodes");
  g_autoptr (GPtrArray) producers = g_ptr_array_new ();
  if (json_array_size (nodes) > 1) {
    refuse (place, error, "layer '%s' is used %u times; " ONLY_A_CHAIN ".", name,
            (guint)json_array_size (nodes));
    return FALSE;
  }
  collect_producers (nodes, producers);
  if (producers->len != 1) {
    refuse (place, error, "layer '%s' (%s) takes %u inputs; " ONLY_A_CHAIN ".", name,
            cp_keras_layer_find_class (layer), producers->len);
    return FALSE;
  }
  const char *producer = producers->pdata[0];
  gpointer found;
  if (!g_hash_table_lookup_extended (by_name, producer, NULL, &found)) {
    refuse (place, error, "layer '%s' takes the output of '%s', which is not in the model.", name, producer);
    return FALSE;
  }
  gssize *place_of_next = &next[GPOINTER_TO_SIZE (found)];
  if (*place_of_next >= 0) {
    refuse (place, error, "layer '%s' feeds both '%s' and '%s'; " ONLY_A_CHAIN ".", producer,
            cp_keras_layer_find_name (json_array_get (layers, (gsize)*place_of_next)), name);
    return FALSE;
  }
  *place_of_next = (gssize)index;
  return TRUE;
}

/* The layers by name, and the index of the only input layer in *out_input */
static GHashTable *
index_layers (const json_t *layers, gsize *out_input, const char *place, GError **error) {
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();
  gsize i;
  json_t *layer;
  json_array_foreach ((json_t *)layers, i, layer) {
    const char *name = cp_keras_layer_find_name (layer);
    if (name == NULL || cp_keras_layer_find_class (layer) == NULL ||
        !g_hash_table_insert (by_name, (gpointer)name, GSIZE_TO_POINTER (i))) {
      refuse (place, error, "layer %u in model_config has no class_name or no name of its own.",
              (guint)i + 1);
      return NULL;
    }
    if (is_input (layer)) {
      g_ptr_array_add (inputs, (gpointer)name);
      *out_input = i;
    }
  }
  if (inputs->len != 1) {
    g_ptr_array_add (inputs, NULL);
    g_autofree char *list = g_strjoinv ("', '", (char **)inputs->pdata);
    refuse (place, error, "the model has %u input layers%s%s%s, expected one.", inputs->len - 1,
            inputs->len > 1 ? " ('" : "", list, inputs->len > 1 ? "')" : "");
    return NULL;
  }
  return g_steal_pointer (&by_name);
}

/* (transfer full): the layers in the order of computing, the input layer first */
static json_t *
order_chain (const json_t *config, const char *place, GError **error) {
  const json_t *layers = json_object_get (config, "layers");
  gsize n_layers = json_array_size (layers), input = 0;
  g_autoptr (GHashTable) by_name = index_layers (layers, &input, place, error);
  if (by_name == NULL)
    return NULL;
  g_autofree gssize *next = g_new (gssize, n_layers);
  for (gsize i = 0; i < n_layers; i++)
    next[i] = -1;
  for (gsize i = 0; i < n_layers; i++) {
    if (i != input && !link_layer (layers, i, by_name, next, place, error))
      return NULL;
  }
  g_autoptr (json_t) chain = json_array ();
  const char *last = NULL;
  for (gssize i = (gssize)input; i >= 0 && json_array_size (chain) < n_layers; i = next[i]) {
    json_array_append (chain, json_array_get (layers, (gsize)i));
    last = cp_keras_layer_find_name (json_array_get (layers, (gsize)i));
  }
  g_autoptr (GPtrArray) outputs = g_ptr_array_new ();
  collect_producers (json_object_get (config, "output_layers"), outputs);
  if (json_array_size (chain) < n_layers || outputs->len > 1 ||
      (outputs->len == 1 && !g_str_equal (outputs->pdata[0], last))) {
    refuse (place, error, "its layers are not one chain from input to output; " ONLY_A_CHAIN ".");
    return NULL;
  }
  return g_steal_pointer (&chain);
}

/* --- the input --- */

/* The shape of a row where @layer tells it: [null, 12] */
static const json_t *
find_shape (const json_t *layer) {
  static const char *const keys[] = {"batch_input_shape", "batch_shape", "build_input_shape"};
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    const json_t *shape = json_object_get (json_object_get (layer, "config"), keys[i]);
    if (json_array_size (shape) > 1)
      return shape;
  }
  return NULL;
}

static gboolean
read_shape (CpKerasConfig *config, const json_t *shape, const char *place, GError **error) {
  guint64 n = 1;
  for (gsize i = 1; i < json_array_size (shape); i++) {
    json_int_t length = json_integer_value (json_array_get (shape, i)); /* 0 where it is null */
    if (length < 0 || (n > 0 && (guint64)length > G_MAXUINT32 / n)) {
      refuse (place, error, "the input shape in model_config is no shape of a row of features.");
      return FALSE;
    }
    n *= (guint64)length;
  }
  config->n_features = n;
  if (json_array_size (shape) == 2)
    return TRUE;
  for (guint i = 0; i < config->layers->len; i++) { /* rows of more than one dimension */
    const CpKerasLayer *layer = &g_array_index (config->layers, CpKerasLayer, i);
    if (g_str_equal (layer->class_name, "Flatten") && !layer->is_channels_first)
      return TRUE;
    if (layer->kind != CP_LAYER_IDENTITY)
      break;
  }
  refuse (place, error,
          "a row has %u dimensions and no Flatten layer (channels_last) makes it one list of features.",
          (guint)json_array_size (shape) - 1);
  return FALSE;
}

/* --- the model --- */

static gboolean
add_layers (CpKerasConfig *config, const json_t *layers, const char *place, GError **error) {
  const json_t *shape = NULL;
  gboolean has_embedding = FALSE;
  gsize i;
  json_t *json;
  json_array_foreach ((json_t *)layers, i, json) {
    if (i == 0)
      shape = find_shape (json);
    if (i == 0 && is_input (json)) {
      config->input_name = g_strdup (cp_keras_layer_find_name (json));
      continue;
    }
    CpKerasLayer layer;
    if (!cp_keras_layer_init (&layer, json, config->layers->len + 1, place, error))
      return FALSE;
    g_array_append_val (config->layers, layer);
    has_embedding |= layer.kind == CP_LAYER_EMBEDDING;
    if (has_embedding &&
        layer.is_channels_first) { /* it would put every word's first value before the second */
      refuse (place, error,
              "layer %u '%s' puts the values of an Embedding in the order channels_first, which is not "
              "known; expected channels_last.",
              config->layers->len, layer.name);
      return FALSE;
    }
  }
  return shape == NULL || read_shape (config, shape, place, error);
}

CpKerasConfig *
cp_keras_config_new (const char *text, const char *place, GError **error) {
  g_autofree char *where = g_strdup_printf ("%s: model_config", place);
  g_autoptr (json_t) root = cp_json_load (text, strlen (text), where, error);
  if (root == NULL)
    return NULL;
  const char *class_name = cp_keras_layer_find_class (root);
  const json_t *body = json_object_get (root, "config");
  const json_t *layers = json_is_array (body) ? body : json_object_get (body, "layers"); /* list: Keras 2.1 */
  gboolean is_chain = g_strcmp0 (class_name, "Sequential") == 0;
  if (!is_chain && g_strcmp0 (class_name, "Functional") != 0 && g_strcmp0 (class_name, "Model") != 0) {
    refuse (place, error, "the model is of the class '%s', expected Sequential or Functional.",
            class_name != NULL ? class_name : "unnamed");
    return NULL;
  }
  if (json_array_size (layers) == 0) {
    refuse (place, error, "model_config names no layers.");
    return NULL;
  }
  g_autoptr (json_t) chain = is_chain ? json_incref ((json_t *)layers) : order_chain (body, place, error);
  g_autoptr (CpKerasConfig) config = g_new0 (CpKerasConfig, 1);
  config->layers = g_array_new (FALSE, TRUE, sizeof (CpKerasLayer));
  g_array_set_clear_func (config->layers, (GDestroyNotify)cp_keras_layer_clear);
  if (chain == NULL || !add_layers (config, chain, place, error))
    return NULL;
  if (config->n_features == 0 && json_array_size (json_object_get (body, "build_input_shape")) == 2)
    config->n_features = (guint64)MAX (
        json_integer_value (json_array_get (json_object_get (body, "build_input_shape"), 1)), 0);
  return g_steal_pointer (&config);
}

void
cp_keras_config_free (CpKerasConfig *config) {
  g_free (config->input_name);
  g_array_unref (config->layers);
  g_free (config);
}
