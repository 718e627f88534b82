#pragma once
#include <gio/gio.h>
#include <string.h>

/* Stable radix sort of 64-bit keys, least significant digit first, O(n) for a fixed width of keys. Only the
 * bits that vary among the keys are sorted, so scores that came from float32 cost half of what full doubles
 * do. Doubles sort through an order-preserving key. */
G_BEGIN_DECLS

/* A key whose unsigned order is the order of the doubles. −0 and +0 give one key; NaN is not allowed. */
static inline guint64
cp_sort_key_from_double (double value) {
  guint64 bits;
  value += 0.0; /* −0 becomes +0 */
  memcpy (&bits, &value, sizeof bits);
  return bits >> 63 ? ~bits : bits | (guint64)1 << 63;
}

static inline double
cp_sort_key_to_double (guint64 key) {
  double value;
  guint64 bits = key >> 63 ? key & ~((guint64)1 << 63) : ~key;
  memcpy (&value, &bits, sizeof value);
  return value;
}

/**
 * cp_sort_keys:
 * @keys: (n), sorted ascending in place
 * @items: (nullable): (n), moved along with the keys; equal keys keep the order of their items
 *
 * Works on the calling thread and takes scratch memory of the same size.
 */
void cp_sort_keys (guint64 *keys, guint32 *items, gsize n);

/* As cp_sort_keys() with items, on all cores when there are many; the same result on any number of them.
 * Takes up to twice the scratch. %FALSE if cancelled: keys and items are then unspecified. */
gboolean cp_sort_keys_parallel (guint64 *keys, guint32 *items, gsize n, GCancellable *cancellable);

/* Ascending, in place; no NaN. */
void cp_sort_doubles (double *values, gsize n);

G_END_DECLS
