#pragma once
#include "core/report/audit.h"

/* The order of the table of slices: that of the table itself, or by rows, threshold or a metric of one model,
 * or by how far two models are apart in it. Ties keep the table's order; slices where the value is undefined
 * come last either way. */
G_BEGIN_DECLS

#define CP_SORT_GAP G_MAXUINT /* in place of a model: |B − A| */

typedef enum { CP_SORT_TABLE, CP_SORT_ROWS, CP_SORT_THRESHOLD, CP_SORT_METRIC } CpSliceSortKey;
typedef struct {
  CpSliceSortKey key;
  CpMetric metric; /* of CP_SORT_METRIC */
  guint model;     /* or CP_SORT_GAP; ignored by CP_SORT_TABLE and CP_SORT_ROWS */
  gboolean is_descending;
} CpSliceSort;

/* (transfer full): (n_slices): slices in order */
guint *cp_slice_order (const CpAudit *audit, const CpSliceSort *sort);
gboolean cp_slice_sort_equal (const CpSliceSort *a, const CpSliceSort *b);

/* As text: "table", "rows:descending", "tpr:A:ascending", "threshold:gap:descending"; what cannot be read is
 * the table's order. (transfer full) */
char *cp_slice_sort_to_text (const CpSliceSort *sort);
CpSliceSort cp_slice_sort_parse (const char *text);

G_END_DECLS
