#include "app/opening/draft-model.h"

#include "app/opening/sources.h"
#include "core/base/format.h"
#include "core/base/names.h"

#include <string.h>

#define COLUMN_PREFIX "column:"

static void
feature_free (gpointer data) {
  CpDraftFeature *feature = data;
  g_free (feature->column);
  json_decref (feature->input);
  g_free (feature);
}

CpDraftModel *
cp_draft_model_new (const char *where) {
  CpDraftModel *model = g_new0 (CpDraftModel, 1);
  model->where = g_strdup (where);
  model->given_task = CP_OWN_TASK;
  model->features = g_ptr_array_new_with_free_func (feature_free);
  return model;
}

void
cp_draft_model_free (CpDraftModel *model) {
  g_free (model->name);
  g_free (model->where);
  g_clear_pointer (&model->model, cp_model_unref);
  g_free (model->problem);
  g_ptr_array_unref (model->features);
  json_decref (model->given_spec);
  g_strfreev (model->given_columns);
  g_strfreev (model->given_outputs);
  g_free (model);
}

const char *
cp_draft_model_get_column (const CpDraftModel *model) {
  return g_str_has_prefix (model->where, COLUMN_PREFIX) ? model->where + strlen (COLUMN_PREFIX) : NULL;
}

/* ---- features ---- */

CpDraftFeature *
cp_draft_model_find (const CpDraftModel *model, const char *column) {
  for (guint i = 0; i < model->features->len; i++) {
    CpDraftFeature *feature = g_ptr_array_index (model->features, i);
    if (g_str_equal (feature->column, column))
      return feature;
  }
  return NULL;
}

static void
append (CpDraftModel *model, const char *column, json_t *input, gboolean is_ticked, gboolean is_given) {
  CpDraftFeature *feature = g_new0 (CpDraftFeature, 1);
  feature->column = g_strdup (column);
  feature->input = json_incref (input);
  feature->is_ticked = is_ticked;
  feature->is_given = is_given;
  g_ptr_array_add (model->features, feature);
}

static json_t *
get_proposal (const CpDraftColumn *column) {
  return column != NULL ? column->inputs[column->encoding] : NULL;
}

/* FALSE: the specification cannot be read at all, which judging says */
static void
append_spec (CpDraftModel *model, const json_t *spec) {
  gsize i;
  json_t *input;
  json_array_foreach ((json_t *)spec, i, input) {
    const char *column = json_string_value (json_object_get (input, "column"));
    if (column != NULL)
      append (model, column, input, TRUE, TRUE);
  }
}

static void
append_others (CpDraftModel *model, const CpDraftTable *table, gboolean are_ticked) {
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < model->features->len; i++)
    g_hash_table_add (seen, ((CpDraftFeature *)g_ptr_array_index (model->features, i))->column);
  for (guint i = 0; i < table->n_columns; i++) {
    const CpDraftColumn *column = &table->columns[i];
    if (!g_hash_table_contains (seen, column->name))
      append (model, column->name, get_proposal (column),
              are_ticked && column->is_proposed && !g_str_equal (column->name, "split"), FALSE);
  }
}

void
cp_draft_model_propose (CpDraftModel *model, const CpDraftTable *table, gboolean from_table) {
  g_ptr_array_set_size (model->features, 0);
  if (model->model == NULL || table == NULL || cp_draft_model_get_column (model) != NULL)
    return;
  const json_t *spec = model->given_spec;
  char **names = model->given_columns;
  if (spec == NULL && names == NULL) {
    spec = model->model->inputs;
    names = spec == NULL ? model->model->feature_names : NULL;
  }
  if (from_table)
    spec = NULL, names = NULL;
  if (spec != NULL)
    append_spec (model, spec);
  for (; spec == NULL && names != NULL && *names != NULL; names++)
    append (model, *names, get_proposal (cp_draft_table_find (table, *names)), TRUE, TRUE);
  append_others (model, table, model->features->len == 0);
}

