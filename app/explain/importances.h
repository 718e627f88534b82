#pragma once
#include "app/explain/explanations-global.h"
#include "core/explain/importance.h"

/* Permutation importance of every column to every model, over the rows that
 * cp_session_get_global_explanations() explains: how far the ROC AUC falls when a column is shuffled. Worked
 * out by a job while somebody wants to know; follows the rows and the label.
 *
 * Signal, on the main loop: "changed". */
G_BEGIN_DECLS

typedef struct {
  CpImportance *importance; /* (nullable): NULL with @problem set */
  CpFeatureGroups *groups;  /* (nullable) */
  char *problem;            /* (nullable): why there is none, as a sentence */
} CpImportanceAnswer;

#define CP_TYPE_IMPORTANCES (cp_importances_get_type ())
G_DECLARE_FINAL_TYPE (CpImportances, cp_importances, CP, IMPORTANCES, GObject)

/* (transfer none): the session's, made when it is first asked for */
CpImportances *cp_session_get_importances (CpSession *session);

/* As cp_explanations_want() */
void cp_importances_want (CpImportances *self);
void cp_importances_unwant (CpImportances *self);

/* (nullable): not known yet; valid until "changed" */
const CpImportanceAnswer *cp_importances_get (CpImportances *self, guint model);
/* Why nothing can be measured in this session, as a sentence; NULL: it can */
const char *cp_importances_get_refusal (CpImportances *self);

G_END_DECLS
