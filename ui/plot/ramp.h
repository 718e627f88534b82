#pragma once
#include "ui/plot/paint.h"

/* The colours of a value from low to high, by name from the style. */
G_BEGIN_DECLS

#define CP_RAMP_N 6

typedef struct {
  GdkRGBA stops[CP_RAMP_N];
} CpRamp;

void cp_ramp_read (CpRamp *ramp, const CpPaint *paint);
void cp_ramp_set (const CpRamp *ramp, cairo_t *cr, double level); /* @level in [0, 1] */
/* "@what: low ▬▬ high", its right end at @right, centred on @y; @most: pixels for it all */
void cp_ramp_draw_key (const CpRamp *ramp, CpPaint *paint, const char *what, double right, double y,
                       double most);

G_END_DECLS
