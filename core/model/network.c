#include "core/model/network.h"

#include "core/base/json.h"
#include "core/model/kernels.h"
#include "core/model/model-private.h"
#include "core/model/network-private.h"

#include <math.h>
#include <string.h>

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

void
cp_layer_clear (CpLayer *layer) {
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
    cp_layer_clear (&network->layers[i]);
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
cp_network_new (const char *place, guint n_features, CpLayer *layers, gsize n_layers) {
  Network *network = g_new0 (Network, 1);
  network->layers = layers;
  network->n_layers = n_layers;
  network->kernels = cp_kernels_list ()[0];
  network_fold (network);

  CpActivation activation = network_get_last_activation (network);
  CpModel *model = cp_model_new (&network_class, place, "network", network);
  model->n_features = n_features;
  model->n_outputs = layers[n_layers - 1].n_out;
  model->task = find_task (activation, model->n_outputs);
  model->output_activation = g_strdup (cp_activation_get_name (activation));
  model->output_names = make_output_names (network_get_output_name (network), model->n_outputs);
  model_size_blocks (model, network);
  return model;
}
