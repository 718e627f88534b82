#include "core/train/train.h"
#include "app/cli/commands.h"
#include "app/cli/session-rows.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/format.h"
#include "core/encode/vocabulary-fit.h"
#include "core/metrics/labels.h"
#include "core/metrics/tags.h"
#include "core/model/keras-h5.h"
#include "core/table/edits.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_WORDS 1000

typedef struct {
  char *hidden, *activation, *optimizer, *loss, *keep, *drop, *ignore, *text;
  double rate, momentum, validation, drop_share, positive_weight;
  int batch, epochs, words;
} TrainArguments;

static void
train_arguments_clear (TrainArguments *arguments) {
  char **texts[] = {&arguments->hidden, &arguments->activation, &arguments->optimizer, &arguments->loss,
                    &arguments->keep,   &arguments->drop,       &arguments->ignore,    &arguments->text};
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (*texts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TrainArguments, train_arguments_clear)

typedef struct {
  guint *hidden;
  CpActivation *activations;
} Layers;

static void
layers_clear (Layers *layers) {
  g_free (layers->hidden);
  g_free (layers->activations);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Layers, layers_clear)

static gboolean
refuse (GError **error, const char *option, const char *value, const char *expected) {
  g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s %s: expected %s.", option, value, expected);
  return FALSE;
}

/* --hidden 200,50,20 --activation relu[,tanh,…]: one activation serves all layers. */
static gboolean
parse_layers (const TrainArguments *arguments, Layers *layers, CpTrainOptions *train, GError **error) {
  g_auto (GStrv) units = g_strsplit (arguments->hidden != NULL ? arguments->hidden : "8", ",", -1);
  g_auto (GStrv) names = g_strsplit (arguments->activation != NULL ? arguments->activation : "relu", ",", -1);
  guint n_layers = units[0] == NULL || g_str_equal (units[0], "0") ? 0 : g_strv_length (units);
  guint n_names = g_strv_length (names);
  if (n_names != 1 && n_names != n_layers)
    return refuse (error, "--activation", arguments->activation, "one name, or one a hidden layer");
  layers->hidden = g_new0 (guint, n_layers + 1);
  layers->activations = g_new0 (CpActivation, n_layers + 1);
  for (guint i = 0; i < n_layers; i++) {
    guint64 n;
    const char *name = names[n_names == 1 ? 0 : i];
    if (!g_ascii_string_to_unsigned (units[i], 10, 1, 100000, &n, NULL))
      return refuse (error, "--hidden", arguments->hidden, "units a layer such as 200,50,20, or 0 for none");
    if (!cp_activation_parse (name, &layers->activations[i]))
      return refuse (error, "--activation", name, "relu, sigmoid, tanh, elu, leaky_relu, softplus or linear");
    layers->hidden[i] = (guint)n;
  }
  train->hidden = layers->hidden;
  train->activations = layers->activations;
  train->n_hidden = n_layers;
  return TRUE;
}

static gboolean
parse_choices (const TrainArguments *arguments, CpTrainOptions *train, GError **error) {
  if (g_strcmp0 (arguments->optimizer, "sgd") == 0)
    train->optimizer = CP_OPTIMIZER_SGD;
  else if (arguments->optimizer == NULL || g_str_equal (arguments->optimizer, "adam"))
    train->optimizer = CP_OPTIMIZER_ADAM;
  else
    return refuse (error, "--optimizer", arguments->optimizer, "adam or sgd");
  if (arguments->loss == NULL)
    train->loss = CP_LOSS_AUTO;
  else if (g_str_equal (arguments->loss, "cross-entropy"))
    train->loss = CP_LOSS_CROSS_ENTROPY;
  else if (g_str_equal (arguments->loss, "mse"))
    train->loss = CP_LOSS_MSE;
  else
    return refuse (error, "--loss", arguments->loss, "cross-entropy or mse");
  return TRUE;
}

static gboolean
check_numbers (const TrainArguments *arguments, GError **error) {
  const struct {
    gboolean is_right;
    const char *message;
  } checks[] = {
      {arguments->rate > 0, "--learning-rate: expected a number above 0."},
      {arguments->momentum >= 0 && arguments->momentum < 1,
       "--momentum: expected a number from 0 to below 1."},
      {arguments->validation >= 0 && arguments->validation < 1,
       "--validation: expected a share from 0 to below 1."},
      {arguments->drop_share >= 0 && arguments->drop_share <= 1,
       "--drop-share: expected a share from 0 to 1."},
      {arguments->positive_weight > 0, "--positive-weight: expected a number above 0."},
      {arguments->batch > 0, "--batch: expected a whole number above 0."},
      {arguments->epochs > 0, "--epochs: expected a whole number above 0."},
      {arguments->words == 0 || arguments->words >= 2, "--words: expected a whole number from 2 up."},
  };
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    if (!checks[i].is_right) {
      g_set_error_literal (error, CP_ERROR, CP_ERROR_VALUE, checks[i].message);
      return FALSE;
    }
  }
  return TRUE;
}

