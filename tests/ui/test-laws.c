#include "tests/ui/display.h"
#include "tests/ui/laws.h"
#include "ui/controls/badge.h"
#include "ui/controls/effect-cell.h"
#include "ui/controls/message-bar.h"
#include "ui/controls/sparkline.h"
#include "ui/controls/threshold.h"
#include "ui/controls/toast.h"
#include "ui/controls/value-row.h"
#include "ui/controls/wrap.h"
#include "ui/plot/beeswarm.h"
#include "ui/plot/card.h"
#include "ui/plot/curve.h"
#include "ui/plot/effect-bars.h"
#include "ui/plot/effect-scatter.h"
#include "ui/plot/force-bar.h"
#include "ui/plot/frontier.h"
#include "ui/plot/gap-bars.h"
#include "ui/plot/histogram.h"
#include "ui/plot/rate-bar.h"
#include "ui/plot/response.h"
#include "ui/plot/scatter.h"
#include "ui/plot/score-bar.h"
#include "ui/plot/waterfall.h"
#include "ui/rows/data-table.h"
#include "ui/rows/row-table.h"
#include "ui/style/style.h"
#include "ui/words/effect-stacks.h"
#include "ui/words/mark-bar.h"
#include "ui/words/word-bars.h"
#include "ui/words/word-view.h"

/* Laws that hold for every widget of the layer. A new widget is one new line in `makers`. */

static GtkWidget *
make_badge (void) {
  return cp_badge_new ("A");
}

static GtkWidget *
make_threshold (void) {
  return cp_threshold_control_new ("B");
}

static GtkWidget *
make_number (void) {
  return cp_value_row_new ("Income", CP_VALUE_NUMBER, NULL, "k$");
}

static GtkWidget *
make_category (void) {
  return cp_value_row_new ("Sex", CP_VALUE_CATEGORY, (const char *const[]){"Female", "Male", NULL}, NULL);
}

static GtkWidget *
make_boolean (void) {
  return cp_value_row_new ("Owner-occupied", CP_VALUE_BOOLEAN, (const char *const[]){"no", "yes", NULL},
                           NULL);
}

static GtkWidget *
make_text (void) {
  return cp_value_row_new ("Question", CP_VALUE_TEXT, NULL, NULL);
}

static GtkWidget *
make_rate_bar (void) {
  return cp_rate_bar_new ("a");
}

static GtkWidget *
make_score_bar (void) {
  return cp_score_bar_new ("b");
}

static GtkWidget *
make_effect_cell (void) {
  static const CpEffectMark effects[] = {{0.1, 0.01, TRUE}, {0, 0, FALSE}};
  GtkWidget *cell = cp_effect_cell_new ("Income");
  cp_effect_cell_set (CP_EFFECT_CELL (cell), effects, 2, 0.2, "A +0.100, B no input");
  return cell;
}

static GtkWidget *
make_sparkline (void) {
  static const double x[] = {1, 2, 5}, a[] = {0.1, 0.2, 0.4};
  const double *const curves[] = {a, NULL};
  GtkWidget *line = cp_sparkline_new ("Income");
  cp_sparkline_set (CP_SPARKLINE (line), x, 3, curves, 2, 0.5, "A from 0.100 to 0.400");
  cp_sparkline_set_mark (CP_SPARKLINE (line), 2);
  return line;
}

static char *
say_row (guint32 row, guint column, gpointer data) {
  return g_strdup_printf ("%u", row);
}

static GtkWidget *
make_row_table (void) {
  static const CpRowColumn columns[] = {{"Row", 60, TRUE}, {"Name", 90, FALSE}};
  GtkWidget *table = cp_row_table_new ("Rows");
  cp_row_table_set_columns (CP_ROW_TABLE (table), columns, G_N_ELEMENTS (columns), say_row, NULL);
  cp_row_table_set_order (CP_ROW_TABLE (table), NULL, 1000);
  return table;
}

static GtkWidget *
make_data_table (void) {
  g_autoptr (CpColumn) column = cp_column_new_number ("Score", (const double[]){0.2, 0.1}, 2);
  g_autoptr (CpTable) table = cp_table_new ("table", &column, 1, NULL);
  GtkWidget *widget = cp_data_table_new ("Scores");
  cp_data_table_set_table (CP_DATA_TABLE (widget), table);
  return widget;
}

static GtkWidget *
make_word_bars (void) {
  GtkWidget *bars = cp_word_bars_new ("Raised the score most", FALSE);
  cp_word_bars_set (CP_WORD_BARS (bars), (const CpWordBar[]){{(char *)"plot", 0.3, 0.01}}, 1, 0,
                    "By how much", NULL);
  return bars;
}

