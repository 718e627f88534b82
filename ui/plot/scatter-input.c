#include "ui/plot/scatter-private.h"

#include <math.h>

#define REACH 12         /* how far from a point the pointer still means it */
#define LINE_REACH 5     /* … and from a threshold line */
#define DRAG_FROM 4      /* a press that moves less is a click */
#define WHEEL_FACTOR 1.2 /* zoom of one notch */

static gint64
pick (CpScatter *self, double x, double y) {
  graphene_rect_t box = cp_frame_get_bounds (&self->frame);
  double px, py;
  graphene_rect_inset (&box, -CP_SCATTER_PAD, -CP_SCATTER_PAD);
  if (!graphene_rect_contains_point (&box, &GRAPHENE_POINT_INIT ((float)x, (float)y)) ||
      !cp_scatter_to_cloud (self, x, y, &px, &py))
    return -1;
  return cp_picking_nearest (self->cloud->picking, px, py,
                             REACH * self->cloud->spec.raster.radius / CP_SCATTER_RADIUS);
}

/* The axis whose threshold line is under the pointer; -1 for none. */
static int
pick_threshold (CpScatter *self, double x, double y) {
  cp_scatter_to_first_panel (self, &x, &y);
  const double at[2] = {x, y};
  if (!graphene_rect_contains_point (&self->frame.plot, &GRAPHENE_POINT_INIT ((float)x, (float)y)))
    return -1;
  for (int axis = 0; axis < 2; axis++) {
    const CpScale *view = &self->frame.axes[axis].view;
    double value = self->thresholds[axis];
    if (value >= view->lo && value <= view->hi &&
        fabs (cp_scale_to_pixel (view, value) - at[axis]) <= LINE_REACH)
      return axis;
  }
  return -1;
}

static void
show_cursor (CpScatter *self, double x, double y) {
  static const char *const names[] = {"default", "col-resize", "row-resize", "pointer", "crosshair"};
  int axis = pick_threshold (self, x, y);
  graphene_rect_t bounds = cp_frame_get_bounds (&self->frame);
  gboolean is_inside = graphene_rect_contains_point (&bounds, &GRAPHENE_POINT_INIT ((float)x, (float)y));
  int which = axis >= 0                                        ? 1 + axis
              : cp_frame_pick_legend (&self->frame, x, y) >= 0 ? 3
              : is_inside && self->mode == CP_SCATTER_LASSO    ? 4
                                                               : 0;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), names[which]);
}

static void
pointer_moved (CpScatter *self, double x, double y) {
  /* a new layout tells of a pointer that lies still; it must not take the card from the keyboard */
  if ((x == self->pointer[0] && y == self->pointer[1]) || cp_scatter_is_table (self))
    return;
  self->pointer[0] = x;
  self->pointer[1] = y;
  if (self->dragged >= 0)
    return;
  show_cursor (self, x, y);
  cp_scatter_hover (self, pick (self, x, y), FALSE);
}

static void
pointer_left (CpScatter *self) {
  cp_scatter_hover (self, -1, FALSE);
}

static void
clicked (CpScatter *self, int n_press, double x, double y) {
  if (cp_scatter_is_table (self))
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  int entry = cp_frame_pick_legend (&self->frame, x, y);
  if (entry >= 0) {
    cp_scatter_toggle_series (self, (guint)entry);
    return;
  }
  if (n_press == 2) {
    cp_scatter_fit (self);
    return;
  }
  gint64 row = pick (self, x, y);
  if (row >= 0)
    g_signal_emit_by_name (self, "row-activated", (guint)row);
}

static void
drag_began (CpScatter *self, double x, double y) {
  self->press_x = self->drag_x = x;
  self->press_y = self->drag_y = y;
  self->dragged = CP_DRAG_NOTHING;
}

static void
drag_threshold (CpScatter *self, double x, double y) {
  const CpFrameAxis *axis = &self->frame.axes[self->dragged];
  /* the panel the drag began in */
  double from_x = self->drag_x, from_y = self->drag_y;
  cp_scatter_to_first_panel (self, &from_x, &from_y);
  x -= self->drag_x - from_x;
  y -= self->drag_y - from_y;
  double value = cp_scale_from_pixel (&axis->view, self->dragged == CP_AXIS_X ? x : y);
  g_signal_emit_by_name (self, "threshold-moved", (guint)self->dragged,
                         CLAMP (value, axis->full.lo, axis->full.hi));
}

static void
choose_drag (CpScatter *self, GtkGestureDrag *gesture, double x, double y) {
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  int axis = pick_threshold (self, x, y);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  cp_scatter_hover (self, -1, FALSE);
  self->dragged = state & GDK_SHIFT_MASK           ? CP_DRAG_BOX
                  : axis >= 0                      ? axis
                  : self->mode == CP_SCATTER_LASSO ? CP_DRAG_LASSO
                                                   : CP_DRAG_VIEW;
  if (self->dragged == CP_DRAG_BOX || self->dragged == CP_DRAG_LASSO) {
    cp_scatter_begin_lasso (self, x, y);
    self->is_box = self->dragged == CP_DRAG_BOX;
  }
}

static void
drag_updated (CpScatter *self, double dx, double dy, GtkGestureDrag *gesture) {
  if (cp_scatter_is_table (self))
    return;
  if (self->dragged == CP_DRAG_NOTHING) {
    if (hypot (dx, dy) < DRAG_FROM)
      return;
    choose_drag (self, gesture, self->press_x, self->press_y);
  }
  double x = self->press_x + dx, y = self->press_y + dy;
  if (self->dragged == CP_DRAG_LASSO || self->dragged == CP_DRAG_BOX) {
    cp_scatter_extend_lasso (self, x, y);
  } else if (self->dragged != CP_DRAG_VIEW) {
    drag_threshold (self, x, y);
  } else {
    cp_scale_pan (&self->frame.axes[0].view, &self->frame.axes[0].full, x - self->drag_x);
    cp_scale_pan (&self->frame.axes[1].view, &self->frame.axes[1].full, y - self->drag_y);
    self->drag_x = x;
    self->drag_y = y;
    cp_scatter_change_view (self);
  }
}

