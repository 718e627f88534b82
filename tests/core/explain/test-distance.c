#include "core/explain/distance.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/table/csv.h"
#include "core/table/edits.h"
#include "core/table/groups.h"
#include "core/table/statistics.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

static CpTable *
parse (const char *text) {
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "distance-XXXXXX", NULL);
  int file = g_mkstemp (path);
  g_assert_cmpint (file, >=, 0);
  g_assert_true (g_file_set_contents (path, text, -1, &error));
  CpTable *table = cp_csv_read (path, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_close (file, NULL);
  return table;
}

static CpTable *
take (const CpTable *table, guint32 row) {
  return cp_table_take_rows (table, &row, 1);
}

static CpTable *
edit (const CpTable *row, const char *column, const char *value) {
  g_autoptr (GError) error = NULL;
  gsize index;
  g_assert_true (cp_table_find_column_index (row, column, &index));
  CpTable *edited = cp_table_set_cell (row, 0, index, value, &error);
  g_assert_no_error (error);
  return edited;
}

static CpDistance *
build (CpTable *table, const char *const *ignored) {
  g_autoptr (GError) error = NULL;
  CpDistance *distance = cp_distance_build (table, NULL, ignored, NULL, 0, &error);
  g_assert_no_error (error);
  return distance;
}

/* Rows a and b of the table itself. */
static double
between (const CpDistance *distance, const CpTable *table, guint32 a, guint32 b, CpNorm norm) {
  g_autoptr (CpTable) row_a = take (table, a), row_b = take (table, b);
  return cp_distance_between (distance, row_a, row_b, norm);
}

/* x: 0 3 3 6: mean 3, squares 9 + 9 = 18, deviation sqrt (18 / 3) = sqrt 6. colour: red red red blue:
 * (3/4)² + (1/4)² = 0.625. owner: yes no no no: 0.625. Ignored: y. By hand, from the definition. */
static const char *const small = "x,colour,owner,fixed,y\n"
                                 "0,red,yes,5,0\n"
                                 "3,red,no,5,1\n"
                                 "3,red,no,5,0\n"
                                 "6,blue,no,5,1\n";
static const char *const y_ignored[] = {"y", NULL};

static void
test_hand_values (void) {
  g_autoptr (CpTable) table = parse (small);
  g_autoptr (CpDistance) distance = build (table, y_ignored);
  g_assert_cmpuint (cp_distance_get_n_rows (distance), ==, 4);
  g_assert_cmpuint (cp_distance_get_n_columns (distance), ==, 4);
  g_assert_cmpstr (cp_distance_get_column_name (distance, 3), ==, "fixed");
  assert_close (between (distance, table, 0, 0, CP_NORM_L1), 0, 0);
  assert_close (between (distance, table, 1, 2, CP_NORM_L2), 0, 0);
  assert_close (between (distance, table, 0, 1, CP_NORM_L1), 3 / sqrt (6) + 0.625, 1e-15);
  assert_close (between (distance, table, 0, 3, CP_NORM_L1), 6 / sqrt (6) + 1.25, 1e-15);
  assert_close (between (distance, table, 0, 3, CP_NORM_L2), sqrt (6 + 2 * 0.625 * 0.625), 1e-15);
}

static void
test_an_edited_row (void) {
  g_autoptr (CpTable) table = parse (small);
  g_autoptr (CpDistance) distance = build (table, y_ignored);
  g_autoptr (CpTable) row = take (table, 1);
  /* "aqua" sorts before "blue", so every code of the edited row's own dictionary moves */
  g_autoptr (CpTable) other = edit (row, "colour", "aqua"), moved = edit (other, "x", "9");
  g_autoptr (CpTable) fixed = edit (row, "fixed", "7");
  double out[4];
  g_assert_true (cp_distance_to_all (distance, moved, CP_NORM_L1, out, NULL, NULL));
  assert_close (out[0], 9 / sqrt (6) + 1.25, 1e-15);
  assert_close (out[1], 6 / sqrt (6) + 0.625, 1e-15);
  assert_close (out[3], 3 / sqrt (6) + 0.625, 1e-15);
  assert_close (cp_distance_between (distance, moved, moved, CP_NORM_L1), 0, 0);
  assert_close (cp_distance_between (distance, other, row, CP_NORM_L1), 0.625, 1e-15);
  assert_close (cp_distance_between (distance, fixed, row, CP_NORM_L1), 0, 0); /* a constant column */
}

