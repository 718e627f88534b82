#include "core/explain/walk-apart.h"

#include <string.h>

enum { BLOCK_FLOATS = 6144 }; /* of states scored at once: they stay in the first cache */

/* Steps of one walk that wait for their scores, one after the other: those with a row in the block, and where
 * the walk ends with them the last one, whose score is known. */
typedef struct {
  guint32 reference;
  guint32 begin, n_slots; /* in the orders; rows of the block */
  guint8 pair;
  gboolean is_joining, is_start, is_end;
} Stretch;

struct _CpApartWalker {
  gsize n_block; /* rows */
  float *block;  /* (n_block × width): states to be scored */
  double *block_scores;
  float *state; /* (width): where a walk goes on after the block was full */
  float *scratch;
  guint32 *orders; /* (most_orders): features, of walks that wait and of the one under way */
  Stretch *stretches;
  gsize n_slots, n_orders, most_orders, n_stretches;
  double *previous;    /* (n_outputs): the score before the next change */
  double *parts[2];    /* (n_outputs × n_features): of one background row, each pair's */
  double *group_parts; /* (n_outputs × n_groups): differences between the pairs */
};

void
cp_apart_init (CpApart *apart, const CpMixer *mixer, const float *row) {
  const CpExplainJob *job = mixer->job;
  gsize n_features = job->model->n_features, n = 0;
  *apart = (CpApart){.mixer = mixer, .row = row, .scores = g_new (double, mixer->n_channels)};
  cp_mixer_score_rows (mixer, row, 1, apart->scores);
  apart->state = g_new0 (float, mixer->width);
  cp_mixer_enter (mixer, row, apart->state);
  apart->begins = g_new (gsize, job->n_background + 1);
  apart->features = g_new (guint32, job->n_background * n_features + 1);
  g_autofree guint8 *differs = g_new (guint8, n_features);
  for (gsize b = 0; b < job->n_background; b++) {
    const float *reference = job->background_rows + b * n_features;
    for (gsize f = 0; f < n_features; f++) /* cp_explain_is_same() without a branch */
      differs[f] = (reference[f] != row[f]) & ((reference[f] == reference[f]) | (row[f] == row[f]));
    apart->begins[b] = n;
    for (guint32 f = 0; f < n_features; f++) { /* written always, kept where they differ */
      apart->features[n] = f;
      n += differs[f];
    }
  }
  apart->begins[job->n_background] = n;
}

void
cp_apart_clear (CpApart *apart) {
  g_free (apart->scores);
  g_free (apart->state);
  g_free (apart->begins);
  g_free (apart->features);
}

CpApartWalker *
cp_apart_walker_new (const CpMixer *mixer) {
  const CpModel *model = mixer->job->model;
  gsize n_outputs = model->n_outputs, n_features = model->n_features;
  CpApartWalker *walker = g_new0 (CpApartWalker, 1);
  walker->n_block = CLAMP (BLOCK_FLOATS / mixer->width / 24 * 24, MIN (24, mixer->block), mixer->block);
  walker->block = g_new (float, walker->n_block * mixer->width);
  walker->block_scores = g_new (double, walker->n_block *n_outputs);
  walker->state = g_new (float, mixer->width);
  walker->scratch = cp_model_new_scratch (model, walker->n_block);
  walker->most_orders = MAX (2 * walker->n_block, 2 * n_features);
  walker->orders = g_new (guint32, walker->most_orders);
  walker->stretches = g_new (Stretch, walker->n_block);
  walker->previous = g_new (double, n_outputs);
  for (guint pair = 0; pair < 2; pair++)
    walker->parts[pair] = g_new0 (double, n_outputs *n_features);
  walker->group_parts = g_new0 (double, n_outputs *cp_explain_job_get_n_groups (mixer->job) + 1);
  return walker;
}

void
cp_apart_walker_free (CpApartWalker *walker) {
  g_free (walker->block);
  g_free (walker->block_scores);
  g_free (walker->state);
  cp_model_free_scratch (walker->scratch);
  g_free (walker->orders);
  g_free (walker->stretches);
  g_free (walker->previous);
  g_free (walker->parts[0]);
  g_free (walker->parts[1]);
  g_free (walker->group_parts);
  g_free (walker);
}

