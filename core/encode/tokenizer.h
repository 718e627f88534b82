#pragma once
#include <glib.h>

/* How a model's own tokenizer cuts a text into words, and where in the text each of them stands. Four rules,
 * as their libraries have them (DEFINITIONS, Words):
 *
 *   keras               lower case, every filter character becomes the separator, split on the separator
 *   text-vectorization  ASCII lower case, ASCII punctuation deleted, split on ASCII white space
 *   scikit-learn        lower case, every match of the token pattern, stop words left out
 *
 * A value: copy its pointers, not its strings. Splitting is re-entrant. */
G_BEGIN_DECLS

typedef enum {
  CP_TOKENIZER_KERAS,
  CP_TOKENIZER_TEXT_VECTORIZATION,
  CP_TOKENIZER_SCIKIT_LEARN
} CpTokenizerKind;
const char *cp_tokenizer_kind_get_name (CpTokenizerKind kind);
gboolean cp_tokenizer_kind_parse (const char *name, CpTokenizerKind *out_kind);

#define CP_KERAS_FILTERS "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n"
#define CP_SCIKIT_LEARN_PATTERN "(?u)\\b\\w\\w+\\b"

typedef struct {
  CpTokenizerKind kind;
  gboolean lowers;            /* TRUE by default */
  gboolean by_character;      /* keras char_level and split = "character": every character is a word */
  char *filters;              /* keras: the characters that separate; "" for none */
  gunichar separator;         /* keras: what splits, a space by default */
  gboolean strips;            /* text-vectorization: deletes punctuation */
  gboolean splits;            /* text-vectorization: FALSE: the whole text is one word */
  GRegex *pattern;            /* scikit-learn (nullable): another than the usual token pattern */
  GHashTable *stop_words;     /* scikit-learn (nullable): a set of texts */
  guint min_words, max_words; /* n-grams of this many words, joined by spaces; 1, 1 by default */
} CpTokenizer;

void cp_tokenizer_init (CpTokenizer *tokenizer, CpTokenizerKind kind);
void cp_tokenizer_clear (CpTokenizer *tokenizer);
/* Compiles Python's @pattern; (?u) and Unicode classes as in Python 3. FALSE with @error: GLib's, or of more
 * than one group. */
gboolean cp_tokenizer_set_pattern (CpTokenizer *tokenizer, const char *pattern, GError **error);

/* One word, or n-gram of several, of a text. */
typedef struct {
  guint32 word, length; /* in CpTokens' words: the bytes the vocabulary knows it by */
  guint32 begin, end;   /* bytes in the text as it was given */
} CpToken;

/* What splitting gives; reused from text to text, so that no memory is taken once it has grown. */
typedef struct {
  GArray *tokens; /* of CpToken: the single words in text order, then the n-grams, shortest first */
  GString *words;
  GArray *origins; /* of an internal record a byte of words */
} CpTokens;

void cp_tokens_init (CpTokens *tokens);
void cp_tokens_clear (CpTokens *tokens);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CpTokens, cp_tokens_clear)

/* A byte that is not UTF-8 counts as one character, U+FFFD. Texts are cut at 1.4 GB. */
void cp_tokenizer_split (const CpTokenizer *tokenizer, const char *text, gsize length, CpTokens *out);

G_END_DECLS
