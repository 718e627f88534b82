#include "core/metrics/sweep.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "tests/fixture.h"

#include <math.h>

static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};

typedef struct {
  gsize n_rows;
  guint n_slices;
  double *scores, *weights; /* weights: NULL for none */
  guint8 *labels;
  guint32 *slices;
  CpSweep *sweep;
} Sample;

static void
sample_build (Sample *sample) {
  g_autoptr (CpLabels) labels = cp_labels_new (sample->labels, sample->n_rows);
  g_autoptr (CpSlices) slices = cp_slices_new (sample->slices, sample->n_rows, names, sample->n_slices);
  g_autoptr (GError) error = NULL;
  sample->sweep = cp_sweep_build (sample->scores, 1, labels, sample->weights, slices, NULL, &error);
  g_assert_no_error (error);
}

/* Scores on a grid (ties), some of them not finite, labels some missing, weights some 0 or missing; the last
 * slice may stay empty. */
static void
sample_draw (Sample *sample, guint64 seed) {
  CpRandom random;
  cp_random_init (&random, seed);
  gsize n = sample->n_rows = cp_random_below (&random, 200);
  sample->n_slices = 1 + (guint)cp_random_below (&random, 5);
  guint grid = seed % 3 == 0 ? 1000000 : 1 + (guint)cp_random_below (&random, 20);
  sample->scores = g_new (double, n);
  sample->labels = g_new (guint8, n);
  sample->slices = g_new (guint32, n);
  sample->weights = seed % 2 == 0 ? g_new (double, n) : NULL;
  for (gsize r = 0; r < n; r++) {
    double u = cp_random_uniform (&random);
    sample->scores[r] = u < 0.02   ? NAN
                        : u < 0.03 ? INFINITY
                                   : (double)cp_random_below (&random, grid + 1) / grid;
    sample->labels[r] = cp_random_uniform (&random) < 0.1 ? CP_LABEL_NONE : cp_random_uniform (&random) < 0.4;
    sample->slices[r] = (guint32)cp_random_below (&random, MAX (1, sample->n_slices - 1));
    if (sample->weights != NULL)
      sample->weights[r] = u > 0.95 ? 0 : u > 0.9 ? NAN : 3 * cp_random_uniform (&random);
  }
  sample_build (sample);
}

