#pragma once
#include "core/explain/text-flips.h"

/* The words of a text, and the text with some of them taken out or put for others: what the search for the
 * fewest works on. */
G_BEGIN_DECLS

/* What may be done to one word: @to < 0: taken out, else the number of another in the vocabulary */
typedef struct {
  guint word;
  gint32 to;
  double lack; /* when done alone */
} CpTextFlipOption;

void cp_text_flip_word_free (gpointer word); /* a CpTextFlipWord */

/* (transfer full) (element-type CpTextFlipWord): distinct words, those whose absence the model can notice
 * first, each in the order they stand; of n-grams their single words, where those are cut at all.
 * @text: of @length bytes; @out_n_seen: how many the model can notice */
GPtrArray *cp_text_flip_list_words (const CpTextEncoding *encoding, const char *text, gsize length,
                                    guint *out_n_seen);

/* (transfer full): @text with the options (n) done to @words */
char *cp_text_flip_write (const CpTextEncoding *encoding, const char *text, const GPtrArray *words,
                          const CpTextFlipOption *options, guint n);

G_END_DECLS
