#pragma once
#include "ui/plot/answer-chart.h"

/* Why one score is what it is, on a single bar (after the force plots of Lundberg et al. 2018): effects that
 * raise the score push from the left, those that lower it from the right, and they meet at the score; the
 * largest stand nearest to it. Their lengths are their sizes, so both sides together lead from the base value
 * to the score. Names stand below where they fit; what is too short to see is one part together on each side.
 */
G_BEGIN_DECLS

#define CP_TYPE_FORCE_BAR (cp_force_bar_get_type ())
G_DECLARE_FINAL_TYPE (CpForceBar, cp_force_bar, CP, FORCE_BAR, CpAnswerChart)

GtkWidget *cp_force_bar_new (void);

G_END_DECLS
