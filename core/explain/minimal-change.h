#pragma once
#include "core/base/progress.h"
#include "core/encode/encoder.h"
#include "core/explain/distance.h"
#include "core/metrics/slices.h"
#include "core/model/model.h"

/* Minimal change (DEFINITIONS, What-if): the fewest columns of a row that, set to other values, flip the
 * model's decision; among as few columns the least L1 distance. The values need not stand in any row of the
 * table: a number takes the table's equal-count quantiles, refined towards the row's own value as far as the
 * decision stays flipped, on the decimals the column is written in; a category any value of its dictionary; a
 * one-hot group any of its values, as one.
 *
 * One and two columns are searched whole: over all values of a column, all pairs of values of two. Three and
 * more go by a beam: the column sets that came nearest to a flip are extended by every value of every other
 * column. Every answer is scored once more through the encoder. Same question, same answer. */
G_BEGIN_DECLS

#define CP_MINIMAL_MOST_COLUMNS 12

typedef struct {
  const char *column;
  double min, max; /* either may be infinite */
} CpRange;

typedef struct {
  CpModel *model; /* of one output: cp_model_take_output() */
  CpEncoder *encoder;
  const CpTable *table;
  const CpDistance *distance; /* of @table: the columns that may change are among those it compares */
  double threshold; /* that decides the row; of a regression the least difference of the prediction */
  const char *const *immutable; /* (nullable): NULL-terminated columns or one-hot groups */
  const CpRange *ranges;        /* (array length=n_ranges): of number columns; its finite ends are tried */
  gsize n_ranges;
  guint n_points;    /* values of a number tried before refining; 0: 20 */
  guint k;           /* how many changes, at least 1 */
  guint max_columns; /* changed at once, at most; 0: CP_MINIMAL_MOST_COLUMNS */
  /* (nullable): of @table: a changed row is decided by that of @thresholds (n_slices) whose slice it lies in,
   * as cp_slices_get_threshold() has it; NULL, and for a regression: by @threshold */
  const CpSlices *slices;
  const double *thresholds;
  double otherwise; /* the threshold of a slice no row of the table lies in */
} CpMinimalQuery;

typedef struct {
  CpTable *row;       /* the changed row, a table of one row */
  GPtrArray *changes; /* of CpDifference: never empty */
  double distance;    /* L1, from the row asked about */
  double score;
} CpMinimalChange;

/**
 * cp_minimal_changes_find:
 * @row: a table of one row, of the table or an edit
 *
 * Returns: (transfer full) (nullable) (element-type CpMinimalChange): the least change first; then changes of
 * other columns, each as far from those before it as any (greedy max-min of the L1 distance), taken from the
 * sets of fewest columns that give @k. No set holds another. Empty where nothing allowed flips the decision.
 * Errors: a name the table lacks, an empty range, a range of a column of no numbers, a column of scores
 */
GPtrArray *cp_minimal_changes_find (const CpMinimalQuery *query, const CpTable *row,
                                    const CpProgress *progress, GCancellable *cancellable, GError **error);

G_END_DECLS