static void
sample_clear (Sample *sample) {
  g_free (sample->scores);
  g_free (sample->labels);
  g_free (sample->slices);
  g_free (sample->weights);
  g_clear_pointer (&sample->sweep, cp_sweep_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sample, sample_clear)

/* --- the naive twin: straight from the definitions, a loop over the rows for every question ------------ */

static double
naive_weight (const Sample *sample, gsize row, guint slice) {
  if (slice != CP_ALL_ROWS && sample->slices[row] != slice)
    return 0;
  if (sample->labels[row] == CP_LABEL_NONE || !isfinite (sample->scores[row]))
    return 0;
  double weight = sample->weights != NULL ? sample->weights[row] : 1;
  return isnan (weight) ? 0 : weight;
}

static CpConfusion
naive_confusion (const Sample *sample, guint slice, double threshold) {
  CpConfusion out = {0};
  for (gsize r = 0; r < sample->n_rows; r++) {
    double weight = naive_weight (sample, r, slice);
    gboolean is_chosen = sample->scores[r] >= threshold;
    if (sample->labels[r] == 1)
      *(is_chosen ? &out.tp : &out.fn) += weight;
    else
      *(is_chosen ? &out.fp : &out.tn) += weight;
  }
  return out;
}

static double
naive_auc (const Sample *sample, guint slice) {
  double won = 0, pairs = 0;
  for (gsize i = 0; i < sample->n_rows; i++) {
    for (gsize j = 0; j < sample->n_rows; j++) {
      double weight = naive_weight (sample, i, slice) * naive_weight (sample, j, slice);
      if (sample->labels[i] != 1 || sample->labels[j] != 0 || weight == 0)
        continue;
      double difference = sample->scores[i] - sample->scores[j];
      won += weight * (difference > 0 ? 1 : difference == 0 ? 0.5 : 0);
      pairs += weight;
    }
  }
  return pairs > 0 ? won / pairs : NAN;
}

static double
naive_average_precision (const Sample *sample, guint slice) {
  double sum = 0, recall = 0, threshold = INFINITY;
  for (;;) {
    double next = -INFINITY; /* the next distinct score down */
    for (gsize r = 0; r < sample->n_rows; r++) {
      if (naive_weight (sample, r, slice) > 0 && sample->scores[r] < threshold)
        next = fmax (next, sample->scores[r]);
    }
    if (isinf (next))
      break;
    threshold = next;
    CpConfusion c = naive_confusion (sample, slice, threshold);
    double now = c.tp / (c.tp + c.fn);
    sum += (now - recall) * c.tp / (c.tp + c.fp);
    recall = now;
  }
  return recall > 0 ? sum : NAN;
}

static void
check_score_metrics (const Sample *sample, guint slice, const double *found) {
  double weight = 0, score = 0, brier = 0, loss = 0;
  for (gsize r = 0; r < sample->n_rows; r++) {
    double w = naive_weight (sample, r, slice), s = sample->scores[r];
    if (w == 0)
      continue;
    double held = CLAMP (s, 1e-15, 1 - 1e-15);
    weight += w;
    score += w * s;
    brier += w * (s - sample->labels[r]) * (s - sample->labels[r]);
    loss -= w * log (sample->labels[r] == 1 ? held : 1 - held);
  }
  assert_close (found[CP_METRIC_MEAN_SCORE], weight > 0 ? score / weight : NAN, 1e-12);
  assert_close (found[CP_METRIC_BRIER], weight > 0 ? brier / weight : NAN, 1e-12);
  assert_close (found[CP_METRIC_LOG_LOSS], weight > 0 ? loss / weight : NAN, 1e-11);
  assert_close (found[CP_METRIC_ROC_AUC], naive_auc (sample, slice), 1e-12);
  assert_close (found[CP_METRIC_AVERAGE_PRECISION], naive_average_precision (sample, slice), 1e-12);
}

static void
check_slice (const Sample *sample, guint slice) {
  double metrics[CP_N_METRICS];
  for (int t = -1; t <= 22; t++) { /* below all, on the scores, between them, above all, nobody */
    double threshold = t == 22 ? INFINITY : t / 20.0;
    CpConfusion found = cp_sweep_get_confusion (sample->sweep, slice, threshold);
    CpConfusion naive = naive_confusion (sample, slice, threshold);
    assert_close (found.tp, naive.tp, 1e-12);
    assert_close (found.fp, naive.fp, 1e-12);
    assert_close (found.tn, naive.tn, 1e-12);
    assert_close (found.fn, naive.fn, 1e-12);
    g_assert_true (found.tn >= 0 && found.fn >= 0);
  }
  double squares = 0, weight = 0;
  for (gsize r = 0; r < sample->n_rows; r++) {
    weight += naive_weight (sample, r, slice);
    squares += naive_weight (sample, r, slice) * naive_weight (sample, r, slice);
  }
  assert_close (cp_sweep_get_weight (sample->sweep, slice), weight, 1e-12);
  assert_close (cp_sweep_get_effective_n (sample->sweep, slice), weight > 0 ? weight * weight / squares : 0,
                1e-9);
  cp_sweep_get_metrics (sample->sweep, slice, 0.3, metrics);
  check_score_metrics (sample, slice, metrics);
  for (int m = 0; m < CP_N_METRICS; m++)
    assert_close (cp_sweep_get_metric (sample->sweep, slice, 0.3, m), metrics[m], 0);
}

static void
test_twin (void) {
  for (guint64 seed = 0; seed < 60; seed++) {
    g_auto (Sample) sample = {0};
    sample_draw (&sample, seed);
    g_assert_cmpint (cp_sweep_has_counts (sample.sweep), ==, sample.weights == NULL || sample.n_rows == 0);
    for (guint s = 0; s < sample.n_slices; s++)
      check_slice (&sample, s);
    check_slice (&sample, CP_ALL_ROWS);
  }
}

static void
test_points (void) {
  for (guint64 seed = 0; seed < 20; seed++) {
    g_auto (Sample) sample = {0};
    sample_draw (&sample, seed);
    for (guint s = 0; s <= sample.n_slices; s++) {
      guint slice = s < sample.n_slices ? s : CP_ALL_ROWS;
      gsize n;
      const CpSweepPoint *points = cp_sweep_get_points (sample.sweep, slice, &n);
      for (gsize i = 0; i < n; i++) {
        CpConfusion naive = naive_confusion (&sample, slice, points[i].threshold);
        assert_close (points[i].tp, naive.tp, 1e-12);
        assert_close (points[i].fp, naive.fp, 1e-12);
        g_assert_true (i == 0 || points[i].threshold < points[i - 1].threshold);
        g_assert_true (i == 0 || points[i].tp + points[i].fp > points[i - 1].tp + points[i - 1].fp);
      }
    }
  }
}

/* --- single cases --------------------------------------------------------------------------------------- */

static CpSweep *
build_one_slice (const double *scores, const guint8 *labels, gsize n_rows) {
  g_autofree guint32 *slices = g_new0 (guint32, n_rows);
  g_autoptr (CpLabels) truth = cp_labels_new (labels, n_rows);
  g_autoptr (CpSlices) one = cp_slices_new (slices, n_rows, names, 1);
  return cp_sweep_build (scores, 1, truth, NULL, one, NULL, NULL);
}

static void
test_ties (void) {
  /* the decimals whose hundredfold is not whole in doubles, as in the references */
  const double scores[] = {0.29, 0.57, 0.58, 0.29, 0.1 + 0.2};
  const guint8 labels[] = {1, 0, 1, 0, 1};
  g_autoptr (CpSweep) sweep = build_one_slice (scores, labels, 5);
  CpConfusion c = cp_sweep_get_confusion (sweep, 0, 0.29);
  g_assert_true (c.tp == 3 && c.fp == 2 && c.tn == 0 && c.fn == 0);
  c = cp_sweep_get_confusion (sweep, 0, nextafter (0.29, 1));
  g_assert_true (c.tp == 2 && c.fp == 1 && c.tn == 1 && c.fn == 1);
  c = cp_sweep_get_confusion (sweep, 0, 0.57);
  g_assert_true (c.tp == 1 && c.fp == 1);
  c = cp_sweep_get_confusion (sweep, 0, 0.58);
  g_assert_true (c.tp == 1 && c.fp == 0);
  c = cp_sweep_get_confusion (sweep, 0, 0.3); /* 0.1 + 0.2 is above 0.3 */
  g_assert_true (c.tp == 2 && c.fp == 1);
}

static void
test_nobody (void) {
  g_autoptr (CpSweep) sweep = build_one_slice ((double[]){1, 0.5, -0.0, 0.0}, (guint8[]){1, 0, 1, 0}, 4);
  CpConfusion c = cp_sweep_get_confusion (sweep, 0, INFINITY);
  g_assert_true (c.tp == 0 && c.fp == 0 && c.tn == 2 && c.fn == 2);
  c = cp_sweep_get_confusion (sweep, 0, NAN);
  g_assert_true (c.tp == 0 && c.fp == 0);
  c = cp_sweep_get_confusion (sweep, 0, 0);
  g_assert_true (c.tp == 2 && c.fp == 2); /* −0 is at the threshold 0 too */
  gsize n;
  cp_sweep_get_points (sweep, 0, &n);
  g_assert_cmpuint (n, ==, 3);
}

static void
test_small (void) {
  g_autoptr (CpSweep) one = build_one_slice ((double[]){0.7}, (guint8[]){1}, 1);
  g_assert_cmpfloat (cp_sweep_get_metric (one, 0, 0.7, CP_METRIC_TPR), ==, 1);
  g_assert_cmpfloat (cp_sweep_get_metric (one, CP_ALL_ROWS, 0.71, CP_METRIC_TPR), ==, 0);
  g_assert_true (isnan (cp_sweep_get_metric (one, 0, 0.7, CP_METRIC_FPR)));
  g_assert_true (isnan (cp_sweep_get_metric (one, 0, 0.7, CP_METRIC_ROC_AUC)));
  g_autoptr (CpSweep) none = build_one_slice ((double[]){NAN}, (guint8[]){1}, 1);
  g_assert_cmpfloat (cp_sweep_get_weight (none, CP_ALL_ROWS), ==, 0);
  g_assert_true (isnan (cp_sweep_get_metric (none, 0, 0.5, CP_METRIC_ACCURACY)));
  g_assert_true (isnan (cp_sweep_get_metric (none, 0, 0.5, CP_METRIC_MEAN_SCORE)));
}

/* A slice without positive rows has no true-positive rate, never 0. */
static void
test_no_positives (void) {
  const double scores[] = {0.9, 0.2, 0.8, 0.1};
  const guint32 slices[] = {0, 0, 1, 1};
  g_autoptr (CpLabels) labels = cp_labels_new ((guint8[]){1, 0, 0, 0}, 4);
  g_autoptr (CpSlices) two = cp_slices_new (slices, 4, names, 2);
  g_autoptr (CpSweep) sweep = cp_sweep_build (scores, 1, labels, NULL, two, NULL, NULL);
  double out[CP_N_METRICS];
  cp_sweep_get_metrics (sweep, 1, 0.5, out);
  g_assert_true (isnan (out[CP_METRIC_TPR]) && isnan (out[CP_METRIC_FNR]));
  g_assert_true (isnan (out[CP_METRIC_ROC_AUC]) && isnan (out[CP_METRIC_AVERAGE_PRECISION]));
  g_assert_true (isnan (out[CP_METRIC_BALANCED_ACCURACY]) && isnan (out[CP_METRIC_MCC]));
  g_assert_cmpfloat (out[CP_METRIC_PRECISION], ==, 0); /* one row is decided positive, wrongly */
  g_assert_cmpfloat (out[CP_METRIC_FPR], ==, 0.5);
  g_assert_cmpfloat (out[CP_METRIC_F1], ==, 0);
  cp_sweep_get_metrics (sweep, 1, 0.95, out);
  g_assert_true (isnan (out[CP_METRIC_PRECISION]) && isnan (out[CP_METRIC_FDR]));
}

static void
test_total (void) {
  g_auto (Sample) sample = {0};
  sample_draw (&sample, 5);
  double thresholds[8];
  for (guint s = 0; s < sample.n_slices; s++)
    thresholds[s] = s == 0 ? INFINITY : 0.2 * s;
  CpConfusion total = cp_sweep_get_total (sample.sweep, thresholds), sum = {0};
  for (guint s = 0; s < sample.n_slices; s++) {
    CpConfusion c = naive_confusion (&sample, s, thresholds[s]);
    sum = (CpConfusion){sum.tp + c.tp, sum.fp + c.fp, sum.tn + c.tn, sum.fn + c.fn};
  }
  g_assert_true (total.tp == sum.tp && total.fp == sum.fp && total.tn == sum.tn && total.fn == sum.fn);
}

static void
test_stride (void) {
  const double two_outputs[] = {9, 0.1, 9, 0.8, 9, 0.6};
  const guint32 slices[] = {0, 0, 0};
  g_autoptr (CpLabels) labels = cp_labels_new ((guint8[]){0, 1, 0}, 3);
  g_autoptr (CpSlices) one = cp_slices_new (slices, 3, names, 1);
  g_autoptr (CpSweep) sweep = cp_sweep_build (two_outputs + 1, 2, labels, NULL, one, NULL, NULL);
  assert_close (cp_sweep_get_metric (sweep, 0, 0.5, CP_METRIC_MEAN_SCORE), 0.5, 1e-15);
  g_assert_cmpfloat (cp_sweep_get_metric (sweep, 0, 0.5, CP_METRIC_ROC_AUC), ==, 1);
}

/* A weight of 3 is the row written three times. */
static void
test_counts (void) {
  const double scores[] = {0.3, 0.6, 0.6, 0.9}, weights[] = {3, 1, 2, 4};
  const guint8 labels[] = {0, 1, 0, 1};
  g_autoptr (GArray) long_scores = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) long_labels = g_array_new (FALSE, FALSE, 1);
  for (int i = 0; i < 4; i++) {
    for (int k = 0; k < weights[i]; k++) {
      g_array_append_val (long_scores, scores[i]);
      g_array_append_val (long_labels, labels[i]);
    }
  }
  g_autoptr (CpSweep) written =
      build_one_slice ((double *)long_scores->data, (guint8 *)long_labels->data, 10);
  g_autoptr (CpLabels) truth = cp_labels_new (labels, 4);
  g_autoptr (CpSlices) one = cp_slices_new ((guint32[]){0, 0, 0, 0}, 4, names, 1);
  g_autoptr (CpSweep) counted = cp_sweep_build (scores, 1, truth, weights, one, NULL, NULL);
  g_assert_true (cp_sweep_has_counts (counted));
  double a[CP_N_METRICS], b[CP_N_METRICS];
  cp_sweep_get_metrics (written, 0, 0.6, a);
  cp_sweep_get_metrics (counted, 0, 0.6, b);
  for (int m = 0; m < CP_N_METRICS; m++)
    assert_close (a[m], b[m], 1e-15);
}

