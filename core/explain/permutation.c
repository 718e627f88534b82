#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/explain/game.h"
#include "core/explain/refine.h"
#include "core/explain/walk-apart.h"
#include "core/explain/walk.h"

#include <math.h>
#include <string.h>

enum { DEFAULT_PAIRS = 10, MOST_PAIRS = 200, PAIRS_AT_ONCE = 10, FEW_PLAYERS = 7 };
static const double small_error = 0.01, most_widening = 4;

struct _CpRefinement {
  CpExplainJob job;
  CpModel *model;                     /* (nullable): what the job borrows, where it must outlive its maker */
  CpBackground *background;           /* (nullable) */
  CpFeatureGroups *groups;            /* (nullable) */
  float *rows;                        /* (nullable) */
  double *scores, *background_scores; /* (nullable) */
  CpMixer mixer;
  gboolean is_apart;   /* every background row keeps orders of its own */
  double n_references; /* background rows that would weigh as much, were their weights alike (Kish 1965) */
  gsize n_cells;       /* of an output: its features, then its groups */
  gsize n_values;      /* of a row: n_outputs × n_cells */
  guint *n_pairs;      /* (n_rows) */
  gboolean *is_exact;  /* (n_rows): all coalitions were made */
  double *means;       /* (n_rows × n_values) over the pairs */
  double *deviations; /* (n_rows × n_values): Σ (value − mean)² over the pairs; apart: see cp_apart_walk() */
};

/* --- pairs of one row --- */

/* A row's pairs [first, first + n). In orders apart pairs 2 j and 2 j + 1 are walked together, so that their
 * difference can be had background row by background row; where 2 j was there before it is walked again. */
typedef struct {
  const CpRefinement *refinement;
  guint64 seed; /* of the row */
  gsize row;
  guint first, n;
  CpWalk walk;
  CpApart apart;
  double *features;  /* ((n + 1) × n_outputs × n_features): of pair first − 1 and those from first on */
  double *squares;   /* apart: (n / 2 + 1 × n_values), of every two */
  gpointer *walkers; /* (n_threads), made when first needed */
} Pairs;

static CpRandom
get_random (const Pairs *self, guint pair) {
  CpRandom random;
  cp_random_init (&random, self->seed + 0xd1342543de82ef95u * (guint64)pair);
  return random;
}

static double *
get_place (const Pairs *self, guint pair) {
  const CpModel *model = self->refinement->job.model;
  return self->features + (gsize)(pair + 1 - self->first) * model->n_outputs * model->n_features;
}

static void
walk_pairs (gsize begin, gsize end, guint worker, gpointer data) {
  const Pairs *self = data;
  guint n_players = self->walk.n_players;
  if (self->walkers[worker] == NULL)
    self->walkers[worker] = cp_walker_new (&self->refinement->mixer, n_players);
  g_autofree guint32 *order = g_new (guint32, MAX (n_players, 1));
  for (gsize i = begin; i < end; i++) {
    guint pair = self->first + (guint)i;
    CpRandom random = get_random (self, pair);
    for (guint32 p = 0; p < n_players; p++)
      order[p] = p;
    cp_random_shuffle (&random, order, n_players);
    cp_walk_pair (&self->walk, order, self->walkers[worker], get_place (self, pair));
  }
}

/* Twos [begin, end), counted from the one that holds the first pair. */
static void
walk_apart (gsize begin, gsize end, guint worker, gpointer data) {
  const Pairs *self = data;
  const CpRefinement *refinement = self->refinement;
  if (self->walkers[worker] == NULL)
    self->walkers[worker] = cp_apart_walker_new (&refinement->mixer);
  for (gsize i = begin; i < end; i++) {
    guint pair = 2 * (self->first / 2 + (guint)i);
    gboolean is_whole = pair + 1 < self->first + self->n;
    CpRandom randoms[2] = {get_random (self, pair), get_random (self, pair + 1)};
    double *outs[2] = {get_place (self, pair), is_whole ? get_place (self, pair + 1) : NULL};
    cp_apart_walk (&self->apart, randoms, is_whole ? 2 : 1, self->walkers[worker], outs,
                   is_whole ? self->squares + i * refinement->n_values : NULL);
  }
}

