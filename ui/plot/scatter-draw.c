#include "ui/plot/export.h"
#include "ui/plot/scatter-private.h"

#include <math.h>

#define VECTOR_MOST 20000 /* more points than these go into an export as a picture */
#define EXPORT_SCALE 2
#define LINK_RING 6

const char *
cp_scatter_get_colour (CpScatter *self, guint series) {
  return series < self->frame.series->len ? cp_frame_get_series (&self->frame, series)->colour : "agree_yes";
}

/* Across every panel that way, and as far as the outermost ones reach. */
static void
draw_threshold (CpScatter *self, CpPaint *paint, guint axis) {
  const CpFrame *frame = &self->frame;
  const CpScale *view = &frame->axes[axis].view;
  double value = self->thresholds[axis];
  if (isnan (value) || value < view->lo || value > view->hi)
    return;
  double at = floor (cp_scale_to_pixel (view, value)) + 0.5, most = cp_scatter_get_margin (self, CP_AXIS_X);
  double over = cp_frame_get_n_panels (frame) > 1 ? 0 : MAX (most, 4);
  cairo_save (paint->cr);
  cairo_set_dash (paint->cr, (const double[]){4, 3}, 2, 0);
  cairo_set_line_width (paint->cr, 1);
  cp_paint_set_colour (paint, "t1", 1);
  for (guint panel = 0; panel < cp_frame_get_n_panels (frame); panel++) {
    graphene_rect_t plot = cp_frame_get_panel (frame, panel);
    double x = plot.origin.x, y = plot.origin.y;
    if (axis == 0) {
      cairo_move_to (paint->cr, at + x - frame->plot.origin.x, y - over);
      cairo_line_to (paint->cr, at + x - frame->plot.origin.x, y + plot.size.height);
    } else {
      cairo_move_to (paint->cr, x, at + y - frame->plot.origin.y);
      cairo_line_to (paint->cr, x + plot.size.width + over, at + y - frame->plot.origin.y);
    }
  }
  cairo_stroke (paint->cr);
  cairo_restore (paint->cr);
}

/* What the two corners mean where the models part, while both lines are in sight. */
gboolean
cp_scatter_place_caption (CpScatter *self, CpPaint *paint, guint which, graphene_rect_t *out_box) {
  const graphene_rect_t *plot = &self->frame.plot;
  double x = cp_scale_to_pixel (&self->frame.axes[0].view, self->thresholds[0]), width, height;
  double y = cp_scale_to_pixel (&self->frame.axes[1].view, self->thresholds[1]);
  double right = plot->origin.x + plot->size.width, bottom = plot->origin.y + plot->size.height;
  if (cp_frame_get_n_panels (&self->frame) > 1 || self->captions[which] == NULL ||
      !(x > plot->origin.x && x < right) || !(y > plot->origin.y && y < bottom))
    return FALSE;
  cp_paint_measure (paint, CP_TEXT_STRONG, self->captions[which], &width, &height);
  double room = which == 0 ? x - plot->origin.x : right - x,
         tall = which == 0 ? y - plot->origin.y : bottom - y;
  if (width > room - 18 || tall < height + 10)
    return FALSE;
  double left = which == 0 ? plot->origin.x + 5 : rint (right - 9 - width) - 4;
  *out_box = GRAPHENE_RECT_INIT ((float)left, (float)(which == 0 ? plot->origin.y + 5 : floor (y) + 6),
                                 (float)width + 8, (float)height + 2);
  return TRUE;
}

/* Text on a ground of its own, or it is lost among points. */
static void
draw_captions (CpScatter *self, CpPaint *paint) {
  graphene_rect_t box;
  for (guint which = 0; which < 2; which++) {
    if (!cp_scatter_place_caption (self, paint, which, &box))
      continue;
    cp_paint_rounded (paint->cr, box.origin.x, box.origin.y, box.size.width, box.size.height, 2);
    cp_paint_set_colour (paint, "surface", 0.85);
    cairo_fill (paint->cr);
    cp_paint_text (paint, CP_TEXT_STRONG, "t1", self->captions[which], box.origin.x + 4, box.origin.y + 1, 0,
                   0, 0);
  }
}

/* Earlier places of the selected row as hollow dots on a dotted line that ends at (@x, @y). */
static void
draw_trail (CpScatter *self, CpPaint *paint, double x, double y) {
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (CpLassoPoint));
  cairo_save (paint->cr);
  cairo_set_dash (paint->cr, (const double[]){1.5, 2.5}, 2, 0);
  cairo_set_line_width (paint->cr, 1.2);
  cp_paint_set_colour (paint, "t1", 1);
  cairo_new_path (paint->cr); /* text leaves a point behind */
  for (gsize i = 0; i < self->n_trail; i++) {
    CpLassoPoint place;
    if (!cp_scatter_locate_place (self, self->trail[2 * i], self->trail[2 * i + 1], self->selected, &place.x,
                                  &place.y))
      continue; /* out of sight */
    g_array_append_val (places, place);
    cairo_line_to (paint->cr, place.x, place.y);
  }
  cairo_line_to (paint->cr, x, y);
  cairo_stroke (paint->cr);
  cairo_set_dash (paint->cr, NULL, 0, 0);
  for (guint i = 0; i < places->len; i++) {
    const CpLassoPoint *place = &g_array_index (places, CpLassoPoint, i);
    cairo_new_sub_path (paint->cr);
    cairo_arc (paint->cr, place->x, place->y, 3, 0, 2 * G_PI);
    cp_paint_set_colour (paint, "surface", 1);
    cairo_fill_preserve (paint->cr);
    cp_paint_set_colour (paint, "t1", 1);
    cairo_stroke (paint->cr);
  }
  cairo_restore (paint->cr);
}

