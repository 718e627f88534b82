#include "core/metrics/histogram.h"

#include "core/base/parallel.h"
#include "core/metrics/distinct.h"

#include <math.h>

#define MIN_CHUNK 65536   /* rows counted in one piece */
#define MAX_CELLS 4194304 /* counters of all pieces together, when slices and bins are many */

/* A piece counts into (n_slices × 2) lines of (n_bins + 2) cells: below, the bins, above. */
typedef struct {
  const double *scores, *weights, *edges;
  gsize stride, n_rows, chunk, n_cells;
  const guint8 *labels;
  const guint32 *slice_of_row;
  guint n_bins;
  gboolean is_even; /* edges[i] = i / n_bins */
  double *cells;    /* (n_chunks × n_cells) */
} Count;

/* The cell of a line that holds @score. */
static inline gsize
find_cell (const Count *count, double score) {
  const double *edges = count->edges;
  guint n_bins = count->n_bins;
  if (score < edges[0])
    return 0;
  if (score >= edges[n_bins])
    return score == edges[n_bins] ? n_bins : n_bins + 1;
  if (!count->is_even)
    return 1 + cp_find_last_not_above (edges, n_bins, score);
  gsize bin = (gsize)(score * n_bins); /* may be one off where the product was rounded */
  bin -= bin > 0 && score < edges[bin];
  bin += score >= edges[bin + 1];
  return 1 + bin;
}

static void
count_chunks (gsize first, gsize last, guint worker, gpointer data) {
  const Count *count = data;
  for (gsize c = first; c < last; c++) {
    double *cells = count->cells + c * count->n_cells;
    gsize begin = c * count->chunk, end = MIN (begin + count->chunk, count->n_rows);
    for (gsize r = begin; r < end; r++) {
      double score = count->scores[r * count->stride];
      double weight = count->weights != NULL ? count->weights[r] : 1;
      if (count->labels[r] > 1 || !isfinite (score) || !(weight > 0))
        continue;
      gsize line = 2 * (gsize)count->slice_of_row[r] + count->labels[r];
      cells[line * (count->n_bins + 2) + find_cell (count, score)] += weight;
    }
  }
}

/* Adds the pieces in turn, each line to its slice and to all rows. */
static void
collect (const Count *count, gsize n_chunks, CpHistogram *out) {
  gsize width = count->n_bins + 2;
  for (gsize line = 0; line < 2 * (gsize)out->n_slices; line++) {
    gsize all = 2 * (gsize)out->n_slices + line % 2;
    for (gsize cell = 0; cell < width; cell++) {
      double sum = 0;
      for (gsize c = 0; c < n_chunks; c++)
        sum += count->cells[c * count->n_cells + line * width + cell];
      double *base = cell == 0 ? out->below : cell == width - 1 ? out->above : out->counts + (cell - 1);
      gsize step = cell == 0 || cell == width - 1 ? 1 : out->n_bins;
      base[line * step] += sum;
      base[all * step] += sum;
    }
  }
}

static CpHistogram *
histogram_new (guint n_slices, guint n_bins, const double *edges) {
  CpHistogram *histogram = g_new0 (CpHistogram, 1);
  gsize n_lines = 2 * ((gsize)n_slices + 1);
  histogram->n_slices = n_slices;
  histogram->n_bins = n_bins;
  histogram->edges = g_new (double, n_bins + 1);
  for (guint i = 0; i <= n_bins; i++)
    histogram->edges[i] = edges != NULL ? edges[i] : (double)i / n_bins;
  histogram->counts = g_new0 (double, n_lines *n_bins);
  histogram->below = g_new0 (double, n_lines);
  histogram->above = g_new0 (double, n_lines);
  return histogram;
}

CpHistogram *
cp_histogram_build (const double *scores, gsize stride, const CpLabels *labels, const double *weights,
                    const CpSlices *slices, const double *edges, guint n_bins, GCancellable *cancellable) {
  gsize n_rows = cp_labels_get_n_rows (labels);
  g_return_val_if_fail (n_bins > 0 && cp_slices_get_n_rows (slices) == n_rows, NULL);
  g_autoptr (CpHistogram) histogram = histogram_new (cp_slices_get_n_slices (slices), n_bins, edges);
  Count count = {.scores = scores,
                 .weights = weights,
                 .edges = histogram->edges,
                 .stride = stride,
                 .n_rows = n_rows,
                 .n_cells = 2 * (gsize)histogram->n_slices * (n_bins + 2),
                 .labels = cp_labels_get_values (labels),
                 .slice_of_row = cp_slices_get_slice_of_rows (slices),
                 .n_bins = n_bins,
                 .is_even = edges == NULL};
  gsize most_chunks = MAX (MAX_CELLS / count.n_cells, 1);
  count.chunk = MAX (MIN_CHUNK, n_rows / most_chunks + 1);
  gsize n_chunks = (n_rows + count.chunk - 1) / count.chunk;
  g_autofree double *cells = g_new0 (double, n_chunks *count.n_cells);
  count.cells = cells;
  if (!cp_parallel_for (n_chunks, 1, count_chunks, &count, cancellable))
    return NULL;
  collect (&count, n_chunks, histogram);
  return g_steal_pointer (&histogram);
}

void
cp_histogram_free (CpHistogram *histogram) {
  g_free (histogram->edges);
  g_free (histogram->counts);
  g_free (histogram->below);
  g_free (histogram->above);
  g_free (histogram);
}

const double *
cp_histogram_get_counts (const CpHistogram *histogram, guint slice, guint label) {
  g_return_val_if_fail (label <= 1 && (slice < histogram->n_slices || slice == CP_ALL_ROWS), NULL);
  gsize line = 2 * (gsize)MIN (slice, histogram->n_slices) + label;
  return histogram->counts + line * histogram->n_bins;
}
