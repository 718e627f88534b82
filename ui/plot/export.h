#pragma once
#include <gtk/gtk.h>

/* A drawing as a file: the suffix chooses PNG, SVG or PDF. */
G_BEGIN_DECLS

typedef void (*CpDrawFunc) (cairo_t *cr, gpointer data);

/**
 * cp_export_drawing:
 * @path: ends in .png (twice the pixels), .svg or .pdf
 * @width, @height: of the drawing, in pixels (96 a inch)
 *
 * Draws into memory and then writes the file in one piece.
 *
 * Returns: %FALSE with @error set for another suffix or a place that cannot be written; nothing is then left
 * there
 */
gboolean cp_export_drawing (const char *path, double width, double height, CpDrawFunc draw, gpointer data,
                            GError **error);

G_END_DECLS
