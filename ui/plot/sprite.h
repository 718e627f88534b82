#pragma once
#include <gdk/gdk.h>

/* A disc as pixels, and pixels laid over pixels: what both ways of painting points share. Premultiplied ARGB
 * in the machine's byte order, channels of 0 … 255. */
G_BEGIN_DECLS

/* The coverage of a disc, 0 … 255, once for each place of its centre inside a pixel. */
typedef struct {
  int phases;    /* places each way: 1 is the middle of the pixel */
  int reach;     /* pixels to each side of the centre's pixel */
  int size;      /* 2 reach + 1 */
  guint8 *cover; /* (phases × phases × size × size) */
} CpSprite;

void cp_sprite_init (CpSprite *sprite, double radius, int phases);
void cp_sprite_clear (CpSprite *sprite);

/* Premultiplied channels of a colour at an opacity: blue, green, red, alpha. */
void cp_premultiply (const GdkRGBA *colour, double opacity, guint out[4]);

static inline guint
cp_divide_by_255 (guint v) {
  v += 128;
  return (v + (v >> 8)) >> 8;
}

/* Source over destination, the source further scaled by @cover of 255. */
static inline guint32
cp_blend (guint32 under, const guint over[4], guint cover) {
  guint keep = 255 - cp_divide_by_255 (over[3] * cover);
  guint32 result = 0;
  for (int c = 0; c < 4; c++)
    result |= cp_divide_by_255 (over[c] * cover + (under >> (8 * c) & 255) * keep) << (8 * c);
  return result;
}

G_END_DECLS
