#include "core/base/parallel.h"
#include "core/explain/chain.h"

#include <string.h>

/* DeepLIFT's rescale rule against every row of the background, averaged (Shrikumar, Greenside and Kundaje
 * 2017; averaged as Lundberg's DeepSHAP does): value = Σ_b w_b (x − b) · m_b. Additive for every network;
 * equal to the Shapley values where the network is linear in its features. */

enum { MOST_PAIRS = 128, MOST_FLOATS = 1 << 18, ROWS_AT_ONCE = 8 };

typedef struct {
  const CpExplainJob *job;
  CpChain chain;
  CpTrace background;
  gsize n_pairs, n_blocks; /* background rows a block; blocks */
  CpAttributions *answer;
} Deep;

/* One row's comparison with all blocks. */
typedef struct {
  const Deep *deep;
  const CpTrace *trace;
  gsize row;      /* of the trace */
  double *sums;   /* (n_blocks × n_outputs × n_features) */
  float **halves; /* (n_threads × 2), made when first needed */
} Comparison;

static void
add_pairs (const Comparison *self, const float *multipliers, gsize begin, gsize n, double *sums) {
  const CpExplainJob *job = self->deep->job;
  gsize n_features = self->deep->chain.n_features, n_outputs = self->deep->chain.n_outputs;
  gsize stride = cp_kernels_stride (n_features);
  const float *row = self->trace->features + self->row * n_features;
  g_autofree float *differences = g_new (float, n_features);
  for (gsize pair = 0; pair < n; pair++) {
    const float *reference = job->background_rows + (begin + pair) * n_features;
    float weight = (float)job->background->weights[begin + pair];
    for (gsize f = 0; f < n_features; f++)
      differences[f] = weight * (row[f] - reference[f]);
    for (gsize output = 0; output < n_outputs; output++) {
      const float *m = multipliers + (pair * n_outputs + output) * stride;
      double *sum = sums + output * n_features;
      for (gsize f = 0; f < n_features; f++)
        sum[f] += (double)(differences[f] * m[f]);
    }
  }
}

static void
compare_blocks (gsize begin_block, gsize end_block, guint worker, gpointer data) {
  const Comparison *self = data;
  const Deep *deep = self->deep;
  float **halves = self->halves + 2 * worker;
  for (guint half = 0; half < 2 && halves[half] == NULL; half++)
    halves[half] = g_new (float, deep->n_pairs * deep->chain.n_outputs * deep->chain.widest);
  for (gsize block = begin_block; block < end_block; block++) {
    gsize begin = block * deep->n_pairs, n = MIN (deep->n_pairs, deep->job->n_background - begin);
    const float *multipliers = cp_chain_return (&deep->chain, (CpTraceRows){self->trace, self->row, TRUE},
                                                (CpTraceRows){&deep->background, begin, FALSE}, n, halves);
    double *sums = self->sums + block * deep->chain.n_outputs * deep->chain.n_features;
    add_pairs (self, multipliers, begin, n, sums);
  }
}

static gboolean
explain_rows (gsize begin, gsize end, gpointer data) {
  Deep *deep = data;
  const CpExplainJob *job = deep->job;
  gsize n_values = deep->chain.n_outputs * deep->chain.n_features;
  guint n_threads = cp_parallel_get_n_threads ();
  CpTrace trace = {0};
  cp_trace_init (&trace, &deep->chain, end - begin);
  cp_chain_run (&deep->chain, job->rows + begin * deep->chain.n_features, end - begin, &trace);
  Comparison self = {.deep = deep, .trace = &trace};
  self.sums = g_new (double, deep->n_blocks *n_values);
  self.halves = g_new0 (float *, 2 * n_threads);
  gboolean done = TRUE;
  for (gsize row = begin; row < end && done; row++) {
    self.row = row - begin;
    memset (self.sums, 0, deep->n_blocks * n_values * sizeof *self.sums);
    done = cp_parallel_for (deep->n_blocks, 1, compare_blocks, &self, job->cancellable);
    double *values = deep->answer->values + row * n_values;
    for (gsize block = 0; block < deep->n_blocks; block++)
      for (gsize i = 0; i < n_values; i++)
        values[i] += self.sums[block * n_values + i];
  }
  for (guint i = 0; i < 2 * n_threads; i++)
    g_free (self.halves[i]);
  g_free (self.halves);
  g_free (self.sums);
  cp_trace_clear (&trace, &deep->chain);
  return done;
}

static CpAttributions *
explain_deep (const CpExplainJob *job, GError **error) {
  Deep self = {.job = job};
  cp_chain_init (&self.chain, job->model, job->options.space);
  self.n_pairs = CLAMP (MOST_FLOATS / self.chain.n_outputs / self.chain.widest, 1, MOST_PAIRS);
  self.n_blocks = (job->n_background + self.n_pairs - 1) / self.n_pairs;
  self.answer = cp_attributions_new ("deep", self.chain.space, job->n_rows, job->model->n_outputs,
                                     job->model->n_features, FALSE);
  cp_chain_fill_scores (&self.chain, job, self.answer);
  cp_trace_init (&self.background, &self.chain, job->n_background);
  cp_chain_run (&self.chain, job->background_rows, job->n_background, &self.background);
  if (!cp_explain_for_rows (job, ROWS_AT_ONCE, explain_rows, &self, error))
    g_clear_pointer (&self.answer, cp_attributions_unref);
  cp_trace_clear (&self.background, &self.chain);
  return self.answer;
}

const CpExplainer cp_explainer_deep = {.method = CP_EXPLAIN_DEEP,
                                       .needs_background = TRUE,
                                       .kinds = "networks",
                                       .can = cp_chain_can,
                                       .answers_in = cp_chain_answers_in,
                                       .explain = explain_deep};
