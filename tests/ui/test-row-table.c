#include "tests/ui/display.h"
#include "ui/rows/row-table.h"
#include "ui/style/style.h"

enum { N_COLUMNS = 15 };

typedef struct {
  CpRowTable *table;
  GtkWidget *window;
  guint n_texts, n_asked, asked_column, n_notified;
  gboolean is_ascending;
  char suffix;
} Fixture;

static char *
make_text (guint32 row, guint column, gpointer data) {
  Fixture *fixture = data;
  fixture->n_texts++;
  return g_strdup_printf ("%u:%u%c", row, column, fixture->suffix);
}

static void
sort_requested (CpRowTable *table, guint column, gboolean is_ascending, gpointer data) {
  Fixture *fixture = data;
  fixture->n_asked++;
  fixture->asked_column = column;
  fixture->is_ascending = is_ascending;
}

static void
row_notified (CpRowTable *table, GParamSpec *spec, gpointer data) {
  ((Fixture *)data)->n_notified++;
}

static void
set_up (Fixture *fixture, gconstpointer data) {
  static const char titles[] = "A\0B\0C\0D\0E\0F\0G\0H\0I\0J\0K\0L\0M\0N\0O";
  CpRowColumn columns[N_COLUMNS];
  for (guint i = 0; i < N_COLUMNS; i++)
    columns[i] = (CpRowColumn){titles + 2 * i, 60, i % 2 == 0};
  fixture->suffix = '!';
  fixture->table = g_object_ref_sink (CP_ROW_TABLE (cp_row_table_new ("Rows")));
  cp_row_table_set_columns (fixture->table, columns, N_COLUMNS, make_text, fixture);
  cp_row_table_set_order (fixture->table, NULL, GPOINTER_TO_UINT (data));
  g_signal_connect (fixture->table, "sort-requested", G_CALLBACK (sort_requested), fixture);
  g_signal_connect (fixture->table, "notify::row", G_CALLBACK (row_notified), fixture);
  fixture->window = show_widget (GTK_WIDGET (fixture->table), 760, 300);
}

static void
tear_down (Fixture *fixture, gconstpointer data) {
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  gpointer weak = fixture->table;
  g_object_add_weak_pointer (G_OBJECT (fixture->table), &weak);
  g_object_unref (fixture->table);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (weak);
}

static GtkWidget *
find_cell (GtkWidget *root, const char *text) {
  if (GTK_IS_INSCRIPTION (root) && g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (root)), text) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_cell (child, text);
    if (found != NULL)
      return found;
  }
  return NULL;
}

/* How far below the table's top a cell stands; fails where it is not on screen. */
static double
get_top (Fixture *fixture, const char *text) {
  wait_for_draws (GTK_WIDGET (fixture->table));
  GtkWidget *cell = find_cell (GTK_WIDGET (fixture->table), text);
  graphene_rect_t bounds;
  g_assert_nonnull (cell);
  g_assert_true (gtk_widget_compute_bounds (cell, GTK_WIDGET (fixture->table), &bounds));
  g_assert_cmpfloat (bounds.origin.y, >=, 0);
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=,
                     gtk_widget_get_height (GTK_WIDGET (fixture->table)));
  return bounds.origin.y;
}

static GtkSelectionModel *
get_selection (Fixture *fixture) {
  return gtk_column_view_get_model (
      GTK_COLUMN_VIEW (find_widget (GTK_WIDGET (fixture->table), GTK_TYPE_COLUMN_VIEW)));
}

static GtkWidget *
get_title (Fixture *fixture, const char *title) {
  GtkWidget *header =
      gtk_widget_get_first_child (find_widget (GTK_WIDGET (fixture->table), GTK_TYPE_COLUMN_VIEW));
  GtkWidget *widget = find_label (header, title);
  while (gtk_widget_get_parent (widget) != header)
    widget = gtk_widget_get_parent (widget);
  return widget;
}

