#include "app/session/session-snapshot.h"

#include "core/base/error.h"

/* The strategy in force and the one being considered. The job "thresholds" works out the preview. */

typedef struct {
  guint n_models;
  CpThresholds **thresholds;
} Preview;

static void
preview_free (gpointer data) {
  Preview *preview = data;
  for (guint m = 0; m < preview->n_models; m++)
    g_clear_pointer (&preview->thresholds[m], cp_thresholds_free);
  g_free (preview->thresholds);
  g_free (preview);
}

static gpointer
optimise_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  CpSessionSnapshot *snapshot = data;
  Preview *preview = g_new0 (Preview, 1);
  guint n_slices = cp_sweep_get_n_slices (snapshot->sweeps[0]);
  preview->n_models = snapshot->n_models;
  preview->thresholds = g_new0 (CpThresholds *, snapshot->n_models);
  for (guint m = 0; m < snapshot->n_models; m++) {
    cp_progress_report (progress, (double)m / snapshot->n_models, "Finding thresholds");
    preview->thresholds[m] = cp_thresholds_optimise (
        snapshot->sweeps[m], snapshot->options.strategy, &snapshot->options.costs,
        snapshot->options.tolerance, snapshot->thresholds + (gsize)m * n_slices, cancellable, error);
    if (preview->thresholds[m] == NULL) {
      preview_free (preview);
      return NULL;
    }
  }
  return preview;
}

static void
apply_preview (CpSession *self) {
  guint n_slices = cp_session_get_n_slices (self);
  const Preview *preview = self->preview;
  for (guint m = 0; m < preview->n_models; m++) {
    const CpSweep *sweep = self->open->question->sweeps[m];
    for (guint s = 0; s < n_slices; s++) {
      if (cp_sweep_get_weight (sweep, s) > 0) /* a slice nothing is known of keeps its threshold */
        self->thresholds[(gsize)m * n_slices + s] = preview->thresholds[m]->thresholds[s];
    }
  }
  self->strategy = self->preview_strategy;
  self->applies_preview = FALSE;
  cp_session_thresholds_changed (self);
}

static void
finish_optimise (gpointer result, const GError *error, gpointer owner) {
  CpSession *self = owner;
  g_clear_pointer (&self->preview, preview_free);
  self->preview = result;
  if (result != NULL && self->applies_preview)
    apply_preview (self);
  self->applies_preview = FALSE;
  if (result == NULL && !g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED))
    cp_session_tell (self, error);
  cp_session_emit (self, SIGNAL_QUESTION_CHANGED);
}

static const CpJobKind optimise_kind = {
    .kind = "thresholds",
    .run = optimise_on_worker,
    .free_data = cp_session_snapshot_free,
    .free_result = preview_free,
    .done = finish_optimise,
};

void
cp_session_clear_preview (CpSession *self) {
  if (self->jobs != NULL)
    cp_jobs_cancel (self->jobs, &optimise_kind);
  g_clear_pointer (&self->preview, preview_free);
}

void
cp_session_update_preview (CpSession *self) {
  cp_session_clear_preview (self);
  if (cp_session_has_sweeps (self) && self->preview_strategy != CP_STRATEGY_CUSTOM)
    cp_jobs_start (self->jobs, &optimise_kind, cp_session_take_snapshot (self, self->preview_strategy), self);
}

CpStrategy
cp_session_get_strategy (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), CP_STRATEGY_CUSTOM);
  return self->strategy;
}

CpStrategy
cp_session_get_preview_strategy (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), CP_STRATEGY_CUSTOM);
  return self->preview_strategy;
}

void
cp_session_preview_strategy (CpSession *self, CpStrategy strategy) {
  g_return_if_fail (CP_IS_SESSION (self) && strategy < CP_N_STRATEGIES);
  if (self->preview_strategy == strategy)
    return;
  self->preview_strategy = strategy;
  self->applies_preview = FALSE;
  cp_session_update_preview (self);
  cp_session_want_frontier (self, strategy);
  cp_session_emit (self, SIGNAL_QUESTION_CHANGED);
}

const CpThresholds *
cp_session_get_preview (CpSession *self, guint model) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  const Preview *preview = self->preview;
  return preview != NULL && model < preview->n_models ? preview->thresholds[model] : NULL;
}

void
cp_session_apply_preview (CpSession *self) {
  g_return_if_fail (CP_IS_SESSION (self));
  if (!cp_session_has_sweeps (self))
    return;
  cp_session_set_dirty (self, TRUE);
  if (self->preview != NULL) {
    apply_preview (self);
    cp_session_emit (self, SIGNAL_QUESTION_CHANGED);
  } else if (cp_jobs_is_running (self->jobs, &optimise_kind)) {
    self->applies_preview = TRUE;
  }
}

void
cp_session_set_custom (CpSession *self) {
  gboolean was_custom = self->strategy == CP_STRATEGY_CUSTOM && self->preview_strategy == CP_STRATEGY_CUSTOM;
  self->strategy = CP_STRATEGY_CUSTOM;
  self->preview_strategy = CP_STRATEGY_CUSTOM;
  self->applies_preview = FALSE;
  cp_session_update_preview (self);
  if (!was_custom)
    cp_session_emit (self, SIGNAL_QUESTION_CHANGED);
}
