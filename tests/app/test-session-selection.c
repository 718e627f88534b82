#include "app/rows/field-ranges.h"
#include "app/session/session-live.h"
#include "core/base/error.h"
#include "tests/app/rows-fixture.h"
#include "tests/app/saving.h"

/* Several selected rows edited and scored as one, and the selected row without a run. */

static void
count_selections (guint *count) {
  (*count)++;
}

static void
test_selection (void) {
  g_auto (Watched) watched;
  open_people (&watched);
  CpSession *session = watched.session;
  guint n_changes = 0, n_rows = 0;
  gsize n;
  g_signal_connect_swapped (session, "selection-changed", G_CALLBACK (count_selections), &n_changes);
  g_signal_connect_swapped (session, "row-changed", G_CALLBACK (count_selections), &n_rows);
  cp_session_select_row (session, 2);
  g_assert_cmpuint (cp_session_get_selection (session, &n)[0], ==, 2);
  g_assert_cmpuint (n, ==, 1);
  g_assert_false (cp_session_has_selection (session));
  g_assert_cmpuint (n_changes, ==, 0);
  const guint32 women[] = {0, 2, 5};
  cp_session_set_selection (session, women, 3, 2);
  g_assert_cmpmem (cp_session_get_selection (session, &n), 3 * sizeof *women, women, sizeof women);
  g_assert_cmpuint (cp_session_get_row (session), ==, 2);
  g_assert_cmpuint (n_changes, ==, 1);
  cp_session_set_selection (session, women, 3, 2); /* the same again is no change */
  g_assert_cmpuint (n_changes, ==, 1);
  n_rows = 0;
  cp_session_set_selection (session, women + 1, 2, 4); /* 4 is not of them */
  g_assert_cmpuint (cp_session_get_row (session), ==, 2);
  g_assert_cmpuint (n_rows, ==, 0);
  cp_session_select_row (session, 2); /* the same row, alone */
  g_assert_false (cp_session_has_selection (session));
  g_assert_cmpuint (n_changes, ==, 3);
}

