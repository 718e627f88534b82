#include "core/explain/background-choice.h"

#include "core/table/csv.h"
#include "tests/fixture.h"

#include <string.h>

static CpTable *
read_table (const char *text) {
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  CpTable *table = cp_csv_read_bytes (bytes, &(CpCsvOptions){.place = "t.csv"}, NULL, NULL, &error);
  g_assert_no_error (error);
  return table;
}

static CpEncoder *
make_encoder (const char *spec) {
  g_autoptr (json_t) json = json_loads (spec, 0, NULL);
  g_autoptr (GError) error = NULL;
  CpEncoder *encoder = cp_encoder_new_from_json (json, "spec.json", &error);
  g_assert_no_error (error);
  return encoder;
}

#define TABLE "x,q\n1,plot\n2,table\n3,\"plot, plot\"\n"
#define TEXT                                                                                                 \
  "{\"column\":\"q\",\"encoding\":\"bag-of-words\",\"tokenizer\":\"keras\",\"mode\":\"count\","              \
  "\"vocabulary\":[null,\"plot\",\"table\"]}"

static void
test_by_default_the_words_of_texts_are_left_out (void) {
  g_autoptr (CpTable) table = read_table (TABLE);
  g_autoptr (CpEncoder) encoder = make_encoder ("[{\"column\":\"x\"}," TEXT "]");
  g_autoptr (GError) error = NULL;
  CpBackgroundChoice choice = {.kind = CP_BACKGROUND_DEFAULT};
  g_autoptr (CpBackground) background = cp_background_choice_make (&choice, encoder, table, NULL, &error);
  g_assert_no_error (error);
  static const float expected[] = {1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0};
  g_assert_cmpmem (cp_matrix_get_values (background->rows), sizeof expected, expected, sizeof expected);
  g_assert_cmpstr (background->name, ==, "all 3 rows");
  choice.kind = CP_BACKGROUND_SAMPLE;
  g_autoptr (CpBackground) texts = cp_background_choice_make (&choice, encoder, table, NULL, &error);
  g_assert_cmpfloat (cp_matrix_get_values (texts->rows)[2 * 4 + 2], ==, 2); /* plot, twice */
}

static void
test_a_model_of_nothing_but_texts_has_the_empty_text (void) {
  g_autoptr (CpTable) table = read_table (TABLE);
  g_autoptr (CpEncoder) encoder = make_encoder ("[" TEXT "]");
  CpBackgroundChoice choice = {.kind = CP_BACKGROUND_DEFAULT};
  g_autoptr (CpBackground) background = cp_background_choice_make (&choice, encoder, table, NULL, NULL);
  g_assert_cmpuint (cp_matrix_get_n_rows (background->rows), ==, 1);
  g_assert_cmpstr (background->name, ==, "zero row");
}

static void
test_what_is_typed_is_understood (void) {
  CpBackgroundChoice choice = {0};
  g_autoptr (GError) error = NULL;
  g_assert_true (cp_background_choice_parse ("250", &choice, &error));
  g_assert_cmpint (choice.kind, ==, CP_BACKGROUND_SAMPLE);
  g_assert_cmpuint (choice.n, ==, 250);
  g_assert_true (cp_background_choice_parse ("kmeans:20", &choice, &error));
  g_assert_cmpint (choice.kind, ==, CP_BACKGROUND_KMEANS);
  g_assert_true (cp_background_choice_parse ("zero", &choice, &error));
  g_assert_true (cp_background_choice_parse ("rows.csv", &choice, &error));
  g_assert_cmpstr (choice.path, ==, "rows.csv");
  g_assert_false (cp_background_choice_parse ("kmeans:0", &choice, &error));
  assert_message (error, "a background of 0 rows: expected a whole number from 1 to 100000.");
}

static void
test_a_table_without_rows_gives_no_background (void) {
  g_autoptr (CpColumn) column = cp_column_new_number ("x", NULL, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table = cp_table_new ("t.csv", &column, 1, &error);
  g_autoptr (CpEncoder) encoder = make_encoder ("[{\"column\":\"x\"}]");
  CpBackgroundChoice choice = {.kind = CP_BACKGROUND_SAMPLE};
  g_assert_null (cp_background_choice_make (&choice, encoder, table, NULL, &error));
  assert_message (error, "t.csv: has no rows to draw a background from.");
}

static void
test_rows_left_out_are_never_drawn (void) {
  g_autoptr (CpTable) table = read_table ("x\n0\n1\n2\n3\n4\n5\n");
  g_autoptr (CpEncoder) encoder = make_encoder ("[{\"column\":\"x\"}]");
  g_autoptr (GArray) without = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GError) error = NULL;
  const guint32 left_out[] = {0, 1, 3, 5};
  g_array_append_vals (without, left_out, 4);
  CpBackgroundChoice choice = {.kind = CP_BACKGROUND_SAMPLE, .without = without};
  g_autoptr (CpBackground) background = cp_background_choice_make (&choice, encoder, table, NULL, &error);
  g_assert_no_error (error);
  static const float expected[] = {2, 4};
  g_assert_cmpuint (cp_matrix_get_n_rows (background->rows), ==, 2);
  g_assert_cmpmem (cp_matrix_get_values (background->rows), sizeof expected, expected, sizeof expected);
  g_assert_cmpstr (background->name, ==, "all 2 rows");
  choice.n = 1;
  gboolean is_drawn[6] = {FALSE};
  for (choice.seed = 0; choice.seed < 20; choice.seed++) {
    g_autoptr (CpBackground) one = cp_background_choice_make (&choice, encoder, table, NULL, &error);
    is_drawn[(int)cp_matrix_get_values (one->rows)[0]] = TRUE;
  }
  for (int i = 0; i < 6; i++)
    g_assert_cmpint (is_drawn[i], ==, i == 2 || i == 4);
  const guint32 rest[] = {2, 4};
  g_array_append_vals (without, rest, 2);
  g_assert_null (cp_background_choice_make (&choice, encoder, table, NULL, &error));
  assert_message (error, "t.csv: has no rows to draw a background from.");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/background-choice/by-default-the-words-of-texts-are-left-out",
                   test_by_default_the_words_of_texts_are_left_out);
  g_test_add_func ("/core/background-choice/a-model-of-nothing-but-texts-has-the-empty-text",
                   test_a_model_of_nothing_but_texts_has_the_empty_text);
  g_test_add_func ("/core/background-choice/what-is-typed-is-understood", test_what_is_typed_is_understood);
  g_test_add_func ("/core/background-choice/a-table-without-rows-gives-no-background",
                   test_a_table_without_rows_gives_no_background);
  g_test_add_func ("/core/background-choice/rows-left-out-are-never-drawn",
                   test_rows_left_out_are_never_drawn);
  return g_test_run ();
}
