#pragma once
#include "ui/controls/prose.h"

#include <gtk/gtk.h>

/* Helpers of the tests that need a display. */

/* A window that shows @child at @width × @height, drawn twice: gtk_test_widget_wait_for_draw() comes back
 * before the painting itself. */
static inline GtkWidget *
show_widget (GtkWidget *child, int width, int height) {
  GtkWidget *window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (child);
  gtk_test_widget_wait_for_draw (child);
  return window;
}

static inline void
wait_for_draws (GtkWidget *widget) {
  gtk_widget_queue_draw (widget);
  gtk_test_widget_wait_for_draw (widget);
  gtk_widget_queue_draw (widget);
  gtk_test_widget_wait_for_draw (widget);
}

/* (transfer none): the first controller of @type */
static inline GtkEventController *
find_controller (GtkWidget *widget, GType type) {
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (g_type_is_a (G_OBJECT_TYPE (controller), type))
      return controller; /* the widget keeps it */
  }
  g_assert_not_reached ();
}

static inline gboolean
press_key (GtkWidget *widget, guint key, GdkModifierType state) {
  gboolean is_handled = FALSE;
  g_signal_emit_by_name (find_controller (widget, GTK_TYPE_EVENT_CONTROLLER_KEY), "key-pressed", key, 0,
                         state, &is_handled);
  return is_handled;
}

static inline void
move_pointer (GtkWidget *widget, double x, double y) {
  g_signal_emit_by_name (find_controller (widget, GTK_TYPE_EVENT_CONTROLLER_MOTION), "motion", x, y);
}

/* (transfer none) (nullable): the first descendant of @type */
static inline GtkWidget *
find_widget (GtkWidget *root, GType type) {
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_widget (child, type);
    if (found != NULL)
      return found;
  }
  return NULL;
}

/* Adds every @type at and below @root, in the order of the tree. */
static inline void
collect_widgets (GtkWidget *root, GType type, GPtrArray *found) {
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    g_ptr_array_add (found, root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_widgets (child, type, found);
}

/* (transfer none) (nullable): the first widget that shows exactly @text and nothing else */
static inline GtkWidget *
find_label (GtkWidget *root, const char *text) {
  if (g_strcmp0 (cp_prose_get_words (root), text) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_label (child, text);
    if (found != NULL)
      return found;
  }
  return NULL;
}

/* What a widget looks like: (transfer full), premultiplied ARGB. */
static inline cairo_surface_t *
paint_widget (GtkWidget *widget) {
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  if (node != NULL) {
    gsk_render_node_draw (node, cr);
    gsk_render_node_unref (node);
  }
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static inline guint32
pixel_at (cairo_surface_t *surface, int x, int y) {
  const unsigned char *data = cairo_image_surface_get_data (surface);
  return ((const guint32 *)(gconstpointer)(data + (gsize)y * cairo_image_surface_get_stride (surface)))[x];
}

/* Opaque ARGB of a colour. */
static inline guint32
to_pixel (const GdkRGBA *colour) {
  return 0xff000000u | (guint32)(colour->red * 255 + 0.5f) << 16 |
         (guint32)(colour->green * 255 + 0.5f) << 8 | (guint32)(colour->blue * 255 + 0.5f);
}
