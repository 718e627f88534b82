#include "core/table/filter.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

#define N_ROWS 6

/* row:        0       1       2       3       4       5
 * income      10      20      30.5    -       20      0
 * sex         Male    Female  Female  Male    -       Male
 * granted     0       1       1       0       1       -        (boolean no, yes)
 * state name  NY      NJ      NY      New J.  -       a'b"c
 * note        x       xx      -       and     x       >50K     (text)
 * race_A      1       0       0       0       1       0
 * race_B      0       1       0       1       0       -                                          */
static CpTable *
new_table (void) {
  static const double incomes[] = {10, 20, 30.5, NAN, 20, 0};
  static const guint32 sexes[] = {1, 0, 0, 1, CP_MISSING, 1}, granted[] = {0, 1, 1, 0, 1, CP_MISSING};
  static const guint32 states[] = {0, 1, 0, 2, CP_MISSING, 3};
  static const char *const sex_values[] = {"Female", "Male"};
  static const char *const state_values[] = {"NY", "NJ", "New Jersey", "a'b\"c"};
  static const char *const notes[] = {"x", "xx", NULL, "and", "x", ">50K"};
  static const double race_a[] = {1, 0, 0, 0, 1, 0}, race_b[] = {0, 1, 0, 1, 0, NAN};
  CpColumn *columns[] = {
      cp_column_new_number ("income", incomes, N_ROWS),
      cp_column_new_category ("sex", sexes, N_ROWS, sex_values, 2),
      cp_column_new_boolean ("granted", granted, N_ROWS, "no", "yes"),
      cp_column_new_category ("state name", states, N_ROWS, state_values, 4),
      cp_column_new_text ("note", notes, N_ROWS),
      cp_column_new_number ("race_A", race_a, N_ROWS),
      cp_column_new_number ("race_B", race_b, N_ROWS),
  };
  g_autoptr (GError) error = NULL;
  CpTable *table = cp_table_new ("people.csv", columns, G_N_ELEMENTS (columns), &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    cp_column_unref (columns[i]);
  return table;
}

/* @expected: the rows that match, as "034" */
static void
assert_matches (const char *condition, const char *expected) {
  g_autoptr (CpTable) table = new_table ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CpFilter) filter = cp_filter_parse (condition, table, &error);
  g_assert_no_error (error);
  g_autoptr (GString) rows = g_string_new (NULL);
  for (gsize row = 0; row < N_ROWS; row++)
    if (cp_filter_matches (filter, row))
      g_string_append_c (rows, (char)('0' + row));
  g_assert_cmpstr (rows->str, ==, expected);
}

static void
assert_refused (const char *condition, const char *message) {
  g_autoptr (CpTable) table = new_table ();
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_filter_parse (condition, table, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == CP_ERROR);
  assert_message (error, message);
}

static void
test_numbers_are_compared_as_numbers (void) {
  assert_matches ("income = 20.0", "14");
  assert_matches ("income == 2e1", "14");
  assert_matches ("income != 20", "0235");
  assert_matches ("income<20", "05");
  assert_matches ("income <= 20", "0145");
  assert_matches ("income > -1", "01245");
  assert_matches ("income >= 30.5", "2");
  assert_matches ("income in (10, 20,  0)", "0145");
  assert_matches ("income = '20'", "14");
}

static void
test_words_are_compared_by_text (void) {
  assert_matches ("sex = Female", "12");
  assert_matches ("sex != Female", "0345");
  assert_matches ("sex > Female", "035");
  assert_matches ("sex <= \"Female\"", "12");
  assert_matches ("note = x", "04");
  assert_matches ("note >= x", "014");
  assert_matches ("note = nothing", "");
  assert_matches ("note != nothing", "012345");
  assert_matches ("note = >50K", "5");
  assert_matches ("note = and", "3");
}

static void
test_booleans_take_any_word_for_truth (void) {
  assert_matches ("granted = yes", "124");
  assert_matches ("granted = TRUE", "124");
  assert_matches ("granted = 1", "124");
  assert_matches ("granted = 0", "03");
  assert_matches ("granted != 0", "1245");
  assert_matches ("granted in (yes, no)", "01234");
}

