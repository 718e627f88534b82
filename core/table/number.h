#pragma once
#include <float.h>
#include <glib.h>
#include <string.h>

/* Text to double: C locale, correctly rounded, no allocation on the common path. The grammar is
 * [+-] digits [. digits] [e [+-] digits], digits on at least one side of the point; no "inf", "nan" or hex
 * forms; what overflows a double is no number. For the readers inside core/table; cp_parse_number() is the
 * public face. */
G_BEGIN_DECLS

extern const double cp_powers_of_ten[23]; /* exact in a double */

/* The slow, always right way, for a text that fits the grammar. */
double cp_number_from_text (const char *text, gsize length);
/* mantissa × 10^exponent where no exact double product exists; FALSE when only the slow way will do. */
gboolean cp_number_round (guint64 mantissa, int exponent, double *out_value);

static inline gboolean
cp_is_digit (char c) {
  return (guint8)(c - '0') < 10;
}

/**
 * cp_number_scan:
 * @text: where a number may begin
 * @end: the end of the text, when @is_bounded
 * @is_bounded: whether @end must be minded; not where a byte that no number holds is known to follow
 * @out_value: written when a number was found
 *
 * Returns: (nullable): the first byte after the number, or %NULL if none begins here
 */
static inline const char *
cp_number_scan (const char *text, const char *end, gboolean is_bounded, double *out_value) {
#define HAS_MORE(p) (!is_bounded || (p) < end)
  const char *p = text;
  gboolean is_negative = HAS_MORE (p) && *p == '-';
  if (is_negative || (HAS_MORE (p) && *p == '+'))
    p++;

  guint64 mantissa = 0;
  int exponent = 0;
  const char *digits = p;
  while (HAS_MORE (p) && cp_is_digit (*p))
    mantissa = mantissa * 10 + (guint64)(*p++ - '0');
  gsize n_digits = (gsize)(p - digits);
  if (HAS_MORE (p) && *p == '.') {
    const char *decimals = ++p;
    while (HAS_MORE (p) && cp_is_digit (*p))
      mantissa = mantissa * 10 + (guint64)(*p++ - '0');
    n_digits += (gsize)(p - decimals);
    exponent = -(int)MIN (p - decimals, G_MAXINT / 2);
  }
  if (n_digits == 0)
    return NULL;
  if (HAS_MORE (p) && (*p == 'e' || *p == 'E')) {
    const char *q = p + 1;
    gboolean is_small = HAS_MORE (q) && *q == '-';
    if (is_small || (HAS_MORE (q) && *q == '+'))
      q++;
    if (!HAS_MORE (q) || !cp_is_digit (*q))
      return NULL;
    int written = 0;
    for (; HAS_MORE (q) && cp_is_digit (*q); q++)
      written = MIN (written * 10 + (*q - '0'), 100000);
    exponent += is_small ? -written : written;
    p = q;
  }
#undef HAS_MORE

  double value;
  if (G_LIKELY (n_digits <= 19 && mantissa <= (G_GUINT64_CONSTANT (1) << 53) && exponent >= -22 &&
                exponent <= 22)) {
    /* both operands are exact, so the one rounding is the right one (Clinger 1990) */
    value = (double)mantissa;
    value = exponent < 0 ? value / cp_powers_of_ten[-exponent] : value * cp_powers_of_ten[exponent];
  } else if (n_digits > 19 || !cp_number_round (mantissa, exponent, &value)) {
    value = cp_number_from_text (digits, (gsize)(p - digits));
    if (value > DBL_MAX)
      return NULL;
  }
  *out_value = is_negative ? -value : value;
  return p;
}

/* How many of the eight bytes, lowest first, are digits before the first that is none. */
static inline guint
cp_count_digits (guint64 bytes) {
  guint64 values = bytes ^ G_GUINT64_CONSTANT (0x3030303030303030); /* a digit's byte is now 0 to 9 */
  guint64 others = ((values + G_GUINT64_CONSTANT (0x7676767676767676)) | values) &
                   G_GUINT64_CONSTANT (0x8080808080808080); /* the first is right, carries blur later ones */
  return others != 0 ? (guint)__builtin_ctzll (others) / 8 : 8;
}

/* The number that the first @n_digits, 1 to 7, of the eight bytes write. */
static inline guint64
cp_join_digits (guint64 bytes, guint n_digits) {
  guint64 ones = (bytes ^ G_GUINT64_CONSTANT (0x3030303030303030)) << (64 - 8 * n_digits); /* zeros first */
  guint64 pairs = ones * 10 + (ones >> 8); /* in every second byte: the first digit is the lowest byte */
  guint64 low = pairs & G_GUINT64_CONSTANT (0x000000ff000000ff);
  guint64 high = (pairs >> 16) & G_GUINT64_CONSTANT (0x000000ff000000ff);
  return (low * (100 + ((guint64)1000000 << 32)) + high * (1 + ((guint64)10000 << 32))) >> 32;
}

/**
 * cp_number_scan_short:
 * @text: where a number may begin; CP_NUMBER_SHORT bytes can be read
 *
 * As cp_number_scan(), for plain numbers of up to seven digits on either side of the point, without a branch
 * a digit: what files mostly hold.
 *
 * Returns: (nullable): %NULL also where another form of number begins
 */
#define CP_NUMBER_SHORT 24
static inline const char *
cp_number_scan_short (const char *text, double *out_value) {
  static const guint32 whole_powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
  guint64 bytes;
  const char *p = text + (*text == '-');
  memcpy (&bytes, p, sizeof bytes);
  bytes = GUINT64_FROM_LE (bytes);
  guint n_digits = cp_count_digits (bytes), n_decimals = 0;
  if (n_digits == 0 || n_digits == 8)
    return NULL;
  guint64 mantissa = cp_join_digits (bytes, n_digits);
  p += n_digits;
  if (*p == '.') {
    memcpy (&bytes, p + 1, sizeof bytes);
    bytes = GUINT64_FROM_LE (bytes);
    n_decimals = cp_count_digits (bytes);
    if (n_decimals == 0 || n_decimals == 8)
      return NULL;
    mantissa = mantissa * whole_powers[n_decimals] + cp_join_digits (bytes, n_decimals);
    p += 1 + n_decimals;
  }
  double value = (double)(gint64)mantissa / cp_powers_of_ten[n_decimals]; /* both exact: rounded once */
  memcpy (&bytes, &value, sizeof bytes);
  bytes |= (guint64)(*text == '-') << 63; /* signs are hard to foresee, so no branch */
  memcpy (out_value, &bytes, sizeof bytes);
  return p;
}

G_END_DECLS
