#include "core/base/sort.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "tests/fixture.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
  guint64 key;
  guint32 item;
} Pair;

static int
compare_pairs (gconstpointer a, gconstpointer b) {
  const Pair *x = a, *y = b;
  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return (x->item > y->item) - (x->item < y->item);
}

/* The library's own sort over (key, place) is the twin: a stable sort is a sort by both. */
static void
check_against_qsort (CpRandom *random, gsize n, guint64 mask) {
  g_autofree guint64 *keys = g_new (guint64, n);
  g_autofree guint64 *bare = g_new (guint64, n);
  g_autofree guint32 *items = g_new (guint32, n);
  g_autofree Pair *pairs = g_new (Pair, n);
  for (gsize i = 0; i < n; i++) {
    keys[i] = bare[i] = (cp_random_bits (random) & mask) | 0x100;
    items[i] = (guint32)i;
    pairs[i] = (Pair){keys[i], (guint32)i};
  }
  qsort (pairs, n, sizeof *pairs, compare_pairs);
  cp_sort_keys (keys, items, n);
  cp_sort_keys (bare, NULL, n);
  for (gsize i = 0; i < n; i++) {
    g_assert_cmpuint (keys[i], ==, pairs[i].key);
    g_assert_cmpuint (items[i], ==, pairs[i].item);
    g_assert_cmpuint (bare[i], ==, pairs[i].key);
  }
}

static void
test_random (void) {
  static const guint64 masks[] = {0,     1,          0xff,        0x3ff0000000000000u, 0xfff0000000000000u,
                                  0xf0f, 0x7fffffff, ~(guint64)0, 0x8000000000000001u};
  static const gsize sizes[] = {1, 2, 47, 48, 300, 4095, 4096, 20000};
  CpRandom random;
  cp_random_init (&random, 1);
  for (gsize m = 0; m < G_N_ELEMENTS (masks); m++) {
    for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
      check_against_qsort (&random, sizes[s], masks[m]);
  }
}

/* On one thread it is the sort above; equal keys by the dozen, sizes that no number of parts divides. */
static void
test_parallel (void) {
  static const gsize sizes[] = {0, 1, 65535, 131073, 300007};
  CpRandom random;
  cp_random_init (&random, 2);
  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++) {
    gsize n = sizes[s];
    g_autofree guint64 *keys = g_new (guint64, n);
    g_autofree guint32 *items = g_new (guint32, n);
    for (gsize i = 0; i < n; i++) {
      keys[i] = cp_random_below (&random, 5000) << 40;
      items[i] = (guint32)i;
    }
    for (guint n_threads = 2; n_threads <= 9; n_threads += 3) {
      g_autofree guint64 *one = g_memdup2 (keys, n * sizeof *keys),
                         *many = g_memdup2 (keys, n * sizeof *keys);
      g_autofree guint32 *of_one = g_memdup2 (items, n * sizeof *items);
      g_autofree guint32 *of_many = g_memdup2 (items, n * sizeof *items);
      cp_sort_keys (one, of_one, n);
      cp_parallel_set_n_threads (n_threads);
      g_assert_true (cp_sort_keys_parallel (many, of_many, n, NULL));
      cp_parallel_set_n_threads (0);
      g_assert_cmpmem (many, n * sizeof *many, one, n * sizeof *one);
      g_assert_cmpmem (of_many, n * sizeof *of_many, of_one, n * sizeof *of_one);
    }
  }
}

static void
test_doubles (void) {
  static const double ascending[] = {-INFINITY, -1e300, -1, -5e-324, 0,       5e-324,
                                     1e-15,     0.5,    1,  1e300,   INFINITY};
  for (gsize i = 0; i < G_N_ELEMENTS (ascending); i++) {
    guint64 key = cp_sort_key_from_double (ascending[i]);
    g_assert_cmpfloat (cp_sort_key_to_double (key), ==, ascending[i]);
    if (i > 0)
      g_assert_cmpuint (cp_sort_key_from_double (ascending[i - 1]), <, key);
  }
  g_assert_cmpuint (cp_sort_key_from_double (-0.0), ==, cp_sort_key_from_double (0.0));
  double values[] = {3, -0.0, -7, 0.29, 2};
  cp_sort_doubles (values, G_N_ELEMENTS (values));
  static const double sorted[] = {-7, 0, 0.29, 2, 3};
  for (gsize i = 0; i < G_N_ELEMENTS (sorted); i++)
    g_assert_cmpfloat (values[i], ==, sorted[i]);
  cp_sort_doubles (values, 0);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/sort/random-keys-equal-a-stable-library-sort", test_random);
  g_test_add_func ("/core/sort/all-cores-sort-as-one-does", test_parallel);
  g_test_add_func ("/core/sort/keys-of-doubles-keep-their-order", test_doubles);
  return g_test_run ();
}
