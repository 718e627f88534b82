#include "ui/plot/waterfall.h"

#include "core/base/format.h"
#include "ui/plot/frame.h"
#include "ui/style/style.h"
#include "ui/style/text-size.h"

#include <math.h>

#define LEAST (27 * cp_text_size_get_scale ())   /* height of a row: a name and a value */
#define MOST (38 * cp_text_size_get_scale ())    /* where there are few */
#define LABELS (150 * cp_text_size_get_scale ()) /* room for the names at the left */
#define HEAD (38 * cp_text_size_get_scale ())    /* base and score above the bars */
#define BAR 0.66                                 /* of a row's height */
#define BAND 5                                   /* pixels between a bar and its figure */

typedef struct {
  char *name, *value; /* value: (nullable) */
  double effect, error;
} Bar;

struct _CpWaterfall {
  CpChart parent_instance;
  char *letter, *fill, *line, *ink, *noun, *selected;
  CpTable *data; /* (nullable) */
  GArray *bars;  /* of Bar */
  double base, score, residual, threshold;
  gboolean is_difference;
  guint cursor; /* a row */
};

G_DEFINE_FINAL_TYPE (CpWaterfall, cp_waterfall, CP_TYPE_CHART)

enum { BAR_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* A row as it is drawn: a bar, the bars without room, or the residual. */
typedef struct {
  const char *value; /* (nullable) */
  char *name;        /* (transfer full) */
  double from, effect, error;
  gboolean is_column; /* a bar of its own, that can be chosen */
} Row;

static CpFrame *
get_frame (CpWaterfall *self) {
  return cp_chart_get_frame (CP_CHART (self));
}

static double
to_pixel (CpWaterfall *self, double value) {
  return cp_scale_to_pixel (&get_frame (self)->axes[0].view, value);
}

static const Bar *
get_bar (CpWaterfall *self, guint i) {
  return &g_array_index (self->bars, Bar, i);
}

/* --- rows --- */

/* How many bars stand alone: all, or as many as leave a row for the others and one for the residual. */
static guint
count_alone (CpWaterfall *self) {
  guint room = (guint)MAX (floor (get_frame (self)->plot.size.height / LEAST), 3);
  return self->bars->len + 1 <= room ? self->bars->len : room - 2;
}

static guint
count_rows (CpWaterfall *self) {
  guint alone = count_alone (self);
  return self->data != NULL ? alone + (alone < self->bars->len) + 1 : 0;
}

static double
get_row_height (CpWaterfall *self) {
  return MIN (get_frame (self)->plot.size.height / MAX (count_rows (self), 1), MOST);
}

static double
get_middle (CpWaterfall *self, guint row) {
  return floor (get_frame (self)->plot.origin.y + (row + 0.5) * get_row_height (self)) + 0.5;
}

static Row
get_row (CpWaterfall *self, guint index) {
  guint alone = count_alone (self);
  Row row = {.from = self->base};
  for (guint i = 0; i < MIN (index, alone); i++)
    row.from += get_bar (self, i)->effect;
  if (index < alone) {
    const Bar *bar = get_bar (self, index);
    row.name = g_strdup (bar->name);
    row.value = bar->value;
    row.effect = bar->effect;
    row.error = bar->error;
    row.is_column = TRUE;
    return row;
  }
  double others = 0, errors = 0;
  for (guint i = alone; i < self->bars->len; i++) {
    others += get_bar (self, i)->effect;
    errors += get_bar (self, i)->error * get_bar (self, i)->error;
  }
  if (index == alone && alone < self->bars->len) {
    row.name = g_strdup_printf ("%u other %s", self->bars->len - alone, self->noun);
    row.effect = others;
    row.error = sqrt (errors);
    return row;
  }
  row.from += others;
  row.name = g_strdup ("Residual");
  row.effect = self->residual;
  return row;
}

static void
row_clear (Row *row) {
  g_free (row->name);
}

/* --- drawing --- */

static void
draw_names (CpWaterfall *self, CpPaint *paint, const Row *row, double middle) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  gboolean is_selected = row->is_column && g_strcmp0 (row->name, self->selected) == 0;
  double x = plot->origin.x - 10, most = LABELS - 4, half = row->value != NULL ? 7 : 0;
  half *= cp_text_size_get_scale ();
  if (is_selected) {
    cp_paint_rounded (paint->cr, 6, middle - get_row_height (self) / 2 + 1, plot->origin.x + plot->size.width,
                      get_row_height (self) - 2, 4);
    cp_paint_set_colour (paint, "sel", 0.6);
    cairo_fill (paint->cr);
  }
  cp_paint_text (paint, is_selected ? CP_TEXT_SMALL_TITLE : CP_TEXT_LEGEND, row->is_column ? "t1" : "t2",
                 row->name, x, middle - half, 1, 0.5, most);
  if (row->value != NULL)
    cp_paint_text (paint, CP_TEXT_AXIS, "t2", row->value, x, middle + half, 1, 0.5, most);
}

