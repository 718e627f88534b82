#include "tests/cli/run.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* The twin of an edit is `predict` over a table that holds the edited row. */
static const char *table =
    "x,sex_F,sex_M,y\n0.1,1,0,0\n0.9,0,1,1\n0.4,1,0,0\n0.7,0,1,1\n0.2,0,1,0\n0.8,1,0,1\n";
static const char *edited =
    "x,sex_F,sex_M,y\n0.1,0,1,0\n0.9,0,1,1\n0.4,1,0,0\n0.7,0,1,1\n0.2,0,1,0\n0.8,1,0,1\n";

static char *
train (const char *path) {
  char *model = run_file ("w.h5", NULL);
  g_auto (Run) trained = run ("train", "--data", path, "--label", "y", "-o", model, "--epochs", "30",
                              "--learning-rate", "0.05", "--batch", "2", "--quiet", NULL);
  run_assert_done (&trained);
  return model;
}

static void
test_group (void) {
  g_autofree char *path = run_file ("w.csv", table), *other = run_file ("w2.csv", edited),
                  *model = train (path);
  g_auto (Run) result = run ("whatif", "--data", path, "--model", model, "--row", "0", "--set", "sex=M",
                             "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  g_auto (Run) before = run ("predict", "--data", path, "--model", model, "--format", "json", NULL);
  g_auto (Run) after = run ("predict", "--data", other, "--model", model, "--format", "json", NULL);
  g_autoptr (json_t) before_json = run_dup_json (&before);
  g_autoptr (json_t) after_json = run_dup_json (&after);
  double from = run_get_number (json, "models", "0", "before", "0", NULL);
  double to = run_get_number (json, "models", "0", "after", "0", NULL);
  g_assert_cmpfloat (from, ==, run_get_number (before_json, "models", "0", "scores", "0", "0", NULL));
  g_assert_cmpfloat (to, ==, run_get_number (after_json, "models", "0", "scores", "0", "0", NULL));
  g_assert_cmpfloat (from, !=, to);
  g_assert_cmpfloat (run_get_number (json, "models", "0", "delta", "0", NULL), ==, to - from);
  g_assert_cmpstr (json_string_value (run_get (json, "edits", "sex", NULL)), ==, "M");
  g_assert_cmpstr (json_string_value (run_get (json, "models", "0", "decision", "before", NULL)), ==,
                   from >= 0.5 ? "positive" : "negative");
}

/* A regression decides nothing. */
static void
test_task (void) {
  g_autofree char *path = run_file ("w.csv", table), *model = train (path);
  g_auto (Run) result = run ("whatif", "--data", path, "--model", model, "--row", "0", "--set", "sex=M",
                             "--task", "regression", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  g_assert_null (json_object_get (run_get (json, "models", "0", NULL), "decision"));
  g_auto (Run) wrong = run ("whatif", "--data", path, "--model", model, "--row", "0", "--set", "sex=M",
                            "--task", "multiclass", NULL);
  g_assert_cmpint (wrong.status, ==, 1);
  g_assert_nonnull (strstr (wrong.err, "has 1 output; --task multiclass expects several."));
}

static void
test_column_model (void) {
  g_autofree char *path = run_file ("w.csv", table);
  g_auto (Run) result = run ("whatif", "--data", path, "--model", "A=column:x", "--row", "1", "--set",
                             "sex=F", "--format", "json", NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpstr (result.err, ==,
                   "counterpoint: note: A is a column of scores; an edited row cannot be scored again.\n");
  g_autoptr (json_t) json = run_dup_json (&result);
  g_assert_cmpfloat (run_get_number (json, "models", "0", "before", "0", NULL), ==, 0.9);
  g_assert_true (json_is_null (run_get (json, "models", "0", "after", "0", NULL)));
}

static void
test_refusals (void) {
  g_autofree char *path = run_file ("w.csv", table), *model = train (path);
  g_auto (Run) word = run ("whatif", "--data", path, "--model", model, "--row", "0", "--set", "x=much", NULL);
  run_assert_refused (&word, "column 'x': 'much' is not a number.");
  g_auto (Run) value = run ("whatif", "--data", path, "--model", model, "--row", "0", "--set", "sex=X", NULL);
  run_assert_refused (&value, "column 'sex': 'X' is none of its values 'F' and 'M'.");
  g_auto (Run) row = run ("whatif", "--data", path, "--model", model, "--row", "6", NULL);
  run_assert_refused (&row, "--row 6: w.csv has 6 rows, counted from 0.");
  g_auto (Run) shape = run ("whatif", "--data", path, "--model", model, "--row", "0", "--set", "x", NULL);
  run_assert_refused (&shape, "--set x: expected COLUMN=VALUE.");
}

/* A session that decides nobody of F and everybody of M positive: the edit moves the row from one to the
 * other. */
static void
test_slice_thresholds (void) {
  g_autofree char *path = run_file ("w.csv", table), *model = train (path);
  g_autofree char *text = g_strdup_printf (
      "{\"counterpoint\": 1, \"data\": {\"file\": \"w.csv\"}, \"models\": [{\"name\": \"m\", \"where\": "
      "\"%s\"}], "
      "\"label\": \"y\", \"slices\": [\"sex\"], \"thresholds\": {\"m\": {\"F\": null, \"M\": 0}}}",
      model);
  g_autofree char *session = run_file ("w.counterpoint", text);
  g_auto (Run) result = run ("whatif", session, "--row", "0", "--set", "sex=M", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  g_assert_cmpstr (json_string_value (run_get (json, "models", "0", "decision", "before", NULL)), ==,
                   "negative");
  g_assert_cmpstr (json_string_value (run_get (json, "models", "0", "decision", "after", NULL)), ==,
                   "positive");
}

/* (transfer full): the decision after x became 0.33, by a session with these thresholds of slices of x */
static char *
decide_strange (const char *path, const char *model, const char *thresholds) {
  g_autofree char *text = g_strdup_printf (
      "{\"counterpoint\": 1, \"data\": {\"file\": \"w.csv\"}, \"models\": [{\"name\": \"m\", \"where\": "
      "\"%s\"}], \"label\": \"y\", \"slices\": [{\"column\": \"x\", \"kind\": \"values\"}], \"thresholds\": "
      "{\"m\": %s}}",
      model, thresholds);
  g_autofree char *session = run_file ("x.counterpoint", text);
  g_auto (Run) result = run ("whatif", session, "--row", "0", "--set", "x=0.33", "--format", "json", NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_nonnull (strstr (result.err, "no row of the table lies in the slice '0.33'; it is decided by the "
                                        "threshold that all slices share, else by 0.5."));
  g_autoptr (json_t) json = run_dup_json (&result);
  return g_strdup (json_string_value (run_get (json, "models", "0", "decision", "after", NULL)));
}

static void
test_strange_slice (void) {
  g_autofree char *path = run_file ("w.csv", table), *model = train (path);
  g_autofree char *all = decide_strange (path, model, "0");
  g_autofree char *none = decide_strange (path, model,
                                          "{\"0.1\": null, \"0.9\": null, \"0.4\": null, \"0.7\": null, "
                                          "\"0.2\": null, \"0.8\": null}");
  g_assert_cmpstr (all, ==, "positive");
  g_assert_cmpstr (none, ==, "negative");
}

int
main (int argc, char **argv) {
  run_init (&argc, &argv);
  g_test_add_func ("/cli/whatif/a-one-hot-group-is-set-by-its-name", test_group);
  g_test_add_func ("/cli/whatif/a-column-of-scores-cannot-be-scored-again", test_column_model);
  g_test_add_func ("/cli/whatif/a-wrong-edit-is-refused-with-its-place", test_refusals);
  g_test_add_func ("/cli/whatif/the-edited-row-is-decided-in-its-new-slice", test_slice_thresholds);
  g_test_add_func ("/cli/whatif/a-slice-without-rows-is-told-and-takes-the-shared-threshold",
                   test_strange_slice);
  g_test_add_func ("/cli/whatif/the-task-is-what-was-said", test_task);
  return g_test_run ();
}
