#include "ui/plot/response.h"

#include "core/base/format.h"
#include "ui/plot/frame.h"
#include "ui/style/style.h"

#include <math.h>

#define LINE 2
#define DOT 4
#define RUG 5     /* height of the mark of a value at the foot of the plot */
#define BESIDE 11 /* between the dots of two curves at one word */
#define BAND_ALPHA 0.16

typedef struct {
  double *y;       /* (n) */
  double *lo, *hi; /* (nullable) (n) */
  gboolean is_own;
} Curve;

struct _CpResponseChart {
  CpChart parent_instance; /* the series of its frame are the curves' names and colours */
  guint n;
  double *x; /* (nullable) (n) */
  GStrv labels;
  gboolean is_ordered;
  GArray *curves;
  double mark;
  char *mark_label; /* (nullable) */
  guint cursor;
};

G_DEFINE_FINAL_TYPE (CpResponseChart, cp_response_chart, CP_TYPE_CHART)

static void
clear_curve (gpointer data) {
  Curve *curve = data;
  g_free (curve->y);
  g_free (curve->lo);
  g_free (curve->hi);
}

static CpFrame *
get_frame (CpResponseChart *self) {
  return cp_chart_get_frame (CP_CHART (self));
}

static Curve *
get_curve (CpResponseChart *self, guint i) {
  return &g_array_index (self->curves, Curve, i);
}

static double
place_x (CpResponseChart *self, guint point) {
  return cp_scale_to_pixel (&get_frame (self)->axes[0].view, self->x != NULL ? self->x[point] : point);
}

static double
place_y (CpResponseChart *self, double y) {
  return cp_scale_to_pixel (&get_frame (self)->axes[1].view, y);
}

/* Words: beside each other where they would cover each other. */
static double
place_dot (CpResponseChart *self, guint curve, guint point) {
  return place_x (self, point) + (curve - (self->curves->len - 1) / 2.0) * BESIDE;
}

/* --- drawing --- */

static void
set_colour (CpResponseChart *self, CpPaint *paint, guint curve, double alpha) {
  cp_paint_set_colour (paint, cp_frame_get_series (get_frame (self), curve)->colour, alpha);
}

static void
draw_rug (CpResponseChart *self, CpPaint *paint) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  double foot = plot->origin.y + plot->size.height;
  cp_paint_set_colour (paint, "t3", 1);
  for (guint p = 0; p < self->n; p++)
    cairo_rectangle (paint->cr, floor (place_x (self, p)), foot - RUG, 1, RUG);
  cairo_fill (paint->cr);
}

static void
draw_mark (CpResponseChart *self, CpPaint *paint) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  double x = cp_scale_to_pixel (&get_frame (self)->axes[0].view, self->mark);
  double right = plot->origin.x + plot->size.width;
  if (!isfinite (x))
    return;
  x = CLAMP (x, plot->origin.x, right);
  if (!self->is_ordered) {
    double width = plot->size.width / self->n;
    cp_paint_set_colour (paint, "sel", 1);
    cairo_rectangle (paint->cr, x - width / 2, plot->origin.y, width, plot->size.height);
    cairo_fill (paint->cr);
  } else {
    cp_paint_set_colour (paint, "t1", 1);
    cairo_set_line_width (paint->cr, 1);
    cairo_set_dash (paint->cr, (const double[]){4, 3}, 2, 0);
    cairo_move_to (paint->cr, floor (x) + 0.5, plot->origin.y);
    cairo_line_to (paint->cr, floor (x) + 0.5, plot->origin.y + plot->size.height);
    cairo_stroke (paint->cr);
    cairo_set_dash (paint->cr, NULL, 0, 0);
  }
  if (self->mark_label != NULL)
    cp_paint_tag (paint, self->mark_label, x, plot->origin.y + 12, right);
}

static void
draw_band (CpResponseChart *self, CpPaint *paint, guint c) {
  const Curve *curve = get_curve (self, c);
  if (curve->lo == NULL)
    return;
  if (self->is_ordered) {
    set_colour (self, paint, c, BAND_ALPHA);
    cairo_new_path (paint->cr);
    for (guint p = 0; p < self->n; p++)
      cairo_line_to (paint->cr, place_x (self, p), place_y (self, curve->hi[p]));
    for (guint p = self->n; p-- > 0;)
      cairo_line_to (paint->cr, place_x (self, p), place_y (self, curve->lo[p]));
    cairo_fill (paint->cr);
    return;
  }
  set_colour (self, paint, c, 3 * BAND_ALPHA);
  for (guint p = 0; p < self->n; p++) {
    double top = place_y (self, curve->hi[p]), foot = place_y (self, curve->lo[p]);
    cairo_rectangle (paint->cr, place_dot (self, c, p) - 1.5, top, 3, foot - top);
  }
  cairo_fill (paint->cr);
}

