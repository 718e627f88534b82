#include "core/base/random.h"
#include "tests/fixture.h"
#include "tests/ui/corners.h"
#include "tests/ui/pixels.h"
#include "ui/plot/curve.h"
#include "ui/plot/gap-bars.h"
#include "ui/plot/histogram.h"
#include "ui/plot/rate-bar.h"
#include "ui/plot/score-bar.h"
#include "ui/style/style.h"

#include <math.h>
#include <string.h>

/* --- curves --- */

static const double curve_x[] = {0, 0.1, 0.4, 1}, curve_y[] = {0, 0.6, 0.9, 1}, lower_y[] = {0, 0.2, 0.5, 1};

static CpCurveChart *
make_curves (void) {
  CpCurveChart *chart = CP_CURVE_CHART (cp_curve_chart_new ());
  cp_chart_set_title (CP_CHART (chart), "ROC");
  cp_chart_set_description (CP_CHART (chart), "AUC 0.912 for A");
  cp_curve_chart_set_x_axis (chart, "False positive rate", 0, 1);
  cp_curve_chart_set_y_axis (chart, "True positive rate", 0, 1);
  cp_curve_chart_set_diagonal (chart, TRUE);
  g_assert_cmpuint (cp_curve_chart_add_curve (chart, "complete", "a_line", curve_x, curve_y, 4), ==, 0);
  g_assert_cmpuint (cp_curve_chart_add_curve (chart, "limited", "b_line", curve_x, lower_y, 4), ==, 1);
  cp_curve_chart_set_mark (chart, 0, 0.4, 0.9, "0.50");
  return chart;
}

typedef struct {
  guint curve;
  guint64 vertex;
} Chosen;

static void
remember_vertex (CpCurveChart *chart, guint curve, guint64 vertex, Chosen *chosen) {
  *chosen = (Chosen){curve, vertex};
}

static void
test_curve_keys (void) {
  Chosen chosen = {99, 99};
  CpCurveChart *chart = make_curves ();
  GtkWidget *widget = GTK_WIDGET (chart), *window = show_widget (widget, 300, 240);
  g_signal_connect (chart, "vertex-chosen", G_CALLBACK (remember_vertex), &chosen);
  gtk_test_accessible_assert_role (chart, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL, "ROC");
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "AUC 0.912 for A");
  g_assert_false (press_key (widget, GDK_KEY_Return, 0));
  press_key (widget, GDK_KEY_Left, 0); /* the first arrow stands on the mark */
  g_assert_cmpstr (cp_card_get_lines (card_of (chart)), ==,
                   "complete\nFalse positive rate\t0.400\nTrue positive rate\t0.900");
  press_key (widget, GDK_KEY_Left, 0);
  press_key (widget, GDK_KEY_Return, 0);
  g_assert_cmpuint (chosen.vertex, ==, 1);
  press_key (widget, GDK_KEY_Right, GDK_SHIFT_MASK);
  press_key (widget, GDK_KEY_Return, 0);
  g_assert_cmpuint (chosen.vertex, ==, 3);
  press_key (widget, GDK_KEY_Left, 0);
  press_key (widget, GDK_KEY_Down, 0);
  press_key (widget, GDK_KEY_Return, 0);
  g_assert_cmpuint (chosen.curve, ==, 1);
  g_assert_cmpuint (chosen.vertex, ==, 2);
  press_key (widget, GDK_KEY_Escape, 0);
  g_assert_null (cp_card_get_lines (card_of (chart)));
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "AUC 0.912 for A");
  cp_curve_chart_clear (chart);
  press_key (widget, GDK_KEY_Left, 0);
  wait_for_draws (widget);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_curve_hover (void) {
  CpCurveChart *chart = make_curves ();
  GtkWidget *widget = GTK_WIDGET (chart), *window = show_widget (widget, 300, 240);
  gboolean has_seen = FALSE;
  for (int y = 0; y < 240; y += 8)
    for (int x = 0; x < 300; x += 8) {
      move_pointer (widget, x, y);
      const char *lines = cp_card_get_lines (card_of (chart));
      has_seen |= lines != NULL &&
                  g_str_equal (lines, "limited\nFalse positive rate\t0.100\nTrue positive rate\t0.200");
    }
  g_assert_true (has_seen);
  wait_for_draws (widget);
  g_assert_cmpuint (count_pixels (widget, "a_line"), >, 100);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- gap bars --- */

/* Two measures, two models; the figures are invented. The second measure is undefined for B. */
static const CpGapBar gaps[] = {{0.10, 0.08, 0.12}, {-0.40, -0.44, -0.36}, {0.20, NAN, NAN}, {NAN, NAN, NAN}};

static GtkWidget *
make_gap_bars (void) {
  GtkWidget *chart = cp_gap_bars_new ();
  cp_chart_set_title (CP_CHART (chart), "Gap between women and men");
  cp_chart_set_description (CP_CHART (chart), "B: selection rate 40.0 points lower");
  cp_gap_bars_set_series (CP_GAP_BARS (chart), (const char *const[]){"A", "B"},
                          (const char *const[]){"a", "b"}, 2);
  cp_gap_bars_set_axis (CP_GAP_BARS (chart), "Women minus men, points", TRUE);
  cp_gap_bars_set_bars (CP_GAP_BARS (chart), (const char *const[]){"Selection rate", "Accuracy", NULL}, gaps);
  return chart;
}

static void
test_gap_bars_keys (void) {
  GtkWidget *chart = make_gap_bars (), *window = show_widget (chart, 480, 240);
  gtk_test_accessible_assert_role (chart, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL, "Gap between women and men");
  static const guint keys[] = {GDK_KEY_Down, GDK_KEY_Up,   GDK_KEY_Down,
                               GDK_KEY_Down, GDK_KEY_Down, GDK_KEY_Down};
  static const char *const lines[] = {"Selection rate\nA\t+10.0 points [8.0, 12.0]",
                                      "Selection rate\nA\t+10.0 points [8.0, 12.0]",
                                      "Selection rate\nB\t−40.0 points [−44.0, −36.0]",
                                      "Accuracy\nA\t+20.0 points",
                                      "Accuracy\nB\t–",
                                      "Accuracy\nB\t–"};
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_assert_true (press_key (chart, keys[i], 0));
    g_assert_cmpstr (cp_card_get_lines (card_of (chart)), ==, lines[i]);
  }
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "B: selection rate 40.0 points lower. Accuracy B –");
  g_assert_false (press_key (chart, GDK_KEY_Left, 0));
  press_key (chart, GDK_KEY_Escape, 0);
  g_assert_null (cp_card_get_lines (card_of (chart)));
  cp_gap_bars_set_bars (CP_GAP_BARS (chart), (const char *const[]){NULL}, NULL);
  g_assert_false (press_key (chart, GDK_KEY_Down, 0));
  wait_for_draws (chart);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The leftmost and rightmost pixel of a colour below the legend. */
