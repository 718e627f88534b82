#include "core/metrics/tags.h"
#include "core/table/csv.h"
#include "tests/cli/run.h"
#include "tests/fixture.h"

#include <string.h>

/* What data/questions/README.md says of the sample, checked. The ranks are counted here, pair by pair. */

static char *folder;

static char *
sample (const char *name) {
  return g_build_filename (folder, name, NULL);
}

static CpTable *
read_questions (void) {
  g_autofree char *path = sample ("questions.csv");
  g_autoptr (GHashTable) types = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (types, (gpointer) "question", GINT_TO_POINTER (CP_COLUMN_TEXT));
  g_autoptr (GError) error = NULL;
  CpTable *table = cp_csv_read (path, &(CpCsvOptions){.types = types}, NULL, NULL, &error);
  g_assert_no_error (error);
  return table;
}

static void
test_the_name_of_no_library_is_in_a_question (void) {
  static const char *const names[] = {"keras", "matplotlib", "pandas", "scikit", "sklearn", "tensorflow"};
  g_autoptr (CpTable) table = read_questions ();
  const CpColumn *column = cp_table_find_column (table, "question");
  g_assert_cmpuint (cp_table_get_n_rows (table), ==, 20000);
  for (gsize row = 0; row < 20000; row++) {
    gsize length;
    const char *cell = cp_column_get_text (column, row, &length);
    g_autofree char *text = g_ascii_strdown (cell, (gssize)length);
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      g_assert_null (strstr (text, names[i]));
  }
}

/* The share of pairs of a question with the tag and one without that are in the right order, over the first
 * 2 000 questions. */
static double
count_pairs (json_t *scores, const CpTags *tags, guint tag) {
  double right = 0, all = 0;
  for (gsize a = 0; a < 2000; a++) {
    for (gsize b = 0; b < 2000 && cp_tags_has (tags, a, tag); b++) {
      if (cp_tags_has (tags, b, tag))
        continue;
      double x = json_number_value (json_array_get (json_array_get (scores, a), tag));
      double y = json_number_value (json_array_get (json_array_get (scores, b), tag));
      right += x > y ? 1 : x == y ? 0.5 : 0;
      all += 1;
    }
  }
  return right / all;
}

static void
test_both_taggers_find_every_tag_and_the_wide_one_better (void) {
  g_autoptr (CpTable) table = read_questions ();
  g_autoptr (CpTags) tags = cp_tags_build (table, "tags", NULL, NULL);
  g_autofree char *data = sample ("questions.csv"), *wide = sample ("wide.h5"),
                  *narrow = sample ("narrow.h5");
  g_assert_cmpuint (cp_tags_get_n (tags), ==, 5);
  g_auto (Run) result = run ("predict", "--data", data, "--type", "question=text", "--model", wide, "--model",
                             narrow, "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  json_t *of_wide = run_get (json, "models", "0", "scores", NULL),
         *of_narrow = run_get (json, "models", "1", "scores", NULL);
  for (guint tag = 0; tag < 5; tag++) {
    double a = count_pairs (of_wide, tags, tag), b = count_pairs (of_narrow, tags, tag);
    g_assert_cmpfloat (b, >, 0.96);
    g_assert_cmpfloat (a, >, b);
    g_assert_cmpstr (json_string_value (json_array_get (run_get (json, "models", "0", "outputs", NULL), tag)),
                     ==, cp_tags_get_names (tags)[tag]);
  }
}

static void
test_the_session_explains_a_question_in_words (void) {
  g_autofree char *session = sample ("questions.counterpoint");
  g_auto (Run) result =
      run ("explain", session, "--row", "0", "--set", "question=plot the legend", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  g_assert_cmpstr (json_string_value (run_get (json, "models", "0", "outputs", "1", "output", NULL)), ==,
                   "matplotlib");
  /* a question of nothing but plotting: its words raise matplotlib, and the strongest is one of them */
  json_t *word = run_get (json, "models", "0", "outputs", "1", "words", "0", NULL);
  g_assert_cmpfloat (json_number_value (json_object_get (word, "attribution")), >, 0);
  g_assert_cmpfloat (run_get_number (json, "models", "0", "outputs", "1", "score", NULL), >, 0.5);
}

int
main (int argc, char **argv) {
  run_init (&argc, &argv);
  const char *session = g_getenv ("COUNTERPOINT_SAMPLE");
  g_assert_nonnull (session);
  folder = g_path_get_dirname (session);
  g_test_add_func ("/cli/questions-sample/the-name-of-no-library-is-in-a-question",
                   test_the_name_of_no_library_is_in_a_question);
  g_test_add_func ("/cli/questions-sample/both-taggers-find-every-tag-and-the-wide-one-better",
                   test_both_taggers_find_every_tag_and_the_wide_one_better);
  g_test_add_func ("/cli/questions-sample/the-session-explains-a-question-in-words",
                   test_the_session_explains_a_question_in_words);
  int status = g_test_run ();
  g_free (folder);
  return status;
}
