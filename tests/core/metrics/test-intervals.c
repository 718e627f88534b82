#include "core/metrics/intervals.h"

#include "tests/fixture.h"

#include <math.h>

/* Newcombe, "Two-sided confidence intervals for the single proportion" (Statistics in Medicine 1998), Table
 * I, method 3 (score): printed to four decimals. */
static void
test_published (void) {
  static const struct {
    double successes, trials, low, high;
  } rows[] = {
      {81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}};
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    CpInterval found = cp_interval_wilson (rows[i].successes, rows[i].trials, 0.95);
    assert_close (found.low, rows[i].low, 5e-5);
    assert_close (found.high, rows[i].high, 5e-5);
  }
}

/* The ends are the shares p whose score test just rejects: |x − n p| = z √(n p (1 − p)), z the normal
 * quantile of the level (2.575829303548901 at 99 %, from tables). */
static void
test_score_test (void) {
  CpInterval found = cp_interval_wilson (37, 90, 0.99);
  for (int i = 0; i < 2; i++) {
    double p = i == 0 ? found.low : found.high;
    assert_close (fabs (37 - 90 * p) / sqrt (90 * p * (1 - p)), 2.575829303548901, 1e-12);
  }
  found = cp_interval_wilson (12.5, 40.25, 0.95); /* an effective sample size need not be whole */
  assert_close (fabs (12.5 - 40.25 * found.low) / sqrt (40.25 * found.low * (1 - found.low)),
                1.959963984540054, 1e-12);
}

static void
test_ends (void) {
  g_assert_cmpfloat (cp_interval_wilson (0, 3, 0.95).low, ==, 0);
  g_assert_cmpfloat (cp_interval_wilson (3, 3, 0.95).high, ==, 1);
  for (int n = 1; n < 500; n++) {
    CpInterval none = cp_interval_wilson (0, n, 0.95), all = cp_interval_wilson (n, n, 0.95);
    g_assert_cmpfloat (none.low, >=, 0);
    g_assert_cmpfloat (all.high, <=, 1);
    assert_close (none.high, 1 - all.low, 1e-12);
  }
  g_assert_true (isnan (cp_interval_wilson (0, 0, 0.95).low));
  g_assert_true (isnan (cp_interval_wilson (0, 0, 0.95).high));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/intervals/wilson-equals-the-published-table", test_published);
  g_test_add_func ("/core/intervals/wilson-inverts-the-score-test", test_score_test);
  g_test_add_func ("/core/intervals/wilson-stays-between-0-and-1", test_ends);
  return g_test_run ();
}