/* Beside its end where there is room, else inside, else at the other end. */
static void
draw_figure (CpWaterfall *self, CpPaint *paint, const Row *row, double left, double right, double middle) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  g_autofree char *text = cp_format_delta (row->effect, 3);
  double width, height, error = fabs (to_pixel (self, row->error) - to_pixel (self, 0));
  gboolean is_up = row->effect >= 0;
  cp_paint_measure (paint, CP_TEXT_STRONG, text, &width, &height);
  double most = plot->origin.x + plot->size.width + 8, least = plot->origin.x + 2, x;
  if (is_up && right + error + BAND + width <= most) {
    x = right + error + BAND;
  } else if (!is_up && left - error - BAND - width >= least) {
    x = left - error - BAND - width;
  } else if (right - left > width + 2 * BAND) {
    cp_paint_text (paint, CP_TEXT_STRONG, "surface", text, (left + right) / 2, middle, 0.5, 0.5, 0);
    return;
  } else {
    x = is_up ? left - error - BAND - width : right + error + BAND;
  }
  x = CLAMP (x, least, most - width);
  cairo_rectangle (paint->cr, x - 2, middle - height / 2, width + 4, height);
  cp_paint_set_colour (paint, "surface", 0.86);
  cairo_fill (paint->cr);
  cp_paint_text (paint, CP_TEXT_STRONG,
                 !row->is_column ? "t2"
                 : is_up         ? "pos_text"
                                 : "neg_text",
                 text, x, middle, 0, 0.5, 0);
}

static void
draw_row (CpWaterfall *self, CpPaint *paint, guint index, gboolean is_text) {
  Row row = get_row (self, index);
  double middle = get_middle (self, index), height = rint (get_row_height (self) * BAR);
  double from = to_pixel (self, row.from), to = to_pixel (self, row.from + row.effect);
  double left = MIN (from, to), right = MAX (from, to);
  if (right - left < 1.5) { /* next to nothing is still drawn */
    left = (from + to) / 2 - 0.75;
    right = left + 1.5;
  }
  if (!is_text) {
    draw_names (self, paint, &row, middle);
    cp_paint_rounded (paint->cr, left, middle - height / 2, right - left, height, 1.5);
    cp_paint_set_colour (paint,
                         !row.is_column && index + 1 == count_rows (self) ? "t2"
                         : row.effect >= 0                                ? "pos"
                                                                          : "neg",
                         1);
    cairo_fill (paint->cr);
    if (index + 1 < count_rows (self)) {
      cairo_set_line_width (paint->cr, 1);
      cairo_move_to (paint->cr, floor (to) + 0.5, middle + height / 2);
      cairo_line_to (paint->cr, floor (to) + 0.5, get_middle (self, index + 1) - height / 2);
      cp_paint_set_colour (paint, "line2", 1);
      cairo_stroke (paint->cr);
    }
  } else {
    draw_figure (self, paint, &row, left, right, middle);
    if (row.error > 0)
      cp_paint_whisker (paint, to_pixel (self, row.from + row.effect - row.error),
                        to_pixel (self, row.from + row.effect + row.error), middle);
  }
  row_clear (&row);
}

