#include "ui/plot/answer-chart.h"

#include "core/base/format.h"
#include "ui/plot/frame.h"
#include "ui/style/text-size.h"

#include <math.h>

typedef struct {
  CpAnswerData *data; /* (nullable) */
  char *selected;     /* (nullable) */
  guint cursor;       /* a part */
} CpAnswerChartPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CpAnswerChart, cp_answer_chart, CP_TYPE_CHART)

enum { BAR_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static CpAnswerChartPrivate *
get_private (CpAnswerChart *self) {
  return cp_answer_chart_get_instance_private (self);
}

static CpFrame *
get_frame (CpAnswerChart *self) {
  return cp_chart_get_frame (CP_CHART (self));
}

static CpAnswerPart
get_part (CpAnswerChart *self, guint index) {
  CpAnswerPart part = {0};
  CP_ANSWER_CHART_GET_CLASS (self)->get_part (self, index, &part);
  return part;
}

/* --- drawing --- */

double
cp_answer_chart_to_pixel (CpAnswerChart *self, double value) {
  return cp_scale_to_pixel (&get_frame (self)->axes[0].view, value);
}

gboolean
cp_answer_chart_is_selected (CpAnswerChart *self, const CpAnswerPart *part) {
  return part->is_column && g_strcmp0 (part->name, get_private (self)->selected) == 0;
}

void
cp_answer_chart_draw_upright (CpAnswerChart *self, CpPaint *paint, double value, const char *colour,
                              double width, double top, double bottom) {
  double x = floor (cp_answer_chart_to_pixel (self, value)) + 0.5;
  cairo_set_line_width (paint->cr, width);
  cairo_move_to (paint->cr, x, top);
  cairo_line_to (paint->cr, x, bottom);
  cp_paint_set_colour (paint, colour, 1);
  cairo_stroke (paint->cr);
}

void
cp_answer_chart_draw_threshold (CpAnswerChart *self, CpPaint *paint, double top, double bottom) {
  const CpAnswerData *data = get_private (self)->data;
  if (isnan (data->threshold))
    return;
  cairo_set_dash (paint->cr, (const double[]){4, 3}, 2, 0);
  cp_answer_chart_draw_upright (self, paint, data->threshold, "t1", 1, top, bottom);
  cairo_set_dash (paint->cr, NULL, 0, 0);
}

typedef struct {
  double y, over, least;
} Place;

/* A word and a figure above the parts, beside @value. */
static void
draw_named (CpAnswerChart *self, CpPaint *paint, const Place *place, const char *word, double value,
            const char *ink, CpTextStyle style, gboolean is_left) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  g_autofree char *figure =
      get_private (self)->data->is_difference ? cp_format_delta (value, 3) : cp_format_score (value);
  double word_width, width;
  cp_paint_measure (paint, CP_TEXT_LEGEND, word, &word_width, NULL);
  cp_paint_measure (paint, style, figure, &width, NULL);
  double whole = word_width + 5 + width,
         x = cp_answer_chart_to_pixel (self, value) + (is_left ? place->over - whole : -place->over);
  x = CLAMP (x, place->least, plot->origin.x + plot->size.width + 10 - whole);
  cp_paint_text (paint, CP_TEXT_LEGEND, "t2", word, x, place->y, 0, 0.5, 0);
  cp_paint_text (paint, style, ink, figure, x + word_width + 5, place->y, 0, 0.5, 0);
}

void
cp_answer_chart_draw_ends (CpAnswerChart *self, CpPaint *paint, double y, double over, double least) {
  const CpAnswerData *data = get_private (self)->data;
  const Place place = {y, over, least};
  gboolean is_base_left = data->base <= data->score;
  draw_named (self, paint, &place, "base", data->base, "t1", CP_TEXT_SMALL_TITLE, is_base_left);
  draw_named (self, paint, &place, "f(x)", data->score, data->ink, CP_TEXT_TITLE, !is_base_left);
}

