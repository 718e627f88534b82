#pragma once
#include "app/session/session.h"

/* What is said of a run, on the screen and in files. */
G_BEGIN_DECLS

/* (transfer full): "now", "1 min ago", "3 h ago", "24 Nov 18:40", by local time. @time, @now: microseconds
 * since the epoch, UTC */
char *cp_run_say_when (gint64 time, gint64 now);
/* (transfer full): the moment to the second: "24 November 2026, 18:40:12" */
char *cp_run_say_time (gint64 time);

/* What @run decides by the threshold in force. NaN scores decide nothing: %FALSE, -1.
 * @out_decision: (nullable): 1 positive, 0 negative, -1 not scored
 * Returns: whether the run before decided otherwise */
gboolean cp_run_decides (CpSession *session, const CpRun *run, guint model, int *out_decision);

/* (transfer full): what was changed, of a batch what was changed in all: "as before" for nothing */
char *cp_run_say_change (const CpRun *run);

G_END_DECLS
