#pragma once
#include "ui/plot/canvas.h"
#include "ui/plot/ink.h"
#include "ui/plot/margins.h"
#include "ui/plot/picking.h"

#include <gtk/gtk.h>

/* The points of a scatter plot made ready for the screen: one picture and one picking index, built together
 * on a worker thread. The picture is given out in parts, a panel or a lane each, for those move by
 * themselves. Once on the main loop the picture follows points that change their series. Nothing here touches
 * a widget. */
G_BEGIN_DECLS

/* What to build; copied by the builder. */
typedef struct {
  CpRaster raster; /* its two pointers are set by the builder to the arrays below */
  GdkRGBA colours[CP_POINTS_SERIES];
  gboolean is_hidden[CP_POINTS_SERIES];
  guint n_panels;
  gboolean follows; /* colours are going to change: few points, too, keep what that needs */
  gboolean has_margins;
  CpBinning binnings[2];
} CpCloudSpec;

typedef struct {
  CpPoints *points;
  CpCanvas *canvas; /* of the raster's size */
  CpInk *ink;       /* (nullable): few points that do not follow, or it would take too much memory */
  CpPicking *picking;
  guint32 *margins[2]; /* (n) of each binning: the rows in sight; NULL without margins */
  CpCloudSpec spec;
} CpCloud;

/**
 * cp_cloud_recolour:
 * @points: those it stands for in other series
 *
 * Turns it into the cloud of @points, the same as one built anew: some 0.1 µs a row that changed.
 *
 * Returns: %FALSE if it has to be built: it was not built to follow, or too many rows changed for a frame
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
