#include "core/base/format.h"
#include "core/base/random.h"
#include "ui/controls/badge.h"
#include "ui/controls/message-bar.h"
#include "ui/controls/threshold.h"
#include "ui/controls/value-row.h"
#include "ui/plot/curve.h"
#include "ui/plot/rate-bar.h"
#include "ui/plot/scatter.h"
#include "ui/plot/score-bar.h"
#include "ui/style/style.h"

#include <math.h>
#include <stdlib.h>

/* Every widget of the ui layer with invented data, to look at: tests/ui/gallery [points] [page]. Not a test.
 */

static gsize n_points = 26144;

/* Two scores that mostly agree; the second stays low for a tenth of the rows. */
static void
invent_scores (CpRandom *random, double *x, double *y, guint8 *series, double counts[4]) {
  for (gsize i = 0; i < n_points; i++) {
    double u = cp_random_uniform (random), wide = cp_random_uniform (random) + cp_random_uniform (random) - 1;
    double v =
        cp_random_uniform (random) < 0.12 ? u * u * 0.12 * fabs (wide) : u + wide * 0.3 * u * (1.1 - u);
    x[i] = u;
    y[i] = CLAMP (v, 0, 1);
    series[i] = x[i] >= 0.5 && y[i] >= 0.5 ? 0 : x[i] < 0.5 && y[i] < 0.5 ? 1 : x[i] >= 0.5 ? 2 : 3;
    counts[series[i]]++;
  }
}

static double *scatter_x, *scatter_y;

static char *
describe (guint row, gpointer data) {
  g_autofree char *count = cp_format_count (row);
  g_autofree char *a = cp_format_score (scatter_x[row]);
  g_autofree char *b = cp_format_score (scatter_y[row]);
  return g_strdup_printf ("Row %s\nA\t%s %s\nB\t%s %s\nLabel\tdenied", count, a,
                          scatter_x[row] >= 0.5 ? "approved" : "denied", b,
                          scatter_y[row] >= 0.5 ? "approved" : "denied");
}

static void
row_activated (CpScatter *scatter, guint row) {
  g_autofree char *count = cp_format_count (row);
  g_autofree char *label = g_strconcat ("row ", count, NULL);
  cp_scatter_set_trail (scatter, NULL, NULL, 0);
  cp_scatter_set_selected (scatter, row, label);
}

static double thresholds[2] = {0.5, 0.5};

static void
threshold_moved (CpScatter *scatter, guint axis, double value) {
  thresholds[axis] = value;
  cp_scatter_set_thresholds (scatter, thresholds[0], thresholds[1]);
}

static GtkWidget *
make_scatter (void) {
  static const char *const names[] = {"Both approve", "Both deny", "Only A approves", "Only B approves"};
  static const char *const colours[] = {"agree_yes", "agree_no", "a_line", "b_line"};
  CpScatter *scatter = CP_SCATTER (cp_scatter_new ());
  CpRandom random;
  guint8 *series = g_new (guint8, n_points);
  double counts[4] = {0};
  cp_random_init (&random, 7);
  scatter_x = g_new (double, n_points);
  scatter_y = g_new (double, n_points);
  invent_scores (&random, scatter_x, scatter_y, series, counts);
  cp_scatter_set_title (scatter, "Decisions of A and B, row by row");
  cp_scatter_set_axis (scatter, CP_AXIS_X, "Score of A, complete — probability of approval", 0, 1, NULL);
  cp_scatter_set_axis (scatter, CP_AXIS_Y, "Score of B, limited — probability of approval", 0, 1, NULL);
  cp_scatter_set_series (scatter, names, colours, counts, 4);
  cp_scatter_set_points (scatter, scatter_x, scatter_y, series, n_points);
  cp_scatter_set_thresholds (scatter, 0.5, 0.5);
  cp_scatter_set_describe (scatter, describe, NULL, NULL);
  cp_scatter_set_description (scatter, "26 144 rows, 3 118 decided differently");
  cp_scatter_set_selected (scatter, 4127, "row 4 127");
  cp_scatter_set_place (scatter, 0.742, 0.213);
  cp_scatter_set_trail (scatter, (double[]){0.684, 0.705}, (double[]){0.187, 0.194}, 2);
  g_signal_connect (scatter, "row-activated", G_CALLBACK (row_activated), NULL);
  g_signal_connect (scatter, "threshold-moved", G_CALLBACK (threshold_moved), NULL);
  gtk_widget_set_hexpand (GTK_WIDGET (scatter), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (scatter), TRUE);
  g_free (series);
  return GTK_WIDGET (scatter);
}

