#pragma once
#include "app/jobs.h"
#include "app/opening/sources.h"
#include "app/session/row-history.h"
#include "app/session/run.h"
#include "core/metrics/histogram.h"
#include "core/report/audit.h"

/* What the user is looking at: the open table and models, their scores, the question (label, slices, costs,
 * strategy), the thresholds, the selected row with its edits, the runs. Pages watch the session and never
 * each other. Everything data-sized happens in jobs; what is replaced is an immutable snapshot, so a page may
 * keep a reference. Opening is all or nothing: a failure is told and leaves what is open untouched.
 *
 * Signals, all on the main loop:
 *   "opened"             another table or other models: everything is new
 *   "question-changed"   label, positive value, slices, costs, strategy, tolerance or preview
 *   "thresholds-changed" thresholds or the slices they belong to; decisions may differ
 *   "results-changed"    the audit: after the thresholds, and again when its intervals are known
 *   "row-changed"        another row is selected
 *   "edits-changed"      the selected row's cells
 *   "runs-changed"       a row was scored
 *   "counterfactual-changed" counterfactuals are known, or no longer (app/session-counterfactual.h)
 *   "selection-changed"  several rows are selected, or no longer (app/session-selection.h)
 *   "scope-changed"      other rows are looked at (app/session-scope.h); every result is already of them
 *   "frontier-changed"   what a smaller gap costs is known, or no longer
 *   "message" (GError *) something failed, to be shown verbatim
 *   "saved" (path, GError *) a file was written, or was not and why (%CP_ERROR_CANCELLED: stopped)
 * Properties: "title", "dirty". */
G_BEGIN_DECLS

#define CP_TYPE_SESSION (cp_session_get_type ())
G_DECLARE_FINAL_TYPE (CpSession, cp_session, CP, SESSION, GObject)

#define CP_NO_ROW G_MAXUINT32
#define CP_DEFAULT_THRESHOLD 0.5 /* until another is chosen */

CpSession *cp_session_new (void);
CpJobs *cp_session_get_jobs (CpSession *session);
gboolean cp_session_is_open (CpSession *session);
const char *cp_session_get_title (CpSession *session); /* the session file's or the table's name */
const char *cp_session_get_path (CpSession *session);  /* (nullable): the session file */
gboolean cp_session_is_dirty (CpSession *session);
/* (nullable): what must be said about the data on every page, as the session file has it: "Synthetic data" */
const char *cp_session_get_notice (CpSession *session);

/* Opening and saving (session-open.c, session-save.c) */
void cp_session_open_file (CpSession *session, const char *path);      /* a session file */
void cp_session_open_sources (CpSession *session, CpSources *sources); /* (transfer full): a table, models */
/* Writes the session as it is now, by a job: "saved" tells the end of it. "dirty" goes if it is still as it
 * was written. While a file is being written another one waits. */
void cp_session_save (CpSession *session, const char *path);
gboolean cp_session_is_saving (CpSession *session);
const json_t *cp_session_get_view (CpSession *session, const char *key); /* (nullable) */
void cp_session_set_view (CpSession *session, const char *key,
                          json_t *value); /* (transfer full) (nullable): kept when saving */
/* Tells @error through the signal "message". */
void cp_session_tell (CpSession *session, const GError *error);

/* What is open; valid while cp_session_is_open() */
CpTable *cp_session_get_table (CpSession *session);
CpFields *cp_session_get_fields (CpSession *session);
/* (transfer none) (element-type CpOneHotGroup) */
GPtrArray *cp_session_get_one_hot_groups (CpSession *session);
const CpSources *cp_session_get_sources (CpSession *session);
guint cp_session_get_n_models (CpSession *session);
CpModel *cp_session_get_model (CpSession *session, guint model);
CpEncoder *cp_session_get_encoder (CpSession *session, guint model); /* (nullable) */
CpScores *cp_session_get_scores (CpSession *session, guint model);
/* What a row scores as it was scored last: by its newest run, else by the table; NaN where there is none. */
double cp_session_get_row_score (CpSession *session, guint model, guint32 row);
gboolean cp_session_can_rescore (CpSession *session, guint model); /* FALSE for a column of scores */

/* The question (session-question.c). Setters start the work they need; a refused value is told and changes
 * nothing. */
