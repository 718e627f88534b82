#include "core/explain/walk.h"

#include <string.h>

/* A change of one background row's mix, not yet counted: its new scores are row @slot of the block, or, when
 * the walk is over for it, known. */
typedef struct {
  guint32 step, reference;
  gint32 slot; /* −1: known */
} Change;

struct _CpWalker {
  float *states;  /* (n_background × width): the mixes */
  double *scores; /* (n_background × n_channels): theirs */
  guint *n_left;  /* (n_background): changes to come */
  float *block;   /* (block × width): states to be scored */
  double *block_scores;
  Change *changes; /* (n_changes) waiting */
  gsize n_changes, most_changes, n_slots;
  double *gains; /* (n_players × n_channels): what each step adds to the mean, or in log-odds the mean behind
                    it */
  double *start; /* (n_channels) scratch */
  float *scratch;
};

void
cp_walk_init (CpWalk *walk, const CpMixer *mixer, const float *row) {
  const CpExplainJob *job = mixer->job;
  gsize n_features = job->model->n_features;
  *walk = (CpWalk){.mixer = mixer, .row = row, .scores = g_new (double, mixer->n_channels)};
  cp_mixer_score_rows (mixer, row, 1, walk->scores);
  walk->players = g_new (guint, n_features);
  walk->n_players = cp_explain_find_varying (job->background, row, walk->players);
  walk->differs = g_new (guint8, (gsize)MAX (walk->n_players, 1) * job->n_background);
  walk->n_differing = g_new0 (guint, job->n_background);
  for (gsize p = 0; p < walk->n_players; p++) {
    gsize feature = walk->players[p];
    for (gsize b = 0; b < job->n_background; b++) {
      guint8 differs = !cp_explain_is_same (job->background_rows[b * n_features + feature], row[feature]);
      walk->differs[p * job->n_background + b] = differs;
      walk->n_differing[b] += differs;
    }
  }
  walk->state = g_new0 (float, mixer->width);
  cp_mixer_enter (mixer, row, walk->state);
}

void
cp_walk_clear (CpWalk *walk) {
  g_free (walk->scores);
  g_free (walk->players);
  g_free (walk->differs);
  g_free (walk->n_differing);
  g_free (walk->state);
}

CpWalker *
cp_walker_new (const CpMixer *mixer, guint n_players) {
  const CpExplainJob *job = mixer->job;
  CpWalker *walker = g_new0 (CpWalker, 1);
  walker->states = g_new (float, job->n_background * mixer->width);
  walker->scores = g_new (double, job->n_background * mixer->n_channels);
  walker->n_left = g_new (guint, job->n_background);
  walker->block = g_new (float, mixer->block * mixer->width);
  walker->block_scores = g_new (double, mixer->block * mixer->n_channels);
  walker->most_changes = mixer->block + job->n_background;
  walker->changes = g_new (Change, walker->most_changes);
  walker->gains = g_new (double, n_players * mixer->n_channels);
  walker->start = g_new (double, mixer->n_channels);
  walker->scratch = cp_model_new_scratch (job->model, mixer->block);
  return walker;
}

void
cp_walker_free (CpWalker *walker) {
  g_free (walker->states);
  g_free (walker->scores);
  g_free (walker->n_left);
  g_free (walker->block);
  g_free (walker->block_scores);
  g_free (walker->changes);
  g_free (walker->gains);
  g_free (walker->start);
  cp_model_free_scratch (walker->scratch);
  g_free (walker);
}

/* The mean as it stands: a sum of changes would not have the digits of what a mean near 1 lacks of it. */
static void
find_mean (const CpMixer *mixer, const double *scores, double *mean) {
  memset (mean, 0, mixer->n_channels * sizeof *mean);
  for (gsize b = 0; b < mixer->job->n_background; b++)
    for (gsize i = 0; i < mixer->n_channels; i++)
      mean[i] += mixer->job->background->weights[b] * scores[b * mixer->n_channels + i];
}

