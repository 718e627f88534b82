#include "ui/plot/frontier-private.h"

#include <math.h>

#define LINE 2 /* width of a curve */
#define DOT 4.5
#define NAME 9 /* between a curve and the middle of its letter */

/* Along the line between two vertices, level after the last one; NaN before the first that is defined. */
static double
get_height (const CpPolyline *line, double x) {
  if (line->n == 0 || !(x >= line->x[0]))
    return NAN;
  gsize i = 0;
  while (i + 1 < line->n && line->x[i + 1] <= x)
    i++;
  if (i + 1 == line->n || x == line->x[i])
    return line->y[i];
  double share = (x - line->x[i]) / (line->x[i + 1] - line->x[i]);
  return line->y[i] + share * (line->y[i + 1] - line->y[i]);
}

static void
add_vertex (double x, double y, gboolean starts, gpointer data) {
  if (starts)
    cairo_move_to (data, x, y);
  else
    cairo_line_to (data, x, y);
}

static const char *
get_colour (CpFrontierChart *self, guint curve) {
  return cp_frame_get_series (cp_frontier_get_frame (self), curve)->colour;
}

/* The curve, and level on to the end of the axis: a wider limit is never dearer. */
static void
draw_curve (CpFrontierChart *self, CpPaint *paint, guint i) {
  const CpFrontierCurve *curve = cp_frontier_get_curve (self, i);
  const CpScale *x = &cp_frontier_get_frame (self)->axes[0].view,
                *y = &cp_frontier_get_frame (self)->axes[1].view;
  cp_polyline_thin (&curve->line, x, y, add_vertex, paint->cr);
  gsize last = curve->line.n - 1;
  if (curve->line.n > 0 && !isnan (curve->line.y[last]) && x->hi > curve->line.x[last])
    cairo_line_to (paint->cr, x->start + x->length, cp_scale_to_pixel (y, curve->line.y[last]));
  cairo_set_line_width (paint->cr, LINE);
  cairo_set_line_join (paint->cr, CAIRO_LINE_JOIN_ROUND);
  cp_paint_set_colour (paint, get_colour (self, i), 1);
  cairo_stroke (paint->cr);
}

/* Where the curve stands at the right end of the plot, in pixels. */
static double
get_end (CpFrontierChart *self, guint i) {
  return cp_frontier_to_pixel (
      self, 1,
      get_height (&cp_frontier_get_curve (self, i)->line, cp_frontier_get_frame (self)->axes[0].view.hi));
}

/* The letters of the curves at their ends, since colours alone would not tell them apart: over the upper one,
 * under the other. */
static void
draw_names (CpFrontierChart *self, CpPaint *paint) {
  const graphene_rect_t *plot = &cp_frontier_get_frame (self)->plot;
  for (guint i = 0; i < self->curves->len && self->curves->len > 1; i++) {
    double end = get_end (self, i);
    gboolean is_under = FALSE;
    for (guint other = 0; other < self->curves->len; other++)
      is_under = is_under || get_end (self, other) < end || (get_end (self, other) == end && other < i);
    if (!isnan (end))
      cp_paint_text (paint, CP_TEXT_LEGEND, "t1", cp_frame_get_series (cp_frontier_get_frame (self), i)->name,
                     plot->origin.x + plot->size.width - 2, is_under ? end + NAME : end - NAME, 1, 0.5, 0);
  }
}

static void
draw_dot (CpPaint *paint, const char *colour, double x, double y, gboolean is_hollow) {
  cairo_new_sub_path (paint->cr);
  cairo_arc (paint->cr, x, y, DOT + 1.5, 0, 2 * G_PI);
  cp_paint_set_colour (paint, "surface", 1);
  cairo_fill (paint->cr);
  cairo_arc (paint->cr, x, y, DOT, 0, 2 * G_PI);
  cp_paint_set_colour (paint, colour, 1);
  cairo_set_line_width (paint->cr, LINE);
  if (is_hollow)
    cairo_stroke (paint->cr);
  else
    cairo_fill (paint->cr);
}

/* The ring with its words, which stand where the plot has room for them. */
static void
draw_now (CpFrontierChart *self, CpPaint *paint, guint i) {
  const CpFrontierCurve *curve = cp_frontier_get_curve (self, i);
  const graphene_rect_t *plot = &cp_frontier_get_frame (self)->plot;
  double x = cp_frontier_to_pixel (self, 0, curve->now[0]), y = cp_frontier_to_pixel (self, 1, curve->now[1]);
  if (!isfinite (x) || !isfinite (y))
    return;
  g_autofree char *words =
      g_strdup_printf ("%s now", cp_frame_get_series (cp_frontier_get_frame (self), i)->name);
  gboolean is_left = x > plot->origin.x + plot->size.width * 0.7;
  draw_dot (paint, get_colour (self, i), x, y, TRUE);
  cp_paint_text (paint, CP_TEXT_LEGEND, "t1", words, is_left ? x - 9 : x + 9, y - 9, is_left ? 1 : 0, 0.5, 0);
}

static void
draw_limit (CpFrontierChart *self, CpPaint *paint) {
  const graphene_rect_t *plot = &cp_frontier_get_frame (self)->plot;
  double left = plot->origin.x, right = left + plot->size.width;
  double x = floor (CLAMP (cp_frontier_to_pixel (self, 0, self->limit), left, right)) + 0.5;
  cairo_save (paint->cr);
  cairo_set_dash (paint->cr, (const double[]){3, 2}, 2, 0);
  cairo_set_line_width (paint->cr, 1);
  cairo_move_to (paint->cr, x, plot->origin.y - 6);
  cairo_line_to (paint->cr, x, plot->origin.y + plot->size.height);
  cp_paint_set_colour (paint, "t1", 1);
  cairo_stroke (paint->cr);
  cairo_restore (paint->cr);
  gboolean is_right = right - x >= x - left;
  if (self->label != NULL)
    cp_paint_text (paint, CP_TEXT_AXIS, "t2", self->label, is_right ? x + 5 : x - 5, plot->origin.y - 2,
                   is_right ? 0 : 1, 0.5, (is_right ? right - x : x - left) - 5);
  for (guint i = self->curves->len; i-- > 0;) {
    const CpFrontierCurve *curve = cp_frontier_get_curve (self, i);
    double height = isnan (curve->dot) ? get_height (&curve->line, self->limit) : curve->dot;
    if (!isnan (height))
      draw_dot (paint, get_colour (self, i), x, cp_frontier_to_pixel (self, 1, height), FALSE);
  }
}

void
cp_frontier_chart_draw (CpChart *chart, CpPaint *paint) {
  CpFrontierChart *self = CP_FRONTIER_CHART (chart);
  cp_frame_draw (cp_frontier_get_frame (self), paint);
  for (guint i = self->curves->len; i-- > 0;) /* A over B where they meet */
    draw_curve (self, paint, i);
  draw_names (self, paint);
  if (!isnan (self->limit))
    draw_limit (self, paint);
  for (guint i = self->curves->len; i-- > 0;)
    draw_now (self, paint, i);
}
