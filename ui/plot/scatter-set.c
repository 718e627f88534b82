#include "ui/plot/scatter-private.h"

#include <math.h>

/* What the owner says. */

void
cp_scatter_set_points (CpScatter *self, const double *x, const double *y, const guint8 *series, gsize n) {
  cp_scatter_take_points (self, cp_points_new (x, y, series, n));
}

void
cp_scatter_take_points (CpScatter *self, CpPoints *points) {
  g_return_if_fail (CP_IS_SCATTER (self) && points != NULL);
  gboolean is_recoloured = cp_points_share_places (self->points, points);
  g_clear_pointer (&self->points, cp_points_unref);
  self->points = points;
  cp_chart_menu_refresh (self->menu);
  cp_scatter_drop_marks (self);
  if (is_recoloured)
    return; /* the picture follows when it is drawn */
  self->follows = FALSE;
  cp_scatter_hover (self, -1, FALSE);
  cp_scatter_drop_cloud (self);
}

void
cp_scatter_set_series (CpScatter *self, const char *const *names, const char *const *colours,
                       const double *counts, guint n) {
  g_return_if_fail (CP_IS_SCATTER (self) && n <= CP_POINTS_SERIES);
  gboolean is_same = n == self->frame.series->len;
  gboolean hidden[CP_POINTS_SERIES] = {FALSE};
  for (guint i = 0; i < n && is_same; i++) {
    const CpFrameSeries *old = cp_frame_get_series (&self->frame, i);
    is_same = g_str_equal (old->name, names[i]) && g_str_equal (old->colour, colours[i]);
    hidden[i] = old->is_hidden;
  }
  cp_frame_clear_series (&self->frame);
  for (guint i = 0; i < n; i++) {
    cp_frame_add_series (&self->frame, names[i], colours[i], counts != NULL ? counts[i] : NAN);
    g_array_index (self->frame.series, CpFrameSeries, i).is_hidden = is_same && hidden[i];
  }
  cp_scatter_drop_frame (self);
  if (!is_same) /* new counts alone do not repaint the points */
    cp_scatter_drop_cloud (self);
}

gboolean
cp_scatter_is_hidden (CpScatter *self, guint series) {
  g_return_val_if_fail (CP_IS_SCATTER (self), FALSE);
  return series < self->frame.series->len && cp_frame_get_series (&self->frame, series)->is_hidden;
}

void
cp_scatter_set_hidden (CpScatter *self, guint series, gboolean is_hidden) {
  g_return_if_fail (CP_IS_SCATTER (self) && series < self->frame.series->len);
  if (cp_scatter_is_hidden (self, series) != is_hidden)
    cp_scatter_toggle_series (self, series);
}

guint
cp_scatter_get_n_series (CpScatter *self) {
  g_return_val_if_fail (CP_IS_SCATTER (self), 0);
  return self->frame.series->len;
}

const char *
cp_scatter_get_series_name (CpScatter *self, guint series) {
  g_return_val_if_fail (CP_IS_SCATTER (self) && series < self->frame.series->len, NULL);
  return cp_frame_get_series (&self->frame, series)->name;
}

void
cp_scatter_set_axis (CpScatter *self, CpAxisKind axis, const char *title, double lo, double hi,
                     const char *const *labels) {
  g_return_if_fail (CP_IS_SCATTER (self) && axis <= CP_AXIS_Y);
  cp_frame_set_axis (&self->frame, axis, title, lo, hi, labels);
  cp_scatter_drop_frame (self);
  cp_scatter_drop_cloud (self);
}

void
cp_scatter_set_title (CpScatter *self, const char *title) {
  g_return_if_fail (CP_IS_SCATTER (self));
  cp_frame_set_title (&self->frame, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title != NULL ? title : "", -1);
  cp_scatter_drop_frame (self);
}

void
cp_scatter_set_description (CpScatter *self, const char *description) {
  g_return_if_fail (CP_IS_SCATTER (self));
  g_free (self->description);
  self->description = g_strdup (description);
  cp_scatter_tell (self, NULL);
}

