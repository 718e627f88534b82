#include "app/window/window-private.h"

#include "app/panels/explanations-page.h"
#include "app/panels/model-bar.h"
#include "app/panels/performance-page.h"
#include "app/panels/points-page.h"
#include "app/panels/row-head.h"
#include "app/panels/start-page.h"
#include "app/panels/text-page.h"
#include "app/session/session-inputs.h"
#include "app/session/session-rows.h"
#include "app/session/session-scope.h"
#include "app/session/session-view.h"
#include "app/settings.h"
#include "app/window/tour.h"
#include "core/base/format.h"
#include "ui/controls/message-bar.h"
#include "ui/controls/outlet.h"
#include "ui/controls/toast.h"

#define WORKING_DELAY_MS 150 /* work shorter than this shows no bar, so nothing flickers */
#define LEAST_NAME 7         /* letters of a page's name */

G_DEFINE_FINAL_TYPE_WITH_CODE (CpWindow, cp_window, GTK_TYPE_APPLICATION_WINDOW,
                               G_IMPLEMENT_INTERFACE (CP_TYPE_OUTLET, cp_window_outlet_init))

static void
set_enabled (CpWindow *self, const char *name, gboolean is_enabled) {
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), is_enabled);
}

/* ---- what the session says ---- */

static void
show_message (CpSession *session, const GError *error, gpointer data) {
  CpWindow *self = data;
  if (!cp_window_opening_failed (self, error))
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
  set_enabled (self, "reload", cp_session_get_path (self->session) != NULL);
  set_enabled (self, "show-tour", is_open);
  set_enabled (self, "page", is_open);
  set_enabled (self, "next-page", is_open);
  set_enabled (self, "previous-page", is_open);
  set_enabled (self, "save-as", is_open);
  set_enabled (self, "find-row", is_open);
  set_enabled (self, "next-row", is_open);
  set_enabled (self, "previous-row", is_open);
  set_enabled (self, "filter-rows", is_open);
  set_enabled (self, "all-rows", is_open);
  set_enabled (self, "filter-columns", has_row);
  set_enabled (self, "duplicate-rows", has_row);
  set_enabled (self, "add-row", is_open);
  set_enabled (self, "delete-rows", has_row);
  set_enabled (self, "undo", cp_session_can_undo (self->session));
  set_enabled (self, "redo", cp_session_can_redo (self->session));
  gboolean can_run = FALSE;
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++)
    can_run = can_run || cp_session_can_rescore (self->session, m);
  set_enabled (self, "run", has_row && can_run);
  set_enabled (self, "revert", cp_session_can_revert (self->session));
}

static void
update_status (CpWindow *self) {
  if (!cp_session_is_open (self->session)) {
    gtk_label_set_text (GTK_LABEL (self->status_label), "Files can also be dropped anywhere in this window.");
    return;
  }
  gsize n;
  cp_session_get_scope (self->session, &n);
  gboolean is_narrowed = cp_session_is_narrowed (self->session);
  g_autofree char *all = cp_format_counted ((double)cp_session_get_n_present (self->session), "row");
  g_autofree char *some = cp_format_count ((double)n);
  g_autofree char *rows = is_narrowed ? g_strdup_printf ("%s of %s", some, all) : g_strdup (all);
  const char *label = cp_session_get_label (self->session),
             *positive = cp_session_get_positive (self->session);
  const char *weight = cp_session_get_sources (self->session)->weight;
  g_autofree char *weighted =
      weight != NULL ? g_strdup_printf (" · weighted by %s%s", weight,
                                        cp_session_get_sources (self->session)->is_survey ? " (survey)" : "")
                     : g_strdup ("");
  g_autofree char *text =
      label != NULL ? g_strdup_printf ("%s · positive is %s = %s%s", rows, label, positive, weighted)
                    : g_strdup_printf ("%s · no ground truth chosen%s", rows, weighted);
  gtk_label_set_text (GTK_LABEL (self->status_label), text);
}

