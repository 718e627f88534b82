#include "core/base/error.h"
#include "core/base/random.h"
#include "core/explain/affine.h"

#include <math.h>
#include <string.h>

/* A weighted sum of jointly Gaussian features: v(S) = E [w · X | X_S = x_S] with the mean and covariance of
 * the background (Aas, Jullum and Løland 2021, "Explaining individual predictions when features are
 * dependent", equation 11; shap's correlation_dependent). A ridge of a millionth of the mean variance keeps
 * features that tell each other apart.
 *
 * The conditional mean is linear: E [X − μ | x_S] = A_S (x − μ). When feature i joins, with C the covariance
 * left over, A gains g (e_i − A_i) and C loses g C_i, where g = C_i / C_ii; so φ = T (x − μ) with one matrix
 * T for all rows. Up to 15 features T comes from all coalitions, above from antithetic permutations. */

enum { MOST_EXACT = 15, DEFAULT_PAIRS = 50, MOST_FEATURES = 2000 };

/* What is known of the features once some have joined. */
typedef struct {
  double *covariance; /* (n × n) left over */
  double *means;      /* (n × n): A */
} Known;

typedef struct {
  const CpExplainJob *job;
  gsize n, n_outputs;
  double *weights;   /* (n_outputs × n) */
  double *centre;    /* (n): μ */
  double *transform; /* (n_outputs × n × n): T, or one pair's */
  Known *stack;      /* (n + 1) or 2 */
  gsize n_stack;
} Correlated;

static void
make_covariance (Correlated *self) {
  const CpExplainJob *job = self->job;
  gsize n = self->n;
  double *covariance = self->stack[0].covariance, trace = 0;
  for (gsize b = 0; b < job->n_background; b++) {
    const float *row = job->background_rows + b * n;
    for (gsize i = 0; i < n; i++) {
      double d = job->background->weights[b] * ((double)row[i] - self->centre[i]);
      for (gsize j = 0; j < n; j++)
        covariance[i * n + j] += d * ((double)row[j] - self->centre[j]);
    }
  }
  for (gsize i = 0; i < n; i++)
    trace += covariance[i * n + i];
  for (gsize i = 0; i < n; i++)
    covariance[i * n + i] += fmax (1e-6 * trace / (double)n, 1e-12);
}

static void
correlated_init (Correlated *self, const CpExplainJob *job, CpAttributions *answer) {
  gsize n = self->n = job->model->n_features;
  self->job = job;
  self->n_outputs = job->model->n_outputs;
  self->weights = g_new (double, self->n_outputs *n);
  self->centre = g_new (double, n);
  self->transform = g_new0 (double, self->n_outputs *n *n);
  self->n_stack = n <= MOST_EXACT ? n + 1 : 2;
  self->stack = g_new (Known, self->n_stack);
  for (gsize i = 0; i < self->n_stack; i++)
    self->stack[i] = (Known){g_new0 (double, n *n), g_new0 (double, n *n)};
  cp_affine_fill (job, answer, self->weights, self->centre);
  make_covariance (self);
}

static void
correlated_clear (Correlated *self) {
  for (gsize i = 0; i < self->n_stack; i++) {
    g_free (self->stack[i].covariance);
    g_free (self->stack[i].means);
  }
  g_free (self->stack);
  g_free (self->weights);
  g_free (self->centre);
  g_free (self->transform);
}

/* Adds what feature @i brings when it joins, @share times, to its rows of the transform. */
static void
add_gain (Correlated *self, const Known *known, gsize i, double share) {
  gsize n = self->n;
  const double *column = known->covariance + i * n, *means = known->means + i * n;
  for (gsize output = 0; output < self->n_outputs; output++) {
    const double *weights = self->weights + output * n;
    double gain = 0, *out = self->transform + (output * n + i) * n;
    for (gsize j = 0; j < n; j++)
      gain += weights[j] * column[j];
    gain *= share / column[i];
    for (gsize j = 0; j < n; j++)
      out[j] -= gain * means[j];
    out[i] += gain;
  }
}

/* @out = @known once feature @i has joined; may be the same */
static void
join (const Correlated *self, const Known *known, gsize i, Known *out) {
  gsize n = self->n;
  g_autofree double *column = g_memdup2 (known->covariance + i * n, n * sizeof (double));
  g_autofree double *change = g_new (double, n);
  for (gsize j = 0; j < n; j++)
    change[j] = (j == i) - known->means[i * n + j];
  for (gsize row = 0; row < n; row++) {
    double g = column[row] / column[i];
    for (gsize j = 0; j < n; j++) {
      out->covariance[row * n + j] = known->covariance[row * n + j] - g * column[j];
      out->means[row * n + j] = known->means[row * n + j] + g * change[j];
    }
  }
}

/* --- all coalitions --- */

/* Coalition @members, @size of them, is known at stack[size]; those with later features are visited from it.
 * @shares (n): |S|! (n − |S| − 1)! / n! */
static void
visit (Correlated *self, guint members, gsize size, gsize first, const double *shares) {
  for (gsize i = 0; i < self->n; i++)
    if (!(members >> i & 1))
      add_gain (self, &self->stack[size], i, shares[size]);
  for (gsize i = first; i < self->n; i++) {
    join (self, &self->stack[size], i, &self->stack[size + 1]);
    visit (self, members | 1u << i, size + 1, i + 1, shares);
  }
}

static void
enumerate (Correlated *self) {
  double shares[MOST_EXACT + 1];
  for (gsize size = 0; size < self->n; size++) {
    double ways = 1;
    for (gsize i = 1; i <= size; i++)
      ways = ways * (double)(self->n - i) / (double)i;
    shares[size] = 1 / (ways * (double)self->n);
  }
  visit (self, 0, 0, 0, shares);
}

