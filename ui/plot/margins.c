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
count (const CpBinning *binning, double value, guint32 *counts) {
  double at = (value - binning->first) / binning->step;
  if (at == binning->n)
    counts[binning->n - 1]++;
  else if (at >= 0 && at < binning->n) /* not NaN */
    counts[(guint)at]++;
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
    count (&binnings[0], points->x[row], out_counts[0]);
    count (&binnings[1], points->y[row], out_counts[1]);
  }
}
