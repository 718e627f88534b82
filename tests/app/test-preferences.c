#include "app/app-resources.h"
#include "app/panels/row-pane.h"
#include "app/preferences.h"
#include "app/session/session.h"
#include "app/settings.h"
#include "tests/ui/display.h"
#include "ui/style/style.h"

#include <glib/gstdio.h>

/* Every line of the preferences: chosen, it works at once, is remembered, and shows what was changed
 * elsewhere. The actions stand for the application's. */

static GSimpleActionGroup *actions;

static void
change_state (GSimpleAction *action, GVariant *value, gpointer data) {
  g_simple_action_set_state (action, value);
}

static const char *
get_state (const char *name) {
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (actions), name);
  return g_intern_string (g_variant_get_string (state, NULL));
}

/* The control a line's words belong to. */
static gpointer
find_control (GtkWidget *window, const char *name) {
  GtkWidget *label = find_label (window, name);
  g_assert_nonnull (label);
  GtkWidget *control = gtk_label_get_mnemonic_widget (GTK_LABEL (label));
  g_assert_nonnull (control);
  return control;
}

static GtkWidget *
show_preferences (void) {
  GtkWidget *window = cp_preferences_new (NULL, G_ACTION_GROUP (actions));
  gtk_window_present (GTK_WINDOW (window));
  wait_for_draws (window);
  return window;
}

static void
test_appearance (void) {
  GtkWidget *window = show_preferences ();
  gtk_drop_down_set_selected (find_control (window, "Colours"), 2);
  g_assert_cmpstr (get_state ("scheme"), ==, "dark");
  gtk_drop_down_set_selected (find_control (window, "Size of text"), 3);
  g_assert_cmpstr (get_state ("text-size"), ==, "175");
  g_action_group_change_action_state (G_ACTION_GROUP (actions), "scheme", g_variant_new_string ("light"));
  g_assert_cmpuint (gtk_drop_down_get_selected (find_control (window, "Colours")), ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
  window = show_preferences ();
  g_assert_cmpuint (gtk_drop_down_get_selected (find_control (window, "Colours")), ==, 1);
  g_assert_cmpuint (gtk_drop_down_get_selected (find_control (window, "Size of text")), ==, 3);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_editor (void) {
  g_autoptr (CpSession) session = cp_session_new ();
  GtkWidget *pane = g_object_new (CP_TYPE_ROW_PANE, NULL), *other = show_widget (pane, 420, 700);
  cp_row_pane_set_session (CP_ROW_PANE (pane), session);
  GtkWidget *window = show_preferences ();
  g_autoptr (GPtrArray) switches = g_ptr_array_new ();
  collect_widgets (pane, GTK_TYPE_SWITCH, switches);
  static const char *const names[] = {"Score while editing", "Effects beside the values"};
  for (guint i = 0; i < 2; i++) {
    GtkSwitch *here = find_control (window, names[i]);
    gboolean is_on = gtk_switch_get_active (here);
    guint n_changed = 0;
    gboolean before[8];
    g_assert_cmpuint (switches->len, <=, G_N_ELEMENTS (before));
    for (guint s = 0; s < switches->len; s++)
      before[s] = gtk_switch_get_active (switches->pdata[s]);
    gtk_switch_set_active (here, !is_on);
    for (guint s = 0; s < switches->len; s++)
      n_changed += gtk_switch_get_active (switches->pdata[s]) != before[s];
    g_assert_cmpuint (n_changed, ==, 1); /* the open editor follows */
  }
  g_assert_true (cp_settings_get_is_live ());
  g_assert_false (cp_settings_get_shows_effects ());
  cp_settings_set_is_live (FALSE);
  g_assert_false (gtk_switch_get_active (find_control (window, names[0])));
  gtk_window_destroy (GTK_WINDOW (window));
  gtk_window_destroy (GTK_WINDOW (other));
}

static guint
count_recent (void) {
  g_autoptr (GPtrArray) list = cp_settings_get_recent ();
  return list->len;
}

static void
test_recent (void) {
  for (guint i = 0; i < 12; i++) {
    g_autofree char *path = g_strdup_printf ("/nowhere/%u.counterpoint", i);
    cp_settings_add_recent (path, path, "t.csv");
  }
  g_assert_cmpuint (count_recent (), ==, 8);
  GtkWidget *window = show_preferences ();
  GtkWidget *clear = find_control (window, "Forget those listed");
  GtkDropDown *n = find_control (window, "How many are listed");
  g_assert_cmpuint (gtk_drop_down_get_selected (n), ==, 2);
  gtk_drop_down_set_selected (n, 1);
  g_assert_cmpuint (count_recent (), ==, 4); /* at once, the newest */
  g_autoptr (GPtrArray) list = cp_settings_get_recent ();
  g_assert_cmpstr (((CpRecent *)g_ptr_array_index (list, 0))->path, ==, "/nowhere/11.counterpoint");
  cp_settings_add_recent ("/nowhere/9.counterpoint", "nine", "t.csv"); /* one of them: no second line */
  g_assert_cmpuint (count_recent (), ==, 4);
  g_assert_true (gtk_widget_get_sensitive (clear));
  g_signal_emit_by_name (clear, "clicked");
  g_assert_cmpuint (count_recent (), ==, 0);
  g_assert_false (gtk_widget_get_sensitive (clear));
  gtk_drop_down_set_selected (n, 0);
  cp_settings_add_recent ("/nowhere/a.counterpoint", "a", "t.csv");
  g_assert_cmpuint (count_recent (), ==, 0); /* none are kept */
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_tour (void) {
  GtkWidget *window = show_preferences ();
  GtkSwitch *tour = find_control (window, "Show it with the mortgage sample");
  g_assert_true (gtk_switch_get_active (tour)); /* never seen */
  cp_settings_set_tour_seen (TRUE);
  g_assert_false (gtk_switch_get_active (tour));
  gtk_switch_set_active (tour, TRUE);
  g_assert_false (cp_settings_get_tour_seen ());
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  g_autofree char *folder = g_dir_make_tmp ("counterpoint-preferences-XXXXXX", NULL);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  cp_app_register_resource ();
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  actions = g_simple_action_group_new ();
  const GActionEntry entries[] = {{.name = "scheme", .state = "'system'", .change_state = change_state},
                                  {.name = "text-size", .state = "'100'", .change_state = change_state}};
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, 2, NULL);
  g_test_add_func ("/app/preferences/colours-and-size-are-the-actions-of-the-application", test_appearance);
  g_test_add_func ("/app/preferences/the-open-editor-follows-at-once", test_editor);
  g_test_add_func ("/app/preferences/as-many-recent-sessions-are-kept-as-wanted", test_recent);
  g_test_add_func ("/app/preferences/the-tour-can-be-had-again", test_tour);
  int status = g_test_run ();
  g_object_unref (actions);
  g_autofree char *inner = g_build_filename (folder, "counterpoint", NULL),
                  *file = g_build_filename (inner, "settings.ini", NULL);
  g_unlink (file);
  g_rmdir (inner);
  g_rmdir (folder);
  return status;
}