/* @features (n_outputs × n_features) with the sums of the groups: @values (n_values) */
static void
add_groups (const CpRefinement *self, const double *features, double *values) {
  gsize n_features = self->job.model->n_features;
  for (guint o = 0; o < self->job.model->n_outputs; o++, features += n_features, values += self->n_cells) {
    memcpy (values, features, n_features * sizeof *values);
    cp_explain_job_sum_groups (&self->job, features, values + n_features);
  }
}

/* Welford's update, pair after pair */
static void
count_pairs (CpRefinement *self, const Pairs *pairs) {
  double *means = self->means + pairs->row * self->n_values;
  double *deviations = self->deviations + pairs->row * self->n_values;
  g_autofree double *values = g_new (double, self->n_values);
  for (guint pair = pairs->first; pair < pairs->first + pairs->n; pair++) {
    double n = ++self->n_pairs[pairs->row];
    add_groups (self, get_place (pairs, pair), values);
    for (gsize i = 0; i < self->n_values; i++) {
      double d = values[i] - means[i];
      means[i] += d / n;
      if (!self->is_apart)
        deviations[i] += d * (values[i] - means[i]);
    }
  }
  for (gsize two = pairs->first / 2; self->is_apart && two < (pairs->first + pairs->n) / 2; two++)
    for (gsize i = 0; i < self->n_values; i++)
      deviations[i] += pairs->squares[(two - pairs->first / 2) * self->n_values + i];
}

/* @n pairs more of a row that varies in more than a few features */
static gboolean
walk_row (CpRefinement *self, gsize row, guint n) {
  const CpExplainJob *job = &self->job;
  const CpModel *model = job->model;
  guint n_threads = cp_parallel_get_n_threads (), first = self->n_pairs[row];
  const float *features = job->rows + row * model->n_features;
  Pairs pairs = {
      .refinement = self, .seed = cp_explain_get_row_seed (job, row), .row = row, .first = first, .n = n};
  gsize n_twos = (first + n + 1) / 2 - first / 2;
  pairs.features = g_new (double, (gsize)(n + 1) * model->n_outputs * model->n_features);
  pairs.walkers = g_new0 (gpointer, n_threads);
  if (self->is_apart) {
    pairs.squares = g_new0 (double, n_twos * self->n_values);
    cp_apart_init (&pairs.apart, &self->mixer, features);
  } else {
    cp_walk_init (&pairs.walk, &self->mixer, features);
  }
  gboolean done = cp_parallel_for (self->is_apart ? n_twos : n, 1, self->is_apart ? walk_apart : walk_pairs,
                                   &pairs, job->cancellable);
  if (done)
    count_pairs (self, &pairs);
  for (guint i = 0; i < n_threads; i++) {
    if (pairs.walkers[i] != NULL && self->is_apart)
      cp_apart_walker_free (pairs.walkers[i]);
    else if (pairs.walkers[i] != NULL)
      cp_walker_free (pairs.walkers[i]);
  }
  g_free (pairs.walkers);
  g_free (pairs.features);
  g_free (pairs.squares);
  if (self->is_apart)
    cp_apart_clear (&pairs.apart);
  else
    cp_walk_clear (&pairs.walk);
  return done;
}

/* All coalitions of a few features, once: fewer than ten pairs make, and there is nothing left to err. */
static gboolean
complete_row (CpRefinement *self, gsize row, const CpPlayers *players) {
  const CpModel *model = self->job.model;
  if (self->is_exact[row])
    return TRUE;
  g_autofree double *features = g_new0 (double, (gsize)model->n_outputs * model->n_features);
  g_autofree double *base = g_new (double, model->n_outputs), *score = g_new (double, 2 * model->n_outputs);
  cp_mixer_link (&self->mixer, self->mixer.mean, 1, base);
  cp_mixer_score_rows (&self->mixer, players->row, 1, score);
  cp_mixer_link (&self->mixer, score, 1, score);
  self->is_exact[row] = cp_game_explain_all (&self->mixer, players, base, score, features);
  if (self->is_exact[row])
    add_groups (self, features, self->means + row * self->n_values);
  return self->is_exact[row];
}

