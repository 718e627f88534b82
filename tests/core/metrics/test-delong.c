#include "core/metrics/delong.h"

#include "core/base/random.h"
#include "tests/fixture.h"

#include <math.h>

/* --- numbers from outside ---
 *
 * 43 cases after the ovarian cancer example of DeLong, DeLong and Clarke-Pearson 1988 (written down from
 * memory, so not to be taken for their table). The expected figures were computed from these very cases by a
 * separate program that forms the placement values of the paper pair by pair. A score is higher for patients
 * that benefit from surgery. */
enum { ALBUMIN, PROTEIN, K_G, N_TESTS, N_PATIENTS = 43 };
static const double patients[N_PATIENTS][N_TESTS + 1] = {
    {3.0, 5.8, 10, 0}, {3.2, 6.3, 5, 1}, {3.9, 6.8, 3, 1}, {2.8, 4.8, 6, 0}, {3.2, 5.8, 3, 1},
    {0.9, 4.0, 5, 0},  {2.5, 5.7, 8, 0}, {1.6, 5.6, 5, 1}, {3.8, 5.7, 5, 1}, {3.7, 6.7, 6, 1},
    {3.2, 5.4, 4, 1},  {3.8, 6.6, 6, 1}, {4.1, 6.6, 5, 1}, {3.6, 5.7, 5, 1}, {4.3, 7.0, 4, 1},
    {3.6, 6.7, 4, 0},  {2.3, 4.4, 6, 1}, {4.2, 7.6, 4, 0}, {4.0, 6.6, 6, 0}, {3.5, 5.8, 6, 1},
    {3.8, 6.8, 7, 1},  {3.0, 4.7, 8, 0}, {4.5, 7.4, 5, 1}, {3.7, 7.4, 5, 1}, {3.1, 6.6, 6, 1},
    {4.1, 8.2, 6, 1},  {4.3, 7.0, 5, 1}, {4.3, 6.5, 4, 1}, {3.2, 5.1, 5, 1}, {2.6, 4.7, 6, 1},
    {3.3, 6.8, 6, 0},  {1.7, 4.0, 7, 0}, {3.7, 6.1, 5, 1}, {3.3, 6.3, 7, 1}, {4.2, 7.7, 6, 1},
    {3.5, 6.2, 5, 1},  {2.9, 5.7, 9, 0}, {2.1, 4.8, 7, 1}, {2.8, 6.2, 8, 0}, {4.0, 7.0, 7, 1},
    {3.3, 5.7, 6, 1},  {3.7, 6.9, 5, 1}, {3.6, 6.6, 5, 1}};

static void
read_test (int test, double *scores, guint8 *labels) {
  for (int i = 0; i < N_PATIENTS; i++) {
    scores[i] = test == K_G ? patients[i][test] : -patients[i][test];
    labels[i] = patients[i][N_TESTS] == 0;
  }
}

static CpSweep *
build_sweep (const double *scores, const guint8 *labels, const double *weights, gsize n) {
  static const char *const names[] = {"all"};
  g_autofree guint32 *rows = g_new0 (guint32, n);
  g_autoptr (CpLabels) truth = cp_labels_new (labels, n);
  g_autoptr (CpSlices) slices = cp_slices_new (rows, n, names, 1);
  g_autoptr (GError) error = NULL;
  CpSweep *sweep = cp_sweep_build (scores, 1, truth, weights, slices, NULL, &error);
  g_assert_no_error (error);
  return sweep;
}

