#pragma once
#include "core/explain/mixer.h"

/* One explained row's walks between the background and itself, for the permutation method. */
G_BEGIN_DECLS

typedef struct {
  const CpMixer *mixer;
  const float *row; /* (n_features) */
  double *scores;   /* (n_channels): of the row */
  guint n_players;
  guint *players;     /* (n_players): the features that vary, ascending */
  guint8 *differs;    /* (n_players × n_background): whether the row does there */
  guint *n_differing; /* (n_background): players in which the row differs */
  float *state;       /* (width): of the row */
} CpWalk;

void cp_walk_init (CpWalk *walk, const CpMixer *mixer, const float *row);
void cp_walk_clear (CpWalk *walk);

/* What one thread needs. */
typedef struct _CpWalker CpWalker;
CpWalker *cp_walker_new (const CpMixer *mixer, guint n_players);
void cp_walker_free (CpWalker *walker);

/* The mean of what each feature adds when all join the background in @order (n_players, indices into players)
 * and what it takes when all leave the row in it. @out: (n_outputs × n_features), written */
void cp_walk_pair (const CpWalk *walk, const guint32 *order, CpWalker *walker, double *out);

G_END_DECLS
