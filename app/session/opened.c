#include "app/session/opened.h"

void
cp_opened_free (CpOpened *opened) {
  g_clear_pointer (&opened->last_runs, g_hash_table_unref);
  g_clear_pointer (&opened->runs, g_ptr_array_unref);
  g_clear_pointer (&opened->journal, cp_edit_journal_free);
  g_clear_pointer (&opened->added, g_array_unref);
  g_clear_pointer (&opened->absent, g_array_unref);
  g_clear_pointer (&opened->histories, g_hash_table_unref);
  g_clear_pointer (&opened->question, cp_question_free);
  g_clear_pointer (&opened->fields, cp_fields_unref);
  g_clear_pointer (&opened->editor, cp_row_editor_free);
  for (guint m = 0; opened->scores != NULL && m < opened->inputs->n_models; m++)
    g_clear_pointer (&opened->scores[m], cp_scores_unref);
  g_free (opened->scores);
  g_clear_pointer (&opened->tags, cp_tags_unref);
  g_clear_pointer (&opened->inputs, cp_inputs_free);
  g_clear_pointer (&opened->sources, cp_sources_free);
  g_clear_pointer (&opened->draft, cp_document_draft_free);
  g_clear_pointer (&opened->document, json_decref);
  g_clear_pointer (&opened->stamps, json_decref);
  g_clear_pointer (&opened->stamps_before, json_decref);
  g_free (opened->changed);
  g_clear_error (&opened->complaint);
  g_free (opened->path);
  g_free (opened->kept);
  g_free (opened);
}

void
cp_opened_add_run (CpOpened *opened, CpRun *run) {
  g_ptr_array_add (opened->runs, run);
  g_hash_table_insert (opened->last_runs, GUINT_TO_POINTER (run->row), run);
}
