#include "core/metrics/paired.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "tests/fixture.h"

#include <math.h>
#include <stdlib.h>

static const char *const names[] = {"a", "b", "c", "d"};

/* --- McNemar -----------------------------------------------------------------------------------------------
 */

static void
test_mcnemar (void) {
  /* by hand: 2 · 1/2^5; 2 · (1 + 10)/2^10; 2 · (1 + 12)/2^12 */
  assert_close (cp_mcnemar_exact (0, 5), 0.0625, 1e-17);
  assert_close (cp_mcnemar_exact (9, 1), 22.0 / 1024, 1e-17);
  assert_close (cp_mcnemar_exact (11, 1), 26.0 / 4096, 1e-17);
  /* 1 600 people asked twice whether they approve: 150 changed to no, 86 to yes (Agresti, Categorical Data
   * Analysis, 10.1); and larger ones, by exact integers: sum of comb (n, k) / 2^n in Python */
  assert_close (cp_mcnemar_exact (150, 86), 3.715936139571442e-05, 1e-18);
  assert_close (cp_mcnemar_exact (59, 121), 4.434449263755176e-06, 1e-19);
  assert_close (cp_mcnemar_exact (1200, 1000), 2.1817026407914712e-05, 1e-17);
  assert_close (cp_mcnemar_exact (3000, 2000), 1.3002310005203771e-45, 1e-57);
}

static void
test_mcnemar_extremes (void) {
  g_assert_cmpfloat (cp_mcnemar_exact (0, 0), ==, 1);
  g_assert_cmpfloat (cp_mcnemar_exact (7, 7), ==, 1);
  g_assert_cmpfloat (cp_mcnemar_exact (8, 7), ==, 1);
  g_assert_cmpfloat (cp_mcnemar_exact (2.4, 6.6), ==, cp_mcnemar_exact (2, 7)); /* weights are rounded */
  g_assert_cmpfloat (cp_mcnemar_exact (1e6, 0), ==, 0);                         /* below every double */
  /* half a million each way: the normal distribution with half a row as the correction for continuity */
  double z = (500 - 0.5) / sqrt (1000000.0 / 4);
  assert_close (cp_mcnemar_exact (500500, 499500), erfc (z / G_SQRT2), 1e-6);
}

/* --- counts ------------------------------------------------------------------------------------------------
 */

typedef struct {
  CpPairedRows rows;
  gsize n;
  double *scores, *weights; /* scores: (n × 2) */
  guint8 *labels;
  guint32 *slices;
} Sample;

static void
sample_draw (Sample *sample, guint64 seed, gsize n, guint n_slices) {
  CpRandom random;
  cp_random_init (&random, seed);
  sample->n = n;
  sample->scores = g_new (double, 2 * n);
  sample->weights = seed % 2 == 1 ? g_new (double, n) : NULL;
  sample->labels = g_new (guint8, n);
  sample->slices = g_new (guint32, n);
  for (gsize r = 0; r < n; r++) {
    double u = cp_random_uniform (&random);
    sample->labels[r] = u < 0.05 ? CP_LABEL_NONE : u < 0.4;
    sample->slices[r] = (guint32)cp_random_below (&random, n_slices);
    for (int m = 0; m < 2; m++)
      sample->scores[2 * r + m] =
          u > 0.95 ? NAN : (double)cp_random_below (&random, 11) / 20 + 0.3 * u * (m + 1);
    if (sample->weights != NULL)
      sample->weights[r] = u > 0.9 ? 0 : (double)cp_random_below (&random, 3);
  }
  sample->rows = (CpPairedRows){.scores = {sample->scores, sample->scores + 1},
                                .strides = {2, 2},
                                .labels = cp_labels_new (sample->labels, n),
                                .weights = sample->weights,
                                .slices = cp_slices_new (sample->slices, n, names, n_slices)};
}

static void
sample_clear (Sample *sample) {
  cp_labels_unref (sample->rows.labels);
  cp_slices_unref (sample->rows.slices);
  g_free (sample->scores);
  g_free (sample->weights);
  g_free (sample->labels);
  g_free (sample->slices);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sample, sample_clear)

/* The weight of the rows of a slice with these decisions, straight from the definition; -1: any. */
static double
naive_weight (const Sample *sample, guint slice, int label, const double *thresholds, int a, int b) {
  double sum = 0;
  for (gsize r = 0; r < sample->n; r++) {
    double of_a = sample->scores[2 * r], of_b = sample->scores[2 * r + 1];
    if (sample->slices[r] == slice && sample->labels[r] == label && !isnan (of_a) && !isnan (of_b) &&
        (a < 0 || (of_a >= thresholds[0]) == a) && (b < 0 || (of_b >= thresholds[1]) == b))
      sum += sample->weights != NULL ? sample->weights[r] : 1;
  }
  return sum;
}

