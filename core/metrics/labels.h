#pragma once
#include "core/table/table.h"

/* The ground truth of a binary decision: for each row 1 (positive), 0, or CP_LABEL_NONE where the label is
 * missing; rows without a label take no part in any metric. Immutable, reference-counted. */
G_BEGIN_DECLS

#define CP_LABEL_NONE 2

typedef struct _CpLabels CpLabels;
CpLabels *cp_labels_ref (CpLabels *labels);
void cp_labels_unref (CpLabels *labels);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpLabels, cp_labels_unref)

/**
 * cp_labels_build:
 * @column: the label column's name
 * @positive: (nullable): the positive value as text; NULL: 1, true or yes (any case), else the later in sort
 * order
 *
 * Numbers are matched as numbers ("1" fits 1.0), everything else as text. A label with one value, or whose
 * positive value does not occur, is an error that lists the values found, and so is a column of text; with
 * more than two values the others are negative.
 *
 * Returns: (transfer full) (nullable)
 */
CpLabels *cp_labels_build (const CpTable *table, const char *column, const char *positive, GError **error);
CpLabels *cp_labels_new (const guint8 *values, gsize n_rows); /* (transfer full): for tests and benchmarks */

/* (transfer full): the same ground truth of the @rows (n, each a row of @labels) alone: every other row
 * counts as one without a label. O(n_rows) */
CpLabels *cp_labels_keep_rows (const CpLabels *labels, const guint32 *rows, gsize n);

gsize cp_labels_get_n_rows (const CpLabels *labels);
const guint8 *cp_labels_get_values (const CpLabels *labels); /* (n_rows) of 0, 1, CP_LABEL_NONE */
const char *cp_labels_get_positive (const CpLabels *labels); /* the positive value as text */
gboolean cp_labels_was_chosen (const CpLabels *labels);      /* TRUE when we chose it: say so */
gsize cp_labels_get_n_missing (const CpLabels *labels);

G_END_DECLS
