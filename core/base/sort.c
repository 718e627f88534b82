#include "core/base/sort.h"

#define MAX_DIGIT_BITS 11 /* 2 048 counters of 4 bytes stay in the first-level cache */
#define SMALL 48          /* insertion sort below */

static void
insertion_sort (guint64 *keys, guint32 *items, gsize n) {
  for (gsize i = 1; i < n; i++) {
    guint64 key = keys[i];
    guint32 item = items != NULL ? items[i] : 0;
    gsize j = i;
    for (; j > 0 && keys[j - 1] > key; j--) {
      keys[j] = keys[j - 1];
      if (items != NULL)
        items[j] = items[j - 1];
    }
    keys[j] = key;
    if (items != NULL)
      items[j] = item;
  }
}

typedef struct {
  guint64 *keys;
  guint32 *items; /* (nullable) */
} Lane;

static void
scatter (Lane from, Lane to, gsize n, guint shift, guint bits) {
  gsize begins[1 << MAX_DIGIT_BITS];
  guint64 mask = ((guint64)1 << bits) - 1;
  memset (begins, 0, (mask + 1) * sizeof *begins);
  for (gsize i = 0; i < n; i++)
    begins[from.keys[i] >> shift & mask]++;
  gsize begin = 0;
  for (gsize digit = 0; digit <= mask; digit++) {
    gsize count = begins[digit];
    begins[digit] = begin;
    begin += count;
  }
  if (from.items == NULL) {
    for (gsize i = 0; i < n; i++)
      to.keys[begins[from.keys[i] >> shift & mask]++] = from.keys[i];
    return;
  }
  for (gsize i = 0; i < n; i++) {
    gsize place = begins[from.keys[i] >> shift & mask]++;
    to.keys[place] = from.keys[i];
    to.items[place] = from.items[i];
  }
}

void
cp_sort_keys (guint64 *keys, guint32 *items, gsize n) {
  if (n < SMALL) {
    insertion_sort (keys, items, n);
    return;
  }
  guint64 varying = 0;
  for (gsize i = 1; i < n; i++)
    varying |= keys[i] ^ keys[0];
  if (varying == 0)
    return;
  guint lowest = (guint)__builtin_ctzll (varying);
  guint n_bits = 64 - (guint)__builtin_clzll (varying) - lowest;
  /* few keys: narrow digits, so that clearing the counters does not outweigh moving the keys */
  guint widest = n < 4096 ? 8 : MAX_DIGIT_BITS;
  guint n_passes = (n_bits + widest - 1) / widest, width = (n_bits + n_passes - 1) / n_passes;

  g_autofree guint64 *spare_keys = g_new (guint64, n);
  g_autofree guint32 *spare_items = items != NULL ? g_new (guint32, n) : NULL;
  Lane from = {keys, items}, to = {spare_keys, spare_items};
  for (guint pass = 0; pass < n_passes; pass++) {
    guint shift = lowest + pass * width;
    scatter (from, to, n, shift, MIN (width, 64 - shift));
    Lane kept = from;
    from = to;
    to = kept;
  }
  if (from.keys != keys) {
    memcpy (keys, from.keys, n * sizeof *keys);
    if (items != NULL)
      memcpy (items, from.items, n * sizeof *items);
  }
}

void
cp_sort_doubles (double *values, gsize n) {
  g_autofree guint64 *keys = g_new (guint64, n);
  for (gsize i = 0; i < n; i++)
    keys[i] = cp_sort_key_from_double (values[i]);
  cp_sort_keys (keys, NULL, n);
  for (gsize i = 0; i < n; i++)
    values[i] = cp_sort_key_to_double (keys[i]);
}
