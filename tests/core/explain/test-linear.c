#include "tests/core/explain/explain-helpers.h"

static void
test_reference (void) {
  g_auto (Case) self = load_case ("linear_interventional_single");
  g_autoptr (CpAttributions) answer = explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_LINEAR});
  g_assert_cmpstr (answer->method, ==, "linear");
  g_assert_cmpint (answer->space, ==, CP_SPACE_LOGIT); /* before the link, whatever was asked */
  check_case (&self, answer, 1e-5);
}

static CpModel *
draw_line (CpRandom *random, guint n_features, guint n_outputs, CpActivation last) {
  CpNetworkBuilder *builder = cp_network_builder_new ("line", n_features);
  if (cp_random_below (random, 2) == 0)
    add_normalization (builder, random);
  add_dense (builder, random, n_outputs, last);
  return cp_network_builder_end (builder, NULL);
}

/* Of a weighted sum every explainer gives the same: the closed form is exact's answer. */
static void
test_exact (void) {
  CpRandom random;
  cp_random_init (&random, 1);
  for (guint run = 0; run < 10; run++) {
    CpModel *model = draw_line (&random, 3 + run % 6, 1 + run % 3, CP_ACTIVATION_LINEAR);
    g_auto (Case) self = draw_case (&random, model, 4, 12, run % 2);
    g_autoptr (CpAttributions) answer =
        explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_LINEAR});
    g_autoptr (CpAttributions) exact = explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_EXACT});
    g_assert_cmpint (answer->space, ==, CP_SPACE_PROBABILITY);
    gsize n_scores = 4 * (gsize)model->n_outputs, n = n_scores * model->n_features;
    for (gsize i = 0; i < n; i++)
      assert_close (answer->values[i], exact->values[i], 1e-5);
    for (gsize i = 0; i < n_scores; i++)
      assert_close (answer->residuals[i], 0, 1e-5);
  }
}

static void
test_softmax_of_two (void) {
  CpRandom random;
  cp_random_init (&random, 2);
  g_auto (Case) self = draw_case (&random, draw_line (&random, 4, 2, CP_ACTIVATION_SOFTMAX), 3, 12, 0);
  g_autoptr (CpAttributions) answer = explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_LINEAR});
  for (gsize row = 0; row < 3; row++) {
    double in[4], scores[2];
    for (guint f = 0; f < 4; f++)
      in[f] = (double)cp_matrix_get_values (self.rows)[row * 4 + f];
    twin_predict (self.model, in, scores);
    for (guint k = 0; k < 2; k++) {
      assert_close (answer->scores[row * 2 + k], twin_logit (scores[k]), 1e-5);
      assert_close (answer->residuals[row * 2 + k], 0, 1e-5);
    }
    for (guint f = 0; f < 4; f++)
      assert_close (cp_attributions_get_values (answer, row, 0)[f],
                    -cp_attributions_get_values (answer, row, 1)[f], 1e-5);
  }
}

/* (transfer full): takes @model */
static CpModel *
take_for (CpModel *model, CpTask task) {
  CpModel *taken = cp_model_with_task (model, task);
  cp_model_unref (model);
  return taken;
}

/* What the scores are taken for does not move the link: a sigmoid's scores are no sum, whatever they are
 * called, and a sum called a share of one has no log-odds of its own. */
static void
test_other_task (void) {
  CpRandom random;
  cp_random_init (&random, 4);
  CpModel *curve = take_for (draw_line (&random, 4, 1, CP_ACTIVATION_SIGMOID), CP_TASK_REGRESSION);
  CpModel *line = take_for (draw_line (&random, 4, 1, CP_ACTIVATION_LINEAR), CP_TASK_BINARY);
  CpModel *const models[] = {curve, line};
  const char *const methods[] = {"exact", "linear"};
  for (guint m = 0; m < G_N_ELEMENTS (models); m++) {
    g_auto (Case) self = draw_case (&random, models[m], 3, 12, 0);
    g_autoptr (CpAttributions) answer = explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_AUTO});
    g_assert_cmpstr (answer->method, ==, methods[m]);
    g_assert_cmpint (answer->space, ==, CP_SPACE_PROBABILITY);
    for (gsize row = 0; row < 3; row++) {
      double expected[4];
      twin_shapley (&self, row, CP_SPACE_PROBABILITY, expected);
      for (guint f = 0; f < 4; f++)
        assert_close (cp_attributions_get_values (answer, row, 0)[f], expected[f], 1e-5);
      assert_close (answer->residuals[row], 0, 1e-5);
    }
  }
}

