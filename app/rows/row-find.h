#pragma once
#include "core/table/table.h"

/* The row a person means by what they type: its number, or its value in a column that names rows. Data-sized,
 * for a job. */
G_BEGIN_DECLS

typedef struct {
  CpTable *table;
  char *text;
} CpRowQuery;

CpRowQuery *cp_row_query_new (CpTable *table, const char *text);
void cp_row_query_free (CpRowQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpRowQuery, cp_row_query_free)

/**
 * cp_row_find:
 *
 * A number from 0 that is a row's is that row, as the window writes it or plain; anything else is looked for
 * in the columns that name rows (core/table/ids.h) and those of text, in table order: the first row whose
 * whole cell it is.
 *
 * Returns: (transfer full) (nullable): the row; NULL with @error set where there is none:
 * "Find row: 'x' is no row; expected a number from 0 to 26 143."
 */
guint32 *cp_row_find (const CpRowQuery *query, GCancellable *cancellable, GError **error);

G_END_DECLS
