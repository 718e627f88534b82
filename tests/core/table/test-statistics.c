#include "core/table/statistics.h"

#include "core/base/random.h"
#include "tests/fixture.h"
#include <math.h>
#include <stdlib.h>

/* numpy 1.24 and pandas 1.5.3 for [3, 0, 1.5, NaN, 3, -2, 10]: numpy.percentile (default "linear"), std with
 * ddof = 1. */
static void
test_numbers_agree_with_numpy (void) {
  const double values[] = {3, 0, 1.5, NAN, 3, -2, 10};
  g_autoptr (CpColumn) column = cp_column_new_number ("x", values, 7);
  g_auto (CpColumnStatistics) s;
  cp_column_statistics (column, &s);
  g_assert_cmpuint (s.n_rows, ==, 7);
  g_assert_cmpuint (s.n_missing, ==, 1);
  g_assert_cmpuint (s.n_distinct, ==, 5);
  g_assert_cmpuint (s.n_zeros, ==, 1);
  assert_close (s.mean, 2.5833333333333335, 1e-15);
  assert_close (s.std, 4.103859971620214, 1e-14);
  assert_close (s.min, -2, 0);
  assert_close (s.q1, 0.375, 0);
  assert_close (s.median, 2.25, 0);
  assert_close (s.q3, 3, 0);
  assert_close (s.max, 10, 0);
  g_assert_cmpstr (s.top, ==, "3");
  g_assert_cmpuint (s.top_count, ==, 2);
}

static void
test_what_is_undefined_is_nan (void) {
  const double values[] = {NAN, 5};
  g_autoptr (CpColumn) one = cp_column_new_number ("x", values, 2);
  g_auto (CpColumnStatistics) s;
  cp_column_statistics (one, &s);
  assert_close (s.mean, 5, 0);
  assert_close (s.q1, 5, 0);
  g_assert_true (isnan (s.std));
  g_autoptr (CpColumn) none = cp_column_new_number ("x", values, 1);
  g_auto (CpColumnStatistics) t;
  cp_column_statistics (none, &t);
  g_assert_true (isnan (t.mean) && isnan (t.std) && isnan (t.min) && isnan (t.median) && isnan (t.max));
  g_assert_cmpuint (t.n_distinct, ==, 0);
  g_assert_null (t.top);
}

static void
test_zeros_of_both_signs_are_one_value (void) {
  const double values[] = {0.0, -0.0, 1};
  g_autoptr (CpColumn) column = cp_column_new_number ("x", values, 3);
  g_auto (CpColumnStatistics) s;
  cp_column_statistics (column, &s);
  g_assert_cmpuint (s.n_distinct, ==, 2);
  g_assert_cmpuint (s.n_zeros, ==, 2);
  g_assert_cmpstr (s.top, ==, "0");
}

/* The mean of three times 0.1 is not 0.1 in doubles, yet they do not deviate. */
static void
test_one_value_does_not_deviate (void) {
  const double values[] = {0.1, 0.1, NAN, 0.1};
  g_autoptr (CpColumn) column = cp_column_new_number ("x", values, 4);
  g_auto (CpColumnStatistics) s;
  cp_column_statistics (column, &s);
  assert_close (s.mean, 0.1, 0);
  assert_close (s.std, 0, 0);
}

/* A large offset loses the deviation when squares are summed: 1e9 + {4, 7, 13, 16} has variance 30. */
static void
test_a_large_mean_does_not_swallow_the_deviation (void) {
  const double values[] = {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16};
  g_autoptr (CpColumn) column = cp_column_new_number ("x", values, 4);
  g_auto (CpColumnStatistics) s;
  cp_column_statistics (column, &s);
  assert_close (s.mean, 1e9 + 10, 0);
  assert_close (s.std, sqrt (30), 1e-12);
}

