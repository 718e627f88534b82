#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/model/network.h"
#include "core/model/scores.h"
#include "core/model/trees.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

enum { N_ROWS = 5000 };

/* age 20 … 69, sex F or M, risk in [0, 1) with a missing cell, flag, and a text-like category */
static CpTable *
make_table (gboolean has_missing_age) {
  g_autofree double *age = g_new (double, N_ROWS), *risk = g_new (double, N_ROWS);
  g_autofree guint32 *sex = g_new (guint32, N_ROWS), *flag = g_new (guint32, N_ROWS);
  CpRandom random;
  cp_random_init (&random, 5);
  for (int i = 0; i < N_ROWS; i++) {
    age[i] = 20 + (double)cp_random_below (&random, 50) + (i == 0 ? 0.5 : 0);
    sex[i] = (guint32)cp_random_below (&random, 2);
    flag[i] = (guint32)cp_random_below (&random, 2);
    risk[i] = cp_random_uniform (&random);
  }
  risk[3] = NAN;
  flag[4] = CP_MISSING;
  if (has_missing_age)
    age[4321] = age[2100] = NAN;
  const char *const words[] = {"F", "M", "X"};
  sex[7] = 2;
  CpColumn *columns[] = {
      cp_column_new_number ("age", age, N_ROWS), cp_column_new_category ("sex", sex, N_ROWS, words, 3),
      cp_column_new_number ("risk", risk, N_ROWS), cp_column_new_boolean ("flag", flag, N_ROWS, "no", "yes")};
  g_autoptr (GError) error = NULL;
  CpTable *table = cp_table_new ("people.csv", columns, G_N_ELEMENTS (columns), &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    cp_column_unref (columns[i]);
  return table;
}

static CpModel *
make_model (const char *inputs) {
  g_autoptr (GError) error = NULL;
  const float kernel[] = {0.02f, -0.01f, 0.5f, 0.25f, -0.75f, 1}, last[] = {1, -2};
  CpNetworkBuilder *builder = cp_network_builder_new ("loans.h5", 3);
  cp_network_builder_dense (builder, "dense", 2, kernel, NULL, CP_ACTIVATION_TANH, 1);
  cp_network_builder_dense (builder, "score", 1, last, NULL, CP_ACTIVATION_SIGMOID, 1);
  CpModel *model = cp_network_builder_end (builder, &error);
  g_assert_no_error (error);
  if (inputs != NULL)
    model->inputs = cp_json_load (inputs, strlen (inputs), "inputs", NULL);
  return model;
}

#define INPUTS                                                                                               \
  "[{\"column\":\"age\",\"encoding\":\"number\"},"                                                           \
  "{\"column\":\"sex\",\"encoding\":\"one-hot\",\"values\":[\"F\",\"M\"]}]"

static void
test_fused (void) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table = make_table (FALSE);
  g_autoptr (CpModel) model = make_model (INPUTS);
  g_autoptr (CpEncoder) encoder = cp_model_find_encoder (model, table, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  /* the twin: the whole matrix, then the whole prediction, on one thread */
  g_autoptr (CpMatrix) matrix = cp_encoder_apply (encoder, table, NULL, &error);
  g_autofree double *expected = g_new (double, N_ROWS);
  g_assert_true (cp_model_predict (model, cp_matrix_get_values (matrix), N_ROWS, expected, NULL, NULL));
  for (guint n_threads = 1; n_threads <= 4; n_threads += 3) {
    cp_parallel_set_n_threads (n_threads);
    g_autoptr (CpScores) scores = cp_scores_build (model, encoder, table, NULL, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (cp_scores_get_n_rows (scores), ==, N_ROWS);
    g_assert_cmpuint (cp_scores_get_n_outputs (scores), ==, 1);
    g_assert_cmpmem (cp_scores_get_values (scores), N_ROWS * sizeof (double), expected,
                     N_ROWS * sizeof (double));
  }
  cp_parallel_set_n_threads (0);
  /* by hand, row 7: neither F nor M */
  double age = (double)cp_matrix_get_values (matrix)[7 * 3];
  assert_close (expected[7], 1 / (1 + exp (-tanh (0.02 * age) + 2 * tanh (-0.01 * age))), 1e-6);
}

static void
keep_fraction (double fraction, const char *what, gpointer data) {
  static GMutex mutex;
  g_mutex_lock (&mutex);
  double *most = data;
  *most = MAX (*most, fraction);
  g_mutex_unlock (&mutex);
}

static void
test_progress_and_cancel (void) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table = make_table (FALSE);
  g_autoptr (CpModel) model = make_model (INPUTS);
  g_autoptr (CpEncoder) encoder = cp_model_find_encoder (model, table, NULL, NULL, NULL, &error);
  double most = 0;
  CpProgress progress = {keep_fraction, &most};
  g_autoptr (CpScores) scores = cp_scores_build (model, encoder, table, &progress, NULL, &error);
  g_assert_nonnull (scores);
  g_assert_cmpfloat (most, ==, 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  g_assert_null (cp_scores_build (model, encoder, table, NULL, cancellable, &error));
  assert_message (error, "The work was cancelled.");
}

static void
test_first_problem (void) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table = make_table (TRUE);
  g_autoptr (CpModel) model = make_model (INPUTS);
  g_autoptr (CpEncoder) encoder = cp_model_find_encoder (model, table, NULL, NULL, NULL, &error);
  g_autofree char *first = NULL;
  for (int run = 0; run < 10; run++) { /* missing at 2100 and 4321: whichever block came first */
    g_assert_null (cp_scores_build (model, encoder, table, NULL, NULL, &error));
    g_assert_error (error, CP_ERROR, error->code);
    g_assert_nonnull (strstr (error->message, "2100"));
    if (first != NULL)
      g_assert_cmpstr (error->message, ==, first);
    else
      first = g_strdup (error->message);
    g_clear_error (&error);
  }
  g_test_message ("%s", first);
}

static void
test_column (void) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table = make_table (FALSE);
  g_autoptr (CpModel) risk = cp_model_new_column ("risk"), flag = cp_model_new_column ("flag");
  g_autoptr (CpModel) sex = cp_model_new_column ("sex"), none = cp_model_new_column ("scor");
  g_autoptr (CpScores) numbers = cp_scores_build (risk, NULL, table, NULL, NULL, &error);
  g_autoptr (CpScores) booleans = cp_scores_build (flag, NULL, table, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (cp_scores_get_values (numbers)[9], ==,
                     cp_column_get_numbers (cp_table_find_column (table, "risk"))[9]);
  g_assert_true (isnan (cp_scores_get_values (numbers)[3]));
  g_assert_true (isnan (cp_scores_get_values (booleans)[4]));
  g_assert_cmpfloat (cp_scores_get_values (booleans)[5], ==,
                     (double)cp_column_get_codes (cp_table_find_column (table, "flag"))[5]);
  g_assert_null (cp_scores_build (sex, NULL, table, NULL, NULL, &error));
  assert_message (error,
                  "people.csv: column 'sex' is of the type category; a column of scores holds numbers.");
  g_assert_null (cp_scores_build (none, NULL, table, NULL, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "scor"));
}

static void
test_width (void) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table = make_table (FALSE);
  g_autoptr (CpModel) model = make_model (NULL);
  const char *text = "[{\"column\":\"age\",\"encoding\":\"number\"}]";
  g_autoptr (json_t) spec = cp_json_load (text, strlen (text), "spec", NULL);
  g_assert_null (cp_model_find_encoder (model, table, spec, NULL, NULL, &error));
  assert_message (error, "loans.h5: the model takes 3 features, its feature specification gives 1.");
  g_autoptr (CpEncoder) encoder = cp_encoder_new_from_json (spec, "spec", &error);
  g_assert_null (cp_scores_build (model, encoder, table, NULL, NULL, &error));
  assert_message (error, "loans.h5: the model takes 3 features, its feature specification gives 1.");
}

