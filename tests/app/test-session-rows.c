#include "app/field-ranges.h"
#include "app/session-live.h"
#include "app/session-rows.h"
#include "app/session-scope.h"
#include "app/session-selection.h"
#include "core/base/error.h"
#include "tests/app/unit.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* The session and its rows without a display: which are looked at. Scores are columns of the table, so every
 * expected figure is counted by hand from the eight rows. */

static char *folder;

#define TABLE                                                                                                \
  "split,sex,granted,a,b\n"                                                                                  \
  "train,Female,0,0.1,0.2\n"                                                                                 \
  "test,Male,1,0.9,0.6\n"                                                                                    \
  "test,Female,1,0.4,0.7\n"                                                                                  \
  "train,Male,0,0.6,0.1\n"                                                                                   \
  "test,Male,1,0.7,0.8\n"                                                                                    \
  "train,Female,1,0.8,0.3\n"                                                                                 \
  "test,Female,0,0.2,0.9\n"                                                                                  \
  "train,Male,1,0.3,0.4\n"

#define PEOPLE                                                                                               \
  "amount,sex,granted,given\n"                                                                               \
  "1,Female,0,0.1\n"                                                                                         \
  "2,Male,1,0.9\n"                                                                                           \
  "3,Female,1,0.4\n"                                                                                         \
  "0,Male,0,0.6\n"                                                                                           \
  "1,Male,1,0.7\n"                                                                                           \
  "0.5,Female,0,0.2\n"

