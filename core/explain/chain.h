#pragma once
#include "core/explain/explain-private.h"
#include "core/model/network-steps.h"

/* A network as the explainers that look inside it see it: forward passes that keep every value on the way,
 * and the way back from the scores to the features by each layer's own rule. In log-odds the chain ends
 * before a sigmoid, or in the log-odds of each class of a softmax, z_k − log Σ_{j ≠ k} exp z_j; a network
 * with neither at its end is explained in its scores. */
G_BEGIN_DECLS

typedef struct {
  const CpModel *model;
  const CpKernels *kernels;
  const CpStep *steps;
  gsize n_steps, n_features, n_outputs;
  gsize widest;  /* stride of the widest block of values, the features among them */
  CpSpace space; /* that of the answer */
} CpChain;

gboolean cp_chain_can (const CpModel *model);          /* is a network */
gboolean cp_chain_can_gradient (const CpModel *model); /* … whose every layer has a gradient */
gboolean cp_chain_answers_in (const CpModel *model, CpSpace space);
void cp_chain_init (CpChain *chain, const CpModel *model, CpSpace space);

/* The values of some rows on their way through the chain. */
typedef struct {
  const float *features; /* (n × n_features), borrowed */
  float **before;        /* (n_steps): (n × stride) before each step's activation */
  float **after;         /* (n_steps): behind it */
} CpTrace;

void cp_trace_init (CpTrace *trace, const CpChain *chain, gsize most_rows);
void cp_trace_clear (CpTrace *trace, const CpChain *chain);
/* @features: (n_rows × n_features), must outlive the trace's use; n_rows at most what it was made for */
void cp_chain_run (const CpChain *chain, const float *features, gsize n_rows, CpTrace *trace);
/* Score @output of @row in the chain's space */
double cp_trace_get_score (const CpTrace *trace, const CpChain *chain, gsize row, gsize output);

/* Some rows of a trace: from @first on, or @first alone for all. */
typedef struct {
  const CpTrace *trace;
  gsize first;
  gboolean is_single;
} CpTraceRows;

/**
 * cp_chain_return:
 * @rows: what is explained; @references: what it is compared with; the same rows for gradients
 * @n: pairs
 * @halves: two buffers of n × n_outputs × chain->widest floats
 *
 * Returns: (n × n_outputs × stride of n_features) in one of the halves: how much of each score's difference
 * goes with each feature's
 */
const float *cp_chain_return (const CpChain *chain, CpTraceRows rows, CpTraceRows references, gsize n,
                              float *halves[2]);

/* Scores of all rows of the job and base as the mean of the background's, both in the chain's space. */
void cp_chain_fill_scores (const CpChain *chain, const CpExplainJob *job, CpAttributions *answer);

G_END_DECLS
