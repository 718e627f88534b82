#include "app/session/edit-journal.h"

struct _CpEditJournal {
  GPtrArray *steps; /* CpEditStep, oldest first */
  guint n_done;     /* of them; the rest can be done again */
};

CpEditJournal *
cp_edit_journal_new (void) {
  CpEditJournal *journal = g_new0 (CpEditJournal, 1);
  journal->steps = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_edit_step_free);
  return journal;
}

void
cp_edit_journal_free (CpEditJournal *journal) {
  g_ptr_array_unref (journal->steps);
  g_free (journal);
}

CpEditStep *
cp_edit_step_new (void) {
  CpEditStep *step = g_new0 (CpEditStep, 1);
  step->rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  step->before = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_table_unref);
  step->after = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_table_unref);
  return step;
}

CpEditStep *
cp_edit_step_new_deletion (const guint32 *rows, gsize n) {
  CpEditStep *step = cp_edit_step_new ();
  step->is_deletion = TRUE;
  g_array_append_vals (step->rows, rows, (guint)n);
  return step;
}

CpEditStep *
cp_edit_step_new_addition (const guint32 *rows, gsize n) {
  CpEditStep *step = cp_edit_step_new ();
  step->is_addition = TRUE;
  g_array_append_vals (step->rows, rows, (guint)n);
  return step;
}

void
cp_edit_step_free (CpEditStep *step) {
  g_array_unref (step->rows);
  g_ptr_array_unref (step->before);
  g_ptr_array_unref (step->after);
  g_free (step);
}

void
cp_edit_step_add (CpEditStep *step, guint32 row, CpTable *before, CpTable *after) {
  g_return_if_fail (step->rows->len == 0 || g_array_index (step->rows, guint32, step->rows->len - 1) < row);
  g_array_append_val (step->rows, row);
  g_ptr_array_add (step->before, cp_table_ref (before));
  g_ptr_array_add (step->after, cp_table_ref (after));
}

gboolean
cp_edit_step_changes (const CpEditStep *step) {
  for (guint i = 0; i < step->rows->len; i++) {
    if (g_ptr_array_index (step->before, i) != g_ptr_array_index (step->after, i))
      return TRUE;
  }
  return FALSE;
}

void
cp_edit_journal_push (CpEditJournal *journal, CpEditStep *step) {
  g_ptr_array_set_size (journal->steps, (int)journal->n_done);
  g_ptr_array_add (journal->steps, step);
  journal->n_done++;
}

CpEditStep *
cp_edit_journal_get_undo (CpEditJournal *journal) {
  return journal->n_done > 0 ? g_ptr_array_index (journal->steps, journal->n_done - 1) : NULL;
}

const CpEditStep *
cp_edit_journal_get_redo (CpEditJournal *journal) {
  return journal->n_done < journal->steps->len ? g_ptr_array_index (journal->steps, journal->n_done) : NULL;
}

gboolean
cp_edit_journal_is_newest (CpEditJournal *journal) {
  return journal->n_done == journal->steps->len;
}

void
cp_edit_journal_step_back (CpEditJournal *journal) {
  g_return_if_fail (journal->n_done > 0);
  journal->n_done--;
  cp_edit_journal_end_typing (journal);
}

void
cp_edit_journal_step_forward (CpEditJournal *journal) {
  g_return_if_fail (journal->n_done < journal->steps->len);
  journal->n_done++;
  cp_edit_journal_end_typing (journal);
}

void
cp_edit_journal_end_typing (CpEditJournal *journal) {
  CpEditStep *step = cp_edit_journal_get_undo (journal);
  if (step != NULL)
    step->typing = NULL;
}
