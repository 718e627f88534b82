#include "app/session/session-rows.h"
#include "tests/app/rows-fixture.h"
#include "tests/app/saving.h"

/* Which rows are looked at. */

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

/* Rows that were deleted are none to look at: neither found by a condition nor what an undo leaves. */
static void
test_deleted (void) {
  g_auto (Watched) watched;
  open_table (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 1);
  cp_session_delete_rows (session);
  wait_idle (&watched);
  set_where (&watched, "a > 0.85", NULL); /* row 1 alone */
  assert_told (&watched, "No row is in ‘a > 0.85’; the rows looked at stay as they were.");
  assert_scope (&watched, "All rows", 7);
  cp_session_undo (session);
  wait_idle (&watched);
  set_where (&watched, "a > 0.85", NULL);
  assert_scope (&watched, "a > 0.85", 1);
  cp_session_redo (session);
  wait_idle (&watched);
  assert_told (&watched, "No row is in ‘a > 0.85’ any more; all rows are looked at.");
  assert_scope (&watched, "All rows", 7);
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
    g_assert_true (save_and_wait (watched.session, path, &error));
    g_assert_no_error (error);
  }
  g_auto (Watched) again;
  open_saved (&again, path);
  assert_scope (&again, "Test split", 4);
  g_assert_cmpstr (cp_session_get_scope_condition (again.session), ==, "split = test");
  g_assert_false (cp_session_is_dirty (again.session));
  cp_session_set_scope (again.session, NULL, NULL);
  wait_idle (&again);
  g_assert_true (save_and_wait (again.session, path, &error));
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

int
main (int argc, char *argv[]) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/session-scope/every-figure-is-of-its-rows", test_scope);
  g_test_add_func ("/app/session-scope/is-a-list-of-rows-too", test_rows);
  g_test_add_func ("/app/session-scope/outlives-another-question", test_outlives);
  g_test_add_func ("/app/session-scope/leaves-thresholds-of-slices-outside-alone", test_thresholds);
  g_test_add_func ("/app/session-scope/refuses-to-look-at-nothing", test_refused);
  g_test_add_func ("/app/session-scope/of-deleted-rows-alone-is-refused", test_deleted);
  g_test_add_func ("/app/session-scope/is-set-by-a-job", test_job);
  g_test_add_func ("/app/session-scope/is-saved-and-restored", test_saved);
  g_test_add_func ("/app/session-scope/that-is-lost-is-told", test_lost);
  return run_over_rows ();
}
