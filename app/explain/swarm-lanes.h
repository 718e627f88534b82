#pragma once
#include "app/explain/explanations-global.h"

/* What a beeswarm of many rows shows: a lane a column or a word, those that matter most first, of one model
 * or of how much the effects of A are above those of B. */
G_BEGIN_DECLS

typedef struct {
  const CpGlobalAnswer *plus, *minus; /* minus: (nullable) */
  guint output;
} CpSwarmShown;

typedef struct {
  char *name, *word;        /* word: (nullable): what the lane is of, where it is no column */
  int plus, minus;          /* groups; −1: not an input, so no effect */
  double mean;              /* |effect| */
  double *effects, *values; /* (nullable) (n_rows): of a word */
} CpSwarmLane;

/* The rows that all have: of two models the same ones in the same order. */
gsize cp_swarm_count_rows (const CpSwarmShown *shown);
/* (transfer full) (element-type CpSwarmLane): those that matter most, the chosen column among them; at most
 * @n */
GArray *cp_swarm_choose_lanes (const CpSwarmShown *shown, const char *column, guint n);
double cp_swarm_lane_get_effect (const CpSwarmShown *shown, const CpSwarmLane *lane, gsize row);

G_END_DECLS
