#pragma once
#include "ui/plot/ink.h"
#include "ui/plot/sprite.h"

#include <string.h>

/* What ink is made of, for ink.c, which counts it, ink-shade.c, which turns it into pixels, and
 * ink-change.c, which moves it. */

#define CP_INK_NOWHERE G_MAXUINT32
/* Opacities are looked up by the upper bits of a float, its exponent and seven bits of its mantissa: less
 * than half a step of 255 apart. */
#define CP_INK_SHIFT 16
#define CP_INK_SHADES (33 << 7)
#define CP_INK_LINES 32 /* of pixels a work item has */

struct _CpInk {
  CpRaster raster; /* without colours and hidden series */
  gboolean is_dense;
  guint unit;              /* of a dense one: what a point adds to its own pixel */
  int phases, reach, size; /* of the disc, as CpSprite's */
  guint32 *amounts;        /* (phases × phases × size × size): what one point adds around its pixel */
  guint32 first_shade;
  guint8 shades[CP_INK_SHADES]; /* opacity of 255 by ink */
  CpTint tints[CP_POINTS_SERIES];
  gboolean is_hidden[CP_POINTS_SERIES];
  gboolean has[CP_POINTS_SERIES];  /* points were in it at first */
  guint32 *places;                 /* (n): pixel of each row × phases² + its place inside; NOWHERE */
  guint32 *inks[CP_POINTS_SERIES]; /* (width × height) (nullable): no point was ever in it */
  guint8 *is_dirty;                /* (width × height) (nullable): all 0 between two changes */
  guint32 *moved;                  /* likewise, of a dense one: rows that leave from a pixel */
};

/* Without any ink yet. NULL when cancelled */
CpInk *cp_ink_begin (const CpPoints *points, const CpRaster *raster, GCancellable *cancellable);

/* The series that have points, in drawing order. */
static inline guint
cp_ink_list_series (const CpInk *self, gboolean with_hidden, guint out[CP_POINTS_SERIES]) {
  guint n = 0;
  for (guint s = 0; s < CP_POINTS_NOWHERE; s++) {
    if (self->inks[s] != NULL && (with_hidden || !self->is_hidden[s]))
      out[n++] = s;
  }
  return n;
}

/* ---- one disc ---- */

typedef struct {
  const guint32 *amounts; /* the first; lines are the disc's size apart */
  gsize pixel;            /* … that falls on this one */
  int top, width, height; /* what of it lies in the picture */
} CpInkDisc;

/* The part of the disc around @place that lies in the lines [@from, @to). */
static inline CpInkDisc
cp_ink_get_disc (const CpInk *self, guint32 place, int from, int to) {
  guint n_inside = (guint)(self->phases * self->phases), wide = (guint)self->raster.width;
  guint32 pixel = place / n_inside;
  int x = (int)(pixel % wide), y = (int)(pixel / wide), reach = self->reach;
  int x0 = MAX (x - reach, 0), x1 = MIN (x + reach, (int)wide - 1);
  int y0 = MAX (y - reach, from), y1 = MIN (y + reach, to - 1);
  const guint32 *amounts = self->amounts + (gsize)(place % n_inside) * self->size * self->size;
  return (CpInkDisc){.amounts = amounts + (y0 - y + reach) * self->size + (x0 - x + reach),
                     .pixel = (gsize)y0 * wide + (gsize)x0,
                     .top = y0,
                     .width = x1 - x0 + 1,
                     .height = y1 - y0 + 1};
}

static inline void
cp_ink_add_disc (const CpInk *self, const CpInkDisc *disc, guint32 *ink, guint32 count) {
  const guint32 *amounts = disc->amounts;
  guint32 *line = ink + disc->pixel;
  for (int v = 0; v < disc->height; v++, amounts += self->size, line += self->raster.width)
    for (int u = 0; u < disc->width; u++)
      line[u] += count * amounts[u];
}

/* The first mark from @i on; @n where there is none. */
static inline gsize
cp_ink_next_mark (const guint8 *marks, gsize i, gsize n) {
  for (guint64 some; i < n && marks[i] == 0;) {
    if (i + sizeof some > n) {
      i++;
      continue;
    }
    memcpy (&some, marks + i, sizeof some);
    i += some == 0 ? sizeof some : 1;
  }
  return i;
}
