#include "ui/plot/lasso.h"

#include <math.h>
#include <string.h>

/* The edges that cross each row of pixels, so that a point is tested against few of them. */
typedef struct {
  const CpLassoPoint *line;
  gsize n_line;
  int top, n_rows;
  guint32 *first; /* (n_rows + 1): where each row of pixels begins in `edges` */
  guint32 *edges; /* edge i runs from corner i to the next */
} Lanes;

static void
span (const Lanes *lanes, gsize edge, int *out_from, int *out_to) {
  double y0 = lanes->line[edge].y, y1 = lanes->line[(edge + 1) % lanes->n_line].y;
  *out_from = (int)floor (MIN (y0, y1)) - lanes->top;
  *out_to = (int)floor (MAX (y0, y1)) - lanes->top;
}

static void
lanes_init (Lanes *lanes, const CpLassoPoint *line, gsize n_line) {
  double top = INFINITY, bottom = -INFINITY;
  int from, to;
  for (gsize i = 0; i < n_line; i++) {
    top = MIN (top, line[i].y);
    bottom = MAX (bottom, line[i].y);
  }
  *lanes = (Lanes){.line = line, .n_line = n_line, .top = (int)floor (top)};
  lanes->n_rows = (int)floor (bottom) - lanes->top + 1;
  lanes->first = g_new0 (guint32, lanes->n_rows + 2);
  for (gsize edge = 0; edge < n_line; edge++) {
    span (lanes, edge, &from, &to);
    for (int row = from; row <= to; row++)
      lanes->first[row + 1]++;
  }
  for (int row = 0; row < lanes->n_rows; row++)
    lanes->first[row + 1] += lanes->first[row];
  lanes->edges = g_new (guint32, lanes->first[lanes->n_rows] + 1);
  g_autofree guint32 *next = g_memdup2 (lanes->first, (lanes->n_rows + 1) * sizeof *next);
  for (gsize edge = 0; edge < n_line; edge++) {
    span (lanes, edge, &from, &to);
    for (int row = from; row <= to; row++)
      lanes->edges[next[row]++] = (guint32)edge;
  }
}

static gboolean
holds (const Lanes *lanes, double x, double y) {
  double row = floor (y) - lanes->top;
  gboolean is_inside = FALSE;
  if (row < 0 || row >= lanes->n_rows)
    return FALSE;
  for (guint32 i = lanes->first[(int)row]; i < lanes->first[(int)row + 1]; i++) {
    const CpLassoPoint *a = &lanes->line[lanes->edges[i]];
    const CpLassoPoint *b = &lanes->line[(lanes->edges[i] + 1) % lanes->n_line];
    if ((a->y > y) != (b->y > y) && x < (b->x - a->x) * (y - a->y) / (b->y - a->y) + a->x)
      is_inside = !is_inside;
  }
  return is_inside;
}

GArray *
cp_lasso_choose (const CpPoints *points, const CpRaster *raster, const CpLassoPoint *line, gsize n_line) {
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  Lanes lanes;
  if (n_line < 3)
    return rows;
  lanes_init (&lanes, line, n_line);
  for (gsize i = 0; i < points->n; i++) {
    guint32 row = (guint32)i;
    double x, y;
    if (cp_raster_locate (points, raster, i, &x, &y) && holds (&lanes, x, y))
      g_array_append_val (rows, row);
  }
  g_free (lanes.first);
  g_free (lanes.edges);
  return rows;
}

/* ---- on a worker ---- */

typedef struct {
  CpPoints *points;
  CpRaster raster;
  gboolean is_hidden[CP_POINTS_SERIES];
  CpLassoPoint *line;
  gsize n_line;
} Work;

static void
work_free (gpointer data) {
  Work *work = data;
  cp_points_unref (work->points);
  g_free (work->line);
  g_free (work);
}

static void
choose_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable) {
  Work *work = data;
  g_task_return_pointer (task, cp_lasso_choose (work->points, &work->raster, work->line, work->n_line),
                         (GDestroyNotify)g_array_unref);
}

void
cp_lasso_choose_async (CpPoints *points, const CpRaster *raster, const CpLassoPoint *line, gsize n_line,
                       GAsyncReadyCallback callback, gpointer data) {
  Work *work = g_new (Work, 1);
  work->points = cp_points_ref (points);
  work->raster = *raster;
  memcpy (work->is_hidden, raster->is_hidden, sizeof work->is_hidden);
  work->raster.is_hidden = work->is_hidden;
  work->raster.colours = NULL;
  work->line = g_memdup2 (line, n_line * sizeof *line);
  work->n_line = n_line;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, choose_in_thread);
}

GArray *
cp_lasso_choose_finish (GAsyncResult *result) {
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
