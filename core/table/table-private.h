#pragma once
#include "core/table/table.h"

/* For the makers of tables inside core/table. */
G_BEGIN_DECLS

/* (transfer full): a table with the place and the notices of @table and other columns, which are taken with
 * their array and must fit: the same names in the same order, one length. The names are shared, so that a row
 * of its own costs its cells. */
CpTable *cp_table_derive (const CpTable *table, CpColumn **columns);

/* Sets @error to "PLACE: no column 'NAME', which ASKER asks for; did you mean 'NAMES[i]'?", or lists the
 * names where none is near; @asker is nullable. */
void cp_set_no_column_error (GError **error, const char *place, const char *const *names, gsize n_names,
                             const char *name, const char *asker);

G_END_DECLS