static void
draw_dot (CpResponseChart *self, CpPaint *paint, guint c, double x, double y) {
  cairo_new_sub_path (paint->cr);
  cairo_arc (paint->cr, x, y, DOT, 0, 2 * G_PI);
  if (get_curve (self, c)->is_own) {
    cp_paint_set_colour (paint, "surface", 1);
    cairo_fill_preserve (paint->cr);
    set_colour (self, paint, c, 1);
    cairo_set_line_width (paint->cr, 1.5);
    cairo_stroke (paint->cr);
  } else {
    set_colour (self, paint, c, 1);
    cairo_fill (paint->cr);
  }
}

static void
draw_curve (CpResponseChart *self, CpPaint *paint, guint c) {
  const Curve *curve = get_curve (self, c);
  if (!self->is_ordered) {
    for (guint p = 0; p < self->n; p++)
      draw_dot (self, paint, c, place_dot (self, c, p), place_y (self, curve->y[p]));
    return;
  }
  set_colour (self, paint, c, 1);
  cairo_set_line_width (paint->cr, LINE);
  cairo_set_line_join (paint->cr, CAIRO_LINE_JOIN_ROUND);
  if (curve->is_own)
    cairo_set_dash (paint->cr, (const double[]){5, 4}, 2, 0);
  cairo_new_path (paint->cr); /* a text before it left a point */
  for (guint p = 0; p < self->n; p++)
    cairo_line_to (paint->cr, place_x (self, p), place_y (self, curve->y[p]));
  cairo_stroke (paint->cr);
  cairo_set_dash (paint->cr, NULL, 0, 0);
}

static void
cp_response_chart_draw (CpChart *chart, CpPaint *paint) {
  CpResponseChart *self = CP_RESPONSE_CHART (chart);
  cp_frame_draw (get_frame (self), paint);
  if (self->n == 0)
    return;
  if (!self->is_ordered)
    draw_mark (self, paint);
  for (guint c = 0; c < self->curves->len; c++)
    draw_band (self, paint, c);
  for (guint c = self->curves->len; c-- > 0;) /* A lies over B where they meet */
    draw_curve (self, paint, c);
  if (self->is_ordered) {
    draw_rug (self, paint);
    draw_mark (self, paint);
  }
}

/* --- data --- */

static CpTable *
cp_response_chart_get_data (CpChart *chart) {
  CpResponseChart *self = CP_RESPONSE_CHART (chart);
  if (self->n == 0 || self->curves->len == 0)
    return NULL;
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_column_unref);
  g_autofree char *x_name = cp_frame_dup_column_name (get_frame (self), 0);
  g_autofree guint32 *codes = g_new (guint32, self->n);
  for (guint p = 0; p < self->n; p++)
    codes[p] = p;
  g_ptr_array_add (columns, self->x != NULL
                                ? cp_column_new_number (x_name, self->x, self->n)
                                : cp_column_new_category (x_name, codes, self->n,
                                                          (const char *const *)self->labels, self->n));
  for (guint c = 0; c < self->curves->len; c++) {
    const Curve *curve = get_curve (self, c);
    const char *name = cp_frame_get_series (get_frame (self), c)->name;
    g_ptr_array_add (columns, cp_column_new_number (name, curve->y, self->n));
    if (curve->lo == NULL)
      continue;
    g_autofree char *lo = g_strdup_printf ("%s, 10 %% of rows below", name);
    g_autofree char *hi = g_strdup_printf ("%s, 10 %% of rows above", name);
    g_ptr_array_add (columns, cp_column_new_number (lo, curve->lo, self->n));
    g_ptr_array_add (columns, cp_column_new_number (hi, curve->hi, self->n));
  }
  return cp_table_new ("chart", (CpColumn *const *)columns->pdata, columns->len, NULL);
}

/* --- the data cursor --- */

static void
cp_response_chart_locate (CpChart *chart, double *out_x, double *out_y) {
  CpResponseChart *self = CP_RESPONSE_CHART (chart);
  *out_x = place_x (self, self->cursor);
  *out_y = place_y (self, get_curve (self, 0)->y[self->cursor]);
}

