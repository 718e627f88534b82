#pragma once
#include "app/session/session.h"

/* What a smaller gap costs: for one parity strategy the least cost of every model at each tolerance. It
 * follows from the scores, the labels, the slices and the two costs alone, so a threshold that moves and
 * another tolerance leave it as it is. Found by a job while it is watched; "frontier-changed" tells when it
 * is known. */
G_BEGIN_DECLS

typedef struct {
  CpStrategy strategy;
  double
      widest; /* the gap that the least cost of all leaves, over the models: beyond it nothing is cheaper */
  guint n_models;
  gsize n_points;
  CpFrontierPoint **points; /* (n_models × n_points), ascending by tolerance, from 0 to half of @widest */
} CpFrontier;

/* Whose frontier it is: the parity strategy considered or chosen here last, demographic parity at first; also
 * while thresholds are set by hand. */
CpStrategy cp_session_get_frontier_strategy (CpSession *session);
/* @strategy: under parity. After a refusal it is tried again. */
void cp_session_set_frontier_strategy (CpSession *session, CpStrategy strategy);
/* Whether someone looks: only then is it worked out. */
void cp_session_watch_frontier (CpSession *session, gboolean is_watched);
const CpFrontier *cp_session_get_frontier (CpSession *session); /* (nullable): not known, or not yet */
/* (nullable): why there is none, as a sentence */
const char *cp_session_get_frontier_refusal (CpSession *session);
/* A tolerance chosen on the frontier: set, and the strategy considered again if it no longer is. */
void cp_session_choose_on_frontier (CpSession *session, double tolerance);

/* The least cost of @model at @tolerance: that of the last point not above it, so never too low; NaN where
 * the tolerance cannot be held. */
double cp_frontier_get_cost (const CpFrontier *frontier, guint model, double tolerance);

G_END_DECLS
