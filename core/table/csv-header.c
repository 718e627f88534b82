#include "core/table/csv-private.h"

#include "core/base/error.h"
#include "core/table/edits.h"
#include "core/table/table-private.h"
#include <string.h>

/* --- delimiter --- */

#define SAMPLE_LINES 20
#define SAMPLE_BYTES ((gsize)1 << 16)

/* How many fields each of the first records has with this delimiter: that of the first, and whether all
 * agree. */
static gsize
count_fields (const CpCsvText *text, char delimiter, gboolean *out_is_even) {
  CpCsvText trial = *text;
  cp_csv_text_set_delimiter (&trial, delimiter);
  const char *p = trial.begin;
  gsize first = 0;
  *out_is_even = TRUE;
  for (int line = 0; line < SAMPLE_LINES && p < trial.end; line++) {
    CpCsvProblem problem;
    if (line > 0 && cp_csv_skip_blank_line (&trial, &p)) {
      p = cp_csv_skip_line_end (&trial, p);
      continue;
    }
    gsize n_fields = cp_csv_scan_record (&trial, &p, &problem);
    if (line > 0 && (gsize)(p - trial.begin) > SAMPLE_BYTES)
      break;
    if (line == 0)
      first = n_fields;
    *out_is_even = *out_is_even && n_fields == first && n_fields > 0;
    if (n_fields == 0)
      break;
  }
  return first;
}

char
cp_csv_find_delimiter (const CpCsvText *text, gboolean is_tsv) {
  const char *candidates = is_tsv ? "\t,;|" : ",\t;|";
  char best = candidates[0];
  gsize most = 1;
  gboolean is_best_even = FALSE;
  for (const char *candidate = candidates; *candidate != '\0'; candidate++) {
    gboolean is_even;
    gsize n_fields = count_fields (text, *candidate, &is_even);
    if (n_fields > 1 && (is_even > is_best_even || (is_even == is_best_even && n_fields > most))) {
      best = *candidate;
      most = n_fields;
      is_best_even = is_even;
    }
  }
  return best;
}

/* --- header --- */

static gboolean
read_first_line (const CpCsvText *text, const char **position, GPtrArray *fields, GError **error) {
  CpCsvProblem problem;
  CpCsvField field;
  for (const char *p = *position;; p++) {
    gboolean is_read = cp_csv_scan_field (text, &p, &field, &problem);
    if (is_read && fields->len == CP_CSV_MOST_COLUMNS) {
      problem = (CpCsvProblem){CP_CSV_WIDE, *position, 0};
      is_read = FALSE;
    }
    if (!is_read) {
      cp_csv_set_problem (error, text, &problem, 0);
      return FALSE;
    }
    char *word = g_malloc (field.length + 1);
    word[cp_csv_unescape (&field, word)] = '\0';
    g_ptr_array_add (fields, field.is_quoted ? word : g_strchomp (word));
    if (*p != text->delimiter) {
      *position = cp_csv_skip_line_end (text, p);
      return TRUE;
    }
  }
}

/* What the rows after the first line look like. */
static void
sample_rows (CpCsvChunk *chunk, CpCsvLayout *layout, const char *body) {
  const CpCsvText *text = layout->text;
  chunk->start = body;
  chunk->limit = body + MIN (SAMPLE_BYTES, (gsize)(text->end - MIN (body, text->end)));
  chunk->n_rows = CLAMP (100000 / layout->n_columns, 10, 200);
  memset (layout->modes, CP_CSV_NUMBERS, layout->n_columns);
  double *scratch = g_new (double, chunk->n_rows); /* the cells themselves are not wanted */
  for (gsize i = 0; i < layout->n_columns; i++)
    layout->cells[i] = scratch;
  cp_csv_chunk_read (chunk, layout);
  g_free (scratch);
}

static gsize
count_word_cells (const CpCsvChunk *chunk, gsize column) {
  gsize n_cells = 0;
  for (guint32 i = 0; i < chunk->words[column].n_words; i++)
    if (!chunk->words[column].words[i].is_missing)
      n_cells += chunk->words[column].words[i].count;
  return n_cells;
}

/* The first line is a header unless a field of it is a number (a word above a column of numbers overrules
 * that: `country,2020` above `SE,5` has none, `id,2020` above `7,5` has one) or all are empty. */
