#include "tests/cli/run.h"
#include "tests/fixture.h"

#include <string.h>

/* Every bad input ends in one sentence that names the place, with status 1 and nothing on standard output.
 * Messages of single readers are asserted beside the readers; here stands what a person meets on the command
 * line. */

static const char *good = "x,g,y\n0.1,a,0\n0.9,b,1\n0.4,a,1\n";

static void
refuse (const char *csv, const char *label, const char *model, const char *message) {
  g_autofree char *path = run_file ("bad.csv", csv);
  g_auto (Run) result = run ("audit", "--data", path, "--model", model, "--label", label, "--quiet", NULL);
  run_assert_refused (&result, message);
}

static void
test_tables (void) {
  refuse ("", "y", "A=column:x", "bad.csv: the file is empty, expected a header and rows.");
  refuse ("x,y\n1,2\n1,2,3\n", "y", "A=column:x", "bad.csv:3: 3 fields, expected 2.");
}

static void
test_labels (void) {
  refuse ("x,y\n0.1,1\n0.2,1\n", "y", "A=column:x",
          "bad.csv: label 'y' has one value, '1'; a label needs at least two.");
}

static void
test_columns (void) {
  g_autofree char *path = run_file ("good.csv", good);
  g_auto (Run) label =
      run ("audit", "--data", path, "--model", "A=column:x", "--label", "yy", "--quiet", NULL);
  g_assert_cmpint (label.status, ==, 1);
  g_assert_nonnull (strstr (label.err, "no column 'yy'"));
  g_assert_nonnull (strstr (label.err, "'y'"));
  g_auto (Run) column = run ("audit", "--data", path, "--model", "A=column:nope", "--label", "y", NULL);
  g_assert_cmpint (column.status, ==, 1);
  g_assert_nonnull (strstr (column.err, "no column 'nope'"));
}

static void
test_nothing_given (void) {
  g_auto (Run) data = run ("predict", "--model", "column:x", NULL);
  run_assert_refused (&data, "no table was given; expected --data FILE or a session.");
  g_autofree char *path = run_file ("good.csv", good);
  g_auto (Run) model = run ("predict", "--data", path, NULL);
  run_assert_refused (&model, "no model was given; expected --model FILE or a session.");
  g_auto (Run) label = run ("audit", "--data", path, "--model", "column:x", NULL);
  run_assert_refused (&label, "no label was given; expected --label COLUMN.");
}

static void
test_strategy (void) {
  g_autofree char *path = run_file ("good.csv", good);
  g_auto (Run) result = run ("audit", "--data", path, "--model", "column:x", "--label", "y", "--strategy",
                             "fair", "--quiet", NULL);
  run_assert_refused (&result, "--strategy fair: expected one of custom, single, group, demographic-parity, "
                               "equal-opportunity, predictive-equality, equal-accuracy, equalized-odds.");
}

static void
test_features_before_model (void) {
  g_auto (Run) result = run ("predict", "--features", "x", NULL);
  g_assert_cmpint (result.status, ==, 2);
  g_assert_cmpstr (result.err, ==,
                   "counterpoint predict: --features belongs to the --model before it.\n"
                   "Try 'counterpoint predict --help'.\n");
}

static void
test_session (void) {
  g_autofree char *broken = run_file ("broken.counterpoint", "{\"counterpoint\": 1, \"data\": {}}");
  g_auto (Run) result = run ("audit", broken, NULL);
  run_assert_refused (&result, "broken.counterpoint: data.file: expected the table's file name.");
}

static void
test_unknown_word (void) {
  g_auto (Run) result = run ("audti", NULL);
  run_assert_refused (&result,
                      "audti: no such file or subcommand; 'counterpoint --help' lists the subcommands.");
}

static void
test_full_disk (void) {
  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS)) {
    g_test_skip ("/dev/full is absent");
    return;
  }
  g_autofree char *path = run_file ("good.csv", good);
  g_auto (Run) result = run ("predict", "--data", path, "--model", "column:x", "-o", "/dev/full", NULL);
  run_assert_refused (&result, "/dev/full: cannot be written: No space left on device; nothing was changed.");
}

/* An amount that is none ended in a crash, one below 0 was passed over. */
static void
test_amounts (void) {
  static const struct {
    const char *option, *value, *message;
  } cases[] = {
      {"--fp-cost", "inf", "--fp-cost and --fn-cost: expected numbers from 0 up."},
      {"--fn-cost", "nan", "--fp-cost and --fn-cost: expected numbers from 0 up."},
      {"--fn-cost", "-1", "--fp-cost and --fn-cost: expected numbers from 0 up."},
      {"--tolerance", "-0.1", "--tolerance: expected a number from 0 up."},
      {"--tolerance", "nan", "--tolerance: expected a number from 0 up."},
      {"--tolerance", "inf", "--tolerance: expected a number from 0 up."},
  };
  g_autofree char *path = run_file ("good.csv", good);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *option = g_strdup_printf ("%s=%s", cases[i].option, cases[i].value);
    g_auto (Run) result = run ("audit", "--data", path, "--model", "column:x", "--label", "y", "--strategy",
                               "single", option, "--quiet", NULL);
    run_assert_refused (&result, cases[i].message);
  }
}

