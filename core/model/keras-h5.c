#include "core/model/keras-h5.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/model/hdf5-file.h"
#include "core/model/keras-config.h"

#include <string.h>

typedef struct {
  CpHdf5File *file;
  const char *path;
  const char *base; /* the group that holds the layers' groups */
  char **layer_names;
  CpNetworkBuilder *builder;
} Reader;

gboolean
cp_keras_h5_is_hdf5 (const guint8 *head, gsize length) {
  static const guint8 signature[] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  for (gsize at = 0; at + sizeof signature <= length; at = at == 0 ? 512 : 2 * at) {
    if (memcmp (head + at, signature, sizeof signature) == 0)
      return TRUE;
  }
  return FALSE;
}

static char *
join_path (const char *base, const char *name) {
  return *base == '\0' ? g_strdup (name) : g_strjoin ("/", base, name, NULL);
}

/* --- weights --- */

enum { MOST_WEIGHTS = 4 };
typedef struct {
  const char *parts[MOST_WEIGHTS + 1]; /* what the layer has, in Keras's order; NULL-terminated */
  guint n_parts;
  char *paths[MOST_WEIGHTS]; /* where it stands */
} Weights;

static void
weights_clear (Weights *weights) {
  for (guint i = 0; i < MOST_WEIGHTS; i++)
    g_free (weights->paths[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Weights, weights_clear)

static void
weights_list_parts (Weights *weights, const CpKerasLayer *layer) {
  gboolean is_dense = layer->kind == CP_LAYER_DENSE;
  if (layer->kind == CP_LAYER_EMBEDDING)
    weights->parts[weights->n_parts++] = "embedding";
  if (is_dense)
    weights->parts[weights->n_parts++] = "kernel";
  if (is_dense && layer->use_bias)
    weights->parts[weights->n_parts++] = "bias";
  if (layer->kind != CP_LAYER_BATCH_NORMALIZATION)
    return;
  if (layer->scale)
    weights->parts[weights->n_parts++] = "gamma";
  if (layer->center)
    weights->parts[weights->n_parts++] = "beta";
  weights->parts[weights->n_parts++] = "moving mean";
  weights->parts[weights->n_parts++] = "moving variance";
}

/* Finds the datasets of a layer: the order is that of weight_names, never that of the file. */
static gboolean
find_weights (const Reader *reader, const CpKerasLayer *layer, guint number, Weights *weights,
              GError **error) {
  weights_list_parts (weights, layer);
  if (weights->n_parts == 0)
    return TRUE;
  if (!g_strv_contains ((const char *const *)reader->layer_names, layer->name)) {
    g_autofree char *list = g_strjoinv ("', '", reader->layer_names);
    g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH,
                 *list != '\0' ? "%s: layer %u '%s' has no weights in the file, which has those of '%s'."
                               : "%s: layer %u '%s' has no weights in the file%s.",
                 reader->path, number, layer->name, list);
    return FALSE;
  }
  g_autofree char *group = join_path (reader->base, layer->name);
  g_auto (GStrv) names = cp_hdf5_file_read_texts (reader->file, group, "weight_names", error);
  if (names == NULL)
    return FALSE;
  if (g_strv_length (names) != weights->n_parts) {
    g_autofree char *expected = g_strjoinv (", ", (char **)weights->parts);
    g_set_error (
        error, CP_ERROR, CP_ERROR_MISMATCH,
        "%s: layer %u '%s': the file names %u of its weights, expected %u by the configuration (%s).",
        reader->path, number, layer->name, g_strv_length (names), weights->n_parts, expected);
    return FALSE;
  }
  for (guint i = 0; i < weights->n_parts; i++)
    weights->paths[i] = join_path (group, names[i]);
  return TRUE;
}

static float *
read_part (const Reader *reader, const CpKerasLayer *layer, guint number, const Weights *weights, guint part,
           guint64 *dims, guint n_dims, GError **error) {
  g_autofree char *what =
      g_strdup_printf ("layer %u '%s': the %s", number, layer->name, weights->parts[part]);
  return cp_hdf5_file_read_floats (reader->file, weights->paths[part], what, dims, n_dims, error);
}

#define GUESSED_LENGTH                                                                                       \
  256 /* of a sequence whose length the model leaves open, until a specification tells it */

/* Whether all behind it is the same for sequences of any length */
static gboolean
has_pooling (const CpKerasConfig *config) {
  for (guint i = 0; i < config->layers->len; i++) {
    CpLayerKind kind = g_array_index (config->layers, CpKerasLayer, i).kind;
    if (kind == CP_LAYER_GLOBAL_AVERAGE || kind == CP_LAYER_GLOBAL_MAX)
      return TRUE;
  }
  return FALSE;
}

/* The words of an embedding in front, where the configuration leaves their number open; 0: no embedding */
static guint64
find_length (const CpKerasConfig *config, gboolean *out_takes_any) {
  for (guint i = 0; i < config->layers->len; i++) {
    const CpKerasLayer *layer = &g_array_index (config->layers, CpKerasLayer, i);
    if (layer->kind == CP_LAYER_IDENTITY)
      continue;
    if (layer->kind != CP_LAYER_EMBEDDING)
      return 0;
    *out_takes_any = layer->length == 0 && has_pooling (config);
    return layer->length > 0 ? layer->length : GUESSED_LENGTH;
  }
  return 0;
}

/* The width where the configuration does not tell it: that of the first weights */
static guint64
find_width (const Reader *reader, const CpKerasConfig *config, GError **error) {
  for (guint i = 0; i < config->layers->len; i++) {
    const CpKerasLayer *layer = &g_array_index (config->layers, CpKerasLayer, i);
    g_auto (Weights) weights = {0};
    if (!find_weights (reader, layer, i + 1, &weights, error))
      return 0;
    if (weights.n_parts == 0)
      continue;
    guint64 dims[] = {0, layer->units};
    g_autofree float *values =
        read_part (reader, layer, i + 1, &weights, 0, dims, layer->kind == CP_LAYER_DENSE ? 2 : 1, error);
    return values != NULL ? dims[0] : 0;
  }
  g_set_error (error, CP_ERROR, CP_ERROR_FORMAT,
               "%s: neither the configuration nor weights tell the number "
               "of features.",
               reader->path);
  return 0;
}

/* --- layers --- */

static gboolean
add_layer (const Reader *reader, const CpKerasLayer *layer, guint number, GError **error) {
  g_auto (Weights) weights = {0};
  float *values[MOST_WEIGHTS] = {NULL};
  guint width = cp_network_builder_get_width (reader->builder);
  gboolean is_dense = layer->kind == CP_LAYER_DENSE;
  gboolean done = find_weights (reader, layer, number, &weights, error);
  for (guint i = 0; done && i < weights.n_parts; i++) {
    guint64 matrix[] = {is_dense ? width : layer->n_words, layer->units},
            vector[] = {is_dense ? layer->units : width};
    gboolean is_matrix = (is_dense || layer->kind == CP_LAYER_EMBEDDING) && i == 0;
    values[i] =
        read_part (reader, layer, number, &weights, i, is_matrix ? matrix : vector, is_matrix ? 2 : 1, error);
    done = values[i] != NULL;
  }
  guint at = 0;
  switch (layer->kind) {
  case CP_LAYER_DENSE:
    if (done)
      cp_network_builder_dense (reader->builder, layer->name, layer->units, values[0], values[1],
                                layer->activation, layer->alpha);
    break;
  case CP_LAYER_BATCH_NORMALIZATION: {
    const float *gamma = layer->scale ? values[at++] : NULL, *beta = layer->center ? values[at++] : NULL;
    if (done)
      cp_network_builder_batch_normalization (reader->builder, layer->name, gamma, beta, values[at],
                                              values[at + 1], layer->epsilon);
    break;
  }
  case CP_LAYER_EMBEDDING:
    if (done)
      cp_network_builder_embedding (reader->builder, layer->name, layer->n_words, layer->units, values[0],
                                    layer->masks_zero);
    break;
  case CP_LAYER_GLOBAL_AVERAGE:
  case CP_LAYER_GLOBAL_MAX:
    cp_network_builder_pooling (reader->builder, layer->kind, layer->name);
    break;
  case CP_LAYER_ACTIVATION:
    cp_network_builder_activation (reader->builder, layer->name, layer->activation, layer->alpha);
    break;
  case CP_LAYER_IDENTITY:
    cp_network_builder_identity (reader->builder, layer->class_name, layer->name);
    break;
  }
  for (guint i = 0; i < MOST_WEIGHTS; i++)
    g_free (values[i]);
  return done;
}

/* --- the file --- */

/* Why there is no model_config */
static void
refuse_without_config (CpHdf5File *file, const char *path, GError **error) {
  gboolean has_weights = cp_hdf5_file_has_attribute (file, "", "layer_names") ||
                         cp_hdf5_file_has_attribute (file, "", "layer_names0") ||
                         cp_hdf5_file_has_object (file, "layers") ||
                         cp_hdf5_file_has_object (file, "_layer_checkpoint_dependencies");
  if (has_weights)
    g_set_error (
        error, CP_ERROR, CP_ERROR_UNSUPPORTED,
        "%s: holds weights without the layers they belong to; save the whole model (model.save), not "
        "its weights.",
        path);
  else
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: is HDF5 but holds no Keras model; the attribute model_config is missing.", path);
}

static json_t *
read_inputs (CpHdf5File *file, const char *path, GError **error) {
  g_autofree char *text = cp_hdf5_file_read_text (file, "", "counterpoint_inputs", error);
  g_autofree char *where = g_strdup_printf ("%s: counterpoint_inputs", path);
  g_autoptr (json_t) inputs = text != NULL ? cp_json_load (text, strlen (text), where, error) : NULL;
  if (inputs != NULL && !json_is_array (inputs)) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s is not a list of inputs.", where);
    return NULL;
  }
  return g_steal_pointer (&inputs);
}

