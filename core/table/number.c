#include "core/table/number.h"

#include "core/table/edits.h"
#include "core/table/words.h"
#include <math.h>
#include <string.h>

__extension__ typedef unsigned __int128 Wide;

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
  static const guint64 powers_of_five[] = {G_GUINT64_CONSTANT (1),
                                           G_GUINT64_CONSTANT (5),
                                           G_GUINT64_CONSTANT (25),
                                           G_GUINT64_CONSTANT (125),
                                           G_GUINT64_CONSTANT (625),
                                           G_GUINT64_CONSTANT (3125),
                                           G_GUINT64_CONSTANT (15625),
                                           G_GUINT64_CONSTANT (78125),
                                           G_GUINT64_CONSTANT (390625),
                                           G_GUINT64_CONSTANT (1953125),
                                           G_GUINT64_CONSTANT (9765625),
                                           G_GUINT64_CONSTANT (48828125),
                                           G_GUINT64_CONSTANT (244140625),
                                           G_GUINT64_CONSTANT (1220703125),
                                           G_GUINT64_CONSTANT (6103515625),
                                           G_GUINT64_CONSTANT (30517578125),
                                           G_GUINT64_CONSTANT (152587890625),
                                           G_GUINT64_CONSTANT (762939453125),
                                           G_GUINT64_CONSTANT (3814697265625),
                                           G_GUINT64_CONSTANT (19073486328125),
                                           G_GUINT64_CONSTANT (95367431640625),
                                           G_GUINT64_CONSTANT (476837158203125),
                                           G_GUINT64_CONSTANT (2384185791015625),
                                           G_GUINT64_CONSTANT (11920928955078125),
                                           G_GUINT64_CONSTANT (59604644775390625),
                                           G_GUINT64_CONSTANT (298023223876953125),
                                           G_GUINT64_CONSTANT (1490116119384765625),
                                           G_GUINT64_CONSTANT (7450580596923828125)};
  if (mantissa == 0) {
    *out_value = 0;
    return TRUE;
  }
  if (ABS (exponent) >= (int)G_N_ELEMENTS (powers_of_five))
    return FALSE;

  /* m × 10^e = m × 5^e × 2^e: in 128 bits the product is exact, and a quotient of 63 bits or more with the
   * remainder's presence in its lowest bit rounds as the exact one would. */
  guint64 power = powers_of_five[ABS (exponent)];
  if (exponent >= 0) {
    *out_value = ldexp ((double)((Wide)mantissa * power), exponent);
    return TRUE;
  }
  int mantissa_shift = __builtin_clzll (mantissa), power_shift = __builtin_clzll (power);
  Wide dividend = (Wide)(mantissa << mantissa_shift) << 63;
  guint64 divisor = power << power_shift;
  Wide quotient = dividend / divisor;
  quotient |= dividend % divisor != 0;
  *out_value = ldexp ((double)quotient, exponent - mantissa_shift + power_shift - 63);
  return TRUE;
}

gboolean
cp_parse_number (const char *text, gsize length, double *out_value) {
  cp_strip_blanks (&text, &length);
  const char *end = text + length;
  double value = 0;
  if (cp_number_scan (text, end, TRUE, &value) != end)
    return FALSE;
  *out_value = value;
  return TRUE;
}
