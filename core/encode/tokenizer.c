#include "core/encode/tokenizer.h"

#include "core/base/error.h"

#include <string.h>

/* The characters that Keras' TextVectorization deletes: its own list, which is ASCII punctuation. */
#define PUNCTUATION "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'"

typedef struct {
  guint32 begin, end; /* of the character in the text that gave this byte */
} Origin;

static const char *const kind_names[] = {"keras", "text-vectorization", "scikit-learn"};

const char *
cp_tokenizer_kind_get_name (CpTokenizerKind kind) {
  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (kind_names), NULL);
  return kind_names[kind];
}

gboolean
cp_tokenizer_kind_parse (const char *name, CpTokenizerKind *out_kind) {
  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++) {
    if (g_str_equal (name, kind_names[i])) {
      *out_kind = (CpTokenizerKind)i;
      return TRUE;
    }
  }
  return FALSE;
}

void
cp_tokenizer_init (CpTokenizer *tokenizer, CpTokenizerKind kind) {
  *tokenizer = (CpTokenizer){.kind = kind,
                             .lowers = TRUE,
                             .filters = g_strdup (kind == CP_TOKENIZER_KERAS ? CP_KERAS_FILTERS : ""),
                             .separator = ' ',
                             .strips = TRUE,
                             .splits = TRUE,
                             .min_words = 1,
                             .max_words = 1};
}

void
cp_tokenizer_clear (CpTokenizer *tokenizer) {
  g_clear_pointer (&tokenizer->filters, g_free);
  g_clear_pointer (&tokenizer->pattern, g_regex_unref);
  g_clear_pointer (&tokenizer->stop_words, g_hash_table_unref);
}

gboolean
cp_tokenizer_set_pattern (CpTokenizer *tokenizer, const char *pattern, GError **error) {
  g_clear_pointer (&tokenizer->pattern, g_regex_unref);
  if (g_str_equal (pattern, CP_SCIKIT_LEARN_PATTERN) || g_str_equal (pattern, &CP_SCIKIT_LEARN_PATTERN[4]))
    return TRUE; /* cut by hand below, which is many times faster */
  if (g_str_has_prefix (pattern, "(?u)"))
    pattern += strlen ("(?u)"); /* Python 3's default; PCRE has no such switch */
  g_autofree char *unicode = g_strconcat ("(*UCP)", pattern, NULL);
  tokenizer->pattern = g_regex_new (unicode, G_REGEX_OPTIMIZE, 0, error);
  if (tokenizer->pattern == NULL || g_regex_get_capture_count (tokenizer->pattern) <= 1)
    return tokenizer->pattern != NULL;
  g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%d groups, expected at most one, as scikit-learn does",
               g_regex_get_capture_count (tokenizer->pattern));
  g_clear_pointer (&tokenizer->pattern, g_regex_unref);
  return FALSE;
}

void
cp_tokens_init (CpTokens *tokens) {
  tokens->tokens = g_array_new (FALSE, FALSE, sizeof (CpToken));
  tokens->words = g_string_new (NULL);
  tokens->origins = g_array_new (FALSE, FALSE, sizeof (Origin));
}

void
cp_tokens_clear (CpTokens *tokens) {
  g_clear_pointer (&tokens->tokens, g_array_unref);
  if (tokens->words != NULL)
    g_string_free (g_steal_pointer (&tokens->words), TRUE);
  g_clear_pointer (&tokens->origins, g_array_unref);
}

/* ---- the text made plain: one pass, with the origin of every byte ---- */

static gunichar
next_character (const char *text, const char *end, guint32 *out_width) {
  if ((guchar)*text < 0x80) {
    *out_width = 1;
    return (guchar)*text;
  }
  gunichar c = g_utf8_get_char_validated (text, end - text);
  if (c == (gunichar)-1 || c == (gunichar)-2) {
    *out_width = 1;
    return 0xFFFD;
  }
  *out_width = (guint32)(g_utf8_next_char (text) - text);
  return c;
}

/* Room was made by make_plain(). */
static inline void
append (CpTokens *out, gunichar c, guint32 begin, guint32 width) {
  char *at = out->words->str + out->words->len;
  int n = 1;
  if (c < 0x80)
    *at = (char)c;
  else
    n = g_unichar_to_utf8 (c, at);
  for (int i = 0; i < n; i++)
    g_array_index (out->origins, Origin, out->words->len++) = (Origin){begin, begin + width};
}

/* Characters that Unicode's rule for a final sigma looks through: marks, modifiers, and the punctuation that
 * stands within words. */
