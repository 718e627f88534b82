#include "ui/plot/beeswarm.h"

#include "core/base/format.h"
#include "ui/plot/dots.h"
#include "ui/plot/frame.h"
#include "ui/plot/ramp.h"
#include "ui/plot/robust-range.h"
#include "ui/style/text-size.h"

#include <math.h>

#define CELL 4.0                                 /* pixels a dot takes */
#define RADIUS 1.9                               /* of a dot */
#define LANE (34 * cp_text_size_get_scale ())    /* height of a lane, at least */
#define LABELS (158 * cp_text_size_get_scale ()) /* room for the names, at most */
#define REACH 7.0                                /* pixels from a dot that still mean it */
#define CLOSEST 1.0                              /* dots of a heap nearer than this are not all drawn */

typedef struct {
  char *name;
  double *effects, *levels; /* (n) */
  guint *order;             /* (n): by effect, for the keyboard */
  double marked;
  float *x, *y; /* (n): where the dots were drawn last */
} Lane;

struct _CpBeeswarm {
  CpChart parent_instance;
  guint32 *rows; /* (n) */
  gsize n;
  GArray *lanes;             /* of Lane */
  double labels;             /* pixels for their names */
  char *selected;            /* (nullable) */
  guint cursor_lane, cursor; /* cursor: a dot */
  CpDescribeDot describe;
  gpointer describe_data;
};

G_DEFINE_FINAL_TYPE (CpBeeswarm, cp_beeswarm, CP_TYPE_CHART)

enum { ROW_ACTIVATED, LANE_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static CpFrame *
get_frame (CpBeeswarm *self) {
  return cp_chart_get_frame (CP_CHART (self));
}

static Lane *
get_lane (CpBeeswarm *self, guint i) {
  return &g_array_index (self->lanes, Lane, i);
}

static guint
count_shown (CpBeeswarm *self) {
  guint room = (guint)MAX (floor (get_frame (self)->plot.size.height / LANE), 1);
  return MIN (self->lanes->len, room);
}

static double
get_height (CpBeeswarm *self) {
  return get_frame (self)->plot.size.height / MAX (count_shown (self), 1);
}

static double
get_middle (CpBeeswarm *self, guint lane) {
  return floor (get_frame (self)->plot.origin.y + (lane + 0.5) * get_height (self)) + 0.5;
}

/* --- where the dots are --- */

/* Dots of one column of cells heap up from the middle, above and below in turn, closer where there are many.
 */
static void
place (CpBeeswarm *self, guint index) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  Lane *lane = get_lane (self, index);
  guint n_cells = (guint)(plot->size.width / CELL) + 3;
  g_autofree guint *counts = g_new0 (guint, n_cells), *filled = g_new0 (guint, n_cells);
  g_autofree guint *cells = g_new (guint, self->n + 1);
  double middle = get_middle (self, index), room = get_height (self) - 6;
  for (gsize i = 0; i < self->n; i++) {
    double x = cp_scale_to_pixel (&get_frame (self)->axes[0].view, lane->effects[i]);
    cells[i] = (guint)CLAMP (floor ((x - plot->origin.x) / CELL) + 1, 1, n_cells - 2);
    counts[cells[i]]++;
  }
  for (gsize i = 0; i < self->n; i++) {
    guint cell = cells[i], k = filled[cell]++;
    double step = MIN (CELL, room / counts[cell]);
    double away = (k + 1) / 2 * step * (k % 2 == 1 ? 1 : -1);
    lane->x[i] = (float)(plot->origin.x + (cell - 0.5) * CELL);
    lane->y[i] = (float)(middle + away);
  }
}

/* --- drawing --- */

/* −1 where a row's effect lies before the axis, 1 where beyond it. */
static int
get_side (CpBeeswarm *self, double effect) {
  const CpScale *view = &get_frame (self)->axes[0].view;
  return effect < view->lo ? -1 : effect > view->hi ? 1 : 0;
}

static void
path_arrow (cairo_t *cr, double x, double y, int side) {
  cairo_move_to (cr, x + side * 3.5, y);
  cairo_line_to (cr, x - side * 2, y - 3);
  cairo_line_to (cr, x - side * 2, y + 3);
  cairo_close_path (cr);
}

