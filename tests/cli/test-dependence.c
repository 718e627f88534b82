#include "tests/cli/run.h"
#include "tests/fixture.h"

#include <math.h>

/* The twin: the table written anew with the column set to one value in every row, scored by `predict`. */

#define N_ROWS 6

static const double x[] = {0.1, 0.9, 0.4, 0.7, 0.2, 0.8};
static const char *const sex[] = {"F", "M", "F", "M", "M", "F"};
static const guint y[] = {0, 1, 0, 1, 0, 1};

/* @set_x: NaN for the rows' own; @set_sex: (nullable) */
static char *
write_table (const char *name, double set_x, const char *set_sex) {
  g_autoptr (GString) csv = g_string_new ("x,sex_F,sex_M,idle,y\n");
  for (guint i = 0; i < N_ROWS; i++) {
    gboolean is_female = g_str_equal (set_sex != NULL ? set_sex : sex[i], "F");
    g_string_append_printf (csv, "%g,%d,%d,%u.5,%u\n", isnan (set_x) ? x[i] : set_x, is_female, !is_female,
                            i % 3, y[i]);
  }
  return run_file (name, csv->str);
}

static char *
train (const char *path) {
  char *model = run_file ("d.h5", NULL);
  g_auto (Run) trained =
      run ("train", "--data", path, "--label", "y", "--features", "x,sex_F,sex_M", "-o", model, "--epochs",
           "30", "--learning-rate", "0.05", "--batch", "2", "--quiet", NULL);
  run_assert_done (&trained);
  return model;
}

/* (N_ROWS): the scores with the values set */
static void
score (const char *model, double set_x, const char *set_sex, double *out) {
  g_autofree char *path = write_table ("set.csv", set_x, set_sex);
  g_auto (Run) scored = run ("predict", "--data", path, "--model", model, "--format", "json", NULL);
  run_assert_done (&scored);
  g_autoptr (json_t) json = run_dup_json (&scored);
  for (guint i = 0; i < N_ROWS; i++) {
    g_autofree char *row = g_strdup_printf ("%u", i);
    out[i] = run_get_number (json, "models", "0", "scores", row, "0", NULL);
  }
}

static double
mean (const double *values) {
  double sum = 0;
  for (guint i = 0; i < N_ROWS; i++)
    sum += values[i];
  return sum / N_ROWS;
}

static double
item (json_t *list, gsize i) {
  return json_number_value (json_array_get (list, i));
}

