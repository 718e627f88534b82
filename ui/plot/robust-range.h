#pragma once
#include <glib.h>

/* A range for an axis that a few far values do not squeeze. Pure arithmetic; no display. */
G_BEGIN_DECLS

/**
 * cp_robust_range:
 * @values: (n); NaN is passed over
 * @out_lo, @out_hi: the range of all values, but no further from the middle 98 % of them than that is wide;
 * untouched where there is no value
 *
 * What lies outside must be told by whoever draws. O(n log n). Returns: how many values lie outside
 */
gsize cp_robust_range (const double *values, gsize n, double *out_lo, double *out_hi);

G_END_DECLS
