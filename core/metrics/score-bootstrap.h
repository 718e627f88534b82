#pragma once
#include "core/metrics/intervals.h"
#include "core/metrics/sweep.h"

/* How sure the metrics are that come from the scores themselves: mean score, Brier, log loss and average
 * precision. Poisson bootstrap (Hanley and MacGibbon 2006): in every replicate each row counts as often as an
 * independent Poisson number of mean 1 says, which is resampling with replacement without holding the number
 * of rows, and needs no second pass. Rows of one score and label are drawn together, by the sum of their
 * means, so the time goes with the distinct scores. A threshold changes none of it. */
G_BEGIN_DECLS

#define CP_N_SCORE_INTERVALS (CP_N_METRICS - CP_N_CONFUSION_METRICS)

/**
 * cp_score_bootstrap:
 * @slice: or CP_ALL_ROWS
 * @share: independent rows a unit of weight stands for: 1 but for survey weights
 * @n_replicates: of a slice of few scores; with many there are fewer, at least CP_SCORE_REPLICATES_LEAST
 * @out: (CP_N_SCORE_INTERVALS): from CP_METRIC_MEAN_SCORE on; NaN where the metric is undefined, and for
 *   roc_auc, which has its own method (core/metrics/delong.h)
 *
 * Percentiles over the replicates in which the metric is defined; the same bytes on any number of threads.
 * O(replicates × distinct scores) on all cores.
 *
 * Returns: %FALSE if cancelled
 */
gboolean cp_score_bootstrap (const CpSweep *sweep, guint slice, double share, guint n_replicates,
                             guint64 seed, double level, CpInterval *out, GCancellable *cancellable);

#define CP_SCORE_REPLICATES_LEAST 200

G_END_DECLS
