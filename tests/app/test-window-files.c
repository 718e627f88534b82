#include "app/application.h"
#include "app/panels/draft-features.h"
#include "app/panels/draft-preview.h"
#include "app/panels/locate-dialog.h"
#include "app/panels/open-dialog.h"
#include "app/window/window-private.h"
#include "core/base/json.h"
#include "tests/app/started.h"
#include "tests/app/unit.h"
#include "tests/fixture.h"
#include "tests/ui/display.h"
#include "ui/controls/message-bar.h"
#include "ui/controls/tooltip.h"

#include <string.h>

/* Files that reach the window: dropped on it for real (the drop target is given a list of files, as the
 * pointer's release gives it), pointed to where a session misses them, changed on the disk while open. Every
 * sentence stands where the person looks. */

static char *folder;
static CpApplication *application;

#define TABLE "amount,sex,granted,given\n1,Female,0,0.1\n2,Male,1,0.9\n3,Female,1,0.4\n0,Male,0,0.6\n"

static char *
write_file (const char *name, const char *text, gssize length) {
  char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, text, length, NULL));
  return path;
}

static char *
at (const char *name) {
  return g_build_filename (folder, name, NULL);
}

/* ---- what is on the screen ---- */

static GtkWidget *
show_window (void) {
  GtkWidget *window = cp_window_new (GTK_APPLICATION (application));
  gtk_window_present (GTK_WINDOW (window));
  wait_for_draws (window);
  return window;
}

/* (nullable): the window of that type that is shown */
static GtkWidget *
find_toplevel (GType type) {
  GtkWidget *found = NULL;
  GList *all = gtk_window_list_toplevels ();
  for (GList *l = all; l != NULL; l = l->next) {
    if (g_type_is_a (G_OBJECT_TYPE (l->data), type) && gtk_widget_get_visible (l->data))
      found = l->data;
  }
  g_list_free (all);
  return found;
}

static gboolean
is_said (GtkWidget *root, const char *text) {
  g_autoptr (GPtrArray) bars = g_ptr_array_new ();
  collect_widgets (root, CP_TYPE_MESSAGE_BAR, bars);
  for (guint i = 0; i < bars->len; i++) {
    if (g_strcmp0 (cp_message_bar_get_text (bars->pdata[i]), text) == 0)
      return TRUE;
  }
  return FALSE;
}

static char *
dup_said (GtkWidget *root) {
  GString *all = g_string_new (NULL);
  g_autoptr (GPtrArray) bars = g_ptr_array_new ();
  collect_widgets (root, CP_TYPE_MESSAGE_BAR, bars);
  for (guint i = 0; i < bars->len; i++) {
    const char *text = cp_message_bar_get_text (bars->pdata[i]);
    g_string_append_printf (all, "[%s]", text != NULL ? text : "");
  }
  return g_string_free (all, FALSE);
}

static gboolean
wake (gpointer data) {
  return G_SOURCE_CONTINUE;
}

