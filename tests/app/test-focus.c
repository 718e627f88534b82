#include "app/app-resources.h"
#include "tests/app/window-fixture.h"
#include "tests/ui/display.h"
#include "ui/style/style.h"

/* The Tab key walks every page: from the header by the toolbar and the focal area to the pane beside it as it
 * is read, past nothing that takes the focus, and out again. */

#define MAX_STOPS 400

/* As they are read, once around; GTK begins the round beneath the title bar. */
enum { MODEL_BAR, LEFT_PANE, TOOLBAR, FOCAL, RIGHT_PANE, STATUS, HEADER, N_REGIONS };
static const char *const region_names[N_REGIONS] = {
    "the model bar",         "the pane on the left", "the toolbar", "the focal area",
    "the pane on the right", "the line at the foot", "the header"};

static Asked asked;

static gboolean
is_inside (GtkWidget *widget, const char *class) {
  for (; widget != NULL; widget = gtk_widget_get_parent (widget)) {
    if (gtk_widget_has_css_class (widget, class))
      return TRUE;
  }
  return FALSE;
}

static guint
find_region (GtkWidget *widget) {
  if (is_inside (widget, "cp-header"))
    return HEADER;
  if (is_inside (widget, "cp-model-bar"))
    return MODEL_BAR;
  if (is_inside (widget, "cp-status"))
    return STATUS;
  if (is_inside (widget, "cp-left"))
    return LEFT_PANE;
  if (is_inside (widget, "cp-right"))
    return RIGHT_PANE;
  return is_inside (widget, "cp-toolbar") ? TOOLBAR : FOCAL;
}

/* What takes the focus within a group by the arrow keys, or hands it on. */
static gboolean
is_roving (GtkWidget *widget) {
  static const char *const types[] = {"GtkListItemWidget",
                                      "GtkColumnViewRowWidget",
                                      "GtkListBoxRow",
                                      "GtkColumnViewTitle",
                                      "GtkScrolledWindow",
                                      "GtkPaned",
                                      "GtkListView",
                                      "GtkColumnListView",
                                      "GtkColumnView",
                                      "GtkScrollbar",
                                      NULL};
  return g_strv_contains (types, G_OBJECT_TYPE_NAME (widget)) || is_inside (widget, "cp-strategies") ||
         gtk_widget_get_ancestor (widget, GTK_TYPE_STACK_SWITCHER) != NULL ||
         gtk_widget_get_ancestor (widget, GTK_TYPE_POPOVER) != NULL;
}

static GtkWidget *
press_tab (CpWindow *window) {
  gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD);
  return gtk_window_get_focus (GTK_WINDOW (window));
}

/* (transfer container): every stop of the Tab key, once around. A page begins in its middle, where the hand
 * will want to be, so the first round is walked to its end. */
static GPtrArray *
walk (CpWindow *window) {
  GPtrArray *stops = g_ptr_array_new ();
  GtkWidget *stop = press_tab (window);
  for (guint i = 0; i < MAX_STOPS && find_region (stop) != HEADER; i++)
    stop = press_tab (window);
  while (find_region (stop) == HEADER)
    stop = press_tab (window);
  for (; stop != NULL && !g_ptr_array_find (stops, stop, NULL); stop = press_tab (window)) {
    g_ptr_array_add (stops, stop);
    if (stops->len > MAX_STOPS)
      g_error ("the Tab key never comes to an end");
  }
  return stops;
}

static double
get_left (GtkWidget *widget) {
  graphene_rect_t bounds;
  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (gtk_widget_get_root (widget)), &bounds));
  return bounds.origin.x;
}

static void
assert_reading_order (GPtrArray *stops, const char *page) {
  for (guint i = 1; i < stops->len; i++) {
    guint before = find_region (stops->pdata[i - 1]), now = find_region (stops->pdata[i]);
    gboolean is_line = now == MODEL_BAR || now == TOOLBAR || now == STATUS || now == HEADER;
    if (now == before && is_line && get_left (stops->pdata[i]) < get_left (stops->pdata[i - 1]))
      g_error ("%s: the Tab key goes back to the left in %s, to a %s", page, region_names[now],
               G_OBJECT_TYPE_NAME (stops->pdata[i]));
    if (now < before)
      g_error ("%s: the Tab key goes from %s (%s) back to %s (%s)", page, region_names[before],
               G_OBJECT_TYPE_NAME (stops->pdata[i - 1]), region_names[now],
               G_OBJECT_TYPE_NAME (stops->pdata[i]));
  }
}

