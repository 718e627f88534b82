#include "core/metrics/sweep-private.h"

#include <math.h>

static void
curve_allocate (CpCurve *curve, gsize n_points) {
  curve->n_points = n_points;
  curve->x = g_new (double, n_points);
  curve->y = g_new (double, n_points);
  curve->thresholds = g_new (double, n_points);
}

void
cp_sweep_get_roc (const CpSweep *sweep, guint slice, CpCurve *out) {
  const CpSweepPart *part = cp_sweep_get_part (sweep, slice);
  double positives = part->positives, negatives = part->negatives;
  *out = (CpCurve){0};
  if (!(positives > 0 && negatives > 0))
    return;
  curve_allocate (out, part->n_points + 1);
  out->x[0] = out->y[0] = 0;
  out->thresholds[0] = INFINITY;
  for (gsize i = 0; i < part->n_points; i++) {
    out->x[i + 1] = part->points[i].fp / negatives;
    out->y[i + 1] = part->points[i].tp / positives;
    out->thresholds[i + 1] = part->points[i].threshold;
  }
}

void
cp_sweep_get_precision_recall (const CpSweep *sweep, guint slice, CpCurve *out) {
  const CpSweepPart *part = cp_sweep_get_part (sweep, slice);
  *out = (CpCurve){0};
  if (!(part->positives > 0))
    return;
  curve_allocate (out, part->n_points + 1);
  out->x[0] = 0;
  out->y[0] = NAN;
  out->thresholds[0] = INFINITY;
  for (gsize i = 0; i < part->n_points; i++) {
    const CpSweepPoint *point = &part->points[i];
    out->x[i + 1] = point->tp / part->positives;
    out->y[i + 1] = point->tp / (point->tp + point->fp);
    out->thresholds[i + 1] = point->threshold;
  }
}

void
cp_curve_clear (CpCurve *curve) {
  g_clear_pointer (&curve->x, g_free);
  g_clear_pointer (&curve->y, g_free);
  g_clear_pointer (&curve->thresholds, g_free);
  curve->n_points = 0;
}
