#include "core/base/random.h"
#include "core/table/order.h"
#include "tests/bench/painted.h"
#include "ui/rows/row-table.h"
#include "ui/style/style.h"

/* A million rows on screen: from the click on a title to the new rows drawn, and frames while scrolling. */

enum { N_ROWS = 1000000, N_COLUMNS = 12, N_RUNS = 5, N_FRAMES = 200 };

static char *
make_text (guint32 row, guint column, gpointer data) {
  return g_strdup_printf ("%.3f", ((const double *)data)[row]);
}

/* The sort runs on the pool: its time is the clock's. */
static void
bench_sort (CpRowTable *table, const double *values) {
  double least_sort = G_MAXDOUBLE, least = G_MAXDOUBLE;
  for (guint i = 0; i < N_RUNS; i++) {
    gint64 start = g_get_monotonic_time ();
    guint32 *order = cp_order_new (N_ROWS);
    cp_order_by_values (order, N_ROWS, values, 1, i % 2, NULL);
    double sorted = (double)(g_get_monotonic_time () - start) / 1000, before = get_processor_time ();
    cp_row_table_set_order (table, order, N_ROWS);
    double shown = get_processor_time () - before + work_until_painted (GTK_WIDGET (table));
    least_sort = MIN (least_sort, sorted);
    least = MIN (least, shown);
  }
  g_print ("a million rows sorted in %.0f ms and on screen after another %.0f ms of processor\n", least_sort,
           least);
}

/* Rows as a wheel moves them, then jumps over the whole table as a drag of the scroll bar does. */
static void
bench_scroll (CpRowTable *table, GtkAdjustment *adjustment, double step, const char *what) {
  double costs[N_FRAMES];
  gtk_adjustment_set_value (adjustment, 0);
  work_until_painted (GTK_WIDGET (table));
  for (guint i = 0; i < N_FRAMES; i++) {
    double start = get_processor_time ();
    gtk_adjustment_set_value (adjustment, (i + 1) * step);
    costs[i] = get_processor_time () - start;
    costs[i] += work_until_painted (GTK_WIDGET (table));
  }
  print_frames (what, costs, N_FRAMES);
}

int
main (int argc, char **argv) {
  static const CpRowColumn column = {"Score", 90, TRUE};
  CpRowColumn columns[N_COLUMNS];
  if (!gtk_init_check ()) {
    g_print ("no display\n");
    return 77;
  }
  cp_ui_init ();
  g_autofree double *values = g_new (double, N_ROWS);
  CpRandom random;
  cp_random_init (&random, 3);
  for (guint i = 0; i < N_ROWS; i++)
    values[i] = cp_random_uniform (&random);
  for (guint i = 0; i < N_COLUMNS; i++)
    columns[i] = column;
  GtkWidget *table = cp_row_table_new ("Rows"), *window = gtk_window_new ();
  cp_row_table_set_columns (CP_ROW_TABLE (table), columns, N_COLUMNS, make_text, values);
  gtk_window_set_default_size (GTK_WINDOW (window), 1100, 400);
  gtk_window_set_child (GTK_WINDOW (window), table);
  gtk_window_present (GTK_WINDOW (window));
  work_until_painted (table);
  double start = get_processor_time ();
  cp_row_table_set_order (CP_ROW_TABLE (table), NULL, N_ROWS);
  double set = get_processor_time () - start;
  g_print ("first show: %.0f ms of processor\n", set + work_until_painted (table));
  bench_sort (CP_ROW_TABLE (table), values);
  GtkScrolledWindow *scroller = GTK_SCROLLED_WINDOW (gtk_widget_get_first_child (table));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scroller);
  bench_scroll (CP_ROW_TABLE (table), adjustment, 48, "scrolled by two rows");
  bench_scroll (CP_ROW_TABLE (table), adjustment, gtk_adjustment_get_upper (adjustment) / N_FRAMES,
                "scrolled by 5 000 rows");
  gtk_window_destroy (GTK_WINDOW (window));
  return 0;
}
