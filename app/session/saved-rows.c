#include "app/session/saved-rows.h"

#include "core/base/error.h"

CpSavedKind
cp_saved_edit_get_kind (const json_t *edit) {
  return json_is_true (json_object_get (edit, "deleted"))   ? CP_SAVED_DELETION
         : json_is_object (json_object_get (edit, "added")) ? CP_SAVED_ADDITION
                                                            : CP_SAVED_CHANGE;
}

gboolean
cp_saved_row_read (const json_t *item, gsize n_rows, const char *place, guint32 *out_row, GError **error) {
  const json_t *row = json_object_get (item, "row");
  if (!json_is_integer (row) || json_integer_value (row) < 0 || (gsize)json_integer_value (row) >= n_rows) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s.row: expected a row from 0 to %" G_GSIZE_FORMAT ".",
                 place, n_rows - 1);
    return FALSE;
  }
  *out_row = (guint32)json_integer_value (row);
  return TRUE;
}

static int
compare_rows (gconstpointer a, gconstpointer b) {
  guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
  return (x > y) - (x < y);
}

GArray *
cp_saved_deletions_read (const json_t *edits, gsize n_rows, const char *name, GError **error) {
  g_autoptr (GArray) absent = g_array_new (FALSE, FALSE, sizeof (guint32));
  gsize i;
  json_t *item;
  json_array_foreach ((json_t *)edits, i, item) {
    g_autofree char *place = g_strdup_printf ("%s: edits[%" G_GSIZE_FORMAT "]", name, i);
    guint32 row;
    if (cp_saved_edit_get_kind (item) != CP_SAVED_DELETION)
      continue;
    if (!cp_saved_row_read (item, n_rows, place, &row, error))
      return NULL;
    g_array_append_val (absent, row);
  }
  g_array_sort (absent, compare_rows);
  guint n = 0;
  for (guint k = 0; k < absent->len; k++) { /* said twice is gone once */
    guint32 row = g_array_index (absent, guint32, k);
    if (n == 0 || g_array_index (absent, guint32, n - 1) != row)
      g_array_index (absent, guint32, n++) = row;
  }
  g_array_set_size (absent, n);
  if (n == 0 || n < n_rows)
    return g_steal_pointer (&absent);
  g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s: edits: every row is deleted; expected one that is left.",
               name);
  return NULL;
}
