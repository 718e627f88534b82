#include "app/session/opened.h"

#include "app/session/row-additions.h"
#include "app/session/saved-rows.h"
#include "core/base/error.h"
#include "core/table/edits.h"

#include <math.h>

/* What a session file says of rows, put back while it is opened: added and deleted ones, their edits as steps
 * that can be undone, their runs. On the worker. */

/* Before anything is scored: the rows behind those of the file. */
gboolean
cp_opened_restore_additions (CpOpened *opened, const char *name, GError **error) {
  CpInputs *inputs = opened->inputs;
  opened->n_read = cp_table_get_n_rows (inputs->table);
  opened->added = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) additions =
      cp_row_additions_read (json_object_get (opened->document, "edits"), inputs->table, opened->fields,
                             opened->editor, name, error);
  if (additions == NULL)
    return FALSE;
  if (additions->len == 0)
    return TRUE;
  CpTable *longer = cp_row_additions_append (additions, inputs->table);
  cp_table_unref (inputs->table);
  inputs->table = longer;
  for (guint i = 0; i < additions->len; i++) {
    guint32 row = (guint32)opened->n_read + i;
    g_array_append_val (opened->added, g_array_index (additions, CpRowAddition, i).like);
    cp_edit_journal_push (opened->journal, cp_edit_step_new_addition (&row, 1));
  }
  return TRUE;
}

/* They can be brought back, as edits can be undone. */
gboolean
cp_opened_restore_deletions (CpOpened *opened, const char *name, GError **error) {
  opened->absent = cp_saved_deletions_read (json_object_get (opened->document, "edits"),
                                            cp_table_get_n_rows (opened->inputs->table), name, error);
  if (opened->absent == NULL)
    return FALSE;
  if (opened->absent->len > 0)
    cp_edit_journal_push (
        opened->journal,
        cp_edit_step_new_deletion ((const guint32 *)(gpointer)opened->absent->data, opened->absent->len));
  return TRUE;
}

static CpRowHistory *
ensure_history (CpOpened *opened, guint32 row) {
  CpRowHistory *history = g_hash_table_lookup (opened->histories, GUINT_TO_POINTER (row));
  if (history == NULL) {
    history = cp_row_history_new (opened->inputs->table, row);
    g_hash_table_insert (opened->histories, GUINT_TO_POINTER (row), history);
  }
  return history;
}

gboolean
cp_opened_restore_edits (CpOpened *opened, const char *name, GError **error) {
  opened->histories = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)cp_row_history_free);
  gsize n_rows = cp_table_get_n_rows (opened->inputs->table), i;
  json_t *item;
  json_array_foreach (json_object_get (opened->document, "edits"), i, item) {
    g_autofree char *place = g_strdup_printf ("%s: edits[%" G_GSIZE_FORMAT "]", name, i);
    guint32 row;
    if (cp_saved_edit_get_kind (item) != CP_SAVED_CHANGE)
      continue;
    if (!cp_saved_row_read (item, n_rows, place, &row, error))
      return FALSE;
    CpRowHistory *history = ensure_history (opened, row);
    g_autoptr (CpTable) state = cp_row_apply_json (opened->editor, cp_row_history_get_original (history),
                                                   json_object_get (item, "values"), place, error);
    if (state == NULL)
      return FALSE;
    CpEditStep *step = cp_edit_step_new ();
    cp_edit_step_add (step, row, cp_row_history_get_current (history), state);
    cp_row_history_set_current (history, state);
    cp_edit_journal_push (opened->journal, step);
  }
  return TRUE;
}

static double
get_number (const json_t *array, guint index) {
  const json_t *item = json_array_get (array, index);
  return json_is_number (item) ? json_number_value (item) : NAN;
}

