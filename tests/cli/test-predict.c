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

/* A session says what the scores of its models are taken for; the command line wins. */
static void
test_task_of_a_session (void) {
  g_autofree char *data = run_file ("t.csv", "s,y\n0.5,1\n0.25,0\n");
#define SESSION(task)                                                                                        \
  run_file ("t.counterpoint",                                                                                \
            "{\"counterpoint\":1,\"data\":{\"file\":\"t.csv\"},\"label\":\"y\",\"models\":[{"                \
            "\"name\":\"A\",\"where\":\"column:s\",\"task\":" task "}]}")
  g_autofree char *session = SESSION ("\"regression\"");
  g_auto (Run) kept = run ("predict", session, "--format", "json", NULL);
  run_assert_done (&kept);
  g_assert_nonnull (strstr (kept.out, "\"task\":\"regression\""));
  g_auto (Run) typed = run ("predict", session, "--task", "binary", "--format", "json", NULL);
  run_assert_done (&typed);
  g_assert_nonnull (strstr (typed.out, "\"task\":\"binary\""));
  g_auto (Run) audit = run ("audit", session, NULL);
  g_assert_cmpint (audit.status, ==, 1);
  g_assert_nonnull (strstr (audit.err, "is a regression model with 1 output"));
  g_free (SESSION ("\"multilabel\""));
  g_auto (Run) several = run ("predict", session, NULL);
  run_assert_refused (&several, "column:s: has 1 output; the session takes it for a multilabel model.");
  g_free (SESSION ("\"guess\""));
  g_auto (Run) unknown = run ("predict", session, NULL);
  run_assert_refused (&unknown, "t.counterpoint: models[0].task: expected binary, multiclass, multilabel or "
                                "regression.");
#undef SESSION
}

/* What the scores are taken for is what was said; a task of other outputs is refused. */
static void
test_task (void) {
  g_autofree char *path = run_file ("p.csv", table);
  g_auto (Run) json = run ("predict", "--data", path, "--model", "A=column:s", "--task", "regression",
                           "--format", "json", NULL);
  run_assert_done (&json);
  g_assert_nonnull (strstr (json.out, "\"task\":\"regression\""));
  g_auto (Run) wrong = run ("predict", "--data", path, "--model", "A=column:s", "--task", "multilabel", NULL);
  run_assert_refused (&wrong, "column:s: has 1 output; --task multilabel expects several.");
}

/* The numbers: XGBoost 1.7.4, the first rows of tests/fixtures/model/xgboost/expected.json */
static void
test_trees (void) {
  g_autofree char *answers = fixture_path ("model/xgboost/expected.json"),
                  *model = fixture_path ("model/xgboost/binary.ubj");
  g_autoptr (json_t) expected = cp_json_load_file (answers, NULL);
  json_t *item = json_object_get (expected, "binary.ubj"), *row, *value;
  g_autoptr (GString) csv = g_string_new ("region,age,größe,debt ratio,income\n");
  static const gsize order[] = {4, 0, 3, 2, 1}; /* by name, not by place */
  gsize i;
  json_array_foreach (json_object_get (item, "inputs"), i, row) {
    for (gsize c = 0; c < 5; c++) {
      value = json_array_get (row, order[c]);
      if (!json_is_null (value))
        g_string_append_printf (csv, "%.9g", json_number_value (value));
      g_string_append_c (csv, c < 4 ? ',' : '\n');
    }
  }
  g_autofree char *path = run_file ("trees.csv", csv->str);
  g_auto (Run) scored = run ("predict", "--data", path, "--model", model, "--format", "json", NULL);
  run_assert_done (&scored);
  g_autoptr (json_t) scores = run_dup_json (&scored);
  g_assert_cmpstr (json_string_value (run_get (scores, "models", "0", "outputs", "0", NULL)), ==, "score");
  json_array_foreach (json_object_get (item, "outputs"), i, row) {
    g_autofree char *index = g_strdup_printf ("%" G_GSIZE_FORMAT, i);
    assert_close (run_get_number (scores, "models", "0", "scores", index, "0", NULL),
                  json_number_value (json_array_get (row, 0)), 1e-6);
  }
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

/* A column may be called what a named model is written like. */
static void
test_column_with_equals (void) {
  g_autofree char *path = run_file ("equals.csv", "p=1,p\n0.25,9\n0.5,8\n");
  g_auto (Run) plain = run ("predict", "--data", path, "--model", "column:p=1", "--format", "csv", NULL);
  run_assert_done (&plain);
  g_assert_cmpstr (plain.out, ==, "row,p=1\n0,0.25\n1,0.5\n");
  g_auto (Run) named = run ("predict", "--data", path, "--model", "A=column:p=1", "--format", "csv", NULL);
  g_assert_cmpstr (named.out, ==, "row,A\n0,0.25\n1,0.5\n");
}

/* Scores are told apart by the names of their models. */
static void
test_models_of_one_name (void) {
  g_autofree char *path = run_file ("names.csv", "a,b\n0.25,9\n0.5,8\n");
  g_auto (Run) result = run ("predict", "--data", path, "--model", "m=column:a", "--model", "m=column:b",
                             "--model", "m=column:a", "--format", "csv", NULL);
  run_assert_done (&result);
  g_assert_cmpstr (result.out, ==, "row,m,m (2),m (3)\n0,0.25,9,0.25\n1,0.5,8,0.5\n");
}

int
main (int argc, char **argv) {
  run_init (&argc, &argv);
  g_test_add_func ("/cli/predict/each-format-holds-every-row", test_formats);
  g_test_add_func ("/cli/predict/trees-take-missing-cells-and-columns-by-name", test_trees);
  g_test_add_func ("/cli/predict/standard-input-is-named-in-errors", test_standard_input);
  g_test_add_func ("/cli/predict/wrong-usage-ends-with-2-and-help-with-0", test_usage);
  g_test_add_func ("/cli/predict/a-column-of-scores-may-have-equals-in-its-name", test_column_with_equals);
  g_test_add_func ("/cli/predict/models-of-one-name-are-told-apart", test_models_of_one_name);
  g_test_add_func ("/cli/predict/the-task-may-be-the-session-s", test_task_of_a_session);
  g_test_add_func ("/cli/predict/the-task-is-what-was-said", test_task);
  return g_test_run ();
}
