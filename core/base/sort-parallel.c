#include "core/base/parallel.h"
#include "core/base/sort.h"

/* As many parts as threads (a power of two) are sorted side by side, then merged in pairs. Each merge is
 * itself cut into pieces of equal output, found by a binary search along a diagonal of the two runs (the
 * merge path of Odeh, Green et al. 2012), so that the last merge keeps every core busy too. A stable order is
 * unique: the number of parts does not show. */

#define MIN_PART 32768
#define MAX_PARTS 16

typedef struct {
  guint64 *keys, *to_keys; /* (n) */
  guint32 *items, *to_items;
  gsize n, n_parts;
  gsize width; /* sorted runs are this many parts wide */
} Sort;

static gsize
get_place (const Sort *sort, gsize part) {
  return sort->n * part / sort->n_parts;
}

static void
sort_parts (gsize first, gsize last, guint worker, gpointer data) {
  const Sort *sort = data;
  for (gsize p = first; p < last; p++) {
    gsize begin = get_place (sort, p), end = get_place (sort, p + 1);
    cp_sort_keys (sort->keys + begin, sort->items + begin, end - begin);
  }
}

/* How many of the first @n_out merged keys come from @a; the rest come from @b. Ties go to @a. */
static gsize
split_merge (const guint64 *a, gsize n_a, const guint64 *b, gsize n_b, gsize n_out) {
  gsize low = n_out > n_b ? n_out - n_b : 0, high = MIN (n_out, n_a);
  while (low < high) {
    gsize middle = low + (high - low) / 2;
    if (a[middle] <= b[n_out - middle - 1])
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Piece @piece of the merge it belongs to: 2 × width pieces a pair of runs. */
static void
merge_piece (const Sort *sort, gsize piece) {
  gsize n_pieces = 2 * sort->width, first = piece / n_pieces * n_pieces, at = piece - first;
  gsize begin = get_place (sort, first), middle = get_place (sort, first + sort->width);
  gsize end = get_place (sort, first + n_pieces), n = end - begin;
  const guint64 *a = sort->keys + begin, *b = sort->keys + middle;
  gsize out = n * at / n_pieces, out_end = n * (at + 1) / n_pieces;
  gsize i = split_merge (a, middle - begin, b, end - middle, out);
  gsize i_end = split_merge (a, middle - begin, b, end - middle, out_end);
  gsize j = out - i, j_end = out_end - i_end;
  for (; out < out_end; out++) {
    gboolean is_left = j == j_end || (i < i_end && a[i] <= b[j]);
    gsize from = is_left ? begin + i++ : middle + j++;
    sort->to_keys[begin + out] = sort->keys[from];
    sort->to_items[begin + out] = sort->items[from];
  }
}

static void
merge_pieces (gsize first, gsize last, guint worker, gpointer data) {
  for (gsize p = first; p < last; p++)
    merge_piece (data, p);
}

gboolean
cp_sort_keys_parallel (guint64 *keys, guint32 *items, gsize n, GCancellable *cancellable) {
  Sort sort = {.keys = keys, .items = items, .n = n, .n_parts = 1, .width = 1};
  gsize most = MIN (cp_parallel_get_n_threads (), MAX_PARTS);
  while (2 * sort.n_parts <= most && n / (2 * sort.n_parts) >= MIN_PART)
    sort.n_parts *= 2;
  if (!cp_parallel_for (sort.n_parts, 1, sort_parts, &sort, cancellable))
    return FALSE;
  if (sort.n_parts == 1)
    return TRUE;
  g_autofree guint64 *spare_keys = g_new (guint64, n);
  g_autofree guint32 *spare_items = g_new (guint32, n);
  sort.to_keys = spare_keys;
  sort.to_items = spare_items;
  for (; sort.width < sort.n_parts; sort.width *= 2) {
    if (!cp_parallel_for (sort.n_parts, 1, merge_pieces, &sort, cancellable))
      return FALSE;
    guint64 *merged_keys = sort.to_keys;
    guint32 *merged_items = sort.to_items;
    sort.to_keys = sort.keys;
    sort.to_items = sort.items;
    sort.keys = merged_keys;
    sort.items = merged_items;
  }
  if (sort.keys != keys) {
    memcpy (keys, sort.keys, n * sizeof *keys);
    memcpy (items, sort.items, n * sizeof *items);
  }
  return TRUE;
}
