#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* How the effect of one column depends on its value: a scatter plot a model, side by side, over the rows that
 * are explained, coloured by another column on request. */
G_BEGIN_DECLS

#define CP_TYPE_EXPLANATIONS_DEPENDENCE (cp_explanations_dependence_get_type ())
G_DECLARE_FINAL_TYPE (CpExplanationsDependence, cp_explanations_dependence, CP, EXPLANATIONS_DEPENDENCE,
                      GtkWidget)

void cp_explanations_dependence_set_session (CpExplanationsDependence *self, CpSession *session);

G_END_DECLS
