#pragma once
#include "app/session.h"

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

/* (nullable): which of its files are others than when the session was saved, as a sentence */
const char *cp_session_get_changed_files (CpSession *session);

G_END_DECLS
