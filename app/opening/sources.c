#include "app/opening/sources.h"

#include "core/base/error.h"
#include "core/base/format.h"
#include "core/encode/vocabulary-file.h"
#include "core/model/network.h"
#include "core/report/session-file.h"

#include <math.h>
#include <string.h>

#define COLUMN_PREFIX "column:"

static void
model_source_free (gpointer data) {
  CpModelSource *model = data;
  g_free (model->name);
  g_free (model->where);
  g_strfreev (model->columns);
  g_strfreev (model->outputs);
  json_decref (model->spec);
  g_free (model);
}

CpSources *
cp_sources_new (void) {
  CpSources *sources = g_new0 (CpSources, 1);
  sources->types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  sources->missing = g_ptr_array_new_with_free_func (g_free);
  sources->models = g_ptr_array_new_with_free_func (model_source_free);
  return sources;
}

void
cp_sources_free (CpSources *sources) {
  g_free (sources->data);
  g_hash_table_unref (sources->types);
  g_ptr_array_unref (sources->missing);
  g_ptr_array_unref (sources->models);
  g_free (sources->label);
  g_free (sources->positive);
  g_free (sources->weight);
  g_free (sources->tags);
  g_free (sources);
}

CpModelSource *
cp_sources_add_model (CpSources *sources, const char *name, const char *where, json_t *spec) {
  CpModelSource *model = g_new0 (CpModelSource, 1);
  model->name = g_strdup (name);
  model->where = g_strdup (where);
  model->spec = spec != NULL ? json_incref (spec) : NULL;
  model->task = CP_OWN_TASK;
  g_ptr_array_add (sources->models, model);
  return model;
}

CpSources *
cp_sources_copy_table (const CpSources *sources) {
  CpSources *copy = cp_sources_new ();
  GHashTableIter iter;
  gpointer column, type;
  copy->data = g_strdup (sources->data);
  g_hash_table_iter_init (&iter, sources->types);
  while (g_hash_table_iter_next (&iter, &column, &type))
    g_hash_table_insert (copy->types, g_strdup (column), type);
  for (guint i = 0; i < sources->missing->len; i++)
    g_ptr_array_add (copy->missing, g_strdup (g_ptr_array_index (sources->missing, i)));
  copy->delimiter = sources->delimiter;
  copy->header = sources->header;
  copy->label = g_strdup (sources->label);
  copy->positive = g_strdup (sources->positive);
  copy->weight = g_strdup (sources->weight);
  copy->is_survey = sources->is_survey;
  copy->tags = g_strdup (sources->tags);
  return copy;
}

CpSources *
cp_sources_copy (const CpSources *sources) {
  CpSources *copy = cp_sources_copy_table (sources);
  for (guint i = 0; i < sources->models->len; i++) {
    const CpModelSource *model = g_ptr_array_index (sources->models, i);
    CpModelSource *added = cp_sources_add_model (copy, model->name, model->where, model->spec);
    added->columns = g_strdupv (model->columns);
    added->outputs = g_strdupv (model->outputs);
    added->task = model->task;
  }
  return copy;
}

CpCsvOptions
cp_sources_make_options (const CpSources *sources, const char ***out_missing) {
  const char **missing = *out_missing = g_new0 (const char *, sources->missing->len + 1);
  for (guint i = 0; i < sources->missing->len; i++)
    missing[i] = g_ptr_array_index (sources->missing, i);
  return (CpCsvOptions){.delimiter = sources->delimiter,
                        .header = sources->header,
                        .missing_words = missing,
                        .types = sources->types};
}

gboolean
cp_sources_check_model (const CpModel *model, int task, GError **error) {
  if ((task != CP_OWN_TASK ? (CpTask)task : model->task) != CP_TASK_REGRESSION)
    return TRUE;
  g_autofree char *outputs = cp_format_counted (model->n_outputs, "output");
  g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
               "%s: is a regression with %s; this version compares decisions, by scores from 0 to 1.",
               model->place, outputs);
  return FALSE;
}

