#include "core/explain/walk.h"
#include "tests/core/explain/explain-helpers.h"

/* The walk against its definition (permutation_antithetic of the references' README): features join the
 * background in the order, then leave the row in the same order; each gets the mean of what it added and
 * took.
 */
static void
twin_walk (const Case *self, CpSpace space, const guint32 *order, double *out) {
  guint n = self->model->n_features, n_outputs = self->model->n_outputs;
  memset (out, 0, (gsize)n * n_outputs * sizeof *out);
  for (guint joining = 0; joining < 2; joining++) {
    guint64 coalition = joining ? 0 : ((guint64)1 << n) - 1;
    for (guint step = 0; step < n; step++) {
      double before[8], after[8];
      guint64 next = coalition ^ (guint64)1 << order[step];
      twin_value (self, 0, space, coalition, before);
      twin_value (self, 0, space, next, after);
      for (guint k = 0; k < n_outputs; k++)
        out[k * n + order[step]] += (joining ? after[k] - before[k] : before[k] - after[k]) / 2;
      coalition = next;
    }
  }
}

static void
test_twin (void) {
  CpRandom random;
  cp_random_init (&random, 1);
  for (guint run = 0; run < 40; run++) {
    guint n = 2 + run % 9;
    CpModel *model = draw_small_network (&random, n);
    g_auto (Case) self = draw_case (&random, model, 1, 1 + run * 3, 0);
    /* some values like the background's, as words are, so that steps are left out */
    for (gsize i = 0; i < (1 + run * 3) * (gsize)n; i++)
      if (cp_random_below (&random, 3) == 0)
        cp_matrix_edit_values (self.background->rows)[i] = cp_matrix_get_values (self.rows)[i % n];
    CpExplainJob job = {
        .model = model, .background = self.background, .rows = cp_matrix_get_values (self.rows), .n_rows = 1};
    if (model->task != CP_TASK_REGRESSION && run % 2)
      job.options.space = CP_SPACE_LOGIT;
    g_autofree double *scores = NULL, *background_scores = NULL;
    g_assert_true (cp_explain_job_score_rows (&job, &scores, NULL));
    g_assert_true (cp_explain_job_score_background (&job, &background_scores, NULL));
    CpMixer mixer;
    CpWalk walk;
    cp_mixer_init (&mixer, &job);
    cp_walk_init (&walk, &mixer, job.rows);
    CpWalker *walker = cp_walker_new (&mixer, walk.n_players);
    guint32 order[16], features[16];
    for (guint32 p = 0; p < walk.n_players; p++)
      order[p] = p;
    cp_random_shuffle (&random, order, walk.n_players);
    guint n_features = 0; /* those that do not vary may come at any time: they add nothing */
    for (guint p = 0; p < walk.n_players; p++)
      features[n_features++] = walk.players[order[p]];
    for (guint f = 0, p = 0; f < n; f++) {
      if (p < walk.n_players && walk.players[p] == f)
        p++;
      else
        features[n_features++] = f;
    }
    g_autofree double *values = g_new (double, n * model->n_outputs),
                      *expected = g_new (double, n * model->n_outputs);
    for (guint again = 0; again < 2; again++) { /* a walker can be used again */
      cp_walk_pair (&walk, order, walker, values);
      twin_walk (&self, job.options.space, features, expected);
      for (gsize i = 0; i < (gsize)n * model->n_outputs; i++)
        assert_close (values[i], expected[i], 2e-5 * MAX (1, fabs (expected[i])));
    }
    cp_walker_free (walker);
    cp_walk_clear (&walk);
    cp_mixer_clear (&mixer);
  }
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/explain/walk/a-pair-equals-its-definition-coalition-by-coalition", test_twin);
  return g_test_run ();
}
