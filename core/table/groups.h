#pragma once
#include "core/table/table.h"

/* One-hot groups: number (or boolean) columns with one prefix, `sex_Female`, `sex_Male`, whose cells are 0 or
 * 1 and whose rows sum to at most 1. A group acts as one column, named by the prefix, in slicing, editing and
 * distances. */
G_BEGIN_DECLS

typedef struct {
  char *name;     /* the prefix without its separator: "sex" */
  guint *columns; /* (n_values): table column indices, in table order */
  char **values;  /* (n_values), NULL-terminated: "Female", "Male" */
  guint n_values;
} CpOneHotGroup;

/* (transfer full) (element-type CpOneHotGroup): groups of at least two columns, in table order */
GPtrArray *cp_one_hot_groups_find (const CpTable *table);
/* (nullable): the group that table column @index belongs to; @groups nullable */
const CpOneHotGroup *cp_one_hot_groups_find_of_column (const GPtrArray *groups, gsize index);
/* Which value a row holds: index into @values, or CP_MISSING when all are 0 or any is missing. */
guint32 cp_one_hot_group_get_code (const CpOneHotGroup *group, const CpTable *table, gsize row);
/* (transfer full): the whole group as one category column */
CpColumn *cp_one_hot_group_to_column (const CpOneHotGroup *group, const CpTable *table);
/* (transfer full): the row set to that value (index into @values): one new snapshot */
CpTable *cp_one_hot_group_set (const CpOneHotGroup *group, const CpTable *table, gsize row, guint32 code);

G_END_DECLS
