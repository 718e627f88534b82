#include "app/app-resources.h"
#include "app/panels/text-summary.h"
#include "app/session/session-rows.h"
#include "app/session/session-selection.h"
#include "tests/app/tagger.h"
#include "tests/ui/display.h"
#include "ui/plot/chart.h"
#include "ui/style/style.h"
#include "ui/words/effect-stacks.h"

/* The most influential words over the texts. */

static char *folder;

/* (transfer full): twelve texts of one word each, for fewer say nothing, and two of both */
static char *
make_table (void) {
  GString *text = g_string_new ("question,tags\nplot table,plot\ntable plot,table\n");
  for (guint i = 0; i < 12; i++)
    g_string_append_printf (text, "a plot %u,plot\na table %u,table\n", i, i);
  return g_string_free (text, FALSE);
}

/* The tagger of one tag: a model of one output, as tests/app/tagger.h has it of two. */
static CpSession *
open_one (void) {
  static const float kernel[] = {0, 2, -3}, bias[] = {-1};
  g_autofree char *table = make_table ();
  CpSources *sources = make_tagger_sources (folder, table);
  g_autofree char *path = g_build_filename (folder, "t.h5", NULL);
  CpNetworkBuilder *builder = cp_network_builder_new (path, 3);
  cp_network_builder_dense (builder, "tag", 1, kernel, bias, CP_ACTIVATION_SIGMOID, 0);
  g_autoptr (CpModel) model = cp_network_builder_end (builder, NULL);
  g_autoptr (json_t) inputs = json_loads (
      "[{\"column\":\"question\",\"encoding\":\"bag-of-words\",\"tokenizer\":\"keras\",\"mode\":\"binary\","
      "\"vocabulary\":[null,\"plot\",\"table\"]}]",
      0, NULL);
  g_assert_true (cp_keras_h5_write (model, inputs, path, NULL));
  CpSession *session = cp_session_new ();
  cp_session_open_sources (session, sources);
  wait_idle (session);
  g_assert_true (cp_session_is_open (session));
  return session;
}

static GtkWidget *
show_summary (CpSession *session, GtkWidget **out_chart) {
  GtkWidget *summary = g_object_new (CP_TYPE_TEXT_SUMMARY, NULL);
  cp_text_summary_set_session (CP_TEXT_SUMMARY (summary), session);
  GtkWidget *window = show_widget (summary, 600, 700);
  wait_idle (session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  *out_chart = find_widget (summary, CP_TYPE_EFFECT_STACKS);
  return window;
}

/* One bar in the middle of a high pane would be far from its title. */
static void
test_one_bar_stands_under_its_title (void) {
  g_autofree char *table = make_table ();
  g_autoptr (CpSession) one = open_one (), two = open_tagger (folder, table);
  GtkWidget *chart, *window = show_summary (one, &chart);
  g_assert_cmpint (gtk_widget_get_valign (chart), ==, GTK_ALIGN_START);
  g_assert_cmpint (gtk_widget_get_height (chart), <, 400);
  gtk_window_destroy (GTK_WINDOW (window));
  window = show_summary (two, &chart);
  g_assert_cmpint (gtk_widget_get_valign (chart), ==, GTK_ALIGN_FILL);
  g_assert_cmpint (gtk_widget_get_height (chart), >, 600);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* By hand, one tag: the score of a text without words is sigmoid (−1); "plot" adds 2 to the logit and "table"
 * takes 3. Together each has another effect, but those texts are deleted. */
static void
test_deleted_texts_do_not_count (void) {
  g_autoptr (CpSession) session = open_one ();
  cp_session_set_selection (session, (const guint32[]){0, 1}, 2, 0);
  cp_session_delete_rows (session);
  wait_idle (session);
  GtkWidget *chart, *window = show_summary (session, &chart);
  g_autoptr (CpTable) table = CP_CHART_GET_CLASS (chart)->get_data (CP_CHART (chart));
  g_assert_nonnull (table);
  /* "plot" alone: sigmoid (1) − sigmoid (−1); "table" alone: sigmoid (−4) − sigmoid (−1) */
  const double expected[] = {sigmoid (1) - sigmoid (-1), sigmoid (-4) - sigmoid (-1)};
  guint n_found = 0;
  for (gsize i = 0; i < cp_table_get_n_columns (table); i++) {
    CpColumn *column = cp_table_get_column (table, i);
    for (gsize row = 0; cp_column_get_type (column) == CP_COLUMN_NUMBER && row < cp_table_get_n_rows (table);
         row++)
      for (guint e = 0; e < 2; e++)
        n_found += fabs (cp_column_get_numbers (column)[row] - expected[e]) < 1e-6;
  }
  g_assert_cmpuint (n_found, ==, 2);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  cp_app_register_resource ();
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  folder = g_dir_make_tmp ("cp-text-summary-XXXXXX", NULL);
  g_test_add_func ("/app/text-summary/one-bar-stands-under-its-title", test_one_bar_stands_under_its_title);
  g_test_add_func ("/app/text-summary/deleted-texts-do-not-count", test_deleted_texts_do_not_count);
  int status = g_test_run ();
  g_free (folder);
  return status;
}
