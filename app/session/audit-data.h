#pragma once
#include "core/report/audit.h"
#include "core/table/table.h"

/* What the tables of Performance & Fairness show, as tables: for the clipboard and files. Full precision,
 * shares as shares (not percent), undefined as missing; a model has its letter and its name. */
G_BEGIN_DECLS

/* A line a slice and model: rows, threshold, then of each metric its value and interval, and with @has_q of
 * each rate its q-value.
 * @slices: (n_slices): in this order, CP_ALL_ROWS among them. Returns: (transfer full) (nullable): none shown
 */
CpTable *cp_audit_data_slices (const CpAudit *audit, const guint *slices, guint n_slices,
                               const CpMetric *metrics, guint n_metrics, gboolean has_q);
/* A line a metric and model: the difference and the ratio between slices with their intervals, and who holds
 * the lowest and the highest value. */
CpTable *cp_audit_data_gaps (const CpAudit *audit, const CpMetric *metrics, guint n_metrics);
/* @positive, @negative: the label's values */
CpTable *cp_audit_data_confusion (const CpConfusion *confusion, const char *positive, const char *negative);

G_END_DECLS
