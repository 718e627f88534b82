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

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  make_folder ();
  g_test_add_func ("/app/session/a-moved-threshold-answers-at-once", test_threshold);
  g_test_add_func ("/app/session/a-strategy-is-a-preview-until-applied", test_strategy);
  g_test_add_func ("/app/session/applying-before-the-preview-is-known-waits-for-it", test_apply_early);
  g_test_add_func ("/app/session/a-refused-label-changes-nothing", test_label);
  g_test_add_func ("/app/session/two-changes-in-a-row-both-count", test_two_changes);
  g_test_add_func ("/app/session/other-slices-keep-a-shared-threshold", test_slices_keep_thresholds);
  int status = g_test_run ();
  remove_folder ();
  return status;
}
