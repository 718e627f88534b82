#pragma once
#include "ui/plot/raster.h"

/* Which rows a closed line drawn over a plot holds. Pure geometry; no display. */
G_BEGIN_DECLS

typedef struct {
  double x, y; /* device pixels of the picture */
} CpLassoPoint;

/**
 * cp_lasso_choose:
 * @line: (n_line): the corners in turn; the last is joined to the first
 *
 * The rows whose middle lies inside by the even-odd rule (an edge belongs to what is right of and below it),
 * ascending; hidden rows are left out. O(points + corners × rows of pixels).
 *
 * Returns: (transfer full) (element-type guint32)
 */
GArray *cp_lasso_choose (const CpPoints *points, const CpRaster *raster, const CpLassoPoint *line,
                         gsize n_line);

/* The same on a worker thread. */
void cp_lasso_choose_async (CpPoints *points, const CpRaster *raster, const CpLassoPoint *line, gsize n_line,
                            GAsyncReadyCallback callback, gpointer data);
GArray *cp_lasso_choose_finish (GAsyncResult *result); /* (transfer full) */

G_END_DECLS
