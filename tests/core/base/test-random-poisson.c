#include "core/base/random.h"
#include "tests/fixture.h"

#include <math.h>

enum { N_DRAWS = 200000, N_BINS = 400 };

/* Pearson's statistic against the masses of the definition, by logarithms of factorials: with some 30 classes
 * of at least 20 expected draws it passes 75 once in some 10 000 seeds. */
static void
check (double mean, guint64 seed) {
  guint seen[N_BINS] = {0};
  CpRandom random;
  cp_random_init (&random, seed);
  double sum = 0, squares = 0;
  for (guint i = 0; i < N_DRAWS; i++) {
    guint64 n = cp_random_poisson (&random, mean);
    seen[MIN (n, N_BINS - 1)]++;
    sum += (double)n;
    squares += (double)n * (double)n;
  }
  double statistic = 0, found = sum / N_DRAWS;
  guint n_classes = 0;
  for (guint n = 0; n < N_BINS - 1; n++) {
    double expected = N_DRAWS * exp (n * log (mean) - mean - lgamma (n + 1.0));
    if (expected < 20)
      continue;
    statistic += (seen[n] - expected) * (seen[n] - expected) / expected;
    n_classes++;
  }
  g_assert_cmpfloat (statistic, <, n_classes + 6 * sqrt (2.0 * n_classes));
  assert_close (found, mean, 5 * sqrt (mean / N_DRAWS));
  assert_close (squares / N_DRAWS - found * found, mean, 8 * mean / sqrt (N_DRAWS) + 0.01);
}

static void
test_masses (void) {
  static const double means[] = {0.25, 1, 3.5, 15.9, 16, 40, 120.5};
  for (guint i = 0; i < G_N_ELEMENTS (means); i++)
    check (means[i], 7 + i);
}

static void
test_ends (void) {
  CpRandom random;
  cp_random_init (&random, 1);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (cp_random_poisson (&random, 0), ==, 0);
  for (guint i = 0; i < 1000; i++) /* within eight standard deviations */
    assert_close ((double)cp_random_poisson (&random, 1e12), 1e12, 8e6);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/random/poisson-draws-have-the-masses-of-the-definition", test_masses);
  g_test_add_func ("/core/random/poisson-of-none-is-none-and-of-many-is-near-them", test_ends);
  return g_test_run ();
}
