#pragma once
#include "app/session/session.h"
#include "ui/plot/answer-chart.h"

/* Why one model gave a row its score, as a waterfall or on one bar, or why that cannot be told.
 *
 * Signal: "bar-activated" (const char *name): as of the two charts. */
G_BEGIN_DECLS

#define CP_TYPE_EXPLANATIONS_CHART (cp_explanations_chart_get_type ())
G_DECLARE_FINAL_TYPE (CpExplanationsChart, cp_explanations_chart, CP, EXPLANATIONS_CHART, GtkWidget)

/* @letter, @name: (nullable): the model's, above a problem */
GtkWidget *cp_explanations_chart_new (const char *letter, const char *name);
void cp_explanations_chart_set_is_force (CpExplanationsChart *self, gboolean is_force);
/* @data: (nullable): NULL is empty; @description: of both charts, in words */
void cp_explanations_chart_set_data (CpExplanationsChart *self, const CpAnswerData *data,
                                     const char *description);
void cp_explanations_chart_set_problem (CpExplanationsChart *self, const char *problem); /* (nullable) */
/* Of the chart in sight; as cp_answer_chart_get_extent() */
gboolean cp_explanations_chart_get_extent (CpExplanationsChart *self, double *out_lo, double *out_hi);
void cp_explanations_chart_set_range (CpExplanationsChart *self, double lo, double hi);
void cp_explanations_chart_select (CpExplanationsChart *self, const char *name); /* (nullable) */
/* Whether the charts stand as tables is kept with the session; @index: which one of the page */
void cp_explanations_chart_keep (CpExplanationsChart *self, CpSession *session, guint index);

G_END_DECLS
