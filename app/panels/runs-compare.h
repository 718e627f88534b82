#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* Two runs side by side, in a window of its own: scores, decisions and the values that differ. Both are
 * chosen from all runs; the table is copied and saved as CSV. It goes when another table is opened. */
G_BEGIN_DECLS

#define CP_TYPE_RUNS_COMPARE (cp_runs_compare_get_type ())
G_DECLARE_FINAL_TYPE (CpRunsCompare, cp_runs_compare, CP, RUNS_COMPARE, GtkWindow)

/* @from: the widget that asks: the window it is in is where what is copied and saved goes out.
 * @first, @second: the runs chosen at first */
GtkWidget *cp_runs_compare_new (GtkWidget *from, CpSession *session, const CpRun *first, const CpRun *second);

G_END_DECLS