/* The rule of INTERFACE: the user's specification, the user's columns, the file's, the names, a proposal */
static void
test_find_encoder (void) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpTable) table = make_table (FALSE);
  g_autoptr (CpModel) model = make_model (INPUTS);
  const char *text = "[{\"column\":\"risk\",\"encoding\":\"number\"},{\"column\":\"flag\",\"encoding\":"
                     "\"number\"},{\"column\":\"age\",\"encoding\":\"number\"}]";
  g_autoptr (json_t) spec = cp_json_load (text, strlen (text), "spec", NULL);
  const char *const columns[] = {"flag", "age", "risk", NULL};
  g_autoptr (CpEncoder) by_spec = cp_model_find_encoder (model, table, spec, columns, NULL, &error);
  g_assert_cmpstr (cp_encoder_get_input (by_spec, 0)->column, ==, "risk");
  g_autoptr (CpEncoder) by_columns = cp_model_find_encoder (model, table, NULL, columns, NULL, &error);
  g_assert_cmpstr (cp_encoder_get_input (by_columns, 0)->column, ==, "flag");
  g_autoptr (CpEncoder) by_file = cp_model_find_encoder (model, table, NULL, NULL, NULL, &error);
  g_assert_cmpstr (cp_encoder_get_input (by_file, 1)->column, ==, "sex");
  g_clear_pointer (&model->inputs, json_decref);
  model->feature_names = g_strsplit ("age,risk,flag", ",", -1);
  g_autoptr (CpEncoder) by_names = cp_model_find_encoder (model, table, NULL, NULL, NULL, &error);
  g_assert_cmpstr (cp_encoder_get_input (by_names, 1)->column, ==, "risk");
  g_clear_pointer (&model->feature_names, g_strfreev);
  const char *const ignored[] = {"sex", NULL};
  g_autoptr (CpEncoder) proposed = cp_model_find_encoder (model, table, NULL, NULL, ignored, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cp_encoder_get_input (proposed, 2)->column, ==, "flag");
}

