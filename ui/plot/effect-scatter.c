#include "ui/plot/effect-scatter.h"

#include "core/base/format.h"
#include "ui/plot/dots.h"
#include "ui/plot/frame.h"
#include "ui/plot/ramp.h"
#include "ui/plot/robust-range.h"
#include "ui/style/text-size.h"

#include <math.h>

#define RADIUS 2.0  /* of a dot */
#define REACH 8.0   /* pixels from a dot that still mean it */
#define JITTER 0.32 /* how far a category's dots stray from the middle of their lane */
#define MANY 1500   /* dots from which they are drawn more faintly */

struct _CpEffectScatter {
  CpChart parent_instance;
  char *letter, *fill, *column, *colour;
  GStrv labels; /* (nullable) */
  guint32 *rows;
  double *x, *effects, *levels; /* (n); levels: (nullable) */
  float *at_x, *at_y;           /* (n): where the dots were drawn last */
  guint *by_x, *by_effect;      /* (n): orders for the keyboard */
  gsize n;
  double marked_x, marked_effect;
  gboolean has_marked;
  guint cursor;
  CpDescribeDot describe;
  gpointer describe_data;
};

G_DEFINE_FINAL_TYPE (CpEffectScatter, cp_effect_scatter, CP_TYPE_CHART)

enum { ROW_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static CpFrame *
get_frame (CpEffectScatter *self) {
  return cp_chart_get_frame (CP_CHART (self));
}

/* --- where the dots are --- */

/* In [−1, 1], the same for a row each time: the fraction of its multiples of the golden section. */
static double
stray (guint32 row) {
  double at = (row + 1) * 0.6180339887498949;
  return 2 * (at - floor (at)) - 1;
}

/* On the plot, or on its edge where the value is beyond. */
static void
locate_value (CpEffectScatter *self, double x, double effect, double away, double *out_x, double *out_y) {
  const CpFrame *frame = get_frame (self);
  graphene_rect_t lane = cp_frame_get_lane (frame, 0, 0);
  const graphene_rect_t *plot = &frame->plot;
  double right = plot->origin.x + plot->size.width, bottom = plot->origin.y + plot->size.height;
  if (isnan (x))
    *out_x = lane.origin.x + lane.size.width * (0.5 + 0.4 * away);
  else
    *out_x = CLAMP (cp_scale_to_pixel (&frame->axes[0].view, x + (self->labels != NULL ? JITTER * away : 0)),
                    plot->origin.x + RADIUS, right - RADIUS);
  *out_y = CLAMP (cp_scale_to_pixel (&frame->axes[1].view, effect), plot->origin.y + RADIUS, bottom - RADIUS);
}

static void
place (CpEffectScatter *self) {
  for (gsize i = 0; i < self->n; i++) {
    double x, y;
    locate_value (self, self->x[i], self->effects[i], stray (self->rows[i]), &x, &y);
    self->at_x[i] = (float)x;
    self->at_y[i] = (float)y;
  }
}

/* −1 before the axis' range, 1 beyond it. */
static int
get_side (const CpScale *view, double value) {
  return isnan (value) ? 0 : value < view->lo ? -1 : value > view->hi ? 1 : 0;
}

/* --- drawing --- */

/* An arrow towards where the dot would be. */
static void
path_arrow (cairo_t *cr, double x, double y, int across, int up) {
  double dx = across, dy = -up, size = 3.5;
  cairo_move_to (cr, x + dx * size, y + dy * size);
  cairo_line_to (cr, x - dx * size - dy * size, y - dy * size + dx * size);
  cairo_line_to (cr, x - dx * size + dy * size, y - dy * size - dx * size);
  cairo_close_path (cr);
}

static void
draw_dots (CpEffectScatter *self, CpPaint *paint, const CpRamp *ramp) {
  const CpFrame *frame = get_frame (self);
  double alpha = self->n > MANY ? 0.45 : 0.7;
  for (gsize i = 0; i < self->n; i++) {
    int across = self->labels == NULL ? get_side (&frame->axes[0].view, self->x[i]) : 0;
    int up = get_side (&frame->axes[1].view, self->effects[i]);
    if (self->levels == NULL)
      cp_paint_set_colour (paint, self->fill, alpha);
    else if (isnan (self->levels[i]))
      cp_paint_set_colour (paint, "t3", 1);
    else
      cp_ramp_set (ramp, paint->cr, self->levels[i]);
    cairo_new_path (paint->cr);
    if (across != 0 || up != 0)
      path_arrow (paint->cr, (double)self->at_x[i], (double)self->at_y[i], up != 0 ? 0 : across, up);
    else
      cairo_arc (paint->cr, (double)self->at_x[i], (double)self->at_y[i], RADIUS, 0, 2 * G_PI);
    cairo_fill (paint->cr);
  }
}

static gsize
count_beyond (CpEffectScatter *self) {
  const CpFrame *frame = get_frame (self);
  gsize n = 0;
  for (gsize i = 0; i < self->n; i++)
    n += (self->labels == NULL && get_side (&frame->axes[0].view, self->x[i]) != 0) ||
         get_side (&frame->axes[1].view, self->effects[i]) != 0;
  return n;
}

/* "3 rows beyond the edge" inside the plot, where there are any. */
static void
draw_beyond (CpEffectScatter *self, CpPaint *paint) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  gsize n = count_beyond (self);
  if (n == 0)
    return;
  g_autofree char *count = cp_format_count ((double)n);
  g_autofree char *text = g_strdup_printf ("%s %s beyond the edge", count, n == 1 ? "row" : "rows");
  cp_paint_text (paint, CP_TEXT_AXIS, "t2", text, plot->origin.x + plot->size.width - 8, plot->origin.y + 2,
                 1, 0, plot->size.width);
}