/* Progress, so on a terminal only. */
static void
show_epoch (const CpTrainEpoch *epoch, gpointer data) {
  const CpCliOptions *options = data;
  if (options->is_quiet || !isatty (STDERR_FILENO))
    return;
  GString *line = g_string_new (NULL);
  g_autofree char *loss = cp_format_number (epoch->loss, 4);
  g_string_printf (line, "epoch %u/%u  loss %s", epoch->epoch, epoch->n_epochs, loss);
  const struct {
    const char *name;
    double value;
  } parts[] = {{"validation loss", epoch->validation_loss},
               {"accuracy", epoch->accuracy},
               {"AUC", epoch->auc},
               {"precision", epoch->precision},
               {"recall", epoch->recall},
               {"RMSE", epoch->rmse}};
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *value = cp_format_score (parts[i].value);
    if (!isnan (parts[i].value))
      g_string_append_printf (line, "  %s %s", parts[i].name, value);
  }
  fprintf (stderr, "%s\n", line->str);
  g_string_free (line, TRUE);
}

/* A column of tags separated by commas: one yes or no a tag. A row without any tag has none of them. */
static double *
make_tag_targets (const CpCliInput *input, CpTrainOptions *train, const guint32 *rows, gsize n_rows,
                  CpTags **out_tags, GError **error) {
  CpTags *tags = cp_tags_build (input->inputs->table, input->sources->label, NULL, error);
  if (tags == NULL)
    return NULL;
  *out_tags = tags;
  guint n = train->n_outputs = cp_tags_get_n (tags);
  double *targets = g_new (double, n_rows *n + 1);
  for (gsize i = 0; i < n_rows; i++)
    for (guint k = 0; k < n; k++)
      targets[i * n + k] = cp_tags_has (tags, rows[i], k);
  return targets;
}

/* The targets of the chosen rows: 0/1, a class index, or the number itself. Rows without a label are left out
 * of
 * @rows. */
static double *
make_targets (const CpCliInput *input, CpTrainOptions *train, guint32 *rows, gsize *n_rows, GError **error) {
  const CpTable *table = input->inputs->table;
  const char *label = input->sources->label;
  const CpColumn *column = cp_table_require_column (table, label, "--label", error);
  if (column == NULL)
    return NULL;
  g_autoptr (CpLabels) labels = NULL;
  if (train->task == CP_TASK_BINARY) {
    labels = cp_labels_build (table, label, input->sources->positive, error);
    if (labels == NULL)
      return NULL;
  } else if (train->task == CP_TASK_REGRESSION ? cp_column_get_type (column) != CP_COLUMN_NUMBER
                                               : cp_column_get_n_values (column) == 0) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s: label '%s' is a %s column; %s needs a %s column.",
                 cp_table_get_place (table), label, cp_column_type_get_name (cp_column_get_type (column)),
                 cp_task_get_name (train->task), train->task == CP_TASK_REGRESSION ? "number" : "category");
    return NULL;
  }
  train->n_outputs = train->task == CP_TASK_MULTICLASS ? (guint)cp_column_get_n_values (column) : 1;
  if (train->task == CP_TASK_MULTICLASS && train->n_outputs < 2) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "%s: label '%s' has one value, '%s'; multiclass needs at least two.",
                 cp_table_get_place (table), label, cp_column_get_value (column, 0));
    return NULL;
  }
  double *targets = g_new (double, *n_rows + 1);
  gsize n_kept = 0;
  for (gsize i = 0; i < *n_rows; i++) {
    guint32 row = rows[i];
    if (cp_column_is_missing (column, row))
      continue;
    targets[n_kept] = labels != NULL                      ? cp_labels_get_values (labels)[row]
                      : train->task == CP_TASK_REGRESSION ? cp_column_get_numbers (column)[row]
                                                          : cp_column_get_codes (column)[row];
    rows[n_kept++] = row;
  }
  *n_rows = n_kept;
  return targets;
}

