#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/model/network.h"
#include "core/model/scores.h"

#include <cblas.h>

/* Rows a second of two networks, beside bare sgemm over the same shapes in the same blocks on the same
 * threads (no bias, no activation), and beside one pass over the features, which is what memory alone allows.
 */

enum { BLOCK = 2048, N_RUNS = 7 };

typedef struct {
  const guint *widths; /* (n_layers + 1) */
  guint n_layers;
  float **kernels;
  const float *features;
  float **halves; /* (2 × n_threads) */
  double *sums;   /* (n_threads × 8) */
} Work;

static void
run_sgemm (gsize begin, gsize end, guint worker, gpointer data) {
  const Work *work = data;
  const float *in = work->features + begin * work->widths[0];
  for (guint i = 0; i < work->n_layers; i++) {
    int n_in = (int)work->widths[i], n_out = (int)work->widths[i + 1];
    float *out = work->halves[2 * worker + i % 2];
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)(end - begin), n_out, n_in, 1, in, n_in,
                 work->kernels[i], n_out, 0, out, n_out);
    in = out;
  }
}

static void
run_sum (gsize begin, gsize end, guint worker, gpointer data) {
  const Work *work = data;
  float lanes[32] = {0};
  for (gsize i = begin * work->widths[0]; i + 32 <= end * work->widths[0]; i += 32) {
    for (gsize lane = 0; lane < 32; lane++)
      lanes[lane] += work->features[i + lane];
  }
  for (gsize lane = 0; lane < 32; lane++)
    work->sums[worker * 8] += (double)lanes[lane];
}

static double
now (void) {
  return (double)g_get_monotonic_time () / 1e6;
}

static void
bench (const char *name, const guint *widths, guint n_layers, CpActivation hidden, CpActivation last,
       gsize n_rows) {
  CpRandom random;
  cp_random_init (&random, 1);
  guint n_threads = cp_parallel_get_n_threads (), widest = 0;
  gsize n_values = n_rows * widths[0];
  g_autofree float *features = g_new (float, n_values);
  g_autofree double *scores = g_new (double, n_rows *widths[n_layers]);
  for (gsize i = 0; i < n_values; i++)
    features[i] = (float)cp_random_uniform (&random) - 0.5f;

  Work work = {widths,
               n_layers,
               g_new0 (float *, n_layers),
               features,
               g_new0 (float *, 2 * n_threads),
               g_new0 (double, n_threads * 8)};
  CpNetworkBuilder *builder = cp_network_builder_new (name, widths[0]);
  for (guint i = 0; i < n_layers; i++) {
    gsize n_weights = (gsize)widths[i] * widths[i + 1];
    work.kernels[i] = g_new (float, n_weights);
    for (gsize k = 0; k < n_weights; k++)
      work.kernels[i][k] = (float)cp_random_uniform (&random) - 0.5f;
    g_autofree float *bias = g_new0 (float, widths[i + 1]);
    cp_network_builder_dense (builder, "dense", widths[i + 1], work.kernels[i], bias,
                              i + 1 < n_layers ? hidden : last, 1);
    widest = MAX (widest, widths[i + 1]);
  }
  g_autoptr (CpModel) model = cp_network_builder_end (builder, NULL);
  for (guint i = 0; i < 2 * n_threads; i++)
    work.halves[i] = g_new (float, (gsize)BLOCK *widest);

  double ours = G_MAXDOUBLE, theirs = G_MAXDOUBLE, memory = G_MAXDOUBLE;
  for (guint run = 0; run < N_RUNS; run++) {
    double start = now ();
    cp_model_predict (model, features, n_rows, scores, NULL, NULL);
    double between = now ();
    cp_parallel_for (n_rows, BLOCK, run_sgemm, &work, NULL);
    double then = now ();
    cp_parallel_for (n_rows, BLOCK, run_sum, &work, NULL);
    double end = now ();
    ours = MIN (ours, between - start);
    theirs = MIN (theirs, then - between);
    memory = MIN (memory, end - then);
  }
  g_print (
      "%-28s %6.2f Mrow/s on %u threads; sgemm alone %6.2f, ratio %.2f; reading the features alone %6.2f, "
      "%.1f GB/s\n",
      name, (double)n_rows / ours / 1e6, n_threads, (double)n_rows / theirs / 1e6, theirs / ours,
      (double)n_rows / memory / 1e6, (double)n_values * sizeof (float) / memory / 1e9);

  for (guint i = 0; i < n_layers; i++)
    g_free (work.kernels[i]);
  for (guint i = 0; i < 2 * n_threads; i++)
    g_free (work.halves[i]);
  g_free (work.kernels);
  g_free (work.halves);
  g_free (work.sums);
}