static gboolean
is_header (const GPtrArray *fields, const CpCsvChunk *rows) {
  gboolean has_number = FALSE, has_word = FALSE, stands_above_numbers = FALSE;
  for (guint i = 0; i < fields->len; i++) {
    const char *field = fields->pdata[i];
    double value;
    if (cp_parse_number (field, strlen (field), &value)) {
      has_number = TRUE;
    } else if (*field != '\0') {
      has_word = TRUE;
      gboolean is_numbers = rows->n_numbers[i] > 0 && count_word_cells (rows, i) == 0;
      stands_above_numbers = stands_above_numbers || is_numbers;
    }
  }
  return has_word && (!has_number || stands_above_numbers);
}

/* Numbers the nameless columns, and sees that no name is there twice. */
static gboolean
name_columns (GPtrArray *names, const CpCsvText *text, const char *header, GPtrArray *notices,
              GError **error) {
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gsize n_nameless = 0;
  g_autofree char *first_made_up = NULL;
  for (guint i = 0; i < names->len; i++) {
    if (*(const char *)names->pdata[i] == '\0') {
      g_free (names->pdata[i]);
      names->pdata[i] = g_strdup_printf ("column_%u", i + 1);
      if (n_nameless++ == 0)
        first_made_up = g_strdup (names->pdata[i]);
    }
    gpointer first;
    if (g_hash_table_lookup_extended (seen, names->pdata[i], NULL, &first)) {
      cp_csv_set_error_at (error, text, header,
                           "columns %u and %u are both named '%s', expected distinct names.",
                           GPOINTER_TO_UINT (first) + 1, i + 1, (const char *)names->pdata[i]);
      return FALSE;
    }
    g_hash_table_insert (seen, names->pdata[i], GUINT_TO_POINTER (i));
  }
  if (n_nameless == 1)
    g_ptr_array_add (notices, g_strdup_printf ("A column without a name is called %s.", first_made_up));
  else if (n_nameless > 1)
    g_ptr_array_add (notices, g_strdup_printf ("%" G_GSIZE_FORMAT " columns without a name are called by "
                                               "their position, from %s on.",
                                               n_nameless, first_made_up));
  return TRUE;
}

static void
make_up_names (GPtrArray *names) {
  for (guint i = 0; i < names->len; i++) {
    g_free (names->pdata[i]);
    names->pdata[i] = g_strdup_printf ("column_%u", i + 1);
  }
}

gboolean
cp_csv_header_read (CpCsvHeader *header, const CpCsvText *text, const CpCsvOptions *options,
                    GPtrArray *notices, GError **error) {
  const char *first = text->begin, *p;
  while (first < text->end && cp_csv_skip_blank_line (text, &first))
    first = cp_csv_skip_line_end (text, first);
  if (first >= text->end) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: the file is empty, expected a header and rows.",
                 text->place);
    return FALSE;
  }
  header->names = g_ptr_array_new_with_free_func (g_free);
  p = first;
  if (!read_first_line (text, &p, header->names, error))
    return FALSE;

  const gsize n_columns = header->names->len;
  header->modes = g_new (guint8, n_columns);
  g_autofree double **cells = g_new (double *, n_columns);
  CpCsvLayout layout = {.text = text,
                        .n_columns = n_columns,
                        .modes = header->modes,
                        .cells = cells,
                        .missing_words = options->missing_words};
  CpCsvChunk rows = {0};
  sample_rows (&rows, &layout, p);
  gboolean has_header = options->header == CP_HEADER_AUTO ? is_header (header->names, &rows)
                                                          : options->header == CP_HEADER_FIRST_LINE;
  for (gsize i = 0; i < n_columns; i++) {
    gsize n_words = count_word_cells (&rows, i);
    header->modes[i] = n_words * 10 > rows.n_numbers[i] + n_words ? CP_CSV_WORDS : CP_CSV_NUMBERS;
  }
  cp_csv_chunk_reset (&rows, n_columns);

  header->body = has_header ? p : first;
  if (!has_header) {
    make_up_names (header->names);
    if (options->header == CP_HEADER_AUTO)
      g_ptr_array_add (notices, g_strdup ("The first line holds data, not names, so the columns are called "
                                          "column_1, column_2 and so on."));
    return TRUE;
  }
  if (header->body >= text->end) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: has a header but no rows.", text->place);
    return FALSE;
  }
  return name_columns (header->names, text, first, notices, error);
}

void
cp_csv_header_clear (CpCsvHeader *header) {
  g_clear_pointer (&header->names, g_ptr_array_unref);
  g_clear_pointer (&header->modes, g_free);
}
