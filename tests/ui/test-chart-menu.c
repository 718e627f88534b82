#include "tests/ui/display.h"
#include "ui/plot/curve.h"
#include "ui/plot/export.h"
#include "ui/plot/frontier.h"
#include "ui/plot/gap-bars.h"
#include "ui/plot/histogram.h"
#include "ui/plot/scatter.h"
#include "ui/rows/data-table.h"
#include "ui/rows/row-table.h"
#include "ui/style/style.h"

#include "ui/controls/outlet.h"

#include <math.h>
#include <string.h>

/* --- a window that takes parcels and keeps what is in them --- */

#define TEST_TYPE_WINDOW (test_window_get_type ())
G_DECLARE_FINAL_TYPE (TestWindow, test_window, TEST, WINDOW, GtkWindow)

struct _TestWindow {
  GtkWindow parent_instance;
  char *copied, *saved, *name, *said;
};

static char *
unpack (CpParcel *parcel) {
  g_autoptr (GBytes) bytes = parcel->make (parcel->data, NULL, NULL, NULL);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
take_copy (CpOutlet *outlet, CpParcel *parcel) {
  g_free (TEST_WINDOW (outlet)->copied);
  TEST_WINDOW (outlet)->copied = unpack (parcel);
  cp_parcel_free (parcel);
}

static void
take_file (CpOutlet *outlet, CpParcel *parcel) {
  TestWindow *self = TEST_WINDOW (outlet);
  g_free (self->saved);
  g_free (self->name);
  self->saved = unpack (parcel);
  self->name = g_strdup (parcel->name);
  cp_parcel_free (parcel);
}

static void
hear (CpOutlet *outlet, const char *text) {
  g_free (TEST_WINDOW (outlet)->said);
  TEST_WINDOW (outlet)->said = g_strdup (text);
}

static void
outlet_init (CpOutletInterface *interface) {
  interface->copy = take_copy;
  interface->save = take_file;
  interface->say = hear;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestWindow, test_window, GTK_TYPE_WINDOW,
                               G_IMPLEMENT_INTERFACE (CP_TYPE_OUTLET, outlet_init))

static void
test_window_finalize (GObject *object) {
  TestWindow *self = TEST_WINDOW (object);
  g_free (self->copied);
  g_free (self->saved);
  g_free (self->name);
  g_free (self->said);
  G_OBJECT_CLASS (test_window_parent_class)->finalize (object);
}

static void
test_window_class_init (TestWindowClass *class) {
  G_OBJECT_CLASS (class)->finalize = test_window_finalize;
}

static void
test_window_init (TestWindow *self) {
}

static TestWindow *
show_in_window (GtkWidget *child) {
  TestWindow *window = g_object_new (TEST_TYPE_WINDOW, NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), 480, 320);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  wait_for_draws (child);
  return window;
}

/* --- charts --- */

static GtkWidget *
make_scatter (void) {
  static const double x[] = {0.25, 0.5, NAN, 1}, y[] = {0, 1, 0, 1};
  static const guint8 series[] = {0, 1, 0, 0};
  CpScatter *scatter = CP_SCATTER (cp_scatter_new ());
  cp_scatter_set_title (scatter, "Scores: A/B");
  cp_scatter_set_axis (scatter, CP_AXIS_X, "Score", 0, 1, NULL);
  cp_scatter_set_axis (scatter, CP_AXIS_Y, "Sex", 0, 1, (const char *const[]){"Male", "Female", NULL});
  cp_scatter_set_series (scatter, (const char *const[]){"No", "Yes"},
                         (const char *const[]){"agree_no", "agree_yes"}, NULL, 2);
  cp_scatter_set_points (scatter, x, y, series, 4);
  return GTK_WIDGET (scatter);
}

static GtkWidget *
make_curve (void) {
  CpCurveChart *chart = CP_CURVE_CHART (cp_curve_chart_new ());
  cp_chart_set_title (CP_CHART (chart), "ROC");
  cp_curve_chart_set_x_axis (chart, "False-positive rate", 0, 1);
  cp_curve_chart_set_y_axis (chart, "True-positive rate", 0, 1);
  cp_curve_chart_add_curve (chart, "A", "a", (const double[]){0, 0, 1}, (const double[]){0, 0.5, 1}, 3);
  cp_curve_chart_add_curve (chart, "B", "b", (const double[]){0, 1}, (const double[]){0, 1}, 2);
  return GTK_WIDGET (chart);
}

static GtkWidget *
make_histogram (void) {
  CpHistogramChart *chart = CP_HISTOGRAM_CHART (cp_histogram_chart_new ());
  cp_chart_set_title (CP_CHART (chart), "Scores");
  cp_histogram_chart_set_axes (chart, "Score", "Rows");
  cp_histogram_chart_set_series (chart, "Granted", "Denied", "a");
  cp_histogram_chart_set_counts (chart, (const double[]){0, 0.5, 1}, (const double[]){3, 4},
                                 (const double[]){5, 0}, 2);
  return GTK_WIDGET (chart);
}