static void
test_quotes_hold_blanks (void) {
  assert_matches ("`state name` = NY", "02");
  assert_matches ("\"state name\" in (NJ, 'New Jersey')", "13");
  assert_matches ("`state name` = \"New Jersey\"", "3");
  assert_matches ("`state name` = 'a''b\"c'", "5");
  assert_matches ("`state name` = \"a'b\"\"c\"", "5");
}

static void
test_missing_cells_are_missing_or_unequal (void) {
  assert_matches ("income is missing", "3");
  assert_matches ("income is not missing", "01245");
  assert_matches ("sex IS MISSING", "4");
  assert_matches ("note is missing", "2");
  assert_matches ("income < 1000", "01245");
  assert_matches ("sex in (Female, Male)", "01235");
}

static void
test_and_binds_tighter (void) {
  assert_matches ("sex = Male or sex = Female and income > 25", "0235");
  assert_matches ("(sex = Male or sex = Female) and income > 25", "2");
  assert_matches ("income > 25 AND sex = Female Or granted = no", "023");
  assert_matches ("((income=20))and(note=xx)", "1");
  assert_matches ("income = 0 or income = 10 or income = 20", "0145");
}

static void
test_one_hot_groups_are_columns (void) {
  assert_matches ("race = A", "04");
  assert_matches ("race in (A, B) and income = 20", "14");
  assert_matches ("race is missing", "25");
  assert_matches ("race_A = 1", "04");
}

static void
test_errors_quote_the_condition_and_the_place (void) {
  static const struct {
    const char *condition, *message;
  } cases[] = {
      {"", "The condition “”, character 1: expected a column, found the end."},
      {"sex", "The condition “sex”, character 4: expected =, !=, <, <=, >, >=, in or is, found the end."},
      {"sex =", "The condition “sex =”, character 6: expected a value, found the end."},
      {"sex => 3",
       "The condition “sex => 3”, character 5: expected =, !=, <, <=, >, >=, in or is, found '=>'."},
      {"sex is old",
       "The condition “sex is old”, character 8: expected 'missing' or 'not missing', found 'old'."},
      {"sex is not old", "The condition “sex is not old”, character 12: expected 'missing', found 'old'."},
      {"sex in Male",
       "The condition “sex in Male”, character 8: expected a list such as (a, b), found 'Male'."},
      {"sex in (Male", "The condition “sex in (Male”, character 13: expected ',' or ')', found the end."},
      {"sex in ()", "The condition “sex in ()”, character 9: expected a value, found ')'."},
      {"(sex = Male",
       "The condition “(sex = Male”, character 12: expected 'and', 'or' or ')', found the end."},
      {"sex = Male)",
       "The condition “sex = Male)”, character 11: expected 'and', 'or' or the end (a name or value "
       "with blanks needs quotes), found ')'."},
      {"`state name` = New Jersey", "The condition “`state name` = New Jersey”, character 16: column 'state "
                                    "name' never holds 'New'; its values are "
                                    "'NJ', 'NY', 'New Jersey' and 'a'b\"c'."},
      {"note = New Jersey",
       "The condition “note = New Jersey”, character 12: expected 'and', 'or' or the end (a name or "
       "value with blanks needs quotes), found 'Jersey'."},
      {"sex = 'Male", "The condition “sex = 'Male”, character 7: the quote ' is not closed."},
      {"income > much",
       "The condition “income > much”, character 10: 'much' is not a number, and column 'income' holds "
       "numbers."},
      {"granted = perhaps",
       "The condition “granted = perhaps”, character 11: column 'granted' never holds 'perhaps'; its "
       "values are 'no' and 'yes'."},
      {"sex = Male or", "The condition “sex = Male or”, character 14: expected a column, found the end."},
      {"sax = Male",
       "people.csv: no column 'sax', which the condition “sax = Male” asks for; did you mean 'sex'?"},
      {"rac = A",
       "people.csv: no column 'rac', which the condition “rac = A” asks for; did you mean 'race'?"},
      {"sex = Männlich",
       "The condition “sex = Männlich”, character 7: column 'sex' never holds 'Männlich'; its values "
       "are 'Female' and 'Male'."},
      {"note = ü and", "The condition “note = ü and”, character 13: expected a column, found the end."},
      {"sex = \xff", "The condition is not valid UTF-8."},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i].condition, cases[i].message);
}

