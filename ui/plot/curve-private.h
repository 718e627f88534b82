#pragma once
#include "ui/plot/curve.h"
#include "ui/plot/frame.h"
#include "ui/plot/polyline.h"

/* What the files curve*.c share. */
G_BEGIN_DECLS

/* A vertex worth drawing, in pixels. */
typedef struct {
  double x, y;
  gboolean starts;
} CpCurveVertex;

typedef struct {
  CpPolyline line;
  double mark[2];     /* NaN: none */
  char *label;        /* (nullable): beside the mark */
  GArray *thin;       /* (nullable) of CpCurveVertex: those to draw at... */
  CpScale thin_at[2]; /* ...these scales: a mark that moves does not walk a million vertices */
} CpCurveLine;

struct _CpCurveChart {
  CpChart parent_instance; /* the series of its frame are the curves' names and colours */
  GArray *curves;
  gboolean has_diagonal;
  CpDescribeVertex describe;
  gpointer describe_data;
  GDestroyNotify describe_destroy;
  guint cursor_curve;
  gsize cursor_vertex;
};

static inline CpCurveLine *
cp_curve_get_line (CpCurveChart *self, guint i) {
  return &g_array_index (self->curves, CpCurveLine, i);
}

static inline CpFrame *
cp_curve_get_frame (CpCurveChart *self) {
  return cp_chart_get_frame (CP_CHART (self));
}

static inline const CpScale *
cp_curve_get_scale (CpCurveChart *self, guint axis) {
  return &cp_curve_get_frame (self)->axes[axis].view;
}

/* curve-draw.c */
void cp_curve_chart_draw (CpChart *chart, CpPaint *paint); /* everything but the cursor */
void cp_curve_chart_locate (CpChart *chart, double *out_x, double *out_y);
void cp_curve_chart_append_cursor (CpChart *chart, GtkSnapshot *snapshot);

G_END_DECLS
