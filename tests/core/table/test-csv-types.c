#include "tests/core/table/csv-helpers.h"

#include <math.h>

/* Missing cells, inferred and forced types, and what is said about them. */

static void
test_missing_words_are_recognised (void) {
  assert_table ("a,b\n1,x\n,\nNA,NA\nNaN,nan\nnull,NULL\n?,?\n \"NA\" , ? \n2,y\n",
                "n a: [1] ~[] ~[] ~[] ~[] ~[] ~[] [2] | c b: [x] ~[] ~[] ~[] ~[] ~[] ~[] [y]");
  assert_table ("a,b\nna,1\nx,2\n", "c a: [na] [x] | n b: [1] [2]");
}

static void
test_the_callers_missing_words_are_missing (void) {
  const char *words[] = {"-999", "unknown", NULL};
  assert_table_with ("a,b\n1,x\n-999,unknown\n-999.0,y\n3,Unknown\n", (CpCsvOptions){.missing_words = words},
                     "n a: [1] ~[] ~[] [3] | c b: [x] ~[] [y] [Unknown]");
}

static void
test_a_column_of_missing_cells_is_a_number (void) {
  assert_table ("a,b\n1,\n2,NA\n", "n a: [1] [2] | n b: ~[] ~[]");
}

static void
test_number_forms_that_are_words (void) {
  assert_table ("a,b,c\ninf,0x10,1\nInfinity,0x11,2\ninf,0x10,3\n",
                "c a: [inf] [Infinity] [inf] | c b: [0x10] [0x11] [0x10] | n c: [1] [2] [3]");
}

/* a column of @n_numbers numbers and then the words */
static char *
mixed_column (int n_numbers, const char *const *words) {
  GString *text = g_string_new ("rate,row\n");
  int row = 0;
  for (; row < n_numbers; row++)
    g_string_append_printf (text, "%d.5,%d\n", row, row);
  for (; *words != NULL; words++)
    g_string_append_printf (text, "%s,%d\n", *words, row++);
  return g_string_free (text, FALSE);
}

static void
test_coded_words_among_numbers_are_kept_as_missing_words (void) {
  g_autofree char *text = mixed_column (27, (const char *[]){"Exempt", "Exempt", "n/a", NULL});
  g_autoptr (CpTable) table = read_with (text, (CpCsvOptions){0});
  const CpColumn *rate = cp_table_get_column (table, 0);
  g_assert_cmpint (cp_column_get_type (rate), ==, CP_COLUMN_NUMBER);
  g_assert_cmpuint (cp_column_get_n_missing (rate), ==, 3);
  g_assert_cmpstr (cp_column_get_missing_word (rate, 28), ==, "Exempt");
  g_assert_cmpstr (cp_column_get_missing_word (rate, 29), ==, "n/a");
  g_assert_true (isnan (cp_column_get_numbers (rate)[28]));
  gsize count;
  g_assert_cmpuint (cp_column_get_n_missing_words (rate), ==, 2);
  g_assert_cmpstr (cp_column_get_missing_word_name (rate, 0, &count), ==, "Exempt");
  g_assert_cmpuint (count, ==, 2);
  assert_notices (table, "column 'rate': 2 cells 'Exempt' and 1 cell 'n/a' are kept as missing codes; --type "
                         "rate=category keeps them as values.");
}

static void
test_one_coded_word_is_told_in_the_singular (void) {
  g_autofree char *text = mixed_column (9, (const char *[]){"Exempt", NULL});
  g_autoptr (CpTable) table = read_with (text, (CpCsvOptions){0});
  assert_notices (table,
                  "column 'rate': 1 cell 'Exempt' is kept as a missing code; --type rate=category keeps "
                  "it as a value.");
}

static void
test_too_many_words_make_a_category (void) {
  g_autofree char *share = mixed_column (8, (const char *[]){"x", NULL});
  g_autoptr (CpTable) by_share = read_with (share, (CpCsvOptions){0});
  g_assert_cmpint (cp_column_get_type (cp_table_get_column (by_share, 0)), ==, CP_COLUMN_CATEGORY);
  assert_notices (by_share,
                  "column 'rate': 1 of 9 cells is no number ('x'), so the column is read as category.");
  g_autofree char *cell = cp_column_dup_cell (cp_table_get_column (by_share, 0), 0);
  g_assert_cmpstr (cell, ==, "0.5");

  g_autofree char *distinct = mixed_column (100, (const char *[]){"a", "b", "c", "d", "e", "f", NULL});
  g_autoptr (CpTable) by_words = read_with (distinct, (CpCsvOptions){0});
  g_assert_cmpint (cp_column_get_type (cp_table_get_column (by_words, 0)), ==, CP_COLUMN_TEXT);
  assert_notices (by_words,
                  "column 'rate': 6 of 106 cells are no number ('a', …), so the column is read as text.");
}

