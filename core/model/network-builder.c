#include "core/base/error.h"
#include "core/model/network-private.h"

#include <math.h>

enum { MOST_UNITS = 1 << 20, MOST_WEIGHTS = 1 << 28 };

struct _CpNetworkBuilder {
  char *place;
  guint n_features, width;
  GArray *layers; /* of CpLayer */
  gsize n_weights;
  guint n_dims;       /* > 0: the values are a sequence of vectors of that width */
  gboolean is_masked; /* its padding does not count */
  GError *problem;    /* the first one */
};

CpNetworkBuilder *
cp_network_builder_new (const char *place, guint n_features) {
  g_return_val_if_fail (place != NULL, NULL);
  CpNetworkBuilder *builder = g_new0 (CpNetworkBuilder, 1);
  builder->place = g_strdup (place);
  builder->n_features = builder->width = n_features;
  builder->layers = g_array_new (FALSE, TRUE, sizeof (CpLayer));
  g_array_set_clear_func (builder->layers, (GDestroyNotify)cp_layer_clear);
  if (n_features == 0 || n_features > MOST_UNITS)
    g_set_error (&builder->problem, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: the network takes %u features, expected 1 to %d.", place, n_features, MOST_UNITS);
  return builder;
}

void
cp_network_builder_free (CpNetworkBuilder *builder) {
  g_free (builder->place);
  g_array_unref (builder->layers);
  g_clear_error (&builder->problem);
  g_free (builder);
}

guint
cp_network_builder_get_width (const CpNetworkBuilder *builder) {
  return builder->width;
}

/* (nullable): the new layer, or NULL once something was wrong; the width is followed all the same, so that
 * whoever reads on finds no second error */
static CpLayer *
append (CpNetworkBuilder *builder, CpLayerKind kind, const char *class_name, const char *name, guint n_out) {
  guint n_in = builder->width;
  builder->width = n_out;
  if (builder->problem != NULL)
    return NULL;
  g_array_set_size (builder->layers, builder->layers->len + 1);
  CpLayer *layer = &g_array_index (builder->layers, CpLayer, builder->layers->len - 1);
  layer->kind = kind;
  layer->class_name = g_strdup (class_name);
  layer->name = g_strdup (name);
  layer->n_in = n_in;
  layer->n_out = n_out;
  return layer;
}

/* (transfer full): a copy of @values, all of which must be finite */
static float *
take_values (CpNetworkBuilder *builder, const char *name, const char *what, const float *values, gsize n) {
  if (values == NULL || builder->problem != NULL)
    return NULL;
  for (gsize i = 0; i < n; i++) {
    if (isfinite (values[i]))
      continue;
    g_set_error (&builder->problem, CP_ERROR, CP_ERROR_VALUE,
                 "%s: layer %u '%s': the %s holds a value that is not finite; its training has diverged.",
                 builder->place, builder->layers->len, name, what);
    return NULL;
  }
  return g_memdup2 (values, n * sizeof *values);
}

/* A layer that takes one vector, not a sequence of them. */
static void
refuse_sequence (CpNetworkBuilder *builder, const char *class_name, const char *name) {
  if (builder->n_dims > 0 && builder->problem == NULL)
    g_set_error (&builder->problem, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: layer %u '%s' is a %s layer over every step of a sequence, which is not supported; a "
                 "pooling or Flatten layer has to stand before it.",
                 builder->place, builder->layers->len + 1, name, class_name);
}

void
cp_network_builder_embedding (CpNetworkBuilder *builder, const char *name, guint n_words, guint n_dims,
                              const float *table, gboolean masks_zero) {
  g_return_if_fail (table != NULL);
  guint length = builder->width;
  gsize n_out = (gsize)length * MAX (n_dims, 1);
  for (guint i = 0; i < builder->layers->len; i++)
    if (builder->problem == NULL && g_array_index (builder->layers, CpLayer, i).kind != CP_LAYER_IDENTITY)
      g_set_error (&builder->problem, CP_ERROR, CP_ERROR_UNSUPPORTED,
                   "%s: layer %u '%s' is an Embedding layer behind other layers; it has to be the first.",
                   builder->place, builder->layers->len + 1, name);
  CpLayer *layer =
      append (builder, CP_LAYER_EMBEDDING, "Embedding", name, (guint)MIN (n_out, MOST_UNITS + 1));
  builder->n_dims = n_dims;
  builder->is_masked = masks_zero;
  if (layer == NULL)
    return;
  builder->n_weights += (gsize)n_words * n_dims;
  if (n_words == 0 || n_dims == 0 || n_out > MOST_UNITS || builder->n_weights > MOST_WEIGHTS) {
    g_set_error (
        &builder->problem, CP_ERROR, CP_ERROR_UNSUPPORTED,
        "%s: layer %u '%s' has %u words of %u values at %u steps, expected at least one of each and at "
        "most %d values a row.",
        builder->place, builder->layers->len, name, n_words, n_dims, length, MOST_UNITS);
    return;
  }
  layer->n_words = n_words;
  layer->n_dims = n_dims;
  layer->masks_zero = masks_zero;
  layer->kernel = take_values (builder, name, "embedding", table, (gsize)n_words * n_dims);
}

void
cp_network_builder_pooling (CpNetworkBuilder *builder, CpLayerKind kind, const char *name) {
  const char *class_name = kind == CP_LAYER_GLOBAL_MAX ? "GlobalMaxPooling1D" : "GlobalAveragePooling1D";
  guint n_dims = builder->n_dims;
  if (n_dims == 0 && builder->problem == NULL)
    g_set_error (&builder->problem, CP_ERROR, CP_ERROR_MISMATCH,
                 "%s: layer %u '%s' pools a sequence, and no Embedding layer makes one before it.",
                 builder->place, builder->layers->len + 1, name);
  CpLayer *layer = append (builder, kind, class_name, name, MAX (n_dims, 1));
  builder->n_dims = 0;
  if (layer == NULL)
    return;
  layer->n_dims = n_dims;
  layer->masks_zero = kind == CP_LAYER_GLOBAL_AVERAGE && builder->is_masked;
}

void
cp_network_builder_dense (CpNetworkBuilder *builder, const char *name, guint units, const float *kernel,
                          const float *bias, CpActivation activation, float alpha) {
  g_return_if_fail (kernel != NULL);
  guint n_in = builder->width;
  refuse_sequence (builder, "Dense", name);
  CpLayer *layer = append (builder, CP_LAYER_DENSE, "Dense", name, units);
  if (layer == NULL)
    return;
  builder->n_weights += (gsize)n_in * MIN (units, MOST_UNITS);
  if (units == 0 || units > MOST_UNITS || builder->n_weights > MOST_WEIGHTS) {
    g_set_error (&builder->problem, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: layer %u '%s' has %u units of %u inputs, expected 1 to %d units and at most %d weights "
                 "in all.",
                 builder->place, builder->layers->len, name, units, n_in, MOST_UNITS, MOST_WEIGHTS);
    return;
  }
  layer->kernel = take_values (builder, name, "kernel", kernel, (gsize)n_in * units);
  layer->bias = take_values (builder, name, "bias", bias, units);
  layer->activation = activation;
  layer->alpha = alpha;
}

void
cp_network_builder_batch_normalization (CpNetworkBuilder *builder, const char *name, const float *gamma,
                                        const float *beta, const float *mean, const float *variance,
                                        float epsilon) {
  g_return_if_fail (mean != NULL && variance != NULL);
  guint width = builder->width;
  refuse_sequence (builder, "BatchNormalization", name);
  CpLayer *layer = append (builder, CP_LAYER_BATCH_NORMALIZATION, "BatchNormalization", name, width);
  if (layer == NULL)
    return;
  layer->gamma = take_values (builder, name, "gamma", gamma, width);
  layer->beta = take_values (builder, name, "beta", beta, width);
  layer->mean = take_values (builder, name, "moving mean", mean, width);
  layer->variance = take_values (builder, name, "moving variance", variance, width);
  layer->epsilon = epsilon;
  for (guint i = 0; i < width && builder->problem == NULL; i++) {
    if (!(variance[i] >= 0 && (double)variance[i] + (double)epsilon > 0))
      g_set_error (&builder->problem, CP_ERROR, CP_ERROR_VALUE,
                   "%s: layer %u '%s': the moving variance of value %u is %g, expected more than 0.",
                   builder->place, builder->layers->len, name, i + 1, (double)variance[i]);
  }
}

void
cp_network_builder_activation (CpNetworkBuilder *builder, const char *name, CpActivation activation,
                               float alpha) {
  if (activation == CP_ACTIVATION_SOFTMAX || builder->is_masked)
    refuse_sequence (builder, "Activation", name);
  CpLayer *layer = append (builder, CP_LAYER_ACTIVATION, "Activation", name, builder->width);
  if (layer == NULL)
    return;
  layer->activation = activation;
  layer->alpha = alpha;
}

void
cp_network_builder_identity (CpNetworkBuilder *builder, const char *kind, const char *name) {
  append (builder, CP_LAYER_IDENTITY, kind, name, builder->width);
  if (g_str_equal (kind, "Flatten"))
    builder->n_dims = 0;
}

CpModel *
cp_network_builder_end (CpNetworkBuilder *builder, GError **error) {
  g_return_val_if_fail (builder != NULL, NULL);
  CpModel *model = NULL;
  if (builder->problem == NULL && builder->layers->len == 0)
    g_set_error (&builder->problem, CP_ERROR, CP_ERROR_FORMAT, "%s: the network has no layers.",
                 builder->place);
  if (builder->problem == NULL && builder->n_dims > 0)
    g_set_error (&builder->problem, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: the network ends in a sequence of vectors; expected scores.", builder->place);
  if (builder->problem != NULL) {
    g_propagate_error (error, g_steal_pointer (&builder->problem));
  } else {
    gsize n_layers = 0;
    CpLayer *layers = (CpLayer *)(gpointer)g_array_steal (builder->layers, &n_layers);
    model = cp_network_new (builder->place, builder->n_features, layers, n_layers);
  }
  cp_network_builder_free (builder);
  return model;
}
