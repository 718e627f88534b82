#pragma once
#include <gtk/gtk.h>

/* A bar from 0 to a rate in [0, 1] with the whisker of its interval, for a table cell; NaN shows nothing. */
G_BEGIN_DECLS

#define CP_TYPE_RATE_BAR (cp_rate_bar_get_type ())
G_DECLARE_FINAL_TYPE (CpRateBar, cp_rate_bar, CP, RATE_BAR, GtkWidget)

GtkWidget *cp_rate_bar_new (const char *colour); /* a name for cp_style_lookup(): "a", "b" */
/* @low, @high: the 95 % interval; NaN for none */
void cp_rate_bar_set (CpRateBar *self, double value, double low, double high);
void cp_rate_bar_set_colour (CpRateBar *self, const char *colour);
/* Whole range shown, 0 … @most; 1 by default. */
void cp_rate_bar_set_most (CpRateBar *self, double most);

G_END_DECLS