gboolean
cp_draft_model_reads (const CpDraftModel *model, const char *column, const char *const *excluded) {
  const CpDraftFeature *feature = cp_draft_model_find (model, column);
  return feature != NULL && feature->is_ticked && (feature->is_given || !g_strv_contains (excluded, column));
}

static gboolean
is_read (const CpDraftFeature *feature, const char *const *excluded) {
  return feature->is_ticked && (feature->is_given || !g_strv_contains (excluded, feature->column));
}

guint
cp_draft_model_count (const CpDraftModel *model, const char *const *excluded, guint *out_n_columns) {
  guint n_values = 0, n_columns = 0;
  for (guint i = 0; i < model->features->len; i++) {
    const CpDraftFeature *feature = g_ptr_array_index (model->features, i);
    if (!is_read (feature, excluded))
      continue;
    n_columns++;
    n_values += feature->input != NULL ? cp_draft_input_get_width (feature->input) : 0;
  }
  if (out_n_columns != NULL)
    *out_n_columns = n_columns;
  return n_values;
}

json_t *
cp_draft_model_to_spec (const CpDraftModel *model, const char *const *excluded) {
  json_t *spec = json_array ();
  for (guint i = 0; i < model->features->len; i++) {
    const CpDraftFeature *feature = g_ptr_array_index (model->features, i);
    if (is_read (feature, excluded) && feature->input != NULL)
      json_array_append (spec, feature->input);
  }
  return spec;
}

/* ---- what is said ---- */

char *
cp_draft_model_describe (const CpDraftModel *model) {
  const CpModel *read = model->model;
  if (read == NULL)
    return g_strdup ("");
  if (cp_draft_model_get_column (model) != NULL)
    return g_strdup ("a column of scores");
  g_autofree char *inputs = cp_format_count (read->n_features);
  const gboolean is_share = read->task == CP_TASK_BINARY && read->n_outputs == 1;
  return g_strdup_printf ("%s · %s input%s · %u output%s%s", read->format, inputs,
                          read->n_features == 1 ? "" : "s", read->n_outputs, read->n_outputs == 1 ? "" : "s",
                          is_share ? ", 0 to 1" : "");
}

static char *
plural (guint n, const char *noun) {
  g_autofree char *count = cp_format_count (n);
  return g_strdup_printf ("%s %s%s", count, noun, n == 1 ? "" : "s");
}

/* (transfer full) (nullable): the ticked columns the table does not have */
static char *
find_absent (const CpDraftModel *model, const CpDraftTable *table, const char *const *excluded) {
  g_autoptr (GPtrArray) absent = g_ptr_array_new ();
  for (guint i = 0; i < model->features->len; i++) {
    const CpDraftFeature *feature = g_ptr_array_index (model->features, i);
    if (is_read (feature, excluded) && cp_draft_table_find (table, feature->column) == NULL)
      g_ptr_array_add (absent, feature->column);
  }
  if (absent->len == 0)
    return NULL;
  g_autofree char *names = cp_list_names ((const char *const *)absent->pdata, absent->len);
  return g_strdup_printf ("It reads the column%s %s, which %s does not have.", absent->len == 1 ? "" : "s",
                          names, cp_table_get_place (table->table));
}

/* (transfer full) (nullable): a ticked column of the table with a type or cells its input refuses */
static char *
find_misfit (const CpDraftModel *model, const CpDraftTable *table, const char *const *excluded) {
  for (guint i = 0; i < model->features->len; i++) {
    const CpDraftFeature *feature = g_ptr_array_index (model->features, i);
    if (!is_read (feature, excluded))
      continue;
    const CpDraftColumn *column = cp_draft_table_find (table, feature->column);
    if (column == NULL)
      continue;
    if (feature->input == NULL)
      return g_strdup_printf ("It reads the column '%s', which is %s; make it a category or leave it out.",
                              feature->column, cp_column_type_get_name (column->type));
    if (column->n_missing > 0 && cp_draft_input_get_encoding (feature->input) == CP_ENCODING_NUMBER &&
        !json_is_number (json_object_get (feature->input, "missing"))) {
      g_autofree char *cells = plural ((guint)MIN (column->n_missing, G_MAXUINT), "empty cell");
      return g_strdup_printf ("The column '%s' has %s, and the model's specification says no value for them.",
                              feature->column, cells);
    }
  }
  return NULL;
}

