#include "core/base/error.h"
#include "core/report/audit.h"

#include <string.h>

CpScoreIntervals *
cp_score_intervals_build (const CpSweep *sweep, gboolean is_survey, guint64 seed, GCancellable *cancellable,
                          GError **error) {
  g_autoptr (CpScoreIntervals) intervals = g_new0 (CpScoreIntervals, 1);
  guint n_slices = intervals->n_slices = cp_sweep_get_n_slices (sweep);
  intervals->cells = g_malloc_n (n_slices + 1, sizeof *intervals->cells);
  for (guint i = 0; i <= n_slices; i++) {
    guint slice = i < n_slices ? i : CP_ALL_ROWS;
    double share = is_survey ? cp_sweep_get_effective_share (sweep, slice) : 1;
    if (!cp_score_bootstrap (sweep, slice, share, CP_AUDIT_REPLICATES, seed, 0.95, intervals->cells[i],
                             cancellable)) {
      cp_check_cancelled (cancellable, error);
      return NULL;
    }
  }
  return g_steal_pointer (&intervals);
}

void
cp_score_intervals_free (CpScoreIntervals *intervals) {
  g_free (intervals->cells);
  g_free (intervals);
}

/* The AUC has an interval of its own. */
static void
add_to_cell (CpAuditCell *cell, const CpInterval *intervals) {
  for (guint i = 0; i < CP_N_SCORE_INTERVALS; i++) {
    if (i + CP_N_CONFUSION_METRICS != CP_METRIC_ROC_AUC)
      cell->intervals[i + CP_N_CONFUSION_METRICS] = intervals[i];
  }
}

void
cp_audit_add_score_intervals (CpAudit *audit, guint model, const CpScoreIntervals *intervals) {
  g_return_if_fail (model < audit->n_models);
  g_return_if_fail (intervals->n_slices == cp_slices_get_n_slices (audit->slices));
  for (guint s = 0; s < intervals->n_slices; s++)
    add_to_cell (&audit->models[model].slices[s], intervals->cells[s]);
  add_to_cell (&audit->models[model].overall, intervals->cells[intervals->n_slices]);
}
