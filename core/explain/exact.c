#include "core/base/parallel.h"
#include "core/explain/game.h"

#include <string.h>

/* Shapley values by all 2^n coalitions of the n features that vary (Shapley 1953):
 * φ_i = Σ_{S ∌ i} |S|! (n − |S| − 1)! / n! · (v(S ∪ i) − v(S)). */

enum { MOST_PLAYERS = 15 };

typedef struct {
  const CpExplainJob *job;
  CpMixer mixer;
  CpAttributions *answer;
} Exact;

typedef struct {
  const CpMixer *mixer;
  const CpPlayers *players;
  gsize block;             /* coalitions a chunk */
  double *values;          /* (2^n_players × n_outputs) */
  CpGameScratch **scratch; /* (n_threads) */
} Coalitions;

static void
value_coalitions (gsize begin, gsize end, guint worker, gpointer data) {
  Coalitions *self = data;
  gsize n_outputs = self->mixer->job->model->n_outputs;
  if (self->scratch[worker] == NULL)
    self->scratch[worker] = cp_game_scratch_new (self->mixer, self->players);
  cp_game_value_range (self->mixer, self->players, (guint32)begin, end - begin,
                       self->values + begin * n_outputs, self->scratch[worker]);
}

/* @weights: (n): |S|! (n − |S| − 1)! / n! for sizes below n */
static void
make_weights (guint n, double *weights) {
  for (guint size = 0; size < n; size++) {
    double ways = 1; /* of choosing `size` of n − 1 */
    for (guint i = 1; i <= size; i++)
      ways = ways * (double)(n - i) / (double)i;
    weights[size] = 1 / (ways * (double)n);
  }
}

/* Each coalition's value goes with a plus to its members and with a minus to the others. */
static void
share_values (const Coalitions *self, double *out, gsize n_features) {
  gsize n_outputs = self->mixer->job->model->n_outputs;
  guint n = self->players->n_players;
  double weights[MOST_PLAYERS + 1];
  make_weights (n, weights);
  for (gsize s = 0; s < (gsize)1 << n; s++) {
    guint size = (guint)__builtin_popcountll (s);
    const double *value = self->values + s * n_outputs;
    for (guint p = 0; p < n; p++) {
      double weight = s >> p & 1 ? weights[size - 1] : -weights[size];
      for (gsize output = 0; output < n_outputs; output++)
        out[output * n_features + self->players->players[p]] += weight * value[output];
    }
  }
}

gboolean
cp_game_explain_all (const CpMixer *mixer, const CpPlayers *players, const double *base, const double *score,
                     double *values) {
  g_return_val_if_fail (players->n_players <= MOST_PLAYERS, FALSE);
  const CpModel *model = mixer->job->model;
  gsize n_outputs = model->n_outputs, n_coalitions = (gsize)1 << players->n_players;
  guint n_threads = cp_parallel_get_n_threads ();
  Coalitions self = {.mixer = mixer, .players = players, .block = MIN (n_coalitions, CP_GAME_BLOCK)};
  self.values = g_new (double, n_coalitions *n_outputs);
  self.scratch = g_new0 (CpGameScratch *, n_threads);
  gboolean done =
      cp_parallel_for (n_coalitions, self.block, value_coalitions, &self, mixer->job->cancellable);
  if (done) {
    /* the ends are known without rounding */
    memcpy (self.values, base, n_outputs * sizeof (double));
    memcpy (self.values + (n_coalitions - 1) * n_outputs, score, n_outputs * sizeof (double));
    share_values (&self, values, model->n_features);
  }
  for (guint i = 0; i < n_threads; i++)
    g_clear_pointer (&self.scratch[i], cp_game_scratch_free);
  g_free (self.scratch);
  g_free (self.values);
  return done;
}

static gboolean
explain_row (gsize begin, gsize end, gpointer data) {
  const Exact *exact = data;
  const CpExplainJob *job = exact->job;
  gsize n_outputs = job->model->n_outputs, n_features = job->model->n_features;
  CpPlayers players;
  cp_players_init (&players, job, job->rows + begin * n_features);
  gboolean done = cp_game_explain_all (&exact->mixer, &players, exact->answer->base,
                                       exact->answer->scores + begin * n_outputs,
                                       exact->answer->values + begin * n_outputs * n_features);
  cp_players_clear (&players);
  return done;
}

static CpAttributions *
explain_exact (const CpExplainJob *job, GError **error) {
  if (!cp_explain_check_varying (job, MOST_PLAYERS, "kernel and permutation take more", error))
    return NULL;
  Exact self = {.job = job};
  self.answer = cp_attributions_new ("exact", job->options.space, job->n_rows, job->model->n_outputs,
                                     job->model->n_features, FALSE);
  cp_mixer_init (&self.mixer, job);
  cp_mixer_fill (&self.mixer, self.answer);
  gboolean done = cp_explain_for_rows (job, 1, explain_row, &self, error);
  cp_mixer_clear (&self.mixer);
  if (!done)
    g_clear_pointer (&self.answer, cp_attributions_unref);
  return self.answer;
}

const CpExplainer cp_explainer_exact = {
    .method = CP_EXPLAIN_EXACT, .needs_background = TRUE, .is_exact = TRUE, .explain = explain_exact};