static void
test_deep_parentheses_are_refused (void) {
  g_autoptr (GString) condition = g_string_new (NULL);
  for (int i = 0; i < 100000; i++)
    g_string_append_c (condition, '(');
  g_autoptr (CpTable) table = new_table ();
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_filter_parse (condition->str, table, &error));
  g_assert_true (
      g_str_has_suffix (error->message, "character 101: more than 100 parentheses inside each other."));
}

/* The naive twin: a random condition is written as text and decided in the same breath, one set of rows a
 * part. */

typedef struct {
  gboolean rows[N_ROWS];
} RowSet;

static gboolean
naive_compare (const CpColumn *column, gsize row, const char *sign, const char *value) {
  if (cp_column_is_missing (column, row))
    return g_str_equal (sign, "!=");
  g_autofree char *cell = cp_column_dup_cell (column, row);
  double difference = strcmp (cell, value);
  if (cp_column_get_type (column) == CP_COLUMN_NUMBER)
    difference = g_ascii_strtod (cell, NULL) - g_ascii_strtod (value, NULL);
  if (g_str_equal (sign, "="))
    return difference == 0;
  if (g_str_equal (sign, "!="))
    return difference != 0;
  return (sign[0] == '<' ? difference < 0 : difference > 0) || (sign[1] == '=' && difference == 0);
}

static const char *
random_value (CpRandom *random, const CpColumn *column, char *buffer) {
  if (cp_column_get_type (column) == CP_COLUMN_NUMBER) {
    g_snprintf (buffer, 32, "%u.5", (guint)cp_random_below (random, 40));
    if (cp_random_below (random, 2))
      strcpy (buffer + strlen (buffer) - 1, "0");
    return buffer;
  }
  return cp_column_get_value (column, cp_random_below (random, cp_column_get_n_values (column)));
}

static void
append_quoted (CpRandom *random, const char *value, GString *out) {
  char quote = cp_random_below (random, 2) ? '\'' : '"';
  g_string_append_c (out, quote);
  for (; *value != '\0'; value++) {
    if (*value == quote)
      g_string_append_c (out, quote);
    g_string_append_c (out, *value);
  }
  g_string_append_c (out, quote);
}

static RowSet
random_comparison (CpRandom *random, const CpTable *table, GString *out) {
  static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">=", "in", "is"};
  const CpColumn *column = cp_table_get_column (table, cp_random_below (random, 4));
  const char *sign = signs[cp_random_below (random, 8)];
  RowSet set = {{FALSE}};
  g_string_append_printf (out, "`%s` %s ", cp_column_get_name (column), sign);
  gboolean negated = cp_random_below (random, 2) == 1;
  if (g_str_equal (sign, "is")) {
    g_string_append (out, negated ? "not missing" : "missing");
    for (gsize row = 0; row < N_ROWS; row++)
      set.rows[row] = cp_column_is_missing (column, row) != negated;
    return set;
  }
  gboolean is_list = g_str_equal (sign, "in");
  guint n_values = is_list ? 1 + (guint)cp_random_below (random, 3) : 1;
  g_string_append (out, is_list ? "(" : "");
  for (guint i = 0; i < n_values; i++) {
    char buffer[32];
    const char *value = random_value (random, column, buffer);
    g_string_append (out, i > 0 ? ", " : "");
    append_quoted (random, value, out);
    for (gsize row = 0; row < N_ROWS; row++)
      set.rows[row] |= naive_compare (column, row, is_list ? "=" : sign, value);
  }
  g_string_append (out, is_list ? ")" : "");
  return set;
}

