#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* The pane under the plot: the runs, or the rows of the table. One line above says which and holds what
 * belongs to it. */
G_BEGIN_DECLS

#define CP_TYPE_LISTS_PANE (cp_lists_pane_get_type ())
G_DECLARE_FINAL_TYPE (CpListsPane, cp_lists_pane, CP, LISTS_PANE, GtkWidget)

void cp_lists_pane_set_session (CpListsPane *pane, CpSession *session); /* once */

G_END_DECLS
