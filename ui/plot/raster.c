#include "ui/plot/raster.h"

#include "core/base/parallel.h"
#include "ui/plot/density.h"
#include "ui/plot/sprite.h"

#include <math.h>
#include <string.h>

#define PHASES 4 /* sprites are placed to a quarter of a pixel */

typedef struct {
  const CpPoints *points;
  const CpRaster *raster;
  guint32 *pixels;
  CpSprite sprite;
  double opacity;
  int band; /* rows of pixels a work item paints */
} Painting;

double
cp_raster_opacity (gsize n_points, double radius, double area) {
  double crowding = n_points * G_PI * radius * radius / MAX (area, 1);
  return CLAMP (0.92 / sqrt (1 + crowding), 0.3, 0.92);
}

/* MurmurHash3's finaliser (Austin Appleby, public domain): no pattern is left between the two axes, nor with
 * the scatter of categories. */
static inline guint32
mix (guint32 hash) {
  hash = (hash ^ hash >> 16) * 0x85ebca6bu;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35u;
  return hash ^ hash >> 16;
}

/* A missing value: in the lane, spread by a hash of the row. */
static gboolean
place_in_lane (const CpRaster *raster, guint axis, double value, gsize row, double *out) {
  if (!isnan (value) || !raster->has_lane[axis])
    return FALSE;
  guint32 hash = mix ((guint32)row + (axis + 1) * 0x9e3779b9u);
  *out = raster->lane[axis] + ((double)(hash >> 8) / (1 << 24) * 2 - 1) * raster->lane_spread[axis];
  return TRUE;
}

static inline gboolean
place (const CpRaster *raster, double x_value, double y_value, guint panel, gsize row, double *out_x,
       double *out_y) {
  double x = cp_scale_to_pixel (&raster->x, x_value);
  double y = cp_scale_to_pixel (&raster->y, y_value);
  double left = raster->x.start, right = left + raster->x.length;
  double bottom = raster->y.start, top = bottom + raster->y.length;
  /* a NaN fails every comparison */
  double clip_x = raster->clip + raster->margin[0], clip_y = raster->clip + raster->margin[1];
  if (!(x >= left - clip_x && x <= right + clip_x) && !place_in_lane (raster, 0, x_value, row, &x))
    return FALSE;
  if (!(y >= top - clip_y && y <= bottom + clip_y) && !place_in_lane (raster, 1, y_value, row, &y))
    return FALSE;
  if (panel > 0 && raster->n_panel_columns > 0) {
    x += panel % raster->n_panel_columns * raster->panel_step[0];
    y += panel / raster->n_panel_columns * raster->panel_step[1];
  }
  *out_x = x;
  *out_y = y;
  return TRUE;
}

gboolean
cp_raster_place (const CpRaster *raster, double x_value, double y_value, guint panel, gsize row,
                 double *out_x, double *out_y) {
  return place (raster, x_value, y_value, panel, row, out_x, out_y);
}

gboolean
cp_raster_locate (const CpPoints *points, const CpRaster *raster, gsize row, double *out_x, double *out_y) {
  return !raster->is_hidden[points->series[row]] &&
         place (raster, points->x[row], points->y[row], points->panels != NULL ? points->panels[row] : 0, row,
                out_x, out_y);
}

static void
stamp (const Painting *painting, double px, double py, const guint colour[4], int from, int to) {
  const CpSprite *sprite = &painting->sprite;
  int width = painting->raster->width;
  int column = (int)floor (px), row = (int)floor (py);
  int phase = (int)((py - row) * sprite->phases) * sprite->phases + (int)((px - column) * sprite->phases);
  const guint8 *cover = sprite->cover + (gsize)phase * sprite->size * sprite->size;
  int y0 = MAX (row - sprite->reach, from), y1 = MIN (row + sprite->reach, to - 1);
  int x0 = MAX (column - sprite->reach, 0), x1 = MIN (column + sprite->reach, width - 1);
  for (int y = y0; y <= y1; y++) {
    guint32 *line = painting->pixels + (gsize)y * width;
    const guint8 *mask = cover + (y - row + sprite->reach) * sprite->size + (x0 - column + sprite->reach);
    for (int x = x0; x <= x1; x++, mask++)
      if (*mask != 0)
        line[x] = cp_blend (line[x], colour, *mask);
  }
}

/* Every band walks all points in order and paints those that touch it, so the result is the same on any
 * number of threads. */
static void
paint_band (gsize begin, gsize end, guint worker, gpointer data) {
  Painting *painting = data;
  const CpRaster *raster = painting->raster;
  const CpPoints *points = painting->points;
  int from = (int)begin * painting->band, to = MIN ((int)end * painting->band, raster->height);
  guint colour[4];
  const gsize *first;
  const guint32 *order = cp_points_get_order (points, &first);
  for (guint s = 0; s < CP_POINTS_SERIES; s++) {
    if (first[s] == first[s + 1] || raster->is_hidden[s])
      continue;
    cp_premultiply (&raster->colours[s], painting->opacity, colour);
    for (gsize i = first[s]; i < first[s + 1]; i++) {
      double x, y;
      if (cp_raster_locate (points, raster, order[i], &x, &y) && y >= from - painting->sprite.reach - 1 &&
          y <= to + painting->sprite.reach + 1)
        stamp (painting, x, y, colour, from, to);
    }
  }
}

static gboolean
draw_density (const CpPoints *points, const CpRaster *raster, guint32 *pixels, GCancellable *cancellable) {
  g_autoptr (CpDensity) density = cp_density_new (points, raster, cancellable);
  return density != NULL && cp_density_shade (density, pixels, cancellable);
}

gboolean
cp_raster_is_dense (const CpPoints *points) {
  return points->n_drawn >= CP_RASTER_DENSITY_FROM;
}

gboolean
cp_raster_draw (const CpPoints *points, const CpRaster *raster, guint32 *pixels, GCancellable *cancellable) {
  g_return_val_if_fail (points != NULL && raster->width > 0 && raster->height > 0, FALSE);
  if (cp_raster_is_dense (points))
    return draw_density (points, raster, pixels, cancellable);
  Painting painting = {.points = points, .raster = raster, .pixels = pixels};
  int n_threads = (int)cp_parallel_get_n_threads ();
  painting.band = (raster->height + n_threads - 1) / n_threads;
  gsize n_bands = (gsize)((raster->height + painting.band - 1) / painting.band);
  double area = raster->area > 0 ? raster->area : (double)raster->width * raster->height;
  painting.opacity = cp_raster_opacity (points->n_drawn, raster->radius, area);
  cp_sprite_init (&painting.sprite, raster->radius, PHASES);
  memset (pixels, 0, (gsize)raster->width * raster->height * sizeof *pixels);
  gboolean is_done = cp_parallel_for (n_bands, 1, paint_band, &painting, cancellable);
  cp_sprite_clear (&painting.sprite);
  return is_done;
}
