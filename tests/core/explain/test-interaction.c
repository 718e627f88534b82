#include "core/explain/interaction.h"

#include "core/base/random.h"
#include "tests/fixture.h"

#include <math.h>

/* One run of ten equal values: the effect is 3 · level, so the deviation of the effect is all that the level
 * explains: 3 · deviation of 0 … 9, which is √8.25. */
static void
test_an_effect_that_follows_the_other_column (void) {
  double x[10], effects[10], levels[10], turned[10];
  for (guint i = 0; i < 10; i++) {
    x[i] = 1;
    levels[i] = i;
    effects[i] = 3 * levels[i] + 7;
    turned[i] = -effects[i];
  }
  assert_close (cp_interaction_measure (x, effects, levels, 10, FALSE), 3 * sqrt (8.25), 1e-12);
  assert_close (cp_interaction_measure (x, turned, levels, 10, FALSE), 3 * sqrt (8.25), 1e-12);
  for (guint i = 0; i < 10; i++)
    levels[i] = 4; /* it does not vary */
  assert_close (cp_interaction_measure (x, effects, levels, 10, FALSE), 0, 0);
}

/* Of categories only rows of one value are compared: here each has one. */
static void
test_categories_are_not_compared (void) {
  const double x[] = {0, 1, 2}, effects[] = {0.1, 0.2, 0.3}, levels[] = {1, 2, 3};
  assert_close (cp_interaction_measure (x, effects, levels, 3, TRUE), 0, 0);
  g_assert_cmpfloat (cp_interaction_measure (x, effects, levels, 3, FALSE), >, 0.05);
}

static void
test_what_is_missing_is_left_out (void) {
  const double x[] = {1, 1, NAN, 1}, effects[] = {1, 3, 100, NAN}, levels[] = {0, 2, 50, 7};
  assert_close (cp_interaction_measure (x, effects, levels, 4, FALSE), 1, 1e-12); /* deviation of 1 and 3 */
  assert_close (cp_interaction_measure (x, effects, levels, 0, FALSE), 0, 0);
}

/* effect = a · b: b is what the effect of a goes with, and a column of chance is not. */
static void
test_a_product_is_found_among_chance (void) {
  enum { N = 2000 };
  static double a[N], b[N], chance[N], effects[N];
  CpRandom random;
  cp_random_init (&random, 3);
  for (guint i = 0; i < N; i++) {
    a[i] = cp_random_normal (&random);
    b[i] = cp_random_normal (&random);
    chance[i] = cp_random_normal (&random);
    effects[i] = a[i] * b[i];
  }
  double found = cp_interaction_measure (a, effects, b, N, FALSE);
  double not_found = cp_interaction_measure (a, effects, chance, N, FALSE);
  assert_close (found, sqrt (2 / G_PI), 0.05); /* mean |a|: each run's slope is a, the deviation of b is 1 */
  g_assert_cmpfloat (not_found, <, 0.25 * found);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/interaction/an-effect-that-follows-the-other-column",
                   test_an_effect_that_follows_the_other_column);
  g_test_add_func ("/core/interaction/categories-are-not-compared", test_categories_are_not_compared);
  g_test_add_func ("/core/interaction/what-is-missing-is-left-out", test_what_is_missing_is_left_out);
  g_test_add_func ("/core/interaction/a-product-is-found-among-chance", test_a_product_is_found_among_chance);
  return g_test_run ();
}