static void
cp_answer_chart_draw (CpChart *chart, CpPaint *paint) {
  CpAnswerChart *self = CP_ANSWER_CHART (chart);
  const CpAnswerData *data = get_private (self)->data;
  const graphene_rect_t *plot = &get_frame (self)->plot;
  if (data == NULL)
    return;
  cp_frame_draw (get_frame (self), paint);
  if (data->letter != NULL)
    cp_paint_badge (paint, data->letter, data->fill, 12, 15 * cp_text_size_get_scale ());
  cairo_set_line_width (paint->cr, 1);
  cairo_move_to (paint->cr, plot->origin.x, floor (plot->origin.y + plot->size.height) + 0.5);
  cairo_rel_line_to (paint->cr, plot->size.width, 0);
  cp_paint_set_colour (paint, "line2", 1);
  cairo_stroke (paint->cr);
  CP_ANSWER_CHART_GET_CLASS (self)->draw_parts (self, paint);
}

/* --- the data cursor --- */

guint
cp_answer_chart_get_cursor (CpAnswerChart *self) {
  return get_private (self)->cursor;
}

static void
move_cursor (CpAnswerChart *self, guint index, gboolean is_spoken) {
  CpAnswerChartPrivate *private = get_private (self);
  CpAnswerPart part = get_part (self, index);
  g_autofree char *effect = cp_format_delta (part.effect, 3);
  g_autoptr (GString) lines = g_string_new (part.name);
  if (part.value != NULL)
    g_string_append_printf (lines, ": %s", part.value);
  g_string_append_printf (lines, "\nEffect\t%s", effect);
  if (part.error > 0) {
    g_autofree char *error = cp_format_number (part.error, 4);
    g_string_append_printf (lines, "\nStandard error\t%s", error);
  }
  if (CP_ANSWER_CHART_GET_CLASS (self)->is_list) {
    double after = part.from + part.effect;
    g_autofree char *text =
        private->data->is_difference ? cp_format_delta (after, 3) : cp_format_score (after);
    g_string_append_printf (lines, "\nTogether with those above\t%s", text);
  }
  private->cursor = index;
  cp_chart_show_cursor (CP_CHART (self), lines->str, is_spoken);
}

static void
cp_answer_chart_point (CpChart *chart, double x, double y) {
  CpAnswerChart *self = CP_ANSWER_CHART (chart);
  int part = CP_ANSWER_CHART_GET_CLASS (self)->pick (self, x, y);
  if (part < 0)
    cp_chart_hide_cursor (chart);
  else if (!cp_chart_has_cursor (chart) || (guint)part != get_private (self)->cursor)
    move_cursor (self, (guint)part, FALSE);
}

static void
activate (CpAnswerChart *self, guint index) {
  CpAnswerPart part = get_part (self, index);
  if (part.is_column) {
    g_autofree char *name = g_strdup (part.name);
    g_signal_emit (self, signals[BAR_ACTIVATED], 0, name);
  }
}

static gboolean
cp_answer_chart_press (CpChart *chart, double x, double y) {
  CpAnswerChart *self = CP_ANSWER_CHART (chart);
  int part = CP_ANSWER_CHART_GET_CLASS (self)->pick (self, x, y);
  if (part >= 0)
    activate (self, (guint)part);
  return FALSE;
}

/* Where the keyboard enters: a list at its top, else at the largest effect. */
static guint
find_first (CpAnswerChart *self, guint n) {
  guint first = 0;
  if (CP_ANSWER_CHART_GET_CLASS (self)->is_list)
    return 0;
  for (guint i = 1; i < n; i++)
    if (fabs (get_part (self, i).effect) > fabs (get_part (self, first).effect))
      first = i;
  return first;
}

static gboolean
cp_answer_chart_key (CpChart *chart, guint key, GdkModifierType state) {
  CpAnswerChart *self = CP_ANSWER_CHART (chart);
  CpAnswerChartClass *class = CP_ANSWER_CHART_GET_CLASS (self);
  guint n = class->count_parts (self), part = get_private (self)->cursor;
  if (n == 0)
    return GDK_EVENT_PROPAGATE;
  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && cp_chart_has_cursor (chart)) {
    activate (self, part);
    return GDK_EVENT_STOP;
  }
  gboolean is_back = key == GDK_KEY_Up || (!class->is_list && key == GDK_KEY_Left);
  gboolean is_on = key == GDK_KEY_Down || (!class->is_list && key == GDK_KEY_Right);
  if (!is_back && !is_on && key != GDK_KEY_Home && key != GDK_KEY_End)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Home)
    part = 0;
  else if (key == GDK_KEY_End)
    part = n - 1;
  else if (!cp_chart_has_cursor (chart))
    part = find_first (self, n);
  else
    part = is_back ? (part > 0 ? part - 1 : 0) : MIN (part + 1, n - 1);
  move_cursor (self, part, TRUE);
  return GDK_EVENT_STOP;
}

