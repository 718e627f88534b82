#include "core/metrics/delong.h"

#include "core/base/sort.h"
#include "core/metrics/sweep-private.h"

#include <math.h>

const CpAuc *
cp_sweep_get_auc (const CpSweep *sweep, guint slice) {
  return &cp_sweep_get_part (sweep, slice)->auc;
}

CpAuc
cp_auc_compute (const CpSweepPoint *points, gsize n_points) {
  double positives = n_points > 0 ? points[n_points - 1].tp : 0, tp = 0;
  double negatives = n_points > 0 ? points[n_points - 1].fp : 0, fp = 0;
  CpAuc auc = {.value = NAN, .positives = positives, .negatives = negatives, NAN, NAN};
  if (!(positives > 0 && negatives > 0))
    return auc;
  double pairs = 0; /* won by the positive row */
  for (gsize i = 0; i < n_points; i++) {
    pairs += (points[i].fp - fp) * (tp + points[i].tp) / 2;
    tp = points[i].tp;
    fp = points[i].fp;
  }
  auc.value = pairs / (positives * negatives);
  /* the placements not yet divided: weights of negative rows below, of positive rows above */
  double mean_below = auc.value * negatives, mean_above = auc.value * positives;
  double below_squares = 0, above_squares = 0;
  tp = fp = 0;
  for (gsize i = 0; i < n_points; i++) {
    double below = negatives - (fp + points[i].fp) / 2 - mean_below;
    double above = (tp + points[i].tp) / 2 - mean_above;
    below_squares += (points[i].tp - tp) * below * below;
    above_squares += (points[i].fp - fp) * above * above;
    tp = points[i].tp;
    fp = points[i].fp;
  }
  auc.positive_spread = below_squares / positives / (negatives * negatives);
  auc.negative_spread = above_squares / negatives / (positives * positives);
  return auc;
}

/* Variance of the mean of @n rows from their mean squared deviation. */
static double
mean_variance (double spread, double n) {
  return n >= 2 ? spread / (n - 1) : NAN;
}

double
cp_auc_get_variance (const CpAuc *auc, double share) {
  return mean_variance (auc->positive_spread, auc->positives * share) +
         mean_variance (auc->negative_spread, auc->negatives * share);
}

CpInterval
cp_auc_get_interval (const CpAuc *auc, double share, double level) {
  CpInterval interval = cp_interval_normal (auc->value, cp_auc_get_variance (auc, share), level);
  return (CpInterval){CLAMP (interval.low, 0, 1), CLAMP (interval.high, 0, 1)};
}

/* Writes the placement of every row among the rows of the other label; returns the AUC. */
static CpAuc
place_rows (const double *scores, const guint8 *labels, const double *weights, gsize n,
            double *out_placements) {
  g_autofree guint64 *keys = g_new (guint64, n);
  g_autofree guint32 *rows = g_new (guint32, n);
  g_autofree CpSweepPoint *points = g_new (CpSweepPoint, n);
  for (gsize r = 0; r < n; r++) {
    keys[r] = ~cp_sort_key_from_double (scores[r]);
    rows[r] = (guint32)r;
  }
  cp_sort_keys (keys, rows, n);
  gsize n_points = 0;
  double tp = 0, fp = 0;
  for (gsize i = 0; i < n; i++) {
    double weight = weights != NULL ? weights[rows[i]] : 1;
    *(labels[rows[i]] == 1 ? &tp : &fp) += weight;
    if (i + 1 == n || keys[i + 1] != keys[i])
      points[n_points++] = (CpSweepPoint){cp_sort_key_to_double (~keys[i]), tp, fp};
  }
  CpAuc auc = cp_auc_compute (points, n_points);
  for (gsize i = 0, p = 0; i < n; i++) {
    double tp_above = p > 0 ? points[p - 1].tp : 0, fp_above = p > 0 ? points[p - 1].fp : 0;
    out_placements[rows[i]] = labels[rows[i]] == 1 ? 1 - (fp_above + points[p].fp) / 2 / auc.negatives
                                                   : (tp_above + points[p].tp) / 2 / auc.positives;
    if (i + 1 < n && keys[i + 1] != keys[i])
      p++;
  }
  return auc;
}

CpAucDifference
cp_auc_compare (const double *const scores[2], const guint8 *labels, const double *weights, gsize n,
                double share, double level) {
  CpAucDifference out = {0};
  g_autofree double *a = g_new (double, n), *b = g_new (double, n);
  out.auc[0] = place_rows (scores[0], labels, weights, n, a);
  out.auc[1] = place_rows (scores[1], labels, weights, n, b);
  out.difference = out.auc[1].value - out.auc[0].value;
  double squares[2] = {0, 0}; /* of the placements' differences: negative rows, positive rows */
  for (gsize r = 0; r < n; r++) {
    double deviation = b[r] - a[r] - out.difference;
    squares[labels[r]] += (weights != NULL ? weights[r] : 1) * deviation * deviation;
  }
  double negatives = out.auc[0].negatives, positives = out.auc[0].positives;
  out.variance = mean_variance (squares[0] / negatives, negatives * share) +
                 mean_variance (squares[1] / positives, positives * share);
  CpInterval interval = cp_interval_normal (out.difference, out.variance, level);
  out.interval = (CpInterval){CLAMP (interval.low, -1, 1), CLAMP (interval.high, -1, 1)};
  out.p = out.variance > 0 ? erfc (fabs (out.difference) / sqrt (2 * out.variance)) : NAN;
  return out;
}
