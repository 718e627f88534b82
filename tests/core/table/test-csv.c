#include "tests/core/table/csv-helpers.h"

#include "core/base/error.h"
#include "core/table/csv-private.h"
#include "core/table/csv-write.h"

/* The grammar: delimiters, quotes, lines, headers, and each breach with its sentence. */

static void
test_rows_and_types_are_read (void) {
  assert_table ("age,sex,note\n39,Male,x\n50,Female,y\n",
                "n age: [39] [50] | c sex: [Male] [Female] | c note: [x] [y]");
}

static void
test_line_ends_may_be_of_any_system (void) {
  const char *expected = "n a: [1] [3] | c b: [x] [y]";
  assert_table ("a,b\n1,x\n3,y\n", expected);
  assert_table ("a,b\n1,x\n3,y", expected);
  assert_table ("a,b\r\n1,x\r\n3,y\r\n", expected);
  assert_table ("a,b\r\n1,x\n3,y\r\n", expected);
  assert_table ("a,b\r1,x\r3,y\r", expected);
  assert_table ("a,b\r1,x\r3,y", expected);
  assert_table ("a,b\n1,x\r3,y\n", expected);
}

static void
test_quotes_hold_delimiters_lines_and_quotes (void) {
  assert_table ("a,b\n\"x, y\",\"line one\nline two\"\n\"say \"\"hi\"\"\",\"\"\"\"\n",
                "c a: [x, y] [say \"hi\"] | c b: [line one\nline two] [\"]");
  assert_table ("a,b\n\"x\r\ny\",1\nz,2\n", "c a: [x\r\ny] [z] | n b: [1] [2]");
  assert_table ("a,\"b\n2\"\nx,\"5\"\ny,\"6\"\n", "c a: [x] [y] | n b\n2: [5] [6]");
  assert_table ("a,b\nx,\"\"\ny,7\n", "c a: [x] [y] | n b: ~[] [7]");
}

static void
test_a_quote_within_a_bare_field_is_itself (void) {
  assert_table ("a,b\n5\" pipe,1\n6\" \"pipe\",2\n", "c a: [5\" pipe] [6\" \"pipe\"] | n b: [1] [2]");
}

static void
test_blanks_after_delimiters_are_skipped (void) {
  assert_table ("a, b, c\n1, \"x, y\", 2\n3,\t z,  4\n", "n a: [1] [3] | c b: [x, y] [z] | n c: [2] [4]");
  assert_table ("a,b\n\"x\" ,1\ny \t, 2 \n", "c a: [x] [y \t] | n b: [1] [2]");
  assert_table ("a,b\n\" x\",1\ny,2\n", "c a: [ x] [y] | n b: [1] [2]");
}

static void
test_blank_lines_are_skipped (void) {
  assert_table ("\n  \na,b\n\n1,x\n \t \n3,y\n\n\r\n\n", "n a: [1] [3] | c b: [x] [y]");
  assert_table ("a\tb\n\t\n1\t2\n\n", "n a: ~[] [1] | n b: ~[] [2]");
}

static void
test_one_column_is_a_table (void) {
  assert_table ("a\n1\n\n3\n\n\n", "n a: [1] ~[] [3]");
  assert_table ("a\nx\n\"\"\n", "c a: [x] ~[]");
}

static void
test_the_delimiter_is_found (void) {
  const char *expected = "n a: [1] [3] | c b: [x,y] [z]";
  assert_table ("a\tb\n1\tx,y\n3\tz\n", expected);
  assert_table ("a;b\n1;x,y\n3;z\n", expected);
  assert_table ("a|b\n1|x,y\n3|z\n", expected);
  assert_table ("a,b;c\n1,2;3\n", "n a: [1] | c b;c: [2;3]");
  assert_table ("x;y\n1,5;2,5\n3,5;4\n", "c x: [1,5] [3,5] | c y: [2,5] [4]");
  assert_table_with ("a;b,c\n1;2,3\n", (CpCsvOptions){.delimiter = ';'}, "n a: [1] | c b,c: [2,3]");
}

