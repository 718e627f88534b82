#pragma once
#include <gtk/gtk.h>

/* A text for a place whose size others decide: a cell of a table, a figure in a line. Where a GtkLabel lays
 * out its whole window anew at each change of its text (measured: a page of figures took a frame for it),
 * a GtkInscription is only drawn again. What does not fit ends in an ellipsis. */
G_BEGIN_DECLS

GtkWidget *cp_inscription_new (double xalign); /* 0 left, 1 right; asks for a line's height and no width */

G_END_DECLS
