#include "app/cli/slices.h"

#include "core/base/error.h"

#include <string.h>

typedef struct {
  GPtrArray *columns; /* owned names */
  GArray *keys;       /* CpSliceKey over them */
} Keys;

/* COLUMN, or COLUMN:BINS, or COLUMN:BINS:count|width. A column that has colons in its own name is found
 * whole. */
static gboolean
add_key (Keys *keys, const CpTable *table, const char *text, GError **error) {
  static const char *const kinds[] = {"count", "width"};
  CpSliceKey key = {.bins = CP_BINS_AUTO};
  g_auto (GStrv) parts = g_strsplit (text, ":", 3);
  guint64 n_bins;
  if (cp_table_find_column (table, text) == NULL && parts[1] != NULL) {
    if (!g_ascii_string_to_unsigned (parts[1], 10, 1, 1000, &n_bins, NULL)) {
      g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "--slice %s: expected COLUMN:BINS with 1 to 1000 bins.",
                   text);
      return FALSE;
    }
    key.n_bins = (guint)n_bins;
    key.bins = CP_BINS_EQUAL_COUNT;
    if (parts[2] != NULL && strcmp (parts[2], kinds[1]) == 0) {
      key.bins = CP_BINS_EQUAL_WIDTH;
    } else if (parts[2] != NULL && strcmp (parts[2], kinds[0]) != 0) {
      g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "--slice %s: expected count or width after the bins.",
                   text);
      return FALSE;
    }
    text = parts[0];
  }
  g_ptr_array_add (keys->columns, g_strdup (text));
  key.column = g_ptr_array_index (keys->columns, keys->columns->len - 1);
  g_array_append_val (keys->keys, key);
  return TRUE;
}

static gboolean
add_keys (Keys *keys, const CpTable *table, const json_t *session, char **typed, GError **error) {
  for (char **slice = typed; slice != NULL && *slice != NULL; slice++) {
    if (!add_key (keys, table, *slice, error))
      return FALSE;
  }
  if (typed != NULL)
    return TRUE;
  gsize i;
  json_t *saved;
  json_array_foreach (json_object_get (session, "slices"), i, saved) {
    const char *column =
        json_string_value (json_is_object (saved) ? json_object_get (saved, "column") : saved);
    if (column != NULL && !add_key (keys, table, column, error))
      return FALSE;
  }
  return TRUE;
}

CpSlices *
cp_cli_build_slices (const CpTable *table, const json_t *session, char **typed, GError **error) {
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) slice_keys = g_array_new (FALSE, FALSE, sizeof (CpSliceKey));
  Keys keys = {columns, slice_keys};
  if (!add_keys (&keys, table, session, typed, error))
    return NULL;
  return cp_slices_build (table, (const CpSliceKey *)(gpointer)slice_keys->data, slice_keys->len, error);
}