/* Words first: the reader's guess from the first rows is wrong, the whole column decides. */
static void
test_words_before_the_numbers_change_nothing (void) {
  GString *text = g_string_new ("rate,sex\n");
  for (int row = 0; row < 3000; row++)
    g_string_append_printf (text, row < 250 ? "Exempt,F\n" : "%d,F\n", row);
  g_autoptr (CpTable) table = read_with (text->str, (CpCsvOptions){0});
  const CpColumn *rate = cp_table_get_column (table, 0);
  g_assert_cmpint (cp_column_get_type (rate), ==, CP_COLUMN_NUMBER);
  g_assert_cmpuint (cp_column_get_n_missing (rate), ==, 250);
  g_assert_cmpfloat (cp_column_get_numbers (rate)[2999], ==, 2999);
  g_string_free (text, TRUE);
}

/* Numbers first: their text is needed after all ("007" is not "7"). */
static void
test_numbers_before_the_words_keep_their_text (void) {
  GString *text = g_string_new ("zip,sex\n");
  for (int row = 0; row < 3000; row++)
    g_string_append_printf (text, row < 1500 ? "00%d,F\n" : "A%d,F\n", row % 7);
  g_autoptr (CpTable) table = read_with (text->str, (CpCsvOptions){0});
  const CpColumn *zip = cp_table_get_column (table, 0);
  g_assert_cmpint (cp_column_get_type (zip), ==, CP_COLUMN_CATEGORY);
  g_assert_cmpuint (cp_column_get_n_values (zip), ==, 14);
  g_assert_cmpstr (cp_column_get_value (zip, 0), ==, "000");
  g_assert_cmpstr (cp_column_get_value (zip, 13), ==, "A6");
  g_string_free (text, TRUE);
}

static void
test_pairs_of_words_are_booleans (void) {
  assert_table ("a,b,c\ntrue,Yes,T\nFALSE,NO,f\nTrue,yes,T\n",
                "b a: [true] [FALSE] [true] | b b: [Yes] [NO] [Yes] | b c: [T] [f] [T]");
  assert_table ("a,b\nyes,TRUE\nyes,\n", "b a: [yes] [yes] | b b: [TRUE] ~[]");
  g_autoptr (CpTable) one = read_with ("a,b\nYes,TRUE\nYes,TRUE\n", (CpCsvOptions){0});
  g_assert_cmpstr (cp_column_get_value (cp_table_get_column (one, 0), 0), ==, "No");
  g_assert_cmpstr (cp_column_get_value (cp_table_get_column (one, 1), 0), ==, "FALSE");
  g_assert_cmpuint (cp_column_get_codes (cp_table_get_column (one, 0))[0], ==, 1);
}

static void
test_other_words_are_no_booleans (void) {
  assert_table ("a,b,c,d\n0,F,yes,true\n1,F,false,Unknown\n",
                "n a: [0] [1] | c b: [F] [F] | c c: [yes] [false] | c d: [true] [Unknown]");
  assert_table ("a,b\nY,1\nN,2\n", "c a: [Y] [N] | n b: [1] [2]");
}

static void
test_repeating_words_are_categories_and_others_text (void) {
  GString *names = g_string_new ("name,few,note\n");
  for (int row = 0; row < 60; row++)
    g_string_append_printf (names, "person %d,group %d,a long note about the person of row %d\n", row,
                            row / 3, row % 20);
  g_autoptr (CpTable) many = read_with (names->str, (CpCsvOptions){0});
  g_assert_cmpint (cp_column_get_type (cp_table_get_column (many, 0)), ==, CP_COLUMN_TEXT);
  g_assert_cmpint (cp_column_get_type (cp_table_get_column (many, 1)), ==, CP_COLUMN_CATEGORY);
  g_assert_cmpint (cp_column_get_type (cp_table_get_column (many, 2)), ==, CP_COLUMN_CATEGORY);
  g_string_free (names, TRUE);
  assert_table (
      "name,note\nAnn,a sentence of more than forty bytes about Ann\nBob,another sentence of more than "
      "forty bytes\n",
      "c name: [Ann] [Bob] | t note: [a sentence of more than forty bytes about Ann] [another sentence "
      "of more than forty bytes]");
}

/* (transfer full): the one forced type */
static GHashTable *
forced (const char *name, CpColumnType type) {
  GHashTable *types = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (types, (gpointer)name, GINT_TO_POINTER (type));
  return types;
}

static void
test_a_forced_type_is_taken (void) {
  g_autoptr (GHashTable) category = forced ("a", CP_COLUMN_CATEGORY);
  assert_table_with ("a,b\n10,x\n9,y\n010,z\n", (CpCsvOptions){.types = category},
                     "c a: [10] [9] [010] | c b: [x] [y] [z]");
  g_autoptr (GHashTable) text = forced ("b", CP_COLUMN_TEXT);
  assert_table_with ("a,b\n1,x\n2,x\n3,\n", (CpCsvOptions){.types = text},
                     "n a: [1] [2] [3] | t b: [x] [x] ~[]");
  g_autoptr (GHashTable) boolean = forced ("a", CP_COLUMN_BOOLEAN);
  assert_table_with ("a,b\n1,x\n0,x\n", (CpCsvOptions){.types = boolean}, "b a: [1] [0] | c b: [x] [x]");
  assert_table_with ("a,b\nY,x\n,x\n", (CpCsvOptions){.types = boolean}, "b a: [Y] ~[] | c b: [x] [x]");
  g_autoptr (GHashTable) number = forced ("a", CP_COLUMN_NUMBER);
  assert_table_with ("a,b\n1,x\nlow,x\nhigh,x\n", (CpCsvOptions){.types = number},
                     "n a: [1] ~[low] ~[high] | c b: [x] [x] [x]");
}

