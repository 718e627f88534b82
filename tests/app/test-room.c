#include "app/app-resources.h"
#include "app/panels/field-list.h"
#include "app/window/tour.h"
#include "tests/app/window-fixture.h"
#include "tests/ui/display.h"
#include "ui/style/style.h"
#include "ui/style/text-size.h"

/* Whatever the size of the text, no page is wider than its window, and what it shows is read. */

#define WIDTH 1280
#define NARROW 900 /* up to 150 % */

static Asked asked;

static void
set_text_size (CpWindow *window, const char *percent) {
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));
  g_action_group_change_action_state (G_ACTION_GROUP (application), "text-size",
                                      g_variant_new_string (percent));
}

/* The text page has nothing to show here, but it is as wide as with a text. */
static void
test_fits (gconstpointer percent) {
  static const char *const names[] = {"points", "performance", "explanations", "text"};
  CpWindow *window = open_window (asked.table);
  int least;
  set_text_size (window, percent);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    GtkWidget *page = gtk_stack_get_child_by_name (GTK_STACK (window->pages), names[i]);
    gtk_stack_page_set_visible (gtk_stack_get_page (GTK_STACK (window->pages), page), TRUE);
    gtk_stack_set_visible_child (GTK_STACK (window->pages), page);
    gtk_test_widget_wait_for_draw (page);
    gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
    if (least > WIDTH)
      g_error ("%s wants %d of %d pixels at text size %s %%", names[i], least, WIDTH, (const char *)percent);
  }
  gtk_widget_measure (window->model_bar, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, <=, WIDTH);
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  if (least > (g_str_equal (percent, "200") ? WIDTH : NARROW)) /* with the names of all four pages */
    g_error ("the window wants %d pixels at text size %s %%", least, (const char *)percent);
  set_text_size (window, "100");
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkOrientation
get_points_orientation (CpWindow *window) {
  GtkWidget *page = gtk_stack_get_child_by_name (GTK_STACK (window->pages), "points");
  return gtk_orientable_get_orientation (GTK_ORIENTABLE (find_widget (page, GTK_TYPE_PANED)));
}

/* The text twice as large is half the room. */
static void
test_turns (void) {
  CpWindow *window = open_window (asked.table);
  wait_for_draws (GTK_WIDGET (window));
  g_assert_cmpint (get_points_orientation (window), ==, GTK_ORIENTATION_HORIZONTAL);
  set_text_size (window, "200");
  g_assert_cmpint (get_points_orientation (window), ==, GTK_ORIENTATION_VERTICAL);
  wait_for_draws (GTK_WIDGET (window));
  GtkWidget *list = find_widget (GTK_WIDGET (window), CP_TYPE_FIELD_LIST);
  g_assert_cmpint (gtk_widget_get_height (list), >=, 440); /* several of its lines, not a slit */
  set_text_size (window, "100");
  g_assert_cmpint (get_points_orientation (window), ==, GTK_ORIENTATION_HORIZONTAL);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
press (GtkWidget *root, const char *label) {
  GtkWidget *button = gtk_widget_get_ancestor (find_label (root, label), GTK_TYPE_BUTTON);
  g_signal_emit_by_name (button, "clicked");
}

/* With text twice as large the row lies beneath the points, out of sight until the tour comes to it. */
static void
test_tour (void) {
  CpWindow *window = open_window (asked.table);
  set_text_size (window, "200");
  wait_for_draws (GTK_WIDGET (window));
  GtkWidget *root = gtk_window_get_child (GTK_WINDOW (window)),
            *tour = cp_tour_new (root, GTK_STACK (window->pages));
  GtkWidget *run = find_label (root, "Run inference");
  graphene_rect_t bounds;
  wait_for_draws (GTK_WIDGET (window));
  g_assert_true (gtk_widget_compute_bounds (run, root, &bounds));
  g_assert_cmpfloat (bounds.origin.y, >, gtk_widget_get_height (root)); /* or this would show nothing */
  press (tour, "Next");
  for (guint i = 0; i < 3; i++)
    wait_for_draws (GTK_WIDGET (window));
  g_assert_true (gtk_widget_compute_bounds (run, root, &bounds));
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <, gtk_widget_get_height (root));
  g_assert_cmpfloat (bounds.origin.y, >, 0);
  gtk_widget_unparent (tour);
  set_text_size (window, "100");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* "1 100": a field that takes figures only shows nothing at all of it. */
static void
test_thousands (void) {
  GString *text = g_string_new ("good,first,second\n");
  for (guint i = 0; i < 1200; i++)
    g_string_append_printf (text, "%u,0.%u,0.%u\n", i % 2, i % 10, i % 7);
  g_autofree char *path = g_build_filename (g_getenv ("XDG_STATE_HOME"), "many.csv", NULL);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  CpWindow *window = open_window (path);
  GtkWidget *page = gtk_stack_get_child_by_name (GTK_STACK (window->pages), "explanations");
  GtkWidget *row = find_widget (page, GTK_TYPE_SPIN_BUTTON);
  cp_session_select_row (window->session, 1100);
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (row)), ==, 1100);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "1\302\240100");
  gtk_editable_set_text (GTK_EDITABLE (row), "1 015");
  gtk_spin_button_update (GTK_SPIN_BUTTON (row));
  g_assert_cmpuint (cp_session_get_row (window->session), ==, 1015);
  gtk_window_destroy (GTK_WINDOW (window));
  g_string_free (text, TRUE);
}

int
main (int argc, char **argv) {
  g_autofree char *folder = g_dir_make_tmp ("cp-room-XXXXXX", NULL);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  cp_app_register_resource ();
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  asked_open (&asked);
  g_test_add_data_func ("/app/room/no-page-is-wider-than-the-window", "100", test_fits);
  g_test_add_data_func ("/app/room/no-page-is-wider-at-150-percent", "150", test_fits);
  g_test_add_data_func ("/app/room/no-page-is-wider-at-200-percent", "200", test_fits);
  g_test_add_func ("/app/room/the-row-goes-beneath-the-points-in-a-narrow-window", test_turns);
  g_test_add_func ("/app/room/the-tour-brings-what-it-speaks-of-into-sight", test_tour);
  g_test_add_func ("/app/explanations/a-row-past-a-thousand-is-read-in-its-field", test_thousands);
  int status = g_test_run ();
  asked_clear (&asked);
  return status;
}
