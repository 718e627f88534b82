#include "app/window.h"

#include "app/files.h"
#include "app/opener.h"
#include "app/panels/model-bar.h"
#include "app/panels/performance-page.h"
#include "app/panels/points-page.h"
#include "app/panels/start-page.h"
#include "app/samples.h"
#include "app/session.h"
#include "app/settings.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "ui/controls/message-bar.h"

#define WORKING_DELAY_MS 150 /* work shorter than this shows no bar, so nothing flickers */

typedef void (*Then) (CpWindow *self);

struct _CpWindow {
  GtkApplicationWindow parent_instance;
  CpSession *session;
  CpOpener *opener;
  guint working_source;
  Then then;     /* what waits for the answer about unsaved changes */
  char **chosen; /* paths to open; NULL while none */
  gboolean chosen_as_models;

  GtkWidget *title_stack, *switcher, *model_bar, *working, *message_bar, *shell, *start_page, *pages;
  GtkWidget *status_label, *stop_button, *undo_button, *redo_button;
};

G_DEFINE_FINAL_TYPE (CpWindow, cp_window, GTK_TYPE_APPLICATION_WINDOW)

static void
set_enabled (CpWindow *self, const char *name, gboolean is_enabled) {
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), is_enabled);
}

/* ---- what the session says ---- */

static void
show_message (CpSession *session, const GError *error, gpointer data) {
  CpWindow *self = data;
  cp_message_bar_show_error (CP_MESSAGE_BAR (self->message_bar), error->message);
}

static void
update_title (CpWindow *self) {
  const char *title = cp_session_get_title (self->session);
  g_autofree char *text =
      title == NULL
          ? g_strdup ("Counterpoint")
          : g_strdup_printf ("%s%s — Counterpoint", cp_session_is_dirty (self->session) ? "• " : "", title);
  gtk_window_set_title (GTK_WINDOW (self), text);
}

static void
update_actions (CpWindow *self) {
  gboolean is_open = cp_session_is_open (self->session);
  gboolean has_row = cp_session_get_row (self->session) != CP_NO_ROW;
  gtk_widget_set_visible (self->undo_button, is_open);
  gtk_widget_set_visible (self->redo_button, is_open);
  set_enabled (self, "save", is_open);
  set_enabled (self, "save-as", is_open);
  set_enabled (self, "find-row", is_open);
  set_enabled (self, "filter-columns", has_row);
  set_enabled (self, "undo", cp_session_can_undo (self->session));
  set_enabled (self, "redo", cp_session_can_redo (self->session));
  gboolean can_run = FALSE;
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++)
    can_run = can_run || cp_session_can_rescore (self->session, m);
  set_enabled (self, "run", has_row && can_run);
  set_enabled (self, "revert", cp_session_can_undo (self->session));
}

static void
update_status (CpWindow *self) {
  if (!cp_session_is_open (self->session)) {
    gtk_label_set_text (GTK_LABEL (self->status_label), "Files can also be dropped anywhere in this window.");
    return;
  }
  g_autofree char *rows =
      cp_format_count ((double)cp_table_get_n_rows (cp_session_get_table (self->session)));
  const char *label = cp_session_get_label (self->session),
             *positive = cp_session_get_positive (self->session);
  g_autofree char *text = label != NULL
                              ? g_strdup_printf ("%s rows · positive is %s = %s", rows, label, positive)
                              : g_strdup_printf ("%s rows · no ground truth chosen", rows);
  gtk_label_set_text (GTK_LABEL (self->status_label), text);
}

static void
remember (CpWindow *self) {
  const char *path = cp_session_get_path (self->session);
  if (path == NULL)
    return;
  GString *detail = g_string_new (cp_table_get_place (cp_session_get_table (self->session)));
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++)
    g_string_append_printf (detail, "%s%s", m == 0 ? " · " : ", ",
                            cp_session_get_model (self->session, m)->name);
  cp_settings_add_recent (path, cp_session_get_title (self->session), detail->str);
  g_string_free (detail, TRUE);
  cp_start_page_reload (CP_START_PAGE (self->start_page));
}