/* A heap of thousands is a line: of dots on one place one is drawn. */
static void
draw_dots (CpBeeswarm *self, CpPaint *paint, const CpRamp *ramp, guint index) {
  const Lane *lane = get_lane (self, index);
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);
  for (gsize i = 0; i < self->n; i++) {
    guint column = (guint)MAX (lane->x[i], 0), line = (guint)MAX (lane->y[i] / CLOSEST, 0);
    if (!g_hash_table_add (taken, GUINT_TO_POINTER (column * 65536 + line + 1)))
      continue;
    if (isnan (lane->levels[i]))
      cp_paint_set_colour (paint, "t3", 1);
    else
      cp_ramp_set (ramp, paint->cr, lane->levels[i]);
    int side = get_side (self, lane->effects[i]);
    cairo_new_path (paint->cr);
    if (side != 0)
      path_arrow (paint->cr, lane->x[i], lane->y[i], side);
    else
      cairo_arc (paint->cr, lane->x[i], lane->y[i], RADIUS, 0, 2 * G_PI);
    cairo_fill (paint->cr);
  }
}

/* "3 beyond" at an end of a lane: rows whose effects lie outside the axis, drawn as arrows on its edge. */
static void
draw_beyond (CpBeeswarm *self, CpPaint *paint, guint index, int side) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  const Lane *lane = get_lane (self, index);
  gsize n = 0;
  for (gsize i = 0; i < self->n; i++)
    n += get_side (self, lane->effects[i]) == side;
  if (n == 0)
    return;
  g_autofree char *count = cp_format_count ((double)n), *text = g_strdup_printf ("%s beyond", count);
  double x = side < 0 ? plot->origin.x + 4 : plot->origin.x + plot->size.width - 4;
  cp_paint_text (paint, CP_TEXT_AXIS, "t2", text, x, get_middle (self, index) - get_height (self) / 2 + 1,
                 side < 0 ? 0 : 1, 0, 0);
}

static void
draw_lane (CpBeeswarm *self, CpPaint *paint, const CpRamp *ramp, guint index) {
  const graphene_rect_t *plot = &get_frame (self)->plot;
  const Lane *lane = get_lane (self, index);
  double middle = get_middle (self, index), bottom = plot->origin.y + (index + 1) * get_height (self);
  gboolean is_selected = g_strcmp0 (lane->name, self->selected) == 0;
  if (is_selected) {
    cp_paint_rounded (paint->cr, 6, bottom - get_height (self) + 1, plot->origin.x + plot->size.width - 6,
                      get_height (self) - 2, 4);
    cp_paint_set_colour (paint, "sel", 0.6);
    cairo_fill (paint->cr);
  }
  cp_paint_text (paint, is_selected ? CP_TEXT_SMALL_TITLE : CP_TEXT_LEGEND, "t1", lane->name,
                 plot->origin.x - 8, middle, 1, 0.5, self->labels + 2);
  cairo_set_line_width (paint->cr, 1);
  cairo_move_to (paint->cr, plot->origin.x, floor (bottom) + 0.5);
  cairo_rel_line_to (paint->cr, plot->size.width, 0);
  cp_paint_set_colour (paint, "line", 1);
  cairo_stroke (paint->cr);
  place (self, index);
  draw_dots (self, paint, ramp, index);
  draw_beyond (self, paint, index, -1);
  draw_beyond (self, paint, index, 1);
}

static void
draw_mark (CpBeeswarm *self, CpPaint *paint, guint index) {
  const Lane *lane = get_lane (self, index);
  if (isnan (lane->marked))
    return;
  double x = cp_scale_to_pixel (&get_frame (self)->axes[0].view, lane->marked);
  cairo_new_sub_path (paint->cr);
  cairo_arc (paint->cr, x, get_middle (self, index), 4.5, 0, 2 * G_PI);
  cp_paint_set_colour (paint, "surface", 1);
  cairo_set_line_width (paint->cr, 4);
  cairo_stroke_preserve (paint->cr);
  cp_paint_set_colour (paint, "t1", 1);
  cairo_set_line_width (paint->cr, 1.8);
  cairo_stroke (paint->cr);
}

