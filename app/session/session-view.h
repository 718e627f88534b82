#pragma once
#include "app/session/session.h"

/* What a panel shows beyond the session's own facts (which list, which slice is open, how far a plot is
 * zoomed): its view, one key of the session file's "view" each. A panel registers the key once, with a
 * function that says what it shows and one that shows it again; it need not know when a session is saved,
 * kept aside or opened. Views are matters of taste: a value that no longer fits is passed over in silence,
 * and changing one does not make the session dirty.
 *
 * Views are restored after "opened" and the signals that follow it, in the order of registration. */
G_BEGIN_DECLS

/* Returns: (transfer full) (nullable): NULL leaves the key out */
typedef json_t *(*CpViewSave) (gpointer owner);
/* @value: (nullable): NULL where the session has none: what a panel shows at first */
typedef void (*CpViewRestore) (const json_t *value, gpointer owner);

/* @key: copied; @owner: its functions are called while it lives. Widgets made anew for each session that is
 * opened register anew, before the views are restored. */
void cp_session_add_view (CpSession *session, const char *key, CpViewSave save, CpViewRestore restore,
                          GObject *owner);

G_END_DECLS
