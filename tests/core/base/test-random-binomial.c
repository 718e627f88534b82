#include "core/base/random.h"

#include "tests/fixture.h"

#include <math.h>

enum { N_DRAWS = 200000 };

/* Mean n p and variance n p (1 − p), each within five standard errors; the fourth central moment of the
 * binomial gives the error of the variance. */
static void
check_moments (guint64 seed, guint64 n, double p) {
  CpRandom random;
  cp_random_init (&random, seed);
  double mean = (double)n * p, variance = mean * (1 - p), sum = 0, squares = 0;
  for (int i = 0; i < N_DRAWS; i++) {
    guint64 k = cp_random_binomial (&random, n, p);
    g_assert_cmpuint (k, <=, n);
    sum += (double)k - mean;
    squares += ((double)k - mean) * ((double)k - mean);
  }
  double fourth = variance * (1 + 3 * ((double)n - 2) * p * (1 - p));
  assert_close (sum / N_DRAWS, 0, 5 * sqrt (variance / N_DRAWS));
  assert_close (squares / N_DRAWS, variance, 5 * sqrt ((fourth - variance * variance) / N_DRAWS));
}

static void
test_moments (void) {
  check_moments (1, 1, 0.3);
  check_moments (2, 20, 0.1); /* inversion */
  check_moments (3, 1000000, 5e-6);
  check_moments (4, 40, 0.5); /* rejection */
  check_moments (5, 1000, 0.02);
  check_moments (6, 200000, 0.9);
  check_moments (7, 1000000000, 0.25);
}

/* Pearson's statistic over all values with an expected count of at least 10, the rest pooled; its mean is the
 * number of cells less one and its variance twice that. */
static void
check_distribution (guint64 seed, int n, double p) {
  CpRandom random;
  cp_random_init (&random, seed);
  g_autofree double *counts = g_new0 (double, n + 1);
  for (int i = 0; i < N_DRAWS; i++)
    counts[cp_random_binomial (&random, (guint64)n, p)]++;
  double chi = 0, pooled = 0, pooled_expected = 0, n_cells = 0;
  for (int k = 0; k <= n; k++) {
    double expected = N_DRAWS * exp (lgamma (n + 1.0) - lgamma (k + 1.0) - lgamma (n - k + 1.0) +
                                     k * log (p) + (n - k) * log1p (-p));
    if (expected < 10) {
      pooled += counts[k];
      pooled_expected += expected;
      continue;
    }
    chi += (counts[k] - expected) * (counts[k] - expected) / expected;
    n_cells++;
  }
  if (pooled_expected > 1) {
    chi += (pooled - pooled_expected) * (pooled - pooled_expected) / pooled_expected;
    n_cells++;
  }
  g_assert_cmpfloat (chi, <, n_cells - 1 + 4 * sqrt (2 * (n_cells - 1)));
}

static void
test_distribution (void) {
  check_distribution (11, 10, 0.35); /* inversion */
  check_distribution (12, 300, 0.03);
  check_distribution (13, 25, 0.42); /* rejection, at its smallest */
  check_distribution (14, 400, 0.3);
  check_distribution (15, 400, 0.93); /* from the other side */
}

static void
test_certain (void) {
  CpRandom random;
  cp_random_init (&random, 1);
  g_assert_cmpuint (cp_random_binomial (&random, 0, 0.5), ==, 0);
  g_assert_cmpuint (cp_random_binomial (&random, 50, 0), ==, 0);
  g_assert_cmpuint (cp_random_binomial (&random, 50, 1), ==, 50);
}

/* Each cell is binomial on its own, and together they hold every draw. */
static void
test_multinomial (void) {
  static const double weights[] = {3, 0, 0.5, 1.5};
  enum { N_CELLS = G_N_ELEMENTS (weights), N_TIMES = 20000, N = 100 };
  CpRandom random;
  cp_random_init (&random, 8);
  double sums[N_CELLS] = {0}, squares[N_CELLS] = {0};
  for (int i = 0; i < N_TIMES; i++) {
    double counts[N_CELLS], total = 0;
    cp_random_multinomial (&random, N, weights, N_CELLS, counts);
    for (int c = 0; c < N_CELLS; c++) {
      total += counts[c];
      sums[c] += counts[c];
      squares[c] += counts[c] * counts[c];
    }
    g_assert_cmpfloat (total, ==, N);
  }
  for (int c = 0; c < N_CELLS; c++) {
    double p = weights[c] / 5, mean = sums[c] / N_TIMES, variance = N * p * (1 - p);
    assert_close (mean, N * p, 5 * sqrt (variance / N_TIMES));
    assert_close (squares[c] / N_TIMES - mean * mean, variance, 0.06 * variance);
  }
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/random/binomial-has-its-mean-and-variance", test_moments);
  g_test_add_func ("/core/random/binomial-has-its-distribution", test_distribution);
  g_test_add_func ("/core/random/binomial-is-certain-at-the-ends", test_certain);
  g_test_add_func ("/core/random/multinomial-cells-are-binomial", test_multinomial);
  return g_test_run ();
}
