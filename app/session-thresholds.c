#include "app/session-private.h"

#include "core/base/error.h"
#include "core/report/session-file.h"

#include <math.h>

/* Thresholds and what follows from them. Two jobs: "thresholds" (the preview of a strategy) and "audit"
 * (intervals of the gaps). A moved threshold is answered at once from the sweeps. */

#define DEFAULT_THRESHOLD 0.5

/* What the jobs read: references to the snapshots, copies of the rest. */
typedef struct {
  guint n_models;
  CpSweep **sweeps;
  const char **names; /* (n_models), of @models */
  CpModel **models;
  double *thresholds; /* (n_models × n_slices) */
  char *label, *positive;
  CpAuditOptions options;
} Snapshot;

static void
snapshot_free (gpointer data) {
  Snapshot *snapshot = data;
  for (guint m = 0; m < snapshot->n_models; m++) {
    cp_sweep_unref (snapshot->sweeps[m]);
    cp_model_unref (snapshot->models[m]);
  }
  g_free (snapshot->sweeps);
  g_free (snapshot->models);
  g_free (snapshot->names);
  g_free (snapshot->thresholds);
  g_free (snapshot->label);
  g_free (snapshot->positive);
  g_free (snapshot);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Snapshot, snapshot_free)

guint
cp_session_get_n_slices (CpSession *self) {
  return cp_slices_get_n_slices (self->open->question->slices);
}

static gboolean
has_sweeps (CpSession *self) {
  return self->open != NULL && self->open->question->label != NULL && self->open->inputs->n_models > 0;
}

static Snapshot *
take_snapshot (CpSession *self, CpStrategy strategy) {
  const CpQuestion *question = self->open->question;
  guint n_models = question->n_models;
  Snapshot *snapshot = g_new0 (Snapshot, 1);
  snapshot->n_models = n_models;
  snapshot->sweeps = g_new0 (CpSweep *, n_models);
  snapshot->models = g_new0 (CpModel *, n_models);
  snapshot->names = g_new0 (const char *, n_models);
  for (guint m = 0; m < n_models; m++) {
    snapshot->sweeps[m] = cp_sweep_ref (question->sweeps[m]);
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
                                       .tolerance = self->tolerance};
  return snapshot;
}

/* ---- the audit ---- */

static gpointer
audit_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  Snapshot *snapshot = data;
  cp_progress_report (progress, -1, "Computing intervals");
  snapshot->options.has_intervals = TRUE;
  return cp_audit_build (snapshot->sweeps, snapshot->names, snapshot->n_models, snapshot->thresholds,
                         &snapshot->options, cancellable, error);
}

static void
finish_audit (gpointer result, const GError *error, gpointer owner) {
  CpSession *self = owner;
  if (result == NULL)
    return; /* stopped: the audit without intervals stands */
  cp_audit_free (self->audit);
  self->audit = result;
  cp_session_emit (self, SIGNAL_RESULTS_CHANGED);
}

static const CpJobKind audit_kind = {
    .kind = "audit",
    .run = audit_on_worker,
    .free_data = snapshot_free,
    .free_result = (GDestroyNotify)cp_audit_free,
    .done = finish_audit,
    .delay_ms = 120, /* while a threshold is dragged the bootstrap would only be thrown away */
};

/* The numbers at once, the intervals of the gaps from a job. */
static void
update_audit (CpSession *self) {
  cp_jobs_cancel (self->jobs, &audit_kind);
  g_clear_pointer (&self->audit, cp_audit_free);
  if (!has_sweeps (self))
    return;
  Snapshot *snapshot = take_snapshot (self, CP_STRATEGY_CUSTOM);
  self->audit = cp_audit_build_at (snapshot->sweeps, snapshot->names, snapshot->n_models,
                                   snapshot->thresholds, &snapshot->options);
  cp_jobs_start (self->jobs, &audit_kind, snapshot, self);
}

/* Decisions are made anew: the thresholds or the slices they belong to are others. */
static void
thresholds_changed (CpSession *self) {
  update_audit (self);
  cp_session_emit (self, SIGNAL_THRESHOLDS_CHANGED);
  cp_session_emit (self, SIGNAL_RESULTS_CHANGED);
}

/* ---- strategies ---- */

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
  Snapshot *snapshot = data;
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
clear_preview (CpSession *self) {
  g_clear_pointer (&self->preview, preview_free);
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
  thresholds_changed (self);
}

