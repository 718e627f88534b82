#pragma once
#include "app/points/computed-column.h"
#include "app/rows/fields.h"
#include "app/session/scope.h"
#include "core/metrics/slices.h"
#include "core/model/scores.h"
#include "core/table/filter.h"

/* Which rows of the table are shown and in what order: a condition and a key to sort by. Data-sized, so it is
 * built by a job from snapshots. */
G_BEGIN_DECLS

typedef enum {
  CP_ROW_KEY_ROW,
  CP_ROW_KEY_SCORE,
  CP_ROW_KEY_DECISION,
  CP_ROW_KEY_FIELD,
  CP_ROW_KEY_COMPUTED
} CpRowKeyKind;

typedef struct {
  CpRowKeyKind kind;
  guint index; /* of the model, of the field, or of what is computed in the owner's list */
} CpRowKey;

/* Everything the job reads; owns it. */
typedef struct {
  CpTable *table;
  CpFields *fields;
  CpScope *scope;   /* (nullable): the rows to choose from; every row without one */
  CpFilter *filter; /* (nullable): all of them */
  CpRowKey key;
  gboolean is_descending;
  CpScores *scores;       /* (nullable) unless sorted by score or decision: of that model */
  CpSlices *slices;       /* (nullable) unless sorted by decision */
  double *thresholds;     /* (n_slices) of that model, likewise */
  CpColumnChoice choice;  /* what is computed, for that kind of key; words sort in the order of their codes */
  CpColumnSource *source; /* (nullable) unless sorted by it */
} CpOrderRequest;

void cp_order_request_free (CpOrderRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpOrderRequest, cp_order_request_free)

typedef struct {
  guint32 *rows; /* (n), or NULL: every row where it stands */
  gsize n;
} CpRowOrder;

/* Ties go to the lower row, missing values last; negative before positive. (transfer full) (nullable): NULL
 * when cancelled */
CpRowOrder *cp_row_order_build (const CpOrderRequest *request, GCancellable *cancellable, GError **error);
void cp_row_order_free (CpRowOrder *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpRowOrder, cp_row_order_free)

G_END_DECLS
