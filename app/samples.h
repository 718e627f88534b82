#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): the session file of the mortgage sample: in the folder COUNTERPOINT_SAMPLES
 * names, where the program is installed, or in the build tree the program stands in; NULL where there is none
 */
char *cp_sample_find (void);

G_END_DECLS
