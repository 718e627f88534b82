#include "app/panels/column-picker.h"

#define LIST_HEIGHT 240
#define LIST_CHARS 40

struct _CpColumnPicker {
  GtkWidget parent_instance;
  GtkWidget *button, *popover, *search;
  GtkStringFilter *filter;
  GtkFilterListModel *shown; /* over a GtkStringList */
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (CpColumnPicker, cp_column_picker, GTK_TYPE_WIDGET)

static guint picked;

static void
pick (CpColumnPicker *self, guint position) {
  g_autoptr (GtkStringObject) item = g_list_model_get_item (G_LIST_MODEL (self->shown), position);
  if (item == NULL)
    return;
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  g_signal_emit (self, picked, 0, gtk_string_object_get_string (item));
}

static void
search_changed (CpColumnPicker *self) {
  gtk_string_filter_set_search (self->filter, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static void
search_activated (CpColumnPicker *self) {
  pick (self, 0);
}

/* Every time the list opens it is whole, and what is typed searches it. */
static void
popover_shown (CpColumnPicker *self) {
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_grab_focus (self->search);
}

static void
setup_item (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), LIST_CHARS);
  gtk_list_item_set_child (item, label);
}

static void
bind_item (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  GtkStringObject *text = gtk_list_item_get_item (item);
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), gtk_string_object_get_string (text));
}

/* Another list is other widgets in the popover. */
static gboolean
has_names (GListModel *list, const char *const *names) {
  if (list == NULL || g_list_model_get_n_items (list) != g_strv_length ((char **)names))
    return FALSE;
  for (guint i = 0; names[i] != NULL; i++) {
    if (!g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (list), i), names[i]))
      return FALSE;
  }
  return TRUE;
}

void
cp_column_picker_set_names (CpColumnPicker *self, const char *const *names) {
  g_return_if_fail (CP_IS_COLUMN_PICKER (self) && names != NULL);
  if (!has_names (gtk_filter_list_model_get_model (self->shown), names)) {
    g_autoptr (GtkStringList) list = gtk_string_list_new (names);
    gtk_filter_list_model_set_model (self->shown, G_LIST_MODEL (list));
  }
  gtk_widget_set_sensitive (self->button, names[0] != NULL);
}

static void
cp_column_picker_dispose (GObject *object) {
  CpColumnPicker *self = CP_COLUMN_PICKER (object);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->shown);
  G_OBJECT_CLASS (cp_column_picker_parent_class)->dispose (object);
}

static void
cp_column_picker_class_init (CpColumnPickerClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_column_picker_dispose;
  picked = g_signal_new ("picked", CP_TYPE_COLUMN_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                         1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_list (CpColumnPicker *self) {
  GtkExpression *text = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  self->filter = gtk_string_filter_new (text);
  self->shown = gtk_filter_list_model_new (NULL, g_object_ref (GTK_FILTER (self->filter)));
  g_object_unref (self->filter); /* the model holds it */
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_item), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_item), NULL);
  GtkNoSelection *selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->shown)));
  self->list = gtk_list_view_new (GTK_SELECTION_MODEL (selection), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (self->list), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, "Columns", -1);
  g_signal_connect_swapped (self->list, "activate", G_CALLBACK (pick), self);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  return scroller;
}

static void
cp_column_picker_init (CpColumnPicker *self) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", "Search columns", NULL); /* its setter is newer than 4.8 */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Search columns", -1);
  gtk_box_append (GTK_BOX (box), self->search);
  gtk_box_append (GTK_BOX (box), make_list (self));
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (search_changed), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (search_activated), self);
  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  g_signal_connect_swapped (self->popover, "show", G_CALLBACK (popover_shown), self);
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->button), "list-add-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), self->popover);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

GtkWidget *
cp_column_picker_new (const char *label) {
  g_return_val_if_fail (label != NULL, NULL);
  CpColumnPicker *self = g_object_new (CP_TYPE_COLUMN_PICKER, NULL);
  gtk_widget_set_tooltip_text (self->button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (self);
}
