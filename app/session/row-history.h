#pragma once
#include "app/rows/fields.h"
#include "app/session/row-edit.h"
#include "core/base/json.h"

/* One row under edit: the row as the table has it, as it stands now, and as it was last scored. Every state
 * is a table of one row. The steps between them are the journal's (app/edit-journal.h). Edits never score. */
G_BEGIN_DECLS

typedef struct _CpRowHistory CpRowHistory;

CpRowHistory *cp_row_history_new (const CpTable *table, guint32 row);
void cp_row_history_free (CpRowHistory *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpRowHistory, cp_row_history_free)

guint32 cp_row_history_get_row (const CpRowHistory *history);
CpTable *cp_row_history_get_original (const CpRowHistory *history); /* (transfer none) */
CpTable *cp_row_history_get_current (const CpRowHistory *history);  /* (transfer none) */
CpTable *cp_row_history_get_scored (const CpRowHistory *history);   /* (transfer none) */

/* @state: a table of one row */
void cp_row_history_set_current (CpRowHistory *history, CpTable *state);
void cp_row_history_set_scored (CpRowHistory *history, CpTable *state);

/* Whether two one-row tables differ in that field. */
gboolean cp_field_differs (const CpField *field, const CpTable *a, const CpTable *b);
guint cp_row_history_get_n_changes (const CpRowHistory *history, const CpFields *fields);
/* (transfer full): "Sex Female → Male, income 74 → 82"; "" when nothing differs */
char *cp_row_describe_changes (const CpFields *fields, const CpTable *from, const CpTable *to);
/* (transfer full): {"sex": "Male"}: what differs, as the row editor takes it */
json_t *cp_row_changes_to_json (const CpFields *fields, const CpTable *from, const CpTable *to);
/* (transfer full) (nullable): the inverse: @row with the cells of @changes set; @error names @place */
CpTable *cp_row_apply_json (CpRowEditor *editor, CpTable *row, const json_t *changes, const char *place,
                            GError **error);

G_END_DECLS
