#pragma once
#include "core/metrics/binary.h"
#include "core/metrics/labels.h"
#include "core/metrics/slices.h"
#include <gio/gio.h>

/* The keystone: scores sorted once per slice (and over all rows) with prefix sums of positive and total
 * weight, so the confusion at ANY threshold is a binary search. A row is decided positive when score >=
 * threshold, compared as doubles; threshold +inf decides nobody. Rows whose label is missing, whose score is
 * not finite, or whose weight is 0 or NaN take no part. Immutable, reference-counted. Building is O(n) (radix
 * sort) on all cores, the same bytes on any number of them; memory 24 bytes for every distinct score of a
 * slice, and again over all rows. */
G_BEGIN_DECLS

typedef struct _CpSweep CpSweep;
CpSweep *cp_sweep_ref (CpSweep *sweep);
void cp_sweep_unref (CpSweep *sweep);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpSweep, cp_sweep_unref)

/**
 * cp_sweep_build:
 * @scores: (n_rows), read with @stride doubles from row to row (the number of outputs)
 * @weights: (nullable): (n_rows), not negative
 *
 * Returns: (transfer full) (nullable): NULL with @error set when the lengths disagree, a weight is negative
 * or infinite, or it was cancelled
 */
CpSweep *cp_sweep_build (const double *scores, gsize stride, CpLabels *labels, const double *weights,
                         CpSlices *slices, GCancellable *cancellable, GError **error);

guint cp_sweep_get_n_slices (const CpSweep *sweep);
CpSlices *cp_sweep_get_slices (const CpSweep *sweep); /* (transfer none) */
gboolean cp_sweep_has_counts (const CpSweep *sweep); /* every weight is whole, so the sums are exact counts */
double cp_sweep_get_weight (const CpSweep *sweep,
                            guint slice); /* n: rows (weight) that take part; slice may be CP_ALL_ROWS */
gsize cp_sweep_get_n_rows (const CpSweep *sweep, guint slice); /* that take part, whatever they weigh */
double cp_sweep_get_positives (const CpSweep *sweep, guint slice);
double cp_sweep_get_effective_n (const CpSweep *sweep,
                                 guint slice); /* (Σw)²/Σw²; the row count without weights */

/* How many independent rows a unit of weight stands for: effective rows / weight, above 1 where weights are
 * below it; 1 for an empty slice. */
double cp_sweep_get_effective_share (const CpSweep *sweep, guint slice);

/* The slice's distinct scores, descending, each with the weights decided positive at that threshold. */
typedef struct {
  double threshold; /* a distinct score */
  double tp, fp;    /* weight of positive and negative rows with score >= threshold */
} CpSweepPoint;
const CpSweepPoint *cp_sweep_get_points (const CpSweep *sweep, guint slice, gsize *out_n_points);

CpConfusion cp_sweep_get_confusion (const CpSweep *sweep, guint slice, double threshold); /* O(log n) */
/* All slices decided by their own thresholds, summed: @thresholds (n_slices). O(n_slices log n) */
CpConfusion cp_sweep_get_total (const CpSweep *sweep, const double *thresholds);
/* Every metric: confusion metrics at @threshold, score metrics precomputed at build. @out: (CP_N_METRICS) */
void cp_sweep_get_metrics (const CpSweep *sweep, guint slice, double threshold, double *out);
double cp_sweep_get_metric (const CpSweep *sweep, guint slice, double threshold, CpMetric metric);

/* Curves, one vertex per distinct score, from "nobody" on: ROC x = fpr, y = tpr starting at (0, 0);
 * precision–recall x = recall, y = precision, NaN at "nobody". A slice without positive rows (for ROC also:
 * without negative rows) gives no points. thresholds[i] belongs to vertex i (+inf first). */
typedef struct {
  gsize n_points;
  double *x, *y, *thresholds;
} CpCurve;
void cp_sweep_get_roc (const CpSweep *sweep, guint slice, CpCurve *out);
void cp_sweep_get_precision_recall (const CpSweep *sweep, guint slice, CpCurve *out);
void cp_curve_clear (CpCurve *curve);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CpCurve, cp_curve_clear)

G_END_DECLS
