#pragma once
#include "core/metrics/intervals.h"
#include "core/metrics/sweep.h"

/* How sure an area under the ROC curve is, by the placements of DeLong, DeLong and Clarke-Pearson 1988: the
 * placement of a positive row is the share of negative rows that it beats (ties by half), that of a negative
 * row the share of positive rows that beat it; both have the AUC as their mean, and their spread gives its
 * variance. Read off rows sorted by score, as in Sun and Xu 2014: O(n), not positives × negatives.
 *
 * Weights are taken as counts. For survey weights `share` says how many independent rows a unit of weight
 * stands for, that is, effective sample size / weight of the slice; it is 1 otherwise. */
G_BEGIN_DECLS

typedef struct {
  double value;                            /* NaN without positive or without negative rows */
  double positives, negatives;             /* weights */
  double positive_spread, negative_spread; /* mean squared deviation of the placements from the value */
} CpAuc;

/* @points: (n_points), descending, as of a sweep. O(n_points) */
CpAuc cp_auc_compute (const CpSweepPoint *points, gsize n_points);
/* Of a slice, or CP_ALL_ROWS: kept from when the sweep was built, O(1). */
const CpAuc *cp_sweep_get_auc (const CpSweep *sweep, guint slice);

/* NaN below two (effective) positive or two negative rows. 0 when the scores separate the labels completely:
 * placements without spread, so the method sees no error whatever the number of rows; beware of it in small
 * slices. */
double cp_auc_get_variance (const CpAuc *auc, double share);
CpInterval cp_auc_get_interval (const CpAuc *auc, double share, double level); /* clipped to [0, 1] */

/* The AUCs of two models on the same rows: their errors go together, so the difference is surer than two
 * intervals side by side would tell. */
typedef struct {
  CpAuc auc[2];        /* of A and of B */
  double difference;   /* B − A */
  double variance;     /* of the difference; NaN as above */
  CpInterval interval; /* within [−1, 1] */
  double p;            /* two-sided, for no difference; NaN when the variance is 0 or undefined */
} CpAucDifference;

/**
 * cp_auc_compare:
 * @scores: two arrays (n), finite
 * @labels: (n) of 0, 1
 * @weights: (nullable): (n), above 0
 *
 * Paired DeLong on @n rows, which need not be in any order: sorts each model's scores, O(n).
 */
CpAucDifference cp_auc_compare (const double *const scores[2], const guint8 *labels, const double *weights,
                                gsize n, double share, double level);

G_END_DECLS