static void
test_counts (void) {
  static const double of_a[] = {0.3, 0.4, INFINITY, 0.5}, of_b[] = {0.5, 0.35, 0.6, 0};
  for (guint64 seed = 0; seed < 20; seed++) {
    g_auto (Sample) sample = {0};
    sample_draw (&sample, seed, 150, 4);
    CpPairedCounts counts[4];
    g_assert_true (cp_paired_count (&sample.rows, (const double *const[]){of_a, of_b}, counts, NULL));
    for (guint s = 0; s < 4; s++) {
      const double thresholds[] = {of_a[s], of_b[s]};
      for (int cell = 0; cell < 8; cell++)
        g_assert_cmpfloat (counts[s].cells[cell >> 2][cell >> 1 & 1][cell & 1], ==,
                           naive_weight (&sample, s, cell >> 2, thresholds, cell >> 1 & 1, cell & 1));
      CpConfusion a = cp_paired_get_confusion (&counts[s], 0), b = cp_paired_get_confusion (&counts[s], 1);
      g_assert_cmpfloat (a.tp, ==, naive_weight (&sample, s, 1, thresholds, 1, -1));
      g_assert_cmpfloat (a.fn, ==, naive_weight (&sample, s, 1, thresholds, 0, -1));
      g_assert_cmpfloat (b.fp, ==, naive_weight (&sample, s, 0, thresholds, -1, 1));
      g_assert_cmpfloat (b.tn, ==, naive_weight (&sample, s, 0, thresholds, -1, 0));
    }
  }
}

/* --- differences and their intervals
 * ------------------------------------------------------------------------ */

/* 200 rows by [label][A][B]; by hand: right by A alone 20 + 10, by B alone 12 + 18. */
static const CpPairedCounts example = {.cells = {{{70, 10}, {18, 25}}, {{15, 12}, {20, 30}}},
                                       .sum_of_squares = 200};

static void
test_by_hand (void) {
  CpPairedCell cell;
  cp_paired_cell_fill (&cell, &example, FALSE, 200, 1, 0.95);
  g_assert_cmpfloat (cell.n, ==, 200);
  g_assert_cmpfloat (cell.a_only, ==, 30);
  g_assert_cmpfloat (cell.b_only, ==, 30);
  g_assert_cmpfloat (cell.p, ==, 1);
  g_assert_cmpfloat (cell.differences[CP_METRIC_ACCURACY], ==, 0);
  assert_close (cell.differences[CP_METRIC_TPR], (42 - 50) / 77.0, 1e-15);
  assert_close (cell.differences[CP_METRIC_FPR], (35 - 43) / 123.0, 1e-15);
  assert_close (cell.differences[CP_METRIC_SELECTION_RATE], -16 / 200.0, 1e-15);
  g_assert_cmpfloat (cell.differences[CP_METRIC_BASE_RATE], ==, 0);
  g_assert_true (isnan (cell.differences[CP_METRIC_BRIER]) && isnan (cell.intervals[CP_METRIC_BRIER].low));
}

static int
compare_doubles (gconstpointer a, gconstpointer b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The naive twin: rows drawn with replacement, both models' confusions counted anew. */
static CpInterval
bootstrap_rows (const CpPairedCounts *counts, CpMetric metric, guint n_replicates) {
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (int));
  for (int cell = 0; cell < 8; cell++) {
    for (int i = 0; i < counts->cells[cell >> 2][cell >> 1 & 1][cell & 1]; i++)
      g_array_append_val (rows, cell);
  }
  CpRandom random;
  cp_random_init (&random, 99);
  g_autofree double *found = g_new (double, n_replicates);
  for (guint r = 0; r < n_replicates; r++) {
    CpConfusion models[2] = {0};
    for (guint i = 0; i < rows->len; i++) {
      int cell = g_array_index (rows, int, cp_random_below (&random, rows->len));
      for (int m = 0; m < 2; m++) {
        int decision = m == 0 ? cell >> 1 & 1 : cell & 1;
        CpConfusion *c = &models[m];
        *(cell >> 2 ? (decision ? &c->tp : &c->fn) : (decision ? &c->fp : &c->tn)) += 1;
      }
    }
    found[r] = cp_metric_from_confusion (metric, &models[1]) - cp_metric_from_confusion (metric, &models[0]);
  }
  qsort (found, n_replicates, sizeof *found, compare_doubles);
  return (CpInterval){found[(gsize)(0.025 * n_replicates)], found[(gsize)(0.975 * n_replicates)]};
}

static void
test_row_bootstrap (void) {
  static const CpMetric metrics[] = {CP_METRIC_SELECTION_RATE, CP_METRIC_TPR, CP_METRIC_ACCURACY,
                                     CP_METRIC_F1};
  CpPairedCell cell;
  cp_paired_cell_fill (&cell, &example, FALSE, 20000, 7, 0.95);
  for (gsize m = 0; m < G_N_ELEMENTS (metrics); m++) {
    CpInterval rows = bootstrap_rows (&example, metrics[m], 20000);
    /* both are estimates of one quantile; 20 000 draws fix it to about 0.003 */
    assert_close (cell.intervals[metrics[m]].low, rows.low, 0.01);
    assert_close (cell.intervals[metrics[m]].high, rows.high, 0.01);
  }
}

/* The variance of a difference of paired shares is known: (b + c − (b − c)² / n) / n² with b and c the rows
 * that only one side chose (McNemar). */
