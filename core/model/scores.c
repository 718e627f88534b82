#include "core/model/scores.h"

#include "core/table/statistics.h"

#include "core/base/error.h"
#include "core/base/parallel.h"

#include <math.h>
#include <string.h>

struct _CpScores {
  gsize n_rows;
  guint n_outputs;
  double *values;
};

static CpScores *
scores_new (gsize n_rows, guint n_outputs) {
  CpScores *scores = g_atomic_rc_box_new0 (CpScores);
  scores->n_rows = n_rows;
  scores->n_outputs = n_outputs;
  scores->values = g_new (double, MAX (n_rows * n_outputs, 1));
  return scores;
}

CpScores *
cp_scores_ref (CpScores *scores) {
  return g_atomic_rc_box_acquire (scores);
}

static void
scores_clear (gpointer data) {
  g_free (((CpScores *)data)->values);
}

void
cp_scores_unref (CpScores *scores) {
  g_atomic_rc_box_release_full (scores, scores_clear);
}

gsize
cp_scores_get_n_rows (const CpScores *scores) {
  return scores->n_rows;
}

guint
cp_scores_get_n_outputs (const CpScores *scores) {
  return scores->n_outputs;
}

const double *
cp_scores_get_values (const CpScores *scores) {
  return scores->values;
}

CpScores *
cp_scores_append (const CpScores *scores, const CpScores *more) {
  g_return_val_if_fail (scores->n_outputs == more->n_outputs, NULL);
  gsize n_old = scores->n_rows * scores->n_outputs, n_new = more->n_rows * more->n_outputs;
  CpScores *longer = scores_new (scores->n_rows + more->n_rows, scores->n_outputs);
  memcpy (longer->values, scores->values, n_old * sizeof (double));
  memcpy (longer->values + n_old, more->values, n_new * sizeof (double));
  return longer;
}

/* --- a column of scores --- */

static CpScores *
scores_copy_column (const char *name, const char *place, const CpTable *table, GError **error) {
  CpColumn *column = cp_table_require_column (table, name, place, error);
  if (column == NULL)
    return NULL;
  CpColumnType type = cp_column_get_type (column);
  gsize n_rows = cp_table_get_n_rows (table);
  if (type != CP_COLUMN_NUMBER && type != CP_COLUMN_BOOLEAN) {
    g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH,
                 "%s: column '%s' is of the type %s; a column of scores holds numbers.",
                 cp_table_get_place (table), name, cp_column_type_get_name (type));
    return NULL;
  }
  CpScores *scores = scores_new (n_rows, 1);
  if (type == CP_COLUMN_NUMBER) {
    if (n_rows > 0)
      memcpy (scores->values, cp_column_get_numbers (column), n_rows * sizeof (double));
    return scores;
  }
  const guint32 *codes = cp_column_get_codes (column);
  for (gsize row = 0; row < n_rows; row++)
    scores->values[row] = codes[row] == CP_MISSING ? NAN : (double)codes[row];
  return scores;
}

/* --- encoding and predicting, block by block --- */

typedef struct {
  const CpModel *model;
  const CpBoundEncoder *encoder;
  const CpProgress *progress;
  CpScores *scores;
  struct {
    float *features, *scratch;
  } * workers;
  gsize n_done; /* atomic: rows */
  GMutex mutex; /* guards what follows */
  GError *problem;
  gsize problem_row; /* where its block begins: the first block's problem is the one told */
} Job;

static void
job_keep_problem (Job *job, gsize begin, GError *problem) {
  g_mutex_lock (&job->mutex);
  if (begin < job->problem_row) {
    g_clear_error (&job->problem);
    job->problem = g_steal_pointer (&problem);
    __atomic_store_n (&job->problem_row, begin, __ATOMIC_RELAXED);
  }
  g_mutex_unlock (&job->mutex);
  g_clear_error (&problem);
}

static void
score_rows (gsize begin, gsize end, guint worker, gpointer data) {
  Job *job = data;
  const CpModel *model = job->model;
  GError *problem = NULL;
  if (begin > __atomic_load_n (&job->problem_row, __ATOMIC_RELAXED))
    return;
  if (!cp_bound_encoder_write (job->encoder, begin, end, job->workers[worker].features, &problem)) {
    job_keep_problem (job, begin, problem);
    return;
  }
  model->class->predict_block (model, job->workers[worker].features, end - begin,
                               job->scores->values + begin * model->n_outputs, job->workers[worker].scratch);
  gsize n_done = __atomic_add_fetch (&job->n_done, end - begin, __ATOMIC_RELAXED);
  cp_progress_report (job->progress, (double)n_done / (double)job->scores->n_rows, "scoring rows");
}

