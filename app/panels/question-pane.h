#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* What is asked of the models: ground truth, costs of the two errors, slices, and the strategy that sets the
 * thresholds, with its preview. */
G_BEGIN_DECLS

#define CP_TYPE_QUESTION_PANE (cp_question_pane_get_type ())
G_DECLARE_FINAL_TYPE (CpQuestionPane, cp_question_pane, CP, QUESTION_PANE, GtkWidget)

void cp_question_pane_set_session (CpQuestionPane *pane, CpSession *session);

G_END_DECLS
