#pragma once
#include <gtk/gtk.h>

/* A score in [0, 1] as a bar on a track, with a tick at the threshold and a white notch where the score of
 * the run before stood; NaN leaves out the part it belongs to. */
G_BEGIN_DECLS

#define CP_TYPE_SCORE_BAR (cp_score_bar_get_type ())
G_DECLARE_FINAL_TYPE (CpScoreBar, cp_score_bar, CP, SCORE_BAR, GtkWidget)

GtkWidget *cp_score_bar_new (const char *colour); /* a name for cp_style_lookup(): "a", "b" */
void cp_score_bar_set (CpScoreBar *self, double score, double threshold, double previous);

G_END_DECLS
