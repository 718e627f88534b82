#include "tests/core/explain/explain-helpers.h"

static void
check_reference (const char *name, CpSpace space) {
  g_auto (Case) self = load_case (name);
  g_autoptr (CpAttributions) answer =
      explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_EXACT, .space = space});
  g_assert_cmpstr (answer->method, ==, "exact");
  check_case (&self, answer, 1e-5);
}

static void
test_references (void) {
  check_reference ("exact_softmax_m7_k4", CP_SPACE_PROBABILITY);
  check_reference ("kernel_exhaustive_m10_k3", CP_SPACE_PROBABILITY);
  check_reference ("kernel_logit_link_m8", CP_SPACE_LOGIT);
}

static void
test_twin (void) {
  CpRandom random;
  cp_random_init (&random, 1);
  for (guint run = 0; run < 40; run++) {
    CpModel *model = draw_small_network (&random, 1 + run % 6);
    CpSpace space = model->task != CP_TASK_REGRESSION && run % 2 ? CP_SPACE_LOGIT : CP_SPACE_PROBABILITY;
    g_auto (Case) self = draw_case (&random, model, 3, 1 + run % 9, run % 3);
    g_autoptr (CpAttributions) answer =
        explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_EXACT, .space = space});
    g_assert_cmpint (answer->space, ==, space);
    gsize n = (gsize)model->n_outputs * model->n_features;
    g_autofree double *expected = g_new (double, n);
    for (gsize row = 0; row < 3; row++) {
      twin_shapley (&self, row, space, expected);
      for (gsize i = 0; i < n; i++) {
        double value = cp_attributions_get_values (answer, row, 0)[i];
        assert_close (value, expected[i], 2e-5 * MAX (1, fabs (expected[i])));
        if (i % model->n_features < run % 3)
          g_assert_cmpfloat (value, ==, 0);
      }
    }
  }
}

/* Scores so near 1 that a float holds nothing of what they lack: their log-odds keep five digits all the
 * same, by all methods that play the game. */
static void
test_saturated (void) {
  CpRandom random;
  cp_random_init (&random, 5);
  for (guint run = 0; run < 6; run++) {
    CpActivation last = run % 2 ? CP_ACTIVATION_SOFTMAX : CP_ACTIVATION_SIGMOID;
    CpNetworkBuilder *builder = cp_network_builder_new ("sure", 4);
    add_dense (builder, &random, 6, CP_ACTIVATION_TANH);
    g_autofree float *kernel = draw (&random, 18, 0.6);
    const float bias[3] = {21, -19, 17};
    cp_network_builder_dense (builder, "dense", 3, kernel, bias, last, 1);
    g_auto (Case) self = draw_case (&random, cp_network_builder_end (builder, NULL), 1, 5, 0);
    double expected[12];
    twin_shapley (&self, 0, CP_SPACE_LOGIT, expected);
    const CpExplainMethod methods[] = {CP_EXPLAIN_EXACT, CP_EXPLAIN_KERNEL, CP_EXPLAIN_PERMUTATION};
    for (guint m = 0; m < G_N_ELEMENTS (methods); m++) {
      g_autoptr (CpAttributions) answer = explain_case (
          &self, &(CpExplainOptions){.method = methods[m], .space = CP_SPACE_LOGIT, .n_permutations = 20});
      for (guint k = 0; k < 3; k++)
        for (guint f = 0; f < 4; f++)
          assert_close (answer->values[k * 4 + f], expected[k * 4 + f],
                        3e-5 + (answer->errors != NULL ? 4 * answer->errors[k * 4 + f] : 0));
    }
  }
}

/* A row like the whole background: nothing differs, so nothing is to be explained. */
static void
test_nothing_varies (void) {
  CpRandom random;
  cp_random_init (&random, 2);
  g_auto (Case) self = draw_case (&random, draw_small_network (&random, 4), 2, 5, 4);
  g_autoptr (CpAttributions) answer = explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_EXACT});
  for (gsize i = 0; i < 2 * answer->n_outputs * 4; i++)
    g_assert_cmpfloat (answer->values[i], ==, 0);
  for (gsize i = 0; i < 2 * answer->n_outputs; i++)
    assert_close (answer->residuals[i], 0, 1e-12);
}

static void
test_fifteen (void) {
  CpRandom random;
  g_autoptr (GError) error = NULL;
  cp_random_init (&random, 3);
  g_auto (Case) self = draw_case (&random, draw_small_network (&random, 20), 1, 3, 5);
  g_autoptr (CpAttributions) answer = explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_EXACT});
  for (guint k = 0; k < answer->n_outputs; k++)
    assert_close (answer->residuals[k], 0, 1e-9);
  g_auto (Case) more = draw_case (&random, draw_small_network (&random, 20), 2, 3, 4);
  g_assert_null (cp_explain (more.model, more.background, cp_matrix_get_values (more.rows), 2,
                             &(CpExplainOptions){.method = CP_EXPLAIN_EXACT}, NULL, NULL, &error));
  assert_message (error, "small: row 0 to explain differs from the background in 16 features, the method "
                         "'exact' takes at most 15; kernel and permutation take more.");
}

static void
test_threads (void) {
  CpRandom random;
  cp_random_init (&random, 4);
  g_auto (Case) self = draw_case (&random, draw_small_network (&random, 12), 9, 7, 0);
  CpExplainOptions options = {.method = CP_EXPLAIN_EXACT, .halves = TRUE};
  check_threads (&self, &options);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/explain/exact/equals-the-references", test_references);
  g_test_add_func ("/core/explain/exact/equals-the-mean-over-every-order-of-the-features", test_twin);
  g_test_add_func ("/core/explain/exact/log-odds-of-scores-near-one-keep-their-digits", test_saturated);
  g_test_add_func ("/core/explain/exact/a-row-like-the-background-has-nothing-to-explain",
                   test_nothing_varies);
  g_test_add_func ("/core/explain/exact/takes-fifteen-varying-features-and-no-more", test_fifteen);
  g_test_add_func ("/core/explain/exact/one-thread-and-many-give-the-same-bytes", test_threads);
  return g_test_run ();
}
