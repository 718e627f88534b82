#include "app/session/autosave.h"
#include "app/session/session-scope.h"
#include "app/session/session-view.h"
#include "tests/app/edit.h"
#include "tests/app/idle.h"
#include "tests/app/saving.h"

#include <glib/gstdio.h>
#include <string.h>

/* Unsaved work: kept a little after a change, found when nobody holds it, opened as it was, gone after
 * saving. The models are columns of scores, so nothing but a table is needed. */

static char *folder;

static char *
write_file (const char *name, const char *text) {
  char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
fail (CpSession *session, const GError *error, gpointer data) {
  g_error ("unexpected: %s", error->message);
}

static CpSession *
new_session (void) {
  CpSession *session = cp_session_new ();
  g_signal_connect (session, "message", G_CALLBACK (fail), NULL);
  return session;
}

static char *
write_session (void) {
  g_free (write_file ("table.csv", "amount,granted,given\n1,0,0.1\n2,1,0.9\n3,1,0.4\n"));
  return write_file ("work.counterpoint",
                     "{\"counterpoint\":1,\"data\":{\"file\":\"table.csv\"},"
                     "\"models\":[{\"name\":\"given\",\"where\":\"column:given\"}],\"label\":\"granted\","
                     "\"view\":{\"zoom\":3}}");
}

static CpSession *
open_work (const char *path) {
  CpSession *session = new_session ();
  cp_session_open_file (session, path);
  wait_idle (session);
  g_assert_true (cp_session_is_open (session));
  return session;
}

/* (transfer full): the names in the folder of kept work */
static GPtrArray *
list_kept (void) {
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *kept = g_build_filename (folder, "state", "counterpoint", "unsaved", NULL);
  g_autoptr (GDir) dir = g_dir_open (kept, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".counterpoint"))
      g_ptr_array_add (names, g_build_filename (kept, name, NULL));
  return names;
}

static void
wait_for_kept (guint n) {
  for (;;) {
    g_autoptr (GPtrArray) names = list_kept ();
    if (names->len == n)
      return;
    g_main_context_iteration (NULL, TRUE);
  }
}

/* As a crash does: the locks go, the files stay. */
static void
crash (CpAutosave *autosave, CpSession *session) {
  g_object_unref (autosave);
  g_object_unref (session);
}

static void
test_recovery (void) {
  g_autofree char *path = write_session (), *before = NULL, *after = NULL;
  g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
  CpSession *session = open_work (path);
  CpAutosave *autosave = cp_autosave_new (session);
  cp_session_select_row (session, 2);
  edit (session, "amount", "7");
  wait_for_kept (1);
  {
    g_autoptr (GPtrArray) held = cp_kept_work_find ();
    g_assert_cmpuint (held->len, ==, 0); /* somebody is working on it */
  }
  crash (autosave, session);
  g_autoptr (GPtrArray) found = cp_kept_work_find ();
  g_assert_cmpuint (found->len, ==, 1);
  g_autoptr (GPtrArray) twice = cp_kept_work_find ();
  g_assert_cmpuint (twice->len, ==, 0); /* two programs that start at once are not both asked */
  const CpKeptWork *kept = g_ptr_array_index (found, 0);
  g_assert_cmpstr (kept->path, ==, path);
  g_assert_cmpstr (kept->title, ==, "work");

  g_autoptr (CpSession) again = new_session ();
  g_autoptr (CpAutosave) keeper = cp_autosave_new (again);
  cp_session_open_kept (again, kept->file);
  wait_idle (again);
  cp_autosave_adopt (keeper, g_ptr_array_steal_index (found, 0));
  g_assert_true (cp_session_is_dirty (again));
  g_assert_cmpstr (cp_session_get_path (again), ==, path);
  g_assert_cmpuint (cp_session_get_row (again), ==, 2);
  CpTable *current = cp_row_history_get_current (cp_session_get_history (again));
  g_assert_cmpfloat (cp_column_get_numbers (cp_table_find_column (current, "amount"))[0], ==, 7);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, before); /* the user's own file is never touched */

  g_autoptr (GError) error = NULL;
  g_assert_true (save_and_wait (again, path, &error));
  wait_for_kept (0);
  g_clear_pointer (&after, g_free);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_null (strstr (after, "\"kept\""));
  cp_autosave_end (keeper);
}

