#pragma once
#include "core/base/json.h"
#include "core/encode/tokenizer.h"

/* How a text becomes features: a tokenizer, a vocabulary, and what is counted. Immutable, reference-counted;
 * any thread.
 *
 *   bag of words   one feature a word of the vocabulary, its place in the text forgotten
 *       binary     1 where the word stands in the text
 *       count      how often it does
 *       freq       count / number of the text's words the vocabulary knows (Keras)
 *       tfidf      tf · idf, where tf is the count or 1 + ln count; then divided by the norm, if any
 *   tokens         the numbers of the words in text order, cut or filled with 0 to a fixed length: what an
 *                  embedding eats
 *
 * Written in a feature specification as {"column": …, "encoding": "bag-of-words" | "tokens", and
 *   "tokenizer":  "keras" | "text-vectorization" | "scikit-learn", or {"kind": one of these, "lower": true,
 *                 "filters", "split", "character": false, "strip": true, "pattern", "stop_words": [WORD…],
 *                 "ngrams": [least, most], "whole": false}
 *   "vocabulary": [WORD or null…] by feature; null holds a feature no word has, such as Keras' first
 *   "unknown":    NUMBER, the feature of words not listed; without it they count nowhere
 *   "mode":       "binary" | "count" | "freq" | "tfidf"          (bag of words)
 *   "idf":        [NUMBER…] by feature, "log_counts": false, "norm": "l1" | "l2"   (tfidf)
 *   "length":     N, "fill": "before" | "after", "cut": "before" | "after"         (tokens)} */
G_BEGIN_DECLS

typedef struct _CpTextEncoding CpTextEncoding;

CpTextEncoding *cp_text_encoding_ref (CpTextEncoding *encoding);
void cp_text_encoding_unref (CpTextEncoding *encoding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpTextEncoding, cp_text_encoding_unref)

/* @json: an INPUT of a feature specification, whose vocabulary is a list; @place: "spec.json: inputs[0]".
 * (transfer full) (nullable) */
CpTextEncoding *cp_text_encoding_new_from_json (const json_t *json, const char *place, GError **error);
/* Sets every key above but "column" and "encoding". */
void cp_text_encoding_add_to_json (const CpTextEncoding *encoding, json_t *json);

gboolean cp_text_encoding_is_sequence (const CpTextEncoding *encoding); /* "tokens" */
guint cp_text_encoding_get_width (const CpTextEncoding *encoding);      /* features it writes */
guint cp_text_encoding_get_n_words (const CpTextEncoding *encoding);    /* items of the vocabulary */
/* (nullable): the word with that number: a feature of a bag, a value of a sequence */
const char *cp_text_encoding_get_word (const CpTextEncoding *encoding, guint number);

/* One word of a text, for showing what the model saw of it. */
typedef struct {
  guint32 begin, end; /* bytes in the text */
  gint32 number;      /* in the vocabulary, or −1: the model does not see it */
  gint32 feature;     /* that it counts in, or −1: unseen, or cut off a sequence */
} CpTextWord;

/* Splits @text and looks its words up: @out (element-type CpTextWord) is emptied and filled, in the order of
 * cp_tokenizer_split(). @tokens: to be reused */
void cp_text_encoding_find_words (const CpTextEncoding *encoding, const char *text, gsize length,
                                  CpTokens *tokens, GArray *out);

/* Writes the (width) features of a text; @tokens, @words: to be reused. */
void cp_text_encoding_write (const CpTextEncoding *encoding, const char *text, gsize length, CpTokens *tokens,
                             GArray *words, float *out);

G_END_DECLS