static void
finish_optimise (gpointer result, const GError *error, gpointer owner) {
  CpSession *self = owner;
  clear_preview (self);
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
    .free_data = snapshot_free,
    .free_result = preview_free,
    .done = finish_optimise,
};

static void
update_preview (CpSession *self) {
  cp_jobs_cancel (self->jobs, &optimise_kind);
  clear_preview (self);
  if (has_sweeps (self) && self->preview_strategy != CP_STRATEGY_CUSTOM)
    cp_jobs_start (self->jobs, &optimise_kind, take_snapshot (self, self->preview_strategy), self);
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
  update_preview (self);
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
  if (!has_sweeps (self))
    return;
  cp_session_set_dirty (self, TRUE);
  if (self->preview != NULL) {
    apply_preview (self);
    cp_session_emit (self, SIGNAL_QUESTION_CHANGED);
  } else if (cp_jobs_is_running (self->jobs, &optimise_kind)) {
    self->applies_preview = TRUE;
  }
}

/* ---- thresholds ---- */

static void
set_custom (CpSession *self) {
  gboolean was_custom = self->strategy == CP_STRATEGY_CUSTOM && self->preview_strategy == CP_STRATEGY_CUSTOM;
  self->strategy = CP_STRATEGY_CUSTOM;
  self->preview_strategy = CP_STRATEGY_CUSTOM;
  self->applies_preview = FALSE;
  update_preview (self);
  if (!was_custom)
    cp_session_emit (self, SIGNAL_QUESTION_CHANGED);
}

void
cp_session_reset_thresholds (CpSession *self) {
  g_return_if_fail (cp_session_is_open (self));
  gsize n = (gsize)cp_session_get_n_models (self) * cp_session_get_n_slices (self);
  for (gsize i = 0; i < n; i++)
    self->thresholds[i] = DEFAULT_THRESHOLD;
  cp_session_set_dirty (self, TRUE);
  set_custom (self);
  thresholds_changed (self);
}

double
cp_session_get_threshold (CpSession *self, guint model, guint slice) {
  g_return_val_if_fail (model < cp_session_get_n_models (self), NAN);
  guint n_slices = cp_session_get_n_slices (self);
  const double *thresholds = self->thresholds + (gsize)model * n_slices;
  if (slice != CP_ALL_ROWS)
    return slice < n_slices ? thresholds[slice] : NAN;
  for (guint s = 1; s < n_slices; s++) {
    if (thresholds[s] != thresholds[0])
      return NAN;
  }
  return thresholds[0];
}

void
cp_session_set_threshold (CpSession *self, guint model, guint slice, double threshold) {
  g_return_if_fail (model < cp_session_get_n_models (self));
  g_return_if_fail (!isnan (threshold));
  guint n_slices = cp_session_get_n_slices (self);
  double *thresholds = self->thresholds + (gsize)model * n_slices;
  if (cp_session_get_threshold (self, model, slice) == threshold)
    return;
  for (guint s = 0; s < n_slices; s++) {
    if (slice == CP_ALL_ROWS || slice == s)
      thresholds[s] = threshold;
  }
  cp_session_set_dirty (self, TRUE);
  set_custom (self);
  thresholds_changed (self);
}

double
cp_session_get_row_threshold (CpSession *self, guint model, guint32 row) {
  g_return_val_if_fail (model < cp_session_get_n_models (self), NAN);
  const guint32 *slice_of_rows = cp_slices_get_slice_of_rows (self->open->question->slices);
  return self->thresholds[(gsize)model * cp_session_get_n_slices (self) + slice_of_rows[row]];
}

/* ---- another question ---- */

/* A model whose slices all shared one threshold keeps it under other slices; else it starts at the default.
 */
static void
carry_thresholds (CpSession *self, const CpQuestion *question) {
  guint n_models = question->n_models, n_slices = cp_slices_get_n_slices (question->slices);
  gboolean is_same =
      g_strv_equal ((const char *const *)question->keys, (const char *const *)self->open->question->keys);
  if (is_same)
    return;
  double *thresholds = g_new (double, (gsize)n_models *n_slices);
  for (guint m = 0; m < n_models; m++) {
    double shared = cp_session_get_threshold (self, m, CP_ALL_ROWS);
    for (guint s = 0; s < n_slices; s++)
      thresholds[(gsize)m * n_slices + s] = isnan (shared) ? DEFAULT_THRESHOLD : shared;
  }
  g_free (self->thresholds);
  self->thresholds = thresholds;
}