static void
draw_upright (CpWaterfall *self, CpPaint *paint, double value, const char *colour, double width, double top,
              double bottom) {
  double x = floor (to_pixel (self, value)) + 0.5;
  cairo_set_line_width (paint->cr, width);
  cairo_move_to (paint->cr, x, top);
  cairo_line_to (paint->cr, x, bottom);
  cp_paint_set_colour (paint, colour, 1);
  cairo_stroke (paint->cr);
}

/* A word and a figure above the bars, on the side of @value away from the other one. */
static void
draw_named (CpWaterfall *self, CpPaint *paint, const char *word, double value, const char *ink,
            CpTextStyle style, gboolean is_left) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  g_autofree char *figure = self->is_difference ? cp_format_delta (value, 3) : cp_format_score (value);
  double word_width, width, y = plot->origin.y - HEAD + 12 * cp_text_size_get_scale ();
  cp_paint_measure (paint, CP_TEXT_LEGEND, word, &word_width, NULL);
  cp_paint_measure (paint, style, figure, &width, NULL);
  double apart = fabs (to_pixel (self, self->base) - to_pixel (self, self->score));
  double over = apart > 20 ? 6 : -4; /* near each other they part */
  double whole = word_width + 5 + width, x = to_pixel (self, value) + (is_left ? over - whole : -over);
  x = CLAMP (x, plot->origin.x - LABELS, plot->origin.x + plot->size.width + 10 - whole);
  cp_paint_text (paint, CP_TEXT_LEGEND, "t2", word, x, y, 0, 0.5, 0);
  cp_paint_text (paint, style, ink, figure, x + word_width + 5, y, 0, 0.5, 0);
}

static void
draw_marks (CpWaterfall *self, CpPaint *paint) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  double top = plot->origin.y - HEAD + 22 * cp_text_size_get_scale (),
         bottom = plot->origin.y + plot->size.height;
  if (!isnan (self->threshold)) {
    cairo_set_dash (paint->cr, (const double[]){4, 3}, 2, 0);
    draw_upright (self, paint, self->threshold, "t1", 1, plot->origin.y - 8, bottom);
    cairo_set_dash (paint->cr, NULL, 0, 0);
  }
  draw_upright (self, paint, self->base, "t2", 1.2, top, get_middle (self, 0));
  draw_upright (self, paint, self->score, self->line, 1.6, top, bottom);
}

