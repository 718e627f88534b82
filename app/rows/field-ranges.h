#pragma once
#include "app/rows/fields.h"

G_BEGIN_DECLS

/* What the present cells of every field span. (transfer full) (nullable): (n_fields × 2): least and greatest,
 * NaN where a field is no number or has no present cell; NULL with @error set when cancelled. Any thread. */
double *cp_field_ranges_build (const CpFields *fields, const CpTable *table, GCancellable *cancellable,
                               GError **error);

G_END_DECLS