void
cp_session_replace_question (CpSession *self, CpQuestion *question) {
  carry_thresholds (self, question);
  cp_question_free (self->open->question);
  self->open->question = question;
  self->applies_preview = self->strategy != CP_STRATEGY_CUSTOM && self->strategy == self->preview_strategy;
  update_preview (self);
  thresholds_changed (self);
}

/* ---- costs ---- */

static void
costs_changed (CpSession *self) {
  cp_session_set_dirty (self, TRUE);
  update_preview (self);
  update_audit (self);
  cp_session_emit (self, SIGNAL_QUESTION_CHANGED);
  cp_session_emit (self, SIGNAL_RESULTS_CHANGED);
}

CpCosts
cp_session_get_costs (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), ((CpCosts){1, 1}));
  return self->costs;
}

void
cp_session_set_costs (CpSession *self, CpCosts costs) {
  g_return_if_fail (CP_IS_SESSION (self));
  g_return_if_fail (costs.fp_cost >= 0 && costs.fn_cost >= 0);
  if (costs.fp_cost == self->costs.fp_cost && costs.fn_cost == self->costs.fn_cost)
    return;
  self->costs = costs;
  costs_changed (self);
}

double
cp_session_get_tolerance (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NAN);
  if (self->tolerance >= 0)
    return self->tolerance;
  return has_sweeps (self) ? cp_default_tolerance (self->open->question->sweeps[0]) : 0.01;
}

void
cp_session_set_tolerance (CpSession *self, double tolerance) {
  g_return_if_fail (CP_IS_SESSION (self) && tolerance >= 0);
  if (tolerance == cp_session_get_tolerance (self))
    return;
  self->tolerance = tolerance;
  costs_changed (self);
}

const CpAudit *
cp_session_get_audit (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->audit;
}

/* ---- opening ---- */

static double
number_or (const json_t *value, double otherwise) {
  return json_is_number (value) ? json_number_value (value) : otherwise;
}

static void
read_thresholds (CpSession *self) {
  guint n_models = cp_session_get_n_models (self), n_slices = cp_session_get_n_slices (self);
  self->thresholds = g_new (double, (gsize)n_models *n_slices + 1);
  for (guint m = 0; m < n_models; m++) {
    const char *model = self->open->inputs->models[m]->name;
    for (guint s = 0; s < n_slices; s++)
      self->thresholds[(gsize)m * n_slices + s] = cp_session_file_get_threshold (
          self->open->document, model, cp_slices_get_label (self->open->question->slices, s),
          DEFAULT_THRESHOLD);
  }
}

void
cp_session_clear_thresholds (CpSession *self) {
  if (self->jobs != NULL) {
    cp_jobs_cancel (self->jobs, &optimise_kind);
    cp_jobs_cancel (self->jobs, &audit_kind);
  }
  clear_preview (self);
  g_clear_pointer (&self->audit, cp_audit_free);
  g_clear_pointer (&self->thresholds, g_free);
  self->strategy = self->preview_strategy = CP_STRATEGY_CUSTOM;
  self->applies_preview = FALSE;
  self->costs = (CpCosts){1, 1};
  self->tolerance = -1;
}

void
cp_session_start_thresholds (CpSession *self) {
  const json_t *document = self->open->document, *costs = json_object_get (document, "costs");
  self->costs.fp_cost = number_or (json_object_get (costs, "false_positive"), 1);
  self->costs.fn_cost = number_or (json_object_get (costs, "false_negative"), 1);
  self->tolerance = number_or (json_object_get (document, "tolerance"), -1);
  const char *strategy = json_string_value (json_object_get (document, "strategy"));
  if (strategy == NULL || !cp_strategy_parse (strategy, &self->strategy))
    self->strategy = CP_STRATEGY_CUSTOM;
  self->preview_strategy = self->strategy;
  read_thresholds (self);
  /* a strategy without its thresholds is worked out */
  self->applies_preview = self->strategy != CP_STRATEGY_CUSTOM &&
                          json_object_size (json_object_get (document, "thresholds")) == 0;
  update_preview (self);
  update_audit (self);
}
