#include "core/base/random.h"
#include "tests/fixture.h"
#include "ui/plot/cloud.h"

#include <math.h>

/* A picture that follows its points as they change their series, against the one drawn anew from the same. */

enum { WIDTH = 220, HEIGHT = 150, N_COLUMNS = 2, N_ROUNDS = 12 };
enum { MANY = 250000, FEW = 30000 }; /* counted, one by one */

static CpCloudSpec
make_spec (gboolean has_panels, gboolean has_lanes) {
  CpCloudSpec spec = {.n_panels = has_panels ? 4 : 1, .has_margins = TRUE};
  double wide = has_panels ? 80 : 180, tall = has_panels ? 50 : 110;
  spec.raster = (CpRaster){.width = WIDTH,
                           .height = HEIGHT,
                           .x = cp_scale_linear (0.1, 0.9, 26, wide),
                           .y = cp_scale_linear (0, 0.8, 4 + tall, -tall),
                           .clip = 1,
                           .radius = 1.3,
                           .has_lane = {has_lanes, has_lanes},
                           .lane = {12, tall + 10},
                           .lane_spread = {6, 4},
                           .n_panel_columns = has_panels ? N_COLUMNS : 1,
                           .panel_step = {wide + 26, tall + 22}};
  if (!has_panels)
    spec.raster.margin[0] = 4;
  for (guint s = 0; s < CP_POINTS_SERIES; s++)
    spec.colours[s] = (GdkRGBA){(float)(s % 3) / 2, (float)(s % 5) / 4, 0.4f, 1};
  spec.is_hidden[2] = spec.is_hidden[CP_POINTS_NOWHERE] = TRUE;
  spec.binnings[0] = cp_binning_new (0.1, 0.9);
  spec.binnings[1] = cp_binning_new (0, 0.8);
  return spec;
}

/* Two scores, of which some are missing; a tenth of the rows is nowhere. */
static CpPoints *
make_points (CpRandom *random, gsize n, gboolean has_panels) {
  double *x = g_new (double, n), *y = g_new (double, n);
  guint8 *series = g_new (guint8, n), *panels = has_panels ? g_new (guint8, n) : NULL;
  for (gsize i = 0; i < n; i++) {
    x[i] = i % 29 == 3 ? NAN : (double)cp_random_below (random, 997) / 997; /* with ties */
    y[i] = i % 31 == 5 ? NAN : CLAMP (x[i] + 0.2 * cp_random_normal (random), 0, 1);
    series[i] = i % 10 == 7 ? CP_POINTS_NOWHERE : 0;
    if (has_panels)
      panels[i] = (guint8)cp_random_below (random, 4);
  }
  return cp_points_take (x, y, series, panels, n);
}

/* As a plot of two decisions has them: Both negative, both positive, only one; series 4 without a score. */
static CpPoints *
decide (CpPoints *points, double a, double b) {
  guint8 *series = g_memdup2 (points->series, points->n);
  for (gsize i = 0; i < points->n; i++) {
    if (series[i] == CP_POINTS_NOWHERE)
      continue;
    gboolean is_a = points->x[i] >= a, is_b = points->y[i] >= b;
    series[i] = isnan (points->x[i]) || isnan (points->y[i]) ? 4 : is_a == is_b ? is_a : is_a ? 2 : 3;
  }
  return cp_points_recolour (points, series);
}

static void
assert_same (CpCloud *cloud, CpCloud *expected, CpRandom *random) {
  g_assert_true (cloud->points == expected->points);
  gsize size = (gsize)WIDTH * HEIGHT * sizeof (guint32);
  g_assert_cmpmem (cp_canvas_get_pixels (cloud->canvas), size, cp_canvas_get_pixels (expected->canvas), size);
  for (guint axis = 0; axis < 2; axis++)
    g_assert_cmpmem (cloud->margins[axis], cloud->spec.binnings[axis].n * sizeof (guint32),
                     expected->margins[axis], expected->spec.binnings[axis].n * sizeof (guint32));
  for (guint i = 0; i < 200; i++) {
    double x = WIDTH * cp_random_uniform (random), y = HEIGHT * cp_random_uniform (random);
    g_assert_cmpint (cp_picking_nearest (cloud->picking, x, y, 12), ==,
                     cp_picking_nearest (expected->picking, x, y, 12));
  }
}

