#include "core/base/random.h"
#include "ui/plot/picking.h"

#include <cairo.h>
#include <math.h>

/* The points of a scatter plot on a 740 × 400 picture: drawing, building the picking index, asking it;
 * against cairo filling one disc a point (up to 100 000 of them). */

#define WIDTH 740
#define HEIGHT 400
#define ROUNDS 5
#define N_QUERIES 100000

static GdkRGBA colours[CP_POINTS_SERIES] = {
    {0.33f, 0.36f, 0.40f, 1}, {0.7f, 0.72f, 0.75f, 1}, {0, 0.45f, 0.7f, 1}};
static gboolean is_hidden[CP_POINTS_SERIES];

static CpPoints *
make_points (gsize n) {
  CpRandom random;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n);
  g_autofree guint8 *series = g_new (guint8, n);
  cp_random_init (&random, 1);
  for (gsize i = 0; i < n; i++) {
    x[i] = cp_random_uniform (&random);
    y[i] = CLAMP (x[i] + 0.1 * cp_random_normal (&random), 0, 1);
    series[i] = (guint8)cp_random_below (&random, 3);
  }
  return cp_points_new (x, y, series, n);
}

static double
seconds_of_cairo (const CpPoints *points, const CpRaster *raster) {
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  gint64 start = g_get_monotonic_time ();
  const gsize *first;
  const guint32 *order = cp_points_get_order (points, &first);
  for (gsize i = 0; i < points->n; i++) {
    double x, y;
    if (!cp_raster_locate (points, raster, order[i], &x, &y))
      continue;
    cairo_set_source_rgba (cr, 0, 0.45, 0.7, 0.6);
    cairo_arc (cr, x, y, raster->radius, 0, 2 * G_PI);
    cairo_fill (cr);
  }
  cairo_surface_flush (surface);
  double seconds = (double)(g_get_monotonic_time () - start) / 1e6;
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return seconds;
}

static double
seconds_of_queries (const CpPicking *picking) {
  CpRandom random;
  gint64 sum = 0;
  cp_random_init (&random, 2);
  gint64 start = g_get_monotonic_time ();
  for (int i = 0; i < N_QUERIES; i++)
    sum += cp_picking_nearest (picking, WIDTH * cp_random_uniform (&random),
                               HEIGHT * cp_random_uniform (&random), 12);
  double seconds = (double)(g_get_monotonic_time () - start) / 1e6;
  g_assert_cmpint (sum, !=, 0);
  return seconds / N_QUERIES;
}

static void
measure (gsize n) {
  g_autoptr (CpPoints) points = make_points (n);
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);
  CpRaster raster = {.width = WIDTH,
                     .height = HEIGHT,
                     .x = cp_scale_linear (0, 1, 4, WIDTH - 8),
                     .y = cp_scale_linear (0, 1, HEIGHT - 4, -(HEIGHT - 8)),
                     .clip = 1,
                     .radius = 1.3,
                     .colours = colours,
                     .is_hidden = is_hidden};
  double drawing = INFINITY, building = INFINITY, asking = INFINITY;
  for (int round = 0; round < ROUNDS; round++) {
    gint64 start = g_get_monotonic_time ();
    cp_raster_draw (points, &raster, pixels, NULL);
    gint64 drawn = g_get_monotonic_time ();
    g_autoptr (CpPicking) picking = cp_picking_new (points, &raster);
    gint64 built = g_get_monotonic_time ();
    drawing = MIN (drawing, (double)(drawn - start) / 1e6);
    building = MIN (building, (double)(built - drawn) / 1e6);
    asking = MIN (asking, seconds_of_queries (picking));
  }
  g_print ("%8" G_GSIZE_FORMAT " points: drawn in %7.2f ms, index built in %6.2f ms, a query in %5.2f us", n,
           drawing * 1e3, building * 1e3, asking * 1e6);
  if (n <= 100000)
    g_print (", cairo takes %.1f times as long", seconds_of_cairo (points, &raster) / drawing);
  g_print ("\n");
}

int
main (void) {
  static const gsize sizes[] = {1000, 10000, 26144, 100000, 199999, 200000, 1000000};
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    measure (sizes[i]);
  return 0;
}