/* The names of the outputs, as our writer keeps them. (transfer full) (nullable) */
static char **
read_outputs (CpHdf5File *file, const char *path, guint n_outputs, GError **error) {
  g_autofree char *text = cp_hdf5_file_read_text (file, "", "counterpoint_outputs", error);
  g_autofree char *where = g_strdup_printf ("%s: counterpoint_outputs", path);
  g_autoptr (json_t) list = text != NULL ? cp_json_load (text, strlen (text), where, error) : NULL;
  if (list == NULL)
    return NULL;
  g_auto (GStrv) names = g_new0 (char *, n_outputs + 1);
  gboolean fits = json_array_size (list) == n_outputs;
  for (guint i = 0; fits && i < n_outputs; i++) {
    names[i] = g_strdup (json_string_value (json_array_get (list, i)));
    fits = names[i] != NULL;
  }
  if (!fits) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: expected a list of %u names, one an output.", where,
                 n_outputs);
    return NULL;
  }
  return g_steal_pointer (&names);
}

static CpModel *
read_layers (Reader *reader, const CpKerasConfig *config, GError **error) {
  gboolean takes_any_length = FALSE;
  guint64 width = config->n_features;
  if (width == 0)
    width = find_length (config, &takes_any_length);
  if (width == 0)
    width = find_width (reader, config, error);
  if (width == 0)
    return NULL;
  g_autoptr (CpNetworkBuilder) builder = cp_network_builder_new (reader->path, (guint)MIN (width, G_MAXUINT));
  reader->builder = builder;
  for (guint i = 0; i < config->layers->len; i++) {
    if (!add_layer (reader, &g_array_index (config->layers, CpKerasLayer, i), i + 1, error))
      return NULL;
  }
  CpModel *model = cp_network_builder_end (g_steal_pointer (&builder), error);
  if (model != NULL)
    model->takes_any_length = takes_any_length;
  return model;
}

