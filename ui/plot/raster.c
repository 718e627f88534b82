#include "ui/plot/raster.h"

#include "core/base/parallel.h"

#include <math.h>
#include <string.h>

#define PHASES 4               /* sprites are placed to a quarter of a pixel */
#define DENSITY_LEAST 0.55     /* opacity of a lone point in a density map */
#define MOST_COUNTS (1u << 24) /* of all parts together: 64 MB */
#define DENSITY_MOST 0.95      /* of the densest pixel */

/* The coverage of a disc, 0 … 255, once for each place of its centre inside a pixel. */
typedef struct {
  int phases;    /* places each way: PHASES for single points, 1 (the middle) for a density map */
  int reach;     /* pixels to each side of the centre's pixel */
  int size;      /* 2 reach + 1 */
  guint8 *cover; /* (phases × phases × size × size) */
} Sprite;

typedef struct {
  const CpPoints *points;
  const CpRaster *raster;
  guint32 *pixels;
  Sprite sprite;
  double opacity;
  int band;        /* rows of pixels a work item paints */
  guint n_parts;   /* density: the points are counted in so many parts, each in a picture of its own */
  guint32 *counts; /* density: (n_parts × width × height) of the series at hand; the first becomes the sum */
  float *crowd;    /* density: counts spread by the sprite, in points */
  float densest;
  guint series;
} Painting;

static void
sprite_init (Sprite *sprite, double radius, int phases) {
  sprite->phases = phases;
  sprite->reach = (int)ceil (radius + 0.5);
  sprite->size = 2 * sprite->reach + 1;
  sprite->cover = g_new (guint8, phases * phases * sprite->size * sprite->size);
  guint8 *cover = sprite->cover;
  for (int phase = 0; phase < phases * phases; phase++) {
    double cx = sprite->reach + (phase % phases + 0.5) / phases - 0.5;
    double cy = sprite->reach + (phase / phases + 0.5) / phases - 0.5;
    for (int y = 0; y < sprite->size; y++)
      for (int x = 0; x < sprite->size; x++)
        *cover++ = (guint8)rint (255 * CLAMP (radius + 0.5 - hypot (x - cx, y - cy), 0, 1));
  }
}

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

/* Premultiplied channels, 0 … 255, of a colour at an opacity. */
static void
premultiply (const GdkRGBA *colour, double opacity, guint out[4]) {
  double alpha = 255 * opacity * colour->alpha;
  out[0] = (guint)rint (alpha * colour->blue);
  out[1] = (guint)rint (alpha * colour->green);
  out[2] = (guint)rint (alpha * colour->red);
  out[3] = (guint)rint (alpha);
}

static inline guint
divide_by_255 (guint v) {
  v += 128;
  return (v + (v >> 8)) >> 8;
}

/* Source over destination, the source further scaled by @cover of 255. */
static inline guint32
blend (guint32 under, const guint over[4], guint cover) {
  guint keep = 255 - divide_by_255 (over[3] * cover);
  guint32 result = 0;
  for (int c = 0; c < 4; c++)
    result |= divide_by_255 (over[c] * cover + (under >> (8 * c) & 255) * keep) << (8 * c);
  return result;
}

static void
stamp (const Painting *painting, double px, double py, const guint colour[4], int from, int to) {
  const Sprite *sprite = &painting->sprite;
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
        line[x] = blend (line[x], colour, *mask);
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
  for (guint s = 0; s < CP_POINTS_SERIES; s++) {
    if (points->first[s] == points->first[s + 1] || raster->is_hidden[s])
      continue;
    premultiply (&raster->colours[s], painting->opacity, colour);
    for (gsize i = points->first[s]; i < points->first[s + 1]; i++) {
      double x, y;
      if (cp_raster_locate (points, raster, points->order[i], &x, &y) &&
          y >= from - painting->sprite.reach - 1 && y <= to + painting->sprite.reach + 1)
        stamp (painting, x, y, colour, from, to);
    }
  }
}

/* Each part of the points into its own picture, so that every point is placed once and no two threads meet.
 */
static void
count_part (gsize begin, gsize end, guint worker, gpointer data) {
  Painting *painting = data;
  const CpRaster *raster = painting->raster;
  const CpPoints *points = painting->points;
  gsize first = points->first[painting->series], n = points->first[painting->series + 1] - first;
  gsize n_pixels = (gsize)raster->width * raster->height;
  for (gsize part = begin; part < end; part++) {
    guint32 *counts = painting->counts + part * n_pixels;
    memset (counts, 0, n_pixels * sizeof *counts);
    for (gsize i = first + n * part / painting->n_parts; i < first + n * (part + 1) / painting->n_parts;
         i++) {
      double x, y;
      if (cp_raster_locate (points, raster, points->order[i], &x, &y) && y >= 0 && y < raster->height &&
          x >= 0 && x < raster->width)
        counts[(gsize)y * raster->width + (gsize)x]++;
    }
  }
}

