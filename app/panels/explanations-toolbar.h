#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* How the Explanations page explains: the row, the method, the background, the scale, the output, and the
 * button that works everything out again. */
G_BEGIN_DECLS

#define CP_TYPE_EXPLANATIONS_TOOLBAR (cp_explanations_toolbar_get_type ())
G_DECLARE_FINAL_TYPE (CpExplanationsToolbar, cp_explanations_toolbar, CP, EXPLANATIONS_TOOLBAR, GtkWidget)

void cp_explanations_toolbar_set_session (CpExplanationsToolbar *self, CpSession *session);

G_END_DECLS
