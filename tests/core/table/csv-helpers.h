#pragma once
#include "core/table/csv.h"
#include "tests/fixture.h"
#include <string.h>

/* What the tests of the CSV reader share. */

/* (transfer full) (nullable): the table in @text, whose place is "t.csv" unless the options say else */
static inline CpTable *
read_bytes (const char *text, gsize length, CpCsvOptions options, GError **error) {
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  if (options.place == NULL)
    options.place = "t.csv";
  return cp_csv_read_bytes (bytes, &options, NULL, NULL, error);
}

static inline CpTable *
read_with (const char *text, CpCsvOptions options) {
  g_autoptr (GError) error = NULL;
  CpTable *table = read_bytes (text, strlen (text), options, &error);
  g_assert_no_error (error);
  return table;
}

/* (transfer full): type letter and name of each column, then its cells in brackets, missing ones as "~" and
 * their word */
static inline char *
describe (const CpTable *table) {
  GString *text = g_string_new (NULL);
  for (gsize i = 0; i < cp_table_get_n_columns (table); i++) {
    const CpColumn *column = cp_table_get_column (table, i);
    g_string_append_printf (text, "%s%c %s:", i > 0 ? " | " : "",
                            cp_column_type_get_name (cp_column_get_type (column))[0],
                            cp_column_get_name (column));
    for (gsize row = 0; row < cp_table_get_n_rows (table); row++) {
      g_autofree char *cell = cp_column_dup_cell (column, row);
      g_string_append_printf (text, " %s[%s]", cp_column_is_missing (column, row) ? "~" : "", cell);
    }
  }
  return g_string_free (text, FALSE);
}

static inline void
assert_table_with (const char *text, CpCsvOptions options, const char *expected) {
  g_autoptr (CpTable) table = read_with (text, options);
  g_autofree char *described = describe (table);
  g_assert_cmpstr (described, ==, expected);
}

static inline void
assert_table (const char *text, const char *expected) {
  assert_table_with (text, (CpCsvOptions){0}, expected);
}

static inline void
assert_refused_with (const char *text, CpCsvOptions options, const char *message) {
  g_autoptr (GError) error = NULL;
  g_assert_null (read_bytes (text, strlen (text), options, &error));
  assert_message (error, message);
}

static inline void
assert_refused (const char *text, const char *message) {
  assert_refused_with (text, (CpCsvOptions){0}, message);
}

/* The notices, one a line. */
static inline void
assert_notices (const CpTable *table, const char *expected) {
  g_autofree char *notices = g_strjoinv ("\n", (char **)cp_table_get_notices (table));
  g_assert_cmpstr (notices, ==, expected);
}
