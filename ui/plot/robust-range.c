#include "ui/plot/robust-range.h"

#include <math.h>
#include <stdlib.h>

#define TAIL 0.01 /* of the values at each end that do not rule the range */

static int
compare (gconstpointer first, gconstpointer second) {
  double a = *(const double *)first, b = *(const double *)second;
  return (a > b) - (a < b);
}

gsize
cp_robust_range (const double *values, gsize n, double *out_lo, double *out_hi) {
  g_autofree double *sorted = g_new (double, n + 1);
  gsize n_known = 0, n_outside = 0;
  for (gsize i = 0; i < n; i++)
    if (!isnan (values[i]))
      sorted[n_known++] = values[i];
  if (n_known == 0)
    return 0;
  qsort (sorted, n_known, sizeof *sorted, compare);
  gsize tail = (gsize)floor (TAIL * (double)n_known);
  double lo = sorted[tail], hi = sorted[n_known - 1 - tail], wide = hi - lo;
  if (wide > 0) { /* else most are one value, and there is no width to measure by */
    lo -= wide;
    hi += wide;
  } else {
    lo = sorted[0];
    hi = sorted[n_known - 1];
  }
  *out_lo = MAX (lo, sorted[0]);
  *out_hi = MIN (hi, sorted[n_known - 1]);
  for (gsize i = 0; i < n_known; i++)
    n_outside += sorted[i] < *out_lo || sorted[i] > *out_hi;
  return n_outside;
}
