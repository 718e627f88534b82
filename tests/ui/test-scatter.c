#include "tests/ui/display.h"
#include "ui/plot/scatter-private.h"
#include "ui/style/style.h"

/* The scatter plot under a hand: the controllers are driven as the pointer drives them. */

enum { N_SIDE = 21 };

/* A grid of rows from 0 to 1 each way, row by row from below. */
static CpScatter *
make_grid (void) {
  CpScatter *scatter = CP_SCATTER (cp_scatter_new ());
  double x[N_SIDE * N_SIDE], y[N_SIDE * N_SIDE];
  for (guint i = 0; i < N_SIDE * N_SIDE; i++) {
    x[i] = i % N_SIDE / (N_SIDE - 1.0);
    y[i] = i / N_SIDE / (N_SIDE - 1.0);
  }
  cp_scatter_set_title (scatter, "Grid");
  cp_scatter_set_axis (scatter, CP_AXIS_X, "Across", 0, 1, NULL);
  cp_scatter_set_axis (scatter, CP_AXIS_Y, "Up", 0, 1, NULL);
  cp_scatter_set_series (scatter, (const char *const[]){"Rows"}, (const char *const[]){"agree_yes"}, NULL, 1);
  cp_scatter_set_points (scatter, x, y, NULL, N_SIDE * N_SIDE);
  return scatter;
}

static void
begin_drag (CpScatter *scatter, double x, double y) {
  g_signal_emit_by_name (find_controller (GTK_WIDGET (scatter), GTK_TYPE_GESTURE_DRAG), "drag-begin", x, y);
}

static void
move_drag (CpScatter *scatter, double dx, double dy) {
  g_signal_emit_by_name (find_controller (GTK_WIDGET (scatter), GTK_TYPE_GESTURE_DRAG), "drag-update", dx,
                         dy);
}

static void
end_drag (CpScatter *scatter, double dx, double dy) {
  g_signal_emit_by_name (find_controller (GTK_WIDGET (scatter), GTK_TYPE_GESTURE_DRAG), "drag-end", dx, dy);
}

static void
keep_rows (CpScatter *scatter, GArray *rows, GArray **out) {
  *out = g_array_ref (rows);
}

/* The place of a value on the widget. */
static double
at (CpScatter *scatter, CpAxisKind axis, double value) {
  return cp_scale_to_pixel (&scatter->frame.axes[axis].view, value);
}

/* Around the nine rows whose x and y are 0.5 ± 0.05, by four corners. */
static GArray *
draw_line_around (CpScatter *scatter) {
  g_autoptr (GArray) rows = NULL;
  double left = at (scatter, CP_AXIS_X, 0.425), right = at (scatter, CP_AXIS_X, 0.575);
  double top = at (scatter, CP_AXIS_Y, 0.575), bottom = at (scatter, CP_AXIS_Y, 0.425);
  gulong handler = g_signal_connect (scatter, "rows-chosen", G_CALLBACK (keep_rows), &rows);
  begin_drag (scatter, left, top);
  move_drag (scatter, right - left, 0);
  move_drag (scatter, right - left, bottom - top);
  move_drag (scatter, 0, bottom - top);
  end_drag (scatter, 0, bottom - top);
  for (guint i = 0; i < 500 && rows == NULL; i++) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (10000);
  }
  g_signal_handler_disconnect (scatter, handler);
  g_assert_nonnull (rows);
  return g_steal_pointer (&rows);
}

static void
assert_middle_nine (GArray *rows) {
  g_assert_cmpuint (rows->len, ==, 9);
  for (guint i = 0; i < 9; i++)
    g_assert_cmpuint (g_array_index (rows, guint32, i), ==, (9 + i / 3) * N_SIDE + 9 + i % 3);
}