static void
test_threads (void) {
  const gsize n = 300000; /* more than one chunk of rows */
  g_autofree double *scores = g_new (double, n), *weights = g_new (double, n);
  g_autofree guint8 *truth = g_new (guint8, n);
  g_autofree guint32 *rows = g_new (guint32, n);
  CpRandom random;
  cp_random_init (&random, 4);
  for (gsize r = 0; r < n; r++) {
    scores[r] = cp_random_uniform (&random);
    weights[r] = cp_random_uniform (&random);
    truth[r] = cp_random_below (&random, 3);
    rows[r] = (guint32)cp_random_below (&random, 3);
  }
  g_autoptr (CpLabels) labels = cp_labels_new (truth, n);
  g_autoptr (CpSlices) slices = cp_slices_new (rows, n, names, 3);
  g_autoptr (CpSweep) many = cp_sweep_build (scores, 1, labels, weights, slices, NULL, NULL);
  cp_parallel_set_n_threads (1);
  g_autoptr (CpSweep) one = cp_sweep_build (scores, 1, labels, weights, slices, NULL, NULL);
  cp_parallel_set_n_threads (0);
  for (guint s = 0; s <= 3; s++) {
    guint slice = s < 3 ? s : CP_ALL_ROWS;
    gsize n_a, n_b;
    const CpSweepPoint *a = cp_sweep_get_points (many, slice, &n_a),
                       *b = cp_sweep_get_points (one, slice, &n_b);
    g_assert_cmpmem (a, n_a * sizeof *a, b, n_b * sizeof *b);
    double x[CP_N_METRICS], y[CP_N_METRICS];
    cp_sweep_get_metrics (many, slice, 0.5, x);
    cp_sweep_get_metrics (one, slice, 0.5, y);
    g_assert_cmpmem (x, sizeof x, y, sizeof y);
  }
}

