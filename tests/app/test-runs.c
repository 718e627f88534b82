#include "app/panels/points-card.h"
#include "app/session/runs-table.h"
#include "app/session/runs-words.h"
#include "app/session/session-replay.h"
#include "app/session/session-rows.h"
#include "app/session/session-selection.h"
#include "core/base/format.h"
#include "core/table/csv.h"
#include "tests/app/edit.h"
#include "tests/app/idle.h"
#include "tests/app/saving.h"
#include "tests/app/unit.h"
#include "tests/fixture.h"
#include <glib/gstdio.h>

/* Runs shown, replayed, compared, written and brought back. The network is one sigmoid unit, so every
 * expected score is a hand calculation: z = 1·amount + 2·Male − 2. B is a column of scores. */

#define TABLE                                                                                                \
  "amount,sex,granted,run,given\n"                                                                           \
  "1,Female,0,5,0.1\n"                                                                                       \
  "2,Male,1,5,0.9\n"                                                                                         \
  "3,Female,1,6,0.4\n"                                                                                       \
  "0,Male,0,5,0.6\n"

static char *folder;

static CpSession *
open_table (void) {
  CpSession *session = cp_session_new ();
  CpSources *sources = cp_sources_new ();
  g_autofree char *unit = g_build_filename (folder, "unit.h5", NULL);
  sources->data = g_build_filename (folder, "table.csv", NULL);
  sources->label = g_strdup ("granted");
  cp_sources_add_model (sources, NULL, unit, NULL);
  cp_sources_add_model (sources, NULL, "column:given", NULL);
  cp_session_open_sources (session, sources);
  wait_idle (session);
  g_assert_true (cp_session_is_open (session));
  return session;
}

static const CpRun *
get_run (CpSession *session, guint index) {
  GPtrArray *runs = cp_session_get_runs (session);
  g_assert_cmpuint (index, <, runs->len);
  return g_ptr_array_index (runs, index);
}

static const CpRun *
run (CpSession *session) {
  g_autoptr (GError) error = NULL;
  cp_session_run (session, &error);
  g_assert_no_error (error);
  wait_idle (session);
  return get_run (session, cp_session_get_runs (session)->len - 1);
}

static void
replay (CpSession *session, const CpRun *of) {
  g_autoptr (GError) error = NULL;
  cp_session_replay (session, of, &error);
  g_assert_no_error (error);
  wait_idle (session);
}

static void
show (CpSession *session, const CpRun *of) {
  g_autoptr (GError) error = NULL;
  cp_session_show_run (session, of, &error);
  g_assert_no_error (error);
}

static void
assert_cell (CpSession *session, const char *name, const char *value) {
  const CpField *field = cp_fields_find (cp_session_get_fields (session), name);
  g_autofree char *cell =
      cp_field_dup_cell (field, cp_row_history_get_current (cp_session_get_history (session)), 0);
  g_assert_cmpstr (cell, ==, value);
}

/* Row 2 becomes Male (run 1), then 5 (run 2): z = 3, then 5. */
static CpSession *
run_twice (void) {
  CpSession *session = open_table ();
  cp_session_select_row (session, 2);
  edit (session, "sex", "Male");
  run (session);
  edit (session, "amount", "5");
  run (session);
  return session;
}

/* ---- showing ---- */

static void
test_show (void) {
  g_autoptr (CpSession) session = run_twice ();
  cp_session_select_row (session, 0);
  show (session, get_run (session, 0));
  g_assert_cmpuint (cp_session_get_row (session), ==, 2);
  assert_cell (session, "sex", "Male");
  assert_cell (session, "amount", "3");
  g_assert_cmpuint (cp_session_get_runs (session)->len, ==, 2); /* nothing was scored */
  cp_session_undo (session);
  assert_cell (session, "amount", "5");
  assert_cell (session, "sex", "Male");
}

/* The card of a point says of its cells what it says of its scores: as the newest run has them. */
static void
test_card (void) {
  g_autoptr (CpSession) session = run_twice ();
  CpFields *fields = cp_session_get_fields (session);
  CpColumnChoice sex = {-1, CP_COMPUTED_SCORE, 0};
  for (guint f = 0; f < cp_fields_get_n (fields); f++)
    sex.field = g_str_equal (cp_fields_get (fields, f)->name, "sex") ? (int)f : sex.field;
  edit (session, "sex", "Female"); /* not run */
  g_autofree char *edited = cp_points_card_value (session, &sex, NULL, 2),
                  *other = cp_points_card_value (session, &sex, NULL, 0),
                  *card = cp_points_card_describe (session, &sex, NULL, 2);
  g_assert_cmpstr (edited, ==, "Male");
  g_assert_cmpstr (other, ==, "Female");
  g_assert_nonnull (strstr (card, "Row 2, as edited"));
  g_assert_nonnull (strstr (card, "\nsex\tMale"));
  g_assert_nonnull (strstr (card, "\namount\t5"));
}

