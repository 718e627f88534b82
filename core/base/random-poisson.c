#include "core/base/random.h"

#include <math.h>

#define SMALL 16 /* means below this are searched for from 0 up */

/* Marsaglia and Tsang 2000, for shapes of 1 and above. */
static double
draw_gamma (CpRandom *random, double shape) {
  double d = shape - 1 / 3.0, c = 1 / sqrt (9 * d);
  for (;;) {
    double x = cp_random_normal (random), v = 1 + c * x;
    if (v <= 0)
      continue;
    v = v * v * v;
    if (log (1 - cp_random_uniform (random)) < 0.5 * x * x + d - d * v + d * log (v))
      return d * v;
  }
}

/* A mean of 1 is what a bootstrap asks for, a row at a time. */
static guint64
search (CpRandom *random, double mean) {
  double mass = mean == 1 ? 1 / G_E : exp (-mean), left = cp_random_uniform (random);
  guint64 n = 0;
  while (left >= mass && mass > 0) {
    left -= mass;
    n++;
    mass *= mean / (double)n;
  }
  return n;
}

/* Ahrens and Dieter 1974: when the m-th event comes before the time is up, what is left is a smaller mean;
 * else the m − 1 before it fell in the time with its share as chance. */
guint64
cp_random_poisson (CpRandom *random, double mean) {
  g_return_val_if_fail (mean >= 0 && mean < 0x1p53, 0);
  guint64 n = 0;
  while (mean >= SMALL) {
    guint64 m = (guint64)(mean * 7 / 8);
    double time = draw_gamma (random, (double)m);
    if (time > mean)
      return n + cp_random_binomial (random, m - 1, mean / time);
    n += m;
    mean -= time;
  }
  return n + search (random, mean);
}
