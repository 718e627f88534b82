#include "ui/plot/frontier.h"

#include "core/base/format.h"
#include "ui/plot/curve-data.h"
#include "ui/plot/frame.h"
#include "ui/plot/polyline.h"
#include "ui/style/style.h"

#include <math.h>

#define LINE 2     /* width of a curve */
#define STRIDE 10  /* how much farther a key goes with Shift */
#define ABOVE 0.12 /* of the y range kept free over and under the curves */
#define DOT 4.5
#define NAME 9 /* between a curve and the middle of its letter */

typedef struct {
  CpPolyline line;
  double now[2]; /* NaN: no ring */
  double dot;    /* NaN: on the line */
} Curve;

struct _CpFrontierChart {
  CpChart parent_instance; /* the series of its frame: the curves, then the ring of now */
  GArray *curves;
  char *axis_titles[2];
  double limit; /* NaN: none */
  char *label;
  double step;
  guint n_by_key;
  gsize cursor; /* a vertex */
  CpDescribeLimit describe;
  gpointer describe_data;
  GDestroyNotify describe_destroy;
};

G_DEFINE_FINAL_TYPE (CpFrontierChart, cp_frontier_chart, CP_TYPE_CHART)

static Curve *
get_curve (CpFrontierChart *self, guint i) {
  return &g_array_index (self->curves, Curve, i);
}

static CpFrame *
get_frame (CpFrontierChart *self) {
  return cp_chart_get_frame (CP_CHART (self));
}

static double
to_pixel (CpFrontierChart *self, guint axis, double value) {
  return cp_scale_to_pixel (&get_frame (self)->axes[axis].view, value);
}

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

/* --- drawing --- */

static void
add_vertex (double x, double y, gboolean starts, gpointer data) {
  if (starts)
    cairo_move_to (data, x, y);
  else
    cairo_line_to (data, x, y);
}

static const char *
get_colour (CpFrontierChart *self, guint curve) {
  return cp_frame_get_series (get_frame (self), curve)->colour;
}

/* The curve, and level on to the end of the axis: a wider limit is never dearer. */
static void
draw_curve (CpFrontierChart *self, CpPaint *paint, guint i) {
  const Curve *curve = get_curve (self, i);
  const CpScale *x = &get_frame (self)->axes[0].view, *y = &get_frame (self)->axes[1].view;
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
  return to_pixel (self, 1, get_height (&get_curve (self, i)->line, get_frame (self)->axes[0].view.hi));
}

/* The letters of the curves at their ends, since colours alone would not tell them apart: over the upper one,
 * under the other. */
static void
draw_names (CpFrontierChart *self, CpPaint *paint) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  for (guint i = 0; i < self->curves->len && self->curves->len > 1; i++) {
    double end = get_end (self, i);
    gboolean is_under = FALSE;
    for (guint other = 0; other < self->curves->len; other++)
      is_under = is_under || get_end (self, other) < end || (get_end (self, other) == end && other < i);
    if (!isnan (end))
      cp_paint_text (paint, CP_TEXT_LEGEND, "t1", cp_frame_get_series (get_frame (self), i)->name,
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
  const Curve *curve = get_curve (self, i);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  double x = to_pixel (self, 0, curve->now[0]), y = to_pixel (self, 1, curve->now[1]);
  if (!isfinite (x) || !isfinite (y))
    return;
  g_autofree char *words = g_strdup_printf ("%s now", cp_frame_get_series (get_frame (self), i)->name);
  gboolean is_left = x > plot->origin.x + plot->size.width * 0.7;
  draw_dot (paint, get_colour (self, i), x, y, TRUE);
  cp_paint_text (paint, CP_TEXT_LEGEND, "t1", words, is_left ? x - 9 : x + 9, y - 9, is_left ? 1 : 0, 0.5, 0);
}

static void
draw_limit (CpFrontierChart *self, CpPaint *paint) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  double left = plot->origin.x, right = left + plot->size.width;
  double x = floor (CLAMP (to_pixel (self, 0, self->limit), left, right)) + 0.5;
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
    const Curve *curve = get_curve (self, i);
    double height = isnan (curve->dot) ? get_height (&curve->line, self->limit) : curve->dot;
    if (!isnan (height))
      draw_dot (paint, get_colour (self, i), x, to_pixel (self, 1, height), FALSE);
  }
}