static void
add_parts (gsize begin, gsize end, guint worker, gpointer data) {
  Painting *painting = data;
  gsize width = (gsize)painting->raster->width, n_pixels = width * painting->raster->height;
  gsize from = begin * painting->band * width, to = MIN (end * painting->band * width, n_pixels);
  for (guint part = 1; part < painting->n_parts; part++) {
    for (gsize i = from; i < to; i++)
      painting->counts[i] += painting->counts[part * n_pixels + i];
  }
}

/* Every count spread by the sprite over the pixels around it. */
static void
spread_band (gsize begin, gsize end, guint worker, gpointer data) {
  Painting *painting = data;
  const CpRaster *raster = painting->raster;
  const Sprite *sprite = &painting->sprite;
  int from = (int)begin * painting->band, to = MIN ((int)end * painting->band, raster->height);
  memset (painting->crowd + (gsize)from * raster->width, 0,
          (gsize)(to - from) * raster->width * sizeof (float));
  for (int y = MAX (from - sprite->reach, 0); y < MIN (to + sprite->reach, raster->height); y++) {
    for (int x = 0; x < raster->width; x++) {
      guint32 count = painting->counts[(gsize)y * raster->width + x];
      if (count == 0)
        continue;
      for (int v = MAX (y - sprite->reach, from); v <= MIN (y + sprite->reach, to - 1); v++)
        for (int u = MAX (x - sprite->reach, 0); u <= MIN (x + sprite->reach, raster->width - 1); u++)
          painting->crowd[(gsize)v * raster->width + u] +=
              count * sprite->cover[(v - y + sprite->reach) * sprite->size + (u - x + sprite->reach)] /
              255.0f;
    }
  }
}

static void
shade_band (gsize begin, gsize end, guint worker, gpointer data) {
  Painting *painting = data;
  const CpRaster *raster = painting->raster;
  gsize from = begin * painting->band, to = MIN (end * painting->band, (gsize)raster->height);
  double deep = MAX (log (painting->densest), 1e-9);
  guint colour[4];
  premultiply (&raster->colours[painting->series], 1, colour);
  for (gsize i = from * raster->width; i < to * raster->width; i++) {
    double crowd = painting->crowd[i];
    if (crowd <= 0)
      continue;
    double opacity = crowd <= 1 ? DENSITY_LEAST * crowd
                                : DENSITY_LEAST + (DENSITY_MOST - DENSITY_LEAST) * log (crowd) / deep;
    painting->pixels[i] =
        blend (painting->pixels[i], colour, (guint)rint (255 * MIN (opacity, DENSITY_MOST)));
  }
}

static gboolean
draw_density (Painting *painting, gsize n_bands, GCancellable *cancellable) {
  gsize n_pixels = (gsize)painting->raster->width * painting->raster->height;
  painting->n_parts = (guint)CLAMP (MOST_COUNTS / n_pixels, 1, cp_parallel_get_n_threads ());
  g_autofree guint32 *counts = g_new (guint32, painting->n_parts * n_pixels);
  g_autofree float *crowd = g_new (float, n_pixels);
  painting->counts = counts;
  painting->crowd = crowd;
  for (guint s = 0; s < CP_POINTS_SERIES; s++) {
    if (painting->points->first[s] == painting->points->first[s + 1] || painting->raster->is_hidden[s])
      continue;
    painting->series = s;
    if (!cp_parallel_for (painting->n_parts, 1, count_part, painting, cancellable) ||
        !cp_parallel_for (n_bands, 1, add_parts, painting, cancellable) ||
        !cp_parallel_for (n_bands, 1, spread_band, painting, cancellable))
      return FALSE;
    painting->densest = 1;
    for (gsize i = 0; i < n_pixels; i++)
      painting->densest = MAX (painting->densest, crowd[i]);
    if (!cp_parallel_for (n_bands, 1, shade_band, painting, cancellable))
      return FALSE;
  }
  return TRUE;
}

gboolean
cp_raster_draw (const CpPoints *points, const CpRaster *raster, guint32 *pixels, GCancellable *cancellable) {
  g_return_val_if_fail (points != NULL && raster->width > 0 && raster->height > 0, FALSE);
  Painting painting = {.points = points, .raster = raster, .pixels = pixels};
  int n_threads = (int)cp_parallel_get_n_threads ();
  painting.band = (raster->height + n_threads - 1) / n_threads;
  gsize n_bands = (gsize)((raster->height + painting.band - 1) / painting.band);
  painting.opacity =
      cp_raster_opacity (points->n, raster->radius,
                         (raster->width - 2 * raster->margin[0]) * (raster->height - 2 * raster->margin[1]));
  gboolean is_dense = points->n >= CP_RASTER_DENSITY_FROM;
  sprite_init (&painting.sprite, raster->radius, is_dense ? 1 : PHASES);
  memset (pixels, 0, (gsize)raster->width * raster->height * sizeof *pixels);
  gboolean is_done = is_dense ? draw_density (&painting, n_bands, cancellable)
                              : cp_parallel_for (n_bands, 1, paint_band, &painting, cancellable);
  g_free (painting.sprite.cover);
  return is_done;
}
