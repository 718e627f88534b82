#include "ui/plot/frontier.h"

#include "core/base/format.h"
#include "ui/plot/curve-data.h"
#include "ui/plot/frontier-private.h"
#include "ui/style/style.h"

#include <math.h>

#define STRIDE 10  /* how much farther a key goes with Shift */
#define ABOVE 0.12 /* of the y range kept free over and under the curves */

G_DEFINE_FINAL_TYPE (CpFrontierChart, cp_frontier_chart, CP_TYPE_CHART)

static CpTable *
cp_frontier_chart_get_data (CpChart *chart) {
  CpFrontierChart *self = CP_FRONTIER_CHART (chart);
  g_autofree const CpPolyline **lines = g_new (const CpPolyline *, self->curves->len + 1);
  for (guint i = 0; i < self->curves->len; i++)
    lines[i] = &cp_frontier_get_curve (self, i)->line;
  return cp_curve_data_build (cp_frontier_get_frame (self), lines, self->curves->len);
}

/* --- the data cursor --- */

static gsize
get_n_vertices (CpFrontierChart *self) {
  return self->curves->len > 0 ? cp_frontier_get_curve (self, 0)->line.n : 0;
}

static void
cp_frontier_chart_locate (CpChart *chart, double *out_x, double *out_y) {
  CpFrontierChart *self = CP_FRONTIER_CHART (chart);
  const graphene_rect_t *plot = &cp_frontier_get_frame (self)->plot;
  *out_x = cp_frontier_to_pixel (self, 0, cp_frontier_get_curve (self, 0)->line.x[self->cursor]);
  *out_y = plot->origin.y + plot->size.height / 3;
}

static void
cp_frontier_chart_append_cursor (CpChart *chart, GtkSnapshot *snapshot) {
  CpFrontierChart *self = CP_FRONTIER_CHART (chart);
  const graphene_rect_t *plot = &cp_frontier_get_frame (self)->plot;
  double x = cp_frontier_to_pixel (self, 0, cp_frontier_get_curve (self, 0)->line.x[self->cursor]);
  GdkRGBA ink;
  cp_style_lookup (GTK_WIDGET (self), "t3", &ink);
  ink.alpha = 0.6f;
  gtk_snapshot_append_color (snapshot, &ink,
                             &GRAPHENE_RECT_INIT (floorf ((float)x), plot->origin.y, 1, plot->size.height));
}

static void
move_cursor (CpFrontierChart *self, gsize vertex, gboolean is_spoken) {
  self->cursor = vertex;
  double x = cp_frontier_get_curve (self, 0)->line.x[vertex];
  g_autofree char *lines =
      self->describe != NULL ? self->describe (vertex, x, self->describe_data) : cp_format_number (x, -1);
  cp_chart_show_cursor (CP_CHART (self), lines, is_spoken);
}

static gsize
find_vertex (CpFrontierChart *self, double x) {
  const CpPolyline *line = &cp_frontier_get_curve (self, 0)->line;
  gsize nearest = 0;
  for (gsize i = 1; i < line->n; i++) {
    if (fabs (line->x[i] - x) < fabs (line->x[nearest] - x))
      nearest = i;
  }
  return nearest;
}

static gboolean
is_in_plot (CpFrontierChart *self, double x, double y) {
  const graphene_rect_t *plot = &cp_frontier_get_frame (self)->plot;
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
  gsize vertex = find_vertex (self, cp_scale_from_pixel (&cp_frontier_get_frame (self)->axes[0].view, x));
  if (!cp_chart_has_cursor (chart) || vertex != self->cursor)
    move_cursor (self, vertex, FALSE);
}

/* Asks for the limit nearest to @x that lies on a step. */
static void
ask (CpFrontierChart *self, double x) {
  const CpScale *scale = &cp_frontier_get_frame (self)->axes[0].view;
  double value = rint (CLAMP (x, 0, scale->hi) / self->step) * self->step;
  if (value != self->limit)
    g_signal_emit_by_name (self, "limit-moved", value);
}

static void
cp_frontier_chart_drag (CpChart *chart, double x, double y) {
  CpFrontierChart *self = CP_FRONTIER_CHART (chart);
  ask (self, cp_scale_from_pixel (&cp_frontier_get_frame (self)->axes[0].view, x));
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
    const CpFrontierCurve *curve = cp_frontier_get_curve (self, i);
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
  cp_frame_set_axis (cp_frontier_get_frame (self), 0, self->axis_titles[0], 0,
                     ceil (x.hi * 1.02 / half) * half, NULL);
  cp_frame_set_axis (cp_frontier_get_frame (self), 1, self->axis_titles[1],
                     fmax (0, floor ((y.lo - room) / step) * step), ceil ((y.hi + room) / step) * step, NULL);
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
  cp_frame_clear_series (cp_frontier_get_frame (self));
  self->cursor = 0;
  for (guint i = 0; i < n_curves; i++) {
    CpFrontierCurve curve = {.line = cp_polyline_new (x, y + i * n, n), .now = {NAN, NAN}, .dot = NAN};
    g_array_append_val (self->curves, curve);
    cp_frame_add_series (cp_frontier_get_frame (self), names[i], colours[i], NAN);
  }
  if (n_curves > 0) {
    cp_frame_add_series (cp_frontier_get_frame (self), "now", "t1", NAN);
    g_array_index (cp_frontier_get_frame (self)->series, CpFrameSeries, n_curves).is_outlined = TRUE;
  }
  fit_axes (self);
}

void
cp_frontier_chart_set_now (CpFrontierChart *self, guint curve, double x, double y) {
  g_return_if_fail (CP_IS_FRONTIER_CHART (self) && curve < self->curves->len);
  cp_frontier_get_curve (self, curve)->now[0] = x;
  cp_frontier_get_curve (self, curve)->now[1] = y;
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
    cp_frontier_get_curve (self, i)->dot = NAN;
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
  cp_frontier_get_curve (self, curve)->dot = y;
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
  cp_polyline_clear (&((CpFrontierCurve *)data)->line);
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
  self->curves = g_array_new (FALSE, TRUE, sizeof (CpFrontierCurve));
  g_array_set_clear_func (self->curves, clear_curve);
  self->limit = NAN;
  self->step = 1;
  self->n_by_key = 1;
}

GtkWidget *
cp_frontier_chart_new (void) {
  return g_object_new (CP_TYPE_FRONTIER_CHART, NULL);
}
