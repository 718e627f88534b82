#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* The selected row: what each model says of it, and an editor with a control for every column. Edits do not
 * score; Run inference does. */
G_BEGIN_DECLS

#define CP_TYPE_ROW_PANE (cp_row_pane_get_type ())
G_DECLARE_FINAL_TYPE (CpRowPane, cp_row_pane, CP, ROW_PANE, GtkWidget)

void cp_row_pane_set_session (CpRowPane *pane, CpSession *session);
void cp_row_pane_focus_filter (CpRowPane *pane);

G_END_DECLS
