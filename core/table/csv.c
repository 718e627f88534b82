#include "core/table/csv-private.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/table/edits.h"
#include "core/table/table-private.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Everything between the text and the table. */
typedef struct {
  CpCsvText text;
  CpCsvHeader header;
  CpCsvLayout layout;
  GArray *chunks; /* (element-type CpCsvChunk) */
  gsize n_rows;
  CpCsvColumn *columns;   /* (n_columns) */
  CpColumn **built;       /* (n_columns) */
  char **column_notices;  /* (n_columns): each nullable */
  GError **column_errors; /* (n_columns): each nullable */
  const CpProgress *progress;
  gsize n_done; /* atomic: chunks */
} Reader;

static void
reader_clear (Reader *reader) {
  const gsize n_columns = reader->layout.n_columns;
  const gsize n_chunks = reader->chunks != NULL ? reader->chunks->len : 0;
  for (gsize i = 0; i < n_chunks; i++)
    cp_csv_chunk_reset (&g_array_index (reader->chunks, CpCsvChunk, i), n_columns);
  for (gsize i = 0; i < n_columns; i++) {
    g_free (reader->layout.cells[i]);
    cp_csv_column_clear (&reader->columns[i], n_chunks);
    g_clear_pointer (&reader->built[i], cp_column_unref);
    g_clear_error (&reader->column_errors[i]);
    g_free (reader->column_notices[i]);
  }
  g_clear_pointer (&reader->chunks, g_array_unref);
  g_free (reader->layout.cells);
  g_free (reader->layout.modes);
  g_free (reader->layout.missing_numbers);
  g_free (reader->columns);
  g_free (reader->built);
  g_free (reader->column_notices);
  g_free (reader->column_errors);
  cp_csv_header_clear (&reader->header);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

/* --- types from the user --- */

static gboolean
check_types (const Reader *reader, const CpCsvOptions *options, GError **error) {
  if (options->types == NULL)
    return TRUE;
  const GPtrArray *names = reader->header.names;
  const char *unknown = NULL; /* the first in sort order, for a message that does not change */
  GHashTableIter iter;
  gpointer name;
  g_hash_table_iter_init (&iter, options->types);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    gboolean is_known = FALSE;
    for (guint i = 0; i < names->len && !is_known; i++)
      is_known = g_str_equal (names->pdata[i], name);
    if (!is_known && (unknown == NULL || strcmp (name, unknown) < 0))
      unknown = name;
  }
  if (unknown != NULL)
    cp_set_no_column_error (error, reader->text.place, (const char *const *)names->pdata, names->len, unknown,
                            "a forced type");
  return unknown == NULL;
}

static void
lay_out (Reader *reader, const CpCsvOptions *options) {
  const gsize n_columns = reader->header.names->len;
  CpCsvLayout *layout = &reader->layout;
  layout->text = &reader->text;
  layout->cells = g_new0 (double *, n_columns);
  layout->modes = g_memdup2 (reader->header.modes, n_columns);
  layout->missing_words = options->missing_words;
  for (gsize i = 0; options->missing_words != NULL && options->missing_words[i] != NULL; i++) {
    double value;
    if (!cp_parse_number (options->missing_words[i], strlen (options->missing_words[i]), &value))
      continue;
    layout->missing_numbers = g_renew (double, layout->missing_numbers, layout->n_missing_numbers + 1);
    layout->missing_numbers[layout->n_missing_numbers++] = value;
  }
  reader->columns = g_new0 (CpCsvColumn, n_columns);
  reader->built = g_new0 (CpColumn *, n_columns);
  reader->column_notices = g_new0 (char *, n_columns);
  reader->column_errors = g_new0 (GError *, n_columns);
  for (gsize i = 0; i < n_columns; i++) {
    CpCsvColumn *column = &reader->columns[i];
    gpointer type;
    column->name = reader->header.names->pdata[i];
    column->is_forced =
        options->types != NULL && g_hash_table_lookup_extended (options->types, column->name, NULL, &type);
    if (!column->is_forced)
      continue;
    column->type = (CpColumnType)GPOINTER_TO_INT (type);
    layout->modes[i] = column->type == CP_COLUMN_NUMBER ? CP_CSV_NUMBERS : CP_CSV_WORDS;
  }
  layout->n_columns = n_columns;
}

/* --- cells --- */

#define LARGE_PAGE ((gsize)2 << 20)

gpointer
cp_csv_allocate (gsize size) {
  void *memory = NULL;
  if (size < 2 * LARGE_PAGE)
    return g_try_malloc (MAX (size, 1));
  if (posix_memalign (&memory, LARGE_PAGE, size) != 0)
    return NULL;
#ifdef MADV_HUGEPAGE
  madvise (memory, size, MADV_HUGEPAGE); /* a wish: failure does not matter */
#endif
  return memory;
}

