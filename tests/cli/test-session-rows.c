#include "app/explain/dependences.h"
#include "app/explain/explanations-global.h"
#include "app/explain/explanations.h"
#include "app/session/session-counterfactual.h"
#include "app/session/session-rows.h"
#include "app/session/session-scope.h"
#include "app/session/session-selection.h"
#include "tests/app/saving.h"
#include "tests/app/unit.h"
#include "tests/cli/run.h"
#include "tests/fixture.h"

/* The window and the subcommands are two faces of one engine: a session is changed as the window changes it
 * (an edit that was run, one that was not, a duplicate, a deleted row), saved, and every figure of the window
 * is what the subcommands print of the file. */

static CpSession *session;
static char *path;
static char *message; /* the last one told */

enum { N_ROWS = 40, EDITED = 7, UNSCORED = 9, LIKE = 12, DELETED = 20, ADDED = N_ROWS };

static void
keep_message (CpSession *of, const GError *error, gpointer data) {
  g_free (message);
  message = g_strdup (error->message);
}

static void
wait_idle (void) {
  while (cp_jobs_is_busy (cp_session_get_jobs (session)))
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE)) { /* answers arrive when idle, the last after its job */
  }
  g_assert_cmpstr (message, ==, NULL);
}

static void
edit (guint32 row, const char *column, const char *value) {
  g_autoptr (GError) error = NULL;
  cp_session_select_row (session, row);
  const CpField *field = cp_fields_find (cp_session_get_fields (session), column);
  g_assert_nonnull (field);
  g_assert_true (cp_session_edit (session, field, value, &error));
  g_assert_no_error (error);
}

static void
change_rows (void) {
  g_autoptr (GError) error = NULL;
  edit (EDITED, "amount", "2.5");
  g_assert_true (cp_session_run (session, &error));
  g_assert_no_error (error);
  edit (UNSCORED, "sex", "Male");
  cp_session_select_row (session, LIKE);
  cp_session_duplicate_rows (session);
  wait_idle ();
  cp_session_select_row (session, DELETED);
  cp_session_delete_rows (session);
  wait_idle ();
}

static void
append_row (GString *text, guint r) {
  g_string_append_printf (text, "%g,%s,%g,%u\n", r % 7 * 0.5, r % 3 ? "Male" : "Female", r % 11 / 10.0,
                          r % 5 > 1);
}

static void
make_session (void) {
  g_autoptr (GString) text = g_string_new ("amount,sex,given,granted\n");
  g_autoptr (GError) error = NULL;
  path = run_file ("s.counterpoint", NULL);
  g_autofree char *folder = g_path_get_dirname (path), *model = run_file ("unit.h5", NULL);
  for (guint r = 0; r < N_ROWS; r++)
    append_row (text, r);
  g_autofree char *data = run_file ("s.csv", text->str);
  write_unit (folder);
  CpSources *sources = cp_sources_new ();
  sources->data = g_strdup (data);
  sources->label = g_strdup ("granted");
  cp_sources_add_model (sources, "unit", model, NULL);
  cp_sources_add_model (sources, "given", "column:given", NULL);
  session = cp_session_new ();
  g_signal_connect (session, "message", G_CALLBACK (keep_message), NULL);
  cp_session_open_sources (session, sources);
  wait_idle ();
  cp_session_set_slice_keys (session, (const char *const[]){"sex", NULL});
  wait_idle ();
  change_rows ();
  g_assert_true (save_and_wait (session, path, &error));
  g_assert_no_error (error);
}

/* @json: what audit prints */
static void
assert_audit (json_t *json, double n_rows) {
  const CpAudit *audit = cp_session_get_audit (session);
  g_assert_cmpfloat (run_get_number (json, "rows", NULL), ==, n_rows);
  for (guint m = 0; m < 2; m++) {
    const char *index = m == 0 ? "0" : "1";
    const CpAuditCell *all = &audit->models[m].overall;
    g_assert_cmpfloat (run_get_number (json, "models", index, "overall", "n", NULL), ==, all->n);
    g_assert_cmpfloat (run_get_number (json, "models", index, "overall", "tp", NULL), ==, all->confusion.tp);
    g_assert_cmpfloat (run_get_number (json, "models", index, "overall", "accuracy", NULL), ==,
                       all->metrics[CP_METRIC_ACCURACY]);
    for (guint s = 0; s < 2; s++) {
      const CpAuditCell *cell = &audit->models[m].slices[s];
      const char *slice = s == 0 ? "0" : "1";
      g_assert_cmpfloat (run_get_number (json, "models", index, "slices", slice, "n", NULL), ==, cell->n);
      g_assert_cmpfloat (run_get_number (json, "models", index, "slices", slice, "selection_rate", NULL), ==,
                         cell->metrics[CP_METRIC_SELECTION_RATE]);
    }
  }
}

