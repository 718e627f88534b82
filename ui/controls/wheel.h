#pragma once
#include <gtk/gtk.h>

/* The wheel over a control that stands in something that scrolls. */
G_BEGIN_DECLS

/* A wheel over a table of thresholds means to scroll the table: @widget no longer takes it. */
void cp_wheel_ignore (GtkWidget *widget);

G_END_DECLS