/* "columns": {"rate": {"type": "category"}} */
static gboolean
take_types (CpSources *sources, const json_t *columns, const char *place, GError **error) {
  const char *name;
  json_t *column;
  json_object_foreach ((json_t *)columns, name, column) {
    const json_t *type_name = json_object_get (column, "type");
    CpColumnType type;
    if (type_name == NULL)
      continue;
    if (!json_is_string (type_name) || !cp_column_type_parse (json_string_value (type_name), &type)) {
      g_set_error (error, CP_ERROR, CP_ERROR_FORMAT,
                   "%s: data.columns.%s.type: expected number, category, text or boolean.", place, name);
      return FALSE;
    }
    g_hash_table_insert (sources->types, g_strdup (name), GINT_TO_POINTER (type));
  }
  return TRUE;
}

/* "outputs": ["cats", {"name": "dogs"}]: texts, or objects as `inspect` prints them. @out_names: (transfer
 * full) (nullable): NULL where there is no such list, or an empty one */
static gboolean
take_outputs (const json_t *outputs, gsize model, const char *place, char ***out_names, GError **error) {
  gsize i;
  json_t *output;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  json_array_foreach ((json_t *)outputs, i, output) {
    const char *name =
        json_string_value (json_is_object (output) ? json_object_get (output, "name") : output);
    gboolean is_new = name != NULL && *name != '\0';
    for (guint k = 0; is_new && k < names->len; k++)
      is_new = !g_str_equal (name, g_ptr_array_index (names, k));
    if (!is_new) {
      g_set_error (error, CP_ERROR, CP_ERROR_FORMAT,
                   "%s: models[%" G_GSIZE_FORMAT "].outputs[%" G_GSIZE_FORMAT
                   "]: expected a name that no other output has.",
                   place, model, i);
      return FALSE;
    }
    g_ptr_array_add (names, g_strdup (name));
  }
  g_ptr_array_add (names, NULL);
  *out_names = names->len > 1 ? (char **)g_ptr_array_steal (names, NULL) : NULL;
  return TRUE;
}

static gboolean
take_task (const json_t *task, gsize model, const char *place, int *out_task, GError **error) {
  CpTask parsed;
  if (task == NULL || json_is_null (task))
    return TRUE;
  if (!cp_task_parse (json_string_value (task), &parsed)) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT,
                 "%s: models[%" G_GSIZE_FORMAT
                 "].task: expected binary, multiclass, multilabel or regression.",
                 place, model);
    return FALSE;
  }
  *out_task = (int)parsed;
  return TRUE;
}

/* "weights": "survey" or "counts" */
static gboolean
take_weights (const json_t *weights, const char *place, gboolean *out_is_survey, GError **error) {
  const char *kind = json_string_value (weights);
  *out_is_survey = g_strcmp0 (kind, "survey") == 0;
  if (weights == NULL || json_is_null (weights) || *out_is_survey || g_strcmp0 (kind, "counts") == 0)
    return TRUE;
  g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: weights: expected counts or survey.", place);
  return FALSE;
}

CpSources *
cp_sources_new_from_session (const json_t *session, const char *path, GError **error) {
  g_autoptr (CpSources) sources = cp_sources_new ();
  g_autofree char *place = g_path_get_basename (path);
  const json_t *data = json_object_get (session, "data");
  sources->data = cp_session_file_resolve (path, json_string_value (json_object_get (data, "file")));
  if (!take_types (sources, json_object_get (data, "columns"), place, error))
    return NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  const char *separator = json_string_value (json_object_get (data, "separator"));
  const json_t *header = json_object_get (data, "header");
  sources->delimiter = separator != NULL ? separator[0] : '\0';
  sources->header = json_is_true (header)    ? CP_HEADER_FIRST_LINE
                    : json_is_false (header) ? CP_HEADER_NONE
                                             : CP_HEADER_AUTO;
  gsize i;
  json_t *word, *model;
  json_array_foreach (json_object_get (data, "missing"), i, word) {
    if (json_is_string (word))
      g_ptr_array_add (sources->missing, g_strdup (json_string_value (word)));
  }
  json_array_foreach (json_object_get (session, "models"), i, model) {
    g_autofree char *where =
        cp_session_file_resolve (path, json_string_value (json_object_get (model, "where")));
    json_t *given = json_object_get (model, "inputs");
    g_autoptr (json_t) spec =
        given != NULL ? cp_inputs_read_vocabularies (given, folder, place, error) : NULL;
    if (given != NULL && spec == NULL)
      return NULL;
    CpModelSource *added =
        cp_sources_add_model (sources, json_string_value (json_object_get (model, "name")), where, spec);
    if (!take_outputs (json_object_get (model, "outputs"), i, place, &added->outputs, error) ||
        !take_task (json_object_get (model, "task"), i, place, &added->task, error))
      return NULL;
  }
  sources->label = g_strdup (json_string_value (json_object_get (session, "label")));
  sources->positive = g_strdup (json_string_value (json_object_get (session, "positive")));
  sources->weight = g_strdup (json_string_value (json_object_get (session, "weight")));
  if (!take_weights (json_object_get (session, "weights"), place, &sources->is_survey, error))
    return NULL;
  sources->tags = g_strdup (json_string_value (json_object_get (session, "tags")));
  return g_steal_pointer (&sources);
}

