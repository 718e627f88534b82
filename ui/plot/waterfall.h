#pragma once
#include "ui/plot/answer-chart.h"

/* Why one score is what it is: bars that lead from the base value to the score, one a column, the largest
 * first; what has no room is one bar together, and the residual is always the last. Names and values stand
 * left of the bars, figures always carry + or −, whiskers are the standard errors of sampled effects. */
G_BEGIN_DECLS

#define CP_TYPE_WATERFALL (cp_waterfall_get_type ())
G_DECLARE_FINAL_TYPE (CpWaterfall, cp_waterfall, CP, WATERFALL, CpAnswerChart)

GtkWidget *cp_waterfall_new (void);

G_END_DECLS