static void
test_shared_edit (void) {
  g_auto (Watched) watched;
  open_people (&watched);
  CpSession *session = watched.session;
  const guint32 rows[] = {0, 1, 2};
  cp_session_set_selection (session, rows, 3, 0);
  g_assert_null (cp_session_dup_shared_cell (session, field (session, "sex"), FALSE));
  edit (session, "sex", "Male"); /* row 1 has it already */
  g_autofree char *now = cp_session_dup_shared_cell (session, field (session, "sex"), FALSE);
  g_assert_cmpstr (now, ==, "Male");
  g_assert_null (cp_session_dup_shared_cell (session, field (session, "sex"), TRUE));
  edit (session, "amount", "4");
  edit (session, "amount", "42"); /* typed key by key: one step for all of them */
  assert_cells (session, "amount", "42", "42", "42", "0", NULL);
  cp_session_undo (session);
  assert_cells (session, "amount", "1", "2", "3", "0", NULL);
  assert_cells (session, "sex", "Male", "Male", "Male", "Male", NULL);
  cp_session_select_row (session, 5);
  cp_session_undo (session); /* of rows no longer selected: they are selected again */
  assert_cells (session, "sex", "Female", "Male", "Female", "Male", NULL);
  gsize n;
  cp_session_get_selection (session, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_false (cp_session_can_undo (session));
  cp_session_redo (session);
  cp_session_redo (session);
  assert_cells (session, "amount", "42", "42", "42", "0", NULL);
  g_assert_true (cp_session_can_revert (session));
  cp_session_revert (session);
  assert_cells (session, "amount", "1", "2", "3", "0", NULL);
  g_assert_false (cp_session_can_revert (session));
  cp_session_undo (session);
  assert_cells (session, "sex", "Male", "Male", "Male", "Male", NULL);
}

static void
test_refused_edit (void) {
  g_auto (Watched) watched;
  open_people (&watched);
  CpSession *session = watched.session;
  g_autoptr (GError) error = NULL;
  const guint32 rows[] = {0, 1};
  cp_session_set_selection (session, rows, 2, 0);
  g_assert_false (cp_session_edit (session, field (session, "amount"), "much", &error));
  assert_message (error, "column 'amount': 'much' is not a number.");
  g_assert_false (cp_session_can_undo (session)); /* no row was changed */
  g_assert_false (cp_session_run (session, &error));
  assert_message (error, "column 'amount': 'much' is not a number.");
}

/* ---- one row: what it scores as it stands, a counterfactual's values ---- */

/* z = amount + 2·Male − 2: row 0 is 1, Female */
static void
test_live (void) {
  g_auto (Watched) watched;
  open_people (&watched);
  CpSession *session = watched.session;
  g_autoptr (GError) error = NULL;
  double scores[2];
  cp_session_select_row (session, 0);
  edit (session, "amount", "4");
  g_assert_true (cp_session_score_current (session, scores, &error));
  assert_close (scores[0], sigmoid (2), 1e-6);
  g_assert_true (isnan (scores[1])); /* a column of scores */
  g_assert_cmpuint (cp_session_get_runs (session)->len, ==, 0);
  assert_close (cp_session_get_row_score (session, 0, 0), sigmoid (-1), 1e-6);
  g_assert_false (cp_session_edit (session, field (session, "amount"), "much", NULL));
  g_assert_false (cp_session_score_current (session, scores, &error));
  assert_message (error, "column 'amount': 'much' is not a number.");
}

/* Row 1 is 2, Male, granted; the label stays what it was, and one undo takes all back. */
static void
test_adopt (void) {
  g_auto (Watched) watched;
  open_people (&watched);
  CpSession *session = watched.session;
  g_autoptr (GError) error = NULL;
  cp_session_select_row (session, 1);
  g_autoptr (CpTable) state = cp_table_ref (cp_row_history_get_original (cp_session_get_history (session)));
  cp_session_select_row (session, 0);
  g_assert_true (cp_session_adopt (session, state, &error));
  g_assert_no_error (error);
  CpTable *now = cp_row_history_get_current (cp_session_get_history (session));
  g_autofree char *amount = cp_field_dup_cell (field (session, "amount"), now, 0);
  g_autofree char *sex = cp_field_dup_cell (field (session, "sex"), now, 0);
  g_autofree char *label = cp_field_dup_cell (field (session, "granted"), now, 0);
  g_assert_cmpstr (amount, ==, "2");
  g_assert_cmpstr (sex, ==, "Male");
  g_assert_cmpstr (label, ==, "0");
  cp_session_undo (session);
  g_assert_false (cp_session_can_undo (session));
  g_assert_false (cp_session_can_revert (session));
}

static void
test_ranges (void) {
  g_auto (Watched) watched;
  open_people (&watched);
  CpFields *fields = cp_session_get_fields (watched.session);
  g_autofree double *ranges =
      cp_field_ranges_build (fields, cp_session_get_table (watched.session), NULL, NULL);
  g_assert_cmpfloat (ranges[0], ==, 0);
  g_assert_cmpfloat (ranges[1], ==, 3);
  g_assert_true (isnan (ranges[2]) && isnan (ranges[3])); /* sex is no number */
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_cancellable_cancel (cancelled);
  g_assert_null (cp_field_ranges_build (fields, cp_session_get_table (watched.session), cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_too_many (void) {
  g_auto (Watched) watched;
  open_people (&watched);
  g_autofree guint32 *rows = g_new (guint32, CP_MAX_SELECTED + 1);
  for (guint32 i = 0; i <= CP_MAX_SELECTED; i++)
    rows[i] = i;
  cp_session_select_row (watched.session, 1);
  cp_session_set_selection (watched.session, rows, CP_MAX_SELECTED + 1, 0);
  assert_told (&watched, "10\u00a0001 rows are too many to edit at once; select at most 10\u00a0000.");
  g_assert_cmpuint (cp_session_get_row (watched.session), ==, 1);
}

/* z = amount + 2·Male − 2, so as men rows 0, 2 and 5 score sigmoid (1), (3), (0.5) after (−1), (1), (−1.5):
 * rows 0 and 5 are decided otherwise. */
static void
assert_batch (CpSession *session) {
  GPtrArray *runs = cp_session_get_runs (session);
  g_assert_cmpuint (runs->len, ==, 3);
  const CpRun *run = g_ptr_array_index (runs, 0), *last = g_ptr_array_index (runs, 2);
  const CpRunBatch *batch = run->batch;
  g_assert_cmpuint (run->number, ==, 1);
  g_assert_cmpuint (last->number, ==, 1);
  g_assert_true (last->batch == batch);
  g_assert_cmpuint (batch->n_rows, ==, 3);
  g_assert_cmpstr (batch->change, ==, "3 rows: sex → Male");
  assert_close (batch->means[0], (sigmoid (1) + sigmoid (3) + sigmoid (0.5)) / 3, 1e-6);
  assert_close (batch->deltas[0],
                (sigmoid (1) + sigmoid (3) + sigmoid (0.5) - sigmoid (-1) - sigmoid (1) - sigmoid (-1.5)) / 3,
                1e-6);
  g_assert_cmpuint (batch->n_flipped[0], ==, 2);
  assert_close (batch->means[1], NAN, 0); /* a column cannot be scored again */
  assert_close (cp_session_get_row_score (session, 0, 2), sigmoid (3), 1e-6);
  g_assert_cmpstr (cp_session_get_last_run (session, 2)->change, ==, "sex Female → Male");
}

static void
test_batch (void) {
  g_auto (Watched) watched;
  open_people (&watched);
  CpSession *session = watched.session;
  g_autoptr (GError) error = NULL;
  const guint32 women[] = {0, 2, 5};
  cp_session_set_selection (session, women, 3, 0);
  CpSelectionScore before = cp_session_get_selection_score (session, 0);
  assert_close (before.mean, (sigmoid (-1) + sigmoid (1) + sigmoid (-1.5)) / 3, 1e-6);
  assert_close (before.delta, NAN, 0);
  g_assert_cmpuint (before.n_positive, ==, 1);
  edit (session, "sex", "Male");
  g_assert_true (cp_session_run (session, &error));
  g_assert_cmpuint (cp_session_get_runs (session)->len, ==, 0); /* a job: nothing yet */
  wait_idle (&watched);
  assert_batch (session);
  CpSelectionScore after = cp_session_get_selection_score (session, 0);
  assert_close (after.mean, (sigmoid (1) + sigmoid (3) + sigmoid (0.5)) / 3, 1e-6);
  g_assert_cmpuint (after.n_positive, ==, 3);
  g_assert_cmpuint (after.n_flipped, ==, 2);
  CpSelectionScore column = cp_session_get_selection_score (session, 1);
  assert_close (column.mean, (0.1 + 0.4 + 0.2) / 3, 1e-12);
  g_assert_cmpuint (column.n_flipped, ==, 0);
  cp_session_select_row (session, 1);
  g_assert_true (cp_session_run (session, &error));
  g_assert_cmpuint (cp_session_get_last_run (session, 1)->number, ==, 2);
}

static void
test_batch_saved (void) {
  g_autofree char *path = g_build_filename (folder, "batch.counterpoint", NULL);
  g_autoptr (GError) error = NULL;
  {
    g_auto (Watched) watched;
    open_people (&watched);
    const guint32 women[] = {0, 2, 5};
    cp_session_set_selection (watched.session, women, 3, 0);
    edit (watched.session, "sex", "Male");
    g_assert_true (cp_session_run (watched.session, &error));
    wait_idle (&watched);
    g_assert_true (save_and_wait (watched.session, path, &error));
    g_assert_no_error (error);
  }
  g_auto (Watched) again;
  open_saved (&again, path);
  assert_told (&again, NULL);
  assert_batch (again.session);
  g_assert_true (cp_session_can_undo (again.session));
}

static void
test_bad_batch (void) {
  g_autofree char *path = write_file (
      "bad.counterpoint", "{\"counterpoint\":1,\"data\":{\"file\":\"people.csv\"},\"models\":[{\"where\":"
                          "\"column:given\"}],\"runs\":[{\"row\":0,\"values\":{}},{\"row\":1,\"values\":{},"
                          "\"batch\":{\"rows\":2}}]}");
  g_auto (Watched) watched;
  watch (&watched);
  cp_session_open_file (watched.session, path);
  wait_idle (&watched);
  assert_told (&watched, "bad.counterpoint: runs[1].batch.rows: expected a number of runs from 2 to 1.");
}

static void
test_batch_stopped (void) {
  g_auto (Watched) watched;
  open_people (&watched);
  g_autoptr (GError) error = NULL;
  const guint32 rows[] = {0, 1};
  cp_session_set_selection (watched.session, rows, 2, 0);
  g_assert_true (cp_session_run (watched.session, &error));
  cp_jobs_stop (cp_session_get_jobs (watched.session));
  wait_idle (&watched);
  g_assert_cmpuint (cp_session_get_runs (watched.session)->len, ==, 0);
  assert_told (&watched, NULL);
}

static const guint32 women[] = {0, 2, 5};

/* The three are edited at once, and their scores are on the way. */
static void
run_as_men (CpSession *session) {
  g_autoptr (GError) error = NULL;
  cp_session_set_selection (session, women, G_N_ELEMENTS (women), 0);
  edit (session, "sex", "Male");
  g_assert_true (cp_session_run (session, &error));
}

/* The run is of the rows as they stood when it was asked for; the rows are as the undo left them. */
static void
test_undone_meanwhile (void) {
  g_auto (Watched) watched;
  open_people (&watched);
  CpSession *session = watched.session;
  run_as_men (session);
  cp_session_undo (session);
  assert_cells (session, "sex", "Female", "Male", "Female", "Male", NULL);
  g_assert_true (cp_session_is_row_scored (session, 2));
  wait_idle (&watched);
  assert_batch (session);
  assert_cells (session, "sex", "Female", "Male", "Female", "Male", NULL);
  for (guint i = 0; i < 3; i++)
    g_assert_false (cp_session_is_row_scored (session, women[i])); /* what was scored was of the edit */
  cp_session_redo (session);
  for (guint i = 0; i < 3; i++)
    g_assert_true (cp_session_is_row_scored (session, women[i]));
}

/* The newer run is the one that stands: several rows still being scored are not of the rows as they are. */
static void
test_run_meanwhile (void) {
  g_auto (Watched) watched;
  open_people (&watched);
  CpSession *session = watched.session;
  g_autoptr (GError) error = NULL;
  run_as_men (session);
  cp_session_select_row (session, 2);
  edit (session, "amount", "5");
  g_assert_true (cp_session_run (session, &error));
  wait_idle (&watched);
  assert_close (cp_session_get_row_score (session, 0, 2), sigmoid (5), 1e-6);
  g_assert_true (cp_session_is_row_scored (session, 2));
  g_assert_cmpuint (cp_session_get_runs (session)->len, ==, 1);
  g_assert_cmpuint (cp_session_get_last_run (session, 2)->number, ==, 1);
}

/* What the field says of a row says nothing of the next: the only change may be in the last. */
static void
test_change_of_last (void) {
  g_auto (Watched) watched;
  open_people (&watched);
  CpSession *session = watched.session;
  g_autoptr (GError) error = NULL;
  const guint32 rows[] = {0, 1, 2};
  cp_session_select_row (session, 2);
  edit (session, "amount", "42");
  cp_session_set_selection (session, rows, 3, 0);
  g_assert_true (cp_session_run (session, &error));
  wait_idle (&watched);
  g_assert_cmpstr (cp_session_get_last_run (session, 2)->batch->change, ==, "3 rows: amount changed");
}

int
main (int argc, char *argv[]) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/session-selection/holds-the-current-row", test_selection);
  g_test_add_func ("/app/session-selection/an-edit-of-all-is-one-step", test_shared_edit);
  g_test_add_func ("/app/session-selection/a-refused-edit-changes-none", test_refused_edit);
  g_test_add_func ("/app/session-live/scores-the-row-as-it-stands-and-records-nothing", test_live);
  g_test_add_func ("/app/session-live/adopts-a-counterfactual-but-its-label-in-one-step", test_adopt);
  g_test_add_func ("/app/field-ranges/are-what-the-present-cells-span", test_ranges);
  g_test_add_func ("/app/session-selection/too-many-rows-are-told", test_too_many);
  g_test_add_func ("/app/session-selection/is-scored-by-a-job-as-one-run", test_batch);
  g_test_add_func ("/app/session-selection/its-run-is-saved-and-restored", test_batch_saved);
  g_test_add_func ("/app/session-selection/a-run-that-lost-rows-is-refused", test_bad_batch);
  g_test_add_func ("/app/session-selection/its-run-can-be-stopped", test_batch_stopped);
  g_test_add_func ("/app/session-selection/an-undo-while-rows-are-scored-takes-the-edit-back-whole",
                   test_undone_meanwhile);
  g_test_add_func ("/app/session-selection/a-run-of-one-of-them-meanwhile-is-the-newest", test_run_meanwhile);
  g_test_add_func ("/app/session-selection/a-change-of-the-last-row-alone-is-said", test_change_of_last);
  return run_over_rows ();
}