static void
test_show_deleted (void) {
  g_autoptr (CpSession) session = run_twice ();
  g_autoptr (GError) error = NULL;
  cp_session_delete_rows (session);
  g_assert_false (cp_session_show_run (session, get_run (session, 0), &error));
  g_assert_cmpstr (error->message, ==, "Row 2 of run 1 was deleted; undo brings it back.");
  g_clear_error (&error);
  cp_session_select_row (session, 0);
  replay (session, get_run (session, 0)); /* its changes are another row's now */
  g_assert_cmpstr (get_run (session, 2)->change, ==, "Replay of 1: sex Female → Male");
}

/* ---- replaying ---- */

static void
test_replay (void) {
  g_autoptr (CpSession) session = run_twice ();
  cp_session_select_row (session, 0);
  replay (session, get_run (session, 1)); /* only what run 2 changed */
  assert_cell (session, "amount", "5");
  assert_cell (session, "sex", "Female");
  const CpRun *again = get_run (session, 2);
  g_assert_cmpuint (again->row, ==, 0);
  g_assert_cmpuint (again->number, ==, 3);
  g_assert_cmpstr (again->change, ==, "Replay of 2: amount 1 → 5");
  assert_close (again->scores[0], sigmoid (3), 1e-6);
  assert_close (again->deltas[0], sigmoid (3) - sigmoid (-1), 1e-6);
  assert_close (again->scores[1], NAN, 0);
  int decision;
  g_assert_true (cp_run_decides (session, again, 0, &decision)); /* −1 was negative */
  g_assert_cmpint (decision, ==, 1);
  g_assert_false (cp_run_decides (session, again, 1, &decision));
  g_assert_cmpint (decision, ==, -1);
  cp_session_undo (session);
  assert_cell (session, "amount", "1");
  replay (session, again);
  g_assert_cmpstr (get_run (session, 3)->change, ==, "Replay of 3: as before"); /* scored as such before */
}

static void
select_two (CpSession *session) {
  const guint32 rows[] = {0, 2};
  cp_session_set_selection (session, rows, 2, 2);
}

static void
test_replay_on_several (void) {
  g_autoptr (CpSession) session = run_twice ();
  select_two (session);
  replay (session, get_run (session, 0));
  const CpRun *again = get_run (session, 2);
  g_assert_nonnull (again->batch);
  g_assert_cmpstr (again->batch->change, ==, "Replay of 1: 2 rows: sex → Male");
  assert_close (get_run (session, 2)->scores[0], sigmoid (1), 1e-6);
  assert_close (get_run (session, 3)->scores[0], sigmoid (5), 1e-6);
}

static void
test_replay_batch (void) {
  g_autoptr (CpSession) session = open_table ();
  select_two (session);
  edit (session, "sex", "Male");
  const CpRun *batch = run (session);
  g_assert_cmpuint (batch->batch->n_rows, ==, 2);
  cp_session_revert (session);
  run (session);
  cp_session_select_row (session, 1);
  replay (session, batch);
  gsize n;
  cp_session_get_selection (session, &n);
  g_assert_cmpuint (n, ==, 2); /* on its own rows */
  const CpRun *again = get_run (session, 5);
  g_assert_cmpstr (again->batch->change, ==, "Replay of 1: 2 rows: sex → Male");
  assert_close (again->batch->means[0], (sigmoid (1) + sigmoid (3)) / 2, 1e-6);
  cp_session_undo (session);
  assert_cell (session, "sex", "Female");
  show (session, batch);
  assert_cell (session, "sex", "Male");
}

/* ---- writing ---- */

static char *
write_csv (CpTable *table) {
  return g_string_free (cp_csv_write (table, ','), FALSE);
}

static char *
write_double (double value) {
  char buffer[CP_FORMAT_SIZE];
  return g_strdup (cp_format_double (buffer, value));
}

static void
set_times (CpSession *session) {
  GPtrArray *runs = cp_session_get_runs (session);
  for (guint i = 0; i < runs->len; i++) /* date -u -d @1700000000 */
    ((CpRun *)g_ptr_array_index (runs, i))->time =
        G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC + i * 250000;
}

