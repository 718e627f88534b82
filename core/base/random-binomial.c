#include "core/base/random.h"

#include <math.h>

/* Inversion: walk up the distribution function from 0. Expected n·p steps. */
static guint64
draw_by_inversion (CpRandom *random, double n, double p) {
  double odds = p / (1 - p), nobody = exp (n * log1p (-p));
  for (;;) {
    double rest = cp_random_uniform (random), mass = nobody, k = 0;
    while (rest >= mass && k <= n) {
      rest -= mass;
      k++;
      mass *= odds * (n - k + 1) / k;
    }
    if (k <= n) /* else rounding left a crumb beyond the last value: draw again */
      return (guint64)k;
  }
}

/* log k! minus Stirling's (k + ½) log (k + 1) − (k + 1) + ½ log 2π */
static double
stirling_rest (double k) {
  static const double small[] = {0.08106146679532726, 0.04134069595540929, 0.02767792568499834,
                                 0.02079067210376509, 0.01664469118982119, 0.01387612882307075,
                                 0.01189670994589177, 0.01041126526197209, 0.009255462182712733,
                                 0.008330563433362871};
  if (k < G_N_ELEMENTS (small))
    return small[(int)k];
  double square = (k + 1) * (k + 1);
  return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1);
}

/* log of P(k) / P(mode), both by Stirling with its rest. */
static double
log_mass_ratio (double n, double odds, double mode, double k) {
  return (mode + 0.5) * log ((mode + 1) / (odds * (n - mode + 1))) +
         (n + 1) * log ((n - mode + 1) / (n - k + 1)) + (k + 0.5) * log (odds * (n - k + 1) / (k + 1)) +
         stirling_rest (mode) + stirling_rest (n - mode) - stirling_rest (k) - stirling_rest (n - k);
}

/* Transformed rejection with squeeze: Hörmann, "The generation of binomial random variates" (1993), BTRS.
 * Needs p <= ½ and n·p >= 10. */
static guint64
draw_by_rejection (CpRandom *random, double n, double p) {
  double deviation = sqrt (n * p * (1 - p));
  double b = 1.15 + 2.53 * deviation, a = -0.0873 + 0.0248 * b + 0.01 * p, centre = n * p + 0.5;
  double squeeze = 0.92 - 4.2 / b, alpha = (2.83 + 5.1 / b) * deviation;
  double odds = p / (1 - p), mode = floor ((n + 1) * p);
  for (;;) {
    double u = cp_random_uniform (random) - 0.5, v = cp_random_uniform (random);
    double us = 0.5 - fabs (u);
    double k = floor ((2 * a / us + b) * u + centre);
    if (us >= 0.07 && v <= squeeze)
      return (guint64)k;
    if (!(k >= 0 && k <= n))
      continue;
    if (log (v * alpha / (a / (us * us) + b)) <= log_mass_ratio (n, odds, mode, k))
      return (guint64)k;
  }
}

guint64
cp_random_binomial (CpRandom *random, guint64 n, double p) {
  g_return_val_if_fail (p >= 0 && p <= 1, 0);
  g_return_val_if_fail (n < (guint64)1 << 53, 0);
  if (p > 0.5)
    return n - cp_random_binomial (random, n, 1 - p);
  if (n == 0 || p == 0)
    return 0;
  if ((double)n * p < 10)
    return draw_by_inversion (random, (double)n, p);
  return draw_by_rejection (random, (double)n, p);
}

/* A chain of binomials on what is left. */
void
cp_random_multinomial (CpRandom *random, guint64 n, const double *weights, gsize n_cells, double *out) {
  double mass = 0;
  for (gsize c = 0; c < n_cells; c++)
    mass += weights[c];
  for (gsize c = 0; c < n_cells; c++) {
    double share = mass > 0 ? CLAMP (weights[c] / mass, 0, 1) : 0;
    guint64 drawn = cp_random_binomial (random, n, share);
    out[c] = (double)drawn;
    n -= drawn;
    mass -= weights[c];
  }
}
