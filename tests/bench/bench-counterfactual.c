#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/explain/minimal-change.h"
#include "core/explain/term-swap.h"
#include "core/explain/text-flips.h"
#include "core/model/network.h"
#include "core/model/scores.h"
#include "core/table/edits.h"

/* Milliseconds of a minimal change (20 columns of numbers, 20 000 rows), of the words that flip a text, and
 * of a term swap over 20 000 texts of 50 words with a vocabulary of 1 000. */

enum { N_RUNS = 3, N_ROWS = 20000, N_COLUMNS = 20, N_WORDS = 1000 };

static double
now (void) {
  return (double)g_get_monotonic_time () / 1e3;
}

static CpModel *
make_network (guint n_features, guint hidden, CpRandom *random) {
  CpNetworkBuilder *builder = cp_network_builder_new ("bench", n_features);
  guint widths[] = {n_features, hidden, 1};
  for (guint i = 0; i < 2; i++) {
    gsize n = (gsize)widths[i] * widths[i + 1];
    g_autofree float *kernel = g_new (float, n);
    for (gsize k = 0; k < n; k++)
      kernel[k] = (float)cp_random_normal (random) * 0.3f;
    cp_network_builder_dense (builder, "dense", widths[i + 1], kernel, NULL,
                              i == 0 ? CP_ACTIVATION_RELU : CP_ACTIVATION_SIGMOID, 0);
  }
  return cp_network_builder_end (builder, NULL);
}

static void
bench_minimal (CpRandom *random) {
  CpColumn *columns[N_COLUMNS];
  g_autofree double *numbers = g_new (double, N_ROWS);
  for (guint c = 0; c < N_COLUMNS; c++) {
    g_autofree char *name = g_strdup_printf ("c%u", c);
    for (guint i = 0; i < N_ROWS; i++)
      numbers[i] = cp_random_normal (random);
    columns[c] = cp_column_new_number (name, numbers, N_ROWS);
  }
  g_autoptr (CpTable) table = cp_table_new ("bench", columns, N_COLUMNS, NULL);
  g_autoptr (CpModel) model = make_network (N_COLUMNS, 8, random);
  g_autoptr (CpEncoder) encoder = cp_encoder_propose (table, NULL, NULL, N_COLUMNS, CP_PROPOSE_PLAIN, NULL);
  g_autoptr (CpDistance) distance = cp_distance_build (table, NULL, NULL, NULL, 0, NULL);
  const double thresholds[] = {0.5, 0.9, 0.99};
  for (guint t = 0; t < G_N_ELEMENTS (thresholds); t++) {
    double best = G_MAXDOUBLE;
    guint n_columns = 0;
    for (guint run = 0; run < N_RUNS; run++) {
      guint32 first = 0;
      g_autoptr (CpTable) row = cp_table_take_rows (table, &first, 1);
      CpMinimalQuery query = {.model = model,
                              .encoder = encoder,
                              .table = table,
                              .distance = distance,
                              .threshold = thresholds[t],
                              .k = 3};
      double start = now ();
      g_autoptr (GPtrArray) changes = cp_minimal_changes_find (&query, row, NULL, NULL, NULL);
      best = MIN (best, now () - start);
      n_columns = changes->len > 0 ? ((CpMinimalChange *)g_ptr_array_index (changes, 0))->changes->len : 0;
    }
    g_print ("minimal change, %d columns, %d rows, threshold %g: %.1f ms (%u columns change)\n", N_COLUMNS,
             N_ROWS, thresholds[t], best, n_columns);
  }
  for (guint c = 0; c < N_COLUMNS; c++)
    cp_column_unref (columns[c]);
}

static CpTable *
make_texts (CpRandom *random) {
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < N_ROWS; i++) {
    GString *text = g_string_new (NULL);
    for (guint w = 0; w < 50; w++) {
      double u = cp_random_uniform (random);
      g_string_append_printf (text, "w%u ", (guint)(u * u * u * 1500)); /* some are frequent, some unknown */
    }
    g_ptr_array_add (texts, g_string_free (text, FALSE));
  }
  CpColumn *column = cp_column_new_text ("text", (const char *const *)texts->pdata, N_ROWS);
  CpTable *table = cp_table_new ("bench", &column, 1, NULL);
  cp_column_unref (column);
  return table;
}

static void
bench_texts (CpRandom *random) {
  json_t *vocabulary = json_array ();
  for (guint i = 0; i < N_WORDS; i++) {
    g_autofree char *word = g_strdup_printf ("w%u", i);
    json_array_append_new (vocabulary, i == 0 ? json_null () : json_string (word));
  }
  g_autoptr (json_t) spec =
      json_pack ("[{s:s,s:s,s:s,s:s,s:o}]", "column", "text", "encoding", "bag-of-words", "tokenizer",
                 "keras", "mode", "binary", "vocabulary", vocabulary);
  g_autoptr (CpTable) table = make_texts (random);
  g_autoptr (CpEncoder) encoder = cp_encoder_new_from_json (spec, "bench", NULL);
  g_autoptr (CpModel) model = make_network (N_WORDS, 50, random);
  g_autoptr (CpScores) scores = cp_scores_build (model, encoder, table, NULL, NULL, NULL);
  static CpTermPair pairs[] = {{"w1", "w2"}, {"w5", "w9"}, {"w20", "w30"}, {"w100", "w200"}, {"w7", "w1400"}};
  static const double half = 0.5;
  for (guint n = 1; n <= 5; n += 4) {
    CpTermSwapQuery query = {.model = model,
                             .encoder = encoder,
                             .table = table,
                             .column = "text",
                             .pairs = pairs,
                             .n_pairs = n,
                             .scores = cp_scores_get_values (scores),
                             .thresholds = &half};
    double best = G_MAXDOUBLE;
    gsize n_touched = 0;
    for (guint run = 0; run < N_RUNS; run++) {
      double start = now ();
      g_autoptr (CpTermSwap) swap = cp_term_swap_build (&query, NULL, NULL, NULL);
      best = MIN (best, now () - start);
      n_touched = swap->all.n_rows;
    }
    g_print ("term swap, %u pairs, %d texts of 50 words: %.0f ms (%" G_GSIZE_FORMAT " texts touched)\n", n,
             N_ROWS, best, n_touched);
  }
  guint32 first = 0;
  g_autoptr (CpTable) row = cp_table_take_rows (table, &first, 1);
  for (guint swaps = 0; swaps < 2; swaps++) {
    CpTextFlipQuery query = {model, encoder, "text", 0.5, swaps == 1};
    double start = now ();
    g_autoptr (CpTextFlip) flip = cp_text_flip_find (&query, row, NULL, NULL);
    g_print ("words that flip a text of 50 words, %s: %.1f ms (%u words)\n",
             swaps == 1 ? "swaps too" : "taken out", now () - start, flip->words->len);
  }
}

int
main (void) {
  CpRandom random;
  cp_random_init (&random, 1);
  g_print ("%u threads\n", cp_parallel_get_n_threads ());
  bench_minimal (&random);
  bench_texts (&random);
  return 0;
}
