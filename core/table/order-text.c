#include "core/base/parallel.h"
#include "core/base/sort.h"
#include "core/table/order-private.h"

/* Text is sorted by seven bytes at a time: a key holds them and, in its last byte, how many there were, 8 for
 * "more follow". Rows with equal keys and more to follow form a run that is sorted by the next seven. Runs of
 * many rows are sorted one after the other on all cores, the others side by side. */

#define BYTES 7
#define MORE (BYTES + 1)
#define LARGE 65536 /* rows */

typedef struct {
  gsize begin, n;
  gsize depth; /* bytes already equal */
} Run;

typedef struct {
  const CpColumn *column;
  guint32 *rows;
  guint64 *keys; /* (n) */
  guint64 mask;  /* all ones to descend */
  GArray *small; /* of Run */
} TextSort;

static guint64
make_key (const CpColumn *column, guint32 row, gsize depth) {
  gsize length;
  const guchar *bytes = (const guchar *)cp_column_get_text (column, row, &length) + depth;
  gsize left = length - depth;
  guint64 key = MIN (left, MORE);
  for (gsize i = 0; i < MIN (left, BYTES); i++)
    key |= (guint64)bytes[i] << (8 * (BYTES - i));
  return key;
}

/* The runs that are left once the keys of @run are sorted. */
static void
push_runs (const TextSort *sort, const Run *run, GArray *runs) {
  gsize end = run->begin + run->n;
  for (gsize i = run->begin, next; i < end; i = next) {
    for (next = i + 1; next < end && sort->keys[next] == sort->keys[i];)
      next++;
    gboolean has_more = ((sort->keys[i] ^ sort->mask) & 0xff) == MORE;
    if (has_more && next - i > 1)
      g_array_append_vals (runs, &(Run){i, next - i, run->depth + BYTES}, 1);
  }
}

static gboolean
pop_run (GArray *runs, Run *out) {
  if (runs->len == 0)
    return FALSE;
  *out = g_array_index (runs, Run, runs->len - 1);
  g_array_set_size (runs, runs->len - 1);
  return TRUE;
}

static void
sort_small_runs (gsize first, gsize last, guint worker, gpointer data) {
  TextSort *sort = data;
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (Run));
  g_array_append_vals (runs, &g_array_index (sort->small, Run, first), (guint)(last - first));
  Run run;
  while (pop_run (runs, &run)) {
    for (gsize i = run.begin; i < run.begin + run.n; i++)
      sort->keys[i] = make_key (sort->column, sort->rows[i], run.depth) ^ sort->mask;
    cp_sort_keys (sort->keys + run.begin, sort->rows + run.begin, run.n);
    push_runs (sort, &run, runs);
  }
}

typedef struct {
  TextSort *sort;
  const Run *run;
  const guint64 *by_row; /* (run->n): the rows, ascending */
  const guint32 *places; /* (run->n): where each stands in the run */
} LargeRun;

static void
make_large_keys (gsize begin, gsize end, guint worker, gpointer data) {
  const LargeRun *large = data;
  for (gsize i = begin; i < end; i++)
    large->sort->keys[large->run->begin + large->places[i]] =
        make_key (large->sort->column, (guint32)large->by_row[i], large->run->depth) ^ large->sort->mask;
}

/* The texts are read in the order in which they lie in memory, whatever the order of the run. */
static gboolean
sort_large_run (TextSort *sort, const Run *run, GCancellable *cancellable) {
  g_autofree guint64 *by_row = g_new (guint64, run->n);
  g_autofree guint32 *places = g_new (guint32, run->n);
  gboolean is_ascending = TRUE;
  for (gsize i = 0; i < run->n; i++) {
    by_row[i] = sort->rows[run->begin + i];
    places[i] = (guint32)i;
    is_ascending &= i == 0 || by_row[i - 1] < by_row[i];
  }
  LargeRun large = {sort, run, by_row, places};
  return (is_ascending || cp_sort_keys_parallel (by_row, places, run->n, cancellable)) &&
         cp_parallel_for (run->n, LARGE / 4, make_large_keys, &large, cancellable) &&
         cp_sort_keys_parallel (sort->keys + run->begin, sort->rows + run->begin, run->n, cancellable);
}

gboolean
cp_order_by_text (guint32 *rows, gsize n, const CpColumn *column, gboolean is_descending,
                  GCancellable *cancellable) {
  g_autofree guint64 *keys = g_new (guint64, n);
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (Run));
  g_autoptr (GArray) small = g_array_new (FALSE, FALSE, sizeof (Run));
  TextSort sort = {column, rows, keys, is_descending ? G_MAXUINT64 : 0, small};
  Run run = {.n = n};
  g_array_append_val (runs, run);
  while (pop_run (runs, &run)) {
    if (run.n < LARGE) {
      g_array_append_val (small, run);
      continue;
    }
    if (!sort_large_run (&sort, &run, cancellable))
      return FALSE;
    push_runs (&sort, &run, runs);
  }
  return cp_parallel_for (small->len, 64, sort_small_runs, &sort, cancellable);
}
