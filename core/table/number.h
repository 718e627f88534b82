#pragma once
#include <glib.h>
#include <string.h>

/* Text to double: C locale, correctly rounded, no allocation on the common path. The grammar is
 * [+-] digits [. digits] [e [+-] digits], digits on at least one side of the point; no "inf", "nan" or hex
 * forms; what overflows a double is no number. cp_parse_number() in core/table/edits.h reads all of it; here
 * is the short cut for the readers inside core/table. */
G_BEGIN_DECLS

extern const double cp_powers_of_ten[23]; /* exact in a double */

/* How many of the eight bytes, lowest first, are 0 to 9 before the first that is not. */
static inline guint
cp_count_digits (guint64 values) {
  guint64 others = ((values + G_GUINT64_CONSTANT (0x7676767676767676)) | values) &
                   G_GUINT64_CONSTANT (0x8080808080808080); /* the first is right, carries blur later ones */
  return others != 0 ? (guint)__builtin_ctzll (others) / 8 : 8;
}

/* The number that the first @n_digits, 1 to 8, of the eight values write. */
static inline guint64
cp_join_digits (guint64 values, guint n_digits) {
  values <<= 64 - 8 * n_digits;                /* zeros come first now */
  guint64 pairs = values * 10 + (values >> 8); /* in every second byte: the first digit is the lowest byte */
  guint64 low = pairs & G_GUINT64_CONSTANT (0x000000ff000000ff);
  guint64 high = (pairs >> 16) & G_GUINT64_CONSTANT (0x000000ff000000ff);
  return (low * (100 + ((guint64)1000000 << 32)) + high * (1 + ((guint64)10000 << 32))) >> 32;
}

/**
 * cp_number_parse_short:
 * @text: CP_NUMBER_SHORT bytes can be read
 * @length: of the number
 *
 * Parses what most numbers are, digits with perhaps a point among them in eight bytes, and a minus: eight
 * bytes at once, without a branch a digit.
 *
 * Returns: %FALSE also for other forms of numbers
 */
#define CP_NUMBER_SHORT 16
static inline gboolean
cp_number_parse_short (const char *text, gsize length, double *out_value) {
  const gsize is_negative = *text == '-';
  const gsize n_bytes = length - is_negative;
  if (n_bytes - 1 >= 8) /* none, or too many */
    return FALSE;
  guint64 values;
  memcpy (&values, text + is_negative, sizeof values);
  values = GUINT64_FROM_LE (values) ^ G_GUINT64_CONSTANT (0x3030303030303030); /* a digit's byte is 0 to 9 */
  guint n_digits = (guint)n_bytes, n_whole = cp_count_digits (values), n_decimals = 0;
  if (n_whole < n_digits) {
    if (((values >> (8 * n_whole)) & 0xff) != ('.' ^ '0') || n_bytes == 1)
      return FALSE;
    n_decimals = --n_digits - n_whole;
    guint64 whole = values & (((guint64)1 << (8 * n_whole)) - 1);
    values = whole | (values >> 8 >> (8 * n_whole) << (8 * n_whole)); /* without the point */
    if (cp_count_digits (values) < n_digits)
      return FALSE;
  }
  double value = (double)(gint64)cp_join_digits (values, n_digits) / cp_powers_of_ten[n_decimals];
  memcpy (&values, &value, sizeof values); /* both were exact, so it was rounded once */
  values |= (guint64)is_negative << 63;    /* signs are hard to foresee, so no branch */
  memcpy (out_value, &values, sizeof values);
  return TRUE;
}

G_END_DECLS
