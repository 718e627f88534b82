#include "ui/plot/force-bar.h"

#include "core/base/format.h"
#include "ui/plot/force-parts.h"
#include "ui/plot/frame.h"
#include "ui/style/style.h"
#include "ui/style/text-size.h"

#include <math.h>

#define HEAD (34 * cp_text_size_get_scale ())  /* base and score above the bar */
#define THICK (26 * cp_text_size_get_scale ()) /* the bar */
#define LINE (17 * cp_text_size_get_scale ())  /* a line of names below it */
#define POINT 5.0                              /* how far a part's arrow reaches into the next one */
#define MOST_LINES 8

struct _CpForceBar {
  CpAnswerChart parent_instance;
  GArray *parts; /* of CpForcePart */
};

G_DEFINE_FINAL_TYPE (CpForceBar, cp_force_bar, CP_TYPE_ANSWER_CHART)

static CpFrame *
get_frame (CpForceBar *self) {
  return cp_chart_get_frame (CP_CHART (self));
}

static double
to_pixel (CpForceBar *self, double value) {
  return cp_answer_chart_to_pixel (CP_ANSWER_CHART (self), value);
}

static CpForcePart *
get_part (CpForceBar *self, guint i) {
  return &g_array_index (self->parts, CpForcePart, i);
}

/* The top of the bar: with the names below it in the middle of the plot, as far as there is room. */
static double
get_top (CpForceBar *self) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  return rint (plot->origin.y + MAX (MIN ((plot->size.height - THICK - 5 * LINE) / 3, 18), 2));
}

static guint
count_lines (CpForceBar *self) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  double room = plot->origin.y + plot->size.height - get_top (self) - THICK - 6;
  return (guint)CLAMP (floor (room / LINE), 0, MOST_LINES);
}

/* --- drawing --- */

/* An arrow towards the score: its head points out of the part, its tail leaves room for the one behind it. */
static void
path_part (CpForceBar *self, cairo_t *cr, const CpForcePart *part) {
  double left = to_pixel (self, part->from), right = to_pixel (self, part->to), top = get_top (self);
  double middle = top + THICK / 2, bottom = top + THICK, point = MIN (POINT, (right - left) / 2);
  double towards = part->effect >= 0 ? point : -point;
  cairo_new_path (cr);
  cairo_move_to (cr, left, top);
  cairo_line_to (cr, right, top);
  cairo_line_to (cr, right + towards, middle);
  cairo_line_to (cr, right, bottom);
  cairo_line_to (cr, left, bottom);
  cairo_line_to (cr, left + towards, middle);
  cairo_close_path (cr);
}

static const char *
get_colour (const CpForcePart *part) {
  return part->is_residual ? "t2" : part->effect >= 0 ? "pos" : "neg";
}

static CpAnswerPart
to_answer_part (const CpForcePart *part) {
  double from = part->effect >= 0 ? part->from : part->to;
  return (CpAnswerPart){part->name, part->value, from, part->effect, part->error, part->is_column};
}

static gboolean
is_selected (CpForceBar *self, const CpForcePart *part) {
  CpAnswerPart chosen = to_answer_part (part);
  return cp_answer_chart_is_selected (CP_ANSWER_CHART (self), &chosen);
}

static void
draw_part (CpForceBar *self, CpPaint *paint, const CpForcePart *part) {
  path_part (self, paint->cr, part);
  cp_paint_set_colour (paint, get_colour (part), part->is_column ? 1 : 0.7);
  cairo_fill_preserve (paint->cr);
  cairo_set_line_width (paint->cr, 1);
  cp_paint_set_colour (paint, "surface", 1);
  cairo_stroke (paint->cr);
}

