#include "core/train/optimizer.h"

#include "tests/fixture.h"

#include <math.h>

static void
init (CpOptimizerState *state, CpOptimizer kind, double rate, double momentum, gsize n_parameters) {
  CpTrainOptions options;
  cp_train_options_init (&options);
  options.optimizer = kind;
  options.learning_rate = rate;
  options.momentum = momentum;
  cp_optimizer_init (state, &options, n_parameters);
}

/* By hand: rate 0.1, momentum 0.5, gradients 1, 1, −2:
 * velocity −0.1, −0.15, −0.075 + 0.2 = 0.125. */
static void
test_sgd_keeps_its_velocity (void) {
  g_auto (CpOptimizerState) state = {0};
  init (&state, CP_OPTIMIZER_SGD, 0.1, 0.5, 1);
  float parameter = 1;
  const float gradients[] = {1, 1, -2};
  const double expected[] = {0.9, 0.75, 0.875};
  for (int i = 0; i < 3; i++) {
    cp_optimizer_step (&state, &parameter, &gradients[i]);
    assert_close (parameter, expected[i], 1e-7);
  }
}

/* Kingma and Ba 2015, algorithm 1 and the rewritten step of section 2, in doubles. The first step is the rate
 * against the gradient's sign, whatever its size. */
static void
test_adam_is_kingma_and_ba (void) {
  g_auto (CpOptimizerState) state = {0};
  init (&state, CP_OPTIMIZER_ADAM, 0.01, 0, 3);
  float parameters[] = {0.5f, -1, 2};
  const double start[] = {0.5, -1, 2};
  double expected[] = {0.5, -1, 2}, m[3] = {0}, v[3] = {0};
  for (int t = 1; t <= 200; t++) {
    float gradients[3];
    for (int i = 0; i < 3; i++)
      gradients[i] = (float)(cos (t * (i + 1)) * pow (10, i - 1));
    cp_optimizer_step (&state, parameters, gradients);
    for (int i = 0; i < 3; i++) {
      m[i] = 0.9 * m[i] + 0.1 * gradients[i];
      v[i] = 0.999 * v[i] + 0.001 * gradients[i] * gradients[i];
      expected[i] -= 0.01 * sqrt (1 - pow (0.999, t)) / (1 - pow (0.9, t)) * m[i] / (sqrt (v[i]) + 1e-7);
      assert_close (parameters[i], expected[i], 1e-5);
      if (t == 1)
        assert_close (parameters[i], start[i] - copysign (0.01, gradients[i]), 1e-5);
    }
  }
}

/* A feature that never shows keeps its weight, and its moments end at 0 rather than among the denormals. */
static void
test_moments_without_gradient_end_at_zero (void) {
  g_auto (CpOptimizerState) state = {0};
  init (&state, CP_OPTIMIZER_ADAM, 0.01, 0, 1);
  float parameter = 1, gradient = 1e-3f;
  cp_optimizer_step (&state, &parameter, &gradient);
  gradient = 0;
  for (int i = 0; i < 2000; i++)
    cp_optimizer_step (&state, &parameter, &gradient);
  g_assert_cmpfloat (state.first[0], ==, 0);
  g_assert_true (isfinite (parameter));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/train/sgd-keeps-its-velocity", test_sgd_keeps_its_velocity);
  g_test_add_func ("/core/train/adam-is-kingma-and-ba", test_adam_is_kingma_and_ba);
  g_test_add_func ("/core/train/moments-without-gradient-end-at-zero",
                   test_moments_without_gradient_end_at_zero);
  return g_test_run ();
}