static CpTable *
cp_answer_chart_get_table (CpChart *chart) {
  const CpAnswerData *data = get_private (CP_ANSWER_CHART (chart))->data;
  return data != NULL ? cp_answer_data_to_table (data) : NULL;
}

/* --- what the owner says --- */

const CpAnswerData *
cp_answer_chart_get_data (CpAnswerChart *self) {
  g_return_val_if_fail (CP_IS_ANSWER_CHART (self), NULL);
  return get_private (self)->data;
}

void
cp_answer_chart_set_data (CpAnswerChart *self, const CpAnswerData *data) {
  g_return_if_fail (CP_IS_ANSWER_CHART (self));
  CpAnswerChartPrivate *private = get_private (self);
  CpAnswerChartClass *class = CP_ANSWER_CHART_GET_CLASS (self);
  CpAnswerData *old = private->data;
  cp_chart_hide_cursor (CP_CHART (self));
  private->data = data != NULL ? cp_answer_data_copy (data) : NULL;
  cp_answer_data_free (old);
  if (class->take != NULL)
    class->take (self);
  if (data == NULL) {
    cp_chart_redraw (CP_CHART (self));
    return;
  }
  CpFrame *frame = get_frame (self);
  frame->indent = data->letter != NULL ? cp_text_size_scale (16) + 7 : 0;
  frame->axes[0].is_signed = data->is_difference;
  cp_chart_set_title (CP_CHART (self), data->title);
  double lo, hi;
  cp_answer_chart_get_extent (self, &lo, &hi);
  cp_frame_set_axis (frame, 0, data->axis, lo, hi, NULL);
  cp_chart_relayout (CP_CHART (self));
}

gboolean
cp_answer_chart_get_extent (CpAnswerChart *self, double *out_lo, double *out_hi) {
  g_return_val_if_fail (CP_IS_ANSWER_CHART (self), FALSE);
  const CpAnswerData *data = get_private (self)->data;
  if (data == NULL)
    return FALSE;
  *out_lo = MIN (data->base, data->score);
  *out_hi = MAX (data->base, data->score);
  if (isfinite (data->threshold)) {
    *out_lo = MIN (*out_lo, data->threshold);
    *out_hi = MAX (*out_hi, data->threshold);
  }
  CP_ANSWER_CHART_GET_CLASS (self)->widen (self, out_lo, out_hi);
  return TRUE;
}

void
cp_answer_chart_set_range (CpAnswerChart *self, double lo, double hi) {
  g_return_if_fail (CP_IS_ANSWER_CHART (self));
  g_autofree char *title = g_strdup (get_frame (self)->axes[0].title);
  cp_frame_set_axis (get_frame (self), 0, title, lo, hi, NULL);
  cp_chart_relayout (CP_CHART (self));
}

void
cp_answer_chart_select (CpAnswerChart *self, const char *name) {
  g_return_if_fail (CP_IS_ANSWER_CHART (self));
  CpAnswerChartPrivate *private = get_private (self);
  if (g_strcmp0 (private->selected, name) == 0)
    return;
  g_free (private->selected);
  private->selected = g_strdup (name);
  cp_chart_redraw (CP_CHART (self));
}

/* --- the type --- */

static void
cp_answer_chart_finalize (GObject *object) {
  CpAnswerChartPrivate *private = get_private (CP_ANSWER_CHART (object));
  cp_answer_data_free (private->data);
  g_free (private->selected);
  G_OBJECT_CLASS (cp_answer_chart_parent_class)->finalize (object);
}

static void
cp_answer_chart_class_init (CpAnswerChartClass *class) {
  CpChartClass *chart_class = CP_CHART_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_answer_chart_finalize;
  chart_class->draw = cp_answer_chart_draw;
  chart_class->get_data = cp_answer_chart_get_table;
  chart_class->point = cp_answer_chart_point;
  chart_class->press = cp_answer_chart_press;
  chart_class->key = cp_answer_chart_key;
  signals[BAR_ACTIVATED] = g_signal_new ("bar-activated", CP_TYPE_ANSWER_CHART, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cp_answer_chart_init (CpAnswerChart *self) {
  CpFrame *frame = get_frame (self);
  frame->axes[1].is_bare = TRUE;
  cp_frame_set_axis (frame, 1, NULL, 0, 1, (const char *const[]){"", NULL});
}
