#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/explain/game.h"
#include "core/explain/least-squares.h"

#include <math.h>
#include <string.h>

/* Kernel SHAP (Lundberg and Lee 2017): Shapley values as the weighted least squares fit of a sum over members
 * to the coalitions' values, with a coalition of s among n players weighing (n − 1) / (C(n, s) s (n − s)).
 * Sizes are completed from the smallest and largest inwards as long as the budget allows; the rest is drawn
 * in pairs of a coalition and its complement (Covert and Lee 2021), which halves the error at least. */

enum { DEFAULT_SAMPLES = 2048, LEAST_PAIRS = 16, MOST_PLAYERS = 2000 };

/* The coalitions of one row. Those below n_complete are all of their size; the others come in drawn pairs. */
typedef struct {
  guint n_players;
  GArray *members; /* of guint8: (n × n_players) */
  GArray *weights; /* of double: (n) */
  gsize n_complete;
} Plan;

static double
count_ways (guint n, guint size) {
  double ways = 1;
  for (guint i = 1; i <= size; i++)
    ways = ways * (double)(n - size + i) / (double)i;
  return ways;
}

/* Of all coalitions of @size and of n − @size together */
static double
get_size_weight (guint n, guint size) {
  double weight = (double)(n - 1) / ((double)size * (double)(n - size));
  return 2 * size == n ? weight : 2 * weight;
}

static void
plan_add (Plan *plan, const guint8 *members, gboolean is_complement, double weight) {
  guint n = plan->n_players;
  g_array_set_size (plan->members, plan->members->len + n);
  guint8 *out = &g_array_index (plan->members, guint8, plan->members->len - n);
  for (guint p = 0; p < n; p++)
    out[p] = members[p] ^ (guint8)is_complement;
  g_array_append_val (plan->weights, weight);
}

/* All coalitions of @size in lexical order, each with its complement */
static void
plan_complete (Plan *plan, guint size) {
  guint n = plan->n_players;
  double weight = get_size_weight (n, size) / count_ways (n, size) / (2 * size == n ? 1 : 2);
  g_autofree guint *chosen = g_new (guint, size);
  g_autofree guint8 *members = g_new0 (guint8, n);
  for (guint i = 0; i < size; i++)
    chosen[i] = i;
  for (;;) {
    memset (members, 0, n);
    for (guint i = 0; i < size; i++)
      members[chosen[i]] = 1;
    plan_add (plan, members, FALSE, weight);
    if (2 * size != n)
      plan_add (plan, members, TRUE, weight);
    guint at = size;
    while (at > 0 && chosen[at - 1] == n - size + at - 1)
      at--;
    if (at == 0)
      return;
    chosen[at - 1]++;
    for (guint i = at; i < size; i++)
      chosen[i] = chosen[i - 1] + 1;
  }
}

/* Pairs of the sizes from @least to the middle, by their weights */
static void
plan_draw (Plan *plan, guint least, gsize n_pairs, CpRandom *random) {
  guint n = plan->n_players;
  double all = 0;
  for (guint size = least; 2 * size <= n; size++)
    all += get_size_weight (n, size);
  g_autofree guint32 *order = g_new (guint32, n);
  g_autofree guint8 *members = g_new (guint8, n);
  for (guint32 p = 0; p < n; p++)
    order[p] = p;
  for (gsize pair = 0; pair < n_pairs; pair++) {
    double left = cp_random_uniform (random) * all;
    guint size = least;
    while (2 * (size + 1) <= n && (left -= get_size_weight (n, size)) >= 0)
      size++;
    memset (members, 0, n);
    for (guint i = 0; i < size; i++) { /* the first `size` of a shuffle */
      gsize j = i + (gsize)cp_random_below (random, n - i);
      guint32 kept = order[i];
      order[i] = order[j];
      order[j] = kept;
      members[order[i]] = 1;
    }
    plan_add (plan, members, FALSE, all / (double)n_pairs / 2);
    plan_add (plan, members, TRUE, all / (double)n_pairs / 2);
  }
}

/* @n: at least 2 */
static void
plan_init (Plan *plan, guint n, gsize n_samples, CpRandom *random) {
  *plan = (Plan){.n_players = n,
                 .members = g_array_new (FALSE, FALSE, sizeof (guint8)),
                 .weights = g_array_new (FALSE, FALSE, sizeof (double))};
  double left = (double)n_samples, weight_left = 0;
  gboolean is_all = n < 31 && n_samples >= ((gsize)1 << n) - 2;
  for (guint size = 1; 2 * size <= n; size++)
    weight_left += get_size_weight (n, size);
  guint size = 1;
  for (; 2 * size <= n; size++) { /* a size is completed where its share of the budget would do */
    double ways = count_ways (n, size) * (2 * size == n ? 1 : 2), weight = get_size_weight (n, size);
    if (size > 1 && !is_all && left * weight / weight_left < ways)
      break;
    plan_complete (plan, size);
    left -= ways;
    weight_left -= weight;
  }
  plan->n_complete = plan->weights->len;
  if (2 * size <= n)
    plan_draw (plan, size, (gsize)fmax (left / 2, LEAST_PAIRS), random);
}

static void
plan_clear (Plan *plan) {
  g_array_unref (plan->members);
  g_array_unref (plan->weights);
}

/* --- one row --- */

typedef struct {
  const CpExplainJob *job;
  CpMixer mixer;
  CpAttributions *answer;
} Kernel;

typedef struct {
  const Kernel *kernel;
  CpPlayers players;
  Plan plan;
  double *values;          /* (n × n_outputs) */
  CpGameScratch **scratch; /* (n_threads), made when first needed */
} Row;