static void
draw_label (CpForceBar *self, CpPaint *paint, const CpForcePart *part) {
  double left = to_pixel (self, part->from), right = to_pixel (self, part->to), width, top = get_top (self);
  double middle = floor ((left + right) / 2) + 0.5, y = top + THICK + 4 + (part->label_line + 0.5) * LINE;
  g_autofree char *figure = cp_format_delta (part->effect, 3), *label = cp_force_part_dup_label (part);
  cp_paint_measure (paint, CP_TEXT_STRONG, figure, &width, NULL);
  if (width + 2 * POINT < right - left)
    cp_paint_text (paint, CP_TEXT_STRONG, "surface", figure,
                   (left + right) / 2 + (part->effect >= 0 ? POINT : -POINT) / 2, top + THICK / 2, 0.5, 0.5,
                   0);
  if (part->label_width == 0)
    return;
  cairo_set_line_width (paint->cr, 1);
  cairo_move_to (paint->cr, middle, top + THICK + 1);
  cairo_line_to (paint->cr, middle, y - LINE / 2 + 1);
  cp_paint_set_colour (paint, "line2", 1);
  cairo_stroke (paint->cr);
  if (is_selected (self, part)) {
    cp_paint_rounded (paint->cr, part->label_x - 4, y - LINE / 2, part->label_width + 8, LINE, 4);
    cp_paint_set_colour (paint, "sel", 1);
    cairo_fill (paint->cr);
  }
  cp_paint_text (paint, CP_TEXT_LEGEND,
                 !part->is_column    ? "t2"
                 : part->effect >= 0 ? "pos_text"
                                     : "neg_text",
                 label, part->label_x, y, 0, 0.5, part->label_width + 1);
}

