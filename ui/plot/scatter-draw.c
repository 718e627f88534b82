#include "ui/plot/export.h"
#include "ui/plot/scatter-private.h"
#include "ui/style/style.h"

#include <math.h>

#define VECTOR_MOST 20000 /* more points than these go into an export as a picture */
#define EXPORT_SCALE 2
#define RING 8
#define LINK_RING 6

const char *
cp_scatter_get_colour (CpScatter *self, guint series) {
  return series < self->frame.series->len ? cp_frame_get_series (&self->frame, series)->colour : "agree_yes";
}

CpCloudSpec *
cp_scatter_make_spec (CpScatter *self, double scale) {
  CpCloudSpec *spec = g_new0 (CpCloudSpec, 1);
  const graphene_rect_t *plot = &self->frame.plot;
  const CpScale *x = &self->frame.axes[0].view, *y = &self->frame.axes[1].view;
  double pad = CP_SCATTER_PAD * scale, width = plot->size.width * scale, height = plot->size.height * scale;
  spec->raster = (CpRaster){.width = (int)(width + 2 * pad),
                            .height = (int)(height + 2 * pad),
                            .x = {.lo = x->lo, .hi = x->hi, .start = pad, .length = width},
                            .y = {.lo = y->lo, .hi = y->hi, .start = pad + height, .length = -height},
                            .clip = scale,
                            .radius = CP_SCATTER_RADIUS * scale,
                            .colours = spec->colours,
                            .is_hidden = spec->is_hidden};
  for (guint s = 0; s < CP_POINTS_SERIES; s++) {
    if (self->points->first[s] == self->points->first[s + 1])
      continue;
    cp_style_lookup (GTK_WIDGET (self), cp_scatter_get_colour (self, s), &spec->colours[s]);
    spec->is_hidden[s] = cp_scatter_is_hidden (self, s);
  }
  return spec;
}

static void
draw_threshold (CpScatter *self, CpPaint *paint, guint axis) {
  const graphene_rect_t *plot = &self->frame.plot;
  const CpScale *view = &self->frame.axes[axis].view;
  double value = self->thresholds[axis];
  if (isnan (value) || value < view->lo || value > view->hi)
    return;
  double at = floor (cp_scale_to_pixel (view, value)) + 0.5;
  cairo_save (paint->cr);
  cairo_set_dash (paint->cr, (const double[]){4, 3}, 2, 0);
  cairo_set_line_width (paint->cr, 1);
  cp_paint_set_colour (paint, "t1", 1);
  if (axis == 0) {
    cairo_move_to (paint->cr, at, plot->origin.y - 4);
    cairo_line_to (paint->cr, at, plot->origin.y + plot->size.height);
  } else {
    cairo_move_to (paint->cr, plot->origin.x, at);
    cairo_line_to (paint->cr, plot->origin.x + plot->size.width + 4, at);
  }
  cairo_stroke (paint->cr);
  cairo_restore (paint->cr);
}

/* Earlier places of the selected row as hollow dots on a dotted line that ends at (@x, @y). */
static void
draw_trail (CpScatter *self, CpPaint *paint, double x, double y) {
  const CpScale *across = &self->frame.axes[0].view, *up = &self->frame.axes[1].view;
  cairo_save (paint->cr);
  cairo_set_dash (paint->cr, (const double[]){1.5, 2.5}, 2, 0);
  cairo_set_line_width (paint->cr, 1.2);
  cp_paint_set_colour (paint, "t1", 1);
  for (gsize i = 0; i < self->n_trail; i++)
    cairo_line_to (paint->cr, cp_scale_to_pixel (across, self->trail[2 * i]),
                   cp_scale_to_pixel (up, self->trail[2 * i + 1]));
  cairo_line_to (paint->cr, x, y);
  cairo_stroke (paint->cr);
  cairo_set_dash (paint->cr, NULL, 0, 0);
  for (gsize i = 0; i < self->n_trail; i++) {
    cairo_new_sub_path (paint->cr);
    cairo_arc (paint->cr, cp_scale_to_pixel (across, self->trail[2 * i]),
               cp_scale_to_pixel (up, self->trail[2 * i + 1]), 3, 0, 2 * G_PI);
    cp_paint_set_colour (paint, "surface", 1);
    cairo_fill_preserve (paint->cr);
    cp_paint_set_colour (paint, "t1", 1);
    cairo_stroke (paint->cr);
  }
  cairo_restore (paint->cr);
}

