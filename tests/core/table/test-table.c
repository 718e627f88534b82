#include "core/table/table.h"

#include "core/base/error.h"
#include "tests/fixture.h"

static CpTable *
new_table (const char *const *names, gsize n_names, GError **error) {
  const double values[] = {1, 2};
  CpColumn *columns[32];
  for (gsize i = 0; i < n_names; i++)
    columns[i] = cp_column_new_number (names[i], values, 2);
  CpTable *table = cp_table_new ("people.csv", columns, n_names, error);
  for (gsize i = 0; i < n_names; i++)
    cp_column_unref (columns[i]);
  return table;
}

static void
test_columns_are_found_by_name (void) {
  const char *names[] = {"age", "income"};
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table = new_table (names, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cp_table_get_n_rows (table), ==, 2);
  g_assert_cmpuint (cp_table_get_n_columns (table), ==, 2);
  g_assert_cmpstr (cp_table_get_place (table), ==, "people.csv");
  gsize index = 7;
  g_assert_true (cp_table_find_column_index (table, "income", &index));
  g_assert_cmpuint (index, ==, 1);
  g_assert_true (cp_table_find_column (table, "income") == cp_table_get_column (table, 1));
  g_assert_null (cp_table_find_column (table, "Income"));
  g_assert_true (cp_table_require_column (table, "age", "--label", &error) == cp_table_get_column (table, 0));
  g_assert_no_error (error);
}

static void
test_a_missing_column_names_the_nearest_or_all (void) {
  const char *names[] = {"age", "income", "loan_amount"};
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table = new_table (names, 3, &error);
  g_assert_null (cp_table_require_column (table, "incom", "--label", &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_MISMATCH);
  assert_message (error, "people.csv: no column 'incom', which --label asks for; did you mean 'income'?");
  g_assert_null (cp_table_require_column (table, "LOAN_AMOUNT", NULL, &error));
  assert_message (error, "people.csv: no column 'LOAN_AMOUNT'; did you mean 'loan_amount'?");
  g_assert_null (cp_table_require_column (table, "ethnicity", "the feature specification", &error));
  assert_message (error, "people.csv: no column 'ethnicity', which the feature specification asks for; the "
                         "columns are 'age', 'income' and 'loan_amount'.");
}

static void
test_a_long_list_of_columns_is_cut (void) {
  g_auto (GStrv) names = g_new0 (char *, 23);
  for (gsize i = 0; i < 22; i++)
    names[i] = g_strdup_printf ("column_%" G_GSIZE_FORMAT, i);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table = new_table ((const char *const *)names, 22, &error);
  g_assert_null (cp_table_require_column (table, "sex", NULL, &error));
  g_assert_true (g_str_has_suffix (error->message, "'column_3', 'column_4' and 17 more."));
}

static void
test_equal_names_are_refused_with_both_positions (void) {
  const char *names[] = {"a", "b", "a"};
  g_autoptr (GError) error = NULL;
  g_assert_null (new_table (names, 3, &error));
  assert_message (error, "people.csv: columns 1 and 3 are both named 'a', expected distinct names.");
}

static void
test_unequal_lengths_are_refused (void) {
  const double values[] = {1, 2, 3};
  g_autoptr (CpColumn) a = cp_column_new_number ("a", values, 3);
  g_autoptr (CpColumn) b = cp_column_new_number ("b", values, 2);
  CpColumn *columns[] = {a, b};
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_table_new ("t", columns, 2, &error));
  assert_message (error, "t: column 'b' has 2 rows, expected 3 as in 'a'.");
}

static void
test_notices_are_kept_in_order (void) {
  const char *names[] = {"a"};
  g_autoptr (CpTable) table = new_table (names, 1, NULL);
  g_assert_null (cp_table_get_notices (table)[0]);
  cp_table_add_notice (table, "One.");
  cp_table_add_notice (table, "Two.");
  g_assert_cmpstr (cp_table_get_notices (table)[0], ==, "One.");
  g_assert_cmpstr (cp_table_get_notices (table)[1], ==, "Two.");
  g_assert_null (cp_table_get_notices (table)[2]);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/table/columns-are-found-by-name", test_columns_are_found_by_name);
  g_test_add_func ("/core/table/a-missing-column-names-the-nearest-or-all",
                   test_a_missing_column_names_the_nearest_or_all);
  g_test_add_func ("/core/table/a-long-list-of-columns-is-cut", test_a_long_list_of_columns_is_cut);
  g_test_add_func ("/core/table/equal-names-are-refused-with-both-positions",
                   test_equal_names_are_refused_with_both_positions);
  g_test_add_func ("/core/table/unequal-lengths-are-refused", test_unequal_lengths_are_refused);
  g_test_add_func ("/core/table/notices-are-kept-in-order", test_notices_are_kept_in_order);
  return g_test_run ();
}
