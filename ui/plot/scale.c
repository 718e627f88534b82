#include "ui/plot/scale.h"

#include "core/base/format.h"

#include <math.h>

#define NO_BREAK_SPACE "\u00a0"

CpScale
cp_scale_linear (double lo, double hi, double start, double length) {
  if (!(hi > lo)) {
    double middle = isfinite (lo) ? lo : 0;
    lo = middle - 0.5;
    hi = middle + 0.5;
  }
  return (CpScale){.lo = lo, .hi = hi, .start = start, .length = length};
}

CpScale
cp_scale_category (guint n_categories, double start, double length) {
  return cp_scale_linear (-0.5, MAX (n_categories, 1) - 0.5, start, length);
}

double
cp_scale_to_pixel (const CpScale *scale, double value) {
  return scale->start + (value - scale->lo) / (scale->hi - scale->lo) * scale->length;
}

double
cp_scale_from_pixel (const CpScale *scale, double pixel) {
  return scale->lo + (pixel - scale->start) / scale->length * (scale->hi - scale->lo);
}

/* Slides [lo, lo + width] inside the full range. */
static void
set_range (CpScale *scale, const CpScale *full, double lo, double width) {
  lo = MAX (lo, full->lo);
  if (lo + width >= full->hi)
    lo = MAX (full->hi - width, full->lo);
  scale->lo = lo;
  scale->hi = MIN (lo + width, full->hi);
}

void
cp_scale_zoom (CpScale *scale, const CpScale *full, double pixel, double factor, double deepest) {
  g_return_if_fail (factor > 0 && deepest >= 1);
  double whole = full->hi - full->lo;
  double width = CLAMP ((scale->hi - scale->lo) / factor, whole / deepest, whole);
  double value = cp_scale_from_pixel (scale, pixel);
  double share = (pixel - scale->start) / scale->length;
  set_range (scale, full, value - share * width, width);
}

void
cp_scale_pan (CpScale *scale, const CpScale *full, double pixels) {
  double width = scale->hi - scale->lo;
  set_range (scale, full, scale->lo - pixels / scale->length * width, width);
}

CpTicks
cp_ticks_build (double lo, double hi, guint at_most) {
  g_return_val_if_fail (at_most >= 2, (CpTicks){0});
  if (!(hi > lo) || !isfinite (hi - lo))
    return (CpTicks){.first = isfinite (lo) ? lo : 0, .step = 1, .n = 1};
  static const double multiples[] = {1, 2, 5};
  /* a range that is itself a multiple of the step is off by rounding only: forgive a millionth of a step */
  const double slack = 1e-6;
  int power = (int)floor (log10 ((hi - lo) / at_most)) - 1;
  for (;; power++) {
    for (guint i = 0; i < G_N_ELEMENTS (multiples); i++) {
      double step = multiples[i] * pow (10, power);
      double from = ceil (lo / step - slack), to = floor (hi / step + slack);
      if (to - from + 1 > at_most)
        continue;
      return (CpTicks){.first = from * step,
                       .step = step,
                       .n = to >= from ? (guint)(to - from + 1) : 0,
                       .decimals = MAX (0, -power)};
    }
  }
}

double
cp_ticks_get_value (const CpTicks *ticks, guint i) {
  double value = (rint (ticks->first / ticks->step) + i) * ticks->step;
  return fabs (value) < ticks->step / 2 ? 0 : value;
}

char *
cp_ticks_format (const CpTicks *ticks, guint i, const char *unit) {
  g_autofree char *text = cp_format_number (cp_ticks_get_value (ticks, i), ticks->decimals);
  return unit != NULL ? g_strconcat (text, NO_BREAK_SPACE, unit, NULL) : g_steal_pointer (&text);
}

guint
cp_scale_label_every (const CpScale *scale, double label_size) {
  double each = fabs (scale->length) / (scale->hi - scale->lo);
  return each >= label_size || each <= 0 ? 1 : (guint)ceil (label_size / each);
}
