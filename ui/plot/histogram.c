#include "ui/plot/histogram.h"

#include "core/base/format.h"
#include "ui/plot/frame.h"
#include "ui/style/style.h"

#include <math.h>

#define REACH 7     /* how far from the line the pointer still means it */
#define SMALLEST 1  /* width of a bar, in pixels */
#define STEPS 100   /* places of the threshold along the axis */
#define STRIDE 10   /* steps of a key with Shift */
#define FLAG_RISE 3 /* how far the flag's middle is above the plot */

struct _CpHistogramChart {
  CpChart parent_instance;
  double *edges;             /* (n_bins + 1) */
  double *filled, *outlined; /* (n_bins) */
  guint n_bins, cursor;
  double threshold, preview; /* NaN: none */
  char *preview_label;       /* (nullable) */
};

G_DEFINE_FINAL_TYPE (CpHistogramChart, cp_histogram_chart, CP_TYPE_CHART)

static CpFrame *
get_frame (CpHistogramChart *self) {
  return cp_chart_get_frame (CP_CHART (self));
}

static double
to_pixel (CpHistogramChart *self, double value) {
  const CpScale *scale = &get_frame (self)->axes[0].view;
  return cp_scale_to_pixel (scale, CLAMP (value, scale->lo, scale->hi));
}

/* --- drawing --- */

/* The place of a bar in whole pixels, a pixel away from the next. */
static graphene_rect_t
get_bar (CpHistogramChart *self, guint bin, double count) {
  const CpScale *up = &get_frame (self)->axes[1].view;
  double left = rint (to_pixel (self, self->edges[bin])),
         right = rint (to_pixel (self, self->edges[bin + 1]));
  double top = rint (cp_scale_to_pixel (up, count));
  return GRAPHENE_RECT_INIT ((float)left, (float)top, (float)MAX (right - left - 1, SMALLEST),
                             (float)(up->start - top));
}

static void
draw_bars (CpHistogramChart *self, CpPaint *paint) {
  for (guint i = 0; i < self->n_bins; i++) {
    graphene_rect_t bar = get_bar (self, i, self->filled[i]);
    cairo_rectangle (paint->cr, bar.origin.x, bar.origin.y, bar.size.width, bar.size.height);
  }
  cp_paint_set_colour (paint, cp_frame_get_series (get_frame (self), 0)->colour, 1);
  cairo_fill (paint->cr);
  cairo_set_line_width (paint->cr, 1);
  for (guint i = 0; i < self->n_bins; i++) {
    graphene_rect_t bar = get_bar (self, i, self->outlined[i]);
    if (self->outlined[i] > 0)
      cairo_rectangle (paint->cr, bar.origin.x + 0.5, bar.origin.y + 0.5, bar.size.width - 1,
                       bar.size.height);
  }
  cp_paint_set_colour (paint, "t1", 1);
  cairo_stroke (paint->cr);
}

static void
draw_line (CpHistogramChart *self, CpPaint *paint, double value, double width, gboolean is_dotted) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  double x = floor (to_pixel (self, value)) + 0.5;
  cairo_save (paint->cr);
  if (is_dotted)
    cairo_set_dash (paint->cr, (const double[]){2, 2}, 2, 0);
  cairo_set_line_width (paint->cr, width);
  cairo_move_to (paint->cr, x, plot->origin.y);
  cairo_line_to (paint->cr, x, plot->origin.y + plot->size.height);
  cp_paint_set_colour (paint, "t1", 1);
  cairo_stroke (paint->cr);
  cairo_restore (paint->cr);
}

/* The words stand on the side with more room, under the flag. */
static void
draw_preview (CpHistogramChart *self, CpPaint *paint) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  double x = to_pixel (self, self->preview), left = plot->origin.x, right = left + plot->size.width;
  gboolean is_right = right - x >= x - left;
  draw_line (self, paint, self->preview, 1, TRUE);
  if (self->preview_label != NULL)
    cp_paint_text (paint, CP_TEXT_AXIS, "t2", self->preview_label, is_right ? x + 5 : x - 5,
                   plot->origin.y + 14, is_right ? 0 : 1, 0.5, (is_right ? right - x : x - left) - 5);
}