/* Goes on until @condition holds, at most 20 seconds. */
#define WAIT_FOR(condition)                                                                                  \
  do {                                                                                                       \
    gint64 end_ = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;                                             \
    guint tick_ = g_timeout_add (20, wake, NULL);                                                            \
    while (!(condition) && g_get_monotonic_time () < end_)                                                   \
      g_main_context_iteration (NULL, TRUE);                                                                 \
    g_source_remove (tick_);                                                                                 \
    if (!(condition))                                                                                        \
      g_error ("%s:%d: still not: %s", __FILE__, __LINE__, #condition);                                      \
  } while (0)

static void
wait_said (GtkWidget *root, const char *text) {
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  guint tick = g_timeout_add (20, wake, NULL);
  while (!is_said (root, text) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  g_autofree char *said = dup_said (root);
  if (!is_said (root, text))
    g_error ("expected “%s”, on the screen is %s", text, said);
}

static GtkWidget *
find_button (GtkWidget *root, const char *label) {
  g_autoptr (GPtrArray) buttons = g_ptr_array_new ();
  collect_widgets (root, GTK_TYPE_BUTTON, buttons);
  for (guint i = 0; i < buttons->len; i++) {
    if (g_strcmp0 (gtk_button_get_label (buttons->pdata[i]), label) == 0 &&
        gtk_widget_get_visible (buttons->pdata[i]))
      return buttons->pdata[i];
  }
  return NULL;
}

static void
press (GtkWidget *root, const char *label) {
  GtkWidget *button = find_button (root, label);
  if (button == NULL || !gtk_widget_is_sensitive (button))
    g_error ("there is no button %s to press", label);
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
has_title (GtkWidget *window, const char *text) {
  return g_strcmp0 (gtk_window_get_title (GTK_WINDOW (window)), text) == 0;
}

/* ---- dropping ---- */

static void
drop_files (GtkWidget *widget, GSList *files) {
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean is_taken = FALSE;
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_list (files));
  g_signal_emit_by_name (find_controller (widget, GTK_TYPE_DROP_TARGET), "drop", &value, 20.0, 20.0,
                         &is_taken);
  g_assert_true (is_taken);
}

/* Names of files of the folder, in order; NULL at the end. */
static void
drop (GtkWidget *widget, const char *name, ...) {
  GSList *files = NULL;
  va_list names;
  va_start (names, name);
  for (; name != NULL; name = va_arg (names, const char *)) {
    g_autofree char *path = at (name);
    files = g_slist_append (files, g_file_new_for_path (path));
  }
  va_end (names);
  drop_files (widget, files);
  g_slist_free_full (files, g_object_unref);
}

static void
test_nothing_to_open (void) {
  GtkWidget *window = show_window ();
  g_autofree char *inner = at ("inner"), *png = write_file ("photo.png", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
  g_autofree char *empty = write_file ("empty.csv", "", 0);
  g_mkdir (inner, 0700);
  drop (window, "inner", NULL);
  wait_said (window, "inner: is a folder without a table; open a table, models or a session from it.");
  drop (window, "photo.png", NULL);
  wait_said (window, "photo.png: this is a PNG picture, expected a table, a model or a session.");
  drop (window, "empty.csv", NULL);
  wait_said (window, "empty.csv: the file is empty, expected a table, a model or a session.");
  drop (window, "nowhere.csv", NULL);
  wait_said (window, "nowhere.csv: cannot be read: it is not there (any more).");
  GSList *far = g_slist_append (NULL, g_file_new_for_uri ("https://example.org/far.csv"));
  drop_files (window, far);
  g_slist_free_full (far, g_object_unref);
  wait_said (window, "far.csv: is not on this computer; copy it here and open that.");
  g_assert_null (find_toplevel (CP_TYPE_OPEN_DIALOG));
  g_assert_true (has_title (window, "Counterpoint")); /* and the window is as it was */
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_all_at_once (void) {
  GtkWidget *window = show_window ();
  drop (window, "table.csv", "unit.h5", "other.h5", NULL);
  WAIT_FOR (find_toplevel (CP_TYPE_OPEN_DIALOG) != NULL);
  GtkWidget *dialog = find_toplevel (CP_TYPE_OPEN_DIALOG);
  CpOpenDraft *draft = cp_open_dialog_get_draft (CP_OPEN_DIALOG (dialog));
  WAIT_FOR (cp_open_draft_get_table (draft) != NULL);
  g_assert_cmpuint (cp_open_draft_get_n_models (draft), ==, 2);
  drop (dialog, "photo.png", NULL); /* on the dialog: told there */
  wait_said (dialog, "photo.png: this is a PNG picture, expected a table, a model or a session.");
  drop (dialog, "unit.h5", NULL);
  wait_said (dialog, "unit.h5 is here already, as model A.");
  WAIT_FOR (cp_open_draft_can_open (draft));
  press (dialog, "Open");
  WAIT_FOR (has_title (window, "table.csv — Counterpoint"));
  WAIT_FOR (find_toplevel (CP_TYPE_OPEN_DIALOG) == NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Names that begin alike were all cut to the same words, and stood above their line. */
static void
test_long_names (void) {
  const char *name = "a rather long name of a column of the survey of households, part 2";
  g_autofree char *text = g_strdup_printf (
      "\"a rather long name of a column of the survey of households, part 1\",\"%s\",granted\n"
      "1,2,0\n3,4,1\n",
      name);
  g_autofree char *table = write_file ("long.csv", text, -1);
  GtkWidget *window = show_window ();
  drop (window, "long.csv", NULL);
  WAIT_FOR (find_toplevel (CP_TYPE_OPEN_DIALOG) != NULL);
  GtkWidget *dialog = find_toplevel (CP_TYPE_OPEN_DIALOG);
  WAIT_FOR (cp_open_draft_get_table (cp_open_dialog_get_draft (CP_OPEN_DIALOG (dialog))) != NULL);
  wait_for_draws (dialog);
  GtkWidget *found = NULL;
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  collect_widgets (find_widget (dialog, CP_TYPE_DRAFT_FEATURES), GTK_TYPE_LABEL, labels);
  for (guint i = 0; i < labels->len; i++) {
    if (g_str_equal (gtk_label_get_text (labels->pdata[i]), name))
      found = labels->pdata[i];
  }
  g_assert_nonnull (found);
  g_assert_true (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (found))));
  g_assert_cmpint (pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (found))), ==, 1);
  g_assert_cmpint (gtk_label_get_ellipsize (GTK_LABEL (found)), ==, PANGO_ELLIPSIZE_MIDDLE);
  g_assert_cmpstr (cp_tooltip_get (found), ==, name);
  gtk_window_destroy (GTK_WINDOW (dialog));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A column with an empty cell took half of what the preview had to spare. */
static void
test_preview (void) {
  GtkWidget *window = show_window ();
  g_free (write_file ("holed.csv", "amount,holed\n100,200\n100,\n", -1));
  drop (window, "holed.csv", NULL);
  WAIT_FOR (find_toplevel (CP_TYPE_OPEN_DIALOG) != NULL);
  GtkWidget *dialog = find_toplevel (CP_TYPE_OPEN_DIALOG);
  WAIT_FOR (find_label (dialog, "empty") != NULL);
  wait_for_draws (dialog);
  GtkWidget *preview = find_widget (dialog, CP_TYPE_DRAFT_PREVIEW);
  int widths[] = {gtk_widget_get_width (gtk_widget_get_parent (find_label (preview, "amount"))),
                  gtk_widget_get_width (gtk_widget_get_parent (find_label (preview, "holed")))};
  g_assert_cmpint (ABS (widths[0] - widths[1]), <, 20);
  gtk_window_destroy (GTK_WINDOW (dialog));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Keeps every worker busy until it is let go, so that what is started meanwhile has not begun. */
static GMutex busy;
#define N_WORKERS 10 /* of GTask */

static void
wait_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable) {
  g_mutex_lock (&busy);
  g_mutex_unlock (&busy);
  g_task_return_boolean (task, TRUE);
}

static void
hold_workers (void) {
  g_mutex_lock (&busy);
  for (guint i = 0; i < N_WORKERS; i++) {
    g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
    g_task_run_in_thread (task, wait_on_worker);
  }
}

/* It went between the drop and the reading. */
static void
test_vanishing (void) {
  GtkWidget *window = show_window ();
  hold_workers ();
  g_autofree char *path = write_file ("soon-gone.csv", TABLE, -1);
  drop (window, "soon-gone.csv", NULL);
  g_unlink (path); /* nothing was read yet: reading is a job */
  g_mutex_unlock (&busy);
  WAIT_FOR (find_toplevel (CP_TYPE_OPEN_DIALOG) != NULL);
  GtkWidget *dialog = find_toplevel (CP_TYPE_OPEN_DIALOG);
  CpOpenDraft *draft = cp_open_dialog_get_draft (CP_OPEN_DIALOG (dialog));
  WAIT_FOR (!cp_open_draft_is_reading (draft));
  const char *problem = cp_open_draft_get_table_problem (draft);
  if (problem == NULL || !g_str_has_prefix (problem, "soon-gone.csv: "))
    g_error ("the table's problem is “%s”", problem);
  WAIT_FOR (find_label (dialog, problem) != NULL); /* in the dialog, beside the table */
  g_assert_false (gtk_widget_is_sensitive (find_button (dialog, "Open")));
  gtk_window_destroy (GTK_WINDOW (dialog));
  gtk_window_destroy (GTK_WINDOW (window));
}

static char *
write_session (const char *name, const char *data) {
  g_autofree char *text = g_strdup_printf (
      "{\"counterpoint\":1,\"data\":{\"file\":\"%s\"},\"models\":[{\"name\":\"given\",\"where\":"
      "\"column:given\"}],\"label\":\"granted\"}",
      data);
  return write_file (name, text, -1);
}

static void
test_session (void) {
  GtkWidget *window = show_window ();
  g_free (write_session ("one.counterpoint", "table.csv"));
  drop (window, "one.counterpoint", NULL);
  WAIT_FOR (has_title (window, "one — Counterpoint"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* ---- closing ---- */

static void
note_gone (gpointer data, GObject *where) {
  *(gboolean *)data = TRUE;
}

static GtkWidget *
show_edited (const char *name, const char *title) {
  GtkWidget *window = show_window ();
  g_free (write_session (name, "table.csv"));
  drop (window, name, NULL);
  WAIT_FOR (has_title (window, title));
  CpSession *session = CP_WINDOW (window)->session;
  cp_session_select_row (session, 1);
  g_assert_true (
      cp_session_edit (session, cp_fields_find (cp_session_get_fields (session), "amount"), "7", NULL));
  return window;
}

/* Closed while its file is being written: it goes once that is done, and nothing is asked. */
static void
test_closing_while_saving (void) {
  GtkWidget *window = show_edited ("closing.counterpoint", "closing — Counterpoint");
  gboolean is_gone = FALSE;
  g_object_weak_ref (G_OBJECT (window), note_gone, &is_gone);
  hold_workers ();
  g_action_group_activate_action (G_ACTION_GROUP (window), "save", NULL);
  g_action_group_activate_action (G_ACTION_GROUP (window), "save", NULL);
  gtk_window_close (GTK_WINDOW (window));
  g_assert_false (is_gone); /* nothing is written yet */
  g_assert_true (has_title (window, "• closing — Counterpoint"));
  g_mutex_unlock (&busy);
  WAIT_FOR (is_gone);
  g_autofree char *path = at ("closing.counterpoint");
  g_autoptr (json_t) document = cp_json_load_file (path, NULL);
  g_assert_cmpuint (json_array_size (json_object_get (document, "edits")), ==, 1);
}

/* A disk that does not take it: the sentence, the mark and the window stay. */
static void
test_closing_unwritten (void) {
  g_autofree char *full = at ("full"), *path = g_build_filename (full, "own.counterpoint", NULL);
  GtkWidget *window = show_edited ("full.counterpoint", "full — Counterpoint");
  CpSession *session = CP_WINDOW (window)->session;
  g_mkdir (full, 0700);
  cp_session_save (session, path);
  WAIT_FOR (has_title (window, "own — Counterpoint"));
  g_remove (path);
  g_rmdir (full);
  cp_session_undo (session);
  g_action_group_activate_action (G_ACTION_GROUP (window), "save", NULL);
  gtk_window_close (GTK_WINDOW (window));
  g_autofree char *told =
      g_strdup_printf ("%s: cannot be written: No such file or directory; nothing was changed.", path);
  wait_said (window, told);
  wait_for_draws (window);
  g_assert_true (has_title (window, "• own — Counterpoint"));
  g_assert_true (gtk_widget_get_mapped (window));
  cp_autosave_end (CP_WINDOW (window)->autosave);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What is changed while the file is written is asked about before the window goes. */
static void
test_closing_changed (void) {
  GtkWidget *window = show_edited ("asked.counterpoint", "asked — Counterpoint");
  CpSession *session = CP_WINDOW (window)->session;
  hold_workers ();
  g_action_group_activate_action (G_ACTION_GROUP (window), "save", NULL);
  cp_session_undo (session);
  gtk_window_close (GTK_WINDOW (window));
  g_mutex_unlock (&busy);
  WAIT_FOR (find_toplevel (GTK_TYPE_MESSAGE_DIALOG) != NULL);
  gtk_dialog_response (GTK_DIALOG (find_toplevel (GTK_TYPE_MESSAGE_DIALOG)), GTK_RESPONSE_CANCEL);
  WAIT_FOR (find_toplevel (GTK_TYPE_MESSAGE_DIALOG) == NULL);
  g_assert_true (has_title (window, "• asked — Counterpoint"));
  cp_autosave_end (CP_WINDOW (window)->autosave);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* ---- pointing to a file that is missing ---- */

static void
test_locate (void) {
  GtkWidget *window = show_window ();
  g_autofree char *path = write_session ("lost.counterpoint", "gone.csv"), *elsewhere = at ("elsewhere"),
                  *moved = g_build_filename (elsewhere, "moved.csv", NULL);
  g_mkdir (elsewhere, 0700);
  g_assert_true (g_file_set_contents (moved, TABLE, -1, NULL));
  drop (window, "lost.counterpoint", NULL);
  WAIT_FOR (find_toplevel (CP_TYPE_LOCATE_DIALOG) != NULL);
  GtkWidget *dialog = find_toplevel (CP_TYPE_LOCATE_DIALOG);
  g_assert_nonnull (find_label (dialog, "Table: gone.csv"));
  g_assert_false (gtk_widget_is_sensitive (find_button (dialog, "Open")));
  press (dialog, "Locate…");
  WAIT_FOR (find_toplevel (GTK_TYPE_FILE_CHOOSER_DIALOG) != NULL);
  GtkWidget *chooser = find_toplevel (GTK_TYPE_FILE_CHOOSER_DIALOG);
  g_autoptr (GFile) file = g_file_new_for_path (moved);
  g_assert_true (gtk_file_chooser_set_file (GTK_FILE_CHOOSER (chooser), file, NULL));
  WAIT_FOR (({
    g_autoptr (GFile) chosen = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    chosen != NULL &&g_file_equal (chosen, file);
  }));
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  WAIT_FOR (find_label (dialog, moved) != NULL);
  press (dialog, "Open");
  WAIT_FOR (has_title (window, "• lost — Counterpoint")); /* its file is another: unsaved */
  g_action_group_activate_action (G_ACTION_GROUP (window), "save", NULL);
  WAIT_FOR (has_title (window, "lost — Counterpoint"));
  g_autoptr (json_t) document = cp_json_load_file (path, NULL);
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (document, "data"), "file")), ==,
                   "elsewhere/moved.csv");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* ---- a file that changes while it is open ---- */

static void
test_reload (void) {
  GtkWidget *window = show_window ();
  g_autofree char *table = write_file ("live.csv", TABLE, -1);
  g_free (write_session ("live.counterpoint", "live.csv"));
  drop (window, "live.counterpoint", NULL);
  WAIT_FOR (has_title (window, "live — Counterpoint"));
  g_free (write_file ("live.csv", TABLE "2,Male,1,0.5\n", -1));
  wait_said (window, "live.csv has changed on the disk since it was opened.");
  g_assert_nonnull (find_label (window, "4 rows · positive is granted = 1")); /* not by itself */
  press (window, "Reload");
  WAIT_FOR (find_label (window, "5 rows · positive is granted = 1") != NULL);
  g_assert_false (is_said (window, "live.csv has changed on the disk since it was opened."));
  g_assert_true (has_title (window, "• live — Counterpoint"));
  g_unlink (table);
  wait_said (window, "live.csv is not there any more; what is open stays.");
  g_assert_null (find_button (window, "Reload"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Whoever reads a share must know that its rows do not count alike. */
static void
test_weights (void) {
  GtkWidget *window = show_window ();
  CpSources *sources = cp_sources_new ();
  sources->data = at ("table.csv");
  sources->label = g_strdup ("granted");
  sources->weight = g_strdup ("amount");
  cp_session_open_sources (CP_WINDOW (window)->session, sources);
  WAIT_FOR (find_label (window, "4 rows · positive is granted = 1 · weighted by amount") != NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
remove_tree (const char *path) {
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *inside = g_build_filename (path, name, NULL);
    remove_tree (inside);
  }
  g_remove (path);
}

int
main (int argc, char **argv) {
  folder = g_dir_make_tmp ("counterpoint-files-XXXXXX", NULL);
  g_autofree char *config = at ("config"), *state = at ("state"), *data = at ("data");
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  g_setenv ("XDG_STATE_HOME", state, TRUE);
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  gtk_test_init (&argc, &argv, NULL);
  g_free (write_file ("table.csv", TABLE, -1));
  write_unit (folder);
  g_autofree char *unit = at ("unit.h5"), *bytes = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (unit, &bytes, &length, NULL));
  g_free (write_file ("other.h5", bytes, (gssize)length));
  application = start_application ();
  g_test_add_func ("/app/window-files/what-is-nothing-to-open-is-told-in-the-window", test_nothing_to_open);
  g_test_add_func ("/app/window-files/a-table-and-two-models-dropped-at-once", test_all_at_once);
  g_test_add_func ("/app/window-files/features-of-long-names-are-cut-in-the-middle", test_long_names);
  g_test_add_func ("/app/window-files/a-column-with-an-empty-cell-is-as-wide-as-another", test_preview);
  g_test_add_func ("/app/window-files/a-file-that-goes-while-it-is-read-is-told-in-the-dialog",
                   test_vanishing);
  g_test_add_func ("/app/window-files/a-session-opens-when-it-is-dropped", test_session);
  g_test_add_func ("/app/window-files/a-window-closed-while-saving-goes-once-it-is-saved",
                   test_closing_while_saving);
  g_test_add_func ("/app/window-files/a-disk-that-fails-keeps-the-window-and-its-changes",
                   test_closing_unwritten);
  g_test_add_func ("/app/window-files/what-is-changed-while-saving-is-asked-about", test_closing_changed);
  g_test_add_func ("/app/window-files/a-missing-file-is-pointed-to-and-saved-where-it-is", test_locate);
  g_test_add_func ("/app/window-files/a-changed-file-is-read-again-when-asked-for", test_reload);
  g_test_add_func ("/app/window-files/the-foot-names-the-weights", test_weights);
  int status = g_test_run ();
  g_object_unref (application);
  remove_tree (folder);
  g_free (folder);
  return status;
}
