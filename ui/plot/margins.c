#include "ui/plot/margins.h"

#include <math.h>
#include <string.h>

#define MOST_TICKS 60 /* a hundred bins would be hairs, twenty hide the shape */

CpBinning
cp_binning_new (double lo, double hi) {
  CpTicks ticks = cp_ticks_build (lo, hi, MOST_TICKS);
  /* an end that is itself a multiple of the step is off by rounding only */
  double from = floor (lo / ticks.step + 1e-6), to = ceil (hi / ticks.step - 1e-6);
  return (CpBinning){.first = from * ticks.step, .step = ticks.step, .n = (guint)MAX (to - from, 1)};
}

CpBinning
cp_binning_new_categories (guint n_categories) {
  return (CpBinning){.first = -0.5, .step = 1, .n = MAX (n_categories, 1)};
}

static inline void
count (const CpBinning *binning, double value, guint32 *counts, int change) {
  double at = (value - binning->first) / binning->step;
  if (at == binning->n)
    counts[binning->n - 1] += (guint32)change;
  else if (at >= 0 && at < binning->n) /* not NaN */
    counts[(guint)at] += (guint32)change;
}

void
cp_margins_count (const CpPoints *points, const CpRaster *raster, const CpBinning *binnings,
                  guint32 *const *out_counts) {
  for (guint axis = 0; axis < 2; axis++)
    memset (out_counts[axis], 0, binnings[axis].n * sizeof (guint32));
  for (gsize row = 0; row < points->n; row++) {
    double x, y;
    if (!cp_raster_locate (points, raster, row, &x, &y))
      continue;
    count (&binnings[0], points->x[row], out_counts[0], 1);
    count (&binnings[1], points->y[row], out_counts[1], 1);
  }
}

void
cp_margins_recolour (const CpPoints *from, const CpPoints *to, const guint32 *rows, gsize n,
                     const CpRaster *raster, const CpBinning *binnings, guint32 *const *counts) {
  gboolean has_hidden = FALSE;
  for (guint s = 0; s < CP_POINTS_NOWHERE; s++)
    has_hidden |= raster->is_hidden[s];
  for (gsize i = 0; i < n && has_hidden; i++) {
    guint32 row = rows[i];
    int change = raster->is_hidden[from->series[row]] - raster->is_hidden[to->series[row]];
    double x, y;
    if (change == 0 || !cp_raster_locate (change > 0 ? to : from, raster, row, &x, &y))
      continue;
    count (&binnings[0], to->x[row], counts[0], change);
    count (&binnings[1], to->y[row], counts[1], change);
  }
}
