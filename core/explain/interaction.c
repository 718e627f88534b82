#include "core/explain/interaction.h"

#include <math.h>

enum { LONGEST_RUN = 50, SHORTEST_RUN = 10, N_RUNS = 10 };

static int
compare (gconstpointer first, gconstpointer second, gpointer data) {
  const double *x = data;
  gsize a = *(const gsize *)first, b = *(const gsize *)second;
  return x[a] != x[b] ? (x[a] < x[b] ? -1 : 1) : (a < b ? -1 : a > b);
}

/* n · |covariance| / deviation of the level: what the run's effects follow the level by */
static double
measure_run (const double *effects, const double *levels, const gsize *rows, gsize n) {
  double effect = 0, level = 0, product = 0, square = 0;
  for (gsize i = 0; i < n; i++) {
    effect += effects[rows[i]] / (double)n;
    level += levels[rows[i]] / (double)n;
  }
  for (gsize i = 0; i < n; i++) {
    double d = levels[rows[i]] - level;
    product += (effects[rows[i]] - effect) * d;
    square += d * d;
  }
  return square > 0 ? fabs (product) / sqrt (square / (double)n) : 0;
}

double
cp_interaction_measure (const double *x, const double *effects, const double *levels, gsize n,
                        gboolean is_category) {
  g_autofree gsize *rows = g_new (gsize, n + 1);
  gsize n_known = 0;
  for (gsize i = 0; i < n; i++)
    if (!isnan (x[i]) && !isnan (effects[i]) && !isnan (levels[i]))
      rows[n_known++] = i;
  g_qsort_with_data (rows, (int)n_known, sizeof *rows, compare, (gpointer)x);
  gsize most = CLAMP (n_known / N_RUNS, SHORTEST_RUN, LONGEST_RUN);
  double sum = 0;
  for (gsize begin = 0, end; begin < n_known; begin = end) {
    for (end = begin + 1;
         end < n_known && end - begin < most && !(is_category && x[rows[end]] != x[rows[begin]]);)
      end++;
    sum += measure_run (effects, levels, rows + begin, end - begin);
  }
  return n_known > 0 ? sum / (double)n_known : 0;
}
