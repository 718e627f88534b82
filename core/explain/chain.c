#include "core/explain/chain.h"

#include <math.h>
#include <string.h>

gboolean
cp_chain_can (const CpModel *model) {
  return cp_model_is_network (model);
}

gboolean
cp_chain_can_gradient (const CpModel *model) {
  if (!cp_model_is_network (model))
    return FALSE;
  gsize n_steps;
  const CpStep *steps = cp_network_get_steps (model, &n_steps);
  for (gsize i = 0; i < n_steps; i++)
    if (!steps[i].class->has_gradient)
      return FALSE;
  return TRUE;
}

gboolean
cp_chain_answers_in (const CpModel *model, CpSpace space) {
  gsize n_steps;
  const CpStep *steps = cp_network_get_steps (model, &n_steps);
  CpActivation end = n_steps > 0 ? steps[n_steps - 1].activation : CP_ACTIVATION_LINEAR;
  gboolean has_link = end == CP_ACTIVATION_SIGMOID || end == CP_ACTIVATION_SOFTMAX;
  return space == CP_SPACE_PROBABILITY || (space == CP_SPACE_LOGIT && has_link);
}

void
cp_chain_init (CpChain *chain, const CpModel *model, CpSpace space) {
  chain->model = model;
  chain->kernels = cp_network_get_kernels (model);
  chain->steps = cp_network_get_steps (model, &chain->n_steps);
  chain->n_features = model->n_features;
  chain->n_outputs = model->n_outputs;
  chain->space = cp_chain_answers_in (model, space) ? space : CP_SPACE_PROBABILITY;
  chain->widest = cp_kernels_stride (model->n_features);
  for (gsize i = 0; i < chain->n_steps; i++)
    chain->widest = MAX (chain->widest, cp_kernels_stride (chain->steps[i].width));
}

static gboolean
is_end (const CpChain *chain, gsize step) {
  return chain->space == CP_SPACE_LOGIT && step + 1 == chain->n_steps;
}

/* --- log-odds of a softmax --- */

/* @sums (width): Σ_{j ≠ k} exp (z_j − most), each added up for itself: a difference would lose the small */
static void
sum_others (const double *exponentials, gsize width, double *sums) {
  for (gsize k = 0; k < width; k++) {
    sums[k] = 0;
    for (gsize j = 0; j < width; j++)
      sums[k] += j != k ? exponentials[j] : 0;
  }
}

static void
write_log_odds (const float *z, gsize width, gsize n_rows, gsize stride, float *out) {
  g_autofree double *exponentials = g_new (double, 2 * width);
  for (gsize row = 0; row < n_rows; row++, z += stride, out += stride) {
    double most = -INFINITY;
    for (gsize i = 0; i < width; i++)
      most = fmax (most, (double)z[i]);
    for (gsize i = 0; i < width; i++)
      exponentials[i] = exp (fmax ((double)z[i] - most, -600));
    sum_others (exponentials, width, exponentials + width);
    for (gsize i = 0; i < width; i++)
      out[i] = (float)((double)z[i] - most - log (exponentials[width + i]));
    for (gsize i = width; i < stride; i++)
      out[i] = 0;
  }
}

/* Δ log t / Δt, 1 / t where they are the same */
static double
slope_of_log (double t, double of_reference) {
  double relative = (t - of_reference) / of_reference;
  return relative == 0 ? 1 / of_reference : log1p (relative) / relative / of_reference;
}

/* One pair through z_k − log Σ_{j ≠ k} exp z_j: exponential, sum and logarithm in difference form. @scratch:
 * (5 × width) */