static CpScores *
scores_predict (CpModel *model, const CpBoundEncoder *encoder, gsize n_rows, const CpProgress *progress,
                GCancellable *cancellable, GError **error) {
  g_autoptr (CpScores) scores = scores_new (n_rows, model->n_outputs);
  Job job = {model, encoder, progress, scores, .problem_row = G_MAXSIZE};
  guint n_workers = (guint)MIN (cp_parallel_get_n_threads (), n_rows / model->block_rows + 1);
  gsize block = MIN (n_rows, model->block_rows);
  g_mutex_init (&job.mutex);
  job.workers = g_malloc0_n (n_workers, sizeof *job.workers);
  for (guint i = 0; i < n_workers; i++) {
    job.workers[i].features = g_new (float, MAX (block * model->n_features, 1));
    job.workers[i].scratch = cp_model_new_scratch (model, block);
  }
  gboolean done = cp_parallel_for (n_rows, model->block_rows, score_rows, &job, cancellable);
  for (guint i = 0; i < n_workers; i++) {
    g_free (job.workers[i].features);
    cp_model_free_scratch (job.workers[i].scratch);
  }
  g_free (job.workers);
  g_mutex_clear (&job.mutex);
  if (job.problem != NULL) {
    g_propagate_error (error, job.problem);
    return NULL;
  }
  if (!done) {
    cp_check_cancelled (cancellable, error);
    return NULL;
  }
  return g_steal_pointer (&scores);
}

static gboolean
check_width (const CpModel *model, const CpEncoder *encoder, GError **error) {
  guint n_features = cp_encoder_get_n_features (encoder);
  if (n_features == model->n_features)
    return TRUE;
  g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH,
               "%s: the model takes %u features, its feature specification gives %u.", model->place,
               model->n_features, n_features);
  return FALSE;
}

CpScores *
cp_scores_build (CpModel *model, CpEncoder *encoder, const CpTable *table, const CpProgress *progress,
                 GCancellable *cancellable, GError **error) {
  const char *column = cp_model_get_column (model);
  if (column != NULL)
    return scores_copy_column (column, model->place, table, error);
  g_return_val_if_fail (encoder != NULL, NULL);
  if (!check_width (model, encoder, error))
    return NULL;
  g_autoptr (CpBoundEncoder) bound = cp_encoder_bind (encoder, table, error);
  if (bound == NULL)
    return NULL;
  return scores_predict (model, bound, cp_table_get_n_rows (table), progress, cancellable, error);
}

/* --- the encoder of a model --- */

CpEncoder *
cp_model_find_encoder (const CpModel *model, const CpTable *table, const json_t *spec,
                       const char *const *columns, const char *const *ignored, GError **error) {
  g_return_val_if_fail (cp_model_get_column (model) == NULL, NULL);
  const char *const *names = columns != NULL ? columns : (const char *const *)model->feature_names;
  g_autofree char *place = g_strdup_printf ("the feature specification of %s", model->place);
  const json_t *inputs = spec != NULL ? spec : columns == NULL ? model->inputs : NULL;
  if (inputs == NULL)
    return cp_encoder_propose (table, names, ignored, model->n_features,
                               model->class->takes_missing ? CP_PROPOSE_MISSING_PASSES : CP_PROPOSE_PLAIN,
                               error);
  g_autoptr (CpEncoder) encoder = cp_encoder_new_from_json (inputs, place, error);
  if (encoder == NULL || !check_width (model, encoder, error) ||

      (!model->class->takes_missing && !cp_encoder_check_missing (encoder, model->class->kind, error)))
    return NULL;
  return g_steal_pointer (&encoder);
}

double
cp_scores_measure_deviation (const CpScores *scores, const GArray *without) {
  double mean, deviation;
  g_autofree double *first = g_new (double, scores->n_rows + 1);
  for (gsize row = 0; row < scores->n_rows; row++)
    first[row] = scores->values[row * scores->n_outputs];
  for (guint i = 0; without != NULL && i < without->len; i++)
    first[g_array_index (without, guint32, i)] = NAN;
  g_autoptr (CpColumn) column = cp_column_new_number ("scores", first, scores->n_rows);
  cp_column_moments (column, &mean, &deviation);
  return deviation;
}
