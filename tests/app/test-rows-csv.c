#include "app/panels/rows-csv.h"
#include "tests/app/unit-session.h"
#include "tests/fixture.h"

/* Rows as they leave the window. The unit of tests/app/unit.h scores them: z = amount + 2·Male − 2. */

static char *folder;

static CpSession *
open_table (void) {
  return open_unit (folder, "amount,sex\n2,Female\n0,Male\n1,\"a, b\"\n", NULL, NULL);
}

static char *
to_csv (CpSession *session, const guint32 *rows, gsize n) {
  CpDataSource source = cp_rows_csv_source (session, rows, n);
  g_autoptr (CpTable) table = source.build (source.data);
  char *text = g_string_free (cp_csv_write (table, ','), FALSE);
  cp_data_source_clear (&source);
  return text;
}

static void
test_rows_leave_in_the_order_shown_with_their_scores (void) {
  g_autoptr (CpSession) session = open_table ();
  const guint32 rows[] = {1, 0};
  g_autofree char *some = to_csv (session, rows, 2), *all = to_csv (session, NULL, 0);
  g_assert_cmpstr (some, ==, "amount,sex,score of unit\n0,Male,0.5\n2,Female,0.5\n"); /* both logits are 0 */
  g_assert_true (
      g_str_has_prefix (all, "amount,sex,score of unit\n2,Female,0.5\n0,Male,0.5\n1,\"a, b\",0.26894"));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  folder = g_dir_make_tmp ("cp-rows-XXXXXX", NULL);
  g_test_add_func ("/app/rows-csv/rows-leave-in-the-order-shown-with-their-scores",
                   test_rows_leave_in_the_order_shown_with_their_scores);
  int status = g_test_run ();
  g_free (folder);
  return status;
}
