#include "app/session/session-private.h"

#include "core/metrics/slice-spec.h"
#include "core/report/session-file.h"
#include "core/table/edits.h"

#include <math.h>

/* Saving: the document as it was read, with the known keys brought up to date; unknown keys stay. */

static void
set_text (json_t *object, const char *key, const char *text) {
  if (text != NULL)
    json_object_set_new (object, key, json_string (text));
  else
    json_object_del (object, key);
}

static void
set_stamp (json_t *owner, json_t *stamp) {
  if (json_is_object (stamp))
    json_object_set (owner, "stamp", stamp);
  else
    json_object_del (owner, "stamp");
}

/* Beside what else is said of a column. */
static void
save_types (json_t *data, GHashTable *types) {
  if (g_hash_table_size (types) == 0)
    return;
  g_autoptr (json_t) columns = json_deep_copy (json_object_get (data, "columns"));
  if (columns == NULL)
    columns = json_object ();
  GHashTableIter iter;
  gpointer name, type;
  g_hash_table_iter_init (&iter, types);
  while (g_hash_table_iter_next (&iter, &name, &type)) {
    json_t *column = json_object_get (columns, name);
    if (column == NULL) {
      column = json_object ();
      json_object_set_new (columns, name, column);
    }
    json_object_set_new (column, "type", json_string (cp_column_type_get_name (GPOINTER_TO_INT (type))));
  }
  json_object_set (data, "columns", columns);
}

static void
save_data (CpSession *self, json_t *document, const char *path) {
  const CpSources *sources = self->open->sources;
  g_autofree char *file = cp_session_file_relate (path, sources->data);
  json_t *data = json_object_get (document, "data");
  if (data == NULL) {
    data = json_object ();
    json_object_set_new (document, "data", data);
  }
  set_text (data, "file", file);
  save_types (data, sources->types);
  const char separator[] = {sources->delimiter, '\0'};
  set_text (data, "separator", sources->delimiter != 0 ? separator : NULL);
  if (sources->header != CP_HEADER_AUTO)
    json_object_set_new (data, "header", json_boolean (sources->header == CP_HEADER_FIRST_LINE));
  else
    json_object_del (data, "header");
  set_stamp (data, json_array_get (self->open->stamps, 0));
  json_t *missing = json_array ();
  for (guint i = 0; i < sources->missing->len; i++)
    json_array_append_new (missing, json_string (g_ptr_array_index (sources->missing, i)));
  if (json_array_size (missing) > 0)
    json_object_set (data, "missing", missing);
  json_decref (missing);
}

/* Models stand in the order they were opened, so a saved model's own unknown keys are found by index. */
static void
save_models (CpSession *self, json_t *document, const char *path) {
  json_t *models = json_array (), *old = json_object_get (document, "models");
  for (guint m = 0; m < cp_session_get_n_models (self); m++) {
    const CpModelSource *source = g_ptr_array_index (self->open->sources->models, m);
    CpEncoder *encoder = self->open->inputs->encoders[m];
    json_t *model = json_copy (json_array_get (old, m));
    if (model == NULL)
      model = json_object ();
    g_autofree char *where = cp_session_file_relate (path, source->where);
    set_text (model, "name", self->open->inputs->models[m]->name);
    set_text (model, "where", where);
    if (encoder != NULL)
      json_object_set_new (model, "inputs", cp_encoder_to_json (encoder));
    set_stamp (model, json_array_get (self->open->stamps, m + 1));
    json_array_append_new (models, model);
  }
  json_object_set_new (document, "models", models);
}

static void
save_question (CpSession *self, json_t *document) {
  const CpQuestion *question = self->open->question;
  json_t *keys = json_array (), *thresholds = json_object ();
  for (char **key = question->keys; *key != NULL; key++) {
    g_autoptr (CpSliceSpec) spec = cp_slice_spec_parse (*key, self->open->inputs->table, *key, NULL);
    json_array_append_new (keys, cp_slice_spec_to_json (spec));
  }
  for (guint m = 0; m < cp_session_get_n_models (self); m++) {
    json_t *of_model = json_object ();
    for (guint s = 0; s < cp_slices_get_n_slices (question->slices); s++)
      json_object_set_new (of_model, cp_slices_get_label (question->slices, s),
                           cp_json_number (cp_session_get_threshold (self, m, s)));
    json_object_set_new (thresholds, self->open->inputs->models[m]->name, of_model);
  }
  set_text (document, "label", question->label);
  set_text (document, "positive", question->positive);
  set_text (document, "weight", self->open->sources->weight);
  set_text (document, "tags", self->open->sources->tags);
  json_object_set_new (document, "slices", keys);
  json_object_set_new (document, "costs",
                       json_pack ("{s:o,s:o}", "false_positive", cp_json_number (self->costs.fp_cost),
                                  "false_negative", cp_json_number (self->costs.fn_cost)));
  set_text (document, "strategy", cp_strategy_get_info (self->strategy)->name);
  if (self->tolerance >= 0)
    json_object_set_new (document, "tolerance", cp_json_number (self->tolerance));
  json_object_set_new (document, "thresholds", thresholds);
}

static int
compare_rows (gconstpointer a, gconstpointer b) {
  return GPOINTER_TO_UINT (a) < GPOINTER_TO_UINT (b) ? -1 : GPOINTER_TO_UINT (a) > GPOINTER_TO_UINT (b);
}

