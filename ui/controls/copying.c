#include "ui/controls/copying.h"

#include "ui/controls/outlet.h"
#include "ui/controls/prose.h"

#include <string.h>

#define LONGEST 32 /* characters of a figure that a menu repeats */

typedef struct {
  GtkWidget *widget;
  char *title;
  CpCopyBuild build;
} Copying;

static void
copying_free (gpointer data) {
  Copying *self = data;
  g_free (self->title);
  g_free (self);
}

static gboolean
has_digit (const char *text) {
  return strpbrk (text, "0123456789") != NULL;
}

char *
cp_copying_find_figure (GtkWidget *widget, double x, double y) {
  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);
  GtkWidget *label = gtk_widget_pick (widget, x, y, GTK_PICK_DEFAULT);
  const char *text = label != NULL ? cp_prose_get_words (label) : NULL;
  if (text == NULL || !has_digit (text))
    return NULL;
  for (GtkWidget *above = label; above != NULL && above != widget; above = gtk_widget_get_parent (above)) {
    if (GTK_IS_BUTTON (above) || GTK_IS_EDITABLE (above))
      return NULL;
  }
  return g_strndup (text, strcspn (text, "\n"));
}

void
cp_copying_copy_figure (GtkWidget *widget, const char *figure) {
  g_return_if_fail (GTK_IS_WIDGET (widget) && figure != NULL);
  CpParcel *parcel = cp_parcel_new_bytes ("Figure", "txt", g_bytes_new (figure, strlen (figure)));
  if (g_utf8_strlen (figure, -1) <= LONGEST) {
    g_free (parcel->what);
    parcel->what = g_strdup (figure);
  } else {
    g_free (parcel->what);
    parcel->what = g_strdup ("the text");
  }
  cp_outlet_copy (widget, parcel);
}

static void
copy_figure (GSimpleAction *action, GVariant *value, gpointer data) {
  Copying *self = data;
  cp_copying_copy_figure (self->widget, g_variant_get_string (value, NULL));
}

static void
copy_table (GSimpleAction *action, GVariant *value, gpointer data) {
  Copying *self = data;
  g_autoptr (CpTable) table = self->build != NULL ? self->build (self->widget) : NULL;
  if (table == NULL)
    return;
  CpDataSource source = cp_data_source_of_table (table);
  cp_outlet_copy (self->widget, cp_parcel_new_csv (self->title, &source));
}

/* ---- the menu ---- */

/* (transfer full): underscores of names are no mnemonics */
static char *
dup_item (const char *figure) {
  g_auto (GStrv) parts = g_strsplit (figure, "_", -1);
  g_autofree char *plain = g_strjoinv ("__", parts);
  return g_utf8_strlen (figure, -1) <= LONGEST ? g_strdup_printf ("_Copy %s", plain)
                                               : g_strdup ("_Copy this text");
}

static GMenuModel *
make_model (const Copying *self, const char *figure) {
  GMenu *menu = g_menu_new ();
  if (figure != NULL) {
    g_autofree char *label = dup_item (figure);
    g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);
    g_menu_item_set_action_and_target (item, "copying.figure", "s", figure);
    g_menu_append_item (menu, item);
  }
  if (self->build != NULL)
    g_menu_append (menu, "Copy table as CS_V", "copying.table");
  return G_MENU_MODEL (menu);
}

static void
drop (GtkWidget *popover) {
  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
}

static gboolean
drop_closed (gpointer popover) {
  drop (popover);
  return G_SOURCE_REMOVE;
}

/* Later: the action of the item that was chosen is still to run. */
static void
closed (GtkPopover *popover) {
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, drop_closed, g_object_ref (popover), g_object_unref);
}

/* The menu is made where it is wanted and goes when it closes, or with the widget. */
static void
open_at (Copying *self, const char *figure, const GdkRectangle *place) {
  g_autoptr (GMenuModel) model = make_model (self, figure);
  GtkWidget *popover = gtk_popover_menu_new_from_model (model);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL, "Copy", -1);
  gtk_widget_set_parent (popover, self->widget);
  g_signal_connect (popover, "closed", G_CALLBACK (closed), NULL);
  g_signal_connect_object (self->widget, "destroy", G_CALLBACK (drop), popover, G_CONNECT_SWAPPED);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), place);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data) {
  Copying *self = data;
  g_autofree char *figure = cp_copying_find_figure (self->widget, x, y);
  if (figure == NULL && self->build == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  open_at (self, figure, &(GdkRectangle){(int)x, (int)y, 1, 1});
}

static gboolean
menu_key_pressed (GtkWidget *widget, GVariant *arguments, gpointer data) {
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  graphene_rect_t bounds;
  if (focus == NULL || !gtk_widget_compute_bounds (focus, widget, &bounds))
    return GDK_EVENT_PROPAGATE;
  open_at (data, NULL,
           &(GdkRectangle){(int)bounds.origin.x, (int)bounds.origin.y, (int)bounds.size.width,
                           (int)bounds.size.height});
  return GDK_EVENT_STOP;
}

static void
add_keys (Copying *self) {
  GtkShortcutController *keys = GTK_SHORTCUT_CONTROLLER (gtk_shortcut_controller_new ());
  GtkShortcutTrigger *menu = gtk_alternative_trigger_new (
      gtk_keyval_trigger_new (GDK_KEY_Menu, 0), gtk_keyval_trigger_new (GDK_KEY_F10, GDK_SHIFT_MASK));
  gtk_shortcut_controller_add_shortcut (
      keys, gtk_shortcut_new (menu, gtk_callback_action_new (menu_key_pressed, self, NULL)));
  gtk_shortcut_controller_add_shortcut (
      keys, gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_c, GDK_CONTROL_MASK),
                              gtk_named_action_new ("copying.table")));
  gtk_widget_add_controller (self->widget, GTK_EVENT_CONTROLLER (keys));
}

void
cp_copying_add (GtkWidget *widget, const char *title, CpCopyBuild build) {
  g_return_if_fail (GTK_IS_WIDGET (widget) && title != NULL);
  static const GActionEntry entries[] = {{.name = "figure", .parameter_type = "s", .activate = copy_figure},
                                         {.name = "table", .activate = copy_table}};
  Copying *self = g_new0 (Copying, 1);
  self->widget = widget;
  self->title = g_strdup (title);
  self->build = build;
  g_object_set_data_full (G_OBJECT (widget), "cp-copying", self, copying_free);
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, build != NULL ? 2 : 1, self);
  gtk_widget_insert_action_group (widget, "copying", G_ACTION_GROUP (actions));
  GtkGesture *click = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  if (build != NULL)
    add_keys (self);
}
