#pragma once
#include "core/explain/explain.h"
#include "core/explain/feature-groups.h"
#include "core/metrics/labels.h"
#include "core/metrics/slices.h"

/* What matters to a model over many rows: how far each column, and each feature, moves its scores on average
 * (mean |attribution| and signed mean; Lundberg and Lee 2017), and the attributions themselves for a picture
 * of every row at once. Worked out in batches, so it can be shown while it converges. */
G_BEGIN_DECLS

typedef struct {
  char *method;
  CpSpace space;
  guint n_outputs, n_groups, n_features, n_slices; /* n_slices: 0 without slices */
  gsize n_wanted, n_rows;                          /* rows asked for; rows explained so far */
  guint32 *rows;                                   /* (n_wanted): of the table; the first n_rows are done */
  double *base;                                    /* (n_outputs) */
  float *values;           /* (n_wanted × n_outputs × n_groups): signed sums of the columns */
  double *mean_abs, *mean; /* (n_outputs × n_groups) */
  double *feature_mean_abs, *feature_mean; /* (n_outputs × n_features) */
  gsize *feature_counts;        /* (n_features): rows whose encoded value is not 0: the texts with a word, */
  double *feature_mean_present; /* (n_outputs × n_features): and the mean over those alone; NaN: none */
  double *slice_mean_abs, *slice_mean; /* (n_slices × n_outputs × n_groups); NaN: no row of the slice yet */
  gsize *slice_counts;                 /* (n_slices): rows explained */
  double worst_residual;               /* the largest |residual| of any row */
} CpGlobal;

CpGlobal *cp_global_ref (CpGlobal *global);
void cp_global_unref (CpGlobal *global);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpGlobal, cp_global_unref)

typedef struct {
  CpModel *model; /* whole */
  CpEncoder *encoder;
  CpFeatureGroups *groups;
  CpTable *table;
  CpBackground *background;
  CpExplainOptions options; /* auto: the quick method of the model */
  const guint32 *rows;      /* (n_rows): which rows, in the order they are explained */
  gsize n_rows;
  CpSlices *slices; /* (nullable) */
} CpGlobalRequest;

/* (transfer full): the answer so far, a snapshot of its own; on the worker that explains */
typedef void (*CpGlobalFunc) (CpGlobal *so_far, gpointer data);

/**
 * cp_global_explain:
 * @on_batch: (nullable): called after every batch but the last with what is known by then
 *
 * Returns: (transfer full) (nullable): NULL with @error as cp_explain(), also when cancelled
 */
CpGlobal *cp_global_explain (const CpGlobalRequest *request, CpGlobalFunc on_batch, gpointer data,
                             const CpProgress *progress, GCancellable *cancellable, GError **error);

/* (transfer full): at most @n of the rows [0, n_rows) or of @scope (nullable), drawn by @seed, in random
 * order, so that the first ones are a sample of their own */
guint32 *cp_global_choose_rows (gsize n_rows, const guint32 *scope, gsize n_scope, gsize n, guint64 seed,
                                gsize *out_n);

/**
 * cp_permutation_importance:
 * @rows: (n × n_features), encoded
 * @labels: (n): 0, 1 or CP_LABEL_NONE
 * @output: the score that decides
 * @n_repeats: shuffles of each column, at least 1
 * @out_mean, @out_std: (n_groups): how much the ROC AUC falls when the column's values are shuffled between
 * the rows (Breiman 2001), and its sample deviation over the repeats; NaN where the AUC is undefined
 *
 * Returns: %FALSE with @error set when cancelled or for a model that cannot predict
 */
gboolean cp_permutation_importance (const CpModel *model, const CpFeatureGroups *groups, const CpMatrix *rows,
                                    const guint8 *labels, guint output, guint n_repeats, guint64 seed,
                                    double *out_mean, double *out_std, GCancellable *cancellable,
                                    GError **error);

G_END_DECLS
