#include "tests/cli/run.h"
#include "tests/fixture.h"

#include <string.h>

/* The SMS Spam Collection (5 572 messages, Latin-1): a classifier trained on its words, what makes message 5
 * spam, which words it takes to let it pass, and whether he and she matter to it. Facts of the messages were
 * read in the file; what the model makes of them is held to bounds, for another BLAS may round otherwise. */

#define INPUT                                                                                                \
  "--data", data, "--type", "v2=text", "--label", "v1", "--positive", "spam", "--model", model, "--quiet"

static char *data, *model;

static gboolean
have_model (void) {
  if (data == NULL && (data = real_path ("data/sms-spam-latin1.csv")) != NULL) {
    model = run_file ("spam.h5", NULL);
    g_auto (Run) trained = run ("train", "--data", data, "--type", "v2=text", "--text", "v2", "--label", "v1",
                                "--positive", "spam", "--words", "1000", "-o", model, "--quiet", NULL);
    run_assert_done (&trained);
  }
  return data != NULL;
}

static void
test_words_let_spam_pass (void) {
  if (!have_model ())
    return;
  g_auto (Run) result = run ("counterfactual", INPUT, "--row", "5", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  json_t *answer = run_get (json, "models", "0", NULL);
  const char *text = json_string_value (run_get (answer, "text", NULL));
  g_assert_true (json_is_true (run_get (answer, "flips", NULL)));
  g_assert_cmpfloat (run_get_number (answer, "before", NULL), >, 0.5);
  g_assert_cmpfloat (run_get_number (answer, "score", NULL), <, 0.5);
  g_assert_cmpuint (json_array_size (run_get (answer, "words", NULL)), <=, 6);
  /* the same text by another way */
  g_autofree char *edit = g_strdup_printf ("v2=%s", text);
  g_auto (Run) edited = run ("whatif", INPUT, "--row", "5", "--set", edit, "--format", "json", NULL);
  run_assert_done (&edited);
  g_autoptr (json_t) scores = run_dup_json (&edited);
  assert_close (run_get_number (scores, "models", "0", "after", "0", NULL),
                run_get_number (answer, "score", NULL), 1e-9);
  assert_close (run_get_number (scores, "models", "0", "before", "0", NULL),
                run_get_number (answer, "before", NULL), 1e-9);
}

static void
test_words_are_explained (void) {
  if (!have_model ())
    return;
  g_auto (Run) result = run ("explain", INPUT, "--row", "5", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  json_t *word = run_get (json, "models", "0", "outputs", "0", "words", "0", NULL);
  g_assert_true (json_is_true (json_object_get (word, "present")));
  g_assert_cmpfloat (json_number_value (json_object_get (word, "attribution")), >, 0);
}

/* 241 messages hold he or she as a word of their own (counted with the tokenizer's rule by another program:
 * lower case, the Keras filter set to blanks, split at blanks). */
static void
test_he_and_she_do_not_matter (void) {
  if (!have_model ())
    return;
  g_auto (Run) result =
      run ("swap", INPUT, "--swap", "he=she", "--swap", "free=cheap", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  json_t *pairs = run_get (json, "models", "0", "pairs", NULL);
  json_t *pronouns = json_array_get (pairs, 0), *prices = json_array_get (pairs, 1);
  g_assert_cmpfloat (run_get_number (pronouns, "rows", NULL), ==, 241);
  g_assert_cmpuint (json_array_size (run_get (pronouns, "flips", NULL)), ==, 0);
  g_assert_cmpfloat (run_get_number (pronouns, "mean_abs", NULL), <, 0.02);
  g_assert_cmpfloat (run_get_number (prices, "mean_abs", NULL), >,
                     run_get_number (pronouns, "mean_abs", NULL));
  g_assert_cmpfloat (run_get_number (prices, "second_minus_first", NULL), <, 0); /* cheap is no free */
}

int
main (int argc, char **argv) {
  run_init (&argc, &argv);
  g_test_add_func ("/cli/real-spam/a-few-words-let-spam-pass", test_words_let_spam_pass);
  g_test_add_func ("/cli/real-spam/the-strongest-word-of-a-spam-speaks-for-spam", test_words_are_explained);
  g_test_add_func ("/cli/real-spam/he-and-she-do-not-matter", test_he_and_she_do_not_matter);
  int status = g_test_run ();
  g_free (data);
  g_free (model);
  return status;
}
