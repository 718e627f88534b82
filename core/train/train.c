#include "core/train/train.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/train/dense-net.h"
#include "core/train/epoch-metrics.h"
#include "core/train/optimizer.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#define MOST_UNITS 100000
#define EVALUATION_ROWS 1024 /* rows a pass when only scoring */

void
cp_train_options_init (CpTrainOptions *options) {
  *options = (CpTrainOptions){.task = CP_TASK_BINARY,
                              .n_outputs = 1,
                              .optimizer = CP_OPTIMIZER_ADAM,
                              .loss = CP_LOSS_AUTO,
                              .learning_rate = 0.001,
                              .batch = 32,
                              .epochs = 10,
                              .validation_share = 0.1,
                              .positive_weight = 1,
                              .seed = 1};
}

/* One job of training. Rows are indices into the caller's matrix. */
typedef struct {
  const CpTrainOptions *options;
  const float *features;     /* (n_rows × n_features) */
  const double *targets;     /* (n_rows × n_targets) */
  const double *row_weights; /* (nullable): (n_rows), as given: for the metrics */
  float *loss_weights;       /* (n_rows): with the positive weight, mean 1 over the training rows */
  guint32 *rows; /* (n_rows): the training rows, reshuffled each epoch, then the validation rows */
  gsize n_train, n_validation;
  guint n_features, n_targets; /* n_targets: 1 but for multilabel */
  gsize batch;
  CpDenseNet *net;
  CpOptimizerState optimizer;
  /* one pass, gathered: (capacity × n_features), (capacity), (capacity × n_targets) */
  float *batch_features, *batch_weights;
  double *batch_targets;
} Training;

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...) {
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, CP_ERROR, CP_ERROR_VALUE, message);
  return FALSE;
}

static gboolean
check_layers (const CpTrainOptions *options, GError **error) {
  for (guint l = 0; l < options->n_hidden; l++) {
    if (options->hidden[l] < 1 || options->hidden[l] > MOST_UNITS)
      return refuse (error, "Hidden layer %u has %u units; expected 1 to %u.", l + 1, options->hidden[l],
                     MOST_UNITS);
    if (options->activations[l] == CP_ACTIVATION_SOFTMAX)
      return refuse (error, "Hidden layer %u is softmax, which only an output can be.", l + 1);
  }
  return TRUE;
}

static gboolean
check_options (const CpTrainOptions *options, GError **error) {
  if (options->loss == CP_LOSS_CROSS_ENTROPY && options->task == CP_TASK_REGRESSION)
    return refuse (error, "Cross-entropy is a loss for decisions; a regression is trained with mse.");
  if (!(options->learning_rate > 0 && isfinite (options->learning_rate)))
    return refuse (error, "The learning rate is %g; expected a number above 0.", options->learning_rate);
  if (!(options->momentum >= 0 && options->momentum < 1))
    return refuse (error, "The momentum is %g; expected 0 or more and below 1.", options->momentum);
  if (options->batch < 1)
    return refuse (error, "The batch is 0 rows; expected at least 1.");
  if (options->epochs < 1)
    return refuse (error, "The number of epochs is 0; expected at least 1.");
  if (!(options->validation_share >= 0 && options->validation_share < 1))
    return refuse (error, "The validation share is %g; expected 0 or more and below 1.",
                   options->validation_share);
  if (!(options->positive_weight > 0 && isfinite (options->positive_weight)))
    return refuse (error, "The positive weight is %g; expected a number above 0.", options->positive_weight);
  if (options->positive_weight != 1 && options->task != CP_TASK_BINARY)
    return refuse (error, "A positive weight needs a binary label.");
  return check_layers (options, error);
}

static gboolean
is_target (const CpTrainOptions *options, double target) {
  switch (options->task) {
  case CP_TASK_REGRESSION:
    return isfinite (target);
  case CP_TASK_BINARY:
  case CP_TASK_MULTILABEL:
    return target == 0 || target == 1;
  default:
    return target >= 0 && target < options->n_outputs && target == floor (target);
  }
}

/* How many targets a row has. */
static guint
count_targets (const CpTrainOptions *options) {
  return options->task == CP_TASK_MULTILABEL ? options->n_outputs : 1;
}

static gboolean
check_targets (const CpTrainOptions *options, const double *targets, gsize row, GError **error) {
  guint n = count_targets (options);
  for (guint k = 0; k < n; k++) {
    double target = targets[row * n + k];
    if (!is_target (options, target))
      return refuse (error, "Row %" G_GSIZE_FORMAT " to train on has the target %g; expected %s.", row,
                     target,
                     options->task == CP_TASK_REGRESSION   ? "a finite number"
                     : options->task == CP_TASK_MULTICLASS ? "a class index"
                                                           : "0 or 1");
  }
  return TRUE;
}

