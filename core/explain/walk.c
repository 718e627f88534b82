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
  double *scores; /* (n_background × n_outputs): theirs */
  guint *n_left;  /* (n_background): changes to come */
  float *block;   /* (block × width): states to be scored */
  double *block_scores;
  Change *changes; /* (n_changes) waiting */
  gsize n_changes, most_changes, n_slots;
  double *gains; /* ((n_players + 1) × n_outputs): by step; the last row for sums */
  float *scratch;
};

void
cp_walk_init (CpWalk *walk, const CpMixer *mixer, const float *row, const double *scores) {
  const CpExplainJob *job = mixer->job;
  gsize n_features = job->model->n_features;
  *walk = (CpWalk){.mixer = mixer, .row = row, .scores = scores};
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
  g_free (walk->players);
  g_free (walk->differs);
  g_free (walk->n_differing);
  g_free (walk->state);
}

CpWalker *
cp_walker_new (const CpMixer *mixer, guint n_players) {
  const CpExplainJob *job = mixer->job;
  gsize n_outputs = job->model->n_outputs;
  CpWalker *walker = g_new0 (CpWalker, 1);
  walker->states = g_new (float, job->n_background * mixer->width);
  walker->scores = g_new (double, job->n_background *n_outputs);
  walker->n_left = g_new (guint, job->n_background);
  walker->block = g_new (float, mixer->block * mixer->width);
  walker->block_scores = g_new (double, mixer->block *n_outputs);
  walker->most_changes = mixer->block + job->n_background;
  walker->changes = g_new (Change, walker->most_changes);
  walker->gains = g_new (double, (n_players + 1) * n_outputs);
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
  cp_model_free_scratch (walker->scratch);
  g_free (walker);
}

/* Counts the waiting changes in the order they were made. @is_joining: the walk ends at the row */
static void
flush (const CpWalk *walk, gboolean is_joining, CpWalker *walker) {
  const CpExplainJob *job = walk->mixer->job;
  gsize n_outputs = job->model->n_outputs;
  if (walker->n_slots > 0)
    cp_mixer_score (walk->mixer, walker->block, walker->n_slots, walker->block_scores, walker->scratch);
  for (gsize i = 0; i < walker->n_changes; i++) {
    const Change *change = &walker->changes[i];
    const double *end = is_joining ? walk->scores : job->background_scores + change->reference * n_outputs;
    const double *next = change->slot < 0 ? end : walker->block_scores + (gsize)change->slot * n_outputs;
    double *scores = walker->scores + change->reference * n_outputs;
    double weight = job->background->weights[change->reference];
    for (gsize output = 0; output < n_outputs; output++) {
      walker->gains[change->step * n_outputs + output] += weight * (next[output] - scores[output]);
      scores[output] = next[output];
    }
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
  const CpExplainJob *job = mixer->job;
  gsize n_outputs = job->model->n_outputs;
  memset (walker->gains, 0, walk->n_players * n_outputs * sizeof (double));
  memcpy (walker->n_left, walk->n_differing, job->n_background * sizeof (guint));
  for (gsize b = 0; b < job->n_background; b++) {
    memcpy (walker->states + b * mixer->width,
            is_joining ? mixer->background + b * mixer->width : walk->state, mixer->width * sizeof (float));
    memcpy (walker->scores + b * n_outputs,
            is_joining ? job->background_scores + b * n_outputs : walk->scores, n_outputs * sizeof (double));
  }
  for (gsize step = 0; step < walk->n_players; step++) {
    const guint8 *differs = walk->differs + order[step] * job->n_background;
    for (gsize b = 0; b < job->n_background; b++) {
      if (!differs[b])
        continue;
      change_player (walk, is_joining, step, order[step], b, walker);
      if (walker->n_slots == mixer->block || walker->n_changes == walker->most_changes)
        flush (walk, is_joining, walker);
    }
  }
  flush (walk, is_joining, walker);
}

/* Gains of the mean score become gains in the space. @from: (n_outputs): the mean score before the first */
static void
link_gains (const CpWalk *walk, const double *from, CpWalker *walker) {
  gsize n_outputs = walk->mixer->job->model->n_outputs;
  double *sums = walker->gains + walk->n_players * n_outputs;
  memcpy (sums, from, n_outputs * sizeof *sums);
  for (gsize i = 0; i < walk->n_players * n_outputs; i++) {
    double before = sums[i % n_outputs], after = before + walker->gains[i];
    walker->gains[i] = cp_explain_logit (after) - cp_explain_logit (before);
    sums[i % n_outputs] = after;
  }
}

void
cp_walk_pair (const CpWalk *walk, const guint32 *order, CpWalker *walker, double *out) {
  const CpExplainJob *job = walk->mixer->job;
  gsize n_outputs = job->model->n_outputs, n_features = job->model->n_features;
  memset (out, 0, n_outputs * n_features * sizeof *out);
  for (guint is_joining = 0; is_joining < 2; is_joining++) {
    walk_once (walk, is_joining, order, walker);
    if (job->options.space == CP_SPACE_LOGIT)
      link_gains (walk, is_joining ? job->background_mean : walk->scores, walker);
    for (gsize i = 0; i < walk->n_players * n_outputs; i++) {
      gsize feature = walk->players[order[i / n_outputs]];
      out[i % n_outputs * n_features + feature] += (is_joining ? 0.5 : -0.5) * walker->gains[i];
    }
  }
}
