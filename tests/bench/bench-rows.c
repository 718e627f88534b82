#include "core/base/random.h"
#include "core/table/order.h"
#include "ui/rows/row-table.h"
#include "ui/style/style.h"

/* A million rows on screen: from the click on a title to the new rows drawn, and frames while scrolling. */

enum { N_ROWS = 1000000, N_COLUMNS = 12, N_RUNS = 5, N_FRAMES = 200 };

static char *
make_text (guint32 row, guint column, gpointer data) {
  return g_strdup_printf ("%.3f", ((const double *)data)[row]);
}

static void
note (GdkFrameClock *clock, gboolean *is_painted) {
  *is_painted = TRUE;
}

/* Until a frame has been painted that began after this call. Milliseconds. */
static double
paint (GtkWidget *widget, gint64 start) {
  gboolean is_painted = FALSE;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (note), &is_painted);
  gtk_widget_queue_draw (widget);
  while (!is_painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, handler);
  return (double)(g_get_monotonic_time () - start) / 1000;
}

static void
bench_sort (CpRowTable *table, const double *values) {
  double least_sort = G_MAXDOUBLE, least = G_MAXDOUBLE;
  for (guint i = 0; i < N_RUNS; i++) {
    gint64 start = g_get_monotonic_time ();
    guint32 *order = cp_order_new (N_ROWS);
    cp_order_by_values (order, N_ROWS, values, 1, i % 2, NULL);
    double sorted = (double)(g_get_monotonic_time () - start) / 1000;
    cp_row_table_set_order (table, order, N_ROWS);
    double shown = paint (GTK_WIDGET (table), start);
    least_sort = MIN (least_sort, sorted);
    least = MIN (least, shown);
  }
  g_print ("a million rows sorted to screen: %.0f ms, of it the sort %.0f ms\n", least, least_sort);
}

/* Rows as a wheel moves them, then jumps over the whole table as a drag of the scroll bar does. */
static void
bench_scroll (CpRowTable *table, GtkAdjustment *adjustment, double step, const char *what) {
  double sum = 0, most = 0;
  gtk_adjustment_set_value (adjustment, 0);
  for (guint i = 0; i < N_FRAMES; i++) {
    gint64 start = g_get_monotonic_time ();
    gtk_adjustment_set_value (adjustment, i * step);
    /* what the main thread does for a frame, not the wait for the display's clock */
    GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (table));
    gboolean is_painted = FALSE;
    gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (note), &is_painted);
    double idle = 0;
    while (!is_painted) {
      gint64 before = g_get_monotonic_time ();
      if (!g_main_context_pending (NULL))
        g_usleep (200), idle += (double)(g_get_monotonic_time () - before) / 1000;
      else
        g_main_context_iteration (NULL, FALSE);
    }
    g_signal_handler_disconnect (clock, handler);
    double frame = (double)(g_get_monotonic_time () - start) / 1000 - idle;
    sum += frame;
    most = MAX (most, frame);
  }
  g_print ("%s: %.1f ms a frame, at most %.1f\n", what, sum / N_FRAMES, most);
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
  gint64 start = g_get_monotonic_time ();
  cp_row_table_set_order (CP_ROW_TABLE (table), NULL, N_ROWS);
  gtk_test_widget_wait_for_draw (table);
  g_print ("first show: %.0f ms\n", paint (table, start));
  bench_sort (CP_ROW_TABLE (table), values);
  GtkScrolledWindow *scroller = GTK_SCROLLED_WINDOW (gtk_widget_get_first_child (table));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scroller);
  bench_scroll (CP_ROW_TABLE (table), adjustment, 48, "scrolled by two rows");
  bench_scroll (CP_ROW_TABLE (table), adjustment, gtk_adjustment_get_upper (adjustment) / N_FRAMES,
                "scrolled by 5 000 rows");
  gtk_window_destroy (GTK_WINDOW (window));
  return 0;
}
