#pragma once
#include "core/base/json.h"
#include "core/base/parallel.h"
#include "core/explain/explain.h"
#include "tests/fixture.h"
#include "tests/random-network.h"
#include "tests/twin-network.h"

#include <string.h>

/* Shared by the tests of the explainers: reference cases, random cases, and the naive twin of the Shapley
 * value. */

typedef struct {
  json_t *json;
  CpModel *model;
  CpBackground *background;
  CpMatrix *rows;
} Case;

static inline void
case_clear (Case *self) {
  json_decref (self->json);
  cp_model_unref (self->model);
  cp_background_unref (self->background);
  cp_matrix_unref (self->rows);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

static inline CpMatrix *
matrix_from_json (const json_t *rows) {
  gsize n_rows = json_array_size (rows), width = json_array_size (json_array_get (rows, 0));
  CpMatrix *matrix = cp_matrix_new (n_rows, width);
  for (gsize row = 0; row < n_rows; row++)
    for (gsize i = 0; i < width; i++)
      cp_matrix_edit_values (matrix)[row * width + i] =
          (float)json_number_value (json_array_get (json_array_get (rows, row), i));
  return matrix;
}

static inline void
add_json_dense (CpNetworkBuilder *builder, const json_t *weights, const json_t *biases,
                CpActivation activation) {
  g_autoptr (CpMatrix) kernel = matrix_from_json (weights);
  gsize n = json_array_size (biases);
  g_autofree float *bias = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    bias[i] = (float)json_number_value (json_array_get (biases, i));
  cp_network_builder_dense (builder, "dense", (guint)n, cp_matrix_get_values (kernel), bias, activation, 1);
}

/* A case of shared/reference/attributions (shap 0.49.1 in float64; see its README). A linear model gets a
 * sigmoid, so that its log-odds are what the case calls the score. */
static inline Case
load_case (const char *name) {
  g_autofree char *file = g_strdup_printf ("attributions/%s.json", name);
  g_autofree char *path = fixture_path (file);
  g_autoptr (GError) error = NULL;
  Case self = {cp_json_load_file (path, &error)};
  g_assert_no_error (error);
  const json_t *model = json_object_get (self.json, "model"), *layers = json_object_get (model, "layers");
  self.rows = matrix_from_json (json_object_get (self.json, "rows"));
  CpNetworkBuilder *builder = cp_network_builder_new (name, (guint)cp_matrix_get_n_columns (self.rows));
  if (layers == NULL)
    add_json_dense (builder, json_object_get (model, "W"), json_object_get (model, "b"),
                    CP_ACTIVATION_SIGMOID);
  for (gsize i = 0; i < json_array_size (layers); i++) {
    const json_t *layer = json_array_get (layers, i);
    CpActivation activation;
    g_assert_true (
        cp_activation_parse (json_string_value (json_object_get (layer, "activation")), &activation));
    add_json_dense (builder, json_object_get (layer, "W"), json_object_get (layer, "b"), activation);
  }
  self.model = cp_network_builder_end (builder, &error);
  g_assert_no_error (error);
  g_autoptr (CpMatrix) background = matrix_from_json (json_object_get (self.json, "background"));
  self.background = cp_background_new (background, NULL, name, &error);
  g_assert_no_error (error);
  return self;
}

static inline CpAttributions *
explain_case (const Case *self, const CpExplainOptions *options) {
  g_autoptr (GError) error = NULL;
  CpAttributions *answer = cp_explain (self->model, self->background, cp_matrix_get_values (self->rows),
                                       cp_matrix_get_n_rows (self->rows), options, NULL, NULL, &error);
  g_assert_no_error (error);
  return answer;
}

/* One thread and three give the same bytes. */
static inline void
check_threads (const Case *self, const CpExplainOptions *options) {
  cp_parallel_set_n_threads (1);
  g_autoptr (CpAttributions) one = explain_case (self, options);
  cp_parallel_set_n_threads (3);
  g_autoptr (CpAttributions) many = explain_case (self, options);
  cp_parallel_set_n_threads (0);
  gsize n = one->n_rows * one->n_outputs * one->n_features * sizeof (double);
  g_assert_cmpmem (one->values, n, many->values, n);
  if (one->errors != NULL)
    g_assert_cmpmem (one->errors, n, many->errors, n);
  if (options->halves)
    g_assert_cmpmem (one->disagreement, n, many->disagreement, n);
}

/* @value[i], or @value itself where a single output is given without a list */
static inline double
json_item (const json_t *value, gsize i) {
  return json_number_value (json_is_array (value) ? json_array_get (value, i) : value);
}

/* Every value, base and score of the case within @tolerance. */
static inline void
check_case (const Case *self, const CpAttributions *answer, double tolerance) {
  const json_t *expected = json_object_get (self->json, "expected");
  const json_t *values = json_object_get (expected, "values");
  g_assert_cmpuint (json_array_size (values), ==, answer->n_rows);
  for (gsize row = 0; row < answer->n_rows; row++) {
    for (guint k = 0; k < answer->n_outputs; k++) {
      const json_t *of_output = json_array_get (json_array_get (values, row), k);
      g_assert_cmpuint (json_array_size (of_output), ==, answer->n_features);
      for (guint f = 0; f < answer->n_features; f++)
        assert_close (cp_attributions_get_values (answer, row, k)[f], json_item (of_output, f), tolerance);
      assert_close (answer->scores[row * answer->n_outputs + k],
                    json_item (json_array_get (json_object_get (expected, "predictions"), row), k),
                    tolerance);
      assert_close (answer->residuals[row * answer->n_outputs + k], 0, tolerance);
    }
  }
  for (guint k = 0; k < answer->n_outputs; k++)
    assert_close (answer->base[k], json_item (json_object_get (expected, "base_values"), k), tolerance);
}

/* --- random cases --- */

/* @n_same features of every row equal that of every background row. */
static inline Case
draw_case (CpRandom *random, CpModel *model, gsize n_rows, gsize n_background, guint n_same) {
  Case self = {.model = model, .rows = cp_matrix_new (n_rows, model->n_features)};
  g_autoptr (CpMatrix) background = cp_matrix_new (n_background, model->n_features);
  g_autofree double *weights = g_new (double, n_background);
  for (gsize i = 0; i < n_rows * model->n_features; i++)
    cp_matrix_edit_values (self.rows)[i] =
        i % model->n_features < n_same ? 0.25f : (float)cp_random_normal (random);
  for (gsize i = 0; i < n_background * model->n_features; i++)
    cp_matrix_edit_values (background)[i] =
        i % model->n_features < n_same ? 0.25f : (float)cp_random_normal (random);
  for (gsize i = 0; i < n_background; i++)
    weights[i] = 0.2 + cp_random_uniform (random);
  self.background = cp_background_new (background, weights, "random", NULL);
  return self;
}

static inline double
twin_logit (double p) {
  return log (p / (1 - p));
}

/* What the coalition with bit f for feature f is worth, in doubles: @out (n_outputs) */
static inline void
twin_value (const Case *self, gsize row, CpSpace space, guint64 coalition, double *out) {
  gsize width = self->model->n_features, n_outputs = self->model->n_outputs;
  double mixed[128], scores[128];
  memset (out, 0, n_outputs * sizeof *out);
  for (gsize b = 0; b < cp_matrix_get_n_rows (self->background->rows); b++) {
    for (gsize f = 0; f < width; f++)
      mixed[f] = (double)cp_matrix_get_values (
          coalition >> f & 1 ? self->rows
                             : self->background->rows)[(coalition >> f & 1 ? row : b) * width + f];
    twin_predict (self->model, mixed, scores);
    for (gsize k = 0; k < n_outputs; k++)
      out[k] += self->background->weights[b] * scores[k];
  }
  for (gsize k = 0; space == CP_SPACE_LOGIT && k < n_outputs; k++)
    out[k] = twin_logit (out[k]);
}

/* The naive twin: the mean over every order in which the features can join of what each adds (Shapley 1953).
 * @out (n_outputs × n_features); up to 6 features. */
static inline void
twin_shapley (const Case *self, gsize row, CpSpace space, double *out) {
  guint n = self->model->n_features, n_outputs = self->model->n_outputs, n_orders = 1;
  g_assert_cmpuint (n, <=, 6);
  g_autofree double *values = g_new (double, n_outputs << n);
  for (guint64 s = 0; s < (guint64)1 << n; s++)
    twin_value (self, row, space, s, values + s * n_outputs);
  for (guint i = 2; i <= n; i++)
    n_orders *= i;
  memset (out, 0, (gsize)n * n_outputs * sizeof *out);
  for (guint order = 0; order < n_orders; order++) {
    guint64 coalition = 0;
    for (guint left = n, code = order; left > 0; code /= left, left--) {
      guint skip = code % left, feature = 0; /* the skip-th of the features that have not joined */
      for (;; feature++)
        if (!(coalition >> feature & 1) && skip-- == 0)
          break;
      guint64 with = coalition | (guint64)1 << feature;
      for (guint k = 0; k < n_outputs; k++)
        out[k * n + feature] += (values[with * n_outputs + k] - values[coalition * n_outputs + k]) / n_orders;
      coalition = with;
    }
  }
}