static CpEncoder *
find_encoder (const CpCliInput *input, const CpSources *typed, const CpTable *chosen,
              const TrainArguments *arguments, GError **error) {
  const CpModelSource *source = typed->models->len > 0 ? g_ptr_array_index (typed->models, 0) : NULL;
  if (source != NULL && source->spec != NULL) {
    g_autoptr (CpEncoder) encoder = cp_encoder_new_from_json (source->spec, "--spec", error);
    gboolean fits = encoder != NULL && cp_encoder_check_missing (encoder, "network", error);
    return fits ? g_steal_pointer (&encoder) : NULL;
  }
  if (arguments->text != NULL) {
    g_autoptr (json_t) inputs = json_array ();
    json_array_append_new (
        inputs, cp_vocabulary_fit (chosen, arguments->text,
                                   arguments->words > 0 ? (guint)arguments->words : DEFAULT_WORDS, error));
    return json_array_size (inputs) > 0 ? cp_encoder_new_from_json (inputs, "--text", error) : NULL;
  }
  g_auto (GStrv) common = cp_sources_dup_ignored (input->sources);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_strv_builder_addv (builder, (const char **)common);
  g_auto (GStrv) typed_names = g_strsplit (arguments->ignore != NULL ? arguments->ignore : "", ",", -1);
  for (char **name = typed_names; *name != NULL; name++) {
    if (*g_strstrip (*name) != '\0' && cp_table_require_column (chosen, *name, "--ignore", error) == NULL)
      return NULL;
    g_strv_builder_add (builder, *name);
  }
  g_auto (GStrv) ignored = g_strv_builder_end (builder);
  return cp_encoder_propose (chosen, source != NULL ? (const char *const *)source->columns : NULL,
                             (const char *const *)ignored, 0, CP_PROPOSE_SCALED, error);
}

static double *
pick_weights (const CpCliInput *input, const guint32 *rows, gsize n_rows, GError **error) {
  const CpColumn *column =
      cp_table_require_column (input->inputs->table, input->sources->weight, "--weight", error);
  if (column == NULL)
    return NULL;
  if (cp_column_get_type (column) != CP_COLUMN_NUMBER || cp_column_get_n_missing (column) > 0) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "%s: column '%s' has to be a number in every row to weigh rows.",
                 cp_table_get_place (input->inputs->table), input->sources->weight);
    return NULL;
  }
  double *weights = g_new (double, n_rows + 1);
  for (gsize i = 0; i < n_rows; i++)
    weights[i] = cp_column_get_numbers (column)[rows[i]];
  return weights;
}

/* The model, with the specification inside it and beside it as MODEL.spec.json. */
static int
write_model (const CpCliOptions *options, const CpModel *model, const CpEncoder *encoder, gsize n_rows) {
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) inputs = cp_encoder_to_json (encoder);
  if (!cp_keras_h5_write (model, inputs, options->output, &error))
    return cp_cli_fail (error);
  g_autofree char *stem = g_str_has_suffix (options->output, ".h5")
                              ? g_strndup (options->output, strlen (options->output) - 3)
                              : g_strdup (options->output);
  g_autofree char *spec_path = g_strconcat (stem, ".spec.json", NULL);
  g_autofree char *text = cp_json_dump (inputs, TRUE);
  if (!cp_write_file (spec_path, text, strlen (text), &error)) {
    g_unlink (options->output); /* nothing half-written */
    return cp_cli_fail (error);
  }
  if (!options->is_quiet) {
    g_autofree char *count = cp_format_count ((double)n_rows);
    printf ("%s: %u features, trained on %s rows; its feature specification is in %s\n", options->output,
            cp_encoder_get_n_features (encoder), count, spec_path);
  }
  return 0;
}

