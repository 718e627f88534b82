#pragma once
#include "core/encode/encoder.h"
#include "core/model/model.h"

/* The scores of every row of a table by one model: (n_rows × n_outputs) doubles; NaN where a row has no score
 * (a missing cell in a column of scores). Immutable, reference-counted. */
G_BEGIN_DECLS

typedef struct _CpScores CpScores;
CpScores *cp_scores_ref (CpScores *scores);
void cp_scores_unref (CpScores *scores);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpScores, cp_scores_unref)
gsize cp_scores_get_n_rows (const CpScores *scores);
guint cp_scores_get_n_outputs (const CpScores *scores);
const double *cp_scores_get_values (const CpScores *scores); /* (n_rows × n_outputs), row-major */

/**
 * cp_scores_build:
 * @encoder: (nullable): needed for every kind but a column of scores
 *
 * Encodes and scores @table block by block on all cores, never holding the whole feature matrix.
 * A width that does not fit is an error naming both widths.
 */
CpScores *cp_scores_build (CpModel *model, CpEncoder *encoder, const CpTable *table,
                           const CpProgress *progress, GCancellable *cancellable, GError **error);

/* (transfer full): the rows of @scores, then those of @more; both of one model */
CpScores *cp_scores_append (const CpScores *scores, const CpScores *more);

/**
 * cp_model_find_encoder:
 * @spec: (nullable): a JSON array of inputs the user gave
 * @columns: (nullable): NULL-terminated names the user gave (--features)
 * @ignored: (nullable): NULL-terminated: label, weight, …, never proposed
 *
 * The rule of INTERFACE: the user's specification, else the user's columns, else what the model file carries,
 * else the feature names in the model, else a proposal from the table.
 */
CpEncoder *cp_model_find_encoder (const CpModel *model, const CpTable *table, const json_t *spec,
                                  const char *const *columns, const char *const *ignored, GError **error);

/* One sample standard deviation of the first output: what the prediction of a regression must move by to be
 * another. @without: (nullable): guint32: deleted rows, which do not count. NaN with fewer than two rows */
double cp_scores_measure_deviation (const CpScores *scores, const GArray *without);

G_END_DECLS
