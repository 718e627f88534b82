#pragma once
#include <gdk/gdk.h>

/* A disc as pixels, and pixels laid over pixels: what painting points is made of. Premultiplied ARGB in the
 * machine's byte order, channels of 0 … 255. */
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

/* A colour to lay over pixels, two channels in a word, each with room for a product. */
typedef struct {
  guint32 blue_red, green_alpha;
  guint alpha;
} CpTint;

CpTint cp_tint_new (const GdkRGBA *colour);

static inline guint32
cp_divide_pair_by_255 (guint32 pair) { /* rounded; each half at most 255² + 127 */
  pair += 0x00800080;
  return (pair + (pair >> 8 & 0x00ff00ff)) >> 8 & 0x00ff00ff;
}

/* @tint over @under, scaled by @cover of 255. */
static inline guint32
cp_tint_blend (guint32 under, const CpTint *tint, guint cover) {
  guint32 keep = 255 - cp_divide_pair_by_255 (tint->alpha * cover);
  guint32 blue_red = tint->blue_red * cover + (under & 0x00ff00ff) * keep;
  guint32 green_alpha = tint->green_alpha * cover + (under >> 8 & 0x00ff00ff) * keep;
  return cp_divide_pair_by_255 (blue_red) | cp_divide_pair_by_255 (green_alpha) << 8;
}

G_END_DECLS
