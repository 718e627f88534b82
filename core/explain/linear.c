#include "core/explain/affine.h"

/* value_i = w_i (x_i − mean b_i), in the space before the link: the Shapley values of a weighted sum whose
 * features are taken as independent (Štrumbelj and Kononenko 2014, section 3). */

static CpAttributions *
explain_linear (const CpExplainJob *job, GError **error) {
  gsize n_features = job->model->n_features, n_outputs = job->model->n_outputs;
  CpAttributions *answer = cp_attributions_new ("linear", cp_affine_get_space (job->model), job->n_rows,
                                                job->model->n_outputs, job->model->n_features, FALSE);
  g_autofree double *weights = g_new (double, n_outputs *n_features);
  g_autofree double *means = g_new (double, n_features);
  cp_affine_fill (job, answer, weights, means);
  for (gsize row = 0; row < job->n_rows; row++) {
    const float *x = job->rows + row * n_features;
    double *values = answer->values + row * n_outputs * n_features;
    for (gsize i = 0; i < n_outputs * n_features; i++)
      values[i] = weights[i] * ((double)x[i % n_features] - means[i % n_features]);
  }
  cp_progress_report (job->progress, 1, "explaining");
  return answer;
}

const CpExplainer cp_explainer_linear = {.method = CP_EXPLAIN_LINEAR,
                                         .needs_background = TRUE,
                                         .kinds = "networks of one layer",
                                         .can = cp_affine_can,
                                         .answers_in = cp_affine_answers_in,
                                         .explain = explain_linear};
