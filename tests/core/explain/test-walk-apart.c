#include "core/explain/walk-apart.h"
#include "tests/core/explain/explain-helpers.h"

/* The walks against their definition: background row by background row, each with its own order of the
 * features that differ there, a mean over that row alone, coalition by coalition. */
static void
twin_part (const Case *self, gsize b, const guint32 *order, guint n_differing, double *out) {
  guint n = self->model->n_features, n_outputs = self->model->n_outputs;
  g_autoptr (CpMatrix) one = cp_matrix_new (1, n);
  memcpy (cp_matrix_edit_values (one), cp_matrix_get_values (self->background->rows) + b * n,
          n * sizeof (float));
  g_autoptr (CpBackground) background = cp_background_new (one, NULL, "one", NULL);
  Case alone = {.model = self->model, .background = background, .rows = self->rows};
  memset (out, 0, (gsize)n * n_outputs * sizeof *out);
  for (guint joining = 0; joining < 2; joining++) {
    guint64 coalition = joining ? 0 : ((guint64)1 << n) - 1;
    for (guint step = 0; step < n_differing; step++) {
      double before[8], after[8];
      guint64 next = coalition ^ (guint64)1 << order[step];
      twin_value (&alone, 0, CP_SPACE_PROBABILITY, coalition, before);
      twin_value (&alone, 0, CP_SPACE_PROBABILITY, next, after);
      for (guint k = 0; k < n_outputs; k++)
        out[k * n + order[step]] += (joining ? after[k] - before[k] : before[k] - after[k]) / 2;
      coalition = next;
    }
  }
}

static guint
draw_order (const Case *self, gsize b, CpRandom *random, guint32 *order) {
  guint n = self->model->n_features, n_differing = 0;
  const float *row = cp_matrix_get_values (self->rows);
  for (guint32 f = 0; f < n; f++)
    if (cp_matrix_get_values (self->background->rows)[b * n + f] != row[f])
      order[n_differing++] = f;
  cp_apart_shuffle (random, order, n_differing);
  return n_differing;
}

static void
twin_walk (const Case *self, const CpRandom *randoms, double *const *outs, double *squares) {
  gsize n = (gsize)self->model->n_features * self->model->n_outputs;
  g_autofree double *first = g_new (double, n), *second = g_new (double, n);
  double *parts[2] = {first, second};
  CpRandom streams[2] = {randoms[0], randoms[1]};
  memset (outs[0], 0, n * sizeof (double));
  memset (outs[1], 0, n * sizeof (double));
  memset (squares, 0, n * sizeof (double));
  for (gsize b = 0; b < cp_matrix_get_n_rows (self->background->rows); b++) {
    double weight = self->background->weights[b];
    for (guint pair = 0; pair < 2; pair++) {
      guint32 order[64];
      guint n_differing = draw_order (self, b, &streams[pair], order);
      twin_part (self, b, order, n_differing, parts[pair]);
      for (gsize i = 0; i < n; i++)
        outs[pair][i] += weight * parts[pair][i];
    }
    for (gsize i = 0; i < n; i++)
      squares[i] += weight * weight * (parts[0][i] - parts[1][i]) * (parts[0][i] - parts[1][i]);
  }
}