/* 0.1 three times has a mean that is not 0.1 in binary, so a deviation by rounding alone. */
static void
test_a_constant_column_counts_nothing (void) {
  g_autoptr (CpTable) table = parse ("a,b\n0.1,1.5\n0.1,2.5\n0.1,4.5\n");
  g_autoptr (CpDistance) distance = build (table, NULL);
  g_autoptr (CpTable) row = take (table, 0), edited = edit (row, "a", "100"), empty = edit (row, "a", "");
  g_assert_cmpfloat (cp_distance_between (distance, row, edited, CP_NORM_L1), ==, 0);
  g_assert_cmpfloat (cp_distance_between (distance, row, empty, CP_NORM_L1), ==, 1);
}

/* The present x: 1 2 3: deviation 1. colour: red red blue: 5/9. */
static void
test_missing (void) {
  g_autoptr (CpTable) table = parse ("x,colour\n1,red\n2,\n,blue\n3,red\n,\n");
  g_autoptr (CpDistance) distance = build (table, NULL);
  static const double expected[5][5] = {{0, 2, 1 + 5.0 / 9, 2, 2},
                                        {2, 0, 2, 2, 1},
                                        {1 + 5.0 / 9, 2, 0, 1 + 5.0 / 9, 1},
                                        {2, 2, 1 + 5.0 / 9, 0, 2},
                                        {2, 1, 1, 2, 0}};
  for (guint32 a = 0; a < 5; a++) {
    g_autoptr (CpTable) row = take (table, a);
    double out[5];
    g_assert_true (cp_distance_to_all (distance, row, CP_NORM_L1, out, NULL, NULL));
    for (guint32 b = 0; b < 5; b++) {
      assert_close (out[b], expected[a][b], 1e-15);
      assert_close (between (distance, table, a, b, CP_NORM_L1), expected[a][b], 1e-15);
    }
  }
}

/* A coded word is a statement of its own: not a number, not another word, not nothing. */
static void
test_coded_missing_words (void) {
  g_autoptr (GString) text = g_string_new ("x,z\n");
  for (int i = 0; i < 60; i++)
    g_string_append_printf (text, "%d.5,%d\n", i, i % 3);
  g_string_append (text, "Exempt,0\nExempt,0\nWithheld,0\n,0\n");
  g_autoptr (CpTable) table = parse (text->str);
  g_assert_cmpuint (cp_column_get_n_missing_words (cp_table_find_column (table, "x")), ==, 2);
  g_autoptr (CpDistance) distance = build (table, NULL);
  g_assert_cmpfloat (between (distance, table, 60, 61, CP_NORM_L1), ==, 0);
  g_assert_cmpfloat (between (distance, table, 60, 62, CP_NORM_L1), ==, 1);
  g_assert_cmpfloat (between (distance, table, 60, 63, CP_NORM_L1), ==, 1);
  g_assert_cmpfloat (between (distance, table, 63, 63, CP_NORM_L1), ==, 0);
  g_assert_cmpfloat (between (distance, table, 0, 60, CP_NORM_L1), ==, 1);
  double out[64];
  g_autoptr (CpTable) row = take (table, 60);
  g_assert_true (cp_distance_to_all (distance, row, CP_NORM_L1, out, NULL, NULL));
  for (guint32 b = 0; b < 64; b++)
    g_assert_cmpfloat (out[b], ==, between (distance, table, 60, b, CP_NORM_L1));
}

