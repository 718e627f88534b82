#pragma once
#include "core/explain/distance.h"
#include "core/table/groups.h"

/* The columns of a distance, between their maker and the loops. */
G_BEGIN_DECLS

/* One column compared. */
typedef struct {
  CpColumn *column;           /* a reference; of a group: its one category column */
  const CpOneHotGroup *group; /* (nullable): borrowed from the distance's groups */
  gsize index;                /* in the table; of a group: unused */
  double scale;               /* numbers: what a difference of 1 counts; else what any difference counts */
  double weight;
} CpDistanceTerm;

struct _CpDistance {
  CpTable *table;  /* a reference */
  GArray *without; /* guint32, ascending: rows no scale counts */
  gsize n_rows;
  GPtrArray *groups; /* CpOneHotGroup */
  GArray *terms;     /* CpDistanceTerm */
};

static inline const char *
cp_distance_term_get_name (const CpDistanceTerm *term) {
  return term->group != NULL ? term->group->name : cp_column_get_name (term->column);
}

G_END_DECLS
