#pragma once
#include "app/session/compare-basis.h"
#include "app/session/opened.h"
#include "app/session/row-additions.h"
#include "app/session/session-counterfactual.h"

/* Shared by the files session-*.c only. */
G_BEGIN_DECLS

/* What the selected row is compared with (session-compare.c). */
typedef struct {
  gboolean is_on;
  guint model;
  CpNorm norm;
  gboolean is_left_out[CP_N_COMPARE_KINDS]; /* nothing of this kind is wanted */
  guint n;                                  /* of each kind */
  GHashTable *weights;                      /* (nullable): column → double *: those other than 1 */
  GHashTable *held;                         /* (nullable): columns that stay as they are */
  char *label;                              /* (nullable): left out of @distance */
  CpDistance *distance;                     /* (nullable): not built yet */
  GPtrArray *found[CP_N_COMPARE_KINDS];     /* (nullable) of CpCounterfactual */
  guint chosen[CP_N_COMPARE_KINDS];
} CpCompared;

struct _CpSession {
  GObject parent_instance;
  CpJobs *jobs;
  char *title;
  gboolean is_dirty;
  guint64 state;    /* another after every change that makes it dirty */
  guint n_openings; /* so far: which of them is open */
  GQueue saves;     /* of session-save.c: the first is being written */
  CpOpened *open;   /* NULL: nothing is open */
  GPtrArray *views; /* (nullable): of session-view.c */

  CpQuestion *wish; /* the question being built (label, positive, keys only), or NULL */
  GArray *adding;   /* (nullable): CpRowAddition: rows the question being built brings with it */
  guint n_newest;   /* how many rows the last addition brought */
  char *label_refusal, *slices_refusal; /* (nullable): what was wrong with the last change of either */
  CpCosts costs;
  double tolerance; /* < 0: the default */
  CpStrategy strategy, preview_strategy;
  double *thresholds;       /* (n_models × n_slices) in force; one "slice" without a question */
  gpointer preview;         /* of session-thresholds.c: NULL while unknown */
  gboolean applies_preview; /* once it is known */
  CpAudit *audit;
  gboolean is_settled;   /* the audit has its intervals */
  CpAudit *last_settled; /* (nullable): the one before that had them, over the same slices */

  CpStrategy frontier_strategy; /* under parity, once something is open */
  gboolean is_frontier_watched;
  gpointer frontier;      /* (nullable): CpFrontier, once it is known */
  char *frontier_refusal; /* (nullable): why there is none */

  gboolean are_score_intervals_watched;
  gpointer score_intervals; /* (nullable): of session-score-intervals.c, once they are drawn */

  guint32 row;
  GArray *selection; /* (nullable): guint32, ascending, more than one; holds @row */
  CpCompared compared;
  GHashTable *refused; /* field name → GError: cells of the selected row that hold no value */
};

enum {
  SIGNAL_OPENED,
  SIGNAL_QUESTION_CHANGED,
  SIGNAL_THRESHOLDS_CHANGED,
  SIGNAL_RESULTS_CHANGED,
  SIGNAL_ROW_CHANGED,
  SIGNAL_EDITS_CHANGED,
  SIGNAL_RUNS_CHANGED,
  SIGNAL_COUNTERFACTUAL_CHANGED,
  SIGNAL_SCOPE_CHANGED,
  SIGNAL_SELECTION_CHANGED,
  SIGNAL_FRONTIER_CHANGED,
  SIGNAL_ROWS_ADDED,
  SIGNAL_MESSAGE,
  SIGNAL_SAVED,
  N_SIGNALS
};
void cp_session_emit (CpSession *self, guint signal);
void cp_session_set_dirty (CpSession *self, gboolean is_dirty);
void cp_session_name_after (CpSession *self, const char *path); /* unless the document gives it a title */

/* session-view.c */
void cp_session_gather_views (CpSession *self);  /* into the document */
void cp_session_restore_views (CpSession *self); /* out of it */

/* session-save.c */
void cp_session_clear_saves (CpSession *self);
void cp_session_emit_saved (CpSession *self, const char *path, const GError *error);