static void
drag_ended (CpScatter *self) {
  if (self->dragged == CP_DRAG_LASSO || self->dragged == CP_DRAG_BOX)
    cp_scatter_finish_lasso (self);
  self->dragged = CP_DRAG_NOTHING;
}

static gboolean
scrolled (CpScatter *self, double dx, double dy) {
  if (cp_scatter_is_table (self))
    return GDK_EVENT_PROPAGATE;
  double factor = pow (WHEEL_FACTOR, -dy), at[2] = {self->pointer[0], self->pointer[1]};
  cp_scatter_to_first_panel (self, &at[0], &at[1]);
  for (guint i = 0; i < 2; i++)
    cp_scale_zoom (&self->frame.axes[i].view, &self->frame.axes[i].full, at[i], factor, CP_FRAME_DEEPEST);
  cp_scatter_hover (self, -1, FALSE);
  cp_scatter_change_view (self);
  return GDK_EVENT_STOP;
}

GMenuModel *
cp_scatter_make_menu (GtkWidget *widget, const graphene_point_t *at, GdkRectangle *out_place) {
  CpScatter *self = CP_SCATTER (widget);
  double x, y;
  gint64 row = at != NULL ? pick (self, at->x, at->y) : self->hovered;
  if (at == NULL && row < 0)
    row = self->selected;
  if (self->row_menu == NULL || !cp_scatter_locate (self, row, &x, &y))
    return NULL;
  *out_place = (GdkRectangle){(int)x - 4, (int)y - 4, 8, 8};
  return self->row_menu ((guint)row, self->row_menu_data);
}

/* Walks from the data cursor, else from the selected row, else from the middle of the plot. */
static void
walk (CpScatter *self, CpStep direction) {
  const graphene_rect_t *plot = &self->frame.plot;
  double x = plot->origin.x + plot->size.width / 2, y = plot->origin.y + plot->size.height / 2, px, py;
  gboolean has_start =
      cp_scatter_locate (self, self->hovered, &x, &y) || cp_scatter_locate (self, self->selected, &x, &y);
  if (!has_start) {
    x = plot->origin.x + plot->size.width / 2;
    y = plot->origin.y + plot->size.height / 2;
  }
  if (!cp_scatter_to_cloud (self, x, y, &px, &py))
    return;
  gint64 row = has_start ? cp_picking_step (self->cloud->picking, px, py, direction)
                         : cp_picking_nearest (self->cloud->picking, px, py, INFINITY);
  if (row >= 0)
    cp_scatter_hover (self, row, TRUE);
}

static gboolean
key_pressed (CpScatter *self, guint key, guint code, GdkModifierType state) {
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK) || cp_scatter_is_table (self))
    return GDK_EVENT_PROPAGATE;
  if ((state & GDK_SHIFT_MASK || self->is_box) && cp_scatter_press_box_key (self, key))
    return GDK_EVENT_STOP;
  if (key >= GDK_KEY_1 && key <= GDK_KEY_9) {
    if (key - GDK_KEY_1 < self->frame.series->len && self->frame.series->len > 1)
      cp_scatter_toggle_series (self, key - GDK_KEY_1);
    return GDK_EVENT_STOP;
  }
  switch (key) {
  case GDK_KEY_Left:
  case GDK_KEY_KP_Left:
    walk (self, CP_STEP_LEFT);
    return GDK_EVENT_STOP;
  case GDK_KEY_Right:
  case GDK_KEY_KP_Right:
    walk (self, CP_STEP_RIGHT);
    return GDK_EVENT_STOP;
  case GDK_KEY_Up:
  case GDK_KEY_KP_Up:
    walk (self, CP_STEP_UP);
    return GDK_EVENT_STOP;
  case GDK_KEY_Down:
  case GDK_KEY_KP_Down:
    walk (self, CP_STEP_DOWN);
    return GDK_EVENT_STOP;
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
    if (self->hovered >= 0)
      g_signal_emit_by_name (self, "row-activated", (guint)self->hovered);
    return GDK_EVENT_STOP;
  case GDK_KEY_plus:
  case GDK_KEY_KP_Add:
    cp_scatter_zoom (self, WHEEL_FACTOR);
    return GDK_EVENT_STOP;
  case GDK_KEY_minus:
  case GDK_KEY_KP_Subtract:
    cp_scatter_zoom (self, 1 / WHEEL_FACTOR);
    return GDK_EVENT_STOP;
  case GDK_KEY_0:
  case GDK_KEY_KP_0:
    cp_scatter_fit (self);
    return GDK_EVENT_STOP;
  case GDK_KEY_Escape:
    if (cp_scatter_cancel_lasso (self))
      return GDK_EVENT_STOP;
    if (self->hovered < 0)
      return GDK_EVENT_PROPAGATE;
    cp_scatter_hover (self, -1, TRUE);
    return GDK_EVENT_STOP;
  default:
    return GDK_EVENT_PROPAGATE;
  }
}

void
cp_scatter_add_controllers (CpScatter *self) {
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (pointer_moved), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (pointer_moved), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (pointer_left), self);
  gtk_widget_add_controller (widget, motion);
  GtkGesture *click = gtk_gesture_click_new ();
  g_signal_connect_swapped (click, "released", G_CALLBACK (clicked), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_began), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_updated), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_ended), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scrolled), self);
  gtk_widget_add_controller (widget, scroll);
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (widget, keys);
}
