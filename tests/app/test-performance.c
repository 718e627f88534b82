#include "app/session/session-frontier.h"
#include "app/session/session-results.h"
#include "tests/app/question-fixture.h"
#include "tests/app/saving.h"

/* What Performance & Fairness reads from the session beside the audit itself. */

static const char *const by_sex[] = {"sex", NULL};

/* ---- what a smaller gap costs ---- */

static void
test_frontier (void) {
  g_auto (Asked) asked;
  asked_open (&asked);
  asked_slice_by (&asked, by_sex);
  g_assert_null (cp_session_get_frontier (asked.session)); /* nobody looks */
  cp_session_watch_frontier (asked.session, TRUE);
  asked_wait (&asked);
  g_assert_cmpint (cp_session_get_preview_strategy (asked.session), ==, CP_STRATEGY_CUSTOM);
  const CpFrontier *frontier = cp_session_get_frontier (asked.session);
  g_assert_nonnull (frontier);
  for (guint m = 0; m < 2; m++) {
    const CpFrontierPoint *points = frontier->points[m];
    for (gsize i = 0; i < frontier->n_points; i += 6) { /* each by a search of its own */
      g_autoptr (CpThresholds) alone =
          cp_thresholds_optimise (cp_session_get_sweep (asked.session, m), CP_STRATEGY_DEMOGRAPHIC_PARITY,
                                  &(CpCosts){1, 1}, points[i].tolerance, NULL, NULL, NULL);
      assert_close (points[i].cost, alone->cost, 1e-9);
      assert_close (cp_frontier_get_cost (frontier, m, points[i].tolerance), alone->cost, 1e-9);
    }
    /* at its end nothing is asked of the slices any more */
    g_autoptr (CpThresholds) free_of_it = cp_thresholds_optimise (
        cp_session_get_sweep (asked.session, m), CP_STRATEGY_GROUP, &(CpCosts){1, 1}, 0, NULL, NULL, NULL);
    assert_close (points[frontier->n_points - 1].cost, free_of_it->cost, 1e-9);
    g_assert_cmpfloat (points[frontier->n_points - 1].gap, <=, frontier->widest);
  }
  g_assert_cmpfloat (frontier->points[0][0].tolerance, ==, 0);
}

static void
test_frontier_stays (void) {
  g_auto (Asked) asked;
  asked_open (&asked);
  asked_slice_by (&asked, by_sex);
  cp_session_watch_frontier (asked.session, TRUE);
  cp_session_preview_strategy (asked.session, CP_STRATEGY_EQUAL_OPPORTUNITY);
  asked_wait (&asked);
  const CpFrontier *frontier = cp_session_get_frontier (asked.session);
  cp_session_set_threshold (asked.session, 1, 0, 0.2); /* now custom */
  g_assert_true (cp_session_get_frontier (asked.session) == frontier);
  cp_session_choose_on_frontier (asked.session, 0.06);
  g_assert_true (cp_session_get_frontier (asked.session) == frontier);
  g_assert_cmpfloat (cp_session_get_tolerance (asked.session), ==, 0.06);
  g_assert_cmpint (cp_session_get_preview_strategy (asked.session), ==, CP_STRATEGY_EQUAL_OPPORTUNITY);
  asked_wait (&asked);
  const CpThresholds *preview = cp_session_get_preview (asked.session, 0);
  g_assert_cmpfloat (preview->gap, <=, 0.12 + 1e-12);
  g_assert_cmpfloat (preview->cost, <=, cp_frontier_get_cost (frontier, 0, 0.06) + 1e-9);
  cp_session_set_costs (asked.session, (CpCosts){2, 1});
  g_assert_null (cp_session_get_frontier (asked.session)); /* never that of other costs */
  asked_wait (&asked);
  g_assert_nonnull (cp_session_get_frontier (asked.session));
}

static void
test_frontier_follows (void) {
  g_auto (Asked) asked;
  asked_open (&asked);
  asked_slice_by (&asked, by_sex);
  cp_session_watch_frontier (asked.session, TRUE);
  asked_wait (&asked);
  g_assert_cmpint (cp_session_get_frontier (asked.session)->strategy, ==, CP_STRATEGY_DEMOGRAPHIC_PARITY);
  cp_session_preview_strategy (asked.session, CP_STRATEGY_EQUAL_OPPORTUNITY);
  g_assert_null (cp_session_get_frontier (asked.session)); /* never that of another measure */
  asked_wait (&asked);
  g_assert_cmpint (cp_session_get_frontier (asked.session)->strategy, ==, CP_STRATEGY_EQUAL_OPPORTUNITY);
  cp_session_preview_strategy (asked.session, CP_STRATEGY_SINGLE); /* holds nothing equal: that of before */
  asked_wait (&asked);
  g_assert_cmpint (cp_session_get_frontier (asked.session)->strategy, ==, CP_STRATEGY_EQUAL_OPPORTUNITY);
  cp_session_set_frontier_strategy (asked.session, CP_STRATEGY_EQUAL_ACCURACY);
  asked_wait (&asked);
  g_assert_cmpint (cp_session_get_frontier (asked.session)->strategy, ==, CP_STRATEGY_EQUAL_ACCURACY);
  g_assert_cmpint (cp_session_get_preview_strategy (asked.session), ==, CP_STRATEGY_SINGLE); /* as it was */
  cp_session_choose_on_frontier (asked.session, 0.03);
  g_assert_cmpint (cp_session_get_preview_strategy (asked.session), ==, CP_STRATEGY_EQUAL_ACCURACY);
}

