#include "core/metrics/discovery.h"

#include <math.h>
#include <stdlib.h>

#define AS_LIKELY (1 + 1e-7) /* what rounding sets apart is alike */
#define NEGLIGIBLE 1e-18     /* against the mass of the table itself */

/* The hypergeometric masses relative to the likeliest, by the ratio of neighbours. */
typedef struct {
  double drawn, marked, others; /* the first set, rows with the mark, rows of the second set without it − …:
                                   k + others is the count of the second set's rows without it */
} Table;

/* mass (k + 1) / mass (k) */
static double
ratio_up (const Table *table, double k) {
  return (table->marked - k) * (table->drawn - k) / ((k + 1) * (table->others + k + 1));
}

/* The mass at @to, walked to from the mode, whose mass is 1. */
static double
find_mass (const Table *table, double mode, double to) {
  double mass = 1;
  for (double k = mode; k < to && mass > 0; k++)
    mass *= ratio_up (table, k);
  for (double k = mode; k > to && mass > 0; k--)
    mass /= ratio_up (table, k - 1);
  return mass;
}

double
cp_fisher_exact (double a, double b, double c, double d) {
  g_return_val_if_fail (!(a < 0) && !(b < 0) && !(c < 0) && !(d < 0), NAN);
  a = round (a);
  b = round (b);
  c = round (c);
  d = round (d);
  if (!(a + b > 0 && c + d > 0))
    return NAN;
  const Table table = {.drawn = a + b, .marked = a + c, .others = d - a};
  double low = fmax (0, -table.others), high = fmin (table.drawn, table.marked);
  double mode = floor ((table.drawn + 1) * (table.marked + 1) / (a + b + c + d + 2));
  mode = CLAMP (mode, low, high);
  double limit = find_mass (&table, mode, a) * AS_LIKELY, all = 1, tail = limit >= 1 ? 1 : 0, mass = 1;
  if (limit == 0)
    return 0;
  for (double k = mode; k < high && mass > limit * NEGLIGIBLE; k++) {
    mass *= ratio_up (&table, k);
    all += mass;
    tail += mass <= limit ? mass : 0;
  }
  mass = 1;
  for (double k = mode; k > low && mass > limit * NEGLIGIBLE; k--) {
    mass /= ratio_up (&table, k - 1);
    all += mass;
    tail += mass <= limit ? mass : 0;
  }
  return fmin (tail / all, 1);
}

typedef struct {
  double p;
  gsize place;
} Tested;

static int
compare (const void *a, const void *b) {
  const Tested *x = a, *y = b;
  return (x->p > y->p) - (x->p < y->p);
}

void
cp_benjamini_hochberg (const double *p, gsize n, double *out) {
  g_autofree Tested *tested = g_new (Tested, n);
  gsize n_tested = 0;
  for (gsize i = 0; i < n; i++) {
    out[i] = NAN;
    if (!isnan (p[i]))
      tested[n_tested++] = (Tested){p[i], i};
  }
  qsort (tested, n_tested, sizeof *tested, compare);
  double least = 1;
  for (gsize rank = n_tested; rank > 0; rank--) {
    least = fmin (least, tested[rank - 1].p * (double)n_tested / (double)rank);
    out[tested[rank - 1].place] = least;
  }
}