static void
test_closed_form (void) {
  CpPairedCell cell;
  cp_paired_cell_fill (&cell, &example, FALSE, 20000, 3, 0.95);
  double b = 38, c = 22, n = 200; /* chosen by A alone, by B alone */
  double half = 1.959963984540054 * sqrt ((b + c - (b - c) * (b - c) / n) / n / n);
  assert_close (cell.intervals[CP_METRIC_SELECTION_RATE].low, -0.08 - half, 0.006);
  assert_close (cell.intervals[CP_METRIC_SELECTION_RATE].high, -0.08 + half, 0.006);
}

static void
test_undefined (void) {
  CpPairedCell cell;
  cp_paired_cell_fill (&cell, &(CpPairedCounts){0}, FALSE, 50, 1, 0.95);
  g_assert_true (isnan (cell.p) && isnan (cell.differences[CP_METRIC_ACCURACY]));
  CpPairedCounts negatives = {.cells = {{{5, 1}, {0, 2}}}, .sum_of_squares = 8};
  cp_paired_cell_fill (&cell, &negatives, FALSE, 50, 1, 0.95);
  g_assert_true (isnan (cell.differences[CP_METRIC_TPR]) && isnan (cell.intervals[CP_METRIC_TPR].low));
  assert_close (cell.differences[CP_METRIC_FPR], 0.125, 1e-15);
}

static void
test_survey (void) {
  CpPairedCounts tripled = example; /* every row with weight 3 */
  for (int c = 0; c < 8; c++)
    tripled.cells[c >> 2][c >> 1 & 1][c & 1] *= 3;
  tripled.sum_of_squares = 9 * 200;
  CpPairedCell plain, survey, counted;
  cp_paired_cell_fill (&plain, &example, FALSE, 500, 1, 0.95);
  cp_paired_cell_fill (&survey, &tripled, TRUE, 500, 1, 0.95);
  cp_paired_cell_fill (&counted, &tripled, FALSE, 500, 1, 0.95);
  g_assert_cmpfloat (survey.n, ==, 600);
  assert_close (survey.intervals[CP_METRIC_TPR].low, plain.intervals[CP_METRIC_TPR].low, 1e-12);
  g_assert_cmpfloat (counted.intervals[CP_METRIC_TPR].low, >, survey.intervals[CP_METRIC_TPR].low);
}

static void
test_compare (void) {
  static const double of_a[] = {0.4, 0.4, 0.5}, of_b[] = {0.5, 0.6, 0.45};
  g_auto (Sample) sample = {0};
  sample_draw (&sample, 3, 200000, 3); /* more than one chunk */
  CpPairedCell many[4], one[4];
  g_assert_true (
      cp_paired_compare (&sample.rows, (const double *const[]){of_a, of_b}, 100, 1, 0.95, many, NULL));
  cp_parallel_set_n_threads (1);
  g_assert_true (
      cp_paired_compare (&sample.rows, (const double *const[]){of_a, of_b}, 100, 1, 0.95, one, NULL));
  cp_parallel_set_n_threads (0);
  g_assert_cmpmem (many, sizeof many, one, sizeof one);
  g_assert_cmpfloat (many[3].a_only, ==, many[0].a_only + many[1].a_only + many[2].a_only);
  /* the areas are those of each model's own sweep */
  double areas[2][4];
  for (int m = 0; m < 2; m++) {
    g_autoptr (CpSweep) sweep = cp_sweep_build (sample.rows.scores[m], 2, sample.rows.labels, sample.weights,
                                                sample.rows.slices, NULL, NULL);
    for (guint s = 0; s < 4; s++)
      areas[m][s] = cp_sweep_get_metric (sweep, s < 3 ? s : CP_ALL_ROWS, 0.5, CP_METRIC_ROC_AUC);
  }
  for (guint s = 0; s < 4; s++)
    assert_close (many[s].differences[CP_METRIC_ROC_AUC], areas[1][s] - areas[0][s], 1e-15);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  g_assert_false (
      cp_paired_compare (&sample.rows, (const double *const[]){of_a, of_b}, 100, 1, 0.95, many, cancellable));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/paired/mcnemar-equals-exact-binomials", test_mcnemar);
  g_test_add_func ("/core/paired/mcnemar-at-its-extremes", test_mcnemar_extremes);
  g_test_add_func ("/core/paired/counts-equal-a-loop-over-the-rows", test_counts);
  g_test_add_func ("/core/paired/differences-equal-a-hand-calculation", test_by_hand);
  g_test_add_func ("/core/paired/drawing-counts-equals-drawing-rows", test_row_bootstrap);
  g_test_add_func ("/core/paired/a-share-differs-as-the-closed-form-says", test_closed_form);
  g_test_add_func ("/core/paired/undefined-differences-stay-undefined", test_undefined);
  g_test_add_func ("/core/paired/survey-weights-count-by-their-effective-size", test_survey);
  g_test_add_func ("/core/paired/any-number-of-threads-gives-the-same-bytes", test_compare);
  return g_test_run ();
}
