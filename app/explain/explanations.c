#include "app/explain/explanations.h"

#include "app/explain/explain-setting.h"
#include "app/explain/model-snapshot.h"
#include "app/session/session-rows.h"
#include "app/session/session-view.h"
#include "core/base/error.h"

#include <string.h>

struct _CpExplanations {
  GObject parent_instance;
  CpSession *session; /* not owned: it owns this */
  CpExplainSetting setting;
  guint n_wanting;
  gboolean is_stale;  /* the setting is newer than the answers */
  gboolean is_behind; /* something changed while nobody wanted to know */
  GArray *absent;     /* (nullable): guint32: the rows that were deleted when it was asked last */
  guint n_models;
  CpRowExplanation **rows; /* (n_models): items nullable */
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CpExplanations, cp_explanations, G_TYPE_OBJECT)

void
cp_row_explanation_free (CpRowExplanation *explanation) {
  g_clear_pointer (&explanation->answer, cp_attributions_unref);
  g_clear_pointer (&explanation->groups, cp_feature_groups_unref);
  g_clear_pointer (&explanation->background, cp_background_unref);
  g_clear_pointer (&explanation->state, cp_table_unref);
  g_free (explanation->problem);
  g_free (explanation);
}

/* ---- on a worker ---- */

/* Whether @method is what the quick answer of @options would use anyway. */
static CpExplainMethod
find_method (CpModel *model, const CpBackground *background, const CpMatrix *row,
             const CpExplainOptions *options, gboolean is_quick, gboolean *out_is_last) {
  const float *values = cp_matrix_get_values (row);
  *out_is_last = TRUE;
  if (options->method != CP_EXPLAIN_AUTO)
    return options->method;
  CpExplainMethod method = cp_explain_choose (model, background, values, 1, options);
  CpExplainMethod quick = cp_explain_choose_quick (model, background, values, 1, options);
  *out_is_last = !is_quick || quick == method;
  return is_quick ? quick : CP_EXPLAIN_AUTO;
}

static gboolean
fill (CpRowExplanation *told, CpModel *model, CpEncoder *encoder, const CpTable *table, const GArray *absent,
      const CpExplainSetting *setting, gboolean is_quick, GCancellable *cancellable, GError **error) {
  if (!cp_explain_can (model, CP_EXPLAIN_EXACT, &told->problem))
    return TRUE;
  CpBackgroundChoice choice = {
      .kind = setting->background, .n = setting->n_background, .seed = setting->seed, .without = absent};
  if (told->background == NULL)
    told->background = cp_background_choice_make (&choice, encoder, table, cancellable, error);
  g_autoptr (CpMatrix) row =
      told->background != NULL ? cp_encoder_apply (encoder, told->state, cancellable, error) : NULL;
  if (row == NULL)
    return FALSE;
  CpExplainOptions options = {.method = setting->method, .space = setting->space, .seed = setting->seed};
  gboolean is_last;
  options.method = find_method (model, told->background, row, &options, is_quick, &is_last);
  options.groups = told->groups;
  options.halves = is_last; /* what is shown in a moment need not say how far the background carries */
  told->answer =
      cp_explain (model, told->background, cp_matrix_get_values (row), 1, &options, NULL, cancellable, error);
  told->is_quick = !is_last;
  return told->answer != NULL;
}

CpRowExplanation *
cp_explain_state (CpModel *model, CpEncoder *encoder, const CpTable *table, const GArray *absent,
                  const CpTable *state, CpFeatureGroups *groups, CpBackground *background,
                  const CpExplainSetting *setting, gboolean is_quick, GCancellable *cancellable) {
  CpRowExplanation *told = g_new0 (CpRowExplanation, 1);
  g_autoptr (GError) error = NULL;
  told->state = cp_table_ref ((CpTable *)state);
  told->groups = groups != NULL ? cp_feature_groups_ref (groups) : NULL;
  told->background = background != NULL ? cp_background_ref (background) : NULL;
  if (!fill (told, model, encoder, table, absent, setting, is_quick, cancellable, &error))
    told->problem = g_strdup (error->message);
  return told;
}

typedef struct {
  CpModelSnapshot from;
  CpTable *state;
  CpFeatureGroups **groups;
  CpBackground **backgrounds; /* items nullable */
  CpExplainSetting setting;
  gboolean is_quick;
} Request;