static void
session_opened (CpSession *session, gpointer data) {
  CpWindow *self = data;
  cp_opener_forget (self->opener);
  cp_start_page_set_waiting (CP_START_PAGE (self->start_page), NULL);
  gtk_stack_set_visible_child_name (GTK_STACK (self->shell), "work");
  gtk_stack_set_visible_child (GTK_STACK (self->title_stack), self->switcher);
  gtk_widget_set_visible (self->model_bar, TRUE);
  const char *const *notices = cp_table_get_notices (cp_session_get_table (session));
  if (notices[0] != NULL)
    cp_message_bar_show_notice (CP_MESSAGE_BAR (self->message_bar), notices[0]);
  else
    cp_message_bar_clear (CP_MESSAGE_BAR (self->message_bar));
  const char *page = json_string_value (cp_session_get_view (session, "page"));
  if (page != NULL && gtk_stack_get_child_by_name (GTK_STACK (self->pages), page) != NULL)
    gtk_stack_set_visible_child_name (GTK_STACK (self->pages), page);
  remember (self);
  update_actions (self);
  /* the page takes the focus, but the ring appears only when a person uses the keyboard */
  gtk_widget_grab_focus (gtk_stack_get_visible_child (GTK_STACK (self->pages)));
  gtk_window_set_focus_visible (GTK_WINDOW (self), FALSE);
}

/* ---- working ---- */

static gboolean
show_working (gpointer data) {
  CpWindow *self = data;
  CpJobs *jobs = cp_session_get_jobs (self->session);
  double fraction = cp_jobs_get_fraction (jobs);
  gtk_widget_set_opacity (self->working, 1);
  gtk_widget_set_visible (self->stop_button, TRUE);
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->working), fraction);
  else
    gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->working));
  const char *what = cp_jobs_get_what (jobs);
  if (what != NULL) {
    g_autofree char *text = g_strconcat (what, "…", NULL);
    gtk_label_set_text (GTK_LABEL (self->status_label), text);
  }
  return G_SOURCE_CONTINUE;
}

static void
busy_changed (CpWindow *self) {
  if (cp_jobs_is_busy (cp_session_get_jobs (self->session))) {
    self->working_source = g_timeout_add (WORKING_DELAY_MS, show_working, self);
    return;
  }
  g_clear_handle_id (&self->working_source, g_source_remove);
  gtk_widget_set_opacity (self->working, 0);
  gtk_widget_set_visible (self->stop_button, FALSE);
  update_status (self);
}

/* ---- opening ---- */

static void
show_waiting (CpOpener *opener, const char *text, gpointer data) {
  CpWindow *self = data;
  cp_start_page_set_waiting (CP_START_PAGE (self->start_page), text);
  if (cp_session_is_open (self->session))
    cp_message_bar_show_notice (CP_MESSAGE_BAR (self->message_bar), text);
}

void
cp_window_open_sources (CpWindow *self, CpSources *sources) {
  g_return_if_fail (CP_IS_WINDOW (self) && sources != NULL);
  cp_opener_open_sources (self->opener, sources);
}

void
cp_window_open_session (CpWindow *self, const char *path) {
  g_return_if_fail (CP_IS_WINDOW (self) && path != NULL);
  cp_session_open_file (self->session, path);
}

/* ---- saving ---- */

static void
remember_size (GtkWindow *window) {
  int width, height;
  /* follows the person's resizing, but not maximising */
  gtk_window_get_default_size (window, &width, &height);
  if (width > 0 && height > 0)
    cp_settings_set_window_size (width, height);
}

static void
save_to (const char *path, gpointer data) {
  CpWindow *self = data;
  Then then = self->then;
  self->then = NULL;
  g_autoptr (GError) error = NULL;
  cp_session_set_view (self->session, "page",
                       json_string (gtk_stack_get_visible_child_name (GTK_STACK (self->pages))));
  if (!cp_session_save (self->session, path, &error)) {
    cp_session_tell (self->session, error);
    return;
  }
  remember (self);
  if (then != NULL)
    then (self);
}

static void
ask_where_to_save (CpWindow *self) {
  cp_files_save_session (GTK_WINDOW (self), cp_session_get_title (self->session), save_to, self);
}

static void
save_now (CpWindow *self) {
  g_autofree char *path = g_strdup (cp_session_get_path (self->session));
  if (path != NULL)
    save_to (path, self);
  else
    ask_where_to_save (self);
}

static void
save_as (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CP_WINDOW (data)->then = NULL;
  ask_where_to_save (data);
}

static void
save (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CP_WINDOW (data)->then = NULL;
  save_now (data);
}

