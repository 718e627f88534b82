#pragma once
#include "ui/plot/raster.h"

/* How much ink each series has left on each pixel, and the picture shaded from that. Every point adds its
 * disc to the ink of its series, in whole numbers, so that a sum does not tell in which order it was made: a
 * row that changes its series is taken from one ink and given to another, and the picture is then, byte for
 * byte, the one drawn anew. Series lie over each other in their order.
 *
 * What ink is: few points (cp_raster_is_dense()) have an opacity each, and lying over each other their ink,
 * −log (1 − opacity × coverage), adds up (Beer and Lambert). Many points are counted by their coverage, moved
 * to the middle of their pixel, and the shade of a pixel is the logarithm of its crowd. The deepest shade
 * belongs to the densest pixel of all series together, hidden ones too, so that neither a moved row nor a
 * hidden series changes the shade of another pixel. */
G_BEGIN_DECLS

typedef struct _CpInk CpInk;

/* Copies what it needs. O(points + pixels × series), on all cores. Returns: NULL when cancelled */
CpInk *cp_ink_new (const CpPoints *points, const CpRaster *raster, GCancellable *cancellable);
void cp_ink_free (CpInk *ink);
/* Bytes it takes. */
gsize cp_ink_get_size (const CpInk *ink);

/* @pixels: (width × height), written. %FALSE when cancelled */
gboolean cp_ink_shade (const CpInk *ink, guint32 *pixels, GCancellable *cancellable);

/* The same picture of few points, without the ink: for one that is not going to change. O(points), besides
 * the pixels they touch. */
gboolean cp_ink_draw (const CpPoints *points, const CpRaster *raster, guint32 *pixels,
                      GCancellable *cancellable);

/**
 * cp_ink_recolour:
 * @from: the points it stands for
 * @to: the same in other series; rows that are nowhere stay so
 * @rows: (n): those that changed, each once
 *
 * Some 0.03 µs a row where many lie in few pixels, 0.1 µs where each has its own.
 *
 * Returns: (transfer full) (element-type guint32): the pixels that want another shade, ascending
 */
GArray *cp_ink_recolour (CpInk *ink, const CpPoints *from, const CpPoints *to, const guint32 *rows, gsize n);

/* Shades only @which (element-type guint32) of @pixels (width × height). */
void cp_ink_shade_some (const CpInk *ink, const GArray *which, guint32 *pixels);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpInk, cp_ink_free)
G_END_DECLS