static void
cp_waterfall_draw (CpChart *chart, CpPaint *paint) {
  CpWaterfall *self = CP_WATERFALL (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  if (self->data == NULL)
    return;
  cp_frame_draw (get_frame (self), paint);
  if (self->letter != NULL)
    cp_paint_badge (paint, self->letter, self->fill, 12, 15 * cp_text_size_get_scale ());
  cairo_set_line_width (paint->cr, 1);
  cairo_move_to (paint->cr, plot->origin.x, floor (plot->origin.y + plot->size.height) + 0.5);
  cairo_rel_line_to (paint->cr, plot->size.width, 0);
  cp_paint_set_colour (paint, "line2", 1);
  cairo_stroke (paint->cr);
  for (guint i = 0; i < count_rows (self); i++)
    draw_row (self, paint, i, FALSE);
  draw_marks (self, paint);
  for (guint i = 0; i < count_rows (self); i++)
    draw_row (self, paint, i, TRUE);
  gboolean is_base_left = self->base <= self->score;
  draw_named (self, paint, "base", self->base, "t1", CP_TEXT_SMALL_TITLE, is_base_left);
  draw_named (self, paint, "f(x)", self->score, self->ink, CP_TEXT_TITLE, !is_base_left);
}

/* --- the data cursor --- */

static void
cp_waterfall_locate (CpChart *chart, double *out_x, double *out_y) {
  CpWaterfall *self = CP_WATERFALL (chart);
  Row row = get_row (self, self->cursor);
  *out_x = to_pixel (self, row.from + MAX (row.effect, 0));
  *out_y = get_middle (self, self->cursor);
  row_clear (&row);
}

static void
cp_waterfall_append_cursor (CpChart *chart, GtkSnapshot *snapshot) {
  CpWaterfall *self = CP_WATERFALL (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  double height = get_row_height (self);
  GdkRGBA ink;
  cp_style_lookup (GTK_WIDGET (self), "t3", &ink);
  ink.alpha = 0.14f;
  gtk_snapshot_append_color (snapshot, &ink,
                             &GRAPHENE_RECT_INIT ((float)(plot->origin.x - LABELS - 6),
                                                  (float)(get_middle (self, self->cursor) - height / 2),
                                                  (float)(plot->size.width + LABELS + 6), (float)height));
}

static void
move_cursor (CpWaterfall *self, guint index, gboolean is_spoken) {
  Row row = get_row (self, index);
  g_autofree char *effect = cp_format_delta (row.effect, 3);
  g_autofree char *after = self->is_difference ? cp_format_delta (row.from + row.effect, 3)
                                               : cp_format_score (row.from + row.effect);
  g_autoptr (GString) lines = g_string_new (row.name);
  if (row.value != NULL)
    g_string_append_printf (lines, ": %s", row.value);
  g_string_append_printf (lines, "\nEffect\t%s", effect);
  if (row.error > 0) {
    g_autofree char *error = cp_format_number (row.error, 4);
    g_string_append_printf (lines, "\nStandard error\t%s", error);
  }
  g_string_append_printf (lines, "\n%s\t%s", "Together with those above", after);
  row_clear (&row);
  self->cursor = index;
  cp_chart_show_cursor (CP_CHART (self), lines->str, is_spoken);
}

/* The row at @y, -1 for none. */
static int
pick (CpWaterfall *self, double x, double y) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  double row = (y - plot->origin.y) / get_row_height (self);
  return row >= 0 && row < count_rows (self) ? (int)row : -1;
}

static void
cp_waterfall_point (CpChart *chart, double x, double y) {
  CpWaterfall *self = CP_WATERFALL (chart);
  int row = pick (self, x, y);
  if (row < 0)
    cp_chart_hide_cursor (chart);
  else if (!cp_chart_has_cursor (chart) || (guint)row != self->cursor)
    move_cursor (self, (guint)row, FALSE);
}

static void
activate (CpWaterfall *self, guint index) {
  if (index < count_alone (self)) {
    g_autofree char *name = g_strdup (get_bar (self, index)->name);
    g_signal_emit (self, signals[BAR_ACTIVATED], 0, name);
  }
}

static gboolean
cp_waterfall_press (CpChart *chart, double x, double y) {
  int row = pick (CP_WATERFALL (chart), x, y);
  if (row >= 0)
    activate (CP_WATERFALL (chart), (guint)row);
  return FALSE;
}

static gboolean
cp_waterfall_key (CpChart *chart, guint key, GdkModifierType state) {
  CpWaterfall *self = CP_WATERFALL (chart);
  guint n = count_rows (self), row = self->cursor;
  if (n == 0)
    return GDK_EVENT_PROPAGATE;
  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && cp_chart_has_cursor (chart)) {
    activate (self, row);
    return GDK_EVENT_STOP;
  }
  if (key != GDK_KEY_Up && key != GDK_KEY_Down && key != GDK_KEY_Home && key != GDK_KEY_End)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_End)
    row = n - 1;
  else if (!cp_chart_has_cursor (chart) || key == GDK_KEY_Home)
    row = 0;
  else if (key == GDK_KEY_Up)
    row = row > 0 ? row - 1 : 0;
  else
    row = MIN (row + 1, n - 1);
  move_cursor (self, row, TRUE);
  return GDK_EVENT_STOP;
}

