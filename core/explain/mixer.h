#pragma once
#include "core/explain/explain-private.h"

#include <string.h>

/* Rows between an explained row and a background row, changed feature by feature. What is kept of such a row
 * is its state: for a network whose first layer is dense its pre-activations there, which one changed feature
 * moves by (to − from) · its weights, so that the widest layer is never computed again; for any other model
 * its features. */
G_BEGIN_DECLS

typedef struct {
  const CpExplainJob *job;
  gsize width;       /* floats a state */
  float *kernel;     /* (nullable): network: (n_features × width), the first layer's weights, padded */
  float *background; /* (n_background × width): the states of its rows */
  gsize block;       /* states scored at once, at most */
} CpMixer;

void cp_mixer_init (CpMixer *mixer, const CpExplainJob *job);
void cp_mixer_clear (CpMixer *mixer);
/* @state: (width), written: of @row (n_features) */
void cp_mixer_enter (const CpMixer *mixer, const float *row, float *state);
/* @states: (n × width), n <= block, overwritten; @scores: (n × n_outputs), written; @scratch: of the model,
 * for `block` rows */
void cp_mixer_score (const CpMixer *mixer, float *states, gsize n, double *scores, float *scratch);

/* The state once @feature went from one value to another, and a copy of it */
static inline void
cp_mixer_change (const CpMixer *mixer, float *restrict state, guint feature, float from, float to,
                 float *restrict copy) {
  if (mixer->kernel == NULL) {
    state[feature] = to;
    memcpy (copy, state, mixer->width * sizeof *copy);
    return;
  }
  const float *restrict weights = mixer->kernel + feature * mixer->width;
  float step = to - from;
  for (gsize i = 0; i < mixer->width; i++) {
    state[i] += step * weights[i];
    copy[i] = state[i];
  }
}

G_END_DECLS
