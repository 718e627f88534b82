#include "core/table/csv-write.h"

#include "core/base/error.h"
#include "core/base/format.h"
#include "core/table/csv.h"

#include <string.h>

#define BLOCK 4096 /* rows between two looks at whether to go on */

/* Beyond RFC 4180, blanks at either end are quoted too, since readers, ours among them, skip those after a
 * delimiter; and a byte-order mark, which would be lost at the beginning of a file. */
static gboolean
needs_quotes (const char *field, char delimiter) {
  gsize length = strlen (field);
  if (length == 0)
    return FALSE;
  const char special[] = {delimiter, '"', '\n', '\r', '\0'};
  return strpbrk (field, special) != NULL || g_ascii_isspace (field[0]) ||
         g_ascii_isspace (field[length - 1]) || g_str_has_prefix (field, "\xef\xbb\xbf");
}

void
cp_csv_append_field (GString *line, const char *field, char delimiter) {
  if (!needs_quotes (field, delimiter)) {
    g_string_append (line, field);
    return;
  }
  g_string_append_c (line, '"');
  for (const char *p = field; *p != '\0'; p++) {
    if (*p == '"')
      g_string_append_c (line, '"');
    g_string_append_c (line, *p);
  }
  g_string_append_c (line, '"');
}

static void
append_cell (GString *line, const CpColumn *column, gsize row, char delimiter) {
  if (cp_column_is_missing (column, row)) {
    const char *word = cp_column_get_missing_word (column, row);
    cp_csv_append_field (line, word != NULL ? word : "", delimiter);
    return;
  }
  char buffer[CP_FORMAT_SIZE];
  switch (cp_column_get_type (column)) {
  case CP_COLUMN_NUMBER:
    g_string_append (line, cp_format_double (buffer, cp_column_get_numbers (column)[row]));
    break;
  case CP_COLUMN_CATEGORY:
  case CP_COLUMN_BOOLEAN:
    cp_csv_append_field (line, cp_column_get_value (column, cp_column_get_codes (column)[row]), delimiter);
    break;
  case CP_COLUMN_TEXT:
    cp_csv_append_field (line, cp_column_get_text (column, row, NULL), delimiter);
    break;
  }
}

GString *
cp_csv_write_long (const CpTable *table, char delimiter, const CpProgress *progress,
                   GCancellable *cancellable, GError **error) {
  const gsize n_columns = cp_table_get_n_columns (table), n_rows = cp_table_get_n_rows (table);
  GString *text = g_string_new (NULL);
  for (gsize i = 0; i < n_columns; i++) {
    if (i > 0)
      g_string_append_c (text, delimiter);
    cp_csv_append_field (text, cp_column_get_name (cp_table_get_column (table, i)), delimiter);
  }
  g_string_append_c (text, '\n');
  for (gsize row = 0; row < n_rows; row++) {
    const gsize start = text->len;
    if (row % BLOCK == 0 && cp_check_cancelled (cancellable, error)) {
      g_string_free (text, TRUE);
      return NULL;
    }
    if (row % BLOCK == 0)
      cp_progress_report (progress, (double)row / (double)n_rows, "Writing rows");
    for (gsize i = 0; i < n_columns; i++) {
      if (i > 0)
        g_string_append_c (text, delimiter);
      append_cell (text, cp_table_get_column (table, i), row, delimiter);
    }
    if (n_columns == 1 && text->len == start)
      g_string_append (text, "\"\""); /* an empty line would be skipped at the end of the file */
    g_string_append_c (text, '\n');
  }
  return text;
}

GString *
cp_csv_write (const CpTable *table, char delimiter) {
  return cp_csv_write_long (table, delimiter, NULL, NULL, NULL);
}
