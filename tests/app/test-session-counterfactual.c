#include "app/session/session-counterfactual.h"
#include "app/session/session-rows.h"
#include "tests/app/session-fixture.h"

/* The nearest counterfactual of the selected row, as the session finds it. */

/* The columns compared are amount, sex and same. amount: mean 1.25, sample variance (0.0625 + 0.5625 + 3.0625
 * + 1.5625 + 0.0625 + 0.5625) / 5 = 1.175; sex: 3 of 6 each, so different ones are 1/4 + 1/4 = 1/2 apart;
 * same is constant. unit grants z ≥ 0: rows 1, 2 and 4. */
#define DEVIATION sqrt (1.175)

static const CpCounterfactual *
find (Watched *watched, guint model, CpNorm norm) {
  cp_session_compare (watched->session, TRUE, model, norm);
  wait_idle (watched);
  g_assert_cmpstr (watched->message, ==, NULL);
  return cp_session_get_counterfactual (watched->session);
}

static void
test_counterfactual (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 0);
  wait_idle (&watched);
  g_assert_null (cp_session_get_counterfactual (session));
  const CpCounterfactual *nearest = find (&watched, 0, CP_NORM_L1);
  g_assert_cmpuint (nearest->row, ==, 4); /* 1, Male against 1, Female */
  assert_close (nearest->distance, 0.5, 1e-12);
  assert_close (nearest->score, sigmoid (1), 1e-6);
  nearest = find (&watched, 1, CP_NORM_L2); /* given grants rows 1, 3 and 4 */
  g_assert_cmpuint (nearest->row, ==, 4);
  assert_close (nearest->distance, 0.5, 1e-12);
  cp_session_set_threshold (session, 0, CP_ALL_ROWS, 0.74); /* sigmoid (1) = 0.731 is no longer granted */
  nearest = find (&watched, 0, CP_NORM_L1);
  g_assert_cmpuint (nearest->row, ==, 1);
  assert_close (nearest->distance, 1 / DEVIATION + 0.5, 1e-12);
  nearest = find (&watched, 0, CP_NORM_L2);
  assert_close (nearest->distance, sqrt (1 / 1.175 + 0.25), 1e-12);
  cp_session_select_row (session, 1);
  g_assert_null (cp_session_get_counterfactual (session)); /* never that of another row */
  wait_idle (&watched);
  g_assert_cmpuint (cp_session_get_counterfactual (session)->row, ==, 4); /* 1, Male against 2, Male */
  cp_session_compare (session, FALSE, 0, CP_NORM_L2);
  g_assert_null (cp_session_get_counterfactual (session));
}

static void
test_no_counterfactual (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  cp_session_select_row (watched.session, 0);
  cp_session_set_threshold (watched.session, 0, CP_ALL_ROWS, 0.9);
  const CpCounterfactual *nearest = find (&watched, 0, CP_NORM_L1);
  g_assert_cmpuint (nearest->row, ==, CP_NO_ROW);
  g_assert_null (nearest->state);
  g_assert_cmpstr (nearest->reason, ==,
                   "unit decides every row as it decides this one; there is no counterfactual.");
}

static void
test_adopt (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 0);
  const CpField *sex = field (session, "sex");
  const CpCounterfactual *nearest = find (&watched, 0, CP_NORM_L1);
  g_autofree char *value = cp_field_dup_cell (sex, nearest->state, 0);
  g_assert_true (
      cp_field_differs (sex, cp_row_history_get_current (cp_session_get_history (session)), nearest->state));
  edit (session, "sex", value);
  wait_idle (&watched);
  assert_cell (session, "sex", "Male");
  g_assert_cmpuint (cp_session_get_counterfactual (session)->row, ==, 4); /* an edit decides nothing yet */
  run (session);
  wait_idle (&watched);
  /* now granted: the nearest that is not is the row as the table has it */
  g_assert_cmpuint (cp_session_get_counterfactual (session)->row, ==, 0);
  assert_close (cp_session_get_counterfactual (session)->distance, 0.5, 1e-12);
}

/* By hand without row 2: amount 1 2 0 1 0.5: squares 0.01 + 1.21 + 0.81 + 0.01 + 0.16 = 2.2, a variance of
 * 0.55; sex two of five: 0.16 + 0.36 = 0.52. */
static void
test_deleted_rows (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 0);
  assert_close (find (&watched, 0, CP_NORM_L1)->distance, 0.5, 1e-12);
  cp_session_select_row (session, 2);
  cp_session_delete_rows (session);
  cp_session_select_row (session, 0);
  wait_idle (&watched);
  g_assert_cmpuint (cp_session_get_counterfactual (session)->row, ==, 4);
  assert_close (cp_session_get_counterfactual (session)->distance, 0.52, 1e-12);
  cp_session_select_row (session, 4); /* the nearest refused: row 0, or row 3 by 1 of amount */
  wait_idle (&watched);
  assert_close (cp_session_get_counterfactual (session)->distance, 0.52, 1e-12);
  cp_session_undo (session);
  cp_session_select_row (session, 0);
  wait_idle (&watched);
  assert_close (cp_session_get_counterfactual (session)->distance, 0.5, 1e-12);
}

/* Row 4 is deleted while it is on the screen as the answer to row 0. */
static void
test_an_answer_that_is_deleted (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_select_row (session, 4);
  cp_session_delete_rows (session);
  wait_idle (&watched);
  cp_session_undo (session);
  cp_session_select_row (session, 0);
  g_assert_cmpuint (find (&watched, 0, CP_NORM_L1)->row, ==, 4);
  cp_session_redo (session);
  wait_idle (&watched);
  g_assert_cmpuint (cp_session_get_counterfactual (session)->row, ==, 1);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  make_folder ();
  g_test_add_func ("/app/session/the-counterfactual-is-the-nearest-row-decided-differently",
                   test_counterfactual);
  g_test_add_func ("/app/session/deleted-rows-count-in-no-deviation-of-the-distance", test_deleted_rows);
  g_test_add_func ("/app/session/a-deleted-row-is-no-counterfactual", test_an_answer_that_is_deleted);
  g_test_add_func ("/app/session/without-another-decision-a-sentence-says-so", test_no_counterfactual);
  g_test_add_func ("/app/session/adopting-a-value-is-an-edit-scored-when-run", test_adopt);
  int status = g_test_run ();
  remove_folder ();
  return status;
}