static gboolean
check_data (const CpTrainOptions *options, const CpMatrix *features, const double *targets,
            const double *weights, GError **error) {
  gsize n_rows = cp_matrix_get_n_rows (features), n_features = cp_matrix_get_n_columns (features);
  const float *values = cp_matrix_get_values (features);
  if (n_rows == 0 || n_features == 0)
    return refuse (error,
                   "There is nothing to train on: %" G_GSIZE_FORMAT " rows of %" G_GSIZE_FORMAT " features.",
                   n_rows, n_features);
  for (gsize row = 0; row < n_rows; row++) {
    if (!check_targets (options, targets, row, error))
      return FALSE;
    if (weights != NULL && !(weights[row] >= 0 && isfinite (weights[row])))
      return refuse (error, "Row %" G_GSIZE_FORMAT " to train on has the weight %g; expected 0 or more.", row,
                     weights[row]);
    for (gsize j = 0; j < n_features; j++)
      if (!isfinite (values[row * n_features + j]))
        return refuse (
            error, "Row %" G_GSIZE_FORMAT " to train on has no finite feature %" G_GSIZE_FORMAT ".", row, j);
  }
  return TRUE;
}

/* The rows in an order drawn once; the last of them are held out. */
static void
split_rows (Training *training, gsize n_rows, CpRandom *random) {
  training->rows = g_new (guint32, n_rows);
  for (gsize i = 0; i < n_rows; i++)
    training->rows[i] = (guint32)i;
  cp_random_shuffle (random, training->rows, n_rows);
  gsize n_held_out = (gsize)round (training->options->validation_share * (double)n_rows);
  training->n_validation = MIN (n_held_out, n_rows - 1);
  training->n_train = n_rows - training->n_validation;
}

/* Mean 1, so that weights move the optimum and not the learning rate. */
static gboolean
weigh_rows (Training *training, gsize n_rows, GError **error) {
  training->loss_weights = g_new (float, n_rows);
  double sum = 0;
  for (int pass = 0; pass < 2; pass++) {
    for (gsize i = 0; i < n_rows; i++) {
      guint32 row = training->rows[i];
      double weight = training->row_weights != NULL ? training->row_weights[row] : 1;
      if (training->options->task == CP_TASK_BINARY && training->targets[row] == 1)
        weight *= training->options->positive_weight;
      if (pass == 0 && i < training->n_train)
        sum += weight;
      else if (pass == 1)
        training->loss_weights[row] = (float)(weight / sum * (double)training->n_train);
    }
    if (!(sum > 0))
      return refuse (error, "The rows to train on all weigh 0.");
  }
  return TRUE;
}

static gboolean
training_init (Training *training, CpRandom *random, gsize n_rows, GError **error) {
  split_rows (training, n_rows, random);
  if (!weigh_rows (training, n_rows, error))
    return FALSE;
  training->batch = MIN (training->options->batch, training->n_train);
  gsize capacity = MAX (training->batch, EVALUATION_ROWS);
  training->net = cp_dense_net_new (training->options, training->n_features, capacity, random);
  cp_optimizer_init (&training->optimizer, training->options, training->net->n_parameters);
  training->batch_features = g_new (float, capacity * training->n_features);
  training->batch_weights = g_new (float, capacity);
  training->batch_targets = g_new (double, capacity * training->n_targets);
  return TRUE;
}

static void
training_clear (Training *training) {
  g_free (training->loss_weights);
  g_free (training->rows);
  g_clear_pointer (&training->net, cp_dense_net_free);
  cp_optimizer_clear (&training->optimizer);
  g_free (training->batch_features);
  g_free (training->batch_weights);
  g_free (training->batch_targets);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Training, training_clear)

/* Gathers rows [begin, end) of the order, and returns the sum of their loss weights. */
static double
gather (Training *training, gsize begin, gsize end) {
  gsize width = training->n_features;
  double weight = 0;
  for (gsize i = begin; i < end; i++) {
    guint32 row = training->rows[i];
    gsize k = i - begin;
    memcpy (training->batch_features + k * width, training->features + row * width, width * sizeof (float));
    memcpy (training->batch_targets + k * training->n_targets, training->targets + row * training->n_targets,
            training->n_targets * sizeof (double));
    training->batch_weights[k] = training->loss_weights[row];
    weight += (double)training->loss_weights[row];
  }
  return weight;
}

/* One pass over the training rows in a new order. @out_loss: the mean over its batches as they came. */
static gboolean
run_epoch (Training *training, CpRandom *random, double *out_loss, GCancellable *cancellable,
           GError **error) {
  cp_random_shuffle (random, training->rows, training->n_train);
  double loss = 0, weight = 0;
  for (gsize begin = 0; begin < training->n_train; begin += training->batch) {
    if (cp_check_cancelled (cancellable, error))
      return FALSE;
    gsize end = MIN (begin + training->batch, training->n_train), n = end - begin;
    weight += gather (training, begin, end);
    cp_dense_net_forward (training->net, training->batch_features, n);
    loss += cp_dense_net_head (training->net, training->batch_targets, training->batch_weights, n, NULL);
    if (!isfinite (loss))
      break; /* the caller says so */
    cp_dense_net_backward (training->net, training->batch_features, n);
    cp_optimizer_step (&training->optimizer, training->net->parameters, training->net->gradients);
  }
  *out_loss = loss / weight;
  return TRUE;
}

