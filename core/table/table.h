#pragma once
#include "core/table/column.h"
#include <gio/gio.h>

/* A table: columns of equal length with distinct names. An immutable snapshot: an edit makes a new table that
 * shares the untouched columns (core/table/edits.h). Any thread may read it. */
G_BEGIN_DECLS

typedef struct _CpTable CpTable;

CpTable *cp_table_ref (CpTable *table);
void cp_table_unref (CpTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpTable, cp_table_unref)

/**
 * cp_table_new:
 * @place: what the table is called in messages (a file name)
 * @columns: (array length=n_columns) (transfer none): each is referenced
 *
 * Returns: (transfer full) (nullable): NULL with @error set when lengths differ or two names are equal
 */
CpTable *cp_table_new (const char *place, CpColumn *const *columns, gsize n_columns, GError **error);

const char *cp_table_get_place (const CpTable *table);
gsize cp_table_get_n_rows (const CpTable *table);
gsize cp_table_get_n_columns (const CpTable *table);
CpColumn *cp_table_get_column (const CpTable *table, gsize index); /* (transfer none) */
/* (transfer none) (nullable): case-sensitive */
CpColumn *cp_table_find_column (const CpTable *table, const char *name);
gboolean cp_table_find_column_index (const CpTable *table, const char *name, gsize *out_index);
/* As find, but a missing name is an error that lists the nearest name or the columns there are;
 * @asker says who wants it ("--label", "the feature specification"). */
CpColumn *cp_table_require_column (const CpTable *table, const char *name, const char *asker, GError **error);

/* Sentences about how the file was read that a person should see ("converted from Latin-1"); NULL-terminated.
 */
const char *const *cp_table_get_notices (const CpTable *table);
void cp_table_add_notice (CpTable *table, const char *notice); /* only by its maker, before it is shared */

G_END_DECLS
