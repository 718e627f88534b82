#include "core/metrics/paired.h"

#include "core/base/parallel.h"
#include "core/base/random.h"

#include <math.h>

#define MIN_CHUNK 65536 /* rows counted in one piece */
#define MAX_CHUNKS 64   /* bounds the table of counts when there are many slices */

enum { N_CELLS = 8 };
G_STATIC_ASSERT (sizeof (((CpPairedCounts *)0)->cells) == N_CELLS * sizeof (double));

static inline double
get_score (const CpPairedRows *rows, guint model, gsize row) {
  return rows->scores[model][row * rows->strides[model]];
}

static inline gboolean
takes_part (const CpPairedRows *rows, const guint8 *labels, gsize row) {
  return labels[row] <= 1 && isfinite (get_score (rows, 0, row)) && isfinite (get_score (rows, 1, row)) &&
         (rows->weights == NULL || rows->weights[row] > 0);
}

typedef struct {
  const CpPairedRows *rows;
  const double *const *thresholds;
  gsize n_rows, chunk;
  guint n_slices;
  CpPairedCounts *counts; /* (n_chunks × n_slices) */
} Count;

static void
count_chunks (gsize first, gsize last, guint worker, gpointer data) {
  const Count *count = data;
  const CpPairedRows *rows = count->rows;
  const guint8 *labels = cp_labels_get_values (rows->labels);
  const guint32 *slice_of_row = cp_slices_get_slice_of_rows (rows->slices);
  for (gsize c = first; c < last; c++) {
    CpPairedCounts *counts = count->counts + c * count->n_slices;
    gsize begin = c * count->chunk, end = MIN (begin + count->chunk, count->n_rows);
    for (gsize r = begin; r < end; r++) {
      if (!takes_part (rows, labels, r))
        continue;
      guint32 slice = slice_of_row[r];
      gboolean a = get_score (rows, 0, r) >= count->thresholds[0][slice];
      gboolean b = get_score (rows, 1, r) >= count->thresholds[1][slice];
      double weight = rows->weights != NULL ? rows->weights[r] : 1;
      counts[slice].cells[labels[r]][a][b] += weight;
      counts[slice].sum_of_squares += weight * weight;
    }
  }
}

static void
add_counts (CpPairedCounts *to, const CpPairedCounts *from) {
  for (int c = 0; c < N_CELLS; c++)
    (&to->cells[0][0][0])[c] += (&from->cells[0][0][0])[c];
  to->sum_of_squares += from->sum_of_squares;
}

gboolean
cp_paired_count (const CpPairedRows *rows, const double *const thresholds[2], CpPairedCounts *out,
                 GCancellable *cancellable) {
  gsize n_rows = cp_labels_get_n_rows (rows->labels);
  g_return_val_if_fail (cp_slices_get_n_rows (rows->slices) == n_rows, FALSE);
  Count count = {.rows = rows,
                 .thresholds = thresholds,
                 .n_rows = n_rows,
                 .chunk = MAX (MIN_CHUNK, n_rows / MAX_CHUNKS + 1),
                 .n_slices = cp_slices_get_n_slices (rows->slices)};
  gsize n_chunks = (n_rows + count.chunk - 1) / count.chunk;
  g_autofree CpPairedCounts *counts = g_new0 (CpPairedCounts, n_chunks * count.n_slices);
  count.counts = counts;
  if (!cp_parallel_for (n_chunks, 1, count_chunks, &count, cancellable))
    return FALSE;
  for (guint s = 0; s < count.n_slices; s++) {
    out[s] = (CpPairedCounts){0};
    for (gsize c = 0; c < n_chunks; c++)
      add_counts (&out[s], &counts[c * count.n_slices + s]);
  }
  return TRUE;
}

CpConfusion
cp_paired_get_confusion (const CpPairedCounts *counts, guint model) {
  CpConfusion out = {0};
  for (int other = 0; other < 2; other++) {
    for (int decision = 0; decision < 2; decision++) {
      int a = model == 0 ? decision : other, b = model == 0 ? other : decision;
      *(decision ? &out.tp : &out.fn) += counts->cells[1][a][b];
      *(decision ? &out.fp : &out.tn) += counts->cells[0][a][b];
    }
  }
  return out;
}

/* Binomial masses from the middle down, relative to the middle one: nothing over- or underflows that matters,
 * and the sum of all follows by symmetry. */
double
cp_mcnemar_exact (double a_only, double b_only) {
  double x = round (a_only), y = round (b_only), n = x + y, least = fmin (x, y);
  double mass = 1, half = 0, tail = 0;
  for (double k = floor (n / 2); k >= 0 && mass > 0; k--) {
    half += mass;
    if (k <= least)
      tail += mass;
    mass *= k / (n - k + 1);
  }
  double all = 2 * half - (fmod (n, 2) == 0 ? 1 : 0); /* the middle one of an even number stands once */
  return fmin (1, 2 * tail / all);
}

static double
sum_cells (const CpPairedCounts *counts) {
  double sum = 0;
  for (int c = 0; c < N_CELLS; c++)
    sum += (&counts->cells[0][0][0])[c];
  return sum;
}

/* How many independent rows a unit of weight stands for. */
static double
effective_share (const CpPairedCounts *counts, gboolean is_survey) {
  double weight = sum_cells (counts);
  return is_survey && weight > 0 ? weight / counts->sum_of_squares : 1;
}

