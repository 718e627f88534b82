#include "tests/cli/run.h"
#include "tests/fixture.h"

static const char *table = "x,s\n1,0.29\n2,0.5\n3,\n";

static void
test_formats (void) {
  g_autofree char *path = run_file ("p.csv", table);
  g_auto (Run) csv =
      run ("predict", "--data", path, "--model", "old, model=column:s", "--format", "csv", NULL);
  run_assert_done (&csv);
  g_assert_cmpstr (csv.out, ==, "row,\"old, model\"\n0,0.29\n1,0.5\n2,\n");
  g_auto (Run) json = run ("predict", "--data", path, "--model", "A=column:s", "--format", "json", NULL);
  run_assert_done (&json);
  g_assert_cmpstr (
      json.out, ==,
      "{\"rows\":3,\"models\":[{\"name\":\"A\",\"task\":\"binary\",\"outputs\":[\"s\"],\"scores\":"
      "[[0.29],[0.5],[null]]}]}\n");
  g_auto (Run) text = run ("predict", "--data", path, "--model", "A=column:s", NULL);
  run_assert_done (&text);
  g_assert_cmpstr (text.out, ==, "row      A\n  0  0.290\n  1  0.500\n  2      –\n");
}

static void
test_standard_input (void) {
  g_auto (Run) result = run ("predict", "--data", "-", "--model", "A=column:s", "--format", "csv", NULL);
  g_assert_cmpint (result.status, ==, 1); /* standard input is empty here */
  g_assert_true (g_str_has_prefix (result.err, "counterpoint: standard input: "));
}

static void
test_usage (void) {
  g_auto (Run) wrong = run ("predict", "--no-such-option", NULL);
  g_assert_cmpint (wrong.status, ==, 2);
  g_assert_cmpstr (
      wrong.err, ==,
      "counterpoint predict: Unknown option --no-such-option\nTry 'counterpoint predict --help'.\n");
  g_auto (Run) help = run ("predict", "--help", NULL);
  g_assert_cmpint (help.status, ==, 0);
  g_assert_nonnull (strstr (help.out, "--model"));
  g_auto (Run) version = run ("--version", NULL);
  g_assert_cmpint (version.status, ==, 0);
  g_assert_true (g_str_has_prefix (version.out, "counterpoint 0."));
  g_auto (Run) top = run ("--help", NULL);
  g_assert_cmpint (top.status, ==, 0);
  g_assert_nonnull (strstr (top.out, "whatif"));
}

int
main (int argc, char **argv) {
  run_init (&argc, &argv);
  g_test_add_func ("/cli/predict/each-format-holds-every-row", test_formats);
  g_test_add_func ("/cli/predict/standard-input-is-named-in-errors", test_standard_input);
  g_test_add_func ("/cli/predict/wrong-usage-ends-with-2-and-help-with-0", test_usage);
  return g_test_run ();
}
