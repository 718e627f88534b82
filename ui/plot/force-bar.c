#include "ui/plot/force-bar.h"

#include "core/base/format.h"
#include "ui/plot/force-parts.h"
#include "ui/plot/frame.h"
#include "ui/style/style.h"
#include "ui/style/text-size.h"

#include <math.h>
#include <string.h>

#define HEAD (34 * cp_text_size_get_scale ())  /* base and score above the bar */
#define THICK (26 * cp_text_size_get_scale ()) /* the bar */
#define LINE (17 * cp_text_size_get_scale ())  /* a line of names below it */
#define POINT 5.0                              /* how far a part's arrow reaches into the next one */
#define MOST_LINES 8

struct _CpForceBar {
  CpChart parent_instance;
  char *letter, *fill, *line, *ink, *selected;
  CpTable *data; /* (nullable) */
  GArray *parts; /* of CpForcePart */
  double base, score, threshold;
  gboolean is_difference;
  guint cursor;
};

G_DEFINE_FINAL_TYPE (CpForceBar, cp_force_bar, CP_TYPE_CHART)

enum { BAR_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static CpFrame *
get_frame (CpForceBar *self) {
  return cp_chart_get_frame (CP_CHART (self));
}

static double
to_pixel (CpForceBar *self, double value) {
  return cp_scale_to_pixel (&get_frame (self)->axes[0].view, value);
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

static gboolean
is_selected (CpForceBar *self, const CpForcePart *part) {
  return part->is_column && g_strcmp0 (part->name, self->selected) == 0;
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
draw_upright (CpForceBar *self, CpPaint *paint, double value, const char *colour, double width,
              double bottom) {
  double x = floor (to_pixel (self, value)) + 0.5;
  cairo_set_line_width (paint->cr, width);
  cairo_move_to (paint->cr, x, get_frame (self)->plot.origin.y - HEAD + 20 * cp_text_size_get_scale ());
  cairo_line_to (paint->cr, x, bottom);
  cp_paint_set_colour (paint, colour, 1);
  cairo_stroke (paint->cr);
}

/* A word and a figure above the bar, on the side of @value away from the other one. */
static void
draw_named (CpForceBar *self, CpPaint *paint, const char *word, double value, const char *ink,
            CpTextStyle style, gboolean is_left) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  g_autofree char *figure = self->is_difference ? cp_format_delta (value, 3) : cp_format_score (value);
  double word_width, width, y = plot->origin.y - HEAD + 10 * cp_text_size_get_scale ();
  cp_paint_measure (paint, CP_TEXT_LEGEND, word, &word_width, NULL);
  cp_paint_measure (paint, style, figure, &width, NULL);
  double whole = word_width + 5 + width, x = to_pixel (self, value) + (is_left ? -4 - whole : 4);
  x = CLAMP (x, 8, plot->origin.x + plot->size.width + 10 - whole);
  cp_paint_text (paint, CP_TEXT_LEGEND, "t2", word, x, y, 0, 0.5, 0);
  cp_paint_text (paint, style, ink, figure, x + word_width + 5, y, 0, 0.5, 0);
}

static void
draw_marks (CpForceBar *self, CpPaint *paint) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  double top = get_top (self);
  if (!isnan (self->threshold)) {
    cairo_set_dash (paint->cr, (const double[]){4, 3}, 2, 0);
    draw_upright (self, paint, self->threshold, "t1", 1, plot->origin.y + plot->size.height);
    cairo_set_dash (paint->cr, NULL, 0, 0);
  }
  draw_upright (self, paint, self->base, "t2", 1.2, top + THICK + 3);
  draw_upright (self, paint, self->score, self->line, 2, top + THICK + 3);
  gboolean is_base_left = self->base <= self->score;
  draw_named (self, paint, "base", self->base, "t1", CP_TEXT_SMALL_TITLE, is_base_left);
  draw_named (self, paint, "f(x)", self->score, self->ink, CP_TEXT_TITLE, !is_base_left);
}

static void
cp_force_bar_draw (CpChart *chart, CpPaint *paint) {
  CpForceBar *self = CP_FORCE_BAR (chart);
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
  draw_marks (self, paint);
}

/* --- the data cursor --- */

static void
cp_force_bar_locate (CpChart *chart, double *out_x, double *out_y) {
  CpForceBar *self = CP_FORCE_BAR (chart);
  const CpForcePart *part = get_part (self, self->cursor);
  *out_x = to_pixel (self, (part->from + part->to) / 2);
  *out_y = get_top (self) + THICK / 2;
}

static void
cp_force_bar_append_cursor (CpChart *chart, GtkSnapshot *snapshot) {
  CpForceBar *self = CP_FORCE_BAR (chart);
  const CpForcePart *part = get_part (self, self->cursor);
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

static void
move_cursor (CpForceBar *self, guint index, gboolean is_spoken) {
  const CpForcePart *part = get_part (self, index);
  g_autofree char *effect = cp_format_delta (part->effect, 3);
  g_autoptr (GString) lines = g_string_new (part->name);
  if (part->value != NULL)
    g_string_append_printf (lines, ": %s", part->value);
  g_string_append_printf (lines, "\nEffect\t%s", effect);
  if (part->error > 0) {
    g_autofree char *error = cp_format_number (part->error, 4);
    g_string_append_printf (lines, "\nStandard error\t%s", error);
  }
  self->cursor = index;
  cp_chart_show_cursor (CP_CHART (self), lines->str, is_spoken);
}

/* The part at the place, on the bar or by its name; -1 for none. */
static int
pick (CpForceBar *self, double x, double y) {
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

static void
cp_force_bar_point (CpChart *chart, double x, double y) {
  CpForceBar *self = CP_FORCE_BAR (chart);
  int part = pick (self, x, y);
  if (part < 0)
    cp_chart_hide_cursor (chart);
  else if (!cp_chart_has_cursor (chart) || (guint)part != self->cursor)
    move_cursor (self, (guint)part, FALSE);
}

static void
activate (CpForceBar *self, guint index) {
  if (get_part (self, index)->is_column) {
    g_autofree char *name = g_strdup (get_part (self, index)->name);
    g_signal_emit (self, signals[BAR_ACTIVATED], 0, name);
  }
}

static gboolean
cp_force_bar_press (CpChart *chart, double x, double y) {
  int part = pick (CP_FORCE_BAR (chart), x, y);
  if (part >= 0)
    activate (CP_FORCE_BAR (chart), (guint)part);
  return FALSE;
}

/* The keyboard enters at the largest effect, which stands left of the score, or right where all lower it. */
static guint
find_first (CpForceBar *self) {
  guint first = 0;
  for (guint i = 1; i < self->parts->len; i++)
    if (fabs (get_part (self, i)->effect) > fabs (get_part (self, first)->effect))
      first = i;
  return first;
}

static gboolean
cp_force_bar_key (CpChart *chart, guint key, GdkModifierType state) {
  CpForceBar *self = CP_FORCE_BAR (chart);
  guint n = self->parts->len, part = self->cursor;
  if (n == 0)
    return GDK_EVENT_PROPAGATE;
  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && cp_chart_has_cursor (chart)) {
    activate (self, part);
    return GDK_EVENT_STOP;
  }
  gboolean is_back = key == GDK_KEY_Left || key == GDK_KEY_Up;
  if (!is_back && key != GDK_KEY_Right && key != GDK_KEY_Down && key != GDK_KEY_Home && key != GDK_KEY_End)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Home)
    part = 0;
  else if (key == GDK_KEY_End)
    part = n - 1;
  else if (!cp_chart_has_cursor (chart))
    part = find_first (self);
  else
    part = is_back ? (part > 0 ? part - 1 : 0) : MIN (part + 1, n - 1);
  move_cursor (self, part, TRUE);
  return GDK_EVENT_STOP;
}

static CpTable *
cp_force_bar_get_data (CpChart *chart) {
  CpForceBar *self = CP_FORCE_BAR (chart);
  return self->data != NULL ? cp_table_ref (self->data) : NULL;
}

/* --- what the owner says --- */

static void
set_text (char **text, const char *value) {
  g_free (*text);
  *text = g_strdup (value);
}

void
cp_force_bar_set_data (CpForceBar *self, const CpWaterfallData *data) {
  g_return_if_fail (CP_IS_FORCE_BAR (self) && data != NULL);
  cp_force_bar_clear (self);
  set_text (&self->letter, data->letter);
  set_text (&self->fill, data->fill);
  set_text (&self->line, data->line);
  set_text (&self->ink, data->ink);
  self->base = data->base;
  self->score = data->score;
  self->threshold = data->threshold;
  self->is_difference = data->is_difference;
  self->data = cp_waterfall_data_to_table (data);
  g_array_unref (self->parts);
  self->parts = cp_force_parts_build (data);
  CpFrame *frame = get_frame (self);
  frame->indent = data->letter != NULL ? cp_text_size_scale (16) + 7 : 0;
  frame->axes[0].is_signed = data->is_difference;
  cp_chart_set_title (CP_CHART (self), data->title);
  double lo, hi;
  cp_force_bar_get_extent (self, &lo, &hi);
  cp_frame_set_axis (frame, 0, data->axis, lo, hi, NULL);
  cp_chart_relayout (CP_CHART (self));
}

void
cp_force_bar_clear (CpForceBar *self) {
  g_return_if_fail (CP_IS_FORCE_BAR (self));
  cp_chart_hide_cursor (CP_CHART (self));
  g_array_set_size (self->parts, 0);
  g_clear_pointer (&self->data, cp_table_unref);
  cp_chart_redraw (CP_CHART (self));
}

gboolean
cp_force_bar_get_extent (CpForceBar *self, double *out_lo, double *out_hi) {
  g_return_val_if_fail (CP_IS_FORCE_BAR (self), FALSE);
  if (self->data == NULL)
    return FALSE;
  *out_lo = MIN (self->base, self->score);
  *out_hi = MAX (self->base, self->score);
  if (self->parts->len > 0) {
    *out_lo = MIN (*out_lo, get_part (self, 0)->from);
    *out_hi = MAX (*out_hi, get_part (self, self->parts->len - 1)->to);
  }
  if (isfinite (self->threshold)) {
    *out_lo = MIN (*out_lo, self->threshold);
    *out_hi = MAX (*out_hi, self->threshold);
  }
  return TRUE;
}

void
cp_force_bar_set_range (CpForceBar *self, double lo, double hi) {
  g_return_if_fail (CP_IS_FORCE_BAR (self));
  g_autofree char *title = g_strdup (get_frame (self)->axes[0].title);
  cp_frame_set_axis (get_frame (self), 0, title, lo, hi, NULL);
  cp_chart_relayout (CP_CHART (self));
}

void
cp_force_bar_select (CpForceBar *self, const char *name) {
  g_return_if_fail (CP_IS_FORCE_BAR (self));
  if (g_strcmp0 (self->selected, name) == 0)
    return;
  set_text (&self->selected, name);
  cp_chart_redraw (CP_CHART (self));
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
  CpForceBar *self = CP_FORCE_BAR (object);
  g_array_unref (self->parts);
  g_clear_pointer (&self->data, cp_table_unref);
  g_free (self->letter);
  g_free (self->fill);
  g_free (self->line);
  g_free (self->ink);
  g_free (self->selected);
  G_OBJECT_CLASS (cp_force_bar_parent_class)->finalize (object);
}

static void
cp_force_bar_class_init (CpForceBarClass *class) {
  CpChartClass *chart_class = CP_CHART_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_force_bar_finalize;
  GTK_WIDGET_CLASS (class)->measure = cp_force_bar_measure;
  chart_class->draw = cp_force_bar_draw;
  chart_class->get_data = cp_force_bar_get_data;
  chart_class->locate = cp_force_bar_locate;
  chart_class->append_cursor = cp_force_bar_append_cursor;
  chart_class->point = cp_force_bar_point;
  chart_class->press = cp_force_bar_press;
  chart_class->key = cp_force_bar_key;
  signals[BAR_ACTIVATED] = g_signal_new ("bar-activated", CP_TYPE_FORCE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "cpforcebar");
}

static void
cp_force_bar_init (CpForceBar *self) {
  CpFrame *frame = get_frame (self);
  self->parts = g_array_new (FALSE, TRUE, sizeof (CpForcePart));
  frame->head = HEAD;
  frame->axes[1].is_bare = TRUE;
  cp_frame_set_axis (frame, 1, NULL, 0, 1, (const char *const[]){"", NULL});
}

GtkWidget *
cp_force_bar_new (void) {
  return g_object_new (CP_TYPE_FORCE_BAR, NULL);
}
