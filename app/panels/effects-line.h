#pragma once
#include "app/panels/effects-words.h"
#include <gtk/gtk.h>

/* The two small pictures beside one value of the editor: how far it moved each score, and how the mean score
 * would go with other values, a button that opens the plot behind it. A GtkBox; CpEffectsBar fills it. */
G_BEGIN_DECLS

GtkWidget *cp_effects_line_new (CpSession *session, const CpField *field); /* (transfer floating) */

/* @most: the effect whose bar fills its side; @is_stale: of the row before its edits */
void cp_effects_line_show_effect (GtkWidget *line, CpSession *session, CpEffectsOf of, const CpField *field,
                                  double most, gboolean is_stale);
void cp_effects_line_set_stale (GtkWidget *line, gboolean is_stale);
/* @span: of all lines together, so that they share one scale */
void cp_effects_line_show_curves (GtkWidget *line, CpSession *session, const CpField *field, double span);
/* Marks the value the row holds now on the curves. */
void cp_effects_line_show_mark (GtkWidget *line, CpSession *session, const CpField *field);
/* The curves give way where there is no room for them. */
void cp_effects_line_set_has_curves (GtkWidget *line, gboolean has_curves);

G_END_DECLS
