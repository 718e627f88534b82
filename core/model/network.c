#include "core/model/network.h"

#include "core/base/json.h"
#include "core/model/kernels.h"
#include "core/model/model-private.h"
#include "core/model/network-private.h"
#include "core/model/network-steps.h"

#include <math.h>
#include <string.h>

typedef struct {
  CpLayer *layers;
  gsize n_layers;
  CpStep *steps;
  gsize n_steps;
  const CpKernels *kernels;
  gsize half; /* floats a row of one of the two halves of the scratch */
} Network;

static const char *const activation_names[] = {"linear",  "relu", "sigmoid",    "tanh",
                                               "softmax", "elu",  "leaky_relu", "softplus"};

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
    n += layer->kind == CP_LAYER_EMBEDDING ? (gsize)layer->n_words * layer->n_dims
                                           : (gsize)layer->n_in * layer->n_out;
  const float *const vectors[] = {layer->bias, layer->gamma, layer->beta, layer->mean, layer->variance};
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    n += vectors[i] != NULL ? layer->n_out : 0;
  return n;
}

/* --- folding --- */

static void
step_clear (CpStep *step) {
  cp_packed_dense_clear (&step->dense);
  g_free (step->kernel);
  g_free (step->mean);
  g_free (step->factor);
  g_free (step->beta);
}

static gboolean
does_nothing (const CpLayer *layer) {
  return layer->kind == CP_LAYER_IDENTITY ||
         (layer->kind == CP_LAYER_ACTIVATION && layer->activation == CP_ACTIVATION_LINEAR);
}

/* The next layer that computes something, from @index on; n_layers when there is none */
static gsize
skip_idle (const Network *network, gsize index) {
  while (index < network->n_layers && does_nothing (&network->layers[index]))
    index++;
  return index;
}

/* (nullable): the normalisation right behind layer @index, which is to be folded into it */
static const CpLayer *
find_normalization (const Network *network, gsize index) {
  const CpLayer *layer = &network->layers[index++];
  if (!cp_layer_class_find (layer->kind)->folds_normalization || layer->activation != CP_ACTIVATION_LINEAR)
    return NULL;
  while (index < network->n_layers && network->layers[index].kind == CP_LAYER_IDENTITY)
    index++;
  layer = &network->layers[index];
  return index < network->n_layers && layer->kind == CP_LAYER_BATCH_NORMALIZATION ? layer : NULL;
}

/* (nullable): the mean behind an embedding that has to know which words are padding */
static const CpLayer *
find_masked_mean (const Network *network, gsize index) {
  const CpLayer *layer = &network->layers[index];
  gsize next = skip_idle (network, index + 1);
  if (layer->kind != CP_LAYER_EMBEDDING || next == network->n_layers)
    return NULL;
  layer = &network->layers[next];
  return layer->kind == CP_LAYER_GLOBAL_AVERAGE && layer->masks_zero ? layer : NULL;
}

static void
network_fold (Network *network) {
  const CpLayer *layers = network->layers;
  gsize n_layers = network->n_layers;
  network->steps = g_new0 (CpStep, n_layers);
  for (gsize i = skip_idle (network, 0); i < n_layers;) {
    CpStep *step = &network->steps[network->n_steps++];
    const CpLayer *layer = &layers[i], *normalization = find_normalization (network, i);
    step->class = cp_layer_class_find (layer->kind);
    step->n_in = layer->n_in;
    step->width = layer->n_out;
    step->activation = layer->activation;
    step->alpha = layer->alpha;
    const CpLayer *mean = find_masked_mean (network, i);
    if (mean != NULL) {
      step->averages = TRUE;
      step->width = mean->n_out;
      i = (gsize)(mean - layers);
    }
    if (normalization != NULL)
      i = (gsize)(normalization - layers);
    i = skip_idle (network, i + 1);
    step->class->prepare (step, layer, normalization);
    if (step->activation == CP_ACTIVATION_LINEAR && i < n_layers && layers[i].kind == CP_LAYER_ACTIVATION) {
      step->activation = layers[i].activation;
      step->alpha = layers[i].alpha;
      i = skip_idle (network, i + 1);
    }
  }
}

