#include "core/explain/explain.h"

#include "core/base/error.h"
#include "core/explain/explain-private.h"

#include <math.h>
#include <string.h>

enum { MOST_ROWS_EXACT = 1000000, FEW_FEATURES = 12, FEW_WORDS = 14 };

/* A new method is one file, one line in explain-private.h and one line here. */
static const CpExplainer *const explainers[] = {
    &cp_explainer_exact,
    &cp_explainer_kernel,
    &cp_explainer_permutation,
    &cp_explainer_linear,
    &cp_explainer_linear_correlated,
    &cp_explainer_deep,
    &cp_explainer_gradients,
    &cp_explainer_expected_gradients,
    &cp_explainer_tree,
    &cp_explainer_tree_path,
};

static const char *const method_names[CP_EXPLAIN_N_METHODS] = {
    "auto",        "exact",     "kernel",
    "permutation", "linear",    "linear-correlated",
    "deep",        "gradients", "expected-gradients",
    "tree",        "tree-path"};

const char *
cp_explain_method_get_name (CpExplainMethod method) {
  g_return_val_if_fail ((guint)method < CP_EXPLAIN_N_METHODS, NULL);
  return method_names[method];
}

gboolean
cp_explain_method_parse (const char *name, CpExplainMethod *out_method, GError **error) {
  g_autoptr (GString) all = g_string_new (NULL);
  for (guint i = 0; i < CP_EXPLAIN_N_METHODS; i++) {
    if (g_str_equal (name, method_names[i])) {
      *out_method = (CpExplainMethod)i;
      return TRUE;
    }
    g_string_append_printf (all, "%s%s",
                            i == 0                         ? ""
                            : i + 1 < CP_EXPLAIN_N_METHODS ? ", "
                                                           : " or ",
                            method_names[i]);
  }
  g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "'%s' is not a method of explanation; expected %s.", name,
               all->str);
  return FALSE;
}

/* --- the table --- */

const CpExplainer *
cp_explainer_find (CpExplainMethod method) {
  for (guint i = 0; i < G_N_ELEMENTS (explainers); i++)
    if (explainers[i]->method == method)
      return explainers[i];
  return NULL;
}

gboolean
cp_explain_can (const CpModel *model, CpExplainMethod method, char **out_reason) {
  g_return_val_if_fail (model != NULL, FALSE);
  const CpExplainer *explainer = cp_explainer_find (method);
  if (out_reason != NULL)
    *out_reason = NULL;
  if (explainer == NULL)
    return FALSE;
  if (model->class->predict_block == NULL) {
    if (out_reason != NULL)
      *out_reason =
          g_strdup_printf ("%s: its scores stand in the table, so they cannot be explained.", model->place);
    return FALSE;
  }
  if (explainer->can == NULL || explainer->can (model))
    return TRUE;
  if (out_reason != NULL)
    *out_reason = g_strdup_printf ("%s: the method '%s' explains %s only, and this model is not one.",
                                   model->place, method_names[method], explainer->kinds);
  return FALSE;
}

/* --- auto --- */

static gboolean
can_answer (const CpModel *model, CpExplainMethod method, CpSpace space) {
  const CpExplainer *explainer = cp_explainer_find (method);
  return explainer != NULL && explainer->can != NULL && explainer->can (model) &&
         (explainer->answers_in == NULL || explainer->answers_in (model, space));
}

static gboolean
has_few_features (const CpModel *model, const CpBackground *background, const float *rows, gsize n_rows) {
  g_autofree guint *varying = g_new (guint, model->n_features);
  /* against one row, as with the words of a text, a coalition is one row to score */
  guint few = cp_matrix_get_n_rows (background->rows) == 1 ? FEW_WORDS : FEW_FEATURES;
  if (n_rows > MOST_ROWS_EXACT)
    return FALSE;
  for (gsize row = 0; model->n_features > few && row < n_rows; row++)
    if (cp_explain_find_varying (background, rows + row * model->n_features, varying) > few)
      return FALSE;
  return TRUE;
}

