#include "app/session/session-rows.h"

#include "app/session/session-private.h"
#include "app/session/session-scope.h"
#include "app/session/session-selection.h"
#include "core/base/error.h"
#include "core/base/format.h"

static int
compare_rows (gconstpointer a, gconstpointer b) {
  guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
  return (x > y) - (x < y);
}

gboolean
cp_session_is_absent (CpSession *self, guint32 row) {
  g_return_val_if_fail (cp_session_is_open (self), FALSE);
  return g_array_binary_search (self->open->absent, &row, compare_rows, NULL);
}

GArray *
cp_session_dup_absent (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->open != NULL ? g_array_copy (self->open->absent)
                            : g_array_new (FALSE, FALSE, sizeof (guint32));
}

gsize
cp_session_get_n_present (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), 0);
  return self->open != NULL ? cp_table_get_n_rows (self->open->inputs->table) - self->open->absent->len : 0;
}

guint32
cp_session_find_present (CpSession *self, guint32 row) {
  g_return_val_if_fail (cp_session_is_open (self), CP_NO_ROW);
  gsize n_rows = cp_table_get_n_rows (self->open->inputs->table);
  for (guint32 next = row; next < n_rows; next++) {
    if (!cp_session_is_absent (self, next))
      return next;
  }
  for (guint32 before = row; before-- > 0;) {
    if (!cp_session_is_absent (self, before))
      return before;
  }
  return CP_NO_ROW;
}

/* ---- adding ---- */

void
cp_session_duplicate_rows (CpSession *self) {
  g_return_if_fail (cp_session_get_row (self) != CP_NO_ROW);
  gsize n;
  const guint32 *rows = cp_session_get_selection (self, &n);
  GArray *additions = cp_row_additions_new ();
  for (gsize i = 0; i < n; i++) {
    const CpRowHistory *history = g_hash_table_lookup (self->open->histories, GUINT_TO_POINTER (rows[i]));
    cp_row_additions_add (additions, rows[i], 0,
                          history != NULL ? cp_row_history_get_current (history) : NULL);
  }
  cp_session_ask_with (self, additions);
}

void
cp_session_add_row (CpSession *self) {
  g_return_if_fail (cp_session_is_open (self));
  GArray *additions = cp_row_additions_new ();
  cp_row_additions_add (additions, CP_NO_ROW, 0, NULL);
  cp_session_ask_with (self, additions);
}

gboolean
cp_session_is_added (CpSession *self, guint32 row) {
  g_return_val_if_fail (cp_session_is_open (self), FALSE);
  return row >= self->open->n_read;
}

void
cp_session_note_additions (CpSession *self, const GArray *additions) {
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < additions->len; i++) {
    const CpRowAddition *addition = &g_array_index (additions, CpRowAddition, i);
    guint32 row = (guint32)(self->open->n_read + self->open->added->len);
    g_array_append_val (self->open->added, addition->like);
    g_array_append_val (rows, row);
    gboolean is_last = i + 1 == additions->len;
    if (!is_last && g_array_index (additions, CpRowAddition, i + 1).step == addition->step)
      continue;
    const guint32 *of_step = (const guint32 *)(gpointer)rows->data;
    cp_edit_journal_push (self->open->journal, cp_edit_step_new_addition (of_step, rows->len));
    self->n_newest = rows->len;
    if (is_last)
      cp_session_set_selection (self, of_step, rows->len, of_step[0]);
    g_array_set_size (rows, 0);
  }
  cp_session_emit (self, SIGNAL_ROWS_ADDED);
  cp_session_emit (self, SIGNAL_EDITS_CHANGED);
}

char *
cp_session_describe_addition (CpSession *self) {
  g_return_val_if_fail (cp_session_is_open (self) && self->open->added->len > 0, NULL);
  guint last = self->open->added->len - 1;
  guint32 like = g_array_index (self->open->added, guint32, last);
  g_autofree char *row = cp_format_count ((double)(self->open->n_read + last));
  g_autofree char *n = cp_format_count (self->n_newest), *of = cp_format_count (like);
  if (like == CP_NO_ROW)
    return g_strdup_printf ("Row %s added: medians and most frequent values", row);
  return self->n_newest > 1 ? g_strdup_printf ("%s rows added: copies of the selected ones", n)
                            : g_strdup_printf ("Row %s added: a copy of row %s", row, of);
}

/* ---- deleting ---- */

gboolean
cp_session_keeps_rows (CpSession *self, const guint32 *rows, gsize n) {
  gsize n_looked_at, n_gone = 0;
  cp_session_get_scope (self, &n_looked_at);
  for (gsize i = 0; i < n; i++)
    n_gone += cp_session_is_in_scope (self, rows[i]);
  if (n_gone < n_looked_at)
    return TRUE;
  g_autoptr (GError) error =
      g_error_new (CP_ERROR, CP_ERROR_VALUE, "These are all the rows looked at; at least one must be left.");
  cp_session_tell (self, error);
  return FALSE;
}

/* Rows that are gone are selected no more; without the current one the next is. */
static void
leave_absent (CpSession *self) {
  if (self->row == CP_NO_ROW)
    return;
  if (cp_session_is_absent (self, self->row)) {
    cp_session_select_row (self, cp_session_find_present (self, self->row));
    return;
  }
  gsize n;
  const guint32 *rows = cp_session_get_selection (self, &n);
  g_autoptr (GArray) left = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint)n);
  for (gsize i = 0; i < n; i++) {
    if (!cp_session_is_absent (self, rows[i]))
      g_array_append_val (left, rows[i]);
  }
  if (left->len < n)
    cp_session_set_selection (self, (const guint32 *)(gpointer)left->data, left->len, self->row);
}

/* Both ascending: one pass. */
void
cp_session_set_absent (CpSession *self, const GArray *rows, gboolean is_absent) {
  const GArray *before = self->open->absent;
  GArray *after = g_array_sized_new (FALSE, FALSE, sizeof (guint32), before->len + rows->len);
  guint i = 0, k = 0;
  while (i < before->len || k < rows->len) {
    guint32 old = i < before->len ? g_array_index (before, guint32, i) : CP_NO_ROW;
    guint32 row = k < rows->len ? g_array_index (rows, guint32, k) : CP_NO_ROW;
    guint32 next = MIN (old, row);
    gboolean is_named = next == row;
    i += next == old;
    k += is_named;
    if (!is_named || is_absent)
      g_array_append_val (after, next);
  }
  g_array_unref (self->open->absent);
  self->open->absent = after;
  if (is_absent)
    leave_absent (self);
  cp_session_ask_again (self);
}