static void
test_refused (void) {
  CpRandom random;
  cp_random_init (&random, 3);
  g_autoptr (CpModel) three = draw_line (&random, 4, 3, CP_ACTIVATION_SOFTMAX);
  g_autofree char *reason = NULL;
  g_assert_false (cp_explain_can (three, CP_EXPLAIN_LINEAR, &reason));
  g_assert_cmpstr (
      reason, ==,
      "line: the method 'linear' explains networks of one layer only, and this model is not one.");
}

/* --- correlated --- */

/* By Gauss with pivots: solves @matrix (n × n) · x = @right in place. */
static void
twin_solve (double *matrix, double *right, guint n) {
  for (guint i = 0; i < n; i++) {
    guint pivot = i;
    for (guint row = i; row < n; row++)
      if (fabs (matrix[row * n + i]) > fabs (matrix[pivot * n + i]))
        pivot = row;
    for (guint k = 0; k < n; k++) {
      double kept = matrix[i * n + k];
      matrix[i * n + k] = matrix[pivot * n + k];
      matrix[pivot * n + k] = kept;
    }
    double kept = right[i];
    right[i] = right[pivot];
    right[pivot] = kept;
    for (guint row = 0; row < n; row++) {
      double factor = matrix[row * n + i] / matrix[i * n + i];
      if (row == i)
        continue;
      for (guint k = 0; k < n; k++)
        matrix[row * n + k] -= factor * matrix[i * n + k];
      right[row] -= factor * right[i];
    }
  }
  for (guint i = 0; i < n; i++)
    right[i] /= matrix[i * n + i];
}

typedef struct {
  guint n;
  double mean[16], covariance[16 * 16], weights[16], x[16];
} Gaussian;

/* E [w · X | X_S = x_S] − w · μ from the definition: μ_N + Σ_NS Σ_SS⁻¹ (x_S − μ_S) */
static double
twin_conditional (const Gaussian *self, guint coalition) {
  guint in[16], n_in = 0;
  double matrix[256], right[16], value = 0;
  for (guint i = 0; i < self->n; i++)
    if (coalition >> i & 1)
      in[n_in++] = i;
  for (guint a = 0; a < n_in; a++) {
    right[a] = self->x[in[a]] - self->mean[in[a]];
    for (guint b = 0; b < n_in; b++)
      matrix[a * n_in + b] = self->covariance[in[a] * self->n + in[b]];
  }
  twin_solve (matrix, right, n_in);
  for (guint i = 0; i < self->n; i++) {
    double expected = 0;
    for (guint a = 0; a < n_in; a++)
      expected += self->covariance[i * self->n + in[a]] * right[a];
    value += self->weights[i] * expected;
  }
  return value;
}

/* Features that move together: x_i = z_i + z_0 */
static Case
draw_correlated (CpRandom *random, guint n_features, gsize n_background) {
  CpNetworkBuilder *builder = cp_network_builder_new ("line", n_features);
  add_dense (builder, random, 1, CP_ACTIVATION_SIGMOID);
  Case self = draw_case (random, cp_network_builder_end (builder, NULL), 2, n_background, 0);
  float *rows = cp_matrix_edit_values (self.background->rows);
  for (gsize i = 0; i < n_background * n_features; i++)
    rows[i] += i % n_features > 0 ? rows[i / n_features * n_features] : 0;
  return self;
}

static Gaussian
describe (const Case *self, gsize row) {
  Gaussian out = {.n = self->model->n_features};
  gsize n_layers, n = out.n, n_background = cp_matrix_get_n_rows (self->background->rows);
  const float *rows = cp_matrix_get_values (self->background->rows);
  double trace = 0;
  for (gsize i = 0; i < n; i++) {
    out.weights[i] = (double)cp_network_get_layers (self->model, &n_layers)[0].kernel[i];
    out.x[i] = (double)cp_matrix_get_values (self->rows)[row * n + i];
    for (gsize b = 0; b < n_background; b++)
      out.mean[i] += self->background->weights[b] * (double)rows[b * n + i];
  }
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      for (gsize b = 0; b < n_background; b++)
        out.covariance[i * n + j] += self->background->weights[b] * ((double)rows[b * n + i] - out.mean[i]) *
                                     ((double)rows[b * n + j] - out.mean[j]);
  for (gsize i = 0; i < n; i++)
    trace += out.covariance[i * n + i];
  for (gsize i = 0; i < n; i++)
    out.covariance[i * n + i] += 1e-6 * trace / (double)n;
  return out;
}

