#include "app/session/session-replay.h"

#include "app/session/session-private.h"
#include "app/session/session-rows.h"
#include "app/session/session-selection.h"
#include "core/base/error.h"
#include "core/base/format.h"

/* (transfer full) (nullable): the runs of @run's batch, or itself; by ascending row, without deleted ones */
static GPtrArray *
find_present (CpSession *self, const CpRun *run, GError **error) {
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  GPtrArray *runs = self->open->runs;
  for (guint i = 0; i < runs->len; i++) {
    CpRun *other = g_ptr_array_index (runs, i);
    gboolean belongs = run->batch != NULL ? other->batch == run->batch : other == run;
    if (belongs && !cp_session_is_absent (self, other->row))
      g_ptr_array_add (found, other);
  }
  if (found->len > 0)
    return g_steal_pointer (&found);
  g_autofree char *row = cp_format_count (run->row);
  if (run->batch != NULL)
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "Every row of run %u was deleted; undo brings them back.",
                 run->number);
  else
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "Row %s of run %u was deleted; undo brings it back.", row,
                 run->number);
  return NULL;
}

static void
select_rows_of (CpSession *self, const GPtrArray *runs) {
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < runs->len; i++)
    g_array_append_val (rows, ((const CpRun *)g_ptr_array_index (runs, i))->row);
  const guint32 *first = (const guint32 *)(gpointer)rows->data;
  gsize n;
  const guint32 *selected = cp_session_get_selection (self, &n);
  if (n != rows->len || memcmp (selected, first, n * sizeof *first) != 0)
    cp_session_set_selection (self, first, rows->len, first[rows->len - 1]);
}

gboolean
cp_session_show_run (CpSession *self, const CpRun *run, GError **error) {
  g_return_val_if_fail (cp_session_is_open (self) && run != NULL, FALSE);
  g_autoptr (GPtrArray) runs = find_present (self, run, error);
  if (runs == NULL)
    return FALSE;
  g_autoptr (GPtrArray) states = g_ptr_array_new ();
  for (guint i = 0; i < runs->len; i++)
    g_ptr_array_add (states, ((CpRun *)g_ptr_array_index (runs, i))->state);
  select_rows_of (self, runs);
  cp_session_put_rows (self, states);
  return TRUE;
}

/* ---- replay ---- */

/* (transfer full): row → CpRun: what each row was scored as before @run */
static GHashTable *
find_before (CpSession *self, const CpRun *run) {
  GHashTable *before = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < self->open->runs->len; i++) {
    CpRun *other = g_ptr_array_index (self->open->runs, i);
    if (other == run || (run->batch != NULL && other->batch == run->batch))
      break;
    g_hash_table_insert (before, GUINT_TO_POINTER (other->row), other);
  }
  return before;
}

/* (transfer full): {"sex": "Male"} */
static json_t *
get_changes (CpSession *self, GHashTable *before, const CpRun *run) {
  const CpRun *last = g_hash_table_lookup (before, GUINT_TO_POINTER (run->row));
  CpTable *from =
      last != NULL ? last->state : cp_row_history_get_original (cp_session_ensure_history (self, run->row));
  return cp_row_changes_to_json (self->open->fields, from, run->state);
}

/* Adds @row with @changes to @states. */
static gboolean
add_state (CpSession *self, GPtrArray *states, guint32 row, const json_t *changes, const char *place,
           GError **error) {
  CpTable *current = cp_row_history_get_current (cp_session_ensure_history (self, row));
  CpTable *next = cp_row_apply_json (self->open->editor, current, changes, place, error);
  if (next != NULL)
    g_ptr_array_add (states, next);
  return next != NULL;
}

gboolean
cp_session_replay (CpSession *self, const CpRun *run, GError **error) {
  g_return_val_if_fail (cp_session_is_open (self) && run != NULL, FALSE);
  gsize n;
  const guint32 *rows = cp_session_get_selection (self, &n);
  g_autoptr (GHashTable) before = find_before (self, run);
  g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_table_unref);
  g_autofree char *place = g_strdup_printf ("Run %u", run->number),
                  *title = g_strdup_printf ("Replay of %u", run->number);
  if (run->batch != NULL || n == 0) {
    g_autoptr (GPtrArray) runs = find_present (self, run, error);
    for (guint i = 0; runs != NULL && i < runs->len; i++) {
      const CpRun *one = g_ptr_array_index (runs, i);
      g_autoptr (json_t) changes = get_changes (self, before, one);
      if (!add_state (self, states, one->row, changes, place, error))
        return FALSE;
    }
    if (runs == NULL)
      return FALSE;
    select_rows_of (self, runs);
  } else {
    g_autoptr (json_t) changes = get_changes (self, before, run);
    for (gsize i = 0; i < n; i++)
      if (!add_state (self, states, rows[i], changes, place, error))
        return FALSE;
  }
  cp_session_put_rows (self, states);
  return cp_session_run_as (self, title, error);
}
