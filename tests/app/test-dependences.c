#include "app/explain/dependence-row.h"
#include "app/explain/dependences.h"
#include "app/session/session-rows.h"
#include "app/session/session-selection.h"
#include "tests/app/unit-session.h"
#include "tests/fixture.h"

#include <math.h>

/* The unit of tests/app/unit.h over this table; its curves are hand calculations. */

static char *folder;

#define TABLE "amount,sex,granted\n1,Female,0\n2,Male,1\n3,Female,1\n0,Male,0\n"

static CpSession *
open_table (void) {
  return open_unit (folder, TABLE, "granted", "column:amount");
}

static void
test_curves_are_means_over_the_whole_table (void) {
  g_autoptr (CpSession) session = open_table ();
  CpDependences *dependences = cp_session_get_dependences (session);
  wait_idle (session);
  g_assert_null (cp_dependences_get (dependences, "amount")); /* nobody asked */
  cp_dependences_want (dependences);
  wait_idle (session);
  g_assert_true (cp_dependences_is_complete (dependences));
  const CpColumnCurves *amount = cp_dependences_get (dependences, "amount");
  g_assert_cmpuint (amount->grid->n_points, ==, 4);
  for (guint p = 0; p < 4; p++) /* two women, two men; z = amount + 2·Male − 2 */
    assert_close (amount->means[0][p], (sigmoid (p - 2.0) + sigmoid (p)) / 2, 1e-6);
  const CpColumnCurves *sex = cp_dependences_get (dependences, "sex");
  for (guint p = 0; p < 2; p++) {
    double shift = g_str_equal (sex->grid->cells[p], "Male") ? 0 : -2;
    assert_close (sex->means[0][p],
                  (sigmoid (shift) + sigmoid (1 + shift) + sigmoid (2 + shift) + sigmoid (3 + shift)) / 4,
                  1e-6);
  }
  /* from amount 0 to 3 the mean moves more than from Female to Male */
  assert_close (cp_dependences_get_span (dependences), amount->means[0][3] - amount->means[0][0], 1e-9);
}

/* The values a curve goes through are of the rows that are left. */
static void
test_a_deleted_value_is_no_point (void) {
  g_autoptr (CpSession) session = open_table ();
  CpDependences *dependences = cp_session_get_dependences (session);
  cp_dependences_want (dependences);
  wait_idle (session);
  cp_session_select_row (session, 2); /* amount 3 */
  cp_session_delete_rows (session);
  wait_idle (session);
  const CpColumnCurves *amount = cp_dependences_get (dependences, "amount");
  g_assert_cmpuint (amount->grid->n_points, ==, 3);
  for (guint p = 0; p < 3; p++) { /* one woman, two men */
    g_assert_cmpfloat (amount->grid->numbers[p], ==, p);
    assert_close (amount->means[0][p], (sigmoid (p - 2.0) + 2 * sigmoid (p)) / 3, 1e-6);
  }
}

static void
test_what_no_model_reads_has_no_curve (void) {
  g_autoptr (CpSession) session = open_table ();
  CpDependences *dependences = cp_session_get_dependences (session);
  cp_dependences_want (dependences);
  wait_idle (session);
  g_assert_null (cp_dependences_get (dependences, "granted")->grid);
  g_assert_null (cp_dependences_get (dependences, "amount")->means[1]); /* scores that stand in the table */
  g_assert_true (cp_dependences_get_subject (dependences)->is_prepared);
}

static void
test_another_table_begins_anew (void) {
  g_autoptr (CpSession) session = open_table ();
  CpDependences *dependences = cp_session_get_dependences (session);
  cp_dependences_want (dependences);
  wait_idle (session);
  cp_dependences_unwant (dependences);
  cp_session_open_sources (session, cp_sources_copy (cp_session_get_sources (session)));
  wait_idle (session);
  g_assert_null (cp_dependences_get (dependences, "amount"));
  cp_dependences_want (dependences);
  wait_idle (session);
  g_assert_nonnull (cp_dependences_get (dependences, "amount")->grid);
}

static void
test_a_row_has_a_curve_of_its_own (void) {
  g_autoptr (CpSession) session = open_table ();
  CpDependences *dependences = cp_session_get_dependences (session);
  cp_dependences_want (dependences);
  wait_idle (session);
  cp_session_select_row (session, 1); /* 2, Male */
  const CpTable *state = cp_row_history_get_current (cp_session_get_history (session));
  const CpDependenceSubject *subject = cp_dependences_get_subject (dependences);
  CpDependenceGrid *amount = cp_dependences_get (dependences, "amount")->grid;
  g_autofree double *own = cp_dependence_of_row (subject, 0, amount, state);
  for (guint p = 0; p < 4; p++)
    assert_close (own[p], sigmoid (p), 1e-6);
  g_assert_null (cp_dependence_of_row (subject, 1, amount, state)); /* scores that stand in the table */
}

/* Two women and two men: of four values a ≤ a ≤ b ≤ b the 10 % quantile stands 0.3 after the first, which is
 * a, and the 90 % one is b. */
