#pragma once
#include "core/train/train.h"

/* What one epoch achieved, from the scores of some rows: the numbers of CpTrainEpoch beside the losses. */
G_BEGIN_DECLS

/**
 * cp_epoch_metrics:
 * @scores: (n_rows × n_outputs), row-major
 * @targets: (n_rows): 0/1, a class index, or a value; multilabel: (n_rows × n_outputs) of 0/1
 * @weights: (nullable): (n_rows)
 * @out: accuracy, auc, precision, recall and rmse are written, the rest left alone
 *
 * Multilabel: as binary over all rows and outputs together, weights left out (micro average).
 * Binary: all five, decided at 0.5; rmse is of the score against 0/1. Multiclass: accuracy, the highest score
 * decides. Regression: rmse. What is undefined is NaN. O(n log n).
 */
void cp_epoch_metrics (CpTask task, const double *scores, guint n_outputs, const double *targets,
                       const double *weights, gsize n_rows, CpTrainEpoch *out);

G_END_DECLS