static void
test_published (void) {
  static const double expected[N_TESTS][4] = {/* area, standard error, 95 % limits */
                                              [ALBUMIN] = {0.7366, 0.0927, 0.5549, 0.9182},
                                              [PROTEIN] = {0.6478, 0.1000, 0.4518, 0.8439},
                                              [K_G] = {0.7258, 0.1028, 0.5243, 0.9273}};
  for (int test = 0; test < N_TESTS; test++) {
    double scores[N_PATIENTS];
    guint8 labels[N_PATIENTS];
    read_test (test, scores, labels);
    g_autoptr (CpSweep) sweep = build_sweep (scores, labels, NULL, N_PATIENTS);
    const CpAuc *auc = cp_sweep_get_auc (sweep, CP_ALL_ROWS);
    CpInterval interval = cp_auc_get_interval (auc, 1, 0.95);
    assert_close (auc->value, expected[test][0], 5e-5);
    assert_close (sqrt (cp_auc_get_variance (auc, 1)), expected[test][1], 5.1e-5);
    assert_close (interval.low, expected[test][2], 5.1e-5);
    assert_close (interval.high, expected[test][3], 5.1e-5);
  }
}

static void
test_published_difference (void) {
  static const double expected[][4] = {/* minus the K-G score: estimate, standard error, 95 % limits */
                                       [ALBUMIN] = {0.0108, 0.0953, -0.1761, 0.1976},
                                       [PROTEIN] = {-0.0780, 0.1046, -0.2830, 0.1271}};
  static const double p[] = {[ALBUMIN] = 0.9102, [PROTEIN] = 0.4561};
  double a[N_PATIENTS], b[N_PATIENTS];
  guint8 labels[N_PATIENTS];
  read_test (K_G, a, labels);
  for (int test = ALBUMIN; test <= PROTEIN; test++) {
    read_test (test, b, labels);
    CpAucDifference found = cp_auc_compare ((const double *const[]){a, b}, labels, NULL, N_PATIENTS, 1, 0.95);
    assert_close (found.difference, expected[test][0], 5.1e-5);
    assert_close (sqrt (found.variance), expected[test][1], 5.1e-5);
    assert_close (found.interval.low, expected[test][2], 5.1e-5);
    assert_close (found.interval.high, expected[test][3], 5.1e-5);
    assert_close (found.p, p[test], 5.1e-5);
  }
}

/* --- the naive twin: every pair of a positive and a negative row ------------------------------------------
 */

typedef struct {
  gsize n;
  double *scores[2], *weights;
  guint8 *labels;
} Sample;

static void
sample_draw (Sample *sample, guint64 seed, gboolean is_weighted) {
  CpRandom random;
  cp_random_init (&random, seed);
  gsize n = sample->n = 1 + cp_random_below (&random, 60);
  guint grid = 1 + (guint)cp_random_below (&random, 30);
  sample->labels = g_new (guint8, n);
  sample->weights = is_weighted ? g_new (double, n) : NULL;
  for (int m = 0; m < 2; m++)
    sample->scores[m] = g_new (double, n);
  for (gsize r = 0; r < n; r++) {
    sample->labels[r] = cp_random_uniform (&random) < 0.3;
    for (int m = 0; m < 2; m++)
      sample->scores[m][r] = (double)cp_random_below (&random, grid) / grid + 0.1 * sample->labels[r];
    if (is_weighted)
      sample->weights[r] = 1 + (double)cp_random_below (&random, 4);
  }
}

static void
sample_clear (Sample *sample) {
  g_free (sample->scores[0]);
  g_free (sample->scores[1]);
  g_free (sample->weights);
  g_free (sample->labels);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sample, sample_clear)

static double
sample_weight (const Sample *sample, gsize row) {
  return sample->weights != NULL ? sample->weights[row] : 1;
}

/* The placement of a row among those of the other label. */
static double
naive_placement (const Sample *sample, int model, gsize row) {
  const double *scores = sample->scores[model];
  double won = 0, all = 0;
  for (gsize r = 0; r < sample->n; r++) {
    if (sample->labels[r] == sample->labels[row])
      continue;
    double lead = sample->labels[row] == 1 ? scores[row] - scores[r] : scores[r] - scores[row];
    won += sample_weight (sample, r) * (lead > 0 ? 1 : lead == 0 ? 0.5 : 0);
    all += sample_weight (sample, r);
  }
  return won / all;
}

/* Sample covariance of the placements over rows of @label, divided by their number: an element of S10 / m or
 * S01 / n of the paper. */
