#include "ui/plot/raster.h"

#include "ui/plot/ink.h"

#include <math.h>

double
cp_raster_opacity (gsize n_points, double radius, double area) {
  double crowding = n_points * G_PI * radius * radius / MAX (area, 1);
  return CLAMP (0.92 / sqrt (1 + crowding), 0.3, 0.92);
}

/* MurmurHash3's finaliser (Austin Appleby, public domain): no pattern is left between the two axes, nor with
 * the scatter of categories. */
static inline guint32
mix (guint32 hash) {
  hash = (hash ^ hash >> 16) * 0x85ebca6bu;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35u;
  return hash ^ hash >> 16;
}

/* A missing value: in the lane, spread by a hash of the row. */
static gboolean
place_in_lane (const CpRaster *raster, guint axis, double value, gsize row, double *out) {
  if (!isnan (value) || !raster->has_lane[axis])
    return FALSE;
  guint32 hash = mix ((guint32)row + (axis + 1) * 0x9e3779b9u);
  *out = raster->lane[axis] + ((double)(hash >> 8) / (1 << 24) * 2 - 1) * raster->lane_spread[axis];
  return TRUE;
}

static inline gboolean
place (const CpRaster *raster, double x_value, double y_value, guint panel, gsize row, double *out_x,
       double *out_y) {
  double x = cp_scale_to_pixel (&raster->x, x_value);
  double y = cp_scale_to_pixel (&raster->y, y_value);
  double left = raster->x.start, right = left + raster->x.length;
  double bottom = raster->y.start, top = bottom + raster->y.length;
  /* a NaN fails every comparison */
  double clip_x = raster->clip + raster->margin[0], clip_y = raster->clip + raster->margin[1];
  if (!(x >= left - clip_x && x <= right + clip_x) && !place_in_lane (raster, 0, x_value, row, &x))
    return FALSE;
  if (!(y >= top - clip_y && y <= bottom + clip_y) && !place_in_lane (raster, 1, y_value, row, &y))
    return FALSE;
  if (panel > 0 && raster->n_panel_columns > 0) {
    x += panel % raster->n_panel_columns * raster->panel_step[0];
    y += panel / raster->n_panel_columns * raster->panel_step[1];
  }
  *out_x = x;
  *out_y = y;
  return TRUE;
}

gboolean
cp_raster_place (const CpRaster *raster, double x_value, double y_value, guint panel, gsize row,
                 double *out_x, double *out_y) {
  return place (raster, x_value, y_value, panel, row, out_x, out_y);
}

gboolean
cp_raster_locate (const CpPoints *points, const CpRaster *raster, gsize row, double *out_x, double *out_y) {
  return !raster->is_hidden[points->series[row]] &&
         place (raster, points->x[row], points->y[row], points->panels != NULL ? points->panels[row] : 0, row,
                out_x, out_y);
}

gboolean
cp_raster_is_dense (const CpPoints *points) {
  return points->n_drawn >= CP_RASTER_DENSITY_FROM;
}

gboolean
cp_raster_draw (const CpPoints *points, const CpRaster *raster, guint32 *pixels, GCancellable *cancellable) {
  g_return_val_if_fail (points != NULL && raster->width > 0 && raster->height > 0, FALSE);
  if (!cp_raster_is_dense (points))
    return cp_ink_draw (points, raster, pixels, cancellable);
  g_autoptr (CpInk) ink = cp_ink_new (points, raster, cancellable);
  return ink != NULL && cp_ink_shade (ink, pixels, cancellable);
}
