#pragma once
#include "app/cli/input.h"

/* The rows of a session as its window has them: added ones stand behind those of the file and count, deleted
 * ones count nowhere and keep their numbers. Changed cells are a row's own: they count where that row is
 * asked about, never in figures over many rows. A row stands as it was scored last there ("runs"); what was
 * changed since is scored by `whatif` alone.
 *
 * A table typed with --data is another one: nothing of the session's rows is about it. */
G_BEGIN_DECLS

/* After the inputs were opened: @input's table gains the added rows, and ->absent the deleted ones. */
gboolean cp_cli_take_session_rows (const CpCliOptions *options, CpCliInput *input, GError **error);

/* (transfer full): the rows that were not deleted, ascending */
guint32 *cp_cli_list_rows (const CpCliInput *input, gsize *out_n);
/* (transfer full): of figures over many rows that the window has too: those it looks at ("scope" of the
 * view), which is noted; without one as above */
guint32 *cp_cli_list_seen_rows (const CpCliOptions *options, const CpCliInput *input, gsize *out_n);
/* For what asks for no row by its number: @input's table loses the deleted rows. */
void cp_cli_drop_absent (CpCliInput *input);
gboolean cp_cli_is_absent (const CpCliInput *input, guint32 row);

/* (transfer full) (nullable): row @row as a table of its own, as it was scored last; an error says how many
 * rows there are, or that it was deleted */
CpTable *cp_cli_take_row (const CpCliInput *input, gint64 row, GError **error);
/* (transfer full) (nullable): the same with what was changed since; @told: gains COLUMN: VALUE of that */
CpTable *cp_cli_take_changed_row (const CpCliInput *input, gint64 row, json_t *told, GError **error);

/* (transfer full) (array): (n_rows × n_outputs): NaN of deleted rows */
double *cp_cli_dup_present_scores (const CpCliInput *input, const CpScores *scores);
/* (transfer full) (nullable) (array): (n_rows × n_outputs): scores as the window has them: of rows with a run
 * by its cells (a column of scores keeps its own), NaN of deleted ones */
double *cp_cli_dup_seen_scores (const CpCliInput *input, guint m, const CpScores *scores, GError **error);

G_END_DECLS
