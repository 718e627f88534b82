#pragma once
#include "app/explain/model-snapshot.h"
#include "core/explain/dependence.h"

/* What the curves of a session are worked out from: its models, whole, and the rows of its table, encoded.
 * Made on the main loop, prepared by a job, read by others afterwards. Reference-counted. */
G_BEGIN_DECLS

typedef struct {
  CpModelSnapshot from; /* a column of scores has no curves */
  CpTable *present; /* without the deleted rows: whose values the curves go through; NULL until prepared */
  guint output;
  CpFeatureGroups **groups; /* (n_models): NULL until prepared */
  CpMatrix **features;      /* (n_models): of @rows; NULL until prepared */
  guint32 *rows;            /* (n_rows): of those that were not deleted; NULL until prepared */
  gsize n_rows, n_present;  /* n_present: how many were not deleted */
  gboolean is_prepared;
} CpDependenceSubject;

CpDependenceSubject *cp_dependence_subject_new (CpSession *session);
CpDependenceSubject *cp_dependence_subject_ref (CpDependenceSubject *subject);
void cp_dependence_subject_unref (CpDependenceSubject *subject);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpDependenceSubject, cp_dependence_subject_unref)

/* On a worker, one at a time: chooses and encodes the rows, once. A model whose rows cannot be encoded has no
 * curves. %FALSE with @error set when cancelled */
gboolean cp_dependence_subject_prepare (CpDependenceSubject *subject, GCancellable *cancellable,
                                        GError **error);

G_END_DECLS
