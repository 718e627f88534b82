#pragma once
#include "core/train/train.h"

/* The step of an optimizer over one flat vector of parameters, with the state it keeps from step to step. */
G_BEGIN_DECLS

typedef struct {
  CpOptimizer kind;
  double learning_rate, momentum;
  gsize n_parameters;
  guint64 n_steps;
  float *first, *second; /* (n_parameters): velocity of SGD; moments of Adam */
} CpOptimizerState;

void cp_optimizer_init (CpOptimizerState *state, const CpTrainOptions *options, gsize n_parameters);
void cp_optimizer_clear (CpOptimizerState *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CpOptimizerState, cp_optimizer_clear)

/**
 * cp_optimizer_step:
 * @parameters: (n_parameters), changed in place
 * @gradients: (n_parameters)
 *
 * SGD: velocity = momentum · velocity − rate · gradient; parameter += velocity.
 * Adam: Kingma and Ba 2015, algorithm 1 in the form of their section 2 (epsilon beside the uncorrected root),
 * beta 0.9 and 0.999, epsilon 1e-7: what Keras computes.
 */
void cp_optimizer_step (CpOptimizerState *state, float *parameters, const float *gradients);

G_END_DECLS