static void
answered_save (int response, gpointer data) {
  CpWindow *self = data;
  Then then = self->then;
  if (response == GTK_RESPONSE_ACCEPT) {
    save_now (self);
    return;
  }
  self->then = NULL;
  if (response == GTK_RESPONSE_REJECT)
    then (self);
}

/* Does @then at once, or after the person has saved or given up the unsaved changes. */
static void
when_saved (CpWindow *self, Then then) {
  if (!cp_session_is_dirty (self->session)) {
    then (self);
    return;
  }
  self->then = then;
  cp_ask_to_save (GTK_WINDOW (self), cp_session_get_title (self->session), answered_save, self);
}

static void
close_now (CpWindow *self) {
  remember_size (GTK_WINDOW (self));
  gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
cp_window_close_request (GtkWindow *window) {
  when_saved (CP_WINDOW (window), close_now);
  return TRUE; /* close_now() does it */
}

/* ---- choosing what to open ---- */

static void
open_chosen (CpWindow *self) {
  g_auto (GStrv) paths = g_steal_pointer (&self->chosen);
  if (self->chosen_as_models)
    cp_opener_open_models (self->opener, (const char *const *)paths);
  else
    cp_opener_open_paths (self->opener, (const char *const *)paths);
}

/* @paths: (transfer full) */
static void
choose (CpWindow *self, char **paths, gboolean as_models) {
  g_strfreev (self->chosen);
  self->chosen = paths;
  self->chosen_as_models = as_models;
  when_saved (self, open_chosen);
}

/* (transfer full): files that live on this computer; NULL-terminated */
static char **
dup_paths (GListModel *files) {
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);
    g_autofree char *path = g_file_get_path (file);
    if (path != NULL)
      g_strv_builder_add (builder, path);
  }
  return g_strv_builder_end (builder);
}

static void
files_chosen (GListModel *files, gpointer data) {
  choose (data, dup_paths (files), FALSE);
}

static void
models_chosen (GListModel *files, gpointer data) {
  choose (data, dup_paths (files), TRUE);
}

static gboolean
dropped (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data) {
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));
  g_autoptr (GListStore) list = g_list_store_new (G_TYPE_FILE);
  for (GSList *l = files; l != NULL; l = l->next)
    g_list_store_append (list, l->data);
  g_slist_free (files);
  files_chosen (G_LIST_MODEL (list), data);
  return TRUE;
}

static void
choose_path (CpWindow *self, const char *path) {
  const char *const paths[] = {path, NULL};
  choose (self, g_strdupv ((char **)paths), FALSE);
}

static void
recent_activated (CpStartPage *page, const char *path, gpointer data) {
  choose_path (data, path);
}

static void
open_table (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_files_open (data, CP_FILES_TABLE, files_chosen, data);
}

static void
open_models (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_files_open (data, CP_FILES_MODELS, models_chosen, data);
}

static void
open_session (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_files_open (data, CP_FILES_SESSION, files_chosen, data);
}

static void
open_sample (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CpWindow *self = data;
  g_autofree char *path = cp_sample_find ();
  if (path != NULL) {
    choose_path (self, path);
    return;
  }
  g_autoptr (GError) error =
      g_error_new (CP_ERROR, CP_ERROR_READ,
                   "The mortgage sample is not installed beside this program; expected "
                   "share/counterpoint/samples/mortgage/mortgage.counterpoint.");
  cp_session_tell (self->session, error);
}

/* ---- the selected row ---- */

static void
undo (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_session_undo (CP_WINDOW (data)->session);
}

static void
redo (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_session_redo (CP_WINDOW (data)->session);
}

static void
revert (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_session_revert (CP_WINDOW (data)->session);
}

static void
run (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CpWindow *self = data;
  g_autoptr (GError) error = NULL;
  if (!cp_session_run (self->session, &error))
    cp_session_tell (self->session, error);
}

static void
stop (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_jobs_stop (cp_session_get_jobs (CP_WINDOW (data)->session));
}

static void
find_row (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CpWindow *self = data;
  gtk_stack_set_visible_child_name (GTK_STACK (self->pages), "points");
  cp_points_page_focus_find (
      CP_POINTS_PAGE (gtk_stack_get_child_by_name (GTK_STACK (self->pages), "points")));
}

