#include "tests/core/explain/explain-helpers.h"

/* A network of 3 features and 1 sigmoid output. */
static Case
make_case (gsize n_rows) {
  CpRandom random;
  cp_random_init (&random, 5);
  CpNetworkBuilder *builder = cp_network_builder_new ("loan.h5", 3);
  add_dense (builder, &random, 4, CP_ACTIVATION_TANH);
  add_dense (builder, &random, 1, CP_ACTIVATION_SIGMOID);
  return draw_case (&random, cp_network_builder_end (builder, NULL), n_rows, 6, 0);
}

static void
check_refused (const Case *self, const CpBackground *background, gsize n_rows, CpExplainOptions options,
               const char *message) {
  g_autoptr (GError) error = NULL;
  g_assert_null (cp_explain (self->model, background, cp_matrix_get_values (self->rows), n_rows, &options,
                             NULL, NULL, &error));
  assert_message (error, message);
}

static void
test_methods (void) {
  g_autoptr (GError) error = NULL;
  CpExplainMethod method;
  for (guint i = 0; i < CP_EXPLAIN_N_METHODS; i++) {
    g_assert_true (cp_explain_method_parse (cp_explain_method_get_name ((CpExplainMethod)i), &method, NULL));
    g_assert_cmpuint (method, ==, i);
  }
  g_assert_false (cp_explain_method_parse ("magic", &method, &error));
  assert_message (error,
                  "'magic' is not a method of explanation; expected auto, exact, kernel, permutation, "
                  "linear, linear-correlated, deep, gradients, expected-gradients, tree or tree-path.");
}

static void
test_shapes (void) {
  g_auto (Case) self = make_case (2);
  g_autoptr (CpBackground) wide = cp_background_zero (5);
  const CpExplainOptions options = {.method = CP_EXPLAIN_EXACT};
  check_refused (&self, self.background, 0, options,
                 "loan.h5: there are no rows to explain, expected at least one.");
  check_refused (&self, wide, 2, options,
                 "loan.h5: the background (zero row) is 5 features wide, expected 3.");
  check_refused (&self, NULL, 2, options, "loan.h5: the method 'exact' needs a background.");
}

static void
test_too_many_rows (void) {
  g_auto (Case) self = make_case (2);
  check_refused (&self, self.background, 1000001, (CpExplainOptions){.method = CP_EXPLAIN_EXACT},
                 "loan.h5: the method 'exact' explains at most 1000000 rows at a time, there are 1000001; "
                 "explain a sample of them.");
}

static void
test_not_a_number (void) {
  g_auto (Case) self = make_case (2);
  const CpExplainOptions options = {.method = CP_EXPLAIN_EXACT};
  cp_matrix_edit_values (self.background->rows)[3 * 4 + 1] = NAN;
  check_refused (
      &self, self.background, 2, options,
      "loan.h5: output 0 of row 4 of the background is not a finite number, so it cannot be explained.");
  cp_matrix_edit_values (self.rows)[3] = NAN;
  check_refused (&self, self.background, 2, options,
                 "loan.h5: output 0 of row 1 to explain is not a finite number, so it cannot be explained.");
}

static void
test_column (void) {
  g_auto (Case) self = make_case (2);
  cp_model_unref (self.model);
  self.model = cp_model_new_column ("score");
  g_autofree char *reason = NULL;
  g_assert_false (cp_explain_can (self.model, CP_EXPLAIN_EXACT, &reason));
  g_assert_cmpstr (reason, ==, "column:score: its scores stand in the table, so they cannot be explained.");
}

static void
test_no_log_odds (void) {
  CpRandom random;
  cp_random_init (&random, 6);
  CpNetworkBuilder *builder = cp_network_builder_new ("price.h5", 3);
  add_dense (builder, &random, 1, CP_ACTIVATION_LINEAR);
  g_auto (Case) self = draw_case (&random, cp_network_builder_end (builder, NULL), 2, 3, 0);
  check_refused (&self, self.background, 2,
                 (CpExplainOptions){.method = CP_EXPLAIN_EXACT, .space = CP_SPACE_LOGIT},
                 "price.h5: its scores are not probabilities, so they have no log-odds.");
}

