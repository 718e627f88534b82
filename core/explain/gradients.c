#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/explain/chain.h"
#include "core/explain/quadrature.h"

#include <math.h>
#include <string.h>

/* Integrated gradients (Sundararajan, Taly and Yan 2017), averaged over the background, and expected
 * gradients (Erion and others 2021): value = Σ_b w_b (x − b) ∫ ∇f (b + t (x − b)) dt. Integrated takes
 * Gauss–Legendre points on every path; expected draws background rows and points, and gives standard errors.
 */

enum { MOST_POINTS = 256, MOST_FLOATS = 1 << 18, DEFAULT_STEPS = 50, MOST_STEPS = 1000, DEFAULT_DRAWS = 200 };

typedef struct {
  const CpExplainJob *job;
  CpChain chain;
  gsize n_points;          /* of a block */
  gsize n_steps;           /* of a path */
  double *places, *shares; /* (n_steps): Gauss–Legendre on [0, 1] */
  gsize n_draws;           /* expected gradients */
  CpAttributions *answer;
} Gradients;

/* --- blocks of points --- */

/* Points between the row and background rows, and what each gradient is worth. */
typedef struct {
  const Gradients *self;
  const float *row;
  float *features;    /* (n_points × n_features): where */
  float *differences; /* (n_points × n_features): row − background */
  double *weights;    /* (n_points) */
  gsize n;            /* points so far */
  CpTrace trace;
  float *halves[2];
  double *sums, *squares; /* (n_outputs × n_features): Σ weight · s, Σ s²; squares nullable */
  double *group_squares;  /* (nullable) (n_outputs × n_groups): of the sums of groups */
  double *group_sums;     /* (n_groups) scratch */
} Points;

static void
points_init (Points *points, const Gradients *self, const float *row, double *sums, double *squares,
             double *group_squares) {
  const CpChain *chain = &self->chain;
  *points =
      (Points){.self = self, .row = row, .sums = sums, .squares = squares, .group_squares = group_squares};
  points->group_sums = g_new0 (double, cp_explain_job_get_n_groups (self->job) + 1);
  points->features = g_new (float, self->n_points * chain->n_features);
  points->differences = g_new (float, self->n_points * chain->n_features);
  points->weights = g_new (double, self->n_points);
  for (guint half = 0; half < 2; half++)
    points->halves[half] = g_new (float, self->n_points * chain->n_outputs * chain->widest);
  cp_trace_init (&points->trace, chain, self->n_points);
}

static void
points_clear (Points *points) {
  g_free (points->features);
  g_free (points->differences);
  g_free (points->weights);
  g_free (points->group_sums);
  g_free (points->halves[0]);
  g_free (points->halves[1]);
  cp_trace_clear (&points->trace, &points->self->chain);
}

static void
points_flush (Points *points) {
  const CpChain *chain = &points->self->chain;
  gsize n_features = chain->n_features, stride = cp_kernels_stride (n_features);
  const guint *group_of = cp_explain_job_get_group_of (points->self->job);
  gsize n_groups = points->group_squares != NULL ? cp_explain_job_get_n_groups (points->self->job) : 0;
  cp_chain_run (chain, points->features, points->n, &points->trace);
  CpTraceRows all = {&points->trace, 0, FALSE};
  const float *gradients = cp_chain_return (chain, all, all, points->n, points->halves);
  for (gsize i = 0; i < points->n * chain->n_outputs; i++) {
    gsize point = i / chain->n_outputs, at = i % chain->n_outputs * n_features;
    const float *differences = points->differences + point * n_features;
    for (gsize f = 0; f < n_features; f++) {
      double sample = (double)differences[f] * (double)gradients[i * stride + f];
      points->sums[at + f] += points->weights[point] * sample;
      if (points->squares != NULL)
        points->squares[at + f] += sample * sample;
      if (n_groups > 0)
        points->group_sums[group_of[f]] += sample;
    }
    for (gsize g = 0; g < n_groups; g++) {
      double *square = &points->group_squares[i % chain->n_outputs * n_groups + g];
      *square += points->group_sums[g] * points->group_sums[g];
      points->group_sums[g] = 0;
    }
  }
  points->n = 0;
}

/* The point a share @t of the way from background row @b to the row */
static void
points_add (Points *points, gsize b, double t, double weight) {
  gsize n_features = points->self->chain.n_features;
  const float *reference = points->self->job->background_rows + b * n_features;
  float *features = points->features + points->n * n_features;
  float *differences = points->differences + points->n * n_features;
  for (gsize f = 0; f < n_features; f++) {
    differences[f] = points->row[f] - reference[f];
    features[f] = (float)((double)reference[f] + t * ((double)points->row[f] - (double)reference[f]));
  }
  points->weights[points->n++] = weight;
  if (points->n == points->self->n_points)
    points_flush (points);
}

/* --- one row --- */