static void
cp_effect_scatter_draw (CpChart *chart, CpPaint *paint) {
  CpEffectScatter *self = CP_EFFECT_SCATTER (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  CpRamp ramp;
  if (self->n == 0)
    return;
  cp_frame_draw (get_frame (self), paint);
  double title_y = 15 * cp_text_size_get_scale ();
  if (self->letter != NULL)
    cp_paint_badge (paint, self->letter, self->fill, 12, title_y);
  double zero = floor (cp_scale_to_pixel (&get_frame (self)->axes[1].view, 0)) + 0.5;
  if (zero > plot->origin.y && zero < plot->origin.y + plot->size.height) {
    cairo_set_line_width (paint->cr, 1);
    cairo_move_to (paint->cr, plot->origin.x, zero);
    cairo_rel_line_to (paint->cr, plot->size.width, 0);
    cp_paint_set_colour (paint, "t3", 1);
    cairo_stroke (paint->cr);
  }
  place (self);
  cp_ramp_read (&ramp, paint);
  draw_dots (self, paint, &ramp);
  draw_beyond (self, paint);
  if (self->has_marked && !isnan (self->marked_effect)) {
    double x, y;
    locate_value (self, self->marked_x, self->marked_effect, 0, &x, &y);
    cp_paint_ring (paint, "surface", x, y, 4.5);
  }
  if (self->levels != NULL)
    cp_ramp_draw_key (&ramp, paint, self->colour,
                      plot->origin.x + plot->size.width + 12 - get_frame (self)->corner, title_y,
                      plot->size.width * 0.6);
}

/* --- the data cursor --- */

static void
cp_effect_scatter_locate (CpChart *chart, double *out_x, double *out_y) {
  CpEffectScatter *self = CP_EFFECT_SCATTER (chart);
  *out_x = self->cursor < self->n ? (double)self->at_x[self->cursor] : 0;
  *out_y = self->cursor < self->n ? (double)self->at_y[self->cursor] : 0;
}

static void
cp_effect_scatter_append_cursor (CpChart *chart, GtkSnapshot *snapshot) {
  double x, y;
  cp_effect_scatter_locate (chart, &x, &y);
  cp_dots_append_ring (GTK_WIDGET (chart), snapshot, x, y);
}

/* (transfer full): what the row has: a category's word, a number, or that it is missing */
static char *
dup_value (CpEffectScatter *self, guint dot) {
  double x = self->x[dot];
  if (isnan (x))
    return g_strdup ("missing");
  return self->labels != NULL ? g_strdup (self->labels[(guint)x]) : cp_format_number (x, -1);
}

static void
move_cursor (CpEffectScatter *self, guint dot, gboolean is_spoken) {
  g_autofree char *effect = cp_format_delta (self->effects[dot], 3), *row = cp_format_count (self->rows[dot]);
  g_autofree char *value = dup_value (self, dot);
  g_autofree char *lines =
      self->describe != NULL
          ? self->describe (self->column, self->rows[dot], self->effects[dot], self->describe_data)
          : g_strdup_printf ("Row %s\n%s\t%s\nEffect\t%s", row, self->column, value, effect);
  self->cursor = dot;
  cp_chart_show_cursor (CP_CHART (self), lines, is_spoken);
}

static void
cp_effect_scatter_point (CpChart *chart, double x, double y) {
  CpEffectScatter *self = CP_EFFECT_SCATTER (chart);
  gint64 dot = cp_dots_pick (self->at_x, self->at_y, self->n, x, y, REACH);
  if (dot < 0)
    cp_chart_hide_cursor (chart);
  else if (!cp_chart_has_cursor (chart) || (guint)dot != self->cursor)
    move_cursor (self, (guint)dot, FALSE);
}

static gboolean
cp_effect_scatter_press (CpChart *chart, double x, double y) {
  CpEffectScatter *self = CP_EFFECT_SCATTER (chart);
  gint64 dot = cp_dots_pick (self->at_x, self->at_y, self->n, x, y, REACH);
  if (dot >= 0)
    g_signal_emit (self, signals[ROW_ACTIVATED], 0, self->rows[dot]);
  return FALSE;
}

/* Left and right walk by the value, up and down by the effect. */
static gboolean
cp_effect_scatter_key (CpChart *chart, guint key, GdkModifierType state) {
  CpEffectScatter *self = CP_EFFECT_SCATTER (chart);
  if (self->n == 0)
    return GDK_EVENT_PROPAGATE;
  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && cp_chart_has_cursor (chart)) {
    g_signal_emit (self, signals[ROW_ACTIVATED], 0, self->rows[self->cursor]);
    return GDK_EVENT_STOP;
  }
  gboolean is_across = key == GDK_KEY_Left || key == GDK_KEY_Right, is_up = key == GDK_KEY_Up;
  if (!is_across && !is_up && key != GDK_KEY_Down && key != GDK_KEY_Home && key != GDK_KEY_End)
    return GDK_EVENT_PROPAGATE;
  const guint *order = is_across || key == GDK_KEY_Home || key == GDK_KEY_End ? self->by_x : self->by_effect;
  guint last = (guint)self->n - 1, at = last / 2;
  if (key == GDK_KEY_Home || key == GDK_KEY_End) {
    at = key == GDK_KEY_Home ? 0 : last;
  } else if (cp_chart_has_cursor (chart)) {
    at = cp_dots_get_rank (order, self->n, self->cursor);
    gboolean is_back = key == GDK_KEY_Left || key == GDK_KEY_Down;
    at = is_back ? (at > 0 ? at - 1 : 0) : MIN (at + 1, last);
  }
  move_cursor (self, order[at], TRUE);
  return GDK_EVENT_STOP;
}