static CpTable *
cp_frontier_chart_get_data (CpChart *chart) {
  CpFrontierChart *self = CP_FRONTIER_CHART (chart);
  g_autofree const CpPolyline **lines = g_new (const CpPolyline *, self->curves->len + 1);
  for (guint i = 0; i < self->curves->len; i++)
    lines[i] = &get_curve (self, i)->line;
  return cp_curve_data_build (get_frame (self), lines, self->curves->len);
}

static void
cp_frontier_chart_draw (CpChart *chart, CpPaint *paint) {
  CpFrontierChart *self = CP_FRONTIER_CHART (chart);
  cp_frame_draw (get_frame (self), paint);
  for (guint i = self->curves->len; i-- > 0;) /* A over B where they meet */
    draw_curve (self, paint, i);
  draw_names (self, paint);
  if (!isnan (self->limit))
    draw_limit (self, paint);
  for (guint i = self->curves->len; i-- > 0;)
    draw_now (self, paint, i);
}

/* --- the data cursor --- */

static gsize
get_n_vertices (CpFrontierChart *self) {
  return self->curves->len > 0 ? get_curve (self, 0)->line.n : 0;
}

static void
cp_frontier_chart_locate (CpChart *chart, double *out_x, double *out_y) {
  CpFrontierChart *self = CP_FRONTIER_CHART (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  *out_x = to_pixel (self, 0, get_curve (self, 0)->line.x[self->cursor]);
  *out_y = plot->origin.y + plot->size.height / 3;
}

static void
cp_frontier_chart_append_cursor (CpChart *chart, GtkSnapshot *snapshot) {
  CpFrontierChart *self = CP_FRONTIER_CHART (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  double x = to_pixel (self, 0, get_curve (self, 0)->line.x[self->cursor]);
  GdkRGBA ink;
  cp_style_lookup (GTK_WIDGET (self), "t3", &ink);
  ink.alpha = 0.6f;
  gtk_snapshot_append_color (snapshot, &ink,
                             &GRAPHENE_RECT_INIT (floorf ((float)x), plot->origin.y, 1, plot->size.height));
}

static void
move_cursor (CpFrontierChart *self, gsize vertex, gboolean is_spoken) {
  self->cursor = vertex;
  double x = get_curve (self, 0)->line.x[vertex];
  g_autofree char *lines =
      self->describe != NULL ? self->describe (vertex, x, self->describe_data) : cp_format_number (x, -1);
  cp_chart_show_cursor (CP_CHART (self), lines, is_spoken);
}

static gsize
find_vertex (CpFrontierChart *self, double x) {
  const CpPolyline *line = &get_curve (self, 0)->line;
  gsize nearest = 0;
  for (gsize i = 1; i < line->n; i++) {
    if (fabs (line->x[i] - x) < fabs (line->x[nearest] - x))
      nearest = i;
  }
  return nearest;
}

static gboolean
is_in_plot (CpFrontierChart *self, double x, double y) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  return get_n_vertices (self) > 0 && x >= plot->origin.x - 6 && x <= plot->origin.x + plot->size.width + 6 &&
         y >= plot->origin.y - 8 && y <= plot->origin.y + plot->size.height;
}

static void
cp_frontier_chart_point (CpChart *chart, double x, double y) {
  CpFrontierChart *self = CP_FRONTIER_CHART (chart);
  if (!is_in_plot (self, x, y)) {
    cp_chart_hide_cursor (chart);
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), NULL);
    return;
  }
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "ew-resize");
  gsize vertex = find_vertex (self, cp_scale_from_pixel (&get_frame (self)->axes[0].view, x));
  if (!cp_chart_has_cursor (chart) || vertex != self->cursor)
    move_cursor (self, vertex, FALSE);
}

/* Asks for the limit nearest to @x that lies on a step. */
static void
ask (CpFrontierChart *self, double x) {
  const CpScale *scale = &get_frame (self)->axes[0].view;
  double value = rint (CLAMP (x, 0, scale->hi) / self->step) * self->step;
  if (value != self->limit)
    g_signal_emit_by_name (self, "limit-moved", value);
}

static void
cp_frontier_chart_drag (CpChart *chart, double x, double y) {
  CpFrontierChart *self = CP_FRONTIER_CHART (chart);
  ask (self, cp_scale_from_pixel (&get_frame (self)->axes[0].view, x));
}