static void
follow (gsize n_rows, gboolean has_panels, gboolean has_lanes) {
  CpRandom random;
  cp_random_init (&random, 31);
  g_autoptr (CpPoints) places = make_points (&random, n_rows, has_panels);
  CpCloudSpec spec = make_spec (has_panels, has_lanes), anew = spec;
  double a = 0.5, b = 0.5;
  spec.follows = TRUE;
  g_autoptr (CpPoints) first = decide (places, a, b);
  g_autoptr (CpCloud) cloud = cp_cloud_build (first, &spec, NULL);
  for (guint round = 0; round < N_ROUNDS; round++) {
    double *moved = round % 2 == 0 ? &a : &b;
    *moved = CLAMP (*moved + 0.1 * (cp_random_uniform (&random) - 0.5), 0, 1);
    g_autoptr (CpPoints) points = decide (places, a, b);
    g_assert_true (cp_cloud_recolour (cloud, points));
    g_autoptr (CpCloud) expected = cp_cloud_build (points, &anew, NULL);
    assert_same (cloud, expected, &random);
  }
}

static void
test_plain (void) {
  follow (MANY, FALSE, FALSE);
  follow (FEW, FALSE, FALSE);
}

static void
test_lanes (void) {
  follow (MANY, FALSE, TRUE);
  follow (FEW, FALSE, TRUE);
}

static void
test_panels (void) {
  follow (MANY, TRUE, TRUE);
  follow (FEW, TRUE, TRUE);
}

static void
test_unable (void) {
  CpRandom random;
  cp_random_init (&random, 32);
  CpCloudSpec spec = make_spec (FALSE, FALSE);
  g_autoptr (CpPoints) points = make_points (&random, MANY, FALSE);
  g_autoptr (CpCloud) cloud = cp_cloud_build (points, &spec, NULL);
  g_autoptr (CpPoints) all = decide (points, 0, 0);
  g_assert_false (cp_cloud_recolour (cloud, all)); /* 220 000 rows at once */
  g_assert_true (cloud->points == points);
  g_autoptr (CpPoints) few = make_points (&random, FEW, FALSE), some = decide (few, 0.5, 0.5);
  g_autoptr (CpCloud) still = cp_cloud_build (few, &spec, NULL);
  g_assert_false (cp_cloud_recolour (still, some)); /* drawn the fastest way */
  g_assert_true (still->points == few);
}

static void
test_changes (void) {
  CpRandom random;
  cp_random_init (&random, 33);
  for (gsize n = 0; n < 70; n++) {
    g_autoptr (CpPoints) points = make_points (&random, n, FALSE);
    guint8 *series = g_memdup2 (points->series, n);
    gsize n_expected = 0, n_found;
    guint32 expected[70];
    for (gsize i = 0; i < n; i++) {
      series[i] = cp_random_below (&random, 4) == 0 ? 9 : points->series[i];
      if (series[i] != points->series[i])
        expected[n_expected++] = (guint32)i;
    }
    g_autoptr (CpPoints) other = cp_points_recolour (points, series);
    for (gsize most = 0; most <= n + 9; most++) {
      g_autofree guint32 *found = cp_points_list_changes (points, other, most, &n_found);
      g_assert_cmpint (found != NULL, ==, n_expected <= most);
      if (found != NULL)
        g_assert_cmpmem (found, n_found * sizeof *found, expected, n_expected * sizeof *expected);
    }
  }
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/cloud/follows-moved-thresholds-as-if-drawn-anew", test_plain);
  g_test_add_func ("/ui/cloud/follows-in-the-lanes-of-missing-values", test_lanes);
  g_test_add_func ("/ui/cloud/follows-in-small-multiples", test_panels);
  g_test_add_func ("/ui/cloud/says-when-it-has-to-be-drawn-anew", test_unable);
  g_test_add_func ("/ui/points/changed-series-are-found", test_changes);
  return g_test_run ();
}
