#include "app/explain/explain-lines.h"
#include "app/explain/explain-words.h"
#include "app/explain/explanations-global.h"
#include "app/explain/explanations.h"
#include "app/session/session-rows.h"
#include "app/session/session-selection.h"
#include "tests/app/unit-session.h"
#include "tests/fixture.h"

#include <math.h>

/* The unit of tests/app/unit.h over this table, all of whose rows are the background. */

static char *folder;

#define TABLE "amount,sex,granted\n1,Female,0\n2,Male,1\n3,Female,1\n0,Male,0\n"

/* @second: (nullable): the unit once more */
static CpSession *
open_models (const char *second, const char *label) {
  g_autofree char *unit = g_build_filename (folder, "unit.h5", NULL);
  return open_unit (folder, TABLE, label, second != NULL ? second : unit);
}

static CpSession *
open_table (void) {
  return open_models ("column:amount", "granted");
}

static void
drain (void) {
  while (g_main_context_iteration (NULL, FALSE))
    ; /* the last batch is on its way when the job has ended */
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

static void
remember_first (CpGlobalExplanations *global, gpointer data) {
  const CpGlobalAnswer *answer = cp_global_explanations_get (global, 0);
  if (answer != NULL && answer->global != NULL && answer->global->is_first)
    *(gboolean *)data = TRUE;
}

/* What a person sees of a network: at once the rescale rule, named so; then the exact answer. */
static void
test_a_first_answer_is_replaced_by_a_better_one (void) {
  g_autoptr (CpSession) session = open_table ();
  CpGlobalExplanations *global = cp_session_get_global_explanations (session);
  gboolean was_first = FALSE;
  g_signal_connect (global, "changed", G_CALLBACK (remember_first), &was_first);
  cp_global_explanations_want (global);
  wait_idle (session);
  drain ();
  g_assert_true (was_first);
  const CpGlobal *last = cp_global_explanations_get (global, 0)->global;
  g_assert_true (last->is_last);
  g_assert_cmpstr (last->method, ==, "exact");
}

static void
test_methods_in_words (void) {
  static const struct {
    const char *method;
    guint n_pairs;
    gboolean is_first;
    const char *said;
  } cases[] = {{"deep", 0, TRUE, "rescale rule, first answer"},
               {"deep", 0, FALSE, "rescale rule"},
               {"permutation", 20, FALSE, "permutation, 20 pairs"},
               {"exact", 0, FALSE, "exact"}};
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *said = cp_explain_words_method (cases[i].method, cases[i].n_pairs, cases[i].is_first);
    g_assert_cmpstr (said, ==, cases[i].said);
  }
  g_assert_true (cp_explain_words_agree ("exact", "permutation"));
  g_assert_true (cp_explain_words_agree ("deep", "deep"));
  g_assert_false (cp_explain_words_agree ("deep", "permutation")); /* a ring among other dots */
}

/* By hand: z = amount + 2·Male − 2 ranks both granted rows above the others, so the AUC is 1 and no shuffle
 * can raise it. */
static void
test_importance_compares_scores_with_labels (void) {
  g_autoptr (CpSession) session = open_table ();
  CpImportances *importances = cp_session_get_importances (session);
  wait_idle (session);
  g_assert_null (cp_importances_get (importances, 0)); /* nobody asked */
  g_assert_null (cp_importances_get_refusal (importances));
  cp_importances_want (importances);
  wait_idle (session);
  const CpImportanceAnswer *answer = cp_importances_get (importances, 0);
  g_assert_nonnull (answer);
  g_assert_cmpstr (answer->problem, ==, NULL);
  assert_close (answer->importance->by[CP_IMPORTANCE_AUC].whole[0], 1, 1e-12);
  for (guint g = 0; g < 2; g++) {
    g_assert_cmpfloat (answer->importance->by[CP_IMPORTANCE_AUC].mean[g], >=, 0);
    g_assert_cmpfloat (answer->importance->by[CP_IMPORTANCE_AUC].mean[g], <=, 1);
  }
  g_assert_cmpstr (cp_importances_get (importances, 1)->problem, ==,
                   "column:amount: its scores stand in the table, so they cannot be explained.");
  g_autoptr (CpSession) bare = open_models (NULL, NULL);
  g_assert_cmpstr (cp_importances_get_refusal (cp_session_get_importances (bare)), ==,
                   "Permutation importance compares scores with labels, and this session has no label.");
}