static void
test_csv (void) {
  g_autoptr (CpSession) session = run_twice ();
  set_times (session);
  GPtrArray *runs = cp_session_get_runs (session);
  g_autoptr (CpTable) table = cp_runs_to_table (session, (CpRun *const *)runs->pdata, runs->len);
  g_autofree char *text = write_csv (table);
  g_autofree char *first = write_double (get_run (session, 0)->scores[0]),
                  *up = write_double (get_run (session, 0)->deltas[0]),
                  *second = write_double (get_run (session, 1)->scores[0]),
                  *further = write_double (get_run (session, 1)->deltas[0]);
  assert_close (g_ascii_strtod (first, NULL), sigmoid (3), 1e-6);
  g_autofree char *expected = g_strdup_printf (
      "run,row,change,time,score A,delta A,decision A,score B,delta B,decision B,amount,sex,granted,table "
      "run,given\n"
      "1,2,sex Female → Male,2023-11-14T22:13:20Z,%s,%s,positive,,,,3,Male,1,6,0.4\n"
      "2,2,amount 3 → 5,2023-11-14T22:13:20.250000Z,%s,%s,positive,,,,5,Male,1,6,0.4\n",
      first, up, second, further);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_compare (void) {
  g_autoptr (CpSession) session = run_twice ();
  cp_session_select_row (session, 0);
  edit (session, "amount", "1.5");
  const CpRun *third = run (session);
  g_autoptr (CpTable) shown = cp_runs_to_comparison (session, get_run (session, 1), third, FALSE);
  g_autofree char *text = write_csv (shown);
  /* sigmoid (5) = 0.9933, sigmoid (−0.5) = 0.3775 */
  g_assert_cmpstr (text, ==,
                   "Value,Run 2,Run 3,Difference\n"
                   "Row,2,0,\n"
                   "\"Score of A, unit\",0.993,0.378,−0.616\n"
                   "\"Decision of A, unit\",Positive,Negative,≠\n"
                   "\"Score of B, given\",–,–,–\n"
                   "\"Decision of B, given\",–,–,\n"
                   "amount,5,1.5,−3.5\n"
                   "sex,Male,Female,≠\n"
                   "granted,1,0,−1\n"
                   "run,6,5,−1\n"
                   "given,0.4,0.1,−0.3\n");
  g_assert_cmpuint (cp_runs_count_differences (session, get_run (session, 1), third), ==, 5);
  g_assert_cmpuint (cp_runs_count_differences (session, third, third), ==, 0);
  g_autoptr (CpTable) precise = cp_runs_to_comparison (session, get_run (session, 1), third, TRUE);
  double score = g_ascii_strtod (cp_column_dup_cell (cp_table_get_column (precise, 1), 1), NULL);
  g_assert_cmpfloat (score, ==, get_run (session, 1)->scores[0]); /* to the last digit */
}

static void
test_compare_batch (void) {
  g_autoptr (CpSession) session = open_table ();
  select_two (session);
  edit (session, "sex", "Male");
  run (session);
  cp_session_select_row (session, 1);
  const CpRun *single = run (session);
  g_autoptr (CpTable) shown = cp_runs_to_comparison (session, get_run (session, 0), single, FALSE);
  g_autofree char *text = write_csv (shown);
  /* the mean of sigmoid (1) = 0.7311 and sigmoid (3) = 0.9526; row 1 is sigmoid (2) = 0.8808 */
  g_assert_cmpstr (text, ==,
                   "Value,Run 1,Run 2,Difference\n"
                   "Row,2 rows,1,\n"
                   "\"Mean score of A, unit\",0.842,0.881,+0.039\n"
                   "\"Decision of A, unit\",1 turned,Positive,≠\n"
                   "\"Mean score of B, given\",–,–,–\n"
                   "\"Decision of B, given\",–,–,\n"
                   "amount,several values,2,≠\n"
                   "granted,several values,1,≠\n"
                   "run,several values,5,≠\n"
                   "given,several values,0.9,≠\n");
}

/* ---- coming back ---- */

static void
test_saved (void) {
  g_autoptr (CpSession) session = run_twice ();
  select_two (session);
  edit (session, "amount", "0.25");
  run (session);
  replay (session, get_run (session, 1));
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, "kept.counterpoint", NULL);
  g_assert_true (save_and_wait (session, path, &error));
  g_autoptr (CpSession) again = cp_session_new ();
  cp_session_open_file (again, path);
  wait_idle (again);
  GPtrArray *before = cp_session_get_runs (session), *after = cp_session_get_runs (again);
  g_assert_cmpuint (after->len, ==, 6);
  g_autoptr (CpTable) left = cp_runs_to_table (session, (CpRun *const *)before->pdata, before->len);
  g_autoptr (CpTable) right = cp_runs_to_table (again, (CpRun *const *)after->pdata, after->len);
  g_autofree char *saved = write_csv (left), *restored = write_csv (right);
  g_assert_cmpstr (restored, ==, saved); /* times to the microsecond, every digit of every number */
  const CpRunBatch *batch = get_run (again, 2)->batch;
  g_assert_cmpstr (batch->change, ==, "2 rows: amount → 0.25");
  g_assert_cmpfloat (batch->means[0], ==, get_run (session, 2)->batch->means[0]);
  g_assert_cmpfloat (batch->deltas[0], ==, get_run (session, 2)->batch->deltas[0]);
  g_assert_cmpuint (batch->n_flipped[0], ==, get_run (session, 2)->batch->n_flipped[0]);
  g_assert_true (get_run (again, 3)->batch == batch);
  g_assert_cmpstr (get_run (again, 4)->batch->change, ==, "Replay of 2: 2 rows: amount → 5");
}

