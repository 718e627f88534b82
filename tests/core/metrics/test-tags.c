#include "core/metrics/tags.h"

#include "core/table/csv.h"
#include "tests/fixture.h"

#include <string.h>

static CpTable *
read_table (const char *text) {
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  CpTable *table = cp_csv_read_bytes (bytes, &(CpCsvOptions){.place = "q.csv"}, NULL, NULL, &error);
  g_assert_no_error (error);
  return table;
}

static const char *const questions = "id,tags\n1,\"pandas, keras\"\n2,\n3,keras\n4,\"numpy,,pandas,keras\"\n";

static void
test_every_tag_is_a_question_of_its_own (void) {
  g_autoptr (CpTable) table = read_table (questions);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTags) tags = cp_tags_build (table, "tags", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cp_tags_get_n (tags), ==, 3);
  g_assert_cmpstr (cp_tags_get_names (tags)[0], ==, "keras");
  g_assert_cmpstr (cp_tags_get_names (tags)[2], ==, "pandas");
  static const char *const expected[] = {"101", "000", "100", "111"}; /* keras, numpy, pandas by hand */
  for (guint row = 0; row < 4; row++)
    for (guint k = 0; k < 3; k++)
      g_assert_cmpint (cp_tags_has (tags, row, k), ==, expected[row][k] == '1');
  g_autoptr (CpColumn) column = cp_tags_to_column (tags, 0, "tags: keras");
  g_autofree char *yes = cp_column_dup_cell (column, 0), *no = cp_column_dup_cell (column, 1);
  g_assert_cmpstr (yes, ==, "yes");
  g_assert_cmpstr (no, ==, "no");
}

static void
test_named_tags_keep_the_order_given (void) {
  g_autoptr (CpTable) table = read_table (questions);
  static const char *const names[] = {"pandas", "torch", NULL};
  g_autoptr (CpTags) tags = cp_tags_build (table, "tags", names, NULL);
  g_assert_true (cp_tags_has (tags, 0, 0));
  g_assert_false (cp_tags_has (tags, 0, 1));
  g_assert_false (cp_tags_has (tags, 2, 0));
}

static void
test_a_column_without_tags_is_refused (void) {
  g_autoptr (CpTable) table = read_table ("id,tags\n1,\n2,\n");
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_tags_build (table, "tags", NULL, &error));
  assert_message (error, "q.csv: column 'tags' holds no tags; expected 1 to 1000, separated by commas.");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/tags/every-tag-is-a-question-of-its-own", test_every_tag_is_a_question_of_its_own);
  g_test_add_func ("/core/tags/named-tags-keep-the-order-given", test_named_tags_keep_the_order_given);
  g_test_add_func ("/core/tags/a-column-without-tags-is-refused", test_a_column_without_tags_is_refused);
  return g_test_run ();
}