static void
cp_response_chart_append_cursor (CpChart *chart, GtkSnapshot *snapshot) {
  CpResponseChart *self = CP_RESPONSE_CHART (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, plot);
  double x = place_x (self, self->cursor);
  CpPaint paint;
  cp_paint_begin (&paint, GTK_WIDGET (self), cr);
  cp_paint_set_colour (&paint, "t3", 0.6);
  cairo_rectangle (cr, floor (x), plot->origin.y, 1, plot->size.height);
  cairo_fill (cr);
  for (guint c = self->curves->len; c-- > 0;)
    draw_dot (self, &paint, c, self->is_ordered ? x : place_dot (self, c, self->cursor),
              place_y (self, get_curve (self, c)->y[self->cursor]));
  cp_paint_end (&paint);
  cairo_destroy (cr);
}

static char *
describe_cursor (CpResponseChart *self) {
  GString *lines = g_string_new (self->labels[self->cursor]);
  for (guint c = 0; c < self->curves->len; c++) {
    const Curve *curve = get_curve (self, c);
    g_autofree char *y = cp_format_score (curve->y[self->cursor]);
    g_string_append_printf (lines, "\n%s\t%s", cp_frame_get_series (get_frame (self), c)->name, y);
    if (curve->lo == NULL)
      continue;
    g_autofree char *lo = cp_format_score (curve->lo[self->cursor]);
    g_autofree char *hi = cp_format_score (curve->hi[self->cursor]);
    g_string_append_printf (lines, "\n80 %% of rows\t%s to %s", lo, hi);
  }
  return g_string_free (lines, FALSE);
}

static void
move_cursor (CpResponseChart *self, guint point, gboolean is_spoken) {
  self->cursor = point;
  g_autofree char *lines = describe_cursor (self);
  cp_chart_show_cursor (CP_CHART (self), lines, is_spoken);
}

static gboolean
pick (CpResponseChart *self, double x, double y, guint *out_point) {
  graphene_rect_t plot = get_frame (self)->plot;
  double best = INFINITY;
  *out_point = 0;
  graphene_rect_inset (&plot, -12, 0);
  if (self->n == 0 || self->curves->len == 0 ||
      !graphene_rect_contains_point (&plot, &GRAPHENE_POINT_INIT ((float)x, (float)y)))
    return FALSE;
  for (guint p = 0; p < self->n; p++) {
    double away = fabs (place_x (self, p) - x);
    if (away < best) {
      best = away;
      *out_point = p;
    }
  }
  return TRUE;
}

static void
cp_response_chart_point (CpChart *chart, double x, double y) {
  CpResponseChart *self = CP_RESPONSE_CHART (chart);
  guint point;
  if (!pick (self, x, y, &point))
    cp_chart_hide_cursor (chart);
  else if (!cp_chart_has_cursor (chart) || point != self->cursor)
    move_cursor (self, point, FALSE);
}

static void
choose (CpResponseChart *self, guint point) {
  g_signal_emit_by_name (self, "point-chosen", point);
}

/* Nothing is held: a drag would choose every value on its way. */
static gboolean
cp_response_chart_press (CpChart *chart, double x, double y) {
  CpResponseChart *self = CP_RESPONSE_CHART (chart);
  guint point;
  if (!pick (self, x, y, &point))
    return FALSE;
  move_cursor (self, point, FALSE);
  choose (self, point);
  return FALSE;
}

/* Where the keyboard begins: at the value in force. */
static guint
find_start (CpResponseChart *self) {
  double at = isnan (self->mark) ? 0 : self->mark, best = INFINITY;
  guint found = 0;
  for (guint p = 0; p < self->n; p++) {
    double away = fabs ((self->x != NULL ? self->x[p] : p) - at);
    if (away < best) {
      best = away;
      found = p;
    }
  }
  return found;
}

static gboolean
cp_response_chart_key (CpChart *chart, guint key, GdkModifierType state) {
  CpResponseChart *self = CP_RESPONSE_CHART (chart);
  gboolean is_move = key == GDK_KEY_Left || key == GDK_KEY_Right || key == GDK_KEY_Home || key == GDK_KEY_End;
  if (self->n == 0 || self->curves->len == 0)
    return GDK_EVENT_PROPAGATE;
  if (is_move && !cp_chart_has_cursor (chart))
    move_cursor (self, find_start (self), TRUE);
  else if (key == GDK_KEY_Left)
    move_cursor (self, self->cursor > 0 ? self->cursor - 1 : 0, TRUE);
  else if (key == GDK_KEY_Right)
    move_cursor (self, MIN (self->cursor + 1, self->n - 1), TRUE);
  else if (key == GDK_KEY_Home)
    move_cursor (self, 0, TRUE);
  else if (key == GDK_KEY_End)
    move_cursor (self, self->n - 1, TRUE);
  else if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && cp_chart_has_cursor (chart))
    choose (self, self->cursor);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* --- what the owner says --- */

