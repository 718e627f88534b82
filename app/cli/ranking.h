#pragma once
#include "app/cli/options.h"

/* What the lists over many rows have in common: a sample of the rows, and the largest first. */
G_BEGIN_DECLS

#define CP_CLI_SAMPLE 10000 /* rows at most, without --rows */

/* (transfer full): indices of @values (n) by falling value, or by falling |value| where @is_by_size, ties in
 * order, NaN last; @n_kept: how many are wanted, all where @top is 0 */
guint *cp_cli_rank (const double *values, guint n, guint top, gboolean is_by_size, guint *n_kept);
/* A note where the sample is not the whole table. @done: "explained" */
void cp_cli_tell_sample (const CpCliOptions *options, const char *done, gsize n_rows, gsize n_all);

G_END_DECLS
