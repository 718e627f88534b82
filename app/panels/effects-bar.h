#pragma once
#include "app/session.h"
#include <gtk/gtk.h>

/* Why the selected row is scored as it is, beside each value of the editor: the switch and the headings, and
 * for each field a line of two pictures that the editor puts beside the field's control. It asks the
 * session's explanations and dependences while it is seen and switched on.
 *
 * Property "shown" (notified): whether the lines are to be seen: switched on, and some model can be
 * explained.
 */
G_BEGIN_DECLS

#define CP_TYPE_EFFECTS_BAR (cp_effects_bar_get_type ())
G_DECLARE_FINAL_TYPE (CpEffectsBar, cp_effects_bar, CP, EFFECTS_BAR, GtkWidget)

void cp_effects_bar_set_session (CpEffectsBar *self, CpSession *session); /* once; must outlive it */

/* The fields are about to be other ones: forgets its lines, whose widgets are the editor's to remove. */
void cp_effects_bar_clear (CpEffectsBar *self);
/* (transfer floating): the line of the session's field @index; lines are added in order */
GtkWidget *cp_effects_bar_add_line (CpEffectsBar *self, guint index);
/* Fills all lines, once they are added. */
void cp_effects_bar_update (CpEffectsBar *self);

gboolean cp_effects_bar_is_shown (CpEffectsBar *self);

G_END_DECLS
