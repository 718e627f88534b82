#pragma once
#include "app/session/session-counterfactual.h"
#include <gtk/gtk.h>

/* How counterfactuals are looked for: how many of each kind, and for each column how much it counts in the
 * distance and whether it must stay as it is. The content of a popover, filled when it is shown. */
G_BEGIN_DECLS

#define CP_TYPE_COMPARE_OPTIONS (cp_compare_options_get_type ())
G_DECLARE_FINAL_TYPE (CpCompareOptions, cp_compare_options, CP, COMPARE_OPTIONS, GtkWidget)

void cp_compare_options_set_session (CpCompareOptions *self, CpSession *session); /* once; outlives it */

G_END_DECLS
