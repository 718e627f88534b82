#include "tests/app/session-fixture.h"

/* Opening is all or nothing; edits score only when asked. */

/* ---- opening ---- */

static void
test_open (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  g_assert_cmpuint (watched.n_opened, ==, 1);
  g_assert_cmpuint (cp_session_get_n_models (session), ==, 2);
  g_assert_cmpstr (cp_session_get_title (session), ==, "table.csv");
  g_assert_false (cp_session_is_dirty (session));
  g_assert_cmpstr (cp_session_get_positive (session), ==, "1");
  const double *scores = cp_scores_get_values (cp_session_get_scores (session, 0));
  assert_close (scores[0], sigmoid (-1), 1e-6);
  assert_close (scores[1], sigmoid (2), 1e-6);
  assert_close (cp_scores_get_values (cp_session_get_scores (session, 1))[2], 0.4, 0);
  /* row 0 is negative for both; row 1 positive for both; row 2 is 0.73 and 0.4 */
  g_assert_cmpuint (cp_session_get_row (session), ==, 2);
}

static void
refuse (const char *data, const char *label, const char *where, const char *message) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpTable *table = cp_session_get_table (watched.session);
  cp_session_open_sources (watched.session, sources_new (data, label, where, NULL));
  wait_idle (&watched);
  assert_told (&watched, message);
  g_assert_cmpuint (watched.n_opened, ==, 1);
  g_assert_true (cp_session_get_table (watched.session) == table);
  g_assert_cmpuint (cp_session_get_n_models (watched.session), ==, 2);
  g_assert_cmpstr (cp_session_get_label (watched.session), ==, "granted");
  g_assert_nonnull (cp_session_get_audit (watched.session));
}

static void
test_refused (void) {
  g_autofree char *ragged = write_file ("ragged.csv", "a,b\n1,2,3\n");
  g_autofree char *text = write_file ("text.h5", "no model");
  refuse ("none.csv", "granted", "unit.h5", "none.csv: cannot be read: No such file or directory.");
  refuse ("ragged.csv", "b", "unit.h5", "ragged.csv:2: 3 fields, expected 2.");
  refuse ("table.csv", "same", "unit.h5",
          "table.csv: label 'same' has one value, '5'; a label needs at least two.");
  refuse (
      "table.csv", "granted", "column:nope",
      "table.csv: no column 'nope', which column:nope asks for; the columns are 'amount', 'sex', 'granted', "
      "'same' and 'given'.");
  g_autofree char *place = g_build_filename (folder, "text.h5", NULL);
  g_autofree char *message = g_strdup_printf (
      "%s: is no model of a format known here, expected a Keras .h5 or XGBoost model.", place);
  refuse ("table.csv", "granted", "text.h5", message);
}

static void
test_width (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSources *sources = sources_new ("table.csv", "granted", "unit.h5", NULL);
  ((CpModelSource *)g_ptr_array_index (sources->models, 0))->columns = g_strsplit ("amount", ",", -1);
  cp_session_open_sources (watched.session, sources);
  wait_idle (&watched);
  assert_told (&watched,
               "The model takes 3 features, but the columns of table.csv make 1 (amount 1); name its "
               "columns or give a feature specification.");
  g_assert_cmpuint (watched.n_opened, ==, 1);
}

static void
refuse_session (const char *text, const char *message) {
  g_autofree char *path = write_file ("bad.counterpoint", text);
  g_auto (Watched) watched;
  open_good (&watched);
  cp_session_open_file (watched.session, path);
  wait_idle (&watched);
  assert_told (&watched, message);
  g_assert_cmpstr (cp_session_get_path (watched.session), ==, NULL);
}

static void
test_refused_session (void) {
  refuse_session ("{\"counterpoint\":2}",
                  "bad.counterpoint: is a session of version 2; this program reads version 1.");
  refuse_session (
      "{\"counterpoint\":1,\"data\":{\"file\":\"table.csv\"},\"edits\":[{\"row\":6,\"values\":{}}]}",
      "bad.counterpoint: edits[0].row: expected a row from 0 to 5.");
  refuse_session ("{\"counterpoint\":1,\"data\":{\"file\":\"table.csv\"},"
                  "\"edits\":[{\"row\":1,\"values\":{\"amount\":\"much\"}}]}",
                  "bad.counterpoint: edits[0]: column 'amount': 'much' is not a number.");
}

static void
test_replaced (void) {
  g_auto (Watched) watched;
  watch (&watched);
  cp_session_open_sources (watched.session, sources_new ("none.csv", NULL, NULL));
  cp_session_open_sources (watched.session, sources_new ("table.csv", NULL, NULL));
  wait_idle (&watched);
  g_assert_cmpstr (watched.message, ==, NULL); /* the first was forgotten with its error */
  g_assert_cmpuint (watched.n_opened, ==, 1);
  g_assert_cmpuint (cp_session_get_n_models (watched.session), ==, 0);
}

