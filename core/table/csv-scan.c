#include "core/table/csv-private.h"

#include "core/base/error.h"
#include "core/table/number.h"
#include <string.h>

void
cp_csv_text_init (CpCsvText *text, GBytes *bytes, gboolean has_quotes, const char *place) {
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  memset (text, 0, sizeof *text);
  text->begin = data;
  text->has_quotes = has_quotes;
  text->place = place;
  while (size > 0 && (data[size - 1] == '\n' || data[size - 1] == '\r'))
    size--;
  text->end = data + size;
  text->last_short = size >= CP_NUMBER_SHORT ? text->end - CP_NUMBER_SHORT : text->begin;
  gboolean has_feed = memchr (data, '\n', size) != NULL;
  text->newline = !has_feed && memchr (data, '\r', size) != NULL ? '\r' : '\n';
}

void
cp_csv_text_set_delimiter (CpCsvText *text, char delimiter) {
  text->delimiter = delimiter;
  memset (text->is_stop, 0, sizeof text->is_stop);
  text->is_stop['\n'] = text->is_stop['\r'] = text->is_stop[(guint8)delimiter] = TRUE;
  memset (text->is_blank, 0, sizeof text->is_blank);
  text->is_blank[' '] = delimiter != ' ';
  text->is_blank['\t'] = delimiter != '\t';
}

gsize
cp_csv_text_get_line (const CpCsvText *text, const char *at) {
  gsize line = 1;
  for (const char *p = text->begin; p < at; p++)
    line += *p == '\n' || (*p == '\r' && p[1] != '\n');
  return line;
}

void
cp_csv_set_error_at (GError **error, const CpCsvText *text, const char *at, const char *format, ...) {
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s:%" G_GSIZE_FORMAT ": %s", text->place,
               cp_csv_text_get_line (text, at), what);
}

void
cp_csv_set_problem (GError **error, const CpCsvText *text, const CpCsvProblem *problem, gsize n_columns) {
  switch (problem->breach) {
  case CP_CSV_FINE:
    g_assert_not_reached ();
  case CP_CSV_RAGGED:
    cp_csv_set_error_at (error, text, problem->at,
                         "%" G_GSIZE_FORMAT " field%s, expected %" G_GSIZE_FORMAT ".", problem->n_fields,
                         problem->n_fields == 1 ? "" : "s", n_columns);
    break;
  case CP_CSV_OPEN_QUOTE:
    cp_csv_set_error_at (error, text, problem->at, "a quote opens here and is never closed.");
    break;
  case CP_CSV_LONG_QUOTE:
    cp_csv_set_error_at (error, text, problem->at,
                         "a quote opens here and is not closed within 1 MiB, the most a field may hold.");
    break;
  case CP_CSV_LONG_FIELD:
    cp_csv_set_error_at (error, text, problem->at,
                         "a field is longer than 1 MiB, the most a field may hold.");
    break;
  case CP_CSV_AFTER_QUOTE:
    cp_csv_set_error_at (error, text, problem->at,
                         "a field goes on after its closing quote, expected %s or the line's end.",
                         text->delimiter == '\t' ? "a tab" : (char[]){'\'', text->delimiter, '\'', '\0'});
    break;
  case CP_CSV_WIDE:
    cp_csv_set_error_at (error, text, problem->at, "more than %d fields, the most a table may have.",
                         CP_CSV_MOST_COLUMNS);
    break;
  }
}

/* @quote: the opening quote */
static gboolean
scan_quoted (const CpCsvText *text, const char *quote, const char **position, CpCsvField *field,
             CpCsvProblem *problem) {
  const char *p = quote + 1;
  gsize room = (gsize)(text->end - p);
  const char *limit = p + MIN (room, CP_CSV_LONGEST_FIELD + 1);
  field->start = p;
  field->is_quoted = TRUE;
  field->has_escapes = FALSE;
  for (;;) {
    p = memchr (p, '"', (gsize)(limit - p));
    if (p == NULL) {
      *problem = (CpCsvProblem){limit == text->end ? CP_CSV_OPEN_QUOTE : CP_CSV_LONG_QUOTE, quote, 0};
      return FALSE;
    }
    if (p + 1 >= limit || p[1] != '"')
      break;
    field->has_escapes = TRUE;
    p += 2;
  }
  field->length = (gsize)(p - field->start);
  p++;
  while (text->is_blank[(guint8)*p])
    p++;
  if (!text->is_stop[(guint8)*p]) {
    *problem = (CpCsvProblem){CP_CSV_AFTER_QUOTE, p, 0};
    return FALSE;
  }
  *position = p;
  return TRUE;
}

gboolean
cp_csv_scan_field (const CpCsvText *text, const char **position, CpCsvField *field, CpCsvProblem *problem) {
  const char *p = *position;
  while (text->is_blank[(guint8)*p])
    p++;
  if (*p == '"')
    return scan_quoted (text, p, position, field, problem);
  field->start = p;
  field->is_quoted = field->has_escapes = FALSE;
  while (!text->is_stop[(guint8)*p])
    p++;
  field->length = (gsize)(p - field->start);
  if (field->length > CP_CSV_LONGEST_FIELD) {
    *problem = (CpCsvProblem){CP_CSV_LONG_FIELD, field->start, 0};
    return FALSE;
  }
  *position = p;
  return TRUE;
}

gsize
cp_csv_unescape (const CpCsvField *field, char *out) {
  gsize length = 0;
  for (gsize i = 0; i < field->length; i++) {
    out[length++] = field->start[i];
    i += field->has_escapes && field->start[i] == '"';
  }
  return length;
}

gsize
cp_csv_scan_record (const CpCsvText *text, const char **position, CpCsvProblem *problem) {
  const char *p = *position;
  CpCsvField field;
  for (gsize n_fields = 1;; n_fields++, p++) {
    if (!cp_csv_scan_field (text, &p, &field, problem))
      return 0;
    if (*p != text->delimiter) {
      *position = cp_csv_skip_line_end (text, p);
      return n_fields;
    }
  }
}

gboolean
cp_csv_skip_blank_line (const CpCsvText *text, const char **position) {
  const char *p = *position;
  while (text->is_blank[(guint8)*p])
    p++;
  if (*p != '\n' && *p != '\r')
    return FALSE;
  *position = p;
  return TRUE;
}
