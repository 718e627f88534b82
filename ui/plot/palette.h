#pragma once
#include <gdk/gdk.h>

/* Which named colour a series wears, in the order of Okabe and Ito (2008), each toned so that a mark stands
 * out 3:1 from the surface in light and in dark. */
G_BEGIN_DECLS

#define CP_PALETTE_SIZE 8

/* A name for cp_style_lookup(); from CP_PALETTE_SIZE on always the grey of "the others". */
const char *cp_palette_get_name (guint series);

/* WCAG 2 contrast ratio of two opaque colours, 1 … 21. */
double cp_palette_contrast (const GdkRGBA *first, const GdkRGBA *second);

G_END_DECLS
