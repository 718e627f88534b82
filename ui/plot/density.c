#include "ui/plot/density.h"

#include "core/base/parallel.h"
#include "ui/plot/sprite.h"

#include <math.h>
#include <string.h>

#define LEAST 0.55 /* opacity of a lone point */
#define MOST 0.95  /* of the densest pixel */
#define ROWS_AT_ONCE 16384
#define NOWHERE G_MAXUINT32
/* Opacities are looked up by the upper bits of a float, its exponent and seven bits of its mantissa: less
 * than half a step of 255 apart. */
#define SHIFT 16
#define N_SHADES (33 << 7)

struct _CpDensity {
  CpRaster raster; /* without colours and hidden series */
  CpSprite sprite;
  guint unit; /* what one point adds to the crowd of its own pixel */
  guint32 first_shade;
  guint8 shades[N_SHADES]; /* opacity of 255 by crowd */
  guint colours[CP_POINTS_SERIES][4];
  gboolean is_hidden[CP_POINTS_SERIES];
  guint32 *crowds[CP_POINTS_SERIES]; /* (width × height) (nullable): no point was ever in it */
  guint8 *is_dirty;                  /* (width × height) (nullable): between two shadings */
};

static inline guint
get_shade (const CpDensity *self, guint32 crowd) {
  float value = (float)crowd;
  guint32 bits;
  memcpy (&bits, &value, sizeof bits);
  return self->shades[MIN ((bits >> SHIFT) - self->first_shade, N_SHADES - 1u)];
}

static void
fill_shades (CpDensity *self, double densest) {
  float one = 1;
  guint32 bits;
  memcpy (&bits, &one, sizeof bits);
  self->first_shade = bits >> SHIFT;
  double deep = MAX (log (MAX (densest, 1)), 1e-9);
  for (guint32 i = 0; i < N_SHADES; i++) {
    float value;
    bits = ((self->first_shade + i) << SHIFT) | (1u << (SHIFT - 1)); /* the middle of the step */
    memcpy (&value, &bits, sizeof value);
    double crowd = (double)value / self->unit;
    double opacity = crowd <= 1 ? LEAST * crowd : LEAST + (MOST - LEAST) * log (crowd) / deep;
    self->shades[i] = (guint8)rint (255 * MIN (opacity, MOST));
  }
}

/* The series that have points, in drawing order. */
static guint
list_series (const CpDensity *self, gboolean with_hidden, guint out[CP_POINTS_SERIES]) {
  guint n = 0;
  for (guint s = 0; s < CP_POINTS_NOWHERE; s++) {
    if (self->crowds[s] != NULL && (with_hidden || !self->is_hidden[s]))
      out[n++] = s;
  }
  return n;
}

/* ---- counting ---- */

typedef struct {
  CpDensity *density;
  const CpPoints *points;
  guint32 *pixels_of;                /* (n): the pixel of each row; NOWHERE */
  gboolean (*has)[CP_POINTS_SERIES]; /* (workers): the series met */
  guint32 *counts;                   /* (width × height): of the series at hand */
  guint32 *densest;                  /* (bands) */
  guint series;
  int band; /* rows of pixels a work item has */
} Counting;

static guint32
find_pixel (const CpDensity *self, const CpPoints *points, gsize row) {
  const CpRaster *raster = &self->raster;
  double x, y;
  if (points->series[row] == CP_POINTS_NOWHERE ||
      !cp_raster_place (raster, points->x[row], points->y[row],
                        points->panels != NULL ? points->panels[row] : 0, row, &x, &y) ||
      !(x >= 0 && x < raster->width && y >= 0 && y < raster->height))
    return NOWHERE;
  return (guint32)y * (guint32)raster->width + (guint32)x;
}

static void
place_some (gsize begin, gsize end, guint worker, gpointer data) {
  Counting *counting = data;
  for (gsize row = begin; row < end; row++) {
    counting->pixels_of[row] = find_pixel (counting->density, counting->points, row);
    counting->has[worker][counting->points->series[row]] = TRUE;
  }
}

/* Every band walks all rows and counts its own, so that no two threads meet. */
static void
count_band (gsize begin, gsize end, guint worker, gpointer data) {
  Counting *counting = data;
  const CpRaster *raster = &counting->density->raster;
  const guint8 *series = counting->points->series;
  guint32 width = (guint32)raster->width, from = (guint32)begin * (guint32)counting->band * width;
  guint32 length = (guint32)MIN ((int)end * counting->band, raster->height) * width - from;
  memset (counting->counts + from, 0, length * sizeof (guint32));
  for (gsize row = 0; row < counting->points->n; row++) {
    if (series[row] == counting->series && counting->pixels_of[row] - from < length)
      counting->counts[counting->pixels_of[row]]++;
  }
}