static void
test_cancelled (void) {
  g_auto (Case) self = make_case (2);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < CP_EXPLAIN_N_METHODS; i++) {
    g_autoptr (GError) error = NULL;
    if (i != CP_EXPLAIN_AUTO && !cp_explain_can (self.model, (CpExplainMethod)i, NULL))
      continue;
    g_assert_null (cp_explain (self.model, self.background, cp_matrix_get_values (self.rows), 2,
                               &(CpExplainOptions){.method = (CpExplainMethod)i}, NULL, cancellable, &error));
    assert_message (error, "The work was cancelled.");
  }
}

static void
cancel (double fraction, const char *what, gpointer cancellable) {
  g_cancellable_cancel (cancellable);
}

/* Cancelled by its own report of progress, in the middle of the rows */
static void
test_cancelled_halfway (void) {
  g_auto (Case) self = make_case (200);
  const CpExplainMethod methods[] = {CP_EXPLAIN_EXACT, CP_EXPLAIN_KERNEL,    CP_EXPLAIN_PERMUTATION,
                                     CP_EXPLAIN_DEEP,  CP_EXPLAIN_GRADIENTS, CP_EXPLAIN_EXPECTED_GRADIENTS};
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    const CpProgress progress = {cancel, cancellable};
    g_assert_null (cp_explain (self.model, self.background, cp_matrix_get_values (self.rows), 200,
                               &(CpExplainOptions){.method = methods[i]}, &progress, cancellable, &error));
    assert_message (error, "The work was cancelled.");
  }
}

static void
note (double fraction, const char *what, gpointer most) {
  *(double *)most = MAX (*(double *)most, fraction);
}

static void
test_progress (void) {
  g_auto (Case) self = make_case (20);
  for (guint i = CP_EXPLAIN_EXACT; i < CP_EXPLAIN_N_METHODS; i++) {
    double most = 0;
    const CpProgress progress = {note, &most};
    if (!cp_explain_can (self.model, (CpExplainMethod)i, NULL))
      continue;
    g_autoptr (CpAttributions) answer =
        cp_explain (self.model, self.background, cp_matrix_get_values (self.rows), 20,
                    &(CpExplainOptions){.method = (CpExplainMethod)i}, &progress, NULL, NULL);
    g_assert_cmpfloat (most, ==, 1);
  }
}

static void
check_alone (const Case *self, CpExplainMethod method, gsize n_rows) {
  const CpExplainOptions options = {.method = method, .seed = 3};
  const float *rows = cp_matrix_get_values (self->rows);
  g_autoptr (CpAttributions) all =
      cp_explain (self->model, self->background, rows, n_rows, &options, NULL, NULL, NULL);
  gsize n = (gsize)all->n_outputs * all->n_features;
  for (gsize row = 0; row < n_rows; row++) {
    g_autoptr (CpAttributions) alone = cp_explain (
        self->model, self->background, rows + row * all->n_features, 1, &options, NULL, NULL, NULL);
    g_assert_cmpmem (alone->values, n * sizeof (double), all->values + row * n, n * sizeof (double));
    if (all->errors != NULL)
      g_assert_cmpmem (alone->errors, n * sizeof (double), all->errors + row * n, n * sizeof (double));
  }
}

static void
test_alone (void) {
  CpRandom random;
  cp_random_init (&random, 10);
  for (guint run = 0; run < 4; run++) { /* of many features few rows: exact makes every coalition of them */
    gboolean is_wide = run == 0;
    g_auto (Case) self = draw_case (&random, draw_small_network (&random, is_wide ? 13 : 8), 11, 30, 0);
    for (guint i = CP_EXPLAIN_EXACT; i < CP_EXPLAIN_N_METHODS; i++)
      if (cp_explain_can (self.model, (CpExplainMethod)i, NULL))
        check_alone (&self, (CpExplainMethod)i, is_wide ? 3 : 11);
  }
}

