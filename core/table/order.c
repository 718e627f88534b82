#include "core/table/order.h"

#include "core/base/parallel.h"
#include "core/base/sort.h"
#include "core/table/order-private.h"

#include <math.h>

guint32 *
cp_order_new (gsize n_rows) {
  guint32 *rows = g_new (guint32, n_rows);
  for (gsize r = 0; r < n_rows; r++)
    rows[r] = (guint32)r;
  return rows;
}

/* The present rows are moved to the front, each with its key; the missing ones go to @missing. Both keep
 * their order. */
typedef struct {
  guint32 *rows, *missing; /* (n) */
  guint64 *keys;           /* (n) */
  gsize n_present, n_missing;
} Parted;

static void
parted_init (Parted *parted, guint32 *rows, gsize n) {
  *parted = (Parted){.rows = rows, .missing = g_new (guint32, n), .keys = g_new (guint64, n)};
}

static void
parted_clear (Parted *parted) {
  g_free (parted->missing);
  g_free (parted->keys);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parted, parted_clear)

static inline void
take_row (Parted *parted, guint32 row, gboolean is_missing, guint64 key) {
  if (is_missing) {
    parted->missing[parted->n_missing++] = row;
    return;
  }
  parted->keys[parted->n_present] = key;
  parted->rows[parted->n_present++] = row;
}

static void
append_missing (Parted *parted) {
  memcpy (parted->rows + parted->n_present, parted->missing, parted->n_missing * sizeof *parted->rows);
}

gboolean
cp_order_by_values (guint32 *rows, gsize n, const double *values, gsize stride, gboolean is_descending,
                    GCancellable *cancellable) {
  guint64 mask = is_descending ? G_MAXUINT64 : 0;
  g_auto (Parted) parted;
  parted_init (&parted, rows, n);
  for (gsize i = 0; i < n; i++) {
    guint32 row = rows[i];
    double value = values[row * stride];
    take_row (&parted, row, isnan (value), cp_sort_key_from_double (value) ^ mask);
  }
  append_missing (&parted);
  return cp_sort_keys_parallel (parted.keys, rows, parted.n_present, cancellable);
}

static gboolean
order_by_codes (guint32 *rows, gsize n, const CpColumn *column, gboolean is_descending,
                GCancellable *cancellable) {
  const guint32 *codes = cp_column_get_codes (column);
  guint64 mask = is_descending ? G_MAXUINT64 : 0;
  g_auto (Parted) parted;
  parted_init (&parted, rows, n);
  for (gsize i = 0; i < n; i++) {
    guint32 row = rows[i];
    take_row (&parted, row, codes[row] == CP_MISSING, codes[row] ^ mask);
  }
  append_missing (&parted);
  return cp_sort_keys_parallel (parted.keys, rows, parted.n_present, cancellable);
}

static gboolean
order_by_text (guint32 *rows, gsize n, const CpColumn *column, gboolean is_descending,
               GCancellable *cancellable) {
  g_auto (Parted) parted;
  parted_init (&parted, rows, n);
  for (gsize i = 0; i < n; i++) {
    guint32 row = rows[i];
    take_row (&parted, row, cp_column_is_missing (column, row), 0);
  }
  append_missing (&parted);
  return cp_order_by_text (rows, parted.n_present, column, is_descending, cancellable);
}

gboolean
cp_order_by_column (guint32 *rows, gsize n, const CpColumn *column, gboolean is_descending,
                    GCancellable *cancellable) {
  switch (cp_column_get_type (column)) {
  case CP_COLUMN_NUMBER:
    return cp_order_by_values (rows, n, cp_column_get_numbers (column), 1, is_descending, cancellable);
  case CP_COLUMN_CATEGORY:
  case CP_COLUMN_BOOLEAN:
    return order_by_codes (rows, n, column, is_descending, cancellable);
  case CP_COLUMN_TEXT:
    return order_by_text (rows, n, column, is_descending, cancellable);
  }
  g_return_val_if_reached (FALSE);
}

/* --- filtering
 * ---------------------------------------------------------------------------------------------- */

#define FILTER_CHUNK 16384

typedef struct {
  const guint32 *rows;
  const CpFilter *filter;
  guint32 *found; /* (n): what a chunk finds stands from the chunk's begin on */
  gsize *n_found; /* (n_chunks) */
} Filtering;

static void
filter_chunk (gsize begin, gsize end, guint worker, gpointer data) {
  Filtering *filtering = data;
  guint32 *found = filtering->found + begin;
  gsize n = 0;
  for (gsize i = begin; i < end; i++) {
    found[n] = filtering->rows[i];
    n += cp_filter_matches (filtering->filter, filtering->rows[i]) != 0;
  }
  filtering->n_found[begin / FILTER_CHUNK] = n;
}

guint32 *
cp_order_filter (const guint32 *rows, gsize n, const CpFilter *filter, gsize *out_n,
                 GCancellable *cancellable) {
  gsize n_chunks = (n + FILTER_CHUNK - 1) / FILTER_CHUNK, at = 0;
  g_autofree guint32 *found = g_new (guint32, MAX (n, 1)); /* so that nothing found is not NULL */
  g_autofree gsize *n_found = g_new (gsize, n_chunks);
  Filtering filtering = {rows, filter, found, n_found};
  *out_n = 0;
  if (!cp_parallel_for (n, FILTER_CHUNK, filter_chunk, &filtering, cancellable))
    return NULL;
  for (gsize c = 0; c < n_chunks; c++) {
    memmove (found + at, found + c * FILTER_CHUNK, n_found[c] * sizeof *found);
    at += n_found[c];
  }
  *out_n = at;
  return g_renew (guint32, g_steal_pointer (&found), MAX (at, 1));
}
