#include "core/table/ids.h"

#include <math.h>

static gboolean
are_distinct_integers (const double *values, gsize n_rows) {
  gboolean is_ascending = TRUE;
  for (gsize row = 0; row < n_rows; row++) {
    if (!(values[row] == floor (values[row]) && fabs (values[row]) < 0x1p53))
      return FALSE;
    is_ascending &= row == 0 || values[row] > values[row - 1];
  }
  if (is_ascending)
    return TRUE;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_double_hash, g_double_equal);
  for (gsize row = 0; row < n_rows; row++)
    if (!g_hash_table_add (seen, (gpointer)&values[row]))
      return FALSE;
  return TRUE;
}

static gboolean
are_distinct_codes (const CpColumn *column, gsize n_rows) {
  gsize n_values = cp_column_get_n_values (column);
  if (n_values < n_rows || cp_column_get_n_missing (column) > 0)
    return FALSE;
  const guint32 *codes = cp_column_get_codes (column);
  g_autofree guint8 *seen = g_new0 (guint8, n_values);
  for (gsize row = 0; row < n_rows; row++)
    if (seen[codes[row]]++)
      return FALSE;
  return TRUE;
}

gboolean
cp_column_is_id (const CpColumn *column) {
  gsize n_rows = cp_column_get_n_rows (column);
  if (n_rows < 2)
    return FALSE;
  switch (cp_column_get_type (column)) {
  case CP_COLUMN_NUMBER:
    return are_distinct_integers (cp_column_get_numbers (column), n_rows);
  case CP_COLUMN_CATEGORY:
    return are_distinct_codes (column, n_rows);
  default:
    return FALSE;
  }
}

gboolean
cp_column_is_split_name (const char *name) {
  static const char *const words[] = {"split", "set", "fold", "partition", NULL};
  g_autofree char *lower = g_ascii_strdown (name, -1);
  g_auto (GStrv) parts = g_strsplit_set (lower, "_-. ", -1);
  for (char **part = parts; *part != NULL; part++)
    if (g_strv_contains (words, *part))
      return TRUE;
  return FALSE;
}