static gboolean
allocate_cells (Reader *reader, GError **error) {
  CpCsvLayout *layout = &reader->layout;
  for (gsize i = 0; i < layout->n_columns; i++) {
    if (layout->modes[i] == CP_CSV_SKIP)
      continue;
    g_free (layout->cells[i]);
    layout->cells[i] = cp_csv_allocate (reader->n_rows * sizeof (double));
    if (layout->cells[i] == NULL) {
      g_set_error (error, CP_ERROR, CP_ERROR_READ,
                   "%s: %" G_GSIZE_FORMAT " rows of %" G_GSIZE_FORMAT " columns do not fit into memory.",
                   reader->text.place, reader->n_rows, layout->n_columns);
      return FALSE;
    }
  }
  return TRUE;
}

static void
read_chunks (gsize begin, gsize end, guint worker, gpointer data) {
  Reader *reader = data;
  for (gsize i = begin; i < end; i++) {
    cp_csv_chunk_read (&g_array_index (reader->chunks, CpCsvChunk, i), &reader->layout);
    gsize n_done = __atomic_add_fetch (&reader->n_done, 1, __ATOMIC_RELAXED);
    cp_progress_report (reader->progress, 0.9 * (double)n_done / reader->chunks->len, "reading the table");
  }
}

typedef enum { CELLS_READ, CELLS_MISJUDGED, CELLS_FAILED } CellsResult;

/* Chunk 0 begins at a record. If a chunk begins at one and ends where the next begins, so does the next; so
 * the first chunk that fails, in order, tells the truth. */
static CellsResult
check_chunks (const Reader *reader, GError **error) {
  for (guint i = 0; i < reader->chunks->len; i++) {
    const CpCsvChunk *chunk = &g_array_index (reader->chunks, CpCsvChunk, i);
    if (chunk->problem.breach != CP_CSV_FINE) {
      cp_csv_set_problem (error, &reader->text, &chunk->problem, reader->layout.n_columns);
      return CELLS_FAILED;
    }
    if (chunk->end != chunk->limit || chunk->n_read != chunk->n_rows)
      return CELLS_MISJUDGED;
  }
  return CELLS_READ;
}

static void
free_chunks (Reader *reader) {
  for (guint i = 0; reader->chunks != NULL && i < reader->chunks->len; i++)
    cp_csv_chunk_reset (&g_array_index (reader->chunks, CpCsvChunk, i), reader->layout.n_columns);
  g_clear_pointer (&reader->chunks, g_array_unref);
}

static CellsResult
read_cells_once (Reader *reader, gsize chunk_size, gboolean is_exact, GCancellable *cancellable,
                 GError **error) {
  free_chunks (reader);
  reader->n_done = 0;
  const gsize n_columns = reader->layout.n_columns;
  reader->chunks = cp_csv_split (&reader->text, reader->header.body, n_columns, chunk_size, is_exact,
                                 &reader->n_rows, cancellable);
  if (reader->chunks == NULL) {
    cp_check_cancelled (cancellable, error);
    return CELLS_FAILED;
  }
  /* a row takes a byte a field, so more rows than that are guessed wrong: do not make room for them */
  if (!is_exact && reader->n_rows > (gsize)(reader->text.end - reader->header.body) / n_columns + 1)
    return CELLS_MISJUDGED;
  if (reader->n_rows >= CP_MISSING) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED, "%s: more than 4294967294 rows.", reader->text.place);
    return CELLS_FAILED;
  }
  if (!allocate_cells (reader, error))
    return CELLS_FAILED;
  if (!cp_parallel_for (reader->chunks->len, 1, read_chunks, reader, cancellable)) {
    cp_check_cancelled (cancellable, error);
    return CELLS_FAILED;
  }
  return check_chunks (reader, error);
}

static gboolean
read_cells (Reader *reader, gsize chunk_size, GCancellable *cancellable, GError **error) {
  CellsResult result = read_cells_once (reader, chunk_size, FALSE, cancellable, error);
  if (result == CELLS_MISJUDGED)
    result = read_cells_once (reader, chunk_size, TRUE, cancellable, error);
  g_assert (result != CELLS_MISJUDGED);
  if (result == CELLS_READ && reader->n_rows == 0) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: has a header but no rows.", reader->text.place);
    return FALSE;
  }
  return result == CELLS_READ;
}

/* --- columns --- */

typedef struct {
  Reader *reader;
  gboolean *is_incomplete; /* (n_columns): to be read again as words */
} Building;

/* Each column that is not skipped: its type, and where that is certain the column. */
static void
build_columns (gsize begin, gsize end, guint worker, gpointer data) {
  Building *building = data;
  Reader *reader = building->reader;
  for (gsize i = begin; i < end; i++) {
    CpCsvColumn *column = &reader->columns[i];
    const CpCsvMode mode = reader->layout.modes[i];
    if (mode == CP_CSV_SKIP)
      continue;
    cp_csv_column_merge (column, i, &reader->layout, reader->chunks);
    building->is_incomplete[i] = !cp_csv_column_infer (column, mode);
    if (!building->is_incomplete[i])
      reader->built[i] = cp_csv_column_build (column, &reader->layout, reader->chunks,
                                              g_steal_pointer (&reader->layout.cells[i]), reader->n_rows,
                                              &reader->column_notices[i], &reader->column_errors[i]);
    cp_csv_column_clear (column, reader->chunks->len);
  }
}

