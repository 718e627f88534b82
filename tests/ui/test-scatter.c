#include "core/base/random.h"
#include "tests/ui/display.h"
#include "ui/plot/scatter-private.h"
#include "ui/style/style.h"

#include <math.h>
#include <string.h>

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

/* A line drawn just before another table is shown chooses nothing of that one. */
static void
test_late_lasso (void) {
  static const double few[] = {0.1, 0.9};
  g_autoptr (GArray) rows = NULL;
  CpScatter *scatter = make_grid ();
  GtkWidget *window = show_widget (GTK_WIDGET (scatter), 640, 480);
  cp_scatter_set_mode (scatter, CP_SCATTER_LASSO);
  g_signal_connect (scatter, "rows-chosen", G_CALLBACK (keep_rows), &rows);
  begin_drag (scatter, 100, 100);
  move_drag (scatter, 300, 0);
  move_drag (scatter, 300, 200);
  end_drag (scatter, 300, 200);
  cp_scatter_set_points (scatter, few, few, NULL, 2);
  for (guint i = 0; i < 30; i++) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (10000);
  }
  g_assert_null (rows);
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

/* The grid in each of two panels, and beside each the rows without an X, in a lane. */
static CpScatter *
make_panels (void) {
  enum { N = N_SIDE * N_SIDE, N_ALL = 2 * (N + N) };
  CpScatter *scatter = make_grid ();
  double *x = g_new (double, N_ALL), *y = g_new (double, N_ALL);
  guint8 *panels = g_new (guint8, N_ALL);
  for (guint i = 0; i < N_ALL; i++) {
    x[i] = i % 4 < 2 ? i / 4 % N_SIDE / (N_SIDE - 1.0) : NAN;
    y[i] = i % 4 < 2 ? i / 4 / N_SIDE / (N_SIDE - 1.0) : i / 4 / (N - 1.0);
    panels[i] = (guint8)(i % 2);
  }
  cp_scatter_set_lanes (scatter, TRUE, FALSE);
  cp_scatter_set_panels (scatter, (const char *const[]){"Left", "Right", NULL}, NULL, NULL);
  cp_scatter_take_points (scatter, cp_points_take (x, y, NULL, panels, N_ALL));
  return scatter;
}

/* Pixels in @box of the widget that have the colour of the points. */
static guint
count_marks (CpScatter *scatter, const graphene_rect_t *box) {
  cairo_surface_t *picture = paint_widget (GTK_WIDGET (scatter));
  GdkRGBA colour;
  guint n = 0;
  cp_style_lookup (GTK_WIDGET (scatter), "agree_yes", &colour);
  guint32 ink = to_pixel (&colour);
  for (int y = (int)box->origin.y; y < (int)(box->origin.y + box->size.height); y++)
    for (int x = (int)box->origin.x; x < (int)(box->origin.x + box->size.width); x++) {
      guint32 pixel = pixel_at (picture, x, y);
      guint far = 0;
      for (guint shift = 0; shift < 24; shift += 8)
        far += (guint)ABS ((int)(pixel >> shift & 255) - (int)(ink >> shift & 255));
      n += far < 60;
    }
  cairo_surface_destroy (picture);
  return n;
}

/* The right tenth of a panel, into which a pan to the left brings new points. */
static graphene_rect_t
get_right_tenth (CpScatter *scatter, guint panel) {
  graphene_rect_t box = cp_frame_get_panel (&scatter->frame, panel);
  box.origin.x += 0.9f * box.size.width;
  box.size.width *= 0.1f;
  return box;
}

/* The lowest tenth of a panel's lane, into which a pan upwards brings them. */
static graphene_rect_t
get_low_tenth (CpScatter *scatter, guint panel) {
  graphene_rect_t box = cp_frame_get_lane (&scatter->frame, panel, 0);
  box.origin.y += 0.9f * box.size.height;
  box.size.height *= 0.1f;
  return box;
}

