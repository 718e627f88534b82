#include "ui/plot/chart.h"

#include "ui/controls/reveal.h"
#include "ui/plot/card.h"
#include "ui/plot/chart-menu.h"
#include "ui/plot/frame.h"
#include "ui/style/text-size.h"

#define NOTHING "Nothing is drawn yet" /* a picture without words is a riddle */

#define AROUND_CURSOR 90 /* pixels of it kept in view: its mark and its card */

typedef struct {
  CpFrame frame;
  CpCard *card;
  CpChartMenu *menu;
  char *description;                        /* (nullable) */
  gboolean has_cursor, is_by_keys, is_held; /* by keys: the cursor was set by them */
  double pointer[2];                        /* where it was last, in the window */
  int width, height;                        /* the frame was laid out for these */
  gboolean needs_layout;
  GskRenderNode *node; /* (nullable): everything but the cursor */
} CpChartPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CpChart, cp_chart, GTK_TYPE_WIDGET)

static CpChartPrivate *
get (CpChart *self) {
  return cp_chart_get_instance_private (self);
}

CpFrame *
cp_chart_get_frame (CpChart *self) {
  g_return_val_if_fail (CP_IS_CHART (self), NULL);
  return &get (self)->frame;
}

void
cp_chart_redraw (CpChart *self) {
  g_return_if_fail (CP_IS_CHART (self));
  g_clear_pointer (&get (self)->node, gsk_render_node_unref);
  if (get (self)->menu != NULL)
    cp_chart_menu_refresh (get (self)->menu);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
cp_chart_relayout (CpChart *self) {
  g_return_if_fail (CP_IS_CHART (self));
  get (self)->needs_layout = TRUE;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  cp_chart_redraw (self);
}

/* --- drawing --- */

static void
cp_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot) {
  CpChart *self = CP_CHART (widget);
  CpChartPrivate *chart = get (self);
  if (cp_chart_menu_snapshot (chart->menu, snapshot))
    return;
  if (chart->node == NULL) {
    CpPaint paint;
    chart->node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, (float)chart->width, (float)chart->height));
    cairo_t *cr = gsk_cairo_node_get_draw_context (chart->node);
    cp_paint_begin (&paint, widget, cr);
    CP_CHART_GET_CLASS (self)->draw (self, &paint);
    cp_paint_end (&paint);
    cairo_destroy (cr);
  }
  gtk_snapshot_append_node (snapshot, chart->node);
  if (chart->has_cursor)
    CP_CHART_GET_CLASS (self)->append_cursor (self, snapshot);
  gtk_widget_snapshot_child (widget, GTK_WIDGET (chart->card), snapshot);
}

static void
draw_all (cairo_t *cr, gpointer data) {
  CpPaint paint;
  cp_paint_begin (&paint, data, cr);
  cp_paint_set_colour (&paint, "surface", 1);
  cairo_paint (cr);
  CP_CHART_GET_CLASS (data)->draw (data, &paint);
  cp_paint_end (&paint);
}

static CpDataSource
get_data (GtkWidget *widget) {
  CpChartClass *class = CP_CHART_GET_CLASS (widget);
  g_autoptr (CpTable) table = class->get_data != NULL ? class->get_data (CP_CHART (widget)) : NULL;
  return table != NULL ? cp_data_source_of_table (table) : (CpDataSource){0};
}

static const char *
get_title (GtkWidget *widget) {
  return get (CP_CHART (widget))->frame.title;
}

static const CpChartKind chart_kind = {draw_all, get_data, get_title};

void
cp_chart_set_is_table (CpChart *self, gboolean is_table) {
  g_return_if_fail (CP_IS_CHART (self));
  cp_chart_hide_cursor (self);
  cp_chart_menu_set_is_table (get (self)->menu, is_table);
}

gboolean
cp_chart_is_table (CpChart *self) {
  g_return_val_if_fail (CP_IS_CHART (self), FALSE);
  return cp_chart_menu_is_table (get (self)->menu);
}

