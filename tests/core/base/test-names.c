#include "core/base/names.h"

static void
check (guint n_names, guint length, const char *expected) {
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n_names; i++)
    g_ptr_array_add (names, g_strdup_printf ("%0*u", (int)length, i));
  g_autofree char *list = cp_list_names ((const char *const *)names->pdata, n_names);
  g_assert_cmpstr (list, ==, expected);
}

static void
test_short (void) {
  check (0, 1, "");
  check (1, 1, "'0'");
  check (2, 1, "'0' and '1'");
  check (4, 1, "'0', '1', '2' and '3'");
  check (10, 1, "'0', '1', '2', '3', '4', '5', '6', '7', '8' and '9'");
  check (11, 1, "'0', '1', '2', '3', '4', '5', '6', '7', '8', '9' and 1 more");
  check (1210, 1, "'0', '1', '2', '3', '4', '5', '6', '7', '8', '9' and 1\u00a0200 more");
}

/* Twenty columns of sixty letters each filled the window with one refusal. */
static void
test_long (void) {
  g_autofree char *zeros = g_strnfill (59, '0');
  g_autofree char *three = g_strdup_printf ("'%s0', '%s1', '%s2' and 17 more", zeros, zeros, zeros);
  check (20, 60, three);
  g_autofree char *all = g_strdup_printf ("'%s0', '%s1' and '%s2'", zeros, zeros, zeros);
  check (3, 60, all);
  check (20, 9, "'000000000', '000000001', '000000002', '000000003' and 16 more");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/names/ten-short-names-are-listed-and-the-rest-counted", test_short);
  g_test_add_func ("/core/names/of-long-names-three-are-listed", test_long);
  return g_test_run ();
}
