#pragma once
#include "core/metrics/binary.h"

/* 95 % intervals by default (level 0.95). An interval of an undefined quantity is NaN, NaN. */
G_BEGIN_DECLS

typedef struct {
  double low, high;
} CpInterval;

/* Wilson 1927. @trials 0: undefined. Weighted counts: pass the effective sample size in place of the counts.
 */
CpInterval cp_interval_wilson (double successes, double trials, double level);
/* @estimate ± z standard deviations, not clipped. Variance 0: the point itself; NaN: undefined. */
CpInterval cp_interval_normal (double estimate, double variance, double level);
/* The percentiles of @n replicates, by linear interpolation between order statistics; sorts @values, which
 * hold no NaN. @n 0: undefined. */
CpInterval cp_interval_percentile (double *values, gsize n, double level);

/**
 * cp_interval_bootstrap:
 * @confusion: of one slice
 * @metrics: (n_metrics): of those that follow from the confusion but are no rates: f1, mcc, balanced_accuracy
 * @out: (n_metrics): NaN where the metric is undefined
 *
 * Percentiles over @n_replicates multinomial draws of the four counts: O(n_replicates), whatever the number
 * of rows.
 */
void cp_interval_bootstrap (const CpConfusion *confusion, const CpMetric *metrics, guint n_metrics,
                            guint n_replicates, guint64 seed, double level, CpInterval *out);

typedef struct {
  double difference, ratio;   /* max − min, min / max over the slices where the metric is defined */
  guint min_slice, max_slice; /* who holds them; ties to the lower index; G_MAXUINT32 when undefined */
  double min, max;
  CpInterval difference_interval, ratio_interval;
} CpGap;

/**
 * cp_gap_compute:
 * @values: (n_slices), NaN where undefined: such slices are left out
 *
 * Fewer than two defined values: difference and ratio are NaN. ratio of 0/0 is NaN. Intervals are NaN.
 */
CpGap cp_gap_compute (const double *values, guint n_slices);

/**
 * cp_gap_bootstrap:
 * @confusions: (n_slices)
 * @metric: one of the confusion metrics
 *
 * As compute, with percentile intervals from @n_replicates multinomial draws of the counts (slice × label ×
 * decision): O(n_replicates × n_slices), whatever the number of rows. The bound away from "no gap" is that of
 * max − min (min / max) anew in each replicate; the bound towards it that of the observed pair of slices,
 * signed and cut at 0 (1), since max − min alone could never say that there may be no gap.
 */
CpGap cp_gap_bootstrap (const CpConfusion *confusions, guint n_slices, CpMetric metric, guint n_replicates,
                        guint64 seed, double level);

/**
 * cp_gap_normal:
 * @values: (n_slices): independent estimates in [0, 1], such as the AUC of each slice; NaN where undefined
 * @variances: (n_slices): of the estimates
 *
 * As compute, with percentile intervals as in bootstrap: in each replicate every value is drawn from its
 * normal distribution, clipped to [0, 1]. NaN where a defined value has no variance: an interval that left
 * its error out would be too narrow.
 */
CpGap cp_gap_normal (const double *values, const double *variances, guint n_slices, guint n_replicates,
                     guint64 seed, double level);

G_END_DECLS