static void
check (const Case *self, CpRandom *random) {
  CpExplainJob job = {.model = self->model,
                      .background = self->background,
                      .rows = cp_matrix_get_values (self->rows),
                      .n_rows = 1};
  g_autofree double *scores = NULL, *background_scores = NULL;
  g_assert_true (cp_explain_job_score_rows (&job, &scores, NULL));
  g_assert_true (cp_explain_job_score_background (&job, &background_scores, NULL));
  gsize n = (gsize)self->model->n_features * self->model->n_outputs;
  CpMixer mixer;
  CpApart apart;
  cp_mixer_init (&mixer, &job);
  cp_apart_init (&apart, &mixer, job.rows);
  CpApartWalker *walker = cp_apart_walker_new (&mixer);
  g_autofree double *values = g_new (double, 6 * n);
  double *got[2] = {values, values + n}, *expected[2] = {values + 2 * n, values + 3 * n};
  double *squares = values + 4 * n, *expected_squares = values + 5 * n;
  for (guint again = 0; again < 2; again++) { /* a walker can be used again */
    CpRandom randoms[2], kept[2];
    cp_random_init (&randoms[0], cp_random_bits (random));
    cp_random_init (&randoms[1], cp_random_bits (random));
    memcpy (kept, randoms, sizeof kept);
    memset (squares, 0, n * sizeof *squares);
    cp_apart_walk (&apart, randoms, 2, walker, got, squares);
    twin_walk (self, kept, expected, expected_squares);
    for (gsize i = 0; i < n; i++) {
      assert_close (got[0][i], expected[0][i], 2e-5 * MAX (1, fabs (expected[0][i])));
      assert_close (got[1][i], expected[1][i], 2e-5 * MAX (1, fabs (expected[1][i])));
      assert_close (squares[i], expected_squares[i], 1e-4 * MAX (1, fabs (expected_squares[i])));
    }
    cp_apart_walk (&apart, kept, 1, walker, expected, NULL); /* the first pair alone: the same bytes */
    g_assert_cmpmem (expected[0], n * sizeof (double), got[0], n * sizeof (double));
  }
  cp_apart_walker_free (walker);
  cp_apart_clear (&apart);
  cp_mixer_clear (&mixer);
}

static void
test_twin (void) {
  CpRandom random;
  cp_random_init (&random, 1);
  for (guint run = 0; run < 40; run++) {
    guint n = 1 + run % 11;
    gsize n_background = 2 + run * 2;
    g_auto (Case) self = draw_case (&random, draw_small_network (&random, n), 1, n_background, 0);
    for (gsize i = 0; i < n_background * (gsize)n; i++) /* some like the row's, as words are: no step there */
      if (cp_random_below (&random, 3) == 0)
        cp_matrix_edit_values (self.background->rows)[i] = cp_matrix_get_values (self.rows)[i % n];
    check (&self, &random);
  }
}

/* First layers of every width that is advanced in another way, and blocks that are full amid a walk */
static void
test_widths (void) {
  static const guint widths[] = {1, 7, 8, 24, 40, 72, 100};
  CpRandom random;
  cp_random_init (&random, 2);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++) {
    CpNetworkBuilder *builder = cp_network_builder_new ("wide", 40);
    add_dense (builder, &random, widths[i], CP_ACTIVATION_TANH);
    add_dense (builder, &random, 2, CP_ACTIVATION_SIGMOID);
    g_auto (Case) self = draw_case (&random, cp_network_builder_end (builder, NULL), 1, 9, 3);
    check (&self, &random);
  }
}

/* All 24 orders of four, 24 000 times: chi-square of 23 degrees, 49.7 at one in a thousand */
static void
test_shuffle (void) {
  CpRandom random;
  cp_random_init (&random, 3);
  guint counts[256] = {0}, n_seen = 0;
  for (guint draw = 0; draw < 24000; draw++) {
    guint32 items[] = {0, 1, 2, 3};
    cp_apart_shuffle (&random, items, 4);
    counts[items[0] | items[1] << 2 | items[2] << 4 | items[3] << 6]++;
  }
  double square = 0;
  for (guint i = 0; i < 256; i++) {
    n_seen += counts[i] > 0;
    square += counts[i] > 0 ? ((double)counts[i] - 1000) * ((double)counts[i] - 1000) / 1000 : 0;
  }
  g_assert_cmpuint (n_seen, ==, 24);
  g_assert_cmpfloat (square, <, 49.7);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/explain/walk-apart/two-pairs-equal-their-definition-row-by-row", test_twin);
  g_test_add_func ("/core/explain/walk-apart/any-width-of-the-first-layer", test_widths);
  g_test_add_func ("/core/explain/walk-apart/every-order-is-as-likely", test_shuffle);
  return g_test_run ();
}
