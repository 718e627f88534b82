#pragma once
#include "app/cli/session-rows.h"
#include "core/metrics/slices.h"

/* One row of the table, edited and scored: what `whatif` and `counterfactual` share. */
G_BEGIN_DECLS

/**
 * cp_cli_apply_edits:
 * @table: the whole table
 * @row: one row of it as a table of its own
 * @edits: (nullable): NULL-terminated COLUMN=VALUE; the longest column name that fits wins, so names may hold
 * "="
 * @told: an object that gains COLUMN: VALUE
 *
 * Returns: (transfer full) (nullable): the edited row
 */
CpTable *cp_cli_apply_edits (const CpTable *table, CpTable *row, char **edits, json_t *told, GError **error);

/* (transfer full) (nullable): the slices of the table whose thresholds decide: those of the session where it
 * keeps thresholds and none was typed, else one of all rows */
CpSlices *cp_cli_build_deciding_slices (const CpCliOptions *options, const CpCliInput *input, GError **error);
/* Notes where no row of the table lies in the slice of @row, a table of one row. */
void cp_cli_tell_strange_slice (const CpCliOptions *options, const CpSlices *slices, const CpTable *row);
/* (transfer full) (array): of model @m, one a slice */
double *cp_cli_list_thresholds (const CpCliOptions *options, const CpCliInput *input, guint m,
                                const CpSlices *slices);
/* The threshold of model @m in the slice that @row, a table of one row, lies in; where no row of the table
 * does, the one that all slices share, else 0.5 */
double cp_cli_find_row_threshold (const CpCliOptions *options, const CpCliInput *input, guint m,
                                  const CpSlices *slices, const CpTable *row);

/* (transfer full) (nullable) (array): the scores of a table of one row by model @m: (n_outputs) */
double *cp_cli_score_row (const CpCliInput *input, guint m, const CpTable *row, GError **error);

/* Notes that @model, a column of scores, cannot score an edited row. */
void cp_cli_tell_column_model (const CpCliOptions *options, const CpModel *model);

G_END_DECLS