/* Scores the rows [begin, end) of the order; returns their mean loss and fills the metrics of @epoch. */
static double
evaluate (Training *training, gsize begin, gsize end, CpTrainEpoch *epoch) {
  gsize n_rows = end - begin;
  guint n_outputs = training->net->n_outputs;
  g_autofree double *scores = g_new (double, n_rows *n_outputs);
  guint n_targets = training->n_targets;
  g_autofree double *targets = g_new (double, n_rows *n_targets);
  g_autofree double *weights = training->row_weights != NULL ? g_new (double, n_rows) : NULL;
  double loss = 0, weight = 0;
  for (gsize i = 0; i < n_rows; i += EVALUATION_ROWS) {
    gsize n = MIN (EVALUATION_ROWS, n_rows - i);
    weight += gather (training, begin + i, begin + i + n);
    cp_dense_net_forward (training->net, training->batch_features, n);
    loss += cp_dense_net_head (training->net, training->batch_targets, training->batch_weights, n,
                               scores + i * n_outputs);
  }
  for (gsize i = 0; i < n_rows; i++) {
    guint32 row = training->rows[begin + i];
    memcpy (targets + i * n_targets, training->targets + row * n_targets, n_targets * sizeof (double));
    if (weights != NULL)
      weights[i] = training->row_weights[row];
  }
  cp_epoch_metrics (training->net->task, scores, n_outputs, targets, weights, n_rows, epoch);
  return loss / weight;
}

static void
report_epoch (Training *training, guint number, double loss, CpTrainEpochFunc on_epoch, gpointer data) {
  CpTrainEpoch epoch = {
      .epoch = number, .n_epochs = training->options->epochs, .loss = loss, .validation_loss = NAN};
  gsize n_train = training->n_train, n_validation = training->n_validation;
  if (n_validation > 0)
    epoch.validation_loss = evaluate (training, n_train, n_train + n_validation, &epoch);
  else
    evaluate (training, 0, n_train, &epoch);
  on_epoch (&epoch, data);
}

static gboolean
all_finite (const CpDenseNet *net) {
  for (gsize i = 0; i < net->n_parameters; i++)
    if (!isfinite (net->parameters[i]))
      return FALSE;
  return TRUE;
}

static CpActivation
output_activation (CpTask task) {
  switch (task) {
  case CP_TASK_BINARY:
  case CP_TASK_MULTILABEL:
    return CP_ACTIVATION_SIGMOID;
  case CP_TASK_MULTICLASS:
    return CP_ACTIVATION_SOFTMAX;
  default:
    return CP_ACTIVATION_LINEAR;
  }
}

static CpModel *
to_model (const CpDenseNet *net, GError **error) {
  CpNetworkBuilder *builder = cp_network_builder_new ("trained model", net->n_features);
  for (guint l = 0; l < net->n_layers; l++) {
    const CpDenseLayer *layer = &net->layers[l];
    CpActivation activation = l + 1 == net->n_layers ? output_activation (net->task) : layer->activation;
    float alpha = activation == CP_ACTIVATION_ELU ? CP_ELU_ALPHA : CP_LEAKY_RELU_SLOPE;
    g_autofree char *name = l == 0 ? g_strdup ("dense") : g_strdup_printf ("dense_%u", l);
    cp_network_builder_dense (builder, name, layer->units, layer->kernel, layer->bias, activation, alpha);
  }
  return cp_network_builder_end (builder, error);
}

CpModel *
cp_train (const CpMatrix *features, const double *targets, const double *weights,
          const CpTrainOptions *options, CpTrainEpochFunc on_epoch, gpointer data, GCancellable *cancellable,
          GError **error) {
  g_return_val_if_fail (features != NULL && targets != NULL && options != NULL, NULL);
  g_return_val_if_fail (options->task == CP_TASK_MULTICLASS   ? options->n_outputs >= 2
                        : options->task == CP_TASK_MULTILABEL ? options->n_outputs >= 1
                                                              : options->n_outputs == 1,
                        NULL);

  if (!check_options (options, error) || !check_data (options, features, targets, weights, error))
    return NULL;
  openblas_set_num_threads (
      1); /* threads would change the order of sums, and do not help such small products */
  CpRandom random;
  cp_random_init (&random, options->seed);
  g_auto (Training) training = {.options = options,
                                .features = cp_matrix_get_values (features),
                                .targets = targets,
                                .row_weights = weights,
                                .n_targets = count_targets (options),
                                .n_features = (guint)cp_matrix_get_n_columns (features)};
  if (!training_init (&training, &random, cp_matrix_get_n_rows (features), error))
    return NULL;
  for (guint epoch = 1; epoch <= options->epochs; epoch++) {
    double loss;
    if (!run_epoch (&training, &random, &loss, cancellable, error))
      return NULL;
    if (!isfinite (loss) || !all_finite (training.net)) {
      g_set_error (
          error, CP_ERROR, CP_ERROR_VALUE,
          "The loss stopped being finite in epoch %u; lower the learning rate (%g) or scale the features.",
          epoch, options->learning_rate);
      return NULL;
    }
    if (on_epoch != NULL)
      report_epoch (&training, epoch, loss, on_epoch, data);
  }
  return to_model (training.net, error);
}
