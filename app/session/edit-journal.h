#pragma once
#include "app/rows/fields.h"

/* What was done to rows, step after step, for undo and redo without limit. A step holds every row it touched
 * before and after, so one undo takes back an edit of many rows. The journal keeps; who keeps it carries out.
 */
G_BEGIN_DECLS

typedef struct {
  GArray *rows;              /* guint32, ascending */
  GPtrArray *before, *after; /* CpTable of one row, one each of @rows */
  gboolean is_deletion;      /* the rows went; nothing of them changed */
  gboolean is_addition;      /* the rows came; likewise */
  const CpField
      *typing; /* (nullable): a value being typed into this field: the next key goes on with this step */
} CpEditStep;

typedef struct _CpEditJournal CpEditJournal;

CpEditJournal *cp_edit_journal_new (void);
void cp_edit_journal_free (CpEditJournal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpEditJournal, cp_edit_journal_free)

CpEditStep *cp_edit_step_new (void); /* without rows */
void cp_edit_step_free (CpEditStep *step);
/* Rows are added ascending; the tables are referenced. */
void cp_edit_step_add (CpEditStep *step, guint32 row, CpTable *before, CpTable *after);
CpEditStep *cp_edit_step_new_deletion (const guint32 *rows, gsize n); /* ascending */
CpEditStep *cp_edit_step_new_addition (const guint32 *rows, gsize n); /* ascending */
gboolean cp_edit_step_changes (const CpEditStep *step);               /* some row differs after it */

/* @step: (transfer full): done now; what could be done again is forgotten */
void cp_edit_journal_push (CpEditJournal *journal, CpEditStep *step);
/* (nullable): the step the next undo takes back; it may be changed while it is the newest */
CpEditStep *cp_edit_journal_get_undo (CpEditJournal *journal);
const CpEditStep *cp_edit_journal_get_redo (CpEditJournal *journal); /* (nullable) */
gboolean cp_edit_journal_is_newest (CpEditJournal *journal);         /* nothing can be done again */
void cp_edit_journal_step_back (CpEditJournal *journal);
void cp_edit_journal_step_forward (CpEditJournal *journal);
void cp_edit_journal_end_typing (CpEditJournal *journal); /* the next key is a step of its own */

G_END_DECLS