static void
get_differences (const CpPairedCounts *counts, double *out) {
  CpConfusion a = cp_paired_get_confusion (counts, 0), b = cp_paired_get_confusion (counts, 1);
  for (int m = 0; m < CP_N_CONFUSION_METRICS; m++)
    out[m] = cp_metric_from_confusion (m, &b) - cp_metric_from_confusion (m, &a);
}

/* Percentiles over the replicates in which the difference is defined. */
static void
bootstrap (CpPairedCell *cell, const CpPairedCounts *counts, guint64 n_draws, guint n_replicates,
           guint64 seed, double level) {
  g_autofree double *found = g_new (double, (gsize)n_replicates *CP_N_CONFUSION_METRICS);
  gsize n_found[CP_N_CONFUSION_METRICS] = {0};
  CpRandom random;
  cp_random_init (&random, seed);
  for (guint r = 0; r < n_replicates; r++) {
    CpPairedCounts drawn;
    double differences[CP_N_CONFUSION_METRICS];
    cp_random_multinomial (&random, n_draws, &counts->cells[0][0][0], N_CELLS, &drawn.cells[0][0][0]);
    get_differences (&drawn, differences);
    for (int m = 0; m < CP_N_CONFUSION_METRICS; m++) {
      if (!isnan (differences[m]))
        found[(gsize)m * n_replicates + n_found[m]++] = differences[m];
    }
  }
  for (int m = 0; m < CP_N_CONFUSION_METRICS; m++) {
    if (!isnan (cell->differences[m]))
      cell->intervals[m] = cp_interval_percentile (found + (gsize)m * n_replicates, n_found[m], level);
  }
}

void
cp_paired_cell_fill (CpPairedCell *cell, const CpPairedCounts *counts, gboolean is_survey, guint n_replicates,
                     guint64 seed, double level) {
  double share = effective_share (counts, is_survey);
  cell->n = sum_cells (counts);
  cell->a_only = counts->cells[1][1][0] + counts->cells[0][0][1];
  cell->b_only = counts->cells[1][0][1] + counts->cells[0][1][0];
  cell->p = cell->n > 0 ? cp_mcnemar_exact (cell->a_only * share, cell->b_only * share) : NAN;
  for (int m = 0; m < CP_N_METRICS; m++) {
    cell->differences[m] = NAN;
    cell->intervals[m] = (CpInterval){NAN, NAN};
  }
  get_differences (counts, cell->differences);
  bootstrap (cell, counts, (guint64)llround (cell->n * share), n_replicates, seed, level);
}

typedef struct {
  const CpPairedRows *rows;
  const CpPairedCounts *counts; /* (n_slices + 1): the slices, then all rows */
  guint n_slices, n_replicates;
  guint64 seed;
  double level;
  CpPairedCell *out;
} Compare;

/* The rows of the slice that take part, gathered: a sort wants them side by side. */
static void
compare_areas (const Compare *compare, guint slice, CpPairedCell *cell) {
  const CpPairedRows *rows = compare->rows;
  const guint8 *labels = cp_labels_get_values (rows->labels);
  const guint32 *of_slice = NULL;
  gsize n_rows = cp_labels_get_n_rows (rows->labels), n = 0;
  if (slice < compare->n_slices)
    of_slice = cp_slices_get_rows (rows->slices, slice, &n_rows);
  g_autofree double *a = g_new (double, n_rows), *b = g_new (double, n_rows);
  g_autofree double *weights = rows->weights != NULL ? g_new (double, n_rows) : NULL;
  g_autofree guint8 *truth = g_new (guint8, n_rows);
  for (gsize i = 0; i < n_rows; i++) {
    gsize row = of_slice != NULL ? of_slice[i] : i;
    if (!takes_part (rows, labels, row))
      continue;
    a[n] = get_score (rows, 0, row);
    b[n] = get_score (rows, 1, row);
    truth[n] = labels[row];
    if (weights != NULL)
      weights[n] = rows->weights[row];
    n++;
  }
  double share = effective_share (&compare->counts[slice], rows->is_survey);
  CpAucDifference found =
      cp_auc_compare ((const double *const[]){a, b}, truth, weights, n, share, compare->level);
  cell->differences[CP_METRIC_ROC_AUC] = found.difference;
  cell->intervals[CP_METRIC_ROC_AUC] = found.interval;
}

static void
compare_parts (gsize first, gsize last, guint worker, gpointer data) {
  const Compare *compare = data;
  for (gsize i = first; i < last; i++) {
    guint s = compare->n_slices - (guint)i; /* all rows first: the longest */
    cp_paired_cell_fill (&compare->out[s], &compare->counts[s], compare->rows->is_survey,
                         compare->n_replicates, compare->seed + s, compare->level);
    compare_areas (compare, s, &compare->out[s]);
  }
}

gboolean
cp_paired_compare (const CpPairedRows *rows, const double *const thresholds[2], guint n_replicates,
                   guint64 seed, double level, CpPairedCell *out, GCancellable *cancellable) {
  guint n_slices = cp_slices_get_n_slices (rows->slices);
  g_autofree CpPairedCounts *counts = g_new0 (CpPairedCounts, n_slices + 1);
  if (!cp_paired_count (rows, thresholds, counts, cancellable))
    return FALSE;
  for (guint s = 0; s < n_slices; s++)
    add_counts (&counts[n_slices], &counts[s]);
  Compare compare = {.rows = rows,
                     .counts = counts,
                     .n_slices = n_slices,
                     .n_replicates = n_replicates,
                     .seed = seed,
                     .level = level,
                     .out = out};
  return cp_parallel_for (n_slices + 1, 1, compare_parts, &compare, cancellable);
}
