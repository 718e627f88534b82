#include "core/base/random.h"
#include "ui/rows/row-list.h"

/* What a list says, against an array that holds every row number. */

typedef struct {
  guint n_signals, position, removed, added;
} Heard;

static void
hear (GListModel *model, guint position, guint removed, guint added, gpointer data) {
  Heard *heard = data;
  *heard = (Heard){heard->n_signals + 1, position, removed, added};
}

static void
assert_holds (CpRowList *list, const guint32 *rows, guint n) {
  GListModel *model = G_LIST_MODEL (list);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, n);
  g_assert_true (g_list_model_get_item_type (model) == CP_TYPE_ROW_ITEM);
  for (guint i = 0; i < n; i++) {
    g_autoptr (CpRowItem) item = g_list_model_get_item (model, i);
    guint position;
    g_assert_cmpuint (cp_row_item_get_row (item), ==, rows[i]);
    g_assert_cmpuint (cp_row_list_get_row (list, i), ==, rows[i]);
    g_assert_true (cp_row_list_find (list, rows[i], &position));
    g_assert_cmpuint (position, ==, i);
  }
  g_assert_null (g_list_model_get_item (model, n));
}

static void
test_orders (void) {
  g_autoptr (CpRowList) list = cp_row_list_new ();
  CpRandom random;
  cp_random_init (&random, 7);
  Heard heard = {0};
  guint n_before = 0, n_heard = 0;
  g_signal_connect (list, "items-changed", G_CALLBACK (hear), &heard);
  assert_holds (list, NULL, 0);
  for (guint round = 0; round < 60; round++) {
    guint n_rows = (guint)cp_random_below (&random, 40), n = (guint)cp_random_below (&random, n_rows + 1);
    g_autofree guint32 *rows = g_new (guint32, n_rows + 1);
    for (guint i = 0; i < n_rows; i++)
      rows[i] = i;
    cp_random_shuffle (&random, rows, n_rows); /* the first n: filtered and sorted */
    gboolean is_identity = round % 5 == 0;
    for (guint i = 0; is_identity && i < n; i++)
      rows[i] = i;
    cp_row_list_set_order (list, is_identity ? NULL : g_memdup2 (rows, n_rows * sizeof *rows), n);
    assert_holds (list, rows, n);
    guint position;
    for (guint i = n; !is_identity && i < n_rows; i++)
      g_assert_false (cp_row_list_find (list, rows[i], &position));
    g_assert_false (cp_row_list_find (list, G_MAXUINT32, &position));
    /* a view that does what it is told holds as many places as the list */
    n_heard += n != n_before;
    g_assert_cmpuint (heard.n_signals, ==, n_heard);
    if (n != n_before) {
      g_assert_cmpuint (heard.position, ==, MIN (n, n_before));
      g_assert_cmpuint (heard.removed, ==, n_before > n ? n_before - n : 0);
      g_assert_cmpuint (heard.added, ==, n > n_before ? n - n_before : 0);
    }
    n_before = n;
  }
}

static void
test_million (void) {
  enum { N = 1000000 };
  g_autoptr (CpRowList) list = cp_row_list_new ();
  cp_row_list_set_order (list, NULL, N);
  g_autofree guint32 *rows = g_new (guint32, N);
  for (guint i = 0; i < N; i++)
    rows[i] = N - 1 - i;
  cp_row_list_set_order (list, g_memdup2 (rows, N * sizeof *rows), N);
  for (guint i = 0; i < N; i += 9973) {
    g_autoptr (CpRowItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);
    guint position;
    g_assert_cmpuint (cp_row_item_get_row (item), ==, rows[i]);
    g_assert_true (cp_row_list_find (list, rows[i], &position));
    g_assert_cmpuint (position, ==, i);
  }
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), N));
}

/* An item stands for a place. */
static void
test_places (void) {
  g_autoptr (CpRowList) list = cp_row_list_new ();
  cp_row_list_set_order (list, g_memdup2 ((guint32[]){7, 8, 9}, 12), 3);
  g_autoptr (CpRowItem) second = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_autoptr (CpRowItem) third = g_list_model_get_item (G_LIST_MODEL (list), 2);
  cp_row_list_set_order (list, g_memdup2 ((guint32[]){9, 7, 8}, 12), 3);
  g_assert_cmpuint (cp_row_item_get_row (second), ==, 7);
  cp_row_list_set_order (list, NULL, 2);
  g_assert_cmpuint (cp_row_item_get_row (second), ==, 1);
  g_assert_cmpuint (cp_row_item_get_row (third), ==, G_MAXUINT32);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/row-list/holds-what-the-order-says-and-tells-once", test_orders);
  g_test_add_func ("/ui/row-list/an-item-stands-for-a-place", test_places);
  g_test_add_func ("/ui/row-list/a-million-rows", test_million);
  return g_test_run ();
}
