#include "ui/plot/curve-private.h"
#include "ui/style/style.h"

#include <math.h>

#define LINE 2 /* width of a curve */

static void
add_vertex (double x, double y, gboolean starts, gpointer data) {
  CpCurveVertex vertex = {x, y, starts};
  g_array_append_val ((GArray *)data, vertex);
}

static gboolean
is_same_scale (const CpScale *a, const CpScale *b) {
  return a->lo == b->lo && a->hi == b->hi && a->start == b->start && a->length == b->length;
}

static void
add_path (CpCurveLine *curve, cairo_t *cr, const CpScale *x, const CpScale *y) {
  if (curve->thin == NULL || !is_same_scale (&curve->thin_at[0], x) ||
      !is_same_scale (&curve->thin_at[1], y)) {
    g_clear_pointer (&curve->thin, g_array_unref);
    curve->thin = g_array_new (FALSE, FALSE, sizeof (CpCurveVertex));
    curve->thin_at[0] = *x;
    curve->thin_at[1] = *y;
    cp_polyline_thin (&curve->line, x, y, add_vertex, curve->thin);
  }
  for (guint i = 0; i < curve->thin->len; i++) {
    const CpCurveVertex *vertex = &g_array_index (curve->thin, CpCurveVertex, i);
    if (vertex->starts)
      cairo_move_to (cr, vertex->x, vertex->y);
    else
      cairo_line_to (cr, vertex->x, vertex->y);
  }
}

static void
draw_diagonal (CpCurveChart *self, CpPaint *paint) {
  const CpScale *x = cp_curve_get_scale (self, 0), *y = cp_curve_get_scale (self, 1);
  cairo_save (paint->cr);
  cairo_set_dash (paint->cr, (const double[]){3, 3}, 2, 0);
  cairo_set_line_width (paint->cr, 1);
  cairo_move_to (paint->cr, cp_scale_to_pixel (x, x->lo), cp_scale_to_pixel (y, y->lo));
  cairo_line_to (paint->cr, cp_scale_to_pixel (x, x->hi), cp_scale_to_pixel (y, y->hi));
  cp_paint_set_colour (paint, "line2", 1);
  cairo_stroke (paint->cr);
  cairo_restore (paint->cr);
}

static void
draw_dot (CpPaint *paint, const char *colour, double x, double y) {
  cairo_new_sub_path (paint->cr);
  cairo_arc (paint->cr, x, y, 6, 0, 2 * G_PI);
  cp_paint_set_colour (paint, "surface", 1);
  cairo_fill (paint->cr);
  cairo_arc (paint->cr, x, y, 4.5, 0, 2 * G_PI);
  cp_paint_set_colour (paint, colour, 1);
  cairo_fill (paint->cr);
}

static void
draw_curves (CpCurveChart *self, CpPaint *paint) {
  const graphene_rect_t *plot = &cp_curve_get_frame (self)->plot;
  const CpScale *x = cp_curve_get_scale (self, 0), *y = cp_curve_get_scale (self, 1);
  cairo_save (paint->cr);
  cairo_rectangle (paint->cr, plot->origin.x - LINE, plot->origin.y - LINE, plot->size.width + 2 * LINE,
                   plot->size.height + 2 * LINE);
  cairo_clip (paint->cr);
  cairo_set_line_width (paint->cr, LINE);
  cairo_set_line_join (paint->cr, CAIRO_LINE_JOIN_ROUND);
  /* the first curve is drawn last: A lies over B where they meet */
  for (guint i = self->curves->len; i-- > 0;) {
    add_path (cp_curve_get_line (self, i), paint->cr, x, y);
    cp_paint_set_colour (paint, cp_frame_get_series (cp_curve_get_frame (self), i)->colour, 1);
    cairo_stroke (paint->cr);
  }
  cairo_restore (paint->cr);
}

void
cp_curve_chart_draw (CpChart *chart, CpPaint *paint) {
  CpCurveChart *self = CP_CURVE_CHART (chart);
  const graphene_rect_t *plot = &cp_curve_get_frame (self)->plot;
  cp_frame_draw (cp_curve_get_frame (self), paint);
  if (self->has_diagonal)
    draw_diagonal (self, paint);
  draw_curves (self, paint);
  for (guint i = self->curves->len; i-- > 0;) {
    CpCurveLine *curve = cp_curve_get_line (self, i);
    double x = cp_scale_to_pixel (cp_curve_get_scale (self, 0), curve->mark[0]);
    double y = cp_scale_to_pixel (cp_curve_get_scale (self, 1), curve->mark[1]);
    if (!isfinite (x) || !isfinite (y))
      continue;
    draw_dot (paint, cp_frame_get_series (cp_curve_get_frame (self), i)->colour, x, y);
    if (curve->label != NULL)
      cp_paint_tag (paint, curve->label, x, y, plot->origin.x + plot->size.width);
  }
}

void
cp_curve_chart_locate (CpChart *chart, double *out_x, double *out_y) {
  CpCurveChart *self = CP_CURVE_CHART (chart);
  const CpPolyline *line = &cp_curve_get_line (self, self->cursor_curve)->line;
  *out_x = cp_scale_to_pixel (cp_curve_get_scale (self, 0), line->x[self->cursor_vertex]);
  *out_y = cp_scale_to_pixel (cp_curve_get_scale (self, 1), line->y[self->cursor_vertex]);
}

void
cp_curve_chart_append_cursor (CpChart *chart, GtkSnapshot *snapshot) {
  CpCurveChart *self = CP_CURVE_CHART (chart);
  const graphene_rect_t *plot = &cp_curve_get_frame (self)->plot;
  double x, y;
  cp_curve_chart_locate (chart, &x, &y);
  GdkRGBA ink;
  cp_style_lookup (GTK_WIDGET (self), "t3", &ink);
  ink.alpha = 0.6f;
  gtk_snapshot_append_color (snapshot, &ink,
                             &GRAPHENE_RECT_INIT (floorf ((float)x), plot->origin.y, 1, plot->size.height));
  gtk_snapshot_append_color (snapshot, &ink,
                             &GRAPHENE_RECT_INIT (plot->origin.x, floorf ((float)y), plot->size.width, 1));
  cairo_t *cr =
      gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float)x - 8, (float)y - 8, 16, 16));
  CpPaint paint;
  cp_paint_begin (&paint, GTK_WIDGET (self), cr);
  draw_dot (&paint, cp_frame_get_series (cp_curve_get_frame (self), self->cursor_curve)->colour, x, y);
  cp_paint_end (&paint);
  cairo_destroy (cr);
}
