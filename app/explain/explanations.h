#pragma once
#include "app/session/session.h"
#include "core/explain/background-choice.h"
#include "core/explain/explain.h"
#include "core/explain/feature-groups.h"

/* Why the models scored the selected row as they did. One object a session; it follows the row and its runs
 * and answers while somebody wants to know: at once with the quick method, then, where that is another, with
 * the chosen one. Everything is worked out by jobs; what is replaced is an immutable snapshot.
 *
 * Signals, on the main loop: "changed" (an answer, the setting, or whether the answer is out of date). */
G_BEGIN_DECLS

typedef struct {
  CpExplainMethod method;
  CpSpace space;
  CpBackgroundKind background; /* not a file */
  guint n_background;
  guint64 seed;
} CpExplainSetting;

/* What one model says of one row, with all its outputs. */
typedef struct {
  CpAttributions *answer;   /* (nullable): NULL with @problem set */
  CpFeatureGroups *groups;  /* (nullable) */
  CpBackground *background; /* (nullable) */
  CpTable *state;           /* the row explained, as it was scored last */
  gboolean is_quick;        /* a better answer is on its way */
  char *problem;            /* (nullable): why there is no answer, as a sentence */
} CpRowExplanation;

void cp_row_explanation_free (CpRowExplanation *explanation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpRowExplanation, cp_row_explanation_free)

#define CP_TYPE_EXPLANATIONS (cp_explanations_get_type ())
G_DECLARE_FINAL_TYPE (CpExplanations, cp_explanations, CP, EXPLANATIONS, GObject)

/* (transfer none): the session's, made when it is first asked for */
CpExplanations *cp_session_get_explanations (CpSession *session);

/* A page calls these when it is shown and hidden; nothing is worked out while nobody wants it. */
void cp_explanations_want (CpExplanations *self);
void cp_explanations_unwant (CpExplanations *self);

const CpExplainSetting *cp_explanations_get_setting (CpExplanations *self);
/* An answer that is shown is out of date until it is worked out again. */
void cp_explanations_set_setting (CpExplanations *self, const CpExplainSetting *setting);
gboolean cp_explanations_is_stale (CpExplanations *self);
void cp_explanations_recompute (CpExplanations *self);

/* (nullable): not known yet, or no row is selected */
const CpRowExplanation *cp_explanations_get_row (CpExplanations *self, guint model);

/**
 * cp_explain_state:
 * @model: whole
 * @absent: of guint32, ascending: rows of @table that are of no background
 * @state: a table of one row
 * @background: (nullable): made from @table by @setting where NULL
 * @is_quick: by the quick method of @setting's
 *
 * On a worker. Returns: (transfer full): never NULL; what went wrong is its problem, in the model's words
 */
CpRowExplanation *cp_explain_state (CpModel *model, CpEncoder *encoder, const CpTable *table,
                                    const GArray *absent, const CpTable *state, CpFeatureGroups *groups,
                                    CpBackground *background, const CpExplainSetting *setting,
                                    gboolean is_quick, GCancellable *cancellable);

G_END_DECLS