/* --- the data as a table: base, every bar, residual, score --- */

CpTable *
cp_waterfall_data_to_table (const CpWaterfallData *data) {
  g_return_val_if_fail (data != NULL, NULL);
  guint n = data->n_bars + 3;
  g_autofree const char **names = g_new0 (const char *, n), **values = g_new0 (const char *, n);
  g_autofree double *effects = g_new0 (double, n), *errors = g_new0 (double, n);
  names[0] = "Base value";
  effects[0] = data->base;
  for (guint i = 0; i < data->n_bars; i++) {
    names[i + 1] = data->bars[i].name;
    values[i + 1] = data->bars[i].value;
    effects[i + 1] = data->bars[i].effect;
    errors[i + 1] = data->bars[i].error;
  }
  names[n - 2] = "Residual";
  effects[n - 2] = data->residual;
  names[n - 1] = "f(x)";
  effects[n - 1] = data->score;
  g_autoptr (CpColumn) name = cp_column_new_text ("Column", names, n);
  g_autoptr (CpColumn) value = cp_column_new_text ("Value", values, n);
  g_autoptr (CpColumn) effect = cp_column_new_number ("Effect", effects, n);
  g_autoptr (CpColumn) error = cp_column_new_number ("Standard error", errors, n);
  return cp_table_new ("chart", (CpColumn *const[]){name, value, effect, error}, 4, NULL);
}

static CpTable *
cp_waterfall_get_data (CpChart *chart) {
  CpWaterfall *self = CP_WATERFALL (chart);
  return self->data != NULL ? cp_table_ref (self->data) : NULL;
}

/* --- what the owner says --- */

static void
clear_bar (gpointer data) {
  Bar *bar = data;
  g_free (bar->name);
  g_free (bar->value);
}

static void
set_text (char **text, const char *value) {
  g_free (*text);
  *text = g_strdup (value);
}

void
cp_waterfall_set_data (CpWaterfall *self, const CpWaterfallData *data) {
  g_return_if_fail (CP_IS_WATERFALL (self) && data != NULL);
  cp_chart_hide_cursor (CP_CHART (self));
  g_array_set_size (self->bars, 0);
  for (guint i = 0; i < data->n_bars; i++) {
    const CpWaterfallBar *from = &data->bars[i];
    Bar bar = {g_strdup (from->name), g_strdup (from->value), from->effect, from->error};
    g_array_append_val (self->bars, bar);
  }
  set_text (&self->letter, data->letter);
  set_text (&self->fill, data->fill);
  set_text (&self->line, data->line);
  set_text (&self->ink, data->ink);
  set_text (&self->noun, data->noun);
  self->base = data->base;
  self->score = data->score;
  self->residual = data->residual;
  self->threshold = data->threshold;
  self->is_difference = data->is_difference;
  g_clear_pointer (&self->data, cp_table_unref);
  self->data = cp_waterfall_data_to_table (data);
  CpFrame *frame = get_frame (self);
  frame->indent = data->letter != NULL ? cp_text_size_scale (16) + 7 : 0;
  frame->axes[0].is_signed = data->is_difference;
  cp_chart_set_title (CP_CHART (self), data->title);
  double lo, hi;
  cp_waterfall_get_extent (self, &lo, &hi);
  cp_frame_set_axis (frame, 0, data->axis, lo, hi, NULL);
  cp_chart_relayout (CP_CHART (self));
}

void
cp_waterfall_clear (CpWaterfall *self) {
  g_return_if_fail (CP_IS_WATERFALL (self));
  cp_chart_hide_cursor (CP_CHART (self));
  g_array_set_size (self->bars, 0);
  g_clear_pointer (&self->data, cp_table_unref);
  cp_chart_redraw (CP_CHART (self));
}