static CpTable *
cp_effect_scatter_get_data (CpChart *chart) {
  CpEffectScatter *self = CP_EFFECT_SCATTER (chart);
  if (self->n == 0)
    return NULL;
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_column_unref);
  g_autofree double *rows = g_new (double, self->n);
  g_autofree const char **words = g_new0 (const char *, self->n);
  for (gsize i = 0; i < self->n; i++) {
    rows[i] = self->rows[i];
    words[i] = self->labels != NULL && !isnan (self->x[i]) ? self->labels[(guint)self->x[i]] : NULL;
  }
  g_ptr_array_add (columns, cp_column_new_number ("Row", rows, self->n));
  g_ptr_array_add (columns, self->labels != NULL ? cp_column_new_text (self->column, words, self->n)
                                                 : cp_column_new_number (self->column, self->x, self->n));
  g_autofree char *effect = g_strdup_printf ("Effect of %s", self->column);
  g_ptr_array_add (columns, cp_column_new_number (effect, self->effects, self->n));
  if (self->levels != NULL) {
    g_autofree char *name = g_strdup_printf ("%s, 0 low to 1 high", self->colour);
    g_ptr_array_add (columns, cp_column_new_number (name, self->levels, self->n));
  }
  return cp_table_new ("chart", (CpColumn *const *)columns->pdata, columns->len, NULL);
}