static void
test_correlated (void) {
  CpRandom random;
  cp_random_init (&random, 4);
  for (guint n = 1; n <= 7; n++) {
    g_auto (Case) self = draw_correlated (&random, n, 25);
    g_autoptr (CpAttributions) answer =
        explain_case (&self, &(CpExplainOptions){.method = CP_EXPLAIN_LINEAR_CORRELATED});
    g_assert_cmpstr (answer->method, ==, "linear-correlated");
    g_assert_null (answer->errors);
    for (gsize row = 0; row < 2; row++) {
      Gaussian gaussian = describe (&self, row);
      for (guint i = 0; i < n; i++) {
        double expected = 0;
        for (guint s = 0; s < 1u << n; s++) {
          double size = __builtin_popcount (s);
          if (!(s >> i & 1)) /* |S|! (n − |S| − 1)! / n! by the gamma function */
            expected += tgamma (size + 1) * tgamma (n - size) / tgamma (n + 1.0) *
                        (twin_conditional (&gaussian, s | 1u << i) - twin_conditional (&gaussian, s));
        }
        assert_close (cp_attributions_get_values (answer, row, 0)[i], expected, 1e-6);
      }
      assert_close (answer->residuals[row], 0, 1e-5);
    }
  }
}

/* Above 15 features by permutations: within 4 standard errors of the answer for all coalitions, which is that
 * of the 13 first features, since the others have weight 0 and move alone. */
static void
test_correlated_sampled (void) {
  enum { N = 13, N_ALL = 18, N_BACKGROUND = 200 };
  CpRandom random;
  cp_random_init (&random, 5);
  g_auto (Case) small = draw_correlated (&random, N, N_BACKGROUND);
  gsize n_layers;
  const float *kernel = cp_network_get_layers (small.model, &n_layers)[0].kernel;
  float wide_kernel[N_ALL] = {0};
  memcpy (wide_kernel, kernel, N * sizeof (float));
  CpNetworkBuilder *builder = cp_network_builder_new ("line", N_ALL);
  cp_network_builder_dense (builder, "dense", 1, wide_kernel, NULL, CP_ACTIVATION_SIGMOID, 1);
  g_auto (Case) wide = draw_case (&random, cp_network_builder_end (builder, NULL), 2, N_BACKGROUND, N_ALL);
  for (gsize row = 0; row < N_BACKGROUND; row++)
    memcpy (cp_matrix_edit_values (wide.background->rows) + row * N_ALL,
            cp_matrix_get_values (small.background->rows) + row * N, N * sizeof (float));
  for (gsize row = 0; row < 2; row++)
    memcpy (cp_matrix_edit_values (wide.rows) + row * N_ALL, cp_matrix_get_values (small.rows) + row * N,
            N * sizeof (float));
  memcpy (wide.background->weights, small.background->weights, N_BACKGROUND * sizeof (double));
  CpExplainOptions options = {.method = CP_EXPLAIN_LINEAR_CORRELATED, .seed = 3, .n_permutations = 200};
  g_autoptr (CpAttributions) exact = explain_case (&small, &options);
  g_autoptr (CpAttributions) sampled = explain_case (&wide, &options);
  for (gsize row = 0; row < 2; row++) {
    for (guint f = 0; f < N; f++)
      assert_close (cp_attributions_get_values (sampled, row, 0)[f],
                    cp_attributions_get_values (exact, row, 0)[f],
                    4 * sampled->errors[row * N_ALL + f] + 1e-5);
    for (guint f = N; f < N_ALL; f++)
      assert_close (cp_attributions_get_values (sampled, row, 0)[f], 0, 1e-12);
    assert_close (sampled->residuals[row], 0, 1e-5);
  }
}

/* Eighteen features in @n_columns columns of as many values each. */
static CpFeatureGroups *
make_columns (guint n_columns, CpEncoder **out_encoder, CpTable **out_table) {
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_column_unref);
  g_autoptr (json_t) spec = json_array ();
  for (guint c = 0; c < n_columns; c++) {
    const guint32 code = 0;
    g_autofree char *name = g_strdup_printf ("c%u", c);
    json_t *values = json_array ();
    for (guint v = 0; v < 18 / n_columns; v++)
      json_array_append_new (values, json_sprintf ("v%u", v));
    g_ptr_array_add (columns, cp_column_new_category (name, &code, 1, (const char *const[]){"v0"}, 1));
    json_array_append_new (
        spec, json_pack ("{s:s,s:s,s:o}", "column", name, "encoding", "one-hot", "values", values));
  }
  *out_table = cp_table_new ("t.csv", (CpColumn **)columns->pdata, columns->len, &error);
  g_assert_no_error (error);
  *out_encoder = cp_encoder_new_from_json (spec, "spec", &error);
  g_assert_no_error (error);
  return cp_feature_groups_new (*out_encoder, *out_table, NULL);
}

