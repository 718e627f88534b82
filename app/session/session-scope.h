#pragma once
#include "app/session/scope.h"
#include "app/session/session.h"

/* The scope: the rows every page looks at. Performance, gaps, thresholds found by a strategy, the table of
 * rows and the plot count these rows alone; bins and thresholds stay those of the whole table, so two scopes
 * can be compared. It is set by a job (it sorts scores anew), replaced as a whole with all that follows from
 * it, then "scope-changed" is emitted. It is saved with the session's view. */
G_BEGIN_DECLS

/* (nullable): the rows, ascending, valid until "scope-changed" or "opened"; NULL: every row of the table.
 * @out_n_rows: how many rows are looked at, also where NULL is returned; 0 while nothing is open */
const guint32 *cp_session_get_scope (CpSession *session, gsize *out_n_rows);
/* The snapshot itself, for a job to keep (transfer none) (nullable): NULL for every row */
CpScope *cp_session_get_scope_snapshot (CpSession *session);
/* A scope was chosen; without one the rows looked at are all that were not deleted. */
gboolean cp_session_is_narrowed (CpSession *session);
const char *cp_session_get_scope_name (CpSession *session);      /* "All rows" where there is none */
const char *cp_session_get_scope_condition (CpSession *session); /* (nullable) */
gboolean cp_session_is_in_scope (CpSession *session, guint32 row);

/**
 * cp_session_set_scope:
 * @rows: (transfer full) (nullable) (element-type guint32): ascending, without repeats; NULL: every row
 * @name: what a person reads: "12 rows in the lasso"; ignored without @rows
 *
 * An empty list is told ("message") and changes nothing: there would be nothing to look at.
 */
void cp_session_set_scope (CpSession *session, GArray *rows, const char *name);

/**
 * cp_session_set_scope_where:
 * @condition: as typed (core/table/filter.h)
 * @name: (nullable): what a person reads; the condition itself by default
 *
 * Looks for the rows in a job, then sets them. A condition no row satisfies is told and changes nothing.
 *
 * Returns: %FALSE with @error, at once, when @condition cannot be read
 */
gboolean cp_session_set_scope_where (CpSession *session, const char *condition, const char *name,
                                     GError **error);

G_END_DECLS