static void
bench_table (gsize n_rows) {
  enum { N_COLUMNS = 40, UNITS = 8 };
  CpRandom random;
  cp_random_init (&random, 2);
  g_autofree double *values = g_new (double, n_rows);
  CpColumn *columns[N_COLUMNS];
  for (guint c = 0; c < N_COLUMNS; c++) {
    g_autofree char *name = g_strdup_printf ("c%u", c);
    for (gsize i = 0; i < n_rows; i++)
      values[i] = cp_random_uniform (&random) - 0.5;
    columns[c] = cp_column_new_number (name, values, n_rows);
  }
  g_autoptr (CpTable) table = cp_table_new ("table", columns, N_COLUMNS, NULL);
  for (guint c = 0; c < N_COLUMNS; c++)
    cp_column_unref (columns[c]);
  float kernel[N_COLUMNS * UNITS];
  for (guint i = 0; i < G_N_ELEMENTS (kernel); i++)
    kernel[i] = (float)cp_random_uniform (&random) - 0.5f;
  CpNetworkBuilder *builder = cp_network_builder_new ("table", N_COLUMNS);
  cp_network_builder_dense (builder, "dense", UNITS, kernel, NULL, CP_ACTIVATION_RELU, 1);
  cp_network_builder_dense (builder, "score", 1, kernel, NULL, CP_ACTIVATION_SIGMOID, 1);
  g_autoptr (CpModel) model = cp_network_builder_end (builder, NULL);
  g_autoptr (CpEncoder) encoder = cp_model_find_encoder (model, table, NULL, NULL, NULL, NULL);
  double best = G_MAXDOUBLE;
  for (guint run = 0; run < N_RUNS; run++) {
    double start = now ();
    g_autoptr (CpScores) scores = cp_scores_build (model, encoder, table, NULL, NULL, NULL);
    best = MIN (best, now () - start);
  }
  g_print ("%-28s %6.2f Mrow/s on %u threads, %.1f GB/s of columns\n", "40 columns to 40-8-1 relu",
           (double)n_rows / best / 1e6, cp_parallel_get_n_threads (),
           (double)n_rows * N_COLUMNS * sizeof (double) / best / 1e9);
}

int
main (void) {
  bench ("40-8-1 relu", (guint[]){40, 8, 1}, 2, CP_ACTIVATION_RELU, CP_ACTIVATION_SIGMOID, 1000000);
  bench ("40-8-1 tanh", (guint[]){40, 8, 1}, 2, CP_ACTIVATION_TANH, CP_ACTIVATION_SIGMOID, 1000000);
  bench ("400-50-25-5 relu", (guint[]){400, 50, 25, 5}, 3, CP_ACTIVATION_RELU, CP_ACTIVATION_SOFTMAX, 200000);
  bench ("100-200-50-20-1 relu", (guint[]){100, 200, 50, 20, 1}, 4, CP_ACTIVATION_RELU, CP_ACTIVATION_SIGMOID,
         200000);
  bench ("784-1024-1024-10 relu", (guint[]){784, 1024, 1024, 10}, 3, CP_ACTIVATION_RELU,
         CP_ACTIVATION_SOFTMAX, 10000);
  bench_table (500000);
  return 0;
}
