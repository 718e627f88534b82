#include "ui/controls/choice.h"

#define BUTTON_CHARS 16
#define LIST_CHARS 60
#define SEARCH_FROM 12

static void
setup_item (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), GPOINTER_TO_INT (data));
  gtk_list_item_set_child (item, label);
}

static void
bind_item (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  GtkStringObject *text = gtk_list_item_get_item (item);
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), gtk_string_object_get_string (text));
}

static GtkListItemFactory *
make_factory (int n_chars) {
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_item), GINT_TO_POINTER (n_chars));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_item), NULL);
  return factory;
}

void
cp_choice_setup (GtkDropDown *choice) {
  g_return_if_fail (GTK_IS_DROP_DOWN (choice));
  g_autoptr (GtkListItemFactory) button = make_factory (BUTTON_CHARS), list = make_factory (LIST_CHARS);
  g_autoptr (GtkExpression) text = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  gtk_drop_down_set_factory (choice, button);
  gtk_drop_down_set_list_factory (choice, list);
  gtk_drop_down_set_expression (choice, text); /* what a search looks at */
}

void
cp_choice_set_names (GtkDropDown *choice, const char *const *names) {
  g_return_if_fail (GTK_IS_DROP_DOWN (choice) && names != NULL);
  g_autoptr (GtkStringList) list = gtk_string_list_new (names);
  gtk_drop_down_set_model (choice, G_LIST_MODEL (list));
  gtk_drop_down_set_enable_search (choice, g_list_model_get_n_items (G_LIST_MODEL (list)) > SEARCH_FROM);
}

const char *
cp_choice_get (GtkDropDown *choice) {
  g_return_val_if_fail (GTK_IS_DROP_DOWN (choice), NULL);
  GtkStringObject *item = gtk_drop_down_get_selected_item (choice);
  return item != NULL ? gtk_string_object_get_string (item) : NULL;
}

guint
cp_choice_find (GtkDropDown *choice, const char *text) {
  g_return_val_if_fail (GTK_IS_DROP_DOWN (choice), 0);
  GListModel *names = gtk_drop_down_get_model (choice);
  for (guint i = 0; text != NULL && names != NULL && i < g_list_model_get_n_items (names); i++) {
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (names), i), text))
      return i;
  }
  return 0;
}