static void
test_audit (void) {
  g_auto (Run) result = run ("audit", path, "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  assert_audit (json, N_ROWS); /* one more, one less */
}

/* Rows chosen by hand, as with the lasso: figures over many rows are of them, here as there. */
static void
test_scope (void) {
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 row = 3; row <= ADDED; row++)
    if (row % 4 != 1 && row != DELETED)
      g_array_append_val (rows, row);
  guint n = rows->len;
  cp_session_set_scope (session, rows, "Lasso");
  wait_idle ();
  g_autofree char *narrowed = run_file ("narrowed.counterpoint", NULL);
  g_assert_true (save_and_wait (session, narrowed, NULL));
  g_auto (Run) audit = run ("audit", narrowed, "--format", "json", NULL);
  g_assert_cmpint (audit.status, ==, 0);
  g_autofree char *note =
      g_strdup_printf ("counterpoint: note: %u of 41 rows count: those this session looks at, ‘Lasso’.\n", n);
  g_assert_cmpstr (audit.err, ==, note);
  g_autoptr (json_t) json = run_dup_json (&audit);
  assert_audit (json, n);
  g_autofree char *folder = g_path_get_dirname (path), *model = g_build_filename (folder, "unit.h5", NULL);
  g_auto (Run) global =
      run ("explain", narrowed, "--model", model, "--global", "--format", "json", "--quiet", NULL);
  run_assert_done (&global);
  g_autoptr (json_t) explained = run_dup_json (&global);
  g_assert_cmpfloat (run_get_number (explained, "rows", NULL), ==, n);
  cp_session_set_scope (session, NULL, NULL);
  wait_idle ();
  g_auto (Run) lost = run ("predict", narrowed, "--format", "csv", NULL); /* a list of rows is of them all */
  run_assert_done (&lost);
  g_assert_nonnull (strstr (lost.out, "\n5,"));
}