/* --- permutations --- */

/* The transform of one order and its reverse. FALSE when cancelled: one order of 2 000 features takes
 * seconds. */
static gboolean
walk_pair (Correlated *self, const guint32 *order) {
  gsize n = self->n;
  memset (self->transform, 0, self->n_outputs * n * n * sizeof (double));
  for (guint reverse = 0; reverse < 2; reverse++) {
    memcpy (self->stack[1].covariance, self->stack[0].covariance, n * n * sizeof (double));
    memset (self->stack[1].means, 0, n * n * sizeof (double));
    for (gsize step = 0; step < n; step++) {
      if (g_cancellable_is_cancelled (self->job->cancellable))
        return FALSE;
      gsize i = order[reverse ? n - 1 - step : step];
      add_gain (self, &self->stack[1], i, 0.5);
      join (self, &self->stack[1], i, &self->stack[1]);
    }
  }
  return TRUE;
}

/* --- values --- */

/* T (x − μ) for one row: @out (n_outputs × n) */
static void
apply (const Correlated *self, gsize row, double *out) {
  const float *x = self->job->rows + row * self->n;
  for (gsize i = 0; i < self->n_outputs * self->n; i++) {
    out[i] = 0;
    for (gsize j = 0; j < self->n; j++)
      out[i] += self->transform[i * self->n + j] * ((double)x[j] - self->centre[j]);
  }
}

/* Mean and sum of squares by Welford's update, of the values (n) and of their groups' sums. @at: which row
 * and output */
static void
count_values (const Correlated *self, const double *values, gsize at, guint pair, CpAttributions *answer) {
  const guint *group_of = cp_explain_job_get_group_of (self->job);
  g_autofree double *sums = g_new0 (double, 2 * answer->n_groups + 1);
  double *after = sums + answer->n_groups;
  double *means = answer->values + at * self->n, *deviations = answer->errors + at * self->n;
  for (gsize i = 0; i < self->n; i++) {
    double d = values[i] - means[i];
    means[i] += d / (pair + 1.0);
    deviations[i] += d * (values[i] - means[i]);
    if (answer->n_groups > 0) {
      sums[group_of[i]] += d;
      after[group_of[i]] += values[i] - means[i];
    }
  }
  for (gsize g = 0; g < answer->n_groups; g++)
    answer->group_errors[at * answer->n_groups + g] += sums[g] * after[g];
}

static gboolean
sample (Correlated *self, CpAttributions *answer, GError **error) {
  const CpExplainJob *job = self->job;
  gsize n_values = self->n_outputs * self->n;
  guint n_pairs = job->options.n_permutations > 0 ? MAX (job->options.n_permutations, 2) : DEFAULT_PAIRS;
  g_autofree guint32 *order = g_new (guint32, self->n);
  g_autofree double *values = g_new (double, n_values);
  for (guint32 i = 0; i < self->n; i++)
    order[i] = i;
  CpRandom random;
  cp_random_init (&random, job->options.seed);
  for (guint pair = 0; pair < n_pairs; pair++) {
    cp_random_shuffle (&random, order, self->n);
    if (!walk_pair (self, order)) {
      cp_check_cancelled (job->cancellable, error);
      return FALSE;
    }
    for (gsize row = 0; row < job->n_rows; row++) {
      apply (self, row, values);
      for (gsize o = 0; o < self->n_outputs; o++)
        count_values (self, values + o * self->n, row * self->n_outputs + o, pair, answer);
    }
    cp_progress_report (job->progress, (pair + 1.0) / n_pairs, "explaining");
  }
  for (gsize i = 0; i < job->n_rows * n_values; i++)
    answer->errors[i] = sqrt (answer->errors[i] / (n_pairs - 1.0) / n_pairs);
  for (gsize i = 0; i < job->n_rows * self->n_outputs * answer->n_groups; i++)
    answer->group_errors[i] = sqrt (answer->group_errors[i] / (n_pairs - 1.0) / n_pairs);
  return TRUE;
}

static CpAttributions *
explain_correlated (const CpExplainJob *job, GError **error) {
  gboolean is_exact = job->model->n_features <= MOST_EXACT, done = TRUE;
  if (job->model->n_features > MOST_FEATURES) {
    g_set_error (
        error, CP_ERROR, CP_ERROR_UNSUPPORTED,
        "%s: the method 'linear-correlated' takes at most %d features, the model has %u; linear takes "
        "more.",
        job->model->place, MOST_FEATURES, job->model->n_features);
    return NULL;
  }
  CpAttributions *answer =
      cp_attributions_new ("linear-correlated", cp_affine_get_space (job->model), job->n_rows,
                           job->model->n_outputs, job->model->n_features, !is_exact);
  if (!is_exact)
    cp_attributions_add_groups (answer, cp_explain_job_get_n_groups (job));
  Correlated self = {0};
  correlated_init (&self, job, answer);
  if (is_exact) {
    enumerate (&self);
    for (gsize row = 0; row < job->n_rows; row++)
      apply (&self, row, answer->values + row * self.n_outputs * self.n);
  } else {
    done = sample (&self, answer, error);
  }
  correlated_clear (&self);
  if (!done)
    g_clear_pointer (&answer, cp_attributions_unref);
  return answer;
}

const CpExplainer cp_explainer_linear_correlated = {.method = CP_EXPLAIN_LINEAR_CORRELATED,
                                                    .needs_background = TRUE,
                                                    .kinds = "networks of one layer",
                                                    .can = cp_affine_can,
                                                    .answers_in = cp_affine_answers_in,
                                                    .explain = explain_correlated};