static void
cp_histogram_chart_draw (CpChart *chart, CpPaint *paint) {
  CpHistogramChart *self = CP_HISTOGRAM_CHART (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  cp_frame_draw (get_frame (self), paint);
  if (self->n_bins > 0)
    draw_bars (self, paint);
  if (!isnan (self->preview))
    draw_preview (self, paint);
  if (isnan (self->threshold))
    return;
  draw_line (self, paint, self->threshold, 2, FALSE);
  g_autofree char *text = cp_format_threshold (self->threshold);
  cp_paint_flag (paint, text, to_pixel (self, self->threshold), plot->origin.y - FLAG_RISE, plot->origin.x,
                 plot->origin.x + plot->size.width);
}

static void
cp_histogram_chart_locate (CpChart *chart, double *out_x, double *out_y) {
  CpHistogramChart *self = CP_HISTOGRAM_CHART (chart);
  graphene_rect_t bar =
      get_bar (self, self->cursor, MAX (self->filled[self->cursor], self->outlined[self->cursor]));
  *out_x = bar.origin.x + bar.size.width / 2;
  *out_y = bar.origin.y;
}

static void
cp_histogram_chart_append_cursor (CpChart *chart, GtkSnapshot *snapshot) {
  CpHistogramChart *self = CP_HISTOGRAM_CHART (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  graphene_rect_t bar = get_bar (self, self->cursor, 0);
  GdkRGBA ink;
  cp_style_lookup (GTK_WIDGET (self), "t3", &ink);
  ink.alpha = 0.18f;
  gtk_snapshot_append_color (
      snapshot, &ink, &GRAPHENE_RECT_INIT (bar.origin.x, plot->origin.y, bar.size.width, plot->size.height));
}

/* One row a bin: its edges and both counts. */
static CpTable *
cp_histogram_chart_get_data (CpChart *chart) {
  CpHistogramChart *self = CP_HISTOGRAM_CHART (chart);
  const CpFrame *frame = get_frame (self);
  if (self->n_bins == 0)
    return NULL;
  const char *filled_name = frame->series->len > 0 ? cp_frame_get_series (frame, 0)->name : "Filled";
  const char *outlined_name = frame->series->len > 1 ? cp_frame_get_series (frame, 1)->name : "Outlined";
  g_autoptr (CpColumn) from = cp_column_new_number ("From", self->edges, self->n_bins);
  g_autoptr (CpColumn) to = cp_column_new_number ("To", self->edges + 1, self->n_bins);
  g_autoptr (CpColumn) filled = cp_column_new_number (filled_name, self->filled, self->n_bins);
  g_autoptr (CpColumn) outlined = cp_column_new_number (outlined_name, self->outlined, self->n_bins);
  return cp_table_new ("chart", (CpColumn *const[]){from, to, filled, outlined}, 4, NULL);
}

/* --- the data cursor --- */

guint
cp_histogram_chart_find_bin (CpHistogramChart *self, double value) {
  g_return_val_if_fail (CP_IS_HISTOGRAM_CHART (self), G_MAXUINT);
  guint n = self->n_bins;
  if (n == 0 || !(value >= self->edges[0] && value <= self->edges[n]))
    return G_MAXUINT;
  guint low = 0, high = n;
  while (high - low > 1) {
    guint middle = (low + high) / 2;
    if (self->edges[middle] <= value)
      low = middle;
    else
      high = middle;
  }
  return low;
}

static void
move_cursor (CpHistogramChart *self, guint bin, gboolean is_spoken) {
  self->cursor = bin;
  double width = self->edges[bin + 1] - self->edges[bin];
  int decimals = width >= 10 ? 0 : CLAMP (-(int)floor (log10 (width)), 2, 6);
  g_autofree char *from = cp_format_number (self->edges[bin], decimals);
  g_autofree char *to = cp_format_number (self->edges[bin + 1], decimals);
  g_autofree char *filled = cp_format_count (self->filled[bin]);
  g_autofree char *outlined = cp_format_count (self->outlined[bin]);
  g_autofree char *lines = g_strdup_printf ("Score %s to %s\n%s\t%s\n%s\t%s", from, to,
                                            cp_frame_get_series (get_frame (self), 0)->name, filled,
                                            cp_frame_get_series (get_frame (self), 1)->name, outlined);
  cp_chart_show_cursor (CP_CHART (self), lines, is_spoken);
}

static gboolean
is_on_line (CpHistogramChart *self, double x) {
  return !isnan (self->threshold) && fabs (to_pixel (self, self->threshold) - x) <= REACH;
}

static void
cp_histogram_chart_point (CpChart *chart, double x, double y) {
  CpHistogramChart *self = CP_HISTOGRAM_CHART (chart);
  const CpFrame *frame = get_frame (self);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), is_on_line (self, x) ? "ew-resize" : NULL);
  double top = frame->plot.origin.y, bottom = top + frame->plot.size.height;
  guint bin = y < top || y > bottom
                  ? G_MAXUINT
                  : cp_histogram_chart_find_bin (self, cp_scale_from_pixel (&frame->axes[0].view, x));
  if (bin == G_MAXUINT)
    cp_chart_hide_cursor (chart);
  else if (!cp_chart_has_cursor (chart) || bin != self->cursor)
    move_cursor (self, bin, FALSE);
}