void
cp_apart_shuffle (CpRandom *random, guint32 *items, guint32 n_items) {
  for (guint32 i = n_items; i > 1; i--) {
    guint64 product = (cp_random_bits (random) >> 32) * i;
    if ((guint32)product < i) {
      guint32 floor = -i % i;
      while ((guint32)product < floor)
        product = (cp_random_bits (random) >> 32) * i;
    }
    guint32 j = (guint32)(product >> 32), kept = items[i - 1];
    items[i - 1] = items[j];
    items[j] = kept;
  }
}

typedef struct {
  const CpApart *apart;
  CpApartWalker *walker;
  guint n_pairs;
  double *const *outs;
  double *squares; /* (nullable) */
} Walk;

/* The squares of the sums of groups, from the differences of the features in [begin, end) of the list. */
static void
square_groups (const Walk *walk, gsize begin, gsize end, double *squares, double *differences) {
  const guint *group_of = cp_explain_job_get_group_of (walk->apart->mixer->job);
  for (gsize i = begin; i < end; i++) {
    double *difference = &differences[group_of[walk->apart->features[i]]];
    squares[group_of[walk->apart->features[i]]] += *difference * *difference;
    *difference = 0; /* another feature of the group adds nothing more */
  }
}

/* All walks of a background row are done: adds its parts. */
static void
add_parts (const Walk *walk, gsize b) {
  const CpExplainJob *job = walk->apart->mixer->job;
  gsize n_outputs = job->model->n_outputs, n_features = job->model->n_features;
  gsize n_groups = cp_explain_job_get_n_groups (job), n_cells = n_features + n_groups;
  gsize begin = walk->apart->begins[b], end = walk->apart->begins[b + 1];
  const guint *group_of = cp_explain_job_get_group_of (job);
  double weight = job->background->weights[b];
  for (gsize o = 0; o < n_outputs; o++) {
    double *differences = walk->walker->group_parts + o * n_groups;
    for (gsize i = begin; i < end; i++) {
      guint32 feature = walk->apart->features[i];
      double difference = 0;
      for (guint pair = 0; pair < walk->n_pairs; pair++) {
        double *part = &walk->walker->parts[pair][o * n_features + feature];
        walk->outs[pair][o * n_features + feature] += weight * *part;
        difference = weight * *part - difference;
        *part = 0;
      }
      if (walk->squares == NULL)
        continue;
      walk->squares[o * n_cells + feature] += difference * difference;
      if (n_groups > 0)
        differences[group_of[feature]] += difference;
    }
    if (walk->squares != NULL && n_groups > 0)
      square_groups (walk, begin, end, walk->squares + o * n_cells + n_features, differences);
  }
}

/* The scores of @n steps, one after the other: what each adds to its feature's part. */
static void
count_steps (const Walk *walk, const Stretch *stretch, const guint32 *features, gsize n,
             const double *scores) {
  const CpModel *model = walk->apart->mixer->job->model;
  gsize n_outputs = model->n_outputs, n_features = model->n_features;
  double share = stretch->is_joining ? 0.5 : -0.5;
  for (gsize o = 0; o < n_outputs; o++) {
    double *parts = walk->walker->parts[stretch->pair] + o * n_features, previous = walk->walker->previous[o];
    for (gsize i = 0; i < n; i++) {
      double next = scores[i * n_outputs + o];
      parts[features[i]] += share * (next - previous);
      previous = next;
    }
    walk->walker->previous[o] = previous;
  }
}

