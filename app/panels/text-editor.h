#pragma once
#include "app/explain/text-items.h"
#include <gtk/gtk.h>

/* The text of the selected row, to edit in place: every word tinted by what it does to the score looked at,
 * with a card that says it in figures, and a small menu that removes or replaces the word. With both models
 * the text stands twice, B's below A's, and follows while A's is typed. */
G_BEGIN_DECLS

#define CP_TYPE_TEXT_EDITOR (cp_text_editor_get_type ())
G_DECLARE_FINAL_TYPE (CpTextEditor, cp_text_editor, CP, TEXT_EDITOR, GtkWidget)

void cp_text_editor_set_session (CpTextEditor *self, CpSession *session);
/* Which output and whose words are shown. */
void cp_text_editor_look (CpTextEditor *self, guint output, CpTextShown shown);
/* Writes @word where the caret is, parted by spaces. */
void cp_text_editor_insert (CpTextEditor *self, const char *word);
/* Puts the caret on the first place of that word. */
void cp_text_editor_show_word (CpTextEditor *self, const char *word);

/* Looks for the fewest words that flip the decision looked at, and says so beneath the text. */
void cp_text_editor_find_flip (CpTextEditor *self);

G_END_DECLS
