#include "ui/plot/curve.h"

#include "core/base/format.h"
#include "ui/plot/curve-data.h"
#include "ui/plot/frame.h"
#include "ui/plot/polyline.h"
#include "ui/style/style.h"

#include <math.h>

#define REACH 40  /* how far from a curve the pointer still means it */
#define LINE 2    /* width of a curve */
#define STRIDE 10 /* vertices a step with Shift goes */

/* A vertex worth drawing, in pixels. */
typedef struct {
  double x, y;
  gboolean starts;
} Vertex;

typedef struct {
  CpPolyline line;
  double mark[2];     /* NaN: none */
  char *label;        /* (nullable): beside the mark */
  GArray *thin;       /* (nullable) of Vertex: those to draw at... */
  CpScale thin_at[2]; /* ...these scales: a mark that moves does not walk a million vertices */
} Curve;

struct _CpCurveChart {
  CpChart parent_instance; /* the series of its frame are the curves' names and colours */
  GArray *curves;
  gboolean has_diagonal;
  CpDescribeVertex describe;
  gpointer describe_data;
  GDestroyNotify describe_destroy;
  guint cursor_curve;
  gsize cursor_vertex;
};

G_DEFINE_FINAL_TYPE (CpCurveChart, cp_curve_chart, CP_TYPE_CHART)

static Curve *
get_curve (CpCurveChart *self, guint i) {
  return &g_array_index (self->curves, Curve, i);
}

static void
clear_curve (gpointer data) {
  Curve *curve = data;
  cp_polyline_clear (&curve->line);
  g_clear_pointer (&curve->thin, g_array_unref);
  g_free (curve->label);
}

static CpFrame *
get_frame (CpCurveChart *self) {
  return cp_chart_get_frame (CP_CHART (self));
}

static const CpScale *
get_scale (CpCurveChart *self, guint axis) {
  return &get_frame (self)->axes[axis].view;
}

/* --- drawing --- */

static void
add_vertex (double x, double y, gboolean starts, gpointer data) {
  Vertex vertex = {x, y, starts};
  g_array_append_val ((GArray *)data, vertex);
}

static gboolean
is_same_scale (const CpScale *a, const CpScale *b) {
  return a->lo == b->lo && a->hi == b->hi && a->start == b->start && a->length == b->length;
}

static void
add_path (Curve *curve, cairo_t *cr, const CpScale *x, const CpScale *y) {
  if (curve->thin == NULL || !is_same_scale (&curve->thin_at[0], x) ||
      !is_same_scale (&curve->thin_at[1], y)) {
    g_clear_pointer (&curve->thin, g_array_unref);
    curve->thin = g_array_new (FALSE, FALSE, sizeof (Vertex));
    curve->thin_at[0] = *x;
    curve->thin_at[1] = *y;
    cp_polyline_thin (&curve->line, x, y, add_vertex, curve->thin);
  }
  for (guint i = 0; i < curve->thin->len; i++) {
    const Vertex *vertex = &g_array_index (curve->thin, Vertex, i);
    if (vertex->starts)
      cairo_move_to (cr, vertex->x, vertex->y);
    else
      cairo_line_to (cr, vertex->x, vertex->y);
  }
}

static void
draw_diagonal (CpCurveChart *self, CpPaint *paint) {
  const CpScale *x = get_scale (self, 0), *y = get_scale (self, 1);
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
  const graphene_rect_t *plot = &get_frame (self)->plot;
  const CpScale *x = get_scale (self, 0), *y = get_scale (self, 1);
  cairo_save (paint->cr);
  cairo_rectangle (paint->cr, plot->origin.x - LINE, plot->origin.y - LINE, plot->size.width + 2 * LINE,
                   plot->size.height + 2 * LINE);
  cairo_clip (paint->cr);
  cairo_set_line_width (paint->cr, LINE);
  cairo_set_line_join (paint->cr, CAIRO_LINE_JOIN_ROUND);
  /* the first curve is drawn last: A lies over B where they meet */
  for (guint i = self->curves->len; i-- > 0;) {
    add_path (get_curve (self, i), paint->cr, x, y);
    cp_paint_set_colour (paint, cp_frame_get_series (get_frame (self), i)->colour, 1);
    cairo_stroke (paint->cr);
  }
  cairo_restore (paint->cr);
}

