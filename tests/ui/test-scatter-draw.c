#include "core/base/random.h"
#include "tests/ui/corners.h"
#include "tests/ui/pixels.h"
#include "ui/plot/cloud.h"

#include <math.h>

/* What the scatter plot draws, and what it need not draw anew. */

static void
remember_threshold (CpScatter *scatter, guint axis, double value, gpointer data) {
  double *moved = data;
  moved[axis] = value;
  cp_scatter_set_thresholds (scatter, axis == 0 ? value : 0.5, axis == 1 ? value : 0.7);
}

/* The gesture itself is tried end to end; here its law: the line is found where it is drawn. */
static void
test_scatter_marks (void) {
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  double moved[2] = {NAN, NAN};
  g_signal_connect (scatter, "threshold-moved", G_CALLBACK (remember_threshold), moved);
  guint with = count_pixels (widget, "t1");
  cp_scatter_set_thresholds (scatter, NAN, NAN);
  wait_for_draws (widget);
  guint without = count_pixels (widget, "t1");
  g_assert_cmpuint (with, >, without + 300); /* two dashed lines */
  cp_scatter_set_selected (scatter, 4, "row 4");
  wait_for_draws (widget);
  g_assert_cmpuint (count_pixels (widget, "t1"), >, without + 20); /* the ring */
  g_assert_cmpint (cp_scatter_get_selected (scatter), ==, 4);
  cp_scatter_set_place (scatter, 0.3, 0.3);
  cp_scatter_set_trail (scatter, (double[]){0.5, 0.4}, (double[]){0.5, 0.4}, 2);
  wait_for_draws (widget);
  guint unlinked = count_pixels (widget, "t1");
  cp_scatter_set_link (scatter, 3, 0.9, 0.9, "nearest counterfactual 7");
  wait_for_draws (widget);
  g_assert_cmpuint (count_pixels (widget, "t1"), >, unlinked + 15); /* a line, a ring, a label */
  cp_scatter_set_link (scatter, -1, 0, 0, NULL);
  wait_for_draws (widget);
  g_assert_cmpuint (count_pixels (widget, "t1"), ==, unlinked);
  cp_scatter_set_link (scatter, 3, 0.9, 0.9, NULL); /* drawn only from a row that is seen */
  cp_scatter_set_selected (scatter, 99, "a row that is not there");
  wait_for_draws (widget);
  g_assert_cmpuint (count_pixels (widget, "t1"), ==, without);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Pixels nothing is drawn on. */
static guint
count_empty (GtkWidget *widget) {
  cairo_surface_t *surface = paint_widget (widget);
  guint n = 0;
  for (int y = 0; y < gtk_widget_get_height (widget); y++)
    for (int x = 0; x < gtk_widget_get_width (widget); x++)
      n += pixel_at (surface, x, y) == 0;
  cairo_surface_destroy (surface);
  return n;
}

/* Text leaves cairo's pen where it ended: no line may begin there. What a box takes of the ground is the same
 * whether the selected row, right of it, wears a label or not. */
static void
test_scatter_pen (void) {
  guint taken[2];
  for (guint i = 0; i < 2; i++) {
    CpScatter *scatter = make_scatter ();
    GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
    cp_scatter_set_selected (scatter, 4, i == 1 ? "row 4" : NULL);
    wait_for_draws (widget);
    guint before = count_empty (widget);
    for (guint k = 0; k < 3; k++) {
      press_key (widget, GDK_KEY_Down, GDK_SHIFT_MASK);
      press_key (widget, GDK_KEY_Left, GDK_SHIFT_MASK);
    }
    wait_for_draws (widget);
    taken[i] = before - count_empty (widget);
    gtk_window_destroy (GTK_WINDOW (window));
  }
  g_assert_cmpuint (taken[0], >, 1000);
  g_assert_cmpuint (taken[0], ==, taken[1]);
}

static void
test_scatter_large (void) {
  enum { N = 250000 };
  CpRandom random;
  g_autofree double *x = g_new (double, N), *y = g_new (double, N);
  cp_random_init (&random, 1);
  for (int i = 0; i < N; i++) {
    x[i] = cp_random_uniform (&random);
    y[i] = cp_random_uniform (&random);
  }
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  cp_scatter_set_points (scatter, x, y, NULL, N);
  move_pointer (widget, 300, 200); /* the old index no longer answers */
  g_assert_null (cp_card_get_lines (card_of (scatter)));
  for (int tries = 0; cp_card_get_lines (card_of (scatter)) == NULL; tries++) {
    g_assert_cmpint (tries, <, 500);
    wait_for_draws (widget); /* drawn on another thread */
    move_pointer (widget, 300, 200 + tries % 2);
  }
  gtk_window_destroy (GTK_WINDOW (window)); /* with a build under way */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* (transfer none) (nullable): the picture under @node: alone of what is drawn it is moved to its place */
static GskRenderNode *
find_picture (GskRenderNode *node) {
  GskRenderNode *child, *found = NULL;
  switch (gsk_render_node_get_node_type (node)) {
  case GSK_CLIP_NODE:
    return find_picture (gsk_clip_node_get_child (node));
  case GSK_TRANSFORM_NODE:
    child = gsk_transform_node_get_child (node);
    return gsk_render_node_get_node_type (child) == GSK_CAIRO_NODE ? child : find_picture (child);
  case GSK_CONTAINER_NODE:
    for (guint i = 0; i < gsk_container_node_get_n_children (node) && found == NULL; i++)
      found = find_picture (gsk_container_node_get_child (node, i));
    return found;
  default:
    return NULL;
  }
}

/* (transfer full): the picture of the points on the screen now */
static GskRenderNode *
grab_points (GtkWidget *widget) {
  wait_for_draws (widget);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (snapshot);
  return gsk_render_node_ref (find_picture (node));
}

static void
test_scatter_keeps_its_picture (void) {
  CpScatter *scatter = make_scatter ();
  GtkWidget *widget = GTK_WIDGET (scatter), *window = show_widget (widget, 640, 420);
  g_autoptr (GskRenderNode) first = grab_points (widget);
  for (int x = 100; x < 600; x += 50)
    move_pointer (widget, x, 200);
  press_key (widget, GDK_KEY_Right, 0);
  cp_scatter_set_thresholds (scatter, 0.2, 0.3);
  cp_scatter_set_selected (scatter, 2, "row 2");
  cp_scatter_set_series (scatter, (const char *const[]){"Same", "Only A"},
                         (const char *const[]){"agree_yes", "a_line"}, (double[]){4, 1}, 2);
  g_autoptr (GskRenderNode) same = grab_points (widget);
  g_assert_true (same == first);
  cp_style_set_scheme (CP_SCHEME_DARK);
  g_autoptr (GskRenderNode) dark = grab_points (widget);
  g_assert_true (dark != first);
  cp_style_set_scheme (CP_SCHEME_LIGHT);
  cp_scatter_zoom (scatter, 2);
  g_autoptr (GskRenderNode) zoomed = grab_points (widget);
  g_assert_true (zoomed != dark);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  g_test_add_func ("/ui/scatter/no-line-begins-where-a-text-ended", test_scatter_pen);
  g_test_add_func ("/ui/scatter/thresholds-ring-and-trail-are-drawn", test_scatter_marks);
  g_test_add_func ("/ui/scatter/hover-selection-and-thresholds-leave-the-points-alone",
                   test_scatter_keeps_its_picture);
  g_test_add_func ("/ui/scatter/many-points-come-from-another-thread", test_scatter_large);
  return g_test_run ();
}
