#include "core/report/audit.h"

#include "core/base/error.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* Two slices; by hand at threshold 0.5:
 *   F: scores 0.9+ 0.6- 0.4+ 0.1-   tp 1 fp 1 tn 1 fn 1
 *   M: scores 0.8+ 0.7+ 0.2- 0.3-   tp 2 fp 0 tn 2 fn 0 */
static const double scores[] = {0.9, 0.6, 0.4, 0.1, 0.8, 0.7, 0.2, 0.3};
static const guint8 labels[] = {1, 0, 1, 0, 1, 1, 0, 0};
static const guint32 slice_of_row[] = {0, 0, 0, 0, 1, 1, 1, 1};

static CpSweep *
make_sweep (const double *weights) {
  static const char *const names[] = {"F", "M"};
  g_autoptr (CpLabels) truth = cp_labels_new (labels, 8);
  g_autoptr (CpSlices) slices = cp_slices_new (slice_of_row, 8, names, 2);
  g_autoptr (GError) error = NULL;
  CpSweep *sweep = cp_sweep_build (scores, 1, truth, weights, slices, NULL, &error);
  g_assert_no_error (error);
  return sweep;
}

static CpAudit *
make_audit (CpSweep *sweep, const double *thresholds, gboolean has_intervals, gboolean is_survey) {
  const char *name = "A";
  CpAuditOptions options = {.label = "y",
                            .positive = "1",
                            .costs = {2, 1},
                            .strategy = CP_STRATEGY_CUSTOM,
                            .tolerance = 0.01,
                            .has_intervals = has_intervals,
                            .is_survey = is_survey,
                            .seed = 1};
  g_autoptr (GError) error = NULL;
  CpAudit *audit = cp_audit_build (&sweep, &name, 1, thresholds, &options, NULL, &error);
  g_assert_no_error (error);
  return audit;
}

static void
test_by_hand (void) {
  static const double half[] = {0.5, 0.5};
  g_autoptr (CpSweep) sweep = make_sweep (NULL);
  g_autoptr (CpAudit) audit = make_audit (sweep, half, FALSE, FALSE);
  const CpAuditModel *m = &audit->models[0];
  g_assert_cmpfloat (m->slices[0].metrics[CP_METRIC_TPR], ==, 0.5);
  g_assert_cmpfloat (m->slices[1].metrics[CP_METRIC_TPR], ==, 1);
  g_assert_cmpfloat (m->overall.metrics[CP_METRIC_ACCURACY], ==, 0.75);
  g_assert_cmpfloat (m->overall.threshold, ==, 0.5);
  g_assert_cmpfloat (m->cost, ==, 3); /* one false positive at 2, one false negative at 1 */
  g_assert_cmpfloat (m->gaps[CP_METRIC_TPR].difference, ==, 0.5);
  g_assert_cmpuint (m->gaps[CP_METRIC_TPR].min_slice, ==, 0);
  g_assert_true (isnan (m->gaps[CP_METRIC_TPR].difference_interval.low));
}

static void
test_own_thresholds (void) {
  static const double own[] = {0.4, INFINITY};
  g_autoptr (CpSweep) sweep = make_sweep (NULL);
  g_autoptr (CpAudit) audit = make_audit (sweep, own, FALSE, FALSE);
  const CpAuditModel *m = &audit->models[0];
  g_assert_true (isnan (m->overall.threshold));
  g_assert_cmpfloat (m->overall.confusion.tp, ==, 2);
  g_assert_cmpfloat (m->overall.confusion.fp, ==, 1);
  g_assert_cmpfloat (m->overall.confusion.fn, ==, 2);
  g_autoptr (json_t) json = cp_audit_to_json (audit);
  json_t *model = json_array_get (json_object_get (json, "models"), 0);
  g_assert_null (json_object_get (json_object_get (model, "overall"), "threshold"));
  json_t *second = json_array_get (json_object_get (model, "slices"), 1);
  g_assert_true (json_is_null (json_object_get (second, "threshold")));
  g_assert_true (json_is_null (json_object_get (second, "precision")));
  g_assert_cmpfloat (json_number_value (json_object_get (second, "tpr")), ==, 0);
}

