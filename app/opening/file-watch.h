#pragma once
#include "app/session/session.h"

/* Whether the files of the open session change on the disk while it is open. A burst of writes is told once,
 * when it rests; what was written back as it was is not told. Nothing is read again by itself.
 *
 * Signal: "changed" (const char *sentence, gboolean can_reload): sentence: (nullable): every file is as it
 * was read; can_reload: none is missing. */
G_BEGIN_DECLS

#define CP_TYPE_FILE_WATCH (cp_file_watch_get_type ())
G_DECLARE_FINAL_TYPE (CpFileWatch, cp_file_watch, CP, FILE_WATCH, GObject)

CpFileWatch *cp_file_watch_new (CpSession *session);

G_END_DECLS