/* ---- edits and runs ---- */

static void
test_run (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 0);
  edit (session, "sex", "Male");
  assert_close (cp_session_get_row_score (session, 0, 0), sigmoid (-1), 1e-6); /* edits do not score */
  run (session);
  const CpRun *first = cp_session_get_last_run (session, 0);
  g_assert_cmpstr (first->change, ==, "sex Female → Male");
  assert_close (first->scores[0], sigmoid (1), 1e-6);
  assert_close (first->deltas[0], sigmoid (1) - sigmoid (-1), 1e-6);
  assert_close (first->scores[1], NAN, 0); /* a column cannot be scored again */
  edit (session, "amount", "3");
  run (session);
  const CpRun *second = cp_session_get_last_run (session, 0);
  g_assert_cmpuint (second->number, ==, 2);
  g_assert_cmpstr (second->change, ==, "amount 1 → 3");
  assert_close (second->deltas[0], sigmoid (3) - sigmoid (1), 1e-6);
  assert_close (cp_session_get_row_score (session, 0, 0), sigmoid (3), 1e-6);
  assert_close (cp_session_get_row_score (session, 1, 0), 0.1, 0);
  g_assert_true (cp_session_is_dirty (session));
}

static void
test_undo (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 0);
  g_assert_false (cp_session_can_undo (session));
  edit (session, "amount", "4");
  edit (session, "amount", "42"); /* typed key by key: one step */
  edit (session, "sex", "Male");
  cp_session_undo (session);
  assert_cell (session, "sex", "Female");
  cp_session_undo (session);
  assert_cell (session, "amount", "1");
  g_assert_false (cp_session_can_undo (session));
  cp_session_redo (session);
  assert_cell (session, "amount", "42");
  cp_session_select_row (session, 1);
  assert_cell (session, "amount", "2");
  edit (session, "amount", "7");
  cp_session_undo (session); /* one sequence of steps over all rows: the newest first, its row selected */
  assert_cell (session, "amount", "2");
  cp_session_undo (session);
  g_assert_cmpuint (cp_session_get_row (session), ==, 0);
  assert_cell (session, "amount", "1");
  cp_session_redo (session);
  assert_cell (session, "amount", "42");
  cp_session_revert (session);
  assert_cell (session, "amount", "1");
  cp_session_undo (session);
  assert_cell (session, "amount", "42");
}

static void
test_typing_after_a_run (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 0);
  edit (session, "amount", "4");
  run (session);
  edit (session, "amount", "42");
  cp_session_undo (session);
  assert_cell (session, "amount", "4"); /* what was scored stays a step of its own */
}

static void
test_no_number (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 0);
  g_autoptr (GError) error = NULL;
  g_assert_false (cp_session_edit (session, field (session, "amount"), "much", &error));
  assert_message (error, "column 'amount': 'much' is not a number.");
  g_assert_false (cp_session_run (session, &error));
  assert_message (error, "column 'amount': 'much' is not a number.");
  g_assert_cmpuint (cp_session_get_runs (session)->len, ==, 0);
  edit (session, "amount", "2");
  run (session);
  assert_close (cp_session_get_last_run (session, 0)->scores[0], sigmoid (0), 1e-6);
}

/* Costs and strategies are the session's own, also before anything is open. */
static void
test_nothing_open (void) {
  g_autoptr (CpSession) session = cp_session_new ();
  cp_session_set_costs (session, (CpCosts){3, 1});
  cp_session_set_tolerance (session, 0.1);
  cp_session_preview_strategy (session, CP_STRATEGY_EQUAL_OPPORTUNITY);
  g_assert_cmpfloat (cp_session_get_costs (session).fp_cost, ==, 3);
  g_assert_null (cp_session_get_audit (session));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  make_folder ();
  g_test_add_func ("/app/session/opening-scores-every-row-with-every-model", test_open);
  g_test_add_func ("/app/session/a-refused-table-or-model-leaves-what-is-open", test_refused);
  g_test_add_func ("/app/session/a-model-of-another-width-is-refused-with-both-widths", test_width);
  g_test_add_func ("/app/session/a-refused-session-file-leaves-what-is-open", test_refused_session);
  g_test_add_func ("/app/session/opening-again-forgets-what-was-on-its-way", test_replaced);
  g_test_add_func ("/app/session/edits-score-only-when-run", test_run);
  g_test_add_func ("/app/session/undo-takes-back-the-newest-step-of-any-row", test_undo);
  g_test_add_func ("/app/session/typing-after-a-run-is-a-new-step", test_typing_after_a_run);
  g_test_add_func ("/app/session/an-edit-that-is-no-number-is-refused-and-not-run", test_no_number);
  g_test_add_func ("/app/session/costs-may-change-while-nothing-is-open", test_nothing_open);
  int status = g_test_run ();
  remove_folder ();
  return status;
}
