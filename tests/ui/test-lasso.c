#include "core/base/random.h"
#include "tests/fixture.h"
#include "ui/plot/lasso.h"
#include "ui/plot/margins.h"
#include "ui/plot/picking.h"

#include <math.h>

/* Rows inside a line, rows a bin, rows in lanes and panels: against one comparison after another. */

enum { N_ROWS = 3000, WIDTH = 200, HEIGHT = 120 };

static gboolean is_hidden[CP_POINTS_SERIES];

static CpRaster
make_raster (void) {
  return (CpRaster){.width = WIDTH,
                    .height = HEIGHT,
                    .x = cp_scale_linear (0, 1, 30, 60),
                    .y = cp_scale_linear (0, 1, 44, -40),
                    .clip = 1,
                    .radius = 1.3,
                    .is_hidden = is_hidden,
                    .has_lane = {TRUE, TRUE},
                    .lane = {14, 52},
                    .lane_spread = {5, 3},
                    .n_panel_columns = 2,
                    .panel_step = {100, 60}};
}

static CpPoints *
make_points (void) {
  CpRandom random;
  double *x = g_new (double, N_ROWS), *y = g_new (double, N_ROWS);
  guint8 *series = g_new (guint8, N_ROWS), *panels = g_new (guint8, N_ROWS);
  cp_random_init (&random, 5);
  for (guint i = 0; i < N_ROWS; i++) {
    x[i] = i % 13 == 4 ? NAN : (double)cp_random_below (&random, 51) / 50; /* on the edges of bins */
    y[i] = i % 17 == 4 ? NAN : cp_random_uniform (&random);
    series[i] = i % 29 == 0 ? CP_POINTS_NOWHERE : 0;
    panels[i] = (guint8)cp_random_below (&random, 4);
  }
  return cp_points_take (x, y, series, panels, N_ROWS);
}

/* Inside where the angles under which the edges are seen sum to a whole turn (or an odd number of them). */
static gboolean
is_inside_by_angles (double x, double y, const CpLassoPoint *line, gsize n) {
  double sum = 0;
  for (gsize i = 0; i < n; i++) {
    double ax = line[i].x - x, ay = line[i].y - y;
    double bx = line[(i + 1) % n].x - x, by = line[(i + 1) % n].y - y;
    sum += atan2 (ax * by - ay * bx, ax * bx + ay * by);
  }
  return ((long)rint (fabs (sum) / (2 * G_PI)) & 1) == 1;
}

static void
test_lasso (void) {
  g_autoptr (CpPoints) points = make_points ();
  CpRaster raster = make_raster ();
  CpRandom random;
  cp_random_init (&random, 9);
  for (guint round = 0; round < 40; round++) {
    CpLassoPoint line[24];
    gsize n = 3 + cp_random_below (&random, 22), next = 0;
    for (gsize i = 0; i < n; i++) /* wild lines cross themselves */
      line[i] = (CpLassoPoint){WIDTH * cp_random_uniform (&random), HEIGHT * cp_random_uniform (&random)};
    g_autoptr (GArray) rows = cp_lasso_choose (points, &raster, line, n);
    for (guint32 i = 0; i < N_ROWS; i++) {
      double x, y;
      if (!cp_raster_locate (points, &raster, i, &x, &y) || !is_inside_by_angles (x, y, line, n))
        continue;
      g_assert_cmpuint (next, <, rows->len);
      g_assert_cmpuint (g_array_index (rows, guint32, next), ==, i);
      next++;
    }
    g_assert_cmpuint (next, ==, rows->len);
  }
}

static void
test_lasso_few (void) {
  g_autoptr (CpPoints) points = make_points ();
  CpRaster raster = make_raster ();
  g_autoptr (GArray) none = cp_lasso_choose (points, &raster, (CpLassoPoint[]){{0, 0}, {WIDTH, HEIGHT}}, 2);
  const CpLassoPoint all[] = {{-1, -1}, {WIDTH + 1, -1}, {WIDTH + 1, HEIGHT + 1}, {-1, HEIGHT + 1}};
  g_autoptr (GArray) rows = cp_lasso_choose (points, &raster, all, 4);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (rows->len, ==, N_ROWS - (N_ROWS + 28) / 29); /* but those that are nowhere */
}

