#pragma once
#include "app/session.h"

/* Shared by the files session-*.c only. */
G_BEGIN_DECLS

/* What the label and the slices give: replaced as a whole. Without a label there are slices (so every row has
 * a threshold) but no sweeps. */
typedef struct {
  char *label, *positive; /* (nullable) */
  char **values;          /* of the label; NULL without one */
  char **keys;
  CpLabels *labels; /* (nullable) */
  CpSlices *slices;
  guint n_models;
  CpSweep **sweeps; /* (n_models); items NULL without a label */
} CpQuestion;

/**
 * cp_question_build:
 * @scores: (n_models)
 * @weight: (nullable): a column
 * @label, @positive: (nullable)
 *
 * Returns: (transfer full) (nullable)
 */
CpQuestion *cp_question_build (const CpTable *table, CpScores *const *scores, guint n_models,
                               const char *weight, const char *label, const char *positive,
                               const char *const *keys, GCancellable *cancellable, GError **error);
void cp_question_free (CpQuestion *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpQuestion, cp_question_free)

/* Everything that opening gives, made on a worker. */
typedef struct {
  char *path;       /* (nullable) */
  json_t *document; /* the session file as read, or an empty object */
  CpSources *sources;
  CpInputs *inputs;
  CpScores **scores; /* (n_models) */
  CpRowEditor *editor;
  CpFields *fields;
  CpQuestion *question;
  GHashTable *histories; /* row → CpRowHistory */
  GPtrArray *runs;       /* CpRun */
} CpOpened;

void cp_opened_free (CpOpened *opened);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpOpened, cp_opened_free)

struct _CpSession {
  GObject parent_instance;
  CpJobs *jobs;
  char *title;
  gboolean is_dirty;
  CpOpened *open; /* NULL: nothing is open */

  CpQuestion *wish; /* the question being built (label, positive, keys only), or NULL */
  CpCosts costs;
  double tolerance; /* < 0: the default */
  CpStrategy strategy, preview_strategy;
  double *thresholds;       /* (n_models × n_slices) in force; one "slice" without a question */
  gpointer preview;         /* of session-fairness.c: NULL while unknown */
  gboolean applies_preview; /* once it is known */
  CpAudit *audit;

  guint32 row;
  GHashTable *refused; /* field name → GError: cells of the selected row that hold no value */
};

enum {
  SIGNAL_OPENED,
  SIGNAL_QUESTION_CHANGED,
  SIGNAL_RESULTS_CHANGED,
  SIGNAL_ROW_CHANGED,
  SIGNAL_EDITS_CHANGED,
  SIGNAL_RUNS_CHANGED,
  SIGNAL_MESSAGE,
  N_SIGNALS
};
void cp_session_emit (CpSession *self, guint signal);
void cp_session_set_dirty (CpSession *self, gboolean is_dirty);
void cp_session_name_after (CpSession *self, const char *path); /* unless the document gives it a title */

guint cp_session_get_n_slices (CpSession *self);
/* session-fairness.c: after opening: costs, thresholds and strategy from the document, then the audit */
void cp_session_start_fairness (CpSession *self);
void cp_session_clear_fairness (CpSession *self);

CpRun *cp_run_new (guint n_models);
void cp_run_free (CpRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpRun, cp_run_free)

G_END_DECLS
