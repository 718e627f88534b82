#include "ui/plot/gap-bars.h"

#include "core/base/format.h"
#include "ui/plot/frame.h"
#include "ui/style/style.h"
#include "ui/style/text-size.h"

#include <math.h>

#define STEP (12 * cp_text_size_get_scale ()) /* between two bars of a measure, at least */
#define WIDEST 34                             /* and at most, where there is height for it */
#define BETWEEN 3                             /* of a step is left free */
#define AIR 0.8                               /* steps between two measures, where there is height for it */
#define GROUP_GAP (4 * cp_text_size_get_scale ()) /* between two measures, at least */
#define FIGURES (46 * cp_text_size_get_scale ())  /* room for the figures at the right edge */
#define AROUND                                                                                               \
  (80 *                                                                                                      \
   cp_text_size_get_scale ()) /* title, ticks and axis title: what the measures do not get of the height */
#define SHORTEST 0.02         /* of the axis, as a share: nothing differs is not drawn as much */
#define OLD 0.4               /* opacity of a whisker of a moment ago */
#define N_TICKS 6             /* that the axis' ends are rounded for */

struct _CpGapBars {
  CpChart parent_instance;
  gboolean is_signed;
  char *axis_title;
  guint n_measures, n_series;
  GStrv measures; /* (n_measures), from the top */
  CpGapBar *bars; /* (n_measures × n_series) */
  guint cursor;   /* a bar */
  CpDescribeBar describe;
  gpointer describe_data;
  GDestroyNotify describe_destroy;
};

G_DEFINE_FINAL_TYPE (CpGapBars, cp_gap_bars, CP_TYPE_CHART)

static CpFrame *
get_frame (CpGapBars *self) {
  return cp_chart_get_frame (CP_CHART (self));
}

static double
to_pixel (CpGapBars *self, double share) {
  return cp_scale_to_pixel (&get_frame (self)->axes[0].view, share * 100);
}

/* Between two bars of a measure: as much as the plot's height gives. */
static double
get_step (CpGapBars *self) {
  double rows = self->n_measures * (self->n_series + AIR);
  return CLAMP (floor (get_frame (self)->plot.size.height / rows), STEP, WIDEST);
}

/* The middle of a bar; the upright axis counts its categories from below. */
static double
get_middle (CpGapBars *self, guint bar) {
  guint measure = bar / self->n_series, series = bar % self->n_series;
  double middle = cp_scale_to_pixel (&get_frame (self)->axes[1].view, (double)self->n_measures - 1 - measure);
  return rint (middle + (series - (self->n_series - 1) / 2.0) * get_step (self)) + 0.5;
}

/* --- drawing --- */

static char *
format_figure (CpGapBars *self, double share) {
  return self->is_signed ? cp_format_delta (share * 100, 1) : cp_format_points (share);
}

static void
draw_bar (CpGapBars *self, CpPaint *paint, guint i) {
  const CpGapBar *bar = &self->bars[i];
  const graphene_rect_t *plot = &get_frame (self)->plot;
  double middle = get_middle (self, i), zero = to_pixel (self, 0), end = to_pixel (self, bar->value);
  double right = plot->origin.x + plot->size.width + FIGURES;
  g_autofree char *figure = format_figure (self, bar->value);
  cp_paint_text (paint, CP_TEXT_AXIS, isnan (bar->value) ? "t3" : "t1", figure, right, middle, 1, 0.5, 0);
  if (isnan (bar->value))
    return;
  double thickness = get_step (self) - BETWEEN;
  cairo_rectangle (paint->cr, MIN (zero, end), middle - thickness / 2, fabs (end - zero), thickness);
  cp_paint_set_colour (paint, cp_frame_get_series (get_frame (self), i % self->n_series)->colour, 1);
  cairo_fill (paint->cr);
  if (isnan (bar->low) || isnan (bar->high))
    return;
  cairo_push_group (paint->cr);
  cp_paint_whisker (paint, to_pixel (self, bar->low), to_pixel (self, bar->high), middle);
  cairo_pop_group_to_source (paint->cr);
  cairo_paint_with_alpha (paint->cr, bar->is_old ? OLD : 1);
}