/* --- errors --- */

/* Independent differences behind a row's spreads, about: of a background, a third of its rows make most of
 * what is spread. */
static double
get_freedom (const CpRefinement *self, gsize row) {
  double n = self->n_pairs[row];
  return self->is_apart ? fmax (self->n_references * floor (n / 2) / 3, n - 1) : n - 1;
}

/* By how much the spread of few pairs is widened, so that as many values lie beyond four standard errors as
 * beyond four standard deviations of a normal distribution. Wallace (1959), "Bounds on normal approximations
 * to Student's and the chi-square distributions", inverted. */
static double
get_widening (const CpRefinement *self, gsize row) {
  const double z = 4;
  double freedom = get_freedom (self, row);
  if (self->is_exact[row] || freedom < 1)
    return 1;
  double scaled = z * (8 * freedom + 3) / (8 * freedom + 1);
  double t = sqrt (freedom * expm1 (scaled * scaled / freedom));
  return fmin (fmax (t / z, 1), most_widening);
}

/* Without the widening; NaN before two pairs */
static double
get_spread (const CpRefinement *self, gsize row, gsize i) {
  double n = self->n_pairs[row], deviation = self->deviations[row * self->n_values + i];
  if (self->is_exact[row])
    return 0;
  return self->is_apart ? sqrt (deviation / (2 * floor (n / 2)) / n) : sqrt (deviation / (n - 1) / n);
}

static gboolean
is_settled (const CpRefinement *self, gsize row) {
  gsize n_features = self->job.model->n_features;
  if (self->n_pairs[row] >= MOST_PAIRS)
    return TRUE;
  if (self->n_pairs[row] < 2)
    return FALSE;
  double widening = get_widening (self, row);
  for (gsize begin = 0; begin < self->n_values; begin += self->n_cells) {
    double largest = 0, error = 0;
    for (gsize i = begin; i < begin + n_features; i++) {
      largest = fmax (largest, fabs (self->means[row * self->n_values + i]));
      error = fmax (error, widening * get_spread (self, row, i));
    }
    if (error > small_error * largest)
      return FALSE;
  }
  return TRUE;
}

typedef struct {
  CpRefinement *refinement;
  guint n_pairs;
  gboolean is_forced; /* settled rows too */
} Addition;

static gboolean
add_to_row (gsize begin, gsize end, gpointer data) {
  const Addition *addition = data;
  CpRefinement *self = addition->refinement;
  if (!addition->is_forced && is_settled (self, begin))
    return TRUE;
  CpPlayers players;
  cp_players_init (&players, &self->job, self->job.rows + begin * self->job.model->n_features);
  gboolean is_few = players.n_players <= FEW_PLAYERS;
  gboolean done = is_few ? complete_row (self, begin, &players) : walk_row (self, begin, addition->n_pairs);
  if (is_few && done)
    self->n_pairs[begin] += addition->n_pairs;
  cp_players_clear (&players);
  return done;
}

/* --- the refinement --- */

/* The job and what it borrows must stay as long as the refinement. */
static void
refinement_start (CpRefinement *self) {
  const CpModel *model = self->job.model;
  self->n_cells = model->n_features + cp_explain_job_get_n_groups (&self->job);
  self->n_values = model->n_outputs * self->n_cells;
  self->is_apart = cp_apart_can (&self->job);
  double squares = 0;
  for (gsize b = 0; b < self->job.n_background; b++)
    squares += self->job.background->weights[b] * self->job.background->weights[b];
  self->n_references = 1 / squares; /* the weights add up to 1 */
  self->n_pairs = g_new0 (guint, self->job.n_rows);
  self->is_exact = g_new0 (gboolean, self->job.n_rows);
  self->means = g_new0 (double, self->job.n_rows * self->n_values);
  self->deviations = g_new0 (double, self->job.n_rows * self->n_values);
  cp_mixer_init (&self->mixer, &self->job);
}

