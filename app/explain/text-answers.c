#include "app/explain/text-answers.h"

#include "app/explain/model-snapshot.h"
#include "app/session/session-rows.h"
#include "core/base/error.h"
#include "core/table/edits.h"

#include <string.h>

#define REST_MS 250 /* after the last key, until what takes longer is worked out */

struct _CpTextAnswers {
  GObject parent_instance;
  CpSession *session;   /* not owned: it owns this */
  const CpField *field; /* (nullable): of the session's */
  CpTextGame game;
  guint n_wanting;
  gboolean is_behind;          /* something changed while nobody wanted to know */
  GPtrArray *answers, *absent; /* (nullable) of CpTextAnswer, one a model */
  GArray *without; /* (nullable): guint32: the rows that were deleted when the backgrounds were asked for */
  GPtrArray *backgrounds[CP_TEXT_AGAINST + 1]; /* (nullable) of CpBackground, items nullable: for the game */
  CpTextScored other_done;
  gpointer other_data;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CpTextAnswers, cp_text_answers, G_TYPE_OBJECT)

/* ---- on a worker ---- */

typedef struct {
  CpModelSnapshot from;
  CpTable *state;
  char *column, *text;    /* text: (nullable): in place of the row's */
  GPtrArray *backgrounds; /* (nullable) */
  CpTextGame game;
  gboolean is_quick;
} Request;

static void
request_free (gpointer data) {
  Request *request = data;
  cp_model_snapshot_clear (&request->from);
  cp_table_unref (request->state);
  g_free (request->column);
  g_free (request->text);
  g_clear_pointer (&request->backgrounds, g_ptr_array_unref);
  g_free (request);
}

static void
free_answer (gpointer data) {
  cp_text_answer_free (data);
}

/* (element-type CpTextAnswer): one a model */
static gpointer
answer_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  Request *request = data;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (free_answer);
  cp_progress_report (progress, -1, "Explaining the text");
  for (guint m = 0; m < request->from.n_models; m++) {
    CpBackground *background =
        request->backgrounds != NULL ? g_ptr_array_index (request->backgrounds, m) : NULL;
    g_ptr_array_add (all, cp_text_answer_make (request->from.models[m], request->from.encoders[m],
                                               request->from.table, request->from.absent, request->state,
                                               request->column, background, request->game, request->is_quick,
                                               cancellable));
    if (cp_check_cancelled (cancellable, error))
      return NULL;
  }
  return g_steal_pointer (&all);
}

/* (element-type double*): the scores of another text, an item nullable */
static gpointer
score_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  Request *request = data;
  gsize column;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (CpTable) state = cp_table_find_column_index (request->state, request->column, &column)
                                  ? cp_table_set_cell (request->state, 0, column, request->text, error)
                                  : NULL;
  if (state == NULL)
    return NULL;
  for (guint m = 0; m < request->from.n_models; m++) {
    CpEncoder *encoder = request->from.encoders[m];
    g_autoptr (CpMatrix) row = encoder != NULL ? cp_encoder_apply (encoder, state, cancellable, NULL) : NULL;
    g_autofree double *scores = g_new0 (double, request->from.models[m]->n_outputs + 1);
    gboolean is_scored = row != NULL && cp_model_predict (request->from.models[m], cp_matrix_get_values (row),
                                                          1, scores, cancellable, NULL);
    g_ptr_array_add (all, is_scored ? g_steal_pointer (&scores) : NULL);
  }
  return g_steal_pointer (&all);
}

/* ---- on the main loop ---- */

static void start (CpTextAnswers *self, gboolean is_quick);
static void start_absent (CpTextAnswers *self);

static void
free_background (gpointer data) {
  if (data != NULL)
    cp_background_unref (data);
}

static void
clear_backgrounds (CpTextAnswers *self) {
  for (guint g = 0; g < G_N_ELEMENTS (self->backgrounds); g++)
    g_clear_pointer (&self->backgrounds[g], g_ptr_array_unref);
}