static void
request_free (gpointer data) {
  Request *request = data;
  for (guint m = 0; m < request->from.n_models; m++) {
    g_clear_pointer (&request->groups[m], cp_feature_groups_unref);
    g_clear_pointer (&request->backgrounds[m], cp_background_unref);
  }
  g_free (request->groups);
  g_free (request->backgrounds);
  cp_table_unref (request->state);
  cp_model_snapshot_clear (&request->from);
  g_free (request);
}

static void
free_explanation (gpointer data) {
  cp_row_explanation_free (data);
}

/* (element-type CpRowExplanation): one a model */
static gpointer
explain_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  Request *request = data;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (free_explanation);
  cp_progress_report (progress, -1, "Explaining the row");
  for (guint m = 0; m < request->from.n_models; m++) {
    CpEncoder *encoder = request->from.encoders[m];
    if (encoder != NULL && request->groups[m] == NULL)
      request->groups[m] = cp_feature_groups_new (encoder, request->from.table, request->from.one_hot);
    g_ptr_array_add (all, cp_explain_state (request->from.models[m], encoder, request->from.table,
                                            request->from.absent, request->state, request->groups[m],
                                            request->backgrounds[m], &request->setting, request->is_quick,
                                            cancellable));
    if (cp_check_cancelled (cancellable, error))
      return NULL;
  }
  return g_steal_pointer (&all);
}

/* ---- on the main loop ---- */

static void start (CpExplanations *self, gboolean is_quick);

static void
clear_rows (CpExplanations *self) {
  for (guint m = 0; m < self->n_models; m++)
    g_clear_pointer (&self->rows[m], cp_row_explanation_free);
  g_clear_pointer (&self->rows, g_free);
  self->n_models = 0;
}

static void
finish (gpointer result, const GError *error, gpointer owner) {
  CpExplanations *self = owner;
  g_autoptr (GPtrArray) all = result;
  if (all == NULL) { /* stopped: what is shown is not of this row, or of this setting */
    self->is_stale = TRUE;
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    return;
  }
  gboolean is_better_wanted = FALSE;
  clear_rows (self);
  self->n_models = all->len;
  self->rows = g_new0 (CpRowExplanation *, all->len + 1);
  g_ptr_array_set_free_func (all, NULL);
  for (guint m = 0; m < all->len; m++) {
    self->rows[m] = g_ptr_array_index (all, m);
    is_better_wanted = is_better_wanted || self->rows[m]->is_quick;
  }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (is_better_wanted)
    start (self, FALSE);
}

static const CpJobKind explain_kind = {
    .kind = "explain",
    .run = explain_on_worker,
    .free_data = request_free,
    .free_result = (GDestroyNotify)g_ptr_array_unref,
    .done = finish,
};

static gboolean
is_same_absent (CpExplanations *self, const GArray *absent) {
  return self->absent != NULL && self->absent->len == absent->len &&
         (absent->len == 0 || memcmp (self->absent->data, absent->data, absent->len * sizeof (guint32)) == 0);
}

/* Backgrounds and groups of the answers before serve again while model, encoder, setting and the rows that
 * are there are the same. */
static void
reuse (CpExplanations *self, Request *request) {
  if (!is_same_absent (self, request->from.absent))
    return;
  for (guint m = 0; !self->is_stale && m < MIN (request->from.n_models, self->n_models); m++) {
    const CpRowExplanation *before = self->rows[m];
    if (before == NULL || before->background == NULL)
      continue;
    request->backgrounds[m] = cp_background_ref (before->background);
    request->groups[m] = before->groups != NULL ? cp_feature_groups_ref (before->groups) : NULL;
  }
}

static void
start (CpExplanations *self, gboolean is_quick) {
  const CpRowHistory *history = cp_session_get_history (self->session);
  guint n = cp_session_get_n_models (self->session);
  if (history == NULL || n == 0)
    return;
  Request *request = g_new0 (Request, 1);
  request->from = cp_model_snapshot_take (self->session);
  request->groups = g_new0 (CpFeatureGroups *, n + 1);
  request->backgrounds = g_new0 (CpBackground *, n + 1);
  request->state = cp_table_ref (cp_row_history_get_scored (history));
  request->setting = self->setting;
  request->is_quick = is_quick;
  reuse (self, request);
  g_clear_pointer (&self->absent, g_array_unref);
  self->absent = g_array_ref (request->from.absent);
  self->is_stale = self->is_behind = FALSE;
  cp_jobs_start (cp_session_get_jobs (self->session), &explain_kind, request, self);
}

