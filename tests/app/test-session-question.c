#include "tests/app/saving.h"
#include "tests/app/session-fixture.h"

/* Label, slices, thresholds and strategies of the session: thresholds answer at once, the rest by jobs. */

static void
slice_by (Watched *watched, const char *key) {
  const char *keys[] = {key, NULL};
  cp_session_set_slice_keys (watched->session, keys);
  wait_idle (watched);
}

/* The confusion of one slice counted row by row. */
static CpConfusion
count (CpSession *session, guint model, guint slice, double threshold) {
  const double *scores = cp_scores_get_values (cp_session_get_scores (session, model));
  const guint8 *labels = cp_labels_get_values (cp_session_get_labels (session));
  const guint32 *slices = cp_slices_get_slice_of_rows (cp_session_get_slices (session));
  CpConfusion c = {0};
  for (gsize row = 0; row < 6; row++) {
    gboolean is_positive = scores[row] >= threshold;
    if (slices[row] != slice)
      continue;
    *(labels[row] ? (is_positive ? &c.tp : &c.fn) : (is_positive ? &c.fp : &c.tn)) += 1;
  }
  return c;
}

static void
assert_confusion (const CpConfusion *a, CpConfusion b) {
  g_assert_cmpfloat (a->tp, ==, b.tp);
  g_assert_cmpfloat (a->fp, ==, b.fp);
  g_assert_cmpfloat (a->tn, ==, b.tn);
  g_assert_cmpfloat (a->fn, ==, b.fn);
}

static void
test_threshold (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  slice_by (&watched, "sex");
  for (double t = 0; t <= 1; t += 0.1) {
    cp_session_set_threshold (session, 0, 1, t);
    const CpAudit *audit = cp_session_get_audit (session); /* at once, before any job ends */
    assert_confusion (&audit->models[0].slices[1].confusion, count (session, 0, 1, t));
    assert_confusion (&audit->models[0].slices[0].confusion, count (session, 0, 0, 0.5));
    assert_confusion (&audit->models[1].slices[1].confusion, count (session, 1, 1, 0.5));
  }
  assert_close (cp_session_get_threshold (session, 0, CP_ALL_ROWS), NAN, 0);
  cp_session_set_threshold (session, 0, CP_ALL_ROWS, 0.3);
  assert_close (cp_session_get_threshold (session, 0, CP_ALL_ROWS), 0.3, 0);
  wait_idle (&watched);
  g_assert_false (isnan (cp_session_get_audit (session)->models[0].single_cost)); /* the job's audit */
}

static void
test_strategy (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  slice_by (&watched, "sex");
  cp_session_preview_strategy (session, CP_STRATEGY_DEMOGRAPHIC_PARITY);
  g_assert_null (cp_session_get_preview (session, 1));
  wait_idle (&watched);
  CpCosts costs = {1, 1};
  g_autoptr (GError) error = NULL;
  g_autoptr (CpThresholds) expected = cp_thresholds_optimise (
      cp_session_get_sweep (session, 1), CP_STRATEGY_DEMOGRAPHIC_PARITY, &costs, -1, NULL, NULL, &error);
  g_assert_no_error (error);
  const CpThresholds *preview = cp_session_get_preview (session, 1);
  for (guint s = 0; s < 2; s++)
    g_assert_cmpfloat (preview->thresholds[s], ==, expected->thresholds[s]);
  g_assert_cmpfloat (cp_session_get_threshold (session, 1, 0), ==, 0.5); /* only a preview */
  cp_session_apply_preview (session);
  g_assert_cmpint (cp_session_get_strategy (session), ==, CP_STRATEGY_DEMOGRAPHIC_PARITY);
  for (guint s = 0; s < 2; s++)
    g_assert_cmpfloat (cp_session_get_threshold (session, 1, s), ==, expected->thresholds[s]);
  cp_session_set_threshold (session, 1, 0, 0.45);
  g_assert_cmpint (cp_session_get_strategy (session), ==, CP_STRATEGY_CUSTOM);
  g_assert_cmpint (cp_session_get_preview_strategy (session), ==, CP_STRATEGY_CUSTOM);
}

/* The strategy in force is worked out for the other question, whatever else is being looked at. */
static void
test_strategy_of_another_question (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  slice_by (&watched, "sex");
  cp_session_preview_strategy (session, CP_STRATEGY_SINGLE);
  wait_idle (&watched);
  cp_session_apply_preview (session);
  cp_session_preview_strategy (session, CP_STRATEGY_GROUP);
  wait_idle (&watched);
  g_assert_cmpfloat (cp_session_get_threshold (session, 1, 0), ==, 0.7);
  cp_session_set_label (session, "granted", "0");
  wait_idle (&watched);
  g_assert_cmpint (cp_session_get_strategy (session), ==, CP_STRATEGY_SINGLE);
  /* 0.1, 0.2 and 0.6 are not granted: nobody is three errors, and nothing is fewer; ties go up */
  for (guint s = 0; s < 2; s++)
    g_assert_true (isinf (cp_session_get_threshold (session, 1, s)));
}

static void
test_apply_early (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_preview_strategy (session, CP_STRATEGY_SINGLE);
  cp_session_apply_preview (session); /* before the thresholds are known */
  g_assert_cmpint (cp_session_get_strategy (session), ==, CP_STRATEGY_CUSTOM);
  wait_idle (&watched);
  g_assert_cmpint (cp_session_get_strategy (session), ==, CP_STRATEGY_SINGLE);
  /* given: 0.4, 0.7 and 0.9 are granted; 0.6 is not: one error from 0.4 on, or from 0.7 on; ties go up */
  g_assert_cmpfloat (cp_session_get_threshold (session, 1, 0), ==, 0.7);
}

