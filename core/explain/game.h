#pragma once
#include "core/explain/mixer.h"

/* The game that exact and kernel play: what a coalition of features is worth. The players of a row are the
 * features that differ from some background row; the others never change a score, so they get exactly 0. A
 * coalition's value is the weighted mean over the background of the scores of the row where its members stand
 * and of the background elsewhere, in the job's space (its link is taken after the mean).
 *
 * Coalitions are valued in blocks. Networks whose first layer is dense add up its pre-activations player by
 * player and go through the remaining layers only; other models are given the mixed rows. */
G_BEGIN_DECLS

enum { CP_GAME_BLOCK = 512 }; /* coalitions a call, at most */

typedef struct {
  const float *row;
  guint n_players;
  guint *players; /* (n_players) features, ascending */
} CpPlayers;
void cp_players_init (CpPlayers *players, const CpExplainJob *job, const float *row);
void cp_players_clear (CpPlayers *players);

/* What one worker needs. */
typedef struct _CpGameScratch CpGameScratch;
CpGameScratch *cp_game_scratch_new (const CpMixer *mixer, const CpPlayers *players);
void cp_game_scratch_free (CpGameScratch *scratch);

/* @members: (n × n_players): 1 where the player is a member; @values: (n × n_outputs), written */
void cp_game_value (const CpMixer *mixer, const CpPlayers *players, const guint8 *members, gsize n,
                    double *values, CpGameScratch *scratch);
/* The same for coalitions [first, first + n) where bit p stands for player p; @first a multiple of n, n a
 * power of 2 */
void cp_game_value_range (const CpMixer *mixer, const CpPlayers *players, guint32 first, gsize n,
                          double *values, CpGameScratch *scratch);

/* The Shapley values of row @row of the job by all its coalitions, on all cores: @players: at most 15;
 * @base, @score: (n_outputs), the values of no player and of all; @values: (n_outputs × n_features), added
 * to. %FALSE: cancelled */
gboolean cp_game_explain_all (const CpMixer *mixer, const CpPlayers *players, const double *base,
                              const double *score, double *values);

G_END_DECLS