/* Counts the waiting changes in the order they were made. @is_joining: the walk ends at the row */
static void
flush (const CpWalk *walk, gboolean is_joining, CpWalker *walker) {
  const CpMixer *mixer = walk->mixer;
  gsize n_channels = mixer->n_channels;
  gboolean is_logit = mixer->job->options.space == CP_SPACE_LOGIT;
  if (walker->n_slots > 0)
    cp_mixer_score (mixer, walker->block, walker->n_slots, walker->block_scores, walker->scratch);
  for (gsize c = 0; c < walker->n_changes; c++) {
    const Change *change = &walker->changes[c];
    const double *end =
        is_joining ? walk->scores : mixer->background_channels + change->reference * n_channels;
    const double *next = change->slot < 0 ? end : walker->block_scores + (gsize)change->slot * n_channels;
    double *scores = walker->scores + change->reference * n_channels;
    double *gains = walker->gains + change->step * n_channels;
    double weight = mixer->job->background->weights[change->reference];
    for (gsize i = 0; i < n_channels; i++) {
      gains[i] += weight * (next[i] - scores[i]);
      scores[i] = next[i];
    }
    if (is_logit && (c + 1 == walker->n_changes || change[1].step != change->step))
      find_mean (mixer, walker->scores, gains);
  }
  walker->n_changes = walker->n_slots = 0;
}

/* Player @p changes in the mix with background row @b. */
static void
change_player (const CpWalk *walk, gboolean is_joining, gsize step, gsize p, gsize b, CpWalker *walker) {
  const CpMixer *mixer = walk->mixer;
  guint feature = walk->players[p];
  float of_row = walk->row[feature];
  float of_background = mixer->job->background_rows[b * mixer->job->model->n_features + feature];
  Change *change = &walker->changes[walker->n_changes++];
  *change = (Change){(guint32)step, (guint32)b, -1};
  if (--walker->n_left[b] == 0)
    return;
  change->slot = (gint32)walker->n_slots++;
  cp_mixer_change (mixer, walker->states + b * mixer->width, feature, is_joining ? of_background : of_row,
                   is_joining ? of_row : of_background, walker->block + (gsize)change->slot * mixer->width);
}

/* Fills the gains of every step from one end to the other. */
static void
walk_once (const CpWalk *walk, gboolean is_joining, const guint32 *order, CpWalker *walker) {
  const CpMixer *mixer = walk->mixer;
  gsize n_background = mixer->job->n_background, n_channels = mixer->n_channels;
  if (walk->n_players > 0) /* without any there are no gains to point at */
    memset (walker->gains, 0, walk->n_players * n_channels * sizeof (double));
  memcpy (walker->n_left, walk->n_differing, n_background * sizeof (guint));
  for (gsize b = 0; b < n_background; b++) {
    const float *state = is_joining ? mixer->background + b * mixer->width : walk->state;
    const double *scores = is_joining ? mixer->background_channels + b * n_channels : walk->scores;
    memcpy (walker->states + b * mixer->width, state, mixer->width * sizeof *state);
    memcpy (walker->scores + b * n_channels, scores, n_channels * sizeof *scores);
  }
  for (gsize step = 0; step < walk->n_players; step++) {
    const guint8 *differs = walk->differs + order[step] * n_background;
    for (gsize b = 0; b < n_background; b++) {
      if (!differs[b])
        continue;
      change_player (walk, is_joining, step, order[step], b, walker);
      if (walker->n_slots == mixer->block || walker->n_changes == walker->most_changes)
        flush (walk, is_joining, walker);
    }
  }
  flush (walk, is_joining, walker);
}

/* In log-odds: the means behind each step become what the step adds to the log-odds. @from: (n_channels) the
 * mean before the first. */
static void
link_means (const CpWalk *walk, const double *from, CpWalker *walker) {
  gsize n_outputs = walk->mixer->job->model->n_outputs;
  cp_mixer_link (walk->mixer, from, 1, walker->start);
  cp_mixer_link (walk->mixer, walker->gains, walk->n_players, walker->gains);
  for (gsize i = walk->n_players * n_outputs; i-- > 0;)
    walker->gains[i] -= i < n_outputs ? walker->start[i] : walker->gains[i - n_outputs];
}

void
cp_walk_pair (const CpWalk *walk, const guint32 *order, CpWalker *walker, double *out) {
  const CpExplainJob *job = walk->mixer->job;
  gsize n_outputs = job->model->n_outputs, n_features = job->model->n_features;
  memset (out, 0, n_outputs * n_features * sizeof *out);
  for (guint is_joining = 0; is_joining < 2; is_joining++) {
    walk_once (walk, is_joining, order, walker);
    if (job->options.space == CP_SPACE_LOGIT)
      link_means (walk, is_joining ? walk->mixer->mean : walk->scores, walker);
    for (gsize i = 0; i < walk->n_players * n_outputs; i++) {
      gsize feature = walk->players[order[i / n_outputs]];
      out[i % n_outputs * n_features + feature] += (is_joining ? 0.5 : -0.5) * walker->gains[i];
    }
  }
}