static void
test_a_cell_that_does_not_fit_a_forced_type_is_refused (void) {
  g_autoptr (GHashTable) number = forced ("a", CP_COLUMN_NUMBER);
  assert_refused_with ("a,b\n\n,1\n\"x\n\",2\ny,3\n", (CpCsvOptions){.types = number},
                       "t.csv:4: column 'a': 'x\n' is not a number.");
  assert_refused_with ("a,b\n1,1\np,1\nq,1\nr,1\ns,1\nt,1\nu,1\n", (CpCsvOptions){.types = number},
                       "t.csv:3: column 'a': 'p' is not a number.");
  g_autoptr (GHashTable) boolean = forced ("b", CP_COLUMN_BOOLEAN);
  assert_refused_with ("a,b\n1,yes\n2,perhaps\n", (CpCsvOptions){.types = boolean},
                       "t.csv:3: column 'b': 'perhaps' is neither true nor false.");
}

static void
test_a_forced_type_of_no_column_is_refused (void) {
  g_autoptr (GHashTable) types = forced ("incom", CP_COLUMN_NUMBER);
  assert_refused_with ("income,b\n1,2\n", (CpCsvOptions){.types = types},
                       "t.csv: no column 'incom', which a forced type asks for; did you mean 'income'?");
}

static void
test_a_kept_coded_word_can_be_made_a_value (void) {
  g_autofree char *text = mixed_column (9, (const char *[]){"Exempt", NULL});
  g_autoptr (GHashTable) types = forced ("rate", CP_COLUMN_CATEGORY);
  g_autoptr (CpTable) table = read_with (text, (CpCsvOptions){.types = types});
  g_assert_true (cp_column_find_value (cp_table_get_column (table, 0), "Exempt", NULL));
  g_assert_true (cp_column_find_value (cp_table_get_column (table, 0), "0.5", NULL));
  assert_notices (table, "");
}

static void
test_dictionaries_are_in_code_point_order (void) {
  g_autoptr (CpTable) table = read_with ("c\nz\nä\nZ\n€\nza\n😀\n", (CpCsvOptions){0});
  const CpColumn *column = cp_table_get_column (table, 0);
  static const char *const expected[] = {"Z", "z", "za", "ä", "€", "😀"};
  g_assert_cmpuint (cp_column_get_n_values (column), ==, 6);
  for (gsize i = 0; i < 6; i++)
    g_assert_cmpstr (cp_column_get_value (column, i), ==, expected[i]);
}

#define ADD(path, function) g_test_add_func ("/core/csv-types/" path, function)

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  ADD ("missing-words-are-recognised", test_missing_words_are_recognised);
  ADD ("the-callers-missing-words-are-missing", test_the_callers_missing_words_are_missing);
  ADD ("a-column-of-missing-cells-is-a-number", test_a_column_of_missing_cells_is_a_number);
  ADD ("number-forms-that-are-words", test_number_forms_that_are_words);
  ADD ("coded-words-among-numbers-are-kept-as-missing-words",
       test_coded_words_among_numbers_are_kept_as_missing_words);
  ADD ("one-coded-word-is-told-in-the-singular", test_one_coded_word_is_told_in_the_singular);
  ADD ("too-many-words-make-a-category", test_too_many_words_make_a_category);
  ADD ("words-before-the-numbers-change-nothing", test_words_before_the_numbers_change_nothing);
  ADD ("numbers-before-the-words-keep-their-text", test_numbers_before_the_words_keep_their_text);
  ADD ("pairs-of-words-are-booleans", test_pairs_of_words_are_booleans);
  ADD ("other-words-are-no-booleans", test_other_words_are_no_booleans);
  ADD ("repeating-words-are-categories-and-others-text", test_repeating_words_are_categories_and_others_text);
  ADD ("a-forced-type-is-taken", test_a_forced_type_is_taken);
  ADD ("a-cell-that-does-not-fit-a-forced-type-is-refused",
       test_a_cell_that_does_not_fit_a_forced_type_is_refused);
  ADD ("a-forced-type-of-no-column-is-refused", test_a_forced_type_of_no_column_is_refused);
  ADD ("a-kept-coded-word-can-be-made-a-value", test_a_kept_coded_word_can_be_made_a_value);
  ADD ("dictionaries-are-in-code-point-order", test_dictionaries_are_in_code_point_order);
  return g_test_run ();
}
