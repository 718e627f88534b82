#pragma once
#include "core/base/json.h"
#include "core/table/table.h"

/* The rows every page looks at: a sorted list with a name a person reads ("split = test") and, where it was
 * made by one, the condition it stands for. Immutable, reference-counted; any thread. No scope (NULL) is
 * every row of the table. */
G_BEGIN_DECLS

typedef struct _CpScope CpScope;
CpScope *cp_scope_ref (CpScope *scope);
void cp_scope_unref (CpScope *scope);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpScope, cp_scope_unref)

/**
 * cp_scope_new:
 * @rows: (transfer full) (element-type guint32): ascending, without repeats
 * @name: what a person reads
 * @condition: (nullable): the row condition (core/table/filter.h) that gave these rows
 *
 * Returns: (transfer full)
 */
CpScope *cp_scope_new (GArray *rows, const char *name, const char *condition);
/* (transfer full) (nullable): the rows that satisfy @condition; NULL with @error if it cannot be read or it
 * was cancelled. O(n_rows) on all cores. */
CpScope *cp_scope_build (const CpTable *table, const char *condition, const char *name,
                         GCancellable *cancellable, GError **error);

/* (transfer full) (nullable): @scope (nullable: every row of @n_rows) without the rows of @absent
 * (ascending); NULL where that is every row. Name and condition stay. O(n_rows) */
CpScope *cp_scope_without (CpScope *scope, gsize n_rows, const GArray *absent);

/* Whether none of its rows is left without those of @absent (ascending). Ends at the first that is. */
gboolean cp_scope_is_gone (const CpScope *scope, const GArray *absent);

/* (transfer full) (nullable): @scope after @table has got rows from @first_new on: a condition is looked up
 * anew, so that of those the ones that satisfy it are in; a list of rows takes all of them. */
CpScope *cp_scope_extend (CpScope *scope, const CpTable *table, guint32 first_new, GCancellable *cancellable,
                          GError **error);

const guint32 *cp_scope_get_rows (const CpScope *scope, gsize *out_n_rows); /* never NULL, even when empty */
const char *cp_scope_get_name (const CpScope *scope);
const char *cp_scope_get_condition (const CpScope *scope);      /* (nullable) */
gboolean cp_scope_contains (const CpScope *scope, guint32 row); /* O(log n); a NULL @scope holds every row */

/* (transfer full): {"name", "condition"}, or {"name", "rows": [[first, last], …]} where there is no condition
 */
json_t *cp_scope_to_json (const CpScope *scope);
/* (transfer full) (nullable): the inverse; @error names @place */
CpScope *cp_scope_from_json (const json_t *json, const CpTable *table, const char *place,
                             GCancellable *cancellable, GError **error);

G_END_DECLS