/* Asks for the threshold @steps along the axis. */
static void
ask (CpHistogramChart *self, double steps) {
  const CpScale *scale = &get_frame (self)->axes[0].view;
  double value = scale->lo + CLAMP (rint (steps), 0, STEPS) / STEPS * (scale->hi - scale->lo);
  if (value != self->threshold)
    g_signal_emit_by_name (self, "threshold-moved", value);
}

static double
to_steps (CpHistogramChart *self, double value) {
  const CpScale *scale = &get_frame (self)->axes[0].view;
  return (CLAMP (value, scale->lo, scale->hi) - scale->lo) / (scale->hi - scale->lo) * STEPS;
}

static gboolean
cp_histogram_chart_press (CpChart *chart, double x, double y) {
  if (!is_on_line (CP_HISTOGRAM_CHART (chart), x))
    return FALSE;
  cp_chart_hide_cursor (chart); /* the card would lie over what moves */
  return TRUE;
}

static void
cp_histogram_chart_drag (CpChart *chart, double x, double y) {
  CpHistogramChart *self = CP_HISTOGRAM_CHART (chart);
  ask (self, to_steps (self, cp_scale_from_pixel (&get_frame (self)->axes[0].view, x)));
}

static gboolean
cp_histogram_chart_key (CpChart *chart, guint key, GdkModifierType state) {
  CpHistogramChart *self = CP_HISTOGRAM_CHART (chart);
  double by = state & GDK_SHIFT_MASK ? STRIDE : 1;
  if ((key == GDK_KEY_Left || key == GDK_KEY_Right) && !isnan (self->threshold)) {
    ask (self, to_steps (self, self->threshold) + (key == GDK_KEY_Left ? -by : by));
    return GDK_EVENT_STOP;
  }
  if ((key != GDK_KEY_Up && key != GDK_KEY_Down) || self->n_bins == 0)
    return GDK_EVENT_PROPAGATE;
  guint bin = self->cursor;
  if (!cp_chart_has_cursor (chart))
    bin = 0;
  else if (key == GDK_KEY_Up)
    bin = MIN (bin + 1, self->n_bins - 1);
  else
    bin = bin > 0 ? bin - 1 : 0;
  move_cursor (self, bin, TRUE);
  return GDK_EVENT_STOP;
}

/* --- what the owner says --- */

void
cp_histogram_chart_set_axes (CpHistogramChart *self, const char *x_title, const char *y_title) {
  g_return_if_fail (CP_IS_HISTOGRAM_CHART (self));
  CpFrame *frame = get_frame (self);
  const char *const titles[] = {x_title, y_title};
  for (guint i = 0; i < 2; i++)
    cp_frame_set_axis (frame, i, titles[i], frame->axes[i].full.lo, frame->axes[i].full.hi, NULL);
  cp_chart_relayout (CP_CHART (self));
}