static void
filter_columns (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CpWindow *self = data;
  gtk_stack_set_visible_child_name (GTK_STACK (self->pages), "points");
  cp_points_page_focus_filter (
      CP_POINTS_PAGE (gtk_stack_get_child_by_name (GTK_STACK (self->pages), "points")));
}

static void
change_page (GSimpleAction *action, GVariant *value, gpointer data) {
  CpWindow *self = data;
  if (cp_session_is_open (self->session))
    gtk_stack_set_visible_child_name (GTK_STACK (self->pages), g_variant_get_string (value, NULL));
}

static void
add_actions (CpWindow *self) {
  const GActionEntry actions[] = {
      {.name = "open-table", .activate = open_table},
      {.name = "open-models", .activate = open_models},
      {.name = "open-session", .activate = open_session},
      {.name = "open-sample", .activate = open_sample},
      {.name = "save", .activate = save},
      {.name = "save-as", .activate = save_as},
      {.name = "undo", .activate = undo},
      {.name = "redo", .activate = redo},
      {.name = "revert", .activate = revert},
      {.name = "run", .activate = run},
      {.name = "find-row", .activate = find_row},
      {.name = "filter-columns", .activate = filter_columns},
      {.name = "stop", .activate = stop},
      {.name = "page", .activate = change_page, .parameter_type = "s"},
  };
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}

static void
watch_session (CpWindow *self) {
  CpSession *session = self->session;
  CpJobs *jobs = cp_session_get_jobs (session);
  g_signal_connect_object (session, "opened", G_CALLBACK (session_opened), self, 0);
  g_signal_connect_object (session, "message", G_CALLBACK (show_message), self, 0);
  g_signal_connect_object (session, "notify::title", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::dirty", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "question-changed", G_CALLBACK (update_status), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "row-changed", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "edits-changed", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (jobs, "notify::busy", G_CALLBACK (busy_changed), self, G_CONNECT_SWAPPED);
}

static void
cp_window_dispose (GObject *object) {
  CpWindow *self = CP_WINDOW (object);
  g_clear_handle_id (&self->working_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), CP_TYPE_WINDOW);
  g_clear_object (&self->opener);
  g_clear_pointer (&self->chosen, g_strfreev);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cp_window_parent_class)->dispose (object);
}

static void
cp_window_class_init (CpWindowClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_window_dispose;
  GTK_WINDOW_CLASS (class)->close_request = cp_window_close_request;
  g_type_ensure (CP_TYPE_MODEL_BAR);
  g_type_ensure (CP_TYPE_MESSAGE_BAR);
  g_type_ensure (CP_TYPE_START_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/window.ui");
  gtk_widget_class_bind_template_child (widget_class, CpWindow, title_stack);
  gtk_widget_class_bind_template_child (widget_class, CpWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, CpWindow, model_bar);
  gtk_widget_class_bind_template_child (widget_class, CpWindow, working);
  gtk_widget_class_bind_template_child (widget_class, CpWindow, message_bar);
  gtk_widget_class_bind_template_child (widget_class, CpWindow, shell);
  gtk_widget_class_bind_template_child (widget_class, CpWindow, start_page);
  gtk_widget_class_bind_template_child (widget_class, CpWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, CpWindow, status_label);
  gtk_widget_class_bind_template_child (widget_class, CpWindow, stop_button);
  gtk_widget_class_bind_template_child (widget_class, CpWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, CpWindow, redo_button);
}

static void
cp_window_init (CpWindow *self) {
  self->session = cp_session_new ();
  self->opener = cp_opener_new (self->session);
  g_signal_connect_object (self->opener, "waiting", G_CALLBACK (show_waiting), self, 0);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_actions (self);
  gtk_stack_add_titled (GTK_STACK (self->pages), cp_points_page_new (self->session), "points", "Points");
  gtk_stack_add_titled (GTK_STACK (self->pages), cp_performance_page_new (self->session), "performance",
                        "Performance & Fairness");
  cp_model_bar_set_session (CP_MODEL_BAR (self->model_bar), self->session);
  g_signal_connect (self->start_page, "recent-activated", G_CALLBACK (recent_activated), self);
  int width = 1280, height = 800;
  cp_settings_get_window_size (&width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect (target, "drop", G_CALLBACK (dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  watch_session (self);
  update_actions (self);
  update_status (self);
}

GtkWidget *
cp_window_new (GtkApplication *application) {
  return g_object_new (CP_TYPE_WINDOW, "application", application, NULL);
}
