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
