#pragma once
#include "core/base/progress.h"
#include "core/explain/feature-groups.h"
#include "core/metrics/labels.h"
#include "core/model/model.h"

/* Permutation importance (Breiman 2001): how much worse the scores do once a column's values are dealt out
 * anew among the rows, whatever else the rows hold. Told by two losses of the same shuffles: the ROC AUC,
 * which minds the order of the scores alone, and the log loss, which minds their size too. The spread over
 * several shuffles says how much of it is chance. Immutable, reference-counted. */
G_BEGIN_DECLS

typedef enum { CP_IMPORTANCE_AUC, CP_IMPORTANCE_LOG_LOSS, CP_IMPORTANCE_N_LOSSES } CpImportanceLoss;
/* "roc_auc", "log_loss" */
const char *cp_importance_loss_get_name (CpImportanceLoss loss);
gboolean cp_importance_loss_parse (const char *name, CpImportanceLoss *out_loss);

/* By one loss. Without labels all is NaN; the AUC also where there is one kind of label only. */
typedef struct {
  double *whole; /* (n_outputs): of the rows as they are */
  double *mean;  /* (n_outputs × n_groups): how much worse on average: the AUC's fall, the log loss's rise */
  double *std;   /* (n_outputs × n_groups): its sample deviation over the repeats; NaN also for one repeat */
} CpImportanceTold;

typedef struct {
  guint n_outputs, n_groups, n_repeats;
  gsize n_rows;
  CpImportanceTold by[CP_IMPORTANCE_N_LOSSES];
} CpImportance;

CpImportance *cp_importance_ref (CpImportance *importance);
void cp_importance_unref (CpImportance *importance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpImportance, cp_importance_unref)

/**
 * cp_importance_build:
 * @rows: (n × n_features), encoded
 * @labels: (n_outputs): of each output (n) of 0, 1 or CP_LABEL_NONE; items nullable: no ground truth
 * @n_repeats: shuffles of each column, at least 1
 *
 * The same seed gives the same bytes. O(groups × repeats × (scoring + n log n)).
 *
 * Returns: (transfer full) (nullable): NULL with @error set when cancelled or for a model that cannot predict
 */
CpImportance *cp_importance_build (const CpModel *model, const CpFeatureGroups *groups, const CpMatrix *rows,
                                   const guint8 *const *labels, guint n_repeats, guint64 seed,
                                   const CpProgress *progress, GCancellable *cancellable, GError **error);

G_END_DECLS
