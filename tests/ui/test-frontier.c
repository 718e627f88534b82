#include "tests/fixture.h"
#include "tests/ui/display.h"
#include "ui/plot/card.h"
#include "ui/plot/frontier.h"
#include "ui/style/style.h"

#include <math.h>
#include <string.h>

/* Two curves over limits from 0 to 20; the numbers are chosen by hand. */
static const double xs[] = {0, 1, 4, 10, 20};
static const double ys[] = {300, 290, 280, 270, 270, 350, 340, 320, 310, 300};

static char *
describe (gsize vertex, double x, gpointer data) {
  return g_strdup_printf ("Vertex %" G_GSIZE_FORMAT " at %g", vertex, x);
}

static GtkWidget *
make_chart (void) {
  GtkWidget *widget = cp_frontier_chart_new ();
  CpFrontierChart *chart = CP_FRONTIER_CHART (widget);
  cp_chart_set_title (CP_CHART (widget), "What a smaller gap costs");
  cp_frontier_chart_set_step (chart, 0.2, 5);
  cp_frontier_chart_set_axes (chart, "Largest allowed gap, points", "Cost");
  cp_frontier_chart_set_curves (chart, (const char *const[]){"A", "B"},
                                (const char *const[]){"a_line", "b_line"}, 2, xs, ys, G_N_ELEMENTS (xs));
  cp_frontier_chart_set_limit (chart, 2, "tolerance 1 point");
  cp_frontier_chart_set_describe (chart, describe, NULL, NULL);
  return widget;
}

static void
follow (CpFrontierChart *chart, double limit, gpointer data) {
  *(double *)data = limit;
  cp_frontier_chart_set_limit (chart, limit, NULL);
}

static void
test_keys (void) {
  double asked = NAN;
  GtkWidget *chart = make_chart (), *window = show_widget (chart, 480, 240);
  g_signal_connect (chart, "limit-moved", G_CALLBACK (follow), &asked);
  press_key (chart, GDK_KEY_Right, 0); /* five steps of 0.2 */
  assert_close (asked, 3, 1e-12);
  press_key (chart, GDK_KEY_Right, GDK_SHIFT_MASK);
  assert_close (asked, 13, 1e-12);
  press_key (chart, GDK_KEY_Left, 0);
  assert_close (asked, 12, 1e-12);
  press_key (chart, GDK_KEY_Home, 0);
  assert_close (asked, 0, 0);
  asked = NAN;
  press_key (chart, GDK_KEY_Left, 0); /* already at the end: nothing is asked for */
  g_assert_true (isnan (asked));
  press_key (chart, GDK_KEY_Up, 0);
  press_key (chart, GDK_KEY_Up, 0);
  CpCard *card = CP_CARD (find_widget (chart, CP_TYPE_CARD));
  g_assert_cmpstr (cp_card_get_lines (card), ==, "Vertex 1 at 1");
  g_assert_true (press_key (chart, GDK_KEY_Escape, 0));
  g_assert_null (cp_card_get_lines (card));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Wherever it is pressed, the line comes to stand on a step, and farther right never means less. */
static void
test_press (void) {
  double asked = NAN, before = -1;
  GtkWidget *chart = make_chart (), *window = show_widget (chart, 480, 240);
  g_signal_connect (chart, "limit-moved", G_CALLBACK (follow), &asked);
  CpChartClass *class = CP_CHART_GET_CLASS (chart);
  for (int x = 60; x < 470; x += 7) {
    if (!class->press (CP_CHART (chart), x, 120))
      continue;
    double limit = cp_frontier_chart_get_limit (CP_FRONTIER_CHART (chart));
    assert_close (limit / 0.2, rint (limit / 0.2), 1e-9);
    g_assert_cmpfloat (limit, >=, before);
    before = limit;
  }
  g_assert_cmpfloat (before, >=, 19); /* the axis was walked to its end */
  g_assert_false (class->press (CP_CHART (chart), 120, 4));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_hover (void) {
  GtkWidget *chart = make_chart (), *window = show_widget (chart, 480, 240);
  gboolean seen[G_N_ELEMENTS (xs)] = {FALSE};
  for (int x = 40; x < 480; x++) {
    move_pointer (chart, x, 120);
    const char *lines = cp_card_get_lines (CP_CARD (find_widget (chart, CP_TYPE_CARD)));
    if (lines != NULL)
      seen[lines[strlen ("Vertex ")] - '0'] = TRUE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (xs); i++)
    g_assert_true (seen[i]);
  gtk_test_accessible_assert_role (chart, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL, "What a smaller gap costs");
  cp_chart_set_description (CP_CHART (chart), ""); /* a chart that is empty again says so */
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Nothing is drawn yet");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Rings beyond the curves, gaps in them and no curves at all are drawn without a word. */
static void
test_edges (void) {
  GtkWidget *widget = make_chart (), *window = show_widget (widget, 480, 240);
  CpFrontierChart *chart = CP_FRONTIER_CHART (widget);
  const double gap[] = {NAN, NAN, 280, 270, 270};
  cp_frontier_chart_set_now (chart, 0, 60, 400);
  cp_frontier_chart_set_now (chart, 1, NAN, NAN);
  wait_for_draws (widget);
  cp_frontier_chart_set_curves (chart, (const char *const[]){"A"}, (const char *const[]){"a_line"}, 1, xs,
                                gap, G_N_ELEMENTS (xs));
  cp_frontier_chart_set_limit (chart, 0, NULL);
  wait_for_draws (widget);
  cp_frontier_chart_set_curves (chart, NULL, NULL, 0, NULL, NULL, 0);
  cp_frontier_chart_set_limit (chart, NAN, NULL);
  wait_for_draws (widget);
  g_assert_false (press_key (widget, GDK_KEY_Right, 0));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  g_test_add_func ("/ui/frontier/arrows-move-the-limit-and-walk-the-vertices", test_keys);
  g_test_add_func ("/ui/frontier/a-press-puts-the-limit-on-a-step", test_press);
  g_test_add_func ("/ui/frontier/the-pointer-finds-every-vertex", test_hover);
  g_test_add_func ("/ui/frontier/gaps-rings-and-nothing-are-drawn", test_edges);
  return g_test_run ();
}
