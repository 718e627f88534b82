#include "ui/plot/polyline.h"

#include <math.h>

CpPolyline
cp_polyline_new (const double *x, const double *y, gsize n) {
  return (CpPolyline){.x = g_memdup2 (x, n * sizeof *x), .y = g_memdup2 (y, n * sizeof *y), .n = n};
}

void
cp_polyline_clear (CpPolyline *line) {
  g_clear_pointer (&line->x, g_free);
  g_clear_pointer (&line->y, g_free);
  line->n = 0;
}

static gboolean
is_defined (const CpPolyline *line, gsize i) {
  return isfinite (line->x[i]) && isfinite (line->y[i]);
}

/* Visits what is worth drawing of [from, to), vertices that share one column of pixels. */
static void
visit_column (const CpPolyline *line, const CpScale *x, const CpScale *y, gsize from, gsize to,
              gboolean starts, CpVertexFunc visit, gpointer data) {
  gsize low = from, high = from, last = to - 1;
  for (gsize i = from; i < to; i++) {
    low = line->y[i] < line->y[low] ? i : low;
    high = line->y[i] > line->y[high] ? i : high;
  }
  gsize picked[4] = {from, MIN (low, high), MAX (low, high), last};
  for (guint k = 0; k < 4; k++)
    if (k == 0 || picked[k] != picked[k - 1])
      visit (cp_scale_to_pixel (x, line->x[picked[k]]), cp_scale_to_pixel (y, line->y[picked[k]]),
             starts && k == 0, data);
}

void
cp_polyline_thin (const CpPolyline *line, const CpScale *x, const CpScale *y, CpVertexFunc visit,
                  gpointer data) {
  gboolean starts = TRUE;
  for (gsize i = 0; i < line->n;) {
    if (!is_defined (line, i)) {
      starts = TRUE;
      i++;
      continue;
    }
    double column = floor (cp_scale_to_pixel (x, line->x[i]));
    gsize end = i + 1;
    while (end < line->n && is_defined (line, end) && floor (cp_scale_to_pixel (x, line->x[end])) == column)
      end++;
    visit_column (line, x, y, i, end, starts, visit, data);
    starts = FALSE;
    i = end;
  }
}

gsize
cp_polyline_nearest (const CpPolyline *line, const CpScale *x, const CpScale *y, double px, double py,
                     double *out_distance) {
  gsize nearest = G_MAXSIZE;
  double best = INFINITY;
  for (gsize i = 0; i < line->n; i++) {
    double dx = cp_scale_to_pixel (x, line->x[i]) - px, dy = cp_scale_to_pixel (y, line->y[i]) - py;
    double distance = dx * dx + dy * dy; /* a gap is NaN and never less */
    if (distance < best) {
      best = distance;
      nearest = i;
    }
  }
  if (out_distance != NULL)
    *out_distance = sqrt (best);
  return nearest;
}

gsize
cp_polyline_walk (const CpPolyline *line, gsize from, gint64 by) {
  gsize at = from;
  gint64 step = by < 0 ? -1 : 1;
  for (gint64 i = (gint64)from + step; by != 0 && i >= 0 && i < (gint64)line->n; i += step) {
    if (!is_defined (line, (gsize)i))
      continue;
    at = (gsize)i;
    by -= step;
  }
  return at;
}