/* --- the kind --- */

static void
write_scores (const CpModel *model, const float *values, gsize stride, gsize n_rows, double *scores) {
  gsize n_outputs = model->n_outputs;
  for (gsize i = 0; stride == n_outputs && i < n_rows * n_outputs; i++) /* whole vectors */
    scores[i] = (double)values[i];
  for (gsize row = 0; stride != n_outputs && row < n_rows; row++) {
    for (gsize i = 0; i < n_outputs; i++)
      scores[row * n_outputs + i] = (double)values[row * stride + i];
  }
}

/* The values the last step gives, with the stride of its width; before its activation where @is_whole is
 * FALSE. They stand in @values or in one half of @scratch. */
static float *
run_rest (const Network *network, float *values, gsize n_rows, gboolean is_whole, float *scratch) {
  const CpKernels *kernels = network->kernels;
  float *halves[2] = {scratch, scratch + network->half * n_rows};
  for (gsize i = 0; i < network->n_steps; i++) {
    const CpStep *step = &network->steps[i];
    gsize stride = cp_kernels_stride (step->width);
    if (i > 0) {
      float *out = halves[i % 2];
      step->class->forward (step, kernels, values, cp_kernels_stride (step->n_in), n_rows, out);
      values = out;
    }
    if (is_whole || i + 1 < network->n_steps)
      kernels->activate (step->activation, step->alpha, values, n_rows, step->width, stride);
  }
  return values;
}

void
cp_network_predict_rest (const CpModel *model, float *values, gsize n_rows, double *scores, float *scratch) {
  const Network *network = model->data;
  const float *last = run_rest (network, values, n_rows, TRUE, scratch);
  write_scores (model, last, cp_kernels_stride (model->n_outputs), n_rows, scores);
}

/* Complements of a softmax: the sum of the others, from both sides, since 1 − p would lose the small */
static void
write_others (double *odds, gsize n_rows, gsize n_outputs) {
  for (gsize row = 0; row < n_rows; row++, odds += 2 * n_outputs) {
    double before = 0, behind = 0;
    for (gsize i = 0; i < n_outputs; i++) {
      odds[n_outputs + i] = before;
      before += odds[i];
    }
    for (gsize i = n_outputs; i-- > 0;) {
      odds[n_outputs + i] += behind;
      behind += odds[i];
    }
  }
}

void
cp_network_predict_odds (const CpModel *model, float *values, gsize n_rows, double *odds, float *scratch) {
  const Network *network = model->data;
  const CpStep *step = &network->steps[network->n_steps - 1];
  gsize n_outputs = model->n_outputs, stride = cp_kernels_stride (n_outputs);
  float *last = run_rest (network, values, n_rows, FALSE, scratch);
  float *negative = scratch + (network->n_steps % 2) * network->half * n_rows; /* the half that is free */
  for (gsize i = 0; i < n_rows * stride; i++)
    negative[i] = -last[i];
  network->kernels->activate (step->activation, step->alpha, last, n_rows, n_outputs, stride);
  network->kernels->activate (step->activation, step->alpha, negative, n_rows, n_outputs, stride);
  for (gsize row = 0; row < n_rows; row++) {
    for (gsize i = 0; i < n_outputs; i++) {
      odds[row * 2 * n_outputs + i] = (double)last[row * stride + i];
      odds[(row * 2 + 1) * n_outputs + i] = (double)negative[row * stride + i];
    }
  }
  if (step->activation == CP_ACTIVATION_SOFTMAX)
    write_others (odds, n_rows, n_outputs);
}

