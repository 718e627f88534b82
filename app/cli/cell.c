#include "app/cli/cell.h"

char *
cp_cli_dup_cell (const CpTable *row, const GPtrArray *one_hot, const char *name) {
  const CpColumn *column = cp_table_find_column (row, name);
  if (column != NULL)
    return cp_column_dup_cell (column, 0);
  for (guint i = 0; i < one_hot->len; i++) {
    const CpOneHotGroup *group = g_ptr_array_index (one_hot, i);
    guint32 code = g_str_equal (group->name, name) ? cp_one_hot_group_get_code (group, row, 0) : CP_MISSING;
    if (code != CP_MISSING)
      return g_strdup (group->values[code]);
  }
  return g_strdup ("");
}