static void
test_lanes (void) {
  g_autoptr (CpPoints) points = make_points ();
  CpRaster raster = make_raster ();
  for (guint32 i = 0; i < N_ROWS; i++) {
    double x, y;
    gboolean is_seen = cp_raster_locate (points, &raster, i, &x, &y);
    g_assert_cmpint (is_seen, ==, i % 29 != 0);
    if (!is_seen)
      continue;
    x -= points->panels[i] % 2 * 100;
    y -= points->panels[i] / 2 * 60;
    if (isnan (points->x[i]))
      g_assert_true (fabs (x - 14) <= 5);
    else
      assert_close (x, 30 + 60 * points->x[i], 1e-9);
    if (isnan (points->y[i]))
      g_assert_true (fabs (y - 52) <= 3);
    else
      assert_close (y, 44 - 40 * points->y[i], 1e-9);
  }
  raster.has_lane[0] = FALSE;
  double x, y;
  g_assert_false (cp_raster_locate (points, &raster, 4, &x, &y)); /* a missing x has no place then */
}

/* Every row in a lane or a panel can be pointed at. */
static void
test_picking (void) {
  g_autoptr (CpPoints) points = make_points ();
  CpRaster raster = make_raster ();
  g_autoptr (CpPicking) picking = cp_picking_new (points, &raster);
  gsize n_seen = 0;
  for (guint32 i = 0; i < N_ROWS; i++) {
    double x, y, px, py;
    if (!cp_raster_locate (points, &raster, i, &x, &y))
      continue;
    n_seen++;
    gint64 row = cp_picking_nearest (picking, x, y, 1);
    g_assert_cmpint (row, >=, 0);
    cp_raster_locate (points, &raster, (gsize)row, &px, &py);
    assert_close (hypot (px - x, py - y), 0, 1e-9);
  }
  g_assert_true (cp_picking_has_more (picking, n_seen - 1));
  g_assert_false (cp_picking_has_more (picking, n_seen));
  g_autoptr (GArray) near = cp_picking_near (picking, 60, 20, N_ROWS);
  g_assert_cmpuint (near->len, ==, n_seen);
  double last = 0, x, y;
  for (guint i = 0; i < near->len; i++) {
    cp_raster_locate (points, &raster, g_array_index (near, guint32, i), &x, &y);
    g_assert_cmpfloat (hypot (x - 60, y - 20), >=, last - 1e-9);
    last = hypot (x - 60, y - 20);
  }
}

static void
test_margins (void) {
  g_autoptr (CpPoints) points = make_points ();
  CpRaster raster = make_raster ();
  CpBinning binnings[2] = {cp_binning_new (0, 1), cp_binning_new (0.13, 0.57)};
  assert_close (binnings[0].step, 0.02, 1e-15);
  g_assert_cmpuint (binnings[0].n, ==, 50);
  assert_close (binnings[1].first, 0.13, 1e-12);
  raster.y.lo = 0.13; /* zoomed */
  raster.y.hi = 0.57;
  for (guint axis = 0; axis < 2; axis++) {
    g_autofree guint32 *x_counts = g_new (guint32, binnings[0].n), *y_counts = g_new (guint32, binnings[1].n);
    cp_margins_count (points, &raster, binnings, (guint32 *const[]){x_counts, y_counts});
    const double *values = axis == 0 ? points->x : points->y;
    for (guint bin = 0; bin < binnings[axis].n; bin++) {
      guint expected = 0;
      for (guint32 i = 0; i < N_ROWS; i++) {
        double x, y, at = (values[i] - binnings[axis].first) / binnings[axis].step;
        expected += cp_raster_locate (points, &raster, i, &x, &y) && at >= bin &&
                    (at < bin + 1 || (at == bin + 1 && bin + 1 == binnings[axis].n));
      }
      g_assert_cmpuint ((axis == 0 ? x_counts : y_counts)[bin], ==, expected);
    }
  }
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  is_hidden[CP_POINTS_NOWHERE] = TRUE;
  g_test_add_func ("/ui/lasso/holds-what-sees-the-line-all-around", test_lasso);
  g_test_add_func ("/ui/lasso/two-corners-hold-nothing-and-a-frame-everything", test_lasso_few);
  g_test_add_func ("/ui/raster/missing-values-lie-in-the-lane-of-their-panel", test_lanes);
  g_test_add_func ("/ui/picking/every-row-in-a-lane-or-panel-can-be-pointed-at", test_picking);
  g_test_add_func ("/ui/margins/count-the-rows-in-sight", test_margins);
  return g_test_run ();
}