/* The line from the selected row at (@x, @y) to what it is linked with, and the ring there. */
static void
draw_link (CpScatter *self, CpPaint *paint, double x, double y) {
  const graphene_rect_t *plot = &self->frame.plot;
  double end_x = cp_scale_to_pixel (&self->frame.axes[0].view, self->link[0]);
  double end_y = cp_scale_to_pixel (&self->frame.axes[1].view, self->link[1]);
  cairo_save (paint->cr);
  cairo_move_to (paint->cr, x, y);
  cairo_line_to (paint->cr, end_x, end_y);
  cairo_set_line_width (paint->cr, 4); /* a rim, or it is lost among dense points */
  cp_paint_set_colour (paint, "surface", 0.85);
  cairo_stroke_preserve (paint->cr);
  cairo_set_line_width (paint->cr, 1.2);
  cp_paint_set_colour (paint, "t1", 1);
  cairo_stroke (paint->cr);
  cairo_restore (paint->cr);
  cp_paint_ring (paint, "agree_yes", end_x, end_y, LINK_RING);
  if (self->link_label != NULL)
    cp_paint_tag (paint, self->link_label, end_x, end_y, plot->origin.x + plot->size.width);
}

void
cp_scatter_draw_marks (CpScatter *self, CpPaint *paint) {
  const graphene_rect_t *plot = &self->frame.plot;
  double x, y;
  draw_threshold (self, paint, 0);
  draw_threshold (self, paint, 1);
  if (!cp_scatter_locate (self, self->selected, &x, &y))
    return;
  cairo_save (paint->cr);
  cairo_rectangle (paint->cr, plot->origin.x - RING, plot->origin.y - RING, plot->size.width + 2 * RING,
                   plot->size.height + 2 * RING);
  cairo_clip (paint->cr);
  if (self->n_trail > 0)
    draw_trail (self, paint, x, y);
  if (isfinite (self->link[0]) && isfinite (self->link[1]))
    draw_link (self, paint, x, y);
  cp_paint_ring (paint, cp_scatter_get_colour (self, self->points->series[self->selected]), x, y, RING);
  if (self->selected_label != NULL)
    cp_paint_tag (paint, self->selected_label, x, y, plot->origin.x + plot->size.width);
  cairo_restore (paint->cr);
}

static void
draw_vector_points (CpScatter *self, CpPaint *paint) {
  CpPoints *points = self->points;
  g_autofree CpCloudSpec *spec = cp_scatter_make_spec (self, 1);
  double opacity =
      cp_raster_opacity (points->n, CP_SCATTER_RADIUS, (double)spec->raster.width * spec->raster.height);
  for (gsize i = 0; i < points->n; i++) {
    guint32 row = points->order[i];
    double x, y;
    if (!cp_raster_locate (points, &spec->raster, row, &x, &y))
      continue;
    cp_paint_set_colour (paint, cp_scatter_get_colour (self, points->series[row]), opacity);
    cairo_arc (paint->cr, x + self->frame.plot.origin.x - CP_SCATTER_PAD,
               y + self->frame.plot.origin.y - CP_SCATTER_PAD, CP_SCATTER_RADIUS, 0, 2 * G_PI);
    cairo_fill (paint->cr);
  }
}

static void
draw_pictured_points (CpScatter *self, CpPaint *paint) {
  g_autofree CpCloudSpec *spec = cp_scatter_make_spec (self, EXPORT_SCALE);
  cairo_surface_t *image =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, spec->raster.width, spec->raster.height);
  cairo_surface_flush (image);
  /* four bytes a pixel: cairo adds no padding to such rows */
  cp_raster_draw (self->points, &spec->raster, (guint32 *)(gpointer)cairo_image_surface_get_data (image),
                  NULL);
  cairo_surface_mark_dirty (image);
  cairo_save (paint->cr);
  cairo_translate (paint->cr, self->frame.plot.origin.x - CP_SCATTER_PAD,
                   self->frame.plot.origin.y - CP_SCATTER_PAD);
  cairo_scale (paint->cr, 1.0 / EXPORT_SCALE, 1.0 / EXPORT_SCALE);
  cairo_set_source_surface (paint->cr, image, 0, 0);
  cairo_paint (paint->cr);
  cairo_restore (paint->cr);
  cairo_surface_destroy (image);
}

void
cp_scatter_draw (cairo_t *cr, gpointer data) {
  CpScatter *self = data;
  CpPaint paint;
  cp_paint_begin (&paint, GTK_WIDGET (self), cr);
  cp_paint_set_colour (&paint, "surface", 1);
  cairo_paint (cr);
  cp_frame_draw (&self->frame, &paint);
  if (self->points != NULL && self->points->n > VECTOR_MOST)
    draw_pictured_points (self, &paint);
  else if (self->points != NULL)
    draw_vector_points (self, &paint);
  cp_scatter_draw_marks (self, &paint);
  cp_paint_end (&paint);
}

gboolean
cp_scatter_export (CpScatter *self, const char *path, GError **error) {
  g_return_val_if_fail (CP_IS_SCATTER (self) && path != NULL, FALSE);
  return cp_export_drawing (path, MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1),
                            MAX (gtk_widget_get_height (GTK_WIDGET (self)), 1), cp_scatter_draw, self, error);
}
