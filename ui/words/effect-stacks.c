#include "ui/words/effect-stacks.h"

#include "core/base/format.h"
#include "ui/plot/frame.h"
#include "ui/style/style.h"
#include "ui/style/text-size.h"

#include <math.h>

#define SHARE 0.84                               /* of a group's height that its stack takes */
#define TALLEST (48 * cp_text_size_get_scale ()) /* pixels a stack grows to */
#define PALEST 0.45                              /* opacity of the last segment of a stack */
#define FADE 0.13                                /* by which each is paler than the one before */
#define PADDING 4                                /* left and right of a name within its segment */
#define N_TICKS 5

typedef struct {
  guint group;
  char *name;
  double value, from; /* from: where it begins, signed, on the axis */
  guint place, count; /* place: from 0 */
} Segment;

struct _CpEffectStacks {
  CpChart parent_instance;
  GStrv groups;     /* from the top */
  GArray *segments; /* of Segment: by group, from the far left to the far right */
  guint strong, cursor;
};

G_DEFINE_FINAL_TYPE (CpEffectStacks, cp_effect_stacks, CP_TYPE_CHART)

static CpFrame *
get_frame (CpEffectStacks *self) {
  return cp_chart_get_frame (CP_CHART (self));
}

static Segment *
get_segment (CpEffectStacks *self, guint i) {
  return &g_array_index (self->segments, Segment, i);
}

static guint
get_n_groups (CpEffectStacks *self) {
  return self->groups != NULL ? g_strv_length (self->groups) : 0;
}

static graphene_rect_t
get_box (CpEffectStacks *self, const Segment *segment) {
  const CpFrame *frame = get_frame (self);
  guint n = MAX (get_n_groups (self), 1);
  double height = MIN (frame->plot.size.height / n * SHARE, TALLEST);
  double middle = cp_scale_to_pixel (&frame->axes[1].view, (double)n - 1 - segment->group);
  double x0 = cp_scale_to_pixel (&frame->axes[0].view, segment->from);
  double x1 = cp_scale_to_pixel (&frame->axes[0].view, segment->from + segment->value);
  return GRAPHENE_RECT_INIT ((float)MIN (x0, x1), (float)(middle - height / 2), (float)fabs (x1 - x0),
                             (float)height);
}

/* ---- drawing ---- */

static void
draw_segment (CpEffectStacks *self, CpPaint *paint, const Segment *segment) {
  graphene_rect_t box = get_box (self, segment);
  double width = MAX (box.size.width - 1, 0.5), name;
  cp_paint_set_colour (paint, segment->value > 0 ? "pos" : "neg", MAX (1 - FADE * segment->place, PALEST));
  cairo_rectangle (paint->cr, box.origin.x + 0.5, box.origin.y, width, box.size.height);
  cairo_fill (paint->cr);
  cp_paint_measure (paint, CP_TEXT_AXIS, segment->name, &name, NULL);
  if (name + 2 * PADDING <= width && segment->place <= 1)
    cp_paint_text (paint, CP_TEXT_AXIS, segment->value > 0 ? "on_pos" : "on_neg", segment->name,
                   box.origin.x + box.size.width / 2, box.origin.y + box.size.height / 2, 0.5, 0.5, 0);
}

static void
cp_effect_stacks_draw (CpChart *chart, CpPaint *paint) {
  CpEffectStacks *self = CP_EFFECT_STACKS (chart);
  const CpFrame *frame = get_frame (self);
  cp_frame_draw (get_frame (self), paint);
  for (guint i = 0; i < self->segments->len; i++)
    draw_segment (self, paint, get_segment (self, i));
  double zero = floor (cp_scale_to_pixel (&frame->axes[0].view, 0)) + 0.5;
  cairo_set_line_width (paint->cr, 1);
  cairo_move_to (paint->cr, zero, frame->plot.origin.y);
  cairo_line_to (paint->cr, zero, frame->plot.origin.y + frame->plot.size.height);
  cp_paint_set_colour (paint, "t3", 1);
  cairo_stroke (paint->cr);
}

static void
cp_effect_stacks_locate (CpChart *chart, double *out_x, double *out_y) {
  CpEffectStacks *self = CP_EFFECT_STACKS (chart);
  graphene_rect_t box = get_box (self, get_segment (self, self->cursor));
  *out_x = box.origin.x + box.size.width / 2;
  *out_y = box.origin.y + box.size.height;
}

static void
cp_effect_stacks_append_cursor (CpChart *chart, GtkSnapshot *snapshot) {
  CpEffectStacks *self = CP_EFFECT_STACKS (chart);
  graphene_rect_t box = get_box (self, get_segment (self, self->cursor));
  GskRoundedRect shape;
  GdkRGBA ink;
  cp_style_lookup (GTK_WIDGET (self), "t1", &ink);
  gsk_rounded_rect_init_from_rect (&shape, &box, 1);
  gtk_snapshot_append_border (snapshot, &shape, (const float[]){1.5f, 1.5f, 1.5f, 1.5f},
                              (const GdkRGBA[]){ink, ink, ink, ink});
}

