#pragma once
#include "core/table/groups.h"

/* Columns that a counterfactual must leave as they are. A name is a column or a one-hot group; one column of
 * a group stands for the whole group, as in distances. */
G_BEGIN_DECLS

/* (transfer full) (nullable): (n_columns of @table): whether each column is held; @names: (nullable): none;
 * an error for a name @table lacks */
gboolean *cp_immutable_find (const CpTable *table, const GPtrArray *one_hot, const char *const *names,
                             GError **error);

/* Rows of @table that differ from @row (a table of one row) in a held column are put out of reach: their
 * @distances (n_rows) become infinite. Returns how many stay. */
gsize cp_immutable_exclude (const CpTable *table, const CpTable *row, const gboolean *is_held,
                            double *distances);

G_END_DECLS