/* ---- words ---- */

static void
assert_when (gint64 seconds, const char *expected) {
  gint64 now = g_get_real_time ();
  g_autofree char *text = cp_run_say_when (now - seconds * G_USEC_PER_SEC, now);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_when (void) {
  assert_when (0, "now");
  assert_when (59, "now");
  assert_when (-30, "now");
  assert_when (60, "1 min ago");
  assert_when (3599, "59 min ago");
  assert_when (3600, "1 h ago");
  assert_when (86399, "23 h ago");
  g_autoptr (GDateTime) then = g_date_time_new_local (2023, 11, 4, 9, 5, 7);
  gint64 time = g_date_time_to_unix (then) * G_USEC_PER_SEC;
  g_autofree char *old = cp_run_say_when (time, time + 3 * G_TIME_SPAN_DAY), *whole = cp_run_say_time (time);
  g_assert_cmpstr (old, ==, "4 Nov 09:05");
  g_assert_cmpstr (whole, ==, "4 November 2023, 09:05:07");
}

static void
remove_folder (void) {
  static const char *const names[] = {"table.csv", "unit.h5", "kept.counterpoint"};
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);
    g_unlink (path);
  }
  g_rmdir (folder);
  g_free (folder);
}

/* 0.9 − (0.9 − 0.29) is below 0.29 in doubles: a row at its threshold was positive before, and is after. */
static void
test_at_the_threshold (void) {
  g_autoptr (CpSession) session = open_table ();
  cp_session_select_row (session, 0);
  edit (session, "amount", "3");
  CpRun *made = (CpRun *)run (session);
  cp_session_set_threshold (session, 0, CP_ALL_ROWS, 0.29);
  made->scores[0] = 0.9;
  made->deltas[0] = 0.9 - 0.29;
  made->before_scores[0] = 0.29;
  int decision;
  g_assert_false (cp_run_decides (session, made, 0, &decision));
  g_assert_cmpint (decision, ==, 1);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("counterpoint-runs-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "table.csv", NULL);
  g_assert_true (g_file_set_contents (path, TABLE, -1, NULL));
  write_unit (folder);
  g_test_add_func ("/app/runs/showing-a-run-is-one-step-and-does-not-score", test_show);
  g_test_add_func ("/app/runs/the-card-of-a-point-has-the-cells-of-the-newest-run", test_card);
  g_test_add_func ("/app/runs/a-run-of-a-deleted-row-is-not-shown-but-replayed-on-another",
                   test_show_deleted);
  g_test_add_func ("/app/runs/a-replay-makes-the-changes-in-the-selected-row-and-scores", test_replay);
  g_test_add_func ("/app/runs/a-replay-on-several-rows-is-one-run", test_replay_on_several);
  g_test_add_func ("/app/runs/a-replayed-batch-changes-its-own-rows", test_replay_batch);
  g_test_add_func ("/app/runs/the-csv-has-every-digit-and-every-column", test_csv);
  g_test_add_func ("/app/runs/two-runs-are-compared-by-what-differs", test_compare);
  g_test_add_func ("/app/runs/a-batch-is-compared-by-its-means-and-shared-values", test_compare_batch);
  g_test_add_func ("/app/runs/saving-and-opening-give-the-same-runs", test_saved);
  g_test_add_func ("/app/runs/how-long-ago-is-said-in-minutes-hours-and-dates", test_when);
  g_test_add_func ("/app/runs/a-row-at-its-threshold-was-positive-before", test_at_the_threshold);
  int status = g_test_run ();
  remove_folder ();
  return status;
}
