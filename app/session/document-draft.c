#include "app/session/document-draft.h"

#include "app/session/session-private.h"
#include "core/base/error.h"
#include "core/metrics/slice-spec.h"
#include "core/report/session-file.h"
#include "core/table/edits.h"

/* The document as it was read, with the known keys brought up to date; unknown keys stay. */

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

/* Beside what else is said of a column. A type that no longer holds goes: its column may be no more. */
static void
save_types (json_t *data, GHashTable *types) {
  g_autoptr (json_t) columns = json_deep_copy (json_object_get (data, "columns"));
  if (columns == NULL && g_hash_table_size (types) == 0)
    return;
  if (columns == NULL)
    columns = json_object ();
  const char *saved;
  json_t *said;
  json_object_foreach (columns, saved, said) {
    if (!g_hash_table_contains (types, saved))
      json_object_del (said, "type");
  }
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

/* (nullable): what was said of the model: by its name, else, as it may have been given none, by its place */
static json_t *
find_saved (const json_t *models, const char *name, guint place) {
  for (gsize i = 0; i < json_array_size (models); i++) {
    json_t *model = json_array_get (models, i);
    if (g_strcmp0 (json_string_value (json_object_get (model, "name")), name) == 0)
      return model;
  }
  return json_array_get (models, place);
}

static gboolean
has_names (const json_t *outputs, char **names) {
  gboolean is_same = json_array_size (outputs) == g_strv_length (names);
  for (guint i = 0; is_same && names[i] != NULL; i++) {
    const json_t *output = json_array_get (outputs, i);
    is_same =
        g_strcmp0 (json_string_value (json_is_object (output) ? json_object_get (output, "name") : output),
                   names[i]) == 0;
  }
  return is_same;
}

/* As they were written where they are the same. @names: (nullable) */
static void
save_outputs (json_t *model, char **names) {
  if (names == NULL) {
    json_object_del (model, "outputs");
    return;
  }
  if (has_names (json_object_get (model, "outputs"), names))
    return;
  json_t *outputs = json_array ();
  for (guint i = 0; names[i] != NULL; i++)
    json_array_append_new (outputs, json_string (names[i]));
  json_object_set_new (model, "outputs", outputs);
}

/* A saved model's own unknown keys stay with it. */
static void
save_models (CpSession *self, json_t *document, const char *path) {
  json_t *models = json_array (), *old = json_object_get (document, "models");
  for (guint m = 0; m < cp_session_get_n_models (self); m++) {
    const CpModelSource *source = g_ptr_array_index (self->open->sources->models, m);
    CpEncoder *encoder = self->open->inputs->encoders[m];
    json_t *model = json_copy (find_saved (old, self->open->inputs->models[m]->name, m));
    if (model == NULL)
      model = json_object ();
    g_autofree char *where = cp_session_file_relate (path, source->where);
    set_text (model, "name", self->open->inputs->models[m]->name);
    set_text (model, "where", where);
    if (encoder != NULL)
      json_object_set_new (model, "inputs", cp_encoder_to_json (encoder));
    else
      json_object_del (model, "inputs");
    save_outputs (model, source->outputs);
    set_text (model, "task", source->task != CP_OWN_TASK ? cp_task_get_name ((CpTask)source->task) : NULL);
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
  if (self->open->sources->is_survey || json_object_get (document, "weights") != NULL)
    set_text (document, "weights", self->open->sources->is_survey ? "survey" : "counts");
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

/* ---- what grows with the data: references, told by a worker ---- */

typedef struct {
  guint32 row;
  CpTable *original, *current; /* of one row each; they may be equal */
} Change;

struct _CpDocumentDraft {
  json_t *document; /* all of it but edits, runs and scope */
  CpTable *table;
  CpFields *fields;
  gsize n_read;
  GArray *added, *absent; /* guint32, as the session's */
  GArray *changes;        /* Change, in the order of their rows */
  GPtrArray *runs;        /* CpRun */
  guint n_models;
  CpScope *scope; /* (nullable) */
};

static void
change_clear (gpointer data) {
  Change *change = data;
  cp_table_unref (change->original);
  cp_table_unref (change->current);
}

void
cp_document_draft_free (CpDocumentDraft *draft) {
  json_decref (draft->document);
  cp_table_unref (draft->table);
  cp_fields_unref (draft->fields);
  g_array_unref (draft->added);
  g_array_unref (draft->absent);
  g_array_unref (draft->changes);
  g_ptr_array_unref (draft->runs);
  g_clear_pointer (&draft->scope, cp_scope_unref);
  g_free (draft);
}

static int
compare_changes (gconstpointer a, gconstpointer b) {
  guint32 x = ((const Change *)a)->row, y = ((const Change *)b)->row;
  return (x > y) - (x < y);
}

/* Rows that were looked at have a history too; theirs is one state. */
static GArray *
take_changes (GHashTable *histories) {
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (Change));
  g_array_set_clear_func (changes, change_clear);
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init (&iter, histories);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    CpTable *original = cp_row_history_get_original (value), *current = cp_row_history_get_current (value);
    if (original == current)
      continue;
    const Change change = {GPOINTER_TO_UINT (key), cp_table_ref (original), cp_table_ref (current)};
    g_array_append_val (changes, change);
  }
  return changes;
}

static gpointer
ref_run (gconstpointer run, gpointer data) {
  return cp_run_ref ((CpRun *)run);
}

CpDocumentDraft *
cp_document_draft_take (CpSession *self, const char *target) {
  g_return_val_if_fail (cp_session_is_open (self) && target != NULL, NULL);
  const CpOpened *open = self->open;
  CpDocumentDraft *draft = g_new0 (CpDocumentDraft, 1);
  json_t *document = draft->document = json_object ();
  cp_session_gather_views (self);
  json_object_set_new (document, "counterpoint", json_integer (1)); /* first, as people expect it */
  json_object_update (document, open->document);
  if (json_object_get (document, "data") != NULL)
    json_object_set_new (document, "data", json_copy (json_object_get (document, "data")));
  save_data (self, document, target);
  save_models (self, document, target);
  save_question (self, document);
  json_object_set_new (document, "edits", json_array ()); /* in their place among the keys */
  json_object_set_new (document, "runs", json_array ());
  json_t *view = json_copy (json_object_get (open->document, "view")); /* its values are replaced whole */
  if (g_strcmp0 (target, open->path) != 0)
    json_object_del (view, "title"); /* the new file's name says more */
  if (view != NULL)
    json_object_set_new (document, "view", view);
  draft->table = cp_table_ref (open->inputs->table);
  draft->fields = cp_fields_ref (open->fields);
  draft->n_read = open->n_read;
  draft->n_models = open->inputs->n_models;
  draft->added = g_array_copy (open->added);
  draft->absent = g_array_copy (open->absent);
  draft->changes = take_changes (open->histories);
  draft->runs = g_ptr_array_copy (open->runs, ref_run, NULL); /* with the free function */
  draft->scope = open->question->chosen != NULL ? cp_scope_ref (open->question->chosen) : NULL;
  return draft;
}

/* ---- telling it ---- */

#define N_UNTIL_CANCELLED 500 /* rows told between two looks at the cancellable */

static gboolean
go_on (const CpProgress *progress, double fraction, gsize i, GCancellable *cancellable, GError **error) {
  if (i % N_UNTIL_CANCELLED != 0)
    return TRUE;
  cp_progress_report (progress, fraction, "Saving");
  return !cp_check_cancelled (cancellable, error);
}

/* Edits: {"row", "added": {"like"}, "values": {column: cell}} of an added row (app/row-additions.h), then
 * {"row", "values": {column: cell}} of a changed row, {"row", "deleted": true} of one that is gone. */
static json_t *
tell_edits (const CpDocumentDraft *draft, gboolean tells_whole, const CpProgress *progress,
            GCancellable *cancellable, GError **error) {
  g_autoptr (json_t) edits = json_array ();
  for (guint i = 0; i < draft->added->len; i++) {
    if (!go_on (progress, -1, i, cancellable, error))
      return NULL;
    json_array_append_new (
        edits, cp_row_addition_to_json (draft->table, draft->fields, (guint32)draft->n_read + i,
                                        tells_whole ? CP_NO_ROW : g_array_index (draft->added, guint32, i)));
  }
  g_array_sort (draft->changes, compare_changes);
  for (guint i = 0; i < draft->changes->len; i++) {
    const Change *change = &g_array_index (draft->changes, Change, i);
    if (!go_on (progress, 0.5 * i / draft->changes->len, i, cancellable, error))
      return NULL;
    json_t *cells = cp_row_changes_to_json (draft->fields, change->original, change->current);
    if (json_object_size (cells) > 0)
      json_array_append_new (edits, json_pack ("{s:I,s:O}", "row", (json_int_t)change->row, "values", cells));
    json_decref (cells);
  }
  for (guint i = 0; i < draft->absent->len; i++)
    json_array_append_new (edits, json_pack ("{s:I,s:b}", "row",
                                             (json_int_t)g_array_index (draft->absent, guint32, i), "deleted",
                                             TRUE));
  return g_steal_pointer (&edits);
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
  return json_pack ("{s:I,s:s,s:o,s:o,s:o}", "rows", (json_int_t)batch->n_rows, "change", batch->change,
                    "means", numbers_to_json (batch->means, n_models), "deltas",
                    numbers_to_json (batch->deltas, n_models), "flipped", flipped);
}

/* Of a run: {"row", "values", "change", "scores", "deltas", "time"}, of the first of a batch also "batch". */
static json_t *
tell_runs (const CpDocumentDraft *draft, const CpProgress *progress, GCancellable *cancellable,
           GError **error) {
  g_autoptr (json_t) runs = json_array ();
  guint n_models = draft->n_models;
  const CpRunBatch *batch = NULL;
  for (guint i = 0; i < draft->runs->len; i++) {
    const CpRun *run = g_ptr_array_index (draft->runs, i);
    guint32 row = run->row;
    if (!go_on (progress, 0.5 + 0.5 * i / draft->runs->len, i, cancellable, error))
      return NULL;
    g_autoptr (CpTable) original = cp_table_take_rows (draft->table, &row, 1);
    json_t *item = json_pack ("{s:I,s:o,s:s,s:o,s:o,s:o}", "row", (json_int_t)row, "values",
                              cp_row_changes_to_json (draft->fields, original, run->state), "change",
                              run->change, "scores", numbers_to_json (run->scores, n_models), "deltas",
                              numbers_to_json (run->deltas, n_models), "time",
                              cp_json_number ((double)run->time / G_USEC_PER_SEC));
    if (run->batch != NULL && run->batch != batch)
      json_object_set_new (item, "batch", batch_to_json (run->batch, n_models));
    batch = run->batch;
    json_array_append_new (runs, item);
  }
  return g_steal_pointer (&runs);
}

static void
tell_scope (const CpDocumentDraft *draft) {
  json_t *view = json_object_get (draft->document, "view");
  if (draft->scope == NULL) {
    json_object_del (view, "scope");
    return;
  }
  if (view == NULL) {
    view = json_object ();
    json_object_set_new (draft->document, "view", view);
  }
  json_object_set_new (view, "scope", cp_scope_to_json (draft->scope));
}

json_t *
cp_document_draft_tell (CpDocumentDraft *draft, gboolean tells_whole, const CpProgress *progress,
                        GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (draft != NULL, NULL);
  json_t *edits = tell_edits (draft, tells_whole, progress, cancellable, error);
  if (edits == NULL)
    return NULL;
  json_object_set_new (draft->document, "edits", edits);
  json_t *runs = tell_runs (draft, progress, cancellable, error);
  if (runs == NULL)
    return NULL;
  json_object_set_new (draft->document, "runs", runs);
  tell_scope (draft);
  return json_incref (draft->document);
}
