#include "core/explain/mixer.h"

#include "core/model/network-steps.h"

#include <string.h>

/* (nullable): the first step, where it is dense */
static const CpStep *
get_dense_step (const CpModel *model) {
  if (!cp_model_is_network (model))
    return NULL;
  gsize n_steps;
  const CpStep *steps = cp_network_get_steps (model, &n_steps);
  return n_steps > 0 && steps[0].class->kind == CP_LAYER_DENSE ? &steps[0] : NULL;
}

void
cp_mixer_init (CpMixer *mixer, const CpExplainJob *job) {
  const CpStep *step = get_dense_step (job->model);
  *mixer = (CpMixer){.job = job, .width = job->model->n_features, .block = job->model->block_rows};
  if (step != NULL) {
    mixer->width = cp_kernels_stride (step->width);
    mixer->kernel = g_new0 (float, job->model->n_features * mixer->width);
    for (gsize f = 0; f < job->model->n_features; f++)
      memcpy (mixer->kernel + f * mixer->width, step->kernel + f * step->width, step->width * sizeof (float));
  }
  mixer->background = g_new0 (float, job->n_background * mixer->width);
  for (gsize b = 0; b < job->n_background; b++)
    cp_mixer_enter (mixer, job->background_rows + b * job->model->n_features,
                    mixer->background + b * mixer->width);
}

void
cp_mixer_clear (CpMixer *mixer) {
  g_clear_pointer (&mixer->kernel, g_free);
  g_clear_pointer (&mixer->background, g_free);
}

void
cp_mixer_enter (const CpMixer *mixer, const float *row, float *state) {
  const CpModel *model = mixer->job->model;
  const CpStep *step = get_dense_step (model);
  if (step != NULL)
    step->class->forward (step, cp_network_get_kernels (model), row, model->n_features, 1, state);
  else
    memcpy (state, row, model->n_features * sizeof *state);
}

void
cp_mixer_score (const CpMixer *mixer, float *states, gsize n, double *scores, float *scratch) {
  const CpModel *model = mixer->job->model;
  if (mixer->kernel != NULL)
    cp_network_predict_rest (model, states, n, scores, scratch);
  else
    model->class->predict_block (model, states, n, scores, scratch);
}
