#include "core/base/format.h"

#include <math.h>
#include <string.h>

#define NO_BREAK_SPACE "\u00a0"
#define MINUS "\u2212"
#define UNDEFINED "\u2013"

char *
cp_format_double (char *buffer, double value) {
  if (isnan (value))
    return strcpy (buffer, "nan");
  if (isinf (value))
    return strcpy (buffer, value > 0 ? "inf" : "-inf");
  if (value == floor (value) && fabs (value) < 1e15) {
    g_snprintf (buffer, CP_FORMAT_SIZE, "%" G_GINT64_FORMAT, (gint64)value);
    return buffer;
  }
  static const char *const formats[] = {"%.15g", "%.16g", "%.17g"};
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_ascii_formatd (buffer, CP_FORMAT_SIZE, formats[i], value);
    if (g_ascii_strtod (buffer, NULL) == value)
      break;
  }
  return buffer;
}

/* |value| with a fixed number of decimals, thousands grouped. */
static void
append_grouped (GString *text, double value, int decimals) {
  char format[16], digits[400];
  g_snprintf (format, sizeof format, "%%.%df", decimals);
  g_ascii_formatd (digits, sizeof digits, format, fabs (value));
  gsize n_whole = strcspn (digits, ".");
  for (gsize i = 0; i < n_whole; i++) {
    if (i > 0 && (n_whole - i) % 3 == 0)
      g_string_append (text, NO_BREAK_SPACE);
    g_string_append_c (text, digits[i]);
  }
  g_string_append (text, digits + n_whole);
}

/* A value that rounds to zero carries no sign. */
static gboolean
rounds_to_zero (double value, int decimals) {
  return fabs (value) < 0.5 * pow (10, -decimals);
}

static char *
format_fixed (double value, int decimals, const char *plus, const char *unit) {
  if (isnan (value))
    return g_strdup (UNDEFINED);
  if (isinf (value))
    return g_strconcat (value < 0 ? MINUS : plus, "∞", NULL);
  GString *text = g_string_new (NULL);
  if (!rounds_to_zero (value, decimals))
    g_string_append (text, value < 0 ? MINUS : plus);
  append_grouped (text, value, decimals);
  g_string_append (text, unit);
  return g_string_free (text, FALSE);
}

char *
cp_format_score (double score) {
  return format_fixed (score, 3, "", "");
}

char *
cp_format_number (double value, int decimals) {
  if (decimals < 0) {
    decimals = 0;
    /* enough decimals to read the value back, at most four, fewer for large numbers */
    int most = fabs (value) >= 1000 ? 1 : fabs (value) >= 100 ? 2 : fabs (value) >= 10 ? 3 : 4;
    while (isfinite (value) && decimals < most &&
           fabs (value * pow (10, decimals) - rint (value * pow (10, decimals))) > 1e-6)
      decimals++;
  }
  return format_fixed (value, decimals, "", "");
}

char *
cp_format_count (double count) {
  return format_fixed (count, 0, "", "");
}

char *
cp_format_counted (double count, const char *noun) {
  g_autofree char *text = cp_format_count (count);
  return g_strconcat (text, " ", noun, count == 1 ? NULL : "s", NULL);
}

char *
cp_format_percent (double share) {
  return format_fixed (share * 100, 1, "", NO_BREAK_SPACE "%");
}

char *
cp_format_points (double share) {
  return format_fixed (share * 100, 1, "", "");
}

char *
cp_format_delta (double delta, int decimals) {
  return format_fixed (delta, decimals, "+", "");
}

char *
cp_format_threshold (double threshold) {
  if (isinf (threshold) && threshold > 0)
    return g_strdup ("nobody");
  gboolean is_round = fabs (threshold * 100 - rint (threshold * 100)) < 1e-9;
  return format_fixed (threshold, is_round ? 2 : 3, "", "");
}