static void
cp_curve_chart_draw (CpChart *chart, CpPaint *paint) {
  CpCurveChart *self = CP_CURVE_CHART (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  cp_frame_draw (get_frame (self), paint);
  if (self->has_diagonal)
    draw_diagonal (self, paint);
  draw_curves (self, paint);
  for (guint i = self->curves->len; i-- > 0;) {
    Curve *curve = get_curve (self, i);
    double x = cp_scale_to_pixel (get_scale (self, 0), curve->mark[0]);
    double y = cp_scale_to_pixel (get_scale (self, 1), curve->mark[1]);
    if (!isfinite (x) || !isfinite (y))
      continue;
    draw_dot (paint, cp_frame_get_series (get_frame (self), i)->colour, x, y);
    if (curve->label != NULL)
      cp_paint_tag (paint, curve->label, x, y, plot->origin.x + plot->size.width);
  }
}

static CpTable *
cp_curve_chart_get_data (CpChart *chart) {
  CpCurveChart *self = CP_CURVE_CHART (chart);
  g_autofree const CpPolyline **lines = g_new (const CpPolyline *, self->curves->len + 1);
  for (guint i = 0; i < self->curves->len; i++)
    lines[i] = &get_curve (self, i)->line;
  return cp_curve_data_build (get_frame (self), lines, self->curves->len);
}

static void
cp_curve_chart_locate (CpChart *chart, double *out_x, double *out_y) {
  CpCurveChart *self = CP_CURVE_CHART (chart);
  const CpPolyline *line = &get_curve (self, self->cursor_curve)->line;
  *out_x = cp_scale_to_pixel (get_scale (self, 0), line->x[self->cursor_vertex]);
  *out_y = cp_scale_to_pixel (get_scale (self, 1), line->y[self->cursor_vertex]);
}

static void
cp_curve_chart_append_cursor (CpChart *chart, GtkSnapshot *snapshot) {
  CpCurveChart *self = CP_CURVE_CHART (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
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
  draw_dot (&paint, cp_frame_get_series (get_frame (self), self->cursor_curve)->colour, x, y);
  cp_paint_end (&paint);
  cairo_destroy (cr);
}

/* --- the data cursor --- */

static const char *
axis_name (CpCurveChart *self, guint axis) {
  const char *title = get_frame (self)->axes[axis].title;
  return title != NULL ? title : axis == 0 ? "x" : "y";
}

static char *
describe_cursor (CpCurveChart *self) {
  if (self->describe != NULL)
    return self->describe (self->cursor_curve, self->cursor_vertex, self->describe_data);
  const CpPolyline *line = &get_curve (self, self->cursor_curve)->line;
  g_autofree char *x = cp_format_score (line->x[self->cursor_vertex]);
  g_autofree char *y = cp_format_score (line->y[self->cursor_vertex]);
  return g_strdup_printf ("%s\n%s\t%s\n%s\t%s",
                          cp_frame_get_series (get_frame (self), self->cursor_curve)->name,
                          axis_name (self, 0), x, axis_name (self, 1), y);
}

static void
move_cursor (CpCurveChart *self, guint curve, gsize vertex, gboolean is_spoken) {
  self->cursor_curve = curve;
  self->cursor_vertex = vertex;
  g_autofree char *lines = describe_cursor (self);
  cp_chart_show_cursor (CP_CHART (self), lines, is_spoken);
}

/* The vertex nearest to the pointer over all curves; the first curve on a tie. */
static gboolean
pick (CpCurveChart *self, double x, double y, double reach, guint *out_curve, gsize *out_vertex) {
  double best = reach, distance;
  gboolean is_found = FALSE;
  for (guint i = 0; i < self->curves->len; i++) {
    gsize vertex = cp_polyline_nearest (&get_curve (self, i)->line, get_scale (self, 0), get_scale (self, 1),
                                        x, y, &distance);
    if (vertex == G_MAXSIZE || !(distance < best))
      continue;
    best = distance;
    *out_curve = i;
    *out_vertex = vertex;
    is_found = TRUE;
  }
  return is_found;
}

static void
cp_curve_chart_point (CpChart *chart, double x, double y) {
  CpCurveChart *self = CP_CURVE_CHART (chart);
  guint curve;
  gsize vertex;
  if (!pick (self, x, y, REACH, &curve, &vertex))
    cp_chart_hide_cursor (chart);
  else if (!cp_chart_has_cursor (chart) || curve != self->cursor_curve || vertex != self->cursor_vertex)
    move_cursor (self, curve, vertex, FALSE);
}

static void
choose (CpCurveChart *self, guint curve, gsize vertex) {
  g_signal_emit_by_name (self, "vertex-chosen", curve, (guint64)vertex);
}

static gboolean
cp_curve_chart_press (CpChart *chart, double x, double y) {
  CpCurveChart *self = CP_CURVE_CHART (chart);
  guint curve;
  gsize vertex;
  if (!pick (self, x, y, REACH, &curve, &vertex))
    return FALSE;
  move_cursor (self, curve, vertex, FALSE);
  choose (self, curve, vertex);
  return TRUE;
}

/* Along the curve the drag began on. */
static void
cp_curve_chart_drag (CpChart *chart, double x, double y) {
  CpCurveChart *self = CP_CURVE_CHART (chart);
  if (!cp_chart_has_cursor (chart))
    return;
  guint curve = self->cursor_curve;
  gsize vertex = cp_polyline_nearest (&get_curve (self, curve)->line, get_scale (self, 0),
                                      get_scale (self, 1), x, y, NULL);
  if (vertex == G_MAXSIZE || vertex == self->cursor_vertex)
    return;
  move_cursor (self, curve, vertex, FALSE);
  choose (self, curve, vertex);
}

/* Where the keyboard starts: the mark of the first curve, else the vertex nearest to the plot's corner. */
static void
start_cursor (CpCurveChart *self) {
  const CpScale *across = get_scale (self, 0), *up = get_scale (self, 1);
  for (guint i = 0; i < self->curves->len; i++) {
    Curve *curve = get_curve (self, i);
    gboolean is_marked = isfinite (curve->mark[0]) && isfinite (curve->mark[1]);
    double x = is_marked ? cp_scale_to_pixel (across, curve->mark[0]) : across->start;
    double y = is_marked ? cp_scale_to_pixel (up, curve->mark[1]) : up->start;
    gsize vertex = cp_polyline_nearest (&curve->line, across, up, x, y, NULL);
    if (vertex == G_MAXSIZE)
      continue;
    move_cursor (self, i, vertex, TRUE);
    return;
  }
}

static void
change_curve (CpCurveChart *self, int by) {
  double x, y;
  cp_curve_chart_locate (CP_CHART (self), &x, &y);
  for (gint64 i = (gint64)self->cursor_curve + by; i >= 0 && i < self->curves->len; i += by) {
    gsize vertex = cp_polyline_nearest (&get_curve (self, (guint)i)->line, get_scale (self, 0),
                                        get_scale (self, 1), x, y, NULL);
    if (vertex == G_MAXSIZE)
      continue;
    move_cursor (self, (guint)i, vertex, TRUE);
    return;
  }
}

static void
walk (CpCurveChart *self, gint64 by) {
  const CpPolyline *line = &get_curve (self, self->cursor_curve)->line;
  move_cursor (self, self->cursor_curve, cp_polyline_walk (line, self->cursor_vertex, by), TRUE);
}

static gboolean
cp_curve_chart_key (CpChart *chart, guint key, GdkModifierType state) {
  CpCurveChart *self = CP_CURVE_CHART (chart);
  gint64 by = state & GDK_SHIFT_MASK ? STRIDE : 1;
  gboolean is_arrow = key == GDK_KEY_Left || key == GDK_KEY_Right || key == GDK_KEY_Up || key == GDK_KEY_Down;
  if (is_arrow && !cp_chart_has_cursor (chart)) {
    start_cursor (self);
    return GDK_EVENT_STOP;
  }
  if (!cp_chart_has_cursor (chart))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Left || key == GDK_KEY_Right)
    walk (self, key == GDK_KEY_Left ? -by : by);
  else if (key == GDK_KEY_Up || key == GDK_KEY_Down)
    change_curve (self, key == GDK_KEY_Up ? -1 : 1);
  else if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
    choose (self, self->cursor_curve, self->cursor_vertex);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* --- what the owner says --- */

void
cp_curve_chart_set_x_axis (CpCurveChart *self, const char *title, double lo, double hi) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  cp_frame_set_axis (get_frame (self), 0, title, lo, hi, NULL);
  cp_chart_relayout (CP_CHART (self));
}

void
cp_curve_chart_set_y_axis (CpCurveChart *self, const char *title, double lo, double hi) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  cp_frame_set_axis (get_frame (self), 1, title, lo, hi, NULL);
  cp_chart_relayout (CP_CHART (self));
}

