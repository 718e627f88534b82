#pragma once
#include "core/base/random.h"
#include "core/model/network.h"

#include <math.h>

/* Random networks for tests: dense layers, normalisations, functions and dropouts of any widths up to 100. */

static inline float *
draw (CpRandom *random, gsize n, double scale) {
  float *values = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    values[i] = (float)(cp_random_normal (random) * scale);
  return values;
}

static inline CpActivation
draw_activation (CpRandom *random) {
  return (CpActivation)cp_random_below (random, CP_ACTIVATION_SOFTPLUS + 1);
}

static inline void
add_normalization (CpNetworkBuilder *builder, CpRandom *random) {
  guint width = cp_network_builder_get_width (builder);
  g_autofree float *gamma = draw (random, width, 1), *beta = draw (random, width, 1);
  g_autofree float *mean = draw (random, width, 1), *variance = draw (random, width, 1);
  for (guint i = 0; i < width; i++)
    variance[i] = fabsf (variance[i]) + 0.1f;
  cp_network_builder_batch_normalization (builder, "norm", cp_random_below (random, 3) > 0 ? gamma : NULL,
                                          cp_random_below (random, 3) > 0 ? beta : NULL, mean, variance,
                                          0.001f);
}

static inline void
add_dense (CpNetworkBuilder *builder, CpRandom *random, guint units, CpActivation activation) {
  guint n_in = cp_network_builder_get_width (builder);
  g_autofree float *kernel = draw (random, (gsize)n_in * units, 1 / sqrt (n_in));
  g_autofree float *bias = draw (random, units, 0.3);
  cp_network_builder_dense (builder, "dense", units, kernel, cp_random_below (random, 4) > 0 ? bias : NULL,
                            activation, 0.3f);
}

static inline CpModel *
draw_network (CpRandom *random) {
  g_autoptr (GError) error = NULL;
  CpNetworkBuilder *builder = cp_network_builder_new ("random", 1 + (guint)cp_random_below (random, 100));
  guint n_layers = 1 + (guint)cp_random_below (random, 6);
  for (guint i = 0; i < n_layers; i++) {
    switch (cp_random_below (random, 6)) {
    case 0:
      add_normalization (builder, random);
      break;
    case 1:
      cp_network_builder_activation (builder, "activation", draw_activation (random), 0.4f);
      break;
    case 2:
      cp_network_builder_identity (builder, "Dropout", "dropout");
      break;
    default:
      add_dense (builder, random, 1 + (guint)cp_random_below (random, 100),
                 cp_random_below (random, 2) > 0 ? draw_activation (random) : CP_ACTIVATION_LINEAR);
    }
  }
  CpModel *model = cp_network_builder_end (builder, &error);
  g_assert_no_error (error);
  return model;
}

/* A network of @n_features that an explainer can take: two or three dense layers with any functions between
 * them, now and then a normalisation, and 1 to 4 outputs of a sigmoid, a softmax or none. */
static inline CpModel *
draw_small_network (CpRandom *random, guint n_features) {
  const CpActivation last[] = {CP_ACTIVATION_SIGMOID, CP_ACTIVATION_SOFTMAX, CP_ACTIVATION_LINEAR};
  CpNetworkBuilder *builder = cp_network_builder_new ("small", n_features);
  if (cp_random_below (random, 4) == 0)
    add_normalization (builder, random);
  for (guint i = 0, n = 1 + (guint)cp_random_below (random, 2); i < n; i++) {
    add_dense (builder, random, 1 + (guint)cp_random_below (random, 12), draw_activation (random));
    if (cp_random_below (random, 3) == 0)
      add_normalization (builder, random);
  }
  add_dense (builder, random, 1 + (guint)cp_random_below (random, 4), last[cp_random_below (random, 3)]);
  return cp_network_builder_end (builder, NULL);
}
