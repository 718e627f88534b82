#include "core/base/parallel.h"
#include "core/base/random.h"
#include "tests/fixture.h"
#include "ui/plot/raster.h"

#include <math.h>

/* The rasteriser against an own drawing in floating point that knows nothing of bands, sprites, ink or
 * tables. */

#define WIDTH 96
#define HEIGHT 64

static const GdkRGBA colours[CP_POINTS_SERIES] = {
    {0.33f, 0.36f, 0.40f, 1}, {0, 0.45f, 0.7f, 1}, {0.84f, 0.37f, 0, 1}};
static gboolean is_hidden[CP_POINTS_SERIES];

static CpRaster
make_raster (void) {
  return (CpRaster){.width = WIDTH,
                    .height = HEIGHT,
                    .x = cp_scale_linear (0, 1, 4, WIDTH - 8),
                    .y = cp_scale_linear (0, 1, HEIGHT - 4, -(HEIGHT - 8)),
                    .clip = 1,
                    .radius = 1.7,
                    .colours = colours,
                    .is_hidden = is_hidden};
}

static CpPoints *
make_points (gsize n, guint seed, gboolean is_odd) {
  CpRandom random;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n);
  g_autofree guint8 *series = g_new (guint8, n);
  cp_random_init (&random, seed);
  for (gsize i = 0; i < n; i++) {
    x[i] = cp_random_uniform (&random);
    y[i] = cp_random_uniform (&random);
    series[i] = (guint8)cp_random_below (&random, 3);
    if (is_odd && i % 17 == 0)
      x[i] = i % 34 == 0 ? NAN : INFINITY;
    if (is_odd && i % 13 == 0)
      y[i] = 1.5; /* out of view */
  }
  return cp_points_new (x, y, series, n);
}

static gboolean
place (const CpPoints *points, gsize i, double *out_x, double *out_y) {
  if (!isfinite (points->x[i]) || !isfinite (points->y[i]) || points->y[i] > 1.02)
    return FALSE;
  *out_x = 4 + points->x[i] * (WIDTH - 8);
  *out_y = HEIGHT - 4 - points->y[i] * (HEIGHT - 8);
  return TRUE;
}

static double
coverage (double x, double y, int column, int row, double radius) {
  return CLAMP (radius + 0.5 - hypot (column + 0.5 - x, row + 0.5 - y), 0, 1);
}

/* Blends alpha-scaled colour over the premultiplied pixel, channels b g r a in 0 … 1. */
static void
over (double pixel[4], const GdkRGBA *colour, double alpha) {
  const double source[4] = {colour->blue, colour->green, colour->red, 1};
  for (int c = 0; c < 4; c++)
    pixel[c] = source[c] * alpha + pixel[c] * (1 - alpha);
}

static double (*draw_naively (const CpPoints *points, const CpRaster *raster))[4] {
  double (*pixels)[4] = g_malloc0 (sizeof (double[4]) * WIDTH * HEIGHT);
  double opacity = cp_raster_opacity (points->n, raster->radius, WIDTH * HEIGHT);
  for (int s = 0; s < 3; s++)
    for (gsize i = 0; i < points->n; i++) {
      double x, y;
      if (points->series[i] != s || is_hidden[s] || !place (points, i, &x, &y))
        continue;
      x = (floor (x * 4) + 0.5) / 4; /* placed to a quarter of a pixel */
      y = (floor (y * 4) + 0.5) / 4;
      for (int row = 0; row < HEIGHT; row++)
        for (int column = 0; column < WIDTH; column++)
          over (pixels[row * WIDTH + column], &colours[s],
                opacity * coverage (x, y, column, row, raster->radius));
    }
  return pixels;
}

static void
assert_pictures_equal (const guint32 *pixels, double (*expected)[4], double tolerance) {
  for (int i = 0; i < WIDTH * HEIGHT; i++)
    for (int c = 0; c < 4; c++)
      assert_close (pixels[i] >> (8 * c) & 255, 255 * expected[i][c], tolerance);
}

static void
test_sprites (void) {
  g_autoptr (CpPoints) points = make_points (400, 6, TRUE);
  CpRaster raster = make_raster ();
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);
  for (int round = 0; round < 2; round++) {
    is_hidden[1] = round == 1;
    g_assert_true (cp_raster_draw (points, &raster, pixels, NULL));
    g_autofree double (*expected)[4] = draw_naively (points, &raster);
    /* the coverage table has eight bits, and so has each of three blends */
    assert_pictures_equal (pixels, expected, 2);
  }
  is_hidden[1] = FALSE;
}

