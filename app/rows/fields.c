#include "app/rows/fields.h"

#include "core/base/format.h"

struct _CpFields {
  CpTable *table;
  GPtrArray *groups; /* CpOneHotGroup */
  GArray *fields;    /* CpField */
};

CpFields *
cp_fields_new (CpTable *table, GPtrArray *groups) {
  g_return_val_if_fail (table != NULL && groups != NULL, NULL);
  CpFields *fields = g_atomic_rc_box_new0 (CpFields);
  fields->table = cp_table_ref (table);
  fields->groups = g_ptr_array_ref (groups);
  fields->fields = g_array_new (FALSE, TRUE, sizeof (CpField));
  for (guint c = 0; c < cp_table_get_n_columns (table); c++) {
    const CpOneHotGroup *group = cp_one_hot_groups_find_of_column (fields->groups, c);
    if (group != NULL && group->columns[0] != c)
      continue; /* shown once, at its first column */
    const CpColumn *column = cp_table_get_column (table, c);
    CpField field = {
        .name = group != NULL ? group->name : cp_column_get_name (column),
        .type = group != NULL ? CP_COLUMN_CATEGORY : cp_column_get_type (column),
        .column = c,
        .group = group,
    };
    g_array_append_val (fields->fields, field);
  }
  return fields;
}

static void
fields_clear (gpointer data) {
  CpFields *fields = data;
  g_array_unref (fields->fields);
  g_ptr_array_unref (fields->groups);
  cp_table_unref (fields->table);
}

CpFields *
cp_fields_ref (CpFields *fields) {
  return g_atomic_rc_box_acquire (fields);
}

void
cp_fields_unref (CpFields *fields) {
  g_atomic_rc_box_release_full (fields, fields_clear);
}

guint
cp_fields_get_n (const CpFields *fields) {
  return fields->fields->len;
}

const CpField *
cp_fields_get (const CpFields *fields, guint index) {
  g_return_val_if_fail (index < fields->fields->len, NULL);
  return &g_array_index (fields->fields, CpField, index);
}

const CpField *
cp_fields_find (const CpFields *fields, const char *name) {
  for (guint i = 0; i < fields->fields->len; i++) {
    const CpField *field = &g_array_index (fields->fields, CpField, i);
    if (g_strcmp0 (field->name, name) == 0)
      return field;
  }
  return NULL;
}

guint
cp_field_get_n_values (const CpField *field, const CpTable *table) {
  if (field->group != NULL)
    return field->group->n_values;
  return (guint)cp_column_get_n_values (cp_table_get_column (table, field->column));
}

const char *
cp_field_get_value (const CpField *field, const CpTable *table, guint index) {
  if (field->group != NULL)
    return field->group->values[index];
  return cp_column_get_value (cp_table_get_column (table, field->column), index);
}

char *
cp_field_dup_cell (const CpField *field, const CpTable *table, gsize row) {
  if (field->group == NULL)
    return cp_column_dup_cell (cp_table_get_column (table, field->column), row);
  guint32 code = cp_one_hot_group_get_code (field->group, table, row);
  return g_strdup (code != CP_MISSING ? field->group->values[code] : "");
}

char *
cp_field_dup_shown (const CpField *field, const CpTable *table, gsize row) {
  if (field->group == NULL && field->type == CP_COLUMN_NUMBER) {
    const CpColumn *column = cp_table_get_column (table, field->column);
    if (!cp_column_is_missing (column, row))
      return cp_format_number (cp_column_get_numbers (column)[row], -1);
  }
  g_autofree char *cell = cp_field_dup_cell (field, table, row);
  return *cell != '\0' ? g_steal_pointer (&cell) : g_strdup ("missing");
}

CpColumn *
cp_field_to_column (const CpField *field, const CpTable *table) {
  if (field->group != NULL)
    return cp_one_hot_group_to_column (field->group, table);
  return cp_column_ref (cp_table_get_column (table, field->column));
}
