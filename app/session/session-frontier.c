#include "app/session/session-frontier.h"

#include "app/session/session-snapshot.h"
#include "core/base/error.h"

#include <math.h>

#define N_POINTS 49
#define N_ODDS_POINTS 13 /* equalized odds has no list that serves every tolerance: each is a search */
#define NARROWEST 0.02   /* the gap the axis reaches at least */

static void
frontier_free (gpointer data) {
  CpFrontier *frontier = data;
  for (guint m = 0; m < frontier->n_models; m++)
    g_free (frontier->points[m]);
  g_free (frontier->points);
  g_free (frontier);
}

/* The gap that the least cost leaves when nothing is asked: where the frontier ends. */
static gboolean
find_widest (CpFrontier *frontier, const CpSessionSnapshot *snapshot, GCancellable *cancellable,
             GError **error) {
  const double everything = 0.5; /* twice this is the widest gap there can be */
  frontier->widest = NARROWEST;
  for (guint m = 0; m < snapshot->n_models; m++) {
    CpFrontierPoint point;
    if (!cp_thresholds_frontier (snapshot->sweeps[m], frontier->strategy, &snapshot->options.costs,
                                 &everything, 1, &point, cancellable, error))
      return FALSE;
    frontier->widest = fmax (frontier->widest, point.gap);
  }
  return TRUE;
}

/* Points lie closer where the gap is small: there a step costs most. */
static gpointer
find_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const CpSessionSnapshot *snapshot = data;
  CpFrontier *frontier = g_new0 (CpFrontier, 1);
  cp_progress_report (progress, -1, "Finding what a smaller gap costs");
  frontier->strategy = snapshot->options.strategy;
  frontier->n_points = frontier->strategy == CP_STRATEGY_EQUALIZED_ODDS ? N_ODDS_POINTS : N_POINTS;
  frontier->n_models = snapshot->n_models;
  frontier->points = g_new0 (CpFrontierPoint *, snapshot->n_models);
  if (!find_widest (frontier, snapshot, cancellable, error)) {
    frontier_free (frontier);
    return NULL;
  }
  double tolerances[N_POINTS];
  for (gsize i = 0; i < frontier->n_points; i++) {
    double share = (double)i / (double)(frontier->n_points - 1);
    tolerances[i] = share * share * frontier->widest / 2;
  }
  for (guint m = 0; m < snapshot->n_models; m++) {
    frontier->points[m] = g_new (CpFrontierPoint, frontier->n_points);
    if (!cp_thresholds_frontier (snapshot->sweeps[m], frontier->strategy, &snapshot->options.costs,
                                 tolerances, frontier->n_points, frontier->points[m], cancellable, error)) {
      frontier_free (frontier);
      return NULL;
    }
  }
  return frontier;
}

static void
finish (gpointer result, const GError *error, gpointer owner) {
  CpSession *self = owner;
  self->frontier = result;
  if (result == NULL)
    self->frontier_refusal = g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED)
                                 ? g_strdup ("Stopped before it was found.")
                                 : g_strdup (error->message);
  cp_session_emit (self, SIGNAL_FRONTIER_CHANGED);
}

static const CpJobKind frontier_kind = {
    .kind = "frontier",
    .run = find_on_worker,
    .free_data = cp_session_snapshot_free,
    .free_result = frontier_free,
    .done = finish,
    .delay_ms = 200, /* after the preview, and once for costs that are being typed */
};

void
cp_session_clear_frontier (CpSession *self) {
  if (self->jobs != NULL)
    cp_jobs_cancel (self->jobs, &frontier_kind);
  g_clear_pointer (&self->frontier, frontier_free);
  g_clear_pointer (&self->frontier_refusal, g_free);
}

/* Found only while someone looks: a million rows opened on another page need not wait for it. */
void
cp_session_update_frontier (CpSession *self) {
  cp_session_clear_frontier (self);
  if (self->is_frontier_watched && cp_session_has_sweeps (self) && cp_session_get_n_slices (self) > 1)
    cp_jobs_start (self->jobs, &frontier_kind, cp_session_take_snapshot (self, self->frontier_strategy),
                   self);
  cp_session_emit (self, SIGNAL_FRONTIER_CHANGED);
}

void
cp_session_want_frontier (CpSession *self, CpStrategy strategy) {
  if (strategy > CP_STRATEGY_GROUP)
    cp_session_set_frontier_strategy (self, strategy);
}

void
cp_session_set_frontier_strategy (CpSession *self, CpStrategy strategy) {
  g_return_if_fail (CP_IS_SESSION (self) && strategy > CP_STRATEGY_GROUP && strategy < CP_N_STRATEGIES);
  if (strategy == self->frontier_strategy && self->frontier_refusal == NULL)
    return;
  self->frontier_strategy = strategy;
  cp_session_update_frontier (self);
}

void
cp_session_watch_frontier (CpSession *self, gboolean is_watched) {
  g_return_if_fail (CP_IS_SESSION (self));
  if (self->is_frontier_watched == is_watched)
    return;
  self->is_frontier_watched = is_watched;
  if (is_watched && self->frontier == NULL && self->frontier_refusal == NULL)
    cp_session_update_frontier (self);
}

CpStrategy
cp_session_get_frontier_strategy (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), CP_STRATEGY_DEMOGRAPHIC_PARITY);
  return self->frontier_strategy;
}

const CpFrontier *
cp_session_get_frontier (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->frontier;
}

const char *
cp_session_get_frontier_refusal (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->frontier_refusal;
}

void
cp_session_choose_on_frontier (CpSession *self, double tolerance) {
  g_return_if_fail (CP_IS_SESSION (self) && tolerance >= 0);
  cp_session_set_tolerance (self, tolerance);
  cp_session_preview_strategy (self, self->frontier_strategy);
}

double
cp_frontier_get_cost (const CpFrontier *frontier, guint model, double tolerance) {
  g_return_val_if_fail (frontier != NULL && model < frontier->n_models, NAN);
  double cost = NAN;
  for (gsize i = 0; i < frontier->n_points && frontier->points[model][i].tolerance <= tolerance; i++)
    cost = frontier->points[model][i].cost;
  return cost;
}
