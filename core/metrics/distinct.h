#pragma once
#include "core/table/column.h"

/* The distinct numbers of a column. */
G_BEGIN_DECLS

/* (transfer full): the present values of a number column, each once, ascending; @out_n how many. O(n) when
 * few are distinct, else a sort. */
double *cp_column_dup_distinct (const CpColumn *column, gsize *out_n);

/* Index of the last of @sorted (n > 0) not above @value; 0 where all are above. */
static inline gsize
cp_find_last_not_above (const double *sorted, gsize n, double value) {
  gsize low = 0, high = n;
  while (high - low > 1) {
    gsize middle = low + (high - low) / 2;
    if (sorted[middle] <= value)
      low = middle;
    else
      high = middle;
  }
  return low;
}

G_END_DECLS
