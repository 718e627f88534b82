#include "app/opening/file-watch.h"
#include "app/session/session-inputs.h"
#include "app/session/session-rows.h"
#include "app/session/session-scope.h"
#include "tests/app/session-fixture.h"

/* Files that change on the disk while they are open: told once, never read again unasked; read again, what
 * was changed stays where it fits. */

typedef struct {
  guint n;
  char *sentence;
  gboolean can_reload;
} Told;

static void
changed (CpFileWatch *watch, const char *sentence, gboolean can_reload, gpointer data) {
  Told *told = data;
  told->n++;
  g_free (told->sentence);
  told->sentence = g_strdup (sentence);
  told->can_reload = can_reload;
}

static void
wait_told (Told *told, guint n, const char *sentence, gboolean can_reload) {
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  while (told->n < n && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (told->n, ==, n);
  g_assert_cmpstr (told->sentence, ==, sentence);
  g_assert_true (told->can_reload == can_reload);
}

static gboolean
ring (gpointer data) {
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
wait_ms (guint ms) {
  gboolean is_over = FALSE;
  g_timeout_add (ms, ring, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_told (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpTable *table = cp_session_get_table (watched.session);
  g_autoptr (CpFileWatch) watch = cp_file_watch_new (watched.session);
  Told told = {0};
  g_signal_connect (watch, "changed", G_CALLBACK (changed), &told);
  wait_ms (700); /* it looks once by itself: nothing to tell */
  g_assert_cmpuint (told.n, ==, 0);
  g_free (write_file ("table.csv", TABLE "4,Male,1,5,0.5\n"));
  wait_told (&told, 1, "table.csv has changed on the disk since it was opened.", TRUE);
  g_assert_true (cp_session_get_table (watched.session) == table); /* not by itself */
  g_autofree char *path = g_build_filename (folder, "table.csv", NULL);
  g_unlink (path);
  wait_told (&told, 2, "table.csv is not there any more; what is open stays.", FALSE);
  g_free (write_file ("table.csv", TABLE)); /* as it was */
  wait_told (&told, 3, NULL, TRUE);
  g_clear_object (&watch);
  g_free (told.sentence);
}

/* By hand: rows 1 and 5 are edited, 0 deleted, 2 duplicated; then the table loses its last row, a number
 * becomes a word and one row comes at the end. */
static void
test_reload (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 1);
  edit (session, "amount", "9");
  run (session);
  cp_session_select_row (session, 2);
  cp_session_duplicate_rows (session);
  wait_idle (&watched);
  edit (session, "amount", "8"); /* of the copy, row 6 */
  cp_session_select_row (session, 0);
  cp_session_delete_rows (session);
  wait_idle (&watched);
  cp_session_set_threshold (session, 0, CP_ALL_ROWS, 0.3);
  wait_idle (&watched);
  g_free (write_file ("table.csv", TABLE "4,Male,1,5,0.5\n"));
  cp_session_reload (session);
  wait_idle (&watched);
  g_assert_cmpstr (watched.message, ==, NULL);
  g_assert_cmpuint (cp_table_get_n_rows (cp_session_get_table (session)), ==,
                    8); /* 7 of the file, the copy */
  g_assert_cmpuint (cp_session_get_n_present (session), ==, 7);
  g_assert_true (cp_session_is_absent (session, 0));
  g_assert_true (cp_session_is_added (session, 7) && !cp_session_is_added (session, 6));
  g_assert_true (cp_session_is_dirty (session));
  g_assert_cmpfloat (cp_session_get_threshold (session, 0, CP_ALL_ROWS), ==, 0.3);
  cp_session_select_row (session, 7);
  assert_cell (session, "amount", "8");
  assert_cell (session, "sex", "Female");
  cp_session_select_row (session, 1);
  assert_cell (session, "amount", "9");
  g_assert_cmpuint (cp_session_get_runs (session)->len, ==, 1);
  assert_close (cp_session_get_row_score (session, 0, 1), sigmoid (9), 1e-6);

  g_free (write_file ("table.csv", "amount,sex,granted,same,given\n1,Female,0,5,0.1\n")); /* one row left */
  cp_session_reload (session);
  wait_idle (&watched);
  /* its deletion would leave the copy alone, which may be; the edit and the run of row 1 are gone */
  assert_told (&watched, "2 changes and runs of rows no longer fit the files and were left out.");
  g_assert_cmpuint (cp_table_get_n_rows (cp_session_get_table (session)), ==, 2);
  g_assert_cmpuint (cp_session_get_n_present (session), ==, 1);
  g_free (write_file ("table.csv", TABLE));
}

static void
assert_scope (CpSession *session, guint n, ...) {
  gsize n_rows;
  const guint32 *rows = cp_session_get_scope (session, &n_rows);
  g_assert_cmpuint (n_rows, ==, n);
  va_list expected;
  va_start (expected, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (rows[i], ==, va_arg (expected, guint));
  va_end (expected);
}

/* Rows picked by hand are known by their numbers: those of the file that are left, and the copy where it
 * stands now. */
static void
test_scope (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 2);
  cp_session_duplicate_rows (session);
  wait_idle (&watched);
  const guint32 picked[] = {1, 4, 5, 6};
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_vals (rows, picked, G_N_ELEMENTS (picked));
  cp_session_set_scope (session, rows, "By hand");
  wait_idle (&watched);
  g_free (write_file ("table.csv", TABLE "4,Male,1,5,0.5\n"));
  cp_session_reload (session);
  wait_idle (&watched);
  assert_told (&watched, NULL);
  assert_scope (session, 4, 1, 4, 5, 7);
  g_free (write_file ("table.csv", "amount,sex,granted,same,given\n1,Female,0,5,0.1\n2,Male,1,5,0.9\n"
                                   "3,Female,1,5,0.4\n0,Male,0,5,0.6\n1,Male,1,5,0.7\n"));
  cp_session_reload (session);
  wait_idle (&watched);
  assert_told (&watched, NULL);
  assert_scope (session, 3, 1, 4, 5); /* the copy is row 5 of 6 */
  g_assert_cmpstr (cp_session_get_scope_name (session), ==, "By hand");
  g_free (write_file ("table.csv", TABLE));
}

/* Another model: what the one before scored is not what this one scores. */
static void
test_other_model (void) {
  g_auto (Watched) watched;
  g_autofree char *path = g_build_filename (folder, "unit.h5", NULL), *bytes = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  open_good (&watched);
  cp_session_select_row (watched.session, 1);
  edit (watched.session, "amount", "9");
  run (watched.session);
  {
    const float kernel[] = {-1, 0, -2}, bias[] = {2};
    g_autoptr (GError) error = NULL;
    CpNetworkBuilder *builder = cp_network_builder_new ("unit", 3);
    cp_network_builder_dense (builder, "out", 1, kernel, bias, CP_ACTIVATION_SIGMOID, 0);
    g_autoptr (CpModel) model = cp_network_builder_end (builder, &error);
    g_autoptr (json_t) spec =
        json_loads ("[{\"column\":\"amount\",\"encoding\":\"number\",\"missing\":0},"
                    "{\"column\":\"sex\",\"encoding\":\"one-hot\",\"values\":[\"Female\",\"Male\"]}]",
                    0, NULL);
    g_assert_true (cp_keras_h5_write (model, spec, path, &error));
  }
  cp_session_reload (watched.session);
  wait_idle (&watched);
  assert_told (&watched, "1 change or run of a row no longer fits the files and was left out.");
  assert_cell (watched.session, "amount", "9"); /* the edit stays, not scored */
  g_assert_cmpuint (cp_session_get_runs (watched.session)->len, ==, 0);
  assert_close (cp_session_get_row_score (watched.session, 0, 1), sigmoid (-2), 1e-6);
  g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
}

static void
test_refused (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpTable *table = cp_session_get_table (watched.session);
  g_free (write_file ("table.csv", "amount,sex\n1,Female\n"));
  cp_session_reload (watched.session);
  wait_idle (&watched);
  g_assert_nonnull (watched.message);
  g_assert_true (g_str_has_prefix (watched.message, "table.csv: "));
  g_assert_true (cp_session_get_table (watched.session) == table);
  g_free (write_file ("table.csv", TABLE));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  make_folder ();
  g_test_add_func ("/app/file-watch/a-change-is-told-once-and-nothing-is-read-unasked", test_told);
  g_test_add_func ("/app/file-watch/reading-again-keeps-what-fits", test_reload);
  g_test_add_func ("/app/file-watch/rows-picked-by-hand-stay-the-rows-they-were", test_scope);
  g_test_add_func ("/app/file-watch/runs-of-a-model-that-is-another-now-are-left-out", test_other_model);
  g_test_add_func ("/app/file-watch/a-table-that-no-longer-fits-leaves-what-is-open", test_refused);
  int status = g_test_run ();
  remove_folder ();
  return status;
}
