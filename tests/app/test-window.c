#include "app/application.h"
#include "app/shortcuts.h"
#include "app/window/window.h"
#include "tests/app/started.h"
#include "tests/ui/display.h"
#include "ui/controls/lazy-menu.h"
#include "ui/style/text-size.h"

#include <string.h>

/* The window as a whole, without a session: what its menus and the shortcuts window say. */

/* Adds "win.save" → its label for every item of @model and what is in it. */
static void
read_menu (GMenuModel *model, GHashTable *labels) {
  static const char *const links[] = {G_MENU_LINK_SECTION, G_MENU_LINK_SUBMENU};
  for (int i = 0; i < g_menu_model_get_n_items (model); i++) {
    g_autofree char *action = NULL, *label = NULL;
    g_menu_model_get_item_attribute (model, i, G_MENU_ATTRIBUTE_LABEL, "s", &label);
    if (g_menu_model_get_item_attribute (model, i, G_MENU_ATTRIBUTE_ACTION, "s", &action))
      g_hash_table_insert (labels, g_steal_pointer (&action), g_steal_pointer (&label));
    for (guint l = 0; l < G_N_ELEMENTS (links); l++) {
      g_autoptr (GMenuModel) link = g_menu_model_get_item_link (model, i, links[l]);
      if (link != NULL)
        read_menu (link, labels);
    }
  }
}

static void
read_widgets (GtkWidget *widget, GHashTable *labels) {
  if (GTK_IS_MENU_BUTTON (widget)) {
    GMenuModel *model = cp_lazy_menu_get (GTK_MENU_BUTTON (widget));
    if (model == NULL)
      model = gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (widget));
    if (model != NULL)
      read_menu (model, labels);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    read_widgets (child, labels);
}

static void
assert_labelled (GActionGroup *group, const char *prefix, GHashTable *labels) {
  g_auto (GStrv) names = g_action_group_list_actions (group);
  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *full = g_strconcat (prefix, ".", names[i], NULL);
    const char *label = g_hash_table_lookup (labels, full);
    label = label != NULL ? label : cp_shortcuts_find (full);
    /* buttons with words of their own, filled menus */
    static const char *const elsewhere[] = {"win.revert", "win.open-recent", NULL};
    if (label == NULL && !g_strv_contains (elsewhere, full))
      g_error ("%s is in no menu and not in the shortcuts window", full);
  }
}

static void
test_actions (void) {
  CpApplication *application = start_application ();
  GtkWidget *window = cp_window_new (GTK_APPLICATION (application));
  g_autoptr (GHashTable) labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  read_widgets (window, labels);
  assert_labelled (G_ACTION_GROUP (window), "win", labels);
  assert_labelled (G_ACTION_GROUP (application), "app", labels);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (application);
}

/* Every key of the application is in the shortcuts window: none is secret, and none is told that is not. */
static void
test_keys (void) {
  CpApplication *application = start_application ();
  g_auto (GStrv) described = gtk_application_list_action_descriptions (GTK_APPLICATION (application));
  GtkWidget *window = cp_shortcuts_new (NULL, GTK_APPLICATION (application));
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  collect_widgets (window, GTK_TYPE_LABEL, labels);
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < labels->len; i++) {
    g_assert_cmpstr (gtk_label_get_text (labels->pdata[i]), !=, "");
    g_hash_table_add (said, (gpointer)gtk_label_get_text (labels->pdata[i]));
  }
  for (guint i = 0; described[i] != NULL; i++) {
    g_auto (GStrv) keys = gtk_application_get_accels_for_action (GTK_APPLICATION (application), described[i]);
    const char *words = cp_shortcuts_find (described[i]);
    guint value;
    GdkModifierType modifiers;
    if (words == NULL || !g_hash_table_contains (said, words))
      g_error ("%s has a key that the shortcuts window does not tell", described[i]);
    g_assert_true (gtk_accelerator_parse (keys[0], &value, &modifiers));
    g_autofree char *label = gtk_accelerator_get_label (value, modifiers);
    g_assert_true (g_hash_table_contains (said, label));
  }
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (application);
}

/* GTK's own was 1 740 pixels wide at 150 %: half of it lay beyond the screen. */
static void
test_keys_in_reach (void) {
  CpApplication *application = start_application ();
  GtkWidget *window = cp_shortcuts_new (NULL, GTK_APPLICATION (application));
  cp_text_size_set_scale (2);
  gtk_window_present (GTK_WINDOW (window));
  wait_for_draws (window);
  int least;
  gtk_widget_measure (window, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, <=, 900);
  cp_text_size_set_scale (1);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (application);
}

static void
test_text_size (void) {
  g_autofree char *css = cp_text_size_apply ("/* note */ .a { font-size: 13px; padding: 6px; min-height: "
                                             "1px; }\nscale > trough > slider { min-width: "
                                             "10px; }\n.b { min-height: 28px; -gtk-icon-size: 14px; }",
                                             1.5);
  g_assert_cmpstr (
      css, ==,
      "/* note */ .a { font-size: 20px; padding: 6px; min-height: 1px; }\nscale > trough > slider { "
      "min-width: 10px; }\n.b { min-height: 42px; -gtk-icon-size: 21px; }");
  g_autofree char *same = cp_text_size_apply (".a { font-size: 13px; }", 1);
  g_assert_cmpstr (same, ==, ".a { font-size: 13px; }");
}

/* The window grows with its text and comes back to what it was. */
static void
test_text_size_of_window (void) {
  CpApplication *application = start_application ();
  GtkWidget *label = gtk_label_new ("Counterpoint"), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_size_request (box, 120, -1);
  gtk_box_append (GTK_BOX (box), label);
  GtkWidget *window = show_widget (box, 300, 200);
  int before, larger, after, width;
  gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, -1, NULL, &before, NULL, NULL);
  cp_text_size_set_scale (2);
  wait_for_draws (label);
  gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, -1, NULL, &larger, NULL, NULL);
  gtk_widget_get_size_request (box, &width, NULL);
  g_assert_cmpint (width, ==, 240);
  cp_text_size_set_scale (1);
  wait_for_draws (label);
  gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, -1, NULL, &after, NULL, NULL);
  gtk_widget_get_size_request (box, &width, NULL);
  g_assert_cmpint (width, ==, 120);
  g_assert_cmpint (larger, >=, 2 * before - 4);
  g_assert_cmpint (after, ==, before);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (application);
}

int
main (int argc, char **argv) {
  g_autofree char *folder = g_dir_make_tmp ("cp-window-XXXXXX", NULL);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/window/every-action-has-a-label", test_actions);
  g_test_add_func ("/app/window/every-key-is-in-the-shortcuts-window", test_keys);
  g_test_add_func ("/app/window/the-shortcuts-fit-a-small-screen-at-any-size-of-text", test_keys_in_reach);
  g_test_add_func ("/app/text-size/multiplies-sizes-for-text-only", test_text_size);
  g_test_add_func ("/app/text-size/the-window-follows-and-comes-back", test_text_size_of_window);
  return g_test_run ();
}
