#include "app/explain/explanations-global.h"

#include "app/explain/explain-setting.h"
#include "app/explain/model-snapshot.h"
#include "app/session/session-scope.h"
#include "core/base/error.h"
#include "core/base/progress-part.h"

#define N_ROWS 1000
#define FIRST_SHARE 0.1 /* of the progress: first answers of all models */

/* What a worker hands its batches to; the owner leaves it when it goes. */
typedef struct {
  CpGlobalExplanations *owner; /* (nullable): main loop only */
} Letterbox;

struct _CpGlobalExplanations {
  GObject parent_instance;
  CpSession *session; /* not owned: it owns this */
  CpExplanations *explanations;
  Letterbox *letterbox;
  guint n_wanting, n_rows, generation, answered; /* answered: the generation of @answers */
  gboolean is_needed;                            /* something changed since the last start */
  CpExplainSetting setting;
  CpSlices *asked;    /* (nullable): of the last start */
  CpSlices *slices;   /* (nullable): of the answers */
  GPtrArray *answers; /* of CpGlobalAnswer, one a model, all of one generation; items nullable */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CpGlobalExplanations, cp_global_explanations, G_TYPE_OBJECT)

static void
free_answer (gpointer data) {
  CpGlobalAnswer *answer = data;
  if (answer == NULL)
    return;
  g_clear_pointer (&answer->global, cp_global_unref);
  g_clear_pointer (&answer->groups, cp_feature_groups_unref);
  g_free (answer->problem);
  g_free (answer);
}

/* ---- on a worker ---- */

typedef struct {
  Letterbox *letterbox;
  CpModelSnapshot from;
  guint generation, n_rows;
  CpScope *scope;   /* (nullable) */
  CpSlices *slices; /* (nullable) */
  CpExplainSetting setting;
} Request;

static void
request_free (gpointer data) {
  Request *request = data;
  cp_model_snapshot_clear (&request->from);
  g_clear_pointer (&request->scope, cp_scope_unref);
  g_clear_pointer (&request->slices, cp_slices_unref);
  g_atomic_rc_box_release (request->letterbox);
  g_free (request);
}

/* One model's answer so far, on its way to the main loop. */
typedef struct {
  Letterbox *letterbox;
  guint generation, model;
  CpGlobalAnswer *answer;
} Letter;

static void
free_letter (gpointer data) {
  Letter *letter = data;
  free_answer (letter->answer);
  g_atomic_rc_box_release (letter->letterbox);
  g_free (letter);
}

/* With the first answer of a start those before it go: by other rows and slices, they cannot be put beside
 * it. */
static void
turn_over (CpGlobalExplanations *self) {
  if (self->answered == self->generation)
    return;
  guint n = self->answers->len;
  self->answered = self->generation;
  g_ptr_array_set_size (self->answers, 0);
  g_ptr_array_set_size (self->answers, (int)n);
  g_clear_pointer (&self->slices, cp_slices_unref);
  self->slices = self->asked != NULL ? cp_slices_ref (self->asked) : NULL;
}

static gboolean
deliver (gpointer data) {
  Letter *letter = data;
  CpGlobalExplanations *self = letter->letterbox->owner;
  if (self == NULL || letter->generation != self->generation || letter->model >= self->answers->len)
    return G_SOURCE_REMOVE;
  turn_over (self);
  free_answer (self->answers->pdata[letter->model]);
  self->answers->pdata[letter->model] = g_steal_pointer (&letter->answer);
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

typedef struct {
  const Request *request;
  guint model;
  CpFeatureGroups *groups;
} Batch;

/* @global, @problem: (transfer full) (nullable) */
static void
send (const Batch *batch, CpGlobal *global, char *problem) {
  Letter *letter = g_new0 (Letter, 1);
  letter->letterbox = g_atomic_rc_box_acquire (batch->request->letterbox);
  letter->generation = batch->request->generation;
  letter->model = batch->model;
  letter->answer = g_new0 (CpGlobalAnswer, 1);
  letter->answer->global = global;
  letter->answer->problem = problem;
  letter->answer->groups = batch->groups != NULL ? cp_feature_groups_ref (batch->groups) : NULL;
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, deliver, letter, free_letter);
}

static void
send_batch (CpGlobal *so_far, gpointer data) {
  send (data, so_far, NULL);
}

/* (transfer full) (nullable) */
static CpGlobal *
explain_model (const Request *request, Batch *batch, const guint32 *rows, gsize n, CpGlobalStage stage,
               const CpProgress *progress, GCancellable *cancellable, GError **error) {
  CpModel *model = request->from.models[batch->model];
  CpEncoder *encoder = request->from.encoders[batch->model];
  CpBackgroundChoice choice = {.kind = request->setting.background,
                               .n = request->setting.n_background,
                               .seed = request->setting.seed,
                               .without = request->from.absent};
  g_autoptr (CpBackground) background =
      cp_background_choice_make (&choice, encoder, request->from.table, cancellable, error);
  if (background == NULL)
    return NULL;
  CpGlobalRequest asked = {.model = model,
                           .encoder = encoder,
                           .groups = batch->groups,
                           .table = request->from.table,
                           .background = background,
                           .options = {.method = request->setting.method,
                                       .space = request->setting.space,
                                       .seed = request->setting.seed},
                           .rows = rows,
                           .n_rows = n,
                           .slices = request->slices,
                           .stage = stage};
  return cp_global_explain (&asked, send_batch, batch, progress, cancellable, error);
}

