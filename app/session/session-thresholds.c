#include "app/session/session-private.h"

#include "core/report/session-file.h"

#include <math.h>

/* The thresholds in force, the costs and the tolerance. A moved threshold is answered at once from the
 * sweeps; see session-audit.c. */

guint
cp_session_get_n_slices (CpSession *self) {
  return cp_slices_get_n_slices (self->open->question->slices);
}

gboolean
cp_session_has_sweeps (CpSession *self) {
  return self->open != NULL && self->open->question->label != NULL && self->open->inputs->n_models > 0;
}

/* Decisions are made anew: the thresholds or the slices they belong to are others. */
void
cp_session_thresholds_changed (CpSession *self) {
  cp_session_update_audit (self);
  cp_session_emit (self, SIGNAL_THRESHOLDS_CHANGED);
  cp_session_emit (self, SIGNAL_RESULTS_CHANGED);
}

/* ---- thresholds ---- */

void
cp_session_reset_thresholds (CpSession *self) {
  g_return_if_fail (cp_session_is_open (self));
  gsize n = (gsize)cp_session_get_n_models (self) * cp_session_get_n_slices (self);
  for (gsize i = 0; i < n; i++)
    self->thresholds[i] = CP_DEFAULT_THRESHOLD;
  cp_session_set_dirty (self, TRUE);
  cp_session_set_custom (self);
  cp_session_thresholds_changed (self);
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
  cp_session_set_custom (self);
  cp_session_thresholds_changed (self);
}

double
cp_session_get_state_threshold (CpSession *self, guint model, const CpTable *state) {
  g_return_val_if_fail (model < cp_session_get_n_models (self), NAN);
  const CpSlices *slices = self->open->question->slices;
  return cp_slices_get_threshold (slices, self->thresholds + (gsize)model * cp_session_get_n_slices (self),
                                  cp_slices_find (slices, state, 0), CP_DEFAULT_THRESHOLD);
}

char *
cp_session_dup_strange_slice (CpSession *self, const CpTable *state) {
  g_return_val_if_fail (cp_session_is_open (self), NULL);
  const CpSlices *slices = self->open->question->slices;
  return cp_slices_find (slices, state, 0) == CP_NO_SLICE ? cp_slices_dup_label_of (slices, state, 0) : NULL;
}

double
cp_session_get_row_threshold (CpSession *self, guint model, guint32 row) {
  g_return_val_if_fail (model < cp_session_get_n_models (self), NAN);
  const CpRun *run = cp_session_get_last_run (self, row);
  return run != NULL && cp_session_can_rescore (self, model)
             ? cp_session_get_state_threshold (self, model, run->state)
             : cp_session_get_table_threshold (self, model, row);
}

double
cp_session_get_table_threshold (CpSession *self, guint model, guint32 row) {
  g_return_val_if_fail (model < cp_session_get_n_models (self), NAN);
  const guint32 *slice_of_rows = cp_slices_get_slice_of_rows (self->open->question->slices);
  return self->thresholds[(gsize)model * cp_session_get_n_slices (self) + slice_of_rows[row]];
}

/* ---- another question ---- */

/* (transfer full) (n_slices): which slice of @before each of @now was, by its name; where rows that were
 * added moved the edges of bins, so that none has that name, by its place. CP_NO_SLICE: a new one */
static guint *
match_slices (const CpSlices *before, const CpSlices *now) {
  guint n_before = cp_slices_get_n_slices (before), n = cp_slices_get_n_slices (now);
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  guint *matches = g_new (guint, n + 1);
  for (guint s = n_before; s-- > 0;)
    g_hash_table_insert (places, (gpointer)cp_slices_get_label (before, s), GUINT_TO_POINTER (s));
  for (guint s = 0; s < n; s++) {
    gpointer place;
    matches[s] = n == n_before ? s : CP_NO_SLICE;
    if (g_hash_table_lookup_extended (places, cp_slices_get_label (now, s), NULL, &place))
      matches[s] = GPOINTER_TO_UINT (place);
  }
  return matches;
}

/* The slices of the same columns keep their thresholds. A model whose slices all shared one keeps it for
 * every other slice; else that starts at the default. */
static void
carry_thresholds (CpSession *self, const CpQuestion *question) {
  const CpQuestion *before = self->open->question;
  guint n_models = question->n_models, n_slices = cp_slices_get_n_slices (question->slices);
  gboolean is_same = g_strv_equal ((const char *const *)question->keys, (const char *const *)before->keys);
  g_autofree guint *matches = is_same ? match_slices (before->slices, question->slices) : NULL;
  double *thresholds = g_new (double, (gsize)n_models *n_slices + 1);
  for (guint m = 0; m < n_models; m++) {
    double shared = cp_session_get_threshold (self, m, CP_ALL_ROWS);
    for (guint s = 0; s < n_slices; s++)
      thresholds[(gsize)m * n_slices + s] = matches != NULL && matches[s] != CP_NO_SLICE
                                                ? cp_session_get_threshold (self, m, matches[s])
                                            : isnan (shared) ? CP_DEFAULT_THRESHOLD
                                                             : shared;
  }
  g_free (self->thresholds);
  self->thresholds = thresholds;
}

void
cp_session_replace_question (CpSession *self, CpQuestion *question) {
  carry_thresholds (self, question);
  cp_jobs_let_go (self->open->question, (GDestroyNotify)cp_question_free);
  self->open->question = question;
  self->applies_preview = self->strategy != CP_STRATEGY_CUSTOM;
  if (self->applies_preview) /* before another one that was only looked at */
    self->preview_strategy = self->strategy;
  cp_session_update_preview (self);
  cp_session_update_frontier (self);
  cp_session_update_score_intervals (self);
  cp_session_thresholds_changed (self);
}

/* ---- costs ---- */

/* The thresholds in force stay: with the costs only what the decisions cost changes. */
static void
costs_changed (CpSession *self) {
  cp_session_set_dirty (self, TRUE);
  cp_session_update_preview (self);
  cp_session_update_frontier (self);
  cp_session_update_audit (self);
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
  return cp_session_has_sweeps (self) ? cp_default_tolerance (self->open->question->sweeps[0]) : 0.01;
}

void
cp_session_set_tolerance (CpSession *self, double tolerance) {
  g_return_if_fail (CP_IS_SESSION (self) && tolerance >= 0);
  if (tolerance == cp_session_get_tolerance (self))
    return;
  self->tolerance = tolerance;
  cp_session_set_dirty (self, TRUE);
  cp_session_update_preview (self);
  cp_session_emit (self, SIGNAL_QUESTION_CHANGED);
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
          CP_DEFAULT_THRESHOLD);
  }
}

void
cp_session_clear_thresholds (CpSession *self) {
  cp_session_clear_preview (self);
  cp_session_clear_frontier (self);
  cp_session_clear_score_intervals (self);
  cp_session_clear_audit (self);
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
  self->frontier_strategy =
      self->strategy > CP_STRATEGY_GROUP ? self->strategy : CP_STRATEGY_DEMOGRAPHIC_PARITY;
  cp_session_update_frontier (self);
  cp_session_update_score_intervals (self);
  /* a strategy without its thresholds is worked out */
  self->applies_preview = self->strategy != CP_STRATEGY_CUSTOM &&
                          json_object_size (json_object_get (document, "thresholds")) == 0;
  cp_session_update_preview (self);
  cp_session_update_audit (self);
}
