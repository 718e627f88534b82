#include "core/base/random.h"
#include "tests/fixture.h"
#include "ui/plot/polyline.h"

#include <math.h>

typedef struct {
  double low[64], high[64]; /* of each column of pixels */
  guint n_visited, n_strokes;
  double last_x;
} Seen;

static void
see (double x, double y, gboolean starts, gpointer data) {
  Seen *seen = data;
  int column = CLAMP ((int)floor (x), 0, 63);
  g_assert_true (starts || x >= seen->last_x);
  seen->last_x = x;
  seen->low[column] = MIN (seen->low[column], y);
  seen->high[column] = MAX (seen->high[column], y);
  seen->n_visited++;
  seen->n_strokes += starts;
}

static void
seen_init (Seen *seen) {
  *seen = (Seen){.last_x = -INFINITY};
  for (int i = 0; i < 64; i++) {
    seen->low[i] = INFINITY;
    seen->high[i] = -INFINITY;
  }
}

static void
test_thinning (void) {
  enum { N = 20000 };
  CpRandom random;
  CpScale x = cp_scale_linear (0, 1, 0, 63.9), y = cp_scale_linear (-5, 5, 100, -100);
  g_autofree double *xs = g_new (double, N), *ys = g_new (double, N);
  Seen thinned, all;
  cp_random_init (&random, 4);
  seen_init (&thinned);
  seen_init (&all);
  for (int i = 0; i < N; i++) {
    xs[i] = i / (N - 1.0);
    ys[i] = cp_random_normal (&random);
    see (cp_scale_to_pixel (&x, xs[i]), cp_scale_to_pixel (&y, ys[i]), i == 0, &all);
  }
  CpPolyline line = cp_polyline_new (xs, ys, N);
  cp_polyline_thin (&line, &x, &y, see, &thinned);
  g_assert_cmpuint (thinned.n_visited, <=, 4 * 64);
  g_assert_cmpuint (thinned.n_strokes, ==, 1);
  for (int i = 0; i < 64; i++) {
    assert_close (thinned.low[i], all.low[i], 0);
    assert_close (thinned.high[i], all.high[i], 0);
  }
  cp_polyline_clear (&line);
}

static void
test_gaps (void) {
  static const double xs[] = {NAN, 0.1, 0.3, NAN, 0.5, 0.7, INFINITY}, ys[] = {0, 1, 1, 1, 2, 2, 2};
  CpScale x = cp_scale_linear (0, 1, 0, 60), y = cp_scale_linear (0, 3, 30, -30);
  CpPolyline line = cp_polyline_new (xs, ys, 7), empty = cp_polyline_new (NULL, NULL, 0);
  Seen seen;
  seen_init (&seen);
  cp_polyline_thin (&line, &x, &y, see, &seen);
  g_assert_cmpuint (seen.n_strokes, ==, 2);
  g_assert_cmpuint (seen.n_visited, ==, 4);
  seen_init (&seen);
  cp_polyline_thin (&empty, &x, &y, see, &seen);
  g_assert_cmpuint (seen.n_visited, ==, 0);
  g_assert_true (cp_polyline_nearest (&empty, &x, &y, 0, 0, NULL) == G_MAXSIZE);
  g_assert_cmpuint (cp_polyline_nearest (&line, &x, &y, 0, 0, NULL), ==, 1);
  g_assert_cmpuint (cp_polyline_walk (&line, 2, 1), ==, 4);
  g_assert_cmpuint (cp_polyline_walk (&line, 2, 10), ==, 5);
  g_assert_cmpuint (cp_polyline_walk (&line, 4, -1), ==, 2);
  g_assert_cmpuint (cp_polyline_walk (&line, 4, -10), ==, 1);
  cp_polyline_clear (&line);
  cp_polyline_clear (&empty);
}

static void
test_nearest (void) {
  enum { N = 300 };
  CpRandom random;
  CpScale x = cp_scale_linear (0, 1, 10, 200), y = cp_scale_linear (0, 1, 150, -140);
  double xs[N], ys[N];
  cp_random_init (&random, 5);
  for (int i = 0; i < N; i++) {
    xs[i] = cp_random_uniform (&random);
    ys[i] = cp_random_uniform (&random);
  }
  CpPolyline line = cp_polyline_new (xs, ys, N);
  for (int k = 0; k < 200; k++) {
    double px = 220 * cp_random_uniform (&random), py = 160 * cp_random_uniform (&random), distance;
    gsize found = cp_polyline_nearest (&line, &x, &y, px, py, &distance);
    assert_close (distance, hypot (10 + 200 * xs[found] - px, 150 - 140 * ys[found] - py), 1e-9);
    for (int i = 0; i < N; i++)
      g_assert_cmpfloat (hypot (10 + 200 * xs[i] - px, 150 - 140 * ys[i] - py), >=, distance - 1e-9);
  }
  cp_polyline_clear (&line);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/polyline/thinning-keeps-what-each-column-of-pixels-shows", test_thinning);
  g_test_add_func ("/ui/polyline/undefined-vertices-are-gaps", test_gaps);
  g_test_add_func ("/ui/polyline/nearest-vertex-equals-brute-force", test_nearest);
  return g_test_run ();
}
