#include "core/base/random.h"
#include "core/train/train.h"

/* Ten epochs over 20 000 rows × 60 features, batches of 32, on one thread. */

enum { N_ROWS = 20000, N_FEATURES = 60 };

static void
bench (const char *name, const guint *hidden, guint n_hidden, const CpMatrix *features,
       const double *targets) {
  static const CpActivation activations[] = {CP_ACTIVATION_RELU, CP_ACTIVATION_RELU, CP_ACTIVATION_RELU};
  CpTrainOptions options;
  cp_train_options_init (&options);
  options.hidden = hidden;
  options.activations = activations;
  options.n_hidden = n_hidden;
  double best = G_MAXDOUBLE;
  for (int run = 0; run < 3; run++) {
    gint64 start = g_get_monotonic_time ();
    g_autoptr (CpModel) model = cp_train (features, targets, NULL, &options, NULL, NULL, NULL, NULL);
    best = MIN (best, (double)(g_get_monotonic_time () - start) / 1e6);
  }
  g_print ("train %s: %.2f s, %.2f million rows/s\n", name, best, 0.9 * N_ROWS * options.epochs / best / 1e6);
}

int
main (void) {
  CpRandom random;
  cp_random_init (&random, 1);
  g_autoptr (CpMatrix) features = cp_matrix_new (N_ROWS, N_FEATURES);
  g_autofree double *targets = g_new (double, N_ROWS);
  for (gsize i = 0; i < (gsize)N_ROWS * N_FEATURES; i++)
    cp_matrix_edit_values (features)[i] = (float)cp_random_normal (&random);
  for (gsize row = 0; row < N_ROWS; row++)
    targets[row] = (double)cp_random_below (&random, 2);
  const guint small[] = {8}, deep[] = {200, 50, 20};
  bench ("60-8-1", small, 1, features, targets);
  bench ("60-200-50-20-1", deep, 3, features, targets);
  return 0;
}
