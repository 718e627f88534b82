#include "tests/fixture.h"
#include "tests/ui/display.h"
#include "ui/plot/beeswarm.h"
#include "ui/plot/card.h"
#include "ui/plot/effect-bars.h"
#include "ui/plot/waterfall.h"
#include "ui/style/style.h"

#include <math.h>
#include <string.h>

/* The charts of the Explanations page. Expected numbers are sums by hand. */

static const CpWaterfallBar bars[] = {{"sex", "Female", -0.331, 0.002},
                                      {"income", "82", 0.098, 0.001},
                                      {"amount", "185", 0.047, 0},
                                      {"type", "Conventional", 0.031, 0.003},
                                      {"purpose", "Refinancing", -0.029, 0.004}};

static GtkWidget *
make_waterfall (void) {
  GtkWidget *chart = cp_waterfall_new ();
  CpWaterfallData data = {.title = "limited · negative",
                          .letter = "B",
                          .fill = "b",
                          .line = "b_line",
                          .ink = "b_text",
                          .axis = "Score, probability",
                          .noun = "columns",
                          .bars = bars,
                          .n_bars = G_N_ELEMENTS (bars),
                          .base = 0.421,
                          .score = 0.239,
                          .residual = 0.002,
                          .threshold = 0.5};
  cp_waterfall_set_data (CP_WATERFALL (chart), &data);
  return chart;
}

static const char *
get_card (GtkWidget *chart) {
  return cp_card_get_lines (CP_CARD (find_widget (chart, CP_TYPE_CARD)));
}

static void
test_waterfall_extent (void) {
  g_autoptr (GtkWidget) chart = g_object_ref_sink (make_waterfall ());
  double lo, hi;
  g_assert_true (cp_waterfall_get_extent (CP_WATERFALL (chart), &lo, &hi));
  assert_close (lo, 0.421 - 0.331, 1e-12);
  assert_close (hi, 0.5, 1e-12); /* the threshold */
  cp_waterfall_clear (CP_WATERFALL (chart));
  g_assert_false (cp_waterfall_get_extent (CP_WATERFALL (chart), &lo, &hi));
}

