#pragma once
#include "app/session/session.h"
#include "core/base/error.h"
#include "tests/app/edit.h"
#include "tests/fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* A session whose signals are heard, without a display, and the folder its files lie in. */

static char *folder;

static inline char *
write_file (const char *name, const char *text) {
  char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

typedef struct {
  CpSession *session;
  char *message;                       /* the last one */
  guint n_opened, n_results, n_scopes; /* signals heard */
  double n_at_change;                  /* rows of the audit when the scope changed */
} Watched;

static inline void
keep_message (CpSession *session, const GError *error, gpointer data) {
  Watched *watched = data;
  g_free (watched->message);
  watched->message = g_strdup (error->message);
}

static inline void
count_opened (Watched *watched) {
  watched->n_opened++;
}

static inline void
count_results (Watched *watched) {
  watched->n_results++;
}

static inline void
scope_changed (Watched *watched) {
  const CpAudit *audit = cp_session_get_audit (watched->session);
  watched->n_scopes++;
  watched->n_at_change = audit != NULL ? audit->models[0].overall.n : NAN;
}

static inline void
watch (Watched *watched) {
  *watched = (Watched){.session = cp_session_new ()};
  g_signal_connect (watched->session, "message", G_CALLBACK (keep_message), watched);
  g_signal_connect_swapped (watched->session, "opened", G_CALLBACK (count_opened), watched);
  g_signal_connect_swapped (watched->session, "results-changed", G_CALLBACK (count_results), watched);
  g_signal_connect_swapped (watched->session, "scope-changed", G_CALLBACK (scope_changed), watched);
}

static inline void
watched_clear (Watched *watched) {
  g_clear_object (&watched->session);
  g_free (watched->message);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Watched, watched_clear)

static inline void
wait_idle (Watched *watched) {
  while (cp_jobs_is_busy (cp_session_get_jobs (watched->session)))
    g_main_context_iteration (NULL, TRUE);
}

/* Watches a session that opens the file @path. */
static inline void
open_saved (Watched *watched, const char *path) {
  watch (watched);
  cp_session_open_file (watched->session, path);
  wait_idle (watched);
}

static inline void
assert_told (Watched *watched, const char *text) {
  g_assert_cmpstr (watched->message, ==, text);
  g_clear_pointer (&watched->message, g_free);
}

static inline void
remove_folder (void) {
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_unlink (path);
  }
  g_rmdir (folder);
  g_free (folder);
}
