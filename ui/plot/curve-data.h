#pragma once
#include "core/table/table.h"
#include "ui/plot/frame.h"
#include "ui/plot/polyline.h"

G_BEGIN_DECLS

/**
 * cp_curve_data_build:
 * @frame: whose first @n series and axes name the curves and the columns
 * @lines: (n)
 *
 * Returns: (transfer full) (nullable): one row a vertex, curve after curve; NULL for no vertex
 */
CpTable *cp_curve_data_build (const CpFrame *frame, const CpPolyline *const *lines, guint n);

G_END_DECLS