/* The error told of a column's sum is the spread of that sum over many seeds; the values of features that
 * move together err against each other, so their errors taken as independent are another number. */
static void
test_correlated_errors_of_groups (void) {
  enum { N = 18, N_SEEDS = 300 };
  CpRandom random;
  cp_random_init (&random, 7);
  g_auto (Case) self = draw_correlated (&random, N, 60);
  g_autoptr (CpEncoder) encoder = NULL;
  g_autoptr (CpTable) table = NULL;
  g_autoptr (CpFeatureGroups) groups = make_columns (6, &encoder, &table);
  double sums[6] = {0}, squares[6] = {0}, told = 0, made = 0;
  for (guint seed = 0; seed < N_SEEDS; seed++) {
    g_autoptr (CpAttributions) answer = explain_case (
        &self,
        &(CpExplainOptions){
            .method = CP_EXPLAIN_LINEAR_CORRELATED, .seed = seed, .n_permutations = 6, .groups = groups});
    for (guint g = 0; g < 6; g++) {
      const CpFeatureGroup *group = cp_feature_groups_get (groups, g);
      double sum = cp_feature_group_sum (group, cp_attributions_get_values (answer, 0, 0));
      double error = cp_attributions_get_group_error (answer, 0, 0, g);
      sums[g] += sum / N_SEEDS;
      squares[g] += sum * sum / N_SEEDS;
      told += error * error / N_SEEDS;
    }
  }
  for (guint g = 0; g < 6; g++)
    made += squares[g] - sums[g] * sums[g];
  g_test_message ("the errors told are %.3f of those made", sqrt (told / made));
  g_assert_cmpfloat (sqrt (told / made), >, 0.93);
  g_assert_cmpfloat (sqrt (told / made), <, 1.07);
}

/* All features together are score minus base in every order: they err, but not their sum. */
static void
test_correlated_sum_of_all (void) {
  CpRandom random;
  cp_random_init (&random, 8);
  g_auto (Case) self = draw_correlated (&random, 18, 60);
  g_autoptr (CpEncoder) encoder = NULL;
  g_autoptr (CpTable) table = NULL;
  g_autoptr (CpFeatureGroups) groups = make_columns (1, &encoder, &table);
  g_autoptr (CpAttributions) answer = explain_case (
      &self,
      &(CpExplainOptions){.method = CP_EXPLAIN_LINEAR_CORRELATED, .n_permutations = 6, .groups = groups});
  double largest = 0;
  for (guint f = 0; f < 18; f++)
    largest = fmax (largest, cp_attributions_get_errors (answer, 0, 0)[f]);
  g_assert_cmpfloat (largest, >, 1e-3);
  g_assert_cmpfloat (cp_attributions_get_group_error (answer, 0, 0, 0), <, 1e-9);
}

static void
test_too_wide (void) {
  CpRandom random;
  g_autoptr (GError) error = NULL;
  cp_random_init (&random, 6);
  g_auto (Case) self = draw_case (&random, draw_line (&random, 2001, 1, CP_ACTIVATION_LINEAR), 1, 2, 0);
  g_assert_null (cp_explain (self.model, self.background, cp_matrix_get_values (self.rows), 1,
                             &(CpExplainOptions){.method = CP_EXPLAIN_LINEAR_CORRELATED}, NULL, NULL,
                             &error));
  assert_message (error, "line: the method 'linear-correlated' takes at most 2000 features, the model has "
                         "2001; linear takes more.");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/explain/linear/equals-the-reference", test_reference);
  g_test_add_func ("/core/explain/linear/equals-exact", test_exact);
  g_test_add_func ("/core/explain/linear/a-softmax-of-two-is-one-sum", test_softmax_of_two);
  g_test_add_func ("/core/explain/linear/another-task-does-not-move-the-link", test_other_task);
  g_test_add_func ("/core/explain/linear/refuses-what-is-no-sum", test_refused);
  g_test_add_func ("/core/explain/linear-correlated/equals-the-gaussian-game-from-its-definition",
                   test_correlated);
  g_test_add_func ("/core/explain/linear-correlated/many-features-lie-within-four-standard-errors",
                   test_correlated_sampled);
  g_test_add_func ("/core/explain/linear-correlated/errors-of-columns-are-those-of-their-sums",
                   test_correlated_errors_of_groups);
  g_test_add_func ("/core/explain/linear-correlated/the-sum-of-all-features-does-not-err",
                   test_correlated_sum_of_all);
  g_test_add_func ("/core/explain/linear-correlated/takes-two-thousand-features", test_too_wide);
  return g_test_run ();
}
