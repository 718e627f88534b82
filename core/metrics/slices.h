#pragma once
#include "core/table/table.h"

/* Slices: the observed cells of the product of some columns. Every row lies in exactly one slice. One-hot
 * groups are named like a column. Numbers are used as values when few are distinct (<= 12), else cut into
 * equal-count (default) or equal-width bins [lo, hi), the last closed; edges come from the whole table.
 * Missing is a slice of its own (a coded missing word too). Order: by the keys in turn, numbers and bins
 * ascending, text by code point, missing last. Immutable, reference-counted. */
G_BEGIN_DECLS

#define CP_ALL_ROWS G_MAXUINT32       /* in place of a slice index: every row */
#define CP_NO_SLICE (G_MAXUINT32 - 1) /* a state that lies where no row of the table does */

typedef enum { CP_BINS_AUTO, CP_BINS_EQUAL_COUNT, CP_BINS_EQUAL_WIDTH, CP_BINS_VALUES } CpBinKind;
typedef struct {
  const char *column;
  CpBinKind bins; /* ignored for anything but numbers; AUTO: values when few, else equal count */
  guint n_bins;   /* 0: the default, 5 */
} CpSliceKey;

/* Bins of a number column, usable by plots too. edges: (n_bins + 1), strictly ascending; bin i is
 * [edges[i], edges[i+1]), the last closed. Edges of equal count are values of the column, those of equal
 * width are rounded to a hundredth of the width. Fewer bins than asked where quantiles coincide; a constant
 * column has one, [v, v]; without any value there are 0 bins. @kind: not VALUES; AUTO is equal count.
 * (transfer full) (array) */
double *cp_bins_build (const CpColumn *column, CpBinKind kind, guint n_bins, guint *out_n_bins);

typedef struct _CpSlices CpSlices;
CpSlices *cp_slices_ref (CpSlices *slices);
void cp_slices_unref (CpSlices *slices);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpSlices, cp_slices_unref)

/* (transfer full) (nullable): @n_keys 0 gives one slice of all rows. Errors: a missing column, a text column,
 * more than 10 000 slices. */
CpSlices *cp_slices_build (const CpTable *table, const CpSliceKey *keys, gsize n_keys, GError **error);
CpSlices *cp_slices_new (const guint32 *slice_of_row, gsize n_rows, const char *const *labels,
                         guint n_slices); /* tests, benchmarks; finds no states */

guint cp_slices_get_n_slices (const CpSlices *slices);
gsize cp_slices_get_n_rows (const CpSlices *slices);
gsize cp_slices_get_n_keys (const CpSlices *slices);
const char *cp_slices_get_key (const CpSlices *slices, gsize key); /* "sex" */
gboolean cp_slices_has_key (const CpSlices *slices, const char *name);
const char *cp_slices_get_value (const CpSlices *slices, guint slice,
                                 gsize key); /* "Female", "[20, 35)", "(missing)" */
/* "Female · Black"; where two would read the same, their values in quotes */
const char *cp_slices_get_label (const CpSlices *slices, guint slice);
gboolean cp_slices_is_missing (const CpSlices *slices, guint slice, gsize key);
const guint32 *cp_slices_get_slice_of_rows (const CpSlices *slices);                        /* (n_rows) */
const guint32 *cp_slices_get_rows (const CpSlices *slices, guint slice, gsize *out_n_rows); /* ascending */

/**
 * cp_slices_find:
 * @table: of the columns the slices were built from, as edits of one of its rows have them
 * @row: of @table
 *
 * The slice a row would lie in, by the keys and the edges of the slices as they were built: an edited number
 * moves no edge, and beyond the outermost edges lie the outermost bins. O(keys), whatever the rows.
 *
 * Returns: CP_NO_SLICE where no row of the slices has those values
 */
guint cp_slices_find (const CpSlices *slices, const CpTable *table, gsize row);
/* (transfer full): what the slice of such a row is called, also where there is none: "Female · Black" */
char *cp_slices_dup_label_of (const CpSlices *slices, const CpTable *table, gsize row);
/* Which of @thresholds (n_slices) decides in @slice; CP_NO_SLICE: the one they all share, else @otherwise */
double cp_slices_get_threshold (const CpSlices *slices, const double *thresholds, guint slice,
                                double otherwise);

G_END_DECLS
