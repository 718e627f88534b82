#pragma once
#include "core/table/groups.h"

/* The table's columns as a person meets them: a one-hot group stands as one field in the place of its first
 * column, every other column is a field of its own. Immutable, reference-counted. */
G_BEGIN_DECLS

typedef struct {
  const char *name;           /* borrowed from the table or the group */
  CpColumnType type;          /* a group is a category */
  guint column;               /* the table's column; the first one of a group */
  const CpOneHotGroup *group; /* (nullable) */
} CpField;

typedef struct _CpFields CpFields;

/* (transfer full): @groups: (element-type CpOneHotGroup): those of the table, referenced */
CpFields *cp_fields_new (CpTable *table, GPtrArray *groups);
CpFields *cp_fields_ref (CpFields *fields);
void cp_fields_unref (CpFields *fields);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpFields, cp_fields_unref)

guint cp_fields_get_n (const CpFields *fields);
const CpField *cp_fields_get (const CpFields *fields, guint index);
const CpField *cp_fields_find (const CpFields *fields, const char *name); /* (nullable) */

/* The words to choose from: the dictionary of a category, the two words of a boolean, the values of a group;
 * none for numbers and text. */
guint cp_field_get_n_values (const CpField *field, const CpTable *table);
const char *cp_field_get_value (const CpField *field, const CpTable *table, guint index);

/* (transfer full): the cell as cp_row_editor_set() takes it: the shortest number, the word, "" when missing
 */
char *cp_field_dup_cell (const CpField *field, const CpTable *table, gsize row);
/* (transfer full): the same for the screen: grouped numbers, "missing" */
char *cp_field_dup_shown (const CpField *field, const CpTable *table, gsize row);

/* (transfer full): the field as one category column, or a reference to the table's column */
CpColumn *cp_field_to_column (const CpField *field, const CpTable *table);

G_END_DECLS
