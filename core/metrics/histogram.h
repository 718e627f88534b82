#pragma once
#include "core/metrics/labels.h"
#include "core/metrics/slices.h"
#include <gio/gio.h>

/* How the scores lie: for each slice and label, the weight of the rows in each bin [edge, next edge), the
 * last closed. Scores outside the edges are counted beside them, so that nothing disappears from a plot
 * unsaid. Rows without a label, without a finite score or with no weight take no part. Immutable; O(n) on all
 * cores, the same bytes on any number of them. */
G_BEGIN_DECLS

typedef struct {
  guint n_slices, n_bins;
  double *edges;         /* (n_bins + 1), strictly ascending */
  double *counts;        /* ((n_slices + 1) × 2 × n_bins): slice, label, bin; the last slice is all rows */
  double *below, *above; /* ((n_slices + 1) × 2): outside the edges */
} CpHistogram;

/**
 * cp_histogram_build:
 * @scores: (n_rows), read with @stride doubles from row to row
 * @weights: (nullable): (n_rows), not negative
 * @edges: (nullable): (n_bins + 1), strictly ascending and finite; NULL: equal widths over [0, 1], found
 * without a search
 *
 * Returns: (transfer full) (nullable): NULL if cancelled
 */
CpHistogram *cp_histogram_build (const double *scores, gsize stride, const CpLabels *labels,
                                 const double *weights, const CpSlices *slices, const double *edges,
                                 guint n_bins, GCancellable *cancellable);
void cp_histogram_free (CpHistogram *histogram);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpHistogram, cp_histogram_free)

/* (n_bins) of @slice, which may be CP_ALL_ROWS, and @label 0 or 1 */
const double *cp_histogram_get_counts (const CpHistogram *histogram, guint slice, guint label);

G_END_DECLS