/* Sends what model @m answers in this stage. %TRUE where a better answer follows. */
static gboolean
answer_model (const Request *request, guint m, const guint32 *rows, gsize n, CpGlobalStage stage,
              const CpProgress *progress, GCancellable *cancellable) {
  g_autoptr (GError) trouble = NULL;
  g_autoptr (CpFeatureGroups) groups =
      request->from.encoders[m] != NULL
          ? cp_feature_groups_new (request->from.encoders[m], request->from.table, request->from.one_hot)
          : NULL;
  char *problem = NULL;
  CpGlobal *global = NULL;
  Batch batch = {request, m, groups};
  if (cp_explain_can (request->from.models[m], CP_EXPLAIN_EXACT, &problem))
    global = explain_model (request, &batch, rows, n, stage, progress, cancellable, &trouble);
  if (g_cancellable_is_cancelled (cancellable)) {
    g_clear_pointer (&global, cp_global_unref);
    g_free (problem);
    return FALSE;
  }
  gboolean is_more = global != NULL && !global->is_last;
  send (&batch, global, trouble != NULL ? g_strdup (trouble->message) : problem);
  return is_more;
}

/* First all models at once, so that they can be compared; then each as well as it can be. */
static gpointer
explain_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  Request *request = data;
  gsize n_scope = 0, n = 0;
  const guint32 *scope = request->scope != NULL ? cp_scope_get_rows (request->scope, &n_scope) : NULL;
  g_autofree guint32 *rows = cp_global_choose_rows (cp_table_get_n_rows (request->from.table), scope, n_scope,
                                                    request->n_rows, request->setting.seed, &n);
  g_autofree gboolean *is_more = g_new0 (gboolean, request->from.n_models + 1);
  double step = 1.0 / MAX (request->from.n_models, 1);
  for (guint m = 0; n > 0 && m < request->from.n_models; m++) {
    CpProgressPart part = {progress, m * step * FIRST_SHARE, step * FIRST_SHARE};
    CpProgress own = cp_progress_part_get (&part);
    is_more[m] = answer_model (request, m, rows, n, CP_GLOBAL_FIRST, &own, cancellable);
    if (cp_check_cancelled (cancellable, error))
      return NULL;
  }
  for (guint m = 0; m < request->from.n_models; m++) {
    CpProgressPart part = {progress, FIRST_SHARE + m * step * (1 - FIRST_SHARE), step * (1 - FIRST_SHARE)};
    CpProgress own = cp_progress_part_get (&part);
    if (is_more[m])
      answer_model (request, m, rows, n, CP_GLOBAL_REST, &own, cancellable);
    if (cp_check_cancelled (cancellable, error))
      return NULL;
  }
  return g_new0 (char, 1);
}

/* ---- on the main loop ---- */

static void
finish (gpointer result, const GError *error, gpointer owner) {
  CpGlobalExplanations *self = owner;
  self->is_needed = self->is_needed || result == NULL; /* stopped: of fewer rows than were asked for */
  g_free (result);
  g_signal_emit (self, signals[CHANGED], 0);
}

static const CpJobKind global_kind = {
    .kind = "explain-global",
    .run = explain_on_worker,
    .free_data = request_free,
    .free_result = g_free,
    .done = finish,
};

static void
start (CpGlobalExplanations *self) {
  Request *request = g_new0 (Request, 1);
  request->letterbox = g_atomic_rc_box_acquire (self->letterbox);
  request->generation = ++self->generation;
  request->n_rows = self->n_rows;
  request->from = cp_model_snapshot_take (self->session);
  CpScope *scope = cp_session_get_scope_snapshot (self->session);
  CpSlices *slices = cp_session_get_slices (self->session);
  request->scope = scope != NULL ? cp_scope_ref (scope) : NULL;
  request->slices = slices != NULL ? cp_slices_ref (slices) : NULL;
  g_clear_pointer (&self->asked, cp_slices_unref);
  self->asked = slices != NULL ? cp_slices_ref (slices) : NULL;
  request->setting = self->setting = *cp_explanations_get_setting (self->explanations);
  g_ptr_array_set_size (self->answers, (int)request->from.n_models);
  self->is_needed = FALSE;
  cp_jobs_start (cp_session_get_jobs (self->session), &global_kind, request, self);
}

