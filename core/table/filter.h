#pragma once
#include "core/table/table.h"

/* A condition on rows, as typed by a person: comparisons joined by "and" / "or" ("and" binds tighter), with
 * parentheses: `sex = Female and granted = 1`, `income >= 50`, `state in (NY, "New Jersey")`, `dti is
 * missing`. Operators = != < <= > >=, in, is missing, is not missing; keywords in any case. A name with
 * blanks stands in ` or ", a value in ' or ", where a doubled quote is one.
 *
 * Numbers are compared as numbers, everything else by the bytes of its text; a boolean also takes any word
 * for true or false. A missing cell satisfies only "is missing" and "!=", except that the coded word of a
 * missing number ("Exempt") can be named with = != and in. One-hot groups can be named like a column.
 * Immutable; any thread. */
G_BEGIN_DECLS

typedef struct _CpFilter CpFilter;

/* (transfer full) (nullable): the message quotes the condition and the place in it; a category or boolean
 * that never holds the value named is an error that lists what it holds */
CpFilter *cp_filter_parse (const char *condition, const CpTable *table, GError **error);
void cp_filter_free (CpFilter *filter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpFilter, cp_filter_free)
gboolean cp_filter_matches (const CpFilter *filter, gsize row); /* a row of the table given at parse */

G_END_DECLS
