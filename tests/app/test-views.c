#include "app/app-resources.h"
#include "app/explain/explain-focus.h"
#include "app/explain/explanations.h"
#include "app/panels/explanations-dependence.h"
#include "app/panels/explanations-overall.h"
#include "app/panels/explanations-page.h"
#include "app/panels/explanations-row.h"
#include "app/panels/explanations-swarm.h"
#include "app/panels/frontier-view.h"
#include "app/panels/gaps-view.h"
#include "app/panels/lists-pane.h"
#include "app/panels/performance-page.h"
#include "app/panels/points-page.h"
#include "app/panels/points-plot.h"
#include "app/panels/row-pane.h"
#include "app/panels/slice-detail.h"
#include "app/panels/text-page.h"
#include "app/panels/text-summary.h"
#include "app/rows/field-order.h"
#include "tests/app/saving.h"
#include "tests/app/unit.h"
#include "tests/fixture.h"
#include "tests/ui/display.h"
#include "ui/plot/beeswarm.h"
#include "ui/plot/curve.h"
#include "ui/plot/effect-bars.h"
#include "ui/plot/histogram.h"
#include "ui/plot/scatter.h"
#include "ui/plot/waterfall.h"
#include "ui/style/style.h"

/* What is on the screen is saved and comes back: every choice of the pages is changed, saved, opened in other
 * pages and compared, control by control and as the session file has it. */

static char *folder;

/* ---- pages over a session ---- */

typedef struct {
  CpSession *session;
  GtkWidget *window, *box;
} Seen;

static void
wait_idle (Seen *seen) {
  for (guint i = 0; i < 4; i++) {
    while (cp_jobs_is_busy (cp_session_get_jobs (seen->session)) || g_main_context_pending (NULL))
      g_main_context_iteration (NULL, TRUE);
    wait_for_draws (seen->box);
  }
}

static void
seen_begin (Seen *seen) {
  seen->session = cp_session_new ();
  seen->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *const pages[] = {cp_points_page_new (seen->session), cp_performance_page_new (seen->session),
                              cp_explanations_page_new (seen->session), cp_text_page_new (seen->session)};
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    gtk_widget_set_size_request (pages[i], 1200, 760);
    gtk_box_append (GTK_BOX (seen->box), pages[i]);
  }
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), seen->box);
  seen->window = show_widget (scroller, 1200, 760);
}

static void
seen_clear (Seen *seen) {
  gtk_window_destroy (GTK_WINDOW (seen->window));
  g_clear_object (&seen->session);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Seen, seen_clear)

/* The @n-th @type inside the first @part. */
static gpointer
find_in (Seen *seen, GType part, GType type, guint n) {
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  GtkWidget *root = find_widget (seen->box, part);
  g_assert_nonnull (root);
  collect_widgets (root, type, found);
  g_assert_cmpuint (n, <, found->len);
  return g_ptr_array_index (found, n);
}

static GtkToggleButton *
find_toggle (Seen *seen, GType part, const char *text) {
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  collect_widgets (find_widget (seen->box, part), GTK_TYPE_TOGGLE_BUTTON, found);
  for (guint i = 0; i < found->len; i++) {
    if (g_strcmp0 (gtk_button_get_label (found->pdata[i]), text) == 0)
      return found->pdata[i];
  }
  g_error ("no toggle %s", text);
}

/* The drop-down of the row pane that offers @text. */
static GtkDropDown *
find_choice (Seen *seen, const char *text, guint *out_position) {
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  collect_widgets (find_widget (seen->box, CP_TYPE_ROW_PANE), GTK_TYPE_DROP_DOWN, found);
  for (guint i = 0; i < found->len; i++) {
    GListModel *names = gtk_drop_down_get_model (found->pdata[i]);
    for (guint n = 0; GTK_IS_STRING_LIST (names) && n < g_list_model_get_n_items (names); n++) {
      *out_position = n;
      if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (names), n), text))
        return found->pdata[i];
    }
  }
  g_error ("no choice of %s", text);
}

/* Not the search of a drop-down. */
static GtkEditable *
find_filter (Seen *seen) {
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  collect_widgets (find_widget (seen->box, CP_TYPE_ROW_PANE), GTK_TYPE_SEARCH_ENTRY, found);
  for (guint i = 0; i < found->len; i++) {
    if (gtk_widget_get_ancestor (found->pdata[i], GTK_TYPE_POPOVER) == NULL)
      return found->pdata[i];
  }
  g_assert_not_reached ();
}

