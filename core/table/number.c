#include "core/table/number.h"

#include "core/table/edits.h"
#include "core/table/words.h"
#include <float.h>
#include <math.h>
#include <string.h>

__extension__ typedef unsigned __int128 Wide;

const double cp_powers_of_ten[23] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                     1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* The slow, always right way, for a text that fits the grammar. */
static double
read_slowly (const char *text, gsize length) {
  char buffer[64];
  g_autofree char *copy = length < sizeof buffer ? NULL : g_strndup (text, length);
  if (copy != NULL)
    return g_ascii_strtod (copy, NULL);
  memcpy (buffer, text, length);
  buffer[length] = '\0';
  return g_ascii_strtod (buffer, NULL);
}

/* mantissa × 10^exponent where no exact double product exists; FALSE when only the slow way will do. */
static gboolean
round_product (guint64 mantissa, int exponent, double *out_value) {
  if (mantissa == 0) {
    *out_value = 0;
    return TRUE;
  }
  if (ABS (exponent) > 27) /* 5^27 is the last in 64 bits */
    return FALSE;
  guint64 power = 1;
  for (int i = 0; i < ABS (exponent); i++)
    power *= 5;

  /* m × 10^e = m × 5^e × 2^e: in 128 bits the product is exact, and a quotient of 63 bits or more with the
   * remainder's presence in its lowest bit rounds as the exact one would. */
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

/* (nullable): the first byte after the number at @text, or NULL if none begins here */
static const char *
scan_number (const char *text, const char *end, double *out_value) {
  const char *p = text;
  gboolean is_negative = p < end && *p == '-';
  if (is_negative || (p < end && *p == '+'))
    p++;

  guint64 mantissa = 0;
  int exponent = 0;
  const char *digits = p;
  while (p < end && g_ascii_isdigit (*p))
    mantissa = mantissa * 10 + (guint64)(*p++ - '0');
  gsize n_digits = (gsize)(p - digits);
  if (p < end && *p == '.') {
    const char *decimals = ++p;
    while (p < end && g_ascii_isdigit (*p))
      mantissa = mantissa * 10 + (guint64)(*p++ - '0');
    n_digits += (gsize)(p - decimals);
    exponent = -(int)MIN (p - decimals, G_MAXINT / 2);
  }
  if (n_digits == 0)
    return NULL;
  if (p < end && (*p == 'e' || *p == 'E')) {
    const char *q = p + 1;
    gboolean is_small = q < end && *q == '-';
    if (is_small || (q < end && *q == '+'))
      q++;
    if (q >= end || !g_ascii_isdigit (*q))
      return NULL;
    int written = 0;
    for (; q < end && g_ascii_isdigit (*q); q++)
      written = MIN (written * 10 + (*q - '0'), 100000);
    exponent += is_small ? -written : written;
    p = q;
  }

  double value;
  if (G_LIKELY (n_digits <= 19 && mantissa <= (G_GUINT64_CONSTANT (1) << 53) && exponent >= -22 &&
                exponent <= 22)) {
    /* both operands are exact, so the one rounding is the right one (Clinger 1990) */
    value = (double)mantissa;
    value = exponent < 0 ? value / cp_powers_of_ten[-exponent] : value * cp_powers_of_ten[exponent];
  } else if (n_digits > 19 || !round_product (mantissa, exponent, &value)) {
    value = read_slowly (digits, (gsize)(p - digits));
    if (value > DBL_MAX)
      return NULL;
  }
  *out_value = is_negative ? -value : value;
  return p;
}

gboolean
cp_parse_number (const char *text, gsize length, double *out_value) {
  cp_strip_blanks (&text, &length);
  const char *end = text + length;
  double value = 0;
  if (scan_number (text, end, &value) != end)
    return FALSE;
  *out_value = value;
  return TRUE;
}