static void
test_few_cells (Fixture *fixture, gconstpointer data) {
  g_assert_cmpuint (cp_row_table_get_n_rows (fixture->table), ==, 1000000);
  g_assert_cmpuint (fixture->n_texts, <, 400 * CP_ROW_TABLE_MAX_SHOWN);
  get_top (fixture, "0:0!");
  g_assert_null (find_cell (GTK_WIDGET (fixture->table), "0:12!")); /* not among the first twelve */
}

static void
test_order (Fixture *fixture, gconstpointer data) {
  guint n = GPOINTER_TO_UINT (data);
  guint32 *order = g_new (guint32, n);
  for (guint i = 0; i < n; i++)
    order[i] = n - 1 - i;
  cp_row_table_set_row (fixture->table, 3);
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  cp_row_table_set_order (fixture->table, order, n);
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  g_assert_true (gtk_selection_model_is_selected (get_selection (fixture), n - 4)); /* goes with its row */
  get_top (fixture, "999999:0!");                                                   /* the new top is shown */
  cp_row_table_set_order (fixture->table, g_memdup2 ((guint32[]){5, 9}, 8), 2);
  g_assert_cmpuint (cp_row_table_get_row (fixture->table), ==, 3); /* kept, though not in the list */
  g_assert_cmpuint (gtk_bitset_get_size (gtk_selection_model_get_selection (get_selection (fixture))), ==, 0);
  cp_row_table_set_order (fixture->table, g_memdup2 ((guint32[]){5, 3}, 8), 2);
  g_assert_true (gtk_selection_model_is_selected (get_selection (fixture), 1));
  g_assert_cmpuint (fixture->n_notified, ==, 1);
}

/* A view that makes its some two hundred rows anew takes half a second. */
static void
test_widgets_stay (Fixture *fixture, gconstpointer data) {
  guint n = GPOINTER_TO_UINT (data);
  guint32 *order = g_new (guint32, n);
  for (guint i = 0; i < n; i++)
    order[i] = n - 1 - i;
  get_top (fixture, "3:0!");
  GtkWidget *cell = find_cell (GTK_WIDGET (fixture->table), "3:0!");
  cp_row_table_set_order (fixture->table, order, n);
  get_top (fixture, "999996:0!");
  g_assert_true (find_cell (GTK_WIDGET (fixture->table), "999996:0!") == cell);
  g_assert_null (find_cell (GTK_WIDGET (fixture->table), "3:0!"));
  cp_row_table_set_order (fixture->table, g_memdup2 ((guint32[]){8, 6, 5, 2}, 16), 4); /* as a filter does */
  get_top (fixture, "2:0!");
  g_assert_true (find_cell (GTK_WIDGET (fixture->table), "2:0!") == cell);
}

/* The cells, in sight or not, that say something of a row about the middle of a million. */
static guint
count_middle_cells (GtkWidget *root) {
  if (GTK_IS_INSCRIPTION (root)) {
    const char *text = gtk_inscription_get_text (GTK_INSCRIPTION (root));
    return text != NULL && ABS (atoi (text) - 500000) < 10000;
  }
  guint n = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_middle_cells (child);
  return n;
}

/* Under a scroll bar that is dragged the frame has the rows in sight; the others follow. */
static void
test_jump (Fixture *fixture, gconstpointer data) {
  GtkWidget *table = GTK_WIDGET (fixture->table);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (find_widget (table, GTK_TYPE_SCROLLED_WINDOW)));
  get_top (fixture, "0:0!");
  while (find_cell (table, "90:0!") == NULL) /* far below */
    g_main_context_iteration (NULL, TRUE);
  guint n_before = fixture->n_texts;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) / 2);
  while (fixture->n_texts == n_before)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_texts - n_before, <=, 25 * CP_ROW_TABLE_MAX_SHOWN);
  g_assert_cmpuint (count_middle_cells (table), >, 5 * CP_ROW_TABLE_MAX_SHOWN);
  while (count_middle_cells (table) < 100 * CP_ROW_TABLE_MAX_SHOWN)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_row (Fixture *fixture, gconstpointer data) {
  g_assert_cmpuint (cp_row_table_get_row (fixture->table), ==, CP_ROW_TABLE_NONE);
  cp_row_table_set_row (fixture->table, 567890);
  cp_row_table_set_row (fixture->table, 567890);
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  get_top (fixture, "567890:0!");
  gtk_selection_model_select_item (get_selection (fixture), 567891, TRUE); /* as a click does */
  g_assert_cmpuint (fixture->n_notified, ==, 2);
  g_assert_cmpuint (cp_row_table_get_row (fixture->table), ==, 567891);
  cp_row_table_set_row (fixture->table, CP_ROW_TABLE_NONE);
  g_assert_false (gtk_selection_model_is_selected (get_selection (fixture), 567891));
}

