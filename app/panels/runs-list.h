#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* Every run of the session, newest first: what was changed, what each model said before and after. A double
 * click or Enter shows a run: its row with the values of then. R replays it, Ctrl+C copies the selected runs
 * (else all) as CSV, the menu offers all of it. */
G_BEGIN_DECLS

#define CP_TYPE_RUNS_LIST (cp_runs_list_get_type ())
G_DECLARE_FINAL_TYPE (CpRunsList, cp_runs_list, CP, RUNS_LIST, GtkWidget)

void cp_runs_list_set_session (CpRunsList *list, CpSession *session);

/* (transfer none): what is said of the runs and what can be done with them, for the owner to place above */
GtkWidget *cp_runs_list_get_head (CpRunsList *list);

G_END_DECLS
