#include "tests/cli/run.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* Numbers of tests/fixtures/fairness, computed independently of the program (see the README there). */
static json_t *
audit_case (const char *name, const char *strategy, const char *fp_cost, const char *tolerance) {
  g_autofree char *file = g_strconcat ("fairness/", name, ".csv", NULL);
  g_autofree char *path = fixture_path (file);
  g_auto (Run) result = run ("audit", "--data", path, "--model", "A=column:score", "--label", "label",
                             "--positive", "1", "--slice", "group", "--strategy", strategy, "--fp-cost",
                             fp_cost, "--tolerance", tolerance, "--intervals", "--format", "json", NULL);
  run_assert_done (&result);
  return run_dup_json (&result);
}

static void
test_metrics (void) {
  g_autoptr (json_t) json = audit_case ("case1_two_equal", "custom", "1", "0.02");
  g_assert_cmpfloat (run_get_number (json, "rows", NULL), ==, 60);
  assert_close (run_get_number (json, "models", "0", "overall", "roc_auc", NULL), 0.7455357142857143, 1e-9);
  assert_close (run_get_number (json, "models", "0", "overall", "intervals", "tpr", "0", NULL),
                0.4583027451442781, 1e-6);
  assert_close (run_get_number (json, "models", "0", "slices", "1", "fpr", NULL), 0.13636363636363635, 1e-9);
  g_assert_cmpstr (json_string_value (run_get (json, "models", "0", "slices", "1", "slice", "group", NULL)),
                   ==, "B");
  assert_close (run_get_number (json, "models", "0", "gaps", "selection_rate", "difference", NULL), 0.4,
                1e-9);
  assert_close (run_get_number (json, "models", "0", "gaps", "selection_rate", "ratio", NULL),
                0.368421052631579, 1e-9);
  double low = run_get_number (json, "models", "0", "gaps", "selection_rate", "interval", "0", NULL);
  double high = run_get_number (json, "models", "0", "gaps", "selection_rate", "interval", "1", NULL);
  g_assert_true (low < 0.4 && high > 0.4);
}

static void
test_parity (void) {
  g_autoptr (json_t) json = audit_case ("case1_two_equal", "demographic-parity", "1", "0.02");
  g_assert_cmpfloat (run_get_number (json, "models", "0", "cost", NULL), ==, 21);
  assert_close (run_get_number (json, "models", "0", "gap", NULL), 0.03333333333333333, 1e-9);
  g_assert_cmpfloat (run_get_number (json, "models", "0", "slices", "0", "tp", NULL), ==, 12);
  g_assert_cmpfloat (run_get_number (json, "models", "0", "slices", "1", "fp", NULL), ==, 8);
  g_assert_cmpfloat (run_get_number (json, "models", "0", "single_cost", NULL), ==, 17);
}

static void
test_undefined (void) {
  g_autoptr (json_t) json = audit_case ("case4_small_groups", "custom", "1", "0.05");
  json_t *tiny = run_get (json, "models", "0", "slices", "4", NULL);
  g_assert_cmpstr (json_string_value (run_get (tiny, "slice", "group", NULL)), ==, "tiny");
  g_assert_true (json_is_null (run_get (tiny, "tpr", NULL)));
  g_assert_true (json_is_null (run_get (tiny, "roc_auc", NULL)));
  g_assert_true (json_is_null (run_get (tiny, "intervals", "tpr", "0", NULL)));
  g_assert_cmpfloat (run_get_number (tiny, "accuracy", NULL), ==, 1);
}

/* A session says what its weights are; the command line wins. Every row weighs 4. */
static void
test_survey_of_a_session (void) {
  g_autofree char *data = run_file ("w.csv", "s,y,w\n0.9,1,4\n0.8,0,4\n0.3,1,4\n0.2,0,4\n0.1,0,4\n");
  g_autofree char *session = run_file (
      "w.counterpoint", "{\"counterpoint\":1,\"data\":{\"file\":\"w.csv\"},\"label\":\"y\",\"weight\":\"w\","
                        "\"weights\":\"survey\",\"models\":[{\"name\":\"A\",\"where\":\"column:s\"}]}");
#define LOW "models", "0", "overall", "intervals", "accuracy", "0", NULL
  g_auto (Run) kept = run ("audit", session, "--format", "json", "--quiet", NULL);
  g_auto (Run) counts = run ("audit", session, "--weights", "counts", "--format", "json", "--quiet", NULL);
  g_auto (Run) typed = run ("audit", "--data", data, "--model", "A=column:s", "--label", "y", "--weight", "w",
                            "--weights", "survey", "--format", "json", "--quiet", NULL);
  run_assert_done (&kept);
  run_assert_done (&counts);
  run_assert_done (&typed);
  g_autoptr (json_t) of_kept = run_dup_json (&kept), of_counts = run_dup_json (&counts),
                     of_typed = run_dup_json (&typed);
  g_assert_cmpfloat (run_get_number (of_kept, LOW), ==, run_get_number (of_typed, LOW));
  g_assert_cmpfloat (run_get_number (of_kept, LOW), <, run_get_number (of_counts, LOW));
  g_assert_cmpfloat (run_get_number (of_kept, "rows", NULL), ==, 5);
  g_assert_cmpfloat (run_get_number (of_kept, "weight", NULL), ==, 20);
#undef LOW
}

