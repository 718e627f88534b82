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

struct _CpWaterfall {
  CpAnswerChart parent_instance;
  char *others; /* (nullable): the name of the bars without room */
};

G_DEFINE_FINAL_TYPE (CpWaterfall, cp_waterfall, CP_TYPE_ANSWER_CHART)

static CpFrame *
get_frame (CpWaterfall *self) {
  return cp_chart_get_frame (CP_CHART (self));
}

static double
to_pixel (CpWaterfall *self, double value) {
  return cp_answer_chart_to_pixel (CP_ANSWER_CHART (self), value);
}

static const CpAnswerData *
get_data (CpWaterfall *self) {
  return cp_answer_chart_get_data (CP_ANSWER_CHART (self));
}

/* --- rows --- */

/* How many bars stand alone: all, or as many as leave a row for the others and one for the residual. */
static guint
count_alone (CpWaterfall *self) {
  guint n = get_data (self)->n_bars,
        room = (guint)MAX (floor (get_frame (self)->plot.size.height / LEAST), 3);
  return n + 1 <= room ? n : room - 2;
}

static guint
count_rows (CpWaterfall *self) {
  if (get_data (self) == NULL)
    return 0;
  guint alone = count_alone (self);
  return alone + (alone < get_data (self)->n_bars) + 1;
}

static double
get_row_height (CpWaterfall *self) {
  return MIN (get_frame (self)->plot.size.height / MAX (count_rows (self), 1), MOST);
}

static double
get_middle (CpWaterfall *self, guint row) {
  return floor (get_frame (self)->plot.origin.y + (row + 0.5) * get_row_height (self)) + 0.5;
}

static CpAnswerPart
get_row (CpWaterfall *self, guint index) {
  const CpAnswerData *data = get_data (self);
  guint alone = count_alone (self);
  CpAnswerPart row = {.from = data->base};
  for (guint i = 0; i < MIN (index, alone); i++)
    row.from += data->bars[i].effect;
  if (index < alone) {
    const CpAnswerBar *bar = &data->bars[index];
    return (CpAnswerPart){bar->name, bar->value, row.from, bar->effect, bar->error, TRUE};
  }
  double others = 0, errors = 0;
  for (guint i = alone; i < data->n_bars; i++) {
    others += data->bars[i].effect;
    errors += data->bars[i].error * data->bars[i].error;
  }
  if (index == alone && alone < data->n_bars) {
    g_free (self->others);
    row.name = self->others = g_strdup_printf ("%u other %s", data->n_bars - alone, data->noun);
    row.effect = others;
    row.error = sqrt (errors);
    return row;
  }
  row.from += others;
  row.name = "Residual";
  row.effect = data->residual;
  return row;
}

/* --- drawing --- */

static void
draw_names (CpWaterfall *self, CpPaint *paint, const CpAnswerPart *row, double middle) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  gboolean is_selected = cp_answer_chart_is_selected (CP_ANSWER_CHART (self), row);
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
draw_figure (CpWaterfall *self, CpPaint *paint, const CpAnswerPart *row, double left, double right,
             double middle) {
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
  CpAnswerPart row = get_row (self, index);
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
}

static void
draw_marks (CpAnswerChart *chart, CpPaint *paint) {
  CpWaterfall *self = CP_WATERFALL (chart);
  const CpAnswerData *data = get_data (self);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  double top = plot->origin.y - HEAD + 22 * cp_text_size_get_scale (),
         bottom = plot->origin.y + plot->size.height;
  cp_answer_chart_draw_threshold (chart, paint, plot->origin.y - 8, bottom);
  cp_answer_chart_draw_upright (chart, paint, data->base, "t2", 1.2, top, get_middle (self, 0));
  cp_answer_chart_draw_upright (chart, paint, data->score, data->line, 1.6, top, bottom);
}