static gboolean
integrate_row (gsize begin, gsize end, gpointer data) {
  const Gradients *self = data;
  const CpExplainJob *job = self->job;
  gsize n_values = self->chain.n_outputs * self->chain.n_features;
  Points points;
  points_init (&points, self, job->rows + begin * self->chain.n_features,
               self->answer->values + begin * n_values, NULL, NULL);
  gboolean cancelled = FALSE;
  for (gsize b = 0; b < job->n_background && !cancelled; b++) {
    for (gsize step = 0; step < self->n_steps; step++)
      points_add (&points, b, self->places[step], job->background->weights[b] * self->shares[step]);
    cancelled = g_cancellable_is_cancelled (job->cancellable);
  }
  points_flush (&points);
  points_clear (&points);
  return !cancelled;
}

/* A background row by its weight */
static gsize
draw_reference (const CpBackground *background, gsize n, CpRandom *random) {
  double left = cp_random_uniform (random);
  gsize b = 0;
  while (b + 1 < n && (left -= background->weights[b]) >= 0)
    b++;
  return b;
}

static gboolean
sample_row (gsize begin, gsize end, gpointer data) {
  const Gradients *self = data;
  const CpExplainJob *job = self->job;
  gsize n_values = self->chain.n_outputs * self->chain.n_features;
  double n = (double)self->n_draws;
  g_autofree double *squares = g_new0 (double, n_values);
  double *values = self->answer->values + begin * n_values, *errors = self->answer->errors + begin * n_values;
  CpRandom random;
  cp_random_init (&random, cp_explain_get_row_seed (job, begin));
  Points points;
  gsize n_groups = self->answer->n_groups;
  double *group_squares = self->answer->group_errors + begin * self->chain.n_outputs * n_groups;
  points_init (&points, self, job->rows + begin * self->chain.n_features, values, squares, group_squares);
  gboolean cancelled = FALSE;
  for (gsize draw = 0; draw < self->n_draws && !cancelled; draw++) {
    gsize b = draw_reference (job->background, job->n_background, &random);
    points_add (&points, b, cp_random_uniform (&random), 1 / n);
    cancelled = points.n == 0 && g_cancellable_is_cancelled (job->cancellable);
  }
  points_flush (&points);
  for (gsize i = 0; i < n_values; i++)
    errors[i] = sqrt (fmax (squares[i] - n * values[i] * values[i], 0) / (n - 1) / n);
  g_autofree double *sums = g_new (double, n_groups + 1);
  for (gsize i = 0; i < self->chain.n_outputs * n_groups; i++) { /* in place of their squares */
    if (i % n_groups == 0)
      cp_explain_job_sum_groups (job, values + i / n_groups * self->chain.n_features, sums);
    double sum = sums[i % n_groups];
    group_squares[i] = sqrt (fmax (group_squares[i] - n * sum * sum, 0) / (n - 1) / n);
  }
  points_clear (&points);
  return !cancelled && !g_cancellable_is_cancelled (job->cancellable);
}

/* --- the methods --- */

static CpAttributions *
explain (const CpExplainJob *job, gboolean is_sampled, GError **error) {
  const CpExplainOptions *options = &job->options;
  Gradients self = {.job = job};
  cp_chain_init (&self.chain, job->model, options->space);
  self.n_points = CLAMP (MOST_FLOATS / self.chain.n_outputs / self.chain.widest, 1, MOST_POINTS);
  self.n_steps = options->n_steps > 0 ? MIN (options->n_steps, MOST_STEPS) : DEFAULT_STEPS;
  self.n_draws = options->n_samples > 0 ? MAX (options->n_samples, 2) : DEFAULT_DRAWS;
  self.places = g_new (double, self.n_steps);
  self.shares = g_new (double, self.n_steps);
  cp_quadrature_fill (self.n_steps, self.places, self.shares);
  self.answer = cp_explain_job_new_answer (job, is_sampled ? "expected-gradients" : "gradients", is_sampled);
  self.answer->space = self.chain.space;
  cp_chain_fill_scores (&self.chain, job, self.answer);
  if (!cp_explain_for_rows (job, 1, is_sampled ? sample_row : integrate_row, &self, error))
    g_clear_pointer (&self.answer, cp_attributions_unref);
  g_free (self.places);
  g_free (self.shares);
  return self.answer;
}

static CpAttributions *
explain_integrated (const CpExplainJob *job, GError **error) {
  return explain (job, FALSE, error);
}

static CpAttributions *
explain_expected (const CpExplainJob *job, GError **error) {
  return explain (job, TRUE, error);
}

const CpExplainer cp_explainer_gradients = {.method = CP_EXPLAIN_GRADIENTS,
                                            .needs_background = TRUE,
                                            .kinds = "networks without an embedding",
                                            .can = cp_chain_can_gradient,
                                            .answers_in = cp_chain_answers_in,
                                            .explain = explain_integrated};
const CpExplainer cp_explainer_expected_gradients = {.method = CP_EXPLAIN_EXPECTED_GRADIENTS,
                                                     .needs_background = TRUE,
                                                     .kinds = "networks without an embedding",
                                                     .can = cp_chain_can_gradient,
                                                     .answers_in = cp_chain_answers_in,
                                                     .explain = explain_expected};
