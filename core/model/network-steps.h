#pragma once
#include "core/model/layers/layer.h"

/* A network from inside, for the explainers: its steps, one after the other. */
G_BEGIN_DECLS

/* @model must be a network; the steps are the model's. The first takes the features. */
const CpStep *cp_network_get_steps (const CpModel *model, gsize *out_n_steps);
const CpKernels *cp_network_get_kernels (const CpModel *model);

/**
 * cp_network_predict_rest:
 * @values: (n_rows × stride of the first step's width): what the first step's layer gives, before its
 * activation; overwritten
 * @n_rows: at most model->block_rows
 * @scores: (n_rows × n_outputs), written
 * @scratch: as predict_block takes it
 *
 * The rest of predict_block. For a row's own values the scores are predict_block's to the bit.
 */
void cp_network_predict_rest (const CpModel *model, float *values, gsize n_rows, double *scores,
                              float *scratch);

/* The same for a network whose scores are probabilities of a sigmoid or a softmax. @odds: (n_rows × 2 ×
 * n_outputs), written: the scores, then for each what it lacks of 1, to as many digits as a float has: of a
 * score near 1 the difference would have none left. */
void cp_network_predict_odds (const CpModel *model, float *values, gsize n_rows, double *odds,
                              float *scratch);

G_END_DECLS