/* Every count spread by the sprite over the pixels around it. */
static void
spread_band (gsize begin, gsize end, guint worker, gpointer data) {
  Counting *counting = data;
  CpDensity *self = counting->density;
  const CpSprite *sprite = &self->sprite;
  guint32 *crowd = self->crowds[counting->series];
  int width = self->raster.width, height = self->raster.height;
  int from = (int)begin * counting->band, to = MIN ((int)end * counting->band, height);
  for (int y = MAX (from - sprite->reach, 0); y < MIN (to + sprite->reach, height); y++) {
    for (int x = 0; x < width; x++) {
      guint32 count = counting->counts[(gsize)y * width + x];
      if (count == 0)
        continue;
      for (int v = MAX (y - sprite->reach, from); v <= MIN (y + sprite->reach, to - 1); v++)
        for (int u = MAX (x - sprite->reach, 0); u <= MIN (x + sprite->reach, width - 1); u++)
          crowd[(gsize)v * width + u] +=
              count * sprite->cover[(v - y + sprite->reach) * sprite->size + (u - x + sprite->reach)];
    }
  }
}

static void
find_densest (gsize begin, gsize end, guint worker, gpointer data) {
  Counting *counting = data;
  CpDensity *self = counting->density;
  gsize width = (gsize)self->raster.width;
  gsize to = MIN (end * counting->band, (gsize)self->raster.height) * width;
  guint32 densest = 0;
  guint all[CP_POINTS_SERIES], n_all = list_series (self, TRUE, all);
  for (gsize i = begin * counting->band * width; i < to; i++) {
    guint32 crowd = 0;
    for (guint k = 0; k < n_all; k++)
      crowd += self->crowds[all[k]][i];
    densest = MAX (densest, crowd);
  }
  counting->densest[begin] = densest;
}

static gboolean
count_all (Counting *counting, gsize n_bands, GCancellable *cancellable) {
  CpDensity *self = counting->density;
  gsize n_pixels = (gsize)self->raster.width * self->raster.height;
  if (!cp_parallel_for (counting->points->n, ROWS_AT_ONCE, place_some, counting, cancellable))
    return FALSE;
  for (guint s = 0; s < CP_POINTS_NOWHERE; s++) {
    gboolean has = FALSE;
    for (guint worker = 0; worker < cp_parallel_get_n_threads (); worker++)
      has |= counting->has[worker][s];
    if (!has)
      continue;
    counting->series = s;
    self->crowds[s] = g_new0 (guint32, n_pixels);
    if (!cp_parallel_for (n_bands, 1, count_band, counting, cancellable) ||
        !cp_parallel_for (n_bands, 1, spread_band, counting, cancellable))
      return FALSE;
  }
  return cp_parallel_for (n_bands, 1, find_densest, counting, cancellable);
}

static int
get_band (const CpRaster *raster, gsize *out_n_bands) {
  int n_threads = (int)cp_parallel_get_n_threads (), band = (raster->height + n_threads - 1) / n_threads;
  *out_n_bands = (gsize)((raster->height + band - 1) / band);
  return band;
}

/* Whole numbers of 32 bits hold the crowd of all points in one place: beyond 16 million the disc is drawn in
 * fewer steps. */
static void
init_sprite (CpDensity *self, gsize n_points) {
  guint shift = 0;
  while ((guint64)n_points * (255u >> shift) > G_MAXUINT32)
    shift++;
  cp_sprite_init (&self->sprite, self->raster.radius, 1);
  self->unit = 255u >> shift;
  for (int i = 0; i < self->sprite.size * self->sprite.size; i++)
    self->sprite.cover[i] = (guint8)rint (self->sprite.cover[i] * self->unit / 255.0);
}

CpDensity *
cp_density_new (const CpPoints *points, const CpRaster *raster, GCancellable *cancellable) {
  g_return_val_if_fail (points != NULL && raster->width > 0 && raster->height > 0, NULL);
  g_autoptr (CpDensity) self = g_new0 (CpDensity, 1);
  gsize n_bands, n_pixels = (gsize)raster->width * raster->height;
  self->raster = *raster;
  self->raster.colours = NULL;
  self->raster.is_hidden = NULL;
  init_sprite (self, points->n);
  for (guint s = 0; s < CP_POINTS_SERIES; s++) {
    cp_premultiply (&raster->colours[s], 1, self->colours[s]);
    self->is_hidden[s] = raster->is_hidden[s];
  }
  g_autofree guint32 *pixels_of = g_new (guint32, points->n + 1), *counts = g_new (guint32, n_pixels);
  guint n_threads = cp_parallel_get_n_threads ();
  Counting counting = {.density = self, .points = points, .pixels_of = pixels_of, .counts = counts};
  counting.band = get_band (raster, &n_bands);
  g_autofree gboolean *has = g_new0 (gboolean, n_threads * CP_POINTS_SERIES);
  g_autofree guint32 *densest = counting.densest = g_new0 (guint32, n_bands);
  counting.has = (gpointer)has;
  if (!count_all (&counting, n_bands, cancellable))
    return NULL;
  for (gsize i = 1; i < n_bands; i++)
    densest[0] = MAX (densest[0], densest[i]);
  fill_shades (self, densest[0] / (double)self->unit);
  return g_steal_pointer (&self);
}

