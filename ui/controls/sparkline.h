#pragma once
#include <gtk/gtk.h>

/* A curve or two in a table cell, without axes: how a score goes with a column. Numbers are lines over their
 * values and a dashed mark; categories are dots side by side and a band. */
G_BEGIN_DECLS

#define CP_TYPE_SPARKLINE (cp_sparkline_get_type ())
G_DECLARE_FINAL_TYPE (CpSparkline, cp_sparkline, CP, SPARKLINE, GtkWidget)

#define CP_SPARKLINE_CURVES 2

GtkWidget *cp_sparkline_new (const char *name); /* what it is of, for those who do not see it */
/* Nothing is shown. */
void cp_sparkline_clear (CpSparkline *self);
/**
 * cp_sparkline_set:
 * @x: (nullable) (n): ascending; NULL: categories, side by side
 * @curves: (n_curves <= CP_SPARKLINE_CURVES): (n), copied; items nullable: left out; the first in A's colour
 * @span: how much of the value the height shows, from the middle of what the curves hold
 * @words: (nullable): the finding, the accessible description
 */
void cp_sparkline_set (CpSparkline *self, const double *x, guint n, const double *const *curves,
                       guint n_curves, double span, const char *words);
/* @at: a value of x, or the number of a category; NaN: none */
void cp_sparkline_set_mark (CpSparkline *self, double at);

G_END_DECLS