static void
test_frontier_needs_slices (void) {
  g_auto (Asked) asked;
  asked_open (&asked);
  cp_session_watch_frontier (asked.session, TRUE);
  asked_wait (&asked);
  g_assert_null (cp_session_get_frontier (asked.session)); /* one slice has no gap */
  asked_slice_by (&asked, by_sex);
  g_assert_nonnull (cp_session_get_frontier (asked.session));
  cp_session_set_label (asked.session, NULL, NULL);
  asked_wait (&asked);
  g_assert_null (cp_session_get_frontier (asked.session));
}

/* ---- intervals under the hand ---- */

static void
test_settled (void) {
  g_auto (Asked) asked;
  asked_open (&asked);
  asked_slice_by (&asked, by_sex);
  g_assert_true (cp_session_is_settled (asked.session));
  CpInterval before =
      cp_session_get_audit (asked.session)->models[1].gaps[CP_METRIC_SELECTION_RATE].difference_interval;
  g_assert_false (isnan (before.low));
  cp_session_set_threshold (asked.session, 1, 0, 0.21);
  cp_session_set_threshold (asked.session, 1, 0, 0.22);
  g_assert_false (cp_session_is_settled (asked.session));
  const CpAudit *now = cp_session_get_audit (asked.session);
  const CpAudit *old = cp_session_get_settled_audit (asked.session);
  g_assert_true (isnan (now->models[1].gaps[CP_METRIC_SELECTION_RATE].difference_interval.low));
  assert_close (old->models[1].gaps[CP_METRIC_SELECTION_RATE].difference_interval.low, before.low, 0);
  asked_wait (&asked);
  g_assert_true (cp_session_get_settled_audit (asked.session) == cp_session_get_audit (asked.session));
  const char *by_town[] = {"town", NULL};
  cp_session_set_slice_keys (asked.session, by_town);
  while (cp_session_is_settled (asked.session))
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (cp_session_get_settled_audit (asked.session)); /* other slices: theirs say nothing */
  asked_wait (&asked);
  g_assert_true (cp_session_is_settled (asked.session));
}

static CpInterval
get_brier (Asked *asked) {
  return cp_session_get_audit (asked->session)->models[1].slices[0].intervals[CP_METRIC_BRIER];
}

static void
test_score_intervals (void) {
  g_auto (Asked) asked;
  asked_open (&asked);
  asked_slice_by (&asked, by_sex);
  g_assert_true (isnan (get_brier (&asked).low)); /* nobody looks */
  cp_session_watch_score_intervals (asked.session, TRUE);
  asked_wait (&asked);
  CpInterval drawn = get_brier (&asked);
  g_autoptr (CpScoreIntervals) alone =
      cp_score_intervals_build (cp_session_get_sweep (asked.session, 1), FALSE, 0, NULL, NULL);
  g_assert_cmpfloat (drawn.low, ==, alone->cells[0][CP_METRIC_BRIER - CP_N_CONFUSION_METRICS].low);
  cp_session_set_threshold (asked.session, 1, 0, 0.21);
  g_assert_cmpfloat (get_brier (&asked).low, ==, drawn.low); /* at once: no threshold changes it */
  asked_wait (&asked);
  g_assert_cmpfloat (get_brier (&asked).low, ==, drawn.low);
  asked_slice_by (&asked, (const char *const[]){"town", NULL});
  g_assert_false (isnan (get_brier (&asked).low)); /* drawn anew for other slices */
  g_assert_cmpfloat (get_brier (&asked).low, !=, drawn.low);
}

static void
test_compared (void) {
  g_auto (Asked) asked;
  asked_open (&asked);
  asked_slice_by (&asked, by_sex);
  const CpAudit *audit = cp_session_get_audit (asked.session);
  g_assert_cmpuint (audit->n_comparisons, ==, 1);
  const CpPairedCell *cell = &audit->comparisons[0].overall;
  assert_close (cell->differences[CP_METRIC_ACCURACY],
                audit->models[1].overall.metrics[CP_METRIC_ACCURACY] -
                    audit->models[0].overall.metrics[CP_METRIC_ACCURACY],
                1e-12);
  assert_close (cell->differences[CP_METRIC_ROC_AUC],
                audit->models[1].overall.metrics[CP_METRIC_ROC_AUC] -
                    audit->models[0].overall.metrics[CP_METRIC_ROC_AUC],
                1e-12);
}

/* ---- slices with bins ---- */