static void
cp_beeswarm_draw (CpChart *chart, CpPaint *paint) {
  CpBeeswarm *self = CP_BEESWARM (chart);
  const graphene_rect_t *plot = &get_frame (self)->plot;
  CpRamp ramp;
  if (self->lanes->len == 0)
    return;
  cp_ramp_read (&ramp, paint);
  cp_frame_draw (get_frame (self), paint);
  for (guint i = 0; i < count_shown (self); i++)
    draw_lane (self, paint, &ramp, i);
  double zero = floor (cp_scale_to_pixel (&get_frame (self)->axes[0].view, 0)) + 0.5;
  cairo_set_line_width (paint->cr, 1);
  cairo_move_to (paint->cr, zero, plot->origin.y);
  cairo_rel_line_to (paint->cr, 0, plot->size.height);
  cp_paint_set_colour (paint, "t3", 1);
  cairo_stroke (paint->cr);
  for (guint i = 0; i < count_shown (self); i++)
    draw_mark (self, paint, i);
  cp_ramp_draw_key (&ramp, paint, "Value", plot->origin.x + plot->size.width + 12 - get_frame (self)->corner,
                    15 * cp_text_size_get_scale (), plot->size.width / 2);
}

/* --- the data cursor --- */

static gboolean
has_dot (CpBeeswarm *self) {
  return self->cursor_lane < count_shown (self) && self->cursor < self->n;
}

static void
cp_beeswarm_locate (CpChart *chart, double *out_x, double *out_y) {
  CpBeeswarm *self = CP_BEESWARM (chart);
  *out_x = has_dot (self) ? get_lane (self, self->cursor_lane)->x[self->cursor] : 0;
  *out_y = has_dot (self) ? get_lane (self, self->cursor_lane)->y[self->cursor] : 0;
}

static void
cp_beeswarm_append_cursor (CpChart *chart, GtkSnapshot *snapshot) {
  double x, y;
  cp_beeswarm_locate (chart, &x, &y);
  cp_dots_append_ring (GTK_WIDGET (chart), snapshot, x, y);
}

static void
move_cursor (CpBeeswarm *self, guint index, guint dot, gboolean is_spoken) {
  const Lane *lane = get_lane (self, index);
  g_autofree char *effect = cp_format_delta (lane->effects[dot], 3), *row = cp_format_count (self->rows[dot]);
  g_autofree char *lines =
      self->describe != NULL
          ? self->describe (lane->name, self->rows[dot], lane->effects[dot], self->describe_data)
          : g_strdup_printf ("Row %s\n%s\t%s", row, lane->name, effect);
  self->cursor_lane = index;
  self->cursor = dot;
  cp_chart_show_cursor (CP_CHART (self), lines, is_spoken);
}

static int
pick_lane (CpBeeswarm *self, double y) {
  double lane = (y - get_frame (self)->plot.origin.y) / get_height (self);
  return lane >= 0 && lane < count_shown (self) ? (int)lane : -1;
}

/* The dot nearest to the place, -1 where none is within reach. */
static gint64
pick (CpBeeswarm *self, guint index, double x, double y) {
  const Lane *lane = get_lane (self, index);
  return cp_dots_pick (lane->x, lane->y, self->n, x, y, REACH);
}

static void
cp_beeswarm_point (CpChart *chart, double x, double y) {
  CpBeeswarm *self = CP_BEESWARM (chart);
  int lane = pick_lane (self, y);
  gint64 dot = lane >= 0 ? pick (self, (guint)lane, x, y) : -1;
  if (dot < 0)
    cp_chart_hide_cursor (chart);
  else if (!cp_chart_has_cursor (chart) || (guint)dot != self->cursor || (guint)lane != self->cursor_lane)
    move_cursor (self, (guint)lane, (guint)dot, FALSE);
}