static void
test_most_rows_lie_between_two_quantiles (void) {
  g_autoptr (CpSession) session = open_table ();
  CpDependences *dependences = cp_session_get_dependences (session);
  cp_dependences_want (dependences);
  wait_idle (session);
  g_autoptr (GError) error = NULL;
  g_autoptr (CpDependenceSpread) spread =
      cp_dependence_spread_build (cp_dependences_get_subject (dependences),
                                  cp_dependences_get (dependences, "amount")->grid, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (spread->n_rows, ==, 4);
  for (guint p = 0; p < 4; p++) {
    assert_close (spread->lo[0][p], sigmoid (p - 2.0), 1e-6);
    assert_close (spread->hi[0][p], sigmoid (p), 1e-6);
  }
  g_assert_null (spread->lo[1]);
  /* amounts 0 to 3 of women: between 0 and 1 three tenths of the way, and as far below 3 */
  g_autoptr (CpDependenceSpread) sex = cp_dependence_spread_build (
      cp_dependences_get_subject (dependences), cp_dependences_get (dependences, "sex")->grid, NULL, &error);
  guint p = g_str_equal (cp_dependences_get (dependences, "sex")->grid->cells[0], "Female") ? 0 : 1;
  assert_close (sex->lo[0][p], 0.7 * sigmoid (-2) + 0.3 * sigmoid (-1), 1e-6);
  assert_close (sex->hi[0][p], 0.3 * sigmoid (0) + 0.7 * sigmoid (1), 1e-6);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  g_assert_null (cp_dependence_spread_build (cp_dependences_get_subject (dependences),
                                             cp_dependences_get (dependences, "amount")->grid, cancellable,
                                             &error));
  g_assert_nonnull (error);
}

/* As many rows as before, though others. */
static void
test_one_row_back_and_another_away (void) {
  g_autoptr (CpSession) session = open_table ();
  CpDependences *dependences = cp_session_get_dependences (session);
  cp_session_select_row (session, 0);
  cp_session_delete_rows (session);
  wait_idle (session);
  cp_dependences_want (dependences);
  wait_idle (session);
  /* at amount 0, of one woman and two men */
  assert_close (cp_dependences_get (dependences, "amount")->means[0][0], (sigmoid (-2) + 1) / 3, 1e-6);
  cp_session_undo (session);
  cp_session_select_row (session, 1);
  cp_session_delete_rows (session);
  wait_idle (session);
  assert_close (cp_dependences_get (dependences, "amount")->means[0][0], (2 * sigmoid (-2) + 0.5) / 3, 1e-6);
}

static void
assert_rows_are (CpSession *session, guint32 first, guint32 second, guint32 third) {
  const CpDependenceSubject *subject = cp_dependences_get_subject (cp_session_get_dependences (session));
  const guint32 expected[] = {first, second, third};
  g_assert_cmpmem (subject->rows, subject->n_rows * sizeof (guint32), expected, sizeof expected);
}

/* The worker chooses the rows: those that are there when the curves are asked for, or were when it ended. */
static void
test_rows_that_go_before_they_are_chosen (void) {
  g_autoptr (CpSession) session = open_table ();
  CpDependences *dependences = cp_session_get_dependences (session);
  cp_session_select_row (session, 1);
  cp_session_delete_rows (session);
  cp_dependences_want (dependences);
  g_assert_null (cp_dependences_get_subject (dependences)); /* nothing is chosen yet */
  wait_idle (session);
  assert_rows_are (session, 0, 2, 3);
  cp_session_undo (session);
  cp_session_select_row (session, 3);
  cp_session_delete_rows (session);
  wait_idle (session);
  assert_rows_are (session, 0, 1, 2);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  folder = g_dir_make_tmp ("cp-dependences-XXXXXX", NULL);
  g_test_add_func ("/app/dependences/curves-are-means-over-the-whole-table",
                   test_curves_are_means_over_the_whole_table);
  g_test_add_func ("/app/dependences/what-no-model-reads-has-no-curve",
                   test_what_no_model_reads_has_no_curve);
  g_test_add_func ("/app/dependences/a-deleted-value-is-no-point", test_a_deleted_value_is_no_point);
  g_test_add_func ("/app/dependences/another-table-begins-anew", test_another_table_begins_anew);
  g_test_add_func ("/app/dependences/a-row-has-a-curve-of-its-own", test_a_row_has_a_curve_of_its_own);
  g_test_add_func ("/app/dependences/most-rows-lie-between-two-quantiles",
                   test_most_rows_lie_between_two_quantiles);
  g_test_add_func ("/app/dependences/one-row-back-and-another-away-are-other-rows",
                   test_one_row_back_and_another_away);
  g_test_add_func ("/app/dependences/rows-that-go-before-they-are-chosen-are-not-averaged-over",
                   test_rows_that_go_before_they_are_chosen);
  int status = g_test_run ();
  g_free (folder);
  return status;
}
