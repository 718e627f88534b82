#include "ui/plot/picking.h"

#include <math.h>

#define CELL_MOST 16 /* device pixels */
#define CELL_LEAST 2
#define CROWD 8 /* points a cell, were they spread evenly */

struct _CpPicking {
  CpPoints *points;
  CpRaster raster;
  gboolean is_hidden[CP_POINTS_SERIES]; /* a copy, pointed to by `raster` */
  double cell;
  int n_columns, n_rows;
  guint32 *first; /* (n_columns × n_rows + 1): where each cell begins in `rows` */
  guint32 *rows;  /* the rows by cell, hidden ones too, ascending in each */
};

static int
cell_index (double at, double cell, int n) {
  return (int)CLAMP (floor (at / cell), 0, n - 1);
}

static gsize
cell_of (const CpPicking *self, double x, double y) {
  return (gsize)cell_index (y, self->cell, self->n_rows) * self->n_columns +
         cell_index (x, self->cell, self->n_columns);
}

static void
fill (CpPicking *self) {
  gsize n_cells = (gsize)self->n_columns * self->n_rows;
  self->first = g_new0 (guint32, n_cells + 1);
  /* of each row its cell, so that no row is located twice */
  g_autofree guint32 *cells = g_new (guint32, self->points->n);
  for (gsize row = 0; row < self->points->n; row++) {
    double x, y;
    cells[row] = G_MAXUINT32;
    if (self->points->series[row] == CP_POINTS_NOWHERE ||
        !cp_raster_place (&self->raster, self->points->x[row], self->points->y[row],
                          self->points->panels != NULL ? self->points->panels[row] : 0, row, &x, &y))
      continue;
    cells[row] = (guint32)cell_of (self, x, y);
    self->first[cells[row] + 1]++;
  }
  for (gsize i = 0; i < n_cells; i++)
    self->first[i + 1] += self->first[i];
  self->rows = g_new (guint32, self->first[n_cells]);
  g_autofree guint32 *next = g_memdup2 (self->first, n_cells * sizeof *next);
  for (gsize row = 0; row < self->points->n; row++)
    if (cells[row] != G_MAXUINT32)
      self->rows[next[cells[row]]++] = (guint32)row;
}

CpPicking *
cp_picking_new (CpPoints *points, const CpRaster *raster) {
  g_return_val_if_fail (points != NULL && raster != NULL, NULL);
  double area = (double)raster->width * raster->height;
  double cell = CLAMP (sqrt (CROWD * area / MAX (points->n_drawn, 1)), CELL_LEAST, CELL_MOST);
  CpPicking *self = g_new0 (CpPicking, 1);
  self->points = cp_points_ref (points);
  self->raster = *raster;
  for (guint s = 0; s < CP_POINTS_SERIES; s++)
    self->is_hidden[s] = raster->is_hidden[s];
  self->raster.is_hidden = self->is_hidden;
  self->raster.colours = NULL;
  self->cell = cell;
  self->n_columns = MAX (1, (int)ceil (raster->width / cell));
  self->n_rows = MAX (1, (int)ceil (raster->height / cell));
  fill (self);
  return self;
}

void
cp_picking_free (CpPicking *self) {
  cp_points_unref (self->points);
  g_free (self->first);
  g_free (self->rows);
  g_free (self);
}

void
cp_picking_recolour (CpPicking *self, CpPoints *points) {
  g_return_if_fail (self != NULL && cp_points_share_places (self->points, points));
  CpPoints *old = self->points;
  self->points = cp_points_ref (points);
  cp_points_unref (old);
}

typedef struct {
  double x, y;
  int direction; /* a CpStep, or -1: all around */
  double best;   /* squared distance */
  gint64 row;
} Search;

static gboolean
is_towards (const Search *search, double dx, double dy) {
  switch (search->direction) {
  case CP_STEP_LEFT:
    return -dx > 0.5 && fabs (dy) <= -dx;
  case CP_STEP_RIGHT:
    return dx > 0.5 && fabs (dy) <= dx;
  case CP_STEP_UP:
    return -dy > 0.5 && fabs (dx) <= -dy;
  case CP_STEP_DOWN:
    return dy > 0.5 && fabs (dx) <= dy;
  default:
    return TRUE;
  }
}

static gboolean
is_preferred (const CpPicking *self, const Search *search, gint64 row) {
  if (search->row < 0)
    return TRUE;
  guint8 mine = self->points->series[row], other = self->points->series[search->row];
  if (search->direction < 0 && mine != other)
    return mine > other;
  return row < search->row;
}

