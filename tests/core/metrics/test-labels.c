#include "core/metrics/labels.h"

#include "core/table/csv.h"
#include "tests/fixture.h"

#include <string.h>

static CpTable *
read_table (const char *text) {
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  CpTable *table = cp_csv_read_bytes (bytes, &(CpCsvOptions){.place = "adult.csv"}, NULL, NULL, &error);
  g_assert_no_error (error);
  return table;
}

/* @expected: a digit a row, '-' for none */
static void
check (const char *text, const char *positive, const char *chosen, const char *expected) {
  g_autoptr (CpTable) table = read_table (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpLabels) labels = cp_labels_build (table, "income", positive, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cp_labels_get_positive (labels), ==, chosen);
  g_assert_cmpint (cp_labels_was_chosen (labels), ==, positive == NULL);
  g_assert_cmpuint (cp_labels_get_n_rows (labels), ==, strlen (expected));
  gsize n_missing = 0;
  for (gsize r = 0; expected[r] != '\0'; r++) {
    guint8 value = cp_labels_get_values (labels)[r];
    g_assert_cmpint (value == CP_LABEL_NONE ? '-' : '0' + value, ==, expected[r]);
    n_missing += expected[r] == '-';
  }
  g_assert_cmpuint (cp_labels_get_n_missing (labels), ==, n_missing);
}

static void
test_kept (void) {
  g_autoptr (CpLabels) labels = cp_labels_new ((const guint8[]){1, 0, 1, CP_LABEL_NONE, 0, 1}, 6);
  g_autoptr (CpLabels) kept = cp_labels_keep_rows (labels, (const guint32[]){0, 3, 4}, 3);
  const guint8 expected[] = {1, CP_LABEL_NONE, CP_LABEL_NONE, CP_LABEL_NONE, 0, CP_LABEL_NONE};
  g_assert_cmpmem (cp_labels_get_values (kept), cp_labels_get_n_rows (kept), expected, sizeof expected);
  g_assert_cmpuint (cp_labels_get_n_missing (kept), ==, 4);
  g_assert_cmpstr (cp_labels_get_positive (kept), ==, cp_labels_get_positive (labels));
}

static void
test_words (void) {
  const char *text = "income\n>50K\n<=50K\nNA\n>50K\n";
  check (text, ">50K", ">50K", "10-1");
  check (text, "<=50K", "<=50K", "01-0");
  check (text, NULL, ">50K", "10-1"); /* the later in sort order */
  check ("income\nlow\nmiddle\nhigh\nlow\n", "middle", "middle", "0100");
}

static void
test_numbers (void) {
  const char *text = "income\n1\n0\n2\n1\n?\n";
  check (text, NULL, "1", "1001-");
  check (text, "2.0", "2", "0010-");
  check (text, "1.0", "1", "1001-");
  check ("income\n3\n5.5\n3\n7\n", NULL, "7", "0001");
}

static void
test_chosen_words (void) {
  check ("income\nYes\nNo\nNo\n", NULL, "Yes", "100");
  check ("income\nTRUE\nFALSE\nTRUE\n", NULL, "TRUE", "101");
  check ("income\nyes\nzebra\nno\n", NULL, "yes", "100");
  check ("income,other\n0,a\n1,b\n,c\n", NULL, "1", "01-");
}

static void
check_refused (const char *text, const char *column, const char *positive, const char *message) {
  g_autoptr (CpTable) table = read_table (text);
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_labels_build (table, column, positive, &error));
  assert_message (error, message);
}

static void
test_refused (void) {
  check_refused ("age,income\n1,<=50K\n2,<=50K\n3,\n", "income", NULL,
                 "adult.csv: label 'income' has one value, '<=50K'; a label needs at least two.");
  check_refused ("age,income\n1,\n2,\n", "income", NULL,
                 "adult.csv: label 'income' has no value; a label needs at least two.");
  check_refused ("income\n>50K\n<=50K\n", "income", ">60K",
                 "adult.csv: label 'income' has no value '>60K'; its values are '<=50K' and '>50K'.");
  check_refused ("income\n1\n0\n", "income", "yes",
                 "adult.csv: label 'income' has no value 'yes'; its values are '0' and '1'.");
  g_autoptr (GString) many = g_string_new ("income\n");
  for (int i = 0; i < 25; i++)
    g_string_append_printf (many, "%d\n", i);
  check_refused (many->str, "income", "30",
                 "adult.csv: label 'income' has no value '30'; its values are '0', '1', '2', '3', '4', '5', "
                 "'6', '7', '8', '9' and 15 more.");
}

static void
test_text (void) {
  static const char *const cells[] = {"one thing", "another", NULL};
  g_autoptr (CpColumn) column = cp_column_new_text ("remark", cells, 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table = cp_table_new ("adult.csv", (CpColumn *[]){column}, 1, &error);
  g_assert_null (cp_labels_build (table, "remark", NULL, &error));
  assert_message (error, "adult.csv: label 'remark' is a column of text; a label needs values that repeat.");
  g_assert_null (cp_labels_build (table, "label", NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "'label'"));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/labels/words-match-as-text", test_words);
  g_test_add_func ("/core/labels/numbers-match-as-numbers", test_numbers);
  g_test_add_func ("/core/labels/one-true-or-yes-is-positive", test_chosen_words);
  g_test_add_func ("/core/labels/bad-labels-are-refused-with-their-values", test_refused);
  g_test_add_func ("/core/labels/rows-not-kept-have-no-label", test_kept);
  g_test_add_func ("/core/labels/text-is-no-label", test_text);
  return g_test_run ();
}