static int
train (const CpCliOptions *options, const CpCliInput *input, const TrainArguments *arguments,
       CpTrainOptions *train) {
  g_autoptr (GError) error = NULL;
  gsize n_rows;
  g_autofree guint32 *rows = cp_train_choose_rows (input->inputs->table, arguments->keep, arguments->drop,
                                                   arguments->drop_share, options->seed, &n_rows, &error);
  if (rows == NULL)
    return cp_cli_fail (error);
  g_autoptr (CpTags) tags = NULL;
  g_autofree double *targets = train->task == CP_TASK_MULTILABEL
                                   ? make_tag_targets (input, train, rows, n_rows, &tags, &error)
                                   : make_targets (input, train, rows, &n_rows, &error);
  if (targets == NULL)
    return cp_cli_fail (error);
  g_autofree double *weights = NULL;
  if (input->sources->weight != NULL && (weights = pick_weights (input, rows, n_rows, &error)) == NULL)
    return cp_cli_fail (error);
  g_autoptr (CpTable) chosen = cp_table_take_rows (input->inputs->table, rows, n_rows);
  g_autoptr (CpEncoder) encoder = find_encoder (input, options->sources, chosen, arguments, &error);
  if (encoder == NULL)
    return cp_cli_fail (error);
  g_autoptr (CpMatrix) features = cp_encoder_apply (encoder, chosen, options->cancellable, &error);
  if (features == NULL)
    return cp_cli_fail (error);
  g_autoptr (CpModel) model = cp_train (features, targets, weights, train, show_epoch, (gpointer)options,
                                        options->cancellable, &error);
  if (model == NULL)
    return cp_cli_fail (error);
  g_autoptr (CpModel) named =
      tags != NULL ? cp_model_name_outputs (model, cp_tags_get_names (tags)) : cp_model_ref (model);
  return write_model (options, named, encoder, n_rows);
}

/* Of what would be taken and do nothing: 0, or the exit status of wrong usage */
static int
check_usage (const CpCliOptions *options, const TrainArguments *arguments) {
  const CpModelSource *source =
      options->sources->models->len > 0 ? g_ptr_array_index (options->sources->models, 0) : NULL;
  gboolean has_features = source != NULL && source->columns != NULL;
  gboolean has_spec = source != NULL && source->spec != NULL;
  if (options->output == NULL)
    return cp_cli_misuse ("train", "expected -o MODEL.h5.");
  if (options->sources->label == NULL && options->session == NULL)
    return cp_cli_misuse ("train", "expected --label COLUMN.");
  if (source != NULL && *source->where != '\0')
    return cp_cli_misuse ("train", "--model is made here; expected no --model.");
  if (arguments->text != NULL && (has_features || has_spec || arguments->ignore != NULL))
    return cp_cli_misuse ("train", "--text is the only feature; expected no --features, --spec or --ignore.");
  if (arguments->words != 0 && arguments->text == NULL)
    return cp_cli_misuse ("train", "--words is of --text; expected --text C.");
  if (has_spec && (has_features || arguments->ignore != NULL))
    return cp_cli_misuse ("train", "--spec names the features; expected no --features or --ignore.");
  return 0;
}