CpExplainMethod
cp_explain_choose (const CpModel *model, const CpBackground *background, const float *rows, gsize n_rows,
                   const CpExplainOptions *options) {
  g_return_val_if_fail (model != NULL && background != NULL && options != NULL, CP_EXPLAIN_PERMUTATION);
  const CpExplainMethod closed[] = {CP_EXPLAIN_LINEAR, CP_EXPLAIN_TREE};
  for (guint i = 0; i < G_N_ELEMENTS (closed); i++)
    if (can_answer (model, closed[i], options->space))
      return closed[i];
  return has_few_features (model, background, rows, n_rows) ? CP_EXPLAIN_EXACT : CP_EXPLAIN_PERMUTATION;
}

CpExplainMethod
cp_explain_choose_quick (const CpModel *model, const CpBackground *background, const float *rows,
                         gsize n_rows, const CpExplainOptions *options) {
  CpExplainMethod method = cp_explain_choose (model, background, rows, n_rows, options);
  if (method == CP_EXPLAIN_PERMUTATION && can_answer (model, CP_EXPLAIN_DEEP, options->space))
    return CP_EXPLAIN_DEEP;
  return method;
}

/* --- what every method needs --- */

static gboolean
check_shapes (const CpExplainJob *job, GError **error) {
  const CpModel *model = job->model;
  if (job->n_rows == 0) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s: there are no rows to explain, expected at least one.",
                 model->place);
    return FALSE;
  }
  gsize width = job->background != NULL ? cp_matrix_get_n_columns (job->background->rows) : model->n_features;
  if (width == model->n_features)
    return TRUE;
  g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH,
               "%s: the background (%s) is %" G_GSIZE_FORMAT " features wide, expected %u.", model->place,
               job->background->name, width, model->n_features);
  return FALSE;
}

gboolean
cp_explain_job_check (const CpExplainJob *job, GError **error) {
  const CpExplainer *explainer = cp_explainer_find (job->options.method);
  if (!check_shapes (job, error))
    return FALSE;
  const char *place = job->model->place, *name = cp_explain_method_get_name (job->options.method);
  g_autofree char *reason = NULL;
  if (!cp_explain_can (job->model, job->options.method, &reason)) {
    g_set_error_literal (error, CP_ERROR, CP_ERROR_UNSUPPORTED, reason);
    return FALSE;
  }
  if (explainer->needs_background && job->background == NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s: the method '%s' needs a background.", place, name);
    return FALSE;
  }
  if (explainer->is_exact && job->n_rows > MOST_ROWS_EXACT) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: the method '%s' explains at most %d rows at a time, there are %" G_GSIZE_FORMAT
                 "; explain a sample of them.",
                 place, name, MOST_ROWS_EXACT, job->n_rows);
    return FALSE;
  }
  if (job->options.space == CP_SPACE_MARGIN &&
      (explainer->answers_in == NULL || !explainer->answers_in (job->model, CP_SPACE_MARGIN))) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: the method '%s' explains probabilities and log-odds; margins are explained by tree and "
                 "tree-path.",
                 place, name);
    return FALSE;
  }
  if (job->options.space == CP_SPACE_LOGIT && job->model->task == CP_TASK_REGRESSION) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: its scores are not probabilities, so they have no log-odds.", place);
    return FALSE;
  }
  return TRUE;
}

/* (transfer full) (nullable): the scores of @rows, all numbers; @what names them in the message */
static double *
score_rows (const CpExplainJob *job, const float *rows, gsize n_rows, const char *what, GError **error) {
  gsize n_outputs = job->model->n_outputs;
  g_autofree double *scores = g_new (double, n_rows *n_outputs);
  if (!cp_model_predict (job->model, rows, n_rows, scores, job->cancellable, error))
    return NULL;
  for (gsize i = 0; i < n_rows * n_outputs; i++) {
    if (isfinite (scores[i]))
      continue;
    g_autofree char *name = cp_explain_name_row (i / n_outputs, n_rows, what);
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "%s: output %" G_GSIZE_FORMAT " of %s is not a finite number, so it cannot be explained.",
                 job->model->place, i % n_outputs, name);
    return NULL;
  }
  return g_steal_pointer (&scores);
}

gboolean
cp_explain_job_score_rows (CpExplainJob *job, double **out_scores, GError **error) {
  job->scores = *out_scores = score_rows (job, job->rows, job->n_rows, "to explain", error);
  return job->scores != NULL;
}

