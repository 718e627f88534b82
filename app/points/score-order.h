#pragma once
#include "core/model/scores.h"

/* The rows in the order of a model's scores, so that those a moved threshold decides differently lie
 * together. Immutable; data-sized, for a job. */
G_BEGIN_DECLS

typedef struct {
  CpScores *scores;
  guint32 *rows; /* ascending by the first score; rows without one come last */
} CpScoreOrder;

/* (transfer full) (nullable): NULL with @error set when cancelled */
CpScoreOrder *cp_score_order_build (CpScores *scores, GCancellable *cancellable, GError **error);
void cp_score_order_free (CpScoreOrder *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpScoreOrder, cp_score_order_free)

/* The rows with @lo <= score < @hi, @out_n of them. O(log n) */
const guint32 *cp_score_order_find (const CpScoreOrder *order, double lo, double hi, gsize *out_n);

G_END_DECLS
