#include "ui/plot/scatter-private.h"
#include "ui/style/style.h"
#include "ui/style/text-size.h"

#include <math.h>
#include <string.h>

#define ASYNC_FROM 20000 /* points that take longer to draw than a frame may wait */

G_DEFINE_FINAL_TYPE (CpScatter, cp_scatter, GTK_TYPE_WIDGET)

/* --- keeping what is on the screen fresh --- */

void
cp_scatter_drop_marks (CpScatter *self) {
  g_clear_pointer (&self->marks_node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
cp_scatter_drop_decor (CpScatter *self) {
  g_clear_pointer (&self->decor_node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
cp_scatter_drop_frame (CpScatter *self) {
  g_clear_pointer (&self->frame_node, gsk_render_node_unref);
  self->needs_layout = TRUE;
  cp_scatter_drop_decor (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  cp_scatter_drop_marks (self);
}

void
cp_scatter_drop_cloud (CpScatter *self) {
  self->needs_cloud = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
cp_scatter_change_view (CpScatter *self) {
  self->follows = FALSE; /* pictures come one after the other: each the fastest way */
  cp_scatter_drop_frame (self);
  cp_scatter_drop_cloud (self);
  g_signal_emit_by_name (self, "view-changed");
}

static void
cloud_built (GObject *source, GAsyncResult *result, gpointer data) {
  g_autoptr (CpScatter) self = data;
  CpCloud *cloud = cp_cloud_build_finish (result);
  self->is_building = FALSE;
  g_clear_pointer (&self->cloud, cp_cloud_free);
  self->cloud = cloud;
  cp_scatter_drop_decor (self); /* starts the next one if something changed meanwhile */
}

/* Points in other series, in the same places: the picture follows at once where it can. */
static void
recolour_cloud (CpScatter *self) {
  if (self->cloud == NULL || self->cloud->points == self->points ||
      !cp_points_share_places (self->cloud->points, self->points))
    return;
  if (!cp_cloud_recolour (self->cloud, self->points)) {
    self->follows = TRUE;
    self->needs_cloud |= !self->is_building;    /* what is being built is asked first */
  } else if (self->cloud->margins[0] != NULL) { /* rows went into hidden series, or came out of them */
    g_clear_pointer (&self->decor_node, gsk_render_node_unref);
  }
}

/* One build at a time: what changes while it runs is built after it, once. */
static void
refresh_cloud (CpScatter *self) {
  recolour_cloud (self);
  if (!self->needs_cloud || self->is_building || self->points == NULL)
    return;
  g_autofree CpCloudSpec *spec = cp_scatter_make_spec (self, gtk_widget_get_scale_factor (GTK_WIDGET (self)));
  cp_scatter_add_margins (self, &spec->raster);
  self->needs_cloud = FALSE;
  spec->follows = self->follows && self->points->n >= ASYNC_FROM;
  if (self->points->n < ASYNC_FROM) {
    g_clear_pointer (&self->cloud, cp_cloud_free);
    self->cloud = cp_cloud_build (self->points, spec, NULL);
    g_clear_pointer (&self->decor_node, gsk_render_node_unref);
    return;
  }
  self->is_building = TRUE;
  cp_cloud_build_async (self->points, spec, NULL, cloud_built, g_object_ref (self));
}

/* --- the screen --- */

typedef void (*DrawFunc) (CpScatter *self, CpPaint *paint);

static void
draw_frame (CpScatter *self, CpPaint *paint) {
  cp_frame_draw (&self->frame, paint);
}

static void
append_recorded (CpScatter *self, GtkSnapshot *snapshot, GskRenderNode **node, DrawFunc draw) {
  if (*node == NULL) {
    GtkWidget *widget = GTK_WIDGET (self);
    CpPaint paint;
    *node = gsk_cairo_node_new (
        &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget)));
    cairo_t *cr = gsk_cairo_node_get_draw_context (*node);
    cp_paint_begin (&paint, widget, cr);
    draw (self, &paint);
    cp_paint_end (&paint);
    cairo_destroy (cr);
  }
  gtk_snapshot_append_node (snapshot, *node);
}

static void
append_hover (CpScatter *self, GtkSnapshot *snapshot) {
  double x, y;
  if (self->hovered < 0 || !cp_scatter_locate (self, self->hovered, &x, &y))
    return;
  CpPaint paint;
  cairo_t *cr =
      gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float)x - 8, (float)y - 8, 16, 16));
  cp_paint_begin (&paint, GTK_WIDGET (self), cr);
  cairo_arc (cr, x, y, 4.5, 0, 2 * G_PI);
  cp_paint_set_colour (&paint, cp_scatter_get_colour (self, self->points->series[self->hovered]), 1);
  cairo_fill_preserve (cr);
  cp_paint_set_colour (&paint, "t1", 1);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  cp_paint_end (&paint);
  cairo_destroy (cr);
}

static void
cp_scatter_snapshot (GtkWidget *widget, GtkSnapshot *snapshot) {
  CpScatter *self = CP_SCATTER (widget);
  if (cp_chart_menu_snapshot (self->menu, snapshot))
    return;
  refresh_cloud (self);
  append_recorded (self, snapshot, &self->frame_node, draw_frame);
  cp_scatter_append_cloud (self, snapshot);
  append_recorded (self, snapshot, &self->decor_node, cp_scatter_draw_decor);
  append_recorded (self, snapshot, &self->marks_node, cp_scatter_draw_marks);
  append_hover (self, snapshot);
  gtk_widget_snapshot_child (widget, GTK_WIDGET (self->card), snapshot);
}

static void
allocate_card (CpScatter *self, int width, int height) {
  double x, y, sx, sy;
  if (self->hovered < 0 || !cp_scatter_locate (self, self->hovered, &x, &y))
    return;
  graphene_rect_t ring;
  gboolean has_ring = cp_scatter_locate (self, self->selected, &sx, &sy);
  if (has_ring)
    graphene_rect_init (&ring, (float)sx - 10, (float)sy - 10, 20, 20);
  cp_card_allocate (self->card, x, y, width, height, has_ring ? &ring : NULL);
}

static void
cp_scatter_size_allocate (GtkWidget *widget, int width, int height, int baseline) {
  CpScatter *self = CP_SCATTER (widget);
  if (self->needs_layout || width != self->width || height != self->height) {
    const CpScale *x = &self->frame.axes[0].view, *y = &self->frame.axes[1].view;
    CpScale old_x = *x, old_y = *y;
    CpPaint paint;
    cp_paint_begin (&paint, widget, NULL);
    self->frame.head = cp_scatter_get_margin (self, CP_AXIS_X);
    self->frame.margin = cp_scatter_get_margin (self, CP_AXIS_Y);
    cp_frame_layout (&self->frame, &paint, width, height);
    cp_paint_end (&paint);
    self->width = width;
    self->height = height;
    self->needs_layout = FALSE;
    self->needs_cloud |= memcmp (&old_x, x, sizeof old_x) != 0 || memcmp (&old_y, y, sizeof old_y) != 0;
    g_clear_pointer (&self->frame_node, gsk_render_node_unref);
    g_clear_pointer (&self->decor_node, gsk_render_node_unref);
    cp_scatter_drop_marks (self);
  }
  cp_chart_menu_allocate (self->menu, width, height);
  allocate_card (self, width, height); /* all a moving pointer asks for */
}

static void
cp_scatter_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                    int *minimum_baseline, int *natural_baseline) {
  *minimum = cp_text_size_scale (orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : 180);
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 420;
}