static void
cp_gap_bars_draw (CpChart *chart, CpPaint *paint) {
  CpGapBars *self = CP_GAP_BARS (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  cp_frame_draw (get_frame (self), paint);
  if (self->n_measures == 0)
    return;
  for (guint i = 0; i < self->n_measures * self->n_series; i++)
    draw_bar (self, paint, i);
  double zero = floor (to_pixel (self, 0)) + 0.5;
  cairo_set_line_width (paint->cr, 1);
  cairo_move_to (paint->cr, zero, plot->origin.y);
  cairo_line_to (paint->cr, zero, plot->origin.y + plot->size.height);
  cp_paint_set_colour (paint, "t3", 1);
  cairo_stroke (paint->cr);
}

static void
cp_gap_bars_locate (CpChart *chart, double *out_x, double *out_y) {
  CpGapBars *self = CP_GAP_BARS (chart);
  double value = self->bars[self->cursor].value;
  *out_x = to_pixel (self, isnan (value) ? 0 : value);
  *out_y = get_middle (self, self->cursor);
}

/* A band of the bar's row, from the names to the figures. */
static void
cp_gap_bars_append_cursor (CpChart *chart, GtkSnapshot *snapshot) {
  CpGapBars *self = CP_GAP_BARS (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  GdkRGBA ink;
  cp_style_lookup (GTK_WIDGET (self), "t3", &ink);
  ink.alpha = 0.14f;
  gtk_snapshot_append_color (
      snapshot, &ink,
      &GRAPHENE_RECT_INIT (plot->origin.x, (float)(get_middle (self, self->cursor) - get_step (self) / 2),
                           plot->size.width + FIGURES + 4, (float)get_step (self)));
}

/* --- the data cursor --- */

static char *
describe_bar (CpGapBars *self, guint i) {
  guint measure = i / self->n_series, series = i % self->n_series;
  if (self->describe != NULL)
    return self->describe (measure, series, self->describe_data);
  const CpGapBar *bar = &self->bars[i];
  g_autofree char *figure = format_figure (self, bar->value);
  GString *lines = g_string_new (self->measures[measure]);
  g_string_append_printf (lines, "\n%s\t%s%s", cp_frame_get_series (get_frame (self), series)->name, figure,
                          isnan (bar->value) ? "" : " points");
  if (!isnan (bar->low) && !isnan (bar->high)) {
    g_autofree char *low = cp_format_points (bar->low), *high = cp_format_points (bar->high);
    g_string_append_printf (lines, " [%s, %s]", low, high);
  }
  return g_string_free (lines, FALSE);
}

static void
move_cursor (CpGapBars *self, guint bar, gboolean is_spoken) {
  self->cursor = bar;
  g_autofree char *lines = describe_bar (self, bar);
  cp_chart_show_cursor (CP_CHART (self), lines, is_spoken);
}

static void
cp_gap_bars_point (CpChart *chart, double x, double y) {
  CpGapBars *self = CP_GAP_BARS (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  guint nearest = 0, n = self->n_measures * self->n_series;
  if (n == 0 || y < plot->origin.y || y > plot->origin.y + plot->size.height) {
    cp_chart_hide_cursor (chart);
    return;
  }
  for (guint i = 1; i < n; i++) {
    if (fabs (get_middle (self, i) - y) < fabs (get_middle (self, nearest) - y))
      nearest = i;
  }
  if (!cp_chart_has_cursor (chart) || nearest != self->cursor)
    move_cursor (self, nearest, FALSE);
}

static gboolean
cp_gap_bars_key (CpChart *chart, guint key, GdkModifierType state) {
  CpGapBars *self = CP_GAP_BARS (chart);
  guint n = self->n_measures * self->n_series;
  if (n == 0 || (key != GDK_KEY_Up && key != GDK_KEY_Down))
    return GDK_EVENT_PROPAGATE;
  guint bar = self->cursor;
  if (!cp_chart_has_cursor (chart))
    bar = 0;
  else if (key == GDK_KEY_Up)
    bar = bar > 0 ? bar - 1 : 0;
  else
    bar = MIN (bar + 1, n - 1);
  move_cursor (self, bar, TRUE);
  return GDK_EVENT_STOP;
}

/* One row a bar, from the top: shares, not points, as every file of ours has them. */
static CpTable *
cp_gap_bars_get_data (CpChart *chart) {
  CpGapBars *self = CP_GAP_BARS (chart);
  guint n = self->n_measures * self->n_series;
  if (n == 0)
    return NULL;
  g_autofree guint32 *measures = g_new (guint32, n), *series = g_new (guint32, n);
  g_autofree double *values = g_new (double, n), *lows = g_new (double, n), *highs = g_new (double, n);
  g_autofree const char **names = g_new0 (const char *, self->n_series + 1);
  for (guint s = 0; s < self->n_series; s++)
    names[s] = cp_frame_get_series (get_frame (self), s)->name;
  for (guint i = 0; i < n; i++) {
    measures[i] = i / self->n_series;
    series[i] = i % self->n_series;
    values[i] = self->bars[i].value;
    lows[i] = self->bars[i].low;
    highs[i] = self->bars[i].high;
  }
  g_autoptr (CpColumn) measure =
      cp_column_new_category ("Measure", measures, n, (const char *const *)self->measures, self->n_measures);
  g_autoptr (CpColumn) model = cp_column_new_category ("Model", series, n, names, self->n_series);
  g_autoptr (CpColumn) value = cp_column_new_number ("Gap", values, n);
  g_autoptr (CpColumn) low = cp_column_new_number ("Interval from", lows, n);
  g_autoptr (CpColumn) high = cp_column_new_number ("Interval to", highs, n);
  return cp_table_new ("chart", (CpColumn *const[]){measure, model, value, low, high}, 5, NULL);
}

/* --- what the owner says --- */

/* Rounds the ends outwards to half ticks, so that a bar that moves seldom moves the axis. */
static void
fit_axis (CpGapBars *self) {
  double lo = 0, hi = 0;
  for (guint i = 0; i < self->n_measures * self->n_series; i++) {
    const CpGapBar *bar = &self->bars[i];
    const double ends[] = {bar->value, bar->low, bar->high};
    for (guint e = 0; e < G_N_ELEMENTS (ends); e++) {
      lo = ends[e] < lo ? ends[e] : lo;
      hi = ends[e] > hi ? ends[e] : hi;
    }
  }
  double missing = MAX (SHORTEST - (hi - lo), 0);
  hi += self->is_signed ? missing / 2 : missing;
  lo -= self->is_signed ? missing / 2 : 0;
  double half = cp_ticks_build (lo * 100, hi * 100, N_TICKS).step / 2;
  cp_frame_set_axis (get_frame (self), 0, self->axis_title, floor (lo * 100 / half) * half,
                     ceil (hi * 100 / half) * half, NULL);
  get_frame (self)->axes[0].is_signed = self->is_signed;
}

void
cp_gap_bars_set_axis (CpGapBars *self, const char *title, gboolean is_signed) {
  g_return_if_fail (CP_IS_GAP_BARS (self));
  g_free (self->axis_title);
  self->axis_title = g_strdup (title);
  self->is_signed = is_signed;
  fit_axis (self);
  cp_chart_relayout (CP_CHART (self));
}

static gboolean
has_series (CpGapBars *self, const char *const *names, const char *const *colours, guint n) {
  if (self->n_series != n || get_frame (self)->series->len != n)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    const CpFrameSeries *series = cp_frame_get_series (get_frame (self), i);
    if (g_strcmp0 (series->name, names[i]) != 0 || g_strcmp0 (series->colour, colours[i]) != 0)
      return FALSE;
  }
  return TRUE;
}

void
cp_gap_bars_set_series (CpGapBars *self, const char *const *names, const char *const *colours, guint n) {
  g_return_if_fail (CP_IS_GAP_BARS (self) && n > 0);
  if (has_series (self, names, colours, n))
    return; /* told at every step of a threshold; to begin anew would lay out the page */
  cp_gap_bars_set_bars (self, (const char *const[]){NULL}, NULL);
  self->n_series = n;
  cp_frame_clear_series (get_frame (self));
  for (guint i = 0; i < n; i++)
    cp_frame_add_series (get_frame (self), names[i], colours[i], NAN);
  cp_chart_relayout (CP_CHART (self));
}

void
cp_gap_bars_set_bars (CpGapBars *self, const char *const *measures, const CpGapBar *bars) {
  g_return_if_fail (CP_IS_GAP_BARS (self) && measures != NULL);
  guint n_measures = g_strv_length ((char **)measures);
  if (n_measures != self->n_measures) {
    cp_chart_hide_cursor (CP_CHART (self));
    gtk_widget_queue_resize (GTK_WIDGET (self));
  }
  GStrv copy = g_strdupv ((char **)measures);
  g_strfreev (self->measures);
  self->measures = copy;
  self->n_measures = n_measures;
  g_free (self->bars);
  self->bars = g_memdup2 (bars, (gsize)n_measures * self->n_series * sizeof (CpGapBar));
  g_autofree const char **labels = g_new0 (const char *, n_measures + 1);
  for (guint i = 0; i < n_measures; i++)
    labels[i] = self->measures[n_measures - 1 - i];
  cp_frame_set_axis (get_frame (self), 1, NULL, 0, 1, n_measures > 0 ? labels : NULL);
  fit_axis (self);
  if (cp_chart_has_cursor (CP_CHART (self)))
    move_cursor (self, self->cursor, FALSE);
  cp_chart_relayout (CP_CHART (self));
}

void
cp_gap_bars_set_describe (CpGapBars *self, CpDescribeBar describe, gpointer data, GDestroyNotify destroy) {
  g_return_if_fail (CP_IS_GAP_BARS (self));
  if (self->describe_destroy != NULL)
    self->describe_destroy (self->describe_data);
  self->describe = describe;
  self->describe_data = data;
  self->describe_destroy = destroy;
}

/* --- the type --- */

static void
cp_gap_bars_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline) {
  CpGapBars *self = CP_GAP_BARS (widget);
  get_frame (self)->margin = FIGURES;
  int groups = (int)(self->n_measures * (self->n_series * STEP + GROUP_GAP));
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 280 : (int)AROUND + groups;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 480 : (int)AROUND + groups;
}

static void
cp_gap_bars_dispose (GObject *object) {
  cp_gap_bars_set_describe (CP_GAP_BARS (object), NULL, NULL, NULL);
  G_OBJECT_CLASS (cp_gap_bars_parent_class)->dispose (object);
}

static void
cp_gap_bars_finalize (GObject *object) {
  CpGapBars *self = CP_GAP_BARS (object);
  g_free (self->axis_title);
  g_strfreev (self->measures);
  g_free (self->bars);
  G_OBJECT_CLASS (cp_gap_bars_parent_class)->finalize (object);
}

static void
cp_gap_bars_class_init (CpGapBarsClass *class) {
  CpChartClass *chart_class = CP_CHART_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_gap_bars_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_gap_bars_finalize;
  GTK_WIDGET_CLASS (class)->measure = cp_gap_bars_measure;
  chart_class->draw = cp_gap_bars_draw;
  chart_class->get_data = cp_gap_bars_get_data;
  chart_class->locate = cp_gap_bars_locate;
  chart_class->append_cursor = cp_gap_bars_append_cursor;
  chart_class->point = cp_gap_bars_point;
  chart_class->key = cp_gap_bars_key;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "cpgapbars");
}

static void
cp_gap_bars_init (CpGapBars *self) {
  self->is_signed = TRUE;
  get_frame (self)->margin = FIGURES;
  get_frame (self)->axes[1].is_bare = TRUE;
}

GtkWidget *
cp_gap_bars_new (void) {
  return g_object_new (CP_TYPE_GAP_BARS, NULL);
}
