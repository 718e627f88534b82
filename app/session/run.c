#include "app/session/run.h"

CpRunBatch *
cp_run_batch_new (guint n_models) {
  CpRunBatch *batch = g_atomic_rc_box_new0 (CpRunBatch);
  batch->means = g_new (double, n_models + 1);
  batch->deltas = g_new (double, n_models + 1);
  batch->n_flipped = g_new0 (guint, n_models + 1);
  return batch;
}

CpRunBatch *
cp_run_batch_ref (CpRunBatch *batch) {
  return g_atomic_rc_box_acquire (batch);
}

static void
batch_clear (gpointer data) {
  CpRunBatch *batch = data;
  g_free (batch->change);
  g_free (batch->means);
  g_free (batch->deltas);
  g_free (batch->n_flipped);
}

void
cp_run_batch_unref (CpRunBatch *batch) {
  g_atomic_rc_box_release_full (batch, batch_clear);
}

CpRun *
cp_run_new (guint n_models) {
  CpRun *run = g_atomic_rc_box_new0 (CpRun);
  run->scores = g_new (double, n_models + 1);
  run->deltas = g_new (double, n_models + 1);
  run->before_scores = g_new (double, n_models + 1);
  return run;
}

CpRun *
cp_run_ref (CpRun *run) {
  return g_atomic_rc_box_acquire (run);
}

static void
run_clear (gpointer data) {
  CpRun *run = data;
  g_clear_pointer (&run->batch, cp_run_batch_unref);
  g_free (run->change);
  g_clear_pointer (&run->before, cp_table_unref);
  g_clear_pointer (&run->state, cp_table_unref);
  g_free (run->scores);
  g_free (run->deltas);
  g_free (run->before_scores);
}

void
cp_run_unref (CpRun *run) {
  g_atomic_rc_box_release_full (run, run_clear);
}