/* ---- the data cursor ---- */

static void
move_cursor (CpEffectStacks *self, guint i, gboolean is_spoken) {
  const Segment *segment = get_segment (self, i);
  self->cursor = i;
  g_autofree char *value = cp_format_delta (segment->value, 4);
  g_autofree char *count = cp_format_count (segment->count);
  g_autofree char *rows = segment->count > 0 ? g_strdup_printf ("\ntexts with it\t%s", count) : g_strdup ("");
  g_autofree char *lines =
      g_strdup_printf ("%s\n%s\t%s%s", segment->name, self->groups[segment->group], value, rows);
  cp_chart_show_cursor (CP_CHART (self), lines, is_spoken);
}

static void
cp_effect_stacks_point (CpChart *chart, double x, double y) {
  CpEffectStacks *self = CP_EFFECT_STACKS (chart);
  for (guint i = 0; i < self->segments->len; i++) {
    graphene_rect_t box = get_box (self, get_segment (self, i));
    if (!graphene_rect_contains_point (&box, &GRAPHENE_POINT_INIT ((float)x, (float)y)))
      continue;
    if (!cp_chart_has_cursor (chart) || self->cursor != i)
      move_cursor (self, i, FALSE);
    return;
  }
  cp_chart_hide_cursor (chart);
}

/* The segment of that group nearest to @value; −1 for an empty group. */
static int
find_nearest (CpEffectStacks *self, guint group, double value) {
  int nearest = -1;
  double least = INFINITY;
  for (guint i = 0; i < self->segments->len; i++) {
    const Segment *segment = get_segment (self, i);
    double away = fabs (segment->from + segment->value / 2 - value);
    if (segment->group == group && away < least) {
      least = away;
      nearest = (int)i;
    }
  }
  return nearest;
}

static gboolean
cp_effect_stacks_key (CpChart *chart, guint key, GdkModifierType state) {
  CpEffectStacks *self = CP_EFFECT_STACKS (chart);
  gboolean is_across = key == GDK_KEY_Left || key == GDK_KEY_Right,
           is_on = key == GDK_KEY_Right || key == GDK_KEY_Down;
  if (self->segments->len == 0 || (!is_across && key != GDK_KEY_Up && key != GDK_KEY_Down))
    return GDK_EVENT_PROPAGATE;
  int next = 0;
  if (cp_chart_has_cursor (chart)) {
    const Segment *now = get_segment (self, self->cursor);
    next = (int)self->cursor + (is_across ? (is_on ? 1 : -1) : 0);
    if (next < 0 || next >= (int)self->segments->len || get_segment (self, (guint)next)->group != now->group)
      next = (int)self->cursor; /* the end of its stack */
    for (int g = (int)now->group + (is_on ? 1 : -1); !is_across && g >= 0 && g < (int)get_n_groups (self);
         g += is_on ? 1 : -1) {
      int found = find_nearest (self, (guint)g, now->from + now->value / 2);
      if (found >= 0) {
        next = found;
        break;
      }
    }
  }
  move_cursor (self, (guint)CLAMP (next, 0, (int)self->segments->len - 1), TRUE);
  return GDK_EVENT_STOP;
}

static CpTable *
cp_effect_stacks_get_data (CpChart *chart) {
  CpEffectStacks *self = CP_EFFECT_STACKS (chart);
  guint n = self->segments->len;
  if (n == 0)
    return NULL;
  g_autofree guint32 *groups = g_new (guint32, n);
  g_autofree const char **names = g_new0 (const char *, n + 1);
  g_autofree double *values = g_new (double, n), *counts = g_new (double, n);
  for (guint i = 0; i < n; i++) {
    groups[i] = get_segment (self, i)->group;
    names[i] = get_segment (self, i)->name;
    values[i] = get_segment (self, i)->value;
    counts[i] = get_segment (self, i)->count;
  }
  g_autoptr (CpColumn) group =
      cp_column_new_category ("Output", groups, n, (const char *const *)self->groups, get_n_groups (self));
  g_autoptr (CpColumn) name = cp_column_new_text ("Word", names, n);
  g_autoptr (CpColumn) value = cp_column_new_number ("Mean effect", values, n);
  g_autoptr (CpColumn) count = cp_column_new_number ("Texts with it", counts, n);
  return cp_table_new ("chart", (CpColumn *const[]){group, name, value, count}, 4, NULL);
}

/* ---- what the owner says ---- */

