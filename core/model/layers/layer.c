#include "core/model/layers/layer.h"

static const CpLayerClass *const classes[] = {&cp_layer_dense,          &cp_layer_batch_normalization,
                                              &cp_layer_activation,     &cp_layer_embedding,
                                              &cp_layer_global_average, &cp_layer_global_max};

const CpLayerClass *
cp_layer_class_find (CpLayerKind kind) {
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (classes[i]->kind == kind)
      return classes[i];
  return NULL;
}
