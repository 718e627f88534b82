#pragma once
#include "core/table/groups.h"

/* Editing one row as a table of its own: cells by column name, a one-hot group by the group's name and one of
 * its values. The window and `whatif` share it. */
G_BEGIN_DECLS

typedef struct _CpRowEditor CpRowEditor;

/* (transfer full): @table is the whole table: groups are recognised over all its rows */
CpRowEditor *cp_row_editor_new (const CpTable *table);
void cp_row_editor_free (CpRowEditor *editor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpRowEditor, cp_row_editor_free)

GPtrArray *cp_row_editor_get_groups (CpRowEditor *editor); /* (transfer none) (element-type CpOneHotGroup) */

/**
 * cp_row_editor_set:
 * @row: a table of one row, with the columns of the whole table
 * @column: a column, or a one-hot group
 * @value: as typed; "" is missing (for a group: none of its values)
 *
 * Returns: (transfer full) (nullable): the edited row; @error names the column and what was expected
 */
CpTable *cp_row_editor_set (CpRowEditor *editor, const CpTable *row, const char *column, const char *value,
                            GError **error);

G_END_DECLS