void
cp_inputs_free (CpInputs *inputs) {
  g_clear_pointer (&inputs->table, cp_table_unref);
  for (guint i = 0; i < inputs->n_models; i++) {
    g_clear_pointer (&inputs->models[i], cp_model_unref);
    g_clear_pointer (&inputs->encoders[i], cp_encoder_unref);
  }
  g_free (inputs->models);
  g_free (inputs->encoders);
  g_free (inputs);
}

char **
cp_sources_dup_ignored (const CpSources *sources) {
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *always[] = {sources->label, sources->weight, sources->tags, "split"};
  for (guint i = 0; i < G_N_ELEMENTS (always); i++) {
    if (always[i] != NULL)
      g_strv_builder_add (builder, always[i]);
  }
  for (guint i = 0; i < sources->models->len; i++) {
    const CpModelSource *model = g_ptr_array_index (sources->models, i);
    if (g_str_has_prefix (model->where, COLUMN_PREFIX))
      g_strv_builder_add (builder, model->where + strlen (COLUMN_PREFIX));
  }
  return g_strv_builder_end (builder);
}

CpTable *
cp_sources_read_table (const CpSources *sources, const CpProgress *progress, GCancellable *cancellable,
                       GError **error) {
  if (sources->data == NULL) {
    g_set_error_literal (error, CP_ERROR, CP_ERROR_VALUE,
                         "no table was given; expected --data FILE or a session.");
    return NULL;
  }
  g_autofree const char **missing = NULL;
  CpCsvOptions options = cp_sources_make_options (sources, &missing);
  return cp_csv_read (sources->data, &options, progress, cancellable, error);
}

/* A model of texts of any length reads as many words as its feature specification writes. */
static gboolean
set_length (CpModel **model, const json_t *spec, GError **error) {
  const json_t *inputs = spec != NULL ? spec : (*model)->inputs;
  if (inputs == NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH,
                 "%s: reads sequences of any length; expected a feature specification with its tokenizer and "
                 "their length.",
                 (*model)->place);
    return FALSE;
  }
  g_autoptr (CpEncoder) encoder = cp_encoder_new_from_json (inputs, (*model)->place, error);
  if (encoder == NULL)
    return FALSE;
  CpModel *fitted = cp_network_with_length (*model, cp_encoder_get_n_features (encoder));
  cp_model_unref (*model);
  *model = fitted;
  return TRUE;
}

static gboolean
set_task (int task, CpModel **model, GError **error) {
  if (task == CP_OWN_TASK || (CpTask)task == (*model)->task)
    return TRUE;
  if (!cp_task_fits ((CpTask)task, (*model)->n_outputs)) {
    g_autofree char *outputs = cp_format_counted ((*model)->n_outputs, "output");
    g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH, "%s: has %s; the session takes it for a %s model.",
                 (*model)->place, outputs, cp_task_get_name ((CpTask)task));
    return FALSE;
  }
  CpModel *taken = cp_model_with_task (*model, (CpTask)task);
  cp_model_unref (*model);
  *model = taken;
  return TRUE;
}

gboolean
cp_sources_shape_model (char **names, int task, CpModel **model, GError **error) {
  if (!set_task (task, model, error))
    return FALSE;
  if (names == NULL)
    return TRUE;
  guint n = g_strv_length (names);
  if (n != (*model)->n_outputs) {
    g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH, "%s: has %u %s, the session names %u.", (*model)->place,
                 (*model)->n_outputs, (*model)->n_outputs == 1 ? "output" : "outputs", n);
    return FALSE;
  }
  CpModel *named = cp_model_name_outputs (*model, (const char *const *)names);
  cp_model_unref (*model);
  *model = named;
  return TRUE;
}

