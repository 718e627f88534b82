#pragma once
#include "app/explain/text-answers.h"
#include "core/explain/text-flips.h"
#include <gtk/gtk.h>

/* The fewest words of the selected row's text whose removal, or swap for others of the vocabulary, flips a
 * decision: asked for, found by a job, said in one sentence and adopted with one press. Hidden until it is
 * asked; it closes when the text, the row or the threshold is another.
 *
 * Signal "changed": cp_flip_bar_get_flip() is another. */
G_BEGIN_DECLS

#define CP_TYPE_FLIP_BAR (cp_flip_bar_get_type ())
G_DECLARE_FINAL_TYPE (CpFlipBar, cp_flip_bar, CP, FLIP_BAR, GtkWidget)

void cp_flip_bar_set_session (CpFlipBar *self, CpSession *session);
void cp_flip_bar_ask (CpFlipBar *self, guint model, guint output);
void cp_flip_bar_close (CpFlipBar *self);
const CpTextFlip *cp_flip_bar_get_flip (CpFlipBar *self); /* (nullable): none is known */

G_END_DECLS
