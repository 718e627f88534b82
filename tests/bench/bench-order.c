#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/metrics/histogram.h"
#include "core/metrics/paired.h"
#include "core/table/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A million rows sorted by each kind of column and filtered, beside the C library's sort of the same indices
 * by a comparison of cells; then what a page of
 * performance asks of the rows themselves: score histograms and the comparison of two models. The least of
 * several runs, in milliseconds. */

enum { N_ROWS = 1000000, N_RUNS = 5, N_WORDS = 50 };

static double
now (void) {
  return (double)g_get_monotonic_time () / 1e3;
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data) {
  const CpColumn *column = data;
  guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
  int ordering;
  if (cp_column_get_type (column) == CP_COLUMN_NUMBER) {
    const double *values = cp_column_get_numbers (column);
    ordering = (values[x] > values[y]) - (values[x] < values[y]);
  } else if (cp_column_get_type (column) == CP_COLUMN_TEXT) {
    gsize n_x, n_y;
    const char *of_x = cp_column_get_text (column, x, &n_x), *of_y = cp_column_get_text (column, y, &n_y);
    ordering = memcmp (of_x, of_y, MIN (n_x, n_y));
    if (ordering == 0)
      ordering = (n_x > n_y) - (n_x < n_y);
  } else {
    const guint32 *codes = cp_column_get_codes (column);
    ordering = (codes[x] > codes[y]) - (codes[x] < codes[y]);
  }
  return ordering != 0 ? ordering : (x > y) - (x < y);
}

static void
bench_column (const CpColumn *column, const char *what) {
  double best = INFINITY, back = INFINITY;
  g_autofree guint32 *rows = NULL, *twin = cp_order_new (N_ROWS);
  for (int run = 0; run < N_RUNS; run++) {
    g_free (rows);
    rows = cp_order_new (N_ROWS);
    double start = now ();
    cp_order_by_column (rows, N_ROWS, column, FALSE, NULL);
    best = fmin (best, now () - start);
    g_autofree guint32 *again = g_memdup2 (rows, N_ROWS * sizeof *rows);
    start = now ();
    cp_order_by_column (again, N_ROWS, column, TRUE, NULL);
    back = fmin (back, now () - start);
  }
  double start = now ();
  g_qsort_with_data (twin, N_ROWS, sizeof *twin, compare_rows, (gpointer)column);
  double peer = now () - start;
  g_assert_cmpmem (rows, N_ROWS * sizeof *rows, twin, N_ROWS * sizeof *twin);
  g_print ("  %-22s %7.1f ms, sorted rows reversed %6.1f ms, by comparison %7.1f ms (%.0f times)\n", what,
           best, back, peer, peer / best);
}

static void
bench_filter (CpColumn *column, const char *condition) {
  g_autoptr (CpTable) table = cp_table_new ("t.csv", &column, 1, NULL);
  g_autoptr (CpFilter) filter = cp_filter_parse (condition, table, NULL);
  g_autofree guint32 *rows = cp_order_new (N_ROWS);
  double best = INFINITY;
  gsize n_found = 0;
  for (int run = 0; run < N_RUNS; run++) {
    double start = now ();
    g_autofree guint32 *found = cp_order_filter (rows, N_ROWS, filter, &n_found, NULL);
    best = fmin (best, now () - start);
  }
  g_print ("  filter %-15s %7.1f ms, %" G_GSIZE_FORMAT " rows\n", condition, best, n_found);
}

typedef struct {
  double *values, *scores;
  guint32 *codes, *flags;
  GPtrArray *texts;
} Data;

static void
data_fill (Data *data) {
  CpRandom random;
  cp_random_init (&random, 1);
  for (gsize r = 0; r < N_ROWS; r++) {
    double u = cp_random_uniform (&random);
    data->values[r] = u < 0.02 ? NAN : cp_random_normal (&random);
    data->scores[r] = (double)(float)u;
    data->codes[r] = (guint32)cp_random_below (&random, N_WORDS);
    data->flags[r] = u < 0.3;
    g_ptr_array_add (data->texts,
                     g_strdup_printf ("applicant %06u of %u", (guint)cp_random_below (&random, N_ROWS),
                                      (guint)cp_random_below (&random, 9)));
  }
}