static void
test_words (void) {
  static const double half[] = {0.5, 0.75};
  g_autoptr (CpSweep) sweep = make_sweep (NULL);
  g_autoptr (CpAudit) audit = make_audit (sweep, half, FALSE, FALSE);
  g_autofree char *sentence = cp_audit_dup_sentence (audit, 0), *verdict = cp_audit_dup_verdict (audit, 0);
  g_assert_cmpstr (sentence, ==,
                   "A decides 25.0\u00a0% of M and 50.0\u00a0% of F positive, a gap of 25.0 points.");
  g_assert_cmpstr (verdict, ==, "Four-fifths rule: fails (0.50)");
  /* F holds 0.9 and 0.4 of its positives at 0.5 or above: one; M's are 0.8 and 0.7 at 0.75: one */
  g_autofree char *rate = cp_audit_dup_sentence_of (audit, 0, CP_METRIC_FPR);
  g_assert_cmpstr (
      rate, ==,
      "A has a false-positive rate of 0.0\u00a0% for M and 50.0\u00a0% for F, a gap of 50.0 points.");
  g_autofree char *rule = cp_audit_dup_verdict_of (audit, 0, CP_METRIC_FPR);
  g_assert_cmpstr (rule, ==, "Four-fifths rule on the false-positive rate: fails (0.00)");
  g_autofree char *right = cp_audit_dup_sentence_of (audit, 0, CP_METRIC_ACCURACY);
  g_assert_cmpstr (right, ==,
                   "A has an accuracy of 50.0\u00a0% for F and 75.0\u00a0% for M, a gap of 25.0 points.");
}

/* 797 of 1 000 against all of 1 000: "fails (0.80)" would say two things at once. */
static void
test_a_ratio_just_below (void) {
  enum { N = 1000 };
  static const char *const names[] = {"F", "M"};
  static const double half[] = {0.5, 0.5};
  double many[2 * N];
  guint8 truth[2 * N];
  guint32 rows[2 * N];
  for (guint i = 0; i < 2 * N; i++) {
    rows[i] = i / N;
    many[i] = i < 797 || i >= N;
    truth[i] = i % 2;
  }
  g_autoptr (CpLabels) labels_of_many = cp_labels_new (truth, 2 * N);
  g_autoptr (CpSlices) slices = cp_slices_new (rows, 2 * N, names, 2);
  g_autoptr (CpSweep) sweep = cp_sweep_build (many, 1, labels_of_many, NULL, slices, NULL, NULL);
  g_autoptr (CpAudit) audit = make_audit (sweep, half, FALSE, FALSE);
  g_autofree char *verdict = cp_audit_dup_verdict (audit, 0);
  g_assert_cmpstr (verdict, ==, "Four-fifths rule: fails (0.797)");
}

static void
test_intervals (void) {
  static const double half[] = {0.5, 0.5};
  static const double survey[] = {1, 5, 1, 5, 1, 5, 1, 5};
  g_autoptr (CpSweep) plain = make_sweep (NULL), weighted = make_sweep (survey);
  g_autoptr (CpAudit) counts = make_audit (weighted, half, TRUE, FALSE);
  g_autoptr (CpAudit) effective = make_audit (weighted, half, TRUE, TRUE);
  CpInterval wide = effective->models[0].overall.intervals[CP_METRIC_ACCURACY];
  CpInterval narrow = counts->models[0].overall.intervals[CP_METRIC_ACCURACY];
  g_assert_cmpfloat (wide.high - wide.low, >, narrow.high - narrow.low);
  /* n_eff = 24² / (4·1 + 4·25) = 5.538; Wilson by its formula */
  double n = 576.0 / 104, p = effective->models[0].overall.metrics[CP_METRIC_ACCURACY], z = 1.959963984540054;
  double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
  double half_width = z / (1 + z * z / n) * sqrt (p * (1 - p) / n + z * z / (4 * n * n));
  assert_close (wide.low, centre - half_width, 1e-9);
  assert_close (wide.high, centre + half_width, 1e-9);
  g_assert_false (isnan (counts->models[0].gaps[CP_METRIC_TPR].difference_interval.low));
}