/* sex: F M F and one row with neither: Σ p² = 4/9 + 1/9. x: 1 2 3 4 halves. */
static void
test_a_one_hot_group_is_one_column (void) {
  g_autoptr (CpTable) table = parse ("x,sex_F,sex_M\n0.5,1,0\n0.5,0,1\n0.5,1,0\n0.5,0,0\n");
  g_autoptr (CpDistance) distance = build (table, NULL);
  g_assert_cmpuint (cp_distance_get_n_columns (distance), ==, 2);
  g_assert_cmpstr (cp_distance_get_column_name (distance, 1), ==, "sex");
  assert_close (between (distance, table, 0, 1, CP_NORM_L1), 5.0 / 9, 1e-15);
  assert_close (between (distance, table, 0, 1, CP_NORM_L2), 5.0 / 9, 1e-15);
  assert_close (between (distance, table, 0, 2, CP_NORM_L1), 0, 0);
  assert_close (between (distance, table, 0, 3, CP_NORM_L1), 1, 0);
  g_autoptr (CpTable) a = take (table, 0), b = take (table, 1);
  g_autoptr (GPtrArray) differences = cp_distance_list_differences (distance, a, b);
  g_assert_cmpuint (differences->len, ==, 1);
  const CpDifference *difference = g_ptr_array_index (differences, 0);
  g_assert_cmpstr (difference->column, ==, "sex");
  g_assert_cmpstr (difference->from, ==, "F");
  g_assert_cmpstr (difference->to, ==, "M");
  assert_close (difference->part, 5.0 / 9, 1e-15);
}

static void
test_left_out (void) {
  g_autoptr (CpTable) table = parse ("id,name,x,sex_F,sex_M,y_no,y_yes\n"
                                     "7,ann,1.5,1,0,1,0\n8,bob,1.5,0,1,0,1\n6,cy,2.5,0,1,0,1\n");
  static const char *const ignored[] = {"y_yes", "nowhere", NULL};
  g_autoptr (CpDistance) distance = build (table, ignored);
  g_assert_cmpuint (cp_distance_get_n_columns (distance), ==, 2);
  g_assert_cmpstr (cp_distance_get_column_name (distance, 0), ==, "x");
  g_assert_cmpstr (cp_distance_get_column_name (distance, 1), ==, "sex");
}

/* Text: words too long and too many to be categories. */
static void
test_text_is_left_out (void) {
  static const char *const cells[] = {"a b", "c d", "a b"};
  static const double numbers[] = {1.5, 2.5, 2.5};
  g_autoptr (CpColumn) text = cp_column_new_text ("t", cells, 3), x = cp_column_new_number ("x", numbers, 3);
  CpColumn *columns[] = {text, x};
  g_autoptr (CpTable) table = cp_table_new ("t", columns, 2, NULL);
  g_autoptr (CpDistance) distance = build (table, NULL);
  g_assert_cmpuint (cp_distance_get_n_columns (distance), ==, 1);
}

static void
test_weights (void) {
  g_autoptr (CpTable) table = parse (small);
  const CpDistanceWeight weights[] = {{"x", 2}, {"owner", 0}};
  g_autoptr (GError) error = NULL;
  g_autoptr (CpDistance) distance = cp_distance_build (table, NULL, y_ignored, weights, 2, &error);
  g_assert_no_error (error);
  assert_close (between (distance, table, 0, 3, CP_NORM_L1), 12 / sqrt (6) + 0.625, 1e-14);
  assert_close (between (distance, table, 0, 3, CP_NORM_L2), sqrt (12 + 0.625 * 0.625), 1e-14);
  double out[4];
  g_autoptr (CpTable) a = take (table, 0), b = take (table, 1);
  g_assert_true (cp_distance_to_all (distance, a, CP_NORM_L2, out, NULL, NULL));
  assert_close (out[3], sqrt (12 + 0.625 * 0.625), 1e-14);
  /* what counts nothing is told all the same */
  g_autoptr (GPtrArray) differences = cp_distance_list_differences (distance, a, b);
  g_assert_cmpuint (differences->len, ==, 2);
  g_assert_cmpstr (((CpDifference *)g_ptr_array_index (differences, 1))->column, ==, "owner");
}

static void
test_refusals (void) {
  g_autoptr (CpTable) table = cp_table_new ("t.csv", NULL, 0, NULL);
  g_autoptr (CpTable) loans = parse (small);
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_distance_build (table, NULL, NULL, NULL, 0, &error));
  assert_message (error, "t.csv: no column is left to compare rows by, once the label, ids, text and what is "
                         "ignored are taken out.");
  const CpDistanceWeight negative = {"x", -1}, label = {"y", 1}, unknown = {"color", 1}, none = {"y", 0};
  g_assert_null (cp_distance_build (loans, NULL, y_ignored, &negative, 1, &error));
  assert_message (error, "column 'x': expected a weight from 0 up, not -1.");
  g_autofree char *expected = g_strdup_printf (
      "%s: column 'y' is a label, an id or text, which distances leave out; it takes no weight.",
      cp_table_get_place (loans));
  g_assert_null (cp_distance_build (loans, NULL, y_ignored, &label, 1, &error));
  assert_message (error, expected);
  g_autofree char *nearest =
      g_strdup_printf ("%s: no column 'color', which the distance asks for; did you mean 'colour'?",
                       cp_table_get_place (loans));
  g_assert_null (cp_distance_build (loans, NULL, y_ignored, &unknown, 1, &error));
  assert_message (error, nearest);
  g_autoptr (CpDistance) distance = cp_distance_build (loans, NULL, y_ignored, &none, 1, &error);
  g_assert_no_error (error);
}

