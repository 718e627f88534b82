#pragma once
#include "app/panels/text-editor.h"
#include "ui/plot/card.h"
#include "ui/words/word-view.h"

/* Shared by the files of the editor: text-editor.c shows the text and takes what is typed,
 * text-editor-words.c answers who points at a word, text-editor-head.c says what is shown. */

#define MOST_SHOWN 20000 /* characters: a paragraph is laid out as a whole at every key */

struct _CpTextEditor {
  GtkWidget parent_instance;
  CpSession *session;
  CpTextAnswers *answers;
  guint output;
  CpTextShown shown;
  GPtrArray *items; /* (nullable) of CpTextItem: those marked */
  gboolean is_showing;
  GArray *chosen; /* (nullable) of CpSpan: the places of the word the menu is open for */
  char *rest;     /* (nullable): of a long text what lies beyond the part that is shown */
  int asked;      /* the item whose score without it was asked for; −1 */
  double without[2];
  GtkWidget *box, *before_tag, *tag, *after_tag, *unknown_legend, *notice, *overlay, *view, *scrolled,
      *counts;
  GtkWidget *above, *badge, *below, *view_below, *scrolled_below, *flip; /* below: the text by B */
  GtkWidget *popover, *popover_title, *replacement, *replace, *remove;
  CpCard *card;
};

/* Changes the row's text; a refusal is told. */
void cp_text_editor_edit (CpTextEditor *self, const char *text);
/* The card and the menu of words: once, when the parts are there. */
void cp_text_editor_watch_words (CpTextEditor *self);
/* What is shown, how many words it has, and why there are no colours. */
void cp_text_editor_show_head (CpTextEditor *self);