/* @level: 0 joins by or, 1 by and, 2 is a comparison or something in parentheses */
static RowSet
random_condition (CpRandom *random, const CpTable *table, int level, int depth, GString *out) {
  if (level == 2) {
    if (depth == 0 || cp_random_below (random, 3) > 0)
      return random_comparison (random, table, out);
    g_string_append (out, "( ");
    RowSet inner = random_condition (random, table, 0, depth - 1, out);
    g_string_append (out, ")");
    return inner;
  }
  RowSet set = random_condition (random, table, level + 1, depth, out);
  for (guint n = (guint)cp_random_below (random, 3); n > 0; n--) {
    g_string_append (out, level == 0 ? " or " : " AND ");
    RowSet next = random_condition (random, table, level + 1, depth, out);
    for (gsize row = 0; row < N_ROWS; row++)
      set.rows[row] = level == 0 ? set.rows[row] || next.rows[row] : set.rows[row] && next.rows[row];
  }
  return set;
}

static void
test_random_conditions_equal_the_naive_twin (void) {
  g_autoptr (CpTable) table = new_table ();
  CpRandom random;
  cp_random_init (&random, 8);
  for (int i = 0; i < 1000; i++) {
    g_autoptr (GString) condition = g_string_new (NULL);
    RowSet expected = random_condition (&random, table, 0, 3, condition);
    g_autoptr (GError) error = NULL;
    g_autoptr (CpFilter) filter = cp_filter_parse (condition->str, table, &error);
    g_assert_no_error (error);
    for (gsize row = 0; row < N_ROWS; row++)
      if (cp_filter_matches (filter, row) != expected.rows[row])
        g_error ("row %" G_GSIZE_FORMAT " of: %s", row, condition->str);
  }
}

/* Pieces of conditions in any order: an error or a filter, never anything else. */
static void
test_random_words_do_not_crash (void) {
  static const char *const pieces[] = {"sex",    "=",       "(", ")",    "and", "or",  "in", "is",
                                       "not",    "missing", "'", "\"",   "`",   "20",  "!=", "<",
                                       "income", ",",       " ", "Male", "ü",   "race"};
  g_autoptr (CpTable) table = new_table ();
  CpRandom random;
  cp_random_init (&random, 9);
  for (int i = 0; i < 4000; i++) {
    g_autoptr (GString) condition = g_string_new (NULL);
    for (guint n = (guint)cp_random_below (&random, 10); n > 0; n--)
      g_string_append_printf (condition, "%s%s", pieces[cp_random_below (&random, G_N_ELEMENTS (pieces))],
                              cp_random_below (&random, 2) ? " " : "");
    g_autoptr (GError) error = NULL;
    g_autoptr (CpFilter) filter = cp_filter_parse (condition->str, table, &error);
    g_assert_true ((filter == NULL) == (error != NULL));
    for (gsize row = 0; row < N_ROWS && filter != NULL; row++)
      cp_filter_matches (filter, row);
  }
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/filter/numbers-are-compared-as-numbers", test_numbers_are_compared_as_numbers);
  g_test_add_func ("/core/filter/words-are-compared-by-text", test_words_are_compared_by_text);
  g_test_add_func ("/core/filter/booleans-take-any-word-for-truth", test_booleans_take_any_word_for_truth);
  g_test_add_func ("/core/filter/quotes-hold-blanks", test_quotes_hold_blanks);
  g_test_add_func ("/core/filter/missing-cells-are-missing-or-unequal",
                   test_missing_cells_are_missing_or_unequal);
  g_test_add_func ("/core/filter/and-binds-tighter", test_and_binds_tighter);
  g_test_add_func ("/core/filter/one-hot-groups-are-columns", test_one_hot_groups_are_columns);
  g_test_add_func ("/core/filter/errors-quote-the-condition-and-the-place",
                   test_errors_quote_the_condition_and_the_place);
  g_test_add_func ("/core/filter/deep-parentheses-are-refused", test_deep_parentheses_are_refused);
  g_test_add_func ("/core/filter/random-conditions-equal-the-naive-twin",
                   test_random_conditions_equal_the_naive_twin);
  g_test_add_func ("/core/filter/random-words-do-not-crash", test_random_words_do_not_crash);
  return g_test_run ();
}
