#include "core/metrics/discovery.h"

#include "core/base/random.h"
#include "tests/fixture.h"

#include <math.h>

/* Fisher's lady tasting tea (The Design of Experiments, 1935; also the example of R's fisher.test): 34/70;
 * and R's table of convictions of like-sex twins, p = 0.0005367241. scipy.stats.fisher_exact prints the same.
 */
static void
test_published (void) {
  assert_close (cp_fisher_exact (3, 1, 1, 3), 34.0 / 70, 1e-12);
  assert_close (cp_fisher_exact (2, 10, 15, 3), 0.0005367241, 5e-11);
  assert_close (cp_fisher_exact (8, 2, 1, 5), 0.034965034965034975, 1e-12); /* scipy's documentation */
}

static double
choose (double n, double k) {
  return lgamma (n + 1) - lgamma (k + 1) - lgamma (n - k + 1);
}

/* The naive twin: every table with these sums, by binomial coefficients. */
static double
enumerate (double a, double b, double c, double d) {
  double n = a + b + c + d, p = 0, own = 0;
  for (int pass = 0; pass < 2; pass++) {
    for (double k = fmax (0, a - d); k <= fmin (a + b, a + c); k++) {
      double mass = exp (choose (a + b, k) + choose (c + d, a + c - k) - choose (n, a + c));
      if (pass == 0 && k == a)
        own = mass;
      if (pass == 1 && mass <= own * (1 + 1e-7))
        p += mass;
    }
  }
  return fmin (p, 1);
}

static void
test_twin (void) {
  CpRandom random;
  cp_random_init (&random, 5);
  for (guint i = 0; i < 3000; i++) {
    guint64 most = i % 3 == 0 ? 6 : i % 3 == 1 ? 40 : 900;
    double cells[4];
    for (guint c = 0; c < 4; c++)
      cells[c] = (double)cp_random_below (&random, most);
    double found = cp_fisher_exact (cells[0], cells[1], cells[2], cells[3]);
    if (cells[0] + cells[1] == 0 || cells[2] + cells[3] == 0) {
      g_assert_true (isnan (found));
      continue;
    }
    double twin = enumerate (cells[0], cells[1], cells[2], cells[3]);
    assert_close (found, twin, 1e-9 + 1e-6 * twin);
    assert_close (cp_fisher_exact (cells[2], cells[3], cells[0], cells[1]), found, 1e-9); /* either way */
    assert_close (cp_fisher_exact (cells[1], cells[0], cells[3], cells[2]), found, 1e-9);
  }
}

static void
test_ends (void) {
  assert_close (cp_fisher_exact (5, 0, 7, 0), 1, 1e-12); /* all of both */
  assert_close (cp_fisher_exact (50, 50, 500, 500), 1, 1e-12);
  g_assert_true (isnan (cp_fisher_exact (0, 0, 3, 4)));
  g_assert_cmpfloat (cp_fisher_exact (0, 500000, 500000, 0), ==, 0); /* beyond the smallest double */
}

/* Benjamini and Hochberg 1995, section 3: of these 15 p-values four are found at 5 %, as R's
 * p.adjust (p, "BH") says: 0.0015, 0.003, 0.0095, 0.035625, 0.0603, … */
static void
test_example (void) {
  const double p[] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                      0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000};
  double q[G_N_ELEMENTS (p)];
  cp_benjamini_hochberg (p, G_N_ELEMENTS (p), q);
  assert_close (q[0], 0.0015, 1e-12);
  assert_close (q[1], 0.003, 1e-12);
  assert_close (q[2], 0.0095, 1e-12);
  assert_close (q[3], 0.035625, 1e-12);
  assert_close (q[4], 0.0603, 1e-12);
  g_assert_cmpfloat (q[14], ==, 1);
}

/* The naive twin: of every entry the least of p × n / rank over those not smaller. */
static void
test_q_twin (void) {
  CpRandom random;
  cp_random_init (&random, 9);
  for (guint i = 0; i < 200; i++) {
    double p[20], q[20];
    guint n = 1 + (guint)cp_random_below (&random, 20), n_tested = 0;
    for (guint k = 0; k < n; k++) {
      p[k] = cp_random_below (&random, 8) == 0 ? NAN : floor (cp_random_uniform (&random) * 50) / 50;
      n_tested += !isnan (p[k]);
    }
    cp_benjamini_hochberg (p, n, q);
    for (guint k = 0; k < n; k++) {
      double least = 1;
      for (guint j = 0; j < n; j++) {
        guint rank = 0;
        for (guint other = 0; other < n; other++)
          rank += p[other] <= p[j];
        if (p[j] >= p[k])
          least = fmin (least, p[j] * n_tested / rank);
      }
      if (isnan (p[k]))
        g_assert_true (isnan (q[k]));
      else
        assert_close (q[k], least, 1e-12);
    }
  }
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/discovery/fisher-equals-published-tables", test_published);
  g_test_add_func ("/core/discovery/fisher-equals-every-table-counted", test_twin);
  g_test_add_func ("/core/discovery/fisher-at-the-ends", test_ends);
  g_test_add_func ("/core/discovery/q-values-equal-the-published-example", test_example);
  g_test_add_func ("/core/discovery/q-values-equal-their-definition", test_q_twin);
  return g_test_run ();
}
