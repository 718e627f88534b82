#include "core/table/edits.h"

#include "core/base/error.h"
#include "core/table/column-private.h"
#include "tests/fixture.h"
#include <math.h>

/* income (number, with the missing word "Exempt"), sex (category), union (boolean), note (text); 3 rows */
static CpTable *
new_table (void) {
  double *numbers = g_new (double, 3);
  numbers[0] = 40;
  numbers[1] = cp_missing_cell (CP_MISSING);
  numbers[2] = cp_missing_cell (0);
  CpDictionary *words = cp_dictionary_new (1, 6);
  cp_dictionary_append (words, "Exempt", 6);
  const char *sexes[] = {"Female", "Male"}, *notes[] = {"first", NULL, "third"};
  const guint32 codes[] = {1, 0, CP_MISSING};
  g_autoptr (CpColumn) income = cp_column_take_numbers ("income", numbers, 3, words);
  g_autoptr (CpColumn) sex = cp_column_new_category ("sex", codes, 3, sexes, 2);
  g_autoptr (CpColumn) member = cp_column_new_boolean ("union", codes, 3, "no", "yes");
  g_autoptr (CpColumn) note = cp_column_new_text ("note", notes, 3);
  CpColumn *columns[] = {income, sex, member, note};
  CpTable *table = cp_table_new ("people.csv", columns, 4, NULL);
  cp_table_add_notice (table, "A notice.");
  return table;
}

static void
assert_cell (const CpTable *table, gsize row, gsize column, const char *expected) {
  g_autofree char *cell = cp_column_dup_cell (cp_table_get_column (table, column), row);
  g_assert_cmpstr (cell, ==, expected);
}

static CpTable *
edit (const CpTable *table, gsize row, gsize column, const char *value) {
  g_autoptr (GError) error = NULL;
  CpTable *edited = cp_table_set_cell (table, row, column, value, &error);
  g_assert_no_error (error);
  return edited;
}

static void
test_an_edit_leaves_the_old_snapshot_and_shares_the_rest (void) {
  g_autoptr (CpTable) table = new_table ();
  g_autoptr (CpTable) edited = edit (table, 0, 0, " 55.5 ");
  assert_cell (table, 0, 0, "40");
  assert_cell (edited, 0, 0, "55.5");
  assert_cell (edited, 2, 0, "Exempt");
  for (gsize i = 1; i < 4; i++)
    g_assert_true (cp_table_get_column (table, i) == cp_table_get_column (edited, i));
  g_assert_cmpstr (cp_table_get_place (edited), ==, "people.csv");
  g_assert_cmpstr (cp_table_get_notices (edited)[0], ==, "A notice.");
}

static void
test_cells_are_made_missing_by_words (void) {
  g_autoptr (CpTable) table = new_table ();
  for (gsize column = 0; column < 4; column++)
    for (const char **word = (const char *[]){"", "NA", "nan", "NULL", "?", NULL}; *word != NULL; word++) {
      g_autoptr (CpTable) edited = edit (table, 0, column, *word);
      g_assert_true (cp_column_is_missing (cp_table_get_column (edited, column), 0));
      assert_cell (edited, 0, column, "");
    }
  g_autoptr (CpTable) coded = edit (table, 0, 0, "Exempt");
  const CpColumn *income = cp_table_get_column (coded, 0);
  g_assert_cmpstr (cp_column_get_missing_word (income, 0), ==, "Exempt");
  gsize count;
  g_assert_cmpstr (cp_column_get_missing_word_name (income, 0, &count), ==, "Exempt");
  g_assert_cmpuint (count, ==, 2);
  g_assert_cmpuint (cp_column_get_n_missing (income), ==, 3);
}

static void
test_what_is_no_number_is_refused (void) {
  g_autoptr (CpTable) table = new_table ();
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_table_set_cell (table, 0, 0, "abc", &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_VALUE);
  assert_message (error, "column 'income': 'abc' is not a number.");
  for (const char **text = (const char *[]){"1,5", "inf", "0x10", "1e999", "1 2", NULL}; *text != NULL;
       text++) {
    g_assert_null (cp_table_set_cell (table, 0, 0, *text, &error));
    g_assert_error (error, CP_ERROR, CP_ERROR_VALUE);
    g_clear_error (&error);
  }
}

static void
test_booleans_take_their_words_in_any_case (void) {
  g_autoptr (CpTable) table = new_table ();
  g_autoptr (CpTable) a = edit (table, 2, 2, "YES");
  g_autoptr (CpTable) b = edit (a, 0, 2, "false");
  assert_cell (b, 2, 2, "yes");
  assert_cell (b, 0, 2, "no");
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_table_set_cell (table, 0, 2, "perhaps", &error));
  assert_message (error, "column 'union': 'perhaps' is neither 'no' nor 'yes'.");
}

static void
test_a_new_category_joins_where_it_sorts (void) {
  g_autoptr (CpTable) table = new_table ();
  g_autoptr (CpTable) edited = edit (table, 2, 1, "Joint");
  const CpColumn *sex = cp_table_get_column (edited, 1);
  g_assert_cmpuint (cp_column_get_n_values (sex), ==, 3);
  g_assert_cmpstr (cp_column_get_value (sex, 1), ==, "Joint");
  assert_cell (edited, 0, 1, "Male");
  assert_cell (edited, 1, 1, "Female");
  assert_cell (edited, 2, 1, "Joint");
  g_autoptr (CpTable) again = edit (edited, 0, 1, "Female");
  g_assert_cmpuint (cp_column_get_n_values (cp_table_get_column (again, 1)), ==, 3);
  assert_cell (again, 0, 1, "Female");
}

