#pragma once
#include "app/session/session.h"

/* What the selected row scores as it stands, without a run: nothing is recorded, so every key may ask. One
 * row is a table of one row; networks answer in microseconds. */
G_BEGIN_DECLS

/**
 * cp_session_score_current:
 * @out_scores: (n_models): written; NaN for a column of scores
 *
 * Returns: %FALSE with @error set while a cell of the row holds what was refused, or where a model fails
 */
gboolean cp_session_score_current (CpSession *session, double *out_scores, GError **error);

/* Makes @state, a table of one row, what the selected row is: one step to undo, none where nothing differs.
 * (session-edit.c) */
void cp_session_put_row (CpSession *session, CpTable *state);

/* The values of @state, a table of one row, in the selected row, all but the label's, which is no input: one
 * step to undo. */
gboolean cp_session_adopt (CpSession *session, const CpTable *state, GError **error);

G_END_DECLS