/* A background row that stands there twice is one of twice the weight. */
static void
test_weights (void) {
  CpRandom random;
  cp_random_init (&random, 11);
  g_auto (Case) self = draw_case (&random, draw_small_network (&random, 6), 3, 4, 0);
  g_autoptr (CpMatrix) twice = cp_matrix_new (6, 6);
  const float *rows = cp_matrix_get_values (self.background->rows);
  memcpy (cp_matrix_edit_values (twice), rows, 24 * sizeof (float));
  memcpy (cp_matrix_edit_values (twice) + 24, rows + 6, 12 * sizeof (float));
  g_autoptr (CpBackground) listed = cp_background_new (twice, NULL, "listed", NULL);
  g_autoptr (CpBackground) weighed =
      cp_background_new (self.background->rows, (const double[]){1, 2, 2, 1}, "weighed", NULL);
  const CpExplainMethod methods[] = {CP_EXPLAIN_EXACT, CP_EXPLAIN_KERNEL, CP_EXPLAIN_PERMUTATION,
                                     CP_EXPLAIN_DEEP, CP_EXPLAIN_GRADIENTS};
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++) {
    const CpExplainOptions options = {.method = methods[i]};
    g_autoptr (CpAttributions) one =
        cp_explain (self.model, listed, cp_matrix_get_values (self.rows), 3, &options, NULL, NULL, NULL);
    g_autoptr (CpAttributions) other =
        cp_explain (self.model, weighed, cp_matrix_get_values (self.rows), 3, &options, NULL, NULL, NULL);
    for (gsize k = 0; k < 3 * (gsize)one->n_outputs * 6; k++)
      assert_close (one->values[k], other->values[k], 1e-9);
    for (gsize k = 0; k < one->n_outputs; k++)
      assert_close (one->base[k], other->base[k], 1e-12);
  }
}

/* A network that hands its features on: each score is its feature, so value = x − mean b, and nothing else.
 */
static void
test_no_layers (void) {
  CpRandom random;
  cp_random_init (&random, 12);
  CpNetworkBuilder *builder = cp_network_builder_new ("nothing", 3);
  cp_network_builder_identity (builder, "Flatten", "flatten");
  g_auto (Case) self = draw_case (&random, cp_network_builder_end (builder, NULL), 2, 4, 0);
  const CpExplainMethod methods[] = {CP_EXPLAIN_EXACT, CP_EXPLAIN_KERNEL, CP_EXPLAIN_PERMUTATION,
                                     CP_EXPLAIN_DEEP, CP_EXPLAIN_GRADIENTS};
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++) {
    g_autoptr (CpAttributions) answer = explain_case (&self, &(CpExplainOptions){.method = methods[i]});
    for (gsize row = 0; row < 2; row++)
      for (guint k = 0; k < 3; k++)
        for (guint f = 0; f < 3; f++)
          assert_close (cp_attributions_get_values (answer, row, k)[f],
                        f == k ? (double)cp_matrix_get_values (self.rows)[row * 3 + f] - answer->base[f] : 0,
                        1e-6);
  }
}

/* --- auto --- */

static void
check_chosen (CpModel *model, guint n_same, CpSpace space, CpExplainMethod expected,
              CpExplainMethod expected_quick) {
  CpRandom random;
  cp_random_init (&random, 7);
  g_auto (Case) self = draw_case (&random, model, 2, 5, n_same);
  const CpExplainOptions options = {.space = space};
  const float *rows = cp_matrix_get_values (self.rows);
  g_assert_cmpstr (cp_explain_method_get_name (cp_explain_choose (model, self.background, rows, 2, &options)),
                   ==, cp_explain_method_get_name (expected));
  g_assert_cmpstr (
      cp_explain_method_get_name (cp_explain_choose_quick (model, self.background, rows, 2, &options)), ==,
      cp_explain_method_get_name (expected_quick));
  g_autoptr (CpAttributions) answer = explain_case (&self, &options);
  g_assert_cmpstr (answer->method, ==, cp_explain_method_get_name (expected));
  g_assert_cmpint (answer->space, ==, space);
}

static CpModel *
make_deep (guint n_features) {
  CpRandom random;
  cp_random_init (&random, 8);
  CpNetworkBuilder *builder = cp_network_builder_new ("deep", n_features);
  add_dense (builder, &random, 4, CP_ACTIVATION_RELU);
  add_dense (builder, &random, 1, CP_ACTIVATION_SIGMOID);
  return cp_network_builder_end (builder, NULL);
}

