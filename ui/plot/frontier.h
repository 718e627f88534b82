#pragma once
#include "ui/plot/chart.h"

/* What a limit costs: one curve a model that never rises with the limit on the x axis, a hollow ring where
 * each model is now, and a dashed upright line at the limit chosen, with a solid dot on every curve.
 *
 * Mouse: hover shows the card of the nearest vertex; a click or a drag puts the line there, in steps. Keys:
 * left and right move the line a few steps (with Shift ten times as far), Home to 0, up and down walk the
 * vertices, Escape hides the card.
 *
 * Signal: "limit-moved" (double): where the line is wanted; the owner moves it. */
G_BEGIN_DECLS

#define CP_TYPE_FRONTIER_CHART (cp_frontier_chart_get_type ())
G_DECLARE_FINAL_TYPE (CpFrontierChart, cp_frontier_chart, CP, FRONTIER_CHART, CpChart)

/* (transfer full): the lines of the card of the vertices at @x, written as CpDescribeRow's */
typedef char *(*CpDescribeLimit) (gsize vertex, double x, gpointer data);

GtkWidget *cp_frontier_chart_new (void);
void cp_frontier_chart_set_axes (CpFrontierChart *self, const char *x_title, const char *y_title);
/* The steps of the line under the pointer, and how many of them a key goes. */
void cp_frontier_chart_set_step (CpFrontierChart *self, double step, guint n_by_key);
/**
 * cp_frontier_chart_set_curves:
 * @names, @colours: (n_curves): one a model, A first
 * @x: (n): ascending from 0, shared by the curves
 * @y: (n_curves × n): NaN where the limit cannot be held
 *
 * Forgets rings and dots. n_curves 0: none.
 */
void cp_frontier_chart_set_curves (CpFrontierChart *self, const char *const *names,
                                   const char *const *colours, guint n_curves, const double *x,
                                   const double *y, gsize n);
/* Where @curve is now; NaN: no ring. The axes grow to hold it. */
void cp_frontier_chart_set_now (CpFrontierChart *self, guint curve, double x, double y);
/* The limit chosen and the words beside its line; NaN: none. */
void cp_frontier_chart_set_limit (CpFrontierChart *self, double x, const char *label);
double cp_frontier_chart_get_limit (CpFrontierChart *self);
/* The height of @curve's dot where it is known better than the line between two vertices; NaN: on the line.
 */
void cp_frontier_chart_set_dot (CpFrontierChart *self, guint curve, double y);
void cp_frontier_chart_set_describe (CpFrontierChart *self, CpDescribeLimit describe, gpointer data,
                                     GDestroyNotify destroy);

G_END_DECLS
