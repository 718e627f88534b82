#include "core/base/random.h"

#include <math.h>

static guint64
splitmix64 (guint64 *state) {
  guint64 z = (*state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

void
cp_random_init (CpRandom *random, guint64 seed) {
  for (int i = 0; i < 4; i++)
    random->state[i] = splitmix64 (&seed);
}

static inline guint64
rotate_left (guint64 x, int k) {
  return (x << k) | (x >> (64 - k));
}

guint64
cp_random_bits (CpRandom *random) {
  guint64 *s = random->state;
  guint64 result = rotate_left (s[0] + s[3], 23) + s[0];
  guint64 t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left (s[3], 45);
  return result;
}

double
cp_random_uniform (CpRandom *random) {
  return (double)(cp_random_bits (random) >> 11) * 0x1.0p-53;
}

guint64
cp_random_below (CpRandom *random, guint64 bound) {
  g_return_val_if_fail (bound > 0, 0);
  /* Values below (2^64 mod bound) would make the low residues likelier: draw again. */
  guint64 floor = -bound % bound;
  for (;;) {
    guint64 bits = cp_random_bits (random);
    if (bits >= floor)
      return bits % bound;
  }
}

double
cp_random_normal (CpRandom *random) {
  for (;;) {
    double u = 2 * cp_random_uniform (random) - 1, v = 2 * cp_random_uniform (random) - 1;
    double s = u * u + v * v;
    if (s > 0 && s < 1)
      return u * sqrt (-2 * log (s) / s);
  }
}

void
cp_random_shuffle (CpRandom *random, guint32 *items, gsize n_items) {
  for (gsize i = n_items; i > 1; i--) {
    gsize j = (gsize)cp_random_below (random, i);
    guint32 kept = items[i - 1];
    items[i - 1] = items[j];
    items[j] = kept;
  }
}

void
cp_random_choose (CpRandom *random, gsize n_all, gsize n, guint32 *out) {
  g_return_if_fail (n <= n_all);
  gsize n_chosen = 0;
  for (gsize i = 0; n_chosen < n; i++) {
    if (cp_random_below (random, n_all - i) < n - n_chosen)
      out[n_chosen++] = (guint32)i;
  }
}
