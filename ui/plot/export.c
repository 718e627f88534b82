#include "ui/plot/export.h"

#include "core/base/error.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <string.h>

#define PNG_SCALE 2
#define POINTS_A_PIXEL (72.0 / 96.0)

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length) {
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
make_surface (const char *path, double width, double height, GByteArray *bytes, double *out_scale) {
  if (g_str_has_suffix (path, ".png")) {
    *out_scale = PNG_SCALE;
    return cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)ceil (width * PNG_SCALE),
                                       (int)ceil (height * PNG_SCALE));
  }
  *out_scale = POINTS_A_PIXEL;
  if (g_str_has_suffix (path, ".svg"))
    return cairo_svg_surface_create_for_stream (append, bytes, width * *out_scale, height * *out_scale);
  if (g_str_has_suffix (path, ".pdf"))
    return cairo_pdf_surface_create_for_stream (append, bytes, width * *out_scale, height * *out_scale);
  return NULL;
}

gboolean
cp_export_drawing (const char *path, double width, double height, CpDrawFunc draw, gpointer data,
                   GError **error) {
  g_return_val_if_fail (path != NULL && width > 0 && height > 0 && draw != NULL, FALSE);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *shown = g_filename_display_name (path);
  double scale;
  cairo_surface_t *surface = make_surface (path, width, height, bytes, &scale);
  if (surface == NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: a chart is written as .png, .svg or .pdf, and the name ends in none of them.", shown);
    return FALSE;
  }
  cairo_t *cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  draw (cr, data);
  cairo_destroy (cr);
  if (g_str_has_suffix (path, ".png"))
    cairo_surface_write_to_png_stream (surface, append, bytes);
  cairo_surface_finish (surface);
  cairo_status_t status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, CP_ERROR, CP_ERROR_READ, "%s: the chart could not be drawn: %s.", shown,
                 cairo_status_to_string (status));
    return FALSE;
  }
  g_autoptr (GError) cause = NULL;
  if (g_file_set_contents (path, (const char *)bytes->data, (gssize)bytes->len, &cause))
    return TRUE;
  const char *reason = strrchr (cause->message, ':'); /* before it stands the name of a temporary file */
  g_set_error (error, CP_ERROR, CP_ERROR_READ, "%s: the chart could not be written: %s.", shown,
               reason != NULL ? reason + 2 : cause->message);
  return FALSE;
}
