#include "app/session/session-live.h"
#include "app/session/session-private.h"
#include "app/session/session-rows.h"
#include "app/session/session-selection.h"

#include "core/base/error.h"

#include <string.h>

/* The selected rows: their edits, step by step in one journal. One row is a table of one row, so an edit
 * costs microseconds a row and needs no job. */

guint32
cp_session_get_row (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), CP_NO_ROW);
  return self->open != NULL ? self->row : CP_NO_ROW;
}

void
cp_session_forget_refusals (CpSession *self) {
  g_hash_table_remove_all (self->refused);
}

CpRowHistory *
cp_session_ensure_history (CpSession *self, guint32 row) {
  gpointer key = GUINT_TO_POINTER (row);
  CpRowHistory *history = g_hash_table_lookup (self->open->histories, key);
  if (history == NULL) {
    history = cp_row_history_new (self->open->inputs->table, row);
    g_hash_table_insert (self->open->histories, key, history);
  }
  return history;
}

const CpRowHistory *
cp_session_get_history (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return cp_session_get_row (self) != CP_NO_ROW ? cp_session_ensure_history (self, self->row) : NULL;
}

/* ---- steps ---- */

/* A copy is about to go: the row it was made of is selected again. */
static void
leave_copies (CpSession *self, const CpEditStep *step) {
  guint32 first = g_array_index (step->rows, guint32, 0);
  guint32 like = g_array_index (self->open->added, guint32, first - self->open->n_read);
  if (like != CP_NO_ROW && !cp_session_is_absent (self, like))
    cp_session_select_row (self, like);
}

/* Puts every row of @step to where it was before, or after it. */
static void
apply_step (CpSession *self, const CpEditStep *step, gboolean is_undo) {
  if (step->is_deletion || step->is_addition) {
    if (step->is_addition && is_undo)
      leave_copies (self, step);
    cp_session_set_absent (self, step->rows, step->is_deletion != is_undo);
    return;
  }
  for (guint i = 0; i < step->rows->len; i++) {
    CpRowHistory *history = cp_session_ensure_history (self, g_array_index (step->rows, guint32, i));
    cp_row_history_set_current (history, g_ptr_array_index (is_undo ? step->before : step->after, i));
  }
}

/* Undo, redo and revert put every cell to a value it had, so what was refused is gone from the screen. */
static void
edits_moved (CpSession *self) {
  cp_session_forget_refusals (self);
  cp_session_set_dirty (self, TRUE);
  cp_session_emit (self, SIGNAL_EDITS_CHANGED);
}

/* A person sees what an undo did: the rows it touched are selected. */
static void
show_step (CpSession *self, const CpEditStep *step) {
  if (cp_session_is_absent (self, g_array_index (step->rows, guint32, 0)))
    return; /* deleted again: nothing to see */
  gsize n;
  const guint32 *selected = cp_session_get_selection (self, &n);
  gsize size = n * sizeof *selected;
  if (n == step->rows->len && memcmp (selected, step->rows->data, size) == 0)
    return;
  cp_session_set_selection (self, (const guint32 *)(gpointer)step->rows->data, step->rows->len, self->row);
}

gboolean
cp_session_can_undo (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), FALSE);
  return self->open != NULL && cp_edit_journal_get_undo (self->open->journal) != NULL;
}

gboolean
cp_session_can_redo (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), FALSE);
  return self->open != NULL && cp_edit_journal_get_redo (self->open->journal) != NULL;
}

void
cp_session_undo (CpSession *self) {
  if (!cp_session_can_undo (self))
    return;
  const CpEditStep *step = cp_edit_journal_get_undo (self->open->journal);
  apply_step (self, step, TRUE);
  cp_edit_journal_step_back (self->open->journal);
  show_step (self, step);
  edits_moved (self);
}

void
cp_session_redo (CpSession *self) {
  if (!cp_session_can_redo (self))
    return;
  const CpEditStep *step = cp_edit_journal_get_redo (self->open->journal);
  apply_step (self, step, FALSE);
  cp_edit_journal_step_forward (self->open->journal);
  show_step (self, step);
  edits_moved (self);
}

/* ---- deleting ---- */

void
cp_session_delete_rows (CpSession *self) {
  g_return_if_fail (cp_session_get_row (self) != CP_NO_ROW);
  gsize n;
  const guint32 *rows = cp_session_get_selection (self, &n);
  if (!cp_session_keeps_rows (self, rows, n))
    return;
  CpEditStep *step = cp_edit_step_new_deletion (rows, n);
  cp_edit_journal_push (self->open->journal, step);
  apply_step (self, step, FALSE);
  edits_moved (self);
}

/* ---- edits ---- */

/* Every keystroke of "82" is an edit, but one step to undo, unless a state in between was scored. */
static gboolean
goes_on (CpSession *self, const CpEditStep *last, const CpField *field, const CpEditStep *step) {
  if (last == NULL || last->is_deletion || last->is_addition || last->typing != field ||
      !cp_edit_journal_is_newest (self->open->journal) || last->rows->len != step->rows->len ||
      memcmp (last->rows->data, step->rows->data, step->rows->len * sizeof (guint32)) != 0)
    return FALSE;
  for (guint i = 0; i < step->rows->len; i++) {
    CpTable *current = g_ptr_array_index (step->before, i);
    const CpRowHistory *history = cp_session_ensure_history (self, g_array_index (step->rows, guint32, i));
    if (current == cp_row_history_get_scored (history) && current != g_ptr_array_index (last->before, i))
      return FALSE;
  }
  return TRUE;
}

