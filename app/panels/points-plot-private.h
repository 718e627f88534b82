#pragma once
#include "app/panels/points-plot.h"
#include "app/points/point-follow.h"
#include "ui/plot/scatter.h"

/* Shared by the files of the plot: points-plot.c fills it, points-show.c shows what it found, points-marks.c
 * marks the selected row, points-view.c keeps what is seen of it, points-menu.c has the
 * menu of a point. */

struct _CpPointsPlot {
  GtkWidget parent_instance;
  CpSession *session;
  CpPointsToolbar *toolbar; /* (unowned) */
  CpPointSet *set;          /* (nullable): what is shown */
  GPtrArray *orders;        /* (nullable): CpScoreOrder, one a model */
  CpDistance *distance;     /* (nullable): kept while table and label stay */
  char *distance_label;     /* (nullable): the label it leaves out */
  gboolean is_outdated;     /* the points changed while the page was hidden */
  gboolean is_waiting;      /* they changed while they were worked out */
  json_t *view;             /* (nullable): of points-view.c: to be shown once the points are there */
  GtkWidget *scatter, *count_label, *pan_button, *lasso_button;
  GtkWidget *out_button, *zoom_button, *in_button, *fit_button;
};

gboolean cp_points_plot_is_ready (CpPointsPlot *self); /* there are axes */
CpColumnChoice cp_points_plot_get_axis (CpPointsPlot *self, CpAxisKind kind);
/* The set as it is now; only what moves with the thresholds; only the lines. */
void cp_points_plot_show_set (CpPointsPlot *self);
void cp_points_plot_show_counts (CpPointsPlot *self);
void cp_points_plot_show_lines (CpPointsPlot *self);
/* The menu of a point and its actions; the job one of them may have started is forgotten. */
void cp_points_plot_add_menu (CpPointsPlot *self);
void cp_points_plot_stop_menu (CpPointsPlot *self);
/* The selected row, its trail of earlier runs and its nearest counterfactual, as the session has them now. */
void cp_points_plot_mark (CpPointsPlot *self);
void cp_points_plot_mark_link (CpPointsPlot *self);
/* Zoom, hidden series and what a drag does are kept with the session; shown again once there are points. */
void cp_points_plot_keep_view (CpPointsPlot *self);
void cp_points_plot_show_view (CpPointsPlot *self);
