#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* What stands behind the title of the selected row: to the rows before and after it among those looked at,
 * and a menu of what can be done with it (copy it as CSV or JSON). */
G_BEGIN_DECLS

#define CP_TYPE_ROW_HEAD (cp_row_head_get_type ())
G_DECLARE_FINAL_TYPE (CpRowHead, cp_row_head, CP, ROW_HEAD, GtkWidget)

void cp_row_head_set_session (CpRowHead *head, CpSession *session);

/* Selects the next (@by 1) or the previous (−1) row among those looked at; nothing at the ends. */
void cp_session_step_row (CpSession *session, int by);
/* (transfer full): the selected row as it stands now: a header and one line; {"column": value, …} */
char *cp_session_dup_row_csv (CpSession *session);
char *cp_session_dup_row_json (CpSession *session);

G_END_DECLS
