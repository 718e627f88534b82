#include "ui/controls/badge.h"

struct _CpBadge {
  GtkWidget parent_instance;
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (CpBadge, cp_badge, GTK_TYPE_WIDGET)

static void
cp_badge_dispose (GObject *object) {
  CpBadge *self = CP_BADGE (object);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_badge_parent_class)->dispose (object);
}

static void
cp_badge_class_init (CpBadgeClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_badge_dispose;
  gtk_widget_class_set_css_name (widget_class, "cpbadge");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
cp_badge_init (CpBadge *self) {
  self->label = gtk_label_new (NULL);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
cp_badge_new (const char *letter) {
  g_return_val_if_fail (letter != NULL, NULL);
  CpBadge *self = g_object_new (CP_TYPE_BADGE, NULL);
  gtk_label_set_text (GTK_LABEL (self->label), letter);
  if (g_str_equal (letter, "A"))
    gtk_widget_add_css_class (GTK_WIDGET (self), "cp-a");
  else if (g_str_equal (letter, "B"))
    gtk_widget_add_css_class (GTK_WIDGET (self), "cp-b");
  return GTK_WIDGET (self);
}
