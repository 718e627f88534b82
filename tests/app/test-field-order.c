#include "app/panels/row-head.h"
#include "app/rows/field-order.h"
#include "app/session/session-scope.h"
#include "tests/app/unit-session.h"
#include "tests/fixture.h"

/* The order of the editor's columns, walking from row to row, and the row as text. */

static char *folder;

#define TABLE "amount,sex,Berlin,granted\n1,Female,x,0\n2,Male,y,1\n3,Female,x,1\n0,Male,z,0\n"

static CpSession *
open_table (void) {
  return open_unit (folder, TABLE, "granted", NULL);
}

static void
assert_order (CpSession *session, CpFieldOrder order, const double *effects, const char *expected) {
  const CpRowHistory *history = cp_session_get_history (session);
  CpFields *fields = cp_session_get_fields (session);
  g_autofree guint *built = cp_field_order_build (order, fields, cp_row_history_get_current (history),
                                                  cp_row_history_get_original (history), NULL, effects);
  g_autoptr (GString) names = g_string_new (NULL);
  for (guint i = 0; i < cp_fields_get_n (fields); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", cp_fields_get (fields, built[i])->name);
  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_columns_are_ordered_as_asked (void) {
  g_autoptr (CpSession) session = open_table ();
  cp_session_select_row (session, 1);
  const CpField *field = cp_fields_find (cp_session_get_fields (session), "Berlin");
  g_assert_true (cp_session_edit (session, field, "z", NULL));
  assert_order (session, CP_FIELD_ORDER_TABLE, NULL, "amount sex Berlin granted");
  assert_order (session, CP_FIELD_ORDER_NAME, NULL, "amount Berlin granted sex");
  assert_order (session, CP_FIELD_ORDER_CHANGED, NULL, "Berlin amount sex granted");
  assert_order (session, CP_FIELD_ORDER_DIFFERS, NULL, "amount sex Berlin granted"); /* none is known */
}

/* Whichever way it goes; what has none stands last, in the table's order. */
static void
test_columns_are_ordered_by_their_effects (void) {
  g_autoptr (CpSession) session = open_table ();
  cp_session_select_row (session, 1);
  const double effects[] = {0.1, -0.4, NAN, 0};
  assert_order (session, CP_FIELD_ORDER_EFFECT_A, effects, "sex amount granted Berlin");
  assert_order (session, CP_FIELD_ORDER_EFFECT_B, NULL, "amount sex Berlin granted"); /* not known yet */
  g_assert_true (cp_field_order_is_by_effect (CP_FIELD_ORDER_EFFECT_B));
  g_assert_false (cp_field_order_is_by_effect (CP_FIELD_ORDER_NAME));
}

static void
test_steps_stay_among_the_rows_looked_at (void) {
  g_autoptr (CpSession) session = open_table ();
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  const guint32 chosen[] = {1, 3};
  g_array_append_vals (rows, chosen, 2);
  cp_session_set_scope (session, rows, "two");
  wait_idle (session);
  cp_session_select_row (session, 1);
  cp_session_step_row (session, 1);
  g_assert_cmpuint (cp_session_get_row (session), ==, 3);
  cp_session_step_row (session, 1); /* the last one */
  g_assert_cmpuint (cp_session_get_row (session), ==, 3);
  cp_session_step_row (session, -1);
  g_assert_cmpuint (cp_session_get_row (session), ==, 1);
}

static void
test_a_row_is_copied_as_it_stands (void) {
  g_autoptr (CpSession) session = open_table ();
  cp_session_select_row (session, 1);
  const CpField *field = cp_fields_find (cp_session_get_fields (session), "amount");
  g_assert_true (cp_session_edit (session, field, "2.5", NULL));
  g_autofree char *csv = cp_session_dup_row_csv (session), *json = cp_session_dup_row_json (session);
  g_assert_cmpstr (csv, ==, "amount,sex,Berlin,granted\n2.5,Male,y,1\n");
  g_assert_cmpstr (
      json, ==, "{\n  \"amount\": 2.5,\n  \"sex\": \"Male\",\n  \"Berlin\": \"y\",\n  \"granted\": 1\n}\n");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  folder = g_dir_make_tmp ("cp-order-XXXXXX", NULL);
  g_test_add_func ("/app/field-order/columns-are-ordered-as-asked", test_columns_are_ordered_as_asked);
  g_test_add_func ("/app/field-order/columns-are-ordered-by-their-effects",
                   test_columns_are_ordered_by_their_effects);
  g_test_add_func ("/app/row-head/steps-stay-among-the-rows-looked-at",
                   test_steps_stay_among_the_rows_looked_at);
  g_test_add_func ("/app/row-head/a-row-is-copied-as-it-stands", test_a_row_is_copied_as_it_stands);
  int status = g_test_run ();
  g_free (folder);
  return status;
}
