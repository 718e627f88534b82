#include "core/base/random.h"
#include "tests/fixture.h"
#include "ui/plot/scale.h"

#include <math.h>

static void
test_round_trip (void) {
  CpRandom random;
  cp_random_init (&random, 1);
  for (int i = 0; i < 1000; i++) {
    double lo = cp_random_normal (&random) * 100, width = 1e-3 + cp_random_uniform (&random) * 1e4;
    CpScale scale = cp_scale_linear (lo, lo + width, 40, i % 2 ? 300 : -300);
    double value = lo + cp_random_uniform (&random) * width;
    assert_close (cp_scale_from_pixel (&scale, cp_scale_to_pixel (&scale, value)), value, 1e-9 * width);
  }
  CpScale up = cp_scale_linear (0, 10, 200, -100);
  assert_close (cp_scale_to_pixel (&up, 0), 200, 0);
  assert_close (cp_scale_to_pixel (&up, 10), 100, 0);
  g_assert_true (isnan (cp_scale_to_pixel (&up, NAN)));
}

static void
test_empty_range (void) {
  CpScale scale = cp_scale_linear (7, 7, 0, 100);
  assert_close (cp_scale_to_pixel (&scale, 7), 50, 0);
  scale = cp_scale_linear (NAN, NAN, 0, 100);
  assert_close (cp_scale_to_pixel (&scale, 0), 50, 0);
}

static void
test_categories (void) {
  CpScale scale = cp_scale_category (4, 10, 80);
  for (int i = 0; i < 4; i++)
    assert_close (cp_scale_to_pixel (&scale, i), 20 + 20 * i, 1e-12);
  g_assert_cmpuint (cp_scale_label_every (&scale, 14), ==, 1);
  g_assert_cmpuint (cp_scale_label_every (&scale, 20), ==, 1);
  g_assert_cmpuint (cp_scale_label_every (&scale, 21), ==, 2);
  g_assert_cmpuint (cp_scale_label_every (&scale, 41), ==, 3);
}

/* By hand: the axes of the design's pictures. */
static void
test_ticks_by_hand (void) {
  static const struct {
    double lo, hi;
    guint at_most;
    double first, step;
    guint n;
    int decimals;
  } cases[] = {{0, 1, 11, 0, 0.1, 11, 1},         {0, 1, 10, 0, 0.2, 6, 1},
               {0, 1, 3, 0, 0.5, 3, 1},           {0, 60, 7, 0, 10, 7, 0},
               {250, 350, 3, 250, 50, 3, 0},      {-0.4, 0.3, 8, -0.4, 0.1, 8, 1},
               {-75, 25, 6, -60, 20, 5, 0},       {0, 0.12, 4, 0, 0.05, 3, 2},
               {1e6, 1.00001e6, 3, 1e6, 5, 3, 0}, {0.123, 0.124, 3, 0.123, 0.0005, 3, 4}};
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    CpTicks ticks = cp_ticks_build (cases[i].lo, cases[i].hi, cases[i].at_most);
    assert_close (ticks.first, cases[i].first, 1e-9 * fabs (cases[i].first));
    assert_close (ticks.step, cases[i].step, 1e-12);
    g_assert_cmpuint (ticks.n, ==, cases[i].n);
    g_assert_cmpint (ticks.decimals, ==, cases[i].decimals);
  }
}

/* Every tick is a multiple of the step inside the range; one more each side would be outside; the next
 * smaller round step would be too many. */
static void
test_ticks_laws (void) {
  CpRandom random;
  cp_random_init (&random, 2);
  for (int i = 0; i < 5000; i++) {
    double width = pow (10, cp_random_uniform (&random) * 12 - 6);
    double lo = cp_random_normal (&random) * width * 3, hi = lo + width;
    guint at_most = 2 + (guint)cp_random_below (&random, 10);
    CpTicks ticks = cp_ticks_build (lo, hi, at_most);
    g_assert_cmpuint (ticks.n, <=, at_most);
    double mantissa = ticks.step / pow (10, floor (log10 (ticks.step) + 1e-9));
    g_assert_true (fabs (mantissa - 1) < 1e-6 || fabs (mantissa - 2) < 1e-6 || fabs (mantissa - 5) < 1e-6);
    double slack = 2e-6 * ticks.step;
    if (ticks.n > 0) {
      g_assert_cmpfloat (cp_ticks_get_value (&ticks, 0), >=, lo - slack);
      g_assert_cmpfloat (cp_ticks_get_value (&ticks, ticks.n - 1), <=, hi + slack);
      g_assert_cmpfloat (cp_ticks_get_value (&ticks, 0) - ticks.step, <, lo + slack);
      g_assert_cmpfloat (cp_ticks_get_value (&ticks, ticks.n - 1) + ticks.step, >, hi - slack);
    }
    double smaller = ticks.step / (fabs (mantissa - 5) < 1e-6 ? 2.5 : 2);
    g_assert_cmpfloat (floor (hi / smaller + 1e-6) - ceil (lo / smaller - 1e-6) + 1, >, at_most);
  }
}

