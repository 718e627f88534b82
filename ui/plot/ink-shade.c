#include "core/base/parallel.h"
#include "ui/plot/ink-private.h"

static inline guint
get_shade (const CpInk *self, guint32 ink) {
  float value = (float)ink;
  guint32 bits;
  memcpy (&bits, &value, sizeof bits);
  return self->shades[MIN ((bits >> CP_INK_SHIFT) - self->first_shade, CP_INK_SHADES - 1u)];
}

static inline guint32
shade_pixel (const CpInk *self, guint32 *const *inks, gsize i, const guint *shown, guint n_shown) {
  guint32 pixel = 0;
  for (guint k = 0; k < n_shown; k++) {
    guint32 ink = inks[shown[k]][i];
    if (ink > 0)
      pixel = cp_tint_blend (pixel, &self->tints[shown[k]], get_shade (self, ink));
  }
  return pixel;
}

typedef struct {
  const CpInk *ink;
  guint32 *pixels;
} Shading;

static void
shade_lines (gsize begin, gsize end, guint worker, gpointer data) {
  const Shading *shading = data;
  gsize width = (gsize)shading->ink->raster.width;
  guint shown[CP_POINTS_SERIES], n_shown = cp_ink_list_series (shading->ink, FALSE, shown);
  for (gsize i = begin * width; i < end * width; i++)
    shading->pixels[i] = shade_pixel (shading->ink, shading->ink->inks, i, shown, n_shown);
}

gboolean
cp_ink_shade (const CpInk *self, guint32 *pixels, GCancellable *cancellable) {
  g_return_val_if_fail (self != NULL && pixels != NULL, FALSE);
  Shading shading = {.ink = self, .pixels = pixels};
  return cp_parallel_for ((gsize)self->raster.height, CP_INK_LINES, shade_lines, &shading, cancellable);
}

void
cp_ink_shade_some (const CpInk *self, const GArray *which, guint32 *pixels) {
  g_return_if_fail (self != NULL && which != NULL && pixels != NULL);
  guint shown[CP_POINTS_SERIES], n_shown = cp_ink_list_series (self, FALSE, shown);
  for (guint i = 0; i < which->len; i++) {
    guint32 pixel = g_array_index (which, guint32, i);
    pixels[pixel] = shade_pixel (self, self->inks, pixel, shown, n_shown);
  }
}

gsize
cp_ink_get_size (const CpInk *self) {
  guint all[CP_POINTS_SERIES];
  gsize n_pixels = (gsize)self->raster.width * self->raster.height, each = 1 + sizeof (guint32);
  return sizeof *self + n_pixels * (each + cp_ink_list_series (self, TRUE, all) * sizeof (guint32));
}

/* ---- without keeping the ink ---- */

/* Of the lines at hand; all 0 between two of them. */
typedef struct {
  guint32 *inks[CP_POINTS_SERIES]; /* (width × lines) (nullable) */
  guint8 *touched;                 /* likewise */
} Scratch;

typedef struct {
  const CpInk *ink;
  const CpPoints *points;
  guint32 *pixels;
  Scratch *scratches; /* (workers) */
} Drawing;

static void
touch_disc (const CpInk *self, Scratch *scratch, CpInkDisc *disc, int top, guint series) {
  gsize width = (gsize)self->raster.width, size = width * CP_INK_LINES;
  if (scratch->touched == NULL)
    scratch->touched = g_new0 (guint8, size);
  if (scratch->inks[series] == NULL)
    scratch->inks[series] = g_new0 (guint32, size);
  disc->pixel -= (gsize)top * width;
  cp_ink_add_disc (self, disc, scratch->inks[series], 1);
  for (int v = 0; v < disc->height; v++)
    for (int u = 0; u < disc->width; u++)
      scratch->touched[disc->pixel + (gsize)v * width + (gsize)u] = 1;
}

static void
shade_touched (const CpInk *self, Scratch *scratch, guint32 *pixels, gsize n) {
  guint shown[CP_POINTS_SERIES], n_shown = 0;
  for (guint s = 0; s < CP_POINTS_NOWHERE; s++) {
    if (scratch->inks[s] != NULL)
      shown[n_shown++] = s;
  }
  if (scratch->touched == NULL)
    return;
  for (gsize i = cp_ink_next_mark (scratch->touched, 0, n); i < n;
       i = cp_ink_next_mark (scratch->touched, i + 1, n)) {
    scratch->touched[i] = 0;
    pixels[i] = shade_pixel (self, scratch->inks, i, shown, n_shown);
    for (guint k = 0; k < n_shown; k++)
      scratch->inks[shown[k]][i] = 0;
  }
}

/* Some lines of the picture, a series after the other over what is in the cache. */
static void
draw_lines (gsize begin, gsize end, guint worker, gpointer data) {
  const Drawing *drawing = data;
  const CpInk *self = drawing->ink;
  const guint8 *series = drawing->points->series;
  Scratch *scratch = &drawing->scratches[worker];
  int from = (int)begin, to = (int)end;
  guint32 each = (guint32)(self->raster.width * self->phases * self->phases);
  guint32 first = (guint32)MAX (from - self->reach, 0) * each;
  guint32 length = (guint32)MIN (to + self->reach, self->raster.height) * each - first;
  for (gsize row = 0; row < drawing->points->n; row++) {
    guint32 place = self->places[row];
    if (place == CP_INK_NOWHERE || place - first >= length || self->is_hidden[series[row]])
      continue;
    CpInkDisc disc = cp_ink_get_disc (self, place, from, to);
    touch_disc (self, scratch, &disc, from, series[row]);
  }
  gsize width = (gsize)self->raster.width, n = (end - begin) * width;
  memset (drawing->pixels + begin * width, 0, n * sizeof (guint32));
  shade_touched (self, scratch, drawing->pixels + begin * width, n);
}

gboolean
cp_ink_draw (const CpPoints *points, const CpRaster *raster, guint32 *pixels, GCancellable *cancellable) {
  g_return_val_if_fail (points != NULL && pixels != NULL && !cp_raster_is_dense (points), FALSE);
  g_autoptr (CpInk) self = cp_ink_begin (points, raster, cancellable);
  guint n_threads = cp_parallel_get_n_threads ();
  if (self == NULL)
    return FALSE;
  g_autofree Scratch *scratches = g_new0 (Scratch, n_threads);
  Drawing drawing = {.ink = self, .points = points, .pixels = pixels, .scratches = scratches};
  gboolean is_done = cp_parallel_for ((gsize)raster->height, CP_INK_LINES, draw_lines, &drawing, cancellable);
  for (guint i = 0; i < n_threads; i++) {
    g_free (scratches[i].touched);
    for (guint s = 0; s < CP_POINTS_SERIES; s++)
      g_free (scratches[i].inks[s]);
  }
  return is_done;
}