/* Survey weights say whom a row stands for, not how many rows there are: a quarter of each is the same
 * survey. */
static void
test_scale_of_survey_weights (void) {
  static const double half[] = {0.5, 0.5};
  static const double whole[] = {1, 5, 1, 5, 1, 5, 1, 5};
  static const double quarters[] = {0.25, 1.25, 0.25, 1.25, 0.25, 1.25, 0.25, 1.25};
  g_autoptr (CpSweep) large = make_sweep (whole), small = make_sweep (quarters);
  g_autoptr (CpAudit) a = make_audit (large, half, TRUE, TRUE), b = make_audit (small, half, TRUE, TRUE);
  g_autoptr (CpScoreIntervals) of_a = cp_score_intervals_build (large, TRUE, 1, NULL, NULL);
  g_autoptr (CpScoreIntervals) of_b = cp_score_intervals_build (small, TRUE, 1, NULL, NULL);
  cp_audit_add_score_intervals (a, 0, of_a);
  cp_audit_add_score_intervals (b, 0, of_b);
  for (guint i = 0; i < 3; i++) {
    const CpAuditCell *x = i < 2 ? &a->models[0].slices[i] : &a->models[0].overall;
    const CpAuditCell *y = i < 2 ? &b->models[0].slices[i] : &b->models[0].overall;
    for (int m = 0; m < CP_N_METRICS; m++) {
      assert_close (y->intervals[m].low, x->intervals[m].low, 1e-12);
      assert_close (y->intervals[m].high, x->intervals[m].high, 1e-12);
      assert_close (y->q[m], x->q[m], 1e-12);
    }
  }
  for (int m = 0; m < CP_N_CONFUSION_METRICS; m++)
    assert_close (b->models[0].gaps[m].difference_interval.low, a->models[0].gaps[m].difference_interval.low,
                  1e-12);
}

/* Seven rows count, one weighs nothing; together they weigh 1 + 5 + 1 + 5 + 1 + 5 + 1.5. */
static void
test_rows_and_weight (void) {
  static const double half[] = {0.5, 0.5}, weights[] = {1, 5, 1, 5, 1, 5, 1.5, 0};
  g_autoptr (CpSweep) weighted = make_sweep (weights), plain = make_sweep (NULL);
  g_autoptr (CpAudit) audit = make_audit (weighted, half, FALSE, FALSE),
                      other = make_audit (plain, half, FALSE, FALSE);
  g_autoptr (json_t) json = cp_audit_to_json (audit), rest = cp_audit_to_json (other);
  g_assert_cmpint (json_integer_value (json_object_get (json, "rows")), ==, 7);
  g_assert_cmpfloat (json_number_value (json_object_get (json, "weight")), ==, 19.5);
  g_assert_cmpint (json_integer_value (json_object_get (rest, "rows")), ==, 8);
  g_assert_cmpfloat (json_number_value (json_object_get (rest, "weight")), ==, 8);
}

/* Of two slices each is the other's rest, so both are told by one test, whatever their weights. */
static void
test_q_of_two_slices (void) {
  static const double half[] = {0.5, 0.5};
  static const double survey[] = {20, 20, 20, 20, 4, 60, 4, 60};
  g_autoptr (CpSweep) sweep = make_sweep (survey);
  g_autoptr (CpAudit) audit = make_audit (sweep, half, TRUE, TRUE);
  const CpAuditCell *slices = audit->models[0].slices;
  for (int m = 0; m < CP_N_CONFUSION_METRICS; m++)
    assert_close (slices[0].q[m], slices[1].q[m], 1e-12);
  /* F: 4 rows of 4, 2 right; M: n_eff = 128² / 7232 = 2.27, all right: [2 2; 2 0], 12 of the 15 tables */
  assert_close (slices[0].q[CP_METRIC_ACCURACY], 7.0 / 15, 1e-12);
}

