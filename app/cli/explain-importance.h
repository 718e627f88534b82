#pragma once
#include "app/cli/input.h"
#include "core/explain/importance.h"

G_BEGIN_DECLS

/**
 * cp_cli_explain_importance:
 * @n_rows: how many rows to shuffle; 0: all, up to 10 000
 * @n_repeats: shuffles of each column; 0: 5
 * @top: only the largest of each list; 0: all
 *
 * `explain --global --importance permutation`. Returns: the exit status
 */
int cp_cli_explain_importance (const CpCliOptions *options, CpImportanceLoss loss, guint n_rows,
                               guint n_repeats, guint top);

G_END_DECLS
