#pragma once
#include <glib.h>

/* A seeded stream of random numbers: xoshiro256++ (Blackman and Vigna 2019), seeded by splitmix64. A value on
 * the stack; the same seed gives the same stream on every machine. Not for secrets. */
G_BEGIN_DECLS

typedef struct {
  guint64 state[4];
} CpRandom;

void cp_random_init (CpRandom *random, guint64 seed);
guint64 cp_random_bits (CpRandom *random);                 /* 64 uniform bits */
double cp_random_uniform (CpRandom *random);               /* uniform in [0, 1), 53 bits */
guint64 cp_random_below (CpRandom *random, guint64 bound); /* uniform in [0, bound), unbiased; bound > 0 */
double cp_random_normal (CpRandom *random);                /* standard normal, polar method */
/* Successes in @n trials of chance @p in [0, 1]; exact, O(1) on average; n < 2^53. */
guint64 cp_random_binomial (CpRandom *random, guint64 n, double p);
/* Events in a time in which @mean are expected: mean in [0, 2^53); exact, O(1) on average. */
guint64 cp_random_poisson (CpRandom *random, double mean);
/* How often each of @n_cells is drawn in @n draws: @out (n_cells); @weights (n_cells) not negative, any
 * scale.
 */
void cp_random_multinomial (CpRandom *random, guint64 n, const double *weights, gsize n_cells, double *out);
void cp_random_shuffle (CpRandom *random, guint32 *items, gsize n_items); /* Fisher-Yates, in place */

/* Draws @n of the numbers 0 … @n_all − 1 without replacement: @out (n) written, ascending; @n <= @n_all.
 * Selection sampling (Knuth, TAOCP 2, algorithm 3.4.2 S): one pass. */
void cp_random_choose (CpRandom *random, gsize n_all, gsize n, guint32 *out);

G_END_DECLS
