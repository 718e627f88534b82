#pragma once
#include <gtk/gtk.h>

/* A tooltip whose words change often. gtk_widget_set_tooltip_text() asks the display server where the pointer
 * is each time (a round trip; with an effect beside each value a third of an edit's time): here the words are
 * kept and handed out when somebody points. Assistive tools hear them as the
 * widget's description, as they do GTK's. */
G_BEGIN_DECLS

/* @text: (nullable): none */
void cp_tooltip_set (GtkWidget *widget, const char *text);
const char *cp_tooltip_get (GtkWidget *widget); /* (nullable) (transfer none) */

G_END_DECLS
