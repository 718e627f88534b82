#include "core/base/parallel.h"
#include "core/explain/refine.h"
#include "core/table/csv.h"
#include "tests/core/explain/explain-helpers.h"

/* A network that begins with a dense layer, or with one that is not, so that whole rows are mixed */
static CpModel *
draw_either (CpRandom *random, guint n_features, gboolean is_dense) {
  CpNetworkBuilder *builder = cp_network_builder_new ("either", n_features);
  if (!is_dense)
    add_normalization (builder, random);
  add_dense (builder, random, 9, CP_ACTIVATION_TANH);
  add_dense (builder, random, 5, CP_ACTIVATION_RELU);
  add_dense (builder, random, 1 + (guint)cp_random_below (random, 3), CP_ACTIVATION_SIGMOID);
  return cp_network_builder_end (builder, NULL);
}

/* Two features: an order and its way back are all there is. */
static void
test_two_features (void) {
  CpRandom random;
  cp_random_init (&random, 1);
  for (guint run = 0; run < 16; run++) {
    CpSpace space = run % 2 ? CP_SPACE_LOGIT : CP_SPACE_PROBABILITY;
    g_auto (Case) self = draw_case (&random, draw_either (&random, 2, run % 4 < 2), 2, 1 + run, 0);
    g_autoptr (CpAttributions) answer = explain_case (
        &self, &(CpExplainOptions){.method = CP_EXPLAIN_PERMUTATION, .space = space, .n_permutations = 3});
    g_assert_cmpstr (answer->method, ==, "permutation");
    gsize n = 2 * (gsize)answer->n_outputs;
    for (gsize row = 0; row < 2; row++) {
      double expected[8];
      twin_shapley (&self, row, space, expected);
      for (gsize i = 0; i < n; i++) {
        assert_close (cp_attributions_get_values (answer, row, 0)[i], expected[i], 2e-5);
        assert_close (answer->errors[row * n + i], 0, 1e-5);
      }
    }
  }
}

static void
test_near_exact (void) {
  CpRandom random;
  cp_random_init (&random, 2);
  guint n_near = 0, n = 0;
  for (guint run = 0; run < 24; run++) {
    g_auto (Case) self = draw_case (&random, draw_either (&random, 9, run % 4 < 2), 2, 15, run % 3);
    CpExplainOptions options = {.method = CP_EXPLAIN_PERMUTATION,
                                .space = run % 2 ? CP_SPACE_LOGIT : CP_SPACE_PROBABILITY,
                                .seed = run,
                                .n_permutations = 60};
    g_autoptr (CpAttributions) sampled = explain_case (&self, &options);
    options.method = CP_EXPLAIN_EXACT;
    g_autoptr (CpAttributions) exact = explain_case (&self, &options);
    for (gsize i = 0; i < 2 * (gsize)sampled->n_outputs * 9; i++, n++) {
      double error = sampled->errors[i];
      assert_close (sampled->values[i], exact->values[i], 4 * error + 2e-6);
      n_near += fabs (sampled->values[i] - exact->values[i]) <= 2 * error + 2e-6;
      if (i % 9 < run % 3)
        g_assert_cmpfloat (sampled->values[i], ==, 0);
    }
    for (gsize i = 0; i < 2 * (gsize)sampled->n_outputs; i++)
      assert_close (sampled->residuals[i], 0, 1e-9);
  }
  assert_close ((double)n_near / n, 0.955, 0.03);
}

/* What a case's games are like: means over a background of probabilities, of one row, or in log-odds */
typedef struct {
  gsize n_background;
  CpSpace space;
  double most_far; /* of values, beyond four of their standard errors */
} Game;

/* Ten pairs over many rows and seeds against the exact values: as good as none lies beyond four of its
 * standard errors, and the errors are not absurdly wide either. */