static char *
write_file (const char *name, const char *text) {
  char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

typedef struct {
  CpSession *session;
  char *message; /* the last one */
  guint n_scopes;
  double n_at_change; /* rows of the audit when the scope changed */
} Watched;

static void
keep_message (CpSession *session, const GError *error, gpointer data) {
  Watched *watched = data;
  g_free (watched->message);
  watched->message = g_strdup (error->message);
}

static void
scope_changed (Watched *watched) {
  const CpAudit *audit = cp_session_get_audit (watched->session);
  watched->n_scopes++;
  watched->n_at_change = audit != NULL ? audit->models[0].overall.n : NAN;
}

static void
watch (Watched *watched) {
  *watched = (Watched){.session = cp_session_new ()};
  g_signal_connect (watched->session, "message", G_CALLBACK (keep_message), watched);
  g_signal_connect_swapped (watched->session, "scope-changed", G_CALLBACK (scope_changed), watched);
}

static void
watched_clear (Watched *watched) {
  g_clear_object (&watched->session);
  g_free (watched->message);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Watched, watched_clear)

static void
wait_idle (Watched *watched) {
  while (cp_jobs_is_busy (cp_session_get_jobs (watched->session)))
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_told (Watched *watched, const char *text) {
  g_assert_cmpstr (watched->message, ==, text);
  g_clear_pointer (&watched->message, g_free);
}

static void
open_table (Watched *watched) {
  watch (watched);
  CpSources *sources = cp_sources_new ();
  sources->data = g_build_filename (folder, "table.csv", NULL);
  sources->label = g_strdup ("granted");
  cp_sources_add_model (sources, NULL, "column:a", NULL);
  cp_sources_add_model (sources, NULL, "column:b", NULL);
  cp_session_open_sources (watched->session, sources);
  wait_idle (watched);
  assert_told (watched, NULL);
}

static void
set_where (Watched *watched, const char *condition, const char *name) {
  g_autoptr (GError) error = NULL;
  g_assert_true (cp_session_set_scope_where (watched->session, condition, name, &error));
  g_assert_no_error (error);
  wait_idle (watched);
}

static void
assert_scope (Watched *watched, const char *name, gsize n_rows) {
  gsize n;
  cp_session_get_scope (watched->session, &n);
  g_assert_cmpuint (n, ==, n_rows);
  g_assert_cmpstr (cp_session_get_scope_name (watched->session), ==, name);
  g_assert_cmpfloat (cp_session_get_audit (watched->session)->models[0].overall.n, ==, n_rows);
}

/* The people, with the unit network (A) and the column given (B). */
static void
open_people (Watched *watched) {
  watch (watched);
  CpSources *sources = cp_sources_new ();
  g_autofree char *unit = g_build_filename (folder, "unit.h5", NULL);
  sources->data = g_build_filename (folder, "people.csv", NULL);
  sources->label = g_strdup ("granted");
  cp_sources_add_model (sources, NULL, unit, NULL);
  cp_sources_add_model (sources, NULL, "column:given", NULL);
  cp_session_open_sources (watched->session, sources);
  wait_idle (watched);
  assert_told (watched, NULL);
}

/* ---- the scope ---- */

static void
test_scope (void) {
  g_auto (Watched) watched;
  open_table (&watched);
  CpSession *session = watched.session;
  assert_scope (&watched, "All rows", 8);
  gsize n;
  g_assert_null (cp_session_get_scope (session, &n));
  guint n_before = watched.n_scopes;
  set_where (&watched, "split = test", "Test split");
  assert_scope (&watched, "Test split", 4);
  g_assert_cmpstr (cp_session_get_scope_condition (session), ==, "split = test");
  g_assert_cmpuint (watched.n_scopes, ==, n_before + 1);
  g_assert_cmpfloat (watched.n_at_change, ==, 4);
  g_assert_true (cp_session_is_dirty (session));
  const guint32 *rows = cp_session_get_scope (session, &n), expected[] = {1, 2, 4, 6};
  g_assert_cmpmem (rows, n * sizeof *rows, expected, sizeof expected);
  g_assert_true (cp_session_is_in_scope (session, 4));
  g_assert_false (cp_session_is_in_scope (session, 5));
  /* of the four test rows a decides 0.9, 0.7 positive: both truly positive, 0.4 is missed */
  CpConfusion confusion = cp_session_get_audit (session)->models[0].overall.confusion;
  g_assert_cmpfloat (confusion.tp, ==, 2);
  g_assert_cmpfloat (confusion.fp, ==, 0);
  g_assert_cmpfloat (confusion.fn, ==, 1);
  g_assert_cmpfloat (confusion.tn, ==, 1);
  cp_session_set_scope (session, NULL, NULL);
  wait_idle (&watched);
  assert_scope (&watched, "All rows", 8);
  assert_told (&watched, NULL);
}

static void
test_rows (void) {
  g_auto (Watched) watched;
  open_table (&watched);
  const guint32 some[] = {0, 5, 7};
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_vals (rows, some, G_N_ELEMENTS (some));
  cp_session_set_scope (watched.session, rows, "3 selected rows");
  wait_idle (&watched);
  assert_scope (&watched, "3 selected rows", 3);
  g_assert_null (cp_session_get_scope_condition (watched.session));
}

static void
test_outlives (void) {
  g_auto (Watched) watched;
  open_table (&watched);
  CpSession *session = watched.session;
  cp_session_set_threshold (session, 0, CP_ALL_ROWS, 0.25);
  set_where (&watched, "split = test", NULL);
  const char *const keys[] = {"sex", NULL};
  cp_session_set_slice_keys (session, keys);
  wait_idle (&watched);
  assert_scope (&watched, "split = test", 4); /* other slices, the same rows */
  g_assert_cmpfloat (cp_session_get_threshold (session, 0, CP_ALL_ROWS), ==, 0.25);
  g_assert_cmpfloat (cp_sweep_get_weight (cp_session_get_sweep (session, 0), 0), ==, 2);
  /* two changes in a row both count */
  cp_session_set_slice_keys (session, (const char *const[]){NULL});
  cp_session_set_scope (session, NULL, NULL);
  wait_idle (&watched);
  assert_scope (&watched, "All rows", 8);
  g_assert_cmpuint (g_strv_length ((char **)cp_session_get_slice_keys (session)), ==, 0);
}

/* A slice outside the scope keeps its threshold when a strategy is applied: nothing is known of it. */
static void
test_thresholds (void) {
  g_auto (Watched) watched;
  open_table (&watched);
  CpSession *session = watched.session;
  cp_session_set_slice_keys (session, (const char *const[]){"sex", NULL});
  wait_idle (&watched);
  cp_session_set_threshold (session, 0, 1, 0.35);
  set_where (&watched, "sex = Female", NULL);
  cp_session_preview_strategy (session, CP_STRATEGY_GROUP);
  cp_session_apply_preview (session);
  wait_idle (&watched);
  g_assert_cmpint (cp_session_get_strategy (session), ==, CP_STRATEGY_GROUP);
  g_assert_cmpfloat (cp_session_get_threshold (session, 0, 0), ==,
                     0.4); /* 0.4 and 0.8 are granted, 0.1 and 0.2 not */
  g_assert_cmpfloat (cp_session_get_threshold (session, 0, 1), ==, 0.35);
}

static void
test_refused (void) {
  g_auto (Watched) watched;
  open_table (&watched);
  g_autoptr (GError) error = NULL;
  g_assert_false (cp_session_set_scope_where (watched.session, "split =", NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  set_where (&watched, "a > 5", NULL);
  assert_told (&watched, "No row is in ‘a > 5’; the rows looked at stay as they were.");
  assert_scope (&watched, "All rows", 8);
  cp_session_set_scope (watched.session, g_array_new (FALSE, FALSE, sizeof (guint32)), "Lasso");
  assert_told (&watched, "No row is in ‘Lasso’; the rows looked at stay as they were.");
}

/* The call returns while the work is still to be done, and results of a scope that was replaced are dropped.
 */
static void
test_job (void) {
  g_auto (Watched) watched;
  open_table (&watched);
  CpSession *session = watched.session;
  g_autoptr (GError) error = NULL;
  guint n_before = watched.n_scopes;
  g_assert_true (cp_session_set_scope_where (session, "split = test", NULL, &error));
  g_assert_true (cp_jobs_is_busy (cp_session_get_jobs (session)));
  assert_scope (&watched, "All rows", 8);
  g_assert_true (cp_session_set_scope_where (session, "split = train and a > 0.2", NULL, &error));
  wait_idle (&watched);
  assert_scope (&watched, "split = train and a > 0.2", 3);
  g_assert_cmpuint (watched.n_scopes, ==, n_before + 1);
  g_assert_true (cp_session_set_scope_where (session, "split = test", NULL, &error));
  cp_jobs_stop (cp_session_get_jobs (session));
  wait_idle (&watched);
  assert_scope (&watched, "split = train and a > 0.2", 3);
  assert_told (&watched, NULL);
}

static void
test_saved (void) {
  g_autofree char *path = g_build_filename (folder, "scope.counterpoint", NULL);
  g_autoptr (GError) error = NULL;
  {
    g_auto (Watched) watched;
    open_table (&watched);
    set_where (&watched, "split = test", "Test split");
    g_assert_true (cp_session_save (watched.session, path, &error));
    g_assert_no_error (error);
  }
  g_auto (Watched) again;
  watch (&again);
  cp_session_open_file (again.session, path);
  wait_idle (&again);
  assert_scope (&again, "Test split", 4);
  g_assert_cmpstr (cp_session_get_scope_condition (again.session), ==, "split = test");
  g_assert_false (cp_session_is_dirty (again.session));
  cp_session_set_scope (again.session, NULL, NULL);
  wait_idle (&again);
  g_assert_true (cp_session_save (again.session, path, &error));
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_null (strstr (text, "scope"));
}

/* Rows that cannot be found again are told; the session opens all the same. */
static void
test_lost (void) {
  g_autofree char *path = write_file (
      "lost.counterpoint", "{\"counterpoint\":1,\"data\":{\"file\":\"table.csv\"},\"models\":[{\"where\":"
                           "\"column:a\"}],\"label\":\"granted\",\"view\":{\"scope\":{\"name\":\"Low\","
                           "\"condition\":\"a < 0\"}}}");
  g_auto (Watched) watched;
  watch (&watched);
  cp_session_open_file (watched.session, path);
  wait_idle (&watched);
  assert_told (&watched, "lost.counterpoint: view.scope: no row is in ‘Low’ any more.");
  assert_scope (&watched, "All rows", 8);
}

/* ---- several rows ---- */

static const CpField *
field (CpSession *session, const char *name) {
  return cp_fields_find (cp_session_get_fields (session), name);
}

static void
edit (CpSession *session, const char *name, const char *value) {
  g_autoptr (GError) error = NULL;
  cp_session_edit (session, field (session, name), value, &error);
  g_assert_no_error (error);
}

static void
assert_cells (CpSession *session, const char *name, ...) {
  va_list expected;
  va_start (expected, name);
  const char *value;
  for (guint32 row = 0; (value = va_arg (expected, const char *)) != NULL; row++) {
    g_autoptr (CpTable) state = cp_session_dup_row_state (session, row);
    g_autofree char *cell = cp_field_dup_cell (field (session, name), state, 0);
    g_assert_cmpstr (cell, ==, value);
  }
  va_end (expected);
}

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
    g_assert_true (cp_session_save (watched.session, path, &error));
    g_assert_no_error (error);
  }
  g_auto (Watched) again;
  watch (&again);
  cp_session_open_file (again.session, path);
  wait_idle (&again);
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

/* ---- deleting ---- */

static void
test_deleted (void) {
  g_auto (Watched) watched;
  open_table (&watched);
  CpSession *session = watched.session;
  gsize n;
  const guint32 rows[] = {4, 6};
  cp_session_set_selection (session, rows, 2, 4);
  cp_session_delete_rows (session);
  wait_idle (&watched);
  assert_scope (&watched, "All rows", 6);
  g_assert_false (cp_session_is_narrowed (session));
  g_assert_cmpuint (cp_session_get_n_present (session), ==, 6);
  g_assert_cmpuint (cp_session_get_row (session), ==, 5); /* the next one that is left */
  const guint32 left[] = {0, 1, 2, 3, 5, 7};              /* no row is renumbered */
  g_assert_cmpmem (cp_session_get_scope (session, &n), 6 * sizeof *left, left, sizeof left);
  set_where (&watched, "split = test", "Test split"); /* of rows 1, 2, 4 and 6 two are left */
  assert_scope (&watched, "Test split", 2);
  g_assert_true (cp_session_is_narrowed (session));
  cp_session_undo (session);
  wait_idle (&watched);
  assert_scope (&watched, "Test split", 4);
  cp_session_get_selection (session, &n);
  g_assert_cmpuint (n, ==, 2);
  cp_session_redo (session);
  wait_idle (&watched);
  assert_scope (&watched, "Test split", 2);
  cp_session_set_scope (session, NULL, NULL);
  wait_idle (&watched);
  assert_scope (&watched, "All rows", 6);
  assert_told (&watched, NULL);
  cp_session_select_row (session, 6);
  assert_told (&watched, "Row 6 was deleted; undo brings it back.");
}

/* The figures after a deletion are those of the table without the rows. */
static void
test_deleted_twin (void) {
  g_auto (Watched) deleted, twin;
  open_table (&deleted);
  cp_session_select_row (deleted.session, 1);
  cp_session_delete_rows (deleted.session);
  wait_idle (&deleted);
  open_table (&twin);
  const guint32 rest[] = {0, 2, 3, 4, 5, 6, 7};
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_vals (rows, rest, G_N_ELEMENTS (rest));
  cp_session_set_scope (twin.session, rows, "rest");
  wait_idle (&twin);
  for (guint m = 0; m < 2; m++) {
    const CpAuditCell *a = &cp_session_get_audit (deleted.session)->models[m].overall;
    const CpAuditCell *b = &cp_session_get_audit (twin.session)->models[m].overall;
    for (guint i = 0; i < CP_N_METRICS; i++)
      assert_close (a->metrics[i], b->metrics[i], 0);
  }
}

static void
test_last_rows (void) {
  g_auto (Watched) watched;
  open_table (&watched);
  set_where (&watched, "a = 0.9", NULL);
  cp_session_select_row (watched.session, 1);
  cp_session_delete_rows (watched.session);
  assert_told (&watched, "These are all the rows looked at; at least one must be left.");
  assert_scope (&watched, "a = 0.9", 1);
  g_assert_false (cp_session_can_undo (watched.session));
}

static void
test_deleted_saved (void) {
  g_autofree char *path = g_build_filename (folder, "deleted.counterpoint", NULL);
  g_autoptr (GError) error = NULL;
  {
    g_auto (Watched) watched;
    open_table (&watched);
    cp_session_select_row (watched.session, 0);
    cp_session_delete_rows (watched.session);
    wait_idle (&watched);
    g_assert_true (cp_session_save (watched.session, path, &error));
    g_assert_no_error (error);
  }
  g_auto (Watched) again;
  watch (&again);
  cp_session_open_file (again.session, path);
  wait_idle (&again);
  assert_told (&again, NULL);
  assert_scope (&again, "All rows", 7);
  g_assert_true (cp_session_is_absent (again.session, 0));
  cp_session_undo (again.session);
  wait_idle (&again);
  assert_scope (&again, "All rows", 8);
  g_autofree char *bad = write_file (
      "gone.counterpoint", "{\"counterpoint\":1,\"data\":{\"file\":\"table.csv\"},\"models\":[{\"where\":"
                           "\"column:a\"}],\"edits\":[{\"row\":8,\"deleted\":true}]}");
  cp_session_open_file (again.session, bad);
  wait_idle (&again);
  assert_told (&again, "gone.counterpoint: edits[0].row: expected a row from 0 to 7.");
}

/* ---- adding ---- */

/* Every figure of both sessions, model by model. */
static void
assert_same_figures (CpSession *a, CpSession *b) {
  for (guint m = 0; m < 2; m++) {
    const CpAuditCell *x = &cp_session_get_audit (a)->models[m].overall;
    const CpAuditCell *y = &cp_session_get_audit (b)->models[m].overall;
    for (guint i = 0; i < CP_N_METRICS; i++)
      assert_close (x->metrics[i], y->metrics[i], 0);
  }
}

static void
assert_row (CpSession *session, guint32 row, const char *cells) {
  const CpTable *table = cp_session_get_table (session);
  GString *text = g_string_new (NULL);
  for (gsize i = 0; i < cp_table_get_n_columns (table); i++) {
    g_autofree char *cell = cp_column_dup_cell (cp_table_get_column (table, i), row);
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", cell);
  }
  g_assert_cmpstr (text->str, ==, cells);
  g_string_free (text, TRUE);
}

static void
assert_n_rows (CpSession *session, gsize n_rows, gsize n_present) {
  g_assert_cmpuint (cp_table_get_n_rows (cp_session_get_table (session)), ==, n_rows);
  g_assert_cmpuint (cp_session_get_n_present (session), ==, n_present);
}

static void
test_duplicate (void) {
  g_auto (Watched) watched;
  open_people (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 2);
  edit (session, "sex", "Male"); /* not run: the copy is of the row as it stands */
  cp_session_duplicate_rows (session);
  g_assert_cmpuint (cp_session_get_row (session), ==, 2); /* a job: nothing yet */
  wait_idle (&watched);
  assert_told (&watched, NULL);
  assert_n_rows (session, 7, 7);
  assert_row (session, 2, "3,Female,1,0.4");
  assert_row (session, 6, "3,Male,1,"); /* its score in the column was given to another row */
  g_assert_cmpuint (cp_session_get_row (session), ==, 6);
  g_assert_true (cp_session_is_added (session, 6));
  g_assert_false (cp_session_is_added (session, 5));
  g_autofree char *told = cp_session_describe_addition (session);
  g_assert_cmpstr (told, ==, "Row 6 added: a copy of row 2");
  assert_close (cp_session_get_row_score (session, 0, 6), sigmoid (3), 1e-6); /* 3 + 2 − 2 */
  assert_close (cp_session_get_row_score (session, 1, 6), NAN, 0);
  g_assert_false (cp_session_can_revert (session));
  cp_session_undo (session);
  wait_idle (&watched);
  assert_n_rows (session, 7, 6);
  g_assert_cmpuint (cp_session_get_row (session), ==, 2); /* what it was a copy of */
  cp_session_redo (session);
  wait_idle (&watched);
  assert_n_rows (session, 7, 7);
  g_assert_cmpuint (cp_session_get_row (session), ==, 6);
  cp_session_delete_rows (session);
  wait_idle (&watched);
  assert_n_rows (session, 7, 6);
  cp_session_undo (session);
  wait_idle (&watched);
  assert_n_rows (session, 7, 7);
}

/* The figures after a copy are those of a file that holds the row twice; the second column of scores has none
 * for it. */
static void
test_duplicate_twin (void) {
  g_auto (Watched) copied, twin;
  open_people (&copied);
  const guint32 rows[] = {1, 4};
  cp_session_set_selection (copied.session, rows, 2, 1);
  cp_session_duplicate_rows (copied.session);
  cp_session_duplicate_rows (copied.session); /* before the first is there: both come */
  wait_idle (&copied);
  gsize n;
  const guint32 newest[] = {8, 9};
  g_assert_cmpmem (cp_session_get_selection (copied.session, &n), 2 * sizeof *newest, newest, sizeof newest);
  g_autofree char *told = cp_session_describe_addition (copied.session);
  g_assert_cmpstr (told, ==, "2 rows added: copies of the selected ones");
  g_autofree char *whole = g_strconcat (PEOPLE, "2,Male,1,\n1,Male,1,\n2,Male,1,\n1,Male,1,\n", NULL);
  g_autofree char *path = write_file ("people.csv", whole);
  open_people (&twin);
  g_autofree char *back = write_file ("people.csv", PEOPLE);
  assert_same_figures (copied.session, twin.session);
  cp_session_undo (copied.session); /* a step each */
  wait_idle (&copied);
  assert_n_rows (copied.session, 10, 8);
}

/* amount 0, 0.5, 1, 1, 2, 3: the median 1; sex 3 : 3, the first in sort order. */
static void
test_add (void) {
  g_auto (Watched) watched;
  open_people (&watched);
  CpSession *session = watched.session;
  cp_session_add_row (session);
  wait_idle (&watched);
  assert_told (&watched, NULL);
  assert_row (session, 6, "1,Female,,");
  g_autofree char *told = cp_session_describe_addition (session);
  g_assert_cmpstr (told, ==, "Row 6 added: medians and most frequent values");
  g_assert_cmpfloat (cp_session_get_audit (session)->models[0].overall.n, ==, 6); /* no label: no figure */
  cp_session_undo (session);
  wait_idle (&watched);
  g_assert_cmpuint (cp_session_get_row (session), ==, 5);
}

/* Of four whole numbers the lower of the two in the middle, which is whole too. */
static void
test_add_whole (void) {
  g_autofree char *path =
      write_file ("whole.csv", "rooms,price,who,a\n1,1.5,x,0.1\n2,2,y,0.2\n5,3,z,0.3\n5,4,w,0.4\n");
  g_auto (Watched) watched;
  watch (&watched);
  CpSources *sources = cp_sources_new ();
  sources->data = g_strdup (path);
  cp_sources_add_model (sources, NULL, "column:a", NULL);
  cp_session_open_sources (watched.session, sources);
  wait_idle (&watched);
  cp_session_add_row (watched.session);
  wait_idle (&watched);
  assert_row (watched.session, 4, "3,2.5,,"); /* who names rows */
}

static void
assert_n_looked_at (CpSession *session, gsize expected) {
  gsize n;
  cp_session_get_scope (session, &n);
  g_assert_cmpuint (n, ==, expected);
}

static void
test_added_in_scope (void) {
  g_auto (Watched) watched;
  open_table (&watched);
  CpSession *session = watched.session;
  set_where (&watched, "split = test", "Test split"); /* rows 1, 2, 4 and 6 */
  cp_session_select_row (session, 2);
  cp_session_duplicate_rows (session);
  wait_idle (&watched);
  assert_n_looked_at (session, 5);
  cp_session_select_row (session, 0); /* train: its copy is outside */
  cp_session_duplicate_rows (session);
  wait_idle (&watched);
  assert_n_looked_at (session, 5);
  g_assert_cmpuint (cp_session_get_row (session), ==, 9);
  const guint32 list[] = {0, 3};
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_vals (rows, list, 2);
  cp_session_set_scope (session, rows, "Two rows");
  wait_idle (&watched);
  cp_session_duplicate_rows (session);
  wait_idle (&watched);
  assert_n_looked_at (session, 3); /* a list takes what was added */
}

/* duplicate → edit → run → undo → redo → save → open → save: the same bytes, and every step still there */
static void
test_added_saved (void) {
  g_autofree char *path = g_build_filename (folder, "added.counterpoint", NULL);
  g_autofree char *second = g_build_filename (folder, "again.counterpoint", NULL);
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;
  {
    g_auto (Watched) watched;
    open_people (&watched);
    CpSession *session = watched.session;
    cp_session_select_row (session, 2);
    edit (session, "sex", "Other"); /* no row of the file has it */
    cp_session_duplicate_rows (session);
    wait_idle (&watched);
    edit (session, "amount", "2");
    g_assert_true (cp_session_run (session, &error));
    cp_session_undo (session);
    cp_session_redo (session);
    cp_session_duplicate_rows (session); /* a copy of a copy, as it stands */
    wait_idle (&watched);
    cp_session_add_row (session);
    wait_idle (&watched);
    cp_session_delete_rows (session);
    wait_idle (&watched);
    g_assert_true (cp_session_save (session, path, &error));
    g_assert_no_error (error);
  }
  g_auto (Watched) again;
  watch (&again);
  CpSession *session = again.session;
  cp_session_open_file (session, path);
  wait_idle (&again);
  assert_told (&again, NULL);
  assert_n_rows (session, 9, 8);
  assert_row (session, 6, "3,Other,1,");
  assert_row (session, 7, "2,Other,1,");
  assert_row (session, 8, "1.5,Female,,"); /* the median with both copies */
  g_assert_true (cp_session_is_added (session, 6));
  g_assert_cmpuint (cp_session_get_runs (session)->len, ==, 1);
  assert_close (cp_session_get_row_score (session, 0, 6), sigmoid (0), 1e-6); /* 2 + 0 − 2 */
  g_assert_true (cp_session_save (session, second, &error));
  g_assert_true (g_file_get_contents (path, &before, NULL, &error));
  g_assert_true (g_file_get_contents (second, &after, NULL, &error));
  g_assert_cmpstr (before, ==, after);
  while (cp_session_can_undo (session)) {
    cp_session_undo (session);
    wait_idle (&again);
  }
  assert_n_rows (session, 9, 6);
  while (cp_session_can_redo (session)) {
    cp_session_redo (session);
    wait_idle (&again);
  }
  assert_n_rows (session, 9, 8);
}

static void
assert_refused (const char *edits, const char *message) {
  g_autofree char *text = g_strdup_printf ("{\"counterpoint\":1,\"data\":{\"file\":\"table.csv\"},"
                                           "\"models\":[{\"where\":\"column:a\"}],\"edits\":[%s]}",
                                           edits);
  g_autofree char *bad = write_file ("bad-added.counterpoint", text);
  g_auto (Watched) watched;
  watch (&watched);
  cp_session_open_file (watched.session, bad);
  wait_idle (&watched);
  assert_told (&watched, message);
}

static void
test_bad_additions (void) {
  assert_refused ("{\"row\":9,\"added\":{}}",
                  "bad-added.counterpoint: edits[0].row: expected 8, the number of the next row added.");
  assert_refused ("{\"row\":8,\"added\":{\"like\":8}}",
                  "bad-added.counterpoint: edits[0].added.like: expected a row from 0 to 7.");
  assert_refused ("{\"row\":8,\"added\":{\"like\":0},\"values\":{\"b\":\"high\"}}",
                  "bad-added.counterpoint: edits[0]: column 'b': 'high' is not a number.");
}

static void
test_adding_stopped (void) {
  g_auto (Watched) watched;
  open_table (&watched);
  cp_session_add_row (watched.session);
  cp_jobs_stop (cp_session_get_jobs (watched.session));
  wait_idle (&watched);
  assert_n_rows (watched.session, 8, 8);
  cp_session_set_label (watched.session, "sex", NULL); /* what was stopped does not come later */
  wait_idle (&watched);
  assert_n_rows (watched.session, 8, 8);
}

int
main (int argc, char *argv[]) {
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("counterpoint-rows-XXXXXX", NULL);
  g_autofree char *table = write_file ("table.csv", TABLE);
  g_autofree char *people = write_file ("people.csv", PEOPLE);
  write_unit (folder);
  g_test_add_func ("/app/session-scope/every-figure-is-of-its-rows", test_scope);
  g_test_add_func ("/app/session-scope/is-a-list-of-rows-too", test_rows);
  g_test_add_func ("/app/session-scope/outlives-another-question", test_outlives);
  g_test_add_func ("/app/session-scope/leaves-thresholds-of-slices-outside-alone", test_thresholds);
  g_test_add_func ("/app/session-scope/refuses-to-look-at-nothing", test_refused);
  g_test_add_func ("/app/session-scope/is-set-by-a-job", test_job);
  g_test_add_func ("/app/session-scope/is-saved-and-restored", test_saved);
  g_test_add_func ("/app/session-scope/that-is-lost-is-told", test_lost);
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
  g_test_add_func ("/app/session-rows/what-was-deleted-counts-nowhere-until-undone", test_deleted);
  g_test_add_func ("/app/session-rows/a-deletion-counts-as-a-table-without-the-rows", test_deleted_twin);
  g_test_add_func ("/app/session-rows/one-row-is-always-left", test_last_rows);
  g_test_add_func ("/app/session-rows/a-deletion-is-saved-and-restored", test_deleted_saved);
  g_test_add_func ("/app/session-rows/a-copy-is-a-row-of-its-own-until-undone", test_duplicate);
  g_test_add_func ("/app/session-rows/copies-count-as-a-table-that-holds-them", test_duplicate_twin);
  g_test_add_func ("/app/session-rows/an-added-row-is-typical-and-has-no-label", test_add);
  g_test_add_func ("/app/session-rows/a-typical-whole-number-is-whole", test_add_whole);
  g_test_add_func ("/app/session-rows/added-rows-join-the-scope-they-satisfy", test_added_in_scope);
  g_test_add_func ("/app/session-rows/added-rows-are-saved-and-restored", test_added_saved);
  g_test_add_func ("/app/session-rows/bad-additions-are-told", test_bad_additions);
  g_test_add_func ("/app/session-rows/adding-can-be-stopped", test_adding_stopped);
  int status = g_test_run ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_unlink (path);
  }
  g_rmdir (folder);
  g_free (folder);
  return status;
}
