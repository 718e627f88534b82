#pragma once
#include "app/session/session.h"

/* A session's models and its table at one moment, for work on another thread. */
G_BEGIN_DECLS

typedef struct {
  guint n_models;
  CpModel **models;     /* (n_models): with all their outputs */
  CpEncoder **encoders; /* (n_models): items nullable: a column of scores */
  CpTable *table;
  GArray *absent;     /* guint32, ascending: rows of the table that were deleted */
  GPtrArray *one_hot; /* of CpOneHotGroup: the table's */
} CpModelSnapshot;

CpModelSnapshot cp_model_snapshot_take (CpSession *session);
void cp_model_snapshot_clear (CpModelSnapshot *snapshot);

G_END_DECLS
