#include "core/explain/quadrature.h"

#include <math.h>

/* The roots of the Legendre polynomial by Newton's method from Tricomi's estimate. */
void
cp_quadrature_fill (gsize n, double *places, double *shares) {
  for (gsize i = 0; i < n; i++) {
    double x = cos (G_PI * ((double)i + 0.75) / ((double)n + 0.5)), slope = 1;
    for (guint round = 0; round < 100; round++) {
      double before = 0, here = 1; /* P_{k−1}, P_k at x */
      for (gsize k = 1; k <= n; k++) {
        double next = ((2.0 * (double)k - 1) * x * here - ((double)k - 1) * before) / (double)k;
        before = here;
        here = next;
      }
      slope = (double)n * (x * here - before) / (x * x - 1);
      x -= here / slope;
      if (fabs (here / slope) < 1e-15)
        break;
    }
    places[n - 1 - i] = (1 + x) / 2;
    shares[n - 1 - i] = 1 / ((1 - x * x) * slope * slope);
  }
}
