#include "ui/plot/sprite.h"

#include <math.h>

void
cp_sprite_init (CpSprite *sprite, double radius, int phases) {
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

void
cp_sprite_clear (CpSprite *sprite) {
  g_clear_pointer (&sprite->cover, g_free);
}

CpTint
cp_tint_new (const GdkRGBA *colour) {
  double alpha = 255 * colour->alpha;
  guint blue = (guint)rint (alpha * colour->blue), green = (guint)rint (alpha * colour->green);
  guint red = (guint)rint (alpha * colour->red), all = (guint)rint (alpha);
  return (CpTint){.blue_red = blue | red << 16, .green_alpha = green | all << 16, .alpha = all};
}
