#include "core/base/parallel.h"
#include "core/table/csv-private.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>

/* Reads the bytes as a table: whole, and in chunks of a few bytes, which must give the same table or the same
 * error; a table that was read must survive being written and read again. */

static void
check_columns (const CpColumn *a, const CpColumn *b) {
  const gsize n_rows = cp_column_get_n_rows (a);
  g_assert_cmpstr (cp_column_get_name (a), ==, cp_column_get_name (b));
  g_assert_cmpint (cp_column_get_type (a), ==, cp_column_get_type (b));
  g_assert_cmpuint (n_rows, ==, cp_column_get_n_rows (b));
  for (gsize row = 0; row < n_rows; row++) {
    g_autofree char *cell_a = cp_column_dup_cell (a, row), *cell_b = cp_column_dup_cell (b, row);
    g_assert_true (cp_column_is_missing (a, row) == cp_column_is_missing (b, row));
    g_assert_cmpstr (cell_a, ==, cell_b);
    g_assert_true (g_utf8_validate (cell_a, -1, NULL));
  }
}

static void
check_tables (const CpTable *a, const CpTable *b) {
  g_assert_cmpuint (cp_table_get_n_columns (a), ==, cp_table_get_n_columns (b));
  for (gsize i = 0; i < cp_table_get_n_columns (a); i++)
    check_columns (cp_table_get_column (a, i), cp_table_get_column (b, i));
}

static void
check_written (const CpTable *table) {
  g_autoptr (GBytes) written = g_string_free_to_bytes (cp_csv_write (table, ','));
  CpCsvOptions options = {.delimiter = ',', .header = CP_HEADER_FIRST_LINE};
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) again = cp_csv_read_bytes (written, &options, NULL, NULL, &error);
  if (again != NULL)
    check_tables (table, again);
  else /* a first name that looks like the beginning of another kind of file */
    g_assert_nonnull (strstr (error->message, "this is "));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t length) {
  cp_parallel_set_n_threads (1); /* the chunks are the same, and there are more runs a second */
  for (int header = CP_HEADER_AUTO; header <= CP_HEADER_NONE; header++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (data, length);
    CpCsvOptions options = {.header = (CpHeader)header};
    g_autoptr (GError) error = NULL, chunked_error = NULL;
    g_autoptr (CpTable) table = cp_csv_read_bytes (bytes, &options, NULL, NULL, &error);
    g_autoptr (CpTable) chunked =
        cp_csv_read_chunked (bytes, &options, 1 + length % 9, NULL, NULL, &chunked_error);
    g_assert_true ((table == NULL) == (error != NULL));
    if (table == NULL) {
      g_assert_true (g_str_has_suffix (error->message, "."));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_nonnull (chunked_error);
      g_assert_cmpstr (error->message, ==, chunked_error->message);
      continue;
    }
    g_assert_nonnull (chunked);
    check_tables (table, chunked);
    check_written (table);
  }
  return 0;
}