static void
test_predict (void) {
  g_auto (Run) result = run ("predict", path, "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  json_t *deleted = run_get (json, "deleted", NULL);
  g_assert_cmpuint (json_array_size (deleted), ==, 1);
  g_assert_cmpint (json_integer_value (json_array_get (deleted, 0)), ==, DELETED);
  for (guint32 row = 0; row <= ADDED; row++) {
    g_autofree char *at = g_strdup_printf ("%u", row);
    json_t *score = run_get (json, "models", "0", "scores", at, "0", NULL);
    if (row == DELETED)
      g_assert_true (json_is_null (score));
    else
      g_assert_cmpfloat (json_number_value (score), ==, cp_session_get_row_score (session, 0, row));
  }
  assert_close (run_get_number (json, "models", "0", "scores", "7", "0", NULL), sigmoid (2.5 + 2 - 2), 1e-6);
  g_assert_true (
      json_is_null (run_get (json, "models", "1", "scores", "40", "0", NULL))); /* nobody scored it */
  g_auto (Run) csv = run ("predict", path, "--format", "csv", NULL);
  run_assert_done (&csv);
  g_assert_nonnull (strstr (csv.out, "\n19,"));
  g_assert_null (strstr (csv.out, "\n20,"));
  g_assert_nonnull (strstr (csv.out, "\n40,"));
}

static void
test_whatif (void) {
  g_auto (Run) result = run ("whatif", path, "--row", "9", "--format", "json", "--quiet", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  double before = cp_session_get_row_score (session, 0, UNSCORED);
  g_assert_cmpstr (json_string_value (run_get (json, "edits", "sex", NULL)), ==, "Male");
  g_assert_cmpfloat (run_get_number (json, "models", "0", "before", "0", NULL), ==, before);
  assert_close (run_get_number (json, "models", "0", "after", "0", NULL), sigmoid (1), 1e-6); /* 1 + 2 − 2 */
  g_auto (Run) gone = run ("whatif", path, "--row", "20", "--set", "sex=Male", NULL);
  run_assert_refused (&gone, "--row 20: was deleted in s.counterpoint.");
  g_auto (Run) beyond = run ("whatif", path, "--row", "41", "--set", "sex=Male", NULL);
  run_assert_refused (&beyond, "--row 41: s.csv has 41 rows, counted from 0.");
}

static void
test_explain (void) {
  CpExplanations *explanations = cp_session_get_explanations (session);
  cp_session_select_row (session, EDITED);
  cp_explanations_want (explanations);
  wait_idle ();
  const CpRowExplanation *told = cp_explanations_get_row (explanations, 0);
  g_autofree char *folder = g_path_get_dirname (path), *model = g_build_filename (folder, "unit.h5", NULL);
  g_auto (Run) row = run ("explain", path, "--model", model, "--row", "7", "--format", "json", NULL);
  run_assert_done (&row);
  g_autoptr (json_t) json = run_dup_json (&row);
  assert_close (run_get_number (json, "models", "0", "outputs", "0", "score", NULL), told->answer->scores[0],
                0);
  assert_close (run_get_number (json, "models", "0", "outputs", "0", "base", NULL), told->answer->base[0], 0);
  g_assert_cmpstr (told->background->name, ==, "all 40 rows"); /* of 41 */
  g_assert_cmpstr (json_string_value (run_get (json, "models", "0", "background", NULL)), ==, "all 40 rows");
  assert_close (
      run_get_number (json, "models", "0", "outputs", "0", "attributions", "0", "attribution", NULL),
      cp_attributions_get_values (told->answer, 0, 0)[0], 0);
  cp_explanations_unwant (explanations);
}

static void
test_global (void) {
  CpGlobalExplanations *global = cp_session_get_global_explanations (session);
  cp_explanations_want (cp_session_get_explanations (session));
  cp_global_explanations_want (global);
  wait_idle ();
  const CpGlobalAnswer *answer = cp_global_explanations_get (global, 0);
  g_assert_nonnull (answer->global);
  g_autofree char *folder = g_path_get_dirname (path), *model = g_build_filename (folder, "unit.h5", NULL);
  g_auto (Run) result = run ("explain", path, "--model", model, "--global", "--format", "json", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  g_assert_cmpfloat (run_get_number (json, "rows", NULL), ==, N_ROWS);
  g_assert_cmpuint (answer->global->n_rows, ==, N_ROWS);
  json_t *columns = run_get (json, "models", "0", "outputs", "0", "columns", NULL);
  for (gsize i = 0; i < json_array_size (columns); i++) {
    const char *name = json_string_value (json_object_get (json_array_get (columns, i), "column"));
    for (guint g = 0; g < answer->global->n_groups; g++)
      if (g_str_equal (cp_feature_groups_get (answer->groups, g)->name, name))
        assert_close (json_number_value (json_object_get (json_array_get (columns, i), "mean_abs")),
                      answer->global->mean_abs[g], 1e-12);
  }
  cp_global_explanations_unwant (global);
  cp_explanations_unwant (cp_session_get_explanations (session));
}

static void
test_counterfactual (void) {
  cp_session_select_row (session, EDITED);
  cp_session_compare (session, TRUE, 0, CP_NORM_L1);
  wait_idle ();
  const CpCounterfactual *found = cp_session_get_counterfactual (session);
  g_auto (Run) result =
      run ("counterfactual", path, "--row", "7", "--norm", "l1", "--format", "json", "--quiet", NULL);
  run_assert_done (&result);
  g_autoptr (json_t) json = run_dup_json (&result);
  g_assert_cmpfloat (run_get_number (json, "models", "0", "neighbours", "0", "row", NULL), ==, found->row);
  g_assert_cmpfloat (run_get_number (json, "models", "0", "neighbours", "0", "distance", NULL), ==,
                     found->distance);
}

/* A deleted row counts in no mean: the same table without it gives the same curve. */
static void
test_dependence (void) {
  g_autoptr (GString) text = g_string_new ("amount,sex,given,granted\n");
  for (guint r = 0; r <= N_ROWS; r++) {
    guint of = r == ADDED ? LIKE : r;
    if (r != DELETED)
      append_row (text, of);
  }
  g_autofree char *twin = run_file ("twin.csv", text->str), *folder = g_path_get_dirname (path),
                  *model = g_build_filename (folder, "unit.h5", NULL);
  g_auto (Run) result =
      run ("dependence", path, "--model", model, "--feature", "sex", "--format", "json", NULL);
  g_auto (Run) other = run ("dependence", "--data", twin, "--model", model, "--label", "granted", "--feature",
                            "sex", "--format", "json", NULL);
  run_assert_done (&result);
  run_assert_done (&other);
  g_assert_cmpstr (result.out, ==, other.out);
  CpDependences *curves = cp_session_get_dependences (session);
  cp_dependences_want (curves);
  wait_idle ();
  g_autoptr (json_t) curve = run_dup_json (&result);
  for (guint p = 0; p < 2; p++)
    g_assert_cmpfloat (cp_dependences_get (curves, "sex")->means[0][p], ==,
                       run_get_number (curve, "models", "0", "mean", p == 0 ? "0" : "1", NULL));
  cp_dependences_unwant (curves);
  g_auto (Run) swap = run ("swap", path, "--model", model, "--column", "sex", "--swap", "Male=Female",
                           "--format", "json", NULL);
  run_assert_done (&swap);
  g_autoptr (json_t) json = run_dup_json (&swap);
  g_assert_cmpfloat (run_get_number (json, "rows", NULL), ==, N_ROWS);
  g_assert_cmpfloat (run_get_number (json, "models", "0", "all", "rows", NULL), ==, N_ROWS);
}

/* Another table is another table. */
static void
test_other_table (void) {
  g_autofree char *other = run_file ("other.csv", "amount,sex,given,granted\n1,Male,1,1\n0,Female,0,0\n");
  g_auto (Run) result = run ("predict", path, "--data", other, "--format", "csv", NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpstr (
      result.err, ==,
      "counterpoint: note: the rows changed in the session are of its own table, not of --data.\n");
  g_assert_cmpuint (strlen (result.out), >, 0);
  g_assert_null (strstr (result.out, "\n2,"));
}

static void
test_bad_rows (void) {
  g_autoptr (json_t) document = json_load_file (path, 0, NULL);
  static const struct {
    const char *edits, *message;
  } cases[] = {
      {"[{\"row\":99,\"deleted\":true}]", "bad.counterpoint: edits[0].row: expected a row from 0 to 39."},
      {"[{\"row\":3,\"added\":{},\"values\":{}}]",
       "bad.counterpoint: edits[0].row: expected 40, the number of the next row added."},
      {"[{\"row\":0,\"values\":{\"amount\":\"many\"}}]",
       "bad.counterpoint: edits[0]: column 'amount': 'many' is not a number."},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *bad = run_file ("bad.counterpoint", NULL);
    json_object_set_new (document, "edits", json_loads (cases[i].edits, 0, NULL));
    json_object_set_new (document, "runs", json_array ());
    g_assert_cmpint (json_dump_file (document, bad, 0), ==, 0);
    g_auto (Run) result = run ("whatif", bad, "--row", "0", "--set", "sex=Male", NULL);
    run_assert_refused (&result, cases[i].message);
  }
}

static void
test_help (void) {
  g_auto (Run) help = run ("audit", "--help", NULL);
  run_assert_done (&help);
  g_assert_nonnull (strstr (help.out, "The rows of a session are those of its window"));
}

int
main (int argc, char **argv) {
  run_init (&argc, &argv);
  make_session ();
  g_test_add_func ("/cli/session-rows/audit-prints-the-figures-of-the-window", test_audit);
  g_test_add_func ("/cli/session-rows/figures-are-of-the-rows-looked-at", test_scope);
  g_test_add_func ("/cli/session-rows/predict-prints-what-each-row-scored-last", test_predict);
  g_test_add_func ("/cli/session-rows/whatif-scores-what-was-changed-since", test_whatif);
  g_test_add_func ("/cli/session-rows/explain-is-of-the-row-as-it-was-scored", test_explain);
  g_test_add_func ("/cli/session-rows/explain-global-is-of-the-rows-that-are-left", test_global);
  g_test_add_func ("/cli/session-rows/the-counterfactual-is-the-one-of-the-window", test_counterfactual);
  g_test_add_func ("/cli/session-rows/a-deleted-row-is-in-no-curve-and-no-swap", test_dependence);
  g_test_add_func ("/cli/session-rows/a-table-typed-has-rows-of-its-own", test_other_table);
  g_test_add_func ("/cli/session-rows/rows-that-cannot-be-are-refused-in-the-words-of-the-window",
                   test_bad_rows);
  g_test_add_func ("/cli/session-rows/help-says-which-rows-count", test_help);
  int status = g_test_run ();
  g_clear_object (&session);
  g_free (path);
  return status;
}
