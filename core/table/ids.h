#pragma once
#include "core/table/column.h"

/* Which columns name rows instead of describing them. */
G_BEGIN_DECLS

/* Integers or strings, all distinct, none missing. One row alone tells nothing: never an id. O(n), and far
 * less where the column soon proves to be none. */
gboolean cp_column_is_id (const CpColumn *column);

G_END_DECLS