static void
test_a_point_is_the_mean_with_the_column_set (void) {
  g_autofree char *path = write_table ("d.csv", NAN, NULL), *model = train (path);
  g_auto (Run) result = run ("dependence", "--data", path, "--model", model, "--feature", "x", "--row", "3",
                             "--accumulated", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  g_assert_cmpstr (json_string_value (run_get (json, "features", "0", NULL)), ==, "x");
  json_t *told = run_get (json, "models", "0", NULL), *grid = run_get (told, "grid", NULL);
  g_assert_cmpuint (json_array_size (grid), ==, N_ROWS); /* all of so few values */
  for (gsize p = 0; p < N_ROWS; p++) {
    double scores[N_ROWS];
    score (model, item (grid, p), NULL, scores);
    assert_close (item (run_get (told, "mean", NULL), p), mean (scores), 1e-6);
    assert_close (item (run_get (told, "row", "curve", NULL), p), scores[3], 1e-6);
  }
  g_assert_cmpfloat (run_get_number (told, "row", "value", NULL), ==, 0.7);
  /* the second value less the first: rows of the first interval, (0.1, 0.2] and the least, moved along it */
  double low[N_ROWS], high[N_ROWS];
  score (model, item (grid, 0), NULL, low);
  score (model, item (grid, 1), NULL, high);
  json_t *accumulated = run_get (told, "accumulated", NULL);
  assert_close (item (accumulated, 1) - item (accumulated, 0), (high[0] - low[0] + high[4] - low[4]) / 2,
                1e-6);
}

static void
test_two_columns_make_a_matrix (void) {
  g_autofree char *path = write_table ("d.csv", NAN, NULL), *model = train (path);
  g_auto (Run) result = run ("dependence", "--data", path, "--model", model, "--feature", "sex", "--feature",
                             "x", "--points", "3", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  json_t *told = run_get (json, "models", "0", NULL);
  g_assert_cmpuint (json_array_size (run_get (told, "mean", NULL)), ==, 2);
  for (gsize i = 0; i < 2; i++) {
    const char *value = json_string_value (json_array_get (run_get (told, "grid", "0", NULL), i));
    json_t *line = json_array_get (run_get (told, "mean", NULL), i);
    g_assert_cmpuint (json_array_size (line), ==, 3);
    for (gsize j = 0; j < 3; j++) {
      double scores[N_ROWS];
      score (model, item (run_get (told, "grid", "1", NULL), j), value, scores);
      assert_close (item (line, j), mean (scores), 1e-6);
    }
  }
}

static void
test_without_a_column_all_are_ranked (void) {
  g_autofree char *path = write_table ("d.csv", NAN, NULL), *model = train (path);
  g_auto (Run) result = run ("dependence", "--data", path, "--model", model, "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  json_t *ranking = run_get (json, "ranking", NULL), *ranked;
  g_assert_cmpuint (json_array_size (ranking), ==, 2); /* sex is one; idle is not read */
  double before = INFINITY;
  gsize i;
  json_array_foreach (ranking, i, ranked) {
    const char *name = json_string_value (json_object_get (ranked, "feature"));
    double effect = json_number_value (json_object_get (ranked, "effect"));
    g_auto (Run) one =
        run ("dependence", "--data", path, "--model", model, "--feature", name, "--format", "json", NULL);
    g_autoptr (json_t) own = run_dup_json (&one);
    json_t *curve = run_get (own, "models", "0", "mean", NULL);
    double least = INFINITY, most = -INFINITY;
    for (gsize p = 0; p < json_array_size (curve); p++) {
      least = fmin (least, item (curve, p));
      most = fmax (most, item (curve, p));
    }
    assert_close (effect, most - least, 1e-12);
    g_assert_cmpfloat (effect, <=, before);
    before = effect;
  }
}

static void
test_a_column_not_read_says_so (void) {
  g_autofree char *path = write_table ("d.csv", NAN, NULL), *model = train (path);
  g_auto (Run) result = run ("dependence", "--data", path, "--model", model, "--features", "x,sex_F,sex_M",
                             "--feature", "idle", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  g_assert_cmpstr (json_string_value (run_get (json, "models", "0", "not_read", "0", NULL)), ==, "idle");
  json_t *curve = run_get (json, "models", "0", "mean", NULL);
  g_assert_cmpfloat (item (curve, 0), ==, item (curve, 2));
}

static void
test_rows_of_a_file (void) {
  g_autofree char *path = write_table ("d.csv", NAN, NULL), *model = train (path);
  g_auto (Run) result = run ("dependence", "--data", path, "--model", model, "--feature", "sex", "--row", "0",
                             "--format", "csv", NULL);
  run_assert_done (&result);
  g_assert_true (g_str_has_prefix (result.out, "model,output,sex,mean,row 0\nd,"));
}

static void
test_wrong_input_is_one_sentence (void) {
  g_autofree char *path = write_table ("d.csv", NAN, NULL), *model = train (path);
  g_auto (Run) order =
      run ("dependence", "--data", path, "--model", model, "--feature", "sex", "--accumulated", NULL);
  run_assert_refused (&order,
                      "--accumulated: column 'sex' is not a number; accumulated local effects need an "
                      "order.");
  g_auto (Run) column = run ("dependence", "--data", path, "--model", "A=column:x", "--feature", "x", NULL);
  run_assert_refused (&column, "column:x: its scores stand in the table; an edited row cannot be scored "
                               "again.");
  g_auto (Run) row =
      run ("dependence", "--data", path, "--model", model, "--feature", "x", "--row", "6", NULL);
  g_assert_cmpint (row.status, ==, 1);
  g_auto (Run) points =
      run ("dependence", "--data", path, "--model", model, "--feature", "x", "--points", "1", NULL);
  g_assert_cmpint (points.status, ==, 2);
  g_assert_nonnull (g_strstr_len (points.err, -1, "--points 1: expected a number from 2 to 1000."));
  g_auto (Run) same =
      run ("dependence", "--data", path, "--model", model, "--feature", "sex_F", "--feature", "sex_M", NULL);
  run_assert_refused (&same, "--feature sex_F --feature sex_M: both are of the one-hot group 'sex'; expected "
                             "two columns.");
  g_auto (Run) twice =
      run ("dependence", "--data", path, "--model", model, "--feature", "x", "--feature", "x", NULL);
  g_assert_cmpint (twice.status, ==, 2);
}

int
main (int argc, char **argv) {
  run_init (&argc, &argv);
  g_test_add_func ("/cli/dependence/a-point-is-the-mean-with-the-column-set",
                   test_a_point_is_the_mean_with_the_column_set);
  g_test_add_func ("/cli/dependence/two-columns-make-a-matrix", test_two_columns_make_a_matrix);
  g_test_add_func ("/cli/dependence/without-a-column-all-are-ranked", test_without_a_column_all_are_ranked);
  g_test_add_func ("/cli/dependence/a-column-not-read-says-so", test_a_column_not_read_says_so);
  g_test_add_func ("/cli/dependence/rows-of-a-file", test_rows_of_a_file);
  g_test_add_func ("/cli/dependence/wrong-input-is-one-sentence", test_wrong_input_is_one_sentence);
  return g_test_run ();
}
