#pragma once
#include "core/base/json.h"
#include <glib.h>

/* How the "edits" and "runs" of a session file name rows; the window and the subcommands read them alike. An
 * edit is an added row (app/row-additions.h), a deleted one {"row": 12, "deleted": true} or one whose cells
 * were changed {"row": 12, "values": {column: cell}}. @place is where it stands, for messages:
 * "a.counterpoint: edits[3]". */
G_BEGIN_DECLS

typedef enum { CP_SAVED_CHANGE, CP_SAVED_ADDITION, CP_SAVED_DELETION } CpSavedKind;

CpSavedKind cp_saved_edit_get_kind (const json_t *edit);
/* The row an edit or a run is about; %FALSE with @error where a table of @n_rows rows has no such row. */
gboolean cp_saved_row_read (const json_t *item, gsize n_rows, const char *place, guint32 *out_row,
                            GError **error);

/**
 * cp_saved_deletions_read:
 * @edits: (nullable): of a session file
 * @n_rows: of the table with its added rows
 * @name: of the session file, for messages
 *
 * Returns: (transfer full) (nullable): guint32, ascending, each once; an error where no row would be left
 */
GArray *cp_saved_deletions_read (const json_t *edits, gsize n_rows, const char *name, GError **error);

G_END_DECLS