/* Slice F by hand: placements of the positives (0.9, 0.4) 1 and 0.5, of the negatives (0.6, 0.1) 0.5 and 1:
 * AUC 0.75, variance 1/16 + 1/16. M is separated. */
static void
test_auc_intervals (void) {
  static const double half[] = {0.5, 0.5};
  g_autoptr (CpSweep) sweep = make_sweep (NULL);
  g_autoptr (CpAudit) audit = make_audit (sweep, half, TRUE, FALSE);
  const CpAuditModel *m = &audit->models[0];
  CpInterval of_f = m->slices[0].intervals[CP_METRIC_ROC_AUC];
  assert_close (of_f.low, 0.75 - 1.959963984540054 * sqrt (0.125), 1e-12);
  g_assert_cmpfloat (of_f.high, ==, 1);
  g_assert_cmpfloat (m->slices[1].intervals[CP_METRIC_ROC_AUC].low, ==, 1);
  const CpGap *gap = &m->gaps[CP_METRIC_ROC_AUC];
  g_assert_cmpfloat (gap->difference, ==, 0.25);
  g_assert_true (gap->difference_interval.low < 0.25 && 0.25 < gap->difference_interval.high);
  g_autoptr (json_t) json = cp_audit_to_json (audit);
  json_t *model = json_array_get (json_object_get (json, "models"), 0);
  json_t *overall = json_object_get (json_object_get (model, "overall"), "intervals");
  json_t *ends = json_object_get (overall, "roc_auc");
  g_assert_cmpfloat (json_number_value (json_array_get (ends, 0)), ==,
                     m->overall.intervals[CP_METRIC_ROC_AUC].low);
  json_t *entry = json_object_get (json_object_get (model, "gaps"), "roc_auc");
  g_assert_cmpint (json_array_size (json_object_get (entry, "interval")), ==, 2);
}

/* Against the model above at 0.5: B decides rows 1, 3 and 6 the other way. By hand, in F: right by B alone
 * row 1, by A alone row 3; in M: by A alone row 6. Accuracy 0.75 against 0.625. */
