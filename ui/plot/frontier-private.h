#pragma once
#include "ui/plot/frame.h"
#include "ui/plot/frontier.h"
#include "ui/plot/polyline.h"

/* What the files frontier*.c share. */
G_BEGIN_DECLS

typedef struct {
  CpPolyline line;
  double now[2]; /* NaN: no ring */
  double dot;    /* NaN: on the line */
} CpFrontierCurve;

struct _CpFrontierChart {
  CpChart parent_instance; /* the series of its frame: the curves, then the ring of now */
  GArray *curves;
  char *axis_titles[2];
  double limit; /* NaN: none */
  char *label;
  double step;
  guint n_by_key;
  gsize cursor; /* a vertex */
  CpDescribeLimit describe;
  gpointer describe_data;
  GDestroyNotify describe_destroy;
};

static inline CpFrontierCurve *
cp_frontier_get_curve (CpFrontierChart *self, guint i) {
  return &g_array_index (self->curves, CpFrontierCurve, i);
}

static inline CpFrame *
cp_frontier_get_frame (CpFrontierChart *self) {
  return cp_chart_get_frame (CP_CHART (self));
}

static inline double
cp_frontier_to_pixel (CpFrontierChart *self, guint axis, double value) {
  return cp_scale_to_pixel (&cp_frontier_get_frame (self)->axes[axis].view, value);
}

/* frontier-draw.c: everything but the cursor */
void cp_frontier_chart_draw (CpChart *chart, CpPaint *paint);

G_END_DECLS
