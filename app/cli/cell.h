#pragma once
#include "core/table/groups.h"

/* (transfer full): what row 0 of @row holds in the column @name, or in the one-hot group of that name; "" for
 * nothing. @one_hot: (element-type CpOneHotGroup) */
char *cp_cli_dup_cell (const CpTable *row, const GPtrArray *one_hot, const char *name);
