#include "core/base/format.h"

#include "core/base/random.h"
#include "tests/fixture.h"

#include <math.h>
#include <string.h>

#define MINUS "\u2212"
#define SPACE "\u00a0"

static void
check (char *text, const char *expected) {
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_screen (void) {
  check (cp_format_score (0.7421), "0.742");
  check (cp_format_count (26144), "26" SPACE "144");
  check (cp_format_count (1234567), "1" SPACE "234" SPACE "567");
  check (cp_format_count (999), "999");
  check (cp_format_counted (1, "row"), "1 row");
  check (cp_format_counted (0, "row"), "0 rows");
  check (cp_format_counted (26144, "row"), "26" SPACE "144 rows");
  check (cp_format_percent (0.5065), "50.6" SPACE "%");
  check (cp_format_points (0.4987), "49.9");
  check (cp_format_delta (0.037, 3), "+0.037");
  check (cp_format_delta (-0.394, 3), MINUS "0.394");
  check (cp_format_threshold (0.5), "0.50");
  check (cp_format_threshold (0.123456), "0.123");
  check (cp_format_threshold (INFINITY), "nobody");
  check (cp_format_number (82, -1), "82");
  check (cp_format_number (8.75, -1), "8.75");
  check (cp_format_number (-1234.56, -1), MINUS "1" SPACE "234.6");
}

static void
test_undefined (void) {
  check (cp_format_score (NAN), "–");
  check (cp_format_percent (NAN), "–");
  check (cp_format_delta (NAN, 3), "–");
}

static void
test_zero_has_no_sign (void) {
  check (cp_format_delta (0, 3), "0.000");
  check (cp_format_delta (-0.0001, 3), "0.000");
  check (cp_format_delta (0.0004, 3), "0.000");
}

static void
test_files (void) {
  char text[CP_FORMAT_SIZE];
  g_assert_cmpstr (cp_format_double (text, 0.1), ==, "0.1");
  g_assert_cmpstr (cp_format_double (text, 235000), ==, "235000");
  g_assert_cmpstr (cp_format_double (text, -0.5), ==, "-0.5");
  CpRandom random;
  cp_random_init (&random, 1);
  for (int i = 0; i < 20000; i++) {
    guint64 bits = cp_random_bits (&random);
    double value;
    memcpy (&value, &bits, sizeof value);
    if (isfinite (value))
      g_assert_true (g_ascii_strtod (cp_format_double (text, value), NULL) == value);
  }
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/format/numbers-on-screen-are-grouped-and-signed", test_screen);
  g_test_add_func ("/core/format/undefined-is-a-dash", test_undefined);
  g_test_add_func ("/core/format/a-delta-that-rounds-to-zero-has-no-sign", test_zero_has_no_sign);
  g_test_add_func ("/core/format/numbers-in-files-read-back-to-the-same-double", test_files);
  return g_test_run ();
}