static void
draw_marks (CpAnswerChart *chart, CpPaint *paint) {
  CpForceBar *self = CP_FORCE_BAR (chart);
  const CpAnswerData *data = cp_answer_chart_get_data (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  double head = plot->origin.y - HEAD, top = head + 20 * cp_text_size_get_scale (),
         bottom = get_top (self) + THICK + 3;
  cp_answer_chart_draw_threshold (chart, paint, top, plot->origin.y + plot->size.height);
  cp_answer_chart_draw_upright (chart, paint, data->base, "t2", 1.2, top, bottom);
  cp_answer_chart_draw_upright (chart, paint, data->score, data->line, 2, top, bottom);
  cp_answer_chart_draw_ends (chart, paint, head + 10 * cp_text_size_get_scale (), -4, 8);
}

static void
cp_force_bar_draw_parts (CpAnswerChart *chart, CpPaint *paint) {
  CpForceBar *self = CP_FORCE_BAR (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  cp_force_parts_place_labels (self->parts, paint, &get_frame (self)->axes[0].view, plot, count_lines (self));
  for (guint i = 0; i < self->parts->len; i++)
    draw_part (self, paint, get_part (self, i));
  for (guint i = 0; i < self->parts->len; i++) {
    if (is_selected (self, get_part (self, i))) {
      path_part (self, paint->cr, get_part (self, i));
      cp_paint_set_colour (paint, "t1", 1);
      cairo_set_line_width (paint->cr, 2);
      cairo_stroke (paint->cr);
    }
    draw_label (self, paint, get_part (self, i));
  }
  draw_marks (chart, paint);
}

/* --- the data cursor --- */

static void
cp_force_bar_locate (CpChart *chart, double *out_x, double *out_y) {
  CpForceBar *self = CP_FORCE_BAR (chart);
  const CpForcePart *part = get_part (self, cp_answer_chart_get_cursor (CP_ANSWER_CHART (chart)));
  *out_x = to_pixel (self, (part->from + part->to) / 2);
  *out_y = get_top (self) + THICK / 2;
}

static void
cp_force_bar_append_cursor (CpChart *chart, GtkSnapshot *snapshot) {
  CpForceBar *self = CP_FORCE_BAR (chart);
  const CpForcePart *part = get_part (self, cp_answer_chart_get_cursor (CP_ANSWER_CHART (chart)));
  double left = to_pixel (self, part->from), right = to_pixel (self, part->to);
  GskRoundedRect outline;
  GdkRGBA ink;
  cp_style_lookup (GTK_WIDGET (chart), "t1", &ink);
  gsk_rounded_rect_init_from_rect (&outline,
                                   &GRAPHENE_RECT_INIT ((float)left - 2, (float)get_top (self) - 3,
                                                        (float)MAX (right - left, 1) + 4, (float)THICK + 6),
                                   2);
  gtk_snapshot_append_border (snapshot, &outline, (float[]){2, 2, 2, 2}, (GdkRGBA[]){ink, ink, ink, ink});
}

/* The part at the place, on the bar or by its name; -1 for none. */
static int
cp_force_bar_pick (CpAnswerChart *chart, double x, double y) {
  CpForceBar *self = CP_FORCE_BAR (chart);
  double top = get_top (self), below = y - top - THICK - 4;
  for (guint i = 0; i < self->parts->len; i++) {
    const CpForcePart *part = get_part (self, i);
    if (y >= top && y < top + THICK) {
      if (x >= to_pixel (self, part->from) && x < to_pixel (self, part->to))
        return (int)i;
    } else if (part->label_width > 0 && below >= part->label_line * LINE &&
               below < (part->label_line + 1) * LINE && x >= part->label_x &&
               x < part->label_x + part->label_width) {
      return (int)i;
    }
  }
  return -1;
}

/* --- the parts --- */

static void
cp_force_bar_take (CpAnswerChart *chart) {
  CpForceBar *self = CP_FORCE_BAR (chart);
  const CpAnswerData *data = cp_answer_chart_get_data (chart);
  g_clear_pointer (&self->parts, g_array_unref);
  self->parts = data != NULL ? cp_force_parts_build (data) : g_array_new (FALSE, FALSE, sizeof (CpForcePart));
}

static guint
cp_force_bar_count_parts (CpAnswerChart *chart) {
  return CP_FORCE_BAR (chart)->parts->len;
}

static void
cp_force_bar_get_part (CpAnswerChart *chart, guint index, CpAnswerPart *out_part) {
  *out_part = to_answer_part (get_part (CP_FORCE_BAR (chart), index));
}

static void
cp_force_bar_widen (CpAnswerChart *chart, double *lo, double *hi) {
  CpForceBar *self = CP_FORCE_BAR (chart);
  if (self->parts->len == 0)
    return;
  *lo = MIN (*lo, get_part (self, 0)->from);
  *hi = MAX (*hi, get_part (self, self->parts->len - 1)->to);
}

/* --- the type --- */

static void
cp_force_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline) {
  CpFrame *frame = get_frame (CP_FORCE_BAR (widget));
  frame->head = HEAD;
  *minimum = cp_text_size_scale (orientation == GTK_ORIENTATION_HORIZONTAL ? 300 : 150);
  *natural = cp_text_size_scale (orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 190);
}

static void
cp_force_bar_finalize (GObject *object) {
  g_array_unref (CP_FORCE_BAR (object)->parts);
  G_OBJECT_CLASS (cp_force_bar_parent_class)->finalize (object);
}

static void
cp_force_bar_class_init (CpForceBarClass *class) {
  CpChartClass *chart_class = CP_CHART_CLASS (class);
  CpAnswerChartClass *answer_class = CP_ANSWER_CHART_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_force_bar_finalize;
  GTK_WIDGET_CLASS (class)->measure = cp_force_bar_measure;
  chart_class->locate = cp_force_bar_locate;
  chart_class->append_cursor = cp_force_bar_append_cursor;
  answer_class->draw_parts = cp_force_bar_draw_parts;
  answer_class->take = cp_force_bar_take;
  answer_class->widen = cp_force_bar_widen;
  answer_class->count_parts = cp_force_bar_count_parts;
  answer_class->get_part = cp_force_bar_get_part;
  answer_class->pick = cp_force_bar_pick;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "cpforcebar");
}

static void
cp_force_bar_init (CpForceBar *self) {
  self->parts = g_array_new (FALSE, FALSE, sizeof (CpForcePart));
  get_frame (self)->head = HEAD;
}

GtkWidget *
cp_force_bar_new (void) {
  return g_object_new (CP_TYPE_FORCE_BAR, NULL);
}
