#include "app/explanations-global.h"
#include "app/explanations.h"
#include "tests/app/unit.h"
#include "tests/fixture.h"

#include <math.h>

/* The unit of tests/app/unit.h over this table, all of whose rows are the background. */

static char *folder;

#define TABLE "amount,sex,granted\n1,Female,0\n2,Male,1\n3,Female,1\n0,Male,0\n"

static void
wait_idle (CpSession *session) {
  while (cp_jobs_is_busy (cp_session_get_jobs (session)))
    g_main_context_iteration (NULL, TRUE);
}

static CpSession *
open_table (void) {
  g_autofree char *data = g_build_filename (folder, "t.csv", NULL),
                  *model = g_build_filename (folder, "unit.h5", NULL);
  g_assert_true (g_file_set_contents (data, TABLE, -1, NULL));
  write_unit (folder);
  CpSources *sources = cp_sources_new ();
  sources->data = g_strdup (data);
  sources->label = g_strdup ("granted");
  cp_sources_add_model (sources, "unit", model, NULL);
  cp_sources_add_model (sources, "amounts", "column:amount", NULL);
  CpSession *session = cp_session_new ();
  cp_session_open_sources (session, sources);
  wait_idle (session);
  g_assert_true (cp_session_is_open (session));
  return session;
}

/* By hand: the mean score of the four rows, z = amount + 2·Male − 2. */
static double
mean_score (void) {
  return (sigmoid (-1) + sigmoid (2) + sigmoid (1) + sigmoid (0)) / 4;
}

static void
test_the_selected_row_is_explained_while_somebody_wants_it (void) {
  g_autoptr (CpSession) session = open_table ();
  CpExplanations *explanations = cp_session_get_explanations (session);
  cp_session_select_row (session, 1);
  wait_idle (session);
  g_assert_null (cp_explanations_get_row (explanations, 0)); /* nobody asked */
  CpExplainSetting setting = *cp_explanations_get_setting (explanations);
  setting.method = CP_EXPLAIN_EXACT;
  cp_explanations_set_setting (explanations, &setting);
  cp_explanations_want (explanations);
  wait_idle (session);
  const CpRowExplanation *told = cp_explanations_get_row (explanations, 0);
  g_assert_nonnull (told);
  g_assert_null (told->problem);
  g_assert_cmpstr (told->answer->method, ==, "exact");
  assert_close (told->answer->base[0], mean_score (), 1e-6);
  assert_close (told->answer->scores[0], sigmoid (2), 1e-6);
  double sum = told->answer->base[0];
  g_assert_cmpuint (cp_feature_groups_get_n (told->groups), ==, 2); /* sex is one */
  for (guint g = 0; g < 2; g++)
    sum += cp_feature_group_sum (cp_feature_groups_get (told->groups, g),
                                 cp_attributions_get_values (told->answer, 0, 0));
  assert_close (sum, sigmoid (2), 1e-6);
  cp_session_select_row (session, 0);
  wait_idle (session);
  assert_close (cp_explanations_get_row (explanations, 0)->answer->scores[0], sigmoid (-1), 1e-6);
}

static void
test_scores_that_stand_in_the_table_say_why_they_have_none (void) {
  g_autoptr (CpSession) session = open_table ();
  CpExplanations *explanations = cp_session_get_explanations (session);
  cp_explanations_want (explanations);
  wait_idle (session);
  const CpRowExplanation *told = cp_explanations_get_row (explanations, 1);
  g_assert_null (told->answer);
  g_assert_cmpstr (told->problem, ==,
                   "column:amount: its scores stand in the table, so they cannot be explained.");
}