/* (transfer full): the view of the session as a file has it */
static json_t *
save (Seen *seen, const char *name) {
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_assert_true (save_and_wait (seen->session, path, &error));
  g_assert_no_error (error);
  g_autoptr (json_t) document = json_load_file (path, 0, NULL);
  return json_incref (json_object_get (document, "view"));
}

static void
open_saved (Seen *seen, const char *name) {
  g_autofree char *path = g_build_filename (folder, name, NULL);
  cp_session_open_file (seen->session, path);
  wait_idle (seen);
  g_assert_true (cp_session_is_open (seen->session));
}

static void
assert_same_view (const json_t *a, const json_t *b) {
  const char *key;
  json_t *value;
  json_object_foreach ((json_t *)a, key, value) {
    g_autofree char *first = json_dumps (value, JSON_ENCODE_ANY | JSON_SORT_KEYS);
    const json_t *other = json_object_get (b, key);
    g_autofree char *second = other != NULL ? json_dumps (other, JSON_ENCODE_ANY | JSON_SORT_KEYS) : NULL;
    if (g_strcmp0 (first, second) != 0)
      g_error ("view.%s: %s was saved, %s came back", key, first, second);
  }
  g_assert_cmpuint (json_object_size (a), ==, json_object_size (b));
}

/* ---- numbers ---- */

static void
open_numbers (Seen *seen) {
  g_autoptr (GString) text = g_string_new ("amount,sex,granted\n");
  g_autofree char *data = g_build_filename (folder, "t.csv", NULL),
                  *model = g_build_filename (folder, "unit.h5", NULL);
  for (guint r = 0; r < 60; r++)
    g_string_append_printf (text, "%g,%s,%u\n", r % 7 * 0.5, r % 3 ? "Male" : "Female", r % 5 > 1);
  g_assert_true (g_file_set_contents (data, text->str, -1, NULL));
  write_unit (folder);
  CpSources *sources = cp_sources_new ();
  sources->data = g_strdup (data);
  sources->label = g_strdup ("granted");
  cp_sources_add_model (sources, "first", model, NULL);
  cp_sources_add_model (sources, "second", model, NULL);
  cp_session_open_sources (seen->session, sources);
  wait_idle (seen);
  cp_session_set_slice_keys (seen->session, (const char *const[]){"sex", NULL});
  wait_idle (seen);
}

static void
change_points (Seen *seen) {
  CpScatter *scatter = find_in (seen, CP_TYPE_POINTS_PLOT, CP_TYPE_SCATTER, 0);
  cp_scatter_zoom (scatter, 4);
  cp_scatter_set_hidden (scatter, 1, TRUE);
  cp_scatter_set_is_table (scatter, TRUE);
  gtk_toggle_button_set_active (find_in (seen, CP_TYPE_POINTS_PLOT, GTK_TYPE_TOGGLE_BUTTON, 1), TRUE);
  guint name;
  GtkDropDown *order = find_choice (seen, cp_field_order_get_title (CP_FIELD_ORDER_CHANGED), &name);
  gtk_drop_down_set_selected (order, name);
  gtk_editable_set_text (find_filter (seen), "amo");
  for (guint i = 0; i < 2; i++) {
    GtkPaned *paned = find_in (seen, CP_TYPE_POINTS_PAGE, GTK_TYPE_PANED, i);
    gtk_paned_set_position (paned, gtk_paned_get_position (paned) - 30);
  }
  wait_idle (seen);
}

static void
change_performance (Seen *seen) {
  CpSliceDetail *detail = find_in (seen, CP_TYPE_PERFORMANCE_PAGE, CP_TYPE_SLICE_DETAIL, 0);
  cp_slice_detail_set_model (detail, 0);
  cp_chart_set_is_table (find_in (seen, CP_TYPE_SLICE_DETAIL, CP_TYPE_CURVE_CHART, 1), TRUE);
  gtk_toggle_button_set_active (find_in (seen, CP_TYPE_GAPS_VIEW, GTK_TYPE_TOGGLE_BUTTON, 0), TRUE);
  gtk_toggle_button_set_active (find_toggle (seen, CP_TYPE_FRONTIER_VIEW, "Show as table"), TRUE);
}

