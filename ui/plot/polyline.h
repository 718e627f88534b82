#pragma once
#include "ui/plot/scale.h"

#include <glib.h>

/* One curve's vertices, and the few of them worth drawing. Pure geometry; no display. */
G_BEGIN_DECLS

typedef struct {
  double *x, *y;
  gsize n;
} CpPolyline;

CpPolyline cp_polyline_new (const double *x, const double *y, gsize n); /* copies */
void cp_polyline_clear (CpPolyline *line);

/* Calls @visit for the vertices to draw, in order, with their pixels; @starts where a new stroke begins (the
 * first vertex and after a gap). Of the vertices in one column of pixels only the first, the lowest, the
 * highest and the last are kept, so at most four a pixel are visited and the drawing is the same. */
typedef void (*CpVertexFunc) (double x, double y, gboolean starts, gpointer data);
void cp_polyline_thin (const CpPolyline *line, const CpScale *x, const CpScale *y, CpVertexFunc visit,
                       gpointer data);

/* The vertex nearest to pixel (@px, @py); G_MAXSIZE for a line without defined vertices. The lower on a tie.
 * O(n). @out_distance: (nullable): in pixels */
gsize cp_polyline_nearest (const CpPolyline *line, const CpScale *x, const CpScale *y, double px, double py,
                           double *out_distance);
/* The vertex @by steps further (or back) that is defined, stopping at the ends. */
gsize cp_polyline_walk (const CpPolyline *line, gsize from, gint64 by);

G_END_DECLS