static void
test_a_table_of_one_row (void) {
  g_autoptr (CpTable) table = parse ("x,colour\n1.5,red\n");
  g_autoptr (CpDistance) distance = build (table, NULL);
  g_autoptr (CpTable) far = edit (table, "x", "9"), blue = edit (far, "colour", "blue");
  double out;
  g_assert_true (cp_distance_to_all (distance, far, CP_NORM_L2, &out, NULL, NULL));
  g_assert_cmpfloat (out, ==, 0); /* no deviation to divide by */
  g_assert_true (cp_distance_to_all (distance, blue, CP_NORM_L2, &out, NULL, NULL));
  g_assert_cmpfloat (out, ==, 1); /* two random rows always agree */
}

static void
test_cancelled (void) {
  g_autoptr (CpTable) table = parse (small);
  g_autoptr (CpDistance) distance = build (table, y_ignored);
  g_autoptr (CpTable) row = take (table, 0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_cancellable_cancel (cancellable);
  double out[4];
  g_assert_false (cp_distance_to_all (distance, row, CP_NORM_L1, out, cancellable, &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_CANCELLED);
}

/* --- the twin: the definition read cell by cell, as text, over whole columns --- */

enum { N_NUMBERS = 4, N_CATEGORIES = 3, N_ONE_HOT = 3, N_COLUMNS = N_NUMBERS + N_CATEGORIES + N_ONE_HOT };

static CpTable *
new_random (CpRandom *random, gsize n_rows) {
  static const char *const values[] = {"a", "b", "c", "d"};
  CpColumn *columns[N_COLUMNS];
  g_autofree double *numbers = g_new (double, n_rows);
  g_autofree guint32 *codes = g_new (guint32, n_rows);
  for (guint i = 0; i < N_NUMBERS; i++) {
    g_autofree char *name = g_strdup_printf ("n%u", i);
    for (gsize row = 0; row < n_rows; row++)
      numbers[row] =
          cp_random_below (random, 6) == 0 ? NAN : floor (cp_random_normal (random) * 4) / 4 + 0.125;
    columns[i] = cp_column_new_number (name, numbers, n_rows);
  }
  for (guint i = 0; i < N_CATEGORIES; i++) {
    g_autofree char *name = g_strdup_printf ("c%u", i);
    guint n_values = i == 0 ? 2 : 4;
    for (gsize row = 0; row < n_rows; row++)
      codes[row] =
          cp_random_below (random, 7) == 0 ? CP_MISSING : (guint32)cp_random_below (random, n_values);
    columns[N_NUMBERS + i] = i == 0 ? cp_column_new_boolean (name, codes, n_rows, "no", "yes")
                                    : cp_column_new_category (name, codes, n_rows, values, n_values);
  }
  for (gsize row = 0; row < n_rows; row++)
    codes[row] = row < N_ONE_HOT ? (guint32)row : (guint32)cp_random_below (random, N_ONE_HOT + 1);
  for (guint i = 0; i < N_ONE_HOT; i++) {
    g_autofree char *name = g_strdup_printf ("g_%s", values[i]);
    for (gsize row = 0; row < n_rows; row++)
      numbers[row] = codes[row] == i;
    columns[N_NUMBERS + N_CATEGORIES + i] = cp_column_new_number (name, numbers, n_rows);
  }
  CpTable *table = cp_table_new ("random", columns, N_COLUMNS, NULL);
  for (guint i = 0; i < N_COLUMNS; i++)
    cp_column_unref (columns[i]);
  return table;
}

/* (transfer full): the word of a cell, of the group where @column is N_NUMBERS + N_CATEGORIES; "" is missing
 */
static char *
dup_word (const CpTable *table, guint column, gsize row) {
  if (column < N_NUMBERS + N_CATEGORIES)
    return cp_column_dup_cell (cp_table_get_column (table, column), row);
  for (guint i = 0; i < N_ONE_HOT; i++)
    if (cp_column_get_numbers (cp_table_get_column (table, column + i))[row] == 1)
      return g_strdup (cp_column_get_name (cp_table_get_column (table, column + i)) + 2);
  return g_strdup ("");
}

/* The chance that two random rows agree, by counting the pairs. */
static double
count_agreement (const CpTable *table, guint column) {
  gsize n_rows = cp_table_get_n_rows (table);
  double n_pairs = 0, n_equal = 0;
  for (gsize a = 0; a < n_rows; a++) {
    for (gsize b = 0; b < n_rows; b++) {
      g_autofree char *x = dup_word (table, column, a), *y = dup_word (table, column, b);
      if (*x == '\0' || *y == '\0')
        continue;
      n_pairs++;
      n_equal += strcmp (x, y) == 0;
    }
  }
  return n_equal / n_pairs;
}

static double
naive (const CpTable *table, const double *scales, const CpTable *query, gsize row, CpNorm norm) {
  double sum = 0;
  for (guint i = 0; i <= N_NUMBERS + N_CATEGORIES; i++) {
    g_autofree char *a = dup_word (query, i, 0), *b = dup_word (table, i, row);
    double d = 1;
    if (strcmp (a, b) == 0)
      d = 0;
    else if (*a != '\0' && *b != '\0')
      d = i < N_NUMBERS ? fabs (g_ascii_strtod (a, NULL) - g_ascii_strtod (b, NULL)) / scales[i] : scales[i];
    sum += norm == CP_NORM_L2 ? d * d : d;
  }
  return norm == CP_NORM_L2 ? sqrt (sum) : sum;
}

static void
test_random_against_the_definition (void) {
  CpRandom random;
  cp_random_init (&random, 11);
  for (int round = 0; round < 8; round++) {
    gsize n_rows = 30 + cp_random_below (&random, 40);
    g_autoptr (CpTable) table = new_random (&random, n_rows);
    g_autoptr (CpDistance) distance = build (table, NULL);
    g_assert_cmpuint (cp_distance_get_n_columns (distance), ==, N_NUMBERS + N_CATEGORIES + 1);
    double scales[N_NUMBERS + N_CATEGORIES + 1];
    for (guint i = 0; i <= N_NUMBERS + N_CATEGORIES; i++) {
      scales[i] = i >= N_NUMBERS ? count_agreement (table, i) : 0;
      g_auto (CpColumnStatistics) statistics = {0};
      cp_column_statistics (cp_table_get_column (table, i), &statistics);
      if (i < N_NUMBERS)
        scales[i] = statistics.std;
    }
    g_autofree double *out = g_new (double, n_rows);
    for (int q = 0; q < 6; q++) {
      g_autoptr (CpTable) row = take (table, (guint32)cp_random_below (&random, n_rows));
      g_autoptr (CpTable) edited = edit (row, "c1", q % 2 ? "aa" : ""), query = edit (edited, "n0", "1.75");
      const CpTable *asked = q < 3 ? row : query;
      for (CpNorm norm = CP_NORM_L1; norm <= CP_NORM_L2; norm++) {
        g_assert_true (cp_distance_to_all (distance, asked, norm, out, NULL, NULL));
        for (gsize i = 0; i < n_rows; i++) {
          g_autoptr (CpTable) other = take (table, (guint32)i);
          assert_close (out[i], naive (table, scales, asked, i, norm), 1e-12);
          assert_close (out[i], cp_distance_between (distance, asked, other, norm), 1e-14);
        }
      }
    }
  }
}

/* Many blocks of rows, on one thread and on several: the same bytes. */
static void
test_threads (void) {
  CpRandom random;
  cp_random_init (&random, 12);
  const gsize n_rows = 10007;
  g_autoptr (CpTable) table = new_random (&random, n_rows);
  g_autoptr (CpDistance) distance = build (table, NULL);
  g_autoptr (CpTable) row = take (table, 5000);
  g_autofree double *one = g_new (double, n_rows), *several = g_new (double, n_rows);
  cp_parallel_set_n_threads (1);
  g_assert_true (cp_distance_to_all (distance, row, CP_NORM_L2, one, NULL, NULL));
  cp_parallel_set_n_threads (4);
  g_assert_true (cp_distance_to_all (distance, row, CP_NORM_L2, several, NULL, NULL));
  cp_parallel_set_n_threads (0);
  g_assert_cmpmem (one, n_rows * sizeof (double), several, n_rows * sizeof (double));
  g_assert_cmpfloat (one[5000], ==, 0);
}

static void
test_norms (void) {
  CpNorm norm;
  g_assert_true (cp_norm_parse ("l2", &norm));
  g_assert_cmpint (norm, ==, CP_NORM_L2);
  g_assert_cmpstr (cp_norm_get_name (CP_NORM_L1), ==, "l1");
  g_assert_false (cp_norm_parse ("L3", &norm));
}

/* The naive twin: the distance of a table that never had the deleted rows. Row 3 of 6 alone is green and is
 * farthest out; the group's share of Male falls with rows 3 and 5. */
static void
test_deleted_rows_count_in_no_scale (void) {
  g_autoptr (CpTable) table = parse ("x,colour,fixed,sex_Female,sex_Male\n"
                                     "0,red,5,1,0\n3,red,5,0,1\n1,blue,5,1,0\n"
                                     "60,green,7,0,1\n,blue,5,0,0\n2,,5,0,1\n");
  const guint32 kept[] = {0, 1, 2, 4}, gone[] = {3, 5};
  g_autoptr (CpTable) left = cp_table_take_rows (table, kept, 4);
  g_autoptr (GArray) without = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_vals (without, gone, 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpDistance) distance = cp_distance_build (table, without, NULL, NULL, 0, &error);
  g_assert_no_error (error);
  g_autoptr (CpDistance) twin = build (left, NULL);
  for (guint a = 0; a < 4; a++)
    for (guint b = 0; b < 4; b++)
      assert_close (between (distance, table, kept[a], kept[b], CP_NORM_L1),
                    between (twin, left, a, b, CP_NORM_L1), 1e-15);
  /* x of 0 3 1: deviation sqrt (7/3); colour red red blue blue: 1/2; Female Male Female: 5/9; fixed nothing
   */
  assert_close (between (distance, table, 0, 3, CP_NORM_L1), 60 / sqrt (7.0 / 3) + 0.5 + 5.0 / 9, 1e-12);
  g_assert_true (cp_distance_is_of (distance, table, without));
  g_array_set_size (without, 1);
  g_assert_false (cp_distance_is_of (distance, table, without));
  g_assert_false (cp_distance_is_of (twin, table, without));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/distance/hand-values", test_hand_values);
  g_test_add_func ("/core/distance/an-edited-row-may-hold-what-no-row-holds", test_an_edited_row);
  g_test_add_func ("/core/distance/a-constant-column-counts-nothing", test_a_constant_column_counts_nothing);
  g_test_add_func ("/core/distance/missing-against-a-value-is-1", test_missing);
  g_test_add_func ("/core/distance/a-coded-missing-word-is-a-value-of-its-own", test_coded_missing_words);
  g_test_add_func ("/core/distance/a-one-hot-group-is-one-column", test_a_one_hot_group_is_one_column);
  g_test_add_func ("/core/distance/label-group-ids-and-names-are-left-out", test_left_out);
  g_test_add_func ("/core/distance/text-is-left-out", test_text_is_left_out);
  g_test_add_func ("/core/distance/a-weight-multiplies-what-a-column-counts", test_weights);
  g_test_add_func ("/core/distance/refusals-say-what-was-expected", test_refusals);
  g_test_add_func ("/core/distance/a-table-of-one-row", test_a_table_of_one_row);
  g_test_add_func ("/core/distance/stops-when-cancelled", test_cancelled);
  g_test_add_func ("/core/distance/agrees-with-the-definition-on-random-tables",
                   test_random_against_the_definition);
  g_test_add_func ("/core/distance/the-same-bytes-on-any-number-of-threads", test_threads);
  g_test_add_func ("/core/distance/deleted-rows-count-in-no-scale", test_deleted_rows_count_in_no_scale);
  g_test_add_func ("/core/distance/norms-have-names", test_norms);
  return g_test_run ();
}