static void
search_cell (const CpPicking *self, Search *search, int column, int line) {
  gsize cell = (gsize)line * self->n_columns + column;
  for (guint32 i = self->first[cell]; i < self->first[cell + 1]; i++) {
    gint64 row = self->rows[i];
    double x, y;
    if (!cp_raster_locate (self->points, &self->raster, (gsize)row, &x, &y))
      continue; /* hidden */
    double dx = x - search->x, dy = y - search->y, distance = dx * dx + dy * dy;
    if (distance > search->best || !is_towards (search, dx, dy))
      continue;
    if (distance < search->best || is_preferred (self, search, row)) {
      search->best = distance;
      search->row = row;
    }
  }
}

/* Searches rings of cells outwards until no nearer point can follow. */
static void
search_rings (const CpPicking *self, Search *search) {
  int column = cell_index (search->x, self->cell, self->n_columns);
  int line = cell_index (search->y, self->cell, self->n_rows);
  int furthest = MAX (self->n_columns, self->n_rows);
  for (int ring = 0; ring <= furthest; ring++) {
    /* a point in this ring is at least this far from anywhere inside the middle cell */
    double nearest = MAX (ring - 1, 0) * self->cell;
    if (nearest * nearest > search->best)
      return;
    for (int v = MAX (line - ring, 0); v <= MIN (line + ring, self->n_rows - 1); v++) {
      int step = v == line - ring || v == line + ring || ring == 0 ? 1 : 2 * ring;
      for (int u = column - ring; u <= column + ring; u += step)
        if (u >= 0 && u < self->n_columns)
          search_cell (self, search, u, v);
    }
  }
}

gint64
cp_picking_nearest (const CpPicking *self, double x, double y, double reach) {
  g_return_val_if_fail (self != NULL && reach >= 0, -1);
  Search search = {.x = x, .y = y, .direction = -1, .best = reach * reach, .row = -1};
  search_rings (self, &search);
  return search.row;
}

gint64
cp_picking_step (const CpPicking *self, double x, double y, CpStep direction) {
  g_return_val_if_fail (self != NULL, -1);
  Search search = {.x = x, .y = y, .direction = (int)direction, .best = INFINITY, .row = -1};
  search_rings (self, &search);
  return search.row;
}

gboolean
cp_picking_has_more (const CpPicking *self, gsize n) {
  g_return_val_if_fail (self != NULL, FALSE);
  gsize n_rows = self->first[(gsize)self->n_columns * self->n_rows], n_shown = 0;
  for (gsize i = 0; i < n_rows && n_shown <= n; i++)
    n_shown += !self->is_hidden[self->points->series[self->rows[i]]];
  return n_shown > n;
}

typedef struct {
  double distance; /* squared */
  guint32 row;
} Near;

static int
compare_near (gconstpointer a, gconstpointer b) {
  const Near *first = a, *second = b;
  if (first->distance != second->distance)
    return first->distance < second->distance ? -1 : 1;
  return first->row < second->row ? -1 : first->row > second->row;
}

static void
gather_cell (const CpPicking *self, double x, double y, int column, int line, GArray *found) {
  gsize cell = (gsize)line * self->n_columns + column;
  for (guint32 i = self->first[cell]; i < self->first[cell + 1]; i++) {
    Near near = {.row = self->rows[i]};
    double px, py;
    if (!cp_raster_locate (self->points, &self->raster, near.row, &px, &py))
      continue; /* hidden */
    near.distance = (px - x) * (px - x) + (py - y) * (py - y);
    g_array_append_val (found, near);
  }
}

GArray *
cp_picking_near (const CpPicking *self, double x, double y, gsize n_most) {
  g_return_val_if_fail (self != NULL, NULL);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Near));
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  int column = cell_index (x, self->cell, self->n_columns), line = cell_index (y, self->cell, self->n_rows);
  for (int ring = 0; ring <= MAX (self->n_columns, self->n_rows) && found->len < n_most; ring++) {
    for (int v = MAX (line - ring, 0); v <= MIN (line + ring, self->n_rows - 1); v++) {
      int step = v == line - ring || v == line + ring || ring == 0 ? 1 : 2 * ring;
      for (int u = column - ring; u <= column + ring; u += step)
        if (u >= 0 && u < self->n_columns)
          gather_cell (self, x, y, u, v, found);
    }
  }
  g_array_sort (found, compare_near);
  for (guint i = 0; i < MIN (found->len, n_most); i++)
    g_array_append_val (rows, g_array_index (found, Near, i).row);
  return rows;
}