static GtkWidget *
make_effect_stacks (void) {
  GtkWidget *stacks = cp_effect_stacks_new ("Mean effects of words");
  cp_effect_stacks_set (CP_EFFECT_STACKS (stacks), (const char *const[]){"keras", "pandas", NULL},
                        (const CpEffectSegment[]){{0, (char *)"layer", 0.2}, {1, (char *)"csv", -0.1}}, 2, 0,
                        "Effect");
  return stacks;
}

static GtkWidget *
make_mark_bar (void) {
  GtkWidget *bar = cp_mark_bar_new ("a");
  cp_mark_bar_set (CP_MARK_BAR (bar), 0.7, 0.5);
  return bar;
}

static GtkWidget *
make_word_view (void) {
  GtkWidget *view = cp_word_view_new ();
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "plot a thing", -1);
  cp_word_view_set_marks (CP_WORD_VIEW (view),
                          (const CpWordMark[]){{0, 4, 1, FALSE, 0}, {5, 6, -0.2, TRUE, 1}}, 2);
  return view;
}

static GtkWidget *
make_response (void) {
  GtkWidget *chart = cp_response_chart_new ();
  const double x[] = {1, 2, 4}, y[] = {0.2, 0.5, 0.4}, lo[] = {0.1, 0.2, 0.3}, hi[] = {0.4, 0.6, 0.8};
  cp_response_chart_set_points (CP_RESPONSE_CHART (chart), "income", x,
                                (const char *const[]){"1", "2", "4", NULL}, 3, TRUE);
  cp_response_chart_add_curve (CP_RESPONSE_CHART (chart), "A, mean", "a_line", FALSE, y);
  cp_response_chart_set_band (CP_RESPONSE_CHART (chart), 0, lo, hi);
  cp_response_chart_set_mark (CP_RESPONSE_CHART (chart), 2, "this row 2");
  return chart;
}

static GtkWidget *
make_wrap (void) {
  GtkWidget *wrap = cp_wrap_new (6);
  cp_wrap_append (CP_WRAP (wrap), gtk_label_new ("Score of A"));
  cp_wrap_append (CP_WRAP (wrap), gtk_button_new_with_label ("Run inference"));
  return wrap;
}

static GtkWidget *
make_prose (void) {
  GtkWidget *prose = cp_prose_new ();
  cp_prose_set_markup (CP_PROSE (prose), "A gap of <b>27.6</b> points");
  return prose;
}

static GtkWidget *(*const makers[]) (void) = {
    make_badge,
    cp_message_bar_new,
    make_threshold,
    make_number,
    make_category,
    make_boolean,
    make_text,
    cp_card_new,
    cp_scatter_new,
    cp_curve_chart_new,
    cp_gap_bars_new,
    cp_histogram_chart_new,
    make_rate_bar,
    make_score_bar,
    make_row_table,
    make_data_table,
    cp_toast_new,
    cp_frontier_chart_new,
    cp_waterfall_new,
    cp_effect_bars_new,
    cp_beeswarm_new,
    cp_force_bar_new,
    cp_effect_scatter_new,
    make_effect_cell,
    make_sparkline,
    make_word_bars,
    make_effect_stacks,
    make_mark_bar,
    make_word_view,
    make_response,
    make_wrap,
    make_prose,
};

static void
drain (void) {
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_finalise_unseen (void) {
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
    assert_goes_unseen (makers[i]());
}

static void
test_finalise_seen (void) {
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++) {
    GtkWidget *widget = makers[i]();
    gpointer weak = widget;
    g_object_add_weak_pointer (G_OBJECT (widget), &weak);
    gtk_widget_set_visible (widget, TRUE);
    GtkWidget *window = show_widget (widget, 300, 200);
    cp_style_set_scheme (CP_SCHEME_DARK);
    wait_for_draws (widget);
    cp_style_set_scheme (CP_SCHEME_LIGHT);
    wait_for_draws (widget);
    gtk_window_destroy (GTK_WINDOW (window));
    drain ();
    if (weak != NULL)
      g_error ("a %s is never finalised", G_OBJECT_TYPE_NAME (weak));
  }
}

/* A type that is declared and has no line in `makers`, nor is a part of one that has. */
static void
test_met (void) {
  g_autoptr (GHashTable) met = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) weak = g_ptr_array_new_with_free_func (weak_ref_free);
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++) {
    g_autoptr (GtkWidget) widget = g_object_ref_sink (makers[i]());
    meet_widgets (widget, met, weak);
  }
  assert_all_gone (weak);
  assert_all_met ("ui", met);
}

