#include "app/panels/scope-bar.h"

#include "app/panels/refusal.h"
#include "app/panels/scope-menu.h"
#include "app/session/session-rows.h"
#include "app/session/session-scope.h"
#include "app/session/session-selection.h"
#include "core/base/format.h"
#include "ui/controls/lazy-menu.h"
#include "ui/controls/tooltip.h"

#define NAME_CHARS 24
#define NAME_LEAST_CHARS 10 /* a long name gives way to this */
#define ENTRY_CHARS 36

struct _CpScopeBar {
  GtkWidget parent_instance;
  CpSession *session;
  GtkWidget *caption, *button, *label, *count_label, *clear_button;
  GtkWidget *popover, *entry, *error_label; /* of a condition */
};

G_DEFINE_FINAL_TYPE (CpScopeBar, cp_scope_bar, GTK_TYPE_WIDGET)

/* ---- what the session says ---- */

static void
show_scope (CpScopeBar *self) {
  if (!cp_session_is_open (self->session))
    return;
  gsize n;
  cp_session_get_scope (self->session, &n);
  gboolean is_narrowed = cp_session_is_narrowed (self->session);
  gsize n_rows = cp_session_get_n_present (self->session);
  const char *name = cp_session_get_scope_name (self->session);
  const char *condition = cp_session_get_scope_condition (self->session);
  g_autofree char *count = cp_format_count ((double)n), *all = cp_format_count ((double)n_rows);
  g_autofree char *detail = is_narrowed ? g_strdup_printf ("Every page looks at %s of %s rows: %s", count,
                                                           all, condition != NULL ? condition : name)
                                        : g_strdup ("Every page looks at all rows");
  g_autofree char *spoken =
      is_narrowed ? g_strdup_printf ("Rows: %s · %s", name, count) : g_strdup ("Rows: All");
  g_autofree char *counted = g_strdup_printf ("· %s", count);
  gtk_label_set_text (GTK_LABEL (self->label), is_narrowed ? name : "All");
  gtk_label_set_width_chars (GTK_LABEL (self->label),
                             is_narrowed ? MIN ((int)g_utf8_strlen (name, -1), NAME_LEAST_CHARS) : -1);
  gtk_label_set_text (GTK_LABEL (self->count_label), counted);
  gtk_widget_set_visible (self->count_label, is_narrowed);
  cp_tooltip_set (self->button, detail);
  gtk_widget_set_visible (self->clear_button, is_narrowed);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, detail, -1);
}

/* ---- what a person does ---- */

static void
all_chosen (GtkWidget *widget, const char *name, GVariant *parameter) {
  cp_session_set_scope (CP_SCOPE_BAR (widget)->session, NULL, NULL);
}

static void
selected_chosen (GtkWidget *widget, const char *action, GVariant *parameter) {
  CpSession *session = CP_SCOPE_BAR (widget)->session;
  gsize n;
  const guint32 *selected = cp_session_get_selection (session, &n);
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_vals (rows, selected, (guint)n);
  cp_session_set_scope (session, rows, "Selected rows");
}

/* One row alone is no group to look at. */
static void
selection_changed (CpScopeBar *self) {
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "scope.selected",
                                 cp_session_has_selection (self->session));
}

static void
value_chosen (GtkWidget *widget, const char *action, GVariant *parameter) {
  const char *condition, *name;
  g_autoptr (GError) error = NULL;
  g_variant_get (parameter, "(&s&s)", &condition, &name);
  CpSession *session = CP_SCOPE_BAR (widget)->session;
  if (!cp_session_set_scope_where (session, condition, name, &error))
    cp_session_tell (session, error);
}

void
cp_scope_bar_ask (CpScopeBar *self) {
  g_return_if_fail (CP_IS_SCOPE_BAR (self));
  const char *condition = cp_session_get_scope_condition (self->session);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), condition != NULL ? condition : "");
  cp_refusal_show (self->entry, self->error_label, NULL);
  gtk_popover_popup (GTK_POPOVER (self->popover));
  gtk_widget_grab_focus (self->entry);
}

static void
filter_chosen (GtkWidget *widget, const char *name, GVariant *parameter) {
  cp_scope_bar_ask (CP_SCOPE_BAR (widget));
}