guint cp_session_get_n_slices (CpSession *self);

/* session-open.c: (transfer full): opens what it says on a worker */
void cp_session_start_opening (CpSession *self, CpOpened *opened);

/* session-output.c */
void cp_session_cancel_output (CpSession *self); /* another one on its way */

/* session-question.c */
void cp_session_ask_of (CpSession *self, CpScope *scope); /* (nullable): every row */
void cp_session_ask_again (CpSession *self);              /* rows were deleted or brought back */
void cp_session_cancel_question (CpSession *self);
/* @additions: (transfer full): rows of one step; one table, scores and a question with them follow by a job,
 * together with those still on their way */
void cp_session_ask_with (CpSession *self, GArray *additions);

/* session-scope.c */
void cp_session_cancel_scope (CpSession *self);

/* session-thresholds.c: after opening: costs, thresholds and strategy from the document, then the audit */
void cp_session_start_thresholds (CpSession *self);
void cp_session_clear_thresholds (CpSession *self);
/* @question: (transfer full): thresholds carry over where they can, a strategy in force is worked out anew */
void cp_session_replace_question (CpSession *self, CpQuestion *question);

gboolean cp_session_has_sweeps (CpSession *self);
/* Decisions are made anew: the thresholds or the slices they belong to are others. */
void cp_session_thresholds_changed (CpSession *self);

/* session-audit.c: the numbers at once, intervals from a job */
void cp_session_update_audit (CpSession *self);
void cp_session_clear_audit (CpSession *self);

/* session-score-intervals.c: what no threshold changes, from a job */
void cp_session_add_score_intervals (CpSession *self); /* those there are, to the audit of now */
void cp_session_update_score_intervals (CpSession *self);
void cp_session_clear_score_intervals (CpSession *self);

/* session-strategy.c: the preview of the strategy being considered, from a job */
void cp_session_update_preview (CpSession *self);
void cp_session_clear_preview (CpSession *self);
void cp_session_set_custom (CpSession *self);

/* session-frontier.c: what a smaller gap costs, from a job */
void cp_session_want_frontier (CpSession *self,
                               CpStrategy strategy); /* as before unless it is under parity */
void cp_session_update_frontier (CpSession *self);
void cp_session_clear_frontier (CpSession *self);

/* session-compare.c answers the session's own signals */
void cp_session_watch_counterfactual (CpSession *self);
void cp_session_clear_counterfactual (CpSession *self); /* what is of the table and its row */
void cp_session_free_compared (CpSession *self);        /* the choices too */
void cp_session_reset_compared (CpSession *self);       /* the choices as at first */

/* The done function of both searches. @found: (transfer full) (nullable) */
void cp_session_note_found (CpSession *self, CpCompareKind kind, CpCompareFound *found, const GError *error);

/* session-counterfactual.c, session-minimal.c: the jobs */
void cp_session_search_rows (CpSession *self);
void cp_session_cancel_rows (CpSession *self);
void cp_session_search_changes (CpSession *self);
void cp_session_cancel_changes (CpSession *self);

/* session-edit.c */
CpRowHistory *cp_session_ensure_history (CpSession *self, guint32 row);
void cp_session_forget_refusals (CpSession *self);
/* @states: (element-type CpTable): of one row each, what the selected rows are from now on: one step to undo
 */
void cp_session_put_rows (CpSession *self, GPtrArray *states);

/* session-rows.c */
void cp_session_set_absent (CpSession *self, const GArray *rows, gboolean is_absent); /* and what follows */
/* The table, the scores and the question have just got the rows of @additions: steps to undo, the last of
 * which is selected. */
void cp_session_note_additions (CpSession *self, const GArray *additions);
gboolean cp_session_keeps_rows (CpSession *self, const guint32 *rows, gsize n); /* else says why not */

/* session-selection.c */
void cp_session_clear_selection (CpSession *self); /* silently */

/* session-run.c */
void cp_session_cancel_run (CpSession *self);
/* As cp_session_run(). @title: (nullable): stands before what was changed: "Replay of 3" */
gboolean cp_session_run_as (CpSession *self, const char *title, GError **error);

G_END_DECLS
