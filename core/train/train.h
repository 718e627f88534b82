#pragma once
#include "core/encode/encoder.h"
#include "core/model/network.h"

/* The small trainer: dense networks by stochastic gradient descent, so that samples and comparisons need no
 * other framework. Deterministic: the same table, options and seed give the same bytes, on one thread or
 * many. */
G_BEGIN_DECLS

typedef enum { CP_OPTIMIZER_SGD, CP_OPTIMIZER_ADAM } CpOptimizer;
typedef enum { CP_LOSS_AUTO, CP_LOSS_CROSS_ENTROPY, CP_LOSS_MSE } CpLoss;

typedef struct {
  const guint *hidden;             /* (n_hidden) units a hidden layer */
  const CpActivation *activations; /* (n_hidden) */
  guint n_hidden;
  CpTask task;     /* BINARY: one sigmoid output; REGRESSION: one linear output; MULTICLASS: softmax */
  guint n_outputs; /* 1, or the number of classes */
  CpOptimizer optimizer;
  CpLoss loss;                    /* AUTO: cross-entropy for decisions, mse for regression */
  double learning_rate, momentum; /* momentum: SGD only; Adam uses beta 0.9, 0.999 */
  guint batch, epochs;
  double validation_share; /* [0, 1): held out, seeded */
  double positive_weight;  /* weight of rows with label 1 in the loss; 1: none */
  guint64 seed;
} CpTrainOptions;

void cp_train_options_init (CpTrainOptions *options); /* Adam 0.001, batch 32, epochs 10, … */

typedef struct {
  guint epoch, n_epochs;        /* 1-based */
  double loss, validation_loss; /* NaN without validation rows */
  double accuracy, auc, precision, recall,
      rmse; /* of the validation rows, or the training rows without any; NaN where undefined */
} CpTrainEpoch;
typedef void (*CpTrainEpochFunc) (const CpTrainEpoch *epoch, gpointer data);

/**
 * cp_train:
 * @features: (n_rows × n_features)
 * @targets: (n_rows): 0/1, a class index, or the value to predict
 * @weights: (nullable): (n_rows)
 *
 * Returns: (transfer full) (nullable): a network; NULL with @error set if cancelled or if the loss stops
 * being finite
 */
CpModel *cp_train (const CpMatrix *features, const double *targets, const double *weights,
                   const CpTrainOptions *options, CpTrainEpochFunc on_epoch, gpointer data,
                   GCancellable *cancellable, GError **error);

/**
 * cp_train_choose_rows:
 * @keep: (nullable): a condition; only matching rows
 * @drop: (nullable): a condition; of the matching rows a seeded share @drop_share in [0, 1] is left out
 *
 * Returns: (transfer full) (nullable): ascending row indices
 */
guint32 *cp_train_choose_rows (const CpTable *table, const char *keep, const char *drop, double drop_share,
                               guint64 seed, gsize *out_n_rows, GError **error);

G_END_DECLS
