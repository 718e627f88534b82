#pragma once
#include "app/session/session.h"

/* Runs looked at and done again. A run of several rows is done for all of them. */
G_BEGIN_DECLS

/**
 * cp_session_show_run:
 * @run: of cp_session_get_runs()
 *
 * Selects the run's rows with the cells they had in it, without scoring them: one step to undo, none where
 * nothing differs. Rows deleted since are left out.
 *
 * Returns: %FALSE with @error set where all its rows are deleted
 */
gboolean cp_session_show_run (CpSession *session, const CpRun *run, GError **error);

/**
 * cp_session_replay:
 *
 * Makes the changes of @run again, against the state scored before it, and scores: one step to undo and one
 * run, "Replay of 3: …". A run of one row is done on the selected rows, other changes of theirs stay; a run
 * of several rows on its own, each as it was changed then.
 *
 * Returns: %FALSE with @error set, and nothing changed, where a row is deleted or refuses a value; also where
 * a model fails
 */
gboolean cp_session_replay (CpSession *session, const CpRun *run, GError **error);

G_END_DECLS
