#include "app/panels/compare-options.h"

#define NAME_CHARS 22 /* of a column: what is longer is cut */
#define HEIGHT 320    /* of the columns: what is more scrolls */

struct _CpCompareOptions {
  GtkWidget parent_instance;
  CpSession *session;  /* (nullable) */
  gboolean is_filling; /* the controls follow the session */
  GtkWidget *count_spin, *grid, *reset_button, *none_label;
};

G_DEFINE_FINAL_TYPE (CpCompareOptions, cp_compare_options, GTK_TYPE_WIDGET)

static const char *
get_column (GtkWidget *widget) {
  return g_object_get_data (G_OBJECT (widget), "cp-column");
}

static void
update_reset (CpCompareOptions *self) {
  g_auto (GStrv) columns = cp_session_dup_compared_columns (self->session);
  gboolean is_other = cp_session_get_n_compared (self->session) != CP_COMPARE_N;
  for (guint i = 0; columns[i] != NULL; i++)
    is_other = is_other || cp_session_get_compare_weight (self->session, columns[i]) != 1 ||
               cp_session_is_compare_held (self->session, columns[i]);
  gtk_widget_set_sensitive (self->reset_button, is_other);
}

static void
count_chosen (CpCompareOptions *self) {
  if (self->is_filling)
    return;
  cp_session_set_n_compared (self->session,
                             (guint)gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->count_spin)));
  gtk_widget_set_sensitive (self->reset_button, TRUE);
}

static void
weight_chosen (CpCompareOptions *self, GtkWidget *spin) {
  if (self->is_filling)
    return;
  cp_session_set_compare_weight (self->session, get_column (spin),
                                 gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)));
  gtk_widget_set_sensitive (self->reset_button, TRUE);
}

static void
held_chosen (CpCompareOptions *self, GtkWidget *check) {
  if (self->is_filling)
    return;
  cp_session_set_compare_held (self->session, get_column (check),
                               gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
  gtk_widget_set_sensitive (self->reset_button, TRUE);
}

static void
name_control (GtkWidget *control, const char *format, const char *column) {
  g_autofree char *label = g_strdup_printf ("%s of %s", format, column);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (control), "cp-column", g_strdup (column), g_free);
}

static void
add_column (CpCompareOptions *self, const char *column, int line) {
  GtkWidget *name = gtk_label_new (column);
  GtkWidget *spin = gtk_spin_button_new_with_range (0, CP_COMPARE_HEAVIEST, 0.5);
  GtkWidget *check = gtk_check_button_new ();
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (name), NAME_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (name), NAME_CHARS);
  gtk_widget_set_tooltip_text (name, column);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), cp_session_get_compare_weight (self->session, column));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), cp_session_is_compare_held (self->session, column));
  gtk_widget_set_halign (check, GTK_ALIGN_CENTER);
  name_control (spin, "Weight", column);
  name_control (check, "Keep the value", column);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (weight_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (check, "toggled", G_CALLBACK (held_chosen), self, G_CONNECT_SWAPPED);
  gtk_grid_attach (GTK_GRID (self->grid), name, 0, line, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), spin, 1, line, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), check, 2, line, 1, 1);
}

/* The columns are those compared, known once something was found. */
static void
fill (CpCompareOptions *self) {
  GtkWidget *child;
  g_auto (GStrv) columns = cp_session_dup_compared_columns (self->session);
  self->is_filling = TRUE;
  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  for (int i = 0; columns[i] != NULL; i++)
    add_column (self, columns[i], i);
  gtk_widget_set_visible (self->none_label, columns[0] == NULL);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->count_spin), cp_session_get_n_compared (self->session));
  self->is_filling = FALSE;
  update_reset (self);
}

