#pragma once
#include <gtk/gtk.h>

/* gtk_widget_dispose_template() lets go of bound children only; a child without a name would stay and be
 * warned about when the widget is finalised. */
static inline void
cp_dispose_template (GtkWidget *widget, GType type) {
  GtkWidget *child;
  gtk_widget_dispose_template (widget, type);
  while ((child = gtk_widget_get_first_child (widget)) != NULL)
    gtk_widget_unparent (child);
}

/* The focus vfunc of a widget of one child that chooses by grab_focus where a person begins: without it the
 * Tab key would begin there too, and never come to what stands before. */
static inline gboolean
cp_focus_only_child (GtkWidget *widget, GtkDirectionType direction) {
  return gtk_widget_child_focus (gtk_widget_get_first_child (widget), direction);
}