static int
compare_doubles (gconstpointer a, gconstpointer b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The naive twin: sort with the C library, count by looking at all pairs, sum in long double. */
static void
test_random_numbers_agree_with_counting (void) {
  CpRandom random;
  cp_random_init (&random, 5);
  for (int run = 0; run < 50; run++) {
    double values[60], sorted[60];
    gsize n = 0, n_rows = 2 + cp_random_below (&random, 58), best = 0, n_distinct = 0;
    for (gsize i = 0; i < n_rows; i++) {
      values[i] = cp_random_below (&random, 5) == 0 ? NAN : (double)cp_random_below (&random, 20) / 4 - 2;
      if (!isnan (values[i]))
        sorted[n++] = values[i];
    }
    qsort (sorted, n, sizeof *sorted, compare_doubles);
    double top = NAN;
    long double sum = 0, squares = 0;
    for (gsize i = 0; i < n; i++) {
      gsize count = 0;
      for (gsize j = 0; j < n; j++)
        count += sorted[j] == sorted[i];
      if (count > best) {
        best = count;
        top = sorted[i];
      }
      n_distinct += i == 0 || sorted[i] != sorted[i - 1];
      sum += sorted[i];
    }
    for (gsize i = 0; i < n; i++)
      squares += (sorted[i] - sum / n) * (sorted[i] - sum / n);
    g_autoptr (CpColumn) column = cp_column_new_number ("x", values, n_rows);
    g_auto (CpColumnStatistics) s;
    cp_column_statistics (column, &s);
    g_assert_cmpuint (s.n_distinct, ==, n_distinct);
    g_assert_cmpuint (s.top_count, ==, best);
    if (n > 0)
      g_assert_cmpfloat (g_ascii_strtod (s.top, NULL), ==, top);
    assert_close (s.mean, n > 0 ? (double)(sum / n) : NAN, 1e-14);
    assert_close (s.std, n > 1 ? (double)sqrtl (squares / (n - 1)) : NAN, 1e-13);
    assert_close (s.median,
                  n == 0  ? NAN
                  : n % 2 ? sorted[n / 2]
                          : (sorted[n / 2 - 1] + sorted[n / 2]) / 2,
                  1e-15);
  }
}

static void
test_words_are_counted (void) {
  const char *values[] = {"b", "a", "never"};
  const guint32 codes[] = {0, 1, CP_MISSING, 1, 0};
  g_autoptr (CpColumn) category = cp_column_new_category ("c", codes, 5, values, 3);
  g_auto (CpColumnStatistics) s;
  cp_column_statistics (category, &s);
  g_assert_cmpuint (s.n_distinct, ==, 2);
  g_assert_cmpuint (s.n_missing, ==, 1);
  g_assert_cmpstr (s.top, ==, "a"); /* as often as b, before it in sort order */
  g_assert_cmpuint (s.top_count, ==, 2);
  g_assert_true (isnan (s.mean) && isnan (s.max));

  const char *cells[] = {"two", "one", NULL, "two"};
  g_autoptr (CpColumn) text = cp_column_new_text ("t", cells, 4);
  g_auto (CpColumnStatistics) t;
  cp_column_statistics (text, &t);
  g_assert_cmpuint (t.n_distinct, ==, 2);
  g_assert_cmpstr (t.top, ==, "two");
  g_assert_cmpuint (t.top_count, ==, 2);

  g_autoptr (CpColumn) boolean = cp_column_new_boolean ("b", (const guint32[]){1, 0}, 2, "yes", "no");
  g_auto (CpColumnStatistics) u;
  cp_column_statistics (boolean, &u);
  g_assert_cmpstr (u.top, ==, "no");
}

/* 1 2 4 7 and a gap: mean 3.5, squares 6.25 + 2.25 + 0.25 + 12.25 = 21 over 3, by hand. 0.1 has no exact sum.
 */
static void
test_moments (void) {
  static const double values[] = {1, NAN, 2, 4, 7}, constant[] = {0.1, 0.1, NAN, 0.1}, one[] = {NAN, 5};
  double mean, deviation;
  g_autoptr (CpColumn) column = cp_column_new_number ("c", values, 5);
  cp_column_moments (column, &mean, &deviation);
  g_assert_cmpfloat (mean, ==, 3.5);
  assert_close (deviation, sqrt (7), 1e-15);
  g_autoptr (CpColumn) same = cp_column_new_number ("c", constant, 4);
  cp_column_moments (same, &mean, &deviation);
  g_assert_cmpfloat (mean, ==, 0.1);
  g_assert_cmpfloat (deviation, ==, 0);
  g_autoptr (CpColumn) alone = cp_column_new_number ("c", one, 2);
  cp_column_moments (alone, &mean, &deviation);
  g_assert_cmpfloat (mean, ==, 5);
  g_assert_true (isnan (deviation));
  g_autoptr (CpColumn) empty = cp_column_new_number ("c", one, 1);
  cp_column_moments (empty, &mean, &deviation);
  g_assert_true (isnan (mean) && isnan (deviation));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/statistics/one-value-does-not-deviate", test_one_value_does_not_deviate);
  g_test_add_func ("/core/statistics/numbers-agree-with-numpy", test_numbers_agree_with_numpy);
  g_test_add_func ("/core/statistics/what-is-undefined-is-nan", test_what_is_undefined_is_nan);
  g_test_add_func ("/core/statistics/zeros-of-both-signs-are-one-value",
                   test_zeros_of_both_signs_are_one_value);
  g_test_add_func ("/core/statistics/a-large-mean-does-not-swallow-the-deviation",
                   test_a_large_mean_does_not_swallow_the_deviation);
  g_test_add_func ("/core/statistics/random-numbers-agree-with-counting",
                   test_random_numbers_agree_with_counting);
  g_test_add_func ("/core/statistics/words-are-counted", test_words_are_counted);
  g_test_add_func ("/core/statistics/moments-of-a-constant-column-are-exact", test_moments);
  return g_test_run ();
}