static int
compare_size (gconstpointer a, gconstpointer b) {
  const Segment *x = a, *y = b;
  double difference = fabs (y->value) - fabs (x->value);
  return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

static int
compare_place (gconstpointer a, gconstpointer b) {
  const Segment *x = a, *y = b;
  if (x->group != y->group)
    return x->group < y->group ? -1 : 1;
  double difference = x->from + x->value / 2 - y->from - y->value / 2;
  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

/* From 0 outwards, the largest first. */
static void
stack (CpEffectStacks *self, double *lo, double *hi) {
  guint n = get_n_groups (self);
  g_autofree double *ends = g_new0 (double, 2 * n + 1);
  g_autofree guint *places = g_new0 (guint, 2 * n + 1);
  g_array_sort (self->segments, compare_size);
  for (guint i = 0; i < self->segments->len; i++) {
    Segment *segment = get_segment (self, i);
    guint side = 2 * segment->group + (segment->value > 0);
    segment->from = ends[side];
    segment->place = places[side]++;
    ends[side] += segment->value;
    *lo = MIN (*lo, ends[side]);
    *hi = MAX (*hi, ends[side]);
  }
  g_array_sort (self->segments, compare_place);
}

static void
describe (CpEffectStacks *self) {
  GString *text = g_string_new (NULL);
  for (guint g = 0; g < get_n_groups (self); g++) {
    const Segment *largest = NULL;
    for (guint i = 0; i < self->segments->len; i++) {
      const Segment *segment = get_segment (self, i);
      if (segment->group == g && (largest == NULL || fabs (segment->value) > fabs (largest->value)))
        largest = segment;
    }
    if (largest == NULL)
      continue;
    g_autofree char *value = cp_format_delta (largest->value, 3);
    g_string_append_printf (text, "%s%s: most %s %s", text->len > 0 ? "; " : "", self->groups[g],
                            largest->name, value);
  }
  cp_chart_set_description (CP_CHART (self), text->str);
  g_string_free (text, TRUE);
}

static void
clear_segment (gpointer data) {
  g_free (((Segment *)data)->name);
}

void
cp_effect_stacks_set (CpEffectStacks *self, const char *const *groups, const CpEffectSegment *segments,
                      guint n, guint strong, const char *axis) {
  g_return_if_fail (CP_IS_EFFECT_STACKS (self) && groups != NULL);
  double lo = 0, hi = 0;
  guint n_groups = g_strv_length ((char **)groups);
  cp_chart_hide_cursor (CP_CHART (self));
  g_strfreev (self->groups);
  self->groups = g_strdupv ((char **)groups);
  self->strong = strong;
  g_array_set_size (self->segments, 0);
  for (guint i = 0; i < n; i++) {
    if (segments[i].value == 0 || isnan (segments[i].value) || segments[i].group >= n_groups)
      continue;
    Segment segment = {segments[i].group, g_strdup (segments[i].name), segments[i].value, 0, 0,
                       segments[i].count};
    g_array_append_val (self->segments, segment);
  }
  stack (self, &lo, &hi);
  double half = cp_ticks_build (lo, MAX (hi, lo + 0.01), N_TICKS).step / 2;
  cp_frame_set_axis (get_frame (self), 0, axis, floor (lo / half) * half,
                     ceil (MAX (hi, lo + 0.01) / half) * half, NULL);
  get_frame (self)->axes[0].is_signed = TRUE;
  g_autofree const char **labels = g_new0 (const char *, n_groups + 1);
  for (guint i = 0; i < n_groups; i++)
    labels[i] = self->groups[n_groups - 1 - i];
  cp_frame_set_axis (get_frame (self), 1, NULL, 0, 1, n_groups > 0 ? labels : NULL);
  describe (self);
  cp_chart_relayout (CP_CHART (self));
}

/* ---- the type ---- */

static void
cp_effect_stacks_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                          int *natural, int *minimum_baseline, int *natural_baseline) {
  CpEffectStacks *self = CP_EFFECT_STACKS (widget);
  int groups = (int)(MIN (get_n_groups (self), 12) * 16 * cp_text_size_get_scale ());
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 280 : 70 + groups;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 400 : 330;
}

static void
cp_effect_stacks_finalize (GObject *object) {
  CpEffectStacks *self = CP_EFFECT_STACKS (object);
  g_strfreev (self->groups);
  g_array_unref (self->segments);
  G_OBJECT_CLASS (cp_effect_stacks_parent_class)->finalize (object);
}

static void
cp_effect_stacks_class_init (CpEffectStacksClass *class) {
  CpChartClass *chart_class = CP_CHART_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_effect_stacks_finalize;
  GTK_WIDGET_CLASS (class)->measure = cp_effect_stacks_measure;
  chart_class->draw = cp_effect_stacks_draw;
  chart_class->get_data = cp_effect_stacks_get_data;
  chart_class->locate = cp_effect_stacks_locate;
  chart_class->append_cursor = cp_effect_stacks_append_cursor;
  chart_class->point = cp_effect_stacks_point;
  chart_class->key = cp_effect_stacks_key;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "cpeffectstacks");
}

static void
cp_effect_stacks_init (CpEffectStacks *self) {
  self->segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  g_array_set_clear_func (self->segments, clear_segment);
  get_frame (self)->axes[1].is_bare = TRUE;
}

GtkWidget *
cp_effect_stacks_new (const char *title) {
  g_return_val_if_fail (title != NULL, NULL);
  GtkWidget *self = g_object_new (CP_TYPE_EFFECT_STACKS, NULL);
  cp_chart_set_title (CP_CHART (self), title);
  return self;
}
