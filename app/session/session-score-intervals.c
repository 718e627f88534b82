#include "app/session/session-results.h"
#include "app/session/session-snapshot.h"

/* The intervals that a threshold does not change: those of mean score, Brier, log loss and average precision.
 * The job "score-intervals" draws them once for a question, while someone looks at such a column; every audit
 * of the question takes them over. */

typedef struct {
  guint n_models;
  CpScoreIntervals **of_models;
} Drawn;

static void
drawn_free (gpointer data) {
  Drawn *drawn = data;
  for (guint m = 0; m < drawn->n_models; m++)
    g_clear_pointer (&drawn->of_models[m], cp_score_intervals_free);
  g_free (drawn->of_models);
  g_free (drawn);
}

static gpointer
draw_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const CpSessionSnapshot *snapshot = data;
  Drawn *drawn = g_new0 (Drawn, 1);
  drawn->n_models = snapshot->n_models;
  drawn->of_models = g_new0 (CpScoreIntervals *, snapshot->n_models);
  for (guint m = 0; m < snapshot->n_models; m++) {
    cp_progress_report (progress, (double)m / snapshot->n_models, "Computing intervals of the scores");
    drawn->of_models[m] = cp_score_intervals_build (snapshot->sweeps[m], snapshot->options.is_survey,
                                                    snapshot->options.seed, cancellable, error);
    if (drawn->of_models[m] == NULL) {
      drawn_free (drawn);
      return NULL;
    }
  }
  return drawn;
}

void
cp_session_add_score_intervals (CpSession *self) {
  const Drawn *drawn = self->score_intervals;
  for (guint m = 0; drawn != NULL && self->audit != NULL && m < drawn->n_models; m++)
    cp_audit_add_score_intervals (self->audit, m, drawn->of_models[m]);
}

static void
finish (gpointer result, const GError *error, gpointer owner) {
  CpSession *self = owner;
  if (result == NULL)
    return; /* stopped: the figures stand without */
  self->score_intervals = result;
  cp_session_add_score_intervals (self);
  cp_session_emit (self, SIGNAL_RESULTS_CHANGED);
}

static const CpJobKind score_intervals_kind = {
    .kind = "score-intervals",
    .run = draw_on_worker,
    .free_data = cp_session_snapshot_free,
    .free_result = drawn_free,
    .done = finish,
    .delay_ms = 120,
};

void
cp_session_clear_score_intervals (CpSession *self) {
  if (self->jobs != NULL)
    cp_jobs_cancel (self->jobs, &score_intervals_kind);
  g_clear_pointer (&self->score_intervals, drawn_free);
}

void
cp_session_update_score_intervals (CpSession *self) {
  cp_session_clear_score_intervals (self);
  if (self->are_score_intervals_watched && cp_session_has_sweeps (self))
    cp_jobs_start (self->jobs, &score_intervals_kind, cp_session_take_snapshot (self, CP_STRATEGY_CUSTOM),
                   self);
}

void
cp_session_watch_score_intervals (CpSession *self, gboolean is_watched) {
  g_return_if_fail (CP_IS_SESSION (self));
  if (self->are_score_intervals_watched == is_watched)
    return;
  self->are_score_intervals_watched = is_watched;
  if (is_watched && self->score_intervals == NULL)
    cp_session_update_score_intervals (self);
}
