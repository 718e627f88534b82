#include "app/session/session-private.h"

#include "app/session/session-results.h"
#include "core/base/error.h"
#include "core/table/edits.h"

#include <string.h>

/* The question: its setters start the job "question", which builds labels, slices and sweeps anew, over the
 * rows of the scope. */

typedef struct {
  CpTable *table;
  guint n_models;
  CpScores **scores;
  char *weight, *label, *positive, **keys;
  CpScope *asked; /* (nullable) */
  GArray *absent; /* guint32 */

  GArray *adding;       /* (nullable): CpRowAddition, to be appended first; the rest is for them only */
  CpFields *fields;     /* (nullable) */
  CpModel **models;     /* (n_models) */
  CpEncoder **encoders; /* (n_models): NULL for a column of scores */
} QuestionRequest;

/* What the job gives: the question, and with rows added the table and the scores it is about. */
typedef struct {
  CpQuestion *question;
  guint n_models;
  CpTable *table;    /* (nullable) */
  CpScores **scores; /* (n_models); items NULL without @table */
} Answer;

static void
answer_free (gpointer data) {
  Answer *answer = data;
  g_clear_pointer (&answer->question, cp_question_free);
  g_clear_pointer (&answer->table, cp_table_unref);
  for (guint m = 0; m < answer->n_models; m++)
    g_clear_pointer (&answer->scores[m], cp_scores_unref);
  g_free (answer->scores);
  g_free (answer);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

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
  for (guint m = 0; request->adding != NULL && m < request->n_models; m++) {
    cp_model_unref (request->models[m]);
    g_clear_pointer (&request->encoders[m], cp_encoder_unref);
  }
  g_free (request->models);
  g_free (request->encoders);
  g_clear_pointer (&request->adding, g_array_unref);
  g_clear_pointer (&request->fields, cp_fields_unref);
  g_free (request);
}

/* ---- rows on their way ---- */

static void
add_score_columns (const QuestionRequest *request, GStrvBuilder *names) {
  for (guint m = 0; m < request->n_models; m++)
    if (cp_model_get_column (request->models[m]) != NULL)
      g_strv_builder_add (names, cp_model_get_column (request->models[m]));
}

/* (transfer full): the columns a typical row leaves missing */
static char **
list_empty (const QuestionRequest *request) {
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  if (request->label != NULL)
    g_strv_builder_add (names, request->label);
  add_score_columns (request, names);
  return g_strv_builder_end (names);
}

static void
build_copies (QuestionRequest *request) {
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  add_score_columns (request, names);
  g_auto (GStrv) scores = g_strv_builder_end (names);
  cp_row_additions_build_copies (request->adding, request->table, (const char *const *)scores);
}

/* Typical rows are of the rows that are left and as they were: what is added with them shifts no median. */
static gboolean
build_typical (QuestionRequest *request, GCancellable *cancellable, GError **error) {
  g_auto (GStrv) empty = list_empty (request);
  gsize n = cp_table_get_n_rows (request->table);
  g_autoptr (CpScope) present = cp_scope_without (NULL, n, request->absent);
  const guint32 *rows = present != NULL ? cp_scope_get_rows (present, &n) : NULL;
  g_autoptr (CpTable) table =
      rows != NULL ? cp_table_take_rows (request->table, rows, n) : cp_table_ref (request->table);
  for (guint i = 0; i < request->adding->len; i++) {
    CpRowAddition *addition = &g_array_index (request->adding, CpRowAddition, i);
    if (addition->state == NULL)
      addition->state =
          cp_row_new_typical (table, request->fields, (const char *const *)empty, cancellable, error);
    if (addition->state == NULL)
      return FALSE;
  }
  return TRUE;
}

/* The table and the scores with the rows; only these are scored. */
static gboolean
add_rows (QuestionRequest *request, Answer *answer, GCancellable *cancellable, GError **error) {
  build_copies (request);
  if (!build_typical (request, cancellable, error))
    return FALSE;
  const guint32 none = 0;
  g_autoptr (CpTable) empty = cp_table_take_rows (request->table, &none, 0);
  g_autoptr (CpTable) rows = cp_row_additions_append (request->adding, empty);
  for (guint m = 0; m < request->n_models; m++) {
    g_autoptr (CpScores) scores =
        cp_scores_build (request->models[m], request->encoders[m], rows, NULL, cancellable, error);
    if (scores == NULL)
      return FALSE;
    answer->scores[m] = cp_scores_append (request->scores[m], scores);
  }
  answer->table = cp_row_additions_append (request->adding, request->table);
  if (request->asked == NULL)
    return TRUE;
  CpScope *extended = cp_scope_extend (request->asked, answer->table,
                                       (guint32)cp_table_get_n_rows (request->table), cancellable, error);
  cp_scope_unref (request->asked);
  request->asked = extended;
  return extended != NULL;
}

static gpointer
question_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  QuestionRequest *request = data;
  g_autoptr (Answer) answer = g_new0 (Answer, 1);
  answer->n_models = request->n_models;
  answer->scores = g_new0 (CpScores *, request->n_models + 1);
  cp_progress_report (progress, -1, request->adding != NULL ? "Adding rows" : "Sorting scores");
  if (request->adding != NULL && !add_rows (request, answer, cancellable, error))
    return NULL;
  answer->question = cp_question_build (answer->table != NULL ? answer->table : request->table,
                                        answer->table != NULL ? answer->scores : request->scores,
                                        request->n_models, request->weight, request->label, request->positive,
                                        (const char *const *)request->keys, request->asked, request->absent,
                                        cancellable, error);
  return answer->question != NULL ? g_steal_pointer (&answer) : NULL;
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

