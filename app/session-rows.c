#include "app/session-rows.h"

#include "app/session-private.h"
#include "app/session-scope.h"
#include "core/base/error.h"

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
  if (is_absent && self->row != CP_NO_ROW && cp_session_is_absent (self, self->row))
    cp_session_select_row (self, cp_session_find_present (self, self->row));
  cp_session_ask_again (self);
}
