#pragma once
#include "app/explain/text-answers.h"
#include <gtk/gtk.h>

/* What every model says of the selected row's text, output by output: a bar, a score and a decision each,
 * with thresholds that can be moved, and how the decisions compare with the tags the row is given.
 *
 * Signal "tag-chosen" (guint output): a person clicked an output's name. */
G_BEGIN_DECLS

#define CP_TYPE_TAG_SCORES (cp_tag_scores_get_type ())
G_DECLARE_FINAL_TYPE (CpTagScores, cp_tag_scores, CP, TAG_SCORES, GtkWidget)

void cp_tag_scores_set_session (CpTagScores *self, CpSession *session);
void cp_tag_scores_look (CpTagScores *self, guint output); /* which one is highlighted */

G_END_DECLS
