#pragma once
#include "core/base/random.h"
#include "core/explain/mixer.h"

/* One explained row's walks between itself and the background, in which every background row has orders of
 * its own. Where the game is a mean over the background, each of its rows is a game by itself, and any order
 * serves: orders that have nothing to do with each other err apart, so that the mean of a hundred background
 * rows errs far less than where they all keep one order, and at the same cost. Its variance is the sum of
 * theirs. (In log-odds the link is taken after the mean, so all rows must keep one order: see walk.h.) */
G_BEGIN_DECLS

typedef struct {
  const CpMixer *mixer;
  const float *row;  /* (n_features) */
  double *scores;    /* (n_outputs): of the row */
  float *state;      /* (width): of the row */
  gsize *begins;     /* (n_background + 1): where each background row's features begin in the list */
  guint32 *features; /* those in which the row differs from it, ascending */
} CpApart;

/* Whether the job's game is a mean of as many games as the background has rows, and that are some */
static inline gboolean
cp_apart_can (const CpExplainJob *job) {
  return job->options.space == CP_SPACE_PROBABILITY && job->n_background > 1;
}

void cp_apart_init (CpApart *apart, const CpMixer *mixer, const float *row);
void cp_apart_clear (CpApart *apart);

/* Any order of the items, each as likely. Fisher-Yates with one multiplication an item (Lemire 2019, "Fast
 * random integer generation in an interval"): a walk of some twenty changes is soon over, and the divisions
 * of cp_random_shuffle () would be felt. */
void cp_apart_shuffle (CpRandom *random, guint32 *items, guint32 n_items);

/* What one thread needs. */
typedef struct _CpApartWalker CpApartWalker;
CpApartWalker *cp_apart_walker_new (const CpMixer *mixer);
void cp_apart_walker_free (CpApartWalker *walker);

/**
 * cp_apart_walk:
 * @randoms: (n_pairs): each pair's orders: background row by background row the list of its features,
 * shuffled
 * @n_pairs: 1 or 2
 * @outs: (n_pairs): each (n_outputs × n_features), written: for every background row the mean of what each
 * feature adds when all join it and what it takes when all leave the row, in the same order; the weighted
 * mean of that over the background
 * @squares: (nullable) (n_outputs × (n_features + n_groups)), added to, with two pairs: the sum over the
 * background of the squared difference between the two pairs' parts; of the job's groups of features, behind
 * the features, that of their sums. Half of it estimates the variance of one pair, without bias
 */
void cp_apart_walk (const CpApart *apart, CpRandom *randoms, guint n_pairs, CpApartWalker *walker,
                    double *const *outs, double *squares);

G_END_DECLS
