#pragma once
#include "ui/plot/points.h"
#include "ui/plot/scale.h"

#include <gdk/gdk.h>

/* Points into pixels, on all cores, later series over earlier ones (ui/plot/ink.h). Up to
 * CP_RASTER_DENSITY_FROM points a disc is laid over others for each; beyond, the points of a pixel are
 * counted and each series becomes a density map, so that the cost of painting follows the pixels. Both ways a
 * lone point looks the same. Measured for a 740 × 400 picture: see tests/bench/bench-raster.c. */
G_BEGIN_DECLS

#define CP_RASTER_DENSITY_FROM 200000

typedef struct {
  int width, height; /* of the picture, in device pixels */
  CpScale x, y;      /* values to device pixels of the picture */
  double clip;       /* centres this far outside the ranges of x and y, in device pixels, are still drawn */
  double radius;     /* of a point, in device pixels */
  /* Device pixels of the picture around the plot of each panel, for a view that is about to be moved: points
   * there are drawn too, but neither weigh in the opacity nor are picked or counted. */
  double margin[2];
  double area; /* of what is in sight, in device pixels; 0: the whole picture */
  /* Rows whose x (y) is NaN lie in a lane beside the axis: its middle on that axis and how far rows spread to
   * each side of it. Without a lane they are not drawn. */
  gboolean has_lane[2];
  double lane[2], lane_spread[2];
  /* Small multiples: x and y are those of the first panel, the others repeat at these steps. 0 columns: one
   */
  guint n_panel_columns;
  double panel_step[2];
  const GdkRGBA *colours;    /* (CP_POINTS_SERIES) */
  const gboolean *is_hidden; /* (CP_POINTS_SERIES) */
} CpRaster;

/* The opacity of one point: it falls as @n_points of @radius crowd @area pixels. */
double cp_raster_opacity (gsize n_points, double radius, double area);

gboolean cp_raster_is_dense (const CpPoints *points); /* a density map is drawn */

/**
 * cp_raster_draw:
 * @pixels: (width × height), premultiplied ARGB in the machine's byte order, written
 *
 * Returns: %FALSE if cancelled; @pixels are then unspecified
 */
gboolean cp_raster_draw (const CpPoints *points, const CpRaster *raster, guint32 *pixels,
                         GCancellable *cancellable);

/* Where a row lies in the picture; %FALSE if it is hidden, infinite, missing without a lane, or outside. */
gboolean cp_raster_locate (const CpPoints *points, const CpRaster *raster, gsize row, double *out_x,
                           double *out_y);

/* The same for any place in a panel; @row decides where in a lane. */
gboolean cp_raster_place (const CpRaster *raster, double x_value, double y_value, guint panel, gsize row,
                          double *out_x, double *out_y);

G_END_DECLS
