#include "core/table/order.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "tests/fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- the naive twin: a comparison of two rows by the cells themselves
 * --------------------------------------- */

typedef struct {
  const CpColumn *column; /* NULL: the values */
  const double *values;
  gboolean is_descending;
} Naive;

static int
compare_cells (const Naive *naive, guint32 x, guint32 y) {
  if (naive->column == NULL || cp_column_get_type (naive->column) == CP_COLUMN_NUMBER) {
    const double *values = naive->column != NULL ? cp_column_get_numbers (naive->column) : naive->values;
    return (values[x] > values[y]) - (values[x] < values[y]);
  }
  if (cp_column_get_type (naive->column) != CP_COLUMN_TEXT) {
    const guint32 *codes = cp_column_get_codes (naive->column);
    if (cp_column_get_type (naive->column) == CP_COLUMN_BOOLEAN)
      return (codes[x] > codes[y]) - (codes[x] < codes[y]);
    return strcmp (cp_column_get_value (naive->column, codes[x]),
                   cp_column_get_value (naive->column, codes[y]));
  }
  gsize n_x, n_y;
  const char *of_x = cp_column_get_text (naive->column, x, &n_x);
  const char *of_y = cp_column_get_text (naive->column, y, &n_y);
  int difference = memcmp (of_x, of_y, MIN (n_x, n_y));
  return difference != 0 ? difference : (n_x > n_y) - (n_x < n_y);
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data) {
  const Naive *naive = data;
  guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
  gboolean no_x = naive->column != NULL ? cp_column_is_missing (naive->column, x) : isnan (naive->values[x]);
  gboolean no_y = naive->column != NULL ? cp_column_is_missing (naive->column, y) : isnan (naive->values[y]);
  int ordering = no_x || no_y ? no_x - no_y : compare_cells (naive, x, y);
  if (!no_x && !no_y && naive->is_descending)
    ordering = -ordering;
  return ordering != 0 ? ordering : (x > y) - (x < y);
}

static void
check_column (const CpColumn *column) {
  gsize n = cp_column_get_n_rows (column);
  for (int descending = 0; descending < 2; descending++) {
    g_autofree guint32 *found = cp_order_new (n), *expected = cp_order_new (n);
    g_assert_true (cp_order_by_column (found, n, column, descending, NULL));
    Naive naive = {.column = column, .is_descending = descending};
    g_qsort_with_data (expected, (int)n, sizeof *expected, compare_rows, &naive);
    g_assert_cmpmem (found, n * sizeof *found, expected, n * sizeof *expected);
  }
}

/* --- columns at random
 * -------------------------------------------------------------------------------------- */

static CpColumn *
draw_numbers (CpRandom *random, gsize n) {
  g_autofree double *values = g_new (double, n);
  static const double odd[] = {NAN, INFINITY, -INFINITY, 0.0, -0.0, 1e-320, -5, 1e308};
  for (gsize i = 0; i < n; i++) {
    guint64 kind = cp_random_below (random, 4);
    values[i] = kind == 0   ? odd[cp_random_below (random, G_N_ELEMENTS (odd))]
                : kind == 1 ? (double)cp_random_below (random, 10)
                            : cp_random_normal (random);
  }
  return cp_column_new_number ("x", values, n);
}

static CpColumn *
draw_codes (CpRandom *random, gsize n, gboolean is_boolean) {
  static const char *const words[] = {"pear", "Ärmel", "apple", "zoo", "Apple", "app"};
  g_autofree guint32 *codes = g_new (guint32, n);
  for (gsize i = 0; i < n; i++)
    codes[i] =
        cp_random_below (random, 8) == 0 ? CP_MISSING : (guint32)cp_random_below (random, is_boolean ? 2 : 6);
  return is_boolean ? cp_column_new_boolean ("x", codes, n, "no", "yes")
                    : cp_column_new_category ("x", codes, n, words, G_N_ELEMENTS (words));
}

/* Long common beginnings, one the beginning of another, bytes above 127. */
static CpColumn *
draw_text (CpRandom *random, gsize n) {
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; i < n; i++) {
    if (cp_random_below (random, 10) == 0) {
      g_ptr_array_add (cells, NULL);
      continue;
    }
    GString *text = g_string_new (cp_random_below (random, 2) ? "https://example.org/a/" : "");
    for (guint64 length = cp_random_below (random, 20); length > 0; length--)
      g_string_append (text, (const char *[]){"a", "b", "ä", "\x7f", "\x01"}[cp_random_below (random, 5)]);
    g_ptr_array_add (cells, g_string_free (text, FALSE));
  }
  return cp_column_new_text ("x", (const char *const *)cells->pdata, n);
}

static void
test_twin (void) {
  for (guint64 seed = 0; seed < 60; seed++) {
    CpRandom random;
    cp_random_init (&random, seed);
    gsize n = seed < 55 ? cp_random_below (&random, 300) : 70000 + cp_random_below (&random, 9000);
    g_autoptr (CpColumn) numbers = draw_numbers (&random, n);
    g_autoptr (CpColumn) category = draw_codes (&random, n, FALSE);
    g_autoptr (CpColumn) boolean = draw_codes (&random, n, TRUE);
    g_autoptr (CpColumn) text = draw_text (&random, n);
    check_column (numbers);
    check_column (category);
    check_column (boolean);
    check_column (text);
  }
}