static gboolean
is_case_ignorable (gunichar c) {
  static const gunichar within_words[] = {'\'',   '.',    ':',    0xB7,   0x387,  0x55F,
                                          0x5F4,  0x2018, 0x2019, 0x2024, 0x2027, 0xFE13,
                                          0xFE52, 0xFE55, 0xFF07, 0xFF0E, 0xFF1A};
  for (guint i = 0; i < G_N_ELEMENTS (within_words); i++)
    if (c == within_words[i])
      return TRUE;
  switch (g_unichar_type (c)) {
  case G_UNICODE_NON_SPACING_MARK:
  case G_UNICODE_ENCLOSING_MARK:
  case G_UNICODE_FORMAT:
  case G_UNICODE_MODIFIER_LETTER:
  case G_UNICODE_MODIFIER_SYMBOL:
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean
is_cased (gunichar c) {
  return g_unichar_isupper (c) || g_unichar_islower (c) || g_unichar_istitle (c);
}

/* Python's rule: a capital sigma that ends a word becomes the final form. */
static gboolean
is_final_sigma (const char *text, const char *at, const char *after, const char *end) {
  gunichar before = 0, behind = 0;
  guint32 width;
  for (const char *begin = at; begin > text && (before == 0 || is_case_ignorable (before));) {
    do
      begin--;
    while (begin > text && ((guchar)*begin & 0xC0) == 0x80);
    before = next_character (begin, end, &width);
  }
  for (; after < end && (behind == 0 || is_case_ignorable (behind)); after += width)
    behind = next_character (after, end, &width);
  return is_cased (before) && !is_cased (behind);
}

/* As Python's str.lower(): @out (2). GLib leaves the numerals and the letters in circles as they are. Returns
 * how many characters it makes */
static guint
lower_character (gunichar c, const char *text, const char *at, guint32 width, const char *end,
                 gunichar *out) {
  out[0] = g_unichar_tolower (c);
  out[1] = 0x307;
  if (c == 0x130) { /* İ becomes i and a dot above */
    out[0] = 'i';
    return 2;
  }
  if (c == 0x3A3 && is_final_sigma (text, at, at + width, end))
    out[0] = 0x3C2;
  else if (c >= 0x2160 && c <= 0x216F)
    out[0] = c + 16;
  else if (c >= 0x24B6 && c <= 0x24CF)
    out[0] = c + 26;
  return 1;
}

/* Which characters become the separator: of most texts one look in a table */
typedef struct {
  gboolean is_ascii[128];
  const char *others; /* (nullable) */
  gunichar separator;
} Separators;

static void
separators_init (Separators *self, const CpTokenizer *tokenizer) {
  gboolean cuts = tokenizer->kind == CP_TOKENIZER_KERAS && !tokenizer->by_character;
  *self = (Separators){.separator = cuts ? tokenizer->separator : 0};
  if (cuts && tokenizer->separator < 0x80)
    self->is_ascii[tokenizer->separator] = TRUE;
  for (const char *at = tokenizer->filters; cuts && *at != 0; at++) {
    if ((guchar)*at < 0x80)
      self->is_ascii[(guchar)*at] = TRUE;
    else
      self->others = tokenizer->filters;
  }
}

static gboolean
is_separator (const Separators *self, gunichar c) {
  return c < 0x80
             ? self->is_ascii[c]
             : c == self->separator || (self->others != NULL && g_utf8_strchr (self->others, -1, c) != NULL);
}

/* Keras and scikit-learn: lower case first, then what separates */
static void
append_plain (const CpTokenizer *tokenizer, const Separators *separators, gunichar c, const char *text,
              const char *at, guint32 width, const char *end, CpTokens *out) {
  gunichar lower[2] = {c};
  guint n = 1;
  if (tokenizer->lowers && c < 0x80)
    lower[0] = (gunichar)g_ascii_tolower ((char)c);
  else if (tokenizer->lowers)
    n = lower_character (c, text, at, width, end, lower);
  for (guint i = 0; i < n; i++) /* no word holds a NUL */
    append (out, is_separator (separators, lower[i]) ? 0 : lower[i], (guint32)(at - text), width);
}

static void
make_plain (const CpTokenizer *tokenizer, const char *text, gsize length, CpTokens *out) {
  enum { MOST_GROWTH = 3 }; /* a byte that is no text becomes U+FFFD */
  length = MIN (length, G_MAXUINT32 / MOST_GROWTH - 8);
  const char *end = text + length;
  Separators separators;
  separators_init (&separators, tokenizer);
  g_string_set_size (out->words, MOST_GROWTH * length);
  g_array_set_size (out->origins, (guint)(MOST_GROWTH * length));
  out->words->len = 0;
  guint32 width;
  for (const char *at = text; at < end; at += width) {
    gunichar c = next_character (at, end, &width);
    if (tokenizer->kind != CP_TOKENIZER_TEXT_VECTORIZATION) {
      append_plain (tokenizer, &separators, c, text, at, width, end, out);
      continue;
    }
    if (tokenizer->strips && c < 0x80 && c != 0 && strchr (PUNCTUATION, (int)c) != NULL)
      continue;
    gunichar lower = tokenizer->lowers && c < 0x80 ? (gunichar)g_ascii_tolower ((char)c) : c;
    append (out, lower, (guint32)(at - text), width);
  }
  g_string_truncate (out->words, out->words->len);
  g_array_set_size (out->origins, (guint)out->words->len);
}

/* ---- cutting ---- */

static void
add (CpTokens *out, gsize begin, gsize end) {
  if (begin == end)
    return;
  CpToken token = {(guint32)begin, (guint32)(end - begin), g_array_index (out->origins, Origin, begin).begin,
                   g_array_index (out->origins, Origin, end - 1).end};
  g_array_append_val (out->tokens, token);
}

static gboolean
is_blank (char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static void
cut_at (CpTokens *out, gboolean at_blanks) {
  gsize begin = 0, length = out->words->len;
  for (gsize i = 0; i < length; i++) {
    char c = out->words->str[i];
    if (at_blanks ? is_blank (c) : c == 0) {
      add (out, begin, i);
      begin = i + 1;
    }
  }
  add (out, begin, length);
}

static void
cut_characters (CpTokens *out) {
  for (gsize i = 0, next; i < out->words->len; i = next) {
    next = i + g_utf8_skip[(guchar)out->words->str[i]];
    add (out, i, MIN (next, out->words->len));
  }
}

/* Runs of at least two of Python's \w: \b\w\w+\b */
static void
cut_word_runs (CpTokens *out) {
  const char *text = out->words->str, *end = text + out->words->len;
  const char *begin = NULL;
  guint n = 0;
  guint32 width = 0;
  for (const char *at = text; at < end; at += width) {
    gunichar c = next_character (at, end, &width);
    if (c == '_' || g_unichar_isalnum (c)) {
      begin = n++ == 0 ? at : begin;
    } else {
      if (n >= 2)
        add (out, (gsize)(begin - text), (gsize)(at - text));
      n = 0;
    }
  }
  if (n >= 2)
    add (out, (gsize)(begin - text), (gsize)(end - text));
}

/* As re.findall: the one group where the pattern has one. */
static void
cut_matches (const CpTokenizer *tokenizer, CpTokens *out) {
  g_autoptr (GMatchInfo) match = NULL;
  int group = g_regex_get_capture_count (tokenizer->pattern) == 1 ? 1 : 0;
  g_regex_match_full (tokenizer->pattern, out->words->str, (gssize)out->words->len, 0, 0, &match, NULL);
  while (g_match_info_matches (match)) {
    int begin, end;
    if (g_match_info_fetch_pos (match, group, &begin, &end) && begin >= 0)
      add (out, (gsize)begin, (gsize)end);
    if (!g_match_info_next (match, NULL))
      break;
  }
}

static void
leave_out_stop_words (const CpTokenizer *tokenizer, CpTokens *out) {
  g_autoptr (GString) word = g_string_new (NULL);
  guint kept = 0;
  for (guint i = 0; i < out->tokens->len; i++) {
    CpToken token = g_array_index (out->tokens, CpToken, i);
    g_string_truncate (word, 0);
    g_string_append_len (word, out->words->str + token.word, token.length);
    if (!g_hash_table_contains (tokenizer->stop_words, word->str))
      g_array_index (out->tokens, CpToken, kept++) = token;
  }
  g_array_set_size (out->tokens, kept);
}

/* The single words are replaced or followed by runs of them. */
static void
join_words (const CpTokenizer *tokenizer, CpTokens *out) {
  guint n = out->tokens->len;
  for (guint size = MAX (tokenizer->min_words, 2); size <= tokenizer->max_words; size++) {
    for (guint first = 0; first + size <= n; first++) {
      CpToken joined = {.word = (guint32)out->words->len,
                        .begin = g_array_index (out->tokens, CpToken, first).begin,
                        .end = g_array_index (out->tokens, CpToken, first + size - 1).end};
      for (guint i = first; i < first + size; i++) {
        CpToken part = g_array_index (out->tokens, CpToken, i);
        if (i > first)
          g_string_append_c (out->words, ' ');
        g_string_set_size (out->words, out->words->len + part.length);
        memcpy (out->words->str + out->words->len - part.length, out->words->str + part.word, part.length);
      }
      joined.length = (guint32)out->words->len - joined.word;
      g_array_append_val (out->tokens, joined);
    }
  }
  if (tokenizer->min_words > 1)
    g_array_remove_range (out->tokens, 0, n);
}

void
cp_tokenizer_split (const CpTokenizer *tokenizer, const char *text, gsize length, CpTokens *out) {
  g_array_set_size (out->tokens, 0);
  g_array_set_size (out->origins, 0);
  g_string_truncate (out->words, 0);
  make_plain (tokenizer, text, length, out);
  if (tokenizer->by_character)
    cut_characters (out);
  else if (tokenizer->kind == CP_TOKENIZER_KERAS)
    cut_at (out, FALSE);
  else if (tokenizer->kind == CP_TOKENIZER_TEXT_VECTORIZATION && tokenizer->splits)
    cut_at (out, TRUE);
  else if (tokenizer->kind == CP_TOKENIZER_TEXT_VECTORIZATION)
    add (out, 0, out->words->len);
  else if (tokenizer->pattern != NULL)
    cut_matches (tokenizer, out);
  else
    cut_word_runs (out);
  if (tokenizer->stop_words != NULL)
    leave_out_stop_words (tokenizer, out);
  if (tokenizer->max_words > 1)
    join_words (tokenizer, out);
}