/* (transfer full) (nullable): what the next runs did together; FALSE with @error when it cannot be */
static gboolean
read_batch (const json_t *item, guint n_models, gsize n_left, const char *place, CpRunBatch **out_batch,
            GError **error) {
  const json_t *json = json_object_get (item, "batch"), *rows = json_object_get (json, "rows");
  *out_batch = NULL;
  if (json == NULL)
    return TRUE;
  if (!json_is_integer (rows) || json_integer_value (rows) < 2 ||
      json_integer_value (rows) > (json_int_t)n_left) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "%s.batch.rows: expected a number of runs from 2 to %" G_GSIZE_FORMAT ".", place, n_left);
    return FALSE;
  }
  CpRunBatch *batch = *out_batch = cp_run_batch_new (n_models);
  const char *change = json_string_value (json_object_get (json, "change"));
  batch->n_rows = (guint)json_integer_value (rows);
  batch->change = g_strdup (change != NULL ? change : "");
  for (guint m = 0; m < n_models; m++) {
    batch->means[m] = get_number (json_object_get (json, "means"), m);
    batch->deltas[m] = get_number (json_object_get (json, "deltas"), m);
    double flipped = get_number (json_object_get (json, "flipped"), m);
    batch->n_flipped[m] = flipped >= 0 && flipped <= batch->n_rows ? (guint)flipped : 0;
  }
  return TRUE;
}

/* (transfer full) (nullable) */
static CpRun *
read_run (const CpOpened *opened, const json_t *item, const char *place, GError **error) {
  guint n_models = opened->inputs->n_models;
  g_autoptr (CpRun) run = cp_run_new (n_models);
  if (!cp_saved_row_read (item, cp_table_get_n_rows (opened->inputs->table), place, &run->row, error))
    return NULL;
  guint32 row = run->row;
  g_autoptr (CpTable) original = cp_table_take_rows (opened->inputs->table, &row, 1);
  run->state = cp_row_apply_json (opened->editor, original, json_object_get (item, "values"), place, error);
  if (run->state == NULL)
    return NULL;
  const CpRun *last = g_hash_table_lookup (opened->last_runs, GUINT_TO_POINTER (row));
  run->before = cp_table_ref (last != NULL ? last->state : original);
  const char *change = json_string_value (json_object_get (item, "change"));
  run->change = g_strdup (change != NULL ? change : "");
  run->time = (gint64)round (json_number_value (json_object_get (item, "time")) * G_USEC_PER_SEC);
  for (guint m = 0; m < n_models; m++) {
    run->scores[m] = get_number (json_object_get (item, "scores"), m);
    run->deltas[m] = get_number (json_object_get (item, "deltas"), m);
    gboolean has_score = !isnan (run->deltas[m]); /* a column of scores has none of an edited row */
    run->before_scores[m] = !has_score     ? NAN
                            : last != NULL ? last->scores[m]
                                           : cp_scores_get_values (opened->scores[m])[row];
  }
  return g_steal_pointer (&run);
}

/* A row was last scored as its newest run has it; where it still stands so, it is scored. */
static void
restore_scored (CpOpened *opened) {
  GHashTableIter iter;
  gpointer item;
  g_hash_table_iter_init (&iter, opened->last_runs);
  while (g_hash_table_iter_next (&iter, NULL, &item)) {
    const CpRun *run = item;
    CpRowHistory *history = ensure_history (opened, run->row);
    gboolean is_other = FALSE;
    for (guint i = 0; i < cp_fields_get_n (opened->fields) && !is_other; i++)
      is_other = cp_field_differs (cp_fields_get (opened->fields, i), cp_row_history_get_current (history),
                                   run->state);
    cp_row_history_set_scored (history, is_other ? run->state : cp_row_history_get_current (history));
  }
}

gboolean
cp_opened_restore_runs (CpOpened *opened, const char *name, GError **error) {
  const json_t *runs = json_object_get (opened->document, "runs");
  opened->last_runs = g_hash_table_new (NULL, NULL);
  opened->runs = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_run_unref);
  g_autoptr (CpRunBatch) batch = NULL;
  guint number = 0, n_of_batch = 0;
  gsize i;
  json_t *item;
  json_array_foreach (runs, i, item) {
    g_autofree char *place = g_strdup_printf ("%s: runs[%" G_GSIZE_FORMAT "]", name, i);
    CpRun *run = read_run (opened, item, place, error);
    if (run == NULL)
      return FALSE;
    if (n_of_batch == 0) {
      g_clear_pointer (&batch, cp_run_batch_unref);
      number++;
      if (!read_batch (item, opened->inputs->n_models, json_array_size (runs) - i, place, &batch, error)) {
        cp_run_unref (run);
        return FALSE;
      }
      n_of_batch = batch != NULL ? batch->n_rows : 1;
    }
    n_of_batch--;
    run->number = number;
    run->batch = batch != NULL ? cp_run_batch_ref (batch) : NULL;
    cp_opened_add_run (opened, run);
  }
  restore_scored (opened);
  return TRUE;
}
