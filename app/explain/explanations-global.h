#pragma once
#include "app/explain/explanations.h"
#include "core/explain/global.h"

/* What matters to the models over many rows: the attributions of a sample of the rows looked at, one method
 * a model, worked out in batches by a job and shown while they converge. Follows the setting of the
 * CpExplanations once that was worked out, the scope and the slices, while somebody wants to know.
 *
 * Signal, on the main loop: "changed" (another batch, or whether it is out of date). */
G_BEGIN_DECLS

typedef struct {
  CpGlobal *global;        /* (nullable): nothing yet, or @problem is set */
  CpFeatureGroups *groups; /* (nullable) */
  char *problem;           /* (nullable): why there is none, as a sentence */
} CpGlobalAnswer;

#define CP_TYPE_GLOBAL_EXPLANATIONS (cp_global_explanations_get_type ())
G_DECLARE_FINAL_TYPE (CpGlobalExplanations, cp_global_explanations, CP, GLOBAL_EXPLANATIONS, GObject)

/* (transfer none): the session's, made when it is first asked for */
CpGlobalExplanations *cp_session_get_global_explanations (CpSession *session);

/* As cp_explanations_want() */
void cp_global_explanations_want (CpGlobalExplanations *self);
void cp_global_explanations_unwant (CpGlobalExplanations *self);

/* How many rows at most: 1 000 until another number is set */
guint cp_global_explanations_get_n_rows (CpGlobalExplanations *self);
void cp_global_explanations_set_n_rows (CpGlobalExplanations *self, guint n_rows);
gboolean cp_global_explanations_is_stale (CpGlobalExplanations *self);

/* (nullable): not begun; valid until "changed" */
const CpGlobalAnswer *cp_global_explanations_get (CpGlobalExplanations *self, guint model);
/* (nullable): those the answers were counted by */
CpSlices *cp_global_explanations_get_slices (CpGlobalExplanations *self);

G_END_DECLS
