#pragma once
#include "core/model/trees.h"

/* Between the builder, which checks the trees, and the kind, which computes with them. */
G_BEGIN_DECLS

void cp_trees_free (CpTrees *trees);

/* (transfer full): takes @trees, whose every index was checked */
CpModel *cp_trees_new (const char *place, CpTrees *trees);

G_END_DECLS
