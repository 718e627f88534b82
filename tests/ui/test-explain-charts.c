#include "tests/fixture.h"
#include "tests/ui/display.h"
#include "ui/plot/card.h"
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

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  g_test_add_func ("/ui/waterfall/has-every-step-in-sight", test_waterfall_extent);
  g_test_add_func ("/ui/waterfall/arrows-walk-the-bars", test_waterfall_keys);
  g_test_add_func ("/ui/waterfall/bars-without-room-are-one", test_waterfall_folds);
  g_test_add_func ("/ui/waterfall/enter-chooses-a-column", test_waterfall_activates);
  return g_test_run ();
}
