#pragma once
#include "core/table/column.h"

/* What a column holds, over its non-missing rows. std is the sample deviation (n−1); quartiles interpolate
 * linearly between order statistics (R type 7, as numpy's default). A column of one value has exactly that
 * mean and the deviation 0. For category, boolean and text the number
 * fields are NaN. */
G_BEGIN_DECLS

typedef struct {
  gsize n_rows, n_missing, n_distinct;
  gsize n_zeros;                              /* number only */
  double mean, std, min, q1, median, q3, max; /* number only; NaN where undefined */
  char *top; /* the most frequent cell, ties to the first in sort order; NULL if all missing */
  gsize top_count;
} CpColumnStatistics;

void cp_column_statistics (const CpColumn *column,
                           CpColumnStatistics *out); /* O(n log n) for numbers at most */
void cp_column_statistics_clear (CpColumnStatistics *statistics);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CpColumnStatistics, cp_column_statistics_clear)

/* Only mean and sample deviation (n−1) of a number column's present cells, without a sort: two passes. NaN
 * where undefined; a column of one value has exactly that mean and the deviation 0, whatever rounding would
 * make of it.
 */
void cp_column_moments (const CpColumn *column, double *out_mean, double *out_std);

G_END_DECLS