static GtkWidget *
make_gaps (void) {
  static const CpGapBar bars[] = {{0.25, 0.125, 0.5}, {NAN, NAN, NAN}};
  CpGapBars *chart = CP_GAP_BARS (cp_gap_bars_new ());
  cp_chart_set_title (CP_CHART (chart), "Gaps");
  cp_gap_bars_set_series (chart, (const char *const[]){"A", "B"}, (const char *const[]){"a", "b"}, 2);
  cp_gap_bars_set_bars (chart, (const char *const[]){"Selection rate", NULL}, bars);
  return GTK_WIDGET (chart);
}

static GtkWidget *
make_frontier (void) {
  CpFrontierChart *chart = CP_FRONTIER_CHART (cp_frontier_chart_new ());
  cp_chart_set_title (CP_CHART (chart), "Frontier");
  cp_frontier_chart_set_axes (chart, "Gap", "Cost");
  cp_frontier_chart_set_curves (chart, (const char *const[]){"A", "B"},
                                (const char *const[]){"a_line", "b_line"}, 2, (const double[]){0, 2},
                                (const double[]){9, 7, NAN, 5}, 2);
  return GTK_WIDGET (chart);
}

/* What each chart is as CSV, written by hand from what its maker was given. */
static const struct {
  GtkWidget *(*make) (void);
  const char *csv, *file;
  guint n_rows;
} charts[] = {
    {make_scatter, "Row,Score,Sex,Series\n0,0.25,Male,No\n1,0.5,Female,Yes\n3,1,Female,No\n", "Scores- A-B",
     3},
    {make_curve, "Curve,False-positive rate,True-positive rate\nA,0,0\nA,0,0.5\nA,1,1\nB,0,0\nB,1,1\n", "ROC",
     5},
    {make_frontier, "Curve,Gap,Cost\nA,0,9\nA,2,7\nB,0,\nB,2,5\n", "Frontier", 4},
    {make_histogram, "From,To,Granted,Denied\n0,0.5,3,5\n0.5,1,4,0\n", "Scores", 2},
    {make_gaps,
     "Measure,Model,Gap,Interval from,Interval to\nSelection rate,A,0.25,0.125,0.5\nSelection rate,B,,,\n",
     "Gaps", 2},
};

static void
test_data (void) {
  for (guint i = 0; i < G_N_ELEMENTS (charts); i++) {
    GtkWidget *chart = charts[i].make ();
    TestWindow *window = show_in_window (chart);
    g_autofree char *file = g_strconcat (charts[i].file, ".csv", NULL);
    gtk_widget_activate_action (chart, "chart.copy-data", NULL);
    g_assert_cmpstr (window->copied, ==, charts[i].csv);
    gtk_widget_activate_action (chart, "chart.save-data", NULL);
    g_assert_cmpstr (window->saved, ==, charts[i].csv);
    g_assert_cmpstr (window->name, ==, file);
    gtk_window_destroy (GTK_WINDOW (window));
  }
}

static void
test_hidden_series (void) {
  GtkWidget *chart = make_scatter ();
  TestWindow *window = show_in_window (chart);
  /* as a click on the legend's first entry does */
  GtkGesture *click = NULL;
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (chart);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (GTK_IS_GESTURE_CLICK (controller) &&
        gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller)) == GDK_BUTTON_PRIMARY)
      click = GTK_GESTURE (controller);
  }
  g_assert_nonnull (click);
  for (double x = 470; x > 0 && !cp_scatter_is_hidden (CP_SCATTER (chart), 1); x -= 4)
    g_signal_emit_by_name (click, "released", 1, x, 15.0);
  g_assert_true (cp_scatter_is_hidden (CP_SCATTER (chart), 1));
  gtk_widget_activate_action (chart, "chart.copy-data", NULL);
  g_assert_cmpstr (window->copied, ==, "Row,Score,Sex,Series\n0,0.25,Male,No\n3,1,Female,No\n");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_pictures (void) {
  static const char *const magic[] = {"\x89PNG", "<?xml", "%PDF"};
  for (guint i = 0; i < G_N_ELEMENTS (charts); i++) {
    GtkWidget *chart = charts[i].make ();
    TestWindow *window = show_in_window (chart);
    for (guint format = 0; format <= CP_EXPORT_PDF; format++) {
      g_autofree char *file = g_strdup_printf ("%s.%s", charts[i].file, cp_export_get_suffix (format));
      gtk_widget_activate_action (chart, "chart.save-picture", "(ud)", format, 1.0);
      g_assert_true (strncmp (window->saved, magic[format], strlen (magic[format])) == 0);
      g_assert_cmpstr (window->name, ==, file);
    }
    g_clear_pointer (&window->name, g_free);
    gtk_widget_activate_action (chart, "chart.save-picture", "(ud)", CP_EXPORT_PNG, 5.0); /* refused */
    g_assert_null (window->name);
    gtk_widget_activate_action (chart, "chart.copy-picture", NULL);
    g_assert_cmpstr (window->said, ==, "Copied the picture");
    GdkContentFormats *formats = gdk_clipboard_get_formats (gtk_widget_get_clipboard (chart));
    g_assert_true (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE));
    gtk_window_destroy (GTK_WINDOW (window));
  }
}