static gboolean
cp_frontier_chart_press (CpChart *chart, double x, double y) {
  if (!is_in_plot (CP_FRONTIER_CHART (chart), x, y))
    return FALSE;
  cp_chart_hide_cursor (chart); /* the card would lie over what moves */
  cp_frontier_chart_drag (chart, x, y);
  return TRUE;
}

static gboolean
cp_frontier_chart_key (CpChart *chart, guint key, GdkModifierType state) {
  CpFrontierChart *self = CP_FRONTIER_CHART (chart);
  gsize n = get_n_vertices (self);
  double by = self->step * self->n_by_key * (state & GDK_SHIFT_MASK ? STRIDE : 1);
  if (n == 0)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Left || key == GDK_KEY_Right) {
    double from = isnan (self->limit) ? 0 : self->limit;
    ask (self, key == GDK_KEY_Left ? from - by : from + by);
  } else if (key == GDK_KEY_Home) {
    ask (self, 0);
  } else if (key == GDK_KEY_Up || key == GDK_KEY_Down) {
    gsize at = cp_chart_has_cursor (chart) ? self->cursor : find_vertex (self, self->limit);
    if (cp_chart_has_cursor (chart))
      at = key == GDK_KEY_Up ? MIN (at + 1, n - 1) : at > 0 ? at - 1 : 0;
    move_cursor (self, at, TRUE);
  } else {
    return GDK_EVENT_PROPAGATE;
  }
  return GDK_EVENT_STOP;
}

/* --- what the owner says --- */

typedef struct {
  double lo, hi;
} Range;

static void
range_add (Range *range, double value) {
  if (isnan (value))
    return;
  range->lo = fmin (range->lo, value);
  range->hi = fmax (range->hi, value);
}

/* The axes hold every vertex, every ring and the line; ends are rounded so that they seldom move. */
static void
fit_axes (CpFrontierChart *self) {
  Range x = {0, self->step}, y = {INFINITY, -INFINITY};
  for (guint i = 0; i < self->curves->len; i++) {
    const Curve *curve = get_curve (self, i);
    for (gsize v = 0; v < curve->line.n; v++) {
      range_add (&x, curve->line.x[v]);
      range_add (&y, curve->line.y[v]);
    }
    if (!isnan (curve->now[0]) && !isnan (curve->now[1])) {
      range_add (&x, curve->now[0]);
      range_add (&y, curve->now[1]);
    }
  }
  range_add (&x, self->limit);
  if (!(y.lo <= y.hi))
    y = (Range){0, 1};
  double room = fmax ((y.hi - y.lo) * ABOVE, fmax (fabs (y.hi), 1) * 0.01);
  double half = cp_ticks_build (0, x.hi, 6).step / 2;
  double step = cp_ticks_build (y.lo - room, y.hi + room, 5).step / 2;
  cp_frame_set_axis (get_frame (self), 0, self->axis_titles[0], 0, ceil (x.hi * 1.02 / half) * half, NULL);
  cp_frame_set_axis (get_frame (self), 1, self->axis_titles[1], fmax (0, floor ((y.lo - room) / step) * step),
                     ceil ((y.hi + room) / step) * step, NULL);
  cp_chart_relayout (CP_CHART (self));
}

void
cp_frontier_chart_set_axes (CpFrontierChart *self, const char *x_title, const char *y_title) {
  g_return_if_fail (CP_IS_FRONTIER_CHART (self));
  const char *const titles[] = {x_title, y_title};
  for (guint i = 0; i < 2; i++) {
    char *copy = g_strdup (titles[i]);
    g_free (self->axis_titles[i]);
    self->axis_titles[i] = copy;
  }
  fit_axes (self);
}

void
cp_frontier_chart_set_step (CpFrontierChart *self, double step, guint n_by_key) {
  g_return_if_fail (CP_IS_FRONTIER_CHART (self) && step > 0 && n_by_key > 0);
  self->step = step;
  self->n_by_key = n_by_key;
}

void
cp_frontier_chart_set_curves (CpFrontierChart *self, const char *const *names, const char *const *colours,
                              guint n_curves, const double *x, const double *y, gsize n) {
  g_return_if_fail (CP_IS_FRONTIER_CHART (self));
  cp_chart_hide_cursor (CP_CHART (self));
  g_array_set_size (self->curves, 0);
  cp_frame_clear_series (get_frame (self));
  self->cursor = 0;
  for (guint i = 0; i < n_curves; i++) {
    Curve curve = {.line = cp_polyline_new (x, y + i * n, n), .now = {NAN, NAN}, .dot = NAN};
    g_array_append_val (self->curves, curve);
    cp_frame_add_series (get_frame (self), names[i], colours[i], NAN);
  }
  if (n_curves > 0) {
    cp_frame_add_series (get_frame (self), "now", "t1", NAN);
    g_array_index (get_frame (self)->series, CpFrameSeries, n_curves).is_outlined = TRUE;
  }
  fit_axes (self);
}

