#pragma once
#include "app/session/session.h"

/* Runs as tables of text, to be copied and saved: C locale, every number with all its digits, undefined
 * empty. */
G_BEGIN_DECLS

/**
 * cp_runs_to_table:
 * @runs: (array length=n)
 *
 * One line a run (of a batch one a row): run, row, change, time (ISO 8601, UTC); for each model its score,
 * delta and decision (positive or negative by the threshold in force); then every column of the table as it
 * was scored. A column called like one of the first ones is "table NAME".
 *
 * Returns: (transfer full)
 */
CpTable *cp_runs_to_table (CpSession *session, CpRun *const *runs, guint n);

/**
 * cp_runs_to_comparison:
 * @is_for_file: all digits; else as on the screen
 *
 * Two runs side by side: the columns "Value", "Run 3", "Run 5" and "Difference" (the second less the first,
 * of numbers). Lines: the row, the score and decision of each model, then every field that differs. Of a
 * batch the mean scores, decisions turned, and what all its rows share ("several values" where they do not).
 *
 * Returns: (transfer full)
 */
CpTable *cp_runs_to_comparison (CpSession *session, const CpRun *first, const CpRun *second,
                                gboolean is_for_file);

/* How many fields two runs differ in. */
guint cp_runs_count_differences (CpSession *session, const CpRun *first, const CpRun *second);

G_END_DECLS