/* The crowd of a pixel by definition: the coverage of every point, moved to the middle of its pixel. */
static double *
crowd_naively (const CpPoints *points, int s, double radius) {
  double *crowd = g_new0 (double, WIDTH *HEIGHT);
  for (gsize i = 0; i < points->n; i++) {
    double x, y;
    if (points->series[i] != s || !place (points, i, &x, &y))
      continue;
    for (int row = MAX ((int)y - 3, 0); row <= MIN ((int)y + 3, HEIGHT - 1); row++)
      for (int column = MAX ((int)x - 3, 0); column <= MIN ((int)x + 3, WIDTH - 1); column++)
        crowd[row * WIDTH + column] += coverage (floor (x) + 0.5, floor (y) + 0.5, column, row, radius);
  }
  return crowd;
}

/* The deepest shade is that of the densest pixel of all series together, hidden ones too. */
static double (*shade_naively (const CpPoints *points, double radius))[4] {
  double (*pixels)[4] = g_malloc0 (sizeof (double[4]) * WIDTH * HEIGHT), densest = 1;
  double *crowds[3];
  for (int s = 0; s < 3; s++)
    crowds[s] = crowd_naively (points, s, radius);
  for (int i = 0; i < WIDTH * HEIGHT; i++)
    densest = MAX (densest, crowds[0][i] + crowds[1][i] + crowds[2][i]);
  for (int s = 0; s < 3; s++) {
    for (int i = 0; i < WIDTH * HEIGHT && !is_hidden[s]; i++) {
      double crowd = crowds[s][i];
      over (pixels[i], &colours[s], crowd <= 1 ? 0.55 * crowd : 0.55 + 0.40 * log (crowd) / log (densest));
    }
    g_free (crowds[s]);
  }
  return pixels;
}

static void
test_density (void) {
  g_autoptr (CpPoints) points = make_points (CP_RASTER_DENSITY_FROM, 7, TRUE);
  CpRaster raster = make_raster ();
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);
  for (int round = 0; round < 2; round++) {
    is_hidden[2] = round == 1;
    g_assert_true (cp_raster_draw (points, &raster, pixels, NULL));
    g_autofree double (*expected)[4] = shade_naively (points, raster.radius);
    /* the coverage table has eight bits, and so has each of three blends */
    assert_pictures_equal (pixels, expected, 3);
  }
  is_hidden[2] = FALSE;
}

static void
test_threads (void) {
  CpRaster raster = make_raster ();
  g_autofree guint32 *one = g_new (guint32, WIDTH * HEIGHT), *many = g_new (guint32, WIDTH * HEIGHT);
  static const gsize sizes[] = {1000, CP_RASTER_DENSITY_FROM};
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (CpPoints) points = make_points (sizes[i], 8, TRUE);
    cp_parallel_set_n_threads (1);
    cp_raster_draw (points, &raster, one, NULL);
    cp_parallel_set_n_threads (0);
    cp_raster_draw (points, &raster, many, NULL);
    g_assert_cmpmem (one, sizeof *one * WIDTH * HEIGHT, many, sizeof *many * WIDTH * HEIGHT);
  }
}

static void
test_small_pictures (void) {
  g_autoptr (CpPoints) points = make_points (500, 9, FALSE), none = cp_points_new (NULL, NULL, NULL, 0);
  CpRaster raster = make_raster ();
  guint32 pixels[16 * 16];
  for (raster.height = 1; raster.height < 16; raster.height++)
    for (raster.width = 1; raster.width < 16; raster.width += 7)
      g_assert_true (cp_raster_draw (points, &raster, pixels, NULL));
  raster.width = raster.height = 16;
  g_assert_true (cp_raster_draw (none, &raster, pixels, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (pixels); i++)
    g_assert_cmpuint (pixels[i], ==, 0);
}

static void
test_cancelled (void) {
  g_autoptr (CpPoints) points = make_points (500, 9, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CpRaster raster = make_raster ();
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);
  g_cancellable_cancel (cancellable);
  g_assert_false (cp_raster_draw (points, &raster, pixels, cancellable));
}

static void
test_opacity (void) {
  double last = 1;
  for (gsize n = 1; n < 10000000; n *= 3) {
    double opacity = cp_raster_opacity (n, 1.3, 740 * 400);
    g_assert_cmpfloat (opacity, <=, last);
    g_assert_cmpfloat (opacity, >=, 0.3);
    last = opacity;
  }
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/raster/points-equal-a-naive-drawing", test_sprites);
  g_test_add_func ("/ui/raster/density-equals-its-definition", test_density);
  g_test_add_func ("/ui/raster/one-thread-and-many-give-the-same-bytes", test_threads);
  g_test_add_func ("/ui/raster/pictures-may-be-tiny-and-points-none", test_small_pictures);
  g_test_add_func ("/ui/raster/a-cancelled-drawing-says-so", test_cancelled);
  g_test_add_func ("/ui/raster/opacity-falls-with-the-crowd", test_opacity);
  return g_test_run ();
}