gboolean
cp_chart_export (CpChart *self, const char *path, GError **error) {
  g_return_val_if_fail (CP_IS_CHART (self) && path != NULL, FALSE);
  CpChartPrivate *chart = get (self);
  return cp_export_drawing (path, MAX (chart->width, 1), MAX (chart->height, 1), draw_all, self, error);
}

static void
cp_chart_size_allocate (GtkWidget *widget, int width, int height, int baseline) {
  CpChart *self = CP_CHART (widget);
  CpChartPrivate *chart = get (self);
  if (chart->needs_layout || width != chart->width || height != chart->height) {
    CpPaint paint;
    cp_paint_begin (&paint, widget, NULL);
    cp_frame_layout (&chart->frame, &paint, width, height);
    cp_paint_end (&paint);
    chart->width = width;
    chart->height = height;
    chart->needs_layout = FALSE;
    cp_chart_redraw (self);
  }
  if (chart->has_cursor) {
    double x, y;
    CP_CHART_GET_CLASS (self)->locate (self, &x, &y);
    cp_card_allocate (chart->card, x, y, width, height, NULL);
  }
  cp_chart_menu_allocate (chart->menu, width, height);
}

static void
cp_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                  int *minimum_baseline, int *natural_baseline) {
  *minimum = cp_text_size_scale (orientation == GTK_ORIENTATION_HORIZONTAL ? 160 : 140);
  *natural = cp_text_size_scale (orientation == GTK_ORIENTATION_HORIZONTAL ? 236 : 216);
}

static void
cp_chart_css_changed (GtkWidget *widget, GtkCssStyleChange *change) {
  GTK_WIDGET_CLASS (cp_chart_parent_class)->css_changed (widget, change);
  cp_chart_relayout (CP_CHART (widget));
}

/* --- the data cursor --- */