static double
naive_covariance (const Sample *sample, int x, int y, int label) {
  double n = 0, mean_x = 0, mean_y = 0, sum = 0;
  for (gsize r = 0; r < sample->n; r++) {
    if (sample->labels[r] != label)
      continue;
    n += sample_weight (sample, r);
    mean_x += sample_weight (sample, r) * naive_placement (sample, x, r);
    mean_y += sample_weight (sample, r) * naive_placement (sample, y, r);
  }
  for (gsize r = 0; r < sample->n; r++) {
    if (sample->labels[r] == label)
      sum += sample_weight (sample, r) * (naive_placement (sample, x, r) - mean_x / n) *
             (naive_placement (sample, y, r) - mean_y / n);
  }
  return n >= 2 ? sum / (n - 1) / n : NAN;
}

static double
naive_element (const Sample *sample, int x, int y) {
  return naive_covariance (sample, x, y, 0) + naive_covariance (sample, x, y, 1);
}

static void
test_twin (void) {
  for (guint64 seed = 0; seed < 300; seed++) {
    g_auto (Sample) sample = {0};
    sample_draw (&sample, seed, seed % 2 == 1);
    CpAucDifference found = cp_auc_compare ((const double *const *)sample.scores, sample.labels,
                                            sample.weights, sample.n, 1, 0.95);
    double variances[2] = {naive_element (&sample, 0, 0), naive_element (&sample, 1, 1)};
    assert_close (found.variance, variances[0] + variances[1] - 2 * naive_element (&sample, 0, 1), 1e-12);
    for (int m = 0; m < 2; m++) {
      g_autoptr (CpSweep) sweep = build_sweep (sample.scores[m], sample.labels, sample.weights, sample.n);
      const CpAuc *auc = cp_sweep_get_auc (sweep, 0);
      assert_close (auc->value, cp_sweep_get_metric (sweep, 0, 0.5, CP_METRIC_ROC_AUC), 0);
      assert_close (auc->value, found.auc[m].value, 0);
      assert_close (cp_auc_get_variance (auc, 1), variances[m], 1e-12);
    }
  }
}

/* --- single cases
 * ------------------------------------------------------------------------------------------- */

static void
test_undefined (void) {
  g_autoptr (CpSweep) one_label = build_sweep ((double[]){0.2, 0.4}, (guint8[]){0, 0}, NULL, 2);
  const CpAuc *auc = cp_sweep_get_auc (one_label, 0);
  g_assert_true (isnan (auc->value) && isnan (cp_auc_get_variance (auc, 1)));
  g_assert_true (isnan (cp_auc_get_interval (auc, 1, 0.95).low));
  g_autoptr (CpSweep) one_positive = build_sweep ((double[]){0.2, 0.4, 0.3}, (guint8[]){0, 0, 1}, NULL, 3);
  auc = cp_sweep_get_auc (one_positive, 0);
  g_assert_cmpfloat (auc->value, ==, 0.5);
  g_assert_true (isnan (cp_auc_get_variance (auc, 1)));
  CpAucDifference none = cp_auc_compare ((const double *const[]){NULL, NULL}, NULL, NULL, 0, 1, 0.95);
  g_assert_true (isnan (none.difference) && isnan (none.interval.low) && isnan (none.p));
}

static void
test_separated (void) {
  g_autoptr (CpSweep) sweep = build_sweep ((double[]){0.1, 0.2, 0.8, 0.9}, (guint8[]){0, 0, 1, 1}, NULL, 4);
  const CpAuc *auc = cp_sweep_get_auc (sweep, 0);
  CpInterval interval = cp_auc_get_interval (auc, 1, 0.95);
  g_assert_cmpfloat (cp_auc_get_variance (auc, 1), ==, 0);
  g_assert_true (interval.low == 1 && interval.high == 1);
}

