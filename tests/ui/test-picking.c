#include "core/base/random.h"
#include "tests/fixture.h"
#include "ui/plot/picking.h"

#include <math.h>

#define WIDTH 300
#define HEIGHT 200

static gboolean is_hidden[CP_POINTS_SERIES] = {[2] = TRUE};

static CpRaster
make_raster (void) {
  return (CpRaster){.width = WIDTH + 8,
                    .height = HEIGHT + 8,
                    .x = cp_scale_linear (0.2, 0.9, 4, WIDTH), /* a zoomed view: some points lie outside */
                    .y = cp_scale_linear (0, 0.8, 4 + HEIGHT, -HEIGHT),
                    .clip = 1,
                    .radius = 1.5,
                    .is_hidden = is_hidden};
}

/* @grid > 0: points on a grid of so many steps, to make ties. */
static CpPoints *
make_points (CpRandom *random, gsize n, guint grid) {
  g_autofree double *x = g_new (double, n), *y = g_new (double, n);
  g_autofree guint8 *series = g_new (guint8, n);
  for (gsize i = 0; i < n; i++) {
    x[i] = grid > 0 ? cp_random_below (random, grid) / (double)grid : cp_random_uniform (random);
    y[i] = grid > 0 ? cp_random_below (random, grid) / (double)grid : cp_random_uniform (random);
    series[i] = (guint8)cp_random_below (random, 4);
    if (i % 19 == 0)
      y[i] = NAN;
  }
  return cp_points_new (x, y, series, n);
}

static gboolean
place (const CpPoints *points, gsize i, double *out_x, double *out_y) {
  *out_x = 4 + (points->x[i] - 0.2) / 0.7 * WIDTH;
  *out_y = 4 + HEIGHT - points->y[i] / 0.8 * HEIGHT;
  return points->series[i] != 2 && *out_x >= 3 && *out_x <= WIDTH + 5 && *out_y >= 3 && *out_y <= HEIGHT + 5;
}

static gint64
nearest_naively (const CpPoints *points, double px, double py, double reach) {
  gint64 best = -1;
  double distance = reach;
  for (gsize i = 0; i < points->n; i++) {
    double x, y;
    if (!place (points, i, &x, &y))
      continue;
    double d = hypot (x - px, y - py);
    gboolean is_tie = best >= 0 && fabs (d - distance) < 1e-9;
    if (is_tie ? points->series[i] > points->series[best] : d < distance + 1e-9) {
      best = (gint64)i;
      distance = MIN (distance, d);
    }
  }
  return best;
}

static gint64
step_naively (const CpPoints *points, double px, double py, CpStep direction) {
  static const double ahead[][2] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
  gint64 best = -1;
  double distance = INFINITY;
  for (gsize i = 0; i < points->n; i++) {
    double x, y;
    if (!place (points, i, &x, &y))
      continue;
    double dx = x - px, dy = y - py, forward = dx * ahead[direction][0] + dy * ahead[direction][1];
    double aside = fabs (dx * ahead[direction][1]) + fabs (dy * ahead[direction][0]);
    if (forward > 0.5 && aside <= forward && hypot (dx, dy) < distance - 1e-9) {
      best = (gint64)i;
      distance = hypot (dx, dy);
    }
  }
  return best;
}

static void
compare (guint seed, gsize n, guint grid) {
  CpRandom random;
  CpRaster raster = make_raster ();
  cp_random_init (&random, seed);
  g_autoptr (CpPoints) points = make_points (&random, n, grid);
  g_autoptr (CpPicking) picking = cp_picking_new (points, &raster);
  for (int k = 0; k < 300; k++) {
    double x = (WIDTH + 40) * cp_random_uniform (&random) - 16,
           y = (HEIGHT + 40) * cp_random_uniform (&random) - 16;
    double reach = k % 3 == 0 ? 1e9 : 12;
    g_assert_cmpint (cp_picking_nearest (picking, x, y, reach), ==, nearest_naively (points, x, y, reach));
  }
  for (int k = 0; k < 200 && grid == 0; k++) {
    double x = WIDTH * cp_random_uniform (&random), y = HEIGHT * cp_random_uniform (&random);
    CpStep direction = (CpStep)(k & 3);
    g_assert_cmpint (cp_picking_step (picking, x, y, direction), ==, step_naively (points, x, y, direction));
  }
}

static void
test_random (void) {
  for (guint seed = 0; seed < 8; seed++)
    compare (seed, seed * seed * seed * 40, 0);
}

static void
test_ties (void) {
  for (guint seed = 0; seed < 4; seed++)
    compare (100 + seed, 2000, 12);
}

static void
test_nothing (void) {
  CpRaster raster = make_raster ();
  g_autoptr (CpPoints) none = cp_points_new (NULL, NULL, NULL, 0);
  g_autoptr (CpPicking) picking = cp_picking_new (none, &raster);
  g_assert_cmpint (cp_picking_nearest (picking, 10, 10, 1e9), ==, -1);
  g_assert_cmpint (cp_picking_step (picking, 10, 10, CP_STEP_UP), ==, -1);
}

/* From any visible point, walking right and coming to an end takes at most as many steps as there are points.
 */
static void
test_walk_ends (void) {
  CpRandom random;
  CpRaster raster = make_raster ();
  cp_random_init (&random, 11);
  g_autoptr (CpPoints) points = make_points (&random, 500, 0);
  g_autoptr (CpPicking) picking = cp_picking_new (points, &raster);
  double x = 0, y = 100;
  guint steps = 0;
  for (gint64 row; (row = cp_picking_step (picking, x, y, CP_STEP_RIGHT)) >= 0; steps++) {
    double before = x;
    g_assert_true (place (points, (gsize)row, &x, &y));
    g_assert_cmpfloat (x, >, before);
  }
  g_assert_cmpuint (steps, >, 3);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/picking/equals-brute-force", test_random);
  g_test_add_func ("/ui/picking/what-is-drawn-on-top-wins-a-tie", test_ties);
  g_test_add_func ("/ui/picking/no-points-nothing-picked", test_nothing);
  g_test_add_func ("/ui/picking/a-walk-to-the-right-ends", test_walk_ends);
  return g_test_run ();
}
