#include "core/metrics/intervals.h"

#include "core/base/sort.h"

#include <math.h>

/* The two-sided normal quantile: z with P(|Z| <= z) = level. erfc is convex above 0, so Newton's steps from 0
 * climb to the root without overshooting. */
static double
normal_quantile (double level) {
  if (level == 0.95) /* asked for thousands of times while a threshold moves */
    return 1.959963984540054;
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

CpInterval
cp_interval_normal (double estimate, double variance, double level) {
  g_return_val_if_fail (level > 0 && level < 1, ((CpInterval){NAN, NAN}));
  double half = normal_quantile (level) * sqrt (variance);
  return (CpInterval){estimate - half, estimate + half};
}

CpInterval
cp_interval_percentile (double *values, gsize n, double level) {
  g_return_val_if_fail (level > 0 && level < 1, ((CpInterval){NAN, NAN}));
  if (n == 0)
    return (CpInterval){NAN, NAN};
  cp_sort_doubles (values, n);
  double ends[2];
  for (int i = 0; i < 2; i++) {
    double place = (double)(n - 1) * (i == 0 ? (1 - level) / 2 : (1 + level) / 2);
    gsize below = MIN ((gsize)place, n - 1), above = MIN (below + 1, n - 1);
    ends[i] = values[below] + (place - (double)below) * (values[above] - values[below]);
  }
  return (CpInterval){ends[0], ends[1]};
}
