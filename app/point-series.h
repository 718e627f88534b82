#pragma once
#include "app/point-set.h"

/* The colours of a set of points: which series each row belongs to. Few values get one each; of many
 * categories the most frequent, the rest share one; numbers are cut into bins on a ramp of lightness. */
G_BEGIN_DECLS

typedef struct {
  guint8 *of_rows;  /* (n_rows) */
  guint8 *of_codes; /* (n_codes) (nullable): the series of each word; NULL for numbers */
  guint n_codes;
} CpPointSeries;

/* Fills names and colours of @set. %FALSE with @error set when cancelled or a column cannot be worked out */
gboolean cp_point_series_build (CpPointSeries *series, CpPointSet *set, const CpPointRequest *request,
                                GCancellable *cancellable, GError **error);
void cp_point_series_clear (CpPointSeries *series);

G_END_DECLS