static gboolean
cp_beeswarm_press (CpChart *chart, double x, double y) {
  CpBeeswarm *self = CP_BEESWARM (chart);
  int lane = pick_lane (self, y);
  if (lane < 0)
    return FALSE;
  gint64 dot = pick (self, (guint)lane, x, y);
  if (x < get_frame (self)->plot.origin.x) {
    g_autofree char *name = g_strdup (get_lane (self, (guint)lane)->name);
    g_signal_emit (self, signals[LANE_ACTIVATED], 0, name);
  } else if (dot >= 0) {
    g_signal_emit (self, signals[ROW_ACTIVATED], 0, self->rows[dot]);
  }
  return FALSE;
}

static gboolean
cp_beeswarm_key (CpChart *chart, guint key, GdkModifierType state) {
  CpBeeswarm *self = CP_BEESWARM (chart);
  guint n_lanes = count_shown (self);
  if (n_lanes == 0 || self->n == 0)
    return GDK_EVENT_PROPAGATE;
  gboolean is_arrow = key == GDK_KEY_Up || key == GDK_KEY_Down || key == GDK_KEY_Left || key == GDK_KEY_Right;
  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && cp_chart_has_cursor (chart)) {
    g_signal_emit (self, signals[ROW_ACTIVATED], 0, self->rows[self->cursor]);
    return GDK_EVENT_STOP;
  }
  if (!is_arrow)
    return GDK_EVENT_PROPAGATE;
  guint index = self->cursor_lane, dot = self->cursor;
  if (!cp_chart_has_cursor (chart) || !has_dot (self)) {
    index = 0;
    dot = get_lane (self, 0)->order[self->n / 2];
  } else if (key == GDK_KEY_Up || key == GDK_KEY_Down) { /* the same row in another lane */
    index = key == GDK_KEY_Up ? (index > 0 ? index - 1 : 0) : MIN (index + 1, n_lanes - 1);
  } else {
    guint at = cp_dots_get_rank (get_lane (self, index)->order, self->n, dot);
    at = key == GDK_KEY_Left ? (at > 0 ? at - 1 : 0) : MIN (at + 1, (guint)self->n - 1);
    dot = get_lane (self, index)->order[at];
  }
  move_cursor (self, index, dot, TRUE);
  return GDK_EVENT_STOP;
}

static CpTable *
cp_beeswarm_get_data (CpChart *chart) {
  CpBeeswarm *self = CP_BEESWARM (chart);
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_column_unref);
  g_autofree double *rows = g_new (double, self->n + 1);
  if (self->lanes->len == 0 || self->n == 0)
    return NULL;
  for (gsize i = 0; i < self->n; i++)
    rows[i] = self->rows[i];
  g_ptr_array_add (columns, cp_column_new_number ("Row", rows, self->n));
  for (guint i = 0; i < self->lanes->len; i++) {
    g_autofree char *name = g_strdup_printf ("Effect of %s", get_lane (self, i)->name);
    g_ptr_array_add (columns, cp_column_new_number (name, get_lane (self, i)->effects, self->n));
  }
  return cp_table_new ("chart", (CpColumn *const *)columns->pdata, columns->len, NULL);
}

/* --- what the owner says --- */

static void
clear_lane (gpointer data) {
  Lane *lane = data;
  g_free (lane->name);
  g_free (lane->effects);
  g_free (lane->levels);
  g_free (lane->order);
  g_free (lane->x);
  g_free (lane->y);
}

static void
add_lane (CpBeeswarm *self, const CpBeeswarmLane *from, double *lo, double *hi) {
  Lane lane = {.name = g_strdup (from->name), .marked = from->marked};
  lane.effects = g_memdup2 (from->effects, self->n * sizeof (double));
  lane.levels = g_memdup2 (from->levels, self->n * sizeof (double));
  lane.order = cp_dots_order (lane.effects, self->n);
  lane.x = g_new0 (float, self->n + 1);
  lane.y = g_new0 (float, self->n + 1);
  double least = 0, most = 0;
  cp_robust_range (lane.effects, self->n, &least, &most);
  *lo = MIN (*lo, least);
  *hi = MAX (*hi, most);
  if (!isnan (lane.marked)) {
    *lo = MIN (*lo, lane.marked);
    *hi = MAX (*hi, lane.marked);
  }
  g_array_append_val (self->lanes, lane);
}

