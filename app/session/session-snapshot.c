#include "app/session/session-snapshot.h"

void
cp_session_snapshot_free (gpointer data) {
  CpSessionSnapshot *snapshot = data;
  for (guint m = 0; m < snapshot->n_models; m++) {
    cp_sweep_unref (snapshot->sweeps[m]);
    cp_scores_unref (snapshot->scores[m]);
    cp_model_unref (snapshot->models[m]);
  }
  g_free (snapshot->sweeps);
  g_free (snapshot->scores);
  cp_table_unref (snapshot->table);
  cp_labels_unref (snapshot->labels);
  g_free (snapshot->models);
  g_free (snapshot->names);
  g_free (snapshot->thresholds);
  g_free (snapshot->label);
  g_free (snapshot->positive);
  g_free (snapshot->weight);
  g_free (snapshot);
}

CpSessionSnapshot *
cp_session_take_snapshot (CpSession *self, CpStrategy strategy) {
  const CpQuestion *question = self->open->question;
  guint n_models = question->n_models;
  CpSessionSnapshot *snapshot = g_new0 (CpSessionSnapshot, 1);
  snapshot->n_models = n_models;
  snapshot->sweeps = g_new0 (CpSweep *, n_models);
  snapshot->scores = g_new0 (CpScores *, n_models);
  snapshot->table = cp_table_ref (self->open->inputs->table);
  snapshot->labels = cp_labels_ref (question->asked);
  snapshot->weight = g_strdup (self->open->sources->weight);
  snapshot->models = g_new0 (CpModel *, n_models);
  snapshot->names = g_new0 (const char *, n_models);
  for (guint m = 0; m < n_models; m++) {
    snapshot->sweeps[m] = cp_sweep_ref (question->sweeps[m]);
    snapshot->scores[m] = cp_scores_ref (self->open->scores[m]);
    snapshot->models[m] = cp_model_ref (self->open->inputs->models[m]);
    snapshot->names[m] = snapshot->models[m]->name;
  }
  gsize n = (gsize)n_models * cp_session_get_n_slices (self);
  snapshot->thresholds = g_memdup2 (self->thresholds, n * sizeof (double));
  snapshot->label = g_strdup (question->label);
  snapshot->positive = g_strdup (question->positive);
  snapshot->options = (CpAuditOptions){.label = snapshot->label,
                                       .positive = snapshot->positive,
                                       .costs = self->costs,
                                       .strategy = strategy,
                                       .is_survey = self->open->sources->is_survey,
                                       .tolerance = self->tolerance};
  return snapshot;
}
