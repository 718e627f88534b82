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
 * farther end of the whole range, to which it can be moved. Whole device pixels, or the picture would be
 * resampled. */
static double
get_margin (const CpFrameAxis *axis, double length) {
  const CpScale *full = &axis->full, *view = &axis->view;
  double beyond = MAX (view->lo - full->lo, full->hi - view->hi) / (view->hi - view->lo);
  return floor (length * CLAMP (beyond, 0, MARGIN));
}

void
cp_scatter_add_margins (CpScatter *self, CpRaster *raster) {
  guint n[2] = {MAX (self->frame.n_columns, 1), MAX (self->frame.n_rows, 1)};
  raster->area = (double)raster->width * raster->height;
  raster->margin[0] = get_margin (&self->frame.axes[0], raster->x.length);
  raster->margin[1] = get_margin (&self->frame.axes[1], -raster->y.length);
  raster->x.start += raster->margin[0]; /* the lane left of it stays … */
  raster->y.start += raster->margin[1];
  raster->lane[1] += 2 * raster->margin[1]; /* … the one below it makes room */
  raster->width += 2 * (int)raster->margin[0] * (int)n[0];
  raster->height += 2 * (int)raster->margin[1] * (int)n[1];
  raster->panel_step[0] += 2 * raster->margin[0];
  raster->panel_step[1] += 2 * raster->margin[1];
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
    if (s > self->frame.series->len) /* the first one without a name stands for all of them */
      spec->colours[s] = spec->colours[s - 1];
    else
      cp_style_lookup (GTK_WIDGET (self), cp_scatter_get_colour (self, s), &spec->colours[s]);
    spec->is_hidden[s] = cp_scatter_is_hidden (self, s);
  }
  spec->is_hidden[CP_POINTS_NOWHERE] = TRUE;
  spec->n_panels = cp_frame_get_n_panels (&self->frame);
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

/* The middle of the lane of an axis beside the first panel, on the widget. */
static double
get_lane_middle (CpScatter *self, guint axis) {
  graphene_rect_t lane = cp_frame_get_lane (&self->frame, 0, axis);
  return axis == 0 ? lane.origin.x + lane.size.width / 2 : lane.origin.y + lane.size.height / 2;
}

/* From the first panel now to the first panel of the cloud, along one axis; a lane does not follow the view.
 */
static double
move_to_cloud (CpScatter *self, guint axis, double at, gboolean is_in_lane, double scale) {
  const CpRaster *raster = &self->cloud->spec.raster;
  if (is_in_lane)
    return raster->lane[axis] + (at - get_lane_middle (self, axis)) * scale;
  return cp_scale_to_pixel (axis == 0 ? &raster->x : &raster->y,
                            cp_scale_from_pixel (&self->frame.axes[axis].view, at));
}

gboolean
cp_scatter_to_cloud (CpScatter *self, double x, double y, double *out_x, double *out_y) {
  if (self->cloud == NULL || !cp_points_share_places (self->cloud->points, self->points))
    return FALSE;
  const CpRaster *raster = &self->cloud->spec.raster;
  const graphene_rect_t *plot = &self->frame.plot;
  double scale = raster->radius / CP_SCATTER_RADIUS;
  guint panel = cp_scatter_to_first_panel (self, &x, &y);
  gboolean in_x_lane = raster->has_lane[0] && x < plot->origin.x - CP_SCATTER_PAD;
  gboolean in_y_lane = raster->has_lane[1] && y > plot->origin.y + plot->size.height + CP_SCATTER_PAD;
  *out_x =
      move_to_cloud (self, 0, x, in_x_lane, scale) + panel % raster->n_panel_columns * raster->panel_step[0];
  *out_y =
      move_to_cloud (self, 1, y, in_y_lane, scale) + panel / raster->n_panel_columns * raster->panel_step[1];
  return TRUE;
}

/* ---- the picture of the points on the screen ---- */

gboolean
cp_scatter_is_fresh (CpScatter *self) {
  g_return_val_if_fail (CP_IS_SCATTER (self), FALSE);
  return self->cloud != NULL && self->cloud->points == self->points && !self->is_building &&
         !self->needs_cloud;
}

/* There is one now, and there was when the picture was drawn. */
static gboolean
has_lane (CpScatter *self, guint axis) {
  return self->frame.has_lane[axis] && self->cloud->spec.raster.has_lane[axis];
}

/* One stretch of the picture along an axis: of the plot of a panel, which follows the view, or of its lane.
 */