/* Backgrounds are of the rows that are there. TRUE where those are others now. */
static gboolean
follow_rows (CpTextAnswers *self) {
  g_autoptr (GArray) now = cp_session_dup_absent (self->session);
  const GArray *was = self->without;
  if (was != NULL && was->len == now->len &&
      (now->len == 0 || memcmp (was->data, now->data, now->len * sizeof (guint32)) == 0))
    return FALSE;
  clear_backgrounds (self);
  gboolean is_first = was == NULL;
  g_clear_pointer (&self->without, g_array_unref);
  self->without = g_steal_pointer (&now);
  return !is_first;
}

/* Backgrounds serve as long as the table and the models are the same. */
static void
keep_backgrounds (CpTextAnswers *self, CpTextGame game, const GPtrArray *answers) {
  g_clear_pointer (&self->backgrounds[game], g_ptr_array_unref);
  self->backgrounds[game] = g_ptr_array_new_with_free_func (free_background);
  for (guint m = 0; m < answers->len; m++) {
    CpBackground *background = ((CpTextAnswer *)g_ptr_array_index (answers, m))->background;
    g_ptr_array_add (self->backgrounds[game], background != NULL ? cp_background_ref (background) : NULL);
  }
}

static gboolean
is_any_quick (const GPtrArray *answers) {
  for (guint m = 0; m < answers->len; m++) {
    if (((CpTextAnswer *)g_ptr_array_index (answers, m))->is_quick)
      return TRUE;
  }
  return FALSE;
}

static void
finish (gpointer result, const GError *error, gpointer owner) {
  CpTextAnswers *self = owner;
  if (result == NULL) {
    self->is_behind = TRUE;
    return;
  }
  g_clear_pointer (&self->answers, g_ptr_array_unref);
  self->answers = result;
  keep_backgrounds (self, self->game, self->answers);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (is_any_quick (self->answers))
    start (self, FALSE);
  start_absent (self);
}

