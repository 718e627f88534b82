#include "app/rows/row-find.h"

#include "core/base/error.h"
#include "core/base/format.h"
#include "core/table/edits.h"
#include "core/table/ids.h"

#include <string.h>

CpRowQuery *
cp_row_query_new (CpTable *table, const char *text) {
  CpRowQuery *query = g_new (CpRowQuery, 1);
  *query = (CpRowQuery){.table = cp_table_ref (table), .text = g_strstrip (g_strdup (text))};
  return query;
}

void
cp_row_query_free (CpRowQuery *query) {
  cp_table_unref (query->table);
  g_free (query->text);
  g_free (query);
}

/* As the window writes it, with spaces between thousands, or plain. */
static char *
dup_digits (const char *text) {
  g_auto (GStrv) unbroken = g_strsplit (text, "\u00a0", -1);
  g_autofree char *joined = g_strjoinv ("", unbroken);
  g_auto (GStrv) spaced = g_strsplit (joined, " ", -1);
  return g_strjoinv ("", spaced);
}

static gboolean
find_in_column (const CpColumn *column, const char *text, guint32 *out_row) {
  gsize n_rows = cp_column_get_n_rows (column), length = strlen (text);
  double number = 0;
  guint32 code = CP_MISSING;
  CpColumnType type = cp_column_get_type (column);
  if (type == CP_COLUMN_NUMBER ? !cp_parse_number (text, length, &number)
                               : type != CP_COLUMN_TEXT && !cp_column_find_value (column, text, &code))
    return FALSE;
  for (gsize i = 0; i < n_rows; i++) {
    gboolean is_it;
    if (type == CP_COLUMN_NUMBER) {
      is_it = cp_column_get_numbers (column)[i] == number;
    } else if (type == CP_COLUMN_TEXT) {
      gsize n;
      const char *cell = cp_column_get_text (column, i, &n);
      is_it = cell != NULL && n == length && memcmp (cell, text, n) == 0;
    } else {
      is_it = cp_column_get_codes (column)[i] == code;
    }
    *out_row = (guint32)i;
    if (is_it)
      return TRUE;
  }
  return FALSE;
}

guint32 *
cp_row_find (const CpRowQuery *query, GCancellable *cancellable, GError **error) {
  g_autofree char *digits = dup_digits (query->text);
  g_autoptr (GString) ids = g_string_new (NULL);
  gsize n_rows = cp_table_get_n_rows (query->table);
  guint64 number;
  guint32 row;
  if (n_rows > 0 && g_ascii_string_to_unsigned (digits, 10, 0, n_rows - 1, &number, NULL)) {
    row = (guint32)number;
    return g_memdup2 (&row, sizeof row);
  }
  for (gsize i = 0; i < cp_table_get_n_columns (query->table); i++) {
    const CpColumn *column = cp_table_get_column (query->table, i);
    if (cp_check_cancelled (cancellable, error))
      return NULL;
    if (cp_column_get_type (column) != CP_COLUMN_TEXT && !cp_column_is_id (column))
      continue;
    if (find_in_column (column, query->text, &row))
      return g_memdup2 (&row, sizeof row);
    g_string_append_printf (ids, "%s '%s'", ids->len > 0 ? "," : " or a value of",
                            cp_column_get_name (column));
  }
  g_autofree char *last = cp_format_count ((double)n_rows - 1);
  g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "Find row: '%s' is no row; expected a number from 0 to %s%s.",
               query->text, last, ids->str);
  return NULL;
}
