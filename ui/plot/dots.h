#pragma once
#include <gtk/gtk.h>

/* Some hundred or thousand dots drawn one by one, and how they are found: by the pointer, by keys that walk
 * them in the order of a value, and by the ring around the one under the cursor. */
G_BEGIN_DECLS

/* The dot nearest to (@at_x, @at_y), the first of equally near ones; -1 where none is within @reach.
 * @x, @y: (n): where they were drawn */
gint64 cp_dots_pick (const float *x, const float *y, gsize n, double at_x, double at_y, double reach);

/* (transfer full): the dots (n) by rising value, what is NaN first, ties by their number */
guint *cp_dots_order (const double *values, gsize n);
/* The place of @dot in @order (n); 0 where it is not there */
guint cp_dots_get_rank (const guint *order, gsize n, guint dot);

void cp_dots_append_ring (GtkWidget *chart, GtkSnapshot *snapshot, double x, double y);

G_END_DECLS
