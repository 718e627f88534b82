#include "core/table/words.h"

#include <string.h>

static gboolean
is_blank (char c) {
  return c == ' ' || c == '\t';
}

void
cp_strip_blanks (const char **text, gsize *length) {
  while (*length > 0 && is_blank (**text)) {
    (*text)++;
    (*length)--;
  }
  while (*length > 0 && is_blank ((*text)[*length - 1]))
    (*length)--;
}

static gboolean
is_word (const char *text, gsize length, const char *word) {
  return strlen (word) == length && g_ascii_strncasecmp (text, word, length) == 0;
}

gboolean
cp_is_missing_word (const char *text, gsize length) {
  cp_strip_blanks (&text, &length);
  switch (length) {
  case 0:
    return TRUE;
  case 1:
    return text[0] == '?';
  case 2:
    return memcmp (text, "NA", 2) == 0;
  default:
    return is_word (text, length, "nan") || is_word (text, length, "null");
  }
}

CpPair
cp_find_pair (const char *text, gsize length, gboolean *out_truth) {
  static const struct {
    const char *word;
    CpPair pair;
    gboolean truth;
  } words[] = {
      {"true", CP_PAIR_TRUE_FALSE, TRUE}, {"false", CP_PAIR_TRUE_FALSE, FALSE},
      {"yes", CP_PAIR_YES_NO, TRUE},      {"no", CP_PAIR_YES_NO, FALSE},
      {"t", CP_PAIR_T_F, TRUE},           {"f", CP_PAIR_T_F, FALSE},
      {"y", CP_PAIR_Y_N, TRUE},           {"n", CP_PAIR_Y_N, FALSE},
      {"1", CP_PAIR_1_0, TRUE},           {"0", CP_PAIR_1_0, FALSE},
  };
  cp_strip_blanks (&text, &length);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (is_word (text, length, words[i].word)) {
      *out_truth = words[i].truth;
      return words[i].pair;
    }
  return CP_PAIR_NONE;
}
