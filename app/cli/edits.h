#pragma once
#include "app/cli/input.h"

/* One row of the table, edited and scored: what `whatif` and `counterfactual` share. */
G_BEGIN_DECLS

/* (transfer full) (nullable): row @row as a table of its own; an error says how many rows there are */
CpTable *cp_cli_take_row (const CpTable *table, gint64 row, GError **error);

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

/* (transfer full) (nullable) (array): the scores of a table of one row by model @m: (n_outputs) */
double *cp_cli_score_row (const CpCliInput *input, guint m, const CpTable *row, GError **error);

/* Notes that @model, a column of scores, cannot score an edited row. */
void cp_cli_tell_column_model (const CpCliOptions *options, const CpModel *model);

G_END_DECLS
