#include "ui/controls/toast.h"

#define SHOWN_MS 4000 /* a short sentence is read in half of it */

struct _CpToast {
  GtkWidget parent_instance;
  GtkWidget *label;
  guint hide_source;
  gboolean is_under_pointer;
};

G_DEFINE_FINAL_TYPE (CpToast, cp_toast, GTK_TYPE_WIDGET)

static gboolean
hide (gpointer data) {
  CpToast *self = data;
  if (self->is_under_pointer)
    return G_SOURCE_CONTINUE;
  self->hide_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  return G_SOURCE_REMOVE;
}

static void
pointer_entered (CpToast *self) {
  self->is_under_pointer = TRUE;
}

static void
pointer_left (CpToast *self) {
  self->is_under_pointer = FALSE;
}

static void
cp_toast_dispose (GObject *object) {
  CpToast *self = CP_TOAST (object);
  g_clear_handle_id (&self->hide_source, g_source_remove);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_toast_parent_class)->dispose (object);
}

static void
cp_toast_class_init (CpToastClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_toast_dispose;
  gtk_widget_class_set_css_name (widget_class, "cptoast");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
cp_toast_init (CpToast *self) {
  self->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (pointer_entered), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (pointer_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
cp_toast_new (void) {
  return g_object_new (CP_TYPE_TOAST, NULL);
}

void
cp_toast_show (CpToast *self, const char *text) {
  g_return_if_fail (CP_IS_TOAST (self) && text != NULL);
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  g_clear_handle_id (&self->hide_source, g_source_remove);
  self->hide_source = g_timeout_add (SHOWN_MS, hide, self);
}

const char *
cp_toast_get_text (CpToast *self) {
  g_return_val_if_fail (CP_IS_TOAST (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self)) ? gtk_label_get_text (GTK_LABEL (self->label)) : NULL;
}
