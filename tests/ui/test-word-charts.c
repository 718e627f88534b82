#include "tests/ui/display.h"
#include "ui/plot/card.h"
#include "ui/plot/frame.h"
#include "ui/rows/data-table.h"
#include "ui/style/style.h"
#include "ui/style/text-size.h"
#include "ui/words/effect-stacks.h"
#include "ui/words/word-bars.h"
#include "ui/words/word-view.h"

#include <string.h>

/* The charts of the Text page by the keyboard, and the same figures as a table. */

static const char *const tags[] = {"keras", "pandas", NULL};

/* From 0 outwards the largest first: of keras, left to right, load −0.1, fit −0.3, layer +0.4, dense +0.2. */
static const CpEffectSegment segments[] = {{0, (char *)"dense", 0.2, 120},
                                           {0, (char *)"layer", 0.4, 80},
                                           {0, (char *)"fit", -0.3, 60},
                                           {0, (char *)"load", -0.1, 9},
                                           {1, (char *)"frame", 0.5, 1234}};

static const CpWordBar words[] = {
    {(char *)"plt", 0.362, 0.004}, {(char *)"scatter", 0.227, 0}, {(char *)"make", 0.042, 0.001}};

static GtkWidget *
make_stacks (void) {
  GtkWidget *chart = cp_effect_stacks_new ("Most influential words per tag");
  cp_effect_stacks_set (CP_EFFECT_STACKS (chart), tags, segments, G_N_ELEMENTS (segments), 0, "Mean effect");
  return chart;
}

static GtkWidget *
make_words (void) {
  GtkWidget *chart = cp_word_bars_new ("Raised the score most", FALSE);
  cp_word_bars_set (CP_WORD_BARS (chart), words, G_N_ELEMENTS (words), 0, "Shapley value in A", NULL);
  return chart;
}

static const char *
get_card (GtkWidget *chart) {
  return cp_card_get_lines (CP_CARD (find_widget (chart, CP_TYPE_CARD)));
}

static void
assert_card (GtkWidget *chart, guint key, const char *lines) {
  press_key (chart, key, 0);
  g_assert_true (cp_chart_has_cursor (CP_CHART (chart)));
  g_assert_cmpstr (get_card (chart), ==, lines);
}

/* ---- stacks ---- */

