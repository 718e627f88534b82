#include "core/base/error.h"
#include "core/base/random.h"
#include "core/train/train.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

#define N_ROWS 1000

static CpTable *
new_table (void) {
  CpRandom random;
  cp_random_init (&random, 1);
  static const char *const values[] = {"Female", "Male"};
  guint32 sexes[N_ROWS], granted[N_ROWS];
  for (gsize row = 0; row < N_ROWS; row++) {
    sexes[row] = (guint32)cp_random_below (&random, 2);
    granted[row] = (guint32)cp_random_below (&random, 2);
  }
  CpColumn *columns[] = {cp_column_new_category ("sex", sexes, N_ROWS, values, 2),
                         cp_column_new_boolean ("granted", granted, N_ROWS, "0", "1")};
  CpTable *table = cp_table_new ("people.csv", columns, 2, NULL);
  cp_column_unref (columns[0]);
  cp_column_unref (columns[1]);
  return table;
}

static gboolean
is_granted_woman (const CpTable *table, gsize row) {
  return cp_column_get_codes (cp_table_get_column (table, 0))[row] == 0 &&
         cp_column_get_codes (cp_table_get_column (table, 1))[row] == 1;
}

/* All rows are kept but exactly round (share · matches) of the matching ones. */
static void
test_exactly_the_share_is_dropped (void) {
  g_autoptr (CpTable) table = new_table ();
  gsize n_matches = 0;
  for (gsize row = 0; row < N_ROWS; row++)
    n_matches += is_granted_woman (table, row);
  static const double shares[] = {0, 0.1, 1.0 / 3, 0.5, 0.9, 1};
  for (gsize i = 0; i < G_N_ELEMENTS (shares); i++) {
    g_autoptr (GError) error = NULL;
    gsize n_chosen, n_left = 0, n_others = 0;
    g_autofree guint32 *rows =
        cp_train_choose_rows (table, NULL, "sex = Female and granted = 1", shares[i], 3, &n_chosen, &error);
    g_assert_no_error (error);
    for (gsize k = 0; k < n_chosen; k++) {
      g_assert_true (k == 0 || rows[k] > rows[k - 1]);
      gsize *counter = is_granted_woman (table, rows[k]) ? &n_left : &n_others;
      ++*counter;
    }
    g_assert_cmpuint (n_others, ==, N_ROWS - n_matches);
    g_assert_cmpuint (n_matches - n_left, ==, (gsize)round (shares[i] * (double)n_matches));
  }
}

static void
test_the_seed_decides_which (void) {
  g_autoptr (CpTable) table = new_table ();
  gsize n_first, n_again, n_other;
  g_autofree guint32 *first = cp_train_choose_rows (table, NULL, "sex = Female", 0.5, 3, &n_first, NULL);
  g_autofree guint32 *again = cp_train_choose_rows (table, NULL, "sex = Female", 0.5, 3, &n_again, NULL);
  g_autofree guint32 *other = cp_train_choose_rows (table, NULL, "sex = Female", 0.5, 4, &n_other, NULL);
  g_assert_cmpmem (first, n_first * sizeof *first, again, n_again * sizeof *again);
  g_assert_cmpuint (n_other, ==, n_first);
  g_assert_true (memcmp (first, other, n_first * sizeof *first) != 0);
}

static void
test_keep_goes_before_drop (void) {
  g_autoptr (CpTable) table = new_table ();
  gsize n_women, n_chosen, n_all;
  g_autofree guint32 *women = cp_train_choose_rows (table, "sex = Female", NULL, 1, 3, &n_women, NULL);
  for (gsize k = 0; k < n_women; k++)
    g_assert_cmpuint (cp_column_get_codes (cp_table_get_column (table, 0))[women[k]], ==, 0);
  g_autofree guint32 *chosen =
      cp_train_choose_rows (table, "sex = Female", "sex = Male", 1, 3, &n_chosen, NULL);
  g_assert_cmpmem (women, n_women * sizeof *women, chosen, n_chosen * sizeof *chosen);
  g_autofree guint32 *all = cp_train_choose_rows (table, NULL, NULL, 1, 3, &n_all, NULL);
  g_assert_cmpuint (n_all, ==, N_ROWS);
}

static void
test_bad_conditions_are_refused (void) {
  g_autoptr (CpTable) table = new_table ();
  g_autoptr (GError) error = NULL;
  gsize n_chosen;
  g_assert_null (cp_train_choose_rows (table, "sex =", NULL, 1, 3, &n_chosen, &error));
  assert_message (error, "The condition “sex =”, character 6: expected a value, found the end.");
  g_assert_null (cp_train_choose_rows (table, NULL, "sax = Male", 1, 3, &n_chosen, &error));
  assert_message (
      error, "people.csv: no column 'sax', which the condition “sax = Male” asks for; did you mean 'sex'?");
  g_assert_null (cp_train_choose_rows (table, NULL, "sex = Male", 1.5, 3, &n_chosen, &error));
  assert_message (error, "The share of rows to drop is 1.5; expected 0 to 1.");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/train/exactly-the-share-is-dropped", test_exactly_the_share_is_dropped);
  g_test_add_func ("/core/train/the-seed-decides-which-rows", test_the_seed_decides_which);
  g_test_add_func ("/core/train/keep-goes-before-drop", test_keep_goes_before_drop);
  g_test_add_func ("/core/train/bad-conditions-are-refused", test_bad_conditions_are_refused);
  return g_test_run ();
}
