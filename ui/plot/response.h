#pragma once
#include "ui/plot/chart.h"

/* How a score goes with one column: a curve a model over the values the column is set to, each with an
 * optional band around it and a curve of one row's own, and the value in force marked. Numbers are joined by
 * lines, words are dots side by side.
 *
 * Mouse: hover shows what every curve is at the nearest value; a click chooses it. Keys: left and right walk
 * over the values, Home and End go to the ends, Enter chooses, Escape hides the card.
 *
 * Signal: "point-chosen" (guint point); the owner moves the mark itself. */
G_BEGIN_DECLS

#define CP_TYPE_RESPONSE_CHART (cp_response_chart_get_type ())
G_DECLARE_FINAL_TYPE (CpResponseChart, cp_response_chart, CP, RESPONSE_CHART, CpChart)

GtkWidget *cp_response_chart_new (void);

/**
 * cp_response_chart_set_points:
 * @title: of the axis
 * @x: (nullable) (n): ascending; NULL: the points stand at even steps
 * @labels: (n), NULL-terminated: each point in words
 * @is_ordered: whether lines join them: the points are numbers
 *
 * Forgets all curves.
 */
void cp_response_chart_set_points (CpResponseChart *self, const char *title, const double *x,
                                   const char *const *labels, guint n, gboolean is_ordered);
void cp_response_chart_set_y_axis (CpResponseChart *self, const char *title, double lo, double hi);
/* @y: (n), copied; @is_own: of one row: dashed, or hollow dots. Returns: the number of the curve */
guint cp_response_chart_add_curve (CpResponseChart *self, const char *name, const char *colour,
                                   gboolean is_own, const double *y);
/* @lo, @hi: (n), copied: around a curve */
void cp_response_chart_set_band (CpResponseChart *self, guint curve, const double *lo, const double *hi);
/* @at: a value of x, or a place among even steps; NaN: none. @label: (nullable): beside it */
void cp_response_chart_set_mark (CpResponseChart *self, double at, const char *label);

G_END_DECLS
