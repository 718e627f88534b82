#include "core/explain/game.h"

#include <string.h>

struct _CpGameScratch {
  float *rows;     /* (block_rows × n_features): mixed rows */
  double *scores;  /* (block_rows × n_outputs) */
  guint8 *members; /* (CP_GAME_BLOCK × n_players) */
  float *model;
};

void
cp_game_init (CpGame *game, const CpExplainJob *job) {
  game->job = job;
}

void
cp_game_clear (CpGame *game) {
}

void
cp_players_init (CpPlayers *players, const CpGame *game, const float *row) {
  players->row = row;
  players->players = g_new (guint, game->job->model->n_features);
  players->n_players = cp_explain_find_varying (game->job->background, row, players->players);
}

void
cp_players_clear (CpPlayers *players) {
  g_clear_pointer (&players->players, g_free);
}

CpGameScratch *
cp_game_scratch_new (const CpGame *game, const CpPlayers *players) {
  const CpModel *model = game->job->model;
  CpGameScratch *scratch = g_new0 (CpGameScratch, 1);
  scratch->rows = g_new (float, (gsize)model->block_rows * model->n_features);
  scratch->scores = g_new (double, (gsize)model->block_rows * model->n_outputs);
  scratch->members = g_new (guint8, (gsize)CP_GAME_BLOCK * MAX (players->n_players, 1));
  scratch->model = cp_model_new_scratch (model, model->block_rows);
  return scratch;
}

void
cp_game_scratch_free (CpGameScratch *scratch) {
  g_free (scratch->rows);
  g_free (scratch->scores);
  g_free (scratch->members);
  cp_model_free_scratch (scratch->model);
  g_free (scratch);
}

/* Scores the @n mixed rows of the scratch, the first of which is the mix of coalition and background row
 * number @begin, counted background row by background row, and adds them to the coalitions' means. */
static void
add_scores (const CpGame *game, gsize begin, gsize n, double *values, CpGameScratch *scratch) {
  const CpExplainJob *job = game->job;
  gsize n_outputs = job->model->n_outputs;
  job->model->class->predict_block (job->model, scratch->rows, n, scratch->scores, scratch->model);
  for (gsize i = 0; i < n; i++) {
    double weight = job->background->weights[(begin + i) % job->n_background];
    double *value = values + (begin + i) / job->n_background * n_outputs;
    for (gsize output = 0; output < n_outputs; output++)
      value[output] += weight * scratch->scores[i * n_outputs + output];
  }
}

void
cp_game_value (const CpGame *game, const CpPlayers *players, const guint8 *members, gsize n, double *values,
               CpGameScratch *scratch) {
  const CpExplainJob *job = game->job;
  gsize width = job->model->n_features, n_mixed = n * job->n_background, block = job->model->block_rows;
  memset (values, 0, n * job->model->n_outputs * sizeof *values);
  for (gsize i = 0; i < n_mixed; i++) {
    const guint8 *coalition = members + i / job->n_background * players->n_players;
    float *row = scratch->rows + i % block * width;
    memcpy (row, job->background_rows + i % job->n_background * width, width * sizeof *row);
    for (guint p = 0; p < players->n_players; p++)
      if (coalition[p])
        row[players->players[p]] = players->row[players->players[p]];
    if ((i + 1) % block == 0 || i + 1 == n_mixed)
      add_scores (game, i / block * block, i % block + 1, values, scratch);
  }
  cp_explain_to_space (job->options.space, values, n * job->model->n_outputs);
}

void
cp_game_value_range (const CpGame *game, const CpPlayers *players, guint32 first, gsize n, double *values,
                     CpGameScratch *scratch) {
  g_return_if_fail (n <= CP_GAME_BLOCK);
  for (gsize i = 0; i < n; i++)
    for (guint p = 0; p < players->n_players; p++)
      scratch->members[i * players->n_players + p] = (guint8)((first + i) >> p & 1);
  cp_game_value (game, players, scratch->members, n, values, scratch);
}