static void
test_bad_input (void) {
  g_autoptr (GError) error = NULL;
  const double scores[] = {0.1, 0.2, 0.3};
  g_autoptr (CpLabels) labels = cp_labels_new ((guint8[]){0, 1, 1}, 3);
  g_autoptr (CpSlices) two = cp_slices_new ((guint32[]){0, 0}, 2, names, 1);
  g_assert_null (cp_sweep_build (scores, 1, labels, NULL, two, NULL, &error));
  assert_message (error, "the labels have 3 rows, the slices 2; both must come from one table.");
  g_autoptr (CpSlices) slices = cp_slices_new ((guint32[]){0, 0, 0}, 3, names, 1);
  g_assert_null (cp_sweep_build (scores, 1, labels, (double[]){1, -2.5, -1}, slices, NULL, &error));
  assert_message (error, "row 1: the weight is -2.5; a weight is a finite number not below 0.");
  g_assert_null (cp_sweep_build (scores, 1, labels, (double[]){1, 1, INFINITY}, slices, NULL, &error));
  assert_message (error, "row 2: the weight is inf; a weight is a finite number not below 0.");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  g_assert_null (cp_sweep_build (scores, 1, labels, NULL, slices, cancellable, &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_CANCELLED);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/sweep/every-answer-equals-a-loop-over-the-rows", test_twin);
  g_test_add_func ("/core/sweep/points-are-the-distinct-scores-descending", test_points);
  g_test_add_func ("/core/sweep/ties-at-the-threshold-are-positive", test_ties);
  g_test_add_func ("/core/sweep/an-infinite-threshold-decides-nobody", test_nobody);
  g_test_add_func ("/core/sweep/one-row-or-none-is-enough", test_small);
  g_test_add_func ("/core/sweep/without-positives-the-rate-is-undefined", test_no_positives);
  g_test_add_func ("/core/sweep/the-total-adds-the-slices", test_total);
  g_test_add_func ("/core/sweep/one-output-of-several-is-read-by-stride", test_stride);
  g_test_add_func ("/core/sweep/a-weight-is-the-row-written-that-often", test_counts);
  g_test_add_func ("/core/sweep/any-number-of-threads-gives-the-same-bytes", test_threads);
  g_test_add_func ("/core/sweep/bad-input-is-refused-with-its-place", test_bad_input);
  return g_test_run ();
}
