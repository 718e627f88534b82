#pragma once
#include "core/table/table.h"

/* Edits as new snapshots. The untouched columns are shared; a changed column is copied (O(n_rows)). */
G_BEGIN_DECLS

/* (transfer full): the rows named, in that order (repeats allowed), dictionaries shared */
CpTable *cp_table_take_rows (const CpTable *table, const guint32 *rows, gsize n_rows);

/**
 * cp_table_append_rows:
 * @more: (n): tables of the same columns (names and types, as edits of rows of @table have them)
 *
 * Rows at the end; those there keep their numbers. A category or a text that @table does not know joins its
 * dictionary, so codes may be others afterwards; where none is new the dictionaries are shared. O(rows).
 *
 * Returns: (transfer full)
 */
CpTable *cp_table_append_rows (const CpTable *table, CpTable *const *more, gsize n);

/**
 * cp_table_set_cell:
 * @value: the new cell as text, read as the column's type; "" or a missing word makes it missing
 *
 * A category takes any value, a new one joins the dictionary. A number that cannot be read is an error:
 * "column 'income': 'abc' is not a number."
 *
 * Returns: (transfer full) (nullable)
 */
CpTable *cp_table_set_cell (const CpTable *table, gsize row, gsize column, const char *value, GError **error);

/* (transfer full): one column replaced by another of the same name and length */
CpTable *cp_table_replace_column (const CpTable *table, gsize index, CpColumn *column);

/* Strict number of a whole cell: C locale, surrounding blanks allowed, nothing else. FALSE if it is none. */
gboolean cp_parse_number (const char *text, gsize length, double *out_value);

G_END_DECLS