static CpSession *
open_again (const char *path, Asked *asked) {
  g_autoptr (GError) error = NULL;
  save_and_wait (asked->session, path, &error);
  g_assert_no_error (error);
  CpSession *again = cp_session_new ();
  cp_session_open_file (again, path);
  while (cp_jobs_is_busy (cp_session_get_jobs (again)))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (cp_session_is_open (again));
  return again;
}

static void
test_bins_saved (void) {
  static const char *const keys[] = {"sex", "age:4:width", "town", NULL};
  g_auto (Asked) asked;
  asked_open (&asked);
  asked_slice_by (&asked, keys);
  CpSlices *slices = cp_session_get_slices (asked.session);
  g_assert_cmpuint (cp_slices_get_n_slices (slices), ==, 2 * 4 * 3);
  g_assert_cmpstr (cp_slices_get_value (slices, 0, 1), ==, "[18, 32.5)"); /* 18 to 76 in four */
  cp_session_set_threshold (asked.session, 0, 7, 0.37);
  g_autofree char *path = g_build_filename (asked.folder, "bins.counterpoint", NULL);
  g_autoptr (CpSession) again = open_again (path, &asked);
  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    g_assert_cmpstr (cp_session_get_slice_keys (again)[k], ==, keys[k]);
  for (guint s = 0; s < 24; s++)
    g_assert_cmpstr (cp_slices_get_label (cp_session_get_slices (again), s), ==,
                     cp_slices_get_label (slices, s));
  g_assert_cmpfloat (cp_session_get_threshold (again, 0, 7), ==, 0.37);
  g_autoptr (json_t) document = cp_json_load_file (path, NULL);
  json_t *saved = json_object_get (document, "slices");
  g_assert_cmpstr (json_string_value (json_array_get (saved, 0)), ==, "sex"); /* as older sessions have it */
  g_assert_cmpint (json_integer_value (json_object_get (json_array_get (saved, 1), "bins")), ==, 4);
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (saved, 1), "kind")), ==, "width");
}

static void
test_bins_wanted (void) {
  g_auto (Asked) asked;
  asked_open (&asked);
  cp_session_set_slice_keys (asked.session, by_sex);
  g_assert_cmpstr (cp_session_get_slice_keys (asked.session)[0], ==, NULL); /* not yet */
  g_assert_cmpstr (cp_session_get_wanted_slice_keys (asked.session)[0], ==, "sex");
  asked_wait (&asked);
  g_assert_cmpstr (cp_session_get_slice_keys (asked.session)[0], ==, "sex");
}

/* ---- what is refused ---- */

static void
test_refusals (void) {
  static const char *const none[] = {"sex", "hair", NULL};
  g_auto (Asked) asked;
  asked_open (&asked);
  asked_slice_by (&asked, none);
  g_assert_cmpstr (asked.message, ==, NULL); /* it is said beside the control */
  g_assert_cmpstr (cp_session_get_slices_refusal (asked.session), ==,
                   "table.csv: no column 'hair', which the slices asks for; the columns are 'age', 'sex', "
                   "'town', 'same', 'good', 'first' and 'second'.");
  g_assert_cmpstr (cp_session_get_label_refusal (asked.session), ==, NULL);
  g_assert_cmpstr (cp_session_get_slice_keys (asked.session)[0], ==, NULL); /* as before */
  asked_slice_by (&asked, by_sex);
  g_assert_cmpstr (cp_session_get_slices_refusal (asked.session), ==, NULL);
  cp_session_set_label (asked.session, "same", NULL);
  asked_wait (&asked);
  g_assert_cmpstr (cp_session_get_label_refusal (asked.session), ==,
                   "table.csv: label 'same' has one value, '5'; a label needs at least two.");
  cp_session_set_threshold (asked.session, 0, 0, 0.3); /* the rest stays usable */
  g_assert_cmpfloat (cp_session_get_audit (asked.session)->models[0].slices[0].threshold, ==, 0.3);
  asked_wait (&asked);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/frontier/every-point-is-what-a-search-alone-finds", test_frontier);
  g_test_add_func ("/app/frontier/thresholds-and-tolerance-leave-it-costs-do-not", test_frontier_stays);
  g_test_add_func ("/app/frontier/is-of-the-measure-considered-or-chosen-last", test_frontier_follows);
  g_test_add_func ("/app/frontier/needs-two-slices-and-a-label", test_frontier_needs_slices);
  g_test_add_func ("/app/results/old-intervals-stay-until-there-are-new-ones", test_settled);
  g_test_add_func ("/app/results/score-intervals-are-drawn-once-a-question", test_score_intervals);
  g_test_add_func ("/app/results/the-models-are-compared-on-the-same-rows", test_compared);
  g_test_add_func ("/app/slices/columns-with-bins-come-back-from-the-session-file", test_bins_saved);
  g_test_add_func ("/app/slices/a-change-adds-to-the-one-on-its-way", test_bins_wanted);
  g_test_add_func ("/app/question/a-refused-change-is-said-where-it-was-asked", test_refusals);
  return g_test_run ();
}
