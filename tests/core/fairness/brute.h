#pragma once
#include "core/base/random.h"
#include "core/fairness/thresholds.h"

#include <math.h>

/* The naive twin of every strategy: the full Cartesian product of all candidates (each distinct score of each
 * slice, and nobody), every rule judged from the definitions. Exact for whole weights: costs must be whole,
 * measures are compared by cross-multiplied integers. For small cases only. */

typedef struct {
  gboolean is_found;
  double cost, gap;
  double thresholds[8];
} BruteBest;

/* A fraction of whole numbers; den 0: undefined. */
typedef struct {
  gint64 num, den;
} BruteFraction;

typedef struct {
  const CpSweep *sweep;
  const CpCosts *costs;
  CpMetric measures[2];
  int n_measures, numerator, denominator;
  guint n_slices;
  double chosen[8];
  BruteFraction best_gap;
  BruteBest best;
} Brute;

static inline int
brute_compare (BruteFraction a, BruteFraction b) {
  gint64 left = a.num * b.den, right = b.num * a.den;
  return (left > right) - (left < right);
}

/* max − min over the slices where it is defined; den 0 when nowhere */
static inline BruteFraction
brute_get_gap (const Brute *brute, CpMetric metric) {
  BruteFraction low = {0, 0}, high = {0, 0};
  for (guint s = 0; s < brute->n_slices; s++) {
    CpConfusion c = cp_sweep_get_confusion (brute->sweep, s, brute->chosen[s]);
    double successes, trials;
    cp_metric_get_counts (metric, &c, &successes, &trials);
    BruteFraction value = {(gint64)successes, (gint64)trials};
    if (value.den == 0)
      continue;
    if (low.den == 0 || brute_compare (value, low) < 0)
      low = value;
    if (high.den == 0 || brute_compare (value, high) > 0)
      high = value;
  }
  return (BruteFraction){high.num * low.den - low.num * high.den, high.den * low.den};
}

static inline void
brute_judge (Brute *brute) {
  BruteFraction gap = {0, 0};
  for (int m = 0; m < brute->n_measures; m++) {
    BruteFraction one = brute_get_gap (brute, brute->measures[m]);
    if (one.den != 0 && brute_compare (one, (BruteFraction){2 * brute->numerator, brute->denominator}) > 0)
      return;
    if (one.den != 0 && (gap.den == 0 || brute_compare (one, gap) > 0))
      gap = one;
  }
  CpConfusion total = cp_sweep_get_total (brute->sweep, brute->chosen);
  double cost = cp_cost_get (&total, brute->costs);
  BruteBest *best = &brute->best;
  if (best->is_found && cost > best->cost)
    return;
  if (best->is_found && cost == best->cost) {
    int order = brute_compare (gap, brute->best_gap);
    guint s = 0;
    while (s < brute->n_slices && brute->chosen[s] == best->thresholds[s])
      s++;
    if (order > 0 || (order == 0 && (s == brute->n_slices || brute->chosen[s] < best->thresholds[s])))
      return;
  }
  best->is_found = TRUE;
  best->cost = cost;
  best->gap = gap.den != 0 ? (double)gap.num / (double)gap.den : NAN;
  brute->best_gap = gap;
  for (guint s = 0; s < brute->n_slices; s++)
    best->thresholds[s] = brute->chosen[s];
}

static inline void
brute_choose (Brute *brute, guint slice) {
  if (slice == brute->n_slices) {
    brute_judge (brute);
    return;
  }
  gsize n;
  const CpSweepPoint *points = cp_sweep_get_points (brute->sweep, slice, &n);
  for (gsize p = 0; p <= n; p++) {
    brute->chosen[slice] = p > 0 ? points[p - 1].threshold : INFINITY;
    brute_choose (brute, slice + 1);
  }
}

/* The tolerance is @numerator / @denominator. */
static inline BruteBest
brute_force (const CpSweep *sweep, CpStrategy strategy, const CpCosts *costs, int numerator,
             int denominator) {
  Brute brute = {.sweep = sweep,
                 .costs = costs,
                 .numerator = numerator,
                 .denominator = denominator,
                 .n_slices = cp_sweep_get_n_slices (sweep)};
  if (strategy == CP_STRATEGY_EQUALIZED_ODDS) {
    brute.measures[brute.n_measures++] = CP_METRIC_TPR;
    brute.measures[brute.n_measures++] = CP_METRIC_FPR;
  } else {
    brute.measures[brute.n_measures++] = cp_strategy_get_info (strategy)->measure;
  }
  brute_choose (&brute, 0);
  return brute.best;
}

/* A sweep over random rows on a small grid of scores: ties, empty slices, slices of one label. */
static inline CpSweep *
brute_draw (guint64 seed, guint n_slices, guint most_rows, gboolean is_weighted, gboolean is_whole) {
  static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
  CpRandom random;
  cp_random_init (&random, seed);
  gsize n_rows = 1 + cp_random_below (&random, most_rows);
  guint grid = 2 + (guint)cp_random_below (&random, 12);
  g_autofree double *scores = g_new (double, n_rows), *weights = g_new (double, n_rows);
  g_autofree guint8 *labels = g_new (guint8, n_rows);
  g_autofree guint32 *rows = g_new (guint32, n_rows);
  for (gsize r = 0; r < n_rows; r++) {
    labels[r] = cp_random_uniform (&random) < 0.5;
    scores[r] = (double)cp_random_below (&random, grid) / grid + 0.2 * labels[r];
    rows[r] = (guint32)cp_random_below (&random, n_slices);
    weights[r] = is_whole ? (double)(1 + cp_random_below (&random, 4)) : 0.1 + cp_random_uniform (&random);
  }
  g_autoptr (CpLabels) truth = cp_labels_new (labels, n_rows);
  g_autoptr (CpSlices) slices = cp_slices_new (rows, n_rows, names, n_slices);
  return cp_sweep_build (scores, 1, truth, is_weighted ? weights : NULL, slices, NULL, NULL);
}
