#include "core/base/parallel.h"
#include "ui/plot/ink-private.h"

#include <math.h>

#define LEAST 0.55 /* opacity of a lone point among many */
#define MOST 0.95  /* of the densest pixel */
#define PHASES 4   /* few points are placed to a quarter of a pixel */
/* One of optical depth, in steps: 200 000 points of the deepest opacity, 0.92, fit into 32 bits. */
#define DEPTH 4096
#define ROWS_AT_ONCE 16384

static double
shade_crowd (double crowd, double densest) {
  double deep = MAX (log (MAX (densest, 1)), 1e-9);
  return MIN (crowd <= 1 ? LEAST * crowd : LEAST + (MOST - LEAST) * log (crowd) / deep, MOST);
}

/* @densest: points on the densest pixel, of a dense one */
static void
fill_shades (CpInk *self, double densest) {
  float one = 1;
  guint32 bits;
  memcpy (&bits, &one, sizeof bits);
  self->first_shade = bits >> CP_INK_SHIFT;
  for (guint32 i = 0; i < CP_INK_SHADES; i++) {
    float value;
    bits =
        ((self->first_shade + i) << CP_INK_SHIFT) | (1u << (CP_INK_SHIFT - 1)); /* the middle of the step */
    memcpy (&value, &bits, sizeof value);
    double opacity =
        self->is_dense ? shade_crowd ((double)value / self->unit, densest) : -expm1 (-(double)value / DEPTH);
    self->shades[i] = (guint8)rint (255 * opacity);
  }
}

/* ---- where the points lie ---- */

/* Whole numbers of 32 bits hold the crowd of all points in one place: beyond 16 million the disc is drawn in
 * fewer steps. */
static void
init_amounts (CpInk *self, const CpPoints *points) {
  double area = self->raster.area > 0 ? self->raster.area : (double)self->raster.width * self->raster.height;
  double opacity = cp_raster_opacity (points->n_drawn, self->raster.radius, area);
  guint shift = 0;
  while ((guint64)points->n * (255u >> shift) > G_MAXUINT32)
    shift++;
  self->unit = 255u >> shift;
  CpSprite sprite;
  cp_sprite_init (&sprite, self->raster.radius, self->is_dense ? 1 : PHASES);
  self->phases = sprite.phases;
  self->reach = sprite.reach;
  self->size = sprite.size;
  int n = sprite.phases * sprite.phases * sprite.size * sprite.size;
  self->amounts = g_new (guint32, n);
  for (int i = 0; i < n; i++) {
    double cover = sprite.cover[i] / 255.0;
    self->amounts[i] =
        (guint32)rint (self->is_dense ? self->unit * cover : -DEPTH * log1p (-opacity * cover));
  }
  cp_sprite_clear (&sprite);
}

static guint32
find_place (const CpInk *self, const CpPoints *points, gsize row) {
  const CpRaster *raster = &self->raster;
  double x, y;
  if (points->series[row] == CP_POINTS_NOWHERE ||
      !cp_raster_place (raster, points->x[row], points->y[row],
                        points->panels != NULL ? points->panels[row] : 0, row, &x, &y) ||
      !(x >= 0 && x < raster->width && y >= 0 && y < raster->height))
    return CP_INK_NOWHERE;
  guint32 phases = (guint32)self->phases, column = (guint32)x, line = (guint32)y;
  guint32 inside = (guint32)((y - line) * phases) * phases + (guint32)((x - column) * phases);
  return (line * (guint32)raster->width + column) * phases * phases + inside;
}

typedef struct {
  CpInk *ink;
  const CpPoints *points;
  gboolean (*has)[CP_POINTS_SERIES]; /* (workers): the series met */
} Placing;

static void
place_some (gsize begin, gsize end, guint worker, gpointer data) {
  Placing *placing = data;
  for (gsize row = begin; row < end; row++) {
    placing->ink->places[row] = find_place (placing->ink, placing->points, row);
    placing->has[worker][placing->points->series[row]] = TRUE;
  }
}

CpInk *
cp_ink_begin (const CpPoints *points, const CpRaster *raster, GCancellable *cancellable) {
  g_autoptr (CpInk) self = g_new0 (CpInk, 1);
  guint n_threads = cp_parallel_get_n_threads ();
  g_autofree gboolean *has = g_new0 (gboolean, n_threads * CP_POINTS_SERIES);
  Placing placing = {.ink = self, .points = points, .has = (gpointer)has};
  self->raster = *raster;
  self->raster.colours = NULL;
  self->raster.is_hidden = NULL;
  self->is_dense = cp_raster_is_dense (points);
  self->places = g_new (guint32, points->n + 1);
  init_amounts (self, points);
  for (guint s = 0; s < CP_POINTS_SERIES; s++) {
    self->tints[s] = cp_tint_new (&raster->colours[s]);
    self->is_hidden[s] = raster->is_hidden[s];
  }
  if (!cp_parallel_for (points->n, ROWS_AT_ONCE, place_some, &placing, cancellable))
    return NULL;
  for (guint i = 0; i < n_threads * CP_POINTS_SERIES; i++)
    self->has[i % CP_POINTS_SERIES] |= has[i];
  if (!self->is_dense)
    fill_shades (self, 0);
  return g_steal_pointer (&self);
}

/* ---- the ink of all points ---- */

typedef struct {
  CpInk *ink;
  const CpPoints *points;
  guint32 *counts;  /* (width × height): of the series at hand */
  guint32 *densest; /* (bands) */
  guint series;
  int band; /* rows of pixels a work item has */
} Inking;

static int
get_end (const Inking *inking, gsize band) {
  return MIN ((int)band * inking->band, inking->ink->raster.height);
}

