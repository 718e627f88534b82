#pragma once
#include "ui/plot/raster.h"

/* Which point is here: the points of a picture in a uniform grid of cells, built by a counting sort. Points
 * of hidden series are in it and passed over, so that a row may change its series. One index serves hover,
 * click and the keyboard. Building is O(points + cells). A cell is 16 device pixels wide, less where points
 * crowd, so that a query meets some ten points a cell. */
G_BEGIN_DECLS

typedef struct _CpPicking CpPicking;

typedef enum { CP_STEP_LEFT, CP_STEP_RIGHT, CP_STEP_UP, CP_STEP_DOWN } CpStep;

/* Keeps @points, and copies what it needs of @raster. */
CpPicking *cp_picking_new (CpPoints *points, const CpRaster *raster);
void cp_picking_free (CpPicking *picking);
/* @points: the same in other series */
void cp_picking_recolour (CpPicking *picking, CpPoints *points);

/* The row whose centre is nearest to (@x, @y) device pixels and at most @reach away; the later series, then
 * the lower row, where two are equally near (the one drawn on top). -1 for none. */
gint64 cp_picking_nearest (const CpPicking *picking, double x, double y, double reach);

/**
 * cp_picking_step:
 *
 * The row to walk to from (@x, @y): of the points further than half a pixel in that direction and within 45°
 * of it, the nearest; the lower row where two are equally near. O(points) in the worst case, a key press
 * away.
 *
 * Returns: -1 where there is none
 */
gint64 cp_picking_step (const CpPicking *picking, double x, double y, CpStep direction);

/* Whether more than @n rows are in sight. O(rows in the index) at most, where many are hidden. */
gboolean cp_picking_has_more (const CpPicking *picking, gsize n);

/**
 * cp_picking_near:
 *
 * The @n_most rows (or fewer) nearest to (@x, @y), or nearly so: whole rings of cells are searched until
 * there are as many. Nearest first, the lower row where two are equally near.
 *
 * Returns: (transfer full) (element-type guint32)
 */
GArray *cp_picking_near (const CpPicking *picking, double x, double y, gsize n_most);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpPicking, cp_picking_free)
G_END_DECLS