static gboolean
open_model (const CpModelSource *source, const CpTable *table, const char *const *ignored,
            CpModel **out_model, CpEncoder **out_encoder, GError **error) {
  g_autoptr (CpModel) model = NULL;
  if (g_str_has_prefix (source->where, COLUMN_PREFIX)) {
    const char *column = source->where + strlen (COLUMN_PREFIX);
    if (cp_table_require_column (table, column, source->where, error) == NULL)
      return FALSE;
    model = cp_model_new_column (column);
  } else {
    model = cp_model_load (source->where, error);
  }
  if (model == NULL)
    return FALSE;
  if (source->name != NULL) {
    CpModel *renamed = cp_model_rename (model, source->name);
    cp_model_unref (model);
    model = renamed;
  }
  if (!cp_sources_shape_model (source->outputs, source->task, &model, error))
    return FALSE;
  if (cp_network_takes_any_length (model) && !set_length (&model, source->spec, error))
    return FALSE;
  if (cp_model_get_column (model) == NULL) {
    *out_encoder = cp_model_find_encoder (model, table, source->spec, (const char *const *)source->columns,
                                          ignored, error);
    if (*out_encoder == NULL)
      return FALSE;
  }
  *out_model = g_steal_pointer (&model);
  return TRUE;
}

/* "small (2)" where a model before it is called "small": thresholds, runs and columns go by the names. */
static void
tell_apart (CpInputs *inputs, guint index) {
  g_autofree char *base = g_strdup (inputs->models[index]->name);
  guint n = 1;
  for (guint i = 0; i < index; i++) {
    if (!g_str_equal (inputs->models[i]->name, inputs->models[index]->name))
      continue;
    g_autofree char *name = g_strdup_printf ("%s (%u)", base, ++n);
    CpModel *renamed = cp_model_rename (inputs->models[index], name);
    cp_model_unref (inputs->models[index]);
    inputs->models[index] = renamed;
    i = G_MAXUINT; /* from the first on: the new name may be taken, too */
  }
}

CpInputs *
cp_sources_open (const CpSources *sources, const CpProgress *progress, GCancellable *cancellable,
                 GError **error) {
  g_autoptr (CpInputs) inputs = g_new0 (CpInputs, 1);
  inputs->table = cp_sources_read_table (sources, progress, cancellable, error);
  if (inputs->table == NULL)
    return NULL;
  inputs->n_models = sources->models->len;
  inputs->models = g_new0 (CpModel *, inputs->n_models + 1);
  inputs->encoders = g_new0 (CpEncoder *, inputs->n_models + 1);
  g_auto (GStrv) ignored = cp_sources_dup_ignored (sources);
  for (guint i = 0; i < inputs->n_models; i++) {
    if (!open_model (g_ptr_array_index (sources->models, i), inputs->table, (const char *const *)ignored,
                     &inputs->models[i], &inputs->encoders[i], error))
      return NULL;
    tell_apart (inputs, i);
  }
  return g_steal_pointer (&inputs);
}

gboolean
cp_sources_get_weights (const CpTable *table, const char *weight, const double **out_weights,
                        GError **error) {
  const CpColumn *column = cp_table_require_column (table, weight, "--weight", error);
  if (column == NULL)
    return FALSE;
  const char *problem = cp_column_get_type (column) != CP_COLUMN_NUMBER ? "is no number column"
                        : cp_column_get_n_missing (column) > 0          ? "has missing cells"
                                                                        : NULL;
  const double *weights = problem == NULL ? cp_column_get_numbers (column) : NULL;
  for (gsize row = 0; problem == NULL && row < cp_column_get_n_rows (column); row++) {
    if (!(weights[row] >= 0 && isfinite (weights[row])))
      problem = "has a negative cell";
  }
  if (problem != NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "%s: column '%s' %s; expected a weight from 0 up in every row.", cp_table_get_place (table),
                 weight, problem);
    return FALSE;
  }
  *out_weights = weights;
  return TRUE;
}