static void
follow (CpExplanations *self) {
  if (self->n_wanting > 0)
    start (self, TRUE);
  else
    self->is_behind = TRUE;
}

static void
opened (CpExplanations *self) {
  cp_jobs_cancel (cp_session_get_jobs (self->session), &explain_kind);
  clear_rows (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  follow (self);
}

/* Deleted rows are of no background. */
static void
rows_changed (CpExplanations *self) {
  g_autoptr (GArray) absent = cp_session_dup_absent (self->session);
  if (self->absent != NULL && !is_same_absent (self, absent))
    follow (self);
}

/* Another row: what is shown would be of the one before. */
static void
row_changed (CpExplanations *self) {
  if (cp_session_get_row (self->session) == CP_NO_ROW) {
    cp_jobs_cancel (cp_session_get_jobs (self->session), &explain_kind);
    clear_rows (self);
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    return;
  }
  follow (self);
}

void
cp_explanations_want (CpExplanations *self) {
  g_return_if_fail (CP_IS_EXPLANATIONS (self));
  if (self->n_wanting++ == 0 && (self->is_behind || self->rows == NULL) && cp_session_is_open (self->session))
    start (self, TRUE);
}

void
cp_explanations_unwant (CpExplanations *self) {
  g_return_if_fail (CP_IS_EXPLANATIONS (self) && self->n_wanting > 0);
  self->n_wanting--;
}

const CpExplainSetting *
cp_explanations_get_setting (CpExplanations *self) {
  g_return_val_if_fail (CP_IS_EXPLANATIONS (self), NULL);
  return &self->setting;
}

void
cp_explanations_set_setting (CpExplanations *self, const CpExplainSetting *setting) {
  g_return_if_fail (CP_IS_EXPLANATIONS (self) && setting->background != CP_BACKGROUND_FILE);
  if (cp_explain_setting_equal (&self->setting, setting))
    return;
  self->setting = *setting;
  self->is_stale = self->rows != NULL; /* what is not known yet is worked out so from the beginning */
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (!self->is_stale && cp_session_is_open (self->session))
    follow (self);
}

gboolean
cp_explanations_is_stale (CpExplanations *self) {
  g_return_val_if_fail (CP_IS_EXPLANATIONS (self), FALSE);
  return self->is_stale;
}

void
cp_explanations_recompute (CpExplanations *self) {
  g_return_if_fail (CP_IS_EXPLANATIONS (self));
  if (cp_session_is_open (self->session))
    start (self, TRUE);
}

const CpRowExplanation *
cp_explanations_get_row (CpExplanations *self, guint model) {
  g_return_val_if_fail (CP_IS_EXPLANATIONS (self), NULL);
  return model < self->n_models ? self->rows[model] : NULL;
}

static void
cp_explanations_finalize (GObject *object) {
  clear_rows (CP_EXPLANATIONS (object));
  g_clear_pointer (&CP_EXPLANATIONS (object)->absent, g_array_unref);
  G_OBJECT_CLASS (cp_explanations_parent_class)->finalize (object);
}

static void
cp_explanations_class_init (CpExplanationsClass *class) {
  G_OBJECT_CLASS (class)->finalize = cp_explanations_finalize;
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", CP_TYPE_EXPLANATIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cp_explanations_init (CpExplanations *self) {
  self->setting = cp_explain_setting_default ();
}

static json_t *
save_setting (gpointer data) {
  return cp_explain_setting_to_json (&CP_EXPLANATIONS (data)->setting);
}

static void
restore_setting (const json_t *value, gpointer data) {
  CpExplainSetting setting = cp_explain_setting_from_json (value);
  cp_explanations_set_setting (data, &setting);
}

CpExplanations *
cp_session_get_explanations (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  CpExplanations *self = g_object_get_data (G_OBJECT (session), "cp-explanations");
  if (self != NULL)
    return self;
  self = g_object_new (CP_TYPE_EXPLANATIONS, NULL);
  self->session = session;
  g_object_set_data_full (G_OBJECT (session), "cp-explanations", self, g_object_unref);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "row-changed", G_CALLBACK (row_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "runs-changed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "scope-changed", G_CALLBACK (rows_changed), self, G_CONNECT_SWAPPED);
  cp_session_add_view (session, "explain", save_setting, restore_setting, G_OBJECT (self));
  return self;
}
