#pragma once
#include "ui/plot/raster.h"

/* How many of the rows in sight lie where along each axis: the histograms in the margins of a scatter plot.
 * Pure counting, O(points); no display. */
G_BEGIN_DECLS

/* Bin i is [first + i step, first + (i + 1) step); the last one is closed. */
typedef struct {
  double first, step;
  guint n;
} CpBinning;

/* About fifty bins of a round width over [lo, hi]. */
CpBinning cp_binning_new (double lo, double hi);
/* One bin a category: [i − ½, i + ½). */
CpBinning cp_binning_new_categories (guint n_categories);

/**
 * cp_margins_count:
 * @binnings: (2): of x and of y
 * @out_counts: (2): each (n) of its binning, written
 *
 * Counts the rows cp_raster_locate() finds; a row without a value on an axis counts on the other one only.
 */
void cp_margins_count (const CpPoints *points, const CpRaster *raster, const CpBinning *binnings,
                       guint32 *const *out_counts);

/* The same counts for the same points in other series. @rows: (n): those that changed; only rows that are
 * hidden now or were are told apart. */
void cp_margins_recolour (const CpPoints *from, const CpPoints *to, const guint32 *rows, gsize n,
                          const CpRaster *raster, const CpBinning *binnings, guint32 *const *counts);

G_END_DECLS