static void
test_ten_pairs (void) {
  static const Game games[] = {{15, CP_SPACE_PROBABILITY, 3e-4},
                               {2, CP_SPACE_PROBABILITY, 1e-3},
                               {1, CP_SPACE_PROBABILITY, 1.3e-3},
                               {15, CP_SPACE_LOGIT, 6e-4}};
  for (guint g = 0; g < G_N_ELEMENTS (games); g++) {
    CpRandom random;
    cp_random_init (&random, 20 + g);
    guint n = 0, n_far = 0, n_near = 0;
    for (guint run = 0; run < 24; run++) {
      guint n_features = 8 + run % 4;
      g_auto (Case) self =
          draw_case (&random, draw_either (&random, n_features, TRUE), 4, games[g].n_background, 0);
      CpExplainOptions options = {.method = CP_EXPLAIN_EXACT, .space = games[g].space};
      g_autoptr (CpAttributions) exact = explain_case (&self, &options);
      options.method = CP_EXPLAIN_PERMUTATION;
      for (options.seed = 0; options.seed < (has_few_draws () ? 1 : 30); options.seed++) {
        g_autoptr (CpAttributions) sampled = explain_case (&self, &options);
        g_assert_cmpuint (sampled->n_pairs, ==, 10);
        for (gsize i = 0; i < 4 * (gsize)sampled->n_outputs * n_features; i++, n++) {
          double off = fabs (sampled->values[i] - exact->values[i]), error = sampled->errors[i];
          n_far += off > 4 * error + 2e-6;
          n_near += off <= 2 * error + 2e-6;
        }
      }
    }
    g_test_message ("background of %u, %s: %u values, %.4f %% beyond 4 standard errors, %.2f %% within 2",
                    (guint)games[g].n_background, cp_space_get_name (games[g].space), n, 100.0 * n_far / n,
                    100.0 * n_near / n);
    g_assert_cmpfloat ((double)n_near / n, >, 0.9);
    if (has_few_draws ())
      continue;
    g_assert_cmpfloat ((double)n_far / n, <=, games[g].most_far);
    g_assert_cmpfloat ((double)n_near / n, <, 0.995);
  }
}

/* Up to seven features all coalitions are made: the exact method's values, and nothing left to err. */
static void
test_few_features (void) {
  CpRandom random;
  cp_random_init (&random, 30);
  for (guint run = 0; run < 14; run++) {
    guint n_features = 1 + run % 7;
    g_auto (Case) self = draw_case (&random, draw_either (&random, n_features, run % 4 < 2), 3, 1 + run, 0);
    CpExplainOptions options = {.method = CP_EXPLAIN_PERMUTATION,
                                .space = run % 2 ? CP_SPACE_LOGIT : CP_SPACE_PROBABILITY};
    g_autoptr (CpAttributions) got = explain_case (&self, &options);
    options.method = CP_EXPLAIN_EXACT;
    g_autoptr (CpAttributions) exact = explain_case (&self, &options);
    for (gsize i = 0; i < 3 * (gsize)got->n_outputs * n_features; i++) {
      assert_close (got->values[i], exact->values[i], 1e-12);
      g_assert_cmpfloat (got->errors[i], ==, 0);
    }
  }
}

/* ---- groups ---- */