/* Every band walks all rows and inks its own, so that no two threads meet. Few points: disc by disc. */
static void
ink_band (gsize begin, gsize end, guint worker, gpointer data) {
  Inking *inking = data;
  CpInk *self = inking->ink;
  int from = get_end (inking, begin), to = get_end (inking, end);
  guint n_inside = (guint)(self->phases * self->phases), wide = (guint)self->raster.width;
  guint32 first = (guint32)MAX (from - self->reach, 0) * wide * n_inside;
  guint32 length = (guint32)MIN (to + self->reach, self->raster.height) * wide * n_inside - first;
  for (gsize row = 0; row < inking->points->n; row++) {
    guint32 place = self->places[row];
    if (place == CP_INK_NOWHERE || place - first >= length)
      continue;
    CpInkDisc disc = cp_ink_get_disc (self, place, from, to);
    cp_ink_add_disc (self, &disc, self->inks[inking->points->series[row]], 1);
  }
}

/* Many points: those of a pixel are counted, so that it has to be spread once. */
static void
count_band (gsize begin, gsize end, guint worker, gpointer data) {
  Inking *inking = data;
  const CpInk *self = inking->ink;
  const guint8 *series = inking->points->series;
  guint32 width = (guint32)self->raster.width, from = (guint32)get_end (inking, begin) * width;
  guint32 length = (guint32)get_end (inking, end) * width - from;
  memset (inking->counts + from, 0, length * sizeof (guint32));
  for (gsize row = 0; row < inking->points->n; row++) {
    if (series[row] == inking->series && self->places[row] - from < length)
      inking->counts[self->places[row]]++;
  }
}

static void
spread_band (gsize begin, gsize end, guint worker, gpointer data) {
  Inking *inking = data;
  CpInk *self = inking->ink;
  int from = get_end (inking, begin), to = get_end (inking, end);
  gsize width = (gsize)self->raster.width, last = (gsize)MIN (to + self->reach, self->raster.height) * width;
  for (gsize i = (gsize)MAX (from - self->reach, 0) * width; i < last; i++) {
    if (inking->counts[i] == 0)
      continue;
    CpInkDisc disc = cp_ink_get_disc (self, (guint32)i, from, to);
    cp_ink_add_disc (self, &disc, self->inks[inking->series], inking->counts[i]);
  }
}

static void
find_densest (gsize begin, gsize end, guint worker, gpointer data) {
  Inking *inking = data;
  CpInk *self = inking->ink;
  gsize width = (gsize)self->raster.width, to = (gsize)get_end (inking, end) * width;
  guint32 densest = 0;
  guint all[CP_POINTS_SERIES], n_all = cp_ink_list_series (self, TRUE, all);
  for (gsize i = (gsize)get_end (inking, begin) * width; i < to; i++) {
    guint32 crowd = 0;
    for (guint k = 0; k < n_all; k++)
      crowd += self->inks[all[k]][i];
    densest = MAX (densest, crowd);
  }
  inking->densest[begin] = densest;
}

static gboolean
ink_many (Inking *inking, gsize n_bands, GCancellable *cancellable) {
  guint all[CP_POINTS_SERIES], n_all = cp_ink_list_series (inking->ink, TRUE, all);
  g_autofree guint32 *counts = g_new (guint32, (gsize)inking->ink->raster.width * inking->ink->raster.height);
  inking->counts = counts;
  for (guint k = 0; k < n_all; k++) {
    inking->series = all[k];
    if (!cp_parallel_for (n_bands, 1, count_band, inking, cancellable) ||
        !cp_parallel_for (n_bands, 1, spread_band, inking, cancellable))
      return FALSE;
  }
  return cp_parallel_for (n_bands, 1, find_densest, inking, cancellable);
}

static gboolean
ink_all (Inking *inking, gsize n_bands, GCancellable *cancellable) {
  CpInk *self = inking->ink;
  for (guint s = 0; s < CP_POINTS_NOWHERE; s++) {
    if (self->has[s])
      self->inks[s] = g_new0 (guint32, (gsize)self->raster.width * self->raster.height);
  }
  return self->is_dense ? ink_many (inking, n_bands, cancellable)
                        : cp_parallel_for (n_bands, 1, ink_band, inking, cancellable);
}

static int
get_band (const CpRaster *raster, gsize *out_n_bands) {
  int n_threads = (int)cp_parallel_get_n_threads (), band = (raster->height + n_threads - 1) / n_threads;
  *out_n_bands = (gsize)((raster->height + band - 1) / band);
  return band;
}

CpInk *
cp_ink_new (const CpPoints *points, const CpRaster *raster, GCancellable *cancellable) {
  g_return_val_if_fail (points != NULL && raster->width > 0 && raster->height > 0, NULL);
  g_autoptr (CpInk) self = cp_ink_begin (points, raster, cancellable);
  gsize n_bands;
  if (self == NULL)
    return NULL;
  Inking inking = {.ink = self, .points = points, .band = get_band (raster, &n_bands)};
  g_autofree guint32 *densest = inking.densest = g_new0 (guint32, n_bands);
  if (!ink_all (&inking, n_bands, cancellable))
    return NULL;
  for (gsize i = 1; i < n_bands; i++)
    densest[0] = MAX (densest[0], densest[i]);
  if (self->is_dense)
    fill_shades (self, densest[0] / (double)self->unit);
  return g_steal_pointer (&self);
}

void
cp_ink_free (CpInk *self) {
  for (guint s = 0; s < CP_POINTS_SERIES; s++)
    g_free (self->inks[s]);
  g_free (self->amounts);
  g_free (self->places);
  g_free (self->is_dirty);
  g_free (self->moved);
  g_free (self);
}