static void
assert_misuse (const Run *result, const char *command, const char *sentence) {
  g_autofree char *expected =
      g_strdup_printf ("counterpoint %s: %s\nTry 'counterpoint %s --help'.\n", command, sentence, command);
  g_assert_cmpint (result->status, ==, 2);
  g_assert_cmpstr (result->err, ==, expected);
}

/* What would be taken and do nothing is wrong usage. */
static void
test_options_that_would_do_nothing (void) {
  g_autofree char *path = run_file ("good.csv", good);
  g_auto (Run) range = run ("counterfactual", "--data", path, "--row", "0", "--range", "x=0..1", NULL);
  assert_misuse (&range, "counterfactual", "--range is of --minimal; expected --minimal.");
  g_auto (Run) words =
      run ("counterfactual", "--data", path, "--row", "0", "--minimal", "--swap-words", NULL);
  assert_misuse (&words, "counterfactual", "--swap-words is of --text; expected --text.");
  g_auto (Run) text =
      run ("counterfactual", "--data", path, "--row", "0", "--text", "--immutable", "x", NULL);
  assert_misuse (&text, "counterfactual",
                 "--text changes words; expected no --k, --norm, --ignore, --weight-of or --immutable.");
  g_auto (Run) k = run ("counterfactual", "--data", path, "--row", "0", "--text", "--k", "3", NULL);
  assert_misuse (&k, "counterfactual",
                 "--text changes words; expected no --k, --norm, --ignore, --weight-of or --immutable.");
  g_auto (Run) pairs =
      run ("explain", "--global", "--importance", "permutation", "--permutations", "9", NULL);
  assert_misuse (&pairs, "explain",
                 "--importance shuffles columns; expected no --method, --background, --space or "
                 "--permutations.");
  g_auto (Run) bag =
      run ("train", "--data", path, "--label", "y", "-o", "m.h5", "--text", "g", "--features", "x", NULL);
  assert_misuse (&bag, "train", "--text is the only feature; expected no --features, --spec or --ignore.");
  g_auto (Run) width = run ("train", "--data", path, "--label", "y", "-o", "m.h5", "--words", "50", NULL);
  assert_misuse (&width, "train", "--words is of --text; expected --text C.");
  g_auto (Run) model = run ("train", "--data", path, "--label", "y", "-o", "m.h5", "--model", "a.h5", NULL);
  assert_misuse (&model, "train", "--model is made here; expected no --model.");
}

/* What was asked for, not what a column of scores would be. */
static void
test_audit_of_another_task (void) {
  g_autofree char *path = run_file ("good.csv", good);
  g_auto (Run) result = run ("audit", "--data", path, "--model", "column:x", "--label", "y", "--task",
                             "regression", "--quiet", NULL);
  run_assert_refused (&result, "column:x: is a regression model with 1 output; this version audits binary "
                               "decisions with one score (--task binary).");
}

int
main (int argc, char **argv) {
  run_init (&argc, &argv);
  g_test_add_func ("/cli/bad-input/a-broken-table-names-file-and-line", test_tables);
  g_test_add_func ("/cli/bad-input/a-label-with-one-value-is-refused", test_labels);
  g_test_add_func ("/cli/bad-input/a-missing-column-suggests-the-nearest", test_columns);
  g_test_add_func ("/cli/bad-input/what-was-not-given-is-asked-for", test_nothing_given);
  g_test_add_func ("/cli/bad-input/an-unknown-strategy-lists-those-there-are", test_strategy);
  g_test_add_func ("/cli/bad-input/features-need-a-model-before-them", test_features_before_model);
  g_test_add_func ("/cli/bad-input/a-broken-session-names-its-key", test_session);
  g_test_add_func ("/cli/bad-input/an-unknown-word-is-told-without-a-window", test_unknown_word);
  g_test_add_func ("/cli/bad-input/a-full-disk-is-told", test_full_disk);
  g_test_add_func ("/cli/bad-input/an-amount-that-is-none-is-refused", test_amounts);
  g_test_add_func ("/cli/bad-input/options-that-would-do-nothing-are-wrong-usage",
                   test_options_that_would_do_nothing);
  g_test_add_func ("/cli/bad-input/an-audit-of-another-task-is-refused", test_audit_of_another_task);
  return g_test_run ();
}
