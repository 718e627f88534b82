#include "core/explain/affine.h"

#include "core/explain/chain.h"

gboolean
cp_affine_can (const CpModel *model) {
  if (!cp_model_is_network (model))
    return FALSE;
  gsize n_steps;
  const CpStep *steps = cp_network_get_steps (model, &n_steps);
  for (gsize i = 0; i < n_steps; i++) {
    CpLayerKind kind = steps[i].class->kind;
    CpActivation activation = steps[i].activation;
    gboolean is_sum = kind == CP_LAYER_DENSE || kind == CP_LAYER_BATCH_NORMALIZATION;
    gboolean is_link = i + 1 == n_steps && (activation == CP_ACTIVATION_SIGMOID ||
                                            (activation == CP_ACTIVATION_SOFTMAX && model->n_outputs == 2));
    gboolean is_bare_link = kind == CP_LAYER_ACTIVATION && is_link;
    if (!is_bare_link && !(is_sum && (activation == CP_ACTIVATION_LINEAR || is_link)))
      return FALSE;
  }
  return n_steps > 0;
}

/* By the link, not by the task: a person may take a sigmoid's scores for amounts, or a sum for shares. */
CpSpace
cp_affine_get_space (const CpModel *model) {
  gsize n_steps;
  const CpStep *steps = cp_network_get_steps (model, &n_steps);
  gboolean has_link = n_steps > 0 && steps[n_steps - 1].activation != CP_ACTIVATION_LINEAR;
  return has_link ? CP_SPACE_LOGIT : CP_SPACE_PROBABILITY;
}

gboolean
cp_affine_answers_in (const CpModel *model, CpSpace space) {
  return cp_affine_get_space (model) == space;
}

void
cp_affine_fill (const CpExplainJob *job, CpAttributions *answer, double *weights, double *means) {
  CpChain chain;
  cp_chain_init (&chain, job->model, answer->space);
  cp_chain_fill_scores (&chain, job, answer);
  gsize n_features = chain.n_features, stride = cp_kernels_stride (n_features);
  /* the gradient is the same everywhere */
  float *halves[2];
  for (guint half = 0; half < 2; half++)
    halves[half] = g_new (float, chain.n_outputs *chain.widest);
  CpTrace trace = {0};
  cp_trace_init (&trace, &chain, 1);
  cp_chain_run (&chain, job->background_rows, 1, &trace);
  CpTraceRows row = {&trace, 0, TRUE};
  const float *gradient = cp_chain_return (&chain, row, row, 1, halves);
  for (gsize i = 0; i < chain.n_outputs * n_features; i++)
    weights[i] = (double)gradient[i / n_features * stride + i % n_features];
  cp_trace_clear (&trace, &chain);
  g_free (halves[0]);
  g_free (halves[1]);
  for (gsize f = 0; f < n_features; f++) {
    means[f] = 0;
    for (gsize b = 0; b < job->n_background; b++)
      means[f] += job->background->weights[b] * (double)job->background_rows[b * n_features + f];
  }
}
