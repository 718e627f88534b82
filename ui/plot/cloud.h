#pragma once
#include "ui/plot/margins.h"
#include "ui/plot/picking.h"

#include <gtk/gtk.h>

/* The points of a scatter plot made ready for the screen: one texture and one picking index, built together
 * on a worker thread. Nothing here touches a widget. */
G_BEGIN_DECLS

/* What to build; copied by the builder. */
typedef struct {
  CpRaster raster; /* its two pointers are set by the builder to the arrays below */
  GdkRGBA colours[CP_POINTS_SERIES];
  gboolean is_hidden[CP_POINTS_SERIES];
  gboolean has_margins;
  CpBinning binnings[2];
} CpCloudSpec;

typedef struct {
  CpPoints *points;
  GdkTexture *texture;
  CpPicking *picking;
  guint32 *margins[2]; /* (n) of each binning: the rows in sight; NULL without margins */
  CpCloudSpec spec;
} CpCloud;

CpCloud *cp_cloud_build (CpPoints *points, const CpCloudSpec *spec,
                         GCancellable *cancellable); /* NULL: cancelled */
void cp_cloud_free (CpCloud *cloud);

/* The same on a worker thread. */
void cp_cloud_build_async (CpPoints *points, const CpCloudSpec *spec, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);
CpCloud *cp_cloud_build_finish (GAsyncResult *result); /* (transfer full) (nullable): NULL when cancelled */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpCloud, cp_cloud_free)
G_END_DECLS
