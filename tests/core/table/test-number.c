#include "core/table/edits.h"

#include "core/base/random.h"
#include "core/table/number.h"
#include "tests/fixture.h"
#include <math.h>
#include <string.h>

/* The short cut may decline, but must not disagree. */
static void
assert_short_cut_agrees (const char *text, gboolean is_number, double expected) {
  char padded[160] = {0};
  double value;
  g_strlcpy (padded, text, sizeof padded - CP_NUMBER_SHORT);
  if (!cp_number_parse_short (padded, strlen (padded), &value))
    return;
  g_assert_true (is_number);
  g_assert_cmpmem (&value, sizeof value, &expected, sizeof expected);
}

static void
test_forms_of_a_number_are_read (void) {
  static const struct {
    const char *text;
    double value;
  } forms[] = {{"0", 0},
               {"-0", -0.0},
               {"+1.5", 1.5},
               {".5", 0.5},
               {"5.", 5},
               {"1e-3", 0.001},
               {"1E+3", 1000},
               {"007", 7},
               {" 12\t", 12},
               {"-.25", -0.25},
               {"1e-999", 0},
               {"0e999999999", 0},
               {"00000000000000000000000012", 12}};
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++) {
    double value = NAN;
    g_assert_true (cp_parse_number (forms[i].text, strlen (forms[i].text), &value));
    g_assert_cmpfloat (value, ==, forms[i].value);
    g_assert_cmpint (signbit (value) != 0, ==, signbit (forms[i].value) != 0);
  }
}

static void
test_everything_else_is_no_number (void) {
  static const char *const texts[] = {"",      " ",        "-",     ".",   "+.",  "e5",  "1e",  "1e+",
                                      "1.2.3", "1,2",      "0x1",   "inf", "nan", "--1", "1 2", "1e5.5",
                                      "1e999", "Infinity", "1_000", "5%",  "−1",  "1d3", "$5"};
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    double value = 7;
    g_assert_false (cp_parse_number (texts[i], strlen (texts[i]), &value));
    assert_short_cut_agrees (texts[i], FALSE, NAN);
    g_assert_cmpfloat (value, ==, 7);
  }
}

static void
test_a_length_ends_the_number (void) {
  double value;
  g_assert_true (cp_parse_number ("123456", 3, &value));
  g_assert_cmpfloat (value, ==, 123);
  g_assert_false (cp_parse_number ("1e5", 2, &value));
}

/* The oracle is the C library's strtod, which rounds correctly. */
static void
assert_as_strtod (const char *text) {
  double value = NAN, expected = g_ascii_strtod (text, NULL);
  gboolean is_read = cp_parse_number (text, strlen (text), &value);
  assert_short_cut_agrees (text, is_read, expected);
  if (isinf (expected)) {
    g_assert_false (is_read);
    return;
  }
  if (!is_read || memcmp (&value, &expected, sizeof value) != 0)
    g_error ("%s: read as %.17g, strtod says %.17g", text, value, expected);
}

static void
test_rounding_agrees_with_the_c_library (void) {
  CpRandom random;
  cp_random_init (&random, 20240601);
  char text[128];
  for (int i = 0; i < 60000; i++) {
    /* any double at 1 to 20 digits: half-way cases, denormals, overflow */
    guint64 bits = cp_random_bits (&random);
    double value;
    memcpy (&value, &bits, sizeof value);
    if (isfinite (value)) {
      g_snprintf (text, sizeof text, "%.*e", (int)cp_random_below (&random, 20), value);
      assert_as_strtod (text);
    }
    /* everyday decimals: up to 20 digits with a point anywhere */
    guint64 digits = cp_random_bits (&random) >> cp_random_below (&random, 64);
    g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT "e%d", digits,
                (int)cp_random_below (&random, 80) - 40);
    assert_as_strtod (text);
    gsize length = (gsize)g_snprintf (text, sizeof text, "-%" G_GUINT64_FORMAT, digits);
    gsize point = 1 + cp_random_below (&random, length);
    memmove (text + point + 1, text + point, length - point + 1);
    text[point] = '.';
    assert_as_strtod (text);
  }
}

/* Any few bytes from an alphabet of numbers: what one reading takes for a number, the other must too. */
static void
test_the_short_cut_takes_no_other_forms (void) {
  static const char alphabet[] = "0123456789.-+e, :/";
  CpRandom random;
  cp_random_init (&random, 8);
  gsize n_taken = 0;
  for (int i = 0; i < 300000; i++) {
    char text[CP_NUMBER_SHORT + 16] = {0};
    gsize length = 1 + cp_random_below (&random, 9), n_letters = i % 2 == 0 ? 12 : sizeof alphabet - 1;
    for (gsize j = 0; j < sizeof text - 1; j++)
      text[j] = alphabet[cp_random_below (&random, n_letters)];
    double value, expected = NAN;
    gboolean is_number =
        text[0] != ' ' && text[length - 1] != ' ' && cp_parse_number (text, length, &expected);
    if (!cp_number_parse_short (text, length, &value))
      continue;
    n_taken++;
    g_assert_true (is_number);
    g_assert_cmpmem (&value, sizeof value, &expected, sizeof expected);
  }
  g_assert_cmpuint (n_taken, >, 50000);
}

static void
test_halfway_cases_round_to_even (void) {
  /* 2^53 + 1 and its neighbours: exactly between two doubles, or a hair beside */
  static const char *const texts[] = {"9007199254740993",        "9007199254740993.0000000000000001",
                                      "9007199254740992.9999",   "9007199254740995",
                                      "900719925474099300e-2",   "90071992547409930e-1",
                                      "18014398509481986",       "0.1e-22",
                                      "2.2250738585072011e-308", "4.9406564584124654e-324",
                                      "2.4703282292062327e-324", "1.7976931348623158e308",
                                      "1.7976931348623159e308"};
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_as_strtod (texts[i]);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/number/forms-of-a-number-are-read", test_forms_of_a_number_are_read);
  g_test_add_func ("/core/number/everything-else-is-no-number", test_everything_else_is_no_number);
  g_test_add_func ("/core/number/a-length-ends-the-number", test_a_length_ends_the_number);
  g_test_add_func ("/core/number/rounding-agrees-with-the-c-library",
                   test_rounding_agrees_with_the_c_library);
  g_test_add_func ("/core/number/the-short-cut-takes-no-other-forms",
                   test_the_short_cut_takes_no_other_forms);
  g_test_add_func ("/core/number/halfway-cases-round-to-even", test_halfway_cases_round_to_even);
  return g_test_run ();
}