/* Takes @step. */
static void
commit (CpSession *self, const CpField *field, CpEditStep *step) {
  CpEditJournal *journal = self->open->journal;
  CpEditStep *last = cp_edit_journal_get_undo (journal);
  apply_step (self, step, FALSE);
  if (field != NULL && goes_on (self, last, field, step)) {
    g_ptr_array_unref (last->after);
    last->after = g_ptr_array_ref (step->after);
    cp_edit_step_free (step);
    return;
  }
  gboolean is_typed = field != NULL && (field->type == CP_COLUMN_NUMBER || field->type == CP_COLUMN_TEXT);
  step->typing = is_typed ? field : NULL;
  cp_edit_journal_push (journal, step);
}

/* (transfer full) (nullable): the selected rows with @value in @field; all of them or none */
static CpEditStep *
make_edit (CpSession *self, const CpField *field, const char *value, GError **error) {
  gsize n;
  const guint32 *rows = cp_session_get_selection (self, &n);
  CpEditStep *step = cp_edit_step_new ();
  for (gsize i = 0; i < n; i++) {
    CpTable *current = cp_row_history_get_current (cp_session_ensure_history (self, rows[i]));
    g_autoptr (CpTable) next = cp_row_editor_set (self->open->editor, current, field->name, value, error);
    if (next == NULL) {
      cp_edit_step_free (step);
      return NULL;
    }
    cp_edit_step_add (step, rows[i], current, cp_field_differs (field, current, next) ? next : current);
  }
  return step;
}

gboolean
cp_session_edit (CpSession *self, const CpField *field, const char *value, GError **error) {
  g_return_val_if_fail (cp_session_get_row (self) != CP_NO_ROW, FALSE);
  g_autoptr (GError) refusal = NULL;
  CpEditStep *step = make_edit (self, field, value, &refusal);
  if (step == NULL) {
    g_hash_table_insert (self->refused, g_strdup (field->name), g_error_copy (refusal));
    g_propagate_error (error, g_steal_pointer (&refusal));
    return FALSE;
  }
  g_hash_table_remove (self->refused, field->name);
  if (!cp_edit_step_changes (step)) {
    cp_edit_step_free (step);
    return TRUE;
  }
  commit (self, field, step);
  cp_session_set_dirty (self, TRUE);
  cp_session_emit (self, SIGNAL_EDITS_CHANGED);
  return TRUE;
}

void
cp_session_put_rows (CpSession *self, GPtrArray *states) {
  gsize n;
  const guint32 *rows = cp_session_get_selection (self, &n);
  g_return_if_fail (states->len == n);
  CpEditStep *step = cp_edit_step_new ();
  for (gsize i = 0; i < n; i++) {
    CpTable *current = cp_row_history_get_current (cp_session_ensure_history (self, rows[i]));
    CpTable *state = g_ptr_array_index (states, i);
    g_autofree char *changes = cp_row_describe_changes (self->open->fields, current, state);
    cp_edit_step_add (step, rows[i], current, *changes != '\0' ? state : current);
  }
  if (cp_edit_step_changes (step))
    commit (self, NULL, step);
  else
    cp_edit_step_free (step);
  edits_moved (self);
}

void
cp_session_put_row (CpSession *self, CpTable *state) {
  g_return_if_fail (cp_session_get_row (self) != CP_NO_ROW);
  CpTable *current = cp_row_history_get_current (cp_session_ensure_history (self, self->row));
  g_autofree char *changes = cp_row_describe_changes (self->open->fields, current, state);
  if (*changes != '\0') {
    CpEditStep *step = cp_edit_step_new ();
    cp_edit_step_add (step, self->row, current, state);
    commit (self, NULL, step);
  }
  edits_moved (self);
}

gboolean
cp_session_can_revert (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), FALSE);
  gsize n;
  const guint32 *rows = cp_session_get_selection (self, &n);
  for (gsize i = 0; i < n; i++) {
    const CpRowHistory *history = g_hash_table_lookup (self->open->histories, GUINT_TO_POINTER (rows[i]));
    if (history != NULL && cp_row_history_get_current (history) != cp_row_history_get_original (history))
      return TRUE;
  }
  return FALSE;
}

void
cp_session_revert (CpSession *self) {
  g_return_if_fail (CP_IS_SESSION (self));
  if (cp_session_get_row (self) == CP_NO_ROW)
    return;
  gsize n;
  const guint32 *rows = cp_session_get_selection (self, &n);
  CpEditStep *step = cp_edit_step_new ();
  for (gsize i = 0; i < n; i++) {
    CpRowHistory *history = cp_session_ensure_history (self, rows[i]);
    cp_edit_step_add (step, rows[i], cp_row_history_get_current (history),
                      cp_row_history_get_original (history));
  }
  if (cp_edit_step_changes (step))
    commit (self, NULL, step);
  else
    cp_edit_step_free (step);
  edits_moved (self); /* what was refused goes too */
}