static void
forget_points (CpResponseChart *self) {
  g_clear_pointer (&self->x, g_free);
  g_clear_pointer (&self->labels, g_strfreev);
  self->n = 0;
}

void
cp_response_chart_set_points (CpResponseChart *self, const char *title, const double *x,
                              const char *const *labels, guint n, gboolean is_ordered) {
  g_return_if_fail (CP_IS_RESPONSE_CHART (self) && n > 0 && labels != NULL);
  gboolean has_cursor = cp_chart_has_cursor (CP_CHART (self)) && n == self->n;
  if (!has_cursor)
    cp_chart_hide_cursor (CP_CHART (self));
  forget_points (self);
  g_array_set_size (self->curves, 0);
  cp_frame_clear_series (get_frame (self));
  self->n = n;
  self->x = x != NULL ? g_memdup2 (x, n * sizeof (double)) : NULL;
  self->labels = g_strdupv ((char **)labels);
  self->is_ordered = is_ordered;
  cp_frame_set_axis (get_frame (self), 0, title, x != NULL ? x[0] : 0, x != NULL ? x[n - 1] : 1,
                     x != NULL ? NULL : labels);
  cp_chart_relayout (CP_CHART (self));
}

void
cp_response_chart_set_y_axis (CpResponseChart *self, const char *title, double lo, double hi) {
  g_return_if_fail (CP_IS_RESPONSE_CHART (self));
  cp_frame_set_axis (get_frame (self), 1, title, lo, hi, NULL);
  cp_chart_relayout (CP_CHART (self));
}

guint
cp_response_chart_add_curve (CpResponseChart *self, const char *name, const char *colour, gboolean is_own,
                             const double *y) {
  g_return_val_if_fail (CP_IS_RESPONSE_CHART (self) && self->n > 0 && name != NULL && y != NULL, 0);
  Curve curve = {.y = g_memdup2 (y, self->n * sizeof (double)), .is_own = is_own};
  g_array_append_val (self->curves, curve);
  cp_frame_add_series (get_frame (self), name, colour, NAN);
  g_array_index (get_frame (self)->series, CpFrameSeries, self->curves->len - 1).is_outlined = is_own;
  cp_chart_relayout (CP_CHART (self));
  return self->curves->len - 1;
}

void
cp_response_chart_set_band (CpResponseChart *self, guint curve, const double *lo, const double *hi) {
  g_return_if_fail (CP_IS_RESPONSE_CHART (self) && curve < self->curves->len);
  Curve *banded = get_curve (self, curve);
  g_free (banded->lo);
  g_free (banded->hi);
  banded->lo = g_memdup2 (lo, self->n * sizeof (double));
  banded->hi = g_memdup2 (hi, self->n * sizeof (double));
  cp_chart_redraw (CP_CHART (self));
}

void
cp_response_chart_set_mark (CpResponseChart *self, double at, const char *label) {
  g_return_if_fail (CP_IS_RESPONSE_CHART (self));
  char *copy = g_strdup (label);
  g_free (self->mark_label);
  self->mark_label = copy;
  self->mark = at;
  cp_chart_redraw (CP_CHART (self));
}

/* --- the type --- */

static void
cp_response_chart_finalize (GObject *object) {
  CpResponseChart *self = CP_RESPONSE_CHART (object);
  forget_points (self);
  g_array_unref (self->curves);
  g_free (self->mark_label);
  G_OBJECT_CLASS (cp_response_chart_parent_class)->finalize (object);
}

static void
cp_response_chart_class_init (CpResponseChartClass *class) {
  CpChartClass *chart_class = CP_CHART_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_response_chart_finalize;
  chart_class->draw = cp_response_chart_draw;
  chart_class->get_data = cp_response_chart_get_data;
  chart_class->locate = cp_response_chart_locate;
  chart_class->append_cursor = cp_response_chart_append_cursor;
  chart_class->point = cp_response_chart_point;
  chart_class->press = cp_response_chart_press;
  chart_class->key = cp_response_chart_key;
  g_signal_new ("point-chosen", CP_TYPE_RESPONSE_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                1, G_TYPE_UINT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "cpresponsechart");
}

static void
cp_response_chart_init (CpResponseChart *self) {
  self->curves = g_array_new (FALSE, TRUE, sizeof (Curve));
  g_array_set_clear_func (self->curves, clear_curve);
  self->mark = NAN;
}

GtkWidget *
cp_response_chart_new (void) {
  return g_object_new (CP_TYPE_RESPONSE_CHART, NULL);
}
