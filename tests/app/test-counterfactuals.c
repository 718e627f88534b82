#include "app/session/session-counterfactual.h"
#include "app/session/session-live.h"
#include "tests/app/idle.h"
#include "tests/app/unit.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

/* What a row is compared with: several nearest rows, weights, columns that stay, least changes. The columns
 * compared are amount and sex. amount: mean 1.25, sample variance (0.0625 + 0.5625 + 3.0625 + 1.5625 + 0.0625
 * + 0.5625) / 5 = 1.175; sex: 3 of 6 each, so different ones are 1/4 + 1/4 = 1/2 apart. unit grants where
 * amount + 2·Male ≥ 2: rows 1, 2, 3 and 4. */

static char *folder;

#define DEVIATION sqrt (1.175)
#define PEOPLE                                                                                               \
  "amount,sex,granted,given\n"                                                                               \
  "1,Female,0,0.1\n"                                                                                         \
  "2,Male,1,0.9\n"                                                                                           \
  "3,Female,1,0.4\n"                                                                                         \
  "0,Male,0,0.6\n"                                                                                           \
  "1,Male,1,0.7\n"                                                                                           \
  "0.5,Female,0,0.2\n"

/* A is the unit, B the column given; row 0 is selected. */
static CpSession *
open_people (void) {
  g_autofree char *unit = g_build_filename (folder, "unit.h5", NULL);
  CpSources *sources = cp_sources_new ();
  sources->data = g_build_filename (folder, "people.csv", NULL);
  sources->label = g_strdup ("granted");
  cp_sources_add_model (sources, NULL, unit, NULL);
  cp_sources_add_model (sources, NULL, "column:given", NULL);
  CpSession *session = cp_session_new ();
  cp_session_open_sources (session, sources);
  wait_idle (session);
  g_assert_true (cp_session_is_open (session));
  cp_session_select_row (session, 0);
  return session;
}

static void
compare (CpSession *session, guint model) {
  cp_session_compare (session, TRUE, model, CP_NORM_L1);
  wait_idle (session);
}

/* The rows found, nearest first, and how far they are. */
static void
assert_rows (CpSession *session, guint n, const guint32 *rows, const double *distances) {
  g_assert_cmpuint (cp_session_get_n_found (session, CP_COMPARE_ROWS), ==, n);
  for (guint i = 0; i < n; i++) {
    const CpCounterfactual *found = cp_session_get_found (session, CP_COMPARE_ROWS, i);
    g_assert_cmpuint (found->row, ==, rows[i]);
    assert_close (found->distance, distances[i], 1e-12);
  }
}

static void
test_rows_are_listed_the_nearest_first (void) {
  g_autoptr (CpSession) session = open_people ();
  const double step = 1 / DEVIATION;
  compare (session, 0);
  assert_rows (session, 4, (const guint32[]){4, 1, 3, 2},
               (const double[]){0.5, step + 0.5, step + 0.5, 2 * step});
  g_assert_cmpuint (cp_session_get_found (session, CP_COMPARE_ROWS, 1)->n_columns, ==, 2);
  cp_session_set_n_compared (session, 2);
  wait_idle (session);
  assert_rows (session, 2, (const guint32[]){4, 1}, (const double[]){0.5, step + 0.5});
}

static void
test_one_of_them_is_looked_at (void) {
  g_autoptr (CpSession) session = open_people ();
  compare (session, 0);
  g_assert_cmpuint (cp_session_get_counterfactual (session)->row, ==, 4);
  cp_session_choose_found (session, CP_COMPARE_ROWS, 3);
  g_assert_cmpuint (cp_session_get_counterfactual (session)->row, ==, 2);
  g_autoptr (GError) error = NULL;
  g_assert_true (cp_session_run (session, &error)); /* the same row, scored anew: the choice stays */
  wait_idle (session);
  g_assert_cmpuint (cp_session_get_counterfactual (session)->row, ==, 2);
  cp_session_select_row (session, 5);
  wait_idle (session);
  g_assert_cmpuint (cp_session_get_chosen (session, CP_COMPARE_ROWS), ==, 0);
}

static void
test_a_weight_decides_how_much_a_column_counts (void) {
  g_autoptr (CpSession) session = open_people ();
  const double step = 1 / DEVIATION;
  compare (session, 0);
  cp_session_set_compare_weight (session, "sex", 0);
  wait_idle (session);
  assert_rows (session, 4, (const guint32[]){4, 1, 3, 2}, (const double[]){0, step, step, 2 * step});
  cp_session_set_compare_weight (session, "sex", 4);
  wait_idle (session);
  assert_rows (session, 4, (const guint32[]){2, 4, 1, 3}, (const double[]){2 * step, 2, step + 2, step + 2});
  cp_session_set_compare_weight (session, "sex", 1);
  cp_session_set_compare_weight (session, "granted", 5); /* the label is compared in no case */
  wait_idle (session);
  assert_rows (session, 4, (const guint32[]){4, 1, 3, 2},
               (const double[]){0.5, step + 0.5, step + 0.5, 2 * step});
}

