#include "core/encode/word-case.h"

char *
cp_word_with_case_of (const char *from, gsize length, const char *to) {
  guint n_letters = 0, n_upper = 0;
  gboolean begins_upper = FALSE;
  for (const char *at = from; at < from + length;) {
    gunichar c = g_utf8_get_char_validated (at, (gssize)(from + length - at));
    gboolean is_valid = c != (gunichar)-1 && c != (gunichar)-2;
    if (is_valid && g_unichar_isalpha (c)) {
      begins_upper |= n_letters == 0 && g_unichar_isupper (c);
      n_letters++;
      n_upper += g_unichar_isupper (c);
    }
    at = is_valid ? g_utf8_next_char (at) : at + 1;
  }
  if (n_letters > 1 && n_upper == n_letters)
    return g_utf8_strup (to, -1);
  if (!begins_upper || *to == 0)
    return g_strdup (to);
  g_autofree char *first = g_utf8_strup (to, (gssize)(g_utf8_next_char (to) - to));
  return g_strconcat (first, g_utf8_next_char (to), NULL);
}