gboolean
cp_waterfall_get_extent (CpWaterfall *self, double *out_lo, double *out_hi) {
  g_return_val_if_fail (CP_IS_WATERFALL (self), FALSE);
  if (self->data == NULL)
    return FALSE;
  double at = self->base;
  *out_lo = MIN (self->base, self->score);
  *out_hi = MAX (self->base, self->score);
  for (guint i = 0; i < self->bars->len; i++) {
    at += get_bar (self, i)->effect;
    *out_lo = MIN (*out_lo, at);
    *out_hi = MAX (*out_hi, at);
  }
  if (isfinite (self->threshold)) {
    *out_lo = MIN (*out_lo, self->threshold);
    *out_hi = MAX (*out_hi, self->threshold);
  }
  return TRUE;
}

void
cp_waterfall_set_range (CpWaterfall *self, double lo, double hi) {
  g_return_if_fail (CP_IS_WATERFALL (self));
  g_autofree char *title = g_strdup (get_frame (self)->axes[0].title);
  cp_frame_set_axis (get_frame (self), 0, title, lo, hi, NULL);
  cp_chart_relayout (CP_CHART (self));
}

void
cp_waterfall_select (CpWaterfall *self, const char *name) {
  g_return_if_fail (CP_IS_WATERFALL (self));
  if (g_strcmp0 (self->selected, name) == 0)
    return;
  set_text (&self->selected, name);
  cp_chart_redraw (CP_CHART (self));
}

/* --- the type --- */

static void
cp_waterfall_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline) {
  CpFrame *frame = get_frame (CP_WATERFALL (widget));
  frame->left = LABELS;
  frame->head = HEAD;
  *minimum = cp_text_size_scale (orientation == GTK_ORIENTATION_HORIZONTAL ? 300 : 220);
  *natural = cp_text_size_scale (orientation == GTK_ORIENTATION_HORIZONTAL ? 440 : 400);
}

static void
cp_waterfall_finalize (GObject *object) {
  CpWaterfall *self = CP_WATERFALL (object);
  g_array_unref (self->bars);
  g_clear_pointer (&self->data, cp_table_unref);
  g_free (self->letter);
  g_free (self->fill);
  g_free (self->line);
  g_free (self->ink);
  g_free (self->noun);
  g_free (self->selected);
  G_OBJECT_CLASS (cp_waterfall_parent_class)->finalize (object);
}

static void
cp_waterfall_class_init (CpWaterfallClass *class) {
  CpChartClass *chart_class = CP_CHART_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_waterfall_finalize;
  GTK_WIDGET_CLASS (class)->measure = cp_waterfall_measure;
  chart_class->draw = cp_waterfall_draw;
  chart_class->get_data = cp_waterfall_get_data;
  chart_class->locate = cp_waterfall_locate;
  chart_class->append_cursor = cp_waterfall_append_cursor;
  chart_class->point = cp_waterfall_point;
  chart_class->press = cp_waterfall_press;
  chart_class->key = cp_waterfall_key;
  signals[BAR_ACTIVATED] = g_signal_new ("bar-activated", CP_TYPE_WATERFALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "cpwaterfall");
}

static void
cp_waterfall_init (CpWaterfall *self) {
  CpFrame *frame = get_frame (self);
  self->bars = g_array_new (FALSE, TRUE, sizeof (Bar));
  g_array_set_clear_func (self->bars, clear_bar);
  frame->left = LABELS;
  frame->head = HEAD;
  frame->axes[1].is_bare = TRUE;
  cp_frame_set_axis (frame, 1, NULL, 0, 1, (const char *const[]){"", NULL});
}

GtkWidget *
cp_waterfall_new (void) {
  return g_object_new (CP_TYPE_WATERFALL, NULL);
}