static void
return_log_odds_pair (const float *u, const float *v, gsize width, gsize stride, const float *above,
                      gsize n_outputs, float *below, double *scratch) {
  double *e_u = scratch, *e_v = e_u + width, *t_u = e_v + width, *t_v = t_u + width, *slopes = t_v + width;
  double most = -INFINITY;
  for (gsize i = 0; i < width; i++)
    most = fmax (most, (double)fmaxf (u[i], v[i]));
  for (gsize i = 0; i < width; i++) {
    double d = (double)u[i] - (double)v[i];
    e_u[i] = exp (fmax ((double)u[i] - most, -600));
    e_v[i] = exp (fmax ((double)v[i] - most, -600));
    slopes[i] = fabs (d) < 1e-6 ? e_v[i] : (e_u[i] - e_v[i]) / d;
  }
  sum_others (e_u, width, t_u);
  sum_others (e_v, width, t_v);
  for (gsize i = 0; i < width; i++)
    t_u[i] = slope_of_log (t_u[i], t_v[i]);
  for (gsize output = 0; output < n_outputs; output++, above += stride, below += stride) {
    double all = 0;
    for (gsize k = 0; k < width; k++)
      all += (double)above[k] * t_u[k];
    for (gsize j = 0; j < width; j++)
      below[j] = (float)((double)above[j] - (all - (double)above[j] * t_u[j]) * slopes[j]);
    for (gsize j = width; j < stride; j++)
      below[j] = 0;
  }
}

static void
return_log_odds (gsize width, const CpReturn *back) {
  gsize stride = cp_kernels_stride (width);
  g_autofree double *scratch = g_new (double, 5 * width);
  for (gsize pair = 0; pair < back->n_rows; pair++)
    return_log_odds_pair (back->row.in + pair * back->row.in_stride,
                          back->reference.in + pair * back->reference.in_stride, width, stride,
                          back->above + pair * back->n_outputs * stride, back->n_outputs,
                          back->below + pair * back->n_outputs * stride, scratch);
}

/* --- forward --- */

void
cp_trace_init (CpTrace *trace, const CpChain *chain, gsize most_rows) {
  trace->before = g_new0 (float *, chain->n_steps);
  trace->after = g_new0 (float *, chain->n_steps);
  for (gsize i = 0; i < chain->n_steps; i++) {
    gsize n = most_rows * cp_kernels_stride (chain->steps[i].width);
    trace->before[i] = g_new0 (float, n);
    trace->after[i] = chain->steps[i].activation != CP_ACTIVATION_LINEAR ? g_new0 (float, n) : NULL;
  }
}

void
cp_trace_clear (CpTrace *trace, const CpChain *chain) {
  for (gsize i = 0; i < chain->n_steps; i++) {
    g_free (trace->before[i]);
    g_free (trace->after[i]);
  }
  g_free (trace->before);
  g_free (trace->after);
}

/* What a step hands on: its values behind the activation */
static const float *
get_after (const CpTrace *trace, gsize step) {
  return trace->after[step] != NULL ? trace->after[step] : trace->before[step];
}

void
cp_chain_run (const CpChain *chain, const float *features, gsize n_rows, CpTrace *trace) {
  const float *in = features;
  gsize in_stride = chain->n_features;
  trace->features = features;
  for (gsize i = 0; i < chain->n_steps; i++) {
    const CpStep *step = &chain->steps[i];
    gsize stride = cp_kernels_stride (step->width);
    step->class->forward (step, chain->kernels, in, in_stride, n_rows, trace->before[i]);
    if (is_end (chain, i) && step->activation == CP_ACTIVATION_SOFTMAX) {
      write_log_odds (trace->before[i], step->width, n_rows, stride, trace->after[i]);
    } else if (trace->after[i] != NULL) {
      memcpy (trace->after[i], trace->before[i], n_rows * stride * sizeof (float));
      if (!is_end (chain, i))
        chain->kernels->activate (step->activation, step->alpha, trace->after[i], n_rows, step->width,
                                  stride);
    }
    in = get_after (trace, i);
    in_stride = stride;
  }
}

double
cp_trace_get_score (const CpTrace *trace, const CpChain *chain, gsize row, gsize output) {
  if (chain->n_steps == 0)
    return (double)trace->features[row * chain->n_features + output];
  gsize stride = cp_kernels_stride (chain->n_outputs);
  return (double)get_after (trace, chain->n_steps - 1)[row * stride + output];
}

/* --- and back --- */

