#include "core/metrics/distinct.h"

#include "core/base/sort.h"

#include <math.h>
#include <string.h>

#define FEW 32

static double *
sort_distinct (const double *values, gsize n_rows, gsize *out_n) {
  double *sorted = g_new (double, n_rows);
  gsize n = 0, n_distinct = 0;
  for (gsize r = 0; r < n_rows; r++) {
    if (!isnan (values[r]))
      sorted[n++] = values[r];
  }
  cp_sort_doubles (sorted, n);
  for (gsize i = 0; i < n; i++) {
    if (i == 0 || sorted[i] != sorted[i - 1])
      sorted[n_distinct++] = sorted[i];
  }
  *out_n = n_distinct;
  return g_renew (double, sorted, n_distinct);
}

double *
cp_column_dup_distinct (const CpColumn *column, gsize *out_n) {
  const double *values = cp_column_get_numbers (column);
  gsize n_rows = cp_column_get_n_rows (column), n = 0;
  double few[FEW];
  for (gsize r = 0; r < n_rows; r++) {
    if (isnan (values[r]))
      continue;
    gsize at = n > 0 ? cp_find_last_not_above (few, n, values[r]) : 0;
    if (n > 0 && few[at] == values[r])
      continue;
    if (n == FEW)
      return sort_distinct (values, n_rows, out_n);
    at += n > 0 && few[at] < values[r];
    memmove (few + at + 1, few + at, (n - at) * sizeof *few);
    few[at] = values[r] + 0.0; /* −0 becomes +0, as in a sort */
    n++;
  }
  *out_n = n;
  return g_memdup2 (few, n * sizeof *few);
}
