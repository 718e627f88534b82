#pragma once
#include "app/session/session.h"

/* Several selected rows. Beside the current row (cp_session_get_row()) a set of rows may be selected: an edit
 * sets the column in all of them as one step to undo, a run scores them all in a job and stands as one run,
 * revert puts all back. The current row is one of them. Selecting a single row ends the selection.
 *
 * Signal "selection-changed" of the session. */
G_BEGIN_DECLS

#define CP_MAX_SELECTED 10000 /* rows edited at once: more are a matter of the table itself */

/* The selected rows, ascending, valid until "selection-changed"; without a set the current row alone, or
 * none. */
const guint32 *cp_session_get_selection (CpSession *session, gsize *out_n_rows);
gboolean cp_session_has_selection (CpSession *session); /* more than one row is selected */

/**
 * cp_session_set_selection:
 * @rows: (n): ascending, without repeats; not read when @n is too large
 * @row: the current one; not of @rows: the first of them is
 *
 * One row is the same as cp_session_select_row(); more than %CP_MAX_SELECTED are told ("message") and change
 * nothing.
 */
void cp_session_set_selection (CpSession *session, const guint32 *rows, gsize n, guint32 row);

/* The row as it stands now, a table of one row: after its edits, else as the table has it. (transfer full) */
CpTable *cp_session_dup_row_state (CpSession *session, guint32 row);

gboolean cp_session_is_row_scored (CpSession *session,
                                   guint32 row); /* its edits were scored, or it has none */

/* (transfer full) (nullable): the cell all selected rows share in that field, as the row editor takes it;
 * NULL where they differ. @is_original: of the rows as the table has them */
char *cp_session_dup_shared_cell (CpSession *session, const CpField *field, gboolean is_original);

/* What the selected rows score together, by their last runs or the table. */
typedef struct {
  double mean;      /* NaN when no row has a score */
  double delta;     /* mean change by the last run of each row that was scored again; NaN without one */
  guint n_positive; /* decided positive */
  guint n_scored;   /* have a score */
  guint n_flipped;  /* decided differently than the table's row */
} CpSelectionScore;
CpSelectionScore cp_session_get_selection_score (CpSession *session, guint model);

G_END_DECLS
