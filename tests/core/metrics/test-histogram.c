#include "core/metrics/histogram.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "tests/fixture.h"

#include <math.h>

static const char *const names[] = {"a", "b", "c"};

typedef struct {
  gsize n;
  double *scores, *weights;
  guint8 *truth;
  guint32 *slice_of_row;
  CpLabels *labels;
  CpSlices *slices;
} Sample;

/* Scores on and beside the edges, some beyond them, some not finite. */
static void
sample_draw (Sample *sample, guint64 seed, gsize n) {
  CpRandom random;
  cp_random_init (&random, seed);
  *sample = (Sample){.n = n,
                     .scores = g_new (double, n),
                     .weights = seed % 2 == 1 ? g_new (double, n) : NULL,
                     .truth = g_new (guint8, n),
                     .slice_of_row = g_new (guint32, n)};
  for (gsize r = 0; r < n; r++) {
    double on_edge = (double)cp_random_below (&random, 11) / 10;
    guint64 kind = cp_random_below (&random, 8);
    sample->scores[r] = kind == 0                     ? on_edge
                        : kind == 1                   ? nextafter (on_edge, 2)
                        : kind == 2                   ? nextafter (on_edge, -1)
                        : kind == 3                   ? 4 * cp_random_uniform (&random) - 2
                        : kind == 4 && on_edge == 0.5 ? NAN
                                                      : cp_random_uniform (&random);
    if (sample->weights != NULL)
      sample->weights[r] = (double)cp_random_below (&random, 3);
    sample->truth[r] = (guint8)cp_random_below (&random, 3);
    sample->slice_of_row[r] = (guint32)cp_random_below (&random, 3);
  }
  sample->labels = cp_labels_new (sample->truth, n);
  sample->slices = cp_slices_new (sample->slice_of_row, n, names, 3);
}

static void
sample_clear (Sample *sample) {
  g_free (sample->scores);
  g_free (sample->weights);
  g_free (sample->truth);
  g_free (sample->slice_of_row);
  g_clear_pointer (&sample->labels, cp_labels_unref);
  g_clear_pointer (&sample->slices, cp_slices_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sample, sample_clear)

static CpHistogram *
build (const Sample *sample, const double *edges, guint n_bins) {
  return cp_histogram_build (sample->scores, 1, sample->labels, sample->weights, sample->slices, edges,
                             n_bins, NULL);
}

/* The naive twin: the weight of the rows within [low, high), or [low, high] when closed. */
static double
naive_weight (const Sample *sample, guint slice, guint label, double low, double high, gboolean is_closed) {
  double sum = 0;
  for (gsize r = 0; r < sample->n; r++) {
    double score = sample->scores[r];
    if ((slice == CP_ALL_ROWS || sample->slice_of_row[r] == slice) && sample->truth[r] == label &&
        score >= low && (score < high || (is_closed && score == high)))
      sum += sample->weights != NULL ? sample->weights[r] : 1;
  }
  return sum;
}

static void
check (const Sample *sample, const double *edges, guint n_bins) {
  g_autoptr (CpHistogram) found = build (sample, edges, n_bins);
  for (guint s = 0; s <= 3; s++) {
    guint slice = s < 3 ? s : CP_ALL_ROWS;
    for (guint label = 0; label < 2; label++) {
      const double *counts = cp_histogram_get_counts (found, slice, label);
      const double *at = found->edges;
      for (guint b = 0; b < n_bins; b++)
        g_assert_cmpfloat (counts[b], ==,
                           naive_weight (sample, slice, label, at[b], at[b + 1], b + 1 == n_bins));
      g_assert_cmpfloat (found->below[2 * s + label], ==,
                         naive_weight (sample, slice, label, -G_MAXDOUBLE, at[0], FALSE));
      g_assert_cmpfloat (found->above[2 * s + label], ==,
                         naive_weight (sample, slice, label, nextafter (at[n_bins], 3), INFINITY, FALSE));
    }
  }
}

static void
test_twin (void) {
  static const double edges[] = {-0.5, 0, 0.1, 0.10001, 0.7, 1.5};
  for (guint64 seed = 0; seed < 30; seed++) {
    g_auto (Sample) sample;
    sample_draw (&sample, seed, 400);
    check (&sample, NULL, 10);
    check (&sample, NULL, 1);
    check (&sample, NULL, 1 + (guint)seed * 7);
    check (&sample, edges, G_N_ELEMENTS (edges) - 1);
  }
}

/* By hand: 0.29 · 100 is below 29 in doubles, 0.07 · 100 above 7; both lie on an edge all the same. */
static void
test_edges (void) {
  g_autoptr (CpLabels) labels = cp_labels_new ((guint8[]){1, 1, 1, 0}, 4);
  g_autoptr (CpSlices) slices = cp_slices_new ((guint32[]){0, 0, 0, 0}, 4, names, 1);
  const double scores[] = {0.29, 0.07, 1, 0};
  g_autoptr (CpHistogram) found = cp_histogram_build (scores, 1, labels, NULL, slices, NULL, 100, NULL);
  const double *positives = cp_histogram_get_counts (found, 0, 1);
  g_assert_true (positives[29] == 1 && positives[7] == 1 && positives[99] == 1);
  g_assert_cmpfloat (cp_histogram_get_counts (found, CP_ALL_ROWS, 0)[0], ==, 1);
}

static void
test_threads (void) {
  g_auto (Sample) sample;
  sample_draw (&sample, 4, 300000);
  g_autofree double *weights = g_new (double, sample.n);
  for (gsize r = 0; r < sample.n; r++)
    weights[r] = 1.0 / (double)(1 + r % 7); /* sums that depend on their order */
  sample.weights = g_steal_pointer (&weights);
  g_autoptr (CpHistogram) many = build (&sample, NULL, 40);
  cp_parallel_set_n_threads (1);
  g_autoptr (CpHistogram) one = build (&sample, NULL, 40);
  cp_parallel_set_n_threads (0);
  g_assert_cmpmem (many->counts, 4 * 2 * 40 * sizeof (double), one->counts, 4 * 2 * 40 * sizeof (double));
}

static void
test_empty_or_cancelled (void) {
  g_autoptr (CpLabels) labels = cp_labels_new (NULL, 0);
  g_autoptr (CpSlices) slices = cp_slices_new (NULL, 0, names, 2);
  g_autoptr (CpHistogram) none = cp_histogram_build (NULL, 1, labels, NULL, slices, NULL, 5, NULL);
  g_assert_cmpfloat (cp_histogram_get_counts (none, CP_ALL_ROWS, 1)[4], ==, 0);
  g_auto (Sample) sample;
  sample_draw (&sample, 4, 10);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  g_assert_null (
      cp_histogram_build (sample.scores, 1, sample.labels, NULL, sample.slices, NULL, 5, cancellable));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/histogram/every-bin-equals-a-loop-over-the-rows", test_twin);
  g_test_add_func ("/core/histogram/a-score-on-an-edge-lies-above-it", test_edges);
  g_test_add_func ("/core/histogram/any-number-of-threads-gives-the-same-bytes", test_threads);
  g_test_add_func ("/core/histogram/no-rows-or-no-patience", test_empty_or_cancelled);
  return g_test_run ();
}