static void
test_sort (Fixture *fixture, gconstpointer data) {
  press_key (get_title (fixture, "C"), GDK_KEY_Return, 0);
  g_assert_cmpuint (fixture->n_asked, ==, 1);
  g_assert_cmpuint (fixture->asked_column, ==, 2);
  g_assert_true (fixture->is_ascending);
  press_key (get_title (fixture, "C"), GDK_KEY_space, 0);
  g_assert_cmpuint (fixture->n_asked, ==, 2);
  g_assert_cmpuint (fixture->asked_column, ==, 2);
  g_assert_false (fixture->is_ascending);
  press_key (get_title (fixture, "D"), GDK_KEY_Return, 0);
  g_assert_cmpuint (fixture->asked_column, ==, 3);
  g_assert_true (fixture->is_ascending);
  cp_row_table_set_sort (fixture->table, 4, FALSE); /* told, not asked */
  cp_row_table_set_sort (fixture->table, -1, TRUE);
  g_assert_cmpuint (fixture->n_asked, ==, 3);
  press_key (get_title (fixture, "D"), GDK_KEY_Return, 0); /* no column is sorted by: up again */
  g_assert_cmpuint (fixture->n_asked, ==, 4);
  g_assert_true (fixture->is_ascending);
}

static void
test_columns (Fixture *fixture, gconstpointer data) {
  g_assert_true (cp_row_table_is_column_shown (fixture->table, 11));
  g_assert_false (cp_row_table_is_column_shown (fixture->table, 12));
  GtkWidget *chooser = g_object_ref_sink (cp_row_table_new_chooser (fixture->table));
  cp_row_table_set_column_shown (fixture->table, 12, TRUE);
  for (guint i = 1; i < 12; i++)
    cp_row_table_set_column_shown (fixture->table, i, FALSE);
  get_top (fixture, "0:12!");
  g_object_unref (chooser);
}

static void
test_refresh (Fixture *fixture, gconstpointer data) {
  fixture->suffix = '?';
  cp_row_table_refresh (fixture->table);
  get_top (fixture, "0:0?");
  g_assert_null (find_cell (GTK_WIDGET (fixture->table), "0:0!"));
}

/* Figures stand under the end of their title, words under its start. */
static void
test_alignment (Fixture *fixture, gconstpointer data) {
  get_top (fixture, "0:0!");
  for (guint i = 0; i < 2; i++) {
    graphene_rect_t title, cell;
    g_autofree char *text = g_strdup_printf ("0:%u!", i);
    GtkWidget *label = find_label (GTK_WIDGET (fixture->table), i == 0 ? "A" : "B");
    GtkWidget *inscription = find_cell (GTK_WIDGET (fixture->table), text);
    g_assert_cmpfloat (gtk_inscription_get_xalign (GTK_INSCRIPTION (inscription)), ==, i == 0 ? 1 : 0);
    g_assert_true (gtk_widget_compute_bounds (label, fixture->window, &title));
    g_assert_true (gtk_widget_compute_bounds (inscription, fixture->window, &cell));
    float apart = i == 0 ? title.origin.x + title.size.width - cell.origin.x - cell.size.width
                         : title.origin.x - cell.origin.x;
    g_assert_cmpfloat (ABS (apart), <=, 1.5f);
  }
}