static void
pan_a_column (CpScatter *scatter) {
  double across = rint (at (scatter, CP_AXIS_X, 0.05) - at (scatter, CP_AXIS_X, 0)); /* whole pixels: none */
  double up = rint (at (scatter, CP_AXIS_Y, 0.05) - at (scatter, CP_AXIS_Y, 0));     /* is resampled */
  scatter->is_building = TRUE; /* the next picture is long in coming */
  begin_drag (scatter, 300, 200);
  move_drag (scatter, -across, up);
  end_drag (scatter, -across, up);
  g_assert_cmpfloat (scatter->frame.axes[0].view.lo, >, scatter->cloud->spec.raster.x.lo);
  wait_for_draws (GTK_WIDGET (scatter));
}

static void
test_pan (void) {
  CpScatter *scatter = make_grid ();
  GtkWidget *window = show_widget (GTK_WIDGET (scatter), 640, 480);
  cp_scatter_zoom (scatter, 4);
  wait_for_draws (GTK_WIDGET (scatter));
  graphene_rect_t box = get_right_tenth (scatter, 0);
  guint before = count_marks (scatter, &box);
  g_assert_cmpuint (before, >, 0);
  pan_a_column (scatter);
  g_assert_cmpuint (count_marks (scatter, &box), >, before / 2);
  scatter->is_building = FALSE;
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_pan_of_panels (void) {
  CpScatter *scatter = make_panels ();
  GtkWidget *window = show_widget (GTK_WIDGET (scatter), 840, 480);
  guint before[2][2];
  cp_scatter_zoom (scatter, 4);
  wait_for_draws (GTK_WIDGET (scatter));
  for (guint panel = 0; panel < 2; panel++) {
    graphene_rect_t right = get_right_tenth (scatter, panel), low = get_low_tenth (scatter, panel);
    before[panel][0] = count_marks (scatter, &right);
    before[panel][1] = count_marks (scatter, &low);
    g_assert_cmpuint (MIN (before[panel][0], before[panel][1]), >, 0);
  }
  pan_a_column (scatter);
  for (guint panel = 0; panel < 2; panel++) {
    graphene_rect_t right = get_right_tenth (scatter, panel), low = get_low_tenth (scatter, panel);
    g_assert_cmpuint (count_marks (scatter, &right), >, before[panel][0] / 2);
    g_assert_cmpuint (count_marks (scatter, &low), >, before[panel][1] / 2);
  }
  scatter->is_building = FALSE;
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The point under the pointer is the one that is drawn there, in every panel and in its lane, zoomed in. */
static void
test_picking_in_panels (void) {
  CpScatter *scatter = make_panels ();
  GtkWidget *window = show_widget (GTK_WIDGET (scatter), 840, 480);
  cp_scatter_zoom (scatter, 3);
  wait_for_draws (GTK_WIDGET (scatter));
  guint n = 0;
  for (guint row = 0; row < scatter->points->n; row += 3) {
    double x, y, px, py, found_x, found_y;
    if (!cp_scatter_locate (scatter, row, &x, &y))
      continue;
    graphene_rect_t plot = cp_frame_get_panel (&scatter->frame, scatter->points->panels[row]);
    graphene_rect_t lane = cp_frame_get_lane (&scatter->frame, scatter->points->panels[row], 0);
    graphene_point_t point = GRAPHENE_POINT_INIT ((float)x, (float)y);
    if (!graphene_rect_contains_point (&plot, &point) && !graphene_rect_contains_point (&lane, &point))
      continue; /* its rim is in sight, its middle is not */
    g_assert_true (cp_scatter_to_cloud (scatter, x, y, &px, &py));
    gint64 found = cp_picking_nearest (scatter->cloud->picking, px, py, 1);
    g_assert_cmpint (found, >=, 0);
    g_assert_true (cp_scatter_locate (scatter, found, &found_x, &found_y));
    g_assert_cmpfloat (hypot (found_x - x, found_y - y), <, 1);
    n++;
  }
  g_assert_cmpuint (n, >, 50);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Points in other series are recoloured in their places, and the card stays where it is. */
static void
test_recolour (void) {
  CpScatter *scatter = make_grid ();
  GtkWidget *window = show_widget (GTK_WIDGET (scatter), 640, 480);
  cp_scatter_set_series (scatter, (const char *const[]){"Rows", "Others"},
                         (const char *const[]){"grid", "agree_yes"}, NULL, 2);
  wait_for_draws (GTK_WIDGET (scatter));
  gsize size = (gsize)scatter->cloud->spec.raster.width * scatter->cloud->spec.raster.height * 4;
  g_autofree guint32 *before = g_memdup2 (cp_canvas_get_pixels (scatter->cloud->canvas), size);
  cp_scatter_hover (scatter, 7, FALSE);
  guint8 *series = g_memdup2 (scatter->points->series, scatter->points->n);
  memset (series, 1, scatter->points->n);
  cp_scatter_take_points (scatter, cp_points_recolour (scatter->points, series));
  wait_for_draws (GTK_WIDGET (scatter));
  g_assert_true (cp_scatter_is_fresh (scatter));
  g_assert_cmpint (scatter->hovered, ==, 7);
  g_autofree CpCloudSpec *spec = cp_scatter_make_spec (scatter, 1);
  g_autoptr (CpCloud) expected = cp_cloud_build (scatter->points, spec, NULL);
  const guint32 *pixels = cp_canvas_get_pixels (scatter->cloud->canvas);
  g_assert_cmpmem (pixels, size, cp_canvas_get_pixels (expected->canvas), size);
  g_assert_true (memcmp (pixels, before, size) != 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
decide (CpScatter *scatter, double threshold) {
  const CpPoints *points = scatter->points;
  guint8 *series = g_new (guint8, points->n);
  for (gsize i = 0; i < points->n; i++)
    series[i] = points->x[i] >= threshold;
  cp_scatter_take_points (scatter, cp_points_recolour (scatter->points, series));
}

/* More points than a frame draws anew: once they change their series the picture follows in the frame. */
static void
test_follow (void) {
  enum { N = 30000 };
  CpRandom random;
  cp_random_init (&random, 12);
  g_autofree double *x = g_new (double, N), *y = g_new (double, N);
  for (guint i = 0; i < N; i++) {
    x[i] = cp_random_uniform (&random);
    y[i] = cp_random_uniform (&random);
  }
  CpScatter *scatter = CP_SCATTER (cp_scatter_new ());
  cp_scatter_set_series (scatter, (const char *const[]){"Low", "High"},
                         (const char *const[]){"grid", "agree_yes"}, NULL, 2);
  cp_scatter_set_points (scatter, x, y, NULL, N);
  GtkWidget *window = show_widget (GTK_WIDGET (scatter), 640, 480);
  for (guint round = 0; round < 6; round++) {
    decide (scatter, 0.4 + 0.03 * round);
    wait_for_draws (GTK_WIDGET (scatter));
    while (round == 0 && !cp_scatter_is_fresh (scatter))
      g_main_context_iteration (NULL, TRUE);
    g_assert_true (cp_scatter_is_fresh (scatter));
    g_autofree CpCloudSpec *spec = cp_scatter_make_spec (scatter, 1);
    g_autoptr (CpCloud) expected = cp_cloud_build (scatter->points, spec, NULL);
    gsize size = (gsize)spec->raster.width * spec->raster.height * 4;
    g_assert_cmpmem (cp_canvas_get_pixels (scatter->cloud->canvas), size,
                     cp_canvas_get_pixels (expected->canvas), size);
  }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* ---- labels ---- */

static char *
name_row (guint row, gpointer data) {
  return row % 5 == 4
             ? NULL
             : g_strdup_printf ("Row %u%s", row, row % 3 == 0 ? " of a rather long name, longer yet" : "");
}

static GArray *
place_labels (CpScatter *scatter) {
  CpPaint paint;
  cp_paint_begin (&paint, GTK_WIDGET (scatter), NULL);
  GArray *labels = cp_scatter_place_labels (scatter, &paint);
  cp_paint_end (&paint);
  return labels;
}

static void
test_labels (void) {
  CpScatter *scatter = make_grid ();
  GtkWidget *window = show_widget (GTK_WIDGET (scatter), 640, 480);
  cp_scatter_set_labels (scatter, name_row, NULL);
  cp_scatter_set_selected (scatter, 220, "row 220"); /* in the middle */
  cp_scatter_set_thresholds (scatter, 0.52, 0.52);
  cp_scatter_set_captions (scatter, "A negative, B positive", "A positive, B negative");
  wait_for_draws (GTK_WIDGET (scatter));
  g_assert_null (place_labels (scatter)); /* 441 rows in sight */
  cp_scatter_zoom (scatter, 2);
  wait_for_draws (GTK_WIDGET (scatter));
  g_autoptr (GArray) labels = place_labels (scatter);
  graphene_rect_t bounds = cp_frame_get_bounds (&scatter->frame), tag;
  g_assert_cmpuint (labels->len, >, 10);
  for (guint i = 0; i < labels->len; i++) {
    const CpScatterLabel *label = &g_array_index (labels, CpScatterLabel, i);
    g_assert_cmpuint (label->row, !=, 220);
    g_assert_cmpuint (label->row % 5, !=, 4);
    g_assert_true (graphene_rect_contains_rect (&bounds, &label->box));
    g_assert_cmpfloat (label->box.size.width, <, 160);
    for (guint k = 0; k < i; k++)
      g_assert_false (
          graphene_rect_intersection (&label->box, &g_array_index (labels, CpScatterLabel, k).box, NULL));
    CpPaint paint;
    cp_paint_begin (&paint, GTK_WIDGET (scatter), NULL);
    for (guint which = 0; which < 2; which++)
      if (cp_scatter_place_caption (scatter, &paint, which, &tag))
        g_assert_false (graphene_rect_intersection (&label->box, &tag, NULL));
    cp_paint_end (&paint);
  }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* ---- the menu of a point ---- */

static GMenuModel *
make_row_menu (guint row, gpointer data) {
  GMenu *menu = g_menu_new ();
  g_autofree char *label = g_strdup_printf ("Row %u", row);
  g_menu_append (menu, label, "point.select");
  return G_MENU_MODEL (menu);
}

static void
assert_menu_of (CpScatter *scatter, const graphene_point_t *point, const char *expected) {
  GdkRectangle place;
  g_autoptr (GMenuModel) menu = cp_scatter_make_menu (GTK_WIDGET (scatter), point, &place);
  g_autofree char *label = NULL;
  if (menu != NULL)
    g_menu_model_get_item_attribute (menu, 0, G_MENU_ATTRIBUTE_LABEL, "s", &label);
  g_assert_cmpstr (label, ==, expected);
}

static void
test_row_menu (void) {
  CpScatter *scatter = make_grid ();
  GtkWidget *window = show_widget (GTK_WIDGET (scatter), 640, 480);
  double x, y;
  assert_menu_of (scatter, NULL, NULL);
  cp_scatter_set_row_menu (scatter, make_row_menu, NULL);
  assert_menu_of (scatter, NULL, NULL); /* no row is meant */
  g_assert_true (cp_scatter_locate (scatter, 100, &x, &y));
  assert_menu_of (scatter, &GRAPHENE_POINT_INIT ((float)x + 2, (float)y), "Row 100");
  assert_menu_of (scatter, &GRAPHENE_POINT_INIT (2, 2), NULL);
  cp_scatter_set_selected (scatter, 7, NULL);
  assert_menu_of (scatter, NULL, "Row 7");
  cp_scatter_hover (scatter, 30, FALSE);
  assert_menu_of (scatter, NULL, "Row 30");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  g_test_add_func ("/ui/scatter/a-line-drawn-by-hand-chooses-the-rows-in-it", test_lasso);
  g_test_add_func ("/ui/scatter/a-box-drawn-by-keys-chooses-the-rows-in-it", test_box);
  g_test_add_func ("/ui/scatter/a-pan-uncovers-points-before-the-next-picture", test_pan);
  g_test_add_func ("/ui/scatter/a-pan-uncovers-points-in-panels-and-lanes-too", test_pan_of_panels);
  g_test_add_func ("/ui/scatter/the-point-under-the-pointer-is-found-in-panels-and-lanes",
                   test_picking_in_panels);
  g_test_add_func ("/ui/scatter/points-in-other-series-are-recoloured-in-place", test_recolour);
  g_test_add_func ("/ui/scatter/many-points-that-change-their-series-follow-in-the-frame", test_follow);
  g_test_add_func ("/ui/scatter/labels-lie-on-nothing-and-come-when-few-rows-are-in-sight", test_labels);
  g_test_add_func ("/ui/scatter/a-point-has-the-menu-of-its-row", test_row_menu);
  g_test_add_func ("/ui/scatter/a-line-drawn-around-rows-that-are-gone-chooses-none", test_late_lasso);
  return g_test_run ();
}