/* A tree that asks for a missing age scores it; a network refuses a specification that lets NaN through. */
static void
test_missing_cells (void) {
  g_autoptr (CpTable) table = make_table (TRUE);
  g_autoptr (GError) error = NULL;
  CpTreesBuilder *builder = cp_trees_builder_new ("trees.json", 1, 1);
  cp_trees_builder_tree (builder, 0, 3);
  cp_trees_builder_split (builder, 0, 0, 40, 1, 2, FALSE, NAN);
  cp_trees_builder_leaf (builder, 1, -1, NAN);
  cp_trees_builder_leaf (builder, 2, 2, NAN);
  g_autoptr (CpModel) model = cp_trees_builder_end (builder, CP_LINK_IDENTITY, (const double[]){0.5}, &error);
  g_assert_no_error (error);
  const char *const columns[] = {"age", NULL};
  g_autoptr (CpEncoder) encoder = cp_model_find_encoder (model, table, NULL, columns, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (CpScores) scores = cp_scores_build (model, encoder, table, NULL, NULL, &error);
  g_assert_no_error (error);
  const double *ages = cp_column_get_numbers (cp_table_find_column (table, "age"));
  for (gsize row = 0; row < N_ROWS; row++)
    g_assert_cmpfloat (cp_scores_get_values (scores)[row], ==, ages[row] < 40 ? -0.5 : 2.5);

  const float kernel[] = {1};
  CpNetworkBuilder *layers = cp_network_builder_new ("net.h5", 1);
  cp_network_builder_dense (layers, "dense", 1, kernel, NULL, CP_ACTIVATION_LINEAR, 1);
  g_autoptr (CpModel) network = cp_network_builder_end (layers, NULL);
  g_autoptr (json_t) spec = cp_encoder_to_json (encoder);
  g_assert_null (cp_model_find_encoder (network, table, spec, NULL, NULL, &error));
  assert_message (
      error,
      "inputs[0] of the feature specification of net.h5: \"missing\": null passes missing cells on, which "
      "a network cannot take; expected a number or \"error\".");
}

/* The first of two outputs: 1 2 6 and a deleted 100: mean 3, squares 4 + 1 + 9 = 14, deviation sqrt 7. */
static void
test_deviation (void) {
  CpColumn *column = cp_column_new_number ("x", (const double[]){1, 2, 100, 6}, 4);
  g_autoptr (CpTable) table = cp_table_new ("x.csv", &column, 1, NULL);
  cp_column_unref (column);
  const float kernel[] = {1, -3};
  CpNetworkBuilder *layers = cp_network_builder_new ("net.h5", 1);
  cp_network_builder_dense (layers, "dense", 2, kernel, NULL, CP_ACTIVATION_LINEAR, 1);
  g_autoptr (CpModel) network = cp_network_builder_end (layers, NULL);
  g_autoptr (CpEncoder) encoder =
      cp_model_find_encoder (network, table, NULL, (const char *const[]){"x", NULL}, NULL, NULL);
  g_autoptr (CpScores) scores = cp_scores_build (network, encoder, table, NULL, NULL, NULL);
  g_assert_cmpuint (cp_scores_get_n_outputs (scores), ==, 2);
  g_autoptr (GArray) without = g_array_new (FALSE, FALSE, sizeof (guint32));
  const guint32 gone = 2;
  g_array_append_val (without, gone);
  assert_close (cp_scores_measure_deviation (scores, without), sqrt (7), 1e-12);
  assert_close (cp_scores_measure_deviation (scores, NULL),
                sqrt (((1 - 27.25) * (1 - 27.25) + (2 - 27.25) * (2 - 27.25) + (100 - 27.25) * (100 - 27.25) +
                       (6 - 27.25) * (6 - 27.25)) /
                      3),
                1e-12);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/scores/missing-cells-pass-to-trees-only", test_missing_cells);
  g_test_add_func ("/core/scores/block-by-block-equals-all-at-once", test_fused);
  g_test_add_func ("/core/scores/tells-progress-and-stops-when-cancelled", test_progress_and_cancel);
  g_test_add_func ("/core/scores/the-first-row-that-cannot-be-encoded-is-named", test_first_problem);
  g_test_add_func ("/core/scores/a-column-of-scores-is-copied", test_column);
  g_test_add_func ("/core/scores/a-width-that-does-not-fit-names-both", test_width);
  g_test_add_func ("/core/scores/the-encoder-is-found-in-the-order-of-the-rule", test_find_encoder);
  g_test_add_func ("/core/scores/a-standard-deviation-is-of-one-output-and-the-rows-left", test_deviation);
  return g_test_run ();
}