static void
test_names (Fixture *fixture, gconstpointer data) {
  gtk_test_accessible_assert_property (find_widget (GTK_WIDGET (fixture->table), GTK_TYPE_COLUMN_VIEW),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Rows");
  gtk_test_accessible_assert_property (get_title (fixture, "C"), GTK_ACCESSIBLE_PROPERTY_LABEL, "C");
  g_assert_true (gtk_widget_get_focusable (get_title (fixture, "C")));
}

/* ---- several rows ---- */

static void
count (guint *n) {
  (*n)++;
}

static void
keep_refused (CpRowTable *table, guint n, guint *refused) {
  *refused = n;
}

static void
assert_selection (Fixture *fixture, guint n, const guint32 *rows) {
  g_autoptr (GArray) selected = cp_row_table_dup_selection (fixture->table);
  g_assert_cmpmem (selected->data, selected->len * sizeof *rows, rows, n * sizeof *rows);
}

static void
test_several (Fixture *fixture, gconstpointer data) {
  guint n_changed = 0, refused = 0;
  g_signal_connect_swapped (fixture->table, "selection-changed", G_CALLBACK (count), &n_changed);
  g_signal_connect (fixture->table, "selection-refused", G_CALLBACK (keep_refused), &refused);
  const guint32 order[] = {9, 7, 5, 3, 1};
  cp_row_table_set_order (fixture->table, g_memdup2 (order, sizeof order), 5);
  cp_row_table_set_row (fixture->table, 7);
  assert_selection (fixture, 1, (const guint32[]){7});
  cp_row_table_set_selection (fixture->table, (const guint32[]){3, 4, 9}, 3); /* 4 is not shown */
  assert_selection (fixture, 2, (const guint32[]){3, 9});
  g_assert_cmpuint (cp_row_table_get_row (fixture->table), ==, 3);
  g_assert_cmpuint (n_changed, ==, 0);
  cp_row_table_set_order (fixture->table, NULL, 10); /* another order holds them all */
  assert_selection (fixture, 3, (const guint32[]){3, 4, 9});
  cp_row_table_set_max_selected (fixture->table, 9);
  cp_row_table_select_all (fixture->table);
  g_assert_cmpuint (refused, ==, 10);
  assert_selection (fixture, 3, (const guint32[]){3, 4, 9});
  cp_row_table_set_max_selected (fixture->table, 10);
  cp_row_table_select_all (fixture->table);
  assert_selection (fixture, 10, (const guint32[]){0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpuint (cp_row_table_get_row (fixture->table), ==, 3);
  cp_row_table_set_row (fixture->table, 3); /* alone again */
  assert_selection (fixture, 1, (const guint32[]){3});
}

int
main (int argc, char **argv) {
  static const struct {
    const char *path;
    guint n_rows;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
      {"/ui/row-table/a-million-rows-have-few-cells", 1000000, test_few_cells},
      {"/ui/row-table/a-new-order-shows-its-top-and-keeps-the-row", 1000000, test_order},
      {"/ui/row-table/another-order-keeps-the-widgets", 1000000, test_widgets_stay},
      {"/ui/row-table/a-jump-writes-what-is-in-sight-and-the-rest-later", 1000000, test_jump},
      {"/ui/row-table/a-row-set-is-scrolled-to-and-told-once", 1000000, test_row},
      {"/ui/row-table/a-title-asks-for-a-sort-and-then-for-the-other-way", 50, test_sort},
      {"/ui/row-table/twelve-columns-at-first-others-on-request", 50, test_columns},
      {"/ui/row-table/a-refresh-asks-for-the-texts-again", 50, test_refresh},
      {"/ui/row-table/titles-stand-over-their-cells", 50, test_alignment},
      {"/ui/row-table/several-rows-are-selected-in-any-order", 50, test_several},
      {"/ui/row-table/its-parts-have-names", 50, test_names},
  };
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, GUINT_TO_POINTER (tests[i].n_rows), set_up, tests[i].test, tear_down);
  return g_test_run ();
}
