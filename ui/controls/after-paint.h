#pragma once
#include <gtk/gtk.h>

/* What may be seen a frame later gives way to what a person waits for: the scores of an edited row are
 * painted first, then its line among the runs is made. */
G_BEGIN_DECLS

/* Calls @show once after the next frame of @widget's window; at once where there is none to wait for. Asked
 * again before, it is still called once; not at all for a widget that goes. One @show a widget. */
void cp_after_paint (GtkWidget *widget, void (*show) (GtkWidget *widget));

G_END_DECLS
