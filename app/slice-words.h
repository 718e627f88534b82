#pragma once
#include "core/report/audit.h"

/* A figure of the table of slices in words: for its cell, the line beneath it and its tooltip. All (transfer
 * full). */
G_BEGIN_DECLS

#define CP_FEW_ROWS 30 /* below this a slice's figures are marked: they say little */

/* A rate in percent, everything else as a score; "–" where undefined. */
char *cp_slice_format_metric (CpMetric metric, double value);
/* "76.1–78.9", in the unit of the figure above it; "" where there is none. */
char *cp_slice_format_interval (CpMetric metric, CpInterval interval);
/* "0.012", "< 0.001"; "" where there is none. */
char *cp_slice_format_q (double q);
/* "True-positive rate 77.3 %: 3 320 of 4 295 positives. 95 % interval 76.0–78.5 %, Wilson.", or why there is
 * no figure; with a word on what so few rows are worth. */
char *cp_slice_describe_metric (const CpAuditCell *cell, CpMetric metric);

G_END_DECLS