static void
test_tick_texts (void) {
  CpTicks ticks = cp_ticks_build (-0.4, 0.3, 8);
  static const char *const texts[] = {"−0.4", "−0.3", "−0.2", "−0.1", "0.0", "0.1", "0.2", "0.3"};
  for (guint i = 0; i < ticks.n; i++) {
    g_autofree char *text = cp_ticks_format (&ticks, i, NULL);
    g_assert_cmpstr (text, ==, texts[i]);
  }
  g_assert_true (cp_ticks_get_value (&ticks, 4) == 0);
  ticks = cp_ticks_build (0, 5000, 6);
  g_autofree char *with_unit = cp_ticks_format (&ticks, 5, "k$");
  g_assert_cmpstr (with_unit, ==, "5\u00a0000\u00a0k$");
}

static void
test_zoom (void) {
  CpRandom random;
  CpScale full = cp_scale_linear (0, 1, 50, 400), view = full;
  cp_random_init (&random, 3);
  cp_scale_zoom (&view, &full, 150, 2, 1e5);
  assert_close (view.lo, 0.125, 1e-12); /* 0.25 stays under its pixel, at a quarter of the new half */
  assert_close (view.hi, 0.625, 1e-12);
  for (int i = 0; i < 2000; i++) {
    double pixel = 50 + 400 * cp_random_uniform (&random), before = cp_scale_from_pixel (&view, pixel);
    double factor = exp (cp_random_normal (&random));
    CpScale old = view;
    if (i % 3 == 0)
      cp_scale_pan (&view, &full, 200 * cp_random_normal (&random));
    else
      cp_scale_zoom (&view, &full, pixel, factor, 1e5);
    g_assert_cmpfloat (view.lo, >=, full.lo);
    g_assert_cmpfloat (view.hi, <=, full.hi);
    g_assert_cmpfloat (view.hi - view.lo, >=, 1e-5 * (1 - 1e-6));
    if (i % 3 != 0 && view.lo > 0 && view.hi < 1)
      assert_close (cp_scale_from_pixel (&view, pixel), before, 1e-9);
    if (i % 3 == 0)
      assert_close (view.hi - view.lo, old.hi - old.lo, 1e-12);
  }
  cp_scale_zoom (&view, &full, 60, 1e-9, 1e5);
  assert_close (view.lo, 0, 0);
  assert_close (view.hi, 1, 0);
}

static void
test_pan (void) {
  CpScale full = cp_scale_linear (0, 100, 300, -200),
          view = {.lo = 40, .hi = 60, .start = 300, .length = -200};
  cp_scale_pan (&view, &full, 50); /* dragged 50 pixels down: a quarter of the range upwards */
  assert_close (view.lo, 45, 1e-12);
  cp_scale_pan (&view, &full, 1e6);
  assert_close (view.hi, 100, 0);
  assert_close (view.lo, 80, 1e-12);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/scale/pixels-lead-back-to-values", test_round_trip);
  g_test_add_func ("/ui/scale/an-empty-range-is-widened", test_empty_range);
  g_test_add_func ("/ui/scale/categories-are-centred-in-equal-shares", test_categories);
  g_test_add_func ("/ui/scale/ticks-as-by-hand", test_ticks_by_hand);
  g_test_add_func ("/ui/scale/ticks-are-round-inside-and-as-many-as-fit", test_ticks_laws);
  g_test_add_func ("/ui/scale/tick-texts-use-the-one-formatter", test_tick_texts);
  g_test_add_func ("/ui/scale/zoom-keeps-the-value-under-the-pointer", test_zoom);
  g_test_add_func ("/ui/scale/pan-stops-at-the-ends", test_pan);
  return g_test_run ();
}