static void
test_a_header_is_told_from_data (void) {
  const char *notice =
      "The first line holds data, not names, so the columns are called column_1, column_2 and so on.";
  g_autoptr (CpTable) numbers = read_with ("39,Male,1\n50,Female,2\n", (CpCsvOptions){0});
  g_autofree char *described = describe (numbers);
  g_assert_cmpstr (described, ==,
                   "n column_1: [39] [50] | c column_2: [Male] [Female] | n column_3: [1] [2]");
  assert_notices (numbers, notice);
  assert_table ("id,2019,2020\n7,1,2\n8,3,4\n", "n id: [7] [8] | n 2019: [1] [3] | n 2020: [2] [4]");
  assert_table ("5\n", "n column_1: [5]");
  assert_table (",\n1,2\n", "n column_1: ~[] [1] | n column_2: ~[] [2]");
  assert_table ("sex,race\nF,W\nM,B\n", "c sex: [F] [M] | c race: [W] [B]");
}

static void
test_the_caller_decides_on_the_header (void) {
  assert_table_with ("a,b\nc,d\n", (CpCsvOptions){.header = CP_HEADER_NONE},
                     "c column_1: [a] [c] | c column_2: [b] [d]");
  assert_table_with ("1,2\n3,4\n", (CpCsvOptions){.header = CP_HEADER_FIRST_LINE}, "n 1: [3] | n 2: [4]");
}

static void
test_nameless_columns_are_numbered (void) {
  g_autoptr (CpTable) several = read_with ("v1,v2,,,\nham,x,,,\nspam,y,,,\n", (CpCsvOptions){0});
  g_assert_nonnull (cp_table_find_column (several, "column_5"));
  assert_notices (several, "3 columns without a name are called by their position, from column_3 on.");
  g_autoptr (CpTable) one = read_with (",a\n1,2\n", (CpCsvOptions){0});
  assert_notices (one, "A column without a name is called column_1.");
}

static void
test_an_empty_table_is_refused (void) {
  const char *message = "t.csv: the file is empty, expected a header and rows.";
  assert_refused ("", message);
  assert_refused ("\n", message);
  assert_refused ("\r\n \n\t\n", message);
  assert_refused ("\xef\xbb\xbf", message);
  assert_refused ("\xef\xbb\xbf\n", message);
}

static void
test_a_header_without_rows_is_refused (void) {
  assert_refused ("a,b\n", "t.csv: has a header but no rows.");
  assert_refused ("a,b", "t.csv: has a header but no rows.");
  assert_refused ("a,b\n\n  \n", "t.csv: has a header but no rows.");
  assert_refused ("a\n\n", "t.csv: has a header but no rows.");
}

static void
test_ragged_rows_are_refused_with_their_line (void) {
  assert_refused ("a,b\n1,2\n3\n", "t.csv:3: 1 field, expected 2.");
  assert_refused ("a,b\n1,2,3\n", "t.csv:2: 3 fields, expected 2.");
  assert_refused ("a,b\n\"1\n1\",2\n\n3,4,5,6\n7,8\n", "t.csv:5: 4 fields, expected 2.");
  assert_refused ("a,b\r1,2\r3\r", "t.csv:3: 1 field, expected 2.");
  assert_refused ("a,b\r\n1,2\r\n3,\"x\ny\",5\r\n", "t.csv:3: 3 fields, expected 2.");
}

static void
test_an_open_quote_is_refused_with_its_line (void) {
  assert_refused ("a,b\n1,2\n3,\"x\n4,5\n6,7\n", "t.csv:3: a quote opens here and is never closed.");
  assert_refused ("a,\"b\n1,2\n", "t.csv:1: a quote opens here and is never closed.");
  assert_refused ("a,b\n\"1\n1\",\"", "t.csv:3: a quote opens here and is never closed.");
  assert_refused ("a,b\n1,\"x\"\"\n", "t.csv:2: a quote opens here and is never closed.");
}

static void
test_text_after_a_closing_quote_is_refused (void) {
  assert_refused ("a,b\n1,2\n\"x\"y,3\n",
                  "t.csv:3: a field goes on after its closing quote, expected ',' or the line's end.");
  assert_refused ("a\tb\n1\t\"2\" 3\n",
                  "t.csv:2: a field goes on after its closing quote, expected a tab or the line's end.");
}

static void
test_equal_names_are_refused_with_both_positions (void) {
  assert_refused ("a,b,a\n1,2,3\n", "t.csv:1: columns 1 and 3 are both named 'a', expected distinct names.");
  assert_refused ("\n\na,a \n1,2\n", "t.csv:3: columns 1 and 2 are both named 'a', expected distinct names.");
  assert_refused ("column_2,\n1,2\n",
                  "t.csv:1: columns 1 and 2 are both named 'column_2', expected distinct names.");
}

