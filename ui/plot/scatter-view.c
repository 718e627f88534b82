#include "ui/plot/scatter-private.h"
#include "ui/style/style.h"

#include <math.h>

#define MARGIN 0.25      /* of the view on each side is drawn beyond it */
#define LANE_SPREAD 0.36 /* of a lane's width, to each side of its middle */

static const gboolean shows_all[CP_POINTS_SERIES];

CpRaster
cp_scatter_make_raster (CpScatter *self, double scale) {
  const graphene_rect_t *plot = &self->frame.plot;
  const graphene_rect_t bounds = cp_frame_get_bounds (&self->frame);
  const CpScale *x = &self->frame.axes[0].view, *y = &self->frame.axes[1].view;
  double left = (CP_SCATTER_PAD + plot->origin.x - bounds.origin.x) * scale;
  double top = (CP_SCATTER_PAD + plot->origin.y - bounds.origin.y) * scale;
  double width = plot->size.width * scale, height = plot->size.height * scale;
  CpRaster raster = {.width = (int)((bounds.size.width + 2 * CP_SCATTER_PAD) * scale),
                     .height = (int)((bounds.size.height + 2 * CP_SCATTER_PAD) * scale),
                     .x = {.lo = x->lo, .hi = x->hi, .start = left, .length = width},
                     .y = {.lo = y->lo, .hi = y->hi, .start = top + height, .length = -height},
                     .clip = scale,
                     .radius = CP_SCATTER_RADIUS * scale,
                     .is_hidden = shows_all,
                     .n_panel_columns = MAX (self->frame.n_columns, 1),
                     .panel_step = {self->frame.step[0] * scale, self->frame.step[1] * scale}};
  for (guint axis = 0; axis < 2; axis++) {
    graphene_rect_t lane = cp_frame_get_lane (&self->frame, 0, axis);
    double size = axis == 0 ? lane.size.width : lane.size.height;
    double from = axis == 0 ? lane.origin.x - bounds.origin.x : lane.origin.y - bounds.origin.y;
    raster.has_lane[axis] = self->frame.has_lane[axis];
    raster.lane[axis] = (CP_SCATTER_PAD + from + size / 2) * scale;
    raster.lane_spread[axis] = LANE_SPREAD * size * scale;
  }
  return raster;
}

/* How far the picture reaches over both ends of the view on an axis: a part of it, and no farther than the
 * farther end of the whole range, to which it can be moved. Whole device pixels, or the texture would be
 * resampled. */
static double
get_margin (const CpFrameAxis *axis, double length) {
  const CpScale *full = &axis->full, *view = &axis->view;
  double beyond = MAX (view->lo - full->lo, full->hi - view->hi) / (view->hi - view->lo);
  return floor (length * CLAMP (beyond, 0, MARGIN));
}

void
cp_scatter_add_margins (CpScatter *self, CpRaster *raster) {
  if (cp_frame_get_n_panels (&self->frame) > 1 || raster->has_lane[0] || raster->has_lane[1])
    return;
  raster->margin[0] = get_margin (&self->frame.axes[0], raster->x.length);
  raster->margin[1] = get_margin (&self->frame.axes[1], -raster->y.length);
  raster->x.start += raster->margin[0];
  raster->y.start += raster->margin[1];
  raster->width += 2 * (int)raster->margin[0];
  raster->height += 2 * (int)raster->margin[1];
}

static CpBinning
make_binning (const CpFrameAxis *axis) {
  return axis->labels != NULL ? cp_binning_new_categories (g_strv_length (axis->labels))
                              : cp_binning_new (axis->view.lo, axis->view.hi);
}

CpCloudSpec *
cp_scatter_make_spec (CpScatter *self, double scale) {
  CpCloudSpec *spec = g_new0 (CpCloudSpec, 1);
  spec->raster = cp_scatter_make_raster (self, scale);
  spec->raster.colours = spec->colours;
  spec->raster.is_hidden = spec->is_hidden;
  for (guint s = 0; s < CP_POINTS_SERIES; s++) {
    if (self->points->first[s] == self->points->first[s + 1])
      continue;
    cp_style_lookup (GTK_WIDGET (self), cp_scatter_get_colour (self, s), &spec->colours[s]);
    spec->is_hidden[s] = cp_scatter_is_hidden (self, s);
  }
  spec->is_hidden[CP_POINTS_NOWHERE] = TRUE;
  spec->has_margins = cp_scatter_get_margin (self, CP_AXIS_X) > 0;
  for (guint axis = 0; axis < 2; axis++)
    spec->binnings[axis] = make_binning (&self->frame.axes[axis]);
  return spec;
}

/* ---- where things lie ---- */

gboolean
cp_scatter_locate_place (CpScatter *self, double x, double y, gint64 row, double *out_x, double *out_y) {
  if (row < 0 || self->points == NULL || (gsize)row >= self->points->n)
    return FALSE;
  CpRaster raster = cp_scatter_make_raster (self, 1);
  graphene_rect_t bounds = cp_frame_get_bounds (&self->frame);
  guint panel = self->points->panels != NULL ? self->points->panels[row] : 0;
  raster.clip = CP_SCATTER_PAD;
  if (!cp_raster_place (&raster, x, y, panel, (gsize)row, out_x, out_y))
    return FALSE;
  *out_x += bounds.origin.x - CP_SCATTER_PAD;
  *out_y += bounds.origin.y - CP_SCATTER_PAD;
  return TRUE;
}

gboolean
cp_scatter_locate (CpScatter *self, gint64 row, double *out_x, double *out_y) {
  if (row < 0 || self->points == NULL || (gsize)row >= self->points->n)
    return FALSE;
  gboolean is_placed = row == self->selected && self->is_placed;
  return cp_scatter_locate_place (self, is_placed ? self->place[0] : self->points->x[row],
                                  is_placed ? self->place[1] : self->points->y[row], row, out_x, out_y);
}

