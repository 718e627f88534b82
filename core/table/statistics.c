#include "core/table/statistics.h"

#include "core/base/format.h"
#include "core/base/sort.h"
#include "core/table/column-private.h"
#include <math.h>
#include <string.h>

/* Neumaier's compensated sum: one rounding's error, whatever the order and the number of terms. */
typedef struct {
  double sum, lost;
} Sum;

static void
sum_add (Sum *sum, double value) {
  double total = sum->sum + value;
  sum->lost += fabs (sum->sum) >= fabs (value) ? (sum->sum - total) + value : (value - total) + sum->sum;
  sum->sum = total;
}

static double
sum_get (const Sum *sum) {
  return isfinite (sum->sum) ? sum->sum + sum->lost : sum->sum;
}

/* R's type 7: linear between the order statistics around (n − 1) × share. */
static double
quantile (const double *sorted, gsize n, double share) {
  double position = (double)(n - 1) * share;
  gsize below = (gsize)position;
  double fraction = position - (double)below;
  return fraction == 0 ? sorted[below] : sorted[below] + (sorted[below + 1] - sorted[below]) * fraction;
}

/* @sorted: (n) ascending, n > 0 */
static void
describe_numbers (const double *sorted, gsize n, CpColumnStatistics *out) {
  Sum sum = {0}, squares = {0};
  double top = sorted[0];
  for (gsize i = 0, run = 0; i < n; i++) {
    sum_add (&sum, sorted[i]);
    out->n_zeros += sorted[i] == 0;
    run = i > 0 && sorted[i] == sorted[i - 1] ? run + 1 : 1;
    out->n_distinct += run == 1;
    if (run > out->top_count) {
      out->top_count = run;
      top = sorted[i];
    }
  }
  out->mean = sorted[0] == sorted[n - 1] ? sorted[0] : sum_get (&sum) / (double)n;
  for (gsize i = 0; i < n; i++)
    sum_add (&squares, (sorted[i] - out->mean) * (sorted[i] - out->mean));
  if (n > 1)
    out->std = sqrt (sum_get (&squares) / (double)(n - 1));
  out->min = sorted[0];
  out->q1 = quantile (sorted, n, 0.25);
  out->median = quantile (sorted, n, 0.5);
  out->q3 = quantile (sorted, n, 0.75);
  out->max = sorted[n - 1];
  char buffer[CP_FORMAT_SIZE];
  out->top = g_strdup (cp_format_double (buffer, top));
}

static void
describe_number_column (const CpColumn *column, CpColumnStatistics *out) {
  const double *numbers = cp_column_get_numbers (column);
  g_autofree double *present = g_new (double, out->n_rows - out->n_missing);
  gsize n = 0;
  for (gsize row = 0; row < out->n_rows; row++)
    if (!isnan (numbers[row]))
      present[n++] = numbers[row];
  cp_sort_doubles (present, n);
  if (n > 0)
    describe_numbers (present, n, out);
}

/* Counts the cells of each distinct word. A text's dictionary may list a word twice, so words are told apart
 * by their bytes. */
static void
describe_words (const CpColumn *column, CpColumnStatistics *out) {
  const guint32 *codes = cp_column_get_dictionary_codes (column);
  const CpDictionary *dictionary = cp_column_get_dictionary (column);
  const gsize n_words = cp_dictionary_get_n_words (dictionary);
  g_autofree gsize *counts = g_new0 (gsize, n_words);
  for (gsize row = 0; row < out->n_rows; row++)
    if (codes[row] != CP_MISSING)
      counts[codes[row]]++;

  g_autoptr (GHashTable) firsts = NULL; /* word → its first code, where words may repeat */
  if (cp_column_get_type (column) == CP_COLUMN_TEXT)
    firsts = g_hash_table_new (g_str_hash, g_str_equal);
  for (gsize code = 0; firsts != NULL && code < n_words; code++) {
    const char *word = cp_dictionary_get_word (dictionary, code, NULL);
    gpointer first;
    if (counts[code] == 0)
      continue;
    if (g_hash_table_lookup_extended (firsts, word, NULL, &first)) {
      counts[GPOINTER_TO_SIZE (first)] += counts[code];
      counts[code] = 0;
    } else {
      g_hash_table_insert (firsts, (gpointer)word, GSIZE_TO_POINTER (code));
    }
  }

  const char *top = NULL;
  for (gsize code = 0; code < n_words; code++) {
    const char *word = cp_dictionary_get_word (dictionary, code, NULL);
    out->n_distinct += counts[code] > 0;
    if (counts[code] > out->top_count ||
        (counts[code] > 0 && counts[code] == out->top_count && strcmp (word, top) < 0)) {
      out->top_count = counts[code];
      top = word;
    }
  }
  out->top = g_strdup (top);
}

void
cp_column_statistics (const CpColumn *column, CpColumnStatistics *out) {
  g_return_if_fail (column != NULL);
  *out = (CpColumnStatistics){.n_rows = cp_column_get_n_rows (column),
                              .n_missing = cp_column_get_n_missing (column),
                              .mean = NAN,
                              .std = NAN,
                              .min = NAN,
                              .q1 = NAN,
                              .median = NAN,
                              .q3 = NAN,
                              .max = NAN};
  if (cp_column_get_type (column) == CP_COLUMN_NUMBER)
    describe_number_column (column, out);
  else
    describe_words (column, out);
}

void
cp_column_statistics_clear (CpColumnStatistics *statistics) {
  g_clear_pointer (&statistics->top, g_free);
}

void
cp_column_moments (const CpColumn *column, double *out_mean, double *out_std) {
  const double *values = cp_column_get_numbers (column);
  gsize n_rows = cp_column_get_n_rows (column), n = n_rows - cp_column_get_n_missing (column);
  double sum = 0, squares = 0, min = INFINITY, max = -INFINITY;
  for (gsize row = 0; row < n_rows; row++) {
    sum += isnan (values[row]) ? 0 : values[row];
    min = values[row] < min ? values[row] : min;
    max = values[row] > max ? values[row] : max;
  }
  double mean = min == max ? min : sum / (double)n;
  for (gsize row = 0; row < n_rows; row++)
    squares += isnan (values[row]) ? 0 : (values[row] - mean) * (values[row] - mean);
  *out_mean = mean;
  *out_std = n > 1 ? sqrt (squares / (double)(n - 1)) : NAN;
}
