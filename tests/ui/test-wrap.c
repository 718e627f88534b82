#include "tests/ui/display.h"
#include "ui/controls/wrap.h"
#include "ui/style/style.h"
#include "ui/style/text-size.h"

/* What stands beside what, and what beneath. */

#define N_CHILDREN 4

typedef struct {
  CpWrap *wrap;
  GtkWidget *children[N_CHILDREN], *window;
} Wrap;

/* Four boxes of 100 × 20 in a window of @width. */
static void
wrap_init (Wrap *w, int width) {
  w->wrap = CP_WRAP (cp_wrap_new (10));
  g_object_set (w->wrap, "line-spacing", 5, NULL);
  for (guint i = 0; i < N_CHILDREN; i++) {
    w->children[i] = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_set_size_request (w->children[i], 100, 20);
    cp_wrap_append (w->wrap, w->children[i]);
  }
  w->window = show_widget (GTK_WIDGET (w->wrap), width, 200);
}

static void
wrap_clear (Wrap *w) {
  gtk_window_destroy (GTK_WINDOW (w->window));
}

static void
assert_at (Wrap *w, guint child, double x, double y, int width) {
  graphene_rect_t bounds;
  wait_for_draws (GTK_WIDGET (w->wrap));
  g_assert_true (gtk_widget_compute_bounds (w->children[child], GTK_WIDGET (w->wrap), &bounds));
  g_assert_cmpfloat (bounds.origin.x, ==, x);
  g_assert_cmpfloat (bounds.origin.y, ==, y);
  g_assert_cmpint (gtk_widget_get_width (w->children[child]), ==, width);
}

static int
measure_height (Wrap *w, int width) {
  int least;
  gtk_widget_measure (GTK_WIDGET (w->wrap), GTK_ORIENTATION_VERTICAL, width, &least, NULL, NULL, NULL);
  return least;
}

/* 4 × 100 and 3 × 10 between them are 430. */
static void
test_lines (void) {
  Wrap w;
  wrap_init (&w, 430);
  g_assert_cmpuint (cp_wrap_count_lines (w.wrap, 430), ==, 1);
  g_assert_cmpuint (cp_wrap_count_lines (w.wrap, 429), ==, 2);
  g_assert_cmpuint (cp_wrap_count_lines (w.wrap, 210), ==, 2);
  g_assert_cmpuint (cp_wrap_count_lines (w.wrap, 209), ==, 4);
  g_assert_cmpint (measure_height (&w, 430), ==, 20);
  g_assert_cmpint (measure_height (&w, 210), ==, 45);
  g_assert_cmpint (measure_height (&w, 100), ==, 95);
  assert_at (&w, 3, 330, 0, 100);
  wrap_clear (&w);
}

static void
test_width (void) {
  Wrap w;
  int least, natural;
  wrap_init (&w, 430);
  gtk_widget_measure (GTK_WIDGET (w.wrap), GTK_ORIENTATION_HORIZONTAL, -1, &least, &natural, NULL, NULL);
  g_assert_cmpint (least, ==, 100);
  g_assert_cmpint (natural, ==, 430);
  wrap_clear (&w);
}

static void
test_second_line (void) {
  Wrap w;
  wrap_init (&w, 330);
  gtk_widget_set_hexpand (w.children[3], TRUE);
  assert_at (&w, 2, 220, 0, 100);
  assert_at (&w, 3, 0, 25, 330); /* what expands has the line alone */
  wrap_clear (&w);
}

static void
test_hidden (void) {
  Wrap w;
  wrap_init (&w, 430);
  gtk_widget_set_visible (w.children[1], FALSE);
  gtk_widget_set_size_request (w.children[2], 0, 20);
  assert_at (&w, 3, 110, 0, 100);
  wrap_clear (&w);
}

static void
test_homogeneous (void) {
  Wrap w;
  wrap_init (&w, 470);
  gtk_widget_set_size_request (w.children[0], 110, 20);
  cp_wrap_set_is_homogeneous (w.wrap, TRUE);
  assert_at (&w, 0, 0, 0, 110);
  assert_at (&w, 3, 360, 0, 110);
  g_assert_cmpuint (cp_wrap_count_lines (w.wrap, 469), ==, 2);
  wrap_clear (&w);
}

static void
test_stacked (void) {
  Wrap w;
  wrap_init (&w, 430);
  cp_wrap_set_is_stacked (w.wrap, TRUE);
  gtk_widget_set_vexpand (w.children[3], TRUE);
  assert_at (&w, 2, 0, 50, 100);
  assert_at (&w, 3, 0, 75, 100);
  g_assert_cmpint (gtk_widget_get_height (w.children[3]), ==, 200 - 75); /* the height that is left */
  wrap_clear (&w);
}

