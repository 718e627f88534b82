#pragma once
#include <gtk/gtk.h>

/* A text to edit whose words are tinted by what they do: the strength of the tint is the size of the effect,
 * a solid line beneath a word raises, a dotted one lowers, grey letters are unknown. Marks move with the text
 * while it is typed, until the owner sets them anew.
 *
 * Signals: "word-changed" (the word under the pointer, else under the caret, is another),
 * "word-activated" (a click on a word, or Alt Enter with the caret in it; for cp_word_view_get_mark()). */
G_BEGIN_DECLS

#define CP_TYPE_WORD_VIEW (cp_word_view_get_type ())
G_DECLARE_FINAL_TYPE (CpWordView, cp_word_view, CP, WORD_VIEW, GtkTextView)

typedef struct {
  guint begin, end; /* characters of the text */
  double strength;  /* in [−1, 1]: the effect as a share of the largest; 0 is not tinted */
  gboolean is_unknown;
  guint word; /* the owner's number for it */
} CpWordMark;

GtkWidget *cp_word_view_new (void);
/* @marks: (n): by ascending begin, copied */
void cp_word_view_set_marks (CpWordView *self, const CpWordMark *marks, guint n);
/* Strikes out the letters of @marks (n), and no others. */
void cp_word_view_strike (CpWordView *self, const CpWordMark *marks, guint n);
/* (nullable): under the pointer, else under the caret while the text has the focus */
const CpWordMark *cp_word_view_get_mark (CpWordView *self);
/* Where that mark stands, in the widget's coordinates. */
void cp_word_view_get_place (CpWordView *self, const CpWordMark *mark, GdkRectangle *out);
/* Forgets the pointer's word until it moves. */
void cp_word_view_forget_pointer (CpWordView *self);

G_END_DECLS