void
cp_scatter_set_thresholds (CpScatter *self, double x, double y) {
  g_return_if_fail (CP_IS_SCATTER (self));
  self->thresholds[0] = x;
  self->thresholds[1] = y;
  cp_scatter_drop_marks (self);
}

void
cp_scatter_set_selected (CpScatter *self, gint64 row, const char *label) {
  g_return_if_fail (CP_IS_SCATTER (self));
  if (row != self->selected)
    self->is_placed = FALSE;
  self->selected = row;
  g_free (self->selected_label);
  self->selected_label = g_strdup (label);
  if (self->label != NULL)
    cp_scatter_drop_decor (self); /* labels begin around the selected row */
  cp_scatter_drop_marks (self);
}

gint64
cp_scatter_get_selected (CpScatter *self) {
  g_return_val_if_fail (CP_IS_SCATTER (self), -1);
  return self->selected;
}

void
cp_scatter_set_place (CpScatter *self, double x, double y) {
  g_return_if_fail (CP_IS_SCATTER (self));
  self->place[0] = x;
  self->place[1] = y;
  self->is_placed = TRUE;
  cp_scatter_drop_marks (self);
}

void
cp_scatter_set_trail (CpScatter *self, const double *x, const double *y, gsize n) {
  g_return_if_fail (CP_IS_SCATTER (self));
  g_free (self->trail);
  self->trail = g_new (double, 2 * n);
  self->n_trail = n;
  for (gsize i = 0; i < n; i++) {
    self->trail[2 * i] = x[i];
    self->trail[2 * i + 1] = y[i];
  }
  cp_scatter_drop_marks (self);
}

void
cp_scatter_set_link (CpScatter *self, gint64 row, double x, double y, const char *label) {
  g_return_if_fail (CP_IS_SCATTER (self));
  char *copy = g_strdup (label);
  g_free (self->link_label);
  self->link_label = copy;
  self->link_row = row;
  self->link[0] = x;
  self->link[1] = y;
  cp_scatter_drop_marks (self);
}

void
cp_scatter_set_describe (CpScatter *self, CpDescribeRow describe, gpointer data, GDestroyNotify destroy) {
  g_return_if_fail (CP_IS_SCATTER (self));
  if (self->describe_destroy != NULL)
    self->describe_destroy (self->describe_data);
  self->describe = describe;
  self->describe_data = data;
  self->describe_destroy = destroy;
}

void
cp_scatter_set_row_menu (CpScatter *self, CpRowMenu menu, gpointer data) {
  g_return_if_fail (CP_IS_SCATTER (self));
  self->row_menu = menu;
  self->row_menu_data = data;
}

void
cp_scatter_set_is_table (CpScatter *self, gboolean is_table) {
  g_return_if_fail (CP_IS_SCATTER (self));
  cp_scatter_hover (self, -1, FALSE);
  cp_chart_menu_set_is_table (self->menu, is_table);
}

gboolean
cp_scatter_is_table (CpScatter *self) {
  g_return_val_if_fail (CP_IS_SCATTER (self), FALSE);
  return cp_chart_menu_is_table (self->menu);
}

void
cp_scatter_set_labels (CpScatter *self, CpDescribeRow label, gpointer data) {
  g_return_if_fail (CP_IS_SCATTER (self));
  self->label = label;
  self->label_data = data;
  cp_scatter_drop_decor (self);
}

void
cp_scatter_set_lanes (CpScatter *self, gboolean has_x, gboolean has_y) {
  g_return_if_fail (CP_IS_SCATTER (self));
  if (self->frame.has_lane[0] == has_x && self->frame.has_lane[1] == has_y)
    return;
  self->frame.has_lane[0] = has_x;
  self->frame.has_lane[1] = has_y;
  cp_scatter_drop_frame (self);
  cp_scatter_drop_cloud (self);
}

static gboolean
are_equal (char **a, const char *const *b) {
  return (a == NULL) == (b == NULL) && (a == NULL || g_strv_equal ((const char *const *)a, b));
}

