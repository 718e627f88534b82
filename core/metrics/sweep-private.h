#pragma once
#include "core/metrics/delong.h"

/* What a sweep is made of; for the files of this module only. */
G_BEGIN_DECLS

#define CP_N_SCORE_METRICS (CP_N_METRICS - CP_N_CONFUSION_METRICS)

typedef struct {
  CpSweepPoint *points;                        /* (n_points), thresholds descending */
  gsize n_points, n_rows;                      /* n_rows: that take part, whatever they weigh */
  double positives, negatives, sum_of_squares; /* of the weights */
  CpAuc auc;
  double score_metrics[CP_N_SCORE_METRICS]; /* from CP_METRIC_MEAN_SCORE on */
} CpSweepPart;

struct _CpSweep {
  CpSlices *slices;
  guint n_slices, n_parts;
  gboolean has_counts;
  CpSweepPart *parts; /* (n_parts): the slices, then all rows; a single slice is all rows */
};

const CpSweepPart *cp_sweep_get_part (const CpSweep *sweep, guint slice); /* slice may be CP_ALL_ROWS */

G_END_DECLS
