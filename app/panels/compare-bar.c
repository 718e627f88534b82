#include "app/panels/compare-bar.h"

#include "app/panels/compare-found.h"
#include "app/panels/compare-options.h"
#include "app/panels/letters.h"
#include "app/session/session-view.h"
#include "ui/controls/tooltip.h"

struct _CpCompareBar {
  GtkWidget parent_instance;
  CpSession *session;
  gboolean is_filling; /* the controls follow the session */
  GtkWidget *toggle;   /* (nullable): the editor's, as is what stands around it */
  GtkWidget *toggle_line;
  GtkWidget *choices, *kind_checks[CP_N_COMPARE_KINDS], *of_label, *model_choice, *norm_choice, *options;
  GtkWidget *found[CP_N_COMPARE_KINDS];
};

G_DEFINE_FINAL_TYPE (CpCompareBar, cp_compare_bar, GTK_TYPE_WIDGET)

static void
choose (CpCompareBar *self) {
  if (self->is_filling || !cp_session_is_open (self->session))
    return;
  guint model = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->model_choice));
  guint norm = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->norm_choice));
  if (cp_session_get_n_models (self->session) > 0)
    cp_session_compare (self->session, gtk_switch_get_active (GTK_SWITCH (self->toggle)),
                        model == GTK_INVALID_LIST_POSITION ? 0 : model, norm == 1 ? CP_NORM_L2 : CP_NORM_L1);
}

/* One kind at least stays: with none the switch is what is meant. */
static void
kind_chosen (CpCompareBar *self) {
  if (self->is_filling)
    return;
  gboolean is_any = FALSE;
  for (CpCompareKind kind = 0; kind < CP_N_COMPARE_KINDS; kind++)
    is_any = is_any || gtk_check_button_get_active (GTK_CHECK_BUTTON (self->kind_checks[kind]));
  if (!is_any) {
    gtk_switch_set_active (GTK_SWITCH (self->toggle), FALSE);
    return;
  }
  for (CpCompareKind kind = 0; kind < CP_N_COMPARE_KINDS; kind++)
    cp_session_compare_kind (self->session, kind,
                             gtk_check_button_get_active (GTK_CHECK_BUTTON (self->kind_checks[kind])));
}

/* The controls as the session has it. */
static void
follow (CpCompareBar *self) {
  CpSession *session = self->session;
  gboolean is_on = cp_session_is_comparing (session);
  self->is_filling = TRUE;
  gtk_switch_set_active (GTK_SWITCH (self->toggle), is_on);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->model_choice), cp_session_get_compared_model (session));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->norm_choice),
                              cp_session_get_compared_norm (session) == CP_NORM_L2);
  for (CpCompareKind kind = 0; kind < CP_N_COMPARE_KINDS && is_on; kind++)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->kind_checks[kind]),
                                 cp_session_compares_kind (session, kind));
  self->is_filling = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self), is_on);
}

static void
opened (CpCompareBar *self) {
  guint n_models = MIN (cp_session_get_n_models (self->session), 2);
  g_autoptr (GtkStringList) letters = gtk_string_list_new (NULL);
  for (guint m = 0; m < n_models; m++)
    gtk_string_list_append (letters, cp_model_letter (m));
  self->is_filling = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->model_choice), G_LIST_MODEL (letters));
  self->is_filling = FALSE;
  gtk_widget_set_visible (self->model_choice, n_models > 1);
  gtk_widget_set_visible (self->of_label, n_models > 1);
  gtk_widget_set_visible (self->toggle_line, n_models > 0);
  follow (self);
}

static json_t *
save_view (gpointer data) {
  return cp_session_save_compared (CP_COMPARE_BAR (data)->session);
}

static void
restore_view (const json_t *value, gpointer data) {
  CpCompareBar *self = data;
  cp_session_restore_compared (self->session, value);
  follow (self);
}