static void
find_extent (GtkWidget *widget, const char *name, int *out_left, int *out_right) {
  GdkRGBA colour;
  cairo_surface_t *surface = paint_widget (widget);
  cp_style_lookup (widget, name, &colour);
  *out_left = G_MAXINT;
  *out_right = -1;
  for (int y = 34; y < gtk_widget_get_height (widget); y++)
    for (int x = 0; x < gtk_widget_get_width (widget); x++)
      if (pixel_at (surface, x, y) == to_pixel (&colour)) {
        *out_left = MIN (*out_left, x);
        *out_right = MAX (*out_right, x);
      }
  cairo_surface_destroy (surface);
}

/* Lengths are as the values: B's 40 points are twice A's 20, on the other side of the same zero. */
static void
test_gap_bars_lengths (void) {
  static const CpGapBar bare[] = {{0.20, NAN, NAN}, {-0.40, NAN, NAN}};
  GtkWidget *chart = make_gap_bars (), *window = show_widget (chart, 480, 240);
  cp_gap_bars_set_bars (CP_GAP_BARS (chart), (const char *const[]){"Selection rate", NULL}, bare);
  wait_for_draws (chart);
  int a[2], b[2];
  find_extent (chart, "a", &a[0], &a[1]);
  find_extent (chart, "b", &b[0], &b[1]);
  g_assert_cmpint (ABS (b[1] + 1 - a[0]), <=, 3); /* the line at zero lies between them */
  assert_close (b[1] - b[0], 2.0 * (a[1] - a[0]), 4);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- histogram --- */

static const double bin_edges[] = {0, 0.25, 0.5, 0.75, 1}, positives[] = {40, 0, 10, 20},
                    negatives[] = {5, 30, 0, 0};

static GtkWidget *
make_histogram (void) {
  GtkWidget *chart = cp_histogram_chart_new ();
  CpHistogramChart *histogram = CP_HISTOGRAM_CHART (chart);
  cp_chart_set_title (CP_CHART (chart), "Scores of B by label");
  cp_histogram_chart_set_axes (histogram, "Score of B, limited", "Rows");
  cp_histogram_chart_set_series (histogram, "approved", "denied", "b");
  cp_histogram_chart_set_counts (histogram, bin_edges, positives, negatives, 4);
  cp_histogram_chart_set_threshold (histogram, 0.5);
  return chart;
}

static void
remember_and_move (CpHistogramChart *chart, double threshold, double *moved) {
  *moved = threshold;
  cp_histogram_chart_set_threshold (chart, threshold);
}

static void
test_histogram_keys (void) {
  double moved = NAN;
  GtkWidget *chart = make_histogram (), *window = show_widget (chart, 320, 240);
  g_signal_connect (chart, "threshold-moved", G_CALLBACK (remember_and_move), &moved);
  press_key (chart, GDK_KEY_Left, 0);
  assert_close (moved, 0.49, 1e-12);
  press_key (chart, GDK_KEY_Right, GDK_SHIFT_MASK);
  assert_close (moved, 0.59, 1e-12);
  for (guint i = 0; i < 6; i++)
    press_key (chart, GDK_KEY_Right, GDK_SHIFT_MASK);
  assert_close (moved, 1, 0);
  cp_histogram_chart_set_threshold (CP_HISTOGRAM_CHART (chart), INFINITY); /* nobody: from the end back */
  press_key (chart, GDK_KEY_Left, 0);
  assert_close (moved, 0.99, 1e-12);
  press_key (chart, GDK_KEY_Up, 0);
  press_key (chart, GDK_KEY_Up, 0);
  g_assert_cmpstr (cp_card_get_lines (card_of (chart)), ==, "Score 0.25 to 0.50\napproved\t0\ndenied\t30");
  press_key (chart, GDK_KEY_Escape, 0);
  g_assert_null (cp_card_get_lines (card_of (chart)));
  cp_histogram_chart_set_preview (CP_HISTOGRAM_CHART (chart), 0.03, "0.03 for parity");
  wait_for_draws (chart);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The naive twin: the last bin whose lower edge is not above the value. */
static void
test_histogram_bins (void) {
  enum { N = 17 };
  CpRandom random;
  double edges[N + 1], counts[N] = {0};
  cp_random_init (&random, 5);
  for (guint round = 0; round < 200; round++) {
    g_autoptr (GtkWidget) chart = g_object_ref_sink (cp_histogram_chart_new ());
    edges[0] = cp_random_uniform (&random) - 0.5;
    for (guint i = 1; i <= N; i++)
      edges[i] = edges[i - 1] + 0.001 + cp_random_uniform (&random);
    cp_histogram_chart_set_counts (CP_HISTOGRAM_CHART (chart), edges, counts, counts, N);
    for (guint try = 0; try < 60; try++) {
      double value = try <= N ? edges[try]
                              : edges[0] + (cp_random_uniform (&random) * 1.2 - 0.1) * (edges[N] - edges[0]);
      guint expected = G_MAXUINT;
      for (guint i = 0; i < N; i++)
        if (value >= edges[i] && value <= edges[N])
          expected = i;
      g_assert_cmpuint (cp_histogram_chart_find_bin (CP_HISTOGRAM_CHART (chart), value), ==, expected);
    }
    g_assert_cmpuint (cp_histogram_chart_find_bin (CP_HISTOGRAM_CHART (chart), NAN), ==, G_MAXUINT);
  }
}

/* Every bin is found by the pointer, and the bars are as high as their counts. */
static void
test_histogram_bars (void) {
  GtkWidget *chart = make_histogram (), *window = show_widget (chart, 320, 240);
  guint seen[4] = {0};
  for (int x = 0; x < 320; x += 2) {
    move_pointer (chart, x, 150);
    const char *lines = cp_card_get_lines (card_of (chart));
    if (lines != NULL)
      seen[atoi (lines + strlen ("Score 0.")) / 25]++;
  }
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (seen[i], >, 20);
  g_signal_emit_by_name (find_controller (chart, GTK_TYPE_EVENT_CONTROLLER_MOTION), "leave");
  cp_histogram_chart_set_threshold (CP_HISTOGRAM_CHART (chart), NAN);
  static const double none[4] = {0};
  cp_histogram_chart_set_counts (CP_HISTOGRAM_CHART (chart), bin_edges, (double[]){40, 0, 0, 0}, none, 4);
  wait_for_draws (chart);
  double whole = count_pixels (chart, "b");
  cp_histogram_chart_set_counts (CP_HISTOGRAM_CHART (chart), bin_edges, (double[]){40, 20, 10, 10}, none, 4);
  wait_for_draws (chart);
  assert_close (count_pixels (chart, "b"), 2 * whole, whole / 20); /* 40 + 20 + 10 + 10 = 2 × 40 */
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- export --- */

static void
test_export (void) {
  static const char *const suffixes[] = {".png", ".svg", ".pdf"}, *const magic[] = {"\x89PNG", "<?xml",
                                                                                    "%PDF"};
  g_autofree char *folder = g_dir_make_tmp ("cp-chart-XXXXXX", NULL);
  CpScatter *scatter = make_scatter ();
  CpCurveChart *chart = make_curves ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (scatter));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (chart));
  GtkWidget *charts[] = {GTK_WIDGET (chart), make_gap_bars (), make_histogram ()};
  gtk_box_append (GTK_BOX (box), charts[1]);
  gtk_box_append (GTK_BOX (box), charts[2]);
  GtkWidget *window = show_widget (box, 1240, 420);
  for (guint i = 0; i < 12; i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *name = g_strconcat ("chart", suffixes[i % 3], NULL),
                    *path = g_build_filename (folder, name, NULL);
    g_autofree char *content = NULL;
    gsize length = 0;
    g_assert_true (i < 3 ? cp_scatter_export (scatter, path, &error)
                         : cp_chart_export (CP_CHART (charts[i / 3 - 1]), path, &error));
    g_assert_no_error (error);
    g_assert_true (g_file_get_contents (path, &content, &length, NULL));
    g_assert_cmpuint (length, >, 1000);
    g_assert_true (memcmp (content, magic[i % 3], strlen (magic[i % 3])) == 0);
    g_remove (path);
  }
  gtk_window_destroy (GTK_WINDOW (window));
  g_rmdir (folder);
}

static void
test_export_refused (void) {
  CpScatter *scatter = g_object_ref_sink (make_scatter ());
  g_autoptr (GError) error = NULL;
  g_assert_false (cp_scatter_export (scatter, "/tmp/chart.gif", &error));
  assert_message (
      error, "/tmp/chart.gif: a chart is written as .png, .svg or .pdf, and the name ends in none of them.");
  g_assert_false (cp_scatter_export (scatter, "/nowhere/at/all/chart.png", &error));
  assert_message (
      error, "/nowhere/at/all/chart.png: cannot be written: No such file or directory; nothing was changed.");
  g_object_unref (scatter);
}

/* --- bars --- */

static void
test_bars (void) {
  GtkWidget *rate = cp_rate_bar_new ("a"), *score = cp_score_bar_new ("b");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), rate);
  gtk_box_append (GTK_BOX (box), score);
  GtkWidget *window = show_widget (box, 202, 80);
  g_assert_cmpuint (count_pixels (rate, "a"), ==, 0); /* nothing set: nothing shown */
  cp_rate_bar_set (CP_RATE_BAR (rate), 0.5, NAN, NAN);
  wait_for_draws (rate);
  g_assert_cmpuint (count_pixels (rate, "a"), ==, 100 * 11);
  cp_rate_bar_set (CP_RATE_BAR (rate), 0.5, 0.4, 0.6);
  wait_for_draws (rate);
  g_assert_cmpuint (count_pixels (rate, "a"), <, 100 * 11);
  cp_score_bar_set (CP_SCORE_BAR (score), 0.25, INFINITY, NAN);
  wait_for_draws (score);
  guint whole = count_pixels (score, "b");
  g_assert_cmpuint (whole, >, 48 * 8);
  cp_score_bar_set (CP_SCORE_BAR (score), 0.25, 0.5, 0.1);
  wait_for_draws (score);
  g_assert_cmpuint (whole - count_pixels (score, "b"), ==, 2 * 8); /* the notch */
  g_assert_cmpuint (count_pixels (score, "t1"), ==, 2 * 16);       /* the threshold */
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  g_test_add_func ("/ui/curve/arrows-walk-the-curves", test_curve_keys);
  g_test_add_func ("/ui/curve/hover-shows-the-nearest-vertex", test_curve_hover);
  g_test_add_func ("/ui/gap-bars/arrows-walk-the-bars", test_gap_bars_keys);
  g_test_add_func ("/ui/gap-bars/are-as-long-as-their-values", test_gap_bars_lengths);
  g_test_add_func ("/ui/histogram/arrows-move-the-threshold-and-walk-the-bins", test_histogram_keys);
  g_test_add_func ("/ui/histogram/finds-bins-like-its-naive-twin", test_histogram_bins);
  g_test_add_func ("/ui/histogram/bars-are-as-high-as-their-counts", test_histogram_bars);
  g_test_add_func ("/ui/export/writes-png-svg-and-pdf", test_export);
  g_test_add_func ("/ui/export/refuses-other-names-and-places", test_export_refused);
  g_test_add_func ("/ui/bars/are-as-long-as-their-value", test_bars);
  return g_test_run ();
}