typedef struct {
  int from, length;         /* device pixels of the picture */
  double at, extent;        /* where it is drawn on the widget */
  double clip, clip_extent; /* … and how much of it is seen */
} Stretch;

static Stretch
stretch_lane (CpScatter *self, guint axis, const graphene_rect_t *lane, guint index) {
  const CpRaster *raster = &self->cloud->spec.raster;
  double scale = raster->radius / CP_SCATTER_RADIUS, size = raster->lane_spread[axis] / LANE_SPREAD;
  double at = axis == 0 ? lane->origin.x : lane->origin.y;
  Stretch stretch = {.from = (int)rint (raster->lane[axis] - size / 2 + index * raster->panel_step[axis]),
                     .length = (int)rint (size),
                     .at = at,
                     .extent = size / scale,
                     .clip = at,
                     .clip_extent = size / scale};
  return stretch;
}

static Stretch
stretch_plot (CpScatter *self, guint axis, guint index) {
  const CpRaster *raster = &self->cloud->spec.raster;
  const CpScale *then = axis == 0 ? &raster->x : &raster->y, *now = &self->frame.axes[axis].view;
  double scale = raster->radius / CP_SCATTER_RADIUS, over = raster->margin[axis] + CP_SCATTER_PAD * scale;
  double from = MIN (then->start, then->start + then->length) - over, length = fabs (then->length) + 2 * over;
  double away = index * self->frame.step[axis];
  double begin = cp_scale_to_pixel (now, cp_scale_from_pixel (then, from)) + away;
  double end = cp_scale_to_pixel (now, cp_scale_from_pixel (then, from + length)) + away;
  Stretch stretch = {.from = (int)rint (from + index * raster->panel_step[axis]),
                     .length = (int)rint (length)};
  /* whole pixels where it fits, or the picture would be resampled */
  stretch.at = fabs (begin - rint (begin)) < 1e-3 ? rint (begin) : begin;
  stretch.extent = fabs (end - begin - length / scale) < 1e-3 ? length / scale : end - begin;
  stretch.clip = MIN (now->start, now->start + now->length) + away - CP_SCATTER_PAD;
  stretch.clip_extent = fabs (now->length) + 2 * CP_SCATTER_PAD;
  return stretch;
}

static void
append_part (CpScatter *self, GtkSnapshot *snapshot, guint part, const Stretch *x, const Stretch *y) {
  cairo_rectangle_int_t box = {x->from, y->from, x->length, y->length};
  GskRenderNode *pixels = cp_canvas_get_part (self->cloud->canvas, part, &box);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT ((float)x->clip, (float)y->clip,
                                                         (float)x->clip_extent, (float)y->clip_extent));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)x->at, (float)y->at));
  gtk_snapshot_scale (snapshot, (float)(x->extent / x->length), (float)(y->extent / y->length));
  gtk_snapshot_append_node (snapshot, pixels);
  gtk_snapshot_restore (snapshot);
  gtk_snapshot_pop (snapshot);
}

/* The picture where its own view says, so that an old one follows zoom and pan until the new one is there:
 * each panel and each lane by itself, and the corner of rows that lack both. */
void
cp_scatter_append_cloud (CpScatter *self, GtkSnapshot *snapshot) {
  if (self->cloud == NULL)
    return;
  const CpRaster *raster = &self->cloud->spec.raster;
  guint n_columns = MAX (self->frame.n_columns, 1), n_panels = cp_frame_get_n_panels (&self->frame);
  if (raster->n_panel_columns != n_columns || self->cloud->spec.n_panels != n_panels)
    return; /* other panels are being drawn */
  for (guint panel = 0; panel < n_panels; panel++) {
    Stretch stretches[2][2]; /* by axis: the plot, its lane */
    const guint index[2] = {panel % n_columns, panel / n_columns};
    for (guint axis = 0; axis < 2; axis++) {
      graphene_rect_t lane = cp_frame_get_lane (&self->frame, panel, axis);
      stretches[axis][0] = stretch_plot (self, axis, index[axis]);
      if (has_lane (self, axis))
        stretches[axis][1] = stretch_lane (self, axis, &lane, index[axis]);
    }
    for (guint in_x = 0; in_x <= (guint)has_lane (self, 0); in_x++)
      for (guint in_y = 0; in_y <= (guint)has_lane (self, 1); in_y++)
        append_part (self, snapshot, 4 * panel + 2 * in_y + in_x, &stretches[0][in_x], &stretches[1][in_y]);
  }
}
