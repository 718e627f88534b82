#include "ui/plot/curve.h"

#include "core/base/format.h"
#include "ui/plot/curve-data.h"
#include "ui/plot/curve-private.h"

#include <math.h>

#define REACH 40  /* how far from a curve the pointer still means it */
#define STRIDE 10 /* vertices a step with Shift goes */

G_DEFINE_FINAL_TYPE (CpCurveChart, cp_curve_chart, CP_TYPE_CHART)

static void
clear_curve (gpointer data) {
  CpCurveLine *curve = data;
  cp_polyline_clear (&curve->line);
  g_clear_pointer (&curve->thin, g_array_unref);
  g_free (curve->label);
}

static CpTable *
cp_curve_chart_get_data (CpChart *chart) {
  CpCurveChart *self = CP_CURVE_CHART (chart);
  g_autofree const CpPolyline **lines = g_new (const CpPolyline *, self->curves->len + 1);
  for (guint i = 0; i < self->curves->len; i++)
    lines[i] = &cp_curve_get_line (self, i)->line;
  return cp_curve_data_build (cp_curve_get_frame (self), lines, self->curves->len);
}

/* --- the data cursor --- */

static const char *
axis_name (CpCurveChart *self, guint axis) {
  const char *title = cp_curve_get_frame (self)->axes[axis].title;
  return title != NULL ? title : axis == 0 ? "x" : "y";
}

static char *
describe_cursor (CpCurveChart *self) {
  if (self->describe != NULL)
    return self->describe (self->cursor_curve, self->cursor_vertex, self->describe_data);
  const CpPolyline *line = &cp_curve_get_line (self, self->cursor_curve)->line;
  g_autofree char *x = cp_format_score (line->x[self->cursor_vertex]);
  g_autofree char *y = cp_format_score (line->y[self->cursor_vertex]);
  return g_strdup_printf ("%s\n%s\t%s\n%s\t%s",
                          cp_frame_get_series (cp_curve_get_frame (self), self->cursor_curve)->name,
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
    gsize vertex = cp_polyline_nearest (&cp_curve_get_line (self, i)->line, cp_curve_get_scale (self, 0),
                                        cp_curve_get_scale (self, 1), x, y, &distance);
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
  gsize vertex = cp_polyline_nearest (&cp_curve_get_line (self, curve)->line, cp_curve_get_scale (self, 0),
                                      cp_curve_get_scale (self, 1), x, y, NULL);
  if (vertex == G_MAXSIZE || vertex == self->cursor_vertex)
    return;
  move_cursor (self, curve, vertex, FALSE);
  choose (self, curve, vertex);
}

/* Where the keyboard starts: the mark of the first curve, else the vertex nearest to the plot's corner. */
static void
start_cursor (CpCurveChart *self) {
  const CpScale *across = cp_curve_get_scale (self, 0), *up = cp_curve_get_scale (self, 1);
  for (guint i = 0; i < self->curves->len; i++) {
    CpCurveLine *curve = cp_curve_get_line (self, i);
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
    gsize vertex =
        cp_polyline_nearest (&cp_curve_get_line (self, (guint)i)->line, cp_curve_get_scale (self, 0),
                             cp_curve_get_scale (self, 1), x, y, NULL);
    if (vertex == G_MAXSIZE)
      continue;
    move_cursor (self, (guint)i, vertex, TRUE);
    return;
  }
}

static void
walk (CpCurveChart *self, gint64 by) {
  const CpPolyline *line = &cp_curve_get_line (self, self->cursor_curve)->line;
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
  cp_frame_set_axis (cp_curve_get_frame (self), 0, title, lo, hi, NULL);
  cp_chart_relayout (CP_CHART (self));
}

void
cp_curve_chart_set_y_axis (CpCurveChart *self, const char *title, double lo, double hi) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  cp_frame_set_axis (cp_curve_get_frame (self), 1, title, lo, hi, NULL);
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
  cp_curve_get_frame (self)->is_square = is_square;
  cp_chart_relayout (CP_CHART (self));
}

void
cp_curve_chart_set_legend (CpCurveChart *self, gboolean shown) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  cp_curve_get_frame (self)->has_legend = shown;
  cp_chart_relayout (CP_CHART (self));
}

void
cp_curve_chart_clear (CpCurveChart *self) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  cp_chart_hide_cursor (CP_CHART (self));
  g_array_set_size (self->curves, 0);
  cp_frame_clear_series (cp_curve_get_frame (self));
  cp_chart_relayout (CP_CHART (self));
}

guint
cp_curve_chart_add_curve (CpCurveChart *self, const char *name, const char *colour, const double *x,
                          const double *y, gsize n) {
  g_return_val_if_fail (CP_IS_CURVE_CHART (self) && name != NULL && colour != NULL, 0);
  CpCurveLine curve = {.line = cp_polyline_new (x, y, n), .mark = {NAN, NAN}};
  g_array_append_val (self->curves, curve);
  cp_frame_add_series (cp_curve_get_frame (self), name, colour, NAN);
  cp_chart_relayout (CP_CHART (self));
  return self->curves->len - 1;
}

void
cp_curve_chart_set_mark (CpCurveChart *self, guint curve, double x, double y, const char *label) {
  g_return_if_fail (CP_IS_CURVE_CHART (self) && curve < self->curves->len);
  CpCurveLine *marked = cp_curve_get_line (self, curve);
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
  self->curves = g_array_new (FALSE, TRUE, sizeof (CpCurveLine));
  g_array_set_clear_func (self->curves, clear_curve);
}

GtkWidget *
cp_curve_chart_new (void) {
  return g_object_new (CP_TYPE_CURVE_CHART, NULL);
}