static void
test_comparison (void) {
  static const double half[] = {0.5, 0.5, 0.5, 0.5};
  static const double of_b[] = {0.9, 0.4, 0.4, 0.7, 0.8, 0.7, 0.9, 0.3};
  g_autoptr (CpSweep) sweep = make_sweep (NULL);
  g_autoptr (CpLabels) truth = cp_labels_new (labels, 8);
  CpAuditOptions options = {.label = "y", .positive = "1", .costs = {1, 1}, .tolerance = 0.01};
  CpSweep *const sweeps[] = {sweep, sweep};
  const char *const names[] = {"complete", "limited"};
  g_autoptr (CpAudit) audit = cp_audit_build_at (sweeps, names, 2, half, &options);
  CpPairedRows rows = {
      .scores = {scores, of_b}, .strides = {1, 1}, .labels = truth, .slices = cp_sweep_get_slices (sweep)};
  g_autoptr (GError) error = NULL;
  g_assert_true (cp_audit_compare (audit, 0, 1, &rows, 1, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (audit->n_comparisons, ==, 1);
  const CpAuditComparison *c = &audit->comparisons[0];
  g_assert_true (c->overall.a_only == 2 && c->overall.b_only == 1 && c->overall.p == 1);
  g_assert_true (c->slices[0].a_only == 1 && c->slices[0].b_only == 1);
  g_assert_cmpfloat (c->overall.differences[CP_METRIC_ACCURACY], ==, -0.125);
  g_assert_cmpfloat (c->slices[1].differences[CP_METRIC_FPR], ==, 0.5);
  g_autofree char *sentence = cp_audit_dup_difference (audit, 0);
  g_assert_true (g_str_has_prefix (sentence, "limited \u2212 complete: accuracy \u221212.5 points ["));
  g_assert_true (g_str_has_suffix (sentence, "], McNemar p = 1.000."));
  g_autoptr (json_t) json = cp_audit_to_json (audit);
  json_t *entry = json_array_get (json_object_get (json, "comparison"), 0);
  g_assert_cmpstr (json_string_value (json_object_get (entry, "b")), ==, "limited");
  json_t *mcnemar = json_object_get (json_object_get (entry, "overall"), "mcnemar");
  g_assert_cmpfloat (json_number_value (json_object_get (mcnemar, "a_only")), ==, 2);
  json_t *male = json_array_get (json_object_get (entry, "slices"), 1);
  json_t *fpr = json_object_get (json_object_get (male, "differences"), "fpr");
  g_assert_cmpfloat (json_number_value (json_object_get (fpr, "difference")), ==, 0.5);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  g_assert_false (cp_audit_compare (audit, 0, 1, &rows, 1, cancellable, &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_CANCELLED);
  g_assert_cmpuint (audit->n_comparisons, ==, 1);
}

/* A slice no row of which is looked at leaves nothing to compare; nobody positive leaves no ratio. */
static void
test_one_slice_with_rows_has_no_verdict (void) {
  static const char *const names[] = {"F", "M"};
  static const double half[] = {0.5, 0.5}, nobody[] = {2, 2};
  guint8 of_women[8];
  for (guint i = 0; i < 8; i++)
    of_women[i] = i < 4 ? labels[i] : CP_LABEL_NONE;
  g_autoptr (CpLabels) truth = cp_labels_new (of_women, 8);
  g_autoptr (CpSlices) slices = cp_slices_new (slice_of_row, 8, names, 2);
  g_autoptr (CpSweep) one = cp_sweep_build (scores, 1, truth, NULL, slices, NULL, NULL);
  g_autoptr (CpAudit) alone = make_audit (one, half, FALSE, FALSE);
  g_autofree char *needs = cp_audit_dup_verdict (alone, 0);
  g_assert_cmpstr (needs, ==, "Four-fifths rule: needs two slices");
  g_autoptr (CpSweep) both = make_sweep (NULL);
  g_autoptr (CpAudit) empty = make_audit (both, nobody, FALSE, FALSE);
  g_autofree char *told = cp_audit_dup_verdict (empty, 0);
  g_assert_cmpstr (told, ==, "Four-fifths rule: cannot be told, nobody is decided positive");
}

/* By hand: right are 2 of 4 women and 4 of 4 men. With 6 right ones among 8 rows, 4 of them women, the tables
 * have 6, 16 and 6 of 28 chances, so p is 12/28; the other slice is the same table, so q is p. */
static void
test_q (void) {
  static const double half[] = {0.5, 0.5};
  g_autoptr (CpSweep) sweep = make_sweep (NULL);
  g_autoptr (CpAudit) without = make_audit (sweep, half, FALSE, FALSE);
  g_assert_true (isnan (without->models[0].slices[0].q[CP_METRIC_ACCURACY]));
  g_autoptr (CpAudit) audit = make_audit (sweep, half, TRUE, FALSE);
  for (guint s = 0; s < 2; s++) {
    assert_close (audit->models[0].slices[s].q[CP_METRIC_ACCURACY], 12.0 / 28, 1e-12);
    g_assert_true (isnan (audit->models[0].slices[s].q[CP_METRIC_F1])); /* no share of rows */
  }
  g_assert_true (isnan (audit->models[0].overall.q[CP_METRIC_ACCURACY]));
  g_autoptr (json_t) json = cp_audit_to_json (audit);
  json_t *model = json_array_get (json_object_get (json, "models"), 0);
  json_t *values = json_object_get (json_array_get (json_object_get (model, "slices"), 1), "q_values");
  assert_close (json_number_value (json_object_get (values, "accuracy")), 12.0 / 28, 1e-12);
  g_assert_null (json_object_get (json_object_get (model, "overall"), "q_values"));
}

static void
test_score_intervals (void) {
  static const double half[] = {0.5, 0.5};
  g_autoptr (CpSweep) sweep = make_sweep (NULL);
  g_autoptr (CpAudit) audit = make_audit (sweep, half, TRUE, FALSE);
  g_assert_true (isnan (audit->models[0].slices[1].intervals[CP_METRIC_BRIER].low));
  CpInterval area = audit->models[0].slices[0].intervals[CP_METRIC_ROC_AUC];
  g_autoptr (CpScoreIntervals) drawn = cp_score_intervals_build (sweep, FALSE, 1, NULL, NULL);
  cp_audit_add_score_intervals (audit, 0, drawn);
  for (guint s = 0; s <= 2; s++) { /* as drawn for the slice alone */
    const CpAuditCell *cell = s < 2 ? &audit->models[0].slices[s] : &audit->models[0].overall;
    CpInterval alone[CP_N_SCORE_INTERVALS];
    g_assert_true (
        cp_score_bootstrap (sweep, s < 2 ? s : CP_ALL_ROWS, 1, CP_AUDIT_REPLICATES, 1, 0.95, alone, NULL));
    g_assert_cmpfloat (cell->intervals[CP_METRIC_BRIER].low, ==,
                       alone[CP_METRIC_BRIER - CP_N_CONFUSION_METRICS].low);
    g_assert_cmpfloat (cell->intervals[CP_METRIC_BRIER].low, <, cell->metrics[CP_METRIC_BRIER]);
  }
  g_assert_cmpfloat (audit->models[0].slices[0].intervals[CP_METRIC_ROC_AUC].low, ==,
                     area.low); /* DeLong's */
  g_autoptr (json_t) json = cp_audit_to_json (audit);
  json_t *overall = json_object_get (json_array_get (json_object_get (json, "models"), 0), "overall");
  g_assert_nonnull (json_object_get (json_object_get (overall, "intervals"), "log_loss"));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_cancellable_cancel (cancellable);
  g_assert_null (cp_score_intervals_build (sweep, FALSE, 1, cancellable, &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_CANCELLED);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/audit/numbers-equal-a-hand-calculation", test_by_hand);
  g_test_add_func ("/core/audit/slices-may-have-thresholds-of-their-own", test_own_thresholds);
  g_test_add_func ("/core/audit/the-finding-is-said-in-words", test_words);
  g_test_add_func ("/core/audit/a-ratio-just-below-four-fifths-is-told-apart", test_a_ratio_just_below);
  g_test_add_func ("/core/audit/one-slice-with-rows-has-no-verdict", test_one_slice_with_rows_has_no_verdict);
  g_test_add_func ("/core/audit/survey-weights-widen-the-intervals", test_intervals);
  g_test_add_func ("/core/audit/the-scale-of-survey-weights-does-not-matter", test_scale_of_survey_weights);
  g_test_add_func ("/core/audit/rows-are-counted-and-weighed-apart", test_rows_and_weight);
  g_test_add_func ("/core/audit/two-slices-have-one-q-value-whatever-their-weights", test_q_of_two_slices);
  g_test_add_func ("/core/audit/areas-have-delong-intervals", test_auc_intervals);
  g_test_add_func ("/core/audit/slices-have-q-values-against-the-rest", test_q);
  g_test_add_func ("/core/audit/score-metrics-have-intervals-once-they-are-added", test_score_intervals);
  g_test_add_func ("/core/audit/two-models-are-compared-row-by-row", test_comparison);
  return g_test_run ();
}
