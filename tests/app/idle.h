#pragma once
#include "app/session/session.h"

/* Until no job of the session runs. */
static inline void
wait_idle (CpSession *session) {
  while (cp_jobs_is_busy (cp_session_get_jobs (session)))
    g_main_context_iteration (NULL, TRUE);
}
