#include "core/base/random.h"

#include "tests/fixture.h"

#include <math.h>

/* xoshiro256++ from the state {1, 2, 3, 4}: the first outputs published in the Rust rand_xoshiro crate's
 * tests. */
static void
test_reference (void) {
  CpRandom random = {{1, 2, 3, 4}};
  static const guint64 expected[] = {41943041u, 58720359u, 3588806011781223u, 3591011842654386u};
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (cp_random_bits (&random), ==, expected[i]);
}

static void
test_moments (void) {
  CpRandom random;
  cp_random_init (&random, 7);
  const int n = 200000;
  double sum = 0, squares = 0, normal_sum = 0, normal_squares = 0;
  for (int i = 0; i < n; i++) {
    double u = cp_random_uniform (&random), z = cp_random_normal (&random);
    g_assert_true (u >= 0 && u < 1);
    sum += u;
    squares += u * u;
    normal_sum += z;
    normal_squares += z * z;
  }
  /* means 1/2 and 1/3, 0 and 1; four standard errors */
  assert_close (sum / n, 0.5, 4 * sqrt (1.0 / 12 / n));
  assert_close (squares / n, 1.0 / 3, 4 * sqrt (4.0 / 45 / n));
  assert_close (normal_sum / n, 0, 4 / sqrt (n));
  assert_close (normal_squares / n, 1, 4 * sqrt (2.0 / n));
}

static void
test_below (void) {
  CpRandom random;
  cp_random_init (&random, 3);
  int counts[6] = {0};
  for (int i = 0; i < 60000; i++)
    counts[cp_random_below (&random, 6)]++;
  double chi = 0;
  for (int i = 0; i < 6; i++)
    chi += (counts[i] - 10000.0) * (counts[i] - 10000.0) / 10000;
  g_assert_cmpfloat (chi, <, 20.5); /* chi-square, 5 degrees of freedom, p = 0.001 */
}

static void
test_shuffle (void) {
  CpRandom random;
  cp_random_init (&random, 5);
  guint32 items[50];
  gboolean seen[50] = {FALSE};
  for (guint32 i = 0; i < 50; i++)
    items[i] = i;
  cp_random_shuffle (&random, items, 50);
  for (int i = 0; i < 50; i++)
    seen[items[i]] = TRUE;
  for (int i = 0; i < 50; i++)
    g_assert_true (seen[i]);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/random/the-stream-equals-the-published-one", test_reference);
  g_test_add_func ("/core/random/uniform-and-normal-have-their-moments", test_moments);
  g_test_add_func ("/core/random/below-is-unbiased", test_below);
  g_test_add_func ("/core/random/a-shuffle-loses-nothing", test_shuffle);
  return g_test_run ();
}
