#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* One model's answer about the selected row: its name, the score in large figures, the change since the run
 * before, a bar with the threshold, the decision in words. */
G_BEGIN_DECLS

#define CP_TYPE_SCORE_VIEW (cp_score_view_get_type ())
G_DECLARE_FINAL_TYPE (CpScoreView, cp_score_view, CP, SCORE_VIEW, GtkWidget)

GtkWidget *cp_score_view_new (guint model, const char *name);
void cp_score_view_update (CpScoreView *view, CpSession *session);
/* @score: of the row as it stands, which no run has recorded; the change is against the last score */
void cp_score_view_update_live (CpScoreView *view, CpSession *session, double score);

G_END_DECLS