/* Two times the same model: they never differ; and what is shown of it is what the global answer says. */
static void
test_lines_are_of_the_measure_chosen (void) {
  g_autoptr (CpSession) session = open_models (NULL, "granted");
  CpGlobalExplanations *global = cp_session_get_global_explanations (session);
  CpImportances *importances = cp_session_get_importances (session);
  const char *problem = NULL;
  g_autoptr (GArray) before =
      cp_explain_lines_build (global, importances, 2, 0, -1, CP_MEASURE_MEAN_ABS, &problem);
  g_assert_cmpuint (before->len, ==, 0);
  cp_global_explanations_want (global);
  cp_importances_want (importances);
  wait_idle (session);
  drain ();
  const CpGlobal *told = cp_global_explanations_get (global, 0)->global;
  for (CpExplainMeasure measure = 0; measure < CP_N_MEASURES; measure++) {
    g_autoptr (GArray) lines = cp_explain_lines_build (global, importances, 2, 0, -1, measure, &problem);
    g_assert_cmpstr (problem, ==, NULL);
    g_assert_cmpuint (lines->len, ==, 2);
    cp_explain_lines_sort (lines, 3, 2); /* by name: amount, sex */
    for (guint i = 0; i < 2; i++) {
      const CpExplainLine *line = &g_array_index (lines, CpExplainLine, i);
      g_assert_cmpstr (line->name, ==, i == 0 ? "amount" : "sex");
      const CpImportanceTold *by =
          &cp_importances_get (importances, 0)
               ->importance->by[measure == CP_MEASURE_LOG_LOSS ? CP_IMPORTANCE_LOG_LOSS : CP_IMPORTANCE_AUC];
      double expected = measure == CP_MEASURE_MEAN_ABS     ? told->mean_abs[i]
                        : measure == CP_MEASURE_MEAN       ? told->mean[i]
                        : measure == CP_MEASURE_DIFFERENCE ? 0
                                                           : by->mean[i];
      assert_close (line->values[0], expected, 1e-12);
    }
  }
}

/* A deleted row counts nowhere: neither does it in what a row is compared with. */
static void
test_deleted_rows_are_of_no_background (void) {
  g_autoptr (CpSession) session = open_table ();
  CpExplanations *explanations = cp_session_get_explanations (session);
  CpGlobalExplanations *global = cp_session_get_global_explanations (session);
  cp_session_select_row (session, 1);
  cp_explanations_want (explanations);
  cp_global_explanations_want (global);
  wait_idle (session);
  assert_close (cp_explanations_get_row (explanations, 0)->answer->base[0], mean_score (), 1e-6);
  cp_session_delete_rows (session);
  wait_idle (session);
  drain ();
  double three = (sigmoid (-1) + sigmoid (1) + sigmoid (0)) / 3;
  g_assert_cmpstr (cp_explanations_get_row (explanations, 0)->background->name, ==, "all 3 rows");
  assert_close (cp_explanations_get_row (explanations, 0)->answer->base[0], three, 1e-6);
  assert_close (cp_global_explanations_get (global, 0)->global->base[0], three, 1e-6);
  cp_session_undo (session);
  wait_idle (session);
  drain ();
  assert_close (cp_explanations_get_row (explanations, 0)->answer->base[0], mean_score (), 1e-6);
  assert_close (cp_global_explanations_get (global, 0)->global->base[0], mean_score (), 1e-6);
}