/* 400 pixels are 200 with text twice as large. */
static void
test_beside_from (void) {
  Wrap w;
  wrap_init (&w, 430);
  cp_wrap_set_beside_from (w.wrap, 400);
  g_assert_cmpuint (cp_wrap_count_lines (w.wrap, 430), ==, 1);
  g_assert_cmpuint (cp_wrap_count_lines (w.wrap, 399), ==, 4);
  cp_text_size_set_scale (2);
  g_assert_cmpuint (cp_wrap_count_lines (w.wrap, 799), ==, 4);
  g_assert_cmpuint (cp_wrap_count_lines (w.wrap, 1000), ==, 1);
  cp_text_size_set_scale (1);
  wrap_clear (&w);
}

/* A label that may be cut is cut only where the box is told so. */
static void
test_squeezed (void) {
  GtkWidget *label = gtk_label_new ("Decisions of A and B, row by row"), *other = gtk_button_new ();
  GtkWidget *wrap = g_object_ref_sink (cp_wrap_new (0));
  int least, natural, width;
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  cp_wrap_append (CP_WRAP (wrap), label);
  cp_wrap_append (CP_WRAP (wrap), other);
  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, &least, &natural, NULL, NULL);
  gtk_widget_measure (other, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  g_assert_cmpint (least, <, natural);
  g_assert_cmpuint (cp_wrap_count_lines (CP_WRAP (wrap), natural + width - 1), ==, 2);
  cp_wrap_set_is_squeezed (CP_WRAP (wrap), TRUE);
  g_assert_cmpuint (cp_wrap_count_lines (CP_WRAP (wrap), natural + width - 1), ==, 1);
  g_object_unref (wrap);
}

static void
test_right_to_left (void) {
  Wrap w;
  wrap_init (&w, 330);
  gtk_widget_set_direction (GTK_WIDGET (w.wrap), GTK_TEXT_DIR_RTL);
  assert_at (&w, 0, 230, 0, 100);
  assert_at (&w, 3, 230, 25, 100);
  wrap_clear (&w);
}

/* Also where the middles of children are not at one height. */
static void
test_focus (void) {
  GtkWidget *wrap = cp_wrap_new (0), *buttons[3];
  for (guint i = 0; i < 3; i++) {
    buttons[i] = gtk_button_new_with_label ("Run inference");
    gtk_widget_set_valign (buttons[i], i == 2 ? GTK_ALIGN_START : GTK_ALIGN_END);
    cp_wrap_append (CP_WRAP (wrap), buttons[i]);
  }
  GtkWidget *window = show_widget (wrap, 600, 200);
  gtk_widget_grab_focus (buttons[0]);
  for (guint i = 1; i < 3; i++) {
    gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
    g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == buttons[i]);
  }
  gtk_widget_child_focus (window, GTK_DIR_TAB_BACKWARD);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == buttons[1]);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A size asked for while the widget is on the screen is one for text too. */
static void
test_request (void) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  int width, height;
  gtk_widget_set_size_request (box, 50, -1);
  GtkWidget *window = show_widget (box, 100, 100);
  cp_text_size_set_scale (2);
  cp_text_size_request (box, 70, 30);
  gtk_widget_get_size_request (box, &width, &height);
  g_assert_cmpint (width, ==, 140);
  g_assert_cmpint (height, ==, 60);
  cp_text_size_request (box, 140, -1); /* the same number is not the same size */
  gtk_widget_get_size_request (box, &width, &height);
  g_assert_cmpint (width, ==, 280);
  g_assert_cmpint (height, ==, -1);
  cp_text_size_set_scale (1);
  gtk_widget_get_size_request (box, &width, NULL);
  g_assert_cmpint (width, ==, 140);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  g_test_add_func ("/ui/wrap/a-line-breaks-where-children-do-not-fit", test_lines);
  g_test_add_func ("/ui/wrap/is-as-narrow-as-its-widest-child", test_width);
  g_test_add_func ("/ui/wrap/what-expands-takes-the-rest-of-its-line", test_second_line);
  g_test_add_func ("/ui/wrap/what-is-hidden-or-empty-takes-no-place", test_hidden);
  g_test_add_func ("/ui/wrap/homogeneous-children-are-as-wide-as-the-widest", test_homogeneous);
  g_test_add_func ("/ui/wrap/stacked-children-stand-one-a-line", test_stacked);
  g_test_add_func ("/ui/wrap/stands-beside-from-a-width-of-text-on", test_beside_from);
  g_test_add_func ("/ui/wrap/squeezed-children-give-way-before-a-line-breaks", test_squeezed);
  g_test_add_func ("/ui/wrap/begins-at-the-right-in-right-to-left", test_right_to_left);
  g_test_add_func ("/ui/wrap/the-tab-key-goes-from-child-to-child", test_focus);
  g_test_add_func ("/ui/text-size/a-size-asked-for-anew-is-scaled-once", test_request);
  return g_test_run ();
}
