#pragma once
#include "app/session.h"
#include <gtk/gtk.h>

/* The gaps between slices in words and figures: for each measure and model the difference with its interval,
 * the ratio, and the slices that hold them; and what the decisions cost. */
G_BEGIN_DECLS

#define CP_TYPE_GAPS_VIEW (cp_gaps_view_get_type ())
G_DECLARE_FINAL_TYPE (CpGapsView, cp_gaps_view, CP, GAPS_VIEW, GtkWidget)

void cp_gaps_view_set_session (CpGapsView *view, CpSession *session);

G_END_DECLS
