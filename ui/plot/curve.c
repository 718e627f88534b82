#include "ui/plot/curve.h"

#include "core/base/format.h"
#include "ui/plot/card.h"
#include "ui/plot/export.h"
#include "ui/plot/frame.h"
#include "ui/plot/polyline.h"
#include "ui/style/style.h"

#include <math.h>

#define REACH 40  /* how far from a curve the pointer still means it */
#define LINE 2    /* width of a curve */
#define STRIDE 10 /* vertices a step with Shift goes */

typedef struct {
  CpPolyline line;
  double mark[2]; /* NaN: none */
  char *label;    /* (nullable): beside the mark */
} Curve;

struct _CpCurveChart {
  GtkWidget parent_instance;
  CpFrame frame; /* its series are the curves' names and colours */
  GArray *curves;
  gboolean has_diagonal;
  char *description; /* (nullable) */
  CpDescribeVertex describe;
  gpointer describe_data;
  GDestroyNotify describe_destroy;
  CpCard *card;
  gboolean has_cursor, is_held; /* held: the cursor is being dragged */
  guint cursor_curve;
  gsize cursor_vertex;
  int width, height; /* the frame was laid out for these */
  gboolean needs_layout;
  GskRenderNode *node; /* (nullable): everything but the cursor */
};

G_DEFINE_FINAL_TYPE (CpCurveChart, cp_curve_chart, GTK_TYPE_WIDGET)

static Curve *
get_curve (CpCurveChart *self, guint i) {
  return &g_array_index (self->curves, Curve, i);
}

static void
clear_curve (gpointer data) {
  Curve *curve = data;
  cp_polyline_clear (&curve->line);
  g_free (curve->label);
}

