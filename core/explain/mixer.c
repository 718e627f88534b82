#include "core/explain/mixer.h"

#include "core/model/network-steps.h"

#include <float.h>
#include <math.h>
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

static void
find_mean (CpMixer *mixer) {
  const CpExplainJob *job = mixer->job;
  mixer->background_channels = g_new (double, job->n_background * mixer->n_channels);
  mixer->mean = g_new0 (double, mixer->n_channels);
  cp_mixer_score_rows (mixer, job->background_rows, job->n_background, mixer->background_channels);
  for (gsize i = 0; i < job->n_background * mixer->n_channels; i++)
    mixer->mean[i % mixer->n_channels] +=
        job->background->weights[i / mixer->n_channels] * mixer->background_channels[i];
}

void
cp_mixer_init (CpMixer *mixer, const CpExplainJob *job) {
  const CpStep *step = get_dense_step (job->model);
  gsize n_outputs = job->model->n_outputs;
  *mixer = (CpMixer){.job = job,
                     .width = job->model->n_features,
                     .block = job->model->block_rows,
                     .n_channels = job->options.space == CP_SPACE_LOGIT ? 2 * n_outputs : n_outputs};
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
  find_mean (mixer);
}

void
cp_mixer_clear (CpMixer *mixer) {
  g_clear_pointer (&mixer->kernel, g_free);
  g_clear_pointer (&mixer->background, g_free);
  g_clear_pointer (&mixer->background_channels, g_free);
  g_clear_pointer (&mixer->mean, g_free);
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
cp_mixer_advance (const CpMixer *mixer, const float *start, const guint32 *features, gsize n,
                  const float *from, const float *to, float *out) {
  gsize width = mixer->width;
  if (mixer->kernel != NULL) {
    cp_network_get_kernels (mixer->job->model)
        ->advance (start, mixer->kernel, width, features, n, from, to, out);
    return;
  }
  for (gsize i = 0; i < n; i++, start = out, out += width) {
    memcpy (out, start, width * sizeof *out);
    out[features[i]] = to[features[i]];
  }
}

/* Scores (n × n_outputs) at the front of @channels make room for what each lacks of 1; from the last on, so
 * that nothing is overwritten that is still to be read. */
static void
add_complements (const CpMixer *mixer, gsize n, double *channels) {
  gsize n_outputs = mixer->job->model->n_outputs;
  for (gsize i = n * n_outputs; mixer->n_channels > n_outputs && i-- > 0;) {
    double score = channels[i];
    gsize at = i / n_outputs * mixer->n_channels + i % n_outputs;
    channels[at + n_outputs] = 1 - score;
    channels[at] = score;
  }
}

void
cp_mixer_score (const CpMixer *mixer, float *states, gsize n, double *channels, float *scratch) {
  const CpModel *model = mixer->job->model;
  if (mixer->kernel != NULL && mixer->n_channels > model->n_outputs) {
    cp_network_predict_odds (model, states, n, channels, scratch);
  } else if (mixer->kernel != NULL) {
    cp_network_predict_rest (model, states, n, channels, scratch);
  } else {
    model->class->predict_block (model, states, n, channels, scratch);
    add_complements (mixer, n, channels);
  }
}

void
cp_mixer_score_rows (const CpMixer *mixer, const float *rows, gsize n, double *channels) {
  const CpModel *model = mixer->job->model;
  gsize block = MIN (n, mixer->block);
  g_autofree float *states = g_new0 (float, block * mixer->width);
  float *scratch = cp_model_new_scratch (model, block);
  for (gsize begin = 0; begin < n; begin += block) {
    gsize n_here = MIN (block, n - begin);
    for (gsize i = 0; i < n_here; i++)
      cp_mixer_enter (mixer, rows + (begin + i) * model->n_features, states + i * mixer->width);
    cp_mixer_score (mixer, states, n_here, channels + begin * mixer->n_channels, scratch);
  }
  cp_model_free_scratch (scratch);
}

void
cp_mixer_link (const CpMixer *mixer, const double *channels, gsize n, double *out) {
  gsize n_outputs = mixer->job->model->n_outputs;
  const double least = (double)FLT_MIN;
  if (mixer->n_channels == n_outputs) {
    if (out != channels)
      memcpy (out, channels, n * n_outputs * sizeof *out);
    return;
  }
  for (gsize row = 0; row < n; row++) {
    for (gsize i = 0; i < n_outputs; i++) {
      double score = channels[row * mixer->n_channels + i];
      double lack = channels[row * mixer->n_channels + n_outputs + i];
      out[row * n_outputs + i] = log (score < least ? least : score) - log (lack < least ? least : lack);
    }
  }
}

void
cp_mixer_fill (const CpMixer *mixer, CpAttributions *answer) {
  const CpExplainJob *job = mixer->job;
  g_autofree double *channels = g_new (double, job->n_rows * mixer->n_channels);
  cp_mixer_score_rows (mixer, job->rows, job->n_rows, channels);
  cp_mixer_link (mixer, channels, job->n_rows, answer->scores);
  cp_mixer_link (mixer, mixer->mean, 1, answer->base);
}