/* --- what the owner says --- */

static void
clear (CpEffectScatter *self) {
  g_clear_pointer (&self->letter, g_free);
  g_clear_pointer (&self->fill, g_free);
  g_clear_pointer (&self->column, g_free);
  g_clear_pointer (&self->colour, g_free);
  g_clear_pointer (&self->labels, g_strfreev);
  g_clear_pointer (&self->rows, g_free);
  g_clear_pointer (&self->x, g_free);
  g_clear_pointer (&self->effects, g_free);
  g_clear_pointer (&self->levels, g_free);
  g_clear_pointer (&self->at_x, g_free);
  g_clear_pointer (&self->at_y, g_free);
  g_clear_pointer (&self->by_x, g_free);
  g_clear_pointer (&self->by_effect, g_free);
  self->n = 0;
}

void
cp_effect_scatter_clear (CpEffectScatter *self) {
  g_return_if_fail (CP_IS_EFFECT_SCATTER (self));
  cp_chart_hide_cursor (CP_CHART (self));
  clear (self);
  cp_chart_redraw (CP_CHART (self));
}

static void
set_axes (CpEffectScatter *self, const CpEffectScatterData *data) {
  static const char *const none[] = {"no values", NULL}; /* figures would be made up */
  double lo = 0, hi = 1, least = 0, most = 0;
  gsize n_missing = 0;
  for (gsize i = 0; i < self->n; i++)
    n_missing += isnan (self->x[i]) != 0;
  gboolean is_empty = data->labels == NULL && self->n > 0 && n_missing == self->n;
  cp_robust_range (self->x, self->n, &lo, &hi);
  double air = hi > lo ? (hi - lo) * 0.02 : 0.5;
  get_frame (self)->has_lane[0] = n_missing > 0;
  cp_frame_set_axis (get_frame (self), 0, data->column, lo - air, hi + air, is_empty ? none : data->labels);
  cp_effect_scatter_get_extent (self, &least, &most);
  cp_frame_set_axis (get_frame (self), 1, data->axis, least, most, NULL);
}

void
cp_effect_scatter_set_data (CpEffectScatter *self, const CpEffectScatterData *data) {
  g_return_if_fail (CP_IS_EFFECT_SCATTER (self) && data != NULL);
  cp_chart_hide_cursor (CP_CHART (self));
  clear (self);
  self->letter = g_strdup (data->letter);
  self->fill = g_strdup (data->fill);
  self->column = g_strdup (data->column);
  self->colour = g_strdup (data->colour);
  self->labels = g_strdupv ((char **)data->labels);
  self->n = data->n;
  self->rows = g_memdup2 (data->rows, data->n * sizeof *data->rows);
  self->x = g_memdup2 (data->x, data->n * sizeof *data->x);
  self->effects = g_memdup2 (data->effects, data->n * sizeof *data->effects);
  self->levels = data->levels != NULL ? g_memdup2 (data->levels, data->n * sizeof *data->levels) : NULL;
  self->at_x = g_new0 (float, data->n + 1);
  self->at_y = g_new0 (float, data->n + 1);
  self->by_x = cp_dots_order (self->x, self->n);
  self->by_effect = cp_dots_order (self->effects, self->n);
  self->has_marked = data->has_marked;
  self->marked_x = data->marked_x;
  self->marked_effect = data->marked_effect;
  get_frame (self)->indent = data->letter != NULL ? cp_text_size_scale (16) + 7 : 0;
  cp_chart_set_title (CP_CHART (self), data->title);
  set_axes (self, data);
  cp_chart_relayout (CP_CHART (self));
}

