#pragma once
#include "core/model/network.h"

/* Between the builder, which checks layers, and the kind, which computes with them. */
G_BEGIN_DECLS

void cp_layer_clear (CpLayer *layer);

/* (transfer full): takes @layers (n_layers, at least one), whose shapes fit each other */
CpModel *cp_network_new (const char *place, guint n_features, CpLayer *layers, gsize n_layers);

G_END_DECLS
