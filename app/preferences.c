#include "app/preferences.h"

#include "app/settings.h"
#include "ui/controls/choice.h"

struct _CpPreferences {
  GtkWindow parent_instance;
  GActionGroup *actions;
  gboolean is_filling;
  guint n_lines;
  GtkWidget *grid, *scheme, *text_size, *live, *effects, *n_recent, *clear, *tour;
};

G_DEFINE_FINAL_TYPE (CpPreferences, cp_preferences, GTK_TYPE_WINDOW)

/* Names as a person reads them, and as the actions and settings have them. */
static const char *const scheme_names[] = {"As the desktop", "Light", "Dark", NULL};
static const char *const schemes[] = {"system", "light", "dark"};
static const char *const size_names[] = {"100\u00a0%", "125\u00a0%", "150\u00a0%",
                                         "175\u00a0%", "200\u00a0%", NULL};
static const char *const sizes[] = {"100", "125", "150", "175", "200"};
static const char *const recent_names[] = {"None", "4", "8", "16", NULL};
static const guint n_recents[] = {0, 4, 8, 16};

/* ---- what is remembered, shown ---- */

static void
show_action (CpPreferences *self, GtkWidget *choice, const char *action, const char *const *values, guint n) {
  g_autoptr (GVariant) state = g_action_group_get_action_state (self->actions, action);
  for (guint i = 0; i < n && state != NULL; i++) {
    if (g_str_equal (values[i], g_variant_get_string (state, NULL)))
      gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), i);
  }
}

static void
show_all (CpPreferences *self) {
  g_autoptr (GPtrArray) recent = cp_settings_get_recent ();
  self->is_filling = TRUE;
  show_action (self, self->scheme, "scheme", schemes, G_N_ELEMENTS (schemes));
  show_action (self, self->text_size, "text-size", sizes, G_N_ELEMENTS (sizes));
  gtk_switch_set_active (GTK_SWITCH (self->live), cp_settings_get_is_live ());
  gtk_switch_set_active (GTK_SWITCH (self->effects), cp_settings_get_shows_effects ());
  gtk_switch_set_active (GTK_SWITCH (self->tour), !cp_settings_get_tour_seen ());
  for (guint i = 0; i < G_N_ELEMENTS (n_recents); i++) {
    if (n_recents[i] == cp_settings_get_n_recent ())
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->n_recent), i);
  }
  gtk_widget_set_sensitive (self->clear, recent->len > 0);
  self->is_filling = FALSE;
}

/* ---- what is chosen ---- */

static void
scheme_chosen (CpPreferences *self) {
  guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->scheme));
  if (!self->is_filling && i < G_N_ELEMENTS (schemes))
    g_action_group_change_action_state (self->actions, "scheme", g_variant_new_string (schemes[i]));
}

static void
size_chosen (CpPreferences *self) {
  guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->text_size));
  if (!self->is_filling && i < G_N_ELEMENTS (sizes))
    g_action_group_change_action_state (self->actions, "text-size", g_variant_new_string (sizes[i]));
}

static void
live_switched (CpPreferences *self) {
  if (!self->is_filling)
    cp_settings_set_is_live (gtk_switch_get_active (GTK_SWITCH (self->live)));
}

static void
effects_switched (CpPreferences *self) {
  if (!self->is_filling)
    cp_settings_set_shows_effects (gtk_switch_get_active (GTK_SWITCH (self->effects)));
}

static void
tour_switched (CpPreferences *self) {
  if (!self->is_filling)
    cp_settings_set_tour_seen (!gtk_switch_get_active (GTK_SWITCH (self->tour)));
}

static void
n_recent_chosen (CpPreferences *self) {
  guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->n_recent));
  if (!self->is_filling && i < G_N_ELEMENTS (n_recents))
    cp_settings_set_n_recent (n_recents[i]);
}

/* ---- the window ---- */

static void
add_heading (CpPreferences *self, const char *text) {
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "cp-title");
  if (self->n_lines > 0)
    gtk_widget_set_margin_top (label, 12);
  gtk_grid_attach (GTK_GRID (self->grid), label, 0, (int)self->n_lines++, 2, 1);
}

/* A line: what it is, why (nullable), and its control, which a click on the words reaches, too. They name it.
 */
