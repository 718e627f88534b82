#pragma once
#include "ui/plot/paint.h"
#include "ui/plot/scale.h"

/* What surrounds the data of every chart: title, legend, axes, grid. It measures the room they take, gives
 * the rest to the plot, and draws itself on any cairo context. A plain struct owned by its chart. */
G_BEGIN_DECLS

#define CP_FRAME_DEEPEST 1e5 /* the deepest zoom, as a share of the whole range */

typedef struct {
  char *name, *colour, *count; /* count: (nullable) */
  gboolean is_hidden;          /* switched off in the legend */
  gboolean is_outlined;        /* its marks are outlines, and so is its dot */
  graphene_rect_t box;         /* where the legend shows it */
} CpFrameSeries;

typedef struct {
  char *title;        /* (nullable) */
  GStrv labels;       /* (nullable): an axis of categories */
  CpScale full;       /* the whole range */
  CpScale view;       /* the range shown, and where on the widget: written by cp_frame_layout() */
  CpTicks ticks;      /* of a linear axis */
  gboolean is_signed; /* its figures carry + or − */
  gboolean is_bare;   /* labels without lines across the plot */
} CpFrameAxis;

typedef struct _CpFrame {
  char *title;    /* (nullable) */
  GArray *series; /* of CpFrameSeries */
  gboolean has_legend;
  gboolean is_square;  /* the plot is as wide as high, at the left */
  double margin;       /* pixels kept free right of the plot for the chart's own figures */
  double left;         /* … and left of it, for the chart's own labels */
  double indent;       /* pixels kept free left of the title for the chart's own mark */
  double corner;       /* pixels kept free at the right end of the title's row for the chart's menu */
  double head;         /* … and above it */
  CpFrameAxis axes[2]; /* x, y */
  /* A strip beside the axis, left of the plot for x and below it for y, for what has no value there. */
  gboolean has_lane[2];
  /* Small multiples that share both axes; 0 is 1. Titles: (nullable): above each column, left of each row. */
  guint n_columns, n_rows;
  GStrv column_titles, row_titles;
  double row_title_x;   /* the middle of the rows' titles; written by cp_frame_layout() */
  double step[2];       /* from one panel to the next; written by cp_frame_layout() */
  graphene_rect_t plot; /* of the first panel, to which the axes belong */
} CpFrame;

void cp_frame_init (CpFrame *frame);
void cp_frame_clear (CpFrame *frame);
void cp_frame_set_title (CpFrame *frame, const char *title);
/* @labels: (nullable): as cp_scatter_set_axis(). The view goes back to the whole range if that changed. */
void cp_frame_set_axis (CpFrame *frame, guint axis, const char *title, double lo, double hi,
                        const char *const *labels);
void cp_frame_clear_series (CpFrame *frame);
/* @count: NaN for none */
void cp_frame_add_series (CpFrame *frame, const char *name, const char *colour, double count);
const CpFrameSeries *cp_frame_get_series (const CpFrame *frame, guint i);
void cp_frame_fit (CpFrame *frame);
/* (transfer full): what the axis is called as a column of the chart's data: its title; both are never equal
 */
char *cp_frame_dup_column_name (const CpFrame *frame, guint axis);
/* @across, @down: (nullable) (array zero-terminated=1): the titles of columns and rows of small multiples */
void cp_frame_set_panels (CpFrame *frame, const char *const *across, const char *const *down);
guint cp_frame_get_n_panels (const CpFrame *frame);
graphene_rect_t cp_frame_get_panel (const CpFrame *frame, guint panel); /* row by row from the top left */
/* Where the lane of @axis beside a panel lies; empty without one. */
graphene_rect_t cp_frame_get_lane (const CpFrame *frame, guint panel, guint axis);
graphene_rect_t cp_frame_get_bounds (const CpFrame *frame); /* of all panels and lanes */
/* The panel whose place, lanes and half the gap included, (@x, @y) is nearest to. */
guint cp_frame_pick_panel (const CpFrame *frame, double x, double y);

/* Gives every part its place in @width × @height. */
void cp_frame_layout (CpFrame *frame, CpPaint *paint, double width, double height);
void cp_frame_draw (CpFrame *frame, CpPaint *paint);
/* The series whose legend entry is at (@x, @y); -1 for none. */
int cp_frame_pick_legend (const CpFrame *frame, double x, double y);

G_END_DECLS
