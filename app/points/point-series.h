#pragma once
#include "app/points/point-set.h"

/* The colours of a set of points: which series each row belongs to. Few values get one each; of many
 * categories the most frequent, the rest share one; numbers are cut into bins on a ramp of lightness. */
G_BEGIN_DECLS

/**
 * cp_point_series_build:
 * @set: names, colours and the series of words are filled in
 *
 * Returns: (transfer full) (nullable): (n_rows): the series of each row; NULL with @error set when cancelled
 * or a column cannot be worked out
 */
guint8 *cp_point_series_build (CpPointSet *set, const CpPointRequest *request, GCancellable *cancellable,
                               GError **error);

G_END_DECLS
