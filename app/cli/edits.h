#pragma once
#include "app/cli/session-rows.h"

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

/* Whether the session's thresholds of each slice decide: it keeps some, and none was typed. */
gboolean cp_cli_has_slice_thresholds (const CpCliOptions *options, const CpCliInput *input);

/* (transfer full) (nullable): the label of the slice that row @row lies in with the cells of @edited, for
 * cp_cli_find_threshold(); "" where slices do not decide */
char *cp_cli_dup_slice_label (const CpCliOptions *options, const CpCliInput *input, guint32 row,
                              const CpTable *edited, GError **error);

/* (transfer full) (nullable) (array): the scores of a table of one row by model @m: (n_outputs) */
double *cp_cli_score_row (const CpCliInput *input, guint m, const CpTable *row, GError **error);

/* Notes that @model, a column of scores, cannot score an edited row. */
void cp_cli_tell_column_model (const CpCliOptions *options, const CpModel *model);

G_END_DECLS