static void
test_lasso (void) {
  CpScatter *scatter = make_grid ();
  GtkWidget *window = show_widget (GTK_WIDGET (scatter), 640, 480);
  cp_scatter_set_mode (scatter, CP_SCATTER_LASSO);
  g_autoptr (GArray) rows = draw_line_around (scatter);
  assert_middle_nine (rows);
  cp_scatter_zoom (scatter, 2); /* what is beyond the edges is drawn, and never chosen */
  wait_for_draws (GTK_WIDGET (scatter));
  g_assert_cmpfloat (scatter->cloud->spec.raster.margin[0], >, 0);
  g_autoptr (GArray) again = draw_line_around (scatter);
  assert_middle_nine (again);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* With the keys, as the hand with Shift does: from the middle two steps right and down, then Enter. */
static void
test_box (void) {
  g_autoptr (GArray) rows = NULL;
  CpScatter *scatter = make_grid ();
  GtkWidget *window = show_widget (GTK_WIDGET (scatter), 640, 480);
  g_signal_connect (scatter, "rows-chosen", G_CALLBACK (keep_rows), &rows);
  for (guint i = 0; i < 8; i++) {
    g_assert_true (press_key (GTK_WIDGET (scatter), GDK_KEY_Right, GDK_SHIFT_MASK));
    g_assert_true (press_key (GTK_WIDGET (scatter), GDK_KEY_Down, GDK_SHIFT_MASK));
  }
  const CpLassoPoint a = g_array_index (scatter->lasso, CpLassoPoint, 0);
  const CpLassoPoint b = g_array_index (scatter->lasso, CpLassoPoint, 1);
  guint n_inside = 0;
  for (guint i = 0; i < N_SIDE * N_SIDE; i++) {
    double x, y;
    g_assert_true (cp_scatter_locate (scatter, i, &x, &y));
    n_inside += x >= a.x && x < b.x && y >= a.y && y < b.y;
  }
  g_assert_true (press_key (GTK_WIDGET (scatter), GDK_KEY_Return, 0));
  for (guint i = 0; i < 500 && rows == NULL; i++) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (10000);
  }
  g_assert_nonnull (rows);
  g_assert_cmpuint (n_inside, >, 0);
  g_assert_cmpuint (rows->len, ==, n_inside);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Pixels of the plot's right tenth that are not its ground. */
static guint
count_marks_at_right (CpScatter *scatter) {
  cairo_surface_t *picture = paint_widget (GTK_WIDGET (scatter));
  const graphene_rect_t *plot = &scatter->frame.plot;
  GdkRGBA colour;
  guint n = 0;
  cp_style_lookup (GTK_WIDGET (scatter), "agree_yes", &colour);
  for (int y = (int)plot->origin.y; y < (int)(plot->origin.y + plot->size.height); y++)
    for (int x = (int)(plot->origin.x + 0.9 * plot->size.width); x < (int)(plot->origin.x + plot->size.width);
         x++) {
      guint32 pixel = pixel_at (picture, x, y), ink = to_pixel (&colour);
      guint far = 0;
      for (guint shift = 0; shift < 24; shift += 8)
        far += (guint)ABS ((int)(pixel >> shift & 255) - (int)(ink >> shift & 255));
      n += far < 60;
    }
  cairo_surface_destroy (picture);
  return n;
}

static void
test_pan (void) {
  CpScatter *scatter = make_grid ();
  GtkWidget *window = show_widget (GTK_WIDGET (scatter), 640, 480);
  cp_scatter_zoom (scatter, 4);
  wait_for_draws (GTK_WIDGET (scatter));
  guint before = count_marks_at_right (scatter);
  g_assert_cmpuint (before, >, 0);
  scatter->is_building = TRUE; /* the next picture is long in coming */
  double step = at (scatter, CP_AXIS_X, 0.1) - at (scatter, CP_AXIS_X, 0);
  begin_drag (scatter, 300, 200);
  move_drag (scatter, -step / 2, 0);
  end_drag (scatter, -step / 2, 0);
  g_assert_cmpfloat (scatter->frame.axes[0].view.lo, >, scatter->cloud->spec.raster.x.lo);
  wait_for_draws (GTK_WIDGET (scatter));
  g_assert_cmpuint (count_marks_at_right (scatter), >, before / 2);
  scatter->is_building = FALSE;
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  g_test_add_func ("/ui/scatter/a-line-drawn-by-hand-chooses-the-rows-in-it", test_lasso);
  g_test_add_func ("/ui/scatter/a-box-drawn-by-keys-chooses-the-rows-in-it", test_box);
  g_test_add_func ("/ui/scatter/a-pan-uncovers-points-before-the-next-picture", test_pan);
  return g_test_run ();
}