CpModel *
cp_keras_h5_read (const char *path, GError **error) {
  g_autoptr (CpHdf5File) file = cp_hdf5_file_open (path, error);
  if (file == NULL)
    return NULL;
  if (!cp_hdf5_file_has_attribute (file, "", "model_config")) {
    refuse_without_config (file, path, error);
    return NULL;
  }
  g_autofree char *text = cp_hdf5_file_read_text (file, "", "model_config", error);
  g_autoptr (CpKerasConfig) config = text != NULL ? cp_keras_config_new (text, path, error) : NULL;
  if (config == NULL)
    return NULL;
  g_autoptr (json_t) inputs = NULL;
  if (cp_hdf5_file_has_attribute (file, "", "counterpoint_inputs")) {
    inputs = read_inputs (file, path, error);
    if (inputs == NULL)
      return NULL;
  }
  Reader reader = {file, path, "model_weights", NULL, NULL};
  if (cp_hdf5_file_has_attribute (file, "", "layer_names") ||
      cp_hdf5_file_has_attribute (file, "", "layer_names0"))
    reader.base = ""; /* as older Keras saved weights */
  g_auto (GStrv) layer_names = cp_hdf5_file_read_texts (file, reader.base, "layer_names", error);
  reader.layer_names = layer_names;
  g_autoptr (CpModel) model = layer_names != NULL ? read_layers (&reader, config, error) : NULL;
  if (model == NULL)
    return NULL;
  if (cp_hdf5_file_has_attribute (file, "", "counterpoint_outputs")) {
    char **names = read_outputs (file, path, model->n_outputs, error);
    if (names == NULL)
      return NULL;
    g_strfreev (model->output_names);
    model->output_names = names;
  }
  g_free (model->format);
  model->format = g_strdup ("Keras HDF5");
  model->input_name = g_steal_pointer (&config->input_name);
  model->inputs = g_steal_pointer (&inputs);
  return g_steal_pointer (&model);
}
