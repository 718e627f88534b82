#pragma once
#include "core/explain/explain.h"
#include "core/explain/feature-groups.h"
#include "core/metrics/slices.h"

/* What matters to a model over many rows: how far each column, and each feature, moves its scores on average
 * (mean |attribution| and signed mean; Lundberg and Lee 2017), and the attributions themselves for a picture
 * of every row at once. Worked out in batches, so it can be shown while it converges. */
G_BEGIN_DECLS

/* An effect of a word in a row, which is not 0 */
typedef struct {
  guint32 row, feature; /* row: its place among the rows */
  float value;          /* encoded */
} CpGlobalWord;

typedef struct {
  char *method;
  gboolean is_first; /* an answer at once, that one by a better method replaces */
  gboolean is_last;  /* what cp_global_explain() returns: nothing better follows */
  guint n_pairs;     /* antithetic pairs of permutations a row; 0: not by permutations */
  CpSpace space;
  guint n_outputs, n_groups, n_features, n_slices; /* n_slices: 0 without slices */
  gsize n_wanted, n_rows;                          /* rows asked for; rows explained so far */
  guint32 *rows;                                   /* (n_wanted): of the table; the first n_rows are done */
  double *base;                                    /* (n_outputs) */
  float *values;           /* (n_wanted × n_outputs × n_groups): signed sums of the columns */
  double *mean_abs, *mean; /* (n_outputs × n_groups) */
  double *errors; /* (nullable) (n_outputs × n_groups): the standard error of a row's value where it was
                   * sampled, of a text that of its word with the largest; root mean square over the rows, by
                   * their spread alone (CpAttributions widens it); of the mean it is that / √n_rows */
  double *feature_mean_abs, *feature_mean; /* (n_outputs × n_features) */
  gsize *feature_counts;        /* (n_features): rows whose encoded value is not 0: the texts with a word, */
  double *feature_mean_present; /* (n_outputs × n_features): and the mean over those alone; NaN: none */
  gsize n_words; /* of bags of words, see global-words.h; 0 also where there are more than two million */
  CpGlobalWord *words;                 /* (n_words) */
  float *word_effects;                 /* (n_words × n_outputs) */
  double *slice_mean_abs, *slice_mean; /* (n_slices × n_outputs × n_groups); NaN: no row of the slice yet */
  gsize *slice_counts;                 /* (n_slices): rows explained */
  double worst_residual;               /* the largest |residual| of any row */
} CpGlobal;

CpGlobal *cp_global_ref (CpGlobal *global);
void cp_global_unref (CpGlobal *global);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpGlobal, cp_global_unref)

/* What is worked out: everything, or only the answer at once, or only what is better than that. */
typedef enum { CP_GLOBAL_ALL, CP_GLOBAL_FIRST, CP_GLOBAL_REST } CpGlobalStage;

typedef struct {
  CpModel *model; /* whole */
  CpEncoder *encoder;
  CpFeatureGroups *groups;
  CpTable *table;
  CpBackground *background;
  CpExplainOptions options; /* auto: one method for all rows, see cp_global_explain() */
  const guint32 *rows;      /* (n_rows): which rows, in the order they are explained */
  gsize n_rows;
  CpSlices *slices; /* (nullable) */
  CpGlobalStage stage;
} CpGlobalRequest;

/* (transfer full): the answer so far, a snapshot of its own; on the worker that explains */
typedef void (*CpGlobalFunc) (CpGlobal *so_far, gpointer data);

/**
 * cp_global_explain:
 * @on_batch: (nullable): called with what is known by then, and with every answer that a better one follows
 *
 * Auto is what cp_explain_choose() says of all rows together. Where a network answers at once by the rescale
 * rule, that is worked out before and told to @on_batch as a first answer. Permutations: as many pairs for
 * every row as bring the standard error of a row's value down to 2 % of the largest mean |value|, by two
 * pairs each of the first 256 rows; at most 32 and at most 20 480 pairs in all, 12 288 where every background
 * row has orders of its own. @on_batch is told the answer of one pair on the way. A single pair has no
 * spread: where one is enough, the errors are what those first rows tell of one. By stages a first answer is
 * had of several models before any of them is refined; where no better one follows, CP_GLOBAL_FIRST returns
 * the last.
 *
 * Returns: (transfer full) (nullable): NULL with @error as cp_explain(), also when cancelled
 */
CpGlobal *cp_global_explain (const CpGlobalRequest *request, CpGlobalFunc on_batch, gpointer data,
                             const CpProgress *progress, GCancellable *cancellable, GError **error);

/* The largest of the answer's errors of @output; NaN where nothing was sampled */
double cp_global_get_largest_error (const CpGlobal *global, guint output);

/* (transfer full): at most @n of the rows [0, n_rows) or of @scope (nullable), drawn by @seed, in random
 * order, so that the first ones are a sample of their own */
guint32 *cp_global_choose_rows (gsize n_rows, const guint32 *scope, gsize n_scope, gsize n, guint64 seed,
                                gsize *out_n);

G_END_DECLS