/* @n_bytes of 'x' between @before and @after */
static char *
long_text (const char *before, gsize n_bytes, const char *after) {
  GString *text = g_string_new (before);
  gsize start = text->len;
  g_string_set_size (text, start + n_bytes);
  memset (text->str + start, 'x', n_bytes);
  g_string_append (text, after);
  return g_string_free (text, FALSE);
}

static void
test_a_field_of_more_than_a_mebibyte_is_refused (void) {
  const gsize most = 1 << 20;
  g_autofree char *fits = long_text ("a,b\n1,", most, "\n2,y\n");
  g_autoptr (CpTable) table = read_with (fits, (CpCsvOptions){0});
  g_assert_cmpuint (cp_table_get_n_rows (table), ==, 2);
  g_autofree char *line = long_text ("a,b\n1,2\n3,", 10 * most, "\n4,5\n");
  assert_refused (line, "t.csv:3: a field is longer than 1 MiB, the most a field may hold.");
  g_autofree char *header = long_text ("", 10 * most, ",b\n4,5\n");
  assert_refused (header, "t.csv:1: a field is longer than 1 MiB, the most a field may hold.");
  g_autofree char *quoted = long_text ("a,b\n1,2\n3,\"", most, "\"\n4,5\n");
  g_autoptr (CpTable) quoted_table = read_with (quoted, (CpCsvOptions){0});
  g_assert_cmpuint (cp_table_get_n_rows (quoted_table), ==, 3);
  g_autofree char *open = long_text ("a,b\n1,2\n3,\"\n", most, "\n4,5\n");
  assert_refused (open,
                  "t.csv:3: a quote opens here and is not closed within 1 MiB, the most a field may hold.");
}

static void
test_a_line_of_too_many_fields_is_refused (void) {
  g_autoptr (GString) text = g_string_new ("a");
  for (int i = 0; i < 65536; i++)
    g_string_append (text, ",a");
  g_string_append (text, "\n1\n");
  assert_refused (text->str, "t.csv:1: more than 65536 fields, the most a table may have.");
}

static void
test_a_cancelled_read_gives_no_table (void) {
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a\n1\n", 4);
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_csv_read_bytes (bytes, NULL, NULL, cancellable, &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_CANCELLED);
}

static void
note_progress (double fraction, const char *what, gpointer data) {
  double *last = data;
  g_assert_true (fraction >= 0 && fraction <= 1);
  *last = fraction;
}

static void
cancel_on_progress (double fraction, const char *what, gpointer data) {
  g_cancellable_cancel (data);
}

