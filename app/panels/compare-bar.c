#include "app/panels/compare-bar.h"

#include "app/session-view.h"

#include "app/panels/letters.h"
#include "app/session-live.h"
#include "core/base/format.h"

#define CELL_WIDTH 88
#define COLUMN_KEY "cp-column"

struct _CpCompareBar {
  GtkWidget parent_instance;
  CpSession *session;
  gboolean is_filling; /* the controls follow the session */
  GtkWidget *toggle, *choices, *of_label, *model_choice, *norm_choice, *found, *found_label, *adopt_button;
};

G_DEFINE_FINAL_TYPE (CpCompareBar, cp_compare_bar, GTK_TYPE_WIDGET)

/* (transfer full): what stands beneath the switch */
static char *
describe (CpSession *session) {
  const CpCounterfactual *found = cp_session_get_counterfactual (session);
  if (found == NULL)
    return g_strdup ("Looking for the nearest row decided differently …");
  if (found->row == CP_NO_ROW)
    return g_strdup (found->reason);
  g_autofree char *row = cp_format_count (found->row);
  g_autofree char *distance = cp_format_number (found->distance, 2);
  g_autofree char *score = cp_format_score (found->score);
  return g_strdup_printf ("This row against row %s · distance %s · %s %s", row, distance,
                          cp_model_letter (found->model), score);
}

static void
show_found (CpCompareBar *self) {
  gboolean is_comparing = cp_session_is_comparing (self->session);
  g_autofree char *text = is_comparing ? describe (self->session) : NULL;
  const CpCounterfactual *found = cp_session_get_counterfactual (self->session);
  gtk_widget_set_visible (self->found, is_comparing);
  gtk_widget_set_visible (self->adopt_button, found != NULL && found->state != NULL);
  gtk_label_set_text (GTK_LABEL (self->found_label), text != NULL ? text : "");
  gtk_widget_set_visible (self->choices, is_comparing);
}

static void
adopt_all (CpCompareBar *self) {
  const CpCounterfactual *found = cp_session_get_counterfactual (self->session);
  g_autoptr (GError) error = NULL;
  if (found != NULL && found->state != NULL && !cp_session_adopt (self->session, found->state, &error))
    cp_session_tell (self->session, error);
}

static void
choose (CpCompareBar *self) {
  if (self->is_filling || !cp_session_is_open (self->session))
    return;
  guint model = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->model_choice));
  guint norm = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->norm_choice));
  cp_session_compare (self->session, gtk_switch_get_active (GTK_SWITCH (self->toggle)),
                      model == GTK_INVALID_LIST_POSITION ? 0 : model, norm == 1 ? CP_NORM_L2 : CP_NORM_L1);
}

static void
opened (CpCompareBar *self) {
  guint n_models = MIN (cp_session_get_n_models (self->session), 2);
  g_autoptr (GtkStringList) letters = gtk_string_list_new (NULL);
  for (guint m = 0; m < n_models; m++)
    gtk_string_list_append (letters, cp_model_letter (m));
  self->is_filling = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->model_choice), G_LIST_MODEL (letters));
  if (n_models > 0)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->model_choice),
                                cp_session_get_compared_model (self->session));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->norm_choice),
                              cp_session_get_compared_norm (self->session) == CP_NORM_L2);
  self->is_filling = FALSE;
  gtk_widget_set_visible (self->model_choice, n_models > 1);
  gtk_widget_set_visible (self->of_label, n_models > 1);
  gtk_widget_set_visible (GTK_WIDGET (self), n_models > 0);
  show_found (self);
}

static json_t *
save_view (gpointer data) {
  CpSession *session = CP_COMPARE_BAR (data)->session;
  if (!cp_session_is_comparing (session))
    return NULL;
  return json_pack ("{s:s,s:s}", "model",
                    cp_session_get_model (session, cp_session_get_compared_model (session))->name, "norm",
                    cp_norm_get_name (cp_session_get_compared_norm (session)));
}

static void
restore_view (const json_t *value, gpointer data) {
  CpCompareBar *self = data;
  const char *name = json_string_value (json_object_get (value, "model"));
  const char *norm_name = json_string_value (json_object_get (value, "norm"));
  CpNorm norm = CP_NORM_L1;
  guint model = 0;
  if (cp_session_get_n_models (self->session) == 0)
    return; /* a table alone: no decision to compare with */
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++)
    model = g_strcmp0 (cp_session_get_model (self->session, m)->name, name) == 0 ? m : model;
  if (norm_name != NULL && !cp_norm_parse (norm_name, &norm))
    norm = CP_NORM_L1;
  self->is_filling = TRUE; /* the three are one choice */
  gtk_switch_set_active (GTK_SWITCH (self->toggle), name != NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->model_choice), model);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->norm_choice), norm == CP_NORM_L2);
  self->is_filling = FALSE;
  choose (self);
}

void
cp_compare_bar_set_session (CpCompareBar *self, CpSession *session) {
  g_return_if_fail (CP_IS_COMPARE_BAR (self) && CP_IS_SESSION (session));
  self->session = session;
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "counterfactual-changed", G_CALLBACK (show_found), self,
                           G_CONNECT_SWAPPED);
  cp_session_add_view (session, "counterfactual", save_view, restore_view, G_OBJECT (self));
}

