#include "ui/plot/palette.h"

#include <math.h>

static const char *const names[CP_PALETTE_SIZE] = {"series1", "series2", "series3", "series4",
                                                   "series5", "series6", "series7", "series8"};

const char *
cp_palette_get_name (guint series) {
  return series < CP_PALETTE_SIZE ? names[series] : "t3";
}

static double
linear (double channel) {
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
luminance (const GdkRGBA *colour) {
  return 0.2126 * linear (colour->red) + 0.7152 * linear (colour->green) + 0.0722 * linear (colour->blue);
}

double
cp_palette_contrast (const GdkRGBA *first, const GdkRGBA *second) {
  double l1 = luminance (first), l2 = luminance (second);
  return (MAX (l1, l2) + 0.05) / (MIN (l1, l2) + 0.05);
}
