#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* Every row at once: the effects of the columns that matter most to one model, a dot a row. */
G_BEGIN_DECLS

#define CP_TYPE_EXPLANATIONS_SWARM (cp_explanations_swarm_get_type ())
G_DECLARE_FINAL_TYPE (CpExplanationsSwarm, cp_explanations_swarm, CP, EXPLANATIONS_SWARM, GtkWidget)

void cp_explanations_swarm_set_session (CpExplanationsSwarm *self, CpSession *session);

G_END_DECLS
