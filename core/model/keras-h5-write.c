#include "core/model/keras-h5.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/model/hdf5-file.h"
#include "core/model/network.h"

#include <string.h>

/* What Keras 2.11 writes for a Sequential model, so Keras 2 and 3 load it. The file is made in memory,
 * without time stamps: the same model gives the same bytes. */

/* --- configuration --- */

/* The slope is an argument of the layers LeakyReLU and ELU; a Dense knows only the plain functions. */
static gboolean
needs_own_layer (const CpLayer *layer) {
  return layer->activation == CP_ACTIVATION_LEAKY_RELU ||
         (layer->activation == CP_ACTIVATION_ELU && layer->alpha != 1.0f);
}

static void
append_layer (json_t *layers, const char *class_name, const char *name, guint n_in, json_t *arguments) {
  g_autoptr (json_t) config = json_pack ("{sssb}", "name", name, "trainable", 1);
  if (json_array_size (layers) == 0)
    json_object_set_new (config, "batch_input_shape", json_pack ("[nI]", (json_int_t)n_in));
  json_object_set_new (config, "dtype", json_string ("float32"));
  json_object_update (config, arguments);
  json_decref (arguments);
  json_array_append_new (layers, json_pack ("{sssO}", "class_name", class_name, "config", config));
}

static void
append_activation (json_t *layers, const CpLayer *layer, const char *name) {
  json_t *alpha = json_pack ("{sf}", "alpha", (double)layer->alpha);
  if (layer->activation == CP_ACTIVATION_LEAKY_RELU)
    append_layer (layers, "LeakyReLU", name, layer->n_in, alpha);
  else if (layer->activation == CP_ACTIVATION_ELU)
    append_layer (layers, "ELU", name, layer->n_in, alpha);
  else {
    json_decref (alpha);
    append_layer (layers, "Activation", name, layer->n_in,
                  json_pack ("{ss}", "activation", cp_activation_get_name (layer->activation)));
  }
}

static void
append_config (json_t *layers, const CpLayer *layer) {
  switch (layer->kind) {
  case CP_LAYER_DENSE: {
    CpActivation own = needs_own_layer (layer) ? CP_ACTIVATION_LINEAR : layer->activation;
    append_layer (layers, "Dense", layer->name, layer->n_in,
                  json_pack ("{sIsssb}", "units", (json_int_t)layer->n_out, "activation",
                             cp_activation_get_name (own), "use_bias", layer->bias != NULL));
    if (own != layer->activation) {
      g_autofree char *name = g_strdup_printf ("%s_activation", layer->name);
      append_activation (layers, layer, name);
    }
    break;
  }
  case CP_LAYER_BATCH_NORMALIZATION:
    append_layer (layers, "BatchNormalization", layer->name, layer->n_in,
                  json_pack ("{s[i]sfsfsbsb}", "axis", 1, "momentum", 0.99, "epsilon", (double)layer->epsilon,
                             "center", layer->beta != NULL, "scale", layer->gamma != NULL));
    break;
  case CP_LAYER_EMBEDDING:
    append_layer (layers, "Embedding", layer->name, layer->n_in,
                  json_pack ("{sIsIsIsb}", "input_dim", (json_int_t)layer->n_words, "output_dim",
                             (json_int_t)layer->n_dims, "input_length", (json_int_t)layer->n_in, "mask_zero",
                             layer->masks_zero));
    break;
  case CP_LAYER_GLOBAL_AVERAGE:
  case CP_LAYER_GLOBAL_MAX:
    append_layer (layers, layer->class_name, layer->name, layer->n_in, json_object ());
    break;
  case CP_LAYER_ACTIVATION:
    append_activation (layers, layer, layer->name);
    break;
  case CP_LAYER_IDENTITY: /* how much was dropped mattered in training only and was not kept */
    if (g_str_equal (layer->class_name, "Flatten"))
      append_layer (layers, "Flatten", layer->name, layer->n_in,
                    json_pack ("{ss}", "data_format", "channels_last"));
    else
      append_layer (layers, "Dropout", layer->name, layer->n_in, json_pack ("{sf}", "rate", 0.0));
    break;
  }
}

