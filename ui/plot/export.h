#pragma once
#include <gtk/gtk.h>

/* A drawing as a picture: PNG at any scale, SVG or PDF. */
G_BEGIN_DECLS

typedef void (*CpDrawFunc) (cairo_t *cr, gpointer data);

typedef enum { CP_EXPORT_PNG, CP_EXPORT_SVG, CP_EXPORT_PDF } CpExportFormat;
#define CP_EXPORT_SCALE 2 /* of a PNG, where nothing else was asked for */

const char *cp_export_get_suffix (CpExportFormat format); /* "png", "svg", "pdf" */

/**
 * cp_export_render:
 * @scale: of a PNG: its pixels for each of the drawing's, 1 to 4; the others have none
 * @width, @height: of the drawing, in pixels (96 a inch)
 *
 * Returns: (transfer full) (nullable): the content of a file; NULL with @error set where cairo gives up
 */
GBytes *cp_export_render (CpExportFormat format, double scale, double width, double height, CpDrawFunc draw,
                          gpointer data, GError **error);

/**
 * cp_export_drawing:
 * @path: ends in .png (twice the pixels), .svg or .pdf
 *
 * Draws into memory and then writes the file in one piece (core/base/file.h).
 *
 * Returns: %FALSE with @error set for another suffix or a place that cannot be written; nothing is then left
 * there
 */
gboolean cp_export_drawing (const char *path, double width, double height, CpDrawFunc draw, gpointer data,
                            GError **error);

G_END_DECLS