void
cp_density_free (CpDensity *self) {
  cp_sprite_clear (&self->sprite);
  for (guint s = 0; s < CP_POINTS_SERIES; s++)
    g_free (self->crowds[s]);
  g_free (self->is_dirty);
  g_free (self);
}

gsize
cp_density_get_size (const CpDensity *self) {
  gsize n_pixels = (gsize)self->raster.width * self->raster.height, n = sizeof *self + n_pixels;
  for (guint s = 0; s < CP_POINTS_SERIES; s++)
    n += self->crowds[s] != NULL ? n_pixels * sizeof (guint32) : 0;
  return n;
}

/* ---- shading ---- */

static inline guint32
shade_pixel (const CpDensity *self, gsize i, const guint *shown, guint n_shown) {
  guint32 pixel = 0;
  for (guint k = 0; k < n_shown; k++) {
    guint32 crowd = self->crowds[shown[k]][i];
    if (crowd > 0)
      pixel = cp_blend (pixel, self->colours[shown[k]], get_shade (self, crowd));
  }
  return pixel;
}

typedef struct {
  const CpDensity *density;
  guint32 *pixels;
  int band;
} Shading;

static void
shade_band (gsize begin, gsize end, guint worker, gpointer data) {
  const Shading *shading = data;
  const CpDensity *self = shading->density;
  gsize width = (gsize)self->raster.width;
  gsize to = MIN (end * shading->band, (gsize)self->raster.height) * width;
  guint shown[CP_POINTS_SERIES], n_shown = list_series (self, FALSE, shown);
  for (gsize i = begin * shading->band * width; i < to; i++)
    shading->pixels[i] = shade_pixel (self, i, shown, n_shown);
}

gboolean
cp_density_shade (const CpDensity *self, guint32 *pixels, GCancellable *cancellable) {
  g_return_val_if_fail (self != NULL && pixels != NULL, FALSE);
  gsize n_bands;
  Shading shading = {.density = self, .pixels = pixels, .band = get_band (&self->raster, &n_bands)};
  return cp_parallel_for (n_bands, 1, shade_band, &shading, cancellable);
}

/* ---- other series ---- */

typedef struct {
  int top, bottom; /* rows of pixels that are touched: [top, bottom) */
} Touched;

static void
move_row (CpDensity *self, guint32 pixel, guint from, guint to, Touched *touched) {
  const CpSprite *sprite = &self->sprite;
  int width = self->raster.width, x = (int)(pixel % (guint)width), y = (int)(pixel / (guint)width);
  int x0 = MAX (x - sprite->reach, 0), x1 = MIN (x + sprite->reach, width - 1);
  int y0 = MAX (y - sprite->reach, 0), y1 = MIN (y + sprite->reach, self->raster.height - 1);
  for (int v = y0; v <= y1; v++) {
    const guint8 *cover = sprite->cover + (v - y + sprite->reach) * sprite->size + (x0 - x + sprite->reach);
    gsize line = (gsize)v * width;
    for (int u = x0; u <= x1; u++, cover++) {
      self->crowds[from][line + u] -= *cover;
      self->crowds[to][line + u] += *cover;
      self->is_dirty[line + u] = 1;
    }
  }
  touched->top = MIN (touched->top, y0);
  touched->bottom = MAX (touched->bottom, y1 + 1);
}

static void
shade_touched (CpDensity *self, guint32 *pixels, const Touched *touched) {
  gsize width = (gsize)self->raster.width, end = (gsize)touched->bottom * width;
  guint shown[CP_POINTS_SERIES], n_shown = list_series (self, FALSE, shown);
  for (gsize i = (gsize)touched->top * width; i < end; i++) {
    guint8 *dirty = memchr (self->is_dirty + i, 1, end - i);
    if (dirty == NULL)
      break;
    i = (gsize)(dirty - self->is_dirty);
    *dirty = 0;
    pixels[i] = shade_pixel (self, i, shown, n_shown);
  }
}

void
cp_density_recolour (CpDensity *self, const CpPoints *from, const CpPoints *to, guint32 *pixels) {
  g_return_if_fail (self != NULL && cp_points_share_places (from, to));
  gsize n_pixels = (gsize)self->raster.width * self->raster.height;
  Touched touched = {.top = self->raster.height, .bottom = 0};
  if (self->is_dirty == NULL)
    self->is_dirty = g_new0 (guint8, n_pixels);
  for (gsize row = cp_points_next_change (from, to, 0); row < to->n;
       row = cp_points_next_change (from, to, row + 1)) {
    guint before = from->series[row], after = to->series[row];
    g_assert (before != CP_POINTS_NOWHERE && after != CP_POINTS_NOWHERE);
    guint32 pixel = find_pixel (self, to, row);
    for (guint i = 0; i < 2 && pixel != NOWHERE; i++) {
      guint32 **crowd = &self->crowds[i == 0 ? before : after];
      if (*crowd == NULL)
        *crowd = g_new0 (guint32, n_pixels);
    }
    if (pixel != NOWHERE)
      move_row (self, pixel, before, after, &touched);
  }
  shade_touched (self, pixels, &touched);
}
