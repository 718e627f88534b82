#include "core/table/csv-private.h"

#include "core/table/edits.h"
#include "core/table/number.h"
#include "core/table/words.h"
#include <string.h>

gboolean
cp_csv_layout_is_missing (const CpCsvLayout *layout, const char *text, gsize length) {
  if (cp_is_missing_word (text, length))
    return TRUE;
  for (gsize i = 0; layout->missing_words != NULL && layout->missing_words[i] != NULL; i++)
    if (strlen (layout->missing_words[i]) == length && memcmp (layout->missing_words[i], text, length) == 0)
      return TRUE;
  double value;
  if (layout->n_missing_numbers > 0 && cp_parse_number (text, length, &value))
    for (gsize i = 0; i < layout->n_missing_numbers; i++)
      if (layout->missing_numbers[i] == value)
        return TRUE;
  return FALSE;
}

void
cp_csv_chunk_reset (CpCsvChunk *chunk, gsize n_columns) {
  for (gsize i = 0; i < n_columns && chunk->words != NULL; i++)
    cp_csv_words_clear (&chunk->words[i]);
  g_clear_pointer (&chunk->words, g_free);
  g_clear_pointer (&chunk->n_numbers, g_free);
  g_clear_pointer (&chunk->arena, g_string_chunk_free);
}

static gboolean
is_missing_number (const CpCsvLayout *layout, double value) {
  for (gsize i = 0; i < layout->n_missing_numbers; i++)
    if (layout->missing_numbers[i] == value)
      return TRUE;
  return FALSE;
}

static double
take_word (CpCsvChunk *chunk, const CpCsvLayout *layout, gsize column, gsize row, const CpCsvField *field) {
  const char *start = field->start;
  gsize length = field->length;
  if (field->has_escapes) {
    if (chunk->arena == NULL)
      chunk->arena = g_string_chunk_new (4096);
    g_autofree char *plain = g_malloc (length);
    length = cp_csv_unescape (field, plain);
    start = g_string_chunk_insert_len (chunk->arena, plain, (gssize)length);
  }
  gboolean is_new;
  guint32 index =
      cp_csv_words_add (&chunk->words[column], start, length, cp_csv_hash (start, length), &is_new);
  CpCsvWord *word = &chunk->words[column].words[index];
  if (is_new) {
    word->first_row = chunk->first_row + row;
    word->is_missing = cp_csv_layout_is_missing (layout, start, length);
  }
  word->count++;
  return cp_missing_cell (word->is_missing ? CP_MISSING : index);
}

/* Any cell that is not simply a number or empty. */
static gboolean
read_cell (CpCsvChunk *chunk, const CpCsvLayout *layout, gsize column, gsize row, const char **position) {
  CpCsvField field;
  if (!cp_csv_scan_field (layout->text, position, &field, &chunk->problem))
    return FALSE;
  if (layout->modes[column] == CP_CSV_SKIP)
    return TRUE;
  double cell;
  if (field.length == 0) {
    cell = cp_missing_cell (CP_MISSING);
  } else if (layout->modes[column] == CP_CSV_NUMBERS && cp_parse_number (field.start, field.length, &cell)) {
    if (is_missing_number (layout, cell))
      cell = cp_missing_cell (CP_MISSING);
    else
      chunk->n_numbers[column]++;
  } else {
    cell = take_word (chunk, layout, column, row, &field);
  }
  layout->cells[column][chunk->first_row + row] = cell;
  return TRUE;
}

static void
set_ragged (CpCsvChunk *chunk, const CpCsvText *text, const char *record) {
  const char *p = record;
  gsize n_fields = cp_csv_scan_record (text, &p, &chunk->problem);
  if (n_fields > 0)
    chunk->problem = (CpCsvProblem){CP_CSV_RAGGED, record, n_fields};
}

/* Reads the record at *@position; FALSE with the chunk's problem set. */
static gboolean
read_record (CpCsvChunk *chunk, const CpCsvLayout *layout, gsize row, const char **position) {
  const CpCsvText *text = layout->text;
  const char *record = *position, *p = record;
  const gsize n_columns = layout->n_columns;
  const double missing = cp_missing_cell (CP_MISSING);
  for (gsize column = 0; column < n_columns; column++) {
    if (column > 0) {
      if (*p != text->delimiter) {
        set_ragged (chunk, text, record);
        return FALSE;
      }
      p++;
    }
    if (layout->modes[column] == CP_CSV_NUMBERS) {
      double value;
      const char *after = NULL;
      if (G_LIKELY (p < text->last_short))
        after = cp_number_scan_short (p, &value);
      if (after == NULL || !text->is_stop[(guint8)*after])
        after = cp_number_scan (p, NULL, FALSE, &value);
      if (G_LIKELY (after != NULL && text->is_stop[(guint8)*after] && layout->n_missing_numbers == 0)) {
        layout->cells[column][chunk->first_row + row] = value;
        chunk->n_numbers[column]++;
        p = after;
        continue;
      }
      if (text->is_stop[(guint8)*p]) {
        layout->cells[column][chunk->first_row + row] = missing;
        continue;
      }
    }
    if (!read_cell (chunk, layout, column, row, &p))
      return FALSE;
  }
  if (*p == text->delimiter) {
    set_ragged (chunk, text, record);
    return FALSE;
  }
  *position = cp_csv_skip_line_end (text, p);
  return TRUE;
}

void
cp_csv_chunk_read (CpCsvChunk *chunk, const CpCsvLayout *layout) {
  const CpCsvText *text = layout->text;
  cp_csv_chunk_reset (chunk, layout->n_columns);
  chunk->words = g_new0 (CpCsvWords, layout->n_columns);
  chunk->n_numbers = g_new0 (gsize, layout->n_columns);
  chunk->problem = (CpCsvProblem){CP_CSV_FINE, NULL, 0};
  chunk->n_read = 0;

  const char *p = chunk->start;
  while (p < chunk->limit) {
    /* in a table of one column an empty line is a missing cell */
    if (layout->n_columns > 1 && cp_csv_skip_blank_line (text, &p)) {
      p = cp_csv_skip_line_end (text, p);
      continue;
    }
    if (chunk->n_read == chunk->n_rows) {
      chunk->n_read++;
      break;
    }
    if (!read_record (chunk, layout, chunk->n_read, &p))
      break;
    chunk->n_read++;
  }
  chunk->end = MIN (p, text->end);
}
