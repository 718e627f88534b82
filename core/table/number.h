#pragma once
#include <float.h>
#include <glib.h>

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

G_END_DECLS
