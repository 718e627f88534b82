#pragma once
#include "core/table/filter.h"
#include "core/table/table.h"

/* Rows in an order: arrays of row indices, sorted and filtered without touching the table. A sort is stable:
 * what ties keeps its order, so from ascending rows ties go to the lower row, and sorting by one key after
 * another orders by the last, then by the one before. Missing values come last, ascending or descending.
 * O(n) radix sorts on all cores, the same result on any number of them. */
G_BEGIN_DECLS

/* (transfer full): 0, 1, … n_rows − 1 */
guint32 *cp_order_new (gsize n_rows);

/**
 * cp_order_by_values:
 * @rows: (n), each a row of @values; sorted in place
 * @values: one a row of the table, read with @stride doubles from row to row: a column of the scores; NaN is
 * missing
 *
 * Returns: %FALSE if cancelled; the order of @rows is then unspecified
 */
gboolean cp_order_by_values (guint32 *rows, gsize n, const double *values, gsize stride,
                             gboolean is_descending, GCancellable *cancellable);
/**
 * cp_order_by_column:
 * @rows: (n), each a row of @column; sorted in place
 *
 * Numbers by value, categories and text by their bytes, false before true.
 *
 * Returns: %FALSE if cancelled; the order of @rows is then unspecified
 */
gboolean cp_order_by_column (guint32 *rows, gsize n, const CpColumn *column, gboolean is_descending,
                             GCancellable *cancellable);

/* (transfer full) (nullable): those of @rows (n) that match, in their order, @out_n of them; NULL if
 * cancelled. On all cores. */
guint32 *cp_order_filter (const guint32 *rows, gsize n, const CpFilter *filter, gsize *out_n,
                          GCancellable *cancellable);

G_END_DECLS
