#include "core/explain/text-flips-words.h"

#include "core/encode/word-case.h"

#include <string.h>

void
cp_text_flip_word_free (gpointer data) {
  CpTextFlipWord *word = data;
  g_free (word->word);
  g_free (word->to);
  g_array_unref (word->spans);
  g_free (word);
}

/* The words the model knows before the others, each in the order they stand. A word it does not know may
 * still part two that make an n-gram. */
static GPtrArray *
put_seen_first (GPtrArray *words, GHashTable *seen, gboolean has_ngrams, guint *out_n_seen) {
  GPtrArray *sorted = g_ptr_array_new_with_free_func (cp_text_flip_word_free);
  for (guint pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < words->len; i++) {
      CpTextFlipWord *word = g_ptr_array_index (words, i);
      if ((has_ngrams || g_hash_table_contains (seen, word)) == (pass == 0))
        g_ptr_array_add (sorted, word);
    }
    *out_n_seen = pass == 0 ? sorted->len : *out_n_seen;
  }
  g_ptr_array_set_free_func (words, NULL);
  g_ptr_array_unref (words);
  return sorted;
}

GPtrArray *
cp_text_flip_list_words (const CpTextEncoding *encoding, const char *text, gsize length, guint *out_n_seen) {
  g_auto (CpTokens) tokens = {0};
  cp_tokens_init (&tokens);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (CpTextWord));
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  gboolean has_ngrams = FALSE;
  GPtrArray *words = g_ptr_array_new_with_free_func (cp_text_flip_word_free);
  cp_text_encoding_find_words (encoding, text, length, &tokens, found);
  for (guint i = 0; i < found->len; i++) {
    const CpToken *token = &g_array_index (tokens.tokens, CpToken, i);
    has_ngrams = i > 0 && token->begin < g_array_index (tokens.tokens, CpToken, i - 1).begin;
    if (has_ngrams)
      break;
    g_autofree char *key = g_strndup (tokens.words->str + token->word, token->length);
    CpTextFlipWord *word = g_hash_table_lookup (known, key);
    if (word == NULL) {
      word = g_new0 (CpTextFlipWord, 1);
      word->word = g_steal_pointer (&key);
      word->spans = g_array_new (FALSE, FALSE, sizeof (CpSpan));
      g_ptr_array_add (words, word);
      g_hash_table_insert (known, word->word, word);
    }
    CpSpan span = {token->begin, token->end};
    g_array_append_val (word->spans, span);
    if (g_array_index (found, CpTextWord, i).number >= 0)
      g_hash_table_add (seen, word);
  }
  return put_seen_first (words, seen, has_ngrams, out_n_seen);
}

typedef struct {
  CpSpan span;
  const char *to;
} Cut;

static int
compare_cuts (gconstpointer a, gconstpointer b) {
  const Cut *x = a, *y = b;
  return x->span.begin < y->span.begin ? -1 : x->span.begin > y->span.begin;
}

/* A word taken out leaves one blank of the two around it, and none before a closing mark or at an end. */
static void
close_gap (GString *out, const char *rest) {
  gboolean is_blank_before = out->len == 0 || g_ascii_isspace (out->str[out->len - 1]);
  if (!is_blank_before)
    return;
  if (out->len > 0 && (*rest == 0 || g_ascii_isspace (*rest) || strchr (",.;:!?)", *rest) != NULL))
    g_string_truncate (out, out->len - 1);
}

char *
cp_text_flip_write (const CpTextEncoding *encoding, const char *text, const GPtrArray *words,
                    const CpTextFlipOption *options, guint n) {
  gsize length = strlen (text);
  g_autoptr (GArray) cuts = g_array_new (FALSE, FALSE, sizeof (Cut));
  for (guint i = 0; i < n; i++) {
    const CpTextFlipWord *word = g_ptr_array_index (words, options[i].word);
    for (guint s = 0; s < word->spans->len; s++) {
      Cut cut = {g_array_index (word->spans, CpSpan, s),
                 options[i].to >= 0 ? cp_text_encoding_get_word (encoding, (guint)options[i].to) : NULL};
      g_array_append_val (cuts, cut);
    }
  }
  g_array_sort (cuts, compare_cuts);
  GString *out = g_string_sized_new (length + 16);
  gsize at = 0;
  for (guint i = 0; i < cuts->len; i++) {
    const Cut *cut = &g_array_index (cuts, Cut, i);
    const char *from = text + cut->span.begin;
    if (cut->span.begin < at)
      continue; /* one letter that two words share */
    g_string_append_len (out, text + at, (gssize)(cut->span.begin - at));
    at = cut->span.end;
    if (cut->to == NULL) {
      close_gap (out, text + at);
      while (out->len == 0 && g_ascii_isspace (text[at]))
        at++;
      continue;
    }
    g_autofree char *to = cp_word_with_case_of (from, cut->span.end - cut->span.begin, cut->to);
    g_string_append (out, to);
  }
  g_string_append_len (out, text + at, (gssize)(length - at));
  return g_string_free (out, FALSE);
}