void
cp_frontier_chart_set_now (CpFrontierChart *self, guint curve, double x, double y) {
  g_return_if_fail (CP_IS_FRONTIER_CHART (self) && curve < self->curves->len);
  get_curve (self, curve)->now[0] = x;
  get_curve (self, curve)->now[1] = y;
  fit_axes (self);
}

void
cp_frontier_chart_set_limit (CpFrontierChart *self, double x, const char *label) {
  g_return_if_fail (CP_IS_FRONTIER_CHART (self));
  self->limit = x;
  char *copy = g_strdup (label);
  g_free (self->label);
  self->label = copy;
  for (guint i = 0; i < self->curves->len; i++)
    get_curve (self, i)->dot = NAN;
  fit_axes (self);
}

double
cp_frontier_chart_get_limit (CpFrontierChart *self) {
  g_return_val_if_fail (CP_IS_FRONTIER_CHART (self), NAN);
  return self->limit;
}

void
cp_frontier_chart_set_dot (CpFrontierChart *self, guint curve, double y) {
  g_return_if_fail (CP_IS_FRONTIER_CHART (self) && curve < self->curves->len);
  get_curve (self, curve)->dot = y;
  cp_chart_redraw (CP_CHART (self));
}

void
cp_frontier_chart_set_describe (CpFrontierChart *self, CpDescribeLimit describe, gpointer data,
                                GDestroyNotify destroy) {
  g_return_if_fail (CP_IS_FRONTIER_CHART (self));
  if (self->describe_destroy != NULL)
    self->describe_destroy (self->describe_data);
  self->describe = describe;
  self->describe_data = data;
  self->describe_destroy = destroy;
}

/* --- the type --- */

static void
cp_frontier_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                           int *natural, int *minimum_baseline, int *natural_baseline) {
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 280 : 150;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 480 : 190;
}

static void
clear_curve (gpointer data) {
  cp_polyline_clear (&((Curve *)data)->line);
}

static void
cp_frontier_chart_dispose (GObject *object) {
  cp_frontier_chart_set_describe (CP_FRONTIER_CHART (object), NULL, NULL, NULL);
  G_OBJECT_CLASS (cp_frontier_chart_parent_class)->dispose (object);
}

static void
cp_frontier_chart_finalize (GObject *object) {
  CpFrontierChart *self = CP_FRONTIER_CHART (object);
  g_array_unref (self->curves);
  g_free (self->axis_titles[0]);
  g_free (self->axis_titles[1]);
  g_free (self->label);
  G_OBJECT_CLASS (cp_frontier_chart_parent_class)->finalize (object);
}

static void
cp_frontier_chart_class_init (CpFrontierChartClass *class) {
  CpChartClass *chart_class = CP_CHART_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_frontier_chart_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_frontier_chart_finalize;
  GTK_WIDGET_CLASS (class)->measure = cp_frontier_chart_measure;
  chart_class->draw = cp_frontier_chart_draw;
  chart_class->get_data = cp_frontier_chart_get_data;
  chart_class->locate = cp_frontier_chart_locate;
  chart_class->append_cursor = cp_frontier_chart_append_cursor;
  chart_class->point = cp_frontier_chart_point;
  chart_class->press = cp_frontier_chart_press;
  chart_class->drag = cp_frontier_chart_drag;
  chart_class->key = cp_frontier_chart_key;
  g_signal_new ("limit-moved", CP_TYPE_FRONTIER_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_DOUBLE);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "cpfrontierchart");
}

static void
cp_frontier_chart_init (CpFrontierChart *self) {
  self->curves = g_array_new (FALSE, TRUE, sizeof (Curve));
  g_array_set_clear_func (self->curves, clear_curve);
  self->limit = NAN;
  self->step = 1;
  self->n_by_key = 1;
}

GtkWidget *
cp_frontier_chart_new (void) {
  return g_object_new (CP_TYPE_FRONTIER_CHART, NULL);
}
