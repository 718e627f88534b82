#include "core/metrics/intervals.h"

#include <math.h>

/* The two-sided normal quantile: z with P(|Z| <= z) = level. erfc is convex above 0, so Newton's steps from 0
 * climb to the root without overshooting. */
static double
normal_quantile (double level) {
  double z = 0;
  for (int i = 0; i < 100; i++) {
    double step = (erfc (z * G_SQRT2 / 2) - (1 - level)) / (sqrt (2 / G_PI) * exp (-z * z / 2));
    z += step;
    if (fabs (step) <= 1e-15 * z)
      break;
  }
  return z;
}

CpInterval
cp_interval_wilson (double successes, double trials, double level) {
  g_return_val_if_fail (level > 0 && level < 1, ((CpInterval){NAN, NAN}));
  if (!(trials > 0) || isnan (successes))
    return (CpInterval){NAN, NAN};
  double z = normal_quantile (level), square = z * z;
  double centre = successes + square / 2;
  double half = z * sqrt (successes * (trials - successes) / trials + square / 4);
  double scale = trials + square;
  return (CpInterval){MAX ((centre - half) / scale, 0), MIN ((centre + half) / scale, 1)};
}