static CpEnd
make_end (CpTraceRows rows, const float *in, gsize in_stride, const float *out, gsize out_stride) {
  return (CpEnd){in + rows.first * in_stride, out + rows.first * out_stride, rows.is_single ? 0 : in_stride,
                 rows.is_single ? 0 : out_stride};
}

/* Both ends of a step's own function, or of its activation. */
static void
set_ends (const CpChain *chain, gsize step, gboolean is_activation, CpTraceRows rows, CpTraceRows references,
          CpReturn *back) {
  gsize stride = cp_kernels_stride (chain->steps[step].width);
  gsize in_stride = step > 0 ? cp_kernels_stride (chain->steps[step].n_in) : chain->n_features;
  const CpTraceRows ends[2] = {rows, references};
  CpEnd *outs[2] = {&back->row, &back->reference};
  for (guint end = 0; end < 2; end++) {
    const CpTrace *trace = ends[end].trace;
    const float *in = step > 0 ? get_after (trace, step - 1) : trace->features;
    *outs[end] = is_activation
                     ? make_end (ends[end], trace->before[step], stride, get_after (trace, step), stride)
                     : make_end (ends[end], in, in_stride, trace->before[step], stride);
  }
}

const float *
cp_chain_return (const CpChain *chain, CpTraceRows rows, CpTraceRows references, gsize n, float *halves[2]) {
  gsize n_outputs = chain->n_outputs, stride = cp_kernels_stride (n_outputs);
  memset (halves[0], 0, n * n_outputs * stride * sizeof (float));
  for (gsize row = 0; row < n * n_outputs; row++)
    halves[0][row * stride + row % n_outputs] = 1;
  guint at = 0;
  for (gsize i = chain->n_steps; i-- > 0;) {
    const CpStep *step = &chain->steps[i];
    CpReturn back = {.n_rows = n, .n_outputs = n_outputs};
    if (step->activation != CP_ACTIVATION_LINEAR &&
        (!is_end (chain, i) || step->activation == CP_ACTIVATION_SOFTMAX)) {
      set_ends (chain, i, TRUE, rows, references, &back);
      back.above = halves[at];
      back.below = halves[at ^= 1];
      if (is_end (chain, i))
        return_log_odds (step->width, &back);
      else
        cp_activation_rescale (step->activation, step->alpha, step->width, &back);
    }
    set_ends (chain, i, FALSE, rows, references, &back);
    back.above = halves[at];
    back.below = halves[at ^= 1];
    step->class->rescale (step, &back);
  }
  return halves[at];
}

/* --- scores --- */

static void
get_scores (const CpChain *chain, const float *features, gsize n_rows, double *out) {
  enum { BLOCK = 512 };
  CpTrace trace = {0};
  cp_trace_init (&trace, chain, MIN (n_rows, BLOCK));
  for (gsize begin = 0; begin < n_rows; begin += BLOCK) {
    gsize n = MIN (BLOCK, n_rows - begin);
    cp_chain_run (chain, features + begin * chain->n_features, n, &trace);
    for (gsize i = 0; i < n * chain->n_outputs; i++)
      out[begin * chain->n_outputs + i] =
          cp_trace_get_score (&trace, chain, i / chain->n_outputs, i % chain->n_outputs);
  }
  cp_trace_clear (&trace, chain);
}

void
cp_chain_fill_scores (const CpChain *chain, const CpExplainJob *job, CpAttributions *answer) {
  gsize n_outputs = chain->n_outputs;
  g_autofree double *of_background = NULL;
  const double *background_scores = job->background_scores;
  if (chain->space == CP_SPACE_LOGIT) {
    of_background = g_new (double, job->n_background *n_outputs);
    get_scores (chain, job->background_rows, job->n_background, of_background);
    get_scores (chain, job->rows, job->n_rows, answer->scores);
    background_scores = of_background;
  } else {
    memcpy (answer->scores, job->scores, job->n_rows * n_outputs * sizeof (double));
  }
  for (gsize i = 0; i < n_outputs; i++) {
    answer->base[i] = 0;
    for (gsize b = 0; b < job->n_background; b++)
      answer->base[i] += job->background->weights[b] * background_scores[b * n_outputs + i];
  }
}