static char *
make_config (const CpLayer *layers, gsize n_layers) {
  json_t *list = json_array ();
  for (gsize i = 0; i < n_layers; i++)
    append_config (list, &layers[i]);
  g_autoptr (json_t) config =
      json_pack ("{sss{ssso}}", "class_name", "Sequential", "config", "name", "sequential", "layers", list);
  return cp_json_dump (config, FALSE);
}

/* --- HDF5 --- */

/* Every part answers whether libhdf5 did it; the caller only says that the file could not be made. */
static gboolean
write_text (hid_t object, const char *name, const char *text) {
  CP_HDF5_AUTO type = H5Tcopy (H5T_C_S1);
  H5Tset_size (type, H5T_VARIABLE);
  H5Tset_cset (type, H5T_CSET_UTF8);
  CP_HDF5_AUTO space = H5Screate (H5S_SCALAR);
  CP_HDF5_AUTO attribute = H5Acreate2 (object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  return attribute >= 0 && H5Awrite (attribute, type, (const void *)&text) >= 0;
}

/* As Keras does: texts of one fixed length, padded with NULs; an empty list is one of numbers */
static gboolean
write_texts (hid_t object, const char *name, const char *const *texts, gsize n) {
  gsize size = 1;
  for (gsize i = 0; i < n; i++)
    size = MAX (size, strlen (texts[i]));
  g_autofree char *cells = g_malloc0 (n * size + 1);
  for (gsize i = 0; i < n; i++)
    memcpy (cells + i * size, texts[i], strlen (texts[i]));
  CP_HDF5_AUTO type = H5Tcopy (n > 0 ? H5T_C_S1 : H5T_IEEE_F64LE);
  if (n > 0) {
    H5Tset_size (type, size);
    H5Tset_strpad (type, H5T_STR_NULLPAD);
  }
  const hsize_t dims[] = {n};
  CP_HDF5_AUTO space = H5Screate_simple (1, dims, NULL);
  CP_HDF5_AUTO attribute = H5Acreate2 (object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  return attribute >= 0 && (n == 0 || H5Awrite (attribute, type, cells) >= 0);
}

static hid_t
create_group (hid_t parent, const char *name) {
  CP_HDF5_AUTO plan = H5Pcreate (H5P_GROUP_CREATE);
  CP_HDF5_AUTO links = H5Pcreate (H5P_LINK_CREATE);
  H5Pset_obj_track_times (plan, FALSE);
  H5Pset_create_intermediate_group (links, 1);
  return H5Gcreate2 (parent, name, links, plan, H5P_DEFAULT);
}

static gboolean
write_floats (hid_t group, const char *name, const float *values, guint n_dims, const hsize_t *dims) {
  CP_HDF5_AUTO plan = H5Pcreate (H5P_DATASET_CREATE);
  H5Pset_obj_track_times (plan, FALSE);
  CP_HDF5_AUTO space = H5Screate_simple ((int)n_dims, dims, NULL);
  CP_HDF5_AUTO dataset = H5Dcreate2 (group, name, H5T_IEEE_F32LE, space, H5P_DEFAULT, plan, H5P_DEFAULT);
  return dataset >= 0 && H5Dwrite (dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0;
}

/* model_weights/NAME with the attribute weight_names and the datasets NAME/kernel:0, … in Keras's order */
static gboolean
write_layer (hid_t weights, const CpLayer *layer) {
  gboolean is_embedding = layer->kind == CP_LAYER_EMBEDDING;
  const hsize_t matrix[] = {is_embedding ? layer->n_words : layer->n_in,
                            is_embedding ? layer->n_dims : layer->n_out},
                vector[] = {layer->n_out};
  const struct {
    const char *name;
    const float *values;
    guint n_dims;
  } parts[] = {{is_embedding ? "embeddings:0" : "kernel:0", layer->kernel, 2},
               {"bias:0", layer->bias, 1},
               {"gamma:0", layer->gamma, 1},
               {"beta:0", layer->beta, 1},
               {"moving_mean:0", layer->mean, 1},
               {"moving_variance:0", layer->variance, 1}};
  CP_HDF5_AUTO group = create_group (weights, layer->name);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (parts[i].values != NULL)
      g_ptr_array_add (names, g_strdup_printf ("%s/%s", layer->name, parts[i].name));
  }
  if (group < 0 || !write_texts (group, "weight_names", (const char *const *)names->pdata, names->len))
    return FALSE;
  if (names->len == 0)
    return TRUE;
  CP_HDF5_AUTO inner = create_group (group, layer->name);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    if (parts[i].values != NULL && !write_floats (inner, parts[i].name, parts[i].values, parts[i].n_dims,
                                                  parts[i].n_dims == 2 ? matrix : vector))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_output_names (hid_t root, const CpModel *model) {
  g_autoptr (json_t) names = json_array ();
  for (guint i = 0; i < model->n_outputs; i++)
    json_array_append_new (names, json_string (model->output_names[i]));
  g_autofree char *text = cp_json_dump (names, FALSE);
  return write_text (root, "counterpoint_outputs", text);
}

static gboolean
write_model (hid_t file, const CpModel *model, const json_t *inputs) {
  gsize n_layers;
  const CpLayer *layers = cp_network_get_layers (model, &n_layers);
  g_autofree char *config = make_config (layers, n_layers);
  g_autofree char *specification = inputs != NULL ? cp_json_dump (inputs, FALSE) : NULL;
  CP_HDF5_AUTO root = H5Gopen2 (file, "/", H5P_DEFAULT);
  CP_HDF5_AUTO weights = create_group (file, "model_weights");
  const hid_t holders[] = {root, weights};
  for (guint i = 0; i < G_N_ELEMENTS (holders); i++) {
    if (!write_text (holders[i], "backend", "tensorflow") ||
        !write_text (holders[i], "keras_version", "2.11.0"))
      return FALSE;
  }
  if (!write_text (root, "model_config", config) ||
      (specification != NULL && !write_text (root, "counterpoint_inputs", specification)) ||
      (model->n_outputs > 1 && !write_output_names (root, model)))
    return FALSE;
  g_autofree const char **names = g_new0 (const char *, n_layers);
  for (gsize i = 0; i < n_layers; i++) {
    names[i] = layers[i].name;
    if (!write_layer (weights, &layers[i]))
      return FALSE;
  }
  return write_texts (weights, "layer_names", names, n_layers);
}

/* (transfer full) (nullable): the bytes of the whole file */
static char *
make_image (const CpModel *model, const json_t *inputs, gsize *out_length) {
  CP_HDF5_AUTO access = H5Pcreate (H5P_FILE_ACCESS);
  CP_HDF5_AUTO plan = H5Pcreate (H5P_FILE_CREATE);
  H5Pset_fapl_core (access, 1 << 16, FALSE);
  H5Pset_obj_track_times (plan, FALSE);
  CP_HDF5_AUTO file = H5Fcreate ("memory", H5F_ACC_TRUNC, plan, access);
  if (file < 0 || !write_model (file, model, inputs) || H5Fflush (file, H5F_SCOPE_GLOBAL) < 0)
    return NULL;
  ssize_t length = H5Fget_file_image (file, NULL, 0);
  if (length <= 0)
    return NULL;
  g_autofree char *image = g_malloc ((gsize)length);
  if (H5Fget_file_image (file, image, (size_t)length) != length)
    return NULL;
  *out_length = (gsize)length;
  return g_steal_pointer (&image);
}

gboolean
cp_keras_h5_write (const CpModel *model, const json_t *inputs, const char *path, GError **error) {
  g_return_val_if_fail (cp_model_is_network (model), FALSE);
  gsize length = 0;
  cp_hdf5_lock ();
  g_autofree char *image = make_image (model, inputs, &length);
  cp_hdf5_unlock ();
  if (image == NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: the network cannot be written as HDF5; its layer names must be distinct and plain.",
                 path);
    return FALSE;
  }
  return cp_write_file (path, image, length, error);
}
