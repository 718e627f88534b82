#include "ui/plot/export.h"

#include "core/base/error.h"
#include "core/base/file.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <string.h>

#define POINTS_A_PIXEL (72.0 / 96.0)

static const char *const suffixes[] = {
    [CP_EXPORT_PNG] = "png", [CP_EXPORT_SVG] = "svg", [CP_EXPORT_PDF] = "pdf"};

const char *
cp_export_get_suffix (CpExportFormat format) {
  g_return_val_if_fail (format < G_N_ELEMENTS (suffixes), NULL);
  return suffixes[format];
}

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length) {
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
make_surface (CpExportFormat format, double scale, double width, double height, GByteArray *bytes) {
  switch (format) {
  case CP_EXPORT_SVG:
    return cairo_svg_surface_create_for_stream (append, bytes, width * scale, height * scale);
  case CP_EXPORT_PDF:
    return cairo_pdf_surface_create_for_stream (append, bytes, width * scale, height * scale);
  case CP_EXPORT_PNG:
  default:
    return cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)ceil (width * scale),
                                       (int)ceil (height * scale));
  }
}

GBytes *
cp_export_render (CpExportFormat format, double scale, double width, double height, CpDrawFunc draw,
                  gpointer data, GError **error) {
  g_return_val_if_fail (scale > 0 && width > 0 && height > 0 && draw != NULL, NULL);
  GByteArray *bytes = g_byte_array_new ();
  scale = format == CP_EXPORT_PNG ? scale : POINTS_A_PIXEL;
  cairo_surface_t *surface = make_surface (format, scale, width, height, bytes);
  cairo_t *cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  draw (cr, data);
  cairo_destroy (cr);
  if (format == CP_EXPORT_PNG)
    cairo_surface_write_to_png_stream (surface, append, bytes);
  cairo_surface_finish (surface);
  cairo_status_t status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  g_autoptr (GBytes) content = g_byte_array_free_to_bytes (bytes);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_steal_pointer (&content);
  g_set_error (error, CP_ERROR, CP_ERROR_READ, "The chart could not be drawn: %s.",
               cairo_status_to_string (status));
  return NULL;
}

gboolean
cp_export_drawing (const char *path, double width, double height, CpDrawFunc draw, gpointer data,
                   GError **error) {
  g_return_val_if_fail (path != NULL, FALSE);
  const char *suffix = strrchr (path, '.');
  guint format = 0;
  while (format < G_N_ELEMENTS (suffixes) && (suffix == NULL || !g_str_equal (suffix + 1, suffixes[format])))
    format++;
  if (format == G_N_ELEMENTS (suffixes)) {
    g_autofree char *shown = g_filename_display_name (path);
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: a chart is written as .png, .svg or .pdf, and the name ends in none of them.", shown);
    return FALSE;
  }
  g_autoptr (GBytes) bytes = cp_export_render (format, CP_EXPORT_SCALE, width, height, draw, data, error);
  return bytes != NULL &&
         cp_write_file (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}
