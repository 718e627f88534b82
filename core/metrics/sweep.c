#include "core/metrics/sweep.h"

#include "core/metrics/sweep-private.h"

#include <math.h>
#include <string.h>

static void
sweep_clear (gpointer data) {
  CpSweep *sweep = data;
  for (guint p = 0; sweep->parts != NULL && p < sweep->n_parts; p++)
    g_free (sweep->parts[p].points);
  g_free (sweep->parts);
  cp_slices_unref (sweep->slices);
}

CpSweep *
cp_sweep_ref (CpSweep *sweep) {
  return g_atomic_rc_box_acquire (sweep);
}

void
cp_sweep_unref (CpSweep *sweep) {
  g_atomic_rc_box_release_full (sweep, sweep_clear);
}

guint
cp_sweep_get_n_slices (const CpSweep *sweep) {
  return sweep->n_slices;
}

CpSlices *
cp_sweep_get_slices (const CpSweep *sweep) {
  return sweep->slices;
}

gboolean
cp_sweep_has_counts (const CpSweep *sweep) {
  return sweep->has_counts;
}

const CpSweepPart *
cp_sweep_get_part (const CpSweep *sweep, guint slice) {
  g_assert (slice < sweep->n_slices || slice == CP_ALL_ROWS);
  return &sweep->parts[MIN (slice, sweep->n_parts - 1)];
}

double
cp_sweep_get_weight (const CpSweep *sweep, guint slice) {
  const CpSweepPart *part = cp_sweep_get_part (sweep, slice);
  return part->positives + part->negatives;
}

gsize
cp_sweep_get_n_rows (const CpSweep *sweep, guint slice) {
  return cp_sweep_get_part (sweep, slice)->n_rows;
}

double
cp_sweep_get_positives (const CpSweep *sweep, guint slice) {
  return cp_sweep_get_part (sweep, slice)->positives;
}

double
cp_sweep_get_effective_n (const CpSweep *sweep, guint slice) {
  const CpSweepPart *part = cp_sweep_get_part (sweep, slice);
  double weight = part->positives + part->negatives;
  return weight > 0 ? weight * weight / part->sum_of_squares : 0;
}

double
cp_sweep_get_effective_share (const CpSweep *sweep, guint slice) {
  double weight = cp_sweep_get_weight (sweep, slice);
  return weight > 0 ? cp_sweep_get_effective_n (sweep, slice) / weight : 1;
}

const CpSweepPoint *
cp_sweep_get_points (const CpSweep *sweep, guint slice, gsize *out_n_points) {
  const CpSweepPart *part = cp_sweep_get_part (sweep, slice);
  *out_n_points = part->n_points;
  return part->points;
}

CpConfusion
cp_sweep_get_confusion (const CpSweep *sweep, guint slice, double threshold) {
  const CpSweepPart *part = cp_sweep_get_part (sweep, slice);
  gsize low = 0, high = part->n_points; /* points before low are >= threshold, from high on they are not */
  while (low < high) {
    gsize middle = low + (high - low) / 2;
    if (part->points[middle].threshold >= threshold)
      low = middle + 1;
    else
      high = middle;
  }
  double tp = low > 0 ? part->points[low - 1].tp : 0, fp = low > 0 ? part->points[low - 1].fp : 0;
  return (CpConfusion){.tp = tp, .fp = fp, .tn = part->negatives - fp, .fn = part->positives - tp};
}

CpConfusion
cp_sweep_get_total (const CpSweep *sweep, const double *thresholds) {
  CpConfusion total = {0};
  for (guint s = 0; s < sweep->n_slices; s++) {
    CpConfusion c = cp_sweep_get_confusion (sweep, s, thresholds[s]);
    total.tp += c.tp;
    total.fp += c.fp;
    total.tn += c.tn;
    total.fn += c.fn;
  }
  return total;
}

void
cp_sweep_get_metrics (const CpSweep *sweep, guint slice, double threshold, double *out) {
  CpConfusion confusion = cp_sweep_get_confusion (sweep, slice, threshold);
  for (int m = 0; m < CP_N_CONFUSION_METRICS; m++)
    out[m] = cp_metric_from_confusion (m, &confusion);
  memcpy (out + CP_N_CONFUSION_METRICS, cp_sweep_get_part (sweep, slice)->score_metrics,
          CP_N_SCORE_METRICS * sizeof *out);
}

double
cp_sweep_get_metric (const CpSweep *sweep, guint slice, double threshold, CpMetric metric) {
  g_return_val_if_fail (metric < CP_N_METRICS, NAN);
  if (metric >= CP_N_CONFUSION_METRICS)
    return cp_sweep_get_part (sweep, slice)->score_metrics[metric - CP_N_CONFUSION_METRICS];
  CpConfusion confusion = cp_sweep_get_confusion (sweep, slice, threshold);
  return cp_metric_from_confusion (metric, &confusion);
}