static void
paint_square (cairo_t *cr, gpointer data) {
  cairo_rectangle (cr, 0, 0, 10, 10);
  cairo_fill (cr);
}

static void
test_scale (void) {
  for (int scale = 1; scale <= 4; scale++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = cp_export_render (CP_EXPORT_PNG, scale, 30, 20, paint_square, NULL, &error);
    g_assert_no_error (error);
    g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (bytes, &error);
    g_assert_no_error (error);
    g_assert_cmpint (gdk_texture_get_width (texture), ==, 30 * scale);
    g_assert_cmpint (gdk_texture_get_height (texture), ==, 20 * scale);
  }
}

static void
test_table (void) {
  for (guint i = 0; i < G_N_ELEMENTS (charts); i++) {
    GtkWidget *chart = charts[i].make ();
    TestWindow *window = show_in_window (chart);
    gtk_widget_activate_action (chart, "chart.show-table", NULL);
    wait_for_draws (chart);
    GtkWidget *table = find_widget (chart, CP_TYPE_DATA_TABLE);
    g_assert_nonnull (table);
    GtkWidget *rows = find_widget (table, CP_TYPE_ROW_TABLE);
    g_assert_cmpuint (cp_row_table_get_n_rows (CP_ROW_TABLE (rows)), ==, charts[i].n_rows);
    g_signal_emit_by_name (rows, "sort-requested", 1, FALSE); /* a title was clicked: nothing is lost */
    g_assert_cmpuint (cp_row_table_get_n_rows (CP_ROW_TABLE (rows)), ==, charts[i].n_rows);
    gtk_widget_activate_action (chart, "chart.copy-data", NULL); /* the same data as before */
    g_assert_cmpstr (window->copied, ==, charts[i].csv);
    gtk_widget_activate_action (chart, "chart.show-table", NULL);
    wait_for_draws (chart);
    g_assert_null (find_widget (chart, CP_TYPE_DATA_TABLE));
    gtk_window_destroy (GTK_WINDOW (window));
  }
}

/* A table in place of the chart follows its data, large ones from a worker. */
static void
test_table_follows (void) {
  enum { N = CP_PARCEL_LARGE + 1 };
  g_autofree double *values = g_new0 (double, N);
  GtkWidget *chart = make_scatter ();
  TestWindow *window = show_in_window (chart);
  cp_scatter_set_is_table (CP_SCATTER (chart), TRUE);
  GtkWidget *rows = find_widget (chart, CP_TYPE_ROW_TABLE);
  cp_scatter_set_points (CP_SCATTER (chart), values, values, NULL, N);
  while (cp_row_table_get_n_rows (CP_ROW_TABLE (rows)) != N)
    g_main_context_iteration (NULL, TRUE);
  cp_scatter_set_points (CP_SCATTER (chart), values, values, NULL, 7);
  while (cp_row_table_get_n_rows (CP_ROW_TABLE (rows)) != 7)
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_empty (void) {
  GtkWidget *chart = cp_curve_chart_new ();
  TestWindow *window = show_in_window (chart);
  gtk_widget_activate_action (chart, "chart.copy-data", NULL);
  gtk_widget_activate_action (chart, "chart.save-data", NULL);
  g_assert_null (window->copied);
  g_assert_null (window->saved);
  GtkWidget *button = find_widget (chart, GTK_TYPE_BUTTON);
  gtk_test_accessible_assert_role (button, GTK_ACCESSIBLE_ROLE_BUTTON);
  g_signal_emit_by_name (button, "clicked");
  GtkWidget *menu = find_widget (chart, GTK_TYPE_POPOVER_MENU);
  g_assert_true (gtk_widget_get_visible (menu));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  g_test_add_func ("/ui/chart-menu/every-chart-gives-its-data-as-csv", test_data);
  g_test_add_func ("/ui/chart-menu/a-series-switched-off-is-left-out", test_hidden_series);
  g_test_add_func ("/ui/chart-menu/every-chart-is-saved-as-png-svg-and-pdf", test_pictures);
  g_test_add_func ("/ui/chart-menu/a-png-has-as-many-pixels-as-asked-for", test_scale);
  g_test_add_func ("/ui/chart-menu/every-chart-turns-into-a-table-and-back", test_table);
  g_test_add_func ("/ui/chart-menu/the-table-follows-the-data", test_table_follows);
  g_test_add_func ("/ui/chart-menu/a-chart-without-data-offers-none", test_empty);
  return g_test_run ();
}
