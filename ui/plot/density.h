#pragma once
#include "ui/plot/raster.h"

/* How many points crowd each pixel, series by series, and the picture shaded from that. Every point adds its
 * disc, moved to the middle of its pixel, to the crowd of its series, in whole numbers: a row that changes
 * its series is taken from one crowd and given to another, and the picture is then, byte for byte, the one
 * drawn anew. The deepest shade belongs to the densest pixel of all series together, hidden ones too, so that
 * neither a moved row nor a hidden series changes the shade of another pixel. */
G_BEGIN_DECLS

typedef struct _CpDensity CpDensity;

/* Copies what it needs. O(points + pixels × series), on all cores. Returns: NULL when cancelled */
CpDensity *cp_density_new (const CpPoints *points, const CpRaster *raster, GCancellable *cancellable);
void cp_density_free (CpDensity *density);
/* Bytes it takes. */
gsize cp_density_get_size (const CpDensity *density);

/* @pixels: (width × height), written. %FALSE when cancelled */
gboolean cp_density_shade (const CpDensity *density, guint32 *pixels, GCancellable *cancellable);

/**
 * cp_density_recolour:
 * @from: the points it stands for
 * @to: the same in other series; rows that are nowhere stay so
 * @pixels: (width × height): shaded from it; what changes is shaded again
 *
 * Some 0.1 µs a row that changed, besides finding them.
 */
void cp_density_recolour (CpDensity *density, const CpPoints *from, const CpPoints *to, guint32 *pixels);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpDensity, cp_density_free)
G_END_DECLS
