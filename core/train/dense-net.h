#pragma once
#include "core/base/random.h"
#include "core/train/train.h"

/* A dense network under training: all parameters in one vector (layer by layer: kernel, then bias), all
 * gradients in another of the same shape, and the memory of one minibatch. The last layer is linear; its
 * output, the logits, is turned into scores and loss by the head (sigmoid, softmax or nothing). float32, one
 * thread. */
G_BEGIN_DECLS

#define CP_LEAKY_RELU_SLOPE 0.2f /* Keras 3's default */
#define CP_ELU_ALPHA 1.0f

typedef struct {
  guint n_in, units;
  CpActivation activation;
  float *kernel, *bias;                   /* in the network's parameters: (n_in × units), (units) */
  float *kernel_gradient, *bias_gradient; /* in its gradients */
  float *output, *delta; /* (capacity × units): activations, and d loss / d pre-activation */
} CpDenseLayer;

typedef struct {
  CpTask task;
  CpLoss loss; /* never AUTO */
  guint n_features, n_outputs, n_layers;
  gsize capacity; /* the most rows of one pass */
  CpDenseLayer *layers;
  gsize n_parameters;
  float *parameters, *gradients; /* (n_parameters) */
} CpDenseNet;

/* (transfer full): Glorot-uniform kernels drawn from @random, zero biases (Glorot and Bengio 2010) */
CpDenseNet *cp_dense_net_new (const CpTrainOptions *options, guint n_features, gsize capacity,
                              CpRandom *random);
void cp_dense_net_free (CpDenseNet *net);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpDenseNet, cp_dense_net_free)

/* Runs @n_rows <= capacity rows of @features (n_rows × n_features) through all layers. Returns the logits,
 * (n_rows × n_outputs), valid until the next pass. */
const float *cp_dense_net_forward (CpDenseNet *net, const float *features, gsize n_rows);

/**
 * cp_dense_net_head:
 * @targets: (n_rows): 0/1, a class index, or a value; multilabel: (n_rows × n_outputs) of 0/1
 * @weights: (n_rows): a row's weight in the loss
 * @out_scores: (nullable): (n_rows × n_outputs), what the model will predict
 *
 * Turns the logits of the last pass into scores, fills the last layer's delta with
 * weight · d loss / d logit / n_rows, and returns Σ weight · loss over the rows. Cross-entropy is computed
 * from the logits, so it does not overflow.
 */
double cp_dense_net_head (CpDenseNet *net, const double *targets, const float *weights, gsize n_rows,
                          double *out_scores);

/* Fills the gradients of (Σ weight · loss) / n_rows. After forward and head on the same rows. */
void cp_dense_net_backward (CpDenseNet *net, const float *features, gsize n_rows);

G_END_DECLS