guint
cp_scatter_to_first_panel (CpScatter *self, double *x, double *y) {
  guint n_columns = MAX (self->frame.n_columns, 1);
  guint panel = cp_frame_pick_panel (&self->frame, *x, *y);
  *x -= panel % n_columns * self->frame.step[0];
  *y -= panel / n_columns * self->frame.step[1];
  return panel;
}

/* From the first panel now to the first panel of the cloud, along one axis; a lane does not follow the view.
 */
static double
move_to_cloud (const CpCloud *cloud, const CpScale *now, const CpScale *then, double at, gboolean is_in_lane,
               double scale) {
  if (is_in_lane)
    return then->start + (at - now->start) * scale;
  return cp_scale_to_pixel (then, cp_scale_from_pixel (now, at));
}

gboolean
cp_scatter_to_cloud (CpScatter *self, double x, double y, double *out_x, double *out_y) {
  if (self->cloud == NULL || self->cloud->points != self->points)
    return FALSE;
  const CpRaster *raster = &self->cloud->spec.raster;
  const graphene_rect_t *plot = &self->frame.plot;
  double scale = raster->radius / CP_SCATTER_RADIUS;
  guint panel = cp_scatter_to_first_panel (self, &x, &y);
  gboolean in_x_lane = raster->has_lane[0] && x < plot->origin.x - CP_SCATTER_PAD;
  gboolean in_y_lane = raster->has_lane[1] && y > plot->origin.y + plot->size.height + CP_SCATTER_PAD;
  *out_x = move_to_cloud (self->cloud, &self->frame.axes[0].view, &raster->x, x, in_x_lane, scale) +
           panel % raster->n_panel_columns * raster->panel_step[0];
  *out_y = move_to_cloud (self->cloud, &self->frame.axes[1].view, &raster->y, y, in_y_lane, scale) +
           panel / raster->n_panel_columns * raster->panel_step[1];
  return TRUE;
}

/* ---- the picture of the points on the screen ---- */

gboolean
cp_scatter_is_fresh (CpScatter *self) {
  g_return_val_if_fail (CP_IS_SCATTER (self), FALSE);
  return self->cloud != NULL && self->cloud->points == self->points && !self->is_building &&
         !self->needs_cloud;
}

/* Where the picture's edges at @from and @to device pixels lie on the widget, for one panel. */
static void
stretch (const CpScale *then, const CpScale *now, gboolean is_fixed, double scale, double length, double away,
         double away_then, double *out_from, double *out_length) {
  if (is_fixed) {
    *out_from = now->start - then->start / scale;
    *out_length = length / scale;
    return;
  }
  double from = cp_scale_to_pixel (now, cp_scale_from_pixel (then, -away_then)) + away;
  double to = cp_scale_to_pixel (now, cp_scale_from_pixel (then, length - away_then)) + away;
  /* whole pixels where it fits, or the texture would be resampled */
  *out_from = fabs (from - rint (from)) < 1e-3 ? rint (from) : from;
  *out_length = fabs (to - from - length / scale) < 1e-3 ? length / scale : to - from;
}

static void
append_part (CpScatter *self, GtkSnapshot *snapshot, guint panel, const graphene_rect_t *clip,
             gboolean is_fixed_x, gboolean is_fixed_y) {
  const CpRaster *raster = &self->cloud->spec.raster;
  double scale = raster->radius / CP_SCATTER_RADIUS, x, y, width, height;
  guint column = panel % raster->n_panel_columns, row = panel / raster->n_panel_columns;
  stretch (&raster->x, &self->frame.axes[0].view, is_fixed_x, scale, raster->width,
           column * self->frame.step[0], column * raster->panel_step[0], &x, &width);
  stretch (&raster->y, &self->frame.axes[1].view, is_fixed_y, scale, raster->height,
           row * self->frame.step[1], row * raster->panel_step[1], &y, &height);
  gtk_snapshot_push_clip (snapshot, clip);
  gtk_snapshot_append_texture (snapshot, self->cloud->texture,
                               &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height));
  gtk_snapshot_pop (snapshot);
}

static gboolean
is_of_view (const CpScale *then, const CpScale *now) {
  return then->lo == now->lo && then->hi == now->hi;
}

/* The texture where its own view says, so that an old one follows zoom and pan until the new one is there:
 * whole when the view is the same, else each panel and lane by itself. */
void
cp_scatter_append_cloud (CpScatter *self, GtkSnapshot *snapshot) {
  if (self->cloud == NULL)
    return;
  const CpRaster *raster = &self->cloud->spec.raster;
  guint n_panels = cp_frame_get_n_panels (&self->frame);
  if (is_of_view (&raster->x, &self->frame.axes[0].view) &&
      is_of_view (&raster->y, &self->frame.axes[1].view)) {
    graphene_rect_t clip = cp_frame_get_bounds (&self->frame);
    graphene_rect_inset (&clip, -CP_SCATTER_PAD, -CP_SCATTER_PAD);
    append_part (self, snapshot, 0, &clip, FALSE, FALSE);
    return;
  }
  for (guint panel = 0; panel < n_panels; panel++) {
    graphene_rect_t clip = cp_frame_get_panel (&self->frame, panel);
    graphene_rect_inset (&clip, -CP_SCATTER_PAD, -CP_SCATTER_PAD);
    append_part (self, snapshot, panel, &clip, FALSE, FALSE);
    for (guint axis = 0; axis < 2; axis++) {
      clip = cp_frame_get_lane (&self->frame, panel, axis);
      if (self->frame.has_lane[axis])
        append_part (self, snapshot, panel, &clip, axis == 0, axis == 1);
    }
  }
}
