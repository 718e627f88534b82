#pragma once
#include "core/base/random.h"
#include "ui/plot/points.h"

/* (transfer full): two scores that mostly agree, in the series of which of them is positive */
static inline CpPoints *
make_points (gsize n) {
  CpRandom random;
  double *x = g_new (double, n), *y = g_new (double, n);
  guint8 *series = g_new (guint8, n);
  cp_random_init (&random, 1);
  for (gsize i = 0; i < n; i++) {
    x[i] = cp_random_uniform (&random);
    y[i] = CLAMP (x[i] + 0.1 * cp_random_normal (&random), 0, 1);
    series[i] = (guint8)((x[i] >= 0.5) + 2 * (y[i] >= 0.5));
  }
  return cp_points_take (x, y, series, NULL, n);
}