static GtkWidget *
make_label (const char *text, const char *class) {
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
make_box (GtkOrientation orientation, int spacing, const char *class) {
  GtkWidget *box = gtk_box_new (orientation, spacing);
  if (class != NULL)
    gtk_widget_add_css_class (box, class);
  return box;
}

static void
add (GtkWidget *box, GtkWidget *child) {
  gtk_box_append (GTK_BOX (box), child);
}

static GtkWidget *
make_score (const char *letter, const char *name, double score, double before) {
  GtkWidget *box = make_box (GTK_ORIENTATION_VERTICAL, 3, NULL);
  GtkWidget *top = make_box (GTK_ORIENTATION_HORIZONTAL, 6, NULL);
  GtkWidget *figures = make_box (GTK_ORIENTATION_HORIZONTAL, 8, NULL);
  g_autofree char *text = cp_format_score (score);
  g_autofree char *delta = cp_format_delta (score - before, 3);
  GtkWidget *bar = cp_score_bar_new (*letter == 'A' ? "a" : "b");
  add (top, cp_badge_new (letter));
  add (top, make_label (name, "cp-dim"));
  add (figures, make_label (text, "cp-score"));
  GtkWidget *change = make_label (delta, "cp-strong");
  gtk_widget_set_valign (change, GTK_ALIGN_BASELINE);
  add (figures, change);
  add (figures, make_label ("last run", "cp-caption"));
  cp_score_bar_set (CP_SCORE_BAR (bar), score, 0.5, before);
  add (box, top);
  add (box, figures);
  add (box, bar);
  add (box,
       make_label (score >= 0.5 ? "Approved · threshold 0.50" : "Denied · threshold 0.50", "cp-table-text"));
  gtk_widget_set_hexpand (box, TRUE);
  return box;
}

static GtkWidget *
make_buttons (void) {
  GtkWidget *buttons = make_box (GTK_ORIENTATION_HORIZONTAL, 6, NULL);
  GtkWidget *run = gtk_button_new_with_label ("Run inference");
  gtk_widget_add_css_class (run, "suggested-action");
  gtk_widget_set_hexpand (run, TRUE);
  gtk_widget_set_halign (run, GTK_ALIGN_START);
  add (buttons, run);
  add (buttons, gtk_button_new_with_label ("Duplicate"));
  add (buttons, gtk_button_new_with_label ("Delete"));
  GtkWidget *revert = gtk_button_new_with_label ("Revert");
  gtk_widget_set_sensitive (revert, FALSE);
  add (buttons, revert);
  return buttons;
}

static GtkWidget *
make_editor (void) {
  static const char *const sexes[] = {"Female", "Male", NULL};
  static const char *const words[] = {"false", "true", NULL};
  static const char *const purposes[] = {
      "Home purchase",  "Home improvement", "Refinancing", "Cash-out", "Other",
      "Not applicable", "Construction",     "Bridge",      "Reverse",  "Consolidation",
      "Farm",           "Education",        NULL};
  GtkWidget *pane = make_box (GTK_ORIENTATION_VERTICAL, 0, "cp-pane");
  GtkWidget *head = make_box (GTK_ORIENTATION_VERTICAL, 9, "cp-section");
  GtkWidget *scores = make_box (GTK_ORIENTATION_HORIZONTAL, 18, NULL);
  GtkWidget *rows = make_box (GTK_ORIENTATION_VERTICAL, 0, "cp-section");
  gtk_widget_add_css_class (pane, "cp-right");
  gtk_widget_set_size_request (pane, 420, -1);
  gtk_widget_set_hexpand (pane, FALSE);
  add (head, make_label ("Row 4 127 · 2 changes", "cp-title"));
  add (scores, make_score ("A", "complete", 0.742, 0.705));
  add (scores, make_score ("B", "limited", 0.213, 0.194));
  add (head, scores);
  add (head, make_buttons ());
  GtkWidget *sex = cp_value_row_new ("Sex", CP_VALUE_CATEGORY, sexes, NULL);
  cp_value_row_set_value (CP_VALUE_ROW (sex), "Female");
  GtkWidget *income = cp_value_row_new ("Applicant income", CP_VALUE_NUMBER, NULL, "k$");
  cp_value_row_set_value (CP_VALUE_ROW (income), "74");
  cp_value_row_set_edited (CP_VALUE_ROW (income), "82");
  GtkWidget *loan = cp_value_row_new ("Loan amount", CP_VALUE_NUMBER, NULL, "k$");
  cp_value_row_set_value (CP_VALUE_ROW (loan), "210");
  cp_value_row_set_edited (CP_VALUE_ROW (loan), "lots");
  GtkWidget *purpose = cp_value_row_new ("Loan purpose", CP_VALUE_CATEGORY, purposes, NULL);
  cp_value_row_set_value (CP_VALUE_ROW (purpose), "Refinancing");
  cp_value_row_set_edited (CP_VALUE_ROW (purpose), "Cash-out");
  GtkWidget *owner = cp_value_row_new ("Owner-occupied", CP_VALUE_BOOLEAN, words, NULL);
  cp_value_row_set_value (CP_VALUE_ROW (owner), "true");
  GtkWidget *county = cp_value_row_new ("County", CP_VALUE_TEXT, NULL, NULL);
  cp_value_row_set_value (CP_VALUE_ROW (county), "Kings");
  GtkWidget *missing = cp_value_row_new ("Debt to income", CP_VALUE_NUMBER, NULL, "%");
  cp_value_row_set_value (CP_VALUE_ROW (missing), "");
  GtkWidget *all[] = {sex, income, loan, purpose, owner, county, missing};
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    add (rows, all[i]);
  add (pane, head);
  add (pane, rows);
  return pane;
}

static GtkWidget *
make_curve (const char *title, const char *x_title, const char *y_title, gboolean is_roc) {
  CpCurveChart *chart = CP_CURVE_CHART (cp_curve_chart_new ());
  enum { N = 200 };
  double x[N], a[N], b[N];
  for (int i = 0; i < N; i++) {
    x[i] = i / (N - 1.0);
    a[i] = is_roc ? pow (x[i], 0.22) : 0.95 - 0.35 * pow (x[i], 6);
    b[i] = is_roc ? pow (x[i], 0.45) : 0.9 - 0.35 * pow (x[i], 2);
  }
  cp_chart_set_title (CP_CHART (chart), title);
  cp_curve_chart_set_x_axis (chart, x_title, 0, 1);
  cp_curve_chart_set_y_axis (chart, y_title, 0, 1);
  cp_curve_chart_set_diagonal (chart, is_roc);
  cp_curve_chart_add_curve (chart, "A", "a_line", x, a, N);
  cp_curve_chart_add_curve (chart, "B", "b_line", x, b, N);
  cp_curve_chart_set_mark (chart, 0, x[35], a[35], NULL);
  cp_curve_chart_set_mark (chart, 1, x[8], b[8], is_roc ? "0.50" : NULL);
  cp_chart_set_description (CP_CHART (chart), "AUC 0.82 for A, 0.69 for B");
  gtk_widget_set_hexpand (GTK_WIDGET (chart), TRUE);
  return GTK_WIDGET (chart);
}

static void
add_slice (GtkWidget *grid, int row, const char *name, double rate[2]) {
  g_autofree char *label = g_strconcat ("Threshold, ", name, NULL);
  gtk_grid_attach (GTK_GRID (grid), make_label (name, "cp-strong"), 0, row, 1, 2);
  for (int m = 0; m < 2; m++) {
    g_autofree char *text = cp_format_percent (rate[m]);
    GtkWidget *threshold = cp_threshold_control_new (m == 0 ? "A" : "B");
    GtkWidget *bar = cp_rate_bar_new (m == 0 ? "a" : "b");
    GtkWidget *figure = make_label (text, "cp-strong");
    cp_threshold_control_set_label (CP_THRESHOLD_CONTROL (threshold), label);
    if (row > 2)
      cp_threshold_control_set_preview (CP_THRESHOLD_CONTROL (threshold), m == 0 ? 0.68 : 0.03);
    gtk_widget_set_size_request (threshold, 190, -1);
    cp_rate_bar_set (CP_RATE_BAR (bar), rate[m], rate[m] - 0.01, MIN (rate[m] + 0.02, 1));
    gtk_widget_set_hexpand (bar, TRUE);
    gtk_label_set_xalign (GTK_LABEL (figure), 1);
    gtk_grid_attach (GTK_GRID (grid), cp_badge_new (m == 0 ? "A" : "B"), 1, row + m, 1, 1);
    gtk_grid_attach (GTK_GRID (grid), threshold, 2, row + m, 1, 1);
    gtk_grid_attach (GTK_GRID (grid), bar, 3, row + m, 1, 1);
    gtk_grid_attach (GTK_GRID (grid), figure, 4, row + m, 1, 1);
  }
}

static GtkWidget *
make_strategies (void) {
  static const char *const strategies[][2] = {{"Custom", "Thresholds set by hand"},
                                              {"Single", "One threshold for everyone"},
                                              {"Per slice", "Lowest cost in each slice"},
                                              {"Demographic parity", "Equal shares approved"}};
  GtkWidget *pane = make_box (GTK_ORIENTATION_VERTICAL, 0, "cp-pane");
  GtkWidget *question = make_box (GTK_ORIENTATION_VERTICAL, 6, "cp-section");
  GtkWidget *costs = gtk_spin_button_new_with_range (0, 100, 0.5);
  GtkWidget *check = gtk_check_button_new_with_label ("Show intervals");
  GtkCheckButton *first = NULL;
  gtk_widget_add_css_class (pane, "cp-left");
  gtk_widget_set_size_request (pane, 248, -1);
  add (question, make_label ("Question", "cp-strong"));
  add (question, gtk_drop_down_new_from_strings ((const char *const[]){"action_taken", "sex", NULL}));
  add (question, costs);
  add (question, check);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  GtkWidget *line = make_box (GTK_ORIENTATION_HORIZONTAL, 6, NULL);
  GtkWidget *toggle = gtk_switch_new ();
  gtk_switch_set_active (GTK_SWITCH (toggle), TRUE);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  add (line, toggle);
  add (line, make_label ("Compare with counterfactual", NULL));
  add (question, line);
  add (pane, question);
  for (guint i = 0; i < G_N_ELEMENTS (strategies); i++) {
    GtkWidget *button = gtk_check_button_new ();
    GtkWidget *text = make_box (GTK_ORIENTATION_VERTICAL, 0, NULL);
    gtk_widget_add_css_class (button, "cp-strategy");
    add (text, make_label (strategies[i][0], NULL));
    add (text, make_label (strategies[i][1], "cp-caption"));
    gtk_check_button_set_child (GTK_CHECK_BUTTON (button), text);
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), first);
    first = first != NULL ? first : GTK_CHECK_BUTTON (button);
    gtk_check_button_set_active (GTK_CHECK_BUTTON (button), i == 1);
    add (pane, button);
  }
  return pane;
}