static void
change_explanations (Seen *seen) {
  CpExplanations *explanations = cp_session_get_explanations (seen->session);
  CpExplainSetting setting = {.method = CP_EXPLAIN_EXACT,
                              .space = CP_SPACE_LOGIT,
                              .background = CP_BACKGROUND_KMEANS,
                              .n_background = 20};
  cp_explanations_set_setting (explanations, &setting);
  cp_explanations_recompute (explanations);
  wait_idle (seen);
  cp_explain_focus_set_column (cp_session_get_explain_focus (seen->session), "sex");
  for (guint i = 0; i < 4; i++) /* measure, rows, sort, slice */
    gtk_drop_down_set_selected (find_in (seen, CP_TYPE_EXPLANATIONS_OVERALL, GTK_TYPE_DROP_DOWN, i), 1);
  gtk_toggle_button_set_active (find_toggle (seen, CP_TYPE_EXPLANATIONS_ROW, "A − B"), TRUE);
  gtk_toggle_button_set_active (find_toggle (seen, CP_TYPE_EXPLANATIONS_ROW, "Force"), TRUE);
  gtk_toggle_button_set_active (find_toggle (seen, CP_TYPE_EXPLANATIONS_SWARM, "A"), TRUE);
  gtk_toggle_button_set_active (find_toggle (seen, CP_TYPE_EXPLANATIONS_SWARM, "Dependence"), TRUE);
  gtk_drop_down_set_selected (find_in (seen, CP_TYPE_EXPLANATIONS_DEPENDENCE, GTK_TYPE_DROP_DOWN, 1), 1);
  cp_chart_set_is_table (find_in (seen, CP_TYPE_EXPLANATIONS_ROW, CP_TYPE_WATERFALL, 2), TRUE);
  cp_chart_set_is_table (find_in (seen, CP_TYPE_EXPLANATIONS_OVERALL, CP_TYPE_EFFECT_BARS, 0), TRUE);
  cp_chart_set_is_table (find_in (seen, CP_TYPE_EXPLANATIONS_SWARM, CP_TYPE_BEESWARM, 0), TRUE);
  wait_idle (seen);
}

static double
get_lo (Seen *seen) {
  double lo, hi;
  g_assert_true (
      cp_scatter_get_range (find_in (seen, CP_TYPE_POINTS_PLOT, CP_TYPE_SCATTER, 0), CP_AXIS_X, &lo, &hi));
  return lo;
}

static void
assert_controls (Seen *seen, double lo) {
  CpScatter *scatter = find_in (seen, CP_TYPE_POINTS_PLOT, CP_TYPE_SCATTER, 0);
  const CpExplainSetting *setting = cp_explanations_get_setting (cp_session_get_explanations (seen->session));
  assert_close (get_lo (seen), lo, 1e-12);
  g_assert_true (cp_scatter_is_hidden (scatter, 1));
  g_assert_false (cp_scatter_is_hidden (scatter, 0));
  g_assert_true (cp_scatter_is_table (scatter));
  g_assert_cmpint (cp_scatter_get_mode (scatter), ==, CP_SCATTER_LASSO);
  guint name;
  GtkDropDown *order = find_choice (seen, cp_field_order_get_title (CP_FIELD_ORDER_CHANGED), &name);
  g_assert_cmpuint (gtk_drop_down_get_selected (order), ==, name);
  g_assert_cmpstr (gtk_editable_get_text (find_filter (seen)), ==, "amo");
  g_assert_false (cp_chart_is_table (find_in (seen, CP_TYPE_SLICE_DETAIL, CP_TYPE_CURVE_CHART, 0)));
  g_assert_true (cp_chart_is_table (find_in (seen, CP_TYPE_SLICE_DETAIL, CP_TYPE_CURVE_CHART, 1)));
  g_assert_true (gtk_toggle_button_get_active (find_in (seen, CP_TYPE_GAPS_VIEW, GTK_TYPE_TOGGLE_BUTTON, 0)));
  g_assert_cmpint (setting->method, ==, CP_EXPLAIN_EXACT);
  g_assert_cmpint (setting->space, ==, CP_SPACE_LOGIT);
  g_assert_cmpuint (setting->n_background, ==, 20);
  g_assert_false (cp_explanations_is_stale (cp_session_get_explanations (seen->session)));
  g_assert_cmpstr (cp_explain_focus_get_column (cp_session_get_explain_focus (seen->session)), ==, "sex");
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (
        gtk_drop_down_get_selected (find_in (seen, CP_TYPE_EXPLANATIONS_OVERALL, GTK_TYPE_DROP_DOWN, i)), ==,
        1);
  g_assert_true (gtk_toggle_button_get_active (find_toggle (seen, CP_TYPE_EXPLANATIONS_ROW, "A − B")));
  g_assert_true (gtk_toggle_button_get_active (find_toggle (seen, CP_TYPE_EXPLANATIONS_ROW, "Force")));
  g_assert_true (gtk_toggle_button_get_active (find_toggle (seen, CP_TYPE_EXPLANATIONS_SWARM, "A")));
  g_assert_true (gtk_toggle_button_get_active (find_toggle (seen, CP_TYPE_EXPLANATIONS_SWARM, "Dependence")));
  g_assert_cmpuint (
      gtk_drop_down_get_selected (find_in (seen, CP_TYPE_EXPLANATIONS_DEPENDENCE, GTK_TYPE_DROP_DOWN, 1)), ==,
      1);
  g_assert_true (cp_chart_is_table (find_in (seen, CP_TYPE_EXPLANATIONS_ROW, CP_TYPE_WATERFALL, 2)));
}

