#pragma once
#include "app/session.h"

/* What a smaller gap costs: for the parity strategy in view, the least cost of every model at each tolerance.
 * It follows from the scores, the labels, the slices and the two costs alone, so a threshold that moves and
 * another tolerance leave it as it is. Found by a job; "frontier-changed" tells when it is known. */
G_BEGIN_DECLS

typedef struct {
  CpStrategy strategy;
  double
      widest; /* the gap that the least cost of all leaves, over the models: beyond it nothing is cheaper */
  guint n_models;
  gsize n_points;
  CpFrontierPoint **points; /* (n_models × n_points), ascending by tolerance, from 0 to half of @widest */
} CpFrontier;

/* The strategy whose frontier is shown: the parity strategy considered last, also after a threshold was moved
 * by hand; CP_STRATEGY_CUSTOM for none. */
CpStrategy cp_session_get_frontier_strategy (CpSession *session);
const CpFrontier *cp_session_get_frontier (CpSession *session); /* (nullable): none wanted or not known yet */
/* (nullable): why there is none, as a sentence */
const char *cp_session_get_frontier_refusal (CpSession *session);
/* A tolerance chosen on the frontier: set, and the strategy considered again if it no longer is. */
void cp_session_choose_on_frontier (CpSession *session, double tolerance);

/* The least cost of @model at @tolerance: that of the last point not above it, so never too low; NaN where
 * the tolerance cannot be held. */
double cp_frontier_get_cost (const CpFrontier *frontier, guint model, double tolerance);

G_END_DECLS
