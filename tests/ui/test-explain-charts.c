#include "tests/fixture.h"
#include "tests/ui/display.h"
#include "ui/plot/beeswarm.h"
#include "ui/plot/card.h"
#include "ui/plot/effect-bars.h"
#include "ui/plot/effect-scatter.h"
#include "ui/plot/force-bar.h"
#include "ui/plot/frame.h"
#include "ui/plot/response.h"
#include "ui/plot/robust-range.h"
#include "ui/plot/waterfall.h"
#include "ui/style/style.h"

#include <math.h>
#include <string.h>

/* The charts of the Explanations page. Expected numbers are sums by hand. */

static const CpAnswerBar bars[] = {{"sex", "Female", -0.331, 0.002},
                                   {"income", "82", 0.098, 0.001},
                                   {"amount", "185", 0.047, 0},
                                   {"type", "Conventional", 0.031, 0.003},
                                   {"purpose", "Refinancing", -0.029, 0.004}};

static const CpAnswerData data = {.title = "limited · negative",
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

static GtkWidget *
make_waterfall (void) {
  GtkWidget *chart = cp_waterfall_new ();
  cp_answer_chart_set_data (CP_ANSWER_CHART (chart), &data);
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
  g_assert_true (cp_answer_chart_get_extent (CP_ANSWER_CHART (chart), &lo, &hi));
  assert_close (lo, 0.421 - 0.331, 1e-12);
  assert_close (hi, 0.5, 1e-12); /* the threshold */
  cp_answer_chart_set_data (CP_ANSWER_CHART (chart), NULL);
  g_assert_false (cp_answer_chart_get_extent (CP_ANSWER_CHART (chart), &lo, &hi));
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
remember (GtkWidget *chart, const char *name, gpointer place) {
  g_free (*(char **)place);
  *(char **)place = g_strdup (name);
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

/* --- force --- */

static GtkWidget *
make_force (void) {
  GtkWidget *chart = cp_force_bar_new ();
  cp_answer_chart_set_data (CP_ANSWER_CHART (chart), &data);
  return chart;
}

/* Raising 0.098 + 0.047 + 0.031 + 0.002 of residual push from the left, lowering 0.331 + 0.029 from the
 * right. */
static void
test_force_extent (void) {
  g_autoptr (GtkWidget) chart = g_object_ref_sink (make_force ());
  double lo, hi;
  g_assert_true (cp_answer_chart_get_extent (CP_ANSWER_CHART (chart), &lo, &hi));
  assert_close (lo, 0.239 - 0.178, 1e-12);
  assert_close (hi, 0.239 + 0.36, 1e-12);
  assert_close (0.239 - 0.178 + 0.36, 0.421, 1e-12); /* both sides lead from the base */
  cp_answer_chart_set_data (CP_ANSWER_CHART (chart), NULL);
  g_assert_false (cp_answer_chart_get_extent (CP_ANSWER_CHART (chart), &lo, &hi));
}

/* From the left: the residual, type, amount, income | sex, purpose; the keyboard enters at the largest. */
static void
test_force_keys (void) {
  g_autofree char *activated = NULL;
  GtkWidget *chart = make_force (), *window = show_widget (chart, 640, 200);
  g_signal_connect (chart, "bar-activated", G_CALLBACK (remember), &activated);
  press_key (chart, GDK_KEY_Right, 0);
  g_assert_cmpstr (get_card (chart), ==, "sex: Female\nEffect\t−0.331\nStandard error\t0.0020");
  press_key (chart, GDK_KEY_Left, 0);
  g_assert_cmpstr (get_card (chart), ==, "income: 82\nEffect\t+0.098\nStandard error\t0.0010");
  press_key (chart, GDK_KEY_Return, 0);
  g_assert_cmpstr (activated, ==, "income");
  press_key (chart, GDK_KEY_End, 0);
  g_assert_cmpstr (get_card (chart), ==, "purpose: Refinancing\nEffect\t−0.029\nStandard error\t0.0040");
  press_key (chart, GDK_KEY_Home, 0);
  g_assert_cmpstr (get_card (chart), ==, "Residual\nEffect\t+0.002");
  press_key (chart, GDK_KEY_Return, 0); /* the residual is no column */
  g_assert_cmpstr (activated, ==, "income");
  press_key (chart, GDK_KEY_Escape, 0);
  g_assert_false (cp_chart_has_cursor (CP_CHART (chart)));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Of two hundred words most are next to nothing: one part on each side holds them. */
static void
test_force_folds (void) {
  CpAnswerBar many[202] = {{"“plot”", NULL, 0.6, 0}, {"“legend”", NULL, -0.2, 0}};
  for (guint i = 2; i < G_N_ELEMENTS (many); i++)
    many[i] = (CpAnswerBar){"“word”", NULL, i % 2 == 0 ? 0.0001 : -0.0001, 0.0003};
  CpAnswerData words = data;
  words.bars = many;
  words.n_bars = G_N_ELEMENTS (many);
  words.noun = "words";
  words.base = 0.1;
  words.score = 0.5;
  words.residual = 0;
  GtkWidget *chart = cp_force_bar_new ();
  cp_answer_chart_set_data (CP_ANSWER_CHART (chart), &words);
  GtkWidget *window = show_widget (chart, 640, 200);
  press_key (chart, GDK_KEY_Home, 0);
  g_assert_cmpstr (get_card (chart), ==, "100 other words\nEffect\t+0.010\nStandard error\t0.0030");
  press_key (chart, GDK_KEY_End, 0);
  g_assert_cmpstr (get_card (chart), ==, "100 other words\nEffect\t−0.010\nStandard error\t0.0030");
  g_autoptr (CpTable) table = CP_CHART_GET_CLASS (chart)->get_data (CP_CHART (chart));
  g_assert_cmpuint (cp_table_get_n_rows (table), ==, 205); /* all of them, base, residual and score */
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- dependence --- */

static void
remember_row (GtkWidget *chart, guint row, gpointer place) {
  *(guint *)place = row;
}

static void
test_scatter_keys (void) {
  static const guint32 rows[] = {10, 20, 30, 40};
  static const double income[] = {50, NAN, 20, 80}, effects[] = {0.1, -0.4, -0.3, 0.2},
                      levels[] = {0, 0.5, 1, NAN};
  const CpEffectScatterData shown = {.title = "complete",
                                     .letter = "A",
                                     .fill = "a",
                                     .column = "income",
                                     .axis = "Effect on the score",
                                     .rows = rows,
                                     .x = income,
                                     .effects = effects,
                                     .colour = "sex",
                                     .levels = levels,
                                     .n = 4,
                                     .marked_x = 50,
                                     .marked_effect = 0.1,
                                     .has_marked = TRUE};
  GtkWidget *chart = cp_effect_scatter_new ();
  guint row = 0;
  cp_effect_scatter_set_data (CP_EFFECT_SCATTER (chart), &shown);
  GtkWidget *window = show_widget (chart, 480, 260);
  wait_for_draws (chart);
  g_signal_connect (chart, "row-activated", G_CALLBACK (remember_row), &row);
  press_key (chart, GDK_KEY_End, 0);
  g_assert_cmpstr (get_card (chart), ==, "Row 40\nincome\t80\nEffect\t+0.200");
  press_key (chart, GDK_KEY_Left, 0);
  g_assert_cmpstr (get_card (chart), ==, "Row 10\nincome\t50\nEffect\t+0.100");
  press_key (chart, GDK_KEY_Down, 0); /* the next lower effect */
  g_assert_cmpstr (get_card (chart), ==, "Row 30\nincome\t20\nEffect\t−0.300");
  press_key (chart, GDK_KEY_Home, 0);
  g_assert_cmpstr (get_card (chart), ==, "Row 20\nincome\tmissing\nEffect\t−0.400");
  press_key (chart, GDK_KEY_Return, 0);
  g_assert_cmpuint (row, ==, 20);
  g_autoptr (CpTable) table = CP_CHART_GET_CLASS (chart)->get_data (CP_CHART (chart));
  g_assert_cmpuint (cp_table_get_n_columns (table), ==, 4);
  g_assert_cmpstr (cp_column_get_name (cp_table_get_column (table, 3)), ==, "sex, 0 low to 1 high");
  cp_effect_scatter_clear (CP_EFFECT_SCATTER (chart));
  g_assert_false (press_key (chart, GDK_KEY_Left, 0));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_scatter_words (void) {
  static const guint32 rows[] = {1, 2};
  static const double sex[] = {1, 0}, effects[] = {0.1, -0.1};
  const CpEffectScatterData shown = {.title = "complete",
                                     .fill = "a",
                                     .column = "sex",
                                     .labels = (const char *const[]){"Female", "Male", NULL},
                                     .rows = rows,
                                     .x = sex,
                                     .effects = effects,
                                     .n = 2};
  GtkWidget *chart = cp_effect_scatter_new ();
  cp_effect_scatter_set_data (CP_EFFECT_SCATTER (chart), &shown);
  GtkWidget *window = show_widget (chart, 480, 260);
  press_key (chart, GDK_KEY_Home, 0);
  g_assert_cmpstr (get_card (chart), ==, "Row 2\nsex\tFemale\nEffect\t−0.100");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* 0 … 99 and one value far away: the middle 98 % are 1 … 99, so the axis ends at 99 + 98. */
static void
test_robust_range (void) {
  double values[102], lo = -1, hi = -1;
  for (guint i = 0; i < 100; i++)
    values[i] = i;
  values[100] = 10000;
  values[101] = NAN;
  g_assert_cmpuint (cp_robust_range (values, 102, &lo, &hi), ==, 1);
  assert_close (lo, 0, 1e-12);
  assert_close (hi, 99 + 98, 1e-12);
  g_assert_cmpuint (cp_robust_range (values, 100, &lo, &hi), ==, 0);
  assert_close (hi, 99, 1e-12);
  lo = hi = 7;
  g_assert_cmpuint (cp_robust_range (values + 101, 1, &lo, &hi), ==, 0); /* nothing known: untouched */
  assert_close (lo, 7, 0);
  const double same[] = {0, 0, 0, 5};
  g_assert_cmpuint (cp_robust_range (same, 4, &lo, &hi), ==, 0);
  assert_close (hi, 5, 0);
}

static GtkWidget *
make_effect_bars (void) {
  static const double values[] = {0.012, 0.107, 0.081, NAN, 0.087, 0.052};
  GtkWidget *chart = cp_effect_bars_new ();
  cp_chart_set_title (CP_CHART (chart), "Mean |effect|");
  cp_effect_bars_set_series (CP_EFFECT_BARS (chart), (const char *const[]){"A", "B"},
                             (const char *const[]){"a", "b"}, 2);
  cp_effect_bars_set_rows (CP_EFFECT_BARS (chart), "Mean |effect| on the score, 1 000 rows",
                           (const char *const[]){"sex", "debt", "amount", NULL}, values, NULL, FALSE);
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
  static const double falls[] = {0.196, 0.12, -0.002, INFINITY, 0, NAN};
  static const double spreads[] = {0.004, NAN, 0.001, 0, 0, 0};
  cp_effect_bars_set_rows (CP_EFFECT_BARS (chart), "1 000 rows",
                           (const char *const[]){"sex", "debt", "amount", NULL}, falls, spreads, TRUE);
  press_key (chart, GDK_KEY_Home, 0);
  g_assert_cmpstr (get_card (chart), ==, "sex\nA\t+0.196 ± 0.0040\nB\t+0.120");
  press_key (chart, GDK_KEY_Down, 0);
  g_assert_cmpstr (get_card (chart), ==, "debt\nA\t−0.002 ± 0.0010\nB\tnot known yet");
  cp_effect_bars_set_rows (CP_EFFECT_BARS (chart), NULL, (const char *const[]){NULL}, NULL, NULL, FALSE);
  g_assert_false (press_key (chart, GDK_KEY_Down, 0));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* GTK tells again of a pointer that lies still whenever something is laid out, as the card is. */
static void
test_still_pointer (void) {
  GtkWidget *chart = make_effect_bars (), *window = show_widget (chart, 380, 260);
  move_pointer (chart, 200, 60);
  g_assert_cmpstr (get_card (chart), ==, "sex\nA\t0.012\nB\t0.107");
  press_key (chart, GDK_KEY_End, 0);
  g_assert_true (g_str_has_prefix (get_card (chart), "amount"));
  move_pointer (chart, 200, 60);
  g_assert_true (g_str_has_prefix (get_card (chart), "amount"));
  move_pointer (chart, 201, 60);
  g_assert_true (g_str_has_prefix (get_card (chart), "sex"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The cursor of a long chart was lost below its view. */
static void
test_long_bars_scroll (void) {
  enum { N = 30 };
  g_autofree const char **names = g_new0 (const char *, N + 1);
  double values[2 * N];
  for (guint i = 0; i < N; i++)
    names[i] = "column", values[2 * i] = values[2 * i + 1] = 0.1 + i;
  GtkWidget *chart = make_effect_bars (), *scroller = gtk_scrolled_window_new ();
  cp_effect_bars_set_rows (CP_EFFECT_BARS (chart), NULL, names, values, NULL, FALSE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), chart);
  GtkWidget *window = show_widget (scroller, 380, 200);
  GtkAdjustment *way = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  press_key (chart, GDK_KEY_Home, 0);
  g_assert_cmpfloat (gtk_adjustment_get_value (way), <, 40);
  for (guint i = 1; i < N; i++) {
    double x, y, in_view;
    press_key (chart, GDK_KEY_Down, 0);
    wait_for_draws (chart);
    CP_CHART_GET_CLASS (chart)->locate (CP_CHART (chart), &x, &y);
    gtk_widget_translate_coordinates (chart, scroller, x, y, &x, &in_view);
    g_assert_cmpfloat (in_view, >, 20);
    g_assert_cmpfloat (in_view, <, 180);
  }
  g_assert_cmpfloat (gtk_adjustment_get_value (way), >, 300);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- beeswarm --- */

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

/* --- how a score goes with a column --- */

static GtkWidget *
make_response (gboolean is_number) {
  static const double x[] = {10, 20, 80}, a[] = {0.2, 0.5, 0.75}, b[] = {0.6, 0.4, 0.1},
                      lo[] = {0.1, 0.3, 0.7}, hi[] = {0.4, 0.9, 0.8};
  GtkWidget *chart = cp_response_chart_new ();
  CpResponseChart *self = CP_RESPONSE_CHART (chart);
  cp_chart_set_title (CP_CHART (chart), "Score if income changed");
  cp_response_chart_set_points (self, "income", is_number ? x : NULL,
                                (const char *const[]){"10", "20", "80", NULL}, 3, is_number);
  cp_response_chart_set_y_axis (self, "Score", 0, 1);
  guint first = cp_response_chart_add_curve (self, "A, mean", "a_line", FALSE, a);
  cp_response_chart_set_band (self, first, lo, hi);
  cp_response_chart_add_curve (self, "A, this row", "a_line", TRUE, b);
  cp_response_chart_set_mark (self, is_number ? 21 : 1, "this row 21");
  return chart;
}

static void
remember_point (GtkWidget *chart, guint point, guint *out) {
  *out = point;
}

static void
test_response_keys (void) {
  guint chosen = G_MAXUINT;
  GtkWidget *chart = make_response (TRUE), *window = show_widget (chart, 480, 300);
  g_signal_connect (chart, "point-chosen", G_CALLBACK (remember_point), &chosen);
  g_assert_false (press_key (chart, GDK_KEY_Return, 0)); /* nothing is pointed at */
  press_key (chart, GDK_KEY_Right, 0);                   /* begins at the value in force */
  g_assert_cmpstr (get_card (chart), ==,
                   "20\nA, mean\t0.500\n80 % of rows\t0.300 to 0.900\nA, this row\t0.400");
  press_key (chart, GDK_KEY_Right, 0);
  press_key (chart, GDK_KEY_Right, 0); /* the last one stays */
  press_key (chart, GDK_KEY_Return, 0);
  g_assert_cmpuint (chosen, ==, 2);
  press_key (chart, GDK_KEY_Home, 0);
  press_key (chart, GDK_KEY_Return, 0);
  g_assert_cmpuint (chosen, ==, 0);
  press_key (chart, GDK_KEY_Escape, 0);
  g_assert_false (cp_chart_has_cursor (CP_CHART (chart)));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The pointer means the nearest value wherever it is in the plot; words stand at even steps. */
static void
test_response_pointer (void) {
  guint chosen = G_MAXUINT;
  GtkWidget *chart = make_response (FALSE), *window = show_widget (chart, 480, 300);
  g_signal_connect (chart, "point-chosen", G_CALLBACK (remember_point), &chosen);
  graphene_rect_t plot = cp_chart_get_frame (CP_CHART (chart))->plot;
  move_pointer (chart, plot.origin.x + plot.size.width * 0.9, plot.origin.y + 20);
  g_assert_true (g_str_has_prefix (get_card (chart), "80\n"));
  press_key (chart, GDK_KEY_Return, 0);
  g_assert_cmpuint (chosen, ==, 2);
  move_pointer (chart, plot.origin.x + plot.size.width / 2, plot.origin.y - 40);
  g_assert_false (cp_chart_has_cursor (CP_CHART (chart)));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_response_data (void) {
  g_autoptr (GtkWidget) chart = g_object_ref_sink (make_response (TRUE));
  g_autoptr (CpTable) curves = CP_CHART_GET_CLASS (chart)->get_data (CP_CHART (chart));
  static const char *const names[] = {"income", "A, mean", "A, mean, 10 % of rows below",
                                      "A, mean, 10 % of rows above", "A, this row"};
  g_assert_cmpuint (cp_table_get_n_columns (curves), ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (cp_column_get_name (cp_table_get_column (curves, i)), ==, names[i]);
  g_assert_cmpfloat (cp_column_get_numbers (cp_table_get_column (curves, 0))[2], ==, 80);
  g_assert_cmpfloat (cp_column_get_numbers (cp_table_get_column (curves, 3))[1], ==, 0.9);
  g_autoptr (GtkWidget) words = g_object_ref_sink (make_response (FALSE));
  g_autoptr (CpTable) even = CP_CHART_GET_CLASS (words)->get_data (CP_CHART (words));
  g_assert_cmpint (cp_column_get_type (cp_table_get_column (even, 0)), ==, CP_COLUMN_CATEGORY);
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  g_test_add_func ("/ui/waterfall/has-every-step-in-sight", test_waterfall_extent);
  g_test_add_func ("/ui/waterfall/arrows-walk-the-bars", test_waterfall_keys);
  g_test_add_func ("/ui/waterfall/bars-without-room-are-one", test_waterfall_folds);
  g_test_add_func ("/ui/waterfall/enter-chooses-a-column", test_waterfall_activates);
  g_test_add_func ("/ui/force-bar/both-sides-are-in-sight", test_force_extent);
  g_test_add_func ("/ui/force-bar/arrows-walk-enter-chooses", test_force_keys);
  g_test_add_func ("/ui/force-bar/what-is-next-to-nothing-is-one", test_force_folds);
  g_test_add_func ("/ui/effect-scatter/arrows-walk-by-value-and-by-effect", test_scatter_keys);
  g_test_add_func ("/ui/effect-scatter/categories-are-words", test_scatter_words);
  g_test_add_func ("/ui/robust-range/one-far-value-does-not-rule", test_robust_range);
  g_test_add_func ("/ui/effect-bars/arrows-walk-enter-chooses", test_effect_bars_keys);
  g_test_add_func ("/ui/effect-bars/a-pointer-that-lies-still-leaves-the-card-to-the-keys",
                   test_still_pointer);
  g_test_add_func ("/ui/effect-bars/a-long-chart-scrolls-with-its-cursor", test_long_bars_scroll);
  g_test_add_func ("/ui/response/arrows-walk-the-values-enter-chooses", test_response_keys);
  g_test_add_func ("/ui/response/the-pointer-means-the-nearest-value", test_response_pointer);
  g_test_add_func ("/ui/response/gives-every-curve-as-a-column", test_response_data);
  g_test_add_func ("/ui/beeswarm/arrows-walk-by-effect-and-keep-the-row", test_beeswarm_keys);
  return g_test_run ();
}