static void
test_progress_ends_at_one_and_may_cancel (void) {
  g_autoptr (GString) text = g_string_new ("a,b\n");
  for (int i = 0; i < 1000; i++)
    g_string_append_printf (text, "%d,x\n", i);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text->str, text->len);
  double last = -1;
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table =
      cp_csv_read_chunked (bytes, NULL, 100, &(CpProgress){note_progress, &last}, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (last, ==, 1);

  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_assert_null (cp_csv_read_chunked (bytes, NULL, 100, &(CpProgress){cancel_on_progress, cancellable},
                                      cancellable, &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_CANCELLED);
}

static void
test_what_is_written_reads_back (void) {
  const char *text = "name,rate,\"odd,name\",member,note\n"
                     "\" x\",0.1,\"a \"\"b\"\"\",yes,\"one\ntwo\"\n"
                     "y,Exempt,c,no,\n"
                     "z,-1e-300,\"d,e\",yes,\"\r\"\n"
                     ",5,,,x\n"
                     "x,6,c,no,y\nx,7,c,no,y\nx,8,c,no,y\nx,9,c,no,y\nx,1,c,no,y\nx,2,c,no,y\n";
  for (const char *delimiter = ",\t;|"; *delimiter != '\0'; delimiter++) {
    g_autoptr (CpTable) table = read_with (text, (CpCsvOptions){0});
    GString *written = cp_csv_write (table, *delimiter);
    g_autoptr (CpTable) again = read_with (written->str, (CpCsvOptions){0});
    g_autofree char *before = describe (table), *after = describe (again);
    g_assert_cmpstr (after, ==, before);
    if (*delimiter == ',')
      g_assert_cmpstr (written->str, ==,
                       "name,rate,\"odd,name\",member,note\n"
                       "\" x\",0.1,\"a \"\"b\"\"\",yes,\"one\ntwo\"\n"
                       "y,Exempt,c,no,\n"
                       "z,-1e-300,\"d,e\",yes,\"\r\"\n"
                       ",5,,,x\n"
                       "x,6,c,no,y\nx,7,c,no,y\nx,8,c,no,y\nx,9,c,no,y\nx,1,c,no,y\nx,2,c,no,y\n");
    g_string_free (written, TRUE);
  }
}

static void
test_writing_stops (void) {
  g_autoptr (GString) text = g_string_new ("a,b\n");
  for (guint row = 0; row < 20000; row++)
    g_string_append (text, "1,x\n");
  g_autoptr (CpTable) table = read_with (text->str, (CpCsvOptions){0});
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_assert_null (
      cp_csv_write_long (table, ',', &(CpProgress){cancel_on_progress, cancellable}, cancellable, &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_CANCELLED);
  GString *whole = cp_csv_write (table, ',');
  g_assert_cmpstr (whole->str, ==, text->str);
  g_string_free (whole, TRUE);
}

static void
test_a_missing_last_cell_of_one_column_reads_back (void) {
  g_autoptr (CpTable) table = read_with ("a\n1\n\"\"\n", (CpCsvOptions){0});
  GString *written = cp_csv_write (table, ',');
  g_assert_cmpstr (written->str, ==, "a\n1\n\"\"\n");
  g_string_free (written, TRUE);
}

static void
test_fields_are_quoted_where_they_must (void) {
  static const char *const pairs[][2] = {{"", ""},
                                         {"a b", "a b"},
                                         {"a,b", "\"a,b\""},
                                         {"a\"b", "\"a\"\"b\""},
                                         {" a", "\" a\""},
                                         {"a\t", "\"a\t\""},
                                         {"a\nb", "\"a\nb\""},
                                         {"a;b", "a;b"},
                                         {"\xef\xbb\xbf", "\"\xef\xbb\xbf\""}};
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autoptr (GString) line = g_string_new (NULL);
    cp_csv_append_field (line, pairs[i][0], ',');
    g_assert_cmpstr (line->str, ==, pairs[i][1]);
  }
}

#define ADD(path, function) g_test_add_func ("/core/csv/" path, function)

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  ADD ("rows-and-types-are-read", test_rows_and_types_are_read);
  ADD ("line-ends-may-be-of-any-system", test_line_ends_may_be_of_any_system);
  ADD ("quotes-hold-delimiters-lines-and-quotes", test_quotes_hold_delimiters_lines_and_quotes);
  ADD ("a-quote-within-a-bare-field-is-itself", test_a_quote_within_a_bare_field_is_itself);
  ADD ("blanks-after-delimiters-are-skipped", test_blanks_after_delimiters_are_skipped);
  ADD ("blank-lines-are-skipped", test_blank_lines_are_skipped);
  ADD ("one-column-is-a-table", test_one_column_is_a_table);
  ADD ("the-delimiter-is-found", test_the_delimiter_is_found);
  ADD ("a-header-is-told-from-data", test_a_header_is_told_from_data);
  ADD ("the-caller-decides-on-the-header", test_the_caller_decides_on_the_header);
  ADD ("nameless-columns-are-numbered", test_nameless_columns_are_numbered);
  ADD ("an-empty-table-is-refused", test_an_empty_table_is_refused);
  ADD ("a-header-without-rows-is-refused", test_a_header_without_rows_is_refused);
  ADD ("ragged-rows-are-refused-with-their-line", test_ragged_rows_are_refused_with_their_line);
  ADD ("an-open-quote-is-refused-with-its-line", test_an_open_quote_is_refused_with_its_line);
  ADD ("text-after-a-closing-quote-is-refused", test_text_after_a_closing_quote_is_refused);
  ADD ("equal-names-are-refused-with-both-positions", test_equal_names_are_refused_with_both_positions);
  ADD ("a-field-of-more-than-a-mebibyte-is-refused", test_a_field_of_more_than_a_mebibyte_is_refused);
  ADD ("a-line-of-too-many-fields-is-refused", test_a_line_of_too_many_fields_is_refused);
  ADD ("a-cancelled-read-gives-no-table", test_a_cancelled_read_gives_no_table);
  ADD ("progress-ends-at-one-and-may-cancel", test_progress_ends_at_one_and_may_cancel);
  ADD ("what-is-written-reads-back", test_what_is_written_reads_back);
  ADD ("writing-a-long-table-stops-when-asked-to", test_writing_stops);
  ADD ("a-missing-last-cell-of-one-column-reads-back", test_a_missing_last_cell_of_one_column_reads_back);
  ADD ("fields-are-quoted-where-they-must", test_fields_are_quoted_where_they_must);
  return g_test_run ();
}
