#pragma once
#include <gtk/gtk.h>

/* Brings a part of a widget into sight, where it lies in views that scroll. */
G_BEGIN_DECLS

/**
 * cp_reveal:
 * @part: in @widget's coordinates
 * @around: pixels kept in sight on every side of it as well, at most a third of a view
 *
 * A part that is larger than a view is shown from its beginning. Where everything is comes with the next
 * frame.
 *
 * Returns: whether anything scrolls
 */
gboolean cp_reveal (GtkWidget *widget, const graphene_rect_t *part, double around);

G_END_DECLS
