#pragma once
#include "core/table/groups.h"
#include <gio/gio.h>

/* The values a column is set to when its effect on scores is worked out, from the whole table: of numbers the
 * equal-count quantiles (all values where there are no more than asked for), of categories and one-hot groups
 * the most frequent ones. Immutable, reference-counted. */
G_BEGIN_DECLS

typedef struct {
  char *name; /* the column, or the one-hot group */
  gboolean is_number;
  guint n_points;
  double *numbers; /* (n_points) ascending; NULL for words */
  char **cells;    /* (n_points), NULL-terminated: as cp_table_set_cell() takes them */
  gsize *counts;   /* (n_points): rows of the table with that word; numbers: 0 */
  CpTable *rows;   /* (n_points rows): one row of the table with the column set to each value */
} CpDependenceGrid;

/**
 * cp_dependence_grid_new:
 * @one_hot: (nullable) (element-type CpOneHotGroup): those of @table
 * @name: a column, a one-hot group, or one column of a group, which stands for the group
 * @n_points: at least 2, the most values
 *
 * Returns: (transfer full) (nullable): an error for a name the table lacks, a column of text, and one that is
 * missing everywhere
 */
CpDependenceGrid *cp_dependence_grid_new (const CpTable *table, const GPtrArray *one_hot, const char *name,
                                          guint n_points, GError **error);
CpDependenceGrid *cp_dependence_grid_ref (CpDependenceGrid *grid);
void cp_dependence_grid_unref (CpDependenceGrid *grid);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpDependenceGrid, cp_dependence_grid_unref)

G_END_DECLS