/* Columns that were read as numbers but are none lack the text of their numbers: only these are read again.
 */
static gboolean
build_all (Reader *reader, GCancellable *cancellable, GError **error) {
  CpCsvLayout *layout = &reader->layout;
  g_autofree gboolean *is_incomplete = g_new0 (gboolean, layout->n_columns);
  Building building = {reader, is_incomplete};
  gboolean is_done = cp_parallel_for (layout->n_columns, 1, build_columns, &building, cancellable);
  gboolean is_complete = TRUE;
  for (gsize i = 0; i < layout->n_columns; i++) {
    is_complete = is_complete && !is_incomplete[i];
    layout->modes[i] = is_incomplete[i] ? CP_CSV_WORDS : CP_CSV_SKIP;
  }
  if (is_done && !is_complete)
    is_done = cp_parallel_for (reader->chunks->len, 1, read_chunks, reader, cancellable) &&
              cp_parallel_for (layout->n_columns, 1, build_columns, &building, cancellable);
  if (!is_done) {
    cp_check_cancelled (cancellable, error);
    return FALSE;
  }
  for (gsize i = 0; i < layout->n_columns; i++)
    if (reader->column_errors[i] != NULL) {
      g_propagate_error (error, g_steal_pointer (&reader->column_errors[i]));
      return FALSE;
    }
  return TRUE;
}

static CpTable *
read_text (GBytes *bytes, const char *place, const CpCsvOptions *options, gboolean is_tsv, gsize chunk_size,
           const CpProgress *progress, GCancellable *cancellable, GError **error) {
  g_autoptr (GPtrArray) notices = g_ptr_array_new_with_free_func (g_free);
  gboolean has_quotes;
  g_autoptr (GBytes) decoded = cp_csv_source_decode (bytes, place, notices, &has_quotes, cancellable, error);
  if (decoded == NULL)
    return NULL;
  g_auto (Reader) reader = {.progress = progress};
  cp_csv_text_init (&reader.text, decoded, has_quotes, place);
  cp_csv_text_set_delimiter (&reader.text, options->delimiter != 0
                                               ? options->delimiter
                                               : cp_csv_find_delimiter (&reader.text, is_tsv));
  if (!cp_csv_header_read (&reader.header, &reader.text, options, notices, error) ||
      !check_types (&reader, options, error))
    return NULL;
  lay_out (&reader, options);
  if (!read_cells (&reader, chunk_size, cancellable, error) || !build_all (&reader, cancellable, error))
    return NULL;

  CpTable *table = cp_table_new (place, reader.built, reader.layout.n_columns, error);
  for (guint i = 0; i < notices->len; i++)
    cp_table_add_notice (table, notices->pdata[i]);
  for (gsize i = 0; i < reader.layout.n_columns; i++)
    if (reader.column_notices[i] != NULL)
      cp_table_add_notice (table, reader.column_notices[i]);
  cp_progress_report (progress, 1, "reading the table");
  return table;
}

static const CpCsvOptions default_options;

static gboolean
has_tsv_name (const char *path) {
  g_autofree char *name = g_ascii_strdown (path, -1);
  return g_str_has_suffix (name, ".tsv") || g_str_has_suffix (name, ".tsv.gz") ||
         g_str_has_suffix (name, ".tab");
}

CpTable *
cp_csv_read (const char *path, const CpCsvOptions *options, const CpProgress *progress,
             GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (path != NULL, NULL);
  if (options == NULL)
    options = &default_options;
  g_autofree char *base = g_str_equal (path, "-") ? g_strdup ("standard input") : g_path_get_basename (path);
  const char *place = options->place != NULL ? options->place : base;
  g_autoptr (GBytes) bytes = cp_csv_source_open (path, place, cancellable, error);
  if (bytes == NULL)
    return NULL;
  return read_text (bytes, place, options, has_tsv_name (path), CP_CSV_CHUNK_SIZE, progress, cancellable,
                    error);
}

CpTable *
cp_csv_read_chunked (GBytes *bytes, const CpCsvOptions *options, gsize chunk_size, const CpProgress *progress,
                     GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (chunk_size > 0, NULL);
  if (options == NULL)
    options = &default_options;
  const char *place = options->place != NULL ? options->place : "the table";
  return read_text (bytes, place, options, FALSE, chunk_size, progress, cancellable, error);
}

CpTable *
cp_csv_read_bytes (GBytes *bytes, const CpCsvOptions *options, const CpProgress *progress,
                   GCancellable *cancellable, GError **error) {
  return cp_csv_read_chunked (bytes, options, CP_CSV_CHUNK_SIZE, progress, cancellable, error);
}
