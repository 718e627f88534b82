#include "app/explain/importances.h"

#include "app/explain/model-snapshot.h"
#include "app/session/session-output.h"
#include "app/session/session-scope.h"
#include "core/base/error.h"
#include "core/base/progress-part.h"
#include "core/table/edits.h"

#define N_REPEATS 5

struct _CpImportances {
  GObject parent_instance;
  CpSession *session; /* not owned: it owns this */
  CpGlobalExplanations *global;
  guint n_wanting;
  gboolean is_needed; /* something changed since the last start */
  guint n_rows;       /* of the last start */
  guint64 seed;       /* of the last start */
  CpLabels *labels;   /* (nullable): of the last start; held, so that no other ones get its address */
  GPtrArray *answers; /* of CpImportanceAnswer, one a model; items nullable */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CpImportances, cp_importances, G_TYPE_OBJECT)

static void
free_answer (gpointer data) {
  CpImportanceAnswer *answer = data;
  if (answer == NULL)
    return;
  g_clear_pointer (&answer->importance, cp_importance_unref);
  g_clear_pointer (&answer->groups, cp_feature_groups_unref);
  g_free (answer->problem);
  g_free (answer);
}

/* ---- on a worker ---- */

typedef struct {
  CpModelSnapshot from;
  guint n_outputs;
  guint32 *rows; /* (n_rows) */
  gsize n_rows;
  guint64 seed;
  guint8 **truth; /* (n_outputs): of each (n_rows), nullable: none */
} Request;

static void
request_free (gpointer data) {
  Request *request = data;
  cp_model_snapshot_clear (&request->from);
  for (guint o = 0; o < request->n_outputs; o++)
    g_free (request->truth[o]);
  g_free (request->truth);
  g_free (request->rows);
  g_free (request);
}

static void
measure_model (const Request *request, guint m, CpImportanceAnswer *answer, const CpProgress *progress,
               GCancellable *cancellable) {
  g_autoptr (GError) error = NULL;
  CpModel *model = request->from.models[m];
  CpEncoder *encoder = request->from.encoders[m];
  if (!cp_explain_can (model, CP_EXPLAIN_EXACT, &answer->problem))
    return;
  if (model->n_outputs != request->n_outputs) {
    answer->problem = g_strdup_printf ("%s: it has %u outputs, there is ground truth for %u.", model->place,
                                       model->n_outputs, request->n_outputs);
    return;
  }
  g_autoptr (CpTable) part = cp_table_take_rows (request->from.table, request->rows, request->n_rows);
  g_autoptr (CpMatrix) features = cp_encoder_apply (encoder, part, cancellable, &error);
  answer->groups = cp_feature_groups_new (encoder, request->from.table, request->from.one_hot);
  if (features != NULL)
    answer->importance =
        cp_importance_build (model, answer->groups, features, (const guint8 *const *)request->truth,
                             N_REPEATS, request->seed, progress, cancellable, &error);
  if (answer->importance == NULL)
    answer->problem = g_strdup (error->message);
}

/* (element-type CpImportanceAnswer): one a model */
static gpointer
measure_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const Request *request = data;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (free_answer);
  for (guint m = 0; m < request->from.n_models; m++) {
    CpProgressPart part = {progress, (double)m / request->from.n_models, 1.0 / request->from.n_models};
    CpProgress own = cp_progress_part_get (&part);
    CpImportanceAnswer *answer = g_new0 (CpImportanceAnswer, 1);
    g_ptr_array_add (all, answer);
    measure_model (request, m, answer, &own, cancellable);
    if (cp_check_cancelled (cancellable, error))
      return NULL;
  }
  return g_steal_pointer (&all);
}

/* ---- on the main loop ---- */