void
cp_curve_chart_set_diagonal (CpCurveChart *self, gboolean shown) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  self->has_diagonal = shown;
  cp_chart_redraw (CP_CHART (self));
}

void
cp_curve_chart_set_square (CpCurveChart *self, gboolean is_square) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  get_frame (self)->is_square = is_square;
  cp_chart_relayout (CP_CHART (self));
}

void
cp_curve_chart_set_legend (CpCurveChart *self, gboolean shown) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  get_frame (self)->has_legend = shown;
  cp_chart_relayout (CP_CHART (self));
}

void
cp_curve_chart_clear (CpCurveChart *self) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  cp_chart_hide_cursor (CP_CHART (self));
  g_array_set_size (self->curves, 0);
  cp_frame_clear_series (get_frame (self));
  cp_chart_relayout (CP_CHART (self));
}

guint
cp_curve_chart_add_curve (CpCurveChart *self, const char *name, const char *colour, const double *x,
                          const double *y, gsize n) {
  g_return_val_if_fail (CP_IS_CURVE_CHART (self) && name != NULL && colour != NULL, 0);
  Curve curve = {.line = cp_polyline_new (x, y, n), .mark = {NAN, NAN}};
  g_array_append_val (self->curves, curve);
  cp_frame_add_series (get_frame (self), name, colour, NAN);
  cp_chart_relayout (CP_CHART (self));
  return self->curves->len - 1;
}

