#pragma once
#include "core/explain/distance.h"
#include "core/model/model.h"

/* The nearest counterfactual of a row: the closest rows of the table that the model decides differently. What
 * "differently" means depends on the task:
 *
 *   binary, multilabel   another decision, score ≥ threshold, in any output
 *   multiclass           another output with the highest score; ties to the lower output
 *   regression           a prediction at least @min_difference away, in any output
 *
 * A row with an undefined score is decided in no way: it neither is nor has a counterfactual. */
G_BEGIN_DECLS

typedef struct {
  CpTask task;
  guint n_outputs;
  const double *scores;         /* (n_rows × n_outputs), row-major: of the whole table */
  const double *thresholds;     /* binary and multilabel: one, or one a slice */
  const guint32 *slice_of_rows; /* (nullable): (n_rows): NULL: @thresholds is one for all */
  double min_difference; /* regression; NaN: one sample standard deviation (n−1) of each output's scores */
} CpDecisions;

typedef struct {
  guint32 row;
  double distance;
} CpNeighbour;

/**
 * cp_nearest_counterfactuals:
 * @scores: (n_outputs): the row's own scores, of its edited cells
 * @threshold: the one in force for the row itself (an edit may move it to another slice)
 * @distances: (n_rows): as cp_distance_to_all() wrote them
 * @k: how many, at least 1
 *
 * Returns: (transfer full) (element-type CpNeighbour): at most @k, the nearest first, ties to the lower row;
 * empty where no row is decided differently: a model of one decision has no counterfactuals. O(n_rows + k log
 * k) for rows in no particular order
 */
GArray *cp_nearest_counterfactuals (const CpDecisions *decisions, const double *scores, double threshold,
                                    const double *distances, gsize n_rows, guint k);

G_END_DECLS
