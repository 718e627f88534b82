#include "core/table/csv-private.h"

#include "core/base/parallel.h"
#include <string.h>

/* What a block of bytes holds, for both things that can be true where it begins: [0] no quote is open, [1]
 * one is. */
typedef struct {
  gboolean has_odd_quotes;
  gsize n_newlines[2];       /* outside quotes */
  const char *first_line[2]; /* after the first of them; NULL if there is none */
} Block;

typedef struct {
  const CpCsvText *text;
  const char *body;
  gsize block_size;
  Block *blocks;
} Measuring;

static gsize
count_byte (const char *text, gsize length, char byte) {
  gsize total = 0;
  while (length > 0) { /* sums of 255 fit a byte, so the inner loop becomes one of wide byte vectors */
    const gsize n = MIN (length, 255);
    guint8 count = 0;
    for (gsize i = 0; i < n; i++)
      count = (guint8)(count + (text[i] == byte));
    total += count;
    text += n;
    length -= n;
  }
  return total;
}

static void
measure_blocks (gsize begin, gsize end, guint worker, gpointer data) {
  const Measuring *measuring = data;
  const char newline = measuring->text->newline;
  for (gsize i = begin; i < end; i++) {
    Block *block = &measuring->blocks[i];
    const char *p = measuring->body + i * measuring->block_size;
    const char *stop = p + MIN (measuring->block_size, (gsize)(measuring->text->end - p));
    int is_open = 0;
    while (p < stop) {
      const char *quote = measuring->text->has_quotes ? memchr (p, '"', (gsize)(stop - p)) : NULL;
      const char *segment_end = quote != NULL ? quote : stop;
      block->n_newlines[is_open] += count_byte (p, (gsize)(segment_end - p), newline);
      if (block->first_line[is_open] == NULL && block->n_newlines[is_open] > 0)
        block->first_line[is_open] = (const char *)memchr (p, newline, (gsize)(segment_end - p)) + 1;
      is_open ^= quote != NULL;
      p = segment_end + 1;
    }
    block->has_odd_quotes = is_open != 0;
  }
}

static void
append_chunk (GArray *chunks, const char *start, gsize first_row) {
  CpCsvChunk chunk = {.start = start, .first_row = first_row};
  g_array_append_val (chunks, chunk);
}

/* Ends each chunk where the next begins. */
static void
close_chunks (GArray *chunks, const char *end, gsize n_rows) {
  for (guint i = 0; i < chunks->len; i++) {
    CpCsvChunk *chunk = &g_array_index (chunks, CpCsvChunk, i);
    gboolean is_last = i + 1 == chunks->len;
    chunk->limit = is_last ? end : chunk[1].start;
    chunk->n_rows = (is_last ? n_rows : chunk[1].first_row) - chunk->first_row;
  }
}

static GArray *
split_by_guess (const CpCsvText *text, const char *body, gsize chunk_size, gsize *out_n_rows,
                GCancellable *cancellable) {
  const gsize n_blocks = (gsize)(text->end - body) / chunk_size + 1;
  g_autofree Block *blocks = g_new0 (Block, n_blocks);
  Measuring measuring = {text, body, chunk_size, blocks};
  if (!cp_parallel_for (n_blocks, 1, measure_blocks, &measuring, cancellable))
    return NULL;

  GArray *chunks = g_array_new (FALSE, FALSE, sizeof (CpCsvChunk));
  append_chunk (chunks, body, 0);
  gsize n_newlines = 0;
  int is_open = 0;
  for (gsize i = 0; i < n_blocks; i++) {
    const char *start = blocks[i].first_line[is_open];
    if (i > 0 && start != NULL && start < text->end)
      append_chunk (chunks, start, n_newlines + 1);
    n_newlines += blocks[i].n_newlines[is_open];
    is_open ^= blocks[i].has_odd_quotes;
  }
  *out_n_rows = n_newlines + 1;
  close_chunks (chunks, text->end, *out_n_rows);
  return chunks;
}

static GArray *
split_exactly (const CpCsvText *text, const char *body, gsize n_columns, gsize chunk_size, gsize *out_n_rows,
               GCancellable *cancellable) {
  GArray *chunks = g_array_new (FALSE, FALSE, sizeof (CpCsvChunk));
  CpCsvProblem problem;
  gsize n_rows = 0;
  const char *p = body, *next = body;
  while (p < text->end) {
    if (p >= next) {
      if (g_cancellable_is_cancelled (cancellable)) {
        g_array_unref (chunks);
        return NULL;
      }
      append_chunk (chunks, p, n_rows);
      next = p + MIN (chunk_size, (gsize)(text->end - p));
    }
    if (n_columns > 1 && cp_csv_skip_blank_line (text, &p)) {
      p = cp_csv_skip_line_end (text, p);
      continue;
    }
    n_rows++;
    if (cp_csv_scan_record (text, &p, &problem) != n_columns)
      break; /* reading the chunk will find it again, and say it */
  }
  close_chunks (chunks, text->end, n_rows);
  *out_n_rows = n_rows;
  return chunks;
}

GArray *
cp_csv_split (const CpCsvText *text, const char *body, gsize n_columns, gsize chunk_size, gboolean is_exact,
              gsize *out_n_rows, GCancellable *cancellable) {
  return is_exact ? split_exactly (text, body, n_columns, chunk_size, out_n_rows, cancellable)
                  : split_by_guess (text, body, chunk_size, out_n_rows, cancellable);
}