void
cp_curve_chart_set_mark (CpCurveChart *self, guint curve, double x, double y, const char *label) {
  g_return_if_fail (CP_IS_CURVE_CHART (self) && curve < self->curves->len);
  Curve *marked = get_curve (self, curve);
  marked->mark[0] = x;
  marked->mark[1] = y;
  g_free (marked->label);
  marked->label = g_strdup (label);
  cp_chart_redraw (CP_CHART (self));
}

void
cp_curve_chart_set_describe (CpCurveChart *self, CpDescribeVertex describe, gpointer data,
                             GDestroyNotify destroy) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  if (self->describe_destroy != NULL)
    self->describe_destroy (self->describe_data);
  self->describe = describe;
  self->describe_data = data;
  self->describe_destroy = destroy;
}

/* --- the type --- */

static void
cp_curve_chart_dispose (GObject *object) {
  CpCurveChart *self = CP_CURVE_CHART (object);
  cp_curve_chart_set_describe (self, NULL, NULL, NULL);
  G_OBJECT_CLASS (cp_curve_chart_parent_class)->dispose (object);
}

static void
cp_curve_chart_finalize (GObject *object) {
  CpCurveChart *self = CP_CURVE_CHART (object);
  g_array_unref (self->curves);
  G_OBJECT_CLASS (cp_curve_chart_parent_class)->finalize (object);
}

static void
cp_curve_chart_class_init (CpCurveChartClass *class) {
  CpChartClass *chart_class = CP_CHART_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_curve_chart_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_curve_chart_finalize;
  chart_class->draw = cp_curve_chart_draw;
  chart_class->get_data = cp_curve_chart_get_data;
  chart_class->locate = cp_curve_chart_locate;
  chart_class->append_cursor = cp_curve_chart_append_cursor;
  chart_class->point = cp_curve_chart_point;
  chart_class->press = cp_curve_chart_press;
  chart_class->drag = cp_curve_chart_drag;
  chart_class->key = cp_curve_chart_key;
  g_signal_new ("vertex-chosen", CP_TYPE_CURVE_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                G_TYPE_UINT, G_TYPE_UINT64);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "cpcurvechart");
}

static void
cp_curve_chart_init (CpCurveChart *self) {
  self->curves = g_array_new (FALSE, TRUE, sizeof (Curve));
  g_array_set_clear_func (self->curves, clear_curve);
}

GtkWidget *
cp_curve_chart_new (void) {
  return g_object_new (CP_TYPE_CURVE_CHART, NULL);
}