static void
test_what_is_kept_stays_as_it_is (void) {
  g_autoptr (CpSession) session = open_people ();
  compare (session, 0);
  cp_session_set_compare_held (session, "sex", TRUE);
  wait_idle (session);
  assert_rows (session, 1, (const guint32[]){2}, (const double[]){2 / DEVIATION});
  cp_session_set_compare_held (session, "amount", TRUE);
  wait_idle (session);
  g_assert_cmpuint (cp_session_get_n_found (session, CP_COMPARE_ROWS), ==, 1);
  const CpCounterfactual *none = cp_session_get_counterfactual (session);
  g_assert_null (none->state);
  g_assert_cmpstr (none->reason, ==,
                   "unit decides every row that has the values kept as it decides this one; there is no "
                   "counterfactual.");
  g_auto (GStrv) columns = cp_session_dup_compared_columns (session);
  g_assert_cmpstr (columns[0], ==, "amount");
  g_assert_cmpstr (columns[1], ==, "sex");
  g_assert_null (columns[2]);
}

/* One column each: Male for Female, or an amount of 2, where amount + 2·Male − 2 is exactly 0. */
static void
test_the_least_changes_are_found_beside_the_rows (void) {
  g_autoptr (CpSession) session = open_people ();
  compare (session, 0);
  g_assert_cmpuint (cp_session_get_n_found (session, CP_COMPARE_CHANGES), ==, 0); /* nobody asked */
  cp_session_compare_kind (session, CP_COMPARE_CHANGES, TRUE);
  wait_idle (session);
  g_assert_cmpuint (cp_session_get_n_found (session, CP_COMPARE_ROWS), ==, 4);
  g_assert_cmpuint (cp_session_get_n_found (session, CP_COMPARE_CHANGES), ==, 2);
  const CpCounterfactual *first = cp_session_get_found (session, CP_COMPARE_CHANGES, 0),
                         *second = cp_session_get_found (session, CP_COMPARE_CHANGES, 1);
  g_assert_cmpuint (first->row, ==, CP_NO_ROW);
  g_assert_cmpuint (first->n_columns, ==, 1);
  assert_close (first->distance, 0.5, 1e-12);
  assert_close (first->score, sigmoid (1), 1e-6);
  assert_close (second->distance, 1 / DEVIATION, 1e-9);
  const CpField *amount = cp_fields_find (cp_session_get_fields (session), "amount");
  g_autofree char *value = cp_field_dup_cell (amount, second->state, 0);
  g_assert_cmpstr (value, ==, "2");
  g_autoptr (GError) error = NULL;
  g_assert_true (cp_session_adopt (session, second->state, &error));
  double scores[2];
  g_assert_true (cp_session_score_current (session, scores, &error));
  assert_close (scores[0], second->score, 1e-12);
}

static void
test_a_change_leaves_kept_columns_alone (void) {
  g_autoptr (CpSession) session = open_people ();
  cp_session_compare_kind (session, CP_COMPARE_CHANGES, TRUE);
  cp_session_set_compare_held (session, "sex", TRUE);
  compare (session, 0);
  g_assert_cmpuint (cp_session_get_n_found (session, CP_COMPARE_CHANGES), ==, 1);
  assert_close (cp_session_get_compared (session, CP_COMPARE_CHANGES)->distance, 1 / DEVIATION, 1e-9);
  cp_session_set_compare_held (session, "amount", TRUE);
  wait_idle (session);
  g_assert_cmpstr (cp_session_get_compared (session, CP_COMPARE_CHANGES)->reason, ==,
                   "No change of the columns that may change turns the decision of unit.");
}

static void
test_a_column_of_scores_has_rows_but_no_changes (void) {
  g_autoptr (CpSession) session = open_people ();
  cp_session_compare_kind (session, CP_COMPARE_CHANGES, TRUE);
  compare (session, 1);
  g_assert_cmpuint (cp_session_get_counterfactual (session)->row, ==, 4); /* 0.7, one word away */
  g_assert_true (g_str_has_suffix (cp_session_get_compared (session, CP_COMPARE_CHANGES)->reason,
                                   "its scores stand in the table; an edited row cannot be scored again."));
}

static void
test_a_search_that_is_stopped_says_so (void) {
  g_autoptr (CpSession) session = open_people ();
  cp_session_compare_kind (session, CP_COMPARE_CHANGES, TRUE);
  cp_session_compare (session, TRUE, 0, CP_NORM_L1);
  cp_jobs_stop (cp_session_get_jobs (session));
  wait_idle (session);
  g_assert_cmpstr (cp_session_get_compared (session, CP_COMPARE_CHANGES)->reason, ==,
                   "Stopped before it was found.");
}

