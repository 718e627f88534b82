#include "app/session/row-edit.h"

#include "core/base/error.h"
#include "core/base/names.h"
#include "core/table/edits.h"

struct _CpRowEditor {
  GPtrArray *groups; /* CpOneHotGroup */
};

CpRowEditor *
cp_row_editor_new (const CpTable *table) {
  CpRowEditor *editor = g_new0 (CpRowEditor, 1);
  editor->groups = cp_one_hot_groups_find (table);
  return editor;
}

void
cp_row_editor_free (CpRowEditor *editor) {
  g_ptr_array_unref (editor->groups);
  g_free (editor);
}

GPtrArray *
cp_row_editor_get_groups (CpRowEditor *editor) {
  return editor->groups;
}

static CpTable *
set_group (const CpOneHotGroup *group, const CpTable *row, const char *value, GError **error) {
  if (*value == '\0')
    return cp_one_hot_group_set (group, row, 0, CP_MISSING);
  for (guint32 code = 0; code < group->n_values; code++) {
    if (g_str_equal (group->values[code], value))
      return cp_one_hot_group_set (group, row, 0, code);
  }
  g_autofree char *values = cp_list_names ((const char *const *)group->values, group->n_values);
  g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "column '%s': '%s' is none of its values %s.", group->name,
               value, values);
  return NULL;
}

CpTable *
cp_row_editor_set (CpRowEditor *editor, const CpTable *row, const char *column, const char *value,
                   GError **error) {
  gsize index;
  if (cp_table_find_column_index (row, column, &index))
    return cp_table_set_cell (row, 0, index, value, error);
  for (guint i = 0; i < editor->groups->len; i++) {
    const CpOneHotGroup *group = g_ptr_array_index (editor->groups, i);
    if (g_str_equal (group->name, column))
      return set_group (group, row, value, error);
  }
  cp_table_require_column (row, column, "the edit", error);
  return NULL;
}
