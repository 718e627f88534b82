#pragma once
#include <gtk/gtk.h>

/* How large text is, 1 to 2, and with it everything that is measured for text: the style sheets' font sizes
 * and least heights and widths, the drawing of charts (which multiply by the scale themselves), the sizes
 * asked for in pixels. Spacing, radii, hairlines, handles and check marks stay as they are. */
G_BEGIN_DECLS

void cp_text_size_set_scale (double scale); /* 1 to 2; the whole program follows at once */
double cp_text_size_get_scale (void);
int cp_text_size_scale (int pixels); /* a size for text, asked for in pixels */

/* gtk_widget_set_size_request () for a size that changes while the widget is on the screen: in pixels at
 * scale 1. */
void cp_text_size_request (GtkWidget *widget, int width, int height);

/* Puts a style sheet of a resource on the default display, at the scale there is and the ones to come. */
void cp_text_size_add_sheet (const char *resource);

/* (transfer full): @css with its sizes for text multiplied */
char *cp_text_size_apply (const char *css, double scale);

G_END_DECLS
