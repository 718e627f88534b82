#include "app/session/session-results.h"
#include "app/session/session-rows.h"
#include "core/base/error.h"
#include "tests/app/rows-fixture.h"
#include "tests/app/saving.h"

/* Rows that were deleted, copied and added. */

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
    g_assert_true (save_and_wait (watched.session, path, &error));
    g_assert_no_error (error);
  }
  g_auto (Watched) again;
  open_saved (&again, path);
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

/* Without rows 0 and 2 the amounts are 0, 0.5, 1 and 2, and three of four are men. */
static void
test_add_after_deletion (void) {
  g_auto (Watched) watched;
  open_people (&watched);
  CpSession *session = watched.session;
  cp_session_set_selection (session, (const guint32[]){0, 2}, 2, 0);
  cp_session_delete_rows (session);
  cp_session_add_row (session);
  wait_idle (&watched);
  assert_row (session, 6, "0.75,Male,,");
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
    g_assert_true (save_and_wait (session, path, &error));
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
  g_assert_true (save_and_wait (session, second, &error));
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

/* The row is out of the list already: the figures follow, whatever becomes of the job. */
static void
test_deletion_stopped (void) {
  g_auto (Watched) watched;
  open_table (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 1);
  cp_session_delete_rows (session);
  cp_jobs_stop (cp_session_get_jobs (session));
  wait_idle (&watched);
  assert_scope (&watched, "All rows", 7);
  cp_session_undo (session);
  cp_jobs_stop (cp_session_get_jobs (session));
  wait_idle (&watched);
  assert_scope (&watched, "All rows", 8);
  cp_session_set_label (session, "nothing", NULL); /* refused; the deletion meanwhile is not */
  cp_session_delete_rows (session);
  wait_idle (&watched);
  assert_scope (&watched, "All rows", 7);
  g_assert_nonnull (cp_session_get_label_refusal (session));
  assert_told (&watched, NULL);
}

/* A copy with a word of its own makes one slice more, before the others: each keeps the threshold it had. */
static void
test_added_slice (void) {
  g_auto (Watched) watched;
  open_table (&watched);
  CpSession *session = watched.session;
  g_autoptr (GError) error = NULL;
  const char *const keys[] = {"sex", NULL};
  cp_session_set_slice_keys (session, keys);
  wait_idle (&watched);
  cp_session_set_threshold (session, 0, 0, 0.3); /* Female */
  cp_session_set_threshold (session, 0, 1, 0.6);
  cp_session_set_threshold (session, 1, CP_ALL_ROWS, 0.7);
  cp_session_select_row (session, 1);
  g_assert_true (cp_session_edit (session, field (session, "sex"), "Divers", &error));
  cp_session_duplicate_rows (session);
  wait_idle (&watched);
  static const char *const names[] = {"Divers", "Female", "Male"};
  static const double expected[] = {CP_DEFAULT_THRESHOLD, 0.3, 0.6};
  g_assert_cmpuint (cp_slices_get_n_slices (cp_session_get_slices (session)), ==, 3);
  for (guint s = 0; s < 3; s++) {
    g_assert_cmpstr (cp_slices_get_label (cp_session_get_slices (session), s), ==, names[s]);
    g_assert_cmpfloat (cp_session_get_threshold (session, 0, s), ==, expected[s]);
    g_assert_cmpfloat (cp_session_get_threshold (session, 1, s), ==, 0.7);
  }
}

/* Bins that a new row moves are other slices by name; the first is still the first. */
static void
test_moved_bins (void) {
  g_auto (Watched) watched;
  open_people (&watched);
  CpSession *session = watched.session;
  g_autoptr (GError) error = NULL;
  const char *const keys[] = {"amount:2", NULL};
  cp_session_set_slice_keys (session, keys);
  wait_idle (&watched);
  cp_session_set_threshold (session, 0, 0, 0.3);
  cp_session_set_threshold (session, 0, 1, 0.6);
  cp_session_select_row (session, 2);
  g_assert_true (cp_session_edit (session, field (session, "amount"), "9", &error));
  cp_session_duplicate_rows (session);
  wait_idle (&watched);
  g_assert_cmpstr (cp_slices_get_label (cp_session_get_slices (session), 1), ==, "[1, 9]");
  g_assert_cmpfloat (cp_session_get_threshold (session, 0, 0), ==, 0.3);
  g_assert_cmpfloat (cp_session_get_threshold (session, 0, 1), ==, 0.6);
}

/* Undoing an addition takes the row out of the selection, too: an edit would reach what is not there. */
static void
test_selection_loses_absent_rows (void) {
  g_auto (Watched) watched;
  open_table (&watched);
  CpSession *session = watched.session;
  gsize n;
  cp_session_add_row (session);
  wait_idle (&watched);
  const guint32 both[] = {1, 2, 8};
  cp_session_set_selection (session, both, 3, 1);
  cp_session_undo (session);
  wait_idle (&watched);
  g_assert_cmpmem (cp_session_get_selection (session, &n), 2 * sizeof *both, both, 2 * sizeof *both);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (cp_session_get_row (session), ==, 1);
  cp_session_select_row (session, 2);
  cp_session_delete_rows (session);
  wait_idle (&watched);
  cp_session_undo (session);
  wait_idle (&watched);
  cp_session_set_selection (session, both, 2, 1);
  cp_session_redo (session);
  wait_idle (&watched);
  cp_session_get_selection (session, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_false (cp_session_has_selection (session));
  g_assert_cmpuint (cp_session_get_row (session), ==, 1);
}

int
main (int argc, char *argv[]) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/session-rows/what-was-deleted-counts-nowhere-until-undone", test_deleted);
  g_test_add_func ("/app/session-rows/a-deletion-counts-as-a-table-without-the-rows", test_deleted_twin);
  g_test_add_func ("/app/session-rows/one-row-is-always-left", test_last_rows);
  g_test_add_func ("/app/session-rows/a-deletion-is-saved-and-restored", test_deleted_saved);
  g_test_add_func ("/app/session-rows/a-copy-is-a-row-of-its-own-until-undone", test_duplicate);
  g_test_add_func ("/app/session-rows/copies-count-as-a-table-that-holds-them", test_duplicate_twin);
  g_test_add_func ("/app/session-rows/an-added-row-is-typical-and-has-no-label", test_add);
  g_test_add_func ("/app/session-rows/deleted-rows-are-not-typical", test_add_after_deletion);
  g_test_add_func ("/app/session-rows/a-typical-whole-number-is-whole", test_add_whole);
  g_test_add_func ("/app/session-rows/added-rows-join-the-scope-they-satisfy", test_added_in_scope);
  g_test_add_func ("/app/session-rows/added-rows-are-saved-and-restored", test_added_saved);
  g_test_add_func ("/app/session-rows/bad-additions-are-told", test_bad_additions);
  g_test_add_func ("/app/session-rows/adding-can-be-stopped", test_adding_stopped);
  g_test_add_func ("/app/session-rows/figures-follow-a-deletion-whose-job-was-stopped",
                   test_deletion_stopped);
  g_test_add_func ("/app/session-rows/a-slice-that-comes-leaves-the-others-their-thresholds",
                   test_added_slice);
  g_test_add_func ("/app/session-rows/bins-that-move-keep-their-thresholds-by-place", test_moved_bins);
  g_test_add_func ("/app/session-rows/what-is-undone-leaves-the-selection", test_selection_loses_absent_rows);
  return run_over_rows ();
}