static void
test_stacks_across (void) {
  GtkWidget *chart = make_stacks (), *window = show_widget (chart, 400, 300);
  assert_card (chart, GDK_KEY_Right, "load\nkeras\t−0.1000\ntexts with it\t9");
  assert_card (chart, GDK_KEY_Right, "fit\nkeras\t−0.3000\ntexts with it\t60");
  assert_card (chart, GDK_KEY_Right, "layer\nkeras\t+0.4000\ntexts with it\t80");
  assert_card (chart, GDK_KEY_Right, "dense\nkeras\t+0.2000\ntexts with it\t120");
  assert_card (chart, GDK_KEY_Right, "dense\nkeras\t+0.2000\ntexts with it\t120"); /* not another tag's */
  assert_card (chart, GDK_KEY_Left, "layer\nkeras\t+0.4000\ntexts with it\t80");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* To what lies above or beneath, and back to what is nearest to that. */
static void
test_stacks_down (void) {
  GtkWidget *chart = make_stacks (), *window = show_widget (chart, 400, 300);
  assert_card (chart, GDK_KEY_Down, "load\nkeras\t−0.1000\ntexts with it\t9");
  assert_card (chart, GDK_KEY_Down, "frame\npandas\t+0.5000\ntexts with it\t1\u00a0234");
  assert_card (chart, GDK_KEY_Left, "frame\npandas\t+0.5000\ntexts with it\t1\u00a0234");
  assert_card (chart, GDK_KEY_Up, "layer\nkeras\t+0.4000\ntexts with it\t80");
  press_key (chart, GDK_KEY_Escape, 0);
  g_assert_false (cp_chart_has_cursor (CP_CHART (chart)));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
assert_row (CpTable *table, gsize row, const char *const *cells) {
  for (guint c = 0; cells[c] != NULL; c++) {
    g_autofree char *cell = cp_column_dup_cell (cp_table_get_column (table, c), row);
    g_assert_cmpstr (cell, ==, cells[c]);
  }
}

/* Half of the last figure stands right of the plot, also with text twice as large. */
static void
test_stacks_large_text (void) {
  cp_text_size_set_scale (2);
  GtkWidget *chart = make_stacks (), *window = show_widget (chart, 640, 480);
  wait_for_draws (chart);
  const graphene_rect_t *plot = &cp_chart_get_frame (CP_CHART (chart))->plot;
  g_assert_cmpfloat (plot->origin.x + plot->size.width, <=, 640 - 32);
  cp_text_size_set_scale (1);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_stacks_table (void) {
  GtkWidget *chart = make_stacks (), *window = show_widget (chart, 400, 300);
  g_autoptr (CpTable) table = CP_CHART_GET_CLASS (chart)->get_data (CP_CHART (chart));
  g_assert_cmpuint (cp_table_get_n_rows (table), ==, G_N_ELEMENTS (segments));
  assert_row (table, 0, (const char *const[]){"keras", "load", "-0.1", "9", NULL});
  assert_row (table, 2, (const char *const[]){"keras", "layer", "0.4", "80", NULL});
  assert_row (table, 4, (const char *const[]){"pandas", "frame", "0.5", "1234", NULL});
  cp_chart_set_is_table (CP_CHART (chart), TRUE);
  wait_for_draws (chart);
  GtkWidget *twin = find_widget (chart, CP_TYPE_DATA_TABLE);
  g_assert_nonnull (twin);
  g_assert_true (gtk_widget_get_mapped (twin));
  cp_chart_set_is_table (CP_CHART (chart), FALSE);
  wait_for_draws (chart);
  g_assert_false (cp_chart_is_table (CP_CHART (chart)));
  assert_card (chart, GDK_KEY_Right,
               "load\nkeras\t−0.1000\ntexts with it\t9"); /* the keys are the chart's again */
  gtk_window_destroy (GTK_WINDOW (window));
}

/* ---- words ---- */

static void
remember (GtkWidget *chart, guint item, guint *place) {
  *place = item;
}

static void
test_words_keys (void) {
  GtkWidget *chart = make_words (), *window = show_widget (chart, 300, 320);
  guint activated = 99;
  g_signal_connect (chart, "item-activated", G_CALLBACK (remember), &activated);
  press_key (chart, GDK_KEY_Return, 0);
  g_assert_cmpuint (activated, ==, 99); /* nothing is pointed at */
  assert_card (chart, GDK_KEY_Down, "plt\nEffect\t+0.362\nStandard error\t± 0.004");
  assert_card (chart, GDK_KEY_Up, "plt\nEffect\t+0.362\nStandard error\t± 0.004");
  assert_card (chart, GDK_KEY_Down, "scatter\nEffect\t+0.227");
  press_key (chart, GDK_KEY_Return, 0);
  g_assert_cmpuint (activated, ==, 1);
  assert_card (chart, GDK_KEY_End, "make\nEffect\t+0.042\nStandard error\t± 0.001");
  assert_card (chart, GDK_KEY_Down, "make\nEffect\t+0.042\nStandard error\t± 0.001");
  assert_card (chart, GDK_KEY_Home, "plt\nEffect\t+0.362\nStandard error\t± 0.004");
  press_key (chart, GDK_KEY_Escape, 0);
  g_assert_false (cp_chart_has_cursor (CP_CHART (chart)));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* While a text is typed the words change under the cursor. */
static void
test_words_change (void) {
  GtkWidget *chart = make_words (), *window = show_widget (chart, 300, 320);
  press_key (chart, GDK_KEY_End, 0);
  cp_word_bars_set (CP_WORD_BARS (chart), words, 1, 0, NULL, NULL);
  g_assert_false (cp_chart_has_cursor (CP_CHART (chart)));
  assert_card (chart, GDK_KEY_End, "plt\nEffect\t+0.362\nStandard error\t± 0.004");
  cp_word_bars_set (CP_WORD_BARS (chart), NULL, 0, 0, NULL, "No word raised it.");
  g_assert_false (press_key (chart, GDK_KEY_Down, 0));
  g_assert_null (CP_CHART_GET_CLASS (chart)->get_data (CP_CHART (chart)));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_words_table (void) {
  GtkWidget *chart = make_words (), *window = show_widget (chart, 300, 320);
  g_autoptr (CpTable) table = CP_CHART_GET_CLASS (chart)->get_data (CP_CHART (chart));
  g_assert_cmpuint (cp_table_get_n_rows (table), ==, 3);
  assert_row (table, 0, (const char *const[]){"plt", "0.362", "0.004", NULL});
  assert_row (table, 1, (const char *const[]){"scatter", "0.227", "0", NULL});
  cp_chart_set_is_table (CP_CHART (chart), TRUE);
  wait_for_draws (chart);
  g_assert_true (gtk_widget_get_mapped (find_widget (chart, CP_TYPE_DATA_TABLE)));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* ---- a text ---- */

/* (transfer full): the text "word word …" of @n words in one paragraph, every second one marked as unknown */
static GtkWidget *
make_text (guint n) {
  GtkWidget *view = cp_word_view_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (CpWordMark));
  for (guint i = 0; i < n; i++) {
    CpWordMark mark = {5 * i, 5 * i + 4, 0.5, i % 2 == 1, i};
    g_string_append (text, "word ");
    g_array_append_val (marks, mark);
  }
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text->str, -1);
  cp_word_view_set_marks (CP_WORD_VIEW (view), (const CpWordMark *)(gpointer)marks->data, marks->len);
  return view;
}

/* How many words are tinted in a window that shows some lines. */
static guint
count_tints (guint n) {
  GtkWidget *scrolled = gtk_scrolled_window_new (), *view = make_text (n);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  GtkWidget *window = show_widget (scrolled, 300, 200);
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (view);
  wait_for_draws (view);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (picture, snapshot, 300, 200);
  g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (snapshot);
  g_autoptr (GBytes) bytes = gsk_render_node_serialize (node);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  guint n_tints = 0;
  for (const char *at = text; (at = strstr (at, "rounded-clip {")) != NULL; at++)
    n_tints++;
  gtk_window_destroy (GTK_WINDOW (window));
  return n_tints;
}

/* A paragraph of 600 words is tinted as far as it is seen. */
static void
test_words_in_sight (void) {
  guint all = count_tints (10), some = count_tints (200), many = count_tints (600);
  g_assert_cmpuint (all, ==, 10);
  g_assert_cmpuint (some, >, 40);
  g_assert_cmpuint (some, <, 150);
  g_assert_cmpuint (many, ==, some);
}

static gboolean
is_unknown (GtkWidget *view, int offset) {
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter at;
  gtk_text_buffer_get_iter_at_offset (buffer, &at, offset);
  g_autoptr (GSList) found = gtk_text_iter_get_tags (&at);
  return found != NULL;
}

static void
test_unknown_words (void) {
  GtkWidget *view = g_object_ref_sink (make_text (4));
  const gboolean first[] = {FALSE, TRUE, FALSE, TRUE}, later[] = {TRUE, FALSE, TRUE, FALSE};
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (is_unknown (view, 5 * (int)i + 3), ==, first[i]);
  g_assert_false (is_unknown (view, 9)); /* the blank after it */
  /* the first word on, of a pair with the second, and the third of which the pair beside it is known */
  const CpWordMark marks[] = {{0, 4, 0, TRUE, 0}, {10, 19, 0, FALSE, 1}, {10, 14, 0, TRUE, 2}};
  cp_word_view_set_marks (CP_WORD_VIEW (view), marks, 3);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (is_unknown (view, 5 * (int)i), ==, later[i]);
  cp_word_view_set_marks (CP_WORD_VIEW (view), NULL, 0);
  for (guint i = 0; i < 4; i++)
    g_assert_false (is_unknown (view, 5 * (int)i));
  g_object_unref (view);
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  g_test_add_func ("/ui/effect-stacks/left-and-right-walk-one-stack", test_stacks_across);
  g_test_add_func ("/ui/effect-stacks/up-and-down-go-to-the-nearest-segment", test_stacks_down);
  g_test_add_func ("/ui/effect-stacks/the-last-figure-has-room-in-large-text", test_stacks_large_text);
  g_test_add_func ("/ui/effect-stacks/its-table-says-the-same", test_stacks_table);
  g_test_add_func ("/ui/word-bars/keys-walk-and-activate", test_words_keys);
  g_test_add_func ("/ui/word-bars/the-cursor-leaves-with-its-word", test_words_change);
  g_test_add_func ("/ui/word-bars/its-table-says-the-same", test_words_table);
  g_test_add_func ("/ui/word-view/a-long-paragraph-is-drawn-as-far-as-it-is-seen", test_words_in_sight);
  g_test_add_func ("/ui/word-view/letters-of-unknown-words-are-grey", test_unknown_words);
  return g_test_run ();
}