/* Two windows of one session file: neither takes the other's work, and both are found again. */
static void
test_two_windows (void) {
  g_autofree char *path = write_session ();
  CpSession *sessions[2];
  CpAutosave *autosaves[2];
  for (guint i = 0; i < 2; i++) {
    sessions[i] = open_work (path);
    autosaves[i] = cp_autosave_new (sessions[i]);
    cp_session_select_row (sessions[i], i);
    edit (sessions[i], "amount", i == 0 ? "70" : "80");
  }
  wait_for_kept (2);
  for (guint i = 0; i < 2; i++)
    crash (autosaves[i], sessions[i]);
  g_autoptr (GPtrArray) found = cp_kept_work_find ();
  g_assert_cmpuint (found->len, ==, 2);
  double sum = 0;
  for (guint i = 0; i < 2; i++) {
    const CpKeptWork *kept = g_ptr_array_index (found, i);
    g_assert_cmpstr (kept->path, ==, path);
    g_autoptr (CpSession) again = new_session ();
    cp_session_open_kept (again, kept->file);
    wait_idle (again);
    CpTable *current = cp_row_history_get_current (cp_session_get_history (again));
    sum += cp_column_get_numbers (cp_table_find_column (current, "amount"))[0];
    cp_kept_work_discard (g_ptr_array_index (found, i));
  }
  g_assert_cmpfloat (sum, ==, 150);
  wait_for_kept (0);
}

/* Saved while work is being kept aside: it is taken away, at once or by the worker that writes it, and the
 * main loop does not wait. */
static void
test_taken_away_while_written (void) {
  g_autofree char *path = write_session ();
  g_autoptr (CpSession) session = open_work (path);
  g_autoptr (CpAutosave) autosave = cp_autosave_new (session);
  for (guint i = 0; i < 3; i++) {
    g_autofree char *amount = g_strdup_printf ("%u", 20 + i);
    edit (session, "amount", amount);
    wait_for_kept (1);
    edit (session, "amount", "5");
    g_assert_true (save_and_wait (session, path, NULL));
    wait_for_kept (0);
  }
  cp_autosave_end (autosave);
}

/* Work that was never saved has no session file; its paths lead from where it is kept. */
static void
test_without_file (void) {
  g_free (write_session ());
  CpSession *session = new_session ();
  CpSources *sources = cp_sources_new ();
  sources->data = g_build_filename (folder, "table.csv", NULL);
  cp_sources_add_model (sources, NULL, "column:given", NULL);
  cp_session_open_sources (session, sources);
  wait_idle (session);
  CpAutosave *autosave = cp_autosave_new (session);
  edit (session, "amount", "8");
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  const guint32 looked_at[] = {0, 2};
  g_array_append_vals (rows, looked_at, 2);
  cp_session_set_scope (session, rows, "Lasso");
  wait_idle (session);
  wait_for_kept (1);
  crash (autosave, session);
  g_autoptr (GPtrArray) found = cp_kept_work_find ();
  const CpKeptWork *kept = g_ptr_array_index (found, 0);
  g_assert_null (kept->path);
  g_autoptr (CpSession) again = new_session ();
  cp_session_open_kept (again, kept->file);
  wait_idle (again);
  g_assert_true (cp_session_is_open (again) && cp_session_is_dirty (again));
  g_assert_null (cp_session_get_path (again));
  gsize n_rows;
  cp_session_get_scope (again, &n_rows);
  g_assert_cmpuint (n_rows, ==, 2);
  cp_kept_work_discard (g_ptr_array_index (found, 0));
  wait_for_kept (0);
}

static void
test_end (void) {
  g_autofree char *path = write_session ();
  g_autoptr (CpSession) session = open_work (path);
  g_autoptr (CpAutosave) autosave = cp_autosave_new (session);
  edit (session, "amount", "9");
  wait_for_kept (1);
  cp_autosave_end (autosave); /* the person said "Discard" */
  wait_for_kept (0);
  edit (session, "amount", "10");
  g_autoptr (GPtrArray) found = cp_kept_work_find ();
  g_assert_cmpuint (found->len, ==, 0);
}

/* What lies in the folder and is no kept work is left alone. */
static void
test_strange (void) {
  g_autofree char *kept = g_build_filename (folder, "state", "counterpoint", "unsaved", NULL);
  g_mkdir_with_parents (kept, 0700);
  g_autofree char *strange = g_build_filename (kept, "strange.counterpoint", NULL);
  g_autofree char *plain = g_build_filename (kept, "plain.counterpoint", NULL);
  g_assert_true (g_file_set_contents (strange, "no JSON", -1, NULL));
  g_assert_true (g_file_set_contents (plain, "{\"counterpoint\":1}", -1, NULL));
  g_autoptr (GPtrArray) found = cp_kept_work_find ();
  g_assert_cmpuint (found->len, ==, 0);
  g_autofree char *place = NULL;
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_kept_read (plain, &place, &error));
  g_assert_cmpstr (error->message, ==, "plain.counterpoint: kept: expected what unsaved work this is.");
  g_unlink (strange);
  g_unlink (plain);
}

