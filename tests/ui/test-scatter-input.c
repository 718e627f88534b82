#include "tests/fixture.h"
#include "tests/ui/corners.h"
#include "tests/ui/pixels.h"

#include <math.h>
#include <string.h>

/* Keys, wheel, pointer and legend of the scatter plot. */

static void
remember_row (CpScatter *scatter, guint row, gpointer data) {
  *(gint64 *)data = row;
}

static void
test_scatter_tells (void) {
  CpScatter *scatter = make_scatter ();
  GtkWidget *window = show_widget (GTK_WIDGET (scatter), 640, 420);
  gtk_test_accessible_assert_role (scatter, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (scatter, GTK_ACCESSIBLE_PROPERTY_LABEL, "Decisions of A and B");
  gtk_test_accessible_assert_property (scatter, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "5 rows, 2 decided differently");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_scatter_keys (void) {
  gint64 activated = -1;
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  g_signal_connect (scatter, "row-activated", G_CALLBACK (remember_row), &activated);
  g_assert_false (press_key (widget, GDK_KEY_Escape, 0)); /* nothing to hide: a dialog may have it */
  press_key (widget, GDK_KEY_Right, 0);                   /* the first arrow shows the row in the middle */
  press_key (widget, GDK_KEY_Return, 0);
  g_assert_cmpint (activated, ==, 4);
  g_assert_cmpstr (cp_card_get_lines (card_of (scatter)), ==, "Row 4\nA\t0.421 denied\nLabel\tdenied");
  gtk_test_accessible_assert_property (scatter, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "5 rows, 2 decided differently. Row 4 A 0.421 denied Label denied");
  cp_scatter_set_selected (scatter, 0, "row 0");
  press_key (widget, GDK_KEY_Escape, 0);
  g_assert_null (cp_card_get_lines (card_of (scatter)));
  static const guint keys[] = {GDK_KEY_Right, GDK_KEY_Right, GDK_KEY_Up, GDK_KEY_Left};
  static const gint64 rows[] = {4, 1, 3, 4}; /* from the selected row 0; of two corners the lower row */
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    press_key (widget, keys[i], 0);
    press_key (widget, GDK_KEY_Return, 0);
    g_assert_cmpint (activated, ==, rows[i]);
  }
  g_assert_false (press_key (widget, GDK_KEY_Right, GDK_CONTROL_MASK));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_scatter_zoom (void) {
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  int n_views = 0;
  g_signal_connect_swapped (scatter, "view-changed", G_CALLBACK (g_atomic_int_inc), &n_views);
  press_key (widget, GDK_KEY_plus, 0);
  assert_close (cp_scatter_get_zoom (scatter), 1.2, 1e-9);
  press_key (widget, GDK_KEY_0, 0);
  assert_close (cp_scatter_get_zoom (scatter), 1, 0);
  press_key (widget, GDK_KEY_minus, 0);
  assert_close (cp_scatter_get_zoom (scatter), 1, 0);
  gboolean is_handled;
  move_pointer (widget, 320, 200);
  g_signal_emit_by_name (find_controller (widget, GTK_TYPE_EVENT_CONTROLLER_SCROLL), "scroll", 0.0, -2.0,
                         &is_handled);
  g_assert_true (is_handled);
  assert_close (cp_scatter_get_zoom (scatter), 1.44, 1e-9);
  g_assert_cmpint (n_views, ==, 4);
  wait_for_draws (widget);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Finds the middle point by sweeping the pointer; the card shows, and no other row is there. */
static void
test_scatter_hover (void) {
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  guint seen[5] = {0};
  for (int y = 0; y < 420; y += 6)
    for (int x = 0; x < 640; x += 6) {
      move_pointer (widget, x, y);
      const char *lines = cp_card_get_lines (card_of (scatter));
      if (lines != NULL)
        seen[atoi (lines + strlen ("Row "))]++;
    }
  for (guint i = 0; i < 5; i++) {
    g_assert_cmpuint (seen[i], >, 5); /* a disc of 12 pixels holds some twelve of these places */
    g_assert_cmpuint (seen[i], <, 20);
  }
  g_signal_emit_by_name (find_controller (widget, GTK_TYPE_EVENT_CONTROLLER_MOTION), "leave");
  g_assert_null (cp_card_get_lines (card_of (scatter)));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
click (GtkWidget *widget, int n_press, double x, double y) {
  g_signal_emit_by_name (find_controller (widget, GTK_TYPE_GESTURE_CLICK), "released", n_press, x, y);
}

/* A click on a legend entry takes its series off the picture and brings it back. */
static void
test_scatter_legend (void) {
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  gint64 activated = -1;
  g_signal_connect (scatter, "row-activated", G_CALLBACK (remember_row), &activated);
  guint before = count_pixels (widget, "a_line");
  int n_toggled = 0;
  for (int x = 300; x < 640 && n_toggled == 0; x += 4) {
    click (widget, 1, x, 15);
    n_toggled = cp_scatter_is_hidden (scatter, 1);
    if (cp_scatter_is_hidden (scatter, 0))
      click (widget, 1, x, 15);
  }
  g_assert_true (cp_scatter_is_hidden (scatter, 1));
  g_assert_false (cp_scatter_is_hidden (scatter, 0));
  wait_for_draws (widget);
  g_assert_cmpuint (count_pixels (widget, "a_line"), <, before);
  for (int i = 0; i < 640 * 420; i += 31)
    click (widget, 1, i % 640, 40 + i / 640 % 380); /* hidden rows are not picked either */
  g_assert_true (activated != 1 && activated != 3);
  g_assert_cmpint (activated, >=, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
remember_rows (CpScatter *scatter, GArray *rows, gpointer data) {
  GArray **chosen = data;
  g_clear_pointer (chosen, g_array_unref);
  *chosen = g_array_copy (rows);
}

/* From the row in the middle, up and to the right by keys, to the corner of row 3. */
static void
test_scatter_box (void) {
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  g_autoptr (GArray) chosen = NULL;
  g_signal_connect (scatter, "rows-chosen", G_CALLBACK (remember_rows), &chosen);
  cp_scatter_set_selected (scatter, 4, NULL);
  for (guint i = 0; i < 16; i++) {
    g_assert_true (press_key (widget, GDK_KEY_Right, GDK_SHIFT_MASK));
    g_assert_true (press_key (widget, GDK_KEY_Up, GDK_SHIFT_MASK));
  }
  press_key (widget, GDK_KEY_Left, GDK_SHIFT_MASK);
  gtk_test_accessible_assert_property (
      scatter, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      "5 rows, 2 decided differently. Drawing a box; Enter chooses the rows in it, Escape leaves it");
  g_assert_true (press_key (widget, GDK_KEY_Return, 0));
  while (chosen == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (chosen->len, >=, 1);
  g_assert_cmpuint (g_array_index (chosen, guint32, 0), ==,
                    3); /* row 4 stands on the edge that is not of it */
  press_key (widget, GDK_KEY_Down, GDK_SHIFT_MASK);
  g_assert_true (press_key (widget, GDK_KEY_Escape, 0));
  g_assert_false (press_key (widget, GDK_KEY_Escape, 0)); /* the box is gone */
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_scatter_toggle (void) {
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  g_assert_true (press_key (widget, GDK_KEY_2, 0));
  g_assert_true (cp_scatter_is_hidden (scatter, 1));
  g_assert_false (cp_scatter_is_hidden (scatter, 0));
  press_key (widget, GDK_KEY_9, 0); /* there is no ninth */
  press_key (widget, GDK_KEY_2, 0);
  g_assert_false (cp_scatter_is_hidden (scatter, 1));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Two panels: what lies in the second is drawn there, in both modes of the frame, and walked to from the
 * first.
 */
static void
test_scatter_panels (void) {
  gint64 activated = -1;
  CpScatter *scatter = make_scatter ();
  double *x = g_memdup2 (corner_x, sizeof corner_x), *y = g_memdup2 (corner_y, sizeof corner_y);
  guint8 *panels = g_memdup2 ((const guint8[]){0, 0, 0, 0, 1}, 5);
  y[0] = NAN; /* in the lane below */
  cp_scatter_take_points (scatter, cp_points_take (x, y, NULL, panels, 5));
  cp_scatter_set_panels (scatter, (const char *const[]){"Female", "Male", NULL}, NULL,
                         (const char *const[]){"4 rows", "1 row", NULL});
  cp_scatter_set_lanes (scatter, FALSE, TRUE);
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 700, 420);
  g_signal_connect (scatter, "row-activated", G_CALLBACK (remember_row), &activated);
  cp_scatter_set_selected (scatter, 3, NULL);
  press_key (widget, GDK_KEY_Right, 0);
  press_key (widget, GDK_KEY_Return, 0);
  g_assert_cmpint (activated, ==, 4); /* in the middle of the panel beside it */
  press_key (widget, GDK_KEY_Escape, 0);
  cp_scatter_set_selected (scatter, 1, NULL);
  press_key (widget, GDK_KEY_Left, 0);
  press_key (widget, GDK_KEY_Return, 0);
  g_assert_cmpint (activated, ==, 0); /* … and in the lane */
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  g_test_add_func ("/ui/scatter/is-a-picture-with-title-and-finding", test_scatter_tells);
  g_test_add_func ("/ui/scatter/arrows-walk-enter-selects-escape-hides", test_scatter_keys);
  g_test_add_func ("/ui/scatter/shift-and-arrows-draw-a-box-and-enter-chooses-its-rows", test_scatter_box);
  g_test_add_func ("/ui/scatter/a-figure-key-toggles-the-series-of-the-legend", test_scatter_toggle);
  g_test_add_func ("/ui/scatter/keys-walk-across-panels-and-into-lanes", test_scatter_panels);
  g_test_add_func ("/ui/scatter/keys-and-wheel-zoom-and-fit", test_scatter_zoom);
  g_test_add_func ("/ui/scatter/every-point-is-found-by-the-pointer", test_scatter_hover);
  g_test_add_func ("/ui/scatter/legend-entries-toggle-their-series", test_scatter_legend);
  return g_test_run ();
}
