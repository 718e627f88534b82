#include "core/table/column.h"

#include "tests/fixture.h"
#include <math.h>

static void
test_numbers_keep_their_values_and_missing_cells (void) {
  const double values[] = {1.5, NAN, -0.25, 1e300};
  g_autoptr (CpColumn) column = cp_column_new_number ("income", values, 4);
  g_assert_cmpstr (cp_column_get_name (column), ==, "income");
  g_assert_cmpint (cp_column_get_type (column), ==, CP_COLUMN_NUMBER);
  g_assert_cmpuint (cp_column_get_n_rows (column), ==, 4);
  g_assert_cmpuint (cp_column_get_n_missing (column), ==, 1);
  g_assert_true (cp_column_is_missing (column, 1));
  g_assert_false (cp_column_is_missing (column, 3));
  g_assert_null (cp_column_get_missing_word (column, 1));
  g_assert_cmpuint (cp_column_get_n_missing_words (column), ==, 0);
  g_assert_cmpuint (cp_column_get_n_values (column), ==, 0);
  g_assert_cmpfloat (cp_column_get_numbers (column)[2], ==, -0.25);
  g_autofree char *cell = cp_column_dup_cell (column, 3), *missing = cp_column_dup_cell (column, 1);
  g_assert_cmpstr (cell, ==, "1e+300");
  g_assert_cmpstr (missing, ==, "");
}

static void
test_foreign_nans_carry_no_word (void) {
  union {
    guint64 bits;
    double value;
  } odd = {.bits = G_GUINT64_CONSTANT (0xfff8000000000003)};
  g_autoptr (CpColumn) column = cp_column_new_number ("x", &odd.value, 1);
  g_assert_true (cp_column_is_missing (column, 0));
  g_assert_null (cp_column_get_missing_word (column, 0));
}

static void
test_categories_are_sorted_and_recoded (void) {
  const char *values[] = {"b", "Z", "a", "b"};
  const guint32 codes[] = {0, 1, CP_MISSING, 2, 3};
  g_autoptr (CpColumn) column = cp_column_new_category ("c", codes, 5, values, 4);
  g_assert_cmpuint (cp_column_get_n_values (column), ==, 3);
  g_assert_cmpstr (cp_column_get_value (column, 0), ==, "Z");
  g_assert_cmpstr (cp_column_get_value (column, 1), ==, "a");
  g_assert_cmpstr (cp_column_get_value (column, 2), ==, "b");
  const guint32 expected[] = {2, 0, CP_MISSING, 1, 2};
  g_assert_cmpmem (cp_column_get_codes (column), sizeof expected, expected, sizeof expected);
  guint32 code = 77;
  g_assert_true (cp_column_find_value (column, "a", &code));
  g_assert_cmpuint (code, ==, 1);
  g_assert_false (cp_column_find_value (column, "A", &code));
  g_assert_cmpuint (cp_column_get_n_missing (column), ==, 1);
}

static void
test_booleans_keep_false_before_true (void) {
  const guint32 codes[] = {1, 0, CP_MISSING};
  g_autoptr (CpColumn) column = cp_column_new_boolean ("b", codes, 3, "no", "YES");
  guint32 code = 77;
  g_assert_true (cp_column_find_value (column, "no", &code));
  g_assert_cmpuint (code, ==, 0);
  g_assert_true (cp_column_find_value (column, "YES", &code));
  g_assert_cmpuint (code, ==, 1);
  g_assert_false (cp_column_find_value (column, "true", NULL));
  g_autofree char *cell = cp_column_dup_cell (column, 0);
  g_assert_cmpstr (cell, ==, "YES");
}

static void
test_texts_keep_every_cell (void) {
  const char *cells[] = {"one two", NULL, "", "one two"};
  g_autoptr (CpColumn) column = cp_column_new_text ("t", cells, 4);
  gsize length;
  const char *text = cp_column_get_text (column, 3, &length);
  g_assert_cmpmem (text, length, "one two", 7);
  g_assert_null (cp_column_get_text (column, 1, &length));
  g_assert_cmpuint (length, ==, 0);
  g_assert_false (cp_column_is_missing (column, 2));
  g_assert_cmpuint (cp_column_get_n_missing (column), ==, 1);
}

static void
test_empty_columns_are_allowed (void) {
  g_autoptr (CpColumn) number = cp_column_new_number ("n", NULL, 0);
  g_autoptr (CpColumn) category = cp_column_new_category ("c", NULL, 0, NULL, 0);
  g_autoptr (CpColumn) text = cp_column_new_text ("t", NULL, 0);
  g_assert_cmpuint (cp_column_get_n_rows (number), ==, 0);
  g_assert_cmpuint (cp_column_get_n_values (category), ==, 0);
  g_assert_cmpuint (cp_column_get_n_missing (text), ==, 0);
}

static void
test_type_names_read_back (void) {
  for (int type = CP_COLUMN_NUMBER; type <= CP_COLUMN_TEXT; type++) {
    CpColumnType parsed;
    g_assert_true (cp_column_type_parse (cp_column_type_get_name ((CpColumnType)type), &parsed));
    g_assert_cmpint (parsed, ==, type);
  }
  CpColumnType parsed;
  g_assert_false (cp_column_type_parse ("integer", &parsed));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/column/numbers-keep-their-values-and-missing-cells",
                   test_numbers_keep_their_values_and_missing_cells);
  g_test_add_func ("/core/column/foreign-nans-carry-no-word", test_foreign_nans_carry_no_word);
  g_test_add_func ("/core/column/categories-are-sorted-and-recoded", test_categories_are_sorted_and_recoded);
  g_test_add_func ("/core/column/booleans-keep-false-before-true", test_booleans_keep_false_before_true);
  g_test_add_func ("/core/column/texts-keep-every-cell", test_texts_keep_every_cell);
  g_test_add_func ("/core/column/empty-columns-are-allowed", test_empty_columns_are_allowed);
  g_test_add_func ("/core/column/type-names-read-back", test_type_names_read_back);
  return g_test_run ();
}
