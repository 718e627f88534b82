#include "app/session-private.h"

#include "app/session-results.h"
#include "core/base/error.h"

/* The question: its setters start the job "question", which builds labels, slices and sweeps anew, over the
 * rows of the scope. */

typedef struct {
  CpTable *table;
  guint n_models;
  CpScores **scores;
  char *weight, *label, *positive, **keys;
  CpScope *asked; /* (nullable) */
  GArray *absent; /* guint32 */
} QuestionRequest;

static void
request_free (gpointer data) {
  QuestionRequest *request = data;
  cp_table_unref (request->table);
  for (guint m = 0; m < request->n_models; m++)
    cp_scores_unref (request->scores[m]);
  g_free (request->scores);
  g_free (request->weight);
  g_free (request->label);
  g_free (request->positive);
  g_strfreev (request->keys);
  g_clear_pointer (&request->asked, cp_scope_unref);
  g_array_unref (request->absent);
  g_free (request);
}

static gpointer
question_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const QuestionRequest *request = data;
  cp_progress_report (progress, -1, "Sorting scores");
  return cp_question_build (request->table, request->scores, request->n_models, request->weight,
                            request->label, request->positive, (const char *const *)request->keys,
                            request->asked, request->absent, cancellable, error);
}

static void
clear_refusals (CpSession *self) {
  g_clear_pointer (&self->label_refusal, g_free);
  g_clear_pointer (&self->slices_refusal, g_free);
}

/* A refusal stands beside the control that asked; of anything else, a scope or a stop, all pages are told. */
static void
refuse (CpSession *self, const CpQuestion *wish, const GError *error) {
  const CpQuestion *now = self->open->question;
  if (g_strcmp0 (wish->label, now->label) != 0 || g_strcmp0 (wish->positive, now->positive) != 0)
    self->label_refusal = g_strdup (error->message);
  else if (!g_strv_equal ((const char *const *)wish->keys, (const char *const *)now->keys))
    self->slices_refusal = g_strdup (error->message);
  else
    cp_session_tell (self, error);
}

static void
finish_question (gpointer result, const GError *error, gpointer owner) {
  CpSession *self = owner;
  g_autoptr (CpQuestion) wish = g_steal_pointer (&self->wish);
  if (result != NULL) {
    const CpScope *before = self->open->question->scope;
    gboolean is_other_scope = before != ((CpQuestion *)result)->scope;
    cp_session_replace_question (self, result);
    cp_session_set_dirty (self, TRUE);
    if (is_other_scope)
      cp_session_emit (self, SIGNAL_SCOPE_CHANGED);
  } else if (!g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED)) {
    refuse (self, wish, error);
  }
  cp_session_emit (self, SIGNAL_QUESTION_CHANGED); /* after a failure too: the controls go back */
}

static const CpJobKind question_kind = {
    .kind = "question",
    .run = question_on_worker,
    .free_data = request_free,
    .free_result = (GDestroyNotify)cp_question_free,
    .done = finish_question,
};

static void
start_question (CpSession *self, const char *label, const char *positive, const char *const *keys,
                CpScope *asked) {
  QuestionRequest *request = g_new0 (QuestionRequest, 1);
  request->table = cp_table_ref (self->open->inputs->table);
  request->n_models = self->open->inputs->n_models;
  request->scores = g_new0 (CpScores *, request->n_models + 1);
  for (guint m = 0; m < request->n_models; m++)
    request->scores[m] = cp_scores_ref (self->open->scores[m]);
  request->weight = g_strdup (self->open->sources->weight);
  request->label = g_strdup (label);
  request->positive = g_strdup (positive);
  request->keys = g_strdupv ((char **)keys);
  request->asked = asked != NULL ? cp_scope_ref (asked) : NULL;
  request->absent = g_array_copy (self->open->absent);
  CpQuestion *wish = g_new0 (CpQuestion, 1);
  wish->label = g_strdup (label);
  wish->positive = g_strdup (positive);
  wish->keys = g_strdupv ((char **)keys);
  wish->chosen = asked != NULL ? cp_scope_ref (asked) : NULL;
  g_clear_pointer (&self->wish, cp_question_free);
  self->wish = wish;
  clear_refusals (self);
  cp_jobs_start (self->jobs, &question_kind, request, self);
}

/* What a setter changes: the question on its way, so that two changes in a row both count. */
static const CpQuestion *
get_latest (CpSession *self) {
  return self->wish != NULL ? self->wish : self->open->question;
}

const char *
cp_session_get_label (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->open != NULL ? self->open->question->label : NULL;
}

const char *
cp_session_get_positive (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->open != NULL ? self->open->question->positive : NULL;
}

const char *const *
cp_session_get_label_values (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->open != NULL ? (const char *const *)self->open->question->values : NULL;
}

CpLabels *
cp_session_get_labels (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->open != NULL ? self->open->question->labels : NULL;
}

void
cp_session_set_label (CpSession *self, const char *label, const char *positive) {
  g_return_if_fail (cp_session_is_open (self));
  const CpQuestion *question = get_latest (self);
  if (g_strcmp0 (label, question->label) == 0 && g_strcmp0 (positive, question->positive) == 0)
    return;
  start_question (self, label, positive, (const char *const *)question->keys, question->chosen);
}

const char *const *
cp_session_get_slice_keys (CpSession *self) {
  g_return_val_if_fail (cp_session_is_open (self), NULL);
  return (const char *const *)self->open->question->keys;
}

const char *const *
cp_session_get_wanted_slice_keys (CpSession *self) {
  g_return_val_if_fail (cp_session_is_open (self), NULL);
  return (const char *const *)get_latest (self)->keys;
}

void
cp_session_set_slice_keys (CpSession *self, const char *const *keys) {
  g_return_if_fail (cp_session_is_open (self) && keys != NULL);
  const CpQuestion *question = get_latest (self);
  if (!g_strv_equal (keys, (const char *const *)question->keys))
    start_question (self, question->label, question->positive, keys, question->chosen);
}

void
cp_session_ask_of (CpSession *self, CpScope *scope) {
  const CpQuestion *question = get_latest (self);
  if (scope != question->chosen)
    start_question (self, question->label, question->positive, (const char *const *)question->keys, scope);
}

void
cp_session_ask_again (CpSession *self) {
  const CpQuestion *question = get_latest (self);
  start_question (self, question->label, question->positive, (const char *const *)question->keys,
                  question->chosen);
}

CpSweep *
cp_session_get_sweep (CpSession *self, guint model) {
  g_return_val_if_fail (model < cp_session_get_n_models (self), NULL);
  return self->open->question->sweeps[model];
}

const CpHistogram *
cp_session_get_histogram (CpSession *self, guint model) {
  g_return_val_if_fail (model < cp_session_get_n_models (self), NULL);
  return self->open->question->histograms[model];
}

CpSlices *
cp_session_get_slices (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->open != NULL ? self->open->question->slices : NULL;
}

void
cp_session_cancel_question (CpSession *self) {
  if (self->jobs != NULL)
    cp_jobs_cancel (self->jobs, &question_kind);
  g_clear_pointer (&self->wish, cp_question_free);
  clear_refusals (self);
}

const char *
cp_session_get_label_refusal (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->label_refusal;
}

const char *
cp_session_get_slices_refusal (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->slices_refusal;
}