gboolean
cp_explain_job_score_background (CpExplainJob *job, double **out_scores, GError **error) {
  job->n_background = cp_matrix_get_n_rows (job->background->rows);
  job->background_rows = cp_matrix_get_values (job->background->rows);
  job->background_scores = *out_scores =
      score_rows (job, job->background_rows, job->n_background, "of the background", error);
  return job->background_scores != NULL;
}

/* --- one answer --- */

/* (transfer full) (nullable): against the job's background as it is */
static CpAttributions *
explain_once (CpExplainJob *job, const CpExplainer *explainer, GError **error) {
  g_autofree double *background_scores = NULL;
  if (job->background != NULL && !cp_explain_job_score_background (job, &background_scores, error))
    return NULL;
  CpAttributions *answer = explainer->explain (job, error);
  if (answer != NULL)
    cp_attributions_close (answer);
  return answer;
}

/* (transfer full): every second row of the background from @first on */
static CpBackground *
take_half (const CpBackground *background, gsize first) {
  gsize n = cp_matrix_get_n_rows (background->rows), width = cp_matrix_get_n_columns (background->rows);
  gsize n_half = (n - first + 1) / 2;
  g_autoptr (CpMatrix) rows = cp_matrix_new (n_half, width);
  g_autofree double *weights = g_new (double, n_half);
  for (gsize i = 0; i < n_half; i++) {
    weights[i] = background->weights[first + 2 * i];
    memcpy (cp_matrix_edit_values (rows) + i * width,
            cp_matrix_get_values (background->rows) + (first + 2 * i) * width, width * sizeof (float));
  }
  return cp_background_new (rows, weights, background->name, NULL);
}

/* (transfer full) (nullable) */
static CpAttributions *
explain_half (const CpExplainJob *job, const CpExplainer *explainer, gsize half, GError **error) {
  g_autoptr (CpBackground) background = take_half (job->background, half);
  CpExplainJob part = *job;
  part.background = background;
  part.progress = NULL;
  return explain_once (&part, explainer, error);
}

/* Adds the disagreement between the two halves of the background to @answer. */
static gboolean
compare_halves (const CpExplainJob *job, const CpExplainer *explainer, CpAttributions *answer,
                GError **error) {
  g_autoptr (CpAttributions) first = explain_half (job, explainer, 0, error);
  g_autoptr (CpAttributions) second = first != NULL ? explain_half (job, explainer, 1, error) : NULL;
  if (second == NULL)
    return FALSE;
  gsize n = answer->n_rows * answer->n_outputs * answer->n_features;
  answer->disagreement = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    answer->disagreement[i] = fabs (first->values[i] - second->values[i]);
  return TRUE;
}

CpAttributions *
cp_explain (const CpModel *model, const CpBackground *background, const float *rows, gsize n_rows,
            const CpExplainOptions *options, const CpProgress *progress, GCancellable *cancellable,
            GError **error) {
  g_return_val_if_fail (model != NULL && options != NULL && (n_rows == 0 || rows != NULL), NULL);
  CpExplainJob job = {.model = model,
                      .background = background,
                      .rows = rows,
                      .n_rows = n_rows,
                      .options = *options,
                      .progress = progress,
                      .cancellable = cancellable};
  job.is_auto = options->method == CP_EXPLAIN_AUTO;
  if (!check_shapes (&job, error))
    return NULL;
  if (job.is_auto)
    job.options.method = background != NULL ? cp_explain_choose (model, background, rows, n_rows, options)
                                            : CP_EXPLAIN_PERMUTATION;
  const CpExplainer *explainer = cp_explainer_find (job.options.method);
  g_return_val_if_fail (explainer != NULL, NULL);
  g_autofree double *scores = NULL;
  if (!cp_explain_job_check (&job, error) || !cp_explain_job_score_rows (&job, &scores, error))
    return NULL;
  g_autoptr (CpAttributions) answer = explain_once (&job, explainer, error);
  if (answer == NULL)
    return NULL;
  gboolean has_halves = background != NULL && cp_matrix_get_n_rows (background->rows) > 1;
  if (options->halves && explainer->needs_background && has_halves &&
      !compare_halves (&job, explainer, answer, error))
    return NULL;
  return g_steal_pointer (&answer);
}