static GtkWidget *
make_drop_down (CpCompareBar *self, const char *const *names, const char *label, const char *tooltip) {
  GtkWidget *drop = gtk_drop_down_new_from_strings (names);
  gtk_widget_set_tooltip_text (drop, tooltip);
  gtk_widget_set_valign (drop, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (drop, "notify::selected", G_CALLBACK (choose), self);
  return drop;
}

static GtkWidget *
make_line (CpCompareBar *self) {
  static const char *const letters[] = {"A", "B", NULL}, *const norms[] = {"L1", "L2", NULL};
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *name = gtk_label_new ("Compare with counterfactual");
  self->toggle = gtk_switch_new ();
  gtk_widget_set_valign (self->toggle, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->toggle,
                               "The nearest row of the table that the model decides differently");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Compare with counterfactual", -1);
  g_signal_connect_swapped (self->toggle, "notify::active", G_CALLBACK (choose), self);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_set_hexpand (name, TRUE);
  self->choices = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->of_label = gtk_label_new ("Of");
  self->model_choice = make_drop_down (self, letters, "Counterfactual of", "Whose decision is another");
  self->norm_choice = make_drop_down (
      self, norms, "Distance",
      "L1 adds the differences of the columns; L2 their squares. Numbers count in standard deviations.");
  gtk_box_append (GTK_BOX (self->choices), self->of_label);
  gtk_box_append (GTK_BOX (self->choices), self->model_choice);
  gtk_box_append (GTK_BOX (self->choices), gtk_label_new ("Distance"));
  gtk_box_append (GTK_BOX (self->choices), self->norm_choice);
  gtk_box_append (GTK_BOX (line), self->toggle);
  gtk_box_append (GTK_BOX (line), name);
  gtk_box_append (GTK_BOX (line), self->choices);
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
  gtk_widget_set_parent (make_line (self), GTK_WIDGET (self));
  self->found_label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->found_label), 0);
  gtk_label_set_wrap (GTK_LABEL (self->found_label), TRUE);
  gtk_widget_add_css_class (self->found_label, "cp-dim");
  gtk_widget_set_hexpand (self->found_label, TRUE);
  self->adopt_button = gtk_button_new_with_label ("Adopt all");
  gtk_widget_set_valign (self->adopt_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->adopt_button, "cp-small");
  gtk_widget_set_tooltip_text (self->adopt_button,
                               "Put every value of the counterfactual but the label into this row");
  g_signal_connect_swapped (self->adopt_button, "clicked", G_CALLBACK (adopt_all), self);
  self->found = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_box_append (GTK_BOX (self->found), self->found_label);
  gtk_box_append (GTK_BOX (self->found), self->adopt_button);
  gtk_widget_set_parent (self->found, GTK_WIDGET (self));
  gtk_widget_set_visible (self->found, FALSE);
  gtk_widget_set_visible (self->choices, FALSE);
}

/* ---- the cell of a column ---- */

static GtkWidget *
make_value (void) {
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 1); /* a long word gives way to the width of the cell */
  return label;
}

GtkWidget *
cp_compare_cell_new (const char *column, GCallback adopt, gpointer data) {
  GtkWidget *cell = gtk_stack_new (), *same = make_value (), *button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (button), make_value ());
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_stack_add_named (GTK_STACK (cell), same, "same");
  gtk_stack_add_named (GTK_STACK (cell), button, "other");
  gtk_widget_set_size_request (cell, CELL_WIDTH, -1);
  gtk_widget_add_css_class (cell, "cp-compare-cell");
  gtk_widget_set_visible (cell, FALSE);
  g_object_set_data_full (G_OBJECT (cell), COLUMN_KEY, g_strdup (column), g_free);
  g_signal_connect (button, "clicked", adopt, data);
  return cell;
}

void
cp_compare_cell_show (GtkWidget *cell, const char *shown, CpCompareKind kind) {
  g_return_if_fail (GTK_IS_STACK (cell));
  gtk_widget_set_visible (cell, shown != NULL);
  if (shown == NULL)
    return;
  GtkStack *stack = GTK_STACK (cell);
  const char *column = g_object_get_data (G_OBJECT (cell), COLUMN_KEY);
  gtk_stack_set_visible_child_name (stack, kind == CP_COMPARE_OTHER ? "other" : "same");
  GtkWidget *child = gtk_stack_get_visible_child (stack);
  g_autofree char *text = kind == CP_COMPARE_SAME ? g_strdup (shown) : g_strdup_printf ("≠ %s", shown);
  if (kind != CP_COMPARE_OTHER) {
    g_autofree char *label =
        g_strdup_printf ("%s. The label is no input, so there is nothing to adopt.", shown);
    gtk_label_set_text (GTK_LABEL (child), text);
    gtk_widget_set_tooltip_text (child, kind == CP_COMPARE_SAME ? shown : label);
    return;
  }
  g_autofree char *tooltip = g_strdup_printf ("Adopt %s", shown);
  g_autofree char *name = g_strdup_printf ("Adopt %s %s", column, shown);
  gtk_label_set_text (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (child))), text);
  gtk_widget_set_tooltip_text (child, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