static void
refinement_clear (CpRefinement *self) {
  cp_mixer_clear (&self->mixer);
  g_free (self->n_pairs);
  g_free (self->is_exact);
  g_free (self->means);
  g_free (self->deviations);
  g_clear_pointer (&self->model, cp_model_unref);
  g_clear_pointer (&self->background, cp_background_unref);
  g_clear_pointer (&self->groups, cp_feature_groups_unref);
  g_free (self->rows);
  g_free (self->scores);
  g_free (self->background_scores);
}

CpRefinement *
cp_refinement_new (CpModel *model, CpBackground *background, const float *rows, gsize n_rows,
                   const CpExplainOptions *options, GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (model != NULL && background != NULL && options != NULL, NULL);
  CpRefinement *self = g_new0 (CpRefinement, 1);
  self->model = cp_model_ref (model);
  self->background = cp_background_ref (background);
  self->groups = options->groups != NULL ? cp_feature_groups_ref (options->groups) : NULL;
  self->rows = g_memdup2 (rows, n_rows * model->n_features * sizeof *rows);
  self->job = (CpExplainJob){.model = model,
                             .background = background,
                             .rows = self->rows,
                             .n_rows = n_rows,
                             .options = *options,
                             .cancellable = cancellable};
  self->job.options.method = CP_EXPLAIN_PERMUTATION;
  if (!cp_explain_job_check (&self->job, error) ||
      !cp_explain_job_score_rows (&self->job, &self->scores, error) ||
      !cp_explain_job_score_background (&self->job, &self->background_scores, error)) {
    cp_refinement_free (self);
    return NULL;
  }
  self->job.cancellable = NULL;
  refinement_start (self);
  return self;
}

void
cp_refinement_free (CpRefinement *refinement) {
  refinement_clear (refinement);
  g_free (refinement);
}

gboolean
cp_refinement_add (CpRefinement *refinement, guint n_pairs, const CpProgress *progress,
                   GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (refinement != NULL && n_pairs > 0, FALSE);
  Addition addition = {refinement, n_pairs, FALSE};
  refinement->job.progress = progress;
  refinement->job.cancellable = cancellable;
  gboolean done = cp_explain_for_rows (&refinement->job, 1, add_to_row, &addition, error);
  refinement->job.progress = NULL;
  refinement->job.cancellable = NULL;
  return done;
}

guint
cp_refinement_get_n_pairs (const CpRefinement *refinement) {
  guint n = refinement->n_pairs[0];
  for (gsize row = 1; row < refinement->job.n_rows; row++)
    n = MIN (n, refinement->n_pairs[row]);
  return n;
}

gboolean
cp_refinement_is_settled (const CpRefinement *refinement) {
  for (gsize row = 0; row < refinement->job.n_rows; row++)
    if (!is_settled (refinement, row))
      return FALSE;
  return TRUE;
}

/* Few pairs may miss the orders in which a feature matters, and its spread is then far too small. No error of
 * a varying feature is told below the root mean square of them all over the root of what is known (freedom +
 * 1): a third of it with ten pairs in one order. @players (n_players); @from: the output's first value. */
static double
get_floor (const CpRefinement *self, gsize row, const guint *players, guint n_players, gsize from) {
  double squares = 0;
  for (guint p = 0; p < n_players; p++) {
    double spread = get_spread (self, row, from + players[p]);
    squares += spread * spread;
  }
  return n_players > 0 ? sqrt (squares / n_players / (get_freedom (self, row) + 1)) : 0;
}