static void
test_numbers (void) {
  g_autoptr (json_t) plain = NULL, changed = NULL, again = NULL, first = NULL;
  g_auto (Seen) seen = {0};
  seen_begin (&seen);
  open_numbers (&seen);
  plain = save (&seen, "plain.counterpoint");
  change_points (&seen);
  change_performance (&seen);
  change_explanations (&seen);
  double lo = get_lo (&seen);
  changed = save (&seen, "changed.counterpoint");
  static const char *const keys[] = {
      "plot",           "plot-table",          "row-width",     "list-height",       "columns-order",
      "columns-filter", "slice-detail",        "gaps",          "frontier-as-table", "explain",
      "explain-focus",  "explain-sort",        "explain-slice", "explain-rows",      "explain-difference",
      "explain-swarm",  "explain-row-table-2", "explain-force", "explain-measure",   "explain-dependence",
      "explain-colour"};
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    const json_t *before = json_object_get (plain, keys[i]), *after = json_object_get (changed, keys[i]);
    if (after == NULL || (before != NULL && json_equal (before, after)))
      g_error ("view.%s does not say what was changed", keys[i]);
  }
  g_auto (Seen) other = {0};
  seen_begin (&other);
  open_saved (&other, "changed.counterpoint");
  assert_controls (&other, lo);
  again = save (&other, "again.counterpoint");
  assert_same_view (changed, again);
  open_saved (&other, "plain.counterpoint"); /* nothing of the one before stays */
  first = save (&other, "first.counterpoint");
  assert_same_view (plain, first);
}