static void
value_coalitions (gsize begin, gsize end, guint worker, gpointer data) {
  Row *self = data;
  const CpMixer *mixer = &self->kernel->mixer;
  if (self->scratch[worker] == NULL)
    self->scratch[worker] = cp_game_scratch_new (mixer, &self->players);
  cp_game_value (mixer, &self->players,
                 (const guint8 *)(gpointer)self->plan.members->data + begin * self->players.n_players,
                 end - begin, self->values + begin * mixer->job->model->n_outputs, self->scratch[worker]);
}

/* (transfer full) (nullable) (n_players): the group of each */
static guint *
dup_groups (const Row *self) {
  const guint *group_of = cp_explain_job_get_group_of (self->kernel->job);
  guint *of_players = group_of != NULL ? g_new (guint, self->players.n_players) : NULL;
  for (guint p = 0; of_players != NULL && p < self->players.n_players; p++)
    of_players[p] = group_of[self->players.players[p]];
  return of_players;
}

/* Fits every output and writes values and errors of the players. */
static void
fit (const Row *self, const double *base, const double *scores, double *values, double *errors,
     double *group_errors) {
  const CpExplainJob *job = self->kernel->job;
  gsize n_outputs = job->model->n_outputs, n_features = job->model->n_features;
  guint n = self->players.n_players;
  CpSharesFit fit;
  cp_shares_fit_init (&fit, (const guint8 *)(gpointer)self->plan.members->data,
                      (const double *)(gpointer)self->plan.weights->data, self->plan.weights->len,
                      self->plan.n_complete, n);
  g_autofree guint *group_of = dup_groups (self);
  fit.group_of = group_of;
  fit.n_groups = cp_explain_job_get_n_groups (job);
  g_autofree double *shares = g_new (double, 2 * n + fit.n_groups),
                    *column = g_new (double, self->plan.weights->len);
  for (gsize output = 0; output < n_outputs; output++) {
    for (gsize i = 0; i < self->plan.weights->len; i++)
      column[i] = self->values[i * n_outputs + output] - base[output];
    cp_shares_fit_solve (&fit, column, scores[output] - base[output], shares, shares + n);
    for (guint p = 0; p < n; p++) {
      values[output * n_features + self->players.players[p]] = shares[p];
      errors[output * n_features + self->players.players[p]] = shares[n + p];
    }
    memcpy (group_errors + output * fit.n_groups, shares + 2 * n, fit.n_groups * sizeof *shares);
  }
  cp_shares_fit_clear (&fit);
}

/* At least two players */
static gboolean
play (Row *self, gsize row, double *values, double *errors, double *group_errors) {
  const CpExplainJob *job = self->kernel->job;
  gsize n_outputs = job->model->n_outputs;
  guint n_threads = cp_parallel_get_n_threads (), n = self->players.n_players;
  gsize n_samples = job->options.n_samples > 0 ? job->options.n_samples : 2 * n + DEFAULT_SAMPLES;
  CpRandom random;
  cp_random_init (&random, cp_explain_get_row_seed (job, row));
  plan_init (&self->plan, n, n_samples, &random);
  gsize n_coalitions = self->plan.weights->len;
  self->values = g_new (double, n_coalitions *n_outputs);
  self->scratch = g_new0 (CpGameScratch *, n_threads);
  gboolean done = cp_parallel_for (n_coalitions, CP_GAME_BLOCK, value_coalitions, self, job->cancellable);
  if (done)
    fit (self, self->kernel->answer->base, self->kernel->answer->scores + row * n_outputs, values, errors,
         group_errors);
  for (guint i = 0; i < n_threads; i++)
    g_clear_pointer (&self->scratch[i], cp_game_scratch_free);
  g_free (self->scratch);
  g_free (self->values);
  plan_clear (&self->plan);
  return done;
}

static gboolean
explain_row (gsize begin, gsize end, gpointer data) {
  const Kernel *kernel = data;
  const CpExplainJob *job = kernel->job;
  gsize n_outputs = job->model->n_outputs, n_features = job->model->n_features;
  double *values = kernel->answer->values + begin * n_outputs * n_features;
  double *errors = kernel->answer->errors + begin * n_outputs * n_features;
  Row self = {.kernel = kernel};
  cp_players_init (&self.players, job, job->rows + begin * n_features);
  gboolean done = TRUE;
  for (gsize output = 0; self.players.n_players == 1 && output < n_outputs; output++)
    values[output * n_features + self.players.players[0]] =
        kernel->answer->scores[begin * n_outputs + output] - kernel->answer->base[output];
  if (self.players.n_players > 1)
    done = play (&self, begin, values, errors,
                 kernel->answer->group_errors + begin * n_outputs * kernel->answer->n_groups);
  cp_players_clear (&self.players);
  return done;
}

static CpAttributions *
explain_kernel (const CpExplainJob *job, GError **error) {
  if (!cp_explain_check_varying (job, MOST_PLAYERS, "permutation takes more", error))
    return NULL;
  Kernel self = {.job = job};
  self.answer = cp_explain_job_new_answer (job, "kernel", TRUE);
  cp_mixer_init (&self.mixer, job);
  cp_mixer_fill (&self.mixer, self.answer);
  if (!cp_explain_for_rows (job, 1, explain_row, &self, error))
    g_clear_pointer (&self.answer, cp_attributions_unref);
  cp_mixer_clear (&self.mixer);
  return self.answer;
}

const CpExplainer cp_explainer_kernel = {
    .method = CP_EXPLAIN_KERNEL, .needs_background = TRUE, .explain = explain_kernel};