static void
test_choices_come_back (void) {
  g_autoptr (CpSession) session = open_people (), again = open_people ();
  g_assert_null (cp_session_save_compared (session)); /* as at first */
  cp_session_compare_kind (session, CP_COMPARE_CHANGES, TRUE);
  cp_session_set_compare_weight (session, "sex", 2.5);
  cp_session_set_compare_held (session, "amount", TRUE);
  cp_session_set_n_compared (session, 7);
  cp_session_compare (session, TRUE, 1, CP_NORM_L2);
  wait_idle (session);
  cp_session_choose_found (session, CP_COMPARE_ROWS, 0);
  g_autoptr (json_t) saved = cp_session_save_compared (session);
  cp_session_restore_compared (again, saved);
  wait_idle (again);
  g_assert_true (cp_session_is_comparing (again));
  g_assert_true (cp_session_compares_kind (again, CP_COMPARE_CHANGES));
  g_assert_cmpuint (cp_session_get_compared_model (again), ==, 1);
  g_assert_cmpint (cp_session_get_compared_norm (again), ==, CP_NORM_L2);
  g_assert_cmpuint (cp_session_get_n_compared (again), ==, 7);
  g_assert_cmpfloat (cp_session_get_compare_weight (again, "sex"), ==, 2.5);
  g_assert_true (cp_session_is_compare_held (again, "amount"));
  g_autoptr (json_t) twice = cp_session_save_compared (again);
  g_assert_true (json_equal (saved, twice));
  cp_session_restore_compared (again, NULL);
  g_assert_false (cp_session_is_comparing (again));
  g_assert_cmpfloat (cp_session_get_compare_weight (again, "sex"), ==, 1);
}

/* Of a session of before, and what no longer fits: passed over in silence. */
static void
test_other_sessions_choices_are_read (void) {
  g_autoptr (CpSession) session = open_people ();
  g_autoptr (json_t) old = json_pack ("{s:s,s:s}", "model", "given", "norm", "l2");
  cp_session_restore_compared (session, old);
  wait_idle (session);
  g_assert_true (cp_session_is_comparing (session));
  g_assert_cmpuint (cp_session_get_compared_model (session), ==, 1);
  g_assert_true (cp_session_compares_kind (session, CP_COMPARE_ROWS));
  g_autoptr (json_t) odd = json_pack ("{s:b,s:s,s:s,s:i,s:i,s:{s:{s:f,s:b},s:{s:f,s:b}}}", "on", 1, "model",
                                      "gone", "norm", "l7", "n", 900, "nearest", 3, "columns", "sex",
                                      "weight", -2.0, "kept", 0, "gone", "weight", 2.0, "kept", 1);
  cp_session_restore_compared (session, odd);
  wait_idle (session);
  g_assert_cmpuint (cp_session_get_compared_model (session), ==, 0);
  g_assert_cmpuint (cp_session_get_n_compared (session), ==, CP_COMPARE_N);
  g_assert_cmpfloat (cp_session_get_compare_weight (session, "sex"), ==, 1);
  g_assert_cmpuint (cp_session_get_chosen (session, CP_COMPARE_ROWS), ==, 3);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  folder = g_dir_make_tmp ("cp-counterfactuals-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "people.csv", NULL);
  g_assert_true (g_file_set_contents (path, PEOPLE, -1, NULL));
  write_unit (folder);
#define ADD(path, test) g_test_add_func ("/app/counterfactuals/" path, test)
  ADD ("rows-are-listed-the-nearest-first", test_rows_are_listed_the_nearest_first);
  ADD ("one-of-them-is-looked-at", test_one_of_them_is_looked_at);
  ADD ("a-weight-decides-how-much-a-column-counts", test_a_weight_decides_how_much_a_column_counts);
  ADD ("what-is-kept-stays-as-it-is", test_what_is_kept_stays_as_it_is);
  ADD ("the-least-changes-are-found-beside-the-rows", test_the_least_changes_are_found_beside_the_rows);
  ADD ("a-change-leaves-kept-columns-alone", test_a_change_leaves_kept_columns_alone);
  ADD ("a-column-of-scores-has-rows-but-no-changes", test_a_column_of_scores_has_rows_but_no_changes);
  ADD ("a-search-that-is-stopped-says-so", test_a_search_that_is_stopped_says_so);
  ADD ("choices-come-back", test_choices_come_back);
  ADD ("other-sessions-choices-are-read", test_other_sessions_choices_are_read);
  int status = g_test_run ();
  g_free (folder);
  return status;
}