static void
test_waterfall_keys (void) {
  GtkWidget *chart = make_waterfall (), *window = show_widget (chart, 480, 600);
  press_key (chart, GDK_KEY_Down, 0);
  g_assert_cmpstr (get_card (chart), ==,
                   "sex: Female\nEffect\t−0.331\nStandard error\t0.0020\nTogether with those above\t0.090");
  press_key (chart, GDK_KEY_End, 0);
  g_assert_cmpstr (get_card (chart), ==, "Residual\nEffect\t+0.002\nTogether with those above\t0.239");
  press_key (chart, GDK_KEY_Escape, 0);
  g_assert_false (cp_chart_has_cursor (CP_CHART (chart)));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Where there is no room for five bars, the small ones are one: 0.047 + 0.031 − 0.029 with the error of 3
 * and 4. */
static void
test_waterfall_folds (void) {
  GtkWidget *chart = make_waterfall (), *window = show_widget (chart, 480, 232);
  press_key (chart, GDK_KEY_End, 0);
  press_key (chart, GDK_KEY_Up, 0);
  g_assert_cmpstr (
      get_card (chart), ==,
      "3 other columns\nEffect\t+0.049\nStandard error\t0.0050\nTogether with those above\t0.237");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
remember (GtkWidget *chart, const char *name, gpointer data) {
  g_free (*(char **)data);
  *(char **)data = g_strdup (name);
}

static void
test_waterfall_activates (void) {
  g_autofree char *activated = NULL;
  GtkWidget *chart = make_waterfall (), *window = show_widget (chart, 480, 600);
  g_signal_connect (chart, "bar-activated", G_CALLBACK (remember), &activated);
  press_key (chart, GDK_KEY_Down, 0);
  press_key (chart, GDK_KEY_Down, 0);
  press_key (chart, GDK_KEY_Return, 0);
  g_assert_cmpstr (activated, ==, "income");
  press_key (chart, GDK_KEY_End, 0); /* the residual is no column */
  press_key (chart, GDK_KEY_Return, 0);
  g_assert_cmpstr (activated, ==, "income");
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWidget *
make_effect_bars (void) {
  static const double values[] = {0.012, 0.107, 0.081, NAN, 0.087, 0.052};
  GtkWidget *chart = cp_effect_bars_new ();
  cp_chart_set_title (CP_CHART (chart), "Mean |effect|");
  cp_effect_bars_set_series (CP_EFFECT_BARS (chart), (const char *const[]){"A", "B"},
                             (const char *const[]){"a", "b"}, 2);
  cp_effect_bars_set_rows (CP_EFFECT_BARS (chart), "Mean |effect| on the score, 1 000 rows",
                           (const char *const[]){"sex", "debt", "amount", NULL}, values);
  return chart;
}

static void
test_effect_bars_keys (void) {
  g_autofree char *activated = NULL;
  GtkWidget *chart = make_effect_bars (), *window = show_widget (chart, 380, 260);
  g_signal_connect (chart, "row-activated", G_CALLBACK (remember), &activated);
  press_key (chart, GDK_KEY_Down, 0);
  g_assert_cmpstr (get_card (chart), ==, "sex\nA\t0.012\nB\t0.107");
  press_key (chart, GDK_KEY_Down, 0);
  g_assert_cmpstr (get_card (chart), ==, "debt\nA\t0.081\nB\tnot an input");
  press_key (chart, GDK_KEY_Return, 0);
  g_assert_cmpstr (activated, ==, "debt");
  cp_effect_bars_select (CP_EFFECT_BARS (chart), "debt");
  wait_for_draws (chart);
  cp_effect_bars_set_rows (CP_EFFECT_BARS (chart), NULL, (const char *const[]){NULL}, NULL);
  g_assert_false (press_key (chart, GDK_KEY_Down, 0));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- beeswarm --- */

static void
remember_row (GtkWidget *chart, guint row, gpointer data) {
  *(guint *)data = row;
}

/* Four rows in two lanes: by effect of income they are 30, 10, 40, 20. */
static void
test_beeswarm_keys (void) {
  static const guint32 rows[] = {10, 20, 30, 40};
  static const double income[] = {-0.1, 0.4, -0.3, 0.2}, sex[] = {0.05, 0.05, 0.05, -0.2};
  static const double levels[] = {0, 0.5, 1, NAN};
  const CpBeeswarmLane lanes[] = {{"income", income, levels, 0.1}, {"sex", sex, levels, NAN}};
  GtkWidget *chart = cp_beeswarm_new ();
  guint row = 0;
  cp_beeswarm_set_lanes (CP_BEESWARM (chart), "Effect on the score of B", rows, 4, lanes, 2);
  GtkWidget *window = show_widget (chart, 640, 260);
  wait_for_draws (chart);
  g_signal_connect (chart, "row-activated", G_CALLBACK (remember_row), &row);
  press_key (chart, GDK_KEY_Down, 0);
  g_assert_cmpstr (get_card (chart), ==, "Row 40\nincome\t+0.200");
  press_key (chart, GDK_KEY_Left, 0);
  g_assert_cmpstr (get_card (chart), ==, "Row 10\nincome\t−0.100");
  press_key (chart, GDK_KEY_Left, 0);
  press_key (chart, GDK_KEY_Left, 0);
  g_assert_cmpstr (get_card (chart), ==, "Row 30\nincome\t−0.300");
  press_key (chart, GDK_KEY_Down, 0); /* the same row */
  g_assert_cmpstr (get_card (chart), ==, "Row 30\nsex\t+0.050");
  press_key (chart, GDK_KEY_Return, 0);
  g_assert_cmpuint (row, ==, 30);
  cp_beeswarm_set_lanes (CP_BEESWARM (chart), NULL, NULL, 0, NULL, 0);
  g_assert_false (press_key (chart, GDK_KEY_Down, 0));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  g_test_add_func ("/ui/waterfall/has-every-step-in-sight", test_waterfall_extent);
  g_test_add_func ("/ui/waterfall/arrows-walk-the-bars", test_waterfall_keys);
  g_test_add_func ("/ui/waterfall/bars-without-room-are-one", test_waterfall_folds);
  g_test_add_func ("/ui/waterfall/enter-chooses-a-column", test_waterfall_activates);
  g_test_add_func ("/ui/effect-bars/arrows-walk-enter-chooses", test_effect_bars_keys);
  g_test_add_func ("/ui/beeswarm/arrows-walk-by-effect-and-keep-the-row", test_beeswarm_keys);
  return g_test_run ();
}
