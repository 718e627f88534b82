#include "core/encode/text-encoding-private.h"

#include <math.h>
#include <string.h>

CpTextEncoding *
cp_text_encoding_ref (CpTextEncoding *encoding) {
  return g_atomic_rc_box_acquire (encoding);
}

static void
clear (gpointer data) {
  CpTextEncoding *self = data;
  cp_tokenizer_clear (&self->tokenizer);
  g_clear_pointer (&self->numbers, g_hash_table_unref);
  for (guint i = 0; i < self->n_words; i++)
    g_free (self->words[i]);
  g_free (self->words);
  g_free (self->idf);
}

void
cp_text_encoding_unref (CpTextEncoding *encoding) {
  g_atomic_rc_box_release_full (encoding, clear);
}

gboolean
cp_text_encoding_is_sequence (const CpTextEncoding *encoding) {
  return encoding->is_sequence;
}

guint
cp_text_encoding_get_width (const CpTextEncoding *encoding) {
  return encoding->is_sequence ? encoding->length : encoding->n_words;
}

guint
cp_text_encoding_get_n_words (const CpTextEncoding *encoding) {
  return encoding->n_words;
}

const char *
cp_text_encoding_get_word (const CpTextEncoding *encoding, guint number) {
  return number < encoding->n_words ? encoding->words[number] : NULL;
}

static gint32
find_number (const CpTextEncoding *self, CpTokens *tokens, const CpToken *token) {
  /* the table wants a text that ends: the byte after the word stands in for a moment */
  char *word = tokens->words->str + token->word, after = word[token->length];
  word[token->length] = 0;
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, word));
  word[token->length] = after;
  return found > 0 ? (gint32)found - 1 : self->unknown;
}

/* Which feature of a sequence each of @n seen words fills; the rest is cut off. */
static void
place_in_sequence (const CpTextEncoding *self, guint n_seen, GArray *out) {
  gint64 first = self->cuts_before && n_seen > self->length ? n_seen - self->length : 0;
  gint64 offset = self->fills_before && n_seen < self->length ? self->length - n_seen : 0;
  gint64 seen = 0;
  for (guint i = 0; i < out->len; i++) {
    CpTextWord *word = &g_array_index (out, CpTextWord, i);
    if (word->number < 0)
      continue;
    gint64 feature = seen++ - first + offset;
    word->feature = feature >= 0 && feature < self->length ? (gint32)feature : -1;
  }
}

void
cp_text_encoding_find_words (const CpTextEncoding *self, const char *text, gsize length, CpTokens *tokens,
                             GArray *out) {
  cp_tokenizer_split (&self->tokenizer, text, length, tokens);
  g_array_set_size (out, tokens->tokens->len);
  guint n_seen = 0;
  for (guint i = 0; i < out->len; i++) {
    const CpToken *token = &g_array_index (tokens->tokens, CpToken, i);
    gint32 number = find_number (self, tokens, token);
    g_array_index (out, CpTextWord, i) =
        (CpTextWord){token->begin, token->end, number, self->is_sequence ? -1 : number};
    n_seen += number >= 0;
  }
  if (self->is_sequence)
    place_in_sequence (self, n_seen, out);
}

/* From counts to what the mode wants. */
static void
weigh (const CpTextEncoding *self, guint n_seen, float *out) {
  if (self->mode == CP_TEXT_FREQ) {
    for (guint i = 0; i < self->n_words; i++)
      out[i] = out[i] != 0 ? (float)((double)out[i] / n_seen) : 0;
    return;
  }
  double norm = 0;
  for (guint i = 0; i < self->n_words; i++) {
    if (out[i] == 0)
      continue;
    double tf = self->log_counts ? 1 + log ((double)out[i]) : (double)out[i];
    double value = tf * (self->idf != NULL ? self->idf[i] : 1);
    norm += self->norm == CP_TEXT_NORM_L2 ? value * value : fabs (value);
    out[i] = (float)value;
  }
  if (self->norm == CP_TEXT_NORM_NONE || norm == 0)
    return;
  norm = self->norm == CP_TEXT_NORM_L2 ? sqrt (norm) : norm;
  for (guint i = 0; i < self->n_words; i++)
    out[i] = (float)((double)out[i] / norm);
}

void
cp_text_encoding_write (const CpTextEncoding *self, const char *text, gsize length, CpTokens *tokens,
                        GArray *words, float *out) {
  cp_text_encoding_find_words (self, text, length, tokens, words);
  memset (out, 0, cp_text_encoding_get_width (self) * sizeof (float));
  guint n_seen = 0;
  for (guint i = 0; i < words->len; i++) {
    const CpTextWord *word = &g_array_index (words, CpTextWord, i);
    n_seen += word->number >= 0;
    if (word->feature < 0)
      continue;
    if (self->is_sequence)
      out[word->feature] = (float)word->number;
    else if (self->mode == CP_TEXT_BINARY)
      out[word->feature] = 1;
    else
      out[word->feature] += 1;
  }
  if (!self->is_sequence && (self->mode == CP_TEXT_FREQ || self->mode == CP_TEXT_TFIDF))
    weigh (self, n_seen, out);
}
