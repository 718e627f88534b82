#include "app/session/session-private.h"
#include "app/session/session-selection.h"

#include "core/base/error.h"
#include "core/base/format.h"

#include <math.h>

/* Runs. One row costs microseconds and is scored at once; several are scored by the job "run" and stand as
 * one. */

GPtrArray *
cp_session_get_runs (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->open != NULL ? self->open->runs : NULL;
}

const CpRun *
cp_session_get_last_run (CpSession *self, guint32 row) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->open != NULL ? g_hash_table_lookup (self->open->last_runs, GUINT_TO_POINTER (row)) : NULL;
}

double
cp_session_get_row_score (CpSession *self, guint model, guint32 row) {
  g_return_val_if_fail (model < cp_session_get_n_models (self), NAN);
  const CpRun *run = cp_session_get_last_run (self, row);
  if (run != NULL && cp_session_can_rescore (self, model))
    return run->scores[model];
  return cp_scores_get_values (self->open->scores[model])[row];
}

static guint
get_next_number (CpSession *self) {
  GPtrArray *runs = self->open->runs;
  return runs->len > 0 ? ((CpRun *)g_ptr_array_index (runs, runs->len - 1))->number + 1 : 1;
}

/* ---- one row ---- */

/* (transfer full): "Replay of 3: income 74 → 82"; @change: (transfer full) */
static char *
entitle (const char *title, char *change) {
  if (title == NULL)
    return change;
  g_autofree char *owned = change;
  return g_strdup_printf ("%s: %s", title, *owned != '\0' ? owned : "as before");
}

/* A run of the row as it stands: not scored yet, and not said yet what changed. */
static CpRun *
prepare (CpSession *self, guint32 row) {
  guint n_models = cp_session_get_n_models (self);
  CpRowHistory *history = cp_session_ensure_history (self, row);
  CpRun *run = cp_run_new (n_models);
  run->row = row;
  run->state = cp_table_ref (cp_row_history_get_current (history));
  run->before = cp_table_ref (cp_row_history_get_scored (history));
  run->number = get_next_number (self);
  run->time = g_get_real_time ();
  for (guint m = 0; m < n_models; m++) {
    run->scores[m] = run->deltas[m] = NAN;
    run->before_scores[m] = cp_session_can_rescore (self, m) ? cp_session_get_row_score (self, m, row) : NAN;
  }
  return run;
}

/* Scores and deltas; a column of scores gives NaN. */
static gboolean
score (CpRun *run, CpModel *const *models, CpEncoder *const *encoders, guint n_models, GError **error) {
  for (guint m = 0; m < n_models; m++) {
    if (cp_model_get_column (models[m]) != NULL)
      continue;
    g_autoptr (CpScores) scores = cp_scores_build (models[m], encoders[m], run->state, NULL, NULL, error);
    if (scores == NULL)
      return FALSE;
    run->scores[m] = cp_scores_get_values (scores)[0];
    run->deltas[m] = run->scores[m] - run->before_scores[m];
  }
  return TRUE;
}

static void
keep (CpSession *self, CpRun *run) {
  cp_row_history_set_scored (cp_session_ensure_history (self, run->row), run->state);
  cp_opened_add_run (self->open, run);
}

/* ---- several rows ---- */

/* Taken on the main loop: references, so that ten thousand rows cost it no frame; the rest is the worker's.
 */
typedef struct {
  guint n_models;
  CpModel **models;
  CpEncoder **encoders; /* items NULL for columns of scores */
  CpFields *fields;
  CpSlices *slices;
  double *thresholds; /* (n_models × n_slices), as they were when it was asked for */
  char *title;        /* (nullable) */
  GPtrArray *runs;    /* CpRun */
  CpRunBatch *batch;
} Batch;

