#pragma once
#include "app/session/session.h"

/* Which rows there are. A deleted row is looked at by no page and counts nowhere, but keeps its number, its
 * edits and its runs, so that undo brings it back as it was and no other row is renumbered. Saved among the
 * "edits" as
 * {"row": 12, "deleted": true}. Deleting is a step to undo like an edit; what follows from it comes by a job,
 * told by "scope-changed". */
G_BEGIN_DECLS

/* Rows are added at the end, by a job; then they are selected and "rows-added" is emitted. Each stands for
 * itself: the table, scores and figures count it like any other. Undone, it is absent like a deleted one. How
 * they are saved: app/row-additions.h. A column of scores has no score for them: nobody made one. */
void cp_session_duplicate_rows (CpSession *session); /* the selected ones, as they stand */
void cp_session_add_row (CpSession *session);        /* medians and most frequent words, without a label */
gboolean cp_session_is_added (CpSession *session, guint32 row); /* it is not in the file */
/* (transfer full): of the last addition: "Row 20 000 added: a copy of row 127" */
char *cp_session_describe_addition (CpSession *session);

void cp_session_delete_rows (CpSession *session); /* the selected ones; never the last that are looked at */
gboolean cp_session_is_absent (CpSession *session, guint32 row);
/* (transfer full): guint32, ascending; for a job to keep */
GArray *cp_session_dup_absent (CpSession *session);
gsize cp_session_get_n_present (CpSession *session); /* rows of the table that were not deleted */
/* The first row from @row on that was not deleted, else the last before it. */
guint32 cp_session_find_present (CpSession *session, guint32 row);

G_END_DECLS