static void
redraw (CpCurveChart *self) {
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
relayout (CpCurveChart *self) {
  self->needs_layout = TRUE;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  redraw (self);
}

/* --- drawing --- */

static void
add_vertex (double x, double y, gboolean starts, gpointer data) {
  if (starts)
    cairo_move_to (data, x, y);
  else
    cairo_line_to (data, x, y);
}

static void
draw_diagonal (CpCurveChart *self, CpPaint *paint) {
  const CpScale *x = &self->frame.axes[0].view, *y = &self->frame.axes[1].view;
  cairo_save (paint->cr);
  cairo_set_dash (paint->cr, (const double[]){3, 3}, 2, 0);
  cairo_set_line_width (paint->cr, 1);
  cairo_move_to (paint->cr, cp_scale_to_pixel (x, x->lo), cp_scale_to_pixel (y, y->lo));
  cairo_line_to (paint->cr, cp_scale_to_pixel (x, x->hi), cp_scale_to_pixel (y, y->hi));
  cp_paint_set_colour (paint, "line2", 1);
  cairo_stroke (paint->cr);
  cairo_restore (paint->cr);
}

static void
draw_dot (CpPaint *paint, const char *colour, double x, double y) {
  cairo_new_sub_path (paint->cr);
  cairo_arc (paint->cr, x, y, 6, 0, 2 * G_PI);
  cp_paint_set_colour (paint, "surface", 1);
  cairo_fill (paint->cr);
  cairo_arc (paint->cr, x, y, 4.5, 0, 2 * G_PI);
  cp_paint_set_colour (paint, colour, 1);
  cairo_fill (paint->cr);
}

static void
draw_curves (CpCurveChart *self, CpPaint *paint) {
  const graphene_rect_t *plot = &self->frame.plot;
  const CpScale *x = &self->frame.axes[0].view, *y = &self->frame.axes[1].view;
  cairo_save (paint->cr);
  cairo_rectangle (paint->cr, plot->origin.x - LINE, plot->origin.y - LINE, plot->size.width + 2 * LINE,
                   plot->size.height + 2 * LINE);
  cairo_clip (paint->cr);
  cairo_set_line_width (paint->cr, LINE);
  cairo_set_line_join (paint->cr, CAIRO_LINE_JOIN_ROUND);
  /* the first curve is drawn last: A lies over B where they meet */
  for (guint i = self->curves->len; i-- > 0;) {
    cp_polyline_thin (&get_curve (self, i)->line, x, y, add_vertex, paint->cr);
    cp_paint_set_colour (paint, cp_frame_get_series (&self->frame, i)->colour, 1);
    cairo_stroke (paint->cr);
  }
  cairo_restore (paint->cr);
}

static void
draw (CpCurveChart *self, CpPaint *paint) {
  const graphene_rect_t *plot = &self->frame.plot;
  cp_frame_draw (&self->frame, paint);
  if (self->has_diagonal)
    draw_diagonal (self, paint);
  draw_curves (self, paint);
  for (guint i = self->curves->len; i-- > 0;) {
    Curve *curve = get_curve (self, i);
    double x = cp_scale_to_pixel (&self->frame.axes[0].view, curve->mark[0]);
    double y = cp_scale_to_pixel (&self->frame.axes[1].view, curve->mark[1]);
    if (!isfinite (x) || !isfinite (y))
      continue;
    draw_dot (paint, cp_frame_get_series (&self->frame, i)->colour, x, y);
    if (curve->label != NULL)
      cp_paint_tag (paint, curve->label, x, y, plot->origin.x + plot->size.width);
  }
}

static gboolean
locate_cursor (CpCurveChart *self, double *out_x, double *out_y) {
  if (!self->has_cursor)
    return FALSE;
  const CpPolyline *line = &get_curve (self, self->cursor_curve)->line;
  *out_x = cp_scale_to_pixel (&self->frame.axes[0].view, line->x[self->cursor_vertex]);
  *out_y = cp_scale_to_pixel (&self->frame.axes[1].view, line->y[self->cursor_vertex]);
  return TRUE;
}

static void
append_cursor (CpCurveChart *self, GtkSnapshot *snapshot) {
  const graphene_rect_t *plot = &self->frame.plot;
  double x, y;
  if (!locate_cursor (self, &x, &y))
    return;
  GdkRGBA ink;
  cp_style_lookup (GTK_WIDGET (self), "t3", &ink);
  ink.alpha = 0.6f;
  gtk_snapshot_append_color (snapshot, &ink,
                             &GRAPHENE_RECT_INIT (floorf ((float)x), plot->origin.y, 1, plot->size.height));
  gtk_snapshot_append_color (snapshot, &ink,
                             &GRAPHENE_RECT_INIT (plot->origin.x, floorf ((float)y), plot->size.width, 1));
  cairo_t *cr =
      gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float)x - 8, (float)y - 8, 16, 16));
  CpPaint paint;
  cp_paint_begin (&paint, GTK_WIDGET (self), cr);
  draw_dot (&paint, cp_frame_get_series (&self->frame, self->cursor_curve)->colour, x, y);
  cp_paint_end (&paint);
  cairo_destroy (cr);
}

static void
cp_curve_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot) {
  CpCurveChart *self = CP_CURVE_CHART (widget);
  if (self->node == NULL) {
    CpPaint paint;
    self->node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, (float)self->width, (float)self->height));
    cairo_t *cr = gsk_cairo_node_get_draw_context (self->node);
    cp_paint_begin (&paint, widget, cr);
    draw (self, &paint);
    cp_paint_end (&paint);
    cairo_destroy (cr);
  }
  gtk_snapshot_append_node (snapshot, self->node);
  append_cursor (self, snapshot);
  gtk_widget_snapshot_child (widget, GTK_WIDGET (self->card), snapshot);
}

static void
draw_all (cairo_t *cr, gpointer data) {
  CpPaint paint;
  cp_paint_begin (&paint, data, cr);
  cp_paint_set_colour (&paint, "surface", 1);
  cairo_paint (cr);
  draw (data, &paint);
  cp_paint_end (&paint);
}

gboolean
cp_curve_chart_export (CpCurveChart *self, const char *path, GError **error) {
  g_return_val_if_fail (CP_IS_CURVE_CHART (self) && path != NULL, FALSE);
  return cp_export_drawing (path, MAX (self->width, 1), MAX (self->height, 1), draw_all, self, error);
}

