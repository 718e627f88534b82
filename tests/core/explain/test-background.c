#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/explain/background.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

static CpMatrix *
make_matrix (gsize n_rows, gsize width, guint64 seed) {
  CpRandom random;
  cp_random_init (&random, seed);
  CpMatrix *matrix = cp_matrix_new (n_rows, width);
  float *values = cp_matrix_edit_values (matrix);
  for (gsize i = 0; i < n_rows * width; i++)
    values[i] = (float)cp_random_normal (&random);
  return matrix;
}

static double
get_sum (const CpBackground *background) {
  double sum = 0;
  for (gsize i = 0; i < cp_matrix_get_n_rows (background->rows); i++) {
    g_assert_cmpfloat (background->weights[i], >, 0);
    sum += background->weights[i];
  }
  return sum;
}

static void
test_given (void) {
  g_autoptr (CpMatrix) rows = make_matrix (3, 2, 1), none = cp_matrix_new (0, 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpBackground) background =
      cp_background_new (rows, (const double[]){1, 2, 5}, "people.csv", &error);
  g_assert_no_error (error);
  assert_close (background->weights[0], 0.125, 1e-15);
  assert_close (background->weights[2], 0.625, 1e-15);
  g_assert_cmpstr (background->name, ==, "people.csv");
  g_assert_null (cp_background_new (none, NULL, "people.csv", &error));
  assert_message (error, "people.csv: the background has no rows, expected at least one.");
  g_assert_null (cp_background_new (rows, (const double[]){1, 0, 5}, "people.csv", &error));
  assert_message (error, "people.csv: row 1 of the background weighs 0, expected more than 0.");
  g_assert_null (cp_background_new (rows, (const double[]){1, 2, NAN}, "people.csv", &error));
  assert_message (error, "people.csv: row 2 of the background weighs nan, expected more than 0.");
}

static void
test_sampled (void) {
  g_autoptr (CpMatrix) rows = make_matrix (500, 3, 2);
  const float *values = cp_matrix_get_values (rows);
  g_autoptr (CpBackground) background = cp_background_sample (rows, 100, 7);
  g_autoptr (CpBackground) again = cp_background_sample (rows, 100, 7);
  g_autoptr (CpBackground) other = cp_background_sample (rows, 100, 8);
  g_assert_cmpstr (background->name, ==, "100 rows, seed 7");
  g_assert_cmpuint (cp_matrix_get_n_rows (background->rows), ==, 100);
  assert_close (get_sum (background), 1, 1e-12);
  const float *chosen = cp_matrix_get_values (background->rows);
  g_assert_cmpmem (chosen, 300 * sizeof (float), cp_matrix_get_values (again->rows), 300 * sizeof (float));
  g_assert_true (memcmp (chosen, cp_matrix_get_values (other->rows), 300 * sizeof (float)) != 0);
  /* every row drawn is a row of the table, in the table's order, none twice */
  gsize row = 0;
  for (gsize i = 0; i < 100; i++, row++) {
    while (row < 500 && memcmp (values + row * 3, chosen + i * 3, 3 * sizeof (float)) != 0)
      row++;
    g_assert_cmpuint (row, <, 500);
  }
}

static void
test_all (void) {
  g_autoptr (CpMatrix) rows = make_matrix (5, 3, 2);
  g_autoptr (CpBackground) background = cp_background_sample (rows, 100, 7);
  g_assert_cmpstr (background->name, ==, "all 5 rows");
  g_assert_true (background->rows == rows);
  g_autoptr (CpBackground) zero = cp_background_zero (4);
  g_assert_cmpstr (zero->name, ==, "zero row");
  g_assert_cmpuint (cp_matrix_get_n_rows (zero->rows), ==, 1);
  for (gsize i = 0; i < 4; i++)
    g_assert_cmpfloat (cp_matrix_get_values (zero->rows)[i], ==, 0);
}

/* Each of the 10 rows is drawn in 3 of 10 samples: 4 standard errors of 2 000 draws are 0.041. */
static void
test_fair (void) {
  g_autoptr (CpMatrix) rows = make_matrix (10, 1, 3);
  double counts[10] = {0};
  for (guint seed = 0; seed < 2000; seed++) {
    g_autoptr (CpBackground) background = cp_background_sample (rows, 3, seed);
    for (gsize i = 0; i < 3; i++)
      for (gsize row = 0; row < 10; row++)
        counts[row] += cp_matrix_get_values (background->rows)[i] == cp_matrix_get_values (rows)[row];
  }
  for (gsize row = 0; row < 10; row++)
    assert_close (counts[row] / 2000, 0.3, 0.041);
}

/* --- k-means --- */

static double
get_squares (const float *a, const float *b, gsize width) {
  double sum = 0;
  for (gsize i = 0; i < width; i++)
    sum += isnan (a[i] - b[i]) ? 0 : ((double)a[i] - (double)b[i]) * ((double)a[i] - (double)b[i]);
  return sum;
}