static GtkWidget *
make_performance (void) {
  GtkWidget *page = make_box (GTK_ORIENTATION_HORIZONTAL, 0, NULL);
  GtkWidget *main = make_box (GTK_ORIENTATION_VERTICAL, 12, "cp-surface");
  GtkWidget *headline = make_box (GTK_ORIENTATION_HORIZONTAL, 8, NULL);
  GtkWidget *verdict = make_box (GTK_ORIENTATION_HORIZONTAL, 0, "cp-verdict");
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *charts = make_box (GTK_ORIENTATION_HORIZONTAL, 0, NULL);
  gtk_widget_set_hexpand (main, TRUE);
  add (headline, cp_badge_new ("B"));
  add (headline, make_label ("limited approves 0.7 % of women and 50.6 % of men — a gap of 49.9 points",
                             "cp-headline"));
  add (verdict, gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  add (verdict, make_label ("Four-fifths rule: fails (0.01)", NULL));
  gtk_widget_set_halign (verdict, GTK_ALIGN_START);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  add_slice (grid, 0, "All rows", (double[]){0.517, 0.418});
  add_slice (grid, 2, "Men", (double[]){0.505, 0.506});
  add_slice (grid, 4, "Women", (double[]){0.574, 0.007});
  add (charts, make_curve ("ROC", "False positive rate", "True positive rate", TRUE));
  add (charts, make_curve ("Precision–recall", "Recall", "Precision", FALSE));
  gtk_widget_add_css_class (grid, "cp-slice-table");
  add (main, headline);
  add (main, verdict);
  add (main, grid);
  add (main, charts);
  gtk_widget_set_margin_start (headline, 12);
  gtk_widget_set_margin_top (headline, 12);
  gtk_widget_set_margin_start (verdict, 36);
  gtk_widget_set_margin_start (grid, 12);
  gtk_widget_set_margin_end (grid, 12);
  add (page, make_strategies ());
  add (page, main);
  return page;
}

static GtkWidget *
make_points (void) {
  GtkWidget *page = make_box (GTK_ORIENTATION_HORIZONTAL, 0, NULL);
  GtkWidget *main = make_box (GTK_ORIENTATION_VERTICAL, 0, "cp-surface");
  GtkWidget *tools = make_box (GTK_ORIENTATION_HORIZONTAL, 6, "cp-toolbar");
  GtkWidget *status = make_box (GTK_ORIENTATION_HORIZONTAL, 6, "cp-status");
  GtkWidget *find = gtk_search_entry_new ();
  static const char *const labels[] = {"X", "Y", "Colour"};
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    GtkWidget *drop =
        gtk_drop_down_new_from_strings ((const char *const[]){"Score of A", "Score of B", NULL});
    gtk_widget_set_valign (drop, GTK_ALIGN_CENTER);
    add (tools, make_label (labels[i], "cp-dim"));
    add (tools, drop);
  }
  gtk_widget_set_valign (find, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (find, TRUE);
  gtk_widget_set_halign (find, GTK_ALIGN_END);
  g_object_set (find, "placeholder-text", "Find row", NULL);
  add (tools, find);
  add (status, make_label ("26 144 rows · 3 118 decided differently", NULL));
  add (main, tools);
  add (main, make_scatter ());
  add (main, status);
  add (page, main);
  add (page, make_editor ());
  return page;
}

static GtkWidget *
make_choice (const char *title, const char *caption, const char *key, const char *icon, gboolean is_first) {
  GtkWidget *button = gtk_button_new (), *line = make_box (GTK_ORIENTATION_HORIZONTAL, 14, NULL);
  GtkWidget *text = make_box (GTK_ORIENTATION_VERTICAL, 1, NULL), *shortcut = make_label (key, "cp-dim");
  add (text, make_label (title, "cp-title"));
  add (text, make_label (caption, "cp-caption"));
  gtk_widget_set_valign (text, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (text, TRUE);
  add (line, gtk_image_new_from_icon_name (icon));
  add (line, text);
  add (line, shortcut);
  gtk_button_set_child (GTK_BUTTON (button), line);
  gtk_widget_add_css_class (button, "cp-choice");
  if (is_first)
    gtk_widget_add_css_class (button, "suggested-action");
  return button;
}

static GtkWidget *
make_recent (const char *name, const char *files, const char *when) {
  GtkWidget *button = gtk_button_new (), *line = make_box (GTK_ORIENTATION_HORIZONTAL, 6, NULL);
  GtkWidget *text = make_box (GTK_ORIENTATION_VERTICAL, 0, NULL), *date = make_label (when, "cp-table-text");
  add (text, make_label (name, "cp-strong"));
  add (text, make_label (files, "cp-caption"));
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_set_valign (text, GTK_ALIGN_CENTER);
  add (line, text);
  add (line, date);
  gtk_button_set_child (GTK_BUTTON (button), line);
  gtk_widget_add_css_class (button, "cp-recent");
  return button;
}

static GtkWidget *
make_start (void) {
  GtkWidget *page = make_box (GTK_ORIENTATION_VERTICAL, 24, "cp-surface");
  GtkWidget *columns = make_box (GTK_ORIENTATION_HORIZONTAL, 42, NULL);
  GtkWidget *choices = make_box (GTK_ORIENTATION_VERTICAL, 8, NULL),
            *recent = make_box (GTK_ORIENTATION_VERTICAL, 0, NULL);
  GtkWidget *words = make_box (GTK_ORIENTATION_VERTICAL, 6, NULL);
  add (words, make_label ("Put two models side by side", "cp-hero"));
  add (words,
       make_label ("Load a table and two trained models. Change a row and score it again.", "cp-lead"));
  add (choices, make_label ("Start", "cp-strong"));
  add (choices, make_choice ("Open a table", "Text with separators: CSV or TSV", "Ctrl O",
                             "x-office-spreadsheet-symbolic", TRUE));
  add (choices, make_choice ("Open models", "One or two; a table can follow", "Ctrl M",
                             "network-workgroup-symbolic", FALSE));
  add (choices, make_choice ("Open the mortgage sample", "Synthetic applications with two models", "",
                             "user-home-symbolic", FALSE));
  add (recent, make_label ("Recent sessions", "cp-strong"));
  add (recent, make_recent ("Lending review", "mortgages.csv · complete, limited", "Today, 10:42"));
  add (recent, make_recent ("Income census", "census.csv · linear, boosted", "3 November"));
  gtk_widget_set_size_request (choices, 400, -1);
  gtk_widget_set_size_request (recent, 518, -1);
  add (columns, choices);
  add (columns, recent);
  add (page, words);
  add (page, columns);
  gtk_widget_set_halign (words, GTK_ALIGN_START);
  gtk_widget_set_halign (columns, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (words, 160);
  gtk_widget_set_margin_top (words, 60);
  return page;
}

static GtkWidget *
make_header (GtkWidget *stack) {
  GtkWidget *header = gtk_header_bar_new ();
  GtkWidget *pages = gtk_stack_switcher_new ();
  GtkWidget *open = gtk_menu_button_new ();
  gtk_widget_add_css_class (header, "cp-header");
  gtk_widget_add_css_class (pages, "cp-pages");
  gtk_widget_set_valign (pages, GTK_ALIGN_CENTER);
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (pages), GTK_STACK (stack));
  g_autoptr (GMenu) menu = g_menu_new ();
  g_menu_append (menu, "Open a table", "app.quit");
  gtk_menu_button_set_label (GTK_MENU_BUTTON (open), "Open");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (open), G_MENU_MODEL (menu));
  gtk_header_bar_pack_start (GTK_HEADER_BAR (header), open);
  gtk_header_bar_set_title_widget (GTK_HEADER_BAR (header), pages);
  return header;
}

static GtkWidget *
make_model_bar (void) {
  GtkWidget *bar = make_box (GTK_ORIENTATION_HORIZONTAL, 6, "cp-model-bar");
  GtkWidget *threshold = gtk_spin_button_new_with_range (0, 1, 0.01);
  add (bar, cp_badge_new ("A"));
  add (bar, make_label ("complete", "cp-strong"));
  add (bar, make_label ("26 inputs", "cp-dim"));
  add (bar, cp_badge_new ("B"));
  add (bar, make_label ("limited", "cp-strong"));
  GtkWidget *last = make_label ("15 inputs", "cp-dim");
  gtk_widget_set_hexpand (last, TRUE);
  add (bar, last);
  gtk_widget_set_valign (threshold, GTK_ALIGN_CENTER);
  add (bar, make_label ("Threshold A", "cp-dim"));
  add (bar, threshold);
  return bar;
}

static void
activate (GtkApplication *app, gpointer page) {
  cp_ui_init ();
  GtkWidget *window = gtk_application_window_new (app);
  GtkWidget *stack = gtk_stack_new (), *box = make_box (GTK_ORIENTATION_VERTICAL, 0, NULL);
  CpMessageBar *messages = CP_MESSAGE_BAR (cp_message_bar_new ());
  gtk_stack_add_titled (GTK_STACK (stack), make_points (), "points", "Points");
  gtk_stack_add_titled (GTK_STACK (stack), make_performance (), "performance", "Performance & Fairness");
  gtk_stack_add_titled (GTK_STACK (stack), make_start (), "start", "Start");
  gtk_window_set_titlebar (GTK_WINDOW (window), make_header (stack));
  gtk_widget_set_vexpand (stack, TRUE);
  add (box, make_model_bar ());
  add (box, GTK_WIDGET (messages));
  add (box, stack);
  if (page != NULL) {
    gtk_stack_set_visible_child_name (GTK_STACK (stack), page);
    cp_message_bar_show_error (messages, "adult.csv:812: 14 fields, expected 15.");
  }
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_set_title (GTK_WINDOW (window), "Gallery");
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  if (argc > 1)
    n_points = strtoul (argv[1], NULL, 10);
  g_autoptr (GtkApplication) app = gtk_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_signal_connect (app, "activate", G_CALLBACK (activate), argc > 2 ? argv[2] : NULL);
  return g_application_run (G_APPLICATION (app), 1, argv);
}
