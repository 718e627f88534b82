#include "app/session-private.h"

#include "core/base/error.h"
#include "core/table/edits.h"

#include <math.h>

/* The nearest counterfactual of the selected row as it was scored last. One job finds it; the distance it
 * needs is built by the first one and kept until another table or label comes. */

/* What the job reads: references to the snapshots, copies of the rest. */
typedef struct {
  CpTable *table, *row;
  CpDistance *distance; /* (nullable): not built yet */
  char **ignored;
  CpNorm norm;
  guint model;
  char *name;
  CpTask task;
  CpScores *scores;
  GArray *absent; /* guint32: deleted rows, no neighbours */
  CpSlices *slices;
  double *thresholds; /* one a slice */
  double score, threshold;
} Search;

typedef struct {
  CpDistance *distance;
  CpCounterfactual *answer;
} Found;

static void
search_free (gpointer data) {
  Search *search = data;
  cp_table_unref (search->table);
  cp_table_unref (search->row);
  g_clear_pointer (&search->distance, cp_distance_unref);
  g_strfreev (search->ignored);
  g_free (search->name);
  cp_scores_unref (search->scores);
  g_array_unref (search->absent);
  cp_slices_unref (search->slices);
  g_free (search->thresholds);
  g_free (search);
}

static void
counterfactual_free (CpCounterfactual *answer) {
  g_clear_pointer (&answer->state, cp_table_unref);
  g_free (answer->reason);
  g_free (answer);
}

static void
found_free (gpointer data) {
  Found *found = data;
  g_clear_pointer (&found->distance, cp_distance_unref);
  g_clear_pointer (&found->answer, counterfactual_free);
  g_free (found);
}

static char *
explain_none (const Search *search) {
  const char *reason = isnan (search->score) ? "has no score for this row"
                       : search->task == CP_TASK_REGRESSION
                           ? "predicts nothing a standard deviation away from this row's prediction"
                           : "decides every row as it decides this one";
  return g_strdup_printf ("%s %s; there is no counterfactual.", search->name, reason);
}

/* (transfer full) (nullable): the scores with none for deleted rows: what has no score is nobody's neighbour
 */
static double *
leave_out (const Search *search) {
  guint n_outputs = cp_scores_get_n_outputs (search->scores);
  if (search->absent->len == 0)
    return NULL;
  gsize n = cp_table_get_n_rows (search->table) * n_outputs;
  double *scores = g_memdup2 (cp_scores_get_values (search->scores), n * sizeof (double));
  for (guint i = 0; i < search->absent->len; i++)
    scores[(gsize)g_array_index (search->absent, guint32, i) * n_outputs] = NAN;
  return scores;
}

static CpCounterfactual *
choose (const Search *search, const double *distances) {
  CpCounterfactual *answer = g_new0 (CpCounterfactual, 1);
  g_autofree double *left = leave_out (search);
  CpDecisions decisions = {.task = search->task,
                           .n_outputs = cp_scores_get_n_outputs (search->scores),
                           .scores = left != NULL ? left : cp_scores_get_values (search->scores),
                           .thresholds = search->thresholds,
                           .slice_of_rows = cp_slices_get_slice_of_rows (search->slices),
                           .min_difference = NAN};
  g_autoptr (GArray) nearest = cp_nearest_counterfactuals (&decisions, &search->score, search->threshold,
                                                           distances, cp_table_get_n_rows (search->table), 1);
  answer->model = search->model;
  answer->row = CP_NO_ROW;
  answer->distance = answer->score = NAN;
  if (nearest->len == 0) {
    answer->reason = explain_none (search);
    return answer;
  }
  const CpNeighbour *neighbour = &g_array_index (nearest, CpNeighbour, 0);
  answer->row = neighbour->row;
  answer->distance = neighbour->distance;
  answer->score = decisions.scores[neighbour->row];
  answer->state = cp_table_take_rows (search->table, &answer->row, 1);
  return answer;
}

static gpointer
search_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  Search *search = data;
  cp_progress_report (progress, -1, "Finding the counterfactual");
  if (search->distance == NULL)
    search->distance =
        cp_distance_build (search->table, (const char *const *)search->ignored, NULL, 0, error);
  if (search->distance == NULL)
    return NULL;
  g_autofree double *distances = g_new (double, cp_table_get_n_rows (search->table));
  if (!cp_distance_to_all (search->distance, search->row, search->norm, distances, cancellable, error))
    return NULL;
  Found *found = g_new0 (Found, 1);
  found->distance = cp_distance_ref (search->distance);
  found->answer = choose (search, distances);
  return found;
}

static void
finish_search (gpointer result, const GError *error, gpointer owner) {
  CpSession *self = owner;
  Found *found = result;
  g_clear_pointer (&self->counterfactual, counterfactual_free);
  if (found != NULL) {
    g_clear_pointer (&self->distance, cp_distance_unref);
    self->distance = g_steal_pointer (&found->distance);
    self->counterfactual = g_steal_pointer (&found->answer);
    found_free (found);
  } else if (!g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED)) {
    self->counterfactual = g_new0 (CpCounterfactual, 1);
    *self->counterfactual = (CpCounterfactual){.model = self->compared_model,
                                               .row = CP_NO_ROW,
                                               .distance = NAN,
                                               .score = NAN,
                                               .reason = g_strdup (error->message)};
  }
  cp_session_emit (self, SIGNAL_COUNTERFACTUAL_CHANGED);
}