/* The law of a settled k-means: each centre is the mean of the rows nearest to it and weighs their share. */
static void
check_settled (const CpMatrix *rows, const CpBackground *background) {
  gsize n = cp_matrix_get_n_rows (rows), width = cp_matrix_get_n_columns (rows);
  gsize n_centres = cp_matrix_get_n_rows (background->rows);
  const float *values = cp_matrix_get_values (rows), *centres = cp_matrix_get_values (background->rows);
  g_autofree double *sums = g_new0 (double, n_centres *width), *present = g_new0 (double, n_centres *width);
  g_autofree double *counts = g_new0 (double, n_centres);
  for (gsize row = 0; row < n; row++) {
    gsize nearest = 0;
    for (gsize c = 1; c < n_centres; c++)
      if (get_squares (values + row * width, centres + c * width, width) <
          get_squares (values + row * width, centres + nearest * width, width))
        nearest = c;
    counts[nearest]++;
    for (gsize i = 0; i < width; i++) {
      float value = values[row * width + i];
      sums[nearest * width + i] += isnan (value) ? 0 : (double)value;
      present[nearest * width + i] += !isnan (value);
    }
  }
  for (gsize c = 0; c < n_centres; c++) {
    assert_close (background->weights[c], counts[c] / (double)n, 1e-12);
    for (gsize i = 0; i < width; i++)
      assert_close ((double)centres[c * width + i], sums[c * width + i] / present[c * width + i], 1e-5);
  }
}

static void
test_settled (void) {
  for (guint run = 0; run < 6; run++) {
    g_autoptr (CpMatrix) rows = make_matrix (200 + 137 * run, 1 + 5 * run, run);
    if (run >= 3)
      for (gsize i = 0; i < 60; i++)
        cp_matrix_edit_values (rows)[i * 7] = NAN;
    g_autoptr (CpBackground) background = cp_background_kmeans (rows, 4 + run, run, NULL, NULL);
    g_assert_cmpuint (cp_matrix_get_n_rows (background->rows), ==, 4 + run);
    assert_close (get_sum (background), 1, 1e-12);
    check_settled (rows, background);
  }
}

static void
test_clear_clusters (void) {
  g_autoptr (CpMatrix) rows = cp_matrix_new (400, 2);
  float *values = cp_matrix_edit_values (rows);
  for (gsize row = 0; row < 400; row++) {
    values[2 * row] = row % 4 == 0 ? 10 : -10;
    values[2 * row + 1] = (float)(row % 2);
  }
  /* 3 distinct rows: (10, 0) 100 times, (−10, 0) 100 times, (−10, 1) 200 times; more centres are not made */
  g_autoptr (CpBackground) background = cp_background_kmeans (rows, 9, 1, NULL, NULL);
  g_assert_cmpuint (cp_matrix_get_n_rows (background->rows), ==, 3);
  g_assert_cmpstr (background->name, ==, "3 centres");
  for (gsize c = 0; c < 3; c++) {
    const float *centre = cp_matrix_get_values (background->rows) + 2 * c;
    assert_close (background->weights[c], centre[1] > 0 ? 0.5 : 0.25, 1e-12);
  }
}

static void
test_threads (void) {
  g_autoptr (CpMatrix) rows = make_matrix (5000, 11, 5);
  cp_parallel_set_n_threads (1);
  g_autoptr (CpBackground) one = cp_background_kmeans (rows, 10, 3, NULL, NULL);
  cp_parallel_set_n_threads (5);
  g_autoptr (CpBackground) many = cp_background_kmeans (rows, 10, 3, NULL, NULL);
  cp_parallel_set_n_threads (0);
  g_assert_cmpmem (cp_matrix_get_values (one->rows), 110 * sizeof (float), cp_matrix_get_values (many->rows),
                   110 * sizeof (float));
  g_assert_cmpmem (one->weights, 10 * sizeof (double), many->weights, 10 * sizeof (double));
}

static void
test_cancelled (void) {
  g_autoptr (CpMatrix) rows = make_matrix (50, 2, 5);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_cancellable_cancel (cancellable);
  g_assert_null (cp_background_kmeans (rows, 10, 3, cancellable, &error));
  assert_message (error, "The work was cancelled.");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/explain/background/weights-given-are-scaled-to-sum-to-one", test_given);
  g_test_add_func ("/core/explain/background/a-sample-is-rows-of-the-table-by-the-seed", test_sampled);
  g_test_add_func ("/core/explain/background/a-small-table-is-taken-whole", test_all);
  g_test_add_func ("/core/explain/background/every-row-is-as-likely", test_fair);
  g_test_add_func ("/core/explain/background/centres-are-the-means-of-the-rows-nearest", test_settled);
  g_test_add_func ("/core/explain/background/distinct-rows-become-their-own-centres", test_clear_clusters);
  g_test_add_func ("/core/explain/background/one-thread-and-many-give-the-same-bytes", test_threads);
  g_test_add_func ("/core/explain/background/stops-when-cancelled", test_cancelled);
  return g_test_run ();
}