/* Edits: {"row", "added": {"like"}, "values": {column: cell}} of an added row (app/row-additions.h), then
 * {"row", "values": {column: cell}} of a changed row, {"row", "deleted": true} of one that is gone. */
static void
save_edits (CpSession *self, json_t *document) {
  json_t *edits = json_array ();
  for (guint i = 0; i < self->open->added->len; i++)
    json_array_append_new (edits, cp_row_addition_to_json (self->open->inputs->table, self->open->fields,
                                                           (guint32)self->open->n_read + i,
                                                           g_array_index (self->open->added, guint32, i)));
  g_autoptr (GList) rows = g_list_sort (g_hash_table_get_keys (self->open->histories), compare_rows);
  for (GList *l = rows; l != NULL; l = l->next) {
    const CpRowHistory *history = g_hash_table_lookup (self->open->histories, l->data);
    json_t *changes = cp_row_changes_to_json (self->open->fields, cp_row_history_get_original (history),
                                              cp_row_history_get_current (history));
    if (json_object_size (changes) > 0)
      json_array_append_new (
          edits, json_pack ("{s:i,s:O}", "row", (int)GPOINTER_TO_UINT (l->data), "values", changes));
    json_decref (changes);
  }
  for (guint i = 0; i < self->open->absent->len; i++)
    json_array_append_new (edits, json_pack ("{s:I,s:b}", "row",
                                             (json_int_t)g_array_index (self->open->absent, guint32, i),
                                             "deleted", TRUE));
  json_object_set_new (document, "edits", edits);
}

static json_t *
numbers_to_json (const double *values, guint n) {
  json_t *array = json_array ();
  for (guint i = 0; i < n; i++)
    json_array_append_new (array, cp_json_number (values[i]));
  return array;
}

/* What the rows of @batch did together; it stands in the first of its runs, which follow each other. */
static json_t *
batch_to_json (const CpRunBatch *batch, guint n_models) {
  json_t *flipped = json_array ();
  for (guint m = 0; m < n_models; m++)
    json_array_append_new (flipped, json_integer (batch->n_flipped[m]));
  return json_pack ("{s:i,s:s,s:o,s:o,s:o}", "rows", (int)batch->n_rows, "change", batch->change, "means",
                    numbers_to_json (batch->means, n_models), "deltas",
                    numbers_to_json (batch->deltas, n_models), "flipped", flipped);
}

/* Of a run: {"row", "values", "change", "scores", "deltas", "time"}, of the first of a batch also "batch". */
static void
save_runs (CpSession *self, json_t *document) {
  json_t *runs = json_array ();
  guint n_models = cp_session_get_n_models (self);
  const CpRunBatch *batch = NULL;
  for (guint i = 0; i < self->open->runs->len; i++) {
    const CpRun *run = g_ptr_array_index (self->open->runs, i);
    guint32 row = run->row;
    g_autoptr (CpTable) original = cp_table_take_rows (self->open->inputs->table, &row, 1);
    json_t *item = json_pack ("{s:i,s:o,s:s,s:o,s:o,s:o}", "row", (int)row, "values",
                              cp_row_changes_to_json (self->open->fields, original, run->state), "change",
                              run->change, "scores", numbers_to_json (run->scores, n_models), "deltas",
                              numbers_to_json (run->deltas, n_models), "time",
                              cp_json_number ((double)run->time / G_USEC_PER_SEC));
    if (run->batch != NULL && run->batch != batch)
      json_object_set_new (item, "batch", batch_to_json (run->batch, n_models));
    batch = run->batch;
    json_array_append_new (runs, item);
  }
  json_object_set_new (document, "runs", runs);
}

json_t *
cp_session_make_document (CpSession *self, const char *target) {
  g_return_val_if_fail (cp_session_is_open (self) && target != NULL, NULL);
  json_t *document = json_object ();
  cp_session_gather_views (self);
  cp_session_save_scope (self);
  json_object_set_new (document, "counterpoint", json_integer (1)); /* first, as people expect it */
  json_object_update (document, self->open->document);
  if (json_object_get (document, "data") != NULL)
    json_object_set_new (document, "data", json_copy (json_object_get (document, "data")));
  save_data (self, document, target);
  save_models (self, document, target);
  save_question (self, document);
  save_edits (self, document);
  save_runs (self, document);
  json_t *view =
      json_copy (json_object_get (self->open->document, "view")); /* its values are replaced whole */
  if (view != NULL)
    json_object_set_new (document, "view", view);
  return document;
}

gboolean
cp_session_save (CpSession *self, const char *path, GError **error) {
  g_return_val_if_fail (cp_session_is_open (self) && path != NULL, FALSE);
  g_autofree char *target = g_canonicalize_filename (path, NULL);
  g_autoptr (json_t) document = cp_session_make_document (self, target);
  if (g_strcmp0 (target, self->open->path) != 0)
    json_object_del (json_object_get (document, "view"), "title"); /* the new file's name says more */
  if (!cp_session_file_write (document, target, error))
    return FALSE;
  json_decref (self->open->document);
  self->open->document = g_steal_pointer (&document);
  g_free (self->open->path);
  self->open->path = g_steal_pointer (&target);
  cp_session_name_after (self, self->open->path);
  cp_session_set_dirty (self, FALSE);
  return TRUE;
}
