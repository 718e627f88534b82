#include "core/explain/game.h"

#include "core/model/kernels.h"

#include <string.h>

struct _CpGameScratch {
  float *states;  /* (CP_GAME_BLOCK × width): the mixes of each coalition with one background row */
  double *scores; /* (block × n_channels) */
  double *sums;   /* (CP_GAME_BLOCK × n_channels): the coalitions' means */
  float *members; /* (CP_GAME_BLOCK × n_players): as numbers */
  float *steps;   /* (n_players × width): how far each player moves a state */
  float *scratch;
};

void
cp_players_init (CpPlayers *players, const CpExplainJob *job, const float *row) {
  players->row = row;
  players->players = g_new (guint, job->model->n_features);
  players->n_players = cp_explain_find_varying (job->background, row, players->players);
}

void
cp_players_clear (CpPlayers *players) {
  g_clear_pointer (&players->players, g_free);
}

CpGameScratch *
cp_game_scratch_new (const CpMixer *mixer, const CpPlayers *players) {
  gsize n_players = MAX (players->n_players, 1);
  CpGameScratch *scratch = g_new0 (CpGameScratch, 1);
  scratch->states = g_new (float, CP_GAME_BLOCK * mixer->width);
  scratch->scores = g_new (double, mixer->block * mixer->n_channels);
  scratch->sums = g_new (double, CP_GAME_BLOCK * mixer->n_channels);
  scratch->members = g_new (float, CP_GAME_BLOCK *n_players);
  scratch->steps = g_new0 (float, n_players * mixer->width);
  scratch->scratch = cp_model_new_scratch (mixer->job->model, mixer->block);
  return scratch;
}

void
cp_game_scratch_free (CpGameScratch *scratch) {
  g_free (scratch->states);
  g_free (scratch->scores);
  g_free (scratch->sums);
  g_free (scratch->members);
  g_free (scratch->steps);
  cp_model_free_scratch (scratch->scratch);
  g_free (scratch);
}

/* Adds the scores of the @n mixes with background row @b to the coalitions' means. */
static void
add_scores (const CpMixer *mixer, gsize b, gsize n, CpGameScratch *scratch) {
  gsize n_channels = mixer->n_channels;
  double weight = mixer->job->background->weights[b];
  for (gsize begin = 0; begin < n; begin += mixer->block) {
    gsize n_here = MIN (mixer->block, n - begin);
    double *sums = scratch->sums + begin * n_channels;
    cp_mixer_score (mixer, scratch->states + begin * mixer->width, n_here, scratch->scores, scratch->scratch);
    for (gsize i = 0; i < n_here * n_channels; i++)
      sums[i] += weight * scratch->scores[i];
  }
}

/* How far each player moves the state of background row @b when it joins */
static void
find_steps (const CpMixer *mixer, const CpPlayers *players, gsize b, float *steps) {
  const float *reference = mixer->job->background_rows + b * mixer->job->model->n_features;
  for (guint p = 0; p < players->n_players; p++) {
    guint feature = players->players[p];
    float difference = players->row[feature] - reference[feature];
    for (gsize i = 0; i < mixer->width; i++)
      steps[p * mixer->width + i] = difference * mixer->kernel[feature * mixer->width + i];
  }
}

/* --- any coalitions --- */

/* All mixes with one background row at once: members (n × n_players) · steps + the row's state */
static void
mix_states (const CpMixer *mixer, const CpPlayers *players, gsize n, gsize b, CpGameScratch *scratch) {
  CpPackedDense packed;
  find_steps (mixer, players, b, scratch->steps);
  cp_packed_dense_init (&packed, players->n_players, (guint)mixer->width, scratch->steps,
                        mixer->background + b * mixer->width);
  cp_kernels_list ()[0]->dense (&packed, scratch->members, players->n_players, n, scratch->states);
  cp_packed_dense_clear (&packed);
}

static void
mix_rows (const CpMixer *mixer, const CpPlayers *players, const guint8 *members, gsize n, gsize b,
          CpGameScratch *scratch) {
  for (gsize i = 0; i < n; i++) {
    float *row = scratch->states + i * mixer->width;
    const guint8 *coalition = members + i * players->n_players;
    memcpy (row, mixer->background + b * mixer->width, mixer->width * sizeof *row);
    for (guint p = 0; p < players->n_players; p++)
      if (coalition[p])
        row[players->players[p]] = players->row[players->players[p]];
  }
}

void
cp_game_value (const CpMixer *mixer, const CpPlayers *players, const guint8 *members, gsize n, double *values,
               CpGameScratch *scratch) {
  const CpExplainJob *job = mixer->job;
  memset (scratch->sums, 0, n * mixer->n_channels * sizeof (double));
  for (gsize i = 0; mixer->kernel != NULL && i < n * players->n_players; i++)
    scratch->members[i] = members[i];
  for (gsize b = 0; b < job->n_background; b++) {
    if (mixer->kernel != NULL)
      mix_states (mixer, players, n, b, scratch);
    else
      mix_rows (mixer, players, members, n, b, scratch);
    add_scores (mixer, b, n, scratch);
  }
  cp_mixer_link (mixer, scratch->sums, n, values);
}

/* --- a range of all coalitions --- */

/* Player @p has joined the mix */
static void
copy_joined (const CpMixer *mixer, const CpPlayers *players, guint p, const float *steps, const float *in,
             float *out) {
  if (mixer->kernel != NULL) {
    for (gsize i = 0; i < mixer->width; i++)
      out[i] = in[i] + steps[p * mixer->width + i];
    return;
  }
  if (out != in)
    memcpy (out, in, mixer->width * sizeof *out);
  out[players->players[p]] = players->row[players->players[p]];
}

/* Each coalition is one whose highest member has not joined, and that member: one addition a coalition. */
static void
mix_range (const CpMixer *mixer, const CpPlayers *players, guint32 first, gsize n, gsize b,
           CpGameScratch *scratch) {
  gsize width = mixer->width;
  if (mixer->kernel != NULL)
    find_steps (mixer, players, b, scratch->steps);
  memcpy (scratch->states, mixer->background + b * width, width * sizeof (float));
  for (guint p = 0; p < players->n_players; p++)
    if (first >> p & 1)
      copy_joined (mixer, players, p, scratch->steps, scratch->states, scratch->states);
  for (guint p = 0; (gsize)1 << p < n; p++) {
    gsize without = (gsize)1 << p;
    for (gsize i = 0; i < without; i++)
      copy_joined (mixer, players, p, scratch->steps, scratch->states + i * width,
                   scratch->states + (without + i) * width);
  }
}

void
cp_game_value_range (const CpMixer *mixer, const CpPlayers *players, guint32 first, gsize n, double *values,
                     CpGameScratch *scratch) {
  g_return_if_fail (n <= CP_GAME_BLOCK);
  const CpExplainJob *job = mixer->job;
  memset (scratch->sums, 0, n * mixer->n_channels * sizeof (double));
  for (gsize b = 0; b < job->n_background; b++) {
    mix_range (mixer, players, first, n, b, scratch);
    add_scores (mixer, b, n, scratch);
  }
  cp_mixer_link (mixer, scratch->sums, n, values);
}
