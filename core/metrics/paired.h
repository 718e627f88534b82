#pragma once
#include "core/metrics/delong.h"

/* Two models, A and B, on the same rows. What they get wrong they often get wrong together, so a difference
 * between them is surer than two intervals side by side would tell: here everything follows from the counts
 * of (label × decision of A × decision of B). Rows without a label, without a finite score of both models, or
 * with no weight take no part. Differences are B − A. */
G_BEGIN_DECLS

typedef struct {
  const double *scores[2]; /* of A and B: (n_rows), read with strides[] doubles from row to row */
  gsize strides[2];
  CpLabels *labels;
  const double *weights; /* (nullable): (n_rows), not negative */
  CpSlices *slices;
  gboolean is_survey; /* weights are survey weights: the effective sample size stands for them */
} CpPairedRows;

typedef struct {
  double cells[2][2][2]; /* weights by [label][decision of A][decision of B] */
  double sum_of_squares; /* of the weights */
} CpPairedCounts;

/* The decisions of all rows at @thresholds, two arrays (n_slices): @out (n_slices). O(n) on all cores. %FALSE
 * if cancelled. */
gboolean cp_paired_count (const CpPairedRows *rows, const double *const thresholds[2], CpPairedCounts *out,
                          GCancellable *cancellable);
CpConfusion cp_paired_get_confusion (const CpPairedCounts *counts, guint model); /* 0: A, 1: B */

/* McNemar's exact test, two-sided: @a_only and @b_only rows are decided right by one model alone; were the
 * models equally good, each such row would fall to either by the toss of a coin. min (1, 2 P(X <= the
 * smaller)), X binomial. Weights are rounded to counts. 1 when they never differ. O(√n) */
double cp_mcnemar_exact (double a_only, double b_only);

typedef struct {
  double n;                           /* weight of the rows that take part */
  double a_only, b_only;              /* weight decided right by A alone, by B alone */
  double p;                           /* McNemar's, for equal accuracy; NaN without rows */
  double differences[CP_N_METRICS];   /* B − A of the confusion metrics and roc_auc; NaN for the rest */
  CpInterval intervals[CP_N_METRICS]; /* bootstrap of the counts; DeLong for roc_auc */
} CpPairedCell;

/* All but roc_auc. The counts are drawn anew @n_replicates times with the number of rows held, and the
 * differences' percentiles taken; O(n_replicates), whatever the number of rows. */
void cp_paired_cell_fill (CpPairedCell *cell, const CpPairedCounts *counts, gboolean is_survey,
                          guint n_replicates, guint64 seed, double level);

/**
 * cp_paired_compare:
 * @out: (n_slices + 1): every slice, then all rows, each decided by the threshold of its slice
 *
 * Fills every cell, slices on all cores; O(n + replicates × slices). %FALSE if cancelled.
 */
gboolean cp_paired_compare (const CpPairedRows *rows, const double *const thresholds[2], guint n_replicates,
                            guint64 seed, double level, CpPairedCell *out, GCancellable *cancellable);

G_END_DECLS