static void
cp_curve_chart_size_allocate (GtkWidget *widget, int width, int height, int baseline) {
  CpCurveChart *self = CP_CURVE_CHART (widget);
  double x, y;
  if (self->needs_layout || width != self->width || height != self->height) {
    CpPaint paint;
    cp_paint_begin (&paint, widget, NULL);
    cp_frame_layout (&self->frame, &paint, width, height);
    cp_paint_end (&paint);
    self->width = width;
    self->height = height;
    self->needs_layout = FALSE;
    redraw (self);
  }
  if (locate_cursor (self, &x, &y))
    cp_card_allocate (self->card, x, y, width, height, NULL);
}

static void
cp_curve_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline) {
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 160 : 140;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 236 : 216;
}

static void
cp_curve_chart_css_changed (GtkWidget *widget, GtkCssStyleChange *change) {
  GTK_WIDGET_CLASS (cp_curve_chart_parent_class)->css_changed (widget, change);
  relayout (CP_CURVE_CHART (widget));
}

/* --- the data cursor --- */

static void
tell (CpCurveChart *self, const char *cursor) {
  g_autofree char *line = cursor != NULL ? g_strdelimit (g_strdup (cursor), "\n\t", ' ') : NULL;
  g_autofree char *text =
      g_strjoin (line != NULL && self->description != NULL ? ". " : "",
                 self->description != NULL ? self->description : "", line != NULL ? line : "", NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static const char *
axis_name (CpCurveChart *self, guint axis) {
  const char *title = self->frame.axes[axis].title;
  return title != NULL ? title : axis == 0 ? "x" : "y";
}

static char *
describe_cursor (CpCurveChart *self) {
  if (self->describe != NULL)
    return self->describe (self->cursor_curve, self->cursor_vertex, self->describe_data);
  const CpPolyline *line = &get_curve (self, self->cursor_curve)->line;
  g_autofree char *x = cp_format_score (line->x[self->cursor_vertex]);
  g_autofree char *y = cp_format_score (line->y[self->cursor_vertex]);
  return g_strdup_printf ("%s\n%s\t%s\n%s\t%s", cp_frame_get_series (&self->frame, self->cursor_curve)->name,
                          axis_name (self, 0), x, axis_name (self, 1), y);
}

static void
hide_cursor (CpCurveChart *self) {
  self->has_cursor = FALSE;
  cp_card_hide (self->card);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
move_cursor (CpCurveChart *self, guint curve, gsize vertex, gboolean is_spoken) {
  self->has_cursor = TRUE;
  self->cursor_curve = curve;
  self->cursor_vertex = vertex;
  g_autofree char *lines = describe_cursor (self);
  if (lines != NULL)
    cp_card_show_lines (self->card, lines);
  if (is_spoken)
    tell (self, lines);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The vertex nearest to the pointer over all curves; the first curve on a tie. */
static gboolean
pick (CpCurveChart *self, double x, double y, double reach, guint *out_curve, gsize *out_vertex) {
  double best = reach, distance;
  gboolean is_found = FALSE;
  for (guint i = 0; i < self->curves->len; i++) {
    gsize vertex = cp_polyline_nearest (&get_curve (self, i)->line, &self->frame.axes[0].view,
                                        &self->frame.axes[1].view, x, y, &distance);
    if (vertex == G_MAXSIZE || !(distance < best))
      continue;
    best = distance;
    *out_curve = i;
    *out_vertex = vertex;
    is_found = TRUE;
  }
  return is_found;
}

static void
pointer_moved (CpCurveChart *self, double x, double y) {
  guint curve;
  gsize vertex;
  if (self->is_held)
    return;
  if (!pick (self, x, y, REACH, &curve, &vertex))
    hide_cursor (self);
  else if (!self->has_cursor || curve != self->cursor_curve || vertex != self->cursor_vertex)
    move_cursor (self, curve, vertex, FALSE);
}

static void
choose (CpCurveChart *self, guint curve, gsize vertex) {
  g_signal_emit_by_name (self, "vertex-chosen", curve, (guint64)vertex);
}

static void
drag_began (CpCurveChart *self, double x, double y) {
  guint curve;
  gsize vertex;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->is_held = pick (self, x, y, REACH, &curve, &vertex);
  if (!self->is_held)
    return;
  move_cursor (self, curve, vertex, FALSE);
  choose (self, curve, vertex);
}

static void
drag_updated (CpCurveChart *self, double dx, double dy, GtkGestureDrag *gesture) {
  double x, y;
  if (!self->is_held || !self->has_cursor || !gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  /* along the curve the drag began on */
  guint curve = self->cursor_curve;
  gsize vertex = cp_polyline_nearest (&get_curve (self, curve)->line, &self->frame.axes[0].view,
                                      &self->frame.axes[1].view, x + dx, y + dy, NULL);
  if (vertex == G_MAXSIZE || vertex == self->cursor_vertex)
    return;
  move_cursor (self, curve, vertex, FALSE);
  choose (self, curve, vertex);
}

static void
drag_ended (CpCurveChart *self) {
  self->is_held = FALSE;
}

/* Where the keyboard starts: the mark of the first curve, else the vertex nearest to the plot's corner. */
static void
start_cursor (CpCurveChart *self) {
  const CpScale *across = &self->frame.axes[0].view, *up = &self->frame.axes[1].view;
  for (guint i = 0; i < self->curves->len; i++) {
    Curve *curve = get_curve (self, i);
    gboolean is_marked = isfinite (curve->mark[0]) && isfinite (curve->mark[1]);
    double x = is_marked ? cp_scale_to_pixel (across, curve->mark[0]) : across->start;
    double y = is_marked ? cp_scale_to_pixel (up, curve->mark[1]) : up->start;
    gsize vertex = cp_polyline_nearest (&curve->line, across, up, x, y, NULL);
    if (vertex == G_MAXSIZE)
      continue;
    move_cursor (self, i, vertex, TRUE);
    return;
  }
}

static void
change_curve (CpCurveChart *self, int by) {
  double x, y;
  if (!locate_cursor (self, &x, &y))
    return;
  for (gint64 i = (gint64)self->cursor_curve + by; i >= 0 && i < self->curves->len; i += by) {
    gsize vertex = cp_polyline_nearest (&get_curve (self, (guint)i)->line, &self->frame.axes[0].view,
                                        &self->frame.axes[1].view, x, y, NULL);
    if (vertex == G_MAXSIZE)
      continue;
    move_cursor (self, (guint)i, vertex, TRUE);
    return;
  }
}

static void
walk (CpCurveChart *self, gint64 by) {
  const CpPolyline *line = &get_curve (self, self->cursor_curve)->line;
  move_cursor (self, self->cursor_curve, cp_polyline_walk (line, self->cursor_vertex, by), TRUE);
}

static gboolean
key_pressed (CpCurveChart *self, guint key, guint code, GdkModifierType state) {
  gint64 by = state & GDK_SHIFT_MASK ? STRIDE : 1;
  gboolean is_arrow = key == GDK_KEY_Left || key == GDK_KEY_Right || key == GDK_KEY_Up || key == GDK_KEY_Down;
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (is_arrow && !self->has_cursor) {
    start_cursor (self);
    return GDK_EVENT_STOP;
  }
  if (!self->has_cursor)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Left || key == GDK_KEY_Right)
    walk (self, key == GDK_KEY_Left ? -by : by);
  else if (key == GDK_KEY_Up || key == GDK_KEY_Down)
    change_curve (self, key == GDK_KEY_Up ? -1 : 1);
  else if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
    choose (self, self->cursor_curve, self->cursor_vertex);
  else if (key == GDK_KEY_Escape) {
    hide_cursor (self);
    tell (self, NULL);
  } else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* --- what the owner says --- */

void
cp_curve_chart_set_title (CpCurveChart *self, const char *title) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  cp_frame_set_title (&self->frame, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title != NULL ? title : "", -1);
  relayout (self);
}

void
cp_curve_chart_set_description (CpCurveChart *self, const char *description) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  g_free (self->description);
  self->description = g_strdup (description);
  tell (self, NULL);
}

void
cp_curve_chart_set_x_axis (CpCurveChart *self, const char *title, double lo, double hi) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  cp_frame_set_axis (&self->frame, 0, title, lo, hi, NULL);
  relayout (self);
}

void
cp_curve_chart_set_y_axis (CpCurveChart *self, const char *title, double lo, double hi) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  cp_frame_set_axis (&self->frame, 1, title, lo, hi, NULL);
  relayout (self);
}

void
cp_curve_chart_set_diagonal (CpCurveChart *self, gboolean shown) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  self->has_diagonal = shown;
  redraw (self);
}