static void
batch_free (gpointer data) {
  Batch *work = data;
  for (guint m = 0; m < work->n_models; m++) {
    cp_model_unref (work->models[m]);
    g_clear_pointer (&work->encoders[m], cp_encoder_unref);
  }
  g_free (work->models);
  g_free (work->encoders);
  cp_fields_unref (work->fields);
  cp_slices_unref (work->slices);
  g_free (work->thresholds);
  g_free (work->title);
  g_clear_pointer (&work->runs, g_ptr_array_unref);
  g_clear_pointer (&work->batch, cp_run_batch_unref);
  g_free (work);
}

/* An edit may have moved the row to another slice. */
static double
get_threshold (const Batch *work, guint model, guint slice) {
  return cp_slices_get_threshold (work->slices,
                                  work->thresholds + (gsize)model * cp_slices_get_n_slices (work->slices),
                                  slice, CP_DEFAULT_THRESHOLD);
}

/* Means of scores and deltas, and whose decision another score turned. */
static void
sum_up (Batch *work) {
  CpRunBatch *batch = work->batch;
  batch->n_rows = work->runs->len;
  g_autofree guint *slices = g_new (guint, work->runs->len), *slices_before = g_new (guint, work->runs->len);
  for (guint i = 0; i < work->runs->len; i++) {
    const CpRun *run = g_ptr_array_index (work->runs, i);
    slices[i] = cp_slices_find (work->slices, run->state, 0);
    slices_before[i] = cp_slices_find (work->slices, run->before, 0);
  }
  for (guint m = 0; m < work->n_models; m++) {
    double sum = 0, change = 0;
    guint n = 0, n_changed = 0;
    for (guint i = 0; i < work->runs->len; i++) {
      const CpRun *run = g_ptr_array_index (work->runs, i);
      double now = run->scores[m], before = run->before_scores[m];
      if (isnan (now))
        continue;
      sum += now;
      n++;
      if (isnan (before))
        continue;
      change += run->deltas[m];
      batch->n_flipped[m] += (now >= get_threshold (work, m, slices[i])) !=
                             (before >= get_threshold (work, m, slices_before[i]));
      n_changed++;
    }
    batch->means[m] = n > 0 ? sum / n : NAN;
    batch->deltas[m] = n_changed > 0 ? change / n_changed : NAN;
  }
}

/* (transfer full): "sex → Male, income → 80" where all changed rows now share the value, else "income
 * changed" */
static char *
describe_batch (const CpFields *fields, const GPtrArray *runs) {
  GString *text = g_string_new (NULL);
  g_autofree char *count = cp_format_count (runs->len);
  g_string_append_printf (text, "%s rows", count);
  gboolean is_first = TRUE;
  for (guint f = 0; f < cp_fields_get_n (fields); f++) {
    const CpField *field = cp_fields_get (fields, f);
    g_autofree char *shared = NULL;
    gboolean is_changed = FALSE, is_mixed = FALSE;
    for (guint i = 0; i < runs->len && !(is_mixed && is_changed); i++) {
      const CpRun *run = g_ptr_array_index (runs, i);
      g_autofree char *now = cp_field_dup_shown (field, run->state, 0);
      is_changed = is_changed || cp_field_differs (field, run->before, run->state);
      is_mixed = shared != NULL && !g_str_equal (shared, now);
      if (shared == NULL)
        shared = g_steal_pointer (&now);
    }
    if (is_changed)
      g_string_append_printf (text, "%s%s%s%s", is_first ? ": " : ", ", field->name,
                              is_mixed ? " changed" : " → ", is_mixed ? "" : shared);
    is_first = is_first && !is_changed;
  }
  return g_string_free (text, FALSE);
}

static gpointer
score_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  Batch **slot = data, *work = *slot;
  for (guint i = 0; i < work->runs->len; i++) {
    if (i % 64 == 0) {
      cp_progress_report (progress, (double)i / work->runs->len, "Scoring rows");
      if (cp_check_cancelled (cancellable, error))
        return NULL;
    }
    CpRun *run = g_ptr_array_index (work->runs, i);
    run->change = cp_row_describe_changes (work->fields, run->before, run->state);
    if (!score (run, work->models, work->encoders, work->n_models, error))
      return NULL;
  }
  work->batch->change = entitle (work->title, describe_batch (work->fields, work->runs));
  sum_up (work);
  *slot = NULL; /* it is the result */
  return work;
}

