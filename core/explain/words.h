#pragma once
#include "core/encode/text-encoding.h"

/* An explanation told in the words of a text: what each word of the vocabulary did to a score, with every
 * place in the text where it stands, by the model's own tokenizer. */
G_BEGIN_DECLS

typedef struct {
  gsize begin, end; /* bytes in the text */
} CpSpan;

typedef struct {
  char *word;     /* as the vocabulary has it; of a word the model does not know, as the tokenizer gives it */
  gint32 number;  /* in the vocabulary; −1: the model does not know it */
  gint32 feature; /* within the text's features; −1 for a word not known, or cut off the end of a sequence */
  gboolean is_present;
  double value, error; /* of the score; error 0 where it is exact. A word not known has exactly 0 */
  GArray *spans;       /* of CpSpan, in text order; empty for an absent word */
} CpWordEffect;

/**
 * cp_words_tell:
 * @values: (width of @encoding): the attributions of the text's features
 * @errors: (nullable): their standard errors
 *
 * In a bag a word has one effect however often it stands there; in a sequence every place has its own. Words
 * that are absent are listed where their effect is not 0: with a background of texts their absence matters.
 *
 * Returns: (transfer full) (element-type CpWordEffect): the words in the order they first stand in the text,
 * then the absent ones by falling |value|
 */
GPtrArray *cp_words_tell (const CpTextEncoding *encoding, const char *text, gsize length,
                          const double *values, const double *errors);

G_END_DECLS
