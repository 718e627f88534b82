#pragma once
#include "core/base/progress.h"
#include "core/encode/encoder.h"
#include "core/metrics/slices.h"
#include "core/model/model.h"

/* Term swap: every word of a pair (he, she) put for the other throughout a column, in both directions, and
 * every row that holds one scored again. A model that is indifferent to the pair does not move.
 *
 * In a text a word is what the model's tokenizer gives, whole; the new one takes its case (He → She). In a
 * category, a boolean or a one-hot group the pair is two of its values. All pairs at once is an experiment of
 * its own: where a word stands in several pairs (her: his, him) the first of them counts. */
G_BEGIN_DECLS

typedef struct {
  char *first, *second;
} CpTermPair;

typedef struct {
  CpModel *model; /* of one output: cp_model_take_output() */
  CpEncoder *encoder;
  const CpTable *table;
  const char *column; /* or a one-hot group */
  const CpTermPair *pairs;
  guint n_pairs;
  const double *scores; /* (n_rows): of the table as it is */
  /* (nullable): of @table: a row is decided by that of @thresholds (n_slices) whose slice it lies in, swapped
   * by that of the slice it lies in then; NULL: @thresholds is one for all, of a regression the least
   * difference */
  const CpSlices *slices;
  const double *thresholds;
  double otherwise;     /* the threshold of a slice no row of the table lies in */
  const GArray *absent; /* (nullable): guint32, ascending: rows that are passed over */
} CpTermSwapQuery;

typedef struct {
  guint32 row;
  double before, after;
} CpSwapFlip;

/* What one pair, or all of them at once, did. Means are NaN where no row was touched. */
typedef struct {
  gsize n_rows;                   /* touched */
  double mean_abs, max_abs, mean; /* of after − before */
  guint32 max_row;                /* the first that moved by max_abs */
  /* of one pair, over the rows that hold only one of its words: the score with the second less that with the
   * first; NaN of all pairs */
  double towards_second;
  gboolean knows_first, knows_second; /* the word counts in the model's vocabulary; TRUE for values */
  GArray *flips;                      /* of CpSwapFlip, by row: decided otherwise */
} CpSwapEffect;

typedef struct {
  guint n_pairs;
  CpSwapEffect *pairs; /* (n_pairs) */
  CpSwapEffect all;
} CpTermSwap;

void cp_term_swap_free (CpTermSwap *swap);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpTermSwap, cp_term_swap_free)

/**
 * cp_term_swap_build:
 *
 * On all cores, block by block of rows. Errors: no pair; a pair of equal words; a term that the tokenizer
 * cuts into several words, or into none; a value or column the table lacks; a column of numbers, or of texts
 * whose words the model does not read; a column of scores
 *
 * Returns: (transfer full) (nullable)
 */
CpTermSwap *cp_term_swap_build (const CpTermSwapQuery *query, const CpProgress *progress,
                                GCancellable *cancellable, GError **error);

/* (transfer full) (element-type CpTermPair) (nullable): of a file of lines `he,she`; blank lines are passed
 * over */
GArray *cp_term_pairs_parse (const char *text, const char *place, GError **error);
/* (transfer full) (element-type CpTermPair): empty; frees its words */
GArray *cp_term_pairs_new (void);

G_END_DECLS