const char *cp_session_get_label (CpSession *session);    /* (nullable) */
const char *cp_session_get_positive (CpSession *session); /* (nullable) */
/* NULL-terminated: the values of the label to choose the positive one from (the first of very many) */
const char *const *cp_session_get_label_values (CpSession *session);
CpLabels *cp_session_get_labels (CpSession *session); /* (nullable) */
void cp_session_set_label (CpSession *session, const char *label, const char *positive);
/* NULL-terminated: columns with their bins, as in core/metrics/slice-spec.h: "sex", "age:4" */
const char *const *cp_session_get_slice_keys (CpSession *session);
/* Those of the question on its way, if there is one: what a change adds to. */
const char *const *cp_session_get_wanted_slice_keys (CpSession *session);
void cp_session_set_slice_keys (CpSession *session, const char *const *keys);
CpCosts cp_session_get_costs (CpSession *session);
void cp_session_set_costs (CpSession *session, CpCosts costs);
double cp_session_get_tolerance (CpSession *session); /* the default where none was set */
void cp_session_set_tolerance (CpSession *session, double tolerance);

/* The strategy in force and the one being considered. Choosing a strategy computes a preview; applying it
 * makes its thresholds the ones in force. */
CpStrategy cp_session_get_strategy (CpSession *session);
CpStrategy cp_session_get_preview_strategy (CpSession *session);
void cp_session_preview_strategy (CpSession *session, CpStrategy strategy);
const CpThresholds *cp_session_get_preview (CpSession *session, guint model); /* (nullable) */
void cp_session_apply_preview (CpSession *session);
void cp_session_reset_thresholds (CpSession *session); /* 0.5 everywhere, custom */

/* Results */
CpSweep *cp_session_get_sweep (CpSession *session, guint model); /* (nullable): while there is no label */
const CpHistogram *cp_session_get_histogram (CpSession *session, guint model); /* (nullable): as the sweep */
CpSlices *cp_session_get_slices (CpSession *session);                          /* (nullable) */
const CpAudit *cp_session_get_audit (CpSession *session);                      /* (nullable) */
/* @slice: or CP_ALL_ROWS: NaN where the slices have different ones */
double cp_session_get_threshold (CpSession *session, guint model, guint slice);
/* Moves one threshold (CP_ALL_ROWS: all of that model) by hand: the strategy becomes custom, every number is
 * anew when this returns, intervals of gaps follow from a job. */
void cp_session_set_threshold (CpSession *session, guint model, guint slice, double threshold);
/* The threshold that decides a state of a row is that of the slice the state lies in: */
/* of the row as the table has it */
double cp_session_get_table_threshold (CpSession *session, guint model, guint32 row);
/* of the row as it was scored last, like cp_session_get_row_score() */
double cp_session_get_row_threshold (CpSession *session, guint model, guint32 row);
/* of any state (a table of one row); where no row of the table lies in its slice, the threshold that all
 * slices share, else 0.5 */
double cp_session_get_state_threshold (CpSession *session, guint model, const CpTable *state);
/* (transfer full) (nullable): the slice of @state, where no row of the table lies in it */
char *cp_session_dup_strange_slice (CpSession *session, const CpTable *state);

/* The selected row (session-edit.c). Undo takes back the newest step wherever it was done, and selects its
 * rows. */
guint32 cp_session_get_row (CpSession *session); /* CP_NO_ROW for none */
void cp_session_select_row (CpSession *session, guint32 row);
const CpRowHistory *cp_session_get_history (CpSession *session); /* (nullable): of the selected row */
gboolean cp_session_edit (CpSession *session, const CpField *field, const char *value, GError **error);
gboolean cp_session_can_undo (CpSession *session);
gboolean cp_session_can_redo (CpSession *session);
void cp_session_undo (CpSession *session);
void cp_session_redo (CpSession *session);
void cp_session_revert (CpSession *session); /* the selected rows, back to the table: a step too */
gboolean cp_session_can_revert (CpSession *session);
/* Scores the selected row as it stands, several rows in a job; an error while a cell holds what was refused.
 */
gboolean cp_session_run (CpSession *session, GError **error);
GPtrArray *cp_session_get_runs (CpSession *session); /* (element-type CpRun): oldest first */
const CpRun *cp_session_get_last_run (CpSession *session,
                                      guint32 row); /* (nullable): the newest of that row */

G_END_DECLS