static CpModel *
make_line (guint n_features) {
  CpRandom random;
  cp_random_init (&random, 9);
  CpNetworkBuilder *builder = cp_network_builder_new ("line", n_features);
  add_dense (builder, &random, 1, CP_ACTIVATION_SIGMOID);
  return cp_network_builder_end (builder, NULL);
}

static void
test_auto (void) {
  const CpSpace probability = CP_SPACE_PROBABILITY, logit = CP_SPACE_LOGIT;
  check_chosen (make_line (20), 0, logit, CP_EXPLAIN_LINEAR, CP_EXPLAIN_LINEAR);
  check_chosen (make_line (20), 0, probability, CP_EXPLAIN_PERMUTATION, CP_EXPLAIN_DEEP);
  check_chosen (make_line (6), 0, probability, CP_EXPLAIN_EXACT, CP_EXPLAIN_EXACT);
  check_chosen (make_deep (12), 0, probability, CP_EXPLAIN_EXACT, CP_EXPLAIN_EXACT);
  check_chosen (make_deep (13), 0, probability, CP_EXPLAIN_PERMUTATION, CP_EXPLAIN_DEEP);
  check_chosen (make_deep (20), 8, logit, CP_EXPLAIN_EXACT, CP_EXPLAIN_EXACT);
  check_chosen (make_deep (20), 7, logit, CP_EXPLAIN_PERMUTATION, CP_EXPLAIN_DEEP);
}

static void
test_halves (void) {
  g_auto (Case) self = make_case (2);
  CpExplainOptions options = {.method = CP_EXPLAIN_EXACT, .halves = TRUE};
  g_autoptr (CpAttributions) answer = explain_case (&self, &options);
  /* every second row, weights scaled to sum 1 by cp_background_new() */
  CpAttributions *halves[2];
  for (gsize half = 0; half < 2; half++) {
    g_autoptr (CpMatrix) rows = cp_matrix_new (3, 3);
    double weights[3];
    for (gsize i = 0; i < 3; i++) {
      memcpy (cp_matrix_edit_values (rows) + 3 * i,
              cp_matrix_get_values (self.background->rows) + 3 * (2 * i + half), 3 * sizeof (float));
      weights[i] = self.background->weights[2 * i + half];
    }
    g_autoptr (CpBackground) background = cp_background_new (rows, weights, "half", NULL);
    options.halves = FALSE;
    halves[half] =
        cp_explain (self.model, background, cp_matrix_get_values (self.rows), 2, &options, NULL, NULL, NULL);
    g_assert_null (halves[half]->disagreement);
  }
  for (gsize i = 0; i < 6; i++)
    assert_close (answer->disagreement[i], fabs (halves[0]->values[i] - halves[1]->values[i]), 1e-12);
  cp_attributions_unref (halves[0]);
  cp_attributions_unref (halves[1]);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/explain/methods-are-known-by-name", test_methods);
  g_test_add_func ("/core/explain/rows-and-background-must-fit-the-model", test_shapes);
  g_test_add_func ("/core/explain/an-exact-method-takes-a-million-rows", test_too_many_rows);
  g_test_add_func ("/core/explain/a-score-that-is-no-number-is-named", test_not_a_number);
  g_test_add_func ("/core/explain/a-column-of-scores-cannot-be-explained", test_column);
  g_test_add_func ("/core/explain/only-probabilities-have-log-odds", test_no_log_odds);
  g_test_add_func ("/core/explain/every-method-stops-when-cancelled", test_cancelled);
  g_test_add_func ("/core/explain/sampling-and-counting-stop-between-rows", test_cancelled_halfway);
  g_test_add_func ("/core/explain/every-method-reports-its-end", test_progress);
  g_test_add_func ("/core/explain/a-row-alone-gives-the-same-bytes", test_alone);
  g_test_add_func ("/core/explain/a-row-twice-is-a-row-of-twice-the-weight", test_weights);
  g_test_add_func ("/core/explain/a-network-without-layers-hands-its-features-on", test_no_layers);
  g_test_add_func ("/core/explain/auto-takes-the-exact-cheap-method", test_auto);
  g_test_add_func ("/core/explain/halves-of-the-background-are-compared", test_halves);
  return g_test_run ();
}
