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
  CpTask task;     /* BINARY: one sigmoid output; REGRESSION: one linear output; MULTICLASS: softmax;
                      MULTILABEL: a sigmoid a tag */
  guint n_outputs; /* 1, or the number of classes or tags */
  CpOptimizer optimizer;
  CpLoss loss;                    /* AUTO: cross-entropy for decisions, mse for regression */
  double learning_rate, momentum; /* momentum: SGD only; Adam uses beta 0.9, 0.999 */
  guint batch, epochs;
  double validation_share; /* [0, 1): held out, seeded */
  double positive_weight;  /* weight of rows with label 1 in the loss; 1: none */
  guint64 seed;
} CpTrainOptions;

void cp_train_options_init (CpTrainOptions *options); /* a binary task, no hidden layer, Adam
                                                              0.001, batch 32, 10 epochs, a tenth held out */

typedef struct {
  guint epoch, n_epochs;  /* 1-based */
  double loss;            /* weighted mean over the epoch's batches, each before its step */
  double validation_loss; /* of the held-out rows after the epoch; NaN without any */
  /* of the held-out rows, or the training rows without any, at threshold 0.5; NaN where undefined.
   * Multilabel: over all rows and outputs together (micro average) */
  double accuracy, auc, precision, recall, rmse;
} CpTrainEpoch;
typedef void (*CpTrainEpochFunc) (const CpTrainEpoch *epoch, gpointer data);

/**
 * cp_train:
 * @features: (n_rows × n_features)
 * @targets: (n_rows): 0/1, a class index, or the value to predict; multilabel: (n_rows × n_outputs) of 0/1,
 * whose loss is the mean over the outputs, as Keras takes it
 * @weights: (nullable): (n_rows): not negative; brought to mean 1 over the training rows, so that they move
 * the optimum and not the step
 * @on_epoch: (nullable): called after every epoch, on this thread
 *
 * Minibatches over the rows shuffled anew each epoch, Glorot-uniform kernels, zero biases; elu has alpha 1,
 * leaky relu the slope 0.2. One thread; checks @cancellable once a batch.
 *
 * Returns: (transfer full) (nullable): a network; NULL with @error set if an option or row is out of range,
 * if cancelled, or if the loss stops being finite
 */
CpModel *cp_train (const CpMatrix *features, const double *targets, const double *weights,
                   const CpTrainOptions *options, CpTrainEpochFunc on_epoch, gpointer data,
                   GCancellable *cancellable, GError **error);

/**
 * cp_train_choose_rows:
 * @keep: (nullable): a condition; only matching rows
 * @drop: (nullable): a condition; of the rows kept that match, exactly round (@drop_share · matches), chosen
 * by
 * @seed, are left out
 *
 * Returns: (transfer full) (nullable): ascending row indices
 */
guint32 *cp_train_choose_rows (const CpTable *table, const char *keep, const char *drop, double drop_share,
                               guint64 seed, gsize *out_n_rows, GError **error);

G_END_DECLS