static void
test_words (void) {
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GDateTime) now = g_date_time_new (zone, 2024, 3, 5, 18, 0, 0);
  CpKeptWork kept = {.title = "mortgage", .path = "/home/me/mortgage.counterpoint"};
  g_autoptr (GDateTime) today = g_date_time_new (zone, 2024, 3, 5, 14, 2, 0);
  kept.time = g_date_time_to_unix (today);
  g_autofree char *said = cp_kept_work_describe (&kept, now);
  g_assert_cmpstr (said, ==, "Restore unsaved work of mortgage.counterpoint from 14:02?");
  g_autoptr (GDateTime) then = g_date_time_new (zone, 2024, 3, 4, 9, 30, 0);
  kept.time = g_date_time_to_unix (then);
  kept.path = NULL;
  g_autofree char *other = cp_kept_work_describe (&kept, now);
  g_assert_cmpstr (other, ==, "Restore unsaved work of mortgage from 4 March, 09:30?");
}

/* ---- views ---- */

static json_t *
save_view (gpointer owner) {
  const char *text = g_object_get_data (owner, "view");
  return text != NULL ? json_string (text) : NULL;
}

static void
restore_view (const json_t *value, gpointer owner) {
  g_object_set_data_full (owner, "view", g_strdup (json_string_value (value)), g_free);
}

static void
test_views (void) {
  g_autofree char *path = write_session (), *first = NULL, *second = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CpSession) session = new_session ();
  g_autoptr (GObject) panel = G_OBJECT (g_list_store_new (G_TYPE_OBJECT));
  cp_session_add_view (session, "panel", save_view, restore_view, panel);
  g_object_set_data (panel, "view", "what was shown before");
  cp_session_open_file (session, path);
  wait_idle (session);
  g_assert_null (g_object_get_data (panel, "view")); /* this session has none */
  g_object_set_data (panel, "view", "plain");
  g_assert_false (cp_session_is_dirty (session));
  edit (session, "amount", "7");
  g_assert_true (save_and_wait (session, path, &error));
  g_assert_true (g_file_get_contents (path, &first, NULL, NULL));

  g_autoptr (CpSession) again = new_session ();
  GObject *other = G_OBJECT (g_list_store_new (G_TYPE_OBJECT)),
          *gone = G_OBJECT (g_list_store_new (G_TYPE_OBJECT));
  cp_session_add_view (again, "gone", save_view, restore_view, gone);
  g_object_unref (gone); /* a panel that went away is not asked */
  cp_session_add_view (again, "panel", save_view, restore_view, other);
  cp_session_open_file (again, path);
  wait_idle (again);
  g_assert_cmpstr (g_object_get_data (other, "view"), ==, "plain");
  g_assert_true (save_and_wait (again, path, &error));
  g_assert_true (g_file_get_contents (path, &second, NULL, NULL));
  g_assert_cmpstr (second, ==, first);
  g_assert_nonnull (strstr (second, "\"zoom\": 3")); /* a key nobody knows stays */
  g_object_unref (other);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("counterpoint-autosave-XXXXXX", NULL);
  g_autofree char *state = g_build_filename (folder, "state", NULL);
  g_setenv ("XDG_STATE_HOME", state, TRUE);
  g_test_add_func ("/app/autosave/work-left-by-a-crash-is-found-and-restored", test_recovery);
  g_test_add_func ("/app/autosave/work-of-two-windows-is-found-and-restored", test_two_windows);
  g_test_add_func ("/app/autosave/saving-takes-the-kept-work-away", test_taken_away_while_written);
  g_test_add_func ("/app/autosave/work-without-a-session-file-is-restored-too", test_without_file);
  g_test_add_func ("/app/autosave/a-clean-end-leaves-nothing", test_end);
  g_test_add_func ("/app/autosave/what-is-no-kept-work-is-passed-over", test_strange);
  g_test_add_func ("/app/autosave/says-whose-work-and-from-when", test_words);
  g_test_add_func ("/app/views/a-session-saved-again-is-the-same-to-the-byte", test_views);
  int status = g_test_run ();
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);
  g_assert_cmpint (system (command), ==, 0);
  g_free (folder);
  return status;
}
