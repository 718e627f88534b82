#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* The rows of the table under the plot: row number, scores, label, decisions, then the columns; sorted by a
 * click on a title, filtered by a condition (core/table/filter.h). It shows the table as it was read: edits
 * and runs of a row stand in the editor and in the runs. Nothing is made before it is shown first. */
G_BEGIN_DECLS

#define CP_TYPE_ROWS_VIEW (cp_rows_view_get_type ())
G_DECLARE_FINAL_TYPE (CpRowsView, cp_rows_view, CP, ROWS_VIEW, GtkWidget)

GtkWidget *cp_rows_view_new (CpSession *session);
/* (transfer none): the condition, the count and the chooser of columns, for the owner to place above */
GtkWidget *cp_rows_view_get_head (CpRowsView *view);

G_END_DECLS