static void
test_another_setting_is_out_of_date_until_worked_out (void) {
  g_autoptr (CpSession) session = open_table ();
  CpExplanations *explanations = cp_session_get_explanations (session);
  cp_explanations_want (explanations);
  wait_idle (session);
  g_assert_false (cp_explanations_is_stale (explanations));
  CpExplainSetting setting = *cp_explanations_get_setting (explanations);
  setting.background = CP_BACKGROUND_ZERO;
  cp_explanations_set_setting (explanations, &setting);
  g_assert_true (cp_explanations_is_stale (explanations));
  wait_idle (session);
  g_assert_cmpstr (cp_explanations_get_row (explanations, 0)->background->name, ==, "all 4 rows");
  cp_explanations_recompute (explanations);
  g_assert_false (cp_explanations_is_stale (explanations));
  wait_idle (session);
  g_assert_cmpstr (cp_explanations_get_row (explanations, 0)->background->name, ==, "zero row");
}

/* The naive twin: every row explained by itself, its effects averaged. */
static void
test_what_matters_overall_is_the_mean_over_the_rows (void) {
  g_autoptr (CpSession) session = open_table ();
  CpExplanations *explanations = cp_session_get_explanations (session);
  CpGlobalExplanations *global = cp_session_get_global_explanations (session);
  CpExplainSetting setting = *cp_explanations_get_setting (explanations);
  setting.method = CP_EXPLAIN_EXACT;
  cp_explanations_set_setting (explanations, &setting);
  cp_global_explanations_want (global);
  g_assert_null (cp_global_explanations_get (global, 0)); /* a new setting waits for Recompute */
  cp_explanations_want (explanations);
  double sums[2] = {0, 0}, bases = 0;
  for (guint32 row = 0; row < 4; row++) {
    cp_session_select_row (session, row);
    wait_idle (session);
    const CpRowExplanation *told = cp_explanations_get_row (explanations, 0);
    for (guint g = 0; g < 2; g++)
      sums[g] += fabs (cp_feature_group_sum (cp_feature_groups_get (told->groups, g),
                                             cp_attributions_get_values (told->answer, 0, 0)));
    bases = told->answer->base[0];
  }
  while (g_main_context_iteration (NULL, FALSE))
    ; /* the last batch is on its way when the job has ended */
  const CpGlobalAnswer *answer = cp_global_explanations_get (global, 0);
  g_assert_nonnull (answer);
  g_assert_cmpstr (answer->problem, ==, NULL);
  g_assert_cmpuint (answer->global->n_rows, ==, 4);
  g_assert_cmpstr (answer->global->method, ==, "exact");
  assert_close (answer->global->base[0], bases, 1e-9);
  for (guint g = 0; g < 2; g++)
    assert_close (answer->global->mean_abs[g], sums[g] / 4, 1e-6);
  g_assert_cmpstr (cp_global_explanations_get (global, 1)->problem, ==,
                   "column:amount: its scores stand in the table, so they cannot be explained.");
  g_assert_false (cp_global_explanations_is_stale (global));
  setting.background = CP_BACKGROUND_ZERO;
  cp_explanations_set_setting (explanations, &setting);
  g_assert_true (cp_global_explanations_is_stale (global));
  cp_explanations_recompute (explanations);
  wait_idle (session);
  g_assert_false (cp_global_explanations_is_stale (global));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  folder = g_dir_make_tmp ("cp-explanations-XXXXXX", NULL);
  g_test_add_func ("/app/explanations/the-selected-row-is-explained-while-somebody-wants-it",
                   test_the_selected_row_is_explained_while_somebody_wants_it);
  g_test_add_func ("/app/explanations/scores-that-stand-in-the-table-say-why-they-have-none",
                   test_scores_that_stand_in_the_table_say_why_they_have_none);
  g_test_add_func ("/app/explanations/another-setting-is-out-of-date-until-worked-out",
                   test_another_setting_is_out_of_date_until_worked_out);
  g_test_add_func ("/app/explanations/what-matters-overall-is-the-mean-over-the-rows",
                   test_what_matters_overall_is_the_mean_over_the_rows);
  int status = g_test_run ();
  g_free (folder);
  return status;
}
