#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* What a smaller gap costs: tolerance → cost of every model for the parity strategy in view, where they are
 * now, and the tolerance, which a click, a drag or the arrow keys choose. With another strategy it says what
 * to choose. */
G_BEGIN_DECLS

#define CP_TYPE_FRONTIER_VIEW (cp_frontier_view_get_type ())
G_DECLARE_FINAL_TYPE (CpFrontierView, cp_frontier_view, CP, FRONTIER_VIEW, GtkWidget)

void cp_frontier_view_set_session (CpFrontierView *view, CpSession *session);

G_END_DECLS
