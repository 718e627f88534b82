#pragma once
#include "app/panels/points-plot.h"
#include "app/point-set.h"
#include "ui/plot/scatter.h"

/* Shared by the files of the plot: points-plot.c fills it, points-marks.c marks the selected row. */

struct _CpPointsPlot {
  GtkWidget parent_instance;
  CpSession *session;
  CpPointsToolbar *toolbar; /* (unowned) */
  CpDistance *distance;     /* (nullable): kept while table and label stay */
  char *distance_label;     /* (nullable): the label it leaves out */
  gboolean is_outdated;     /* the points changed while the page was hidden */
  gboolean is_waiting;      /* they changed while they were worked out */
  GtkWidget *scatter, *count_label, *pan_button, *lasso_button;
  GtkWidget *out_button, *zoom_button, *in_button, *fit_button;
};

gboolean cp_points_plot_is_ready (CpPointsPlot *self); /* there are axes */
CpColumnChoice cp_points_plot_get_axis (CpPointsPlot *self, CpAxisKind kind);
/* The selected row, its trail of earlier runs and its nearest counterfactual, as the session has them now. */
void cp_points_plot_mark (CpPointsPlot *self);
void cp_points_plot_mark_link (CpPointsPlot *self);