/* An empty condition is every row. */
static void
condition_given (CpScopeBar *self) {
  g_autofree char *condition = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_autoptr (GError) error = NULL;
  if (*condition == '\0')
    cp_session_set_scope (self->session, NULL, NULL);
  else if (!cp_session_set_scope_where (self->session, condition, NULL, &error)) {
    cp_refusal_show (self->entry, self->error_label, error->message);
    return;
  }
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
text_changed (CpScopeBar *self) {
  cp_refusal_show (self->entry, self->error_label, NULL); /* of what stood there before */
}

/* ---- the widget ---- */

static void
fill_menu (CpScopeBar *self) {
  g_autoptr (GMenu) menu = cp_scope_menu_build (self->session);
  cp_lazy_menu_set (GTK_MENU_BUTTON (self->button), G_MENU_MODEL (menu));
}

GtkWidget *
cp_scope_bar_new (CpSession *session) {
  g_return_val_if_fail (cp_session_is_open (session), NULL);
  CpScopeBar *self = g_object_new (CP_TYPE_SCOPE_BAR, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "scope-changed", G_CALLBACK (show_scope), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "selection-changed", G_CALLBACK (selection_changed), self,
                           G_CONNECT_SWAPPED);
  fill_menu (self);
  show_scope (self);
  selection_changed (self);
  return GTK_WIDGET (self);
}

static void
cp_scope_bar_dispose (GObject *object) {
  CpScopeBar *self = CP_SCOPE_BAR (object);
  GtkWidget *child;
  while ((child = gtk_widget_get_last_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cp_scope_bar_parent_class)->dispose (object);
}

static void
cp_scope_bar_class_init (CpScopeBarClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_scope_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_install_action (widget_class, "scope.all", NULL, all_chosen);
  gtk_widget_class_install_action (widget_class, "scope.selected", NULL, selected_chosen);
  gtk_widget_class_install_action (widget_class, "scope.where", "(ss)", value_chosen);
  gtk_widget_class_install_action (widget_class, "scope.filter", NULL, filter_chosen);
}

static void
make_button (CpScopeBar *self) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  self->button = gtk_menu_button_new ();
  self->label = gtk_label_new ("All");
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (self->label), NAME_CHARS);
  gtk_box_append (GTK_BOX (box), self->label);
  self->count_label = gtk_label_new (NULL);
  gtk_box_append (GTK_BOX (box), self->count_label);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), box);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (self->button), TRUE);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  self->clear_button = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_widget_add_css_class (self->clear_button, "flat");
  gtk_widget_add_css_class (self->clear_button, "cp-clear");
  gtk_widget_set_valign (self->clear_button, GTK_ALIGN_CENTER);
  cp_tooltip_set (self->clear_button, "Look at all rows again");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->clear_button), "scope.all");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->clear_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "All rows", -1);
  gtk_widget_set_parent (self->clear_button, GTK_WIDGET (self));
}

static void
make_popover (CpScopeBar *self) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *title = gtk_label_new ("Only rows where"),
            *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *apply = gtk_button_new_with_label ("Apply");
  self->popover = gtk_popover_new ();
  self->entry = gtk_entry_new ();
  self->error_label = gtk_label_new (NULL);
  g_object_set (self->entry, "placeholder-text", "income >= 50 and sex = Female", NULL);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), ENTRY_CHARS);
  cp_tooltip_set (self->entry, "= != < <= > >= in (a, b), is missing, is not missing, and, or, "
                               "( ); names and values with blanks in \"quotes\"");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Only rows where", -1);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "cp-section-title");
  gtk_label_set_xalign (GTK_LABEL (self->error_label), 0);
  gtk_label_set_wrap (GTK_LABEL (self->error_label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->error_label), ENTRY_CHARS + 6);
  gtk_widget_add_css_class (self->error_label, "cp-error");
  gtk_box_append (GTK_BOX (line), self->entry);
  gtk_box_append (GTK_BOX (line), apply);
  GtkWidget *const parts[] = {title, line, self->error_label};
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    gtk_box_append (GTK_BOX (box), parts[i]);
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (condition_given), self);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (text_changed), self);
  g_signal_connect_swapped (apply, "clicked", G_CALLBACK (condition_given), self);
}

static void
cp_scope_bar_init (CpScopeBar *self) {
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 6);
  self->caption = gtk_label_new ("Rows");
  gtk_widget_add_css_class (self->caption, "cp-dim");
  gtk_widget_set_parent (self->caption, GTK_WIDGET (self));
  make_button (self);
  make_popover (self);
}