static void
finish_batch (gpointer result, const GError *error, gpointer owner) {
  CpSession *self = owner;
  Batch *work = result;
  if (work == NULL) {
    if (!g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED))
      cp_session_tell (self, error);
    return;
  }
  g_ptr_array_set_free_func (work->runs, NULL);
  for (guint i = 0; i < work->runs->len; i++) {
    CpRun *run = g_ptr_array_index (work->runs, i);
    run->batch = cp_run_batch_ref (work->batch);
    keep (self, run);
  }
  batch_free (work);
  cp_session_set_dirty (self, TRUE);
  cp_session_emit (self, SIGNAL_RUNS_CHANGED);
}

static void
free_slot (gpointer data) {
  Batch **slot = data;
  g_clear_pointer (slot, batch_free);
  g_free (slot);
}

static const CpJobKind batch_kind = {
    .kind = "run",
    .run = score_on_worker,
    .free_data = free_slot,
    .free_result = batch_free,
    .done = finish_batch,
};

static void
start_batch (CpSession *self, const char *title, const guint32 *rows, gsize n) {
  guint n_models = cp_session_get_n_models (self);
  Batch *work = g_new0 (Batch, 1), **slot = g_new (Batch *, 1);
  work->n_models = n_models;
  work->models = g_new0 (CpModel *, n_models + 1);
  work->encoders = g_new0 (CpEncoder *, n_models + 1);
  work->fields = cp_fields_ref (self->open->fields);
  work->slices = cp_slices_ref (self->open->question->slices);
  work->thresholds =
      g_memdup2 (self->thresholds, (gsize)n_models * cp_session_get_n_slices (self) * sizeof (double));
  work->title = g_strdup (title);
  work->runs = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_run_unref);
  work->batch = cp_run_batch_new (n_models);
  for (guint m = 0; m < n_models; m++) {
    CpEncoder *encoder = self->open->inputs->encoders[m];
    work->models[m] = cp_model_ref (self->open->inputs->models[m]);
    work->encoders[m] = encoder != NULL ? cp_encoder_ref (encoder) : NULL;
  }
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (work->runs, prepare (self, rows[i]));
  *slot = work;
  cp_jobs_start (self->jobs, &batch_kind, slot, self);
}

void
cp_session_cancel_run (CpSession *self) {
  if (self->jobs != NULL)
    cp_jobs_cancel (self->jobs, &batch_kind);
}

gboolean
cp_session_run (CpSession *self, GError **error) {
  return cp_session_run_as (self, NULL, error);
}

gboolean
cp_session_run_as (CpSession *self, const char *title, GError **error) {
  g_return_val_if_fail (cp_session_get_row (self) != CP_NO_ROW, FALSE);
  GHashTableIter iter;
  gpointer refusal;
  g_hash_table_iter_init (&iter, self->refused);
  if (g_hash_table_iter_next (&iter, NULL, &refusal)) {
    g_propagate_error (error, g_error_copy (refusal));
    return FALSE;
  }
  gsize n;
  const guint32 *rows = cp_session_get_selection (self, &n);
  if (n > 1) {
    start_batch (self, title, rows, n);
    return TRUE;
  }
  cp_session_cancel_run (self); /* as a job replaces its kind: what it scores is no longer the newest */
  g_autoptr (CpRun) run = prepare (self, self->row);
  run->change = entitle (title, cp_row_describe_changes (self->open->fields, run->before, run->state));
  const CpInputs *inputs = self->open->inputs;
  if (!score (run, inputs->models, inputs->encoders, inputs->n_models, error))
    return FALSE;
  keep (self, g_steal_pointer (&run));
  cp_session_set_dirty (self, TRUE);
  cp_session_emit (self, SIGNAL_RUNS_CHANGED);
  return TRUE;
}
