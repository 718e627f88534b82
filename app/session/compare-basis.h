#pragma once
#include "app/session/session-counterfactual.h"
#include "core/explain/distance.h"

/* What the two searches for counterfactuals share: what they read, and what they hand back. */
G_BEGIN_DECLS

/* What a search for counterfactuals reads on its worker: references to the snapshots, copies of the rest. */
typedef struct {
  CpTable *table, *row;
  CpDistance *distance; /* (nullable): not built yet */
  GArray *absent;       /* guint32, ascending: deleted rows, which count in no scale and are no answer */
  char **ignored, **held;
  GArray *weights; /* CpDistanceWeight */
  CpModel *model;
  CpEncoder *encoder; /* (nullable): a column of scores */
  guint letter, n;    /* letter: the model's number */
  CpScores *scores;
  double score, threshold; /* of the row */
  CpSlices *slices;
  double *thresholds; /* (n_slices): of the model */
} CpCompareBasis;

void cp_compare_basis_init (CpCompareBasis *basis, CpSession *self);
void cp_compare_basis_clear (CpCompareBasis *basis);
/* On a worker: sees to its distance. Weights of columns that are not compared (the label) are passed over. */
gboolean cp_compare_basis_prepare (CpCompareBasis *basis, GError **error);

/* What a search found, and the distance it was found with. */
typedef struct {
  CpDistance *distance;
  GPtrArray *answers; /* CpCounterfactual: never empty */
} CpCompareFound;

CpCompareFound *cp_compare_found_new (CpDistance *distance);
void cp_compare_found_free (gpointer found);
/* @state: (transfer full): the counterfactual as a table of one row */
void cp_compare_found_add (CpCompareFound *found, const CpCompareBasis *basis, guint32 row, double distance,
                           double score, CpTable *state);
GPtrArray *cp_compare_answers_new (void); /* (transfer full) (element-type CpCounterfactual) */
void cp_compare_answers_add_none (GPtrArray *answers, guint model, const char *reason);

G_END_DECLS
