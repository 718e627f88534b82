#include "tests/core/explain/explain-helpers.h"

static void
test_references (void) {
  const struct {
    const char *name;
    CpSpace space;
  } cases[] = {{"exact_softmax_m7_k4", CP_SPACE_PROBABILITY},
               {"kernel_exhaustive_m10_k3", CP_SPACE_PROBABILITY},
               {"kernel_logit_link_m8", CP_SPACE_LOGIT}};
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Case) self = load_case (cases[i].name);
    g_autoptr (CpAttributions) answer =
        explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_KERNEL, .space = cases[i].space});
    g_assert_cmpstr (answer->method, ==, "kernel");
    check_case (&self, answer, 1e-5);
  }
}

static void
test_complete (void) {
  CpRandom random;
  cp_random_init (&random, 1);
  for (guint run = 0; run < 24; run++) {
    CpModel *model = draw_small_network (&random, 1 + run % 11);
    CpExplainOptions options = {.method = CP_EXPLAIN_KERNEL};
    options.space = model->task != CP_TASK_REGRESSION && run % 2 ? CP_SPACE_LOGIT : CP_SPACE_PROBABILITY;
    g_auto (Case) self = draw_case (&random, model, 2, 1 + run, MIN (run % 3, model->n_features));
    g_autoptr (CpAttributions) answer = explain_case (&self, &options);
    options.method = CP_EXPLAIN_EXACT;
    g_autoptr (CpAttributions) exact = explain_case (&self, &options);
    for (gsize i = 0; i < 2 * (gsize)model->n_outputs * model->n_features; i++) {
      assert_close (answer->values[i], exact->values[i], 3e-6 * MAX (1, fabs (exact->values[i])));
      g_assert_cmpfloat (answer->errors[i], ==, 0);
    }
  }
}

static void
test_sampled (void) {
  CpRandom random;
  cp_random_init (&random, 2);
  guint n_near = 0, n = 0;
  for (guint run = 0; run < 20; run++) {
    CpModel *model = draw_small_network (&random, 13);
    CpExplainOptions options = {.method = CP_EXPLAIN_KERNEL, .seed = run, .n_samples = 500};
    options.space = model->task != CP_TASK_REGRESSION && run % 2 ? CP_SPACE_LOGIT : CP_SPACE_PROBABILITY;
    g_auto (Case) self = draw_case (&random, model, 2, 12, run % 3);
    g_autoptr (CpAttributions) sampled = explain_case (&self, &options);
    options.method = CP_EXPLAIN_EXACT;
    g_autoptr (CpAttributions) exact = explain_case (&self, &options);
    gsize n_scores = 2 * (gsize)model->n_outputs;
    for (gsize i = 0; i < n_scores * 13; i++, n++) {
      double error = sampled->errors[i];
      assert_close (sampled->values[i], exact->values[i], 4 * error + 3e-6);
      n_near += fabs (sampled->values[i] - exact->values[i]) <= 2 * error + 3e-6;
      if (i % 13 < run % 3)
        g_assert_cmpfloat (sampled->values[i], ==, 0);
    }
    for (gsize i = 0; i < n_scores; i++)
      assert_close (sampled->residuals[i], 0, 1e-9);
  }
  assert_close ((double)n_near / n, 0.955, 0.035);
}

static void
test_reproducible (void) {
  CpRandom random;
  cp_random_init (&random, 3);
  g_auto (Case) self = draw_case (&random, draw_small_network (&random, 25), 5, 20, 0);
  CpExplainOptions options = {.method = CP_EXPLAIN_KERNEL, .seed = 4};
  check_threads (&self, &options);
}

/* Never cut to the largest ten: a sum of 30 features gives each its share. */
static void
test_no_cut (void) {
  CpRandom random;
  cp_random_init (&random, 4);
  CpNetworkBuilder *builder = cp_network_builder_new ("sum", 30);
  add_dense (builder, &random, 1, CP_ACTIVATION_LINEAR);
  g_auto (Case) self = draw_case (&random, cp_network_builder_end (builder, NULL), 1, 10, 0);
  g_autoptr (CpAttributions) answer = explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_KERNEL});
  g_autoptr (CpAttributions) linear = explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_LINEAR});
  for (guint f = 0; f < 30; f++)
    assert_close (answer->values[f], linear->values[f], 1e-5);
}

static void
test_too_wide (void) {
  CpRandom random;
  g_autoptr (GError) error = NULL;
  cp_random_init (&random, 5);
  CpNetworkBuilder *builder = cp_network_builder_new ("sum", 2002);
  add_dense (builder, &random, 1, CP_ACTIVATION_LINEAR);
  g_auto (Case) self = draw_case (&random, cp_network_builder_end (builder, NULL), 1, 2, 1);
  g_assert_null (cp_explain (self.model, self.background, cp_matrix_get_values (self.rows), 1,
                             &(CpExplainOptions){.method = CP_EXPLAIN_KERNEL}, NULL, NULL, &error));
  assert_message (error, "sum: the row to explain differs from the background in 2001 features, the method "
                         "'kernel' takes at most 2000; permutation takes more.");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/explain/kernel/equals-the-references", test_references);
  g_test_add_func ("/core/explain/kernel/enumerated-completely-is-exact", test_complete);
  g_test_add_func ("/core/explain/kernel/lies-within-four-of-its-standard-errors", test_sampled);
  g_test_add_func ("/core/explain/kernel/the-seed-decides-whatever-the-threads", test_reproducible);
  g_test_add_func ("/core/explain/kernel/no-feature-is-left-out", test_no_cut);
  g_test_add_func ("/core/explain/kernel/takes-two-thousand-varying-features", test_too_wide);
  return g_test_run ();
}