static void
reset (CpCompareOptions *self) {
  g_auto (GStrv) columns = cp_session_dup_compared_columns (self->session);
  cp_session_set_n_compared (self->session, CP_COMPARE_N);
  for (guint i = 0; columns[i] != NULL; i++) {
    cp_session_set_compare_weight (self->session, columns[i], 1);
    cp_session_set_compare_held (self->session, columns[i], FALSE);
  }
  GtkWidget *child = gtk_widget_get_first_child (self->grid);
  self->is_filling = TRUE;
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->count_spin), CP_COMPARE_N);
  for (; child != NULL; child = gtk_widget_get_next_sibling (child)) {
    if (GTK_IS_SPIN_BUTTON (child))
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (child), 1);
    else if (GTK_IS_CHECK_BUTTON (child))
      gtk_check_button_set_active (GTK_CHECK_BUTTON (child), FALSE);
  }
  self->is_filling = FALSE;
  gtk_widget_set_sensitive (self->reset_button, FALSE);
}

/* The distance is known only once something was found: the columns come with it while this is open. */
static void
found (CpCompareOptions *self) {
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && gtk_widget_get_visible (self->none_label))
    fill (self);
}

void
cp_compare_options_set_session (CpCompareOptions *self, CpSession *session) {
  g_return_if_fail (CP_IS_COMPARE_OPTIONS (self) && CP_IS_SESSION (session));
  self->session = session;
  g_signal_connect_object (session, "counterfactual-changed", G_CALLBACK (found), self, G_CONNECT_SWAPPED);
}

static void
cp_compare_options_map (GtkWidget *widget) {
  CpCompareOptions *self = CP_COMPARE_OPTIONS (widget);
  if (self->session != NULL && cp_session_is_open (self->session))
    fill (self);
  GTK_WIDGET_CLASS (cp_compare_options_parent_class)->map (widget);
}

static void
cp_compare_options_dispose (GObject *object) {
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cp_compare_options_parent_class)->dispose (object);
}

static void
cp_compare_options_class_init (CpCompareOptionsClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_compare_options_dispose;
  GTK_WIDGET_CLASS (class)->map = cp_compare_options_map;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
}

static GtkWidget *
make_label (const char *text, const char *class) {
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
make_count_line (CpCompareOptions *self) {
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8),
            *label = make_label ("How many", "cp-strong");
  self->count_spin = gtk_spin_button_new_with_range (1, CP_COMPARE_MOST, 1);
  gtk_widget_set_tooltip_text (self->count_spin, "Counterfactuals of each kind, to step through");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->count_spin), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "How many", -1);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), self->count_spin);
  g_signal_connect_object (self->count_spin, "value-changed", G_CALLBACK (count_chosen), self,
                           G_CONNECT_SWAPPED);
  return line;
}

static GtkWidget *
make_head (void) {
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *name = make_label ("Column", "cp-dim"),
            *weight = make_label ("Weight", "cp-dim"), *keep = make_label ("Keep", "cp-dim");
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_set_tooltip_text (weight,
                               "How much a difference counts in the distance; 0 leaves the column out");
  gtk_widget_set_tooltip_text (keep, "The value must stay as it is");
  gtk_box_append (GTK_BOX (head), name);
  gtk_box_append (GTK_BOX (head), weight);
  gtk_box_append (GTK_BOX (head), keep);
  return head;
}

static void
cp_compare_options_init (CpCompareOptions *self) {
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "cp-compare-options");
  self->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 2);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->grid);
  self->none_label = make_label ("The columns are listed once something is found.", "cp-dim");
  self->reset_button = gtk_button_new_with_label ("Reset");
  gtk_widget_set_halign (self->reset_button, GTK_ALIGN_END);
  gtk_widget_set_tooltip_text (self->reset_button, "Every column counts alike and may change");
  g_signal_connect_object (self->reset_button, "clicked", G_CALLBACK (reset), self, G_CONNECT_SWAPPED);
  GtkWidget *children[] = {make_count_line (self), make_head (), self->none_label, scroller,
                           self->reset_button};
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_set_parent (children[i], GTK_WIDGET (self));
}