static const CpJobKind counterfactual_kind = {
    .kind = "counterfactual",
    .run = search_on_worker,
    .free_data = search_free,
    .free_result = found_free,
    .done = finish_search,
};

/* The columns no feature is proposed from, with the label as it is now. */
static char **
dup_ignored (CpSession *self) {
  g_auto (GStrv) names = cp_sources_dup_ignored (self->open->sources);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_strv_builder_addv (builder, (const char **)names);
  if (self->open->question->label != NULL)
    g_strv_builder_add (builder, self->open->question->label);
  return g_strv_builder_end (builder);
}

static Search *
search_new (CpSession *self) {
  guint m = self->compared_model, n_slices = cp_session_get_n_slices (self);
  const CpRowHistory *history = cp_session_get_history (self);
  CpModel *model = cp_session_get_model (self, m);
  Search *search = g_new0 (Search, 1);
  search->table = cp_table_ref (self->open->inputs->table);
  /* a column of scores speaks of the row as the table has it */
  search->row = cp_table_ref (cp_session_can_rescore (self, m) ? cp_row_history_get_scored (history)
                                                               : cp_row_history_get_original (history));
  search->distance = self->distance != NULL ? cp_distance_ref (self->distance) : NULL;
  search->ignored = dup_ignored (self);
  search->norm = self->compared_norm;
  search->model = m;
  search->name = g_strdup (model->name);
  search->task = model->task;
  search->scores = cp_scores_ref (cp_session_get_scores (self, m));
  search->absent = g_array_copy (self->open->absent);
  search->slices = cp_slices_ref (self->open->question->slices);
  search->thresholds = g_memdup2 (self->thresholds + (gsize)m * n_slices, n_slices * sizeof (double));
  search->score = cp_session_get_row_score (self, m, self->row);
  search->threshold = cp_session_get_row_threshold (self, m, self->row);
  return search;
}

/* The answer on the screen stands until the next one, unless it is of another row or model. */
static void
search (CpSession *self) {
  gboolean has_row = cp_session_get_row (self) != CP_NO_ROW && cp_session_get_n_models (self) > 0;
  if (self->is_comparing && has_row)
    cp_jobs_start (self->jobs, &counterfactual_kind, search_new (self), self);
}

static void
forget (CpSession *self) {
  cp_jobs_cancel (self->jobs, &counterfactual_kind);
  g_clear_pointer (&self->counterfactual, counterfactual_free);
  cp_session_emit (self, SIGNAL_COUNTERFACTUAL_CHANGED);
}

static void
search_anew (CpSession *self) {
  forget (self);
  search (self);
}

static void
opened (CpSession *self) {
  g_clear_pointer (&self->distance, cp_distance_unref);
  if (self->compared_model >= cp_session_get_n_models (self))
    self->compared_model = 0;
  search_anew (self);
}

/* Another label is left out of the distance. */
static void
question_changed (CpSession *self) {
  if (g_strcmp0 (self->compared_label, self->open->question->label) == 0)
    return;
  g_free (self->compared_label);
  self->compared_label = g_strdup (self->open->question->label);
  g_clear_pointer (&self->distance, cp_distance_unref);
  search_anew (self);
}

void
cp_session_watch_counterfactual (CpSession *self) {
  g_signal_connect (self, "opened", G_CALLBACK (opened), NULL);
  g_signal_connect (self, "row-changed", G_CALLBACK (search_anew), NULL);
  g_signal_connect (self, "runs-changed", G_CALLBACK (search), NULL);
  g_signal_connect (self, "thresholds-changed", G_CALLBACK (search), NULL);
  g_signal_connect (self, "question-changed", G_CALLBACK (question_changed), NULL);
}

void
cp_session_clear_counterfactual (CpSession *self) {
  g_clear_pointer (&self->counterfactual, counterfactual_free);
  g_clear_pointer (&self->distance, cp_distance_unref);
  g_clear_pointer (&self->compared_label, g_free);
}

gboolean
cp_session_is_comparing (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), FALSE);
  return self->is_comparing;
}

guint
cp_session_get_compared_model (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), 0);
  return self->compared_model;
}

CpNorm
cp_session_get_compared_norm (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), CP_NORM_L1);
  return self->compared_norm;
}

void
cp_session_compare (CpSession *self, gboolean is_comparing, guint model, CpNorm norm) {
  g_return_if_fail (model < cp_session_get_n_models (self));
  if (self->is_comparing == is_comparing && self->compared_model == model && self->compared_norm == norm)
    return;
  self->is_comparing = is_comparing;
  self->compared_model = model;
  self->compared_norm = norm;
  search_anew (self);
}

const CpCounterfactual *
cp_session_get_counterfactual (CpSession *self) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  return self->counterfactual;
}