void
cp_scatter_set_panels (CpScatter *self, const char *const *across, const char *const *down,
                       const char *const *notes) {
  g_return_if_fail (CP_IS_SCATTER (self));
  char **copy = g_strdupv ((char **)notes);
  g_strfreev (self->panel_notes);
  self->panel_notes = copy;
  cp_scatter_drop_marks (self);
  if (!are_equal (self->frame.column_titles, across) || !are_equal (self->frame.row_titles, down)) {
    cp_frame_set_panels (&self->frame, across, down);
    cp_scatter_drop_frame (self);
    cp_scatter_drop_cloud (self);
  }
  cp_scatter_drop_decor (self);
}

void
cp_scatter_set_margin (CpScatter *self, CpAxisKind axis, const char *colour, const char *unit) {
  g_return_if_fail (CP_IS_SCATTER (self) && axis <= CP_AXIS_Y);
  gboolean is_same = (colour == NULL) == (self->margin_colours[axis] == NULL);
  char *colour_copy = g_strdup (colour), *unit_copy = g_strdup (unit);
  g_free (self->margin_colours[axis]);
  g_free (self->margin_units[axis]);
  self->margin_colours[axis] = colour_copy;
  self->margin_units[axis] = unit_copy;
  if (!is_same) {
    cp_scatter_drop_frame (self);
    cp_scatter_drop_cloud (self);
  }
  cp_scatter_drop_decor (self);
}

void
cp_scatter_set_captions (CpScatter *self, const char *top_left, const char *bottom_right) {
  g_return_if_fail (CP_IS_SCATTER (self));
  const char *const captions[2] = {top_left, bottom_right};
  for (guint i = 0; i < 2; i++) {
    char *copy = g_strdup (captions[i]);
    g_free (self->captions[i]);
    self->captions[i] = copy;
  }
  cp_scatter_drop_marks (self);
}

void
cp_scatter_set_mode (CpScatter *self, CpScatterMode mode) {
  g_return_if_fail (CP_IS_SCATTER (self));
  self->mode = mode;
  cp_scatter_cancel_lasso (self);
}

CpScatterMode
cp_scatter_get_mode (CpScatter *self) {
  g_return_val_if_fail (CP_IS_SCATTER (self), CP_SCATTER_PAN);
  return self->mode;
}

void
cp_scatter_fit (CpScatter *self) {
  g_return_if_fail (CP_IS_SCATTER (self));
  cp_frame_fit (&self->frame);
  cp_scatter_change_view (self);
}

void
cp_scatter_zoom (CpScatter *self, double factor) {
  g_return_if_fail (CP_IS_SCATTER (self) && factor > 0);
  for (guint i = 0; i < 2; i++) {
    CpFrameAxis *axis = &self->frame.axes[i];
    cp_scale_zoom (&axis->view, &axis->full, axis->view.start + axis->view.length / 2, factor,
                   CP_FRAME_DEEPEST);
  }
  cp_scatter_change_view (self);
}

double
cp_scatter_get_zoom (CpScatter *self) {
  g_return_val_if_fail (CP_IS_SCATTER (self), 1);
  const CpFrameAxis *x = &self->frame.axes[0];
  return (x->full.hi - x->full.lo) / (x->view.hi - x->view.lo);
}

gboolean
cp_scatter_get_range (CpScatter *self, CpAxisKind axis, double *out_lo, double *out_hi) {
  g_return_val_if_fail (CP_IS_SCATTER (self) && axis <= CP_AXIS_Y, FALSE);
  const CpFrameAxis *shown = &self->frame.axes[axis];
  *out_lo = shown->view.lo;
  *out_hi = shown->view.hi;
  return shown->view.lo != shown->full.lo || shown->view.hi != shown->full.hi;
}

void
cp_scatter_set_range (CpScatter *self, CpAxisKind axis, double lo, double hi) {
  g_return_if_fail (CP_IS_SCATTER (self) && axis <= CP_AXIS_Y);
  CpFrameAxis *shown = &self->frame.axes[axis];
  double from = MAX (lo, shown->full.lo), to = MIN (hi, shown->full.hi);
  if (!(to - from >= (shown->full.hi - shown->full.lo) / CP_FRAME_DEEPEST)) /* NaN too */
    return;
  shown->view.lo = from;
  shown->view.hi = to;
  cp_scatter_change_view (self);
}
