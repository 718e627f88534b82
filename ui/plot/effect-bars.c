#include "ui/plot/effect-bars.h"

#include "core/base/format.h"
#include "ui/plot/frame.h"
#include "ui/style/style.h"
#include "ui/style/text-size.h"

#include <math.h>

#define BAR (11 * cp_text_size_get_scale ())      /* thickness of a bar, at least */
#define THICKEST (15 * cp_text_size_get_scale ()) /* and at most */
#define GAP (7 * cp_text_size_get_scale ())       /* between two rows */
#define AROUND (78 * cp_text_size_get_scale ())   /* legend, ticks and axis title */
#define LABELS (142 * cp_text_size_get_scale ())  /* room for the names, at most */
#define FIGURES (40 * cp_text_size_get_scale ())  /* and for the figures at the right */

struct _CpEffectBars {
  CpChart parent_instance;
  GStrv names;
  double *values, *errors; /* (n × n_series); errors: (nullable) */
  gboolean is_signed;
  guint n, n_series, cursor;
  double labels;  /* pixels for the names */
  char *selected; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (CpEffectBars, cp_effect_bars, CP_TYPE_CHART)

enum { ROW_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static CpFrame *
get_frame (CpEffectBars *self) {
  return cp_chart_get_frame (CP_CHART (self));
}

static double
get_height (CpEffectBars *self) {
  double most = self->n_series * THICKEST + 2 * GAP;
  return MIN (get_frame (self)->plot.size.height / MAX (self->n, 1), most);
}

static double
get_top (CpEffectBars *self, guint row) {
  return get_frame (self)->plot.origin.y + row * get_height (self);
}

/* --- drawing --- */

/* (transfer full) */
static char *
write_value (CpEffectBars *self, double value) {
  return self->is_signed ? cp_format_delta (value, 3) : cp_format_score (value);
}

static double
get_error (CpEffectBars *self, guint row, guint series) {
  double error = self->errors != NULL ? self->errors[row * self->n_series + series] : NAN;
  return isfinite (error) ? error : 0;
}

static void
draw_bar (CpEffectBars *self, CpPaint *paint, guint row, guint series) {
  const CpScale *scale = &get_frame (self)->axes[0].view;
  double value = self->values[row * self->n_series + series], error = get_error (self, row, series);
  double room = get_height (self) - GAP, step = room / self->n_series;
  double top = get_top (self, row) + GAP / 2 + series * step, middle = floor (top + step / 2) + 0.5;
  double zero = cp_scale_to_pixel (scale, 0);
  const CpFrameSeries *model = cp_frame_get_series (get_frame (self), series);
  if (isinf (value))
    return;
  if (isnan (value)) {
    g_autofree char *text = g_strdup_printf ("not an input of %s", model->name);
    cp_paint_text (paint, CP_TEXT_AXIS, "t3", text, zero + 5, middle, 0, 0.5, 0);
    return;
  }
  double end = cp_scale_to_pixel (scale, value);
  double left = MIN (zero, end), right = MAX (zero, end), high = MAX (floor (step) - 1, 2);
  g_autofree char *figure = write_value (self, value);
  cp_paint_rounded (paint->cr, left, rint (top), MAX (right - left, 1), high, 1.5);
  cp_paint_set_colour (paint, model->colour, 1);
  cairo_fill (paint->cr);
  if (error > 0)
    cp_paint_whisker (paint, cp_scale_to_pixel (scale, value - error),
                      cp_scale_to_pixel (scale, value + error), rint (top) + high / 2);
  double low = cp_scale_to_pixel (scale, value - error) - 5,
         high_end = cp_scale_to_pixel (scale, value + error), width;
  cp_paint_measure (paint, CP_TEXT_AXIS, figure, &width, NULL);
  gboolean is_left = value < 0 && low - width >= get_frame (self)->plot.origin.x; /* not over the names */
  cp_paint_text (paint, CP_TEXT_AXIS, "t2", figure, is_left ? low : MAX (zero, high_end) + 5, middle,
                 is_left ? 1 : 0, 0.5, 0);
}

static void
cp_effect_bars_draw (CpChart *chart, CpPaint *paint) {
  CpEffectBars *self = CP_EFFECT_BARS (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  if (self->n == 0)
    return;
  cp_frame_draw (get_frame (self), paint);
  for (guint row = 0; row < self->n; row++) {
    gboolean is_selected = g_strcmp0 (self->names[row], self->selected) == 0;
    if (is_selected) {
      cp_paint_rounded (paint->cr, 6, get_top (self, row) + 1,
                        plot->origin.x + plot->size.width + FIGURES - 6, get_height (self) - 2, 4);
      cp_paint_set_colour (paint, "sel", 1);
      cairo_fill (paint->cr);
    }
    cp_paint_text (paint, is_selected ? CP_TEXT_SMALL_TITLE : CP_TEXT_LEGEND, "t1", self->names[row],
                   plot->origin.x - 8, get_top (self, row) + get_height (self) / 2, 1, 0.5, self->labels + 2);
    for (guint s = 0; s < self->n_series; s++)
      draw_bar (self, paint, row, s);
  }
  cairo_set_line_width (paint->cr, 1);
  cairo_move_to (paint->cr, floor (cp_scale_to_pixel (&get_frame (self)->axes[0].view, 0)) + 0.5,
                 plot->origin.y);
  cairo_rel_line_to (paint->cr, 0, plot->size.height);
  cp_paint_set_colour (paint, "line2", 1);
  cairo_stroke (paint->cr);
}

/* --- the data cursor --- */

static void
cp_effect_bars_locate (CpChart *chart, double *out_x, double *out_y) {
  CpEffectBars *self = CP_EFFECT_BARS (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  *out_x = plot->origin.x + plot->size.width / 2;
  *out_y = get_top (self, self->cursor) + get_height (self) / 2;
}

static void
cp_effect_bars_append_cursor (CpChart *chart, GtkSnapshot *snapshot) {
  CpEffectBars *self = CP_EFFECT_BARS (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  GdkRGBA ink;
  cp_style_lookup (GTK_WIDGET (self), "t3", &ink);
  ink.alpha = 0.14f;
  gtk_snapshot_append_color (snapshot, &ink,
                             &GRAPHENE_RECT_INIT (6, (float)get_top (self, self->cursor),
                                                  (float)(plot->origin.x + plot->size.width + FIGURES - 6),
                                                  (float)get_height (self)));
}

static void
move_cursor (CpEffectBars *self, guint row, gboolean is_spoken) {
  g_autoptr (GString) lines = g_string_new (self->names[row]);
  for (guint s = 0; s < self->n_series; s++) {
    double value = self->values[row * self->n_series + s], error = get_error (self, row, s);
    g_autofree char *figure = write_value (self, value), *spread = cp_format_number (error, 4);
    g_string_append_printf (lines, "\n%s\t%s", cp_frame_get_series (get_frame (self), s)->name,
                            isnan (value)   ? "not an input"
                            : isinf (value) ? "not known yet"
                                            : figure);
    if (error > 0 && isfinite (value))
      g_string_append_printf (lines, " ± %s", spread);
  }
  self->cursor = row;
  cp_chart_show_cursor (CP_CHART (self), lines->str, is_spoken);
}

static int
pick (CpEffectBars *self, double y) {
  double row = (y - get_frame (self)->plot.origin.y) / get_height (self);
  return row >= 0 && row < self->n ? (int)row : -1;
}

static void
cp_effect_bars_point (CpChart *chart, double x, double y) {
  CpEffectBars *self = CP_EFFECT_BARS (chart);
  int row = pick (self, y);
  if (row < 0)
    cp_chart_hide_cursor (chart);
  else if (!cp_chart_has_cursor (chart) || (guint)row != self->cursor)
    move_cursor (self, (guint)row, FALSE);
}

static void
activate (CpEffectBars *self, guint row) {
  g_autofree char *name = g_strdup (self->names[row]);
  g_signal_emit (self, signals[ROW_ACTIVATED], 0, name);
}

static gboolean
cp_effect_bars_press (CpChart *chart, double x, double y) {
  int row = pick (CP_EFFECT_BARS (chart), y);
  if (row >= 0)
    activate (CP_EFFECT_BARS (chart), (guint)row);
  return FALSE;
}

static gboolean
cp_effect_bars_key (CpChart *chart, guint key, GdkModifierType state) {
  CpEffectBars *self = CP_EFFECT_BARS (chart);
  guint row = self->cursor;
  if (self->n == 0)
    return GDK_EVENT_PROPAGATE;
  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && cp_chart_has_cursor (chart)) {
    activate (self, row);
    return GDK_EVENT_STOP;
  }
  if (key != GDK_KEY_Up && key != GDK_KEY_Down && key != GDK_KEY_Home && key != GDK_KEY_End)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_End)
    row = self->n - 1;
  else if (!cp_chart_has_cursor (chart) || key == GDK_KEY_Home)
    row = 0;
  else
    row = key == GDK_KEY_Up ? (row > 0 ? row - 1 : 0) : MIN (row + 1, self->n - 1);
  move_cursor (self, row, TRUE);
  return GDK_EVENT_STOP;
}

static CpTable *
cp_effect_bars_get_data (CpChart *chart) {
  CpEffectBars *self = CP_EFFECT_BARS (chart);
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_column_unref);
  g_autofree double *values = g_new0 (double, self->n + 1);
  if (self->n == 0)
    return NULL;
  g_ptr_array_add (columns, cp_column_new_text ("Column", (const char *const *)self->names, self->n));
  for (guint s = 0; s < self->n_series; s++) {
    for (guint row = 0; row < self->n; row++)
      values[row] =
          isfinite (self->values[row * self->n_series + s]) ? self->values[row * self->n_series + s] : NAN;
    const char *name = cp_frame_get_series (get_frame (self), s)->name;
    g_autofree char *spread = g_strdup_printf ("%s, spread", name);
    g_ptr_array_add (columns, cp_column_new_number (name, values, self->n));
    for (guint row = 0; row < self->n; row++)
      values[row] = get_error (self, row, s);
    if (self->errors != NULL)
      g_ptr_array_add (columns, cp_column_new_number (spread, values, self->n));
  }
  return cp_table_new ("chart", (CpColumn *const *)columns->pdata, columns->len, NULL);
}

/* --- what the owner says --- */

void
cp_effect_bars_set_series (CpEffectBars *self, const char *const *names, const char *const *colours,
                           guint n) {
  g_return_if_fail (CP_IS_EFFECT_BARS (self));
  cp_effect_bars_set_rows (self, NULL, (const char *const[]){NULL}, NULL, NULL, FALSE);
  self->n_series = n;
  cp_frame_clear_series (get_frame (self));
  for (guint i = 0; i < n; i++)
    cp_frame_add_series (get_frame (self), names[i], colours[i], NAN);
  cp_chart_relayout (CP_CHART (self));
}

void
cp_effect_bars_set_rows (CpEffectBars *self, const char *axis, const char *const *names, const double *values,
                         const double *errors, gboolean is_signed) {
  g_return_if_fail (CP_IS_EFFECT_BARS (self) && names != NULL);
  guint n = g_strv_length ((char **)names);
  double least = 0, most = 0;
  if (n != self->n)
    cp_chart_hide_cursor (CP_CHART (self));
  gtk_widget_queue_resize (GTK_WIDGET (self)); /* other names, another room for them */
  g_strfreev (self->names);
  self->names = g_strdupv ((char **)names);
  self->n = n;
  self->is_signed = is_signed;
  g_free (self->values);
  self->values = g_memdup2 (values, (gsize)n * self->n_series * sizeof *values);
  g_free (self->errors);
  self->errors = errors != NULL ? g_memdup2 (errors, (gsize)n * self->n_series * sizeof *errors) : NULL;
  for (guint i = 0; i < n * self->n_series; i++) {
    double error = get_error (self, i / self->n_series, i % self->n_series), value = self->values[i];
    if (!isfinite (value))
      continue;
    least = MIN (least, value - error);
    most = MAX (most, value + error);
  }
  if (least < 0) /* room for the figures left of the bars */
    least -= (most - least) * 0.2;
  get_frame (self)->axes[0].is_signed = is_signed;
  cp_frame_set_axis (get_frame (self), 0, axis, least, most > least ? most : 1, NULL);
  if (cp_chart_has_cursor (CP_CHART (self)))
    move_cursor (self, self->cursor, FALSE);
  cp_chart_relayout (CP_CHART (self));
}

void
cp_effect_bars_select (CpEffectBars *self, const char *name) {
  g_return_if_fail (CP_IS_EFFECT_BARS (self));
  if (g_strcmp0 (self->selected, name) == 0)
    return;
  g_free (self->selected);
  self->selected = g_strdup (name);
  cp_chart_redraw (CP_CHART (self));
}

/* --- the type --- */

static void
cp_effect_bars_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline) {
  CpEffectBars *self = CP_EFFECT_BARS (widget);
  self->labels = cp_paint_measure_longest (widget, CP_TEXT_SMALL_TITLE, (const char *const *)self->names,
                                           self->n, LABELS);
  get_frame (self)->left = self->labels + 6;
  get_frame (self)->margin = FIGURES;
  int rows = (int)(self->n * (self->n_series * BAR + GAP) + AROUND);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? cp_text_size_scale (280) : rows;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? cp_text_size_scale (380) : rows;
}

static void
cp_effect_bars_finalize (GObject *object) {
  CpEffectBars *self = CP_EFFECT_BARS (object);
  g_strfreev (self->names);
  g_free (self->values);
  g_free (self->errors);
  g_free (self->selected);
  G_OBJECT_CLASS (cp_effect_bars_parent_class)->finalize (object);
}

static void
cp_effect_bars_class_init (CpEffectBarsClass *class) {
  CpChartClass *chart_class = CP_CHART_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_effect_bars_finalize;
  GTK_WIDGET_CLASS (class)->measure = cp_effect_bars_measure;
  chart_class->draw = cp_effect_bars_draw;
  chart_class->get_data = cp_effect_bars_get_data;
  chart_class->locate = cp_effect_bars_locate;
  chart_class->append_cursor = cp_effect_bars_append_cursor;
  chart_class->point = cp_effect_bars_point;
  chart_class->press = cp_effect_bars_press;
  chart_class->key = cp_effect_bars_key;
  signals[ROW_ACTIVATED] = g_signal_new ("row-activated", CP_TYPE_EFFECT_BARS, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "cpeffectbars");
}

static void
cp_effect_bars_init (CpEffectBars *self) {
  CpFrame *frame = get_frame (self);
  frame->left = LABELS;
  frame->margin = FIGURES;
  frame->axes[1].is_bare = TRUE;
  cp_frame_set_axis (frame, 1, NULL, 0, 1, (const char *const[]){"", NULL});
}

GtkWidget *
cp_effect_bars_new (void) {
  return g_object_new (CP_TYPE_EFFECT_BARS, NULL);
}