static void
cp_waterfall_draw_parts (CpAnswerChart *chart, CpPaint *paint) {
  CpWaterfall *self = CP_WATERFALL (chart);
  const CpAnswerData *data = get_data (self);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  for (guint i = 0; i < count_rows (self); i++)
    draw_row (self, paint, i, FALSE);
  draw_marks (chart, paint);
  for (guint i = 0; i < count_rows (self); i++)
    draw_row (self, paint, i, TRUE);
  double apart = fabs (to_pixel (self, data->base) - to_pixel (self, data->score));
  cp_answer_chart_draw_ends (chart, paint, plot->origin.y - HEAD + 12 * cp_text_size_get_scale (),
                             apart > 20 ? 6 : -4, /* near each other they part */
                             plot->origin.x - LABELS);
}

/* --- the data cursor --- */

static void
cp_waterfall_locate (CpChart *chart, double *out_x, double *out_y) {
  CpWaterfall *self = CP_WATERFALL (chart);
  guint cursor = cp_answer_chart_get_cursor (CP_ANSWER_CHART (chart));
  CpAnswerPart row = get_row (self, cursor);
  *out_x = to_pixel (self, row.from + MAX (row.effect, 0));
  *out_y = get_middle (self, cursor);
}

static void
cp_waterfall_append_cursor (CpChart *chart, GtkSnapshot *snapshot) {
  CpWaterfall *self = CP_WATERFALL (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  double height = get_row_height (self);
  GdkRGBA ink;
  cp_style_lookup (GTK_WIDGET (self), "t3", &ink);
  ink.alpha = 0.14f;
  gtk_snapshot_append_color (
      snapshot, &ink,
      &GRAPHENE_RECT_INIT (
          (float)(plot->origin.x - LABELS - 6),
          (float)(get_middle (self, cp_answer_chart_get_cursor (CP_ANSWER_CHART (chart))) - height / 2),
          (float)(plot->size.width + LABELS + 6), (float)height));
}

/* The row at @y, -1 for none. */
static int
cp_waterfall_pick (CpAnswerChart *chart, double x, double y) {
  CpWaterfall *self = CP_WATERFALL (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  double row = (y - plot->origin.y) / get_row_height (self);
  return row >= 0 && row < count_rows (self) ? (int)row : -1;
}

/* --- the parts --- */

static guint
cp_waterfall_count_parts (CpAnswerChart *chart) {
  return count_rows (CP_WATERFALL (chart));
}

static void
cp_waterfall_get_part (CpAnswerChart *chart, guint index, CpAnswerPart *out_part) {
  *out_part = get_row (CP_WATERFALL (chart), index);
}

static void
cp_waterfall_widen (CpAnswerChart *chart, double *lo, double *hi) {
  const CpAnswerData *data = cp_answer_chart_get_data (chart);
  double at = data->base;
  for (guint i = 0; i < data->n_bars; i++) {
    at += data->bars[i].effect;
    *lo = MIN (*lo, at);
    *hi = MAX (*hi, at);
  }
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
  g_free (CP_WATERFALL (object)->others);
  G_OBJECT_CLASS (cp_waterfall_parent_class)->finalize (object);
}

static void
cp_waterfall_class_init (CpWaterfallClass *class) {
  CpChartClass *chart_class = CP_CHART_CLASS (class);
  CpAnswerChartClass *answer_class = CP_ANSWER_CHART_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_waterfall_finalize;
  GTK_WIDGET_CLASS (class)->measure = cp_waterfall_measure;
  chart_class->locate = cp_waterfall_locate;
  chart_class->append_cursor = cp_waterfall_append_cursor;
  answer_class->draw_parts = cp_waterfall_draw_parts;
  answer_class->widen = cp_waterfall_widen;
  answer_class->count_parts = cp_waterfall_count_parts;
  answer_class->get_part = cp_waterfall_get_part;
  answer_class->pick = cp_waterfall_pick;
  answer_class->is_list = TRUE;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "cpwaterfall");
}

static void
cp_waterfall_init (CpWaterfall *self) {
  CpFrame *frame = get_frame (self);
  frame->left = LABELS;
  frame->head = HEAD;
}

GtkWidget *
cp_waterfall_new (void) {
  return g_object_new (CP_TYPE_WATERFALL, NULL);
}
