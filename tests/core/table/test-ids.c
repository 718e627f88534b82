#include "core/table/ids.h"
#include "tests/fixture.h"

#include <math.h>

static gboolean
is_id_numbers (const double *values, gsize n_rows) {
  g_autoptr (CpColumn) column = cp_column_new_number ("c", values, n_rows);
  return cp_column_is_id (column);
}

static void
test_numbers (void) {
  static const double ascending[] = {1, 2, 5}, shuffled[] = {7, -3, 9}, repeated[] = {7, 3, 7};
  static const double fractions[] = {1, 2.5, 3}, missing[] = {1, NAN, 3};
  g_assert_true (is_id_numbers (ascending, 3));
  g_assert_true (is_id_numbers (shuffled, 3));
  g_assert_false (is_id_numbers (repeated, 3));
  g_assert_false (is_id_numbers (fractions, 3));
  g_assert_false (is_id_numbers (missing, 3));
  g_assert_false (is_id_numbers (ascending, 1)); /* one row tells nothing */
  g_assert_false (is_id_numbers (ascending, 0));
}

static void
test_strings (void) {
  static const char *const values[] = {"ann", "bob", "cy"};
  static const guint32 distinct[] = {2, 0, 1}, repeated[] = {0, 1, 0}, missing[] = {0, CP_MISSING, 1};
  g_autoptr (CpColumn) names = cp_column_new_category ("c", distinct, 3, values, 3);
  g_autoptr (CpColumn) classes = cp_column_new_category ("c", repeated, 3, values, 3);
  g_autoptr (CpColumn) gaps = cp_column_new_category ("c", missing, 3, values, 3);
  g_autoptr (CpColumn) flags = cp_column_new_boolean ("c", repeated, 2, "no", "yes");
  g_assert_true (cp_column_is_id (names));
  g_assert_false (cp_column_is_id (classes));
  g_assert_false (cp_column_is_id (gaps));
  g_assert_false (cp_column_is_id (flags));
}

static void
test_splits (void) {
  static const char *const splits[] = {"split", "data_set", "Fold", "train.test split", "SET"};
  static const char *const others[] = {"settlement", "offset", "splits", "", "income"};
  for (gsize i = 0; i < G_N_ELEMENTS (splits); i++)
    g_assert_true (cp_column_is_split_name (splits[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (cp_column_is_split_name (others[i]));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/ids/distinct-integers-name-rows", test_numbers);
  g_test_add_func ("/core/ids/distinct-strings-name-rows-and-booleans-never", test_strings);
  g_test_add_func ("/core/ids/a-word-of-its-name-tells-a-column-that-splits", test_splits);
  return g_test_run ();
}
