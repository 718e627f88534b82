#include "core/table/csv-private.h"

#include "core/table/csv-stops.h"
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

/* What reading goes through, beside the chunk itself. */
typedef struct {
  CpCsvChunk *chunk;
  const CpCsvLayout *layout;
  CpCsvStops stops;
  double **cells;  /* (n_columns): the cell of the chunk's first row */
  gsize *n_others; /* (n_columns): cells that are no numbers */
} Reading;

/* Any cell that is not simply a number or empty, from @field on to *@stop, which moves where the stop was
 * quoted. */
static gboolean
read_cell (Reading *reading, gsize column, gsize row, const char *start, const char **stop) {
  const CpCsvText *text = reading->layout->text;
  CpCsvChunk *chunk = reading->chunk;
  CpCsvField field = {.start = start};
  while (text->is_blank[(guint8)*field.start])
    field.start++;
  field.length = (gsize)(*stop - field.start);
  if (*field.start == '"') {
    if (!cp_csv_scan_field (text, &start, &field, &chunk->problem))
      return FALSE;
    *stop = start;
    cp_csv_stops_seek (&reading->stops, start + 1);
  } else if (field.length > CP_CSV_LONGEST_FIELD) {
    chunk->problem = (CpCsvProblem){CP_CSV_LONG_FIELD, field.start, 0};
    return FALSE;
  }

  const CpCsvMode mode = reading->layout->modes[column];
  if (mode == CP_CSV_SKIP)
    return TRUE;
  double *cell = &reading->cells[column][row];
  if (field.length > 0 && mode == CP_CSV_NUMBERS && cp_parse_number (field.start, field.length, cell)) {
    if (!is_missing_number (reading->layout, *cell))
      return TRUE;
    field.length = 0;
  }
  reading->n_others[column]++;
  *cell = field.length == 0 ? cp_missing_cell (CP_MISSING)
                            : take_word (chunk, reading->layout, column, row, &field);
  return TRUE;
}

static gboolean
refuse_ragged (CpCsvChunk *chunk, const CpCsvText *text, const char *record) {
  const char *p = record;
  gsize n_fields = cp_csv_scan_record (text, &p, &chunk->problem);
  if (n_fields > 0)
    chunk->problem = (CpCsvProblem){CP_CSV_RAGGED, record, n_fields};
  return FALSE;
}

/* Reads the record at *@position, where the stops are too; FALSE with the chunk's problem set. */
static gboolean
read_record (Reading *reading, gsize row, const char **position) {
  const CpCsvLayout *layout = reading->layout;
  const CpCsvText *text = layout->text;
  const gsize n_columns = layout->n_columns;
  const gboolean is_plain = layout->n_missing_numbers == 0;
  const char *p = *position;
  for (gsize column = 0;; column++) {
    const char *stop = cp_csv_stops_next (&reading->stops);
    double value;
    if (layout->modes[column] == CP_CSV_NUMBERS && is_plain && p < text->last_short &&
        cp_number_parse_short (p, (gsize)(stop - p), &value))
      reading->cells[column][row] = value;
    else if (!read_cell (reading, column, row, p, &stop))
      return FALSE;
    p = stop + 1;
    if (*stop != text->delimiter || column + 1 == n_columns) {
      if (*stop == text->delimiter || column + 1 < n_columns)
        return refuse_ragged (reading->chunk, text, *position);
      break;
    }
  }
  const char *line_end = p - 1;
  p = cp_csv_skip_line_end (text, line_end);
  if (p - line_end == 2) /* \r\n: the second of two stops */
    cp_csv_stops_next (&reading->stops);
  *position = p;
  return TRUE;
}

static void
read_records (Reading *reading) {
  const CpCsvLayout *layout = reading->layout;
  CpCsvChunk *chunk = reading->chunk;
  const char *p = chunk->start;
  cp_csv_stops_seek (&reading->stops, p);
  while (p < chunk->limit) {
    /* in a table of one column an empty line is a missing cell */
    if (layout->n_columns > 1 && cp_csv_skip_blank_line (layout->text, &p)) {
      p = cp_csv_skip_line_end (layout->text, p);
      cp_csv_stops_seek (&reading->stops, p);
      continue;
    }
    if (chunk->n_read == chunk->n_rows) {
      chunk->n_read++;
      break;
    }
    if (!read_record (reading, chunk->n_read, &p))
      break;
    chunk->n_read++;
  }
  chunk->end = MIN (p, layout->text->end);
}

void
cp_csv_chunk_read (CpCsvChunk *chunk, const CpCsvLayout *layout) {
  const gsize n_columns = layout->n_columns;
  cp_csv_chunk_reset (chunk, n_columns);
  chunk->words = g_new0 (CpCsvWords, n_columns);
  chunk->n_numbers = g_new0 (gsize, n_columns);
  chunk->problem = (CpCsvProblem){CP_CSV_FINE, NULL, 0};
  chunk->n_read = 0;

  g_autofree double **cells = g_new0 (double *, n_columns);
  g_autofree gsize *n_others = g_new0 (gsize, n_columns);
  for (gsize i = 0; i < n_columns; i++)
    if (layout->modes[i] != CP_CSV_SKIP)
      cells[i] = layout->cells[i] + chunk->first_row;
  Reading reading = {chunk, layout, {.text = layout->text}, cells, n_others};
  read_records (&reading);
  for (gsize i = 0; i < n_columns; i++)
    if (layout->modes[i] == CP_CSV_NUMBERS)
      chunk->n_numbers[i] = MIN (chunk->n_read, chunk->n_rows) - n_others[i];
}