void
cp_curve_chart_set_legend (CpCurveChart *self, gboolean shown) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  self->frame.has_legend = shown;
  relayout (self);
}

void
cp_curve_chart_clear (CpCurveChart *self) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  hide_cursor (self);
  g_array_set_size (self->curves, 0);
  cp_frame_clear_series (&self->frame);
  relayout (self);
}

guint
cp_curve_chart_add_curve (CpCurveChart *self, const char *name, const char *colour, const double *x,
                          const double *y, gsize n) {
  g_return_val_if_fail (CP_IS_CURVE_CHART (self) && name != NULL && colour != NULL, 0);
  Curve curve = {.line = cp_polyline_new (x, y, n), .mark = {NAN, NAN}};
  g_array_append_val (self->curves, curve);
  cp_frame_add_series (&self->frame, name, colour, NAN);
  relayout (self);
  return self->curves->len - 1;
}

void
cp_curve_chart_set_mark (CpCurveChart *self, guint curve, double x, double y, const char *label) {
  g_return_if_fail (CP_IS_CURVE_CHART (self) && curve < self->curves->len);
  Curve *marked = get_curve (self, curve);
  marked->mark[0] = x;
  marked->mark[1] = y;
  g_free (marked->label);
  marked->label = g_strdup (label);
  redraw (self);
}

