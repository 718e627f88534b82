#include "ui/plot/ramp.h"

#include "ui/style/style.h"
#include "ui/style/text-size.h"

#include <math.h>

#define BAR (70 * cp_text_size_get_scale ()) /* length of the key's bar */

void
cp_ramp_read (CpRamp *ramp, const CpPaint *paint) {
  static const char *const names[CP_RAMP_N] = {"ramp1", "ramp2", "ramp3", "ramp4", "ramp5", "ramp6"};
  for (guint i = 0; i < CP_RAMP_N; i++)
    cp_style_lookup (paint->widget, names[i], &ramp->stops[i]);
}

void
cp_ramp_set (const CpRamp *ramp, cairo_t *cr, double level) {
  double at = CLAMP (level, 0, 1) * (CP_RAMP_N - 1);
  guint i = MIN ((guint)at, CP_RAMP_N - 2);
  const GdkRGBA *from = &ramp->stops[i], *to = from + 1;
  double t = at - i;
  cairo_set_source_rgb (cr, from->red + t * (to->red - from->red),
                        from->green + t * (to->green - from->green),
                        from->blue + t * (to->blue - from->blue));
}

void
cp_ramp_draw_key (const CpRamp *ramp, CpPaint *paint, const char *what, double right, double y, double most) {
  g_autofree char *low = g_strdup_printf ("%s: low", what);
  double high;
  cp_paint_measure (paint, CP_TEXT_LEGEND, "high", &high, NULL);
  cp_paint_text (paint, CP_TEXT_LEGEND, "t2", "high", right, y, 1, 0.5, 0);
  double left = rint (right - high - 6 - BAR);
  for (guint i = 0; i < (guint)BAR; i++) {
    cp_ramp_set (ramp, paint->cr, i / BAR);
    cairo_rectangle (paint->cr, left + i, rint (y) - 4, 1, 8);
    cairo_fill (paint->cr);
  }
  cp_paint_text (paint, CP_TEXT_LEGEND, "t2", low, left - 6, y, 1, 0.5, MAX (most - (right - left) - 6, 20));
}
