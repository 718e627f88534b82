#pragma once
#include "app/panels/points-toolbar.h"

/* The plot of the Points page: the rows of the scope where the toolbar's choices put them, the selected row
 * with its trail and its nearest counterfactual, and beneath it the counts, the zoom and what a drag does.
 * Choosing rows in the plot makes them the scope. */
G_BEGIN_DECLS

#define CP_TYPE_POINTS_PLOT (cp_points_plot_get_type ())
G_DECLARE_FINAL_TYPE (CpPointsPlot, cp_points_plot, CP, POINTS_PLOT, GtkWidget)

/* @toolbar: (transfer none): whose choices are drawn; must outlive the plot's use of it */
void cp_points_plot_set_session (CpPointsPlot *plot, CpSession *session, CpPointsToolbar *toolbar);

G_END_DECLS