/* Scores what waits and counts it. The orders stay: one may be under way. */
static void
flush (const Walk *walk) {
  const CpMixer *mixer = walk->apart->mixer;
  CpApartWalker *walker = walk->walker;
  gsize n_outputs = mixer->job->model->n_outputs;
  const double *next = walker->block_scores;
  if (walker->n_slots > 0)
    cp_mixer_score (mixer, walker->block, walker->n_slots, walker->block_scores, walker->scratch);
  for (gsize s = 0; s < walker->n_stretches; s++) {
    const Stretch *stretch = &walker->stretches[s];
    const guint32 *features = walker->orders + stretch->begin;
    const double *of_reference = mixer->background_channels + stretch->reference * n_outputs;
    const double *ends[2] = {of_reference, walk->apart->scores};
    for (gsize o = 0; stretch->is_start && o < n_outputs; o++)
      walker->previous[o] = ends[!stretch->is_joining][o];
    count_steps (walk, stretch, features, stretch->n_slots, next);
    next += stretch->n_slots * n_outputs;
    if (!stretch->is_end)
      continue;
    count_steps (walk, stretch, features + stretch->n_slots, 1, ends[stretch->is_joining]);
    if (!stretch->is_joining && stretch->pair + 1u == walk->n_pairs)
      add_parts (walk, stretch->reference);
  }
  walker->n_slots = walker->n_stretches = 0;
}

/* From one end to the other, the order of @n features from @begin on, at least one. */
static void
walk_once (const Walk *walk, gsize b, guint pair, gboolean is_joining, gsize begin, gsize n) {
  const CpMixer *mixer = walk->apart->mixer;
  CpApartWalker *walker = walk->walker;
  const guint32 *order = walker->orders + begin;
  const float *reference = mixer->job->background_rows + b * mixer->job->model->n_features;
  const float *ends[2] = {reference, walk->apart->row};
  const float *state = is_joining ? mixer->background + b * mixer->width : walk->apart->state;
  for (gsize at = 0; at < n;) {
    if (walker->n_slots == walker->n_block || walker->n_stretches == walker->n_block)
      flush (walk);
    gsize n_slots = MIN (n - 1 - at, walker->n_block - walker->n_slots);
    gboolean is_end = at + n_slots + 1 == n;
    walker->stretches[walker->n_stretches++] = (Stretch){.reference = (guint32)b,
                                                         .begin = (guint32)(begin + at),
                                                         .n_slots = (guint32)n_slots,
                                                         .pair = (guint8)pair,
                                                         .is_joining = is_joining,
                                                         .is_start = at == 0,
                                                         .is_end = is_end};
    float *out = walker->block + walker->n_slots * mixer->width;
    cp_mixer_advance (mixer, state, order + at, n_slots, ends[!is_joining], ends[is_joining], out);
    walker->n_slots += n_slots;
    at += n_slots + (is_end ? 1 : 0);
    if (!is_end) /* scoring overwrites the block */
      state = memcpy (walker->state, out + (n_slots - 1) * mixer->width, mixer->width * sizeof *state);
  }
}

void
cp_apart_walk (const CpApart *apart, CpRandom *randoms, guint n_pairs, CpApartWalker *walker,
               double *const *outs, double *squares) {
  const CpExplainJob *job = apart->mixer->job;
  gsize n_values = (gsize)job->model->n_outputs * job->model->n_features;
  const Walk walk = {apart, walker, n_pairs, outs, squares};
  for (guint pair = 0; pair < n_pairs; pair++)
    memset (outs[pair], 0, n_values * sizeof (double));
  walker->n_orders = 0;
  for (gsize b = 0; b < job->n_background; b++) {
    gsize n = apart->begins[b + 1] - apart->begins[b];
    if (walker->n_orders + n_pairs * n > walker->most_orders) {
      flush (&walk);
      walker->n_orders = 0;
    }
    for (guint pair = 0; pair < n_pairs && n > 0; pair++) {
      gsize begin = walker->n_orders;
      memcpy (walker->orders + begin, apart->features + apart->begins[b], n * sizeof *walker->orders);
      walker->n_orders += n;
      cp_apart_shuffle (&randoms[pair], walker->orders + begin, (guint32)n);
      walk_once (&walk, b, pair, TRUE, begin, n);
      walk_once (&walk, b, pair, FALSE, begin, n);
    }
  }
  flush (&walk);
}
