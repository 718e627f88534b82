#include "core/table/csv.h"

#include "core/base/error.h"
#include "tests/fixture.h"
#include <math.h>
#include <string.h>

/* (transfer full) (nullable): the table of a text; place "t.csv" */
static CpTable *
read_length (const char *text, gsize length, CpCsvOptions options, GError **error) {
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  options.place = "t.csv";
  return cp_csv_read_bytes (bytes, &options, NULL, NULL, error);
}

static CpTable *
read_text (const char *text) {
  g_autoptr (GError) error = NULL;
  CpTable *table = read_length (text, strlen (text), (CpCsvOptions){0}, &error);
  g_assert_no_error (error);
  return table;
}

/* The table as text: type letter and name of each column, then its cells, missing ones as "~". */
static char *
describe (const CpTable *table) {
  GString *text = g_string_new (NULL);
  for (gsize i = 0; i < cp_table_get_n_columns (table); i++) {
    const CpColumn *column = cp_table_get_column (table, i);
    g_string_append_printf (text, "%s%c %s:", i > 0 ? " | " : "",
                            cp_column_type_get_name (cp_column_get_type (column))[0],
                            cp_column_get_name (column));
    for (gsize row = 0; row < cp_table_get_n_rows (table); row++) {
      g_autofree char *cell = cp_column_dup_cell (column, row);
      g_string_append_printf (text, " %s%s", cp_column_is_missing (column, row) ? "~" : "", cell);
    }
  }
  return g_string_free (text, FALSE);
}

static void
assert_table (const char *text, const char *expected) {
  g_autoptr (CpTable) table = read_text (text);
  g_autofree char *described = describe (table);
  g_assert_cmpstr (described, ==, expected);
}

static void
assert_refused (const char *text, const char *message) {
  g_autoptr (GError) error = NULL;
  g_assert_null (read_length (text, strlen (text), (CpCsvOptions){0}, &error));
  assert_message (error, message);
}

static void
test_rows_and_types_are_read (void) {
  assert_table ("age,sex,note\n39,Male,x\n50,Female,y\n", "n age: 39 50 | c sex: Male Female | c note: x y");
}

static void
test_broken_tables_are_refused (void) {
  assert_refused ("", "t.csv: the file is empty, expected a header and rows.");
  assert_refused ("\n \n\n", "t.csv: the file is empty, expected a header and rows.");
  assert_refused ("a,b\n", "t.csv: has a header but no rows.");
  assert_refused ("a,b\n\n  \n", "t.csv: has a header but no rows.");
  assert_refused ("a,b\n1,2\n3\n", "t.csv:3: 1 field, expected 2.");
  assert_refused ("a,b\n1,2,3\n", "t.csv:2: 3 fields, expected 2.");
  assert_refused ("a,b\n1,2\n\"x,3\n4,5\n", "t.csv:3: a quote opens here and is never closed.");
  assert_refused ("a,b\n1,2\n\"x\"y,3\n",
                  "t.csv:3: a field goes on after its closing quote, expected ',' or the line's end.");
  assert_refused ("a,b,a\n1,2,3\n", "t.csv:1: columns 1 and 3 are both named 'a', expected distinct names.");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/csv/rows-and-types-are-read", test_rows_and_types_are_read);
  g_test_add_func ("/core/csv/broken-tables-are-refused", test_broken_tables_are_refused);
  return g_test_run ();
}