/* (transfer full): what @widget looks like now */
static GBytes *
draw_widget (GtkWidget *widget) {
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  wait_for_draws (widget);
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  g_autoptr (GskRenderNode) node = gtk_snapshot_to_node (snapshot);
  return node != NULL ? gsk_render_node_serialize (node) : g_bytes_new (NULL, 0);
}

/* @whole is drawn: of a field the text has the focus and what is around it the ring. */
static void
assert_ring (GtkWidget *widget, GtkWidget *whole) {
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));
  if (!gtk_widget_grab_focus (widget) || gtk_window_get_focus (window) != widget)
    return; /* it hands it on */
  gtk_window_set_focus_visible (window, TRUE);
  g_autoptr (GBytes) seen = draw_widget (whole);
  gtk_widget_grab_focus (gtk_widget_get_next_sibling (whole));
  g_autoptr (GBytes) unseen = draw_widget (whole);
  if (g_bytes_equal (seen, unseen))
    g_error ("a %s of a %s has the focus and does not show it", G_OBJECT_TYPE_NAME (widget),
             G_OBJECT_TYPE_NAME (whole));
}

/* Not rows of a list: GTK draws those it makes anew; nor a text view, whose caret shows it. */
static gboolean
is_asked (GtkWidget *widget) {
  return gtk_widget_get_focusable (widget) && gtk_widget_get_mapped (widget) &&
         !GTK_IS_SCROLLED_WINDOW (widget) && !GTK_IS_TEXT_VIEW (widget) &&
         !g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkListItemWidget");
}

static void
assert_rings (GtkWidget *widget, GtkWidget *whole) {
  if (is_asked (widget))
    assert_ring (widget, whole);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_rings (child, whole);
}

static void
test_focus_is_seen (void) {
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++) {
    GtkWidget *widget = makers[i](), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
    gtk_box_append (GTK_BOX (box), widget);
    gtk_box_append (GTK_BOX (box), gtk_button_new_with_label ("Elsewhere"));
    gtk_widget_set_visible (widget, TRUE);
    gtk_widget_set_vexpand (widget, TRUE);
    GtkWidget *window = show_widget (box, 300, 300);
    assert_rings (widget, widget);
    gtk_window_destroy (GTK_WINDOW (window));
  }
}

static void
count (int *n) {
  ++*n;
}

/* A property of another type needs its case here. */
static void
change (GValue *value) {
  if (G_VALUE_HOLDS_UINT (value))
    g_value_set_uint (value, g_value_get_uint (value) / 2);
  else if (G_VALUE_HOLDS_INT (value))
    g_value_set_int (value, g_value_get_int (value) + 1);
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    g_value_set_boolean (value, !g_value_get_boolean (value));
  else
    g_value_set_double (value, g_value_get_double (value) / 2 + 0.1);
}

/* Every property of our own that can be read and written notifies when it changes, and only then. */
static void
test_notify (void) {
  guint n_properties = 0;
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++) {
    g_autoptr (GtkWidget) widget = g_object_ref_sink (makers[i]());
    guint n = 0;
    g_autofree GParamSpec **specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (widget), &n);
    for (guint p = 0; p < n; p++) {
      if (specs[p]->owner_type != G_OBJECT_TYPE (widget) || !(specs[p]->flags & G_PARAM_WRITABLE))
        continue;
      g_assert_true (specs[p]->flags & G_PARAM_EXPLICIT_NOTIFY);
      int notified = 0;
      g_auto (GValue) value = G_VALUE_INIT;
      g_autofree char *signal = g_strconcat ("notify::", specs[p]->name, NULL);
      g_signal_connect_swapped (widget, signal, G_CALLBACK (count), &notified);
      g_object_get_property (G_OBJECT (widget), specs[p]->name, &value);
      g_object_set_property (G_OBJECT (widget), specs[p]->name, &value);
      g_assert_cmpint (notified, ==, 0);
      change (&value);
      g_object_set_property (G_OBJECT (widget), specs[p]->name, &value);
      g_assert_cmpint (notified, ==, 1);
      n_properties++;
    }
  }
  g_assert_cmpuint (n_properties, >, 0);
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  g_test_add_func ("/ui/laws/a-widget-never-shown-finalises", test_finalise_unseen);
  g_test_add_func ("/ui/laws/a-widget-shown-in-light-and-dark-finalises", test_finalise_seen);
  g_test_add_func ("/ui/laws/every-widget-type-is-met", test_met);
  g_test_add_func ("/ui/laws/what-has-the-focus-shows-it", test_focus_is_seen);
  g_test_add_func ("/ui/laws/a-property-notifies-only-on-change", test_notify);
  return g_test_run ();
}