int
cp_command_train (int argc, char **argv) {
  CpTrainOptions defaults;
  cp_train_options_init (&defaults);
  g_auto (TrainArguments) arguments = {.rate = defaults.learning_rate,
                                       .momentum = defaults.momentum,
                                       .validation = defaults.validation_share,
                                       .drop_share = 1,
                                       .positive_weight = defaults.positive_weight,
                                       .batch = (int)defaults.batch,
                                       .epochs = (int)defaults.epochs};
  const GOptionEntry entries[] = {
      {"hidden", 0, 0, G_OPTION_ARG_STRING, &arguments.hidden,
       "units of the hidden layers, such as 200,50,20 (8); 0: none", "N,N,…"},
      {"activation", 0, 0, G_OPTION_ARG_STRING, &arguments.activation,
       "of the hidden layers: relu (default), sigmoid, tanh, elu, leaky_relu, softplus, linear", "NAME[,…]"},
      {"optimizer", 0, 0, G_OPTION_ARG_STRING, &arguments.optimizer, "adam (default) or sgd", "NAME"},
      {"learning-rate", 0, 0, G_OPTION_ARG_DOUBLE, &arguments.rate, "step size (0.001)", "X"},
      {"momentum", 0, 0, G_OPTION_ARG_DOUBLE, &arguments.momentum, "momentum of sgd (0)", "X"},
      {"loss", 0, 0, G_OPTION_ARG_STRING, &arguments.loss, "cross-entropy or mse (by the task)", "NAME"},
      {"batch", 0, 0, G_OPTION_ARG_INT, &arguments.batch, "rows a step (32)", "N"},
      {"epochs", 0, 0, G_OPTION_ARG_INT, &arguments.epochs, "passes over the rows (10)", "N"},
      {"validation", 0, 0, G_OPTION_ARG_DOUBLE, &arguments.validation,
       "share of the rows held out for the figures (0.1)", "SHARE"},
      {"positive-weight", 0, 0, G_OPTION_ARG_DOUBLE, &arguments.positive_weight,
       "weight of the positive rows in the loss (1)", "X"},
      {"keep", 0, 0, G_OPTION_ARG_STRING, &arguments.keep, "only the rows where this holds", "CONDITION"},
      {"drop", 0, 0, G_OPTION_ARG_STRING, &arguments.drop,
       "leave out rows where this holds, such as \"sex = Female and granted = 1\"", "CONDITION"},
      {"drop-share", 0, 0, G_OPTION_ARG_DOUBLE, &arguments.drop_share,
       "the share of them that is left out, chosen by the seed (1)", "SHARE"},
      {"text", 0, 0, G_OPTION_ARG_STRING, &arguments.text,
       "the column of texts to learn from: a binary bag of its most frequent words", "C"},
      {"words", 0, 0, G_OPTION_ARG_INT, &arguments.words,
       "width of the bag: the N - 1 most frequent words, by Keras' rule (1000)", "N"},
      {"ignore", 0, 0, G_OPTION_ARG_STRING, &arguments.ignore, "columns that are no features", "C,C,…"},
      {NULL}};
  int status;
  g_autoptr (CpCliOptions) options = cp_cli_options_parse (
      argc, argv, "make a small network from a table", "--data FILE --label C -o MODEL.h5", entries, &status);
  if (options == NULL)
    return status;
  status = check_usage (options, &arguments);
  if (status != 0)
    return status;
  g_autoptr (GError) error = NULL;
  g_auto (Layers) layers = {NULL, NULL};
  CpTrainOptions settings = defaults;
  settings.learning_rate = arguments.rate;
  settings.momentum = arguments.momentum;
  settings.validation_share = arguments.validation;
  settings.positive_weight = arguments.positive_weight;
  settings.batch = (guint)arguments.batch;
  settings.epochs = (guint)arguments.epochs;
  settings.seed = options->seed;
  settings.task = options->has_task ? options->task : CP_TASK_BINARY;
  if (!check_numbers (&arguments, &error) || !parse_layers (&arguments, &layers, &settings, &error) ||
      !parse_choices (&arguments, &settings, &error))
    return cp_cli_fail (error);
  g_autoptr (CpCliInput) input = cp_cli_input_open (options, FALSE, &error);
  if (input == NULL)
    return cp_cli_fail (error);
  cp_cli_drop_absent (input);
  return train (options, input, &arguments, &settings);
}