static void
test_clipped (void) {
  /* by hand: placements of the positives 1, 0.5; of the negatives 1, 0.5; AUC 0.75, spreads 1/16,
   * variance 2 · (1/16 / 1) = 1/8 */
  g_autoptr (CpSweep) sweep = build_sweep ((double[]){0.1, 0.6, 0.5, 0.9}, (guint8[]){0, 0, 1, 1}, NULL, 4);
  const CpAuc *auc = cp_sweep_get_auc (sweep, 0);
  CpInterval interval = cp_auc_get_interval (auc, 1, 0.95);
  g_assert_cmpfloat (auc->value, ==, 0.75);
  assert_close (cp_auc_get_variance (auc, 1), 0.125, 1e-15);
  assert_close (interval.low, 0.75 - 1.959963984540054 * sqrt (0.125), 1e-12);
  g_assert_cmpfloat (interval.high, ==, 1);
}

static void
test_share (void) {
  /* every weight 3 as survey weights: a third of the weight is independent, which is the rows themselves */
  g_auto (Sample) sample = {0};
  sample_draw (&sample, 12, FALSE);
  g_autofree double *threes = g_new (double, sample.n);
  for (gsize r = 0; r < sample.n; r++)
    threes[r] = 3;
  g_autoptr (CpSweep) plain = build_sweep (sample.scores[0], sample.labels, NULL, sample.n);
  g_autoptr (CpSweep) weighted = build_sweep (sample.scores[0], sample.labels, threes, sample.n);
  double share = cp_sweep_get_effective_n (weighted, 0) / cp_sweep_get_weight (weighted, 0);
  double expected = cp_auc_get_variance (cp_sweep_get_auc (plain, 0), 1);
  g_assert_cmpfloat (expected, >, 0);
  assert_close (cp_auc_get_variance (cp_sweep_get_auc (weighted, 0), share), expected, 1e-15);
}

static void
test_same_model (void) {
  g_auto (Sample) sample = {0};
  sample_draw (&sample, 12, FALSE);
  CpAucDifference found = cp_auc_compare ((const double *const[]){sample.scores[0], sample.scores[0]},
                                          sample.labels, NULL, sample.n, 1, 0.95);
  g_assert_true (found.difference == 0 && found.variance == 0);
  g_assert_true (found.interval.low == 0 && found.interval.high == 0 && isnan (found.p));
}

/* Normal scores one standard deviation apart: the true AUC is Φ(1/√2) = 0.76025. */
static void
test_coverage (void) {
  enum { N = 120, N_TABLES = 600 };
  CpRandom random;
  cp_random_init (&random, 5);
  int n_held = 0;
  for (int table = 0; table < N_TABLES; table++) {
    double scores[N];
    guint8 labels[N];
    for (int i = 0; i < N; i++) {
      labels[i] = i % 3 == 0;
      scores[i] = labels[i] + cp_random_normal (&random);
    }
    g_autoptr (CpSweep) sweep = build_sweep (scores, labels, NULL, N);
    CpInterval interval = cp_auc_get_interval (cp_sweep_get_auc (sweep, 0), 1, 0.95);
    n_held += interval.low <= 0.7602499389 && 0.7602499389 <= interval.high;
  }
  g_assert_cmpint (n_held, >=, N_TABLES * 92 / 100); /* more than three standard errors below 95 % */
  g_assert_cmpint (n_held, <=, N_TABLES * 98 / 100);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/delong/areas-equal-the-published-ones", test_published);
  g_test_add_func ("/core/delong/differences-equal-the-published-ones", test_published_difference);
  g_test_add_func ("/core/delong/variances-equal-a-loop-over-all-pairs", test_twin);
  g_test_add_func ("/core/delong/without-two-rows-of-a-label-nothing-is-known", test_undefined);
  g_test_add_func ("/core/delong/separated-labels-have-no-variance", test_separated);
  g_test_add_func ("/core/delong/intervals-end-at-zero-and-one", test_clipped);
  g_test_add_func ("/core/delong/survey-weights-count-by-their-effective-size", test_share);
  g_test_add_func ("/core/delong/a-model-does-not-differ-from-itself", test_same_model);
  g_test_add_func ("/core/delong/intervals-cover-the-truth", test_coverage);
  return g_test_run ();
}
