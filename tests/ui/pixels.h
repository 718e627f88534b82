#pragma once
#include "tests/ui/display.h"
#include "ui/style/style.h"

/* How many pixels of what a widget looks like are of the colour @name. */
static inline guint
count_pixels (GtkWidget *widget, const char *name) {
  GdkRGBA colour;
  cairo_surface_t *surface = paint_widget (widget);
  guint n = 0;
  cp_style_lookup (widget, name, &colour);
  for (int y = 0; y < gtk_widget_get_height (widget); y++)
    for (int x = 0; x < gtk_widget_get_width (widget); x++)
      n += pixel_at (surface, x, y) == to_pixel (&colour);
  cairo_surface_destroy (surface);
  return n;
}