/* More rows than one run of text is sorted with on one core, nearly all equal over many levels. */
static void
test_long_text (void) {
  const gsize n = 150000;
  CpRandom random;
  cp_random_init (&random, 2);
  g_autofree const char **cells = g_new (const char *, n);
  for (gsize i = 0; i < n; i++)
    cells[i] =
        (const char *[]){"one beginning that all rows share, a", "one beginning that all rows share, b",
                         "one beginning that all rows share"}[cp_random_below (&random, 3)];
  g_autoptr (CpColumn) column = cp_column_new_text ("x", cells, n);
  check_column (column);
}

static void
test_stride (void) {
  const double scores[] = {9, 0.3, 9, NAN, 9, 0.1, 9, 0.3};
  guint32 rows[] = {0, 1, 2, 3};
  g_assert_true (cp_order_by_values (rows, 4, scores + 1, 2, FALSE, NULL));
  g_assert_cmpmem (rows, sizeof rows, ((guint32[]){2, 0, 3, 1}), sizeof rows);
  g_assert_true (cp_order_by_values (rows, 4, scores + 1, 2, TRUE, NULL));
  g_assert_cmpmem (rows, sizeof rows, ((guint32[]){0, 3, 2, 1}), sizeof rows);
}

/* Sorting by score, then by group, orders by group and within it by score. */
static void
test_stable (void) {
  guint32 rows[] = {5, 4, 2, 1, 0}; /* a part of the rows, in an order of its own */
  const double score[] = {1, 2, 3, 0, 2, 1}, group[] = {1, 0, 1, 0, 0, 0};
  g_assert_true (cp_order_by_values (rows, 5, score, 1, TRUE, NULL));
  g_assert_cmpmem (rows, sizeof rows, ((guint32[]){2, 4, 1, 5, 0}), sizeof rows);
  g_assert_true (cp_order_by_values (rows, 5, group, 1, FALSE, NULL));
  g_assert_cmpmem (rows, sizeof rows, ((guint32[]){4, 1, 5, 2, 0}), sizeof rows);
}

static void
test_threads (void) {
  const gsize n = 300001;
  CpRandom random;
  cp_random_init (&random, 1);
  g_autofree double *values = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    values[i] = (double)cp_random_below (&random, 5000);
  g_autofree guint32 *one = cp_order_new (n);
  cp_parallel_set_n_threads (1);
  g_assert_true (cp_order_by_values (one, n, values, 1, FALSE, NULL));
  for (guint n_threads = 2; n_threads <= 9; n_threads++) {
    cp_parallel_set_n_threads (n_threads);
    g_autofree guint32 *many = cp_order_new (n);
    g_assert_true (cp_order_by_values (many, n, values, 1, FALSE, NULL));
    g_assert_cmpmem (many, n * sizeof *many, one, n * sizeof *one);
  }
  cp_parallel_set_n_threads (0);
}

static void
test_filter (void) {
  const gsize n = 40000; /* more than one chunk */
  CpRandom random;
  cp_random_init (&random, 3);
  g_autoptr (CpColumn) column = draw_numbers (&random, n);
  g_autoptr (CpTable) table = cp_table_new ("t.csv", &column, 1, NULL);
  static const char *const conditions[] = {"x > 0.5", "x is missing", "x > 0 and x < 0", "x >= -1 or x < 3"};
  g_autofree guint32 *rows = cp_order_new (n);
  g_assert_true (cp_order_by_column (rows, n, column, TRUE, NULL));
  for (gsize c = 0; c < G_N_ELEMENTS (conditions); c++) {
    g_autoptr (CpFilter) filter = cp_filter_parse (conditions[c], table, NULL);
    gsize n_found, at = 0;
    g_autofree guint32 *found = cp_order_filter (rows, n, filter, &n_found, NULL);
    g_assert_nonnull (found);
    for (gsize i = 0; i < n; i++) {
      if (cp_filter_matches (filter, rows[i])) {
        g_assert_cmpuint (at, <, n_found);
        g_assert_cmpuint (found[at++], ==, rows[i]);
      }
    }
    g_assert_cmpuint (at, ==, n_found);
  }
}

static void
test_cancelled (void) {
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  g_autoptr (CpColumn) column = cp_column_new_text ("x", (const char *const[]){"b", "a"}, 2);
  g_autoptr (CpTable) table = cp_table_new ("t.csv", &column, 1, NULL);
  g_autoptr (CpFilter) filter = cp_filter_parse ("x is missing", table, NULL);
  guint32 rows[] = {0, 1};
  gsize n_found;
  g_assert_false (cp_order_by_column (rows, 2, column, FALSE, cancellable));
  g_assert_false (cp_order_by_values (rows, 2, (double[]){1, 0}, 1, FALSE, cancellable));
  g_assert_null (cp_order_filter (rows, 2, filter, &n_found, cancellable));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/order/every-order-equals-a-comparison-of-cells", test_twin);
  g_test_add_func ("/core/order/texts-may-share-a-long-beginning", test_long_text);
  g_test_add_func ("/core/order/one-output-of-several-is-read-by-stride", test_stride);
  g_test_add_func ("/core/order/what-ties-keeps-its-order", test_stable);
  g_test_add_func ("/core/order/any-number-of-threads-gives-the-same-order", test_threads);
  g_test_add_func ("/core/order/a-filter-keeps-the-order", test_filter);
  g_test_add_func ("/core/order/a-sort-can-be-cancelled", test_cancelled);
  return g_test_run ();
}
