#pragma once
#include "ui/plot/density.h"
#include "ui/plot/margins.h"
#include "ui/plot/picking.h"

#include <gtk/gtk.h>

/* The points of a scatter plot made ready for the screen: one picture and one picking index, built together
 * on a worker thread. The picture is given out in parts, a panel or a lane each, for those move by
 * themselves. Once on the main loop a density map follows points that change their series. Nothing here
 * touches a widget.
 */
G_BEGIN_DECLS

/* What to build; copied by the builder. */
typedef struct {
  CpRaster raster; /* its two pointers are set by the builder to the arrays below */
  GdkRGBA colours[CP_POINTS_SERIES];
  gboolean is_hidden[CP_POINTS_SERIES];
  guint n_panels;
  gboolean has_margins;
  CpBinning binnings[2];
} CpCloudSpec;

typedef struct {
  CpPoints *points;
  GBytes *pixels;     /* (width × height) of the raster */
  GPtrArray *parts;   /* of GskRenderNode (nullable): made when they are asked for */
  CpDensity *density; /* (nullable): points are drawn one by one, or it would take too much memory */
  CpPicking *picking;
  guint32 *margins[2]; /* (n) of each binning: the rows in sight; NULL without margins */
  CpCloudSpec spec;
} CpCloud;

/* (transfer none): paints the pixels in @box, which is always the same for @part, a unit each, from (0, 0) */
GskRenderNode *cp_cloud_get_part (CpCloud *cloud, guint part, const cairo_rectangle_int_t *box);

/**
 * cp_cloud_recolour:
 * @points: those it stands for in other series
 *
 * Turns it into the cloud of @points, the same as one built anew: some 0.1 µs a row that changed.
 *
 * Returns: %FALSE if it has to be built: it is no density map, or too many rows changed for a frame
 */
gboolean cp_cloud_recolour (CpCloud *cloud, CpPoints *points);

CpCloud *cp_cloud_build (CpPoints *points, const CpCloudSpec *spec,
                         GCancellable *cancellable); /* NULL: cancelled */
void cp_cloud_free (CpCloud *cloud);

/* The same on a worker thread. */
void cp_cloud_build_async (CpPoints *points, const CpCloudSpec *spec, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);
CpCloud *cp_cloud_build_finish (GAsyncResult *result); /* (transfer full) (nullable): NULL when cancelled */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpCloud, cp_cloud_free)
G_END_DECLS
