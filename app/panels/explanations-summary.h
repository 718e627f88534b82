#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* What the explanation of the row adds up to, a column a model: base value, sum of effects, residual, score,
 * and how it was worked out: the method really used, the background, the errors. */
G_BEGIN_DECLS

#define CP_TYPE_EXPLANATIONS_SUMMARY (cp_explanations_summary_get_type ())
G_DECLARE_FINAL_TYPE (CpExplanationsSummary, cp_explanations_summary, CP, EXPLANATIONS_SUMMARY, GtkWidget)

void cp_explanations_summary_set_session (CpExplanationsSummary *self, CpSession *session);

G_END_DECLS
