#pragma once
#include "core/table/table.h"

/* A condition on rows, as typed by a person: comparisons joined by "and" / "or" ("and" binds tighter), with
 * parentheses: `sex = Female and granted = 1`, `income >= 50`, `state in (NY, "New Jersey")`, `dti is
 * missing`. Operators = != < <= > >=, in, is missing, is not missing. A missing cell satisfies only "is
 * missing" and "!=". One-hot groups can be named like a column. */
G_BEGIN_DECLS

typedef struct _CpFilter CpFilter;

/* (transfer full) (nullable): the message quotes the condition and the place in it */
CpFilter *cp_filter_parse (const char *condition, const CpTable *table, GError **error);
void cp_filter_free (CpFilter *filter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpFilter, cp_filter_free)
gboolean cp_filter_matches (const CpFilter *filter, gsize row); /* the table given at parse must still live */

G_END_DECLS