void
cp_window_remember (CpWindow *self) {
  const char *path = cp_session_get_path (self->session);
  if (path == NULL)
    return;
  GString *detail = g_string_new (cp_table_get_place (cp_session_get_table (self->session)));
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++)
    g_string_append_printf (detail, "%s%s", m == 0 ? " · " : ", ",
                            cp_session_get_model (self->session, m)->name);
  cp_settings_add_recent (path, cp_session_get_title (self->session), detail->str);
  g_string_free (detail, TRUE);
}

/* A page that has nothing to show for this session has no place in the switcher. */
static void
show_pages (CpWindow *self) {
  GtkStack *pages = GTK_STACK (self->pages);
  GtkWidget *text = gtk_stack_get_child_by_name (pages, "text");
  gboolean is_of_use = cp_text_page_is_of_use (self->session);
  if (!is_of_use && gtk_stack_get_visible_child (pages) == text)
    gtk_stack_set_visible_child_name (pages, "points");
  gtk_stack_page_set_visible (gtk_stack_get_page (pages, text), is_of_use);
}

static void
session_opened (CpSession *session, gpointer data) {
  CpWindow *self = data;
  show_pages (self);
  cp_window_opening_done (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->shell), "work");
  gtk_stack_set_visible_child (GTK_STACK (self->title_stack), self->switcher);
  gtk_widget_set_visible (self->model_bar, TRUE);
  const char *const *notices = cp_table_get_notices (cp_session_get_table (session));
  const char *changed = cp_session_get_changed_files (session);
  if (changed != NULL)
    cp_message_bar_show_notice (CP_MESSAGE_BAR (self->message_bar), changed);
  else if (notices[0] != NULL)
    cp_message_bar_show_notice (CP_MESSAGE_BAR (self->message_bar), notices[0]);
  else
    cp_message_bar_clear (CP_MESSAGE_BAR (self->message_bar));
  cp_window_remember (self);
  cp_window_finish_recovery (self);
  update_actions (self);
}

static json_t *
save_page (gpointer data) {
  return json_string (gtk_stack_get_visible_child_name (GTK_STACK (CP_WINDOW (data)->pages)));
}

