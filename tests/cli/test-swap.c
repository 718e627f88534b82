#include "tests/app/unit.h"
#include "tests/cli/run.h"
#include "tests/fixture.h"

#include <string.h>

static const char *const table = "text,sex,age,y\n"
                                 "\"He is good, he said.\",F,30.5,1\n"
                                 "She is bad.,M,41.5,0\n"
                                 "HE AND SHE are good!,F,22.5,1\n"
                                 "Nobody is bad.,M,51.5,0\n"
                                 "he is good,M,33.5,1\n"
                                 "she was bad,F,28.5,0\n";

static char *
train (const char *path, const char *name) {
  char *model = run_file (name, NULL);
  g_auto (Run) trained =
      run ("train", "--data", path, "--type", "text=text", "--text", "text", "--label", "y", "--positive",
           "1", "--words", "20", "-o", model, "--epochs", "30", "--quiet", NULL);
  run_assert_done (&trained);
  return model;
}

/* Row 0 after the swap reads "She is good, she said.", as `whatif` scores it. */
static void
test_words (void) {
  g_autofree char *path = run_file ("s.csv", table), *model = train (path, "s.h5");
#define INPUT "--data", path, "--type", "text=text", "--label", "y", "--model", model
  g_auto (Run) result = run ("swap", INPUT, "--swap", "he=she", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  g_assert_cmpfloat (run_get_number (json, "rows", NULL), ==, 6);
  g_assert_cmpstr (json_string_value (run_get (json, "column", NULL)), ==, "text");
  g_assert_cmpfloat (run_get_number (json, "models", "0", "pairs", "0", "rows", NULL), ==, 5);
  double moved = 0;
  static const char *const rows[] = {"0", "1", "2", "4", "5"};
  static const char *const swapped[] = {"text=She is good, she said.", "text=He is bad.",
                                        "text=SHE AND HE are good!", "text=she is good", "text=he was bad"};
  for (guint i = 0; i < 5; i++) {
    g_auto (Run) edited =
        run ("whatif", INPUT, "--row", rows[i], "--set", swapped[i], "--format", "json", NULL);
    run_assert_done (&edited);
    g_autoptr (json_t) scores = run_dup_json (&edited);
    moved += run_get_number (scores, "models", "0", "delta", "0", NULL) / 5;
  }
  assert_close (run_get_number (json, "models", "0", "pairs", "0", "mean", NULL), moved, 1e-9);
  g_auto (Run) unknown = run ("swap", INPUT, "--swap", "anna=bob", "--format", "csv", NULL);
  g_assert_cmpint (unknown.status, ==, 0);
  g_assert_cmpstr (unknown.err, ==, "counterpoint: note: s does not know the words 'anna' and 'bob'.\n");
  g_assert_nonnull (strstr (unknown.out, "s,anna,bob,0,,,,,0\n"));
#undef INPUT
}

static void
test_refusals (void) {
  g_autofree char *path = run_file ("s.csv", table), *model = train (path, "s.h5");
  g_autofree char *empty = run_file ("empty.txt", "\n");
#define INPUT "--data", path, "--type", "text=text", "--label", "y", "--model", model
  g_auto (Run) none = run ("swap", INPUT, NULL);
  g_assert_cmpint (none.status, ==, 2);
  g_auto (Run) list = run ("swap", INPUT, "--pairs", empty, NULL);
  run_assert_refused (&list, "empty.txt: holds no pair; expected lines such as he,she.");
  g_auto (Run) equal = run ("swap", INPUT, "--swap", "he=HE", NULL);
  run_assert_refused (&equal, "the pair 'he', 'HE': expected two different words.");
  g_auto (Run) half = run ("swap", INPUT, "--swap", "he", NULL);
  run_assert_refused (&half, "--swap he: expected FIRST=SECOND.");
  g_auto (Run) column = run ("swap", "--data", path, "--type", "text=text", "--label", "y", "--model",
                             "A=column:age", "--swap", "he=she", NULL);
  run_assert_refused (&column,
                      "no model reads the words of a text; expected --column C with a category to swap in.");
  g_auto (Run) scores = run ("swap", "--data", path, "--type", "text=text", "--label", "y", "--model",
                             "A=column:age", "--swap", "F=M", "--column", "sex", NULL);
  g_assert_cmpint (scores.status, ==, 0);
  g_assert_cmpstr (scores.err, ==,
                   "counterpoint: note: A is a column of scores; an edited row cannot be scored again.\n");
  g_auto (Run) text = run ("counterfactual", INPUT, "--row", "0", "--set", "text=", NULL);
  run_assert_refused (&text, "column 'text': the text holds no word to take out.");
#undef INPUT
}

/* By hand, as tests/app/test-session-slices.c has it for the window: z = amount + 2·Male − 2; Female is
 * decided by 0.2, Male by 0.8. Rows 0 and 4 turn, and what turns row 0 by its least change is its sex too. */
static void
test_slices (void) {
  g_autofree char *data =
      run_file ("six.csv", "amount,sex,granted\n1,Female,0\n2,Male,1\n3,Female,1\n0,Male,0\n"
                           "1,Male,1\n0.5,Female,0\n");
  g_autofree char *folder = g_path_get_dirname (data);
  write_unit (folder);
  g_autofree char *path = run_file (
      "six.counterpoint",
      "{\"counterpoint\":1,\"data\":{\"file\":\"six.csv\"},\"models\":[{\"name\":\"unit\",\"where\":"
      "\"unit.h5\"}],\"label\":\"granted\",\"slices\":[\"sex\"],\"thresholds\":{\"unit\":{\"Female\":0.2,"
      "\"Male\":0.8}}}");
  g_auto (Run) result =
      run ("swap", path, "--column", "sex", "--swap", "Female=Male", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  const json_t *flips = run_get (json, "models", "0", "all", "flips", NULL);
  g_assert_cmpuint (json_array_size (flips), ==, 2);
  g_assert_cmpfloat (run_get_number (json, "models", "0", "all", "flips", "0", "row", NULL), ==, 0);
  g_assert_cmpfloat (run_get_number (json, "models", "0", "all", "flips", "1", "row", NULL), ==, 4);
  g_auto (Run) least =
      run ("counterfactual", path, "--row", "0", "--minimal", "--k", "5", "--format", "csv", NULL);
  run_assert_done (&least);
  g_assert_nonnull (strstr (least.out, ",sex,Female,Male\n"));
}

int
main (int argc, char **argv) {
  run_init (&argc, &argv);
  g_test_add_func ("/cli/swap/every-row-is-scored-with-the-words-swapped", test_words);
  g_test_add_func ("/cli/swap/rows-are-decided-by-the-slices-they-lie-in", test_slices);
  g_test_add_func ("/cli/swap/a-wrong-question-is-refused-with-its-place", test_refusals);
  return g_test_run ();
}