/* Before anybody is told of the question: pages read all of them together. */
static void
take_rows (CpSession *self, Answer *answer) {
  CpInputs *inputs = self->open->inputs;
  cp_session_clear_counterfactual (self); /* its distance is over the table before */
  cp_jobs_let_go (inputs->table, (GDestroyNotify)cp_table_unref);
  inputs->table = g_steal_pointer (&answer->table);
  for (guint m = 0; m < answer->n_models; m++) {
    cp_jobs_let_go (self->open->scores[m], (GDestroyNotify)cp_scores_unref);
    self->open->scores[m] = g_steal_pointer (&answer->scores[m]);
  }
}

/* A row leaves the list at once, the figures by the job. Stopped or refused for another reason, the job is
 * asked of the question that stands, so that both say the same. */
static gboolean
has_fallen_behind (CpSession *self, const CpQuestion *wish, const GError *error) {
  const CpQuestion *now = self->open->question;
  const GArray *absent = self->open->absent;
  gboolean is_counted =
      absent->len == now->absent->len &&
      (absent->len == 0 || memcmp (absent->data, now->absent->data, absent->len * sizeof (guint32)) == 0);
  gboolean is_same = g_strcmp0 (wish->label, now->label) == 0 &&
                     g_strcmp0 (wish->positive, now->positive) == 0 && wish->chosen == now->chosen &&
                     g_strv_equal ((const char *const *)wish->keys, (const char *const *)now->keys);
  return !is_counted && (!is_same || g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED));
}

static void
finish_question (gpointer result, const GError *error, gpointer owner) {
  CpSession *self = owner;
  g_autoptr (CpQuestion) wish = g_steal_pointer (&self->wish);
  g_autoptr (GArray) adding = g_steal_pointer (&self->adding);
  g_autoptr (Answer) answer = result;
  if (answer != NULL) {
    const CpScope *before = self->open->question->scope;
    gboolean is_other_scope = before != answer->question->scope;
    if (adding != NULL)
      take_rows (self, answer);
    cp_session_replace_question (self, g_steal_pointer (&answer->question));
    cp_session_set_dirty (self, TRUE);
    if (adding != NULL)
      cp_session_note_additions (self, adding);
    if (is_other_scope || adding != NULL)
      cp_session_emit (self, SIGNAL_SCOPE_CHANGED);
  } else if (!g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED)) {
    if (adding != NULL)
      cp_session_tell (self, error);
    else
      refuse (self, wish, error);
  }
  if (answer == NULL && has_fallen_behind (self, wish, error)) {
    g_autofree char *label = g_steal_pointer (&self->label_refusal),
                    *slices = g_steal_pointer (&self->slices_refusal);
    cp_session_ask_again (self);
    self->label_refusal = g_steal_pointer (&label);
    self->slices_refusal = g_steal_pointer (&slices);
  }
  cp_session_emit (self, SIGNAL_QUESTION_CHANGED); /* after a failure too: the controls go back */
}

static const CpJobKind question_kind = {
    .kind = "question",
    .run = question_on_worker,
    .free_data = request_free,
    .free_result = answer_free,
    .done = finish_question,
};

/* What scoring them needs. */
static void
request_rows (CpSession *self, QuestionRequest *request) {
  const CpInputs *inputs = self->open->inputs;
  request->adding = cp_row_additions_copy (self->adding);
  request->fields = cp_fields_ref (self->open->fields);
  request->models = g_new0 (CpModel *, inputs->n_models + 1);
  request->encoders = g_new0 (CpEncoder *, inputs->n_models + 1);
  for (guint m = 0; m < inputs->n_models; m++) {
    request->models[m] = cp_model_ref (inputs->models[m]);
    request->encoders[m] = inputs->encoders[m] != NULL ? cp_encoder_ref (inputs->encoders[m]) : NULL;
  }
}

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
  if (self->adding != NULL)
    request_rows (self, request);
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

/* An undo may take away all the rows looked at. */
void
cp_session_ask_again (CpSession *self) {
  const CpQuestion *question = get_latest (self);
  CpScope *scope = question->chosen;
  if (scope != NULL && cp_scope_is_gone (scope, self->open->absent)) {
    g_autoptr (GError) error =
        g_error_new (CP_ERROR, CP_ERROR_VALUE, "No row is in ‘%s’ any more; all rows are looked at.",
                     cp_scope_get_name (scope));
    cp_session_tell (self, error);
    scope = NULL;
  }
  start_question (self, question->label, question->positive, (const char *const *)question->keys, scope);
}

void
cp_session_ask_with (CpSession *self, GArray *additions) {
  if (self->adding == NULL)
    self->adding = cp_row_additions_new ();
  guint step =
      self->adding->len > 0 ? g_array_index (self->adding, CpRowAddition, self->adding->len - 1).step + 1 : 0;
  for (guint i = 0; i < additions->len; i++) {
    const CpRowAddition *addition = &g_array_index (additions, CpRowAddition, i);
    cp_row_additions_add (self->adding, addition->like, step, addition->state);
  }
  g_array_unref (additions);
  cp_session_ask_again (self);
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
  g_clear_pointer (&self->adding, g_array_unref);
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
