#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/explain/explain-private.h"

#include <math.h>
#include <string.h>

/* What several methods share: a row's seed, the features that vary, the loop over rows. */

guint64
cp_explain_get_row_seed (const CpExplainJob *job, gsize row) {
  const float *features = job->rows + row * job->model->n_features;
  guint64 hash = job->options.seed;
  for (gsize f = 0; f < job->model->n_features; f++) { /* the mixing step of splitmix64 for each value */
    guint32 bits;
    memcpy (&bits, &features[f], sizeof bits);
    hash = (hash ^ bits) + 0x9e3779b97f4a7c15u;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
    hash ^= hash >> 31;
  }
  return hash;
}

void
cp_explain_job_sum_groups (const CpExplainJob *job, const double *values, double *sums) {
  const guint *group_of = cp_explain_job_get_group_of (job);
  memset (sums, 0, cp_explain_job_get_n_groups (job) * sizeof *sums);
  for (gsize f = 0; group_of != NULL && f < job->model->n_features; f++)
    sums[group_of[f]] += values[f];
}

CpAttributions *
cp_explain_job_new_answer (const CpExplainJob *job, const char *method, gboolean is_sampled) {
  CpAttributions *answer = cp_attributions_new (method, job->options.space, job->n_rows,
                                                job->model->n_outputs, job->model->n_features, is_sampled);
  if (is_sampled)
    cp_attributions_add_groups (answer, cp_explain_job_get_n_groups (job));
  return answer;
}

guint
cp_explain_find_varying (const CpBackground *background, const float *row, guint *out) {
  gsize n = cp_matrix_get_n_rows (background->rows), width = cp_matrix_get_n_columns (background->rows);
  const float *rows = cp_matrix_get_values (background->rows);
  guint n_varying = 0;
  for (gsize feature = 0; feature < width; feature++) {
    gsize b = 0;
    while (b < n && cp_explain_is_same (rows[b * width + feature], row[feature]))
      b++;
    if (b < n)
      out[n_varying++] = (guint)feature;
  }
  return n_varying;
}

char *
cp_explain_name_row (gsize row, gsize n_rows, const char *what) {
  return n_rows == 1 ? g_strdup_printf ("the row %s", what)
                     : g_strdup_printf ("row %" G_GSIZE_FORMAT " %s", row, what);
}

gboolean
cp_explain_check_varying (const CpExplainJob *job, guint most, const char *others, GError **error) {
  gsize n_features = job->model->n_features;
  g_autofree guint *varying = g_new (guint, n_features);
  for (gsize row = 0; n_features > most && row < job->n_rows; row++) {
    guint n = cp_explain_find_varying (job->background, job->rows + row * n_features, varying);
    if (n <= most)
      continue;
    g_autofree char *name = cp_explain_name_row (row, job->n_rows, "to explain");
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: %s differs from the background in %u features, the method '%s' takes at most %u; %s.",
                 job->model->place, name, n, cp_explain_method_get_name (job->options.method), most, others);
    return FALSE;
  }
  return TRUE;
}

/* --- rows --- */

typedef struct {
  const CpExplainJob *job;
  CpExplainRowsFunc func;
  gpointer data;
  gsize n_done; /* atomic */
  int stopped;  /* atomic */
} Rows;

static void
explain_rows (gsize begin, gsize end, guint worker, gpointer data) {
  Rows *self = data;
  if (g_atomic_int_get (&self->stopped))
    return;
  if (!self->func (begin, end, self->data)) {
    g_atomic_int_set (&self->stopped, 1);
    return;
  }
  gsize n_done = __atomic_add_fetch (&self->n_done, end - begin, __ATOMIC_RELAXED);
  cp_progress_report (self->job->progress, (double)n_done / (double)self->job->n_rows, "explaining");
}

gboolean
cp_explain_for_rows (const CpExplainJob *job, gsize grain, CpExplainRowsFunc func, gpointer data,
                     GError **error) {
  Rows self = {job, func, data, 0, 0};
  gsize n_chunks = (job->n_rows + grain - 1) / grain;
  if (n_chunks >= 2 * cp_parallel_get_n_threads ()) {
    cp_parallel_for (job->n_rows, grain, explain_rows, &self, job->cancellable);
  } else {
    for (gsize begin = 0; begin < job->n_rows && !g_cancellable_is_cancelled (job->cancellable);
         begin += grain)
      explain_rows (begin, MIN (begin + grain, job->n_rows), 0, &self);
  }
  return self.n_done == job->n_rows || !cp_check_cancelled (job->cancellable, error);
}
