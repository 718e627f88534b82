#pragma once
#include "core/base/progress.h"
#include "core/encode/encoder.h"
#include "core/explain/words.h"
#include "core/metrics/slices.h"
#include "core/model/model.h"

/* The fewest words of a text that, taken out or put for another word of the vocabulary, flip a decision. A
 * word goes at all its places. Every text tried is written out, cut by the model's own tokenizer and scored.
 *
 *   one word    every word taken out; with swaps every word put for every word of the vocabulary
 *   two words   every pair taken out; with swaps also every pair of the best eight swaps of each word
 *   more        greedy: the word that helps most joins, until the decision flips; then every word whose
 *               change is not needed is put back
 *
 * Long texts have too many pairs: then only pairs among the words that do most alone are tried. What is
 * promised is the number of words, never that no other words go farther: see @is_exact. */
G_BEGIN_DECLS

#define CP_TEXT_FLIPS_MOST_BYTES 1000000

typedef struct {
  CpModel *model; /* of one output: cp_model_take_output() */
  CpEncoder *encoder;
  const char *column; /* the text's */
  double threshold;   /* of a regression the least difference of the prediction */
  gboolean swaps;     /* words may be put for others, too */
  /* (nullable): where @column, stored as a category, is one of their keys, a changed text lies in another
   * slice and is decided by that of @thresholds (n_slices), as cp_slices_get_threshold() has it; NULL, and
   * for a regression: by @threshold */
  const CpSlices *slices;
  const double *thresholds;
  double otherwise; /* the threshold of a text in no slice */
} CpTextFlipQuery;

typedef struct {
  char *word;    /* as the tokenizer gives it */
  GArray *spans; /* of CpSpan, in the text as it was */
  char *to;      /* (nullable): NULL: taken out; else as the vocabulary has it */
} CpTextFlipWord;

typedef struct {
  gboolean flips;    /* else nothing does: no words, and text and score are the row's own */
  gboolean is_exact; /* no fewer words flip: true of one and of two words, as every single change is tried;
                        with three and more it is not known, as not every pair of swaps is */
  GPtrArray *words;  /* of CpTextFlipWord, in text order */
  char *text;        /* as it reads then */
  double score;
} CpTextFlip;

void cp_text_flip_free (CpTextFlip *flip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpTextFlip, cp_text_flip_free)

/**
 * cp_text_flip_find:
 * @row: a table of one row
 *
 * Returns: (transfer full) (nullable): of the changes of as few words that were tried, the one that goes
 * farthest beyond the threshold, ties to the first in the text. Errors: an empty text, one beyond
 * CP_TEXT_FLIPS_MOST_BYTES, a column the model reads no words of, a column of scores
 */
CpTextFlip *cp_text_flip_find (const CpTextFlipQuery *query, const CpTable *row, GCancellable *cancellable,
                               GError **error);

/* (nullable): how @encoder cuts the words of @column; NULL where it reads none */
const CpTextEncoding *cp_encoder_find_text (const CpEncoder *encoder, const char *column);

G_END_DECLS