void
cp_curve_chart_set_describe (CpCurveChart *self, CpDescribeVertex describe, gpointer data,
                             GDestroyNotify destroy) {
  g_return_if_fail (CP_IS_CURVE_CHART (self));
  if (self->describe_destroy != NULL)
    self->describe_destroy (self->describe_data);
  self->describe = describe;
  self->describe_data = data;
  self->describe_destroy = destroy;
}

/* --- the type --- */

static void
cp_curve_chart_dispose (GObject *object) {
  CpCurveChart *self = CP_CURVE_CHART (object);
  if (self->card != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->card));
  self->card = NULL;
  cp_curve_chart_set_describe (self, NULL, NULL, NULL);
  G_OBJECT_CLASS (cp_curve_chart_parent_class)->dispose (object);
}

static void
cp_curve_chart_finalize (GObject *object) {
  CpCurveChart *self = CP_CURVE_CHART (object);
  cp_frame_clear (&self->frame);
  g_array_unref (self->curves);
  g_free (self->description);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  G_OBJECT_CLASS (cp_curve_chart_parent_class)->finalize (object);
}

static void
cp_curve_chart_class_init (CpCurveChartClass *class) {
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->dispose = cp_curve_chart_dispose;
  object_class->finalize = cp_curve_chart_finalize;
  widget_class->snapshot = cp_curve_chart_snapshot;
  widget_class->size_allocate = cp_curve_chart_size_allocate;
  widget_class->measure = cp_curve_chart_measure;
  widget_class->css_changed = cp_curve_chart_css_changed;
  g_signal_new ("vertex-chosen", CP_TYPE_CURVE_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                G_TYPE_UINT, G_TYPE_UINT64);
  gtk_widget_class_set_css_name (widget_class, "cpcurvechart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
cp_curve_chart_init (CpCurveChart *self) {
  GtkWidget *widget = GTK_WIDGET (self);
  cp_frame_init (&self->frame);
  self->curves = g_array_new (FALSE, TRUE, sizeof (Curve));
  g_array_set_clear_func (self->curves, clear_curve);
  self->card = CP_CARD (cp_card_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->card), widget);
  gtk_widget_set_focusable (widget, TRUE);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (pointer_moved), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (pointer_moved), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (hide_cursor), self);
  gtk_widget_add_controller (widget, motion);
  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_began), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_updated), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_ended), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (widget, keys);
}

GtkWidget *
cp_curve_chart_new (void) {
  return g_object_new (CP_TYPE_CURVE_CHART, NULL);
}
