#pragma once
#include "app/session/session.h"

/* Saving and waiting for the end of it. */

static inline void
keep_saved (CpSession *session, const char *path, const GError *error, gpointer data) {
  if (error != NULL)
    g_propagate_error (data, g_error_copy (error));
}

/* Returns: whether it was written; else @error tells why not */
static inline gboolean
save_and_wait (CpSession *session, const char *path, GError **error) {
  GError *problem = NULL;
  gulong handler = g_signal_connect (session, "saved", G_CALLBACK (keep_saved), &problem);
  cp_session_save (session, path);
  while (cp_session_is_saving (session))
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (session, handler);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}