void
cp_compare_bar_set_session (CpCompareBar *self, CpSession *session, GtkSwitch *toggle,
                            GtkWidget *toggle_line) {
  g_return_if_fail (CP_IS_COMPARE_BAR (self) && CP_IS_SESSION (session) && GTK_IS_SWITCH (toggle));
  self->session = session;
  self->toggle = GTK_WIDGET (toggle);
  self->toggle_line = toggle_line;
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (choose), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "counterfactual-changed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  cp_compare_options_set_session (CP_COMPARE_OPTIONS (self->options), session);
  for (CpCompareKind kind = 0; kind < CP_N_COMPARE_KINDS; kind++)
    cp_compare_found_line_set_session (CP_COMPARE_FOUND_LINE (self->found[kind]), session);
  cp_session_add_view (session, "counterfactual", save_view, restore_view, G_OBJECT (self));
}

static GtkWidget *
make_drop_down (CpCompareBar *self, const char *const *names, const char *label, const char *tooltip) {
  GtkWidget *drop = gtk_drop_down_new_from_strings (names);
  cp_tooltip_set (drop, tooltip);
  gtk_widget_set_valign (drop, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (drop, "notify::selected", G_CALLBACK (choose), self, G_CONNECT_SWAPPED);
  return drop;
}

static GtkWidget *
make_options (CpCompareBar *self) {
  GtkWidget *button = gtk_menu_button_new (), *popover = gtk_popover_new ();
  self->options = g_object_new (CP_TYPE_COMPARE_OPTIONS, NULL);
  gtk_popover_set_child (GTK_POPOVER (popover), self->options);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  cp_tooltip_set (button, "How many, and which columns count or must stay");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Counterfactual options", -1);
  return button;
}

static GtkWidget *
make_choices (CpCompareBar *self) {
  static const char *const letters[] = {"A", "B", NULL}, *const norms[] = {"L1", "L2", NULL};
  static const char *const kinds[CP_N_COMPARE_KINDS] = {"Nearest rows", "Least changes"};
  static const char *const tips[CP_N_COMPARE_KINDS] = {
      "The nearest rows of the table that the model decides differently",
      "The fewest columns of this row that turn the decision when they are set to other values, which may "
      "stand in no row"};
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *space = gtk_label_new (NULL);
  for (CpCompareKind kind = 0; kind < CP_N_COMPARE_KINDS; kind++) {
    self->kind_checks[kind] = gtk_check_button_new_with_label (kinds[kind]);
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->kind_checks[kind]), kind == CP_COMPARE_ROWS);
    cp_tooltip_set (self->kind_checks[kind], tips[kind]);
    g_signal_connect_object (self->kind_checks[kind], "toggled", G_CALLBACK (kind_chosen), self,
                             G_CONNECT_SWAPPED);
    gtk_box_append (GTK_BOX (line), self->kind_checks[kind]);
  }
  gtk_widget_set_hexpand (space, TRUE);
  self->of_label = gtk_label_new ("of");
  self->model_choice = make_drop_down (self, letters, "Counterfactual of", "Whose decision is another");
  self->norm_choice = make_drop_down (
      self, norms, "Distance",
      "Of the rows: L1 adds the differences of the columns; L2 their squares. Numbers count in "
      "standard deviations. Changes are measured by L1.");
  GtkWidget *rest[] = {space, self->of_label, self->model_choice, self->norm_choice, make_options (self)};
  for (guint i = 0; i < G_N_ELEMENTS (rest); i++)
    gtk_box_append (GTK_BOX (line), rest[i]);
  return line;
}

static void
cp_compare_bar_dispose (GObject *object) {
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cp_compare_bar_parent_class)->dispose (object);
}

static void
cp_compare_bar_class_init (CpCompareBarClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_compare_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
}

static void
cp_compare_bar_init (CpCompareBar *self) {
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "cp-compare");
  gtk_widget_set_parent (make_choices (self), GTK_WIDGET (self));
  for (CpCompareKind kind = 0; kind < CP_N_COMPARE_KINDS; kind++) {
    self->found[kind] = cp_compare_found_line_new (kind);
    gtk_widget_set_parent (self->found[kind], GTK_WIDGET (self));
  }
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