/* @widget, what holds it or what it holds: an entry hands the focus to the text in it. */
static gboolean
is_met (GPtrArray *stops, GtkWidget *widget) {
  for (guint i = 0; i < stops->len; i++) {
    GtkWidget *stop = stops->pdata[i];
    if (stop == widget || gtk_widget_is_ancestor (stop, widget) || gtk_widget_get_parent (widget) == stop)
      return TRUE;
  }
  return FALSE;
}

static void
assert_all_met (GPtrArray *stops, GtkWidget *widget, const char *page) {
  if (!gtk_widget_get_mapped (widget) || GTK_IS_POPOVER (widget) || !gtk_widget_get_sensitive (widget))
    return;
  if (gtk_widget_get_focusable (widget) && gtk_widget_get_can_focus (widget) && !is_roving (widget) &&
      !is_met (stops, widget))
    g_error ("%s: the Tab key never comes to a %s in %s of a %s", page, G_OBJECT_TYPE_NAME (widget),
             region_names[find_region (widget)], G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_all_met (stops, child, page);
}

/* The Tab key leaves whatever has the focus. */
static void
assert_none_traps (GPtrArray *stops, const char *page) {
  for (guint i = 0; i < stops->len; i++) {
    GtkWidget *stop = stops->pdata[i];
    if (GTK_IS_TEXT_VIEW (stop) && gtk_text_view_get_accepts_tab (GTK_TEXT_VIEW (stop)))
      g_error ("%s: a text keeps the Tab key", page);
    g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (stop);
    for (guint c = 0; c < g_list_model_get_n_items (controllers); c++) {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, c);
      gboolean is_kept = FALSE;
      if (GTK_IS_EVENT_CONTROLLER_KEY (controller) && !GTK_IS_TEXT (stop) && !GTK_IS_TEXT_VIEW (stop))
        g_signal_emit_by_name (controller, "key-pressed", GDK_KEY_Tab, 0, 0, &is_kept);
      if (is_kept)
        g_error ("%s: a %s keeps the Tab key", page, G_OBJECT_TYPE_NAME (stop));
    }
  }
}

static void
test_pages (void) {
  CpWindow *window = open_window (asked.table);
  g_autoptr (GListModel) pages = G_LIST_MODEL (gtk_stack_get_pages (GTK_STACK (window->pages)));
  guint n_walked = 0;
  for (guint p = 0; p < g_list_model_get_n_items (pages); p++) {
    g_autoptr (GObject) item = g_list_model_get_item (pages, p);
    GtkStackPage *page = GTK_STACK_PAGE (item);
    const char *name = gtk_stack_page_get_name (page);
    if (!gtk_stack_page_get_visible (page))
      continue;
    gtk_stack_set_visible_child (GTK_STACK (window->pages), gtk_stack_page_get_child (page));
    wait_for_draws (GTK_WIDGET (window));
    while (cp_jobs_is_busy (cp_session_get_jobs (window->session)))
      g_main_context_iteration (NULL, TRUE);
    wait_for_draws (GTK_WIDGET (window));
    g_autoptr (GPtrArray) stops = walk (window);
    g_assert_cmpuint (stops->len, >, 10);
    assert_reading_order (stops, name);
    assert_all_met (stops, window->shell, name);
    assert_none_traps (stops, name);
    n_walked++;
  }
  g_assert_cmpuint (n_walked, >=, 2);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  cp_app_register_resource ();
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  asked_open (&asked);
  g_test_add_func ("/app/focus/tab-walks-every-page-as-it-is-read", test_pages);
  int status = g_test_run ();
  asked_clear (&asked);
  return status;
}