/* Twelve features in four columns, each of three values one at a time */
static CpFeatureGroups *
make_groups (CpEncoder **out_encoder, CpTable **out_table) {
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a,b,c,d\nx,y,z,x\n", 16);
  *out_table = cp_csv_read_bytes (bytes, &(CpCsvOptions){.place = "t.csv"}, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (json_t) spec = json_array ();
  for (const char *column = "abcd"; *column != '\0'; column++) {
    char name[2] = {*column, '\0'};
    json_array_append_new (
        spec, json_pack ("{sssss[sss]}", "column", name, "encoding", "one-hot", "values", "x", "y", "z"));
  }
  *out_encoder = cp_encoder_new_from_json (spec, "spec", &error);
  g_assert_no_error (error);
  return cp_feature_groups_new (*out_encoder, *out_table, NULL);
}

static void
draw_one_hot (CpRandom *random, CpMatrix *rows) {
  gsize n = cp_matrix_get_n_rows (rows) * 12;
  float *values = cp_matrix_edit_values (rows);
  memset (values, 0, n * sizeof *values);
  for (gsize at = 0; at < n; at += 3)
    values[at + cp_random_below (random, 3)] = 1;
}

/* The error told of a column's sum is the spread of that sum over many seeds, whatever the method. */
static void
test_errors_of_groups (void) {
  static const struct {
    CpExplainMethod method;
    CpSpace space;
    guint n;
  } games[] = {{CP_EXPLAIN_PERMUTATION, CP_SPACE_PROBABILITY, 6},
               {CP_EXPLAIN_PERMUTATION, CP_SPACE_LOGIT, 12},
               {CP_EXPLAIN_KERNEL, CP_SPACE_PROBABILITY, 300},
               {CP_EXPLAIN_EXPECTED_GRADIENTS, CP_SPACE_PROBABILITY, 100}};
  enum { N_SEEDS = 400 };
  g_autoptr (CpEncoder) encoder = NULL;
  g_autoptr (CpTable) table = NULL;
  g_autoptr (CpFeatureGroups) groups = make_groups (&encoder, &table);
  for (guint g = 0; g < G_N_ELEMENTS (games); g++) {
    CpRandom random;
    cp_random_init (&random, 40 + g);
    g_auto (Case) self = draw_case (&random, draw_either (&random, 12, TRUE), 1, 6, 0);
    draw_one_hot (&random, self.rows);
    draw_one_hot (&random, self.background->rows);
    guint n_values = self.model->n_outputs * 4;
    double sums[12] = {0}, squares[12] = {0}, told[12] = {0}, apart[12] = {0};
    for (guint seed = 0; seed < N_SEEDS; seed++) {
      g_autoptr (CpAttributions) answer =
          explain_case (&self, &(CpExplainOptions){.method = games[g].method,
                                                   .space = games[g].space,
                                                   .seed = seed,
                                                   .n_permutations = games[g].n,
                                                   .n_samples = games[g].n,
                                                   .groups = groups});
      for (guint i = 0; i < n_values; i++) {
        const CpFeatureGroup *group = cp_feature_groups_get (groups, i % 4);
        double sum = cp_feature_group_sum (group, cp_attributions_get_values (answer, 0, i / 4));
        double error = cp_attributions_get_group_error (answer, 0, i / 4, i % 4) / answer->widening;
        sums[i] += sum / N_SEEDS;
        squares[i] += sum * sum / N_SEEDS;
        told[i] += error * error / N_SEEDS;
        for (guint k = 0; k < 3; k++) {
          double part = cp_attributions_get_errors (answer, 0, i / 4)[group->features[k]] / answer->widening;
          apart[i] += part * part / N_SEEDS;
        }
      }
    }
    double made = 0, all_told = 0, all_apart = 0;
    for (guint i = 0; i < n_values; i++) {
      made += squares[i] - sums[i] * sums[i];
      all_told += told[i];
      all_apart += apart[i];
    }
    g_test_message ("%s, %s: the errors told are %.3f of those made; as if independent %.3f",
                    cp_explain_method_get_name (games[g].method), cp_space_get_name (games[g].space),
                    sqrt (all_told / made), sqrt (all_apart / made));
    g_assert_cmpfloat (sqrt (all_told / made), >, 0.9);
    g_assert_cmpfloat (sqrt (all_told / made), <, 1.1);
  }
}

/* Sparse rows of 0 and 1, as words give: most features equal most background rows. */
static void
test_sparse (void) {
  CpRandom random;
  cp_random_init (&random, 3);
  g_auto (Case) self = draw_case (&random, draw_either (&random, 12, TRUE), 3, 40, 0);
  for (gsize i = 0; i < 3 * 12; i++)
    cp_matrix_edit_values (self.rows)[i] = cp_random_below (&random, 4) == 0;
  for (gsize i = 0; i < 40 * 12; i++)
    cp_matrix_edit_values (self.background->rows)[i] = cp_random_below (&random, 5) == 0;
  CpExplainOptions options = {.method = CP_EXPLAIN_PERMUTATION, .n_permutations = 80};
  g_autoptr (CpAttributions) sampled = explain_case (&self, &options);
  options.method = CP_EXPLAIN_EXACT;
  g_autoptr (CpAttributions) exact = explain_case (&self, &options);
  for (gsize i = 0; i < 3 * (gsize)sampled->n_outputs * 12; i++)
    assert_close (sampled->values[i], exact->values[i], 4 * sampled->errors[i] + 2e-6);
}

static void
assert_same (const CpAttributions *a, const CpAttributions *b) {
  gsize n = a->n_rows * a->n_outputs * a->n_features * sizeof (double);
  g_assert_cmpmem (a->values, n, b->values, n);
  g_assert_cmpmem (a->errors, n, b->errors, n);
  g_assert_cmpmem (a->residuals, a->n_rows * a->n_outputs * sizeof (double), b->residuals,
                   a->n_rows * a->n_outputs * sizeof (double));
}

static void
test_reproducible (void) {
  CpRandom random;
  cp_random_init (&random, 4);
  for (guint run = 0; run < 2; run++) {
    g_auto (Case) self = draw_case (&random, draw_either (&random, 30, run == 0), run == 0 ? 1 : 9, 60, 0);
    CpExplainOptions options = {.method = CP_EXPLAIN_PERMUTATION, .seed = 8};
    cp_parallel_set_n_threads (1);
    g_autoptr (CpAttributions) one = explain_case (&self, &options);
    cp_parallel_set_n_threads (3);
    g_autoptr (CpAttributions) many = explain_case (&self, &options);
    cp_parallel_set_n_threads (0);
    assert_same (one, many);
    options.seed = 9;
    g_autoptr (CpAttributions) other = explain_case (&self, &options);
    g_assert_true (one->values[0] != other->values[0]);
  }
}

/* --- refinement --- */

static CpRefinement *
refine_case (const Case *self, guint64 seed) {
  g_autoptr (GError) error = NULL;
  CpRefinement *refinement =
      cp_refinement_new (self->model, self->background, cp_matrix_get_values (self->rows),
                         cp_matrix_get_n_rows (self->rows), &(CpExplainOptions){.seed = seed}, NULL, &error);
  g_assert_no_error (error);
  return refinement;
}

static void
test_refined (void) {
  CpRandom random;
  cp_random_init (&random, 5);
  g_auto (Case) self = draw_case (&random, draw_either (&random, 20, TRUE), 3, 30, 0);
  g_autoptr (CpRefinement) refinement = refine_case (&self, 6);
  g_assert_cmpuint (cp_refinement_get_n_pairs (refinement), ==, 0);
  g_assert_false (cp_refinement_is_settled (refinement));
  g_assert_true (cp_refinement_add (refinement, 3, NULL, NULL, NULL));
  g_assert_true (cp_refinement_add (refinement, 5, NULL, NULL, NULL));
  g_autoptr (CpAttributions) answer = cp_refinement_to_attributions (refinement);
  g_autoptr (CpAttributions) at_once = explain_case (
      &self, &(CpExplainOptions){.method = CP_EXPLAIN_PERMUTATION, .seed = 6, .n_permutations = 8});
  assert_same (answer, at_once);
}

/* Pairs are added until each standard error is at most 1 % of the largest value. */
static void
test_settled (void) {
  CpRandom random;
  cp_random_init (&random, 6);
  g_auto (Case) self = draw_case (&random, draw_either (&random, 20, TRUE), 1, 30, 0);
  g_autoptr (CpRefinement) refinement = refine_case (&self, 6);
  while (!cp_refinement_is_settled (refinement))
    g_assert_true (cp_refinement_add (refinement, 10, NULL, NULL, NULL));
  g_autoptr (CpAttributions) answer = cp_refinement_to_attributions (refinement);
  g_assert_cmpuint (cp_refinement_get_n_pairs (refinement), <, 200);
  for (gsize begin = 0; begin < (gsize)answer->n_outputs * 20; begin += 20) {
    double largest = 0;
    for (gsize i = begin; i < begin + 20; i++)
      largest = MAX (largest, fabs (answer->values[i]));
    for (gsize i = begin; i < begin + 20; i++)
      g_assert_cmpfloat (answer->errors[i], <=, 0.0100001 * largest);
  }
  g_autoptr (CpAttributions) by_auto = explain_case (&self, &(CpExplainOptions){.seed = 6});
  g_assert_cmpstr (by_auto->method, ==, "permutation");
  assert_same (answer, by_auto);
}

static void
note (double fraction, const char *what, gpointer last) {
  g_assert_cmpfloat (fraction, >=, *(double *)last);
  *(double *)last = fraction;
}

/* One row, so that the reports come in order */
static void
test_progress (void) {
  CpRandom random;
  cp_random_init (&random, 9);
  g_auto (Case) self = draw_case (&random, draw_either (&random, 20, TRUE), 1, 30, 0);
  double last = 0;
  const CpProgress progress = {note, &last};
  g_autoptr (CpAttributions) answer =
      cp_explain (self.model, self.background, cp_matrix_get_values (self.rows), 1, &(CpExplainOptions){0},
                  &progress, NULL, NULL);
  g_assert_cmpfloat (last, ==, 1);
}

static void
test_cancelled (void) {
  CpRandom random;
  cp_random_init (&random, 7);
  g_auto (Case) self = draw_case (&random, draw_either (&random, 20, TRUE), 2, 30, 0);
  g_autoptr (CpRefinement) refinement = refine_case (&self, 6);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  cp_refinement_add (refinement, 4, NULL, NULL, NULL);
  g_autoptr (CpAttributions) before = cp_refinement_to_attributions (refinement);
  g_cancellable_cancel (cancellable);
  g_assert_false (cp_refinement_add (refinement, 4, NULL, cancellable, &error));
  assert_message (error, "The work was cancelled.");
  g_assert_cmpuint (cp_refinement_get_n_pairs (refinement), ==, 4);
  g_autoptr (CpAttributions) after = cp_refinement_to_attributions (refinement);
  assert_same (before, after);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/explain/permutation/two-features-are-exact", test_two_features);
  g_test_add_func ("/core/explain/permutation/lies-within-four-of-its-standard-errors", test_near_exact);
  g_test_add_func ("/core/explain/permutation/ten-pairs-tell-honest-errors", test_ten_pairs);
  g_test_add_func ("/core/explain/permutation/a-few-features-are-exact", test_few_features);
  g_test_add_func ("/core/explain/permutation/errors-of-a-column-are-those-of-its-sum",
                   test_errors_of_groups);
  g_test_add_func ("/core/explain/permutation/sparse-rows-change-only-where-they-differ", test_sparse);
  g_test_add_func ("/core/explain/permutation/the-seed-decides-whatever-the-threads", test_reproducible);
  g_test_add_func ("/core/explain/refinement/pairs-in-two-goes-are-the-pairs-in-one", test_refined);
  g_test_add_func ("/core/explain/refinement/settles-at-a-hundredth-of-the-largest-value", test_settled);
  g_test_add_func ("/core/explain/refinement/progress-never-goes-back", test_progress);
  g_test_add_func ("/core/explain/refinement/a-cancelled-addition-leaves-it-as-it-was", test_cancelled);
  return g_test_run ();
}
