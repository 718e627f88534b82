#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/explain/counterfactual.h"
#include "core/table/edits.h"

#include <math.h>

/* The distance from one row to all of a million rows × 40 columns (30 numbers, 10 categories), beside one
 * thread that only adds up the same cells: the memory that has to be read. Then the nearest counterfactual,
 * distance included. */

enum {
  N_ROWS = 1000000,
  N_NUMBERS = 30,
  N_CATEGORIES = 10,
  N_COLUMNS = N_NUMBERS + N_CATEGORIES,
  N_RUNS = 9
};

static double
now (void) {
  return (double)g_get_monotonic_time () / 1e6;
}

static CpTable *
new_table (void) {
  static const char *const values[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
  CpRandom random;
  cp_random_init (&random, 1);
  CpColumn *columns[N_COLUMNS];
  g_autofree double *numbers = g_new (double, N_ROWS);
  g_autofree guint32 *codes = g_new (guint32, N_ROWS);
  for (guint i = 0; i < N_NUMBERS; i++) {
    g_autofree char *name = g_strdup_printf ("number_%u", i);
    for (gsize row = 0; row < N_ROWS; row++)
      numbers[row] = cp_random_below (&random, 50) == 0 ? NAN : 100 * cp_random_uniform (&random);
    columns[i] = cp_column_new_number (name, numbers, N_ROWS);
  }
  for (guint i = 0; i < N_CATEGORIES; i++) {
    g_autofree char *name = g_strdup_printf ("category_%u", i);
    for (gsize row = 0; row < N_ROWS; row++)
      codes[row] = (guint32)cp_random_below (&random, 2 + i % 7);
    columns[N_NUMBERS + i] = cp_column_new_category (name, codes, N_ROWS, values, 2 + i % 7);
  }
  CpTable *table = cp_table_new ("bench", columns, N_COLUMNS, NULL);
  for (guint i = 0; i < N_COLUMNS; i++)
    cp_column_unref (columns[i]);
  return table;
}

/* One thread, eight bytes at a time. */
static double
read_all (const CpTable *table) {
  double start = now ();
  guint64 sum = 0;
  for (guint i = 0; i < N_COLUMNS; i++) {
    const CpColumn *column = cp_table_get_column (table, i);
    const guint64 *words = i < N_NUMBERS ? (gconstpointer)cp_column_get_numbers (column)
                                         : (gconstpointer)cp_column_get_codes (column);
    for (gsize w = 0; w < (i < N_NUMBERS ? N_ROWS : N_ROWS / 2); w++)
      sum += words[w];
  }
  g_assert (sum != 1); /* so that it has to be computed */
  return now () - start;
}

int
main (void) {
  g_autoptr (CpTable) table = new_table ();
  double build = now ();
  g_autoptr (CpDistance) distance = cp_distance_build (table, NULL, NULL, NULL, 0, NULL);
  build = now () - build;
  const guint32 index = N_ROWS / 2;
  g_autoptr (CpTable) row = cp_table_take_rows (table, &index, 1);
  g_autofree double *out = g_new (double, N_ROWS), *scores = g_new (double, N_ROWS);
  CpRandom random;
  cp_random_init (&random, 2);
  for (gsize i = 0; i < N_ROWS; i++)
    scores[i] = cp_random_uniform (&random);
  const double threshold = 0.5;
  CpDecisions decisions = {CP_TASK_BINARY, 1, scores, &threshold, NULL, NAN};
  double times[2] = {G_MAXDOUBLE, G_MAXDOUBLE}, read = G_MAXDOUBLE, nearest = G_MAXDOUBLE, one = G_MAXDOUBLE;
  for (int run = 0; run < N_RUNS; run++) {
    for (CpNorm norm = CP_NORM_L1; norm <= CP_NORM_L2; norm++) {
      double start = now ();
      cp_distance_to_all (distance, row, norm, out, NULL, NULL);
      times[norm] = MIN (times[norm], now () - start);
    }
    double start = now ();
    g_autoptr (GArray) found = cp_nearest_counterfactuals (&decisions, &scores[index], 0.5, out, N_ROWS, 10);
    nearest = MIN (nearest, now () - start);
    read = MIN (read, read_all (table));
  }
  cp_parallel_set_n_threads (1);
  for (int run = 0; run < N_RUNS; run++) {
    double start = now ();
    cp_distance_to_all (distance, row, CP_NORM_L1, out, NULL, NULL);
    one = MIN (one, now () - start);
  }
  g_print (
      "distance to %d rows x %d columns: build %.0f ms; l1 %.1f ms, l2 %.1f ms on all cores; l1 on one "
      "thread %.1f ms, %.1f x reading the cells (%.1f ms); 10 nearest counterfactuals among them %.1f ms\n",
      N_ROWS, N_COLUMNS, build * 1e3, times[CP_NORM_L1] * 1e3, times[CP_NORM_L2] * 1e3, one * 1e3, one / read,
      read * 1e3, nearest * 1e3);
  return 0;
}
