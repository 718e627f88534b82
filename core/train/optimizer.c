#include "core/train/optimizer.h"

#include <math.h>

#define BETA_1 0.9
#define BETA_2 0.999
#define EPSILON 1e-7f
/* A moment whose gradient stays 0 decays into denormal numbers, which cost a hundred times as much. */
#define FLUSH 1e-30f

void
cp_optimizer_init (CpOptimizerState *state, const CpTrainOptions *options, gsize n_parameters) {
  *state = (CpOptimizerState){.kind = options->optimizer,
                              .learning_rate = options->learning_rate,
                              .momentum = options->momentum,
                              .n_parameters = n_parameters};
  state->first = g_new0 (float, n_parameters);
  if (state->kind == CP_OPTIMIZER_ADAM)
    state->second = g_new0 (float, n_parameters);
}

void
cp_optimizer_clear (CpOptimizerState *state) {
  g_clear_pointer (&state->first, g_free);
  g_clear_pointer (&state->second, g_free);
}

static void
step_sgd (CpOptimizerState *state, float *restrict parameters, const float *restrict gradients) {
  float *restrict velocity = state->first;
  float rate = (float)state->learning_rate, momentum = (float)state->momentum;
  for (gsize i = 0; i < state->n_parameters; i++) {
    float v = momentum * velocity[i] - rate * gradients[i];
    velocity[i] = fabsf (v) < FLUSH ? 0 : v;
    parameters[i] += v;
  }
}

static void
step_adam (CpOptimizerState *state, float *restrict parameters, const float *restrict gradients) {
  float *restrict first = state->first, *restrict second = state->second;
  double t = (double)state->n_steps;
  float rate = (float)(state->learning_rate * sqrt (1 - pow (BETA_2, t)) / (1 - pow (BETA_1, t)));
  const float keep_1 = (float)BETA_1, take_1 = (float)(1 - BETA_1);
  const float keep_2 = (float)BETA_2, take_2 = (float)(1 - BETA_2);
  for (gsize i = 0; i < state->n_parameters; i++) {
    float g = gradients[i];
    float m = keep_1 * first[i] + take_1 * g;
    float v = keep_2 * second[i] + take_2 * g * g;
    first[i] = fabsf (m) < FLUSH ? 0 : m;
    second[i] = v < FLUSH ? 0 : v;
    parameters[i] -= rate * m / (sqrtf (v) + EPSILON);
  }
}

void
cp_optimizer_step (CpOptimizerState *state, float *parameters, const float *gradients) {
  state->n_steps++;
  if (state->kind == CP_OPTIMIZER_ADAM)
    step_adam (state, parameters, gradients);
  else
    step_sgd (state, parameters, gradients);
}