gboolean
cp_effect_scatter_get_extent (CpEffectScatter *self, double *out_lo, double *out_hi) {
  g_return_val_if_fail (CP_IS_EFFECT_SCATTER (self), FALSE);
  if (self->n == 0)
    return FALSE;
  cp_robust_range (self->effects, self->n, out_lo, out_hi);
  *out_lo = MIN (*out_lo, 0);
  *out_hi = MAX (*out_hi, 0);
  if (self->has_marked && !isnan (self->marked_effect)) {
    *out_lo = MIN (*out_lo, self->marked_effect);
    *out_hi = MAX (*out_hi, self->marked_effect);
  }
  double air = *out_hi > *out_lo ? (*out_hi - *out_lo) * 0.04 : 0.5;
  *out_lo -= air;
  *out_hi += air;
  return TRUE;
}

void
cp_effect_scatter_set_range (CpEffectScatter *self, double lo, double hi) {
  g_return_if_fail (CP_IS_EFFECT_SCATTER (self));
  g_autofree char *title = g_strdup (get_frame (self)->axes[1].title);
  cp_frame_set_axis (get_frame (self), 1, title, lo, hi, NULL);
  cp_chart_relayout (CP_CHART (self));
}

void
cp_effect_scatter_set_describe (CpEffectScatter *self, CpDescribeDot describe, gpointer data) {
  g_return_if_fail (CP_IS_EFFECT_SCATTER (self));
  self->describe = describe;
  self->describe_data = data;
}

/* --- the type --- */

static void
cp_effect_scatter_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                           int *natural, int *minimum_baseline, int *natural_baseline) {
  *minimum = cp_text_size_scale (orientation == GTK_ORIENTATION_HORIZONTAL ? 260 : 140);
  *natural = cp_text_size_scale (orientation == GTK_ORIENTATION_HORIZONTAL ? 420 : 220);
}

static void
cp_effect_scatter_finalize (GObject *object) {
  clear (CP_EFFECT_SCATTER (object));
  G_OBJECT_CLASS (cp_effect_scatter_parent_class)->finalize (object);
}

static void
cp_effect_scatter_class_init (CpEffectScatterClass *class) {
  CpChartClass *chart_class = CP_CHART_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_effect_scatter_finalize;
  GTK_WIDGET_CLASS (class)->measure = cp_effect_scatter_measure;
  chart_class->draw = cp_effect_scatter_draw;
  chart_class->get_data = cp_effect_scatter_get_data;
  chart_class->locate = cp_effect_scatter_locate;
  chart_class->append_cursor = cp_effect_scatter_append_cursor;
  chart_class->point = cp_effect_scatter_point;
  chart_class->press = cp_effect_scatter_press;
  chart_class->key = cp_effect_scatter_key;
  signals[ROW_ACTIVATED] = g_signal_new ("row-activated", CP_TYPE_EFFECT_SCATTER, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "cpeffectscatter");
}

static void
cp_effect_scatter_init (CpEffectScatter *self) {
  get_frame (self)->axes[1].is_signed = TRUE;
}

GtkWidget *
cp_effect_scatter_new (void) {
  return g_object_new (CP_TYPE_EFFECT_SCATTER, NULL);
}
