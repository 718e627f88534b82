#include "core/model/network.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/model/kernels.h"
#include "core/model/model-private.h"

#include <math.h>
#include <string.h>

enum { MOST_UNITS = 1 << 20, MOST_WEIGHTS = 1 << 28 };

/* One step of prediction: a dense layer with what follows it folded in, a normalisation, or a function. */
typedef struct {
  gboolean is_dense;
  CpPackedDense dense;
  guint width;                 /* of the output */
  float *mean, *factor, *beta; /* normalisation, else NULL */
  CpActivation activation;
  float alpha;
} Step;

typedef struct {
  CpLayer *layers;
  gsize n_layers;
  Step *steps;
  gsize n_steps;
  const CpKernels *kernels;
  gsize half; /* floats a row of one of the two halves of the scratch */
} Network;

struct _CpNetworkBuilder {
  char *place;
  guint n_features, width;
  GArray *layers; /* of CpLayer */
  gsize n_weights;
  GError *problem; /* the first one */
};

static const char *const activation_names[] = {"linear",  "relu", "sigmoid",   "tanh",
                                               "softmax", "elu",  "leaky_relu"};

const char *
cp_activation_get_name (CpActivation activation) {
  g_return_val_if_fail ((guint)activation < G_N_ELEMENTS (activation_names), NULL);
  return activation_names[activation];
}

gboolean
cp_activation_parse (const char *name, CpActivation *out_activation) {
  for (guint i = 0; i < G_N_ELEMENTS (activation_names); i++) {
    if (g_str_equal (name, activation_names[i])) {
      *out_activation = (CpActivation)i;
      return TRUE;
    }
  }
  return FALSE;
}

/* --- layers --- */

static void
layer_clear (gpointer data) {
  CpLayer *layer = data;
  g_free (layer->class_name);
  g_free (layer->name);
  g_free (layer->kernel);
  g_free (layer->bias);
  g_free (layer->gamma);
  g_free (layer->beta);
  g_free (layer->mean);
  g_free (layer->variance);
}

static gsize
layer_count_parameters (const CpLayer *layer) {
  gsize n = 0;
  if (layer->kernel != NULL)
    n += (gsize)layer->n_in * layer->n_out;
  const float *const vectors[] = {layer->bias, layer->gamma, layer->beta, layer->mean, layer->variance};
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    n += vectors[i] != NULL ? layer->n_out : 0;
  return n;
}

