#pragma once
#include "app/session/kept-work.h"
#include "app/session/session.h"

/* Keeps the unsaved work of a session aside: a few seconds after a change, off the main loop, in the user's
 * state folder (app/kept-work.h). Saving, opening something else and a clean end take it away again. */
G_BEGIN_DECLS

#define CP_TYPE_AUTOSAVE (cp_autosave_get_type ())
G_DECLARE_FINAL_TYPE (CpAutosave, cp_autosave, CP, AUTOSAVE, GObject)

CpAutosave *cp_autosave_new (CpSession *session);
/* Work restored from @kept (transfer full): it goes on in the same place. */
void cp_autosave_adopt (CpAutosave *self, CpKeptWork *kept);
/* The session is saved or given up: nothing is left behind, nothing is kept any more. */
void cp_autosave_end (CpAutosave *self);

/* Opens what was kept as unsaved work: dirty, and of the session file it was of. */
void cp_session_open_kept (CpSession *session, const char *file);

G_END_DECLS
