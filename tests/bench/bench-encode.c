#include "core/base/random.h"
#include "core/encode/encoder.h"

#include <math.h>
#include <string.h>

/* A million rows × 40 features from 20 columns (17 numbers, 3 categories) into a feature matrix, beside a
 * plain copy of a matrix of that size in one thread: the memory both have to write. */

enum { N_ROWS = 1000000, N_NUMBERS = 17, N_CATEGORIES = 3, N_RUNS = 7 };

static double
now (void) {
  return (double)g_get_monotonic_time () / 1e6;
}

static CpTable *
new_table (void) {
  static const guint n_values[N_CATEGORIES] = {2, 7, 14};
  CpRandom random;
  cp_random_init (&random, 1);
  CpColumn *columns[N_NUMBERS + N_CATEGORIES];
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
    const char *values[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"};
    for (gsize row = 0; row < N_ROWS; row++)
      codes[row] = (guint32)cp_random_below (&random, n_values[i]);
    columns[N_NUMBERS + i] = cp_column_new_category (name, codes, N_ROWS, values, n_values[i]);
  }
  CpTable *table = cp_table_new ("bench", columns, G_N_ELEMENTS (columns), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    cp_column_unref (columns[i]);
  return table;
}

int
main (void) {
  g_autoptr (CpTable) table = new_table ();
  double propose = now ();
  g_autoptr (CpEncoder) encoder = cp_encoder_propose (table, NULL, NULL, 0, CP_PROPOSE_SCALED, NULL);
  propose = now () - propose;
  guint n_features = cp_encoder_get_n_features (encoder);
  g_autoptr (CpBoundEncoder) bound = cp_encoder_bind (encoder, table, NULL);
  g_autoptr (CpMatrix) source = cp_matrix_new (N_ROWS, n_features);
  double apply = G_MAXDOUBLE, write = G_MAXDOUBLE, copy = G_MAXDOUBLE;
  for (int run = 0; run < N_RUNS; run++) {
    double start = now ();
    g_autoptr (CpMatrix) matrix = cp_encoder_apply (encoder, table, NULL, NULL);
    apply = MIN (apply, now () - start);
    start = now ();
    cp_bound_encoder_write (bound, 0, N_ROWS, cp_matrix_edit_values (matrix), NULL);
    write = MIN (write, now () - start);
    start = now ();
    memcpy (cp_matrix_edit_values (matrix), cp_matrix_get_values (source),
            sizeof (float) * N_ROWS * n_features);
    copy = MIN (copy, now () - start);
  }
  g_print ("encode %d rows x %u features: propose %.0f ms; new matrix on all cores %.0f ms; write on one "
           "thread %.0f "
           "ms, %.1f x a plain copy (%.0f ms)\n",
           N_ROWS, n_features, propose * 1e3, apply * 1e3, write * 1e3, write / copy, copy * 1e3);
  return 0;
}
