#pragma once
#include <glib.h>

/* How values lie on an axis: an affine map from values to pixels, and the round numbers worth a label.
 * Pure arithmetic; no display. */
G_BEGIN_DECLS

/* [lo, hi] is drawn on [start, start + length]; length is negative for an axis that grows upwards. */
typedef struct {
  double lo, hi;
  double start, length;
} CpScale;

CpScale cp_scale_linear (double lo, double hi, double start,
                         double length); /* lo == hi is widened by ½ each side */
CpScale cp_scale_category (guint n_categories, double start,
                           double length);                     /* category i is centred on value i */
double cp_scale_to_pixel (const CpScale *scale, double value); /* NaN stays NaN */
double cp_scale_from_pixel (const CpScale *scale, double pixel);

/* Zooms by @factor (> 1 comes nearer) keeping the value under @pixel where it is; the range never leaves
 * [lo, hi] of @full and never becomes narrower than 1/@deepest of it. */
void cp_scale_zoom (CpScale *scale, const CpScale *full, double pixel, double factor, double deepest);
/* Moves the range by @pixels along the axis, stopping at the ends of @full. */
void cp_scale_pan (CpScale *scale, const CpScale *full, double pixels);

/* The multiples of `step` inside a range: first, first + step, … `decimals` tell them apart in text. */
typedef struct {
  double first, step;
  guint n;
  int decimals;
} CpTicks;

/**
 * cp_ticks_build:
 * @at_most: at least 2; how many labels there is room for
 *
 * The smallest step of 1, 2 or 5 × 10ᵏ that gives at most @at_most ticks inside [lo, hi].
 */
CpTicks cp_ticks_build (double lo, double hi, guint at_most);
double cp_ticks_get_value (const CpTicks *ticks, guint i); /* exactly 0 where a tick falls on zero */
/* (transfer full): the tick's text; @unit (nullable) follows a no-break space */
char *cp_ticks_format (const CpTicks *ticks, guint i, const char *unit);

/* Every how many categories a label fits: 1 for all of them. */
guint cp_scale_label_every (const CpScale *scale, double label_size);

G_END_DECLS
