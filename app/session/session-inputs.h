#pragma once
#include "app/session/session.h"

G_BEGIN_DECLS

/**
 * cp_session_open_inputs:
 * @sources: (transfer full): where everything came from
 * @inputs: (transfer full) (nullable): the same, read already; NULL: it is read
 * @path, @document: (nullable): the session file the rest is taken from (question, thresholds, edits, runs,
 * view), whose data and models @sources replace; it is then unsaved
 *
 * Opens what was put together in the dialog. All or nothing, as cp_session_open_file().
 */
void cp_session_open_inputs (CpSession *session, CpSources *sources, CpInputs *inputs, const char *path,
                             json_t *document);

/**
 * cp_session_reload:
 *
 * Reads the table and the models again from where they came, and keeps the rest: question, thresholds, edits,
 * runs, views. Changes of rows that no longer fit the table are left out and told by "message", and so are
 * the runs of a model that is another now. The session is then unsaved. All or nothing, as
 * cp_session_open_file().
 */
void cp_session_reload (CpSession *session);

/* Of the files as they were when they were read: cp_file_stamps_take() */
const json_t *cp_session_get_file_stamps (CpSession *session);

/* (nullable): which of its files are others than when the session was saved, as a sentence */
const char *cp_session_get_changed_files (CpSession *session);

G_END_DECLS