/* A size that waits for its page is kept though the page was never shown. */
static void
test_unseen (void) {
  g_autoptr (json_t) changed = NULL, again = NULL;
  {
    g_auto (Seen) seen = {0};
    seen_begin (&seen);
    open_numbers (&seen);
    change_points (&seen);
    changed = save (&seen, "points.counterpoint");
  }
  g_autoptr (CpSession) session = cp_session_new ();
  g_autoptr (GtkWidget) page = g_object_ref_sink (cp_points_page_new (session));
  g_autofree char *path = g_build_filename (folder, "points.counterpoint", NULL);
  cp_session_open_file (session, path);
  while (cp_jobs_is_busy (cp_session_get_jobs (session)) || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (cp_session_is_open (session));
  Seen unseen = {.session = session};
  again = save (&unseen, "unseen.counterpoint");
  static const char *const keys[] = {"plot", "plot-table", "row-width", "list-height", "columns-order"};
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_true (json_equal (json_object_get (changed, keys[i]), json_object_get (again, keys[i])));
  g_object_run_dispose (G_OBJECT (page));
}

/* What no longer fits is passed over: the page opens as at first. */
static void
test_nonsense (void) {
  g_auto (Seen) seen = {0};
  seen_begin (&seen);
  open_numbers (&seen);
  json_decref (save (&seen, "good.counterpoint"));
  g_autofree char *path = g_build_filename (folder, "good.counterpoint", NULL);
  g_autoptr (json_t) document = json_load_file (path, 0, NULL);
  g_autoptr (json_t) view = json_loads (
      "{\"plot\":{\"x\":[5,3],\"y\":[\"a\",null],\"hidden\":3,\"mode\":7},\"plot-table\":\"yes\","
      "\"row-width\":-4,\"list-height\":1e9,\"columns-order\":\"by taste\",\"slice-detail\":{\"model\":9,"
      "\"tables\":[1,\"pie\"]},\"explain\":{\"method\":\"magic\",\"background\":\"file\",\"rows\":-1,"
      "\"scale\":\"loud\",\"seed\":\"x\"},\"explain-focus\":{\"output\":99,\"column\":4},"
      "\"explain-slice\":\"nobody\",\"explain-swarm\":12,\"text-summary\":5,\"gaps\":\"maybe\"}",
      0, NULL);
  g_assert_nonnull (view);
  json_object_set (document, "view", view);
  g_assert_cmpint (json_dump_file (document, path, 0), ==, 0);
  open_saved (&seen, "good.counterpoint");
  double lo, hi;
  g_assert_false (
      cp_scatter_get_range (find_in (&seen, CP_TYPE_POINTS_PLOT, CP_TYPE_SCATTER, 0), CP_AXIS_X, &lo, &hi));
  g_assert_cmpint (cp_explanations_get_setting (cp_session_get_explanations (seen.session))->method, ==,
                   CP_EXPLAIN_AUTO);
}

/* ---- words ---- */

static void
open_words (Seen *seen) {
  static const float kernel[] = {0, 0, 2, 0, 0, 3}, bias[] = {-1, -1};
  static const char *const tags[] = {"plot", "table", NULL};
  g_autofree char *data = g_build_filename (folder, "q.csv", NULL),
                  *path = g_build_filename (folder, "tags.h5", NULL);
  g_assert_true (g_file_set_contents (
      data, "question,tags\nPlot a plot,plot\nthe table and the plot,\"plot,table\"\n,\ntable,table\n", -1,
      NULL));
  CpNetworkBuilder *builder = cp_network_builder_new (path, 3);
  cp_network_builder_dense (builder, "tags", 2, kernel, bias, CP_ACTIVATION_SIGMOID, 0);
  g_autoptr (CpModel) model = cp_network_builder_end (builder, NULL);
  g_autoptr (CpModel) named = cp_model_name_outputs (model, tags);
  g_autoptr (json_t) inputs = json_loads (
      "[{\"column\":\"question\",\"encoding\":\"bag-of-words\",\"tokenizer\":\"keras\",\"mode\":\"binary\","
      "\"vocabulary\":[null,\"plot\",\"table\"]}]",
      0, NULL);
  g_assert_true (cp_keras_h5_write (named, inputs, path, NULL));
  CpSources *sources = cp_sources_new ();
  sources->data = g_strdup (data);
  sources->label = g_strdup ("tags");
  g_hash_table_insert (sources->types, g_strdup ("question"), GINT_TO_POINTER (CP_COLUMN_TEXT));
  cp_sources_add_model (sources, "first", path, NULL);
  cp_sources_add_model (sources, "second", path, NULL);
  cp_session_open_sources (seen->session, sources);
  wait_idle (seen);
  g_assert_true (cp_session_is_open (seen->session));
}

static void
test_words (void) {
  g_autoptr (json_t) plain = NULL, changed = NULL, again = NULL;
  g_auto (Seen) seen = {0};
  seen_begin (&seen);
  open_words (&seen);
  plain = save (&seen, "words.counterpoint");
  gtk_drop_down_set_selected (find_in (&seen, CP_TYPE_TEXT_PAGE, GTK_TYPE_DROP_DOWN, 0), 1); /* the tag */
  gtk_drop_down_set_selected (find_in (&seen, CP_TYPE_TEXT_PAGE, GTK_TYPE_DROP_DOWN, 1), 1); /* the game */
  gtk_toggle_button_set_active (find_toggle (&seen, CP_TYPE_TEXT_PAGE, "B"), TRUE);
  gtk_toggle_button_set_active (find_toggle (&seen, CP_TYPE_TEXT_SUMMARY, "B"), TRUE);
  wait_idle (&seen);
  changed = save (&seen, "words.counterpoint");
  static const char *const keys[] = {"text", "text-summary"};
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_false (json_equal (json_object_get (plain, keys[i]), json_object_get (changed, keys[i])));
  g_auto (Seen) other = {0};
  seen_begin (&other);
  open_saved (&other, "words.counterpoint");
  again = save (&other, "words-again.counterpoint");
  assert_same_view (changed, again);
}

static void
remove_folder (void) {
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_unlink (path);
  }
  g_rmdir (folder);
}

int
main (int argc, char **argv) {
  cp_app_register_resource ();
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  folder = g_dir_make_tmp ("counterpoint-views-XXXXXX", NULL);
  g_test_add_func ("/app/views/every-choice-on-numbers-is-saved-and-comes-back", test_numbers);
  g_test_add_func ("/app/views/a-page-never-shown-keeps-what-it-would-show", test_unseen);
  g_test_add_func ("/app/views/what-no-longer-fits-is-passed-over", test_nonsense);
  g_test_add_func ("/app/views/every-choice-on-words-is-saved-and-comes-back", test_words);
  int status = g_test_run ();
  remove_folder ();
  g_free (folder);
  return status;
}