void
cp_histogram_chart_set_series (CpHistogramChart *self, const char *filled, const char *outlined,
                               const char *colour) {
  g_return_if_fail (CP_IS_HISTOGRAM_CHART (self));
  CpFrame *frame = get_frame (self);
  cp_frame_clear_series (frame);
  cp_frame_add_series (frame, filled, colour, NAN);
  cp_frame_add_series (frame, outlined, "t1", NAN);
  g_array_index (frame->series, CpFrameSeries, 1).is_outlined = TRUE;
  cp_chart_relayout (CP_CHART (self));
}

static void
replace (double **place, const double *values, gsize n) {
  g_free (*place);
  *place = g_memdup2 (values, n * sizeof (double));
}

void
cp_histogram_chart_set_counts (CpHistogramChart *self, const double *edges, const double *filled,
                               const double *outlined, guint n_bins) {
  g_return_if_fail (CP_IS_HISTOGRAM_CHART (self));
  CpFrame *frame = get_frame (self);
  double most = 1;
  cp_chart_hide_cursor (CP_CHART (self));
  self->n_bins = n_bins;
  self->cursor = 0;
  replace (&self->edges, edges, n_bins > 0 ? (gsize)n_bins + 1 : 0);
  replace (&self->filled, filled, n_bins);
  replace (&self->outlined, outlined, n_bins);
  for (guint i = 0; i < n_bins; i++)
    most = MAX (most, MAX (filled[i], outlined[i]));
  if (n_bins > 0)
    cp_frame_set_axis (frame, 0, frame->axes[0].title, edges[0], edges[n_bins], NULL);
  cp_frame_set_axis (frame, 1, frame->axes[1].title, 0, most, NULL);
  cp_chart_relayout (CP_CHART (self));
}

void
cp_histogram_chart_set_threshold (CpHistogramChart *self, double threshold) {
  g_return_if_fail (CP_IS_HISTOGRAM_CHART (self));
  self->threshold = threshold;
  cp_chart_redraw (CP_CHART (self));
}

void
cp_histogram_chart_set_preview (CpHistogramChart *self, double threshold, const char *label) {
  g_return_if_fail (CP_IS_HISTOGRAM_CHART (self));
  self->preview = threshold;
  g_free (self->preview_label);
  self->preview_label = g_strdup (label);
  cp_chart_redraw (CP_CHART (self));
}

/* --- the type --- */

static void
cp_histogram_chart_finalize (GObject *object) {
  CpHistogramChart *self = CP_HISTOGRAM_CHART (object);
  g_free (self->edges);
  g_free (self->filled);
  g_free (self->outlined);
  g_free (self->preview_label);
  G_OBJECT_CLASS (cp_histogram_chart_parent_class)->finalize (object);
}

static void
cp_histogram_chart_class_init (CpHistogramChartClass *class) {
  CpChartClass *chart_class = CP_CHART_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_histogram_chart_finalize;
  chart_class->draw = cp_histogram_chart_draw;
  chart_class->get_data = cp_histogram_chart_get_data;
  chart_class->locate = cp_histogram_chart_locate;
  chart_class->append_cursor = cp_histogram_chart_append_cursor;
  chart_class->point = cp_histogram_chart_point;
  chart_class->press = cp_histogram_chart_press;
  chart_class->drag = cp_histogram_chart_drag;
  chart_class->key = cp_histogram_chart_key;
  g_signal_new ("threshold-moved", CP_TYPE_HISTOGRAM_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "cphistogram");
}

static void
cp_histogram_chart_init (CpHistogramChart *self) {
  self->threshold = self->preview = NAN;
  cp_histogram_chart_set_series (self, "positive", "negative", "t3");
}

GtkWidget *
cp_histogram_chart_new (void) {
  return g_object_new (CP_TYPE_HISTOGRAM_CHART, NULL);
}
