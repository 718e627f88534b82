#include "tests/core/explain/explain-helpers.h"

static void
test_reference (void) {
  g_auto (Case) self = load_case ("ig_zero_baseline_k3");
  g_autoptr (CpAttributions) answer =
      explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_GRADIENTS});
  g_assert_cmpstr (answer->method, ==, "gradients");
  check_case (&self, answer, 1e-5);
}

/* Without bends, so that difference quotients are good to many digits */
static CpModel *
draw_smooth_network (CpRandom *random, guint n_features) {
  const CpActivation functions[] = {CP_ACTIVATION_TANH, CP_ACTIVATION_SIGMOID, CP_ACTIVATION_SOFTPLUS,
                                    CP_ACTIVATION_SOFTMAX};
  CpNetworkBuilder *builder = cp_network_builder_new ("smooth", n_features);
  add_dense (builder, random, 3 + (guint)cp_random_below (random, 8), functions[cp_random_below (random, 3)]);
  if (cp_random_below (random, 2) == 0)
    add_normalization (builder, random);
  add_dense (builder, random, 2 + (guint)cp_random_below (random, 3), functions[cp_random_below (random, 4)]);
  return cp_network_builder_end (builder, NULL);
}

static double
twin_score (const CpModel *model, CpSpace space, const double *features, guint output) {
  double scores[128];
  twin_predict (model, features, scores);
  return space == CP_SPACE_LOGIT ? twin_logit (scores[output]) : scores[output];
}

/* The naive twin: 400 midpoints of the path, difference quotients of doubles. @out (n_features) */
static void
twin_integrate (const Case *self, gsize row, CpSpace space, guint output, double *out) {
  enum { N_STEPS = 400 };
  guint n = self->model->n_features;
  memset (out, 0, n * sizeof *out);
  for (gsize b = 0; b < cp_matrix_get_n_rows (self->background->rows); b++) {
    const float *x = cp_matrix_get_values (self->rows) + row * n;
    const float *reference = cp_matrix_get_values (self->background->rows) + b * n;
    for (guint step = 0; step < N_STEPS; step++) {
      double at[32], t = (step + 0.5) / N_STEPS, h = 1e-5;
      for (guint f = 0; f < n; f++)
        at[f] = (double)reference[f] + t * ((double)x[f] - (double)reference[f]);
      for (guint f = 0; f < n; f++) {
        double kept = at[f];
        at[f] = kept + h;
        double above = twin_score (self->model, space, at, output);
        at[f] = kept - h;
        double below = twin_score (self->model, space, at, output);
        at[f] = kept;
        out[f] += self->background->weights[b] * ((double)x[f] - (double)reference[f]) * (above - below) /
                  (2 * h) / N_STEPS;
      }
    }
  }
}

static void
test_twin (void) {
  CpRandom random;
  cp_random_init (&random, 1);
  for (guint run = 0; run < 24; run++) {
    CpModel *model = draw_smooth_network (&random, 2 + run % 7);
    CpSpace space = model->task != CP_TASK_REGRESSION && run % 2 ? CP_SPACE_LOGIT : CP_SPACE_PROBABILITY;
    g_auto (Case) self = draw_case (&random, model, 1, 1 + run % 7, run % 2);
    g_autoptr (CpAttributions) answer =
        explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_GRADIENTS, .space = space});
    for (guint k = 0; k < model->n_outputs; k++) {
      double expected[32];
      twin_integrate (&self, 0, space, k, expected);
      for (guint f = 0; f < model->n_features; f++)
        assert_close (cp_attributions_get_values (answer, 0, k)[f], expected[f],
                      2e-5 * MAX (1, fabs (expected[f])));
      assert_close (answer->residuals[k], 0, 2e-5 * MAX (1, fabs (answer->scores[k])));
      if (run % 2)
        g_assert_cmpfloat (cp_attributions_get_values (answer, 0, k)[0], ==, 0);
    }
  }
}

/* The draws' mean is the integral: within 4 of its own standard errors, and most of them within 2. */
static void
test_expected (void) {
  CpRandom random;
  cp_random_init (&random, 2);
  guint n_near = 0, n = 0;
  for (guint run = 0; run < 20; run++) {
    g_auto (Case) self = draw_case (&random, draw_smooth_network (&random, 6), 3, 30, 1);
    g_autoptr (CpAttributions) sampled = explain_case (
        &self, &(CpExplainOptions){.method = CP_EXPLAIN_EXPECTED_GRADIENTS, .seed = run, .n_samples = 1000});
    g_autoptr (CpAttributions) whole =
        explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_GRADIENTS});
    g_assert_cmpstr (sampled->method, ==, "expected-gradients");
    for (gsize i = 0; i < 3 * sampled->n_outputs * 6; i++, n++) {
      double error = sampled->errors[i];
      assert_close (sampled->values[i], whole->values[i], 4 * error + 1e-6);
      n_near += fabs (sampled->values[i] - whole->values[i]) <= 2 * error + 1e-9;
      if (i % 6 == 0)
        g_assert_cmpfloat (sampled->values[i], ==, 0);
    }
  }
  assert_close ((double)n_near / n, 0.955, 0.03);
}

static void
test_threads (void) {
  CpRandom random;
  cp_random_init (&random, 4);
  g_auto (Case) self = draw_case (&random, draw_small_network (&random, 7), 9, 20, 0);
  const CpExplainMethod methods[] = {CP_EXPLAIN_GRADIENTS, CP_EXPLAIN_EXPECTED_GRADIENTS};
  for (guint i = 0; i < 2; i++) {
    CpExplainOptions options = {.method = methods[i], .seed = 5};
    check_threads (&self, &options);
  }
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/explain/gradients/equal-the-reference", test_reference);
  g_test_add_func ("/core/explain/gradients/equal-difference-quotients-along-the-path", test_twin);
  g_test_add_func ("/core/explain/gradients/expected-lie-within-four-of-their-standard-errors",
                   test_expected);
  g_test_add_func ("/core/explain/gradients/one-thread-and-many-give-the-same-bytes", test_threads);
  return g_test_run ();
}
