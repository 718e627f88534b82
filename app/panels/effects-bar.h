#pragma once
#include "app/panels/effects-words.h"
#include <gtk/gtk.h>

/* Why the selected row is scored as it is, beside each value of the editor: the headings, and for each field
 * a line of two pictures (CpEffectsLine) that the editor puts beside the field's control. It asks the
 * session's explanations and dependences while it is seen, which a switch of the editor decides. The first
 * heading is a menu: of this row, or of the whole table.
 *
 * Property "shown" (notified): whether the lines are to be seen: switched on, and some model can be
 * explained. Signal "changed": other effects are known. */
G_BEGIN_DECLS

#define CP_TYPE_EFFECTS_BAR (cp_effects_bar_get_type ())
G_DECLARE_FINAL_TYPE (CpEffectsBar, cp_effects_bar, CP, EFFECTS_BAR, GtkWidget)

/* Once; @session must outlive it. @toggle: the switch and @toggle_line what stands around it, hidden where no
 * model can be explained */
void cp_effects_bar_set_session (CpEffectsBar *self, CpSession *session, GtkSwitch *toggle,
                                 GtkWidget *toggle_line);

/* The fields are about to be other ones: forgets its lines, whose widgets are the editor's to remove. */
void cp_effects_bar_clear (CpEffectsBar *self);
/* (transfer floating): the line of the session's field @index; lines are added in order */
GtkWidget *cp_effects_bar_add_line (CpEffectsBar *self, guint index);
/* Fills all lines, once they are added, or stay for the fields of now. */
void cp_effects_bar_update (CpEffectsBar *self);

gboolean cp_effects_bar_is_shown (CpEffectsBar *self);
void cp_effects_bar_show (CpEffectsBar *self); /* as if switched on by hand */
CpEffectsOf cp_effects_bar_get_of (CpEffectsBar *self);
void cp_effects_bar_set_of (CpEffectsBar *self, CpEffectsOf of);
/* (transfer full) (nullable): (n_fields): the effects on one model as shown; NULL while they are not shown */
double *cp_effects_bar_dup_effects (CpEffectsBar *self, guint model);
/* The curves give way where there is no room for them. */
void cp_effects_bar_set_has_curves (CpEffectsBar *self, gboolean has_curves);

G_END_DECLS
