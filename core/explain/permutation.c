#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/explain/refine.h"
#include "core/explain/walk.h"

#include <math.h>
#include <string.h>

enum { DEFAULT_PAIRS = 10, MOST_PAIRS = 200, PAIRS_AT_ONCE = 10 };
static const double small_error = 0.01;

struct _CpRefinement {
  CpExplainJob job;
  CpModel *model;                     /* (nullable): what the job borrows, where it must outlive its maker */
  CpBackground *background;           /* (nullable) */
  float *rows;                        /* (nullable) */
  double *scores, *background_scores; /* (nullable) */
  CpMixer mixer;
  gsize n_values;     /* of a row: n_outputs × n_features */
  guint *n_pairs;     /* (n_rows) */
  double *means;      /* (n_rows × n_values) over the pairs */
  double *deviations; /* (n_rows × n_values): Σ (value − mean)² over the pairs */
};

/* --- pairs of one row --- */

typedef struct {
  const CpRefinement *refinement;
  guint64 seed; /* of the row */
  CpWalk walk;
  guint first_pair;
  double *values;     /* (n_pairs × n_values) */
  CpWalker **walkers; /* (n_threads), made when first needed */
} Pairs;

static void
walk_pairs (gsize begin, gsize end, guint worker, gpointer data) {
  const Pairs *self = data;
  const CpRefinement *refinement = self->refinement;
  guint n_players = self->walk.n_players;
  if (self->walkers[worker] == NULL)
    self->walkers[worker] = cp_walker_new (&refinement->mixer, n_players);
  g_autofree guint32 *order = g_new (guint32, MAX (n_players, 1));
  for (gsize pair = begin; pair < end; pair++) {
    CpRandom random;
    cp_random_init (&random, self->seed + 0xd1342543de82ef95u * (self->first_pair + pair));
    for (guint32 p = 0; p < n_players; p++)
      order[p] = p;
    cp_random_shuffle (&random, order, n_players);
    cp_walk_pair (&self->walk, order, self->walkers[worker], self->values + pair * refinement->n_values);
  }
}

/* Welford's update, pair after pair */
static void
count_pairs (CpRefinement *self, gsize row, const double *values, guint n_pairs) {
  double *means = self->means + row * self->n_values, *deviations = self->deviations + row * self->n_values;
  for (guint pair = 0; pair < n_pairs; pair++, values += self->n_values) {
    double n = ++self->n_pairs[row];
    for (gsize i = 0; i < self->n_values; i++) {
      double d = values[i] - means[i];
      means[i] += d / n;
      deviations[i] += d * (values[i] - means[i]);
    }
  }
}

static double
get_error (const CpRefinement *self, gsize row, gsize i) {
  double n = self->n_pairs[row];
  return sqrt (self->deviations[row * self->n_values + i] / (n - 1) / n); /* NaN before two pairs */
}

static gboolean
is_settled (const CpRefinement *self, gsize row) {
  gsize n_features = self->job.model->n_features;
  if (self->n_pairs[row] >= MOST_PAIRS)
    return TRUE;
  if (self->n_pairs[row] < 2)
    return FALSE;
  for (gsize begin = 0; begin < self->n_values; begin += n_features) {
    double largest = 0, error = 0;
    for (gsize i = begin; i < begin + n_features; i++) {
      largest = fmax (largest, fabs (self->means[row * self->n_values + i]));
      error = fmax (error, get_error (self, row, i));
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
  const CpExplainJob *job = &self->job;
  guint n_threads = cp_parallel_get_n_threads ();
  if (!addition->is_forced && is_settled (self, begin))
    return TRUE;
  Pairs pairs = {
      .refinement = self, .seed = cp_explain_get_row_seed (job, begin), .first_pair = self->n_pairs[begin]};
  cp_walk_init (&pairs.walk, &self->mixer, job->rows + begin * job->model->n_features);
  pairs.values = g_new (double, addition->n_pairs * self->n_values);
  pairs.walkers = g_new0 (CpWalker *, n_threads);
  gboolean done = cp_parallel_for (addition->n_pairs, 1, walk_pairs, &pairs, job->cancellable);
  if (done)
    count_pairs (self, begin, pairs.values, addition->n_pairs);
  for (guint i = 0; i < n_threads; i++)
    g_clear_pointer (&pairs.walkers[i], cp_walker_free);
  g_free (pairs.walkers);
  g_free (pairs.values);
  cp_walk_clear (&pairs.walk);
  return done;
}

/* --- the refinement --- */

/* The job and what it borrows must stay as long as the refinement. */
static void
refinement_start (CpRefinement *self) {
  const CpModel *model = self->job.model;
  self->n_values = (gsize)model->n_outputs * model->n_features;
  self->n_pairs = g_new0 (guint, self->job.n_rows);
  self->means = g_new0 (double, self->job.n_rows * self->n_values);
  self->deviations = g_new0 (double, self->job.n_rows * self->n_values);
  cp_mixer_init (&self->mixer, &self->job);
}

static void
refinement_clear (CpRefinement *self) {
  cp_mixer_clear (&self->mixer);
  g_free (self->n_pairs);
  g_free (self->means);
  g_free (self->deviations);
  g_clear_pointer (&self->model, cp_model_unref);
  g_clear_pointer (&self->background, cp_background_unref);
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

/* (transfer full): residuals not yet filled */
static CpAttributions *
make_answer (const CpRefinement *self) {
  const CpExplainJob *job = &self->job;
  CpAttributions *answer = cp_attributions_new ("permutation", job->options.space, job->n_rows,
                                                job->model->n_outputs, job->model->n_features, TRUE);
  cp_mixer_fill (&self->mixer, answer);
  answer->n_pairs = cp_refinement_get_n_pairs (self);
  memcpy (answer->values, self->means, job->n_rows * self->n_values * sizeof (double));
  for (gsize i = 0; i < job->n_rows * self->n_values; i++)
    answer->errors[i] = get_error (self, i / self->n_values, i % self->n_values);
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
    guint n = job->options.n_permutations > 0 ? MAX (job->options.n_permutations, 2) : DEFAULT_PAIRS;
    done = cp_explain_for_rows (&self.job, 1, add_to_row, &(Addition){&self, n, TRUE}, error);
  }
  CpAttributions *answer = done ? make_answer (&self) : NULL;
  refinement_clear (&self);
  return answer;
}

const CpExplainer cp_explainer_permutation = {
    .method = CP_EXPLAIN_PERMUTATION, .needs_background = TRUE, .explain = explain_permutation};
