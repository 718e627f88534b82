#pragma once
#include "app/session.h"

/* Gathers what a person opens, file by file: a session opens at once; models wait for their table; new models
 * join the table that is open, a new table comes with the models that wait.
 *
 * Signal "waiting" (const char *text): models are ready and a table is missing. */
G_BEGIN_DECLS

#define CP_TYPE_OPENER (cp_opener_get_type ())
G_DECLARE_FINAL_TYPE (CpOpener, cp_opener, CP, OPENER, GObject)

CpOpener *cp_opener_new (CpSession *session);
/* Told apart by content, never by name. */
void cp_opener_open_paths (CpOpener *opener, const char *const *paths);
/* Chosen as models, whatever they hold: the reader says what they are instead. */
void cp_opener_open_models (CpOpener *opener, const char *const *paths);
void cp_opener_open_sources (CpOpener *opener, CpSources *sources); /* (transfer full) */
void cp_opener_forget (CpOpener *opener);                           /* what waits */

G_END_DECLS