static void
test_label (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_set_label (session, "same", NULL);
  wait_idle (&watched);
  g_assert_cmpstr (cp_session_get_label_refusal (session), ==,
                   "table.csv: label 'same' has one value, '5'; a label needs at least two.");
  g_assert_cmpstr (watched.message, ==, NULL); /* it is said where it was asked */
  g_assert_cmpstr (cp_session_get_label (session), ==, "granted");
  g_assert_nonnull (cp_session_get_audit (session));
  cp_session_set_label (session, "granted", "0");
  g_assert_cmpstr (cp_session_get_label_refusal (session), ==, NULL);
  wait_idle (&watched);
  g_assert_cmpstr (cp_session_get_positive (session), ==, "0");
  g_assert_cmpstr (cp_session_get_label_values (session)[1], ==, "1");
  cp_session_set_label (session, NULL, NULL);
  wait_idle (&watched);
  g_assert_null (cp_session_get_audit (session));
  g_assert_null (cp_session_get_sweep (session, 0));
}

static void
test_two_changes (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  const char *keys[] = {"sex", NULL};
  cp_session_set_label (watched.session, "granted", "0");
  cp_session_set_slice_keys (watched.session, keys); /* while the first is on its way */
  wait_idle (&watched);
  g_assert_cmpstr (cp_session_get_positive (watched.session), ==, "0");
  g_assert_cmpuint (cp_slices_get_n_slices (cp_session_get_slices (watched.session)), ==, 2);
}

static void
test_slices_keep_thresholds (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_set_threshold (session, 0, CP_ALL_ROWS, 0.25);
  slice_by (&watched, "sex");
  g_assert_cmpfloat (cp_session_get_threshold (session, 0, 0), ==, 0.25);
  g_assert_cmpfloat (cp_session_get_threshold (session, 0, 1), ==, 0.25);
  g_assert_cmpfloat (cp_session_get_row_threshold (session, 0, 3), ==, 0.25);
}

/* Weights of a survey are kept as such in the session file and widen the intervals: the table's "same" is one
 * number in every row, so the effective number of rows is that of rows, not their weight. By Wilson's
 * formula.
 */
static void
test_survey_weights (void) {
  g_auto (Watched) counted, survey, again;
  watch (&counted);
  CpSources *sources = sources_new ("table.csv", "granted", "unit.h5", NULL);
  sources->weight = g_strdup ("same");
  CpSources *of_survey = cp_sources_copy (sources);
  of_survey->is_survey = TRUE;
  cp_session_open_sources (counted.session, sources);
  wait_idle (&counted);
  watch (&survey);
  cp_session_open_sources (survey.session, of_survey);
  wait_idle (&survey);
  const CpAuditCell *plain = &cp_session_get_audit (counted.session)->models[0].overall;
  const CpAuditCell *wide = &cp_session_get_audit (survey.session)->models[0].overall;
  g_assert_cmpfloat (plain->n, ==, 30); /* 6 rows that weigh 5 */
  g_assert_cmpfloat (wide->n, ==, 30);
  double p = wide->metrics[CP_METRIC_ACCURACY], z = 1.959963984540054;
  for (guint i = 0; i < 2; i++) {
    double n = i == 0 ? 30 : 6, square = z * z / n;
    double centre = (p + square / 2) / (1 + square);
    double half = z / (1 + square) * sqrt (p * (1 - p) / n + square / (4 * n));
    const CpAuditCell *cell = i == 0 ? plain : wide;
    assert_close (cell->intervals[CP_METRIC_ACCURACY].low, fmax (centre - half, 0), 1e-9);
    assert_close (cell->intervals[CP_METRIC_ACCURACY].high, fmin (centre + half, 1), 1e-9);
  }
  g_autofree char *path = g_build_filename (folder, "survey.counterpoint", NULL);
  g_assert_true (save_and_wait (survey.session, path, NULL));
  open_saved (&again, path);
  g_assert_true (cp_session_get_sources (again.session)->is_survey);
  assert_close (cp_session_get_audit (again.session)->models[0].overall.intervals[CP_METRIC_ACCURACY].low,
                cp_session_get_audit (survey.session)->models[0].overall.intervals[CP_METRIC_ACCURACY].low,
                0);
  g_autofree char *bad = g_build_filename (folder, "bad-survey.counterpoint", NULL);
  g_autoptr (json_t) document = json_load_file (path, 0, NULL);
  json_object_set_new (document, "weights", json_string ("people"));
  g_assert_cmpint (json_dump_file (document, bad, 0), ==, 0);
  cp_session_open_file (again.session, bad);
  wait_idle (&again);
  assert_told (&again, "bad-survey.counterpoint: weights: expected counts or survey.");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  make_folder ();
  g_test_add_func ("/app/session/a-moved-threshold-answers-at-once", test_threshold);
  g_test_add_func ("/app/session/a-strategy-is-a-preview-until-applied", test_strategy);
  g_test_add_func ("/app/session/a-strategy-in-force-follows-the-question-while-another-is-looked-at",
                   test_strategy_of_another_question);
  g_test_add_func ("/app/session/applying-before-the-preview-is-known-waits-for-it", test_apply_early);
  g_test_add_func ("/app/session/a-refused-label-changes-nothing", test_label);
  g_test_add_func ("/app/session/survey-weights-go-by-the-effective-number-of-rows", test_survey_weights);
  g_test_add_func ("/app/session/two-changes-in-a-row-both-count", test_two_changes);
  g_test_add_func ("/app/session/other-slices-keep-a-shared-threshold", test_slices_keep_thresholds);
  int status = g_test_run ();
  remove_folder ();
  return status;
}
