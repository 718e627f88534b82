#pragma once
#include "ui/plot/chart.h"

/* A chart of several curves (ROC, precision–recall, cost against tolerance), each a polyline with an optional
 * marked vertex (the threshold in force). A curve of a million vertices is thinned to what the pixels can
 * show.
 *
 * Mouse: hover puts a dot on the nearest vertex and shows its card; click or drag chooses a vertex. Keys:
 * left and right walk along the curve (with Shift ten times as far), up and down change the curve, Enter
 * chooses, Escape hides the card.
 *
 * Signal: "vertex-chosen" (guint curve, guint64 vertex); the owner moves the mark itself. */
G_BEGIN_DECLS

#define CP_TYPE_CURVE_CHART (cp_curve_chart_get_type ())
G_DECLARE_FINAL_TYPE (CpCurveChart, cp_curve_chart, CP, CURVE_CHART, CpChart)

/* (transfer full): the lines of the card, written as CpDescribeRow's */
typedef char *(*CpDescribeVertex) (guint curve, gsize vertex, gpointer data);

GtkWidget *cp_curve_chart_new (void);
void cp_curve_chart_set_x_axis (CpCurveChart *self, const char *title, double lo, double hi);
void cp_curve_chart_set_y_axis (CpCurveChart *self, const char *title, double lo, double hi);
void cp_curve_chart_set_diagonal (CpCurveChart *self,
                                  gboolean shown); /* the line of chance, (lo, lo) to (hi, hi) */
void cp_curve_chart_set_square (CpCurveChart *self, gboolean is_square); /* both axes equally long */
void cp_curve_chart_set_legend (CpCurveChart *self,
                                gboolean shown); /* shown by default, from two curves on */

void cp_curve_chart_clear (CpCurveChart *self);
/**
 * cp_curve_chart_add_curve:
 * @colour: a name for cp_style_lookup(), such as "a_line"
 * @x, @y: (n), copied; a vertex with a NaN is a gap in the line
 *
 * Returns: the number of the curve, counted from 0
 */
guint cp_curve_chart_add_curve (CpCurveChart *self, const char *name, const char *colour, const double *x,
                                const double *y, gsize n);
/* Marks the point at (@x, @y) of @curve; NaN removes the mark. @label: (nullable): beside it */
void cp_curve_chart_set_mark (CpCurveChart *self, guint curve, double x, double y, const char *label);
/* Without one the card gives the curve's name and the two values under the axes' titles. */
void cp_curve_chart_set_describe (CpCurveChart *self, CpDescribeVertex describe, gpointer data,
                                  GDestroyNotify destroy);

G_END_DECLS