static void
cp_scatter_css_changed (GtkWidget *widget, GtkCssStyleChange *change) {
  CpScatter *self = CP_SCATTER (widget);
  GTK_WIDGET_CLASS (cp_scatter_parent_class)->css_changed (widget, change);
  cp_scatter_drop_frame (self);
  cp_scatter_drop_cloud (self);
}

/* --- the data cursor --- */

void
cp_scatter_tell (CpScatter *self, const char *cursor) {
  g_autofree char *line = cursor != NULL ? g_strdelimit (g_strdup (cursor), "\n\t", ' ') : NULL;
  g_autofree char *text =
      g_strjoin (line != NULL && self->description != NULL ? ". " : "",
                 self->description != NULL ? self->description : "", line != NULL ? line : "", NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

void
cp_scatter_hover (CpScatter *self, gint64 row, gboolean is_spoken) {
  if (row == self->hovered)
    return;
  self->hovered = row;
  g_autofree char *lines =
      row >= 0 && self->describe != NULL ? self->describe ((guint)row, self->describe_data) : NULL;
  if (lines != NULL)
    cp_card_show_lines (self->card, lines);
  else
    cp_card_hide (self->card);
  if (is_spoken)
    cp_scatter_tell (self, lines);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
cp_scatter_toggle_series (CpScatter *self, guint series) {
  CpFrameSeries *entry = &g_array_index (self->frame.series, CpFrameSeries, series);
  entry->is_hidden = !entry->is_hidden;
  cp_scatter_hover (self, -1, FALSE);
  cp_scatter_drop_frame (self);
  cp_scatter_drop_cloud (self);
}

/* --- the type --- */

static void
cp_scatter_dispose (GObject *object) {
  CpScatter *self = CP_SCATTER (object);
  g_clear_pointer (&self->menu, cp_chart_menu_free);
  if (self->card != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->card));
  self->card = NULL;
  cp_scatter_set_describe (self, NULL, NULL, NULL);
  cp_scatter_set_labels (self, NULL, NULL);
  G_OBJECT_CLASS (cp_scatter_parent_class)->dispose (object);
}

static void
cp_scatter_finalize (GObject *object) {
  CpScatter *self = CP_SCATTER (object);
  cp_frame_clear (&self->frame);
  g_clear_pointer (&self->points, cp_points_unref);
  g_clear_pointer (&self->cloud, cp_cloud_free);
  g_clear_pointer (&self->frame_node, gsk_render_node_unref);
  g_clear_pointer (&self->marks_node, gsk_render_node_unref);
  g_clear_pointer (&self->decor_node, gsk_render_node_unref);
  g_array_unref (self->lasso);
  g_strfreev (self->panel_notes);
  for (guint i = 0; i < 2; i++) {
    g_free (self->captions[i]);
    g_free (self->margin_colours[i]);
    g_free (self->margin_units[i]);
  }
  g_free (self->selected_label);
  g_free (self->trail);
  g_free (self->link_label);
  g_free (self->description);
  G_OBJECT_CLASS (cp_scatter_parent_class)->finalize (object);
}

static void
cp_scatter_class_init (CpScatterClass *class) {
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  object_class->dispose = cp_scatter_dispose;
  object_class->finalize = cp_scatter_finalize;
  widget_class->snapshot = cp_scatter_snapshot;
  widget_class->size_allocate = cp_scatter_size_allocate;
  widget_class->measure = cp_scatter_measure;
  widget_class->css_changed = cp_scatter_css_changed;
  GType type = CP_TYPE_SCATTER;
  g_signal_new ("row-activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  g_signal_new ("threshold-moved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT,
                G_TYPE_DOUBLE);
  g_signal_new ("rows-chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ARRAY);
  g_signal_new ("view-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "cpscatter");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
cp_scatter_init (CpScatter *self) {
  cp_frame_init (&self->frame);
  self->thresholds[0] = self->thresholds[1] = NAN;
  self->link_row = -1;
  self->lasso = g_array_new (FALSE, FALSE, sizeof (CpLassoPoint));
  self->selected = self->hovered = -1;
  self->dragged = -1;
  self->card = CP_CARD (cp_card_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->card), GTK_WIDGET (self));
  self->menu = cp_chart_menu_new (GTK_WIDGET (self), &cp_scatter_kind);
  self->frame.corner = CP_CHART_CORNER;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  cp_scatter_add_controllers (self);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (cp_scatter_drop_cloud), NULL);
}

GtkWidget *
cp_scatter_new (void) {
  return g_object_new (CP_TYPE_SCATTER, NULL);
}