/* Whatever is on the screen at any moment was counted over the same rows, by the same slices. */
static void
assert_agreement (CpGlobalExplanations *global, gpointer data) {
  const CpGlobalAnswer *a = cp_global_explanations_get (global, 0),
                       *b = cp_global_explanations_get (global, 1);
  CpSlices *slices = cp_global_explanations_get_slices (global);
  const CpGlobalAnswer *const both[] = {a, b};
  for (guint m = 0; m < 2; m++)
    if (both[m] != NULL && both[m]->global != NULL)
      g_assert_cmpuint (both[m]->global->n_slices, ==, cp_slices_get_n_slices (slices));
  if (a != NULL && b != NULL && a->global != NULL && b->global != NULL) {
    gsize n = MIN (a->global->n_rows, b->global->n_rows);
    g_assert_cmpmem (a->global->rows, n * sizeof (guint32), b->global->rows, n * sizeof (guint32));
    (*(guint *)data)++;
  }
}

static void
test_answers_on_the_screen_are_of_the_same_rows_and_slices (void) {
  g_autoptr (CpSession) session = open_models (NULL, "granted");
  CpGlobalExplanations *global = cp_session_get_global_explanations (session);
  guint n_seen = 0;
  g_signal_connect (global, "changed", G_CALLBACK (assert_agreement), &n_seen);
  cp_global_explanations_want (global);
  wait_idle (session);
  drain ();
  g_assert_cmpuint (n_seen, >, 0);
  cp_session_set_slice_keys (session, (const char *const[]){"sex", NULL});
  wait_idle (session);
  assert_agreement (global, &n_seen);
  drain ();
  g_assert_cmpuint (cp_global_explanations_get (global, 1)->global->n_slices, ==, 2);
  cp_session_select_row (session, 0);
  cp_session_delete_rows (session);
  wait_idle (session);
  drain ();
  g_assert_cmpuint (cp_global_explanations_get (global, 0)->global->n_rows, ==, 3);
  cp_global_explanations_set_n_rows (global, 2);
  assert_agreement (global, &n_seen);
  wait_idle (session);
  drain ();
  g_assert_cmpuint (cp_global_explanations_get (global, 0)->global->n_rows, ==, 2);
}

/* Five shuffles of four rows: another seed shuffles otherwise. */
static void
test_importances_follow_a_new_seed (void) {
  g_autoptr (CpSession) session = open_table ();
  CpExplanations *explanations = cp_session_get_explanations (session);
  CpImportances *importances = cp_session_get_importances (session);
  cp_importances_want (importances);
  cp_explanations_want (explanations);
  wait_idle (session);
  g_autoptr (CpImportance) before = cp_importance_ref (cp_importances_get (importances, 0)->importance);
  CpExplainSetting setting = *cp_explanations_get_setting (explanations);
  setting.seed = 7;
  cp_explanations_set_setting (explanations, &setting);
  wait_idle (session);
  g_assert_true (cp_importances_get (importances, 0)->importance == before); /* waits for Recompute */
  cp_explanations_recompute (explanations);
  wait_idle (session);
  g_assert_true (cp_importances_get (importances, 0)->importance != before);
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
  g_test_add_func ("/app/explanations/a-first-answer-is-replaced-by-a-better-one",
                   test_a_first_answer_is_replaced_by_a_better_one);
  g_test_add_func ("/app/explanations/methods-in-words", test_methods_in_words);
  g_test_add_func ("/app/explanations/importance-compares-scores-with-labels",
                   test_importance_compares_scores_with_labels);
  g_test_add_func ("/app/explanations/lines-are-of-the-measure-chosen", test_lines_are_of_the_measure_chosen);
  g_test_add_func ("/app/explanations/deleted-rows-are-of-no-background",
                   test_deleted_rows_are_of_no_background);
  g_test_add_func ("/app/explanations/answers-on-the-screen-are-of-the-same-rows-and-slices",
                   test_answers_on_the_screen_are_of_the_same_rows_and_slices);
  g_test_add_func ("/app/explanations/importances-follow-a-new-seed", test_importances_follow_a_new_seed);
  int status = g_test_run ();
  g_free (folder);
  return status;
}