static void
finish (gpointer result, const GError *error, gpointer owner) {
  CpImportances *self = owner;
  if (result != NULL) {
    g_ptr_array_unref (self->answers);
    self->answers = result;
  } else {
    self->is_needed = TRUE; /* stopped */
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

static const CpJobKind importance_kind = {.kind = "importance",
                                          .run = measure_on_worker,
                                          .free_data = request_free,
                                          .free_result = (GDestroyNotify)g_ptr_array_unref,
                                          .done = finish};

/* (transfer full) (nullable): what is true of the rows and that output: the label of the output looked at,
 * tags of the others */
static guint8 *
read_truth (CpImportances *self, guint output, const guint32 *rows, gsize n) {
  CpLabels *labels =
      output == cp_session_get_output (self->session) ? cp_session_get_labels (self->session) : NULL;
  g_autofree guint8 *truth = g_new (guint8, n + 1);
  for (gsize i = 0; i < n; i++) {
    int has = labels != NULL ? cp_labels_get_values (labels)[rows[i]]
                             : cp_session_has_tag (self->session, rows[i], output);
    if (has < 0)
      return NULL;
    truth[i] = (guint8)has;
  }
  return g_steal_pointer (&truth);
}

static void
start (CpImportances *self) {
  CpSession *session = self->session;
  gsize n_scope;
  Request *request = g_new0 (Request, 1);
  const guint32 *scope = cp_session_get_scope (session, &n_scope);
  request->seed = cp_explanations_get_setting (cp_session_get_explanations (session))->seed;
  request->from = cp_model_snapshot_take (session);
  self->n_rows = cp_global_explanations_get_n_rows (self->global);
  request->rows = cp_global_choose_rows (cp_table_get_n_rows (request->from.table), scope, n_scope,
                                         self->n_rows, request->seed, &request->n_rows);
  request->n_outputs = cp_session_get_n_outputs (session);
  request->truth = g_new0 (guint8 *, request->n_outputs + 1);
  for (guint o = 0; o < request->n_outputs; o++)
    request->truth[o] = read_truth (self, o, request->rows, request->n_rows);
  g_clear_pointer (&self->labels, cp_labels_unref);
  if (cp_session_get_labels (session) != NULL)
    self->labels = cp_labels_ref (cp_session_get_labels (session));
  self->seed = request->seed;
  self->is_needed = FALSE;
  cp_jobs_start (cp_session_get_jobs (session), &importance_kind, request, self);
}

const char *
cp_importances_get_refusal (CpImportances *self) {
  g_return_val_if_fail (CP_IS_IMPORTANCES (self), NULL);
  if (!cp_session_is_open (self->session) || cp_session_get_n_models (self->session) == 0)
    return "There is no model to measure.";
  if (cp_session_get_labels (self->session) == NULL)
    return "Permutation importance compares scores with labels, and this session has no label.";
  return NULL;
}

static void
follow (CpImportances *self) {
  if (self->n_wanting > 0 && self->is_needed && cp_importances_get_refusal (self) == NULL)
    start (self);
}

static void
ask_anew (CpImportances *self) {
  self->is_needed = TRUE;
  follow (self);
}

static void
opened (CpImportances *self) {
  cp_jobs_cancel (cp_session_get_jobs (self->session), &importance_kind);
  g_ptr_array_set_size (self->answers, 0);
  g_signal_emit (self, signals[CHANGED], 0);
  ask_anew (self);
}

/* The number of rows is the global explanations', the label may be another one by now. A new seed waits for
 * Recompute as everything made with it does. */
static void
check (CpImportances *self) {
  CpExplanations *explanations = cp_session_get_explanations (self->session);
  if (!cp_session_is_open (self->session) ||
      (self->n_rows == cp_global_explanations_get_n_rows (self->global) &&
       self->labels == cp_session_get_labels (self->session) &&
       (self->seed == cp_explanations_get_setting (explanations)->seed ||
        cp_explanations_is_stale (explanations))))
    return;
  ask_anew (self);
}

void
cp_importances_want (CpImportances *self) {
  g_return_if_fail (CP_IS_IMPORTANCES (self));
  self->n_wanting++;
  check (self);
  follow (self);
}

void
cp_importances_unwant (CpImportances *self) {
  g_return_if_fail (CP_IS_IMPORTANCES (self) && self->n_wanting > 0);
  self->n_wanting--;
}

const CpImportanceAnswer *
cp_importances_get (CpImportances *self, guint model) {
  g_return_val_if_fail (CP_IS_IMPORTANCES (self), NULL);
  return model < self->answers->len ? self->answers->pdata[model] : NULL;
}

static void
cp_importances_finalize (GObject *object) {
  g_clear_pointer (&CP_IMPORTANCES (object)->labels, cp_labels_unref);
  g_ptr_array_unref (CP_IMPORTANCES (object)->answers);
  G_OBJECT_CLASS (cp_importances_parent_class)->finalize (object);
}

static void
cp_importances_class_init (CpImportancesClass *class) {
  G_OBJECT_CLASS (class)->finalize = cp_importances_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", CP_TYPE_IMPORTANCES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cp_importances_init (CpImportances *self) {
  self->is_needed = TRUE;
  self->answers = g_ptr_array_new_with_free_func (free_answer);
}

CpImportances *
cp_session_get_importances (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  CpImportances *self = g_object_get_data (G_OBJECT (session), "cp-importances");
  if (self != NULL)
    return self;
  self = g_object_new (CP_TYPE_IMPORTANCES, NULL);
  self->session = session;
  self->global = cp_session_get_global_explanations (session);
  g_object_set_data_full (G_OBJECT (session), "cp-importances", self, g_object_unref);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "scope-changed", G_CALLBACK (ask_anew), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cp_session_get_explanations (session), "changed", G_CALLBACK (check), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->global, "changed", G_CALLBACK (check), self, G_CONNECT_SWAPPED);
  return self;
}
