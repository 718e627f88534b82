#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): the session file of a sample ("mortgage", "questions"): in the folder
 * COUNTERPOINT_SAMPLES names, where the program is installed, or in the build tree the program stands in;
 * NULL where there is none */
char *cp_sample_find (const char *name);

G_END_DECLS
