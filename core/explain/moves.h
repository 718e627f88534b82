#pragma once
#include "core/explain/feature-groups.h"
#include "core/explain/minimal-change.h"

/* What each column of a row may be set to, and what that does to the model's features: between
 * minimal-change.c and the table. */
G_BEGIN_DECLS

typedef struct {
  double number; /* of a number column */
  guint32 code;  /* else: in the table's dictionary, or the value of the group */
} CpMoveValue;

/* One column, or one-hot group, that may change. */
typedef struct {
  const CpTable *row; /* borrowed, as all pointers but those marked */
  CpEncoder *encoder;
  const CpDistance *distance;
  const CpColumn *column;     /* the table's; of a group NULL */
  const CpOneHotGroup *group; /* (nullable) */
  gsize index;                /* of the column */
  gboolean is_number;
  double min, max; /* of a number: its range */
  double own;      /* the row's number, NaN where missing */
  double per_one;  /* 10^d, d the decimals the column is written with; 0: more than six */
  const guint *features;
  guint n_features;
  guint n;             /* values */
  CpMoveValue *values; /* owned: (n): numbers ascending, codes in order; never the row's own */
  double *parts;       /* owned: (n): what each adds to the L1 distance */
  float *targets;      /* owned: (n × n_features): the features it makes */
} CpMoves;

/* (transfer full) (nullable) (element-type CpMoves): of every column that may change and that the model
 * reads, in the distance's order */
GPtrArray *cp_moves_find (const CpMinimalQuery *query, const CpTable *row, const GPtrArray *one_hot,
                          const CpFeatureGroups *groups, GCancellable *cancellable, GError **error);

/* (transfer full): @row (of one row) with the column set to @value */
CpTable *cp_moves_set (const CpMoves *moves, const CpTable *row, CpMoveValue value);
/* @targets (n × n_features), written */
gboolean cp_moves_encode (const CpMoves *moves, const CpMoveValue *values, guint n, float *targets,
                          GError **error);
/* (transfer full): the part of the L1 distance */
double cp_moves_measure (const CpMoves *moves, CpMoveValue value);

G_END_DECLS