/* (transfer full) (nullable): what binding the specification to the table refuses */
static char *
find_refusal (const CpDraftModel *model, const CpDraftTable *table, const char *const *excluded) {
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) spec = cp_draft_model_to_spec (model, excluded);
  g_autofree char *place = g_path_get_basename (model->where);
  g_autoptr (CpEncoder) encoder = cp_encoder_new_from_json (spec, place, &error);
  if (encoder != NULL) {
    g_autoptr (CpBoundEncoder) bound = cp_encoder_bind (encoder, table->table, &error);
    if (bound != NULL)
      return NULL;
  }
  return g_strdup (error->message);
}

static char *
judge_column (const CpDraftModel *model, const CpDraftTable *table, gboolean *out_fits) {
  const char *name = cp_draft_model_get_column (model);
  const CpDraftColumn *column = table != NULL ? cp_draft_table_find (table, name) : NULL;
  if (table == NULL)
    return g_strdup ("");
  if (column == NULL)
    return g_strdup_printf ("%s has no column '%s'.", cp_table_get_place (table->table), name);
  if (column->type != CP_COLUMN_NUMBER && column->type != CP_COLUMN_BOOLEAN)
    return g_strdup_printf ("Column '%s' is of the type %s; a column of scores holds numbers.", name,
                            cp_column_type_get_name (column->type));
  *out_fits = TRUE;
  return g_strdup ("The scores stand in the table: rows cannot be scored again.");
}

char *
cp_draft_model_judge (const CpDraftModel *model, const CpDraftTable *table, const char *const *excluded,
                      gboolean *out_fits) {
  gboolean ignored;
  g_autoptr (GError) error = NULL;
  out_fits = out_fits != NULL ? out_fits : &ignored;
  *out_fits = FALSE;
  if (model->problem != NULL)
    return g_strdup (model->problem);
  if (cp_draft_model_get_column (model) != NULL)
    return judge_column (model, table, out_fits);
  if (model->model == NULL)
    return g_strdup ("");
  if (!cp_sources_check_model (model->model, model->given_task, &error))
    return g_strdup (error->message);
  if (table == NULL)
    return g_strdup ("");
  char *problem = find_absent (model, table, excluded);
  problem = problem != NULL ? problem : find_misfit (model, table, excluded);
  if (problem != NULL)
    return problem;
  guint n_columns, n_values = cp_draft_model_count (model, excluded, &n_columns);
  if (n_columns == 0) {
    g_autofree char *wanted = plural (model->model->n_features, "value");
    return g_strdup_printf ("No column is ticked, the model takes %s", wanted);
  }
  g_autofree char *columns = plural (n_columns, "column"), *values = plural (n_values, "value");
  g_autofree char *wanted = cp_format_count (model->model->n_features);
  const char *verb = n_columns == n_values ? "give" : "expand to";
  const char *s = n_columns == 1 ? (n_columns == n_values ? "s" : "") : "";
  if (n_columns == 1 && n_columns != n_values)
    verb = "expands to";
  if (n_values != model->model->n_features)
    return g_strdup_printf ("%s %s%s %s, the model takes %s", columns, verb, s, values, wanted);
  problem = find_refusal (model, table, excluded);
  if (problem != NULL)
    return problem;
  *out_fits = TRUE;
  return g_strdup_printf ("%s %s%s %s: matches", columns, verb, s, values);
}