/* The standard errors of one row, and what of its means is no sum of a group */
static void
fill_row (const CpRefinement *self, gsize row, CpAttributions *answer) {
  const CpExplainJob *job = &self->job;
  const guint *group_of = cp_explain_job_get_group_of (job);
  gsize n_outputs = answer->n_outputs, n_features = answer->n_features, n_groups = answer->n_groups;
  double widening = get_widening (self, row);
  g_autofree guint *players = g_new (guint, n_features);
  guint n_players = cp_explain_find_varying (job->background, job->rows + row * n_features, players);
  answer->widening = fmax (answer->widening, widening);
  for (gsize o = 0; o < n_outputs; o++) {
    gsize from = o * self->n_cells, at = row * n_outputs + o;
    double floor = get_floor (self, row, players, n_players, from);
    double *errors = answer->errors + at * n_features, *of_groups = answer->group_errors + at * n_groups;
    memcpy (answer->values + at * n_features, self->means + row * self->n_values + from,
            n_features * sizeof (double));
    for (guint p = 0; p < n_players; p++) {
      errors[players[p]] = widening * fmax (get_spread (self, row, from + players[p]), floor);
      if (n_groups > 0)
        of_groups[group_of[players[p]]] = widening * floor;
    }
    for (gsize g = 0; g < n_groups; g++)
      of_groups[g] = fmax (of_groups[g], widening * get_spread (self, row, from + n_features + g));
  }
}

/* (transfer full): residuals not yet filled */
static CpAttributions *
make_answer (const CpRefinement *self) {
  CpAttributions *answer = cp_explain_job_new_answer (&self->job, "permutation", TRUE);
  cp_mixer_fill (&self->mixer, answer);
  answer->n_pairs = cp_refinement_get_n_pairs (self);
  for (gsize row = 0; row < self->job.n_rows; row++)
    fill_row (self, row, answer);
  return answer;
}

CpAttributions *
cp_refinement_to_attributions (const CpRefinement *refinement) {
  g_return_val_if_fail (cp_refinement_get_n_pairs (refinement) >= 2, NULL);
  CpAttributions *answer = make_answer (refinement);
  cp_attributions_close (answer);
  return answer;
}

/* --- the method --- */

/* A pass over the rows as a part of the whole */
typedef struct {
  const CpProgress *whole;
  double begin, span;
} Part;

static void
report_part (double fraction, const char *what, gpointer data) {
  const Part *part = data;
  cp_progress_report (part->whole, MIN (part->begin + part->span * fraction, 1), what);
}

/* Passes of ten pairs until every row is settled. How many that takes is not known before: progress is the
 * share of the most there can be. */
static gboolean
settle (CpRefinement *self, GError **error) {
  Part part = {self->job.progress, 0, (double)PAIRS_AT_ONCE / MOST_PAIRS};
  const CpProgress progress = {report_part, &part};
  self->job.progress = &progress;
  gboolean done = TRUE;
  for (; done && !cp_refinement_is_settled (self); part.begin += part.span) {
    Addition addition = {self, PAIRS_AT_ONCE, FALSE};
    done = cp_explain_for_rows (&self->job, 1, add_to_row, &addition, error);
  }
  self->job.progress = part.whole;
  if (done)
    cp_progress_report (part.whole, 1, "explaining");
  return done;
}

static CpAttributions *
explain_permutation (const CpExplainJob *job, GError **error) {
  CpRefinement self = {.job = *job};
  refinement_start (&self);
  gboolean done;
  if (job->is_auto && job->options.n_permutations == 0) {
    done = settle (&self, error);
  } else {
    guint n = job->options.n_permutations > 0 ? job->options.n_permutations : DEFAULT_PAIRS;
    done = cp_explain_for_rows (&self.job, 1, add_to_row, &(Addition){&self, n, TRUE}, error);
  }
  CpAttributions *answer = done ? make_answer (&self) : NULL;
  refinement_clear (&self);
  return answer;
}

const CpExplainer cp_explainer_permutation = {
    .method = CP_EXPLAIN_PERMUTATION, .needs_background = TRUE, .explain = explain_permutation};