CpNetworkBuilder *
cp_network_builder_new (const char *place, guint n_features) {
  g_return_val_if_fail (place != NULL, NULL);
  CpNetworkBuilder *builder = g_new0 (CpNetworkBuilder, 1);
  builder->place = g_strdup (place);
  builder->n_features = builder->width = n_features;
  builder->layers = g_array_new (FALSE, TRUE, sizeof (CpLayer));
  g_array_set_clear_func (builder->layers, layer_clear);
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

void
cp_network_builder_dense (CpNetworkBuilder *builder, const char *name, guint units, const float *kernel,
                          const float *bias, CpActivation activation, float alpha) {
  g_return_if_fail (kernel != NULL);
  guint n_in = builder->width;
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
  CpLayer *layer = append (builder, CP_LAYER_ACTIVATION, "Activation", name, builder->width);
  if (layer == NULL)
    return;
  layer->activation = activation;
  layer->alpha = alpha;
}

void
cp_network_builder_identity (CpNetworkBuilder *builder, const char *kind, const char *name) {
  append (builder, CP_LAYER_IDENTITY, kind, name, builder->width);
}

/* --- folding --- */

static void
step_clear (Step *step) {
  cp_packed_dense_clear (&step->dense);
  g_free (step->mean);
  g_free (step->factor);
  g_free (step->beta);
}

/* factor = gamma / sqrt (variance + epsilon) */
static double
layer_get_factor (const CpLayer *layer, guint unit) {
  double gamma = layer->gamma != NULL ? (double)layer->gamma[unit] : 1.0;
  return gamma / sqrt ((double)layer->variance[unit] + (double)layer->epsilon);
}

static double
layer_get_beta (const CpLayer *layer, guint unit) {
  return layer->beta != NULL ? (double)layer->beta[unit] : 0.0;
}

/* A dense layer with the linear normalisation that follows it (nullable) folded in: the same rounding errors
 * as one after the other, since both scale the same sums. */
static void
step_init_dense (Step *step, const CpLayer *layer, const CpLayer *normalization) {
  guint n_in = layer->n_in, n_out = layer->n_out;
  step->is_dense = TRUE;
  if (normalization == NULL) {
    cp_packed_dense_init (&step->dense, n_in, n_out, layer->kernel, layer->bias);
    return;
  }
  g_autofree float *kernel = g_new (float, (gsize)n_in *n_out);
  g_autofree float *bias = g_new (float, n_out);
  for (guint unit = 0; unit < n_out; unit++) {
    double factor = layer_get_factor (normalization, unit);
    double base = layer->bias != NULL ? (double)layer->bias[unit] : 0.0;
    bias[unit] =
        (float)((base - (double)normalization->mean[unit]) * factor + layer_get_beta (normalization, unit));
    for (gsize k = 0; k < n_in; k++)
      kernel[k * n_out + unit] = (float)((double)layer->kernel[k * n_out + unit] * factor);
  }
  cp_packed_dense_init (&step->dense, n_in, n_out, kernel, bias);
}

static void
step_init_normalization (Step *step, const CpLayer *layer) {
  step->mean = g_memdup2 (layer->mean, layer->n_out * sizeof (float));
  step->factor = g_new (float, layer->n_out);
  step->beta = g_new (float, layer->n_out);
  for (guint unit = 0; unit < layer->n_out; unit++) {
    step->factor[unit] = (float)layer_get_factor (layer, unit);
    step->beta[unit] = (float)layer_get_beta (layer, unit);
  }
}

/* The next layer that computes something, from @index on; n_layers when there is none */
static gsize
skip_identities (const Network *network, gsize index) {
  while (index < network->n_layers && network->layers[index].kind == CP_LAYER_IDENTITY)
    index++;
  return index;
}

static void
network_fold (Network *network) {
  const CpLayer *layers = network->layers;
  gsize n_layers = network->n_layers;
  network->steps = g_new0 (Step, n_layers);
  for (gsize i = skip_identities (network, 0); i < n_layers;) {
    Step *step = &network->steps[network->n_steps++];
    const CpLayer *layer = &layers[i];
    step->width = layer->n_out;
    step->activation = layer->activation;
    step->alpha = layer->alpha;
    i = skip_identities (network, i + 1);
    if (layer->kind == CP_LAYER_DENSE) {
      gboolean fold = layer->activation == CP_ACTIVATION_LINEAR && i < n_layers &&
                      layers[i].kind == CP_LAYER_BATCH_NORMALIZATION;
      step_init_dense (step, layer, fold ? &layers[i] : NULL);
      if (fold)
        i = skip_identities (network, i + 1);
    } else if (layer->kind == CP_LAYER_BATCH_NORMALIZATION) {
      step_init_normalization (step, layer);
    }
    if (step->activation == CP_ACTIVATION_LINEAR && i < n_layers && layers[i].kind == CP_LAYER_ACTIVATION) {
      step->activation = layers[i].activation;
      step->alpha = layers[i].alpha;
      i = skip_identities (network, i + 1);
    }
  }
}

/* --- the kind --- */

static void
copy_rows (const float *in, gsize in_stride, gsize n_rows, gsize width, float *out, gsize out_stride) {
  for (gsize row = 0; row < n_rows; row++) {
    memcpy (out + row * out_stride, in + row * in_stride, width * sizeof *out);
    for (gsize i = width; i < out_stride; i++)
      out[row * out_stride + i] = 0.0f;
  }
}

static void
network_predict_block (const CpModel *model, const float *features, gsize n_rows, double *scores,
                       float *scratch) {
  const Network *network = model->data;
  const CpKernels *kernels = network->kernels;
  float *halves[2] = {scratch, scratch + network->half * n_rows};
  const float *in = features;
  gsize in_stride = model->n_features;
  for (gsize i = 0; i < network->n_steps; i++) {
    const Step *step = &network->steps[i];
    gsize stride = cp_kernels_stride (step->width);
    float *out = halves[i % 2];
    if (step->is_dense)
      kernels->dense (&step->dense, in, in_stride, n_rows, out);
    else if (step->mean != NULL)
      kernels->normalize (in, in_stride, n_rows, step->width, step->mean, step->factor, step->beta, out,
                          stride);
    else
      copy_rows (in, in_stride, n_rows, step->width, out, stride);
    kernels->activate (step->activation, step->alpha, out, n_rows, step->width, stride);
    in = out;
    in_stride = stride;
  }
  gsize n_outputs = model->n_outputs;
  for (gsize row = 0; row < n_rows; row++) {
    for (gsize i = 0; i < n_outputs; i++)
      scores[row * n_outputs + i] = (double)in[row * in_stride + i];
  }
}

static void
network_describe (const CpModel *model, json_t *out) {
  const Network *network = model->data;
  g_autoptr (json_t) layers = json_array ();
  gsize n_parameters = 0;
  for (gsize i = 0; i < network->n_layers; i++) {
    const CpLayer *layer = &network->layers[i];
    json_t *shape = layer->kind == CP_LAYER_DENSE ? json_pack ("[ii]", (int)layer->n_in, (int)layer->n_out)
                                                  : json_pack ("[i]", (int)layer->n_out);
    json_array_append_new (
        layers, json_pack ("{sssssO}", "kind", layer->class_name, "name", layer->name, "shape", shape));
    json_decref (shape);
    n_parameters += layer_count_parameters (layer);
  }
  json_object_set (out, "layers", layers);
  json_object_set_new (out, "parameters", json_integer ((json_int_t)n_parameters));
}

static void
network_clear (gpointer data) {
  Network *network = data;
  for (gsize i = 0; i < network->n_layers; i++)
    layer_clear (&network->layers[i]);
  for (gsize i = 0; i < network->n_steps; i++)
    step_clear (&network->steps[i]);
  g_free (network->layers);
  g_free (network->steps);
  g_free (network);
}

static const CpModelClass network_class = {"network", network_predict_block, network_describe, network_clear};

gboolean
cp_model_is_network (const CpModel *model) {
  return model->class == &network_class;
}

const CpLayer *
cp_network_get_layers (const CpModel *model, gsize *out_n_layers) {
  g_return_val_if_fail (cp_model_is_network (model), NULL);
  const Network *network = model->data;
  *out_n_layers = network->n_layers;
  return network->layers;
}

/* The function the scores come out of: that of the last layer that computes something */
static CpActivation
network_get_last_activation (const Network *network) {
  for (gsize i = network->n_layers; i > 0; i--) {
    const CpLayer *layer = &network->layers[i - 1];
    gboolean is_linear = layer->kind == CP_LAYER_IDENTITY ||
                         (layer->kind == CP_LAYER_ACTIVATION && layer->activation == CP_ACTIVATION_LINEAR);
    if (!is_linear)
      return layer->activation;
  }
  return CP_ACTIVATION_LINEAR;
}

static CpTask
find_task (CpActivation activation, guint n_outputs) {
  if (activation == CP_ACTIVATION_SOFTMAX && n_outputs > 1)
    return CP_TASK_MULTICLASS;
  if (activation == CP_ACTIVATION_SIGMOID)
    return n_outputs == 1 ? CP_TASK_BINARY : CP_TASK_MULTILABEL;
  return CP_TASK_REGRESSION;
}

/* The scores are called after the last layer with weights. */
static const char *
network_get_output_name (const Network *network) {
  for (gsize i = network->n_layers; i > 0; i--) {
    if (network->layers[i - 1].kind == CP_LAYER_DENSE)
      return network->layers[i - 1].name;
  }
  return network->layers[network->n_layers - 1].name;
}

static char **
make_output_names (const char *name, guint n_outputs) {
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (guint i = 0; i < n_outputs; i++)
    g_ptr_array_add (names, n_outputs == 1 ? g_strdup (name) : g_strdup_printf ("%s:%u", name, i));
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_steal (names, NULL);
}

/* Blocks of 1 024 rows, fewer where a wide layer would push them out of the cache. */
static void
model_size_blocks (CpModel *model, Network *network) {
  for (gsize i = 0; i < network->n_steps; i++)
    network->half = MAX (network->half, cp_kernels_stride (network->steps[i].width));
  gsize widest = MAX (network->half, model->n_features);
  model->block_rows = (guint)CLAMP ((4 << 20) / widest / 24 * 24, 24, 1008);
  model->scratch_width = 2 * network->half;
}

CpModel *
cp_network_builder_end (CpNetworkBuilder *builder, GError **error) {
  g_return_val_if_fail (builder != NULL, NULL);
  g_autoptr (CpNetworkBuilder) owned = builder;
  if (builder->problem == NULL && builder->layers->len == 0)
    g_set_error (&builder->problem, CP_ERROR, CP_ERROR_FORMAT, "%s: the network has no layers.",
                 builder->place);
  if (builder->problem != NULL) {
    g_propagate_error (error, g_steal_pointer (&builder->problem));
    return NULL;
  }
  Network *network = g_new0 (Network, 1);
  g_array_set_clear_func (builder->layers, NULL);
  network->layers = (CpLayer *)(gpointer)g_array_steal (builder->layers, &network->n_layers);
  network->kernels = cp_kernels_list ()[0];
  network_fold (network);

  CpActivation activation = network_get_last_activation (network);
  CpModel *model = cp_model_new (&network_class, builder->place, "network", network);
  model->n_features = builder->n_features;
  model->n_outputs = builder->width;
  model->task = find_task (activation, model->n_outputs);
  model->output_activation = g_strdup (cp_activation_get_name (activation));
  model->output_names = make_output_names (network_get_output_name (network), model->n_outputs);
  model_size_blocks (model, network);
  return model;
}
