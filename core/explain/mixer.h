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
  /* What is averaged over the background, so that the space can be told of the mean: the scores, and for
   * log-odds behind them for each what it lacks of 1 */
  gsize n_channels;            /* n_outputs, or twice that */
  double *background_channels; /* (n_background × n_channels) */
  double *mean;                /* (n_channels): their weighted mean */
} CpMixer;

void cp_mixer_init (CpMixer *mixer, const CpExplainJob *job);
void cp_mixer_clear (CpMixer *mixer);
/* @state: (width), written: of @row (n_features) */
void cp_mixer_enter (const CpMixer *mixer, const float *row, float *state);
/* States on the way from @from to @to (n_features) as @features (n) change one after the other: row i of @out
 * (n × width) is the state @start with the first i + 1 changed. */
void cp_mixer_advance (const CpMixer *mixer, const float *start, const guint32 *features, gsize n,
                       const float *from, const float *to, float *out);
/* @states: (n × width), n <= block, overwritten; @channels: (n × n_channels), written; @scratch: of the
 * model, for `block` rows */
void cp_mixer_score (const CpMixer *mixer, float *states, gsize n, double *channels, float *scratch);
/* The same for whole rows: @rows (n × n_features), any number */
void cp_mixer_score_rows (const CpMixer *mixer, const float *rows, gsize n, double *channels);
/* @channels (n × n_channels) to the job's space: @out (n × n_outputs), which may be @channels. A probability
 * that a float could not tell from 0, or from 1, counts as the least that it could: the log-odds are finite.
 */
void cp_mixer_link (const CpMixer *mixer, const double *channels, gsize n, double *out);
/* The answer's scores, and its base as the link of the mean. */
void cp_mixer_fill (const CpMixer *mixer, CpAttributions *answer);

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