/* The line from the selected row at (@x, @y) to what it is linked with, and the ring there. */
static void
draw_link (CpScatter *self, CpPaint *paint, double x, double y, double right) {
  double end_x, end_y;
  if (!cp_scatter_locate_place (self, self->link[0], self->link[1], self->link_row, &end_x, &end_y))
    return;
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
    cp_paint_tag (paint, self->link_label, end_x, end_y, right);
}

static void
draw_selected (CpScatter *self, CpPaint *paint) {
  graphene_rect_t bounds = cp_frame_get_bounds (&self->frame);
  double x, y, right = bounds.origin.x + bounds.size.width;
  if (!cp_scatter_locate (self, self->selected, &x, &y))
    return;
  graphene_rect_inset (&bounds, -CP_SCATTER_RING, -CP_SCATTER_RING);
  cairo_save (paint->cr);
  cairo_rectangle (paint->cr, bounds.origin.x, bounds.origin.y, bounds.size.width, bounds.size.height);
  cairo_clip (paint->cr);
  if (self->n_trail > 0)
    draw_trail (self, paint, x, y);
  if (self->link_row >= 0)
    draw_link (self, paint, x, y, right);
  cp_paint_ring (paint, cp_scatter_get_colour (self, self->points->series[self->selected]), x, y,
                 CP_SCATTER_RING);
  if (self->selected_label != NULL)
    cp_paint_tag (paint, self->selected_label, x, y, right);
  cairo_restore (paint->cr);
}

void
cp_scatter_draw_marks (CpScatter *self, CpPaint *paint) {
  draw_threshold (self, paint, 0);
  draw_threshold (self, paint, 1);
  draw_captions (self, paint);
  cp_scatter_draw_notes (self, paint);
  draw_selected (self, paint);
  cp_scatter_draw_lasso (self, paint);
}

static void
draw_vector_points (CpScatter *self, CpPaint *paint) {
  const graphene_rect_t bounds = cp_frame_get_bounds (&self->frame);
  CpPoints *points = self->points;
  g_autofree CpCloudSpec *spec = cp_scatter_make_spec (self, 1);
  double opacity = cp_raster_opacity (points->n_drawn, CP_SCATTER_RADIUS,
                                      (double)spec->raster.width * spec->raster.height);
  const gsize *first;
  const guint32 *order = cp_points_get_order (points, &first);
  for (gsize i = 0; i < points->n; i++) {
    guint32 row = order[i];
    double x, y;
    if (!cp_raster_locate (points, &spec->raster, row, &x, &y))
      continue;
    cp_paint_set_colour (paint, cp_scatter_get_colour (self, points->series[row]), opacity);
    cairo_arc (paint->cr, x + bounds.origin.x - CP_SCATTER_PAD, y + bounds.origin.y - CP_SCATTER_PAD,
               CP_SCATTER_RADIUS, 0, 2 * G_PI);
    cairo_fill (paint->cr);
  }
}

static void
draw_pictured_points (CpScatter *self, CpPaint *paint) {
  const graphene_rect_t bounds = cp_frame_get_bounds (&self->frame);
  g_autofree CpCloudSpec *spec = cp_scatter_make_spec (self, EXPORT_SCALE);
  cairo_surface_t *image =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, spec->raster.width, spec->raster.height);
  cairo_surface_flush (image);
  /* four bytes a pixel: cairo adds no padding to such rows */
  cp_raster_draw (self->points, &spec->raster, (guint32 *)(gpointer)cairo_image_surface_get_data (image),
                  NULL);
  cairo_surface_mark_dirty (image);
  cairo_save (paint->cr);
  cairo_translate (paint->cr, bounds.origin.x - CP_SCATTER_PAD, bounds.origin.y - CP_SCATTER_PAD);
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
  if (self->points != NULL && self->points->n_drawn > VECTOR_MOST)
    draw_pictured_points (self, &paint);
  else if (self->points != NULL)
    draw_vector_points (self, &paint);
  cp_scatter_draw_decor (self, &paint);
  cp_scatter_draw_marks (self, &paint);
  cp_paint_end (&paint);
}

gboolean
cp_scatter_export (CpScatter *self, const char *path, GError **error) {
  g_return_val_if_fail (CP_IS_SCATTER (self) && path != NULL, FALSE);
  return cp_export_drawing (path, MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1),
                            MAX (gtk_widget_get_height (GTK_WIDGET (self)), 1), cp_scatter_draw, self, error);
}
