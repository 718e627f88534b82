#include "core/table/number.h"

#include "core/table/edits.h"
#include <math.h>
#include <string.h>

const double cp_powers_of_ten[23] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                     1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

double
cp_number_from_text (const char *text, gsize length) {
  char buffer[64];
  g_autofree char *copy = length < sizeof buffer ? NULL : g_strndup (text, length);
  if (copy != NULL)
    return g_ascii_strtod (copy, NULL);
  memcpy (buffer, text, length);
  buffer[length] = '\0';
  return g_ascii_strtod (buffer, NULL);
}

gboolean
cp_number_round (guint64 mantissa, int exponent, double *out_value) {
  if (mantissa == 0) {
    *out_value = 0;
    return TRUE;
  }
#if LDBL_MANT_DIG == 64
  /* 10^27 = 5^27 × 2^27 and 5^27 < 2^64: exact in a significand of 64 bits, as is the mantissa. The product
   * is therefore rounded once to 64 bits, and rounding that to 53 is right unless the 64 bits lie exactly
   * half-way between two doubles, where the digits lost before would have decided. */
  static const long double powers[] = {1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,  1e7L,  1e8L,  1e9L,
                                       1e10L, 1e11L, 1e12L, 1e13L, 1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L,
                                       1e20L, 1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L, 1e27L};
  if (ABS (exponent) >= (int)G_N_ELEMENTS (powers))
    return FALSE;
  long double value = (long double)mantissa;
  value = exponent < 0 ? value / powers[-exponent] : value * powers[exponent];
  guint64 significand;
  memcpy (&significand, &value, sizeof significand);
  if ((significand & 0x7ff) == 0x400)
    return FALSE;
  *out_value = (double)value;
  return TRUE;
#else
  return FALSE;
#endif
}

gboolean
cp_parse_number (const char *text, gsize length, double *out_value) {
  const char *end = text + length;
  while (text < end && g_ascii_isspace (*text))
    text++;
  while (text < end && g_ascii_isspace (end[-1]))
    end--;
  double value = 0;
  if (cp_number_scan (text, end, TRUE, &value) != end)
    return FALSE;
  *out_value = value;
  return TRUE;
}