static void
network_predict_block (const CpModel *model, const float *features, gsize n_rows, double *scores,
                       float *scratch) {
  const Network *network = model->data;
  if (network->n_steps == 0) {
    write_scores (model, features, model->n_features, n_rows, scores);
    return;
  }
  const CpStep *first = &network->steps[0];
  first->class->forward (first, network->kernels, features, model->n_features, n_rows, scratch);
  cp_network_predict_rest (model, scratch, n_rows, scores, scratch);
}

static void
network_describe (const CpModel *model, json_t *out) {
  const Network *network = model->data;
  g_autoptr (json_t) layers = json_array ();
  gsize n_parameters = 0;
  for (gsize i = 0; i < network->n_layers; i++) {
    const CpLayer *layer = &network->layers[i];
    json_t *shape = layer->kind == CP_LAYER_DENSE ? json_pack ("[ii]", (int)layer->n_in, (int)layer->n_out)
                    : layer->kind == CP_LAYER_EMBEDDING
                        ? json_pack ("[ii]", (int)layer->n_words, (int)layer->n_dims)
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

const CpStep *
cp_network_get_steps (const CpModel *model, gsize *out_n_steps) {
  g_return_val_if_fail (cp_model_is_network (model), NULL);
  const Network *network = model->data;
  *out_n_steps = network->n_steps;
  return network->steps;
}

const CpKernels *
cp_network_get_kernels (const CpModel *model) {
  g_return_val_if_fail (cp_model_is_network (model), NULL);
  return ((const Network *)model->data)->kernels;
}

/* ---- another length ---- */

static float *
copy_floats (const float *values, gsize n) {
  return values != NULL ? g_memdup2 (values, n * sizeof (float)) : NULL;
}

/* Behind the pooling every layer is as it was; before it, widths follow the length. */
static void
copy_layer (const CpLayer *from, guint n_in, CpLayer *to) {
  *to = *from;
  to->class_name = g_strdup (from->class_name);
  to->name = g_strdup (from->name);
  to->n_in = n_in;
  gsize n_kernel = from->kind == CP_LAYER_EMBEDDING ? (gsize)from->n_words * from->n_dims
                                                    : (gsize)from->n_in * from->n_out;
  if (from->kind == CP_LAYER_EMBEDDING)
    to->n_out = n_in * from->n_dims;
  else if (from->kind == CP_LAYER_IDENTITY || from->kind == CP_LAYER_ACTIVATION)
    to->n_out = n_in;
  to->kernel = copy_floats (from->kernel, n_kernel);
  to->bias = copy_floats (from->bias, from->n_out);
  to->gamma = copy_floats (from->gamma, from->n_out);
  to->beta = copy_floats (from->beta, from->n_out);
  to->mean = copy_floats (from->mean, from->n_out);
  to->variance = copy_floats (from->variance, from->n_out);
}

gboolean
cp_network_takes_any_length (const CpModel *model) {
  return cp_model_is_network (model) && model->takes_any_length;
}

CpModel *
cp_network_with_length (const CpModel *model, guint length) {
  g_return_val_if_fail (cp_network_takes_any_length (model) && length > 0, NULL);
  const Network *network = model->data;
  CpLayer *layers = g_new0 (CpLayer, network->n_layers);
  guint width = length;
  for (gsize i = 0; i < network->n_layers; i++) {
    copy_layer (&network->layers[i], width, &layers[i]);
    width = layers[i].n_out;
  }
  CpModel *other = cp_network_new (model->place, length, layers, network->n_layers);
  g_free (other->name);
  other->name = g_strdup (model->name);
  g_free (other->format);
  other->format = g_strdup (model->format);
  g_strfreev (other->output_names);
  other->output_names = g_strdupv (model->output_names);
  other->input_name = g_strdup (model->input_name);
  other->inputs = json_incref (model->inputs);
  other->takes_any_length = TRUE;
  return other;
}

/* The function the scores come out of: that of the last layer that computes something */
static CpActivation
network_get_last_activation (const Network *network) {
  for (gsize i = network->n_layers; i > 0; i--) {
    if (!does_nothing (&network->layers[i - 1]))
      return network->layers[i - 1].activation;
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