static void
test_a_text_takes_anything (void) {
  g_autoptr (CpTable) table = new_table ();
  g_autoptr (CpTable) edited = edit (table, 1, 3, "a \"new\"\nnote");
  assert_cell (edited, 0, 3, "first");
  assert_cell (edited, 1, 3, "a \"new\"\nnote");
  assert_cell (edited, 2, 3, "third");
}

static void
test_rows_are_taken_in_order_with_repeats (void) {
  g_autoptr (CpTable) table = new_table ();
  const guint32 rows[] = {2, 0, 2, 1};
  g_autoptr (CpTable) taken = cp_table_take_rows (table, rows, 4);
  g_assert_cmpuint (cp_table_get_n_rows (taken), ==, 4);
  const char *expected[4][4] = {{"Exempt", "", "", "third"},
                                {"40", "Male", "yes", "first"},
                                {"Exempt", "", "", "third"},
                                {"", "Female", "no", ""}};
  for (gsize row = 0; row < 4; row++)
    for (gsize column = 0; column < 4; column++)
      assert_cell (taken, row, column, expected[row][column]);
  g_autoptr (CpTable) none = cp_table_take_rows (table, NULL, 0);
  g_assert_cmpuint (cp_table_get_n_rows (none), ==, 0);
  g_assert_cmpuint (cp_table_get_n_columns (none), ==, 4);
}

/* Names, place and notices are shared; none of them goes with the table they came from. */
static void
test_a_taken_row_outlives_its_table (void) {
  const guint32 row = 2;
  CpTable *table = new_table (), *taken = cp_table_take_rows (table, &row, 1);
  cp_table_unref (table);
  g_autoptr (CpTable) edited = edit (taken, 0, 0, "51");
  cp_table_unref (taken);
  gsize index = 0;
  g_assert_true (cp_table_find_column_index (edited, "union", &index));
  g_assert_cmpuint (index, ==, 2);
  g_assert_false (cp_table_find_column_index (edited, "age", NULL));
  g_assert_cmpstr (cp_table_get_place (edited), ==, "people.csv");
  g_assert_cmpstr (cp_table_get_notices (edited)[0], ==, "A notice.");
  assert_cell (edited, 0, 0, "51");
  assert_cell (edited, 0, 3, "third");
}

/* The naive twin: every cell of both tables as text, one after another. */
static void
test_rows_are_appended_as_their_cells_read (void) {
  g_autoptr (CpTable) table = new_table ();
  const guint32 picked[] = {2, 0};
  g_autoptr (CpTable) taken = cp_table_take_rows (table, picked, 2);
  g_autoptr (CpTable) other = edit (taken, 0, 1, "Aunt"); /* before Female: codes move */
  g_autoptr (CpTable) noted = edit (other, 1, 3, "new");
  CpTable *more[] = {taken, noted};
  g_autoptr (CpTable) longer = cp_table_append_rows (table, more, 2);
  g_assert_cmpuint (cp_table_get_n_rows (longer), ==, 7);
  for (gsize column = 0; column < 4; column++) {
    for (gsize row = 0; row < 7; row++) {
      const CpTable *from = row < 3 ? table : row < 5 ? taken : noted;
      g_autofree char *cell =
          cp_column_dup_cell (cp_table_get_column (from, column), row < 3 ? row : (row - 3) % 2);
      assert_cell (longer, row, column, cell);
    }
  }
  const CpColumn *sex = cp_table_get_column (longer, 1);
  g_assert_cmpuint (cp_column_get_n_values (sex), ==, 3);
  g_assert_cmpstr (cp_column_get_value (sex, 0), ==, "Aunt"); /* still sorted */
  g_assert_cmpstr (cp_column_get_missing_word (cp_table_get_column (longer, 0), 3), ==, "Exempt");
  g_assert_cmpstr (cp_table_get_notices (longer)[0], ==, "A notice.");
}

static void
test_appended_rows_share_what_they_know (void) {
  g_autoptr (CpTable) table = new_table ();
  g_autoptr (CpTable) longer = cp_table_append_rows (table, (CpTable *[]){table}, 1);
  for (gsize column = 0; column < 3; column++)
    g_assert_true (cp_column_get_dictionary (cp_table_get_column (longer, column)) ==
                   cp_column_get_dictionary (cp_table_get_column (table, column)));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/edits/an-edit-leaves-the-old-snapshot-and-shares-the-rest",
                   test_an_edit_leaves_the_old_snapshot_and_shares_the_rest);
  g_test_add_func ("/core/edits/cells-are-made-missing-by-words", test_cells_are_made_missing_by_words);
  g_test_add_func ("/core/edits/what-is-no-number-is-refused", test_what_is_no_number_is_refused);
  g_test_add_func ("/core/edits/booleans-take-their-words-in-any-case",
                   test_booleans_take_their_words_in_any_case);
  g_test_add_func ("/core/edits/a-new-category-joins-where-it-sorts",
                   test_a_new_category_joins_where_it_sorts);
  g_test_add_func ("/core/edits/a-text-takes-anything", test_a_text_takes_anything);
  g_test_add_func ("/core/edits/rows-are-taken-in-order-with-repeats",
                   test_rows_are_taken_in_order_with_repeats);
  g_test_add_func ("/core/edits/a-taken-row-outlives-its-table", test_a_taken_row_outlives_its_table);
  g_test_add_func ("/core/edits/rows-are-appended-as-their-cells-read",
                   test_rows_are_appended_as_their_cells_read);
  g_test_add_func ("/core/edits/appended-rows-share-what-they-know", test_appended_rows_share_what_they_know);
  return g_test_run ();
}
