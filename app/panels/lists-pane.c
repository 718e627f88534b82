#include "app/panels/lists-pane.h"

#include "app/panels/rows-view.h"
#include "app/panels/runs-list.h"
#include "app/session/session-view.h"

struct _CpListsPane {
  GtkWidget parent_instance;
  GtkWidget *box, *heads, *lists; /* two stacks that turn together */
  GtkWidget *fold;                /* a toggle button: pressed while the list is shown */
  CpSession *session;             /* (unowned): outlives the pane */
  gboolean is_chosen;             /* a person shows or hides the list; else it is there once there is a run */
  gboolean is_following;          /* the button moves by itself */
};

G_DEFINE_FINAL_TYPE (CpListsPane, cp_lists_pane, GTK_TYPE_WIDGET)

static void
add_list (CpListsPane *self, const char *title, GtkWidget *head, GtkWidget *list) {
  gtk_stack_add_named (GTK_STACK (self->heads), head, title);
  gtk_stack_add_titled (GTK_STACK (self->lists), list, title, title);
}

/* Only the line of heads stays; the plot above takes the height, and gives back what the list asks for. */
static void
folded (CpListsPane *self) {
  gboolean is_shown = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->fold));
  GtkWidget *paned = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_PANED);
  gtk_widget_set_visible (self->lists, is_shown);
  gtk_button_set_icon_name (GTK_BUTTON (self->fold), is_shown ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_widget_set_tooltip_text (self->fold, is_shown ? "Hide the list" : "Show the list");
  if (paned != NULL)
    gtk_paned_set_position (GTK_PANED (paned), -1);
}

static void
fold_toggled (CpListsPane *self) {
  self->is_chosen |= !self->is_following;
  folded (self);
}

static void
unfold (CpListsPane *self) {
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->fold), TRUE);
}

/* An empty list of runs would take a third of the plot's height to say that it is empty. */
static void
follow_runs (CpListsPane *self) {
  GtkStack *lists = GTK_STACK (self->lists);
  gboolean has_runs = cp_session_is_open (self->session) && cp_session_get_runs (self->session)->len > 0;
  gboolean is_rows = g_strcmp0 (gtk_stack_get_visible_child_name (lists), "Rows") == 0;
  if (self->is_chosen)
    return;
  self->is_following = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->fold), has_runs || is_rows);
  self->is_following = FALSE;
}

static json_t *
save_fold (gpointer data) {
  CpListsPane *self = data;
  if (!self->is_chosen)
    return NULL;
  return json_boolean (!gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->fold)));
}

static void
restore_fold (const json_t *value, gpointer data) {
  CpListsPane *self = data;
  self->is_chosen = json_is_boolean (value);
  if (self->is_chosen)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->fold), !json_is_true (value));
  else
    follow_runs (self);
}

static json_t *
save_view (gpointer data) {
  return json_string (gtk_stack_get_visible_child_name (GTK_STACK (CP_LISTS_PANE (data)->lists)));
}

static void
restore_view (const json_t *value, gpointer data) {
  GtkStack *lists = GTK_STACK (CP_LISTS_PANE (data)->lists);
  const char *name = json_string_value (value);
  gboolean is_known = name != NULL && gtk_stack_get_child_by_name (lists, name) != NULL;
  gtk_stack_set_visible_child_name (lists, is_known ? name : "Runs");
}

void
cp_lists_pane_set_session (CpListsPane *self, CpSession *session) {
  g_return_if_fail (CP_IS_LISTS_PANE (self) && CP_IS_SESSION (session));
  CpRunsList *runs = g_object_new (CP_TYPE_RUNS_LIST, NULL);
  CpRowsView *rows = CP_ROWS_VIEW (cp_rows_view_new (session));
  self->session = session;
  cp_runs_list_set_session (runs, session);
  add_list (self, "Runs", cp_runs_list_get_head (runs), GTK_WIDGET (runs));
  add_list (self, "Rows", cp_rows_view_get_head (rows), GTK_WIDGET (rows));
  g_object_bind_property (self->lists, "visible-child-name", self->heads, "visible-child-name",
                          G_BINDING_SYNC_CREATE);
  cp_session_add_view (session, "list", save_view, restore_view, G_OBJECT (self));
  cp_session_add_view (session, "list-folded", save_fold, restore_fold, G_OBJECT (self));
  g_signal_connect_object (self->lists, "notify::visible-child", G_CALLBACK (unfold), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "runs-changed", G_CALLBACK (follow_runs), self, G_CONNECT_SWAPPED);
  follow_runs (self);
}

static void
cp_lists_pane_dispose (GObject *object) {
  g_clear_pointer (&CP_LISTS_PANE (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_lists_pane_parent_class)->dispose (object);
}

static void
cp_lists_pane_class_init (CpListsPaneClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_lists_pane_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cp_lists_pane_init (CpListsPane *self) {
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *switcher = gtk_stack_switcher_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->heads = gtk_stack_new ();
  self->lists = gtk_stack_new ();
  gtk_widget_set_hexpand (self->heads, TRUE);
  gtk_widget_set_vexpand (self->lists, TRUE);
  gtk_stack_set_vhomogeneous (GTK_STACK (self->lists), FALSE); /* the rows want more height than the runs */
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), GTK_STACK (self->lists));
  gtk_accessible_update_property (GTK_ACCESSIBLE (switcher), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Shown under the plot", -1);
  gtk_widget_set_valign (switcher, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (switcher, "cp-pages");
  gtk_widget_add_css_class (head, "cp-list-head");
  gtk_widget_add_css_class (self->box, "cp-surface");
  self->fold = gtk_toggle_button_new ();
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->fold), TRUE);
  gtk_widget_set_valign (self->fold, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->fold, "flat");
  gtk_widget_add_css_class (self->fold, "cp-fold");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->fold), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "List under the plot", -1);
  g_signal_connect_object (self->fold, "toggled", G_CALLBACK (fold_toggled), self, G_CONNECT_SWAPPED);
  folded (self);
  gtk_box_append (GTK_BOX (head), self->fold);
  gtk_box_append (GTK_BOX (head), switcher);
  gtk_box_append (GTK_BOX (head), self->heads);
  gtk_box_append (GTK_BOX (self->box), head);
  gtk_box_append (GTK_BOX (self->box), self->lists);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}