static void
tell (CpChart *self, const char *cursor) {
  const char *description = get (self)->description;
  g_autofree char *line = cursor != NULL ? g_strdelimit (g_strdup (cursor), "\n\t", ' ') : NULL;
  g_autofree char *text = g_strjoin (line != NULL && description != NULL ? ". " : "",
                                     description != NULL ? description : "", line != NULL ? line : "", NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

gboolean
cp_chart_has_cursor (CpChart *self) {
  g_return_val_if_fail (CP_IS_CHART (self), FALSE);
  return get (self)->has_cursor;
}

/* A chart that is longer than its view scrolls with the keys. */
static void
reveal (CpChart *self) {
  double x, y;
  CP_CHART_GET_CLASS (self)->locate (self, &x, &y);
  cp_reveal (GTK_WIDGET (self), &GRAPHENE_RECT_INIT ((float)x, (float)y, 0, 0), AROUND_CURSOR);
}

void
cp_chart_show_cursor (CpChart *self, const char *lines, gboolean is_spoken) {
  g_return_if_fail (CP_IS_CHART (self));
  get (self)->has_cursor = TRUE;
  get (self)->is_by_keys = is_spoken;
  if (lines != NULL)
    cp_card_show_lines (get (self)->card, lines);
  if (is_spoken) {
    tell (self, lines);
    reveal (self);
  }
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
cp_chart_hide_cursor (CpChart *self) {
  g_return_if_fail (CP_IS_CHART (self));
  if (!get (self)->has_cursor)
    return;
  get (self)->has_cursor = FALSE;
  cp_card_hide (get (self)->card);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* A new layout tells of a pointer that lies still: it must not take the card from the keyboard. On the
 * window, for the chart may have scrolled under it. */
static gboolean
lies_still (CpChart *self, GtkEventController *motion, double x, double y) {
  CpChartPrivate *chart = get (self);
  GdkEvent *event = gtk_event_controller_get_current_event (motion);
  if (event != NULL)
    gdk_event_get_position (event, &x, &y);
  const gboolean is_same = x == chart->pointer[0] && y == chart->pointer[1];
  chart->pointer[0] = x;
  chart->pointer[1] = y;
  return is_same;
}

static void
pointer_moved (CpChart *self, double x, double y, GtkEventController *motion) {
  const gboolean is_still = lies_still (self, motion, x, y);
  if ((is_still && get (self)->is_by_keys) || get (self)->is_held || cp_chart_is_table (self))
    return;
  CP_CHART_GET_CLASS (self)->point (self, x, y);
}

static void
drag_began (CpChart *self, double x, double y) {
  CpChartClass *class = CP_CHART_GET_CLASS (self);
  if (cp_chart_is_table (self))
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  get (self)->is_held = class->press != NULL && class->press (self, x, y);
}

static void
drag_updated (CpChart *self, double dx, double dy, GtkGestureDrag *gesture) {
  double x, y;
  if (get (self)->is_held && gtk_gesture_drag_get_start_point (gesture, &x, &y))
    CP_CHART_GET_CLASS (self)->drag (self, x + dx, y + dy);
}

static void
drag_ended (CpChart *self) {
  get (self)->is_held = FALSE;
}

static gboolean
key_pressed (CpChart *self, guint key, guint code, GdkModifierType state) {
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK) || cp_chart_is_table (self))
    return GDK_EVENT_PROPAGATE;
  if (key != GDK_KEY_Escape)
    return CP_CHART_GET_CLASS (self)->key (self, key, state);
  if (!get (self)->has_cursor)
    return GDK_EVENT_PROPAGATE;
  cp_chart_hide_cursor (self);
  tell (self, NULL);
  return GDK_EVENT_STOP;
}

/* --- what the owner says --- */

void
cp_chart_set_title (CpChart *self, const char *title) {
  g_return_if_fail (CP_IS_CHART (self));
  if (g_strcmp0 (get (self)->frame.title, title) == 0)
    return;
  cp_frame_set_title (&get (self)->frame, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title != NULL ? title : "", -1);
  cp_chart_relayout (self);
}

void
cp_chart_set_description (CpChart *self, const char *description) {
  g_return_if_fail (CP_IS_CHART (self));
  g_free (get (self)->description);
  gboolean says_nothing = description == NULL || *description == '\0';
  get (self)->description = g_strdup (says_nothing ? NOTHING : description);
  tell (self, NULL);
}

/* --- the type --- */

static void
cp_chart_dispose (GObject *object) {
  CpChartPrivate *chart = get (CP_CHART (object));
  g_clear_pointer (&chart->menu, cp_chart_menu_free);
  if (chart->card != NULL)
    gtk_widget_unparent (GTK_WIDGET (chart->card));
  chart->card = NULL;
  G_OBJECT_CLASS (cp_chart_parent_class)->dispose (object);
}

static void
cp_chart_finalize (GObject *object) {
  CpChartPrivate *chart = get (CP_CHART (object));
  cp_frame_clear (&chart->frame);
  g_free (chart->description);
  g_clear_pointer (&chart->node, gsk_render_node_unref);
  G_OBJECT_CLASS (cp_chart_parent_class)->finalize (object);
}

static void
cp_chart_class_init (CpChartClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_chart_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_chart_finalize;
  widget_class->snapshot = cp_chart_snapshot;
  widget_class->size_allocate = cp_chart_size_allocate;
  widget_class->measure = cp_chart_measure;
  widget_class->css_changed = cp_chart_css_changed;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
cp_chart_init (CpChart *self) {
  GtkWidget *widget = GTK_WIDGET (self);
  CpChartPrivate *chart = get (self);
  cp_frame_init (&chart->frame);
  chart->card = CP_CARD (cp_card_new ());
  gtk_widget_set_parent (GTK_WIDGET (chart->card), widget);
  chart->menu = cp_chart_menu_new (widget, &chart_kind);
  chart->frame.corner = CP_CHART_CORNER;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, NOTHING, -1);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (pointer_moved), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (pointer_moved), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (cp_chart_hide_cursor), self);
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