static void
bench_order (const Data *data) {
  g_auto (GStrv) words = g_new0 (char *, N_WORDS + 1);
  for (int w = 0; w < N_WORDS; w++)
    words[w] = g_strdup_printf ("word %02d", w);
  g_autofree double *present = g_new (double, N_ROWS);
  for (gsize r = 0; r < N_ROWS; r++)
    present[r] = isnan (data->values[r]) ? 0 : data->values[r];
  g_autoptr (CpColumn) numbers = cp_column_new_number ("x", present, N_ROWS);
  g_autoptr (CpColumn) gaps = cp_column_new_number ("x", data->values, N_ROWS);
  g_autoptr (CpColumn) scores = cp_column_new_number ("score", data->scores, N_ROWS);
  g_autoptr (CpColumn) category =
      cp_column_new_category ("word", data->codes, N_ROWS, (const char *const *)words, N_WORDS);
  g_autoptr (CpColumn) boolean = cp_column_new_boolean ("flag", data->flags, N_ROWS, "no", "yes");
  g_autoptr (CpColumn) text = cp_column_new_text ("name", (const char *const *)data->texts->pdata, N_ROWS);
  g_print ("%d rows, %u threads (at most 300 ms)\n", N_ROWS, cp_parallel_get_n_threads ());
  bench_column (numbers, "number");
  bench_column (scores, "score, single precision");
  bench_column (category, "category of 50");
  bench_column (boolean, "boolean");
  bench_column (text, "text");
  bench_filter (gaps, "x > 0.5");
  bench_filter (category, "word != 'word 07'");
}

/* The codes of the words serve as slices; B's scores are A's, moved. */
static void
bench_rows (const Data *data) {
  g_autofree guint8 *truth = g_new (guint8, N_ROWS);
  g_autofree double *moved = g_new (double, N_ROWS), *half = g_new (double, N_WORDS);
  g_auto (GStrv) words = g_new0 (char *, N_WORDS + 1);
  for (gsize r = 0; r < N_ROWS; r++) {
    truth[r] = r * 7 % 11 < 5;
    moved[r] = fmod (data->scores[r] + 0.05 * truth[r] + 1e-3 * (double)(r % 100), 1);
  }
  for (int w = 0; w < N_WORDS; w++) {
    words[w] = g_strdup_printf ("word %02d", w);
    half[w] = 0.5;
  }
  g_autoptr (CpLabels) labels = cp_labels_new (truth, N_ROWS);
  g_autoptr (CpSlices) slices = cp_slices_new (data->codes, N_ROWS, (const char *const *)words, N_WORDS);
  CpPairedRows rows = {
      .scores = {data->scores, moved}, .strides = {1, 1}, .labels = labels, .slices = slices};
  CpPairedCounts counts[N_WORDS];
  CpPairedCell cells[N_WORDS + 1];
  double histogram = INFINITY, count = INFINITY, compare = INFINITY;
  for (int run = 0; run < N_RUNS; run++) {
    double start = now ();
    g_autoptr (CpHistogram) found =
        cp_histogram_build (data->scores, 1, labels, NULL, slices, NULL, 50, NULL);
    histogram = fmin (histogram, now () - start);
    start = now ();
    cp_paired_count (&rows, (const double *const[]){half, half}, counts, NULL);
    count = fmin (count, now () - start);
    start = now ();
    cp_paired_compare (&rows, (const double *const[]){half, half}, 2000, 1, 0.95, cells, NULL);
    compare = fmin (compare, now () - start);
  }
  g_print ("  %-22s %7.1f ms\n", "histograms, 50 slices", histogram);
  g_print ("  %-22s %7.1f ms\n", "decisions of two models", count);
  g_print ("  %-22s %7.1f ms, with intervals and areas\n", "two models compared", compare);
}

int
main (void) {
  g_autofree double *values = g_new (double, N_ROWS), *scores = g_new (double, N_ROWS);
  g_autofree guint32 *codes = g_new (guint32, N_ROWS), *flags = g_new (guint32, N_ROWS);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  Data data = {values, scores, codes, flags, texts};
  data_fill (&data);
  bench_order (&data);
  bench_rows (&data);
  return 0;
}
