#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* The gaps between slices: for each measure and model a bar with its interval, or, on request, a table of
 * differences, ratios and the slices that hold them; and what the decisions cost. */
G_BEGIN_DECLS

#define CP_TYPE_GAPS_VIEW (cp_gaps_view_get_type ())
G_DECLARE_FINAL_TYPE (CpGapsView, cp_gaps_view, CP, GAPS_VIEW, GtkWidget)

void cp_gaps_view_set_session (CpGapsView *view, CpSession *session);

G_END_DECLS