static void
add_line (CpPreferences *self, const char *name, const char *why, GtkWidget *control) {
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *label = gtk_label_new (name);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), control);
  gtk_box_append (GTK_BOX (lines), label);
  if (why != NULL) {
    GtkWidget *reason = gtk_label_new (why);
    gtk_label_set_xalign (GTK_LABEL (reason), 0);
    gtk_label_set_wrap (GTK_LABEL (reason), TRUE);
    gtk_label_set_max_width_chars (GTK_LABEL (reason), 48);
    gtk_widget_add_css_class (reason, "cp-caption");
    gtk_box_append (GTK_BOX (lines), reason);
    gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, why, -1);
  }
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (control, GTK_ALIGN_END);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_grid_attach (GTK_GRID (self->grid), lines, 0, (int)self->n_lines, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), control, 1, (int)self->n_lines++, 1, 1);
}

static GtkWidget *
add_choice (CpPreferences *self, const char *name, const char *why, const char *const *names,
            GCallback chosen) {
  GtkWidget *choice = gtk_drop_down_new (NULL, NULL);
  cp_choice_setup (GTK_DROP_DOWN (choice));
  cp_choice_set_names (GTK_DROP_DOWN (choice), names);
  g_signal_connect_object (choice, "notify::selected", chosen, self, G_CONNECT_SWAPPED);
  add_line (self, name, why, choice);
  return choice;
}

static GtkWidget *
add_switch (CpPreferences *self, const char *name, const char *why, GCallback switched) {
  GtkWidget *control = gtk_switch_new ();
  g_signal_connect_object (control, "notify::active", switched, self, G_CONNECT_SWAPPED);
  add_line (self, name, why, control);
  return control;
}

static void
add_lines (CpPreferences *self) {
  add_heading (self, "Appearance");
  self->scheme = add_choice (self, "Colours", NULL, scheme_names, G_CALLBACK (scheme_chosen));
  self->text_size = add_choice (self, "Size of text", NULL, size_names, G_CALLBACK (size_chosen));
  add_heading (self, "Editor");
  self->live =
      add_switch (self, "Score while editing", "Both models score a row at every change, without a run.",
                  G_CALLBACK (live_switched));
  self->effects = add_switch (self, "Effects beside the values", "What each column did to the score.",
                              G_CALLBACK (effects_switched));
  add_heading (self, "Recent sessions");
  self->n_recent = add_choice (self, "How many are listed", NULL, recent_names, G_CALLBACK (n_recent_chosen));
  self->clear = gtk_button_new_with_label ("Clear");
  g_signal_connect (self->clear, "clicked", G_CALLBACK (cp_settings_clear_recent), NULL);
  add_line (self, "Forget those listed", "The sessions themselves stay where they are.", self->clear);
  add_heading (self, "Tour");
  self->tour = add_switch (self, "Show it with the mortgage sample", NULL, G_CALLBACK (tour_switched));
}

static void
cp_preferences_dispose (GObject *object) {
  g_clear_object (&CP_PREFERENCES (object)->actions);
  G_OBJECT_CLASS (cp_preferences_parent_class)->dispose (object);
}

static void
cp_preferences_class_init (CpPreferencesClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_preferences_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
cp_preferences_init (CpPreferences *self) {
  GtkWidget *header = gtk_header_bar_new ();
  gtk_widget_add_css_class (header, "cp-header");
  gtk_window_set_titlebar (GTK_WINDOW (self), header);
  gtk_window_set_title (GTK_WINDOW (self), "Preferences");
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
  gtk_window_set_resizable (GTK_WINDOW (self), FALSE);
  self->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 18);
  gtk_widget_set_margin_start (self->grid, 18);
  gtk_widget_set_margin_end (self->grid, 18);
  gtk_widget_set_margin_top (self->grid, 12);
  gtk_widget_set_margin_bottom (self->grid, 18);
  gtk_window_set_child (GTK_WINDOW (self), self->grid);
  add_lines (self);
  cp_settings_watch (G_CALLBACK (show_all), G_OBJECT (self));
}

GtkWidget *
cp_preferences_new (GtkWindow *parent, GActionGroup *actions) {
  g_return_val_if_fail (G_IS_ACTION_GROUP (actions), NULL);
  CpPreferences *self = g_object_new (CP_TYPE_PREFERENCES, "transient-for", parent, NULL);
  self->actions = g_object_ref (actions);
  g_signal_connect_object (actions, "action-state-changed", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
  show_all (self);
  return GTK_WIDGET (self);
}
