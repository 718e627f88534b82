#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* What matters overall: for each column how far it moves the scores of every model on average, over a sample
 * of the rows looked at or over one slice of it. */
G_BEGIN_DECLS

#define CP_TYPE_EXPLANATIONS_OVERALL (cp_explanations_overall_get_type ())
G_DECLARE_FINAL_TYPE (CpExplanationsOverall, cp_explanations_overall, CP, EXPLANATIONS_OVERALL, GtkWidget)

void cp_explanations_overall_set_session (CpExplanationsOverall *self, CpSession *session);

G_END_DECLS
