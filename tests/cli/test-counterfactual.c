#include "tests/cli/run.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* The score is a column, so the decisions are read off the table. */
static const char *const table = "score,age,sex_F,sex_M,note,y\n"
                                 "0.1,30.5,1,0,a,0\n"
                                 "0.9,40.5,0,1,b,1\n"
                                 "0.4,20.5,1,0,a,0\n"
                                 "0.7,30.5,0,1,b,1\n"
                                 "0.2,30.5,0,1,b,0\n"
                                 "0.8,40.5,1,0,a,1\n";

/* By hand. age: mean 193/6; the deviations from it −5/3, 25/3, −35/3, −5/3, −5/3, 25/3 have the squares 25,
 * 625, 1225, 25, 25, 625 ninths: 2550/9 over 5, so the deviation is sqrt (510/9) = 7.5277. sex and note: 3 of
 * each: Σ p² = 1/2. Row 0 to row 3: sex and note: 1. To row 5: age alone. */
static const double age = 10 / 7.527726527090811;

static void
test_neighbours (void) {
  g_autofree char *path = run_file ("c.csv", table);
  g_auto (Run) result = run ("counterfactual", "--data", path, "--label", "y", "--model", "A=column:score",
                             "--row", "0", "--k", "5", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  g_assert_cmpfloat (run_get_number (json, "row", NULL), ==, 0);
  json_t *neighbours = run_get (json, "models", "0", "neighbours", NULL);
  static const double rows[] = {3, 5, 1}, scores[] = {0.7, 0.8, 0.9};
  const double distances[] = {1, age, 1 + age};
  g_assert_cmpuint (json_array_size (neighbours), ==, 3);
  for (guint i = 0; i < 3; i++) {
    json_t *neighbour = json_array_get (neighbours, i);
    g_assert_cmpfloat (run_get_number (neighbour, "row", NULL), ==, rows[i]);
    g_assert_cmpfloat (run_get_number (neighbour, "score", NULL), ==, scores[i]);
    assert_close (run_get_number (neighbour, "distance", NULL), distances[i], 1e-12);
  }
  json_t *first = json_array_get (neighbours, 0), *second = json_array_get (neighbours, 1);
  g_assert_cmpuint (json_array_size (run_get (first, "changes", NULL)), ==, 2);
  g_assert_cmpstr (json_string_value (run_get (first, "changes", "0", "column", NULL)), ==, "sex");
  g_assert_cmpstr (json_string_value (run_get (first, "changes", "0", "from", NULL)), ==, "F");
  g_assert_cmpstr (json_string_value (run_get (first, "changes", "0", "to", NULL)), ==, "M");
  g_assert_cmpuint (json_array_size (run_get (second, "changes", NULL)), ==, 1);
  g_assert_cmpfloat (run_get_number (second, "changes", "0", "from", NULL), ==, 30.5);
  g_assert_cmpfloat (run_get_number (second, "changes", "0", "to", NULL), ==, 40.5);
}

static void
test_norm_and_ignore (void) {
  g_autofree char *path = run_file ("c.csv", table);
  g_auto (Run) l2 = run ("counterfactual", "--data", path, "--label", "y", "--model", "A=column:score",
                         "--row", "0", "--norm", "l2", "--format", "csv", NULL);
  run_assert_done (&l2);
  /* L2 from row 0 to row 3: sqrt (1/4 + 1/4); the shortest text of it */
  g_assert_cmpstr (l2.out, ==,
                   "model,row,distance,score,column,from,to\n"
                   "A,3,0.7071067811865476,0.7,sex,F,M\n"
                   "A,3,0.7071067811865476,0.7,note,a,b\n");
  g_auto (Run) ignoring = run ("counterfactual", "--data", path, "--label", "y", "--model", "A=column:score",
                               "--row", "0", "--ignore", "age, note", "--format", "csv", NULL);
  run_assert_done (&ignoring);
  g_assert_cmpstr (ignoring.out, ==,
                   "model,row,distance,score,column,from,to\n"
                   "A,5,0,0.8,age,30.5,40.5\n");
}

/* At 0.05 every row is positive: an answer without neighbours, and a note. */
static void
test_one_decision (void) {
  g_autofree char *path = run_file ("c.csv", table);
  g_auto (Run) result = run ("counterfactual", "--data", path, "--label", "y", "--model", "A=column:score",
                             "--row", "0", "--threshold", "0.05", "--format", "json", NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpstr (
      result.err, ==,
      "counterpoint: note: A decides every row as it decides this one; there is no counterfactual.\n");
  g_autoptr (json_t) json = run_dup_json (&result);
  g_assert_cmpuint (json_array_size (run_get (json, "models", "0", "neighbours", NULL)), ==, 0);
}

/* The edited row is scored and measured; the row it came from may be the answer. */
static void
test_edited_row (void) {
  g_autofree char *path = run_file ("c.csv", table), *model = run_file ("c.h5", NULL);
  g_auto (Run) trained = run ("train", "--data", path, "--label", "y", "--features", "age", "-o", model,
                              "--epochs", "200", "--learning-rate", "0.05", "--batch", "2", "--quiet", NULL);
  run_assert_done (&trained);
  g_auto (Run) scored = run ("whatif", "--data", path, "--model", model, "--row", "2", "--set", "age=90.5",
                             "--format", "json", NULL);
  run_assert_done (&scored);
  g_autoptr (json_t) scores = run_dup_json (&scored);
  double before = run_get_number (scores, "models", "0", "before", "0", NULL);
  g_assert_cmpfloat (before, <, 0.5);
  g_assert_cmpfloat (run_get_number (scores, "models", "0", "after", "0", NULL), >, 0.5);
  g_auto (Run) result = run ("counterfactual", "--data", path, "--label", "y", "--model", model, "--row", "2",
                             "--set", "age=90.5", "--ignore", "age,score", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  g_assert_cmpfloat (run_get_number (json, "models", "0", "neighbours", "0", "distance", NULL), ==, 0);
  g_assert_cmpfloat (run_get_number (json, "models", "0", "neighbours", "0", "changes", "0", "from", NULL),
                     !=, 0);
  g_auto (Run) column = run ("counterfactual", "--data", path, "--model", "A=column:score", "--row", "2",
                             "--set", "age=90.5", NULL);
  g_assert_cmpint (column.status, ==, 0);
  g_assert_cmpstr (column.err, ==,
                   "counterpoint: note: A is a column of scores; an edited row cannot be scored again.\n");
}

/* The session cuts b at 0.75: row 3 (0.7, note b) is negative as row 0, row 5 (0.8, note a) is the nearest
 * positive. A threshold on the command line wins over the session's. */
static void
test_session_thresholds (void) {
  g_autofree char *path = run_file ("c.csv", table);
  g_autofree char *session =
      run_file ("c.counterpoint",
                "{\"counterpoint\":1,\"data\":{\"file\":\"c.csv\"},\"models\":[{\"name\":\"A\",\"where\":"
                "\"column:score\"}],\"label\":\"y\",\"slices\":[\"note\"],\"thresholds\":{\"A\":{\"a\":"
                "0.5,\"b\":0.75}}}");
  g_auto (Run) kept = run ("counterfactual", session, "--row", "0", "--format", "json", NULL);
  run_assert_done (&kept);
  g_autoptr (json_t) kept_json = run_dup_json (&kept);
  g_assert_cmpfloat (run_get_number (kept_json, "models", "0", "neighbours", "0", "row", NULL), ==, 5);
  g_auto (Run) typed =
      run ("counterfactual", session, "--row", "0", "--threshold", "0.5", "--format", "json", NULL);
  run_assert_done (&typed);
  g_autoptr (json_t) typed_json = run_dup_json (&typed);
  g_assert_cmpfloat (run_get_number (typed_json, "models", "0", "neighbours", "0", "row", NULL), ==, 3);
}

static void
test_refusals (void) {
  g_autofree char *path = run_file ("c.csv", table);
#define INPUT "--data", path, "--label", "y", "--model", "A=column:score"
  g_auto (Run) row = run ("counterfactual", INPUT, "--row", "6", NULL);
  run_assert_refused (&row, "--row 6: c.csv has 6 rows, counted from 0.");
  g_auto (Run) edit = run ("counterfactual", INPUT, "--row", "0", "--set", "age=old", NULL);
  run_assert_refused (&edit, "column 'age': 'old' is not a number.");
  g_auto (Run) ignored = run ("counterfactual", INPUT, "--row", "0", "--ignore", "agee", NULL);
  run_assert_refused (&ignored, "c.csv: no column 'agee', which the distance asks for; did you mean 'age'?");
  g_auto (Run) nothing = run ("counterfactual", INPUT, "--row", "0", "--ignore", "age,sex,note", NULL);
  run_assert_refused (&nothing,
                      "c.csv: no column is left to compare rows by, once the label, ids, text and what is "
                      "ignored are taken out.");
  g_auto (Run) norm = run ("counterfactual", INPUT, "--row", "0", "--norm", "l3", NULL);
  g_assert_cmpint (norm.status, ==, 2);
  g_auto (Run) k = run ("counterfactual", INPUT, "--row", "0", "--k", "0", NULL);
  g_assert_cmpint (k.status, ==, 2);
  g_auto (Run) none = run ("counterfactual", INPUT, NULL);
  g_assert_cmpint (none.status, ==, 2);
#undef INPUT
}

/* Row 5 alone of those decided differently is F; a column of 1/10 the weight brings it near. */
static void
test_immutable_and_weights (void) {
  g_autofree char *path = run_file ("c.csv", table);
#define INPUT "--data", path, "--label", "y", "--model", "A=column:score", "--row", "0", "--format", "json"
  g_auto (Run) held = run ("counterfactual", INPUT, "--k", "5", "--immutable", "sex", NULL);
  run_assert_done (&held);
  g_autoptr (json_t) held_json = run_dup_json (&held);
  g_assert_cmpuint (json_array_size (run_get (held_json, "models", "0", "neighbours", NULL)), ==, 1);
  g_assert_cmpfloat (run_get_number (held_json, "models", "0", "neighbours", "0", "row", NULL), ==, 5);
  g_auto (Run) light = run ("counterfactual", INPUT, "--weight-of", "age=0.1", NULL);
  run_assert_done (&light);
  g_autoptr (json_t) light_json = run_dup_json (&light);
  g_assert_cmpfloat (run_get_number (light_json, "models", "0", "neighbours", "0", "row", NULL), ==, 5);
  assert_close (run_get_number (light_json, "models", "0", "neighbours", "0", "distance", NULL), age / 10,
                1e-12);
  g_auto (Run) alone = run ("counterfactual", INPUT, "--immutable", "age,sex,note,score", NULL);
  g_assert_cmpint (alone.status, ==, 0);
  g_assert_nonnull (strstr (alone.err, "no other row has the values of the immutable columns.\n"));
  g_auto (Run) unknown = run ("counterfactual", INPUT, "--immutable", "agee", NULL);
  run_assert_refused (&unknown, "c.csv: no column 'agee', which --immutable asks for; did you mean 'age'?");
  g_auto (Run) weight = run ("counterfactual", INPUT, "--weight-of", "age=much", NULL);
  run_assert_refused (&weight, "--weight-of age=much: expected a number after the column.");
  g_auto (Run) minimal = run ("counterfactual", INPUT, "--minimal", NULL);
  g_assert_cmpint (minimal.status, ==, 0);
  g_assert_cmpstr (minimal.err, ==,
                   "counterpoint: note: A is a column of scores; an edited row cannot be scored again.\n");
#undef INPUT
}

/* Of a model that reads the age alone, the age is what changes, to a value no row need hold. */
static void
test_minimal (void) {
  g_autofree char *path = run_file ("c.csv", table), *model = run_file ("m.h5", NULL);
  g_auto (Run) trained = run ("train", "--data", path, "--label", "y", "--features", "age", "-o", model,
                              "--epochs", "200", "--learning-rate", "0.05", "--batch", "2", "--quiet", NULL);
  run_assert_done (&trained);
#define INPUT "--data", path, "--label", "y", "--model", model, "--row", "2", "--minimal"
  g_auto (Run) result = run ("counterfactual", INPUT, "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  json_t *answer = run_get (json, "models", "0", "neighbours", "0", NULL);
  g_assert_true (json_is_null (run_get (answer, "row", NULL)));
  g_assert_cmpuint (json_array_size (run_get (answer, "changes", NULL)), ==, 1);
  g_assert_cmpstr (json_string_value (run_get (answer, "changes", "0", "column", NULL)), ==, "age");
  g_assert_cmpfloat (run_get_number (answer, "changes", "0", "from", NULL), ==, 20.5);
  double to = run_get_number (answer, "changes", "0", "to", NULL);
  assert_close (run_get_number (answer, "distance", NULL), (to - 20.5) * age / 10, 1e-12);
  g_autofree char *edit = g_strdup_printf ("age=%g", to), *short_of = g_strdup_printf ("age=%g", to - 0.1);
  g_auto (Run) there =
      run ("whatif", "--data", path, "--model", model, "--row", "2", "--set", edit, "--format", "json", NULL);
  g_auto (Run) not_yet = run ("whatif", "--data", path, "--model", model, "--row", "2", "--set", short_of,
                              "--format", "json", NULL);
  g_autoptr (json_t) after = run_dup_json (&there), before = run_dup_json (&not_yet);
  g_assert_cmpfloat (run_get_number (after, "models", "0", "after", "0", NULL), >=, 0.5);
  g_assert_cmpfloat (run_get_number (before, "models", "0", "after", "0", NULL), <, 0.5);
  g_auto (Run) none = run ("counterfactual", INPUT, "--range", "age=..21", NULL);
  g_assert_cmpint (none.status, ==, 0);
  g_assert_nonnull (strstr (none.err, "no change that is allowed flips the decision of m.\n"));
  g_auto (Run) predicted =
      run ("counterfactual", INPUT, "--task", "regression", "--range", "age=20.4..20.6", NULL);
  g_assert_cmpint (predicted.status, ==, 0);
  g_assert_nonnull (strstr (predicted.err, "no change that is allowed moves m by a standard deviation.\n"));
  g_auto (Run) range = run ("counterfactual", INPUT, "--range", "age=young..old", NULL);
  run_assert_refused (&range, "--range age=young..old: expected COLUMN=LOW..HIGH.");
  g_auto (Run) words = run ("counterfactual", "--data", path, "--model", model, "--row", "2", "--text", NULL);
  g_assert_cmpint (words.status, ==, 1);
  g_assert_nonnull (strstr (words.err, "reads no words of a column"));
  g_auto (Run) output = run ("counterfactual", INPUT, "--for-output", "cats", NULL);
  g_assert_cmpint (output.status, ==, 1);
  g_assert_nonnull (strstr (output.err, "--for-output cats: m has the outputs '"));
#undef INPUT
}

int
main (int argc, char **argv) {
  run_init (&argc, &argv);
  g_test_add_func ("/cli/counterfactual/the-nearest-with-what-differs", test_neighbours);
  g_test_add_func ("/cli/counterfactual/the-norm-and-ignored-columns-change-the-nearest",
                   test_norm_and_ignore);
  g_test_add_func ("/cli/counterfactual/a-model-of-one-decision-answers-with-none", test_one_decision);
  g_test_add_func ("/cli/counterfactual/an-edited-row-is-the-one-asked-about", test_edited_row);
  g_test_add_func ("/cli/counterfactual/the-session-s-thresholds-by-slice-decide", test_session_thresholds);
  g_test_add_func ("/cli/counterfactual/immutable-columns-and-weights-choose-among-the-rows",
                   test_immutable_and_weights);
  g_test_add_func ("/cli/counterfactual/the-least-change-is-of-values-no-row-need-hold", test_minimal);
  g_test_add_func ("/cli/counterfactual/a-wrong-question-is-refused-with-its-place", test_refusals);
  return g_test_run ();
}