void
cp_beeswarm_set_lanes (CpBeeswarm *self, const char *axis, const guint32 *rows, gsize n,
                       const CpBeeswarmLane *lanes, guint n_lanes) {
  g_return_if_fail (CP_IS_BEESWARM (self) && (n_lanes == 0 || lanes != NULL));
  double lo = 0, hi = 0;
  cp_chart_hide_cursor (CP_CHART (self));
  g_array_set_size (self->lanes, 0);
  g_free (self->rows);
  self->rows = g_memdup2 (rows, n * sizeof *rows);
  self->n = n;
  for (guint i = 0; i < n_lanes; i++)
    add_lane (self, &lanes[i], &lo, &hi);
  double air = hi > lo ? (hi - lo) * 0.03 : 0.5;
  cp_frame_set_axis (get_frame (self), 0, axis, lo - air, hi + air, NULL);
  gtk_widget_queue_resize (GTK_WIDGET (self)); /* other names, another room for them */
  cp_chart_relayout (CP_CHART (self));
}

void
cp_beeswarm_set_describe (CpBeeswarm *self, CpDescribeDot describe, gpointer data) {
  g_return_if_fail (CP_IS_BEESWARM (self));
  self->describe = describe;
  self->describe_data = data;
}

void
cp_beeswarm_select (CpBeeswarm *self, const char *name) {
  g_return_if_fail (CP_IS_BEESWARM (self));
  if (g_strcmp0 (self->selected, name) == 0)
    return;
  g_free (self->selected);
  self->selected = g_strdup (name);
  cp_chart_redraw (CP_CHART (self));
}

/* --- the type --- */

static void
cp_beeswarm_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline) {
  CpBeeswarm *self = CP_BEESWARM (widget);
  self->labels = 0;
  for (guint i = 0; i < self->lanes->len; i++)
    self->labels = MAX (
        self->labels, cp_paint_measure_longest (widget, CP_TEXT_SMALL_TITLE,
                                                (const char *const[]){get_lane (self, i)->name}, 1, LABELS));
  get_frame (self)->left = MAX (self->labels, LABELS / 2) + 6;
  *minimum = cp_text_size_scale (orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : 160);
  *natural = cp_text_size_scale (orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 240);
}

static void
cp_beeswarm_finalize (GObject *object) {
  CpBeeswarm *self = CP_BEESWARM (object);
  g_array_unref (self->lanes);
  g_free (self->rows);
  g_free (self->selected);
  G_OBJECT_CLASS (cp_beeswarm_parent_class)->finalize (object);
}

static void
cp_beeswarm_class_init (CpBeeswarmClass *class) {
  CpChartClass *chart_class = CP_CHART_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_beeswarm_finalize;
  GTK_WIDGET_CLASS (class)->measure = cp_beeswarm_measure;
  chart_class->draw = cp_beeswarm_draw;
  chart_class->get_data = cp_beeswarm_get_data;
  chart_class->locate = cp_beeswarm_locate;
  chart_class->append_cursor = cp_beeswarm_append_cursor;
  chart_class->point = cp_beeswarm_point;
  chart_class->press = cp_beeswarm_press;
  chart_class->key = cp_beeswarm_key;
  signals[ROW_ACTIVATED] = g_signal_new ("row-activated", CP_TYPE_BEESWARM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[LANE_ACTIVATED] = g_signal_new ("lane-activated", CP_TYPE_BEESWARM, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "cpbeeswarm");
}

static void
cp_beeswarm_init (CpBeeswarm *self) {
  CpFrame *frame = get_frame (self);
  self->lanes = g_array_new (FALSE, TRUE, sizeof (Lane));
  g_array_set_clear_func (self->lanes, clear_lane);
  frame->left = LABELS;
  frame->axes[0].is_signed = TRUE;
  frame->axes[1].is_bare = TRUE;
  cp_frame_set_axis (frame, 1, NULL, 0, 1, (const char *const[]){"", NULL});
}

GtkWidget *
cp_beeswarm_new (void) {
  return g_object_new (CP_TYPE_BEESWARM, NULL);
}