static void
restore_page (const json_t *value, gpointer data) {
  CpWindow *self = data;
  const char *page = json_string_value (value);
  GtkWidget *child = page != NULL ? gtk_stack_get_child_by_name (GTK_STACK (self->pages), page) : NULL;
  if (child != NULL && gtk_stack_page_get_visible (gtk_stack_get_page (GTK_STACK (self->pages), child)))
    gtk_stack_set_visible_child_name (GTK_STACK (self->pages), page);
  /* the page takes the focus, but the ring appears only when a person uses the keyboard */
  gtk_widget_grab_focus (gtk_stack_get_visible_child (GTK_STACK (self->pages)));
  gtk_window_set_focus_visible (GTK_WINDOW (self), FALSE);
  if (self->wants_tour && !cp_settings_get_tour_seen ())
    g_action_group_activate_action (G_ACTION_GROUP (self), "show-tour", NULL);
  self->wants_tour = FALSE;
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
next_row (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_session_step_row (CP_WINDOW (data)->session, 1);
}

static void
previous_row (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_session_step_row (CP_WINDOW (data)->session, -1);
}

static void
duplicate_rows (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_session_duplicate_rows (CP_WINDOW (data)->session);
}

static void
add_row (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_session_add_row (CP_WINDOW (data)->session);
}

static void
rows_added (CpWindow *self) {
  g_autofree char *text = cp_session_describe_addition (self->session);
  cp_outlet_say (self->pages, text);
}

static void
delete_rows (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_session_delete_rows (CP_WINDOW (data)->session);
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
filter_rows (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_model_bar_ask_rows (CP_MODEL_BAR (CP_WINDOW (data)->model_bar));
}

static void
all_rows (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_session_set_scope (CP_WINDOW (data)->session, NULL, NULL);
}

static void
change_page (GSimpleAction *action, GVariant *value, gpointer data) {
  CpWindow *self = data;
  GtkWidget *child =
      gtk_stack_get_child_by_name (GTK_STACK (self->pages), g_variant_get_string (value, NULL));
  if (cp_session_is_open (self->session) && child != NULL &&
      gtk_stack_page_get_visible (gtk_stack_get_page (GTK_STACK (self->pages), child)))
    gtk_stack_set_visible_child (GTK_STACK (self->pages), child);
}

static void
turn_page (CpWindow *self, int by) {
  GtkSelectionModel *pages = gtk_stack_get_pages (GTK_STACK (self->pages));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (pages));
  for (guint i = 0; i < n; i++) {
    if (!gtk_selection_model_is_selected (pages, i))
      continue;
    guint next = i;
    gboolean is_shown = FALSE;
    while (!is_shown) { /* past the pages that are not in the switcher; the one of now is */
      next = (next + n + (guint)by) % n;
      g_autoptr (GObject) page = g_list_model_get_item (G_LIST_MODEL (pages), next);
      is_shown = gtk_stack_page_get_visible (GTK_STACK_PAGE (page));
    }
    gtk_selection_model_select_item (pages, next, TRUE);
    break;
  }
  g_object_unref (pages);
}

static void
next_page (GSimpleAction *action, GVariant *parameter, gpointer data) {
  turn_page (data, 1);
}

static void
previous_page (GSimpleAction *action, GVariant *parameter, gpointer data) {
  turn_page (data, -1);
}

static void
end_tour (CpWindow *self) {
  g_clear_pointer (&self->tour, gtk_widget_unparent);
  cp_settings_set_tour_seen (TRUE);
}

static void
show_tour (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CpWindow *self = data;
  if (self->tour != NULL || !cp_session_is_open (self->session))
    return;
  self->tour = cp_tour_new (gtk_window_get_child (GTK_WINDOW (self)), GTK_STACK (self->pages));
  g_signal_connect_swapped (self->tour, "ended", G_CALLBACK (end_tour), self);
}

static void
add_actions (CpWindow *self) {
  const GActionEntry actions[] = {
      {.name = "undo", .activate = undo},
      {.name = "redo", .activate = redo},
      {.name = "revert", .activate = revert},
      {.name = "run", .activate = run},
      {.name = "next-row", .activate = next_row},
      {.name = "previous-row", .activate = previous_row},
      {.name = "find-row", .activate = find_row},
      {.name = "filter-columns", .activate = filter_columns},
      {.name = "duplicate-rows", .activate = duplicate_rows},
      {.name = "add-row", .activate = add_row},
      {.name = "delete-rows", .activate = delete_rows},
      {.name = "filter-rows", .activate = filter_rows},
      {.name = "all-rows", .activate = all_rows},
      {.name = "stop", .activate = stop},
      {.name = "show-tour", .activate = show_tour},
      {.name = "next-page", .activate = next_page},
      {.name = "previous-page", .activate = previous_page},
      {.name = "page", .activate = change_page, .parameter_type = "s"},
  };
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  cp_window_add_file_actions (self);
}

static void
watch_session (CpWindow *self) {
  CpSession *session = self->session;
  CpJobs *jobs = cp_session_get_jobs (session);
  g_signal_connect_object (session, "opened", G_CALLBACK (session_opened), self, 0);
  g_signal_connect_object (session, "message", G_CALLBACK (show_message), self, 0);
  g_signal_connect_object (session, "saved", G_CALLBACK (cp_window_saved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "rows-added", G_CALLBACK (rows_added), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::title", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::dirty", G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "question-changed", G_CALLBACK (update_status), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "scope-changed", G_CALLBACK (update_status), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "row-changed", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "selection-changed", G_CALLBACK (update_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "edits-changed", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (jobs, "notify::busy", G_CALLBACK (busy_changed), self, G_CONNECT_SWAPPED);
}

static void
cp_window_dispose (GObject *object) {
  CpWindow *self = CP_WINDOW (object);
  if (self->session != NULL) { /* what ends with the widgets is told to nobody */
    g_signal_handlers_disconnect_by_data (cp_session_get_jobs (self->session), self);
    g_signal_handlers_disconnect_by_data (self->session, self);
  }
  g_clear_pointer (&self->tour, gtk_widget_unparent);
  g_clear_handle_id (&self->working_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), CP_TYPE_WINDOW);
  cp_window_clear_recovery (self);
  cp_window_unwatch_files (self);
  g_clear_object (&self->autosave);
  cp_window_opening_clear (self);
  g_clear_pointer (&self->chosen, g_free);
  g_clear_pointer (&self->parcel, cp_parcel_free);
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
  g_type_ensure (CP_TYPE_TOAST);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/window.ui");
  gtk_widget_class_bind_template_child (widget_class, CpWindow, recent_section);
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
  gtk_widget_class_bind_template_child (widget_class, CpWindow, toast);
  gtk_widget_class_bind_template_child (widget_class, CpWindow, recovery_bar);
  gtk_widget_class_bind_template_child (widget_class, CpWindow, files_bar);
}

/* A stack only allocates the page it turns to. A GtkTextView on it asks for another size while it is
 * allocated for the first time, and in GTK 4.8 such a request is lost for the ancestors that are not being
 * allocated themselves: they stay without an allocation and are drawn no more. So everything is laid out
 * anew. */
static void
page_turned (CpWindow *self) {
  gtk_widget_queue_resize (self->pages);
}

static void
settings_changed (CpWindow *self) {
  if (self->session != NULL) /* not while it goes */
    cp_window_list_recent (self);
}

/* In a narrow window with large text the names of the pages give way: they are the widest part of its head.
 */
static void
let_names_shrink (GtkWidget *switcher) {
  for (GtkWidget *button = gtk_widget_get_first_child (switcher); button != NULL;
       button = gtk_widget_get_next_sibling (button)) {
    GtkWidget *label = gtk_widget_get_first_child (button);
    const char *name = gtk_label_get_text (GTK_LABEL (label));
    gtk_widget_set_tooltip_text (button, name);
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    gtk_label_set_width_chars (GTK_LABEL (label), (int)MIN (g_utf8_strlen (name, -1), LEAST_NAME));
  }
}

static void
cp_window_init (CpWindow *self) {
  self->session = cp_session_new ();
  cp_window_opening_init (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_actions (self);
  gtk_stack_add_titled (GTK_STACK (self->pages), cp_points_page_new (self->session), "points", "Points");
  gtk_stack_add_titled (GTK_STACK (self->pages), cp_performance_page_new (self->session), "performance",
                        "Performance & Fairness");
  gtk_stack_add_titled (GTK_STACK (self->pages), cp_explanations_page_new (self->session), "explanations",
                        "Explanations");
  gtk_stack_add_titled (GTK_STACK (self->pages), cp_text_page_new (self->session), "text", "Text");
  let_names_shrink (self->switcher);
  cp_model_bar_set_session (CP_MODEL_BAR (self->model_bar), self->session);
  cp_window_list_recent (self);
  cp_settings_watch (G_CALLBACK (settings_changed), G_OBJECT (self));
  g_signal_connect (self->start_page, "recent-activated", G_CALLBACK (cp_window_choose_recent), self);
  int width = 1280, height = 800;
  cp_settings_get_window_size (&width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (cp_settings_get_maximized ())
    gtk_window_maximize (GTK_WINDOW (self));
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect (target, "drop", G_CALLBACK (cp_window_dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  cp_session_add_view (self->session, "page", save_page, restore_page, G_OBJECT (self));
  self->autosave = cp_autosave_new (self->session);
  g_signal_connect_object (self->pages, "notify::visible-child", G_CALLBACK (page_turned), self,
                           G_CONNECT_SWAPPED);
  watch_session (self);
  update_actions (self);
  update_status (self);
  cp_window_offer_recovery (self);
  cp_window_watch_files (self);
}

GtkWidget *
cp_window_new (GtkApplication *application) {
  return g_object_new (CP_TYPE_WINDOW, "application", application, NULL);
}
