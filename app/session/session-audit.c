#include "app/session/session-results.h"
#include "app/session/session-snapshot.h"

#include <math.h>

/* Every number at the thresholds in force. The job "audit" adds what takes longer: the intervals, and the
 * comparison of A and B on the same rows. */

/* B against A. The rows are those of the question: the ones that have a label in it. */
static gboolean
compare_models (const CpSessionSnapshot *snapshot, CpAudit *audit, GCancellable *cancellable,
                GError **error) {
  if (snapshot->n_models < 2)
    return TRUE;
  CpPairedRows rows = {
      .labels = snapshot->labels, .slices = audit->slices, .is_survey = snapshot->options.is_survey};
  for (guint m = 0; m < 2; m++) {
    rows.scores[m] = cp_scores_get_values (snapshot->scores[m]);
    rows.strides[m] = cp_scores_get_n_outputs (snapshot->scores[m]);
  }
  if (snapshot->weight != NULL &&
      !cp_sources_get_weights (snapshot->table, snapshot->weight, &rows.weights, error))
    return FALSE;
  return cp_audit_compare (audit, 0, 1, &rows, snapshot->options.seed, cancellable, error);
}

static gpointer
audit_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  CpSessionSnapshot *snapshot = data;
  cp_progress_report (progress, -1, "Computing intervals");
  snapshot->options.has_intervals = TRUE;
  g_autoptr (CpAudit) audit = cp_audit_build (snapshot->sweeps, snapshot->names, snapshot->n_models,
                                              snapshot->thresholds, &snapshot->options, cancellable, error);
  if (audit == NULL || !compare_models (snapshot, audit, cancellable, error))
    return NULL;
  return g_steal_pointer (&audit);
}

static void
finish_audit (gpointer result, const GError *error, gpointer owner) {
  CpSession *self = owner;
  if (result == NULL)
    return; /* stopped: the audit without intervals stands */
  cp_audit_free (self->audit);
  self->audit = result;
  self->is_settled = TRUE;
  g_clear_pointer (&self->last_settled, cp_audit_free);
  cp_session_add_score_intervals (self);
  cp_session_emit (self, SIGNAL_RESULTS_CHANGED);
}

static const CpJobKind audit_kind = {
    .kind = "audit",
    .run = audit_on_worker,
    .free_data = cp_session_snapshot_free,
    .free_result = (GDestroyNotify)cp_audit_free,
    .done = finish_audit,
    .delay_ms = 120, /* while a threshold is dragged the bootstrap would only be thrown away */
};

/* The audit leaves; its intervals may be looked at until there are new ones. */
static void
retire_audit (CpSession *self) {
  if (self->is_settled) {
    g_clear_pointer (&self->last_settled, cp_audit_free);
    self->last_settled = g_steal_pointer (&self->audit);
  }
  g_clear_pointer (&self->audit, cp_audit_free);
  self->is_settled = FALSE;
}

void
cp_session_clear_audit (CpSession *self) {
  if (self->jobs != NULL)
    cp_jobs_cancel (self->jobs, &audit_kind);
  retire_audit (self);
  g_clear_pointer (&self->last_settled, cp_audit_free);
}

void
cp_session_update_audit (CpSession *self) {
  cp_jobs_cancel (self->jobs, &audit_kind);
  retire_audit (self);
  if (!cp_session_has_sweeps (self)) {
    g_clear_pointer (&self->last_settled, cp_audit_free);
    return;
  }
  CpSessionSnapshot *snapshot = cp_session_take_snapshot (self, CP_STRATEGY_CUSTOM);
  self->audit = cp_audit_build_at (snapshot->sweeps, snapshot->names, snapshot->n_models,
                                   snapshot->thresholds, &snapshot->options);
  cp_session_add_score_intervals (self);
  if (self->last_settled != NULL && self->last_settled->slices != self->audit->slices)
    g_clear_pointer (&self->last_settled, cp_audit_free);
  cp_jobs_start (self->jobs, &audit_kind, snapshot, self);
}

const CpAudit *
cp_session_get_audit (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->audit;
}

gboolean
cp_session_is_settled (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), FALSE);
  return self->is_settled;
}

const CpAudit *
cp_session_get_settled_audit (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->is_settled ? self->audit : self->last_settled;
}