static gboolean
is_setting_new (CpGlobalExplanations *self) {
  return !cp_explain_setting_equal (cp_explanations_get_setting (self->explanations), &self->setting);
}

gboolean
cp_global_explanations_is_stale (CpGlobalExplanations *self) {
  g_return_val_if_fail (CP_IS_GLOBAL_EXPLANATIONS (self), FALSE);
  return is_setting_new (self) || (self->is_needed && self->answers->len > 0);
}

/* A new setting waits for Recompute: until then the row's explanation is out of date, too. */
static void
follow (CpGlobalExplanations *self) {
  gboolean is_asked = self->is_needed || is_setting_new (self);
  if (self->n_wanting == 0 || !is_asked || !cp_session_is_open (self->session) ||
      cp_session_get_n_models (self->session) == 0 || cp_explanations_is_stale (self->explanations))
    return;
  start (self);
}

static void
explanations_changed (CpGlobalExplanations *self) {
  follow (self);
  if (is_setting_new (self))
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
rows_changed (CpGlobalExplanations *self) {
  self->is_needed = TRUE;
  follow (self);
}

static void
slices_changed (CpGlobalExplanations *self) {
  if (self->answers->len > 0 && cp_session_get_slices (self->session) != self->asked)
    rows_changed (self);
}

static void
opened (CpGlobalExplanations *self) {
  cp_jobs_cancel (cp_session_get_jobs (self->session), &global_kind);
  self->generation++;
  g_ptr_array_set_size (self->answers, 0);
  g_signal_emit (self, signals[CHANGED], 0);
  rows_changed (self);
}

void
cp_global_explanations_want (CpGlobalExplanations *self) {
  g_return_if_fail (CP_IS_GLOBAL_EXPLANATIONS (self));
  self->n_wanting++;
  follow (self);
}

void
cp_global_explanations_unwant (CpGlobalExplanations *self) {
  g_return_if_fail (CP_IS_GLOBAL_EXPLANATIONS (self) && self->n_wanting > 0);
  self->n_wanting--;
}

guint
cp_global_explanations_get_n_rows (CpGlobalExplanations *self) {
  g_return_val_if_fail (CP_IS_GLOBAL_EXPLANATIONS (self), 0);
  return self->n_rows;
}

void
cp_global_explanations_set_n_rows (CpGlobalExplanations *self, guint n_rows) {
  g_return_if_fail (CP_IS_GLOBAL_EXPLANATIONS (self) && n_rows > 0);
  if (self->n_rows == n_rows)
    return;
  self->n_rows = n_rows;
  rows_changed (self);
}

const CpGlobalAnswer *
cp_global_explanations_get (CpGlobalExplanations *self, guint model) {
  g_return_val_if_fail (CP_IS_GLOBAL_EXPLANATIONS (self), NULL);
  return model < self->answers->len ? self->answers->pdata[model] : NULL;
}

CpSlices *
cp_global_explanations_get_slices (CpGlobalExplanations *self) {
  g_return_val_if_fail (CP_IS_GLOBAL_EXPLANATIONS (self), NULL);
  return self->slices;
}

static void
cp_global_explanations_finalize (GObject *object) {
  CpGlobalExplanations *self = CP_GLOBAL_EXPLANATIONS (object);
  self->letterbox->owner = NULL;
  g_atomic_rc_box_release (self->letterbox);
  g_ptr_array_unref (self->answers);
  g_clear_pointer (&self->asked, cp_slices_unref);
  g_clear_pointer (&self->slices, cp_slices_unref);
  G_OBJECT_CLASS (cp_global_explanations_parent_class)->finalize (object);
}

static void
cp_global_explanations_class_init (CpGlobalExplanationsClass *class) {
  G_OBJECT_CLASS (class)->finalize = cp_global_explanations_finalize;
  signals[CHANGED] = g_signal_new ("changed", CP_TYPE_GLOBAL_EXPLANATIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
cp_global_explanations_init (CpGlobalExplanations *self) {
  self->n_rows = N_ROWS;
  self->is_needed = TRUE;
  self->answers = g_ptr_array_new_with_free_func (free_answer);
  self->letterbox = g_atomic_rc_box_new0 (Letterbox);
  self->letterbox->owner = self;
}

CpGlobalExplanations *
cp_session_get_global_explanations (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  CpGlobalExplanations *self = g_object_get_data (G_OBJECT (session), "cp-global-explanations");
  if (self != NULL)
    return self;
  self = g_object_new (CP_TYPE_GLOBAL_EXPLANATIONS, NULL);
  self->session = session;
  self->explanations = cp_session_get_explanations (session);
  self->setting = *cp_explanations_get_setting (self->explanations);
  g_object_set_data_full (G_OBJECT (session), "cp-global-explanations", self, g_object_unref);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "scope-changed", G_CALLBACK (rows_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "thresholds-changed", G_CALLBACK (slices_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->explanations, "changed", G_CALLBACK (explanations_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}