static void
test_table (void) {
  g_autofree char *path = fixture_path ("fairness/case1_two_equal.csv");
  g_auto (Run) result = run ("audit", "--data", path, "--model", "A=column:score", "--label", "label",
                             "--slice", "group", "--quiet", NULL);
  run_assert_done (&result);
  g_assert_nonnull (strstr (result.out, "All rows  60"));
  g_assert_nonnull (
      strstr (result.out, "A decides 23.3\u00a0% of B and 63.3\u00a0% of A positive, a gap of 40.0 points."));
  g_assert_nonnull (strstr (result.out, "Four-fifths rule: fails (0.37)."));
}

static void
test_csv (void) {
  g_autofree char *path = fixture_path ("fairness/case1_two_equal.csv");
  g_auto (Run) result = run ("audit", "--data", path, "--model", "A=column:score", "--label", "label",
                             "--slice", "group", "--quiet", "--format", "csv", NULL);
  run_assert_done (&result);
  g_auto (GStrv) lines = g_strsplit (result.out, "\n", -1);
  g_assert_true (g_str_has_prefix (lines[0], "model,group,n,threshold,base_rate,selection_rate,tpr,fpr,"));
  g_assert_true (g_str_has_prefix (lines[1], "A,(all),60,0.5,0.466666666666666"));
  g_assert_true (g_str_has_suffix (lines[1], ",18,8,24,10"));
  g_assert_true (g_str_has_prefix (lines[2], "A,A,30,0.5,"));
  g_assert_true (g_str_has_prefix (lines[3], "A,B,30,0.5,"));
}

static void
test_output_file (void) {
  g_autofree char *path = fixture_path ("fairness/case1_two_equal.csv");
  g_autofree char *target = run_file ("audit.json", NULL);
  g_auto (Run) result = run ("audit", "--data", path, "--model", "A=column:score", "--label", "label",
                             "--format", "json", "-o", target, "--quiet", NULL);
  run_assert_done (&result);
  g_assert_cmpstr (result.out, ==, "");
  g_autoptr (json_t) json = json_load_file (target, 0, NULL);
  g_assert_cmpfloat (run_get_number (json, "rows", NULL), ==, 60);
}

static void
test_chosen_positive_is_told (void) {
  g_autofree char *path = fixture_path ("fairness/case1_two_equal.csv");
  g_auto (Run) result = run ("audit", "--data", path, "--model", "A=column:score", "--label", "label", NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpstr (
      result.err, ==,
      "counterpoint: note: the positive value of label is taken to be '1'; --positive names another.\n");
}

int
main (int argc, char **argv) {
  run_init (&argc, &argv);
  g_test_add_func ("/cli/audit/metrics-and-gaps-equal-the-reference", test_metrics);
  g_test_add_func ("/cli/audit/demographic-parity-equals-the-brute-force-optimum", test_parity);
  g_test_add_func ("/cli/audit/a-slice-without-positives-is-null-not-zero", test_undefined);
  g_test_add_func ("/cli/audit/a-session-says-what-its-weights-are", test_survey_of_a_session);
  g_test_add_func ("/cli/audit/the-table-states-the-finding-in-words", test_table);
  g_test_add_func ("/cli/audit/csv-has-a-line-for-all-rows-and-one-a-slice", test_csv);
  g_test_add_func ("/cli/audit/o-writes-a-file", test_output_file);
  g_test_add_func ("/cli/audit/a-positive-value-we-chose-is-told", test_chosen_positive_is_told);
  return g_test_run ();
}
