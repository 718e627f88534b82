#include "app/session-private.h"

#include "core/base/error.h"

#include <math.h>

/* The selected row: its edits, and the runs that score it. One row is a table of one row, so a run costs
 * microseconds and needs no job. */

CpRun *
cp_run_new (guint n_models) {
  CpRun *run = g_new0 (CpRun, 1);
  run->scores = g_new (double, n_models + 1);
  run->deltas = g_new (double, n_models + 1);
  return run;
}

void
cp_run_free (CpRun *run) {
  g_free (run->change);
  g_clear_pointer (&run->state, cp_table_unref);
  g_free (run->scores);
  g_free (run->deltas);
  g_free (run);
}

guint32
cp_session_get_row (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), CP_NO_ROW);
  return self->open != NULL ? self->row : CP_NO_ROW;
}

void
cp_session_select_row (CpSession *self, guint32 row) {
  g_return_if_fail (cp_session_is_open (self));
  g_return_if_fail (row == CP_NO_ROW || row < cp_table_get_n_rows (self->open->inputs->table));
  if (self->row == row)
    return;
  self->row = row;
  g_hash_table_remove_all (self->refused);
  cp_session_emit (self, SIGNAL_ROW_CHANGED);
}

static CpRowHistory *
get_history (CpSession *self) {
  if (cp_session_get_row (self) == CP_NO_ROW)
    return NULL;
  gpointer key = GUINT_TO_POINTER (self->row);
  CpRowHistory *history = g_hash_table_lookup (self->open->histories, key);
  if (history == NULL) {
    history = cp_row_history_new (self->open->inputs->table, self->row);
    g_hash_table_insert (self->open->histories, key, history);
  }
  return history;
}

const CpRowHistory *
cp_session_get_history (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return get_history (self);
}

/* Undo, redo and revert put every cell to a value it had, so what was refused is gone from the screen. */
static void
edits_moved (CpSession *self) {
  g_hash_table_remove_all (self->refused);
  cp_session_set_dirty (self, TRUE);
  cp_session_emit (self, SIGNAL_EDITS_CHANGED);
}

gboolean
cp_session_edit (CpSession *self, const CpField *field, const char *value, GError **error) {
  g_return_val_if_fail (cp_session_get_row (self) != CP_NO_ROW, FALSE);
  CpRowHistory *history = get_history (self);
  CpTable *before = cp_row_history_get_current (history);
  g_autoptr (GError) refusal = NULL;
  if (!cp_row_history_set (history, self->open->editor, field, value, &refusal)) {
    g_hash_table_insert (self->refused, g_strdup (field->name), g_error_copy (refusal));
    g_propagate_error (error, g_steal_pointer (&refusal));
    return FALSE;
  }
  g_hash_table_remove (self->refused, field->name);
  if (cp_row_history_get_current (history) != before) {
    cp_session_set_dirty (self, TRUE);
    cp_session_emit (self, SIGNAL_EDITS_CHANGED);
  }
  return TRUE;
}

gboolean
cp_session_can_undo (CpSession *self) {
  const CpRowHistory *history = cp_session_get_history (self);
  return history != NULL && cp_row_history_can_undo (history);
}

gboolean
cp_session_can_redo (CpSession *self) {
  const CpRowHistory *history = cp_session_get_history (self);
  return history != NULL && cp_row_history_can_redo (history);
}

void
cp_session_undo (CpSession *self) {
  if (!cp_session_can_undo (self))
    return;
  cp_row_history_undo (get_history (self));
  edits_moved (self);
}

void
cp_session_redo (CpSession *self) {
  if (!cp_session_can_redo (self))
    return;
  cp_row_history_redo (get_history (self));
  edits_moved (self);
}

void
cp_session_revert (CpSession *self) {
  CpRowHistory *history = get_history (self);
  if (history == NULL)
    return;
  cp_row_history_revert (history);
  edits_moved (self);
}

const CpRun *
cp_session_get_last_run (CpSession *self, guint32 row) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  GPtrArray *runs = cp_session_get_runs (self);
  for (guint i = runs != NULL ? runs->len : 0; i > 0; i--) {
    const CpRun *run = g_ptr_array_index (runs, i - 1);
    if (run->row == row)
      return run;
  }
  return NULL;
}

double
cp_session_get_row_score (CpSession *self, guint model, guint32 row) {
  g_return_val_if_fail (model < cp_session_get_n_models (self), NAN);
  const CpRun *run = cp_session_get_last_run (self, row);
  if (run != NULL && cp_session_can_rescore (self, model))
    return run->scores[model];
  return cp_scores_get_values (self->open->scores[model])[row];
}

/* Scores and deltas of @state; a column of scores gives NaN. */
static gboolean
score_state (CpSession *self, CpRun *run, GError **error) {
  for (guint m = 0; m < cp_session_get_n_models (self); m++) {
    run->scores[m] = run->deltas[m] = NAN;
    if (!cp_session_can_rescore (self, m))
      continue;
    g_autoptr (CpScores) scores = cp_scores_build (
        self->open->inputs->models[m], self->open->inputs->encoders[m], run->state, NULL, NULL, error);
    if (scores == NULL)
      return FALSE;
    run->scores[m] = cp_scores_get_values (scores)[0];
    run->deltas[m] = run->scores[m] - cp_session_get_row_score (self, m, run->row);
  }
  return TRUE;
}

gboolean
cp_session_run (CpSession *self, GError **error) {
  g_return_val_if_fail (cp_session_get_row (self) != CP_NO_ROW, FALSE);
  CpRowHistory *history = get_history (self);
  GHashTableIter iter;
  gpointer refusal;
  g_hash_table_iter_init (&iter, self->refused);
  if (g_hash_table_iter_next (&iter, NULL, &refusal)) {
    g_propagate_error (error, g_error_copy (refusal));
    return FALSE;
  }
  g_autoptr (CpRun) run = cp_run_new (cp_session_get_n_models (self));
  run->row = self->row;
  run->state = cp_table_ref (cp_row_history_get_current (history));
  run->change = cp_row_describe_changes (self->open->fields, cp_row_history_get_scored (history), run->state);
  run->time = g_get_real_time ();
  if (!score_state (self, run, error))
    return FALSE;
  run->number = self->open->runs->len + 1;
  cp_row_history_mark_scored (history);
  g_ptr_array_add (self->open->runs, g_steal_pointer (&run));
  cp_session_set_dirty (self, TRUE);
  cp_session_emit (self, SIGNAL_RUNS_CHANGED);
  return TRUE;
}

GPtrArray *
cp_session_get_runs (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->open != NULL ? self->open->runs : NULL;
}