static void
finish_absent (gpointer result, const GError *error, gpointer owner) {
  CpTextAnswers *self = owner;
  if (result == NULL)
    return;
  g_clear_pointer (&self->absent, g_ptr_array_unref);
  self->absent = result;
  keep_backgrounds (self, CP_TEXT_AGAINST, self->absent);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
finish_other (gpointer result, const GError *error, gpointer owner) {
  CpTextAnswers *self = owner;
  g_autoptr (GPtrArray) all = result;
  CpTextScored done = self->other_done;
  self->other_done = NULL;
  if (all != NULL && done != NULL)
    done ((double *const *)all->pdata, self->other_data);
}

static const CpJobKind quick_kind = {.kind = "text",
                                     .run = answer_on_worker,
                                     .free_data = request_free,
                                     .free_result = (GDestroyNotify)g_ptr_array_unref,
                                     .done = finish};
static const CpJobKind best_kind = {.kind = "text-best",
                                    .run = answer_on_worker,
                                    .free_data = request_free,
                                    .free_result = (GDestroyNotify)g_ptr_array_unref,
                                    .done = finish,
                                    .delay_ms = REST_MS};
static const CpJobKind absent_kind = {.kind = "text-absent",
                                      .run = answer_on_worker,
                                      .free_data = request_free,
                                      .free_result = (GDestroyNotify)g_ptr_array_unref,
                                      .done = finish_absent,
                                      .delay_ms = REST_MS};
static const CpJobKind other_kind = {.kind = "text-other",
                                     .run = score_on_worker,
                                     .free_data = request_free,
                                     .free_result = (GDestroyNotify)g_ptr_array_unref,
                                     .done = finish_other};

/* (transfer full) (nullable): NULL while there is nothing to answer */
static Request *
make_request (CpTextAnswers *self, CpTextGame game, gboolean is_quick) {
  CpSession *session = self->session;
  const CpRowHistory *history = cp_session_get_history (session);
  if (self->field == NULL || history == NULL || cp_session_get_n_models (session) == 0)
    return NULL;
  Request *request = g_new0 (Request, 1);
  request->from = cp_model_snapshot_take (session);
  request->state = cp_table_ref (cp_row_history_get_current (history));
  request->column = g_strdup (self->field->name);
  request->game = game;
  request->is_quick = is_quick;
  follow_rows (self);
  if (self->backgrounds[game] != NULL)
    request->backgrounds = g_ptr_array_ref (self->backgrounds[game]);
  return request;
}

static void
cancel_all (CpTextAnswers *self) {
  CpJobs *jobs = cp_session_get_jobs (self->session);
  cp_jobs_cancel (jobs, &quick_kind);
  cp_jobs_cancel (jobs, &best_kind);
  cp_jobs_cancel (jobs, &absent_kind);
  cp_text_answers_forget_other (self);
}

static void
start (CpTextAnswers *self, gboolean is_quick) {
  Request *request = make_request (self, self->game, is_quick);
  if (request == NULL)
    return;
  self->is_behind = FALSE;
  CpJobs *jobs = cp_session_get_jobs (self->session);
  if (is_quick)
    cancel_all (self);
  cp_jobs_start (jobs, is_quick ? &quick_kind : &best_kind, request, self);
}

static void
start_absent (CpTextAnswers *self) {
  CpJobs *jobs = cp_session_get_jobs (self->session);
  CpTable *state = cp_row_history_get_current (cp_session_get_history (self->session));
  const CpTextAnswer *known = cp_text_answers_get_absent (self, 0);
  if (cp_jobs_is_running (jobs, &absent_kind) || (known != NULL && known->state == state))
    return;
  Request *request = make_request (self, CP_TEXT_AGAINST, TRUE);
  if (request != NULL)
    cp_jobs_start (jobs, &absent_kind, request, self);
}

static void
clear_answers (CpTextAnswers *self) {
  g_clear_pointer (&self->answers, g_ptr_array_unref);
  g_clear_pointer (&self->absent, g_ptr_array_unref);
}

static void
follow (CpTextAnswers *self) {
  if (self->n_wanting > 0)
    start (self, TRUE);
  else
    self->is_behind = TRUE;
}

static const CpField *
find_field (CpSession *session) {
  for (guint m = 0; m < cp_session_get_n_models (session); m++) {
    CpEncoder *encoder = cp_session_get_encoder (session, m);
    for (guint i = 0; encoder != NULL && i < cp_encoder_get_n_inputs (encoder); i++) {
      const CpInput *input = cp_encoder_get_input (encoder, i);
      if (input->text != NULL)
        return cp_fields_find (cp_session_get_fields (session), input->column);
    }
  }
  return NULL;
}

static void
opened (CpTextAnswers *self) {
  cancel_all (self);
  clear_answers (self);
  clear_backgrounds (self);
  self->field = cp_session_is_open (self->session) ? find_field (self->session) : NULL;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  follow (self);
}

static void
row_changed (CpTextAnswers *self) {
  cancel_all (self);
  clear_answers (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  follow (self);
}

/* Deleted rows are of no background. */
static void
rows_changed (CpTextAnswers *self) {
  if (!cp_session_is_open (self->session) || !follow_rows (self))
    return;
  cancel_all (self);
  follow (self);
}

/* Every edit, of any cell: a model may read others beside the text. */
static void
edits_changed (CpTextAnswers *self) {
  if (cp_session_get_row (self->session) == CP_NO_ROW)
    return;
  const CpTextAnswer *known = cp_text_answers_get (self, 0);
  CpTable *state = cp_row_history_get_current (cp_session_get_history (self->session));
  if (known == NULL || known->state != state ||
      cp_jobs_is_running (cp_session_get_jobs (self->session), &quick_kind))
    follow (self);
}

void
cp_text_answers_want (CpTextAnswers *self) {
  g_return_if_fail (CP_IS_TEXT_ANSWERS (self));
  if (self->n_wanting++ == 0 && (self->is_behind || self->answers == NULL))
    start (self, TRUE);
}

void
cp_text_answers_unwant (CpTextAnswers *self) {
  g_return_if_fail (CP_IS_TEXT_ANSWERS (self) && self->n_wanting > 0);
  self->n_wanting--;
}

const CpField *
cp_text_answers_get_field (CpTextAnswers *self) {
  g_return_val_if_fail (CP_IS_TEXT_ANSWERS (self), NULL);
  return self->field;
}

CpTextGame
cp_text_answers_get_game (CpTextAnswers *self) {
  g_return_val_if_fail (CP_IS_TEXT_ANSWERS (self), CP_TEXT_PRESENT);
  return self->game;
}

void
cp_text_answers_set_game (CpTextAnswers *self, CpTextGame game) {
  g_return_if_fail (CP_IS_TEXT_ANSWERS (self));
  if (game == self->game)
    return;
  cancel_all (self); /* they would answer the question before */
  self->game = game;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  follow (self);
}

static const CpTextAnswer *
get_item (const GPtrArray *answers, guint model) {
  return answers != NULL && model < answers->len ? g_ptr_array_index (answers, model) : NULL;
}

const CpTextAnswer *
cp_text_answers_get (CpTextAnswers *self, guint model) {
  g_return_val_if_fail (CP_IS_TEXT_ANSWERS (self), NULL);
  return get_item (self->answers, model);
}

const CpTextAnswer *
cp_text_answers_get_absent (CpTextAnswers *self, guint model) {
  g_return_val_if_fail (CP_IS_TEXT_ANSWERS (self), NULL);
  return get_item (self->absent, model);
}

char *
cp_text_answers_dup_text (CpTextAnswers *self) {
  g_return_val_if_fail (CP_IS_TEXT_ANSWERS (self), NULL);
  const CpRowHistory *history =
      cp_session_is_open (self->session) ? cp_session_get_history (self->session) : NULL;
  if (history == NULL || self->field == NULL)
    return g_strdup ("");
  return cp_field_dup_cell (self->field, cp_row_history_get_current (history), 0);
}

void
cp_text_answers_score_other (CpTextAnswers *self, char *text, CpTextScored done, gpointer data) {
  g_return_if_fail (CP_IS_TEXT_ANSWERS (self) && text != NULL && done != NULL);
  Request *request = make_request (self, self->game, TRUE);
  if (request == NULL) {
    g_free (text);
    return;
  }
  request->text = text;
  self->other_done = done;
  self->other_data = data;
  cp_jobs_start (cp_session_get_jobs (self->session), &other_kind, request, self);
}

void
cp_text_answers_forget_other (CpTextAnswers *self) {
  g_return_if_fail (CP_IS_TEXT_ANSWERS (self));
  self->other_done = NULL;
  cp_jobs_cancel (cp_session_get_jobs (self->session), &other_kind);
}

static void
cp_text_answers_finalize (GObject *object) {
  CpTextAnswers *self = CP_TEXT_ANSWERS (object);
  clear_answers (self);
  clear_backgrounds (self);
  g_clear_pointer (&self->without, g_array_unref);
  G_OBJECT_CLASS (cp_text_answers_parent_class)->finalize (object);
}

static void
cp_text_answers_class_init (CpTextAnswersClass *class) {
  G_OBJECT_CLASS (class)->finalize = cp_text_answers_finalize;
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", CP_TYPE_TEXT_ANSWERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cp_text_answers_init (CpTextAnswers *self) {
}

CpTextAnswers *
cp_session_get_text_answers (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  CpTextAnswers *self = g_object_get_data (G_OBJECT (session), "cp-text-answers");
  if (self != NULL)
    return self;
  self = g_object_new (CP_TYPE_TEXT_ANSWERS, NULL);
  self->session = session;
  g_object_set_data_full (G_OBJECT (session), "cp-text-answers", self, g_object_unref);
  self->field = cp_session_is_open (session) ? find_field (session) : NULL;
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "scope-changed", G_CALLBACK (rows_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "row-changed", G_CALLBACK (row_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "edits-changed", G_CALLBACK (edits_changed), self, G_CONNECT_SWAPPED);
  return self;
}
