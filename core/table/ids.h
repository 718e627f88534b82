#pragma once
#include "core/table/column.h"

/* Which columns name rows, or the part of the table a row is in, instead of describing them. */
G_BEGIN_DECLS

/* Integers or strings, all distinct, none missing. One row alone tells nothing: never an id. O(n), and far
 * less where the column soon proves to be none. */
gboolean cp_column_is_id (const CpColumn *column);

/* "split", "data_set", "Fold": one of the words of @name says that the column splits a table into parts. The
 * name alone: whether its values are few is the caller's to look at. */
gboolean cp_column_is_split_name (const char *name);

G_END_DECLS
